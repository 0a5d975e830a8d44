"""Krippendorff's alpha with missing values, for every metric, from sums: 1 - observed / expected disagreement.

Owns alpha. Must not know the other coefficients.

With r_u values in unit u and n = Σ r_u over units with two: observed is 1/n Σ_u Σ_{i≠j} δ(v_i, v_j) / (r_u - 1), expected
1/(n(n - 1)) Σ_{c,k} n_c n_k δ(c, k) (Krippendorff 2011). For differences that are squared distances of points the expected
sum is 2 (n Σ|x|² - |Σ x|²): no table of values × values, however many there are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from . import distances
from .distances import Floats, Form, Matrix, Same
from .figures import Metric
from .resampling import Finish
from .tallies import Units

TABLE = 4096
"""The most different values for metrics that need a table of values × values (ratio) or ranks of each draw (ordinal)."""
ONE_VALUE = "Everybody always gave the same value: there is nothing to tell apart, and no agreement beyond chance to measure."
NEGATIVE = "The ratio metric needs numbers from 0 on."
MANY = "There are {:,} different values; with this metric at most {:,} can be compared."


def alpha(units: Units, categories: tuple[Any, ...], metric: Metric, likeness: sparse.csr_matrix | None) -> Finish | str:
    """What finishes alpha, its sums noted in `units`; or why there is none. `likeness` of sets."""
    if units.used.size < 2:
        return ONE_VALUE
    if metric == "nominal":
        return _by_likeness(units, Same(), lambda one, other: one != other)
    if metric == "sets":
        like: Any = likeness
        return _by_likeness(units, Matrix(like), lambda one, other: 1 - distances.picked(like, one, other))
    if metric in ("interval", "log", "place"):
        return _of_points(units, distances.points(categories, metric))
    if len(categories) > TABLE:
        return MANY.format(len(categories), TABLE)
    if metric == "ordinal":
        return _of_ranks(units)
    found = distances.numbers(categories, "ratio")
    return NEGATIVE if (found < 0).any() else alpha_by(units, distances.ratio_table(found))


def alpha_by(units: Units, table: Floats) -> Finish | str:
    """Alpha with given distances (V, V)."""
    if units.used.size < 2:
        return ONE_VALUE
    observed = _observed(units, lambda one, other: table[one, other])
    spread = units.spread(units.said(units.paired.astype(np.float64)), Matrix(table))

    def finish(sums: Floats) -> Floats:
        n = units.values_in(sums)
        return beyond(sums[:, observed.start] / n, spread(sums) / (n * (n - 1)), 1e-12)

    return finish


def _by_likeness(units: Units, form: Form, apart: Any) -> Finish:
    """Where most values have nothing in common, what they share is summed, and the rest is apart."""
    observed = _observed(units, apart)
    spread = units.spread(units.said(units.paired.astype(np.float64)), form)

    def finish(sums: Floats) -> Floats:
        n = units.values_in(sums)
        return beyond(sums[:, observed.start] / n, (n * n - spread(sums)) / (n * (n - 1)), 1e-12)

    return finish


def _observed(units: Units, apart: Any) -> slice:
    """Σ over pairs of values in a unit of their distance / (r - 1)."""
    found = np.zeros(len(units.codes))
    for where, one, other in units.pairs():
        found[where] += apart(one, other)
    return units.keep(2 * found * units.each)


def _of_points(units: Units, at: Floats) -> Finish:
    """Squared distances add up from sums and sums of squares, whatever the number of values."""
    at = at - at[units.used].mean(0)
    squares = np.square(at).sum(1)
    observed = _observed(units, lambda one, other: np.square(at[one] - at[other]).sum(1))
    rows = np.zeros((len(units.codes), at.shape[1] + 1))
    for coder in range(len(units.coders)):
        codes = units.codes[:, coder]
        said = (codes >= 0) & units.paired
        rows[:, :-1] += np.where(said[:, None], at[codes], 0.0)
        rows[:, -1] += np.where(said, squares[codes], 0.0)
    moments = units.keep(rows)
    least = 1e-14 * float(squares.max())

    def finish(sums: Floats) -> Floats:
        n, found = units.values_in(sums), sums[:, moments]
        expected = 2 * (n * found[:, -1] - np.square(found[:, :-1]).sum(1)) / (n * (n - 1))
        return beyond(sums[:, observed.start] / n, expected, least)

    return finish


def _of_ranks(units: Units) -> Finish:
    """Ranks hang on how often each value was given, so that each draw has its own: m = Σ_{g<c} n_g + n_c / 2."""
    size = units.size
    rows, keys, data = list[Any](), list[Any](), list[Any]()
    for where, one, other in units.pairs():
        rows.append(np.arange(len(units.codes))[where])
        keys.append(np.minimum(one, other).astype(np.intp) * size + np.maximum(one, other))
        data.append(2 * units.each[where])
    distinct, place = np.unique(np.concatenate(keys), return_inverse=True)
    table = units.table(rows, [place], data, distinct.size)
    low, high = distinct // size, distinct % size
    counted = units.keep(units.said(units.paired.astype(np.float64)))
    together = units.keep(table[:, low != high])
    low, high = low[low != high], high[low != high]

    def finish(sums: Floats) -> Floats:
        n, times = units.values_in(sums), sums[:, counted]
        ranks = np.cumsum(times, 1) - times / 2
        observed = np.einsum("rp,rp->r", sums[:, together], np.square(ranks[:, low] - ranks[:, high])) / n
        first, second = np.einsum("rv,rv->r", times, ranks), np.einsum("rv,rv,rv->r", times, ranks, ranks)
        expected = 2 * (n * second - np.square(first)) / (n * (n - 1))
        return beyond(observed, expected, 1e-9)

    return finish


def beyond(observed: Floats, expected: Floats, least: float) -> Floats:
    """1 - observed / expected disagreement."""
    return np.where(expected > least, 1 - observed / expected, np.nan)
