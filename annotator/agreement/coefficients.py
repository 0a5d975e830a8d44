"""How far coders agree in one question: percent, Krippendorff's alpha, Gwet's AC1 and AC2, and the kappas.

Owns the formulas and when each is undefined. Must not know what the units are. All of them are finished from sums over
articles, so that each has an interval by drawing articles anew; a value nobody gave twice never makes a table of its own.

Sources: K. Krippendorff, *Computing Krippendorff's Alpha-Reliability* (2011); K. Gwet, *Computing inter-rater reliability
and its variance in the presence of high agreement* (2008) and *Handbook of Inter-Rater Reliability* (2014), whose treatment
of missing values all but alpha follow; J. Cohen (1960, 1968); J. Fleiss (1971); A. Conger (1980); R. Brennan & D. Prediger
(1981); for specific agreement G. Hripcsak & A. Rothschild (2005).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from . import distances
from .distances import Apart, Floats, Form, Matrix, Same, Weights
from .figures import Figure, Measures, Metric, undefined
from .ratings import Ratings
from .resampling import NONE, Finish, Groups, Resampling, estimate, told
from .tallies import WIDE, Units

FIGURES = (
    "percent", "alpha", "ac1", "ac2", "cohen_kappa", "cohen_kappa_linear", "cohen_kappa_quadratic", "fleiss_kappa",
    "conger_kappa", "brennan_prediger",
)  # fmt: skip
CATEGORIES = "categories"
TABLE = 4096
"""The most different values for metrics that need a table of values × values (ratio) or ranks of each draw (ordinal)."""

NOTHING = "Nobody gave a value."
ONE_CODER = "Only one coder gave values."
NO_UNIT = "No unit has values of two coders."
ONE_VALUE = "Everybody always gave the same value: there is nothing to tell apart, and no agreement beyond chance to measure."
ONE_CATEGORY = "There is one category alone; agreement by chance is certain."
CHANCE = "By chance alone all would agree, so that agreement beyond chance is undefined."
TWO_CODERS = "Cohen's kappa is for two coders; there are {}. Conger's kappa is the same for several."
NO_ORDER = "Weighted kappa needs numbers or values in an order."
NO_WEIGHTS = "There are no weights for places; see alpha."
FEW = "Only {} units have values of two coders, fewer than {}."
NEGATIVE = "The ratio metric needs numbers from 0 on."
MANY = "There are {:,} different values; with this metric at most {:,} can be compared."


def measure(
    ratings: Ratings, metric: Metric, resampling: Resampling = NONE, *, least: int = 2, only: Collection[str] = ()
) -> Measures:
    """All figures of `Measures` for one question, with intervals where `resampling` has rounds.

    Coefficients of fewer than `least` units with two values are undefined; percent is always told. `only` names the figures
    wanted (and `categories`), to save the work for the others. UsageError for values that the metric cannot be used on.
    """
    study = _Study(ratings, metric, resampling, least)
    wanted = tuple(only) or (*FIGURES, CATEGORIES)
    alpha_why = study.prepare_alpha() if "alpha" in wanted else ""
    study.prepare(wanted)
    return study.measures(wanted, {"alpha": alpha_why})


def by_distance(
    ratings: Ratings, table: Sequence[Sequence[float]] | Floats, resampling: Resampling = NONE, *, least: int = 2
) -> dict[str, Figure]:
    """`alpha` with given distances (V, V) of categories, and the kappas and AC2 weighted by 1 - distance / the largest."""
    given = np.asarray(table, np.float64)
    if given.shape != (len(ratings.categories),) * 2 or (given != given.T).any() or given.diagonal().any() or (given < 0).any():
        raise distances.UsageError("Distances are a symmetric table of all categories, 0 for the same, none below 0.")
    weights = 1 - given / (float(given.max(initial=0.0)) or 1.0)
    study = _Study(ratings, "nominal", resampling, least, weights)
    why = study.prepare_alpha(given)
    study.prepare(FIGURES)
    return dict(study.measures(FIGURES, {"alpha": why}).figures)


def kappa_max(table: Sequence[Sequence[float]] | Floats) -> float:
    """The largest Cohen's kappa that the margins of a table of two coders (V, V) allow (Cohen 1960); nan where undefined."""
    counts = np.asarray(table, np.float64)
    rows, columns = counts.sum(1) / counts.sum(), counts.sum(0) / counts.sum()
    chance = float(rows @ columns)
    return float((np.minimum(rows, columns).sum() - chance) / (1 - chance)) if chance < 1 else float("nan")


def from_table(table: Sequence[Sequence[int]], categories: Sequence[Any]) -> Ratings:
    """Ratings of two coders out of how often each gave each category: rows are the first coder's."""
    counts = np.asarray(table, np.intp)
    one, other = np.nonzero(counts)
    values = np.repeat(np.stack([one, other], 1).astype(np.int32), counts[one, other], axis=0)
    return Ratings(values, tuple(categories), np.arange(len(values)), np.zeros(len(values), np.intp))


@dataclass(frozen=True, slots=True)
class _Margins:
    """Where the shares of values stand: `whole` is Σ_kl w π_k π_l, times the square of `units`."""

    units: slice
    whole: Any


class _Study:
    """One question being measured: notes sums, then finishes them."""

    def __init__(self, ratings: Ratings, metric: Metric, resampling: Resampling, least: int, weights: Any = None) -> None:
        self.categories, self.metric, self.resampling, self.least = ratings.categories, metric, resampling, least
        self.units = Units(ratings, resampling.seed)
        self.given = None if weights is None else Weights("given", np.zeros(0), weights)
        self.form: Form = Same() if weights is None else Matrix(weights)
        units, heard = self.units, self.units.heard
        self.paired = heard >= 2
        self.each = np.divide(1.0, heard - 1, out=np.zeros_like(heard), where=self.paired)
        """1 / (r - 1) of each unit."""
        self.places = units.keep(np.stack([self.paired, heard * self.paired, heard >= 1], 1).astype(np.float64))
        total = units.groups().total()[0]
        self.n, self.n_values, self.n_any = (round(float(one)) for one in total[self.places][:3])
        self.finishes: dict[str, Finish] = {}
        self.likeness: Any = None
        if metric == "sets" and weights is None:
            self.likeness, self.has, self.members = distances.likeness_of_sets(self.categories)
        used = units.codes[self.paired]
        self.used = np.unique(used[used >= 0])
        """Values in units with two."""
        self.why = self._why()

    def _why(self) -> str:
        if not self.n_any:
            return NOTHING
        if len(self.units.coders) < 2:
            return ONE_CODER
        return "" if self.n else NO_UNIT

    # --- parts ------------------------------------------------------------------------------------------------------

    @property
    def _pairs(self) -> slice:
        return slice(self.places.start, self.places.start + 1)

    def _first(self, sums: Floats, at: slice) -> Floats:
        return sums[:, at.start]

    def _agreeing(self, weights: Weights | None) -> slice:
        """Share of agreeing pairs, by unit."""
        found = np.zeros(len(self.units.codes))
        for where, one, other in self.units.pairs():
            found[where] += (one == other) if weights is None else weights.of(one, other)
        share = np.divide(2 * self.each, self.units.heard, out=np.zeros_like(found), where=self.paired)
        return self.units.keep(found * share)

    # --- alpha ------------------------------------------------------------------------------------------------------

    def prepare_alpha(self, table: Any = None) -> str:
        """Notes what alpha needs; tells why it cannot be had."""
        if self.why:
            return self.why
        if self.used.size < 2:
            return ONE_VALUE
        if table is not None:
            self._alpha_by(Matrix(table), lambda one, other: table[one, other])
        elif self.metric == "nominal":
            self._alpha_by(None, lambda one, other: one != other)
        elif self.metric == "sets":
            like = self.likeness
            self._alpha_by(Matrix(like), lambda one, other: 1 - np.asarray(like[one, other]).reshape(-1), alike=True)
        elif self.metric in ("interval", "log", "place"):
            self._alpha_of_points(distances.points(self.categories, self.metric))
        elif len(self.categories) > TABLE:
            return MANY.format(len(self.categories), TABLE)
        elif self.metric == "ordinal":
            self._alpha_of_ranks()
        else:
            found = distances.numbers(self.categories, "ratio")
            if (found < 0).any():
                return NEGATIVE
            apart = distances.ratio_table(found)
            self._alpha_by(Matrix(apart), lambda one, other: apart[one, other])
        return ""

    def _observed(self, apart: Any) -> slice:
        """Σ over pairs of values in a unit of their distance / (r - 1)."""
        found = np.zeros(len(self.units.codes))
        for where, one, other in self.units.pairs():
            found[where] += apart(one, other)
        return self.units.keep(2 * found * self.each)

    def _alpha_by(self, form: Form | None, apart: Any, *, alike: bool = False) -> None:
        """Alpha with any distance. Without a form, or where it tells likeness, what is not alike is apart."""
        observed = self._observed(apart)
        weight = self.paired.astype(np.float64)
        spread = self.units.spread(self.units.said(weight), form or Same())

        def finish(sums: Floats) -> Floats:
            n = self._first(sums, self.places) * 0 + sums[:, self.places.start + 1]
            whole = spread(sums)
            expected = (n * n - whole if alike or form is None else whole) / (n * (n - 1))
            return _alpha(sums[:, observed.start] / n, expected, 1e-12)

        self.finishes["alpha"] = finish

    def _alpha_of_points(self, at: Floats) -> None:
        """Squared distances add up from sums and sums of squares, whatever the number of values."""
        at = at - at[self.used].mean(0)
        squares = np.square(at).sum(1)
        observed = self._observed(lambda one, other: np.square(at[one] - at[other]).sum(1))
        rows = np.zeros((len(self.units.codes), at.shape[1] + 1))
        for coder in range(len(self.units.coders)):
            codes = self.units.codes[:, coder]
            said = (codes >= 0) & self.paired
            rows[:, :-1] += np.where(said[:, None], at[codes], 0.0)
            rows[:, -1] += np.where(said, squares[codes], 0.0)
        moments = self.units.keep(rows)
        least = 1e-14 * float(squares.max())

        def finish(sums: Floats) -> Floats:
            n, found = sums[:, self.places.start + 1], sums[:, moments]
            expected = 2 * (n * found[:, -1] - np.square(found[:, :-1]).sum(1)) / (n * (n - 1))
            return _alpha(sums[:, observed.start] / n, expected, least)

        self.finishes["alpha"] = finish

    def _alpha_of_ranks(self) -> None:
        """Ranks hang on how often each value was given, so that each draw has its own: m = Σ_{g<c} n_g + n_c / 2."""
        size = len(self.categories)
        rows, keys, data = list[Any](), list[Any](), list[Any]()
        for where, one, other in self.units.pairs():
            rows.append(np.arange(len(self.units.codes))[where])
            keys.append(np.minimum(one, other).astype(np.intp) * size + np.maximum(one, other))
            data.append(2 * self.each[where])
        distinct, place = np.unique(np.concatenate(keys), return_inverse=True)
        table = self.units.table(rows, [place], data, distinct.size)
        low, high = distinct // size, distinct % size
        counted = self.units.keep(self.units.said(self.paired.astype(np.float64)))
        together = self.units.keep(table[:, low != high])
        low, high = low[low != high], high[low != high]

        def finish(sums: Floats) -> Floats:
            n, times = sums[:, self.places.start + 1], sums[:, counted]
            ranks = np.cumsum(times, 1) - times / 2
            observed = np.einsum("rp,rp->r", sums[:, together], np.square(ranks[:, low] - ranks[:, high])) / n
            first, second = np.einsum("rv,rv->r", times, ranks), np.einsum("rv,rv,rv->r", times, ranks, ranks)
            expected = 2 * (n * second - np.square(first)) / (n * (n - 1))
            return _alpha(observed, expected, 1e-9)

        self.finishes["alpha"] = finish

    # --- the others -------------------------------------------------------------------------------------------------

    def prepare(self, wanted: Collection[str]) -> None:
        """Notes what all the others need."""
        if self.why:
            return
        kappas = set(wanted) & {"ac1", "ac2", "fleiss_kappa", "conger_kappa", "brennan_prediger", "cohen_kappa"}
        if not (kappas or {"percent", "cohen_kappa_linear", "cohen_kappa_quadratic"} & set(wanted)):
            if CATEGORIES in wanted:
                self._specific()
            return
        plain = self._agreeing(None)
        self._percent(plain)
        if kappas & {"ac1", "ac2", "fleiss_kappa", "brennan_prediger"}:
            self._gwet(plain)
        agreeing = plain if self.given is None else self._agreeing(self.given)
        if "conger_kappa" in kappas:
            self._conger(agreeing)
        if len(self.units.coders) == 2 and any(name.startswith("cohen") for name in wanted):
            self._cohen(agreeing)
        if CATEGORIES in wanted:
            self._specific()

    def _percent(self, agreeing: slice) -> None:
        self.finishes["percent"] = lambda sums: sums[:, agreeing.start] / sums[:, self.places.start]

    def _gwet(self, plain: slice) -> None:
        """AC1, AC2, Fleiss and Brennan-Prediger: chance out of the mean share of each value in a unit."""
        units, size, start = self.units, len(self.categories), self.places.start
        share = np.divide(1.0, units.heard, out=np.zeros_like(units.heard), where=units.heard >= 1)
        said = units.said(share)
        spread = units.spread(said, Same())
        weights = self.given or distances.gwet_weights(self.categories, self.metric, self.likeness) if self._weighable else None
        weighted = plain if weights is None else self._agreeing(weights)
        of = spread if self.given is None else units.spread(said, self.form)
        total = float(size) if weights is None else weights.total()

        def gwet(at: slice, whole: float) -> Finish:
            def finish(sums: Floats) -> Floats:
                even = 1 - spread(sums) / np.square(sums[:, start + 2])
                return _beyond(sums[:, at.start] / sums[:, start], whole * even / (size * (size - 1)))

            return finish

        def fleiss(sums: Floats) -> Floats:
            return _beyond(sums[:, kappa.start] / sums[:, start], of(sums) / np.square(sums[:, start + 2]))

        def uniform(sums: Floats) -> Floats:
            return _beyond(sums[:, kappa.start] / sums[:, start], np.full(len(sums), kappa_total / size**2))

        kappa, kappa_total = (plain, float(size)) if self.given is None else (weighted, total)
        if size > 1:
            self.finishes["ac1"] = gwet(plain, float(size))
            if weights is not None or self.metric == "nominal":
                self.finishes["ac2"] = gwet(weighted, total)
            self.finishes["brennan_prediger"] = uniform
        self.finishes["fleiss_kappa"] = fleiss

    @property
    def _weighable(self) -> bool:
        """Whether AC2's weights can be had: a table of too many values cannot, and numbers below 0 have no ratio."""
        return self.metric != "ratio" or (
            len(self.categories) <= TABLE and not (distances.numbers(self.categories, "ratio") < 0).any()
        )

    def _conger(self, agreeing: slice) -> None:
        """Chance out of each coder's own shares: the mean over any two coders of Σ_kl w_kl p_gk p_hl."""
        units, start = self.units, self.places.start
        said = [units.said(np.ones_like(units.heard), coder) for coder in range(len(units.coders))]
        two = [(one, other) for one in range(len(said)) for other in range(one)]
        spreads = units.spreads(said, dict.fromkeys(two, self.form))
        given = units.keep(units.codes >= 0)

        def finish(sums: Floats) -> Floats:
            counts = sums[:, given]
            share = np.divide(1.0, counts, out=np.zeros_like(counts), where=counts > 0)
            speaking = (counts > 0).sum(1)
            chance = sum(spread(sums) * share[:, one] * share[:, other] for (one, other), spread in spreads.items())
            return _beyond(sums[:, agreeing.start] / sums[:, start], 2 * chance / (speaking * (speaking - 1)))

        self.finishes["conger_kappa"] = finish

    def _cohen(self, agreeing: slice) -> None:
        """Two coders, on units both spoke of."""
        units, start = self.units, self.places.start
        both = self.paired.astype(np.float64)
        said = [units.said(both, 0), units.said(both, 1)]
        spread = units.spreads(said, {(0, 1): self.form})[0, 1]

        def finish(sums: Floats) -> Floats:
            n = sums[:, start]
            return _beyond(sums[:, agreeing.start] / n, spread(sums) / np.square(n))

        self.finishes["cohen_kappa"] = finish
        at = self._scale()
        if at is None or np.ptp(at) == 0:
            return
        order = np.argsort(at, kind="stable")
        across = units.spreads([one[:, order] for one in said], {(0, 1): Apart(at[order])})[0, 1]
        first, second = units.codes[:, 0], units.codes[:, 1]
        apart = np.where(self.paired, np.abs(at[first] - at[second]), 0.0)
        centred = at - at.mean()
        one, other = np.where(self.paired, centred[first], 0.0), np.where(self.paired, centred[second], 0.0)
        moments = units.keep(np.stack([apart, np.square(apart), one, other, np.square(one) + np.square(other)], 1))

        def linear(sums: Floats) -> Floats:
            n = sums[:, start]
            return _alpha(sums[:, moments.start] / n, across(sums) / np.square(n), 1e-12)

        def quadratic(sums: Floats) -> Floats:
            n, found = sums[:, start], sums[:, moments]
            chance = found[:, 4] / n - 2 * found[:, 2] * found[:, 3] / np.square(n)
            return _alpha(found[:, 1] / n, chance, 1e-14 * float(np.square(centred).max()))

        self.finishes["cohen_kappa_linear"], self.finishes["cohen_kappa_quadratic"] = linear, quadratic

    def _scale(self) -> Floats | None:
        """Where the categories stand on a line."""
        if self.given is not None:
            return None
        if self.metric == "ordinal":
            return np.arange(len(self.categories), dtype=np.float64)
        if self.metric in ("interval", "ratio", "log"):
            return distances.points(self.categories, "log" if self.metric == "log" else "interval")[:, 0]
        numeric = self.metric == "nominal" and distances.are_numbers(self.categories)
        return distances.numbers(self.categories, "interval") if numeric else None

    def _specific(self) -> None:
        """Positive specific agreement of each value, or of each member of sets: of those who gave it, the share of the
        others who did; for two coders 2a / (2a + b + c), which is F1."""
        if self.metric not in ("nominal", "sets") or self.given is not None:
            return
        units = self.units
        has = self.has if self.metric == "sets" else None
        size = len(self.categories) if has is None else has.shape[1]
        agreed = sparse.csr_matrix((len(units.codes), size))
        for where, one, other in units.pairs():
            rows = np.arange(len(units.codes))[where]
            if has is None:
                same = one == other
                agreed += units.table([rows[same]], [one[same]], [2 * self.each[rows[same]]], size)
            else:
                shared = has[one].multiply(has[other]).tocoo()
                agreed += units.table([rows[shared.row]], [shared.col], [shared.data * 2 * self.each[rows[shared.row]]], size)
        said = units.said(self.paired.astype(np.float64))
        self.given_by = units.by_group(said if has is None else said @ has)
        self.agreed = units.by_group(agreed)

    # --- what is told -----------------------------------------------------------------------------------------------

    def measures(self, wanted: Collection[str], reasons: dict[str, str]) -> Measures:
        """Everything, with its reasons."""
        groups = self.units.groups()
        finishes = {name: finish for name, finish in self.finishes.items() if name in wanted}
        if self.n < self.least:
            finishes = {name: finish for name, finish in finishes.items() if name == "percent"}
        found = estimate(groups, finishes, self.resampling)
        figures: dict[str, Figure] = {}
        for name in FIGURES:
            if name not in wanted:
                continue
            if name != "percent" and not self.why and self.n < self.least:
                figures[name] = undefined(FEW.format(self.n, self.least), self.n)
                continue
            value, low, high = found.get(name, (np.nan, np.nan, np.nan))
            why = self.why or reasons.get(name, "") or self._reason(name)
            error = self._error(value) if name == "ac1" and np.isfinite(value) else None
            figures[name] = told(value, low, high, n=self.n, why=why, error=error)
        specific = self._categories() if CATEGORIES in wanted else {}
        return Measures(self.metric, self.n, len(self.units.coders), self.n_values, figures, specific)

    def _reason(self, name: str) -> str:
        if name.startswith("cohen") and len(self.units.coders) != 2:
            return TWO_CODERS.format(len(self.units.coders))
        if len(self.categories) == 1 or (self.used.size == 1 and not name.startswith(("ac", "brennan"))):
            return ONE_VALUE
        if name == "ac2":
            if self.metric == "place":
                return NO_WEIGHTS
            return NEGATIVE if len(self.categories) <= TABLE else MANY.format(len(self.categories), TABLE)
        return NO_ORDER if name in ("cohen_kappa_linear", "cohen_kappa_quadratic") else CHANCE

    def _categories(self) -> dict[str, Figure]:
        if self.why or not hasattr(self, "agreed"):
            return {}
        names = self.categories if self.metric == "nominal" else self.members
        size = len(names)
        if size > WIDE:
            times = self.units.counts.astype(np.float64)[None, :]
            agreed, given = np.asarray(times @ self.agreed).ravel(), np.asarray(times @ self.given_by).ravel()
            rows = [(float(a / g) if g else np.nan, np.nan, np.nan) for a, g in zip(agreed, given, strict=True)]
        else:
            sums = sparse.hstack([sparse.csr_matrix(self.agreed), sparse.csr_matrix(self.given_by)], format="csr")
            groups = Groups(sums.toarray(), self.units.counts, self.units.strata)
            finishes: dict[str, Finish] = {str(at): _share(at, size) for at in range(size)}
            rows = list(estimate(groups, finishes, self.resampling).values())
        counted = (self.units.counts[None, :] @ self.given_by).ravel()
        never = "Nobody gave it where two spoke."
        return {
            str(name): told(*row, n=round(float(count)), why=never)
            for name, row, count in zip(names, rows, np.asarray(counted).ravel(), strict=True)
        }

    def _error(self, value: float) -> float | None:
        """Standard error of AC1 by Gwet's linearised variance (2014, ch. 5), which takes units for independent."""
        units, size = self.units, len(self.categories)
        times = np.asarray(self.units.counts if units.gather is None else units.gather.sum(0), np.float64).ravel()
        n = float(self.n_any)
        if n < 2:
            return None
        heard, any_ = units.heard, units.heard >= 1
        agreeing = np.zeros(len(units.codes))
        for where, one, other in units.pairs():
            agreeing[where] += one == other
        agreeing = np.divide(2 * agreeing * self.each, heard, out=np.zeros_like(heard), where=self.paired)
        share = np.divide(1.0, heard, out=np.zeros_like(heard), where=any_)
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
        each = n / self.n * (agreeing - chance * self.paired) / (1 - chance)
        each -= 2 * (1 - value) * (own - chance) / (1 - chance)
        return float(np.sqrt((times * any_ * np.square(each - value)).sum() / (n * (n - 1))))


def _alpha(observed: Floats, expected: Floats, least: float) -> Floats:
    """1 - observed / expected disagreement."""
    return np.where(expected > least, 1 - observed / expected, np.nan)


def _beyond(observed: Floats, chance: Floats) -> Floats:
    """(observed - chance) / (1 - chance) agreement."""
    return np.where(1 - chance > 1e-12, (observed - chance) / (1 - chance), np.nan)


def _share(at: int, size: int) -> Finish:
    def finish(sums: Floats) -> Floats:
        return np.where(sums[:, size + at] > 0, sums[:, at] / sums[:, size + at], np.nan)

    return finish
