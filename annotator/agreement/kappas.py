"""Agreement beyond chance as kappas count it: (observed - chance) / (1 - chance), from sums.

Owns percent, Gwet's AC1 and AC2, Fleiss' kappa, Brennan and Prediger's, Conger's and Cohen's. Must not know alpha.

All follow Gwet (*Handbook of Inter-Rater Reliability*, 2014, ch. 2-5) where values are missing: observed agreement is the
mean over units with two values of Σ_k r_k (Σ_l w_kl r_l - 1) / (r (r - 1)); π_k is the mean over units with any value of
r_k / r. With two coders and nothing missing Fleiss' kappa is Scott's π, and Conger's is Cohen's kappa.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from .alpha import beyond as by_distance
from .distances import Apart, Floats, Form, Same, Weights
from .resampling import Finish
from .tallies import Units


def agreeing(units: Units, weights: Weights | None) -> slice:
    """Notes each unit's share of agreeing pairs of values; with `weights`, how far they agree."""
    return units.keep(_shares(units, weights))


def _shares(units: Units, weights: Weights | None) -> Floats:
    found = np.zeros(len(units.codes))
    for where, one, other in units.pairs():
        found[where] += (one == other) if weights is None else weights.of(one, other)
    return found * np.divide(2 * units.each, units.heard, out=np.zeros_like(found), where=units.paired)


def percent(units: Units, plain: slice) -> Finish:
    """The mean share of agreeing pairs over units with two values."""
    return lambda sums: sums[:, plain.start] / units.units_in(sums)


def beyond(observed: Floats, chance: Floats) -> Floats:
    """(observed - chance) / (1 - chance), nan where chance is certain."""
    return np.where(1 - chance > 1e-12, (observed - chance) / (1 - chance), np.nan)


def by_shares(units: Units, plain: slice, weights: Weights | None, given: Form | None, *, ac2: bool) -> dict[str, Finish]:
    """`ac1`, `ac2`, `fleiss_kappa` and `brennan_prediger`, whose chance comes of the shares π of all coders together.

    AC1 and AC2: chance T Σ π_k (1 - π_k) / (q (q - 1)), T the sum of all weights; Fleiss: Σ w_kl π_k π_l; Brennan-Prediger:
    T / q². `weights` are AC2's; `given` is the form of weights that all but AC1 use instead of same or not.
    """
    size = units.size
    share = np.divide(1.0, units.heard, out=np.zeros_like(units.heard), where=units.heard >= 1)
    said = units.said(share)
    alike = units.spread(said, Same())
    weighted = plain if weights is None else agreeing(units, weights)
    total = float(size) if weights is None else weights.total()
    spread, kappa, sum_of_weights = alike, plain, float(size)
    if given is not None:
        spread, kappa, sum_of_weights = units.spread(said, given), weighted, total

    def gwet(at: slice, whole: float) -> Finish:
        def finish(sums: Floats) -> Floats:
            uneven = 1 - alike(sums) / np.square(units.any_in(sums))
            return beyond(sums[:, at.start] / units.units_in(sums), whole * uneven / (size * (size - 1)))

        return finish

    def fleiss(sums: Floats) -> Floats:
        return beyond(sums[:, kappa.start] / units.units_in(sums), spread(sums) / np.square(units.any_in(sums)))

    def even(sums: Floats) -> Floats:
        return beyond(sums[:, kappa.start] / units.units_in(sums), np.full(len(sums), sum_of_weights / size**2))

    made: dict[str, Finish] = {"fleiss_kappa": fleiss}
    if size > 1:
        made |= {"ac1": gwet(plain, float(size)), "brennan_prediger": even}
        if ac2:
            made["ac2"] = gwet(weighted, total)
    return made


def conger(units: Units, observed: slice, form: Form) -> Finish:
    """Chance out of each coder's own shares: the mean over any two coders of Σ_kl w_kl p_gk p_hl (Conger 1980).

    That is what Gwet writes as Σ w_kl (p̄_k p̄_l - s²_kl / r), s² the covariance between coders of their shares.
    """
    said = [units.said(np.ones_like(units.heard), coder) for coder in range(len(units.coders))]
    two = [(one, other) for one in range(len(said)) for other in range(one)]
    spreads = units.spreads(said, dict.fromkeys(two, form))
    given = units.keep((units.codes >= 0).astype(np.float64))

    def finish(sums: Floats) -> Floats:
        counts = sums[:, given]
        share = np.divide(1.0, counts, out=np.zeros_like(counts), where=counts > 0)
        speaking = (counts > 0).sum(1)
        chance = np.zeros(len(sums))
        for (one, other), spread in spreads.items():
            chance += spread(sums) * share[:, one] * share[:, other]
        return beyond(sums[:, observed.start] / units.units_in(sums), 2 * chance / (speaking * (speaking - 1)))

    return finish


def cohen(units: Units, observed: slice, form: Form, scale: Floats | None, wanted: Collection[str]) -> dict[str, Finish]:
    """`cohen_kappa` of two coders on the units both spoke of (Cohen 1960) and, where values have a place on a `scale` (V,),
    `cohen_kappa_linear` and `cohen_kappa_quadratic`, with weights 1 - |x - y| / range and its square (Cohen 1968)."""
    both = units.paired.astype(np.float64)
    said = [units.said(both, 0), units.said(both, 1)]
    made: dict[str, Finish] = {}
    if "cohen_kappa" in wanted:
        spread = units.spreads(said, {(0, 1): form})[0, 1]

        def finish(sums: Floats) -> Floats:
            n = units.units_in(sums)
            return beyond(sums[:, observed.start] / n, spread(sums) / np.square(n))

        made["cohen_kappa"] = finish
    if scale is not None and {"cohen_kappa_linear", "cohen_kappa_quadratic"} & set(wanted):
        made |= _on_a_scale(units, said, scale)
    return made


def _on_a_scale(units: Units, said: list[Any], scale: Floats) -> dict[str, Finish]:
    # The range cancels out: 1 - mean distance / distance by chance.
    order = np.argsort(scale, kind="stable")
    across = units.spreads([one[:, order] for one in said], {(0, 1): Apart(scale[order])})[0, 1]
    first, second = units.codes[:, 0], units.codes[:, 1]
    centred = scale - scale.mean()
    apart = np.where(units.paired, np.abs(scale[first] - scale[second]), 0.0)
    one, other = np.where(units.paired, centred[first], 0.0), np.where(units.paired, centred[second], 0.0)
    moments = units.keep(np.stack([apart, np.square(apart), one, other, np.square(one) + np.square(other)], 1))
    least = float(np.square(centred).max(initial=0.0))

    def linear(sums: Floats) -> Floats:
        n = units.units_in(sums)
        return by_distance(sums[:, moments.start] / n, across(sums) / np.square(n), 1e-12 * least**0.5)

    def quadratic(sums: Floats) -> Floats:
        n, found = units.units_in(sums), sums[:, moments]
        return by_distance(found[:, 1] / n, found[:, 4] / n - 2 * found[:, 2] * found[:, 3] / np.square(n), 1e-14 * least)

    return {"cohen_kappa_linear": linear, "cohen_kappa_quadratic": quadratic}


def error_of_ac1(units: Units, value: float) -> float | None:
    """Standard error of AC1 by Gwet's linearised variance (2008; 2014, ch. 5), which takes units for independent."""
    size, n, heard, said = units.size, float(units.n_any), units.heard, units.heard >= 1
    if n < 2 or size < 2:
        return None
    times = np.asarray(units.counts if units.gather is None else units.gather.sum(0), np.float64).ravel()
    shares = _shares(units, None)
    share = np.divide(1.0, heard, out=np.zeros_like(heard), where=said)
    mean = np.zeros(size)
    for coder in range(len(units.coders)):
        codes = units.codes[:, coder]
        mean += np.bincount(codes[codes >= 0], (times * share)[codes >= 0], size)
    mean /= n
    chance = float((mean * (1 - mean)).sum()) / (size - 1)
    own = np.zeros(len(units.codes))
    for coder in range(len(units.coders)):
        codes = units.codes[:, coder]
        own += np.where(codes >= 0, 1 - mean[codes], 0.0) * share
    own /= size - 1
    each = n / units.n * (shares - chance * units.paired) / (1 - chance)
    each -= 2 * (1 - value) * (own - chance) / (1 - chance)
    return float(np.sqrt((times * said * np.square(each - value)).sum() / (n * (n - 1))))
