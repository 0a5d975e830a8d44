"""What is told of one field on pairs of events: its coefficients, and for days, points and counts what a reader asks first.

For a date the share that is exact, within a day and within a week, and the median difference; for a point the share that is
exact, within 5, 25 and 100 km, and the median distance; for a count of people whether they agree that there is any, and how
often exactly. Whether a field was answered at all is a question of its own: a coefficient is of answers alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..places.array_distance import kilometres
from .coefficients import measure
from .figures import Figure, Measures, undefined
from .happenings import Happenings, Table
from .ratings import Ratings
from .resampling import Resampling, divide, figure
from .scales import Scale

Array = NDArray[np.float64]
DAYS = {"exact": 0.0, "within_1_day": 1.0, "within_7_days": 7.0}
KILOMETRES = {"exact": 0.0, "within_5_km": 5.0, "within_25_km": 25.0, "within_100_km": 100.0}
_STEPS = 1_000
_NO_PAIR = "no pair of events has a value on both sides"


def field_measures(happenings: Happenings, scale: Scale, table: Table, resampling: Resampling, least: int) -> Measures:
    """All that is told of a field on the happenings of a table (those that several voices have)."""
    ratings = happenings.rated(scale, table)
    found = measure(ratings, scale.metric, resampling, least=least)
    more: dict[str, Figure] = {}
    said = measure(happenings.is_answered(scale, table), "nominal", resampling, least=least, only=("percent", "alpha"))
    more["answered"], more["answered_percent"] = said.figures["alpha"], said.figures["percent"]
    if scale.kind == "date":
        more |= _shares(ratings, _days(ratings), DAYS, "median_days", resampling)
    elif scale.kind == "place":
        more |= _shares(ratings, _kilometres(ratings), KILOMETRES, "median_km", resampling)
    elif scale.kind == "count":
        more |= _counts(ratings, resampling, least)
    return Measures(found.metric, found.n_units, found.n_coders, found.n_values, {**found.figures, **more}, found.categories)


def _shares(
    ratings: Ratings, apart: Array, within: Mapping[str, float], middle: str, resampling: Resampling
) -> dict[str, Figure]:
    """The shares of pairs that are no more apart than some distances, and the median. `apart` (units, pairs of voices), nan
    where either said nothing."""
    known = ~np.isnan(apart)
    n = int(known.sum())
    of = np.zeros(len(ratings.strata))
    np.add.at(of, ratings.clusters, known.sum(axis=1))
    found: dict[str, Figure] = {}
    for name, most in within.items():
        near = np.zeros(len(ratings.strata))
        np.add.at(near, ratings.clusters, (known & (apart <= most + 1e-9)).sum(axis=1))
        found[name] = figure(
            np.stack([near, of], axis=1), divide, ratings.strata, resampling, n=n, why=_NO_PAIR
        )  # fmt: skip
    clusters = np.broadcast_to(ratings.clusters[:, None], apart.shape)[known]
    found[middle] = _median(apart[known], clusters, ratings.strata, resampling)
    return found


def _median(values: Array, clusters: NDArray[np.intp], strata: NDArray[np.intp], resampling: Resampling) -> Figure:
    """The median of some values (n,), each of an article: the lower of the two in the middle. Beyond `_STEPS` distinct values
    an interval is told to the nearest of that many steps, the median itself never is."""
    if not len(values):
        return undefined(_NO_PAIR)
    steps = np.unique(values)
    if len(steps) > _STEPS:
        steps = np.unique(np.quantile(steps, np.linspace(0, 1, _STEPS), method="lower"))
    place = np.searchsorted(steps, values, side="right") - 1
    sums = sparse.csr_matrix((np.ones(len(values)), (clusters, place)), shape=(len(strata), len(steps)))

    def middle(counts: Array) -> Array:
        reached = np.cumsum(counts, axis=1)
        found = steps[np.argmax(reached >= reached[:, -1:] / 2, axis=1)]
        return np.where(reached[:, -1] > 0, found, np.nan)

    found = figure(sums, middle, strata, resampling, n=len(values), why=_NO_PAIR)
    return replace(found, value=float(np.quantile(values, 0.5, method="inverted_cdf")))


def _counts(ratings: Ratings, resampling: Resampling, least: int) -> dict[str, Figure]:
    numbers = np.array(ratings.categories, float)
    some = np.append((numbers > 0).astype(np.int32), -1)[ratings.values]
    zero = Ratings(some.astype(np.int32), ("none", "some"), ratings.clusters, ratings.strata)
    alpha = measure(zero, "nominal", resampling, least=least, only=("alpha", "percent"))
    exact = measure(ratings, "nominal", resampling, least=least, only=("percent",))
    return {
        "zero_alpha": alpha.figures["alpha"], "zero_percent": alpha.figures["percent"], "exact": exact.figures["percent"],
    }  # fmt: skip


def _days(ratings: Ratings) -> Array:
    numbers = np.append(np.array(ratings.categories, float), np.nan)[ratings.values]
    return _of_pairs(numbers.shape[1], lambda one, other: np.abs(numbers[:, one] - numbers[:, other]), len(numbers))


def _kilometres(ratings: Ratings) -> Array:
    points = np.array([*ratings.categories, (np.nan, np.nan)], float).reshape(-1, 2)[ratings.values]
    return _of_pairs(points.shape[1], lambda one, other: kilometres(*points[:, one].T, *points[:, other].T), len(points))


def _of_pairs(voices: int, apart: object, units: int) -> Array:
    pairs = list(combinations(range(voices), 2))
    if not pairs or not units:
        return np.full((units, 1), np.nan)
    return np.stack([apart(one, other) for one, other in pairs], axis=1)  # type: ignore[operator]
