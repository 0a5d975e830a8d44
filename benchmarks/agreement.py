"""Agreement at size: alpha of 30 fields over 1,000,000 units of three coders in 2 s, with 1,000 draws in 10 s more.

Beside it the library `krippendorff` on the same data, on as few fields as one cares to wait for. And the pairing of 100,000
articles that two coders coded, in 20 s with reading.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from agreement_pairing import BUDGET, beside_greedy, pairing
from corpus import told

from annotator.agreement.coefficients import measure
from annotator.agreement.figures import Metric
from annotator.agreement.ratings import Ratings
from annotator.agreement.resampling import NONE, Resampling

SIZES = (2, 3, 4, 5, 6, 8, 10, 12, 20, 25, 30, 40, 60, 80, 100)
"""Different values of the fields: yes or no, types, levels, counts; each is measured as nominal and as interval."""

METRICS: tuple[Metric, ...] = ("nominal", "interval")


def main() -> None:
    """All parts."""
    coefficients()
    took = pairing()
    told("pairing of 100,000 articles", took["read"] + took["pair"], BUDGET, "s")
    beside_greedy()


def coefficients(units: int = 1_000_000, articles: int = 400_000, compared: int = 2) -> None:
    """Alpha and its intervals: units each of its own article, then several units an article; all figures of one field."""
    for name, of in (("own articles", None), (f"{articles:,} articles", articles)):
        fields: list[tuple[Ratings, Metric]] = [(field(units, size, of), metric) for size in SIZES for metric in METRICS]
        plain = _timed(lambda fields=fields: _alphas(fields, NONE))
        drawn = _timed(lambda fields=fields: _alphas(fields, Resampling()))
        told(f"alpha, {len(fields)} fields × {units:,} units, {name}", plain, 2, "s")
        told("1,000 draws of it, more", drawn - plain, 10, "s")
        if of is None:
            _beside(fields, plain / len(fields), compared)
    everything = field(units, 8, articles)
    print(
        f"{'':4}all figures of one field with intervals: {_timed(lambda: measure(everything, 'nominal', Resampling())):.2f} s"
    )
    days = field(units, 5_000, articles)
    print(f"{'':4}alpha of 5,000 days: {_timed(lambda: _alphas([(days, 'interval')], Resampling())):.2f} s with intervals")


def field(units: int, size: int, articles: int | None, seed: int = 1) -> Ratings:
    """Three coders who mostly agree; a tenth of what they might have said is missing."""
    dice = np.random.default_rng(seed + size)
    true = dice.integers(size, size=units, dtype=np.int32)
    values = np.where(dice.random((units, 3)) < 0.8, true[:, None], dice.integers(size, size=(units, 3), dtype=np.int32))
    values[dice.random((units, 3)) < 0.1] = -1
    of = np.arange(units) if articles is None else np.sort(dice.integers(articles, size=units))
    return Ratings(values.astype(np.int32), tuple(range(size)), of, np.zeros(articles or units, np.intp))


def _alphas(fields: list[tuple[Ratings, Metric]], resampling: Resampling) -> None:
    for ratings, metric in fields:
        assert measure(ratings, metric, resampling, only=("alpha",)).figures["alpha"].value is not None


def _beside(fields: list[tuple[Ratings, Metric]], ours: float, compared: int) -> None:
    """The library takes coders × units with nan."""
    try:
        import krippendorff
    except ImportError:
        print(f"{'':4}krippendorff is not installed; nothing to compare with")
        return
    took = 0.0
    for ratings, metric in fields[:compared]:
        data = np.where(ratings.values < 0, np.nan, ratings.values).T
        began = time.perf_counter()
        theirs = krippendorff.alpha(reliability_data=data, level_of_measurement=metric)  # pyright: ignore[reportArgumentType]
        took += time.perf_counter() - began
        found = measure(ratings, metric, only=("alpha",)).figures["alpha"].value
        assert found is not None
        assert abs(found - theirs) < 1e-9
    told("our time to that of krippendorff, a field of two values", ours / (took / compared), 1)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
