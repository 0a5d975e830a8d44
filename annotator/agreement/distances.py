"""How far apart two values are, by metric, and sums of that over whole distributions.

Owns the difference functions of Krippendorff's alpha, the weights of Gwet's AC2 and of weighted kappa. Must not know units,
coders or articles.

Sources: K. Krippendorff, *Content Analysis* (2004), ch. 11, and *Computing Krippendorff's Alpha-Reliability* (2011) for
nominal, ordinal, interval and ratio; R. Passonneau (2006), "Measuring Agreement on Set-valued Items (MASI)"; K. Gwet,
*Handbook of Inter-Rater Reliability* (2014), ch. 3 for weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..errors import UsageError
from ..places.array_distance import on_the_globe
from .figures import Metric

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]
_ROOM = 4_000_000
"""Numbers held at a time."""


def _full(found: Any) -> Floats:
    return np.asarray(found.toarray() if sparse.issparse(found) else found, np.float64)


def picked(table: Any, one: Codes, other: Codes) -> Floats:
    """Entries of a table, full or sparse, by place (n,), (n,) → (n,)."""
    return np.asarray(table[one, other], np.float64).reshape(-1) if one.size else np.zeros(0)


class Form(Protocol):
    """A function of two values summed over two distributions: Σ_kl a_k b_l f(k, l)."""

    def over(self, one: Floats, other: Floats) -> Floats:
        """(R, V), (R, V) → (R,)."""
        ...

    def between(self, one: sparse.csr_matrix, other: sparse.csr_matrix) -> Floats:
        """(G, V), (G, V) → (G, G): the same for every row with every row."""
        ...


class Same:
    """1 for the same value, 0 for another."""

    def over(self, one: Floats, other: Floats) -> Floats:
        """Σ_k a_k b_k."""
        return np.einsum("rv,rv->r", one, other)

    def between(self, one: sparse.csr_matrix, other: sparse.csr_matrix) -> Floats:
        """All rows with all rows."""
        return _full(one @ other.T)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Any function of two values, as a table (V, V), full or sparse."""

    table: Any

    def over(self, one: Floats, other: Floats) -> Floats:
        """Σ_kl a_k b_l f(k, l)."""
        return np.einsum("rv,rv->r", np.asarray(one @ self.table), other)

    def between(self, one: sparse.csr_matrix, other: sparse.csr_matrix) -> Floats:
        """All rows with all rows."""
        return _full(other @ _full(one @ self.table).T).T


@dataclass(frozen=True, slots=True)
class Apart:
    """|x_k - x_l| for numbers (V,) in rising order: by what lies on either side of each gap, so that no table is made."""

    numbers: Floats

    def over(self, one: Floats, other: Floats) -> Floats:
        """Σ_kl a_k b_l |x_k - x_l|."""
        gaps = np.diff(self.numbers)
        left, right = np.cumsum(one, 1), np.cumsum(other, 1)
        below, above = left[:, :-1], right[:, :-1]
        crossing = below * (right[:, -1:] - above) + (left[:, -1:] - below) * above
        return crossing @ gaps

    def between(self, one: sparse.csr_matrix, other: sparse.csr_matrix) -> Floats:
        """All rows with all rows: how far a row is from each number, summed over the other's."""
        x, rows = self.numbers, max(1, _ROOM // max(self.numbers.size, 1))
        parts: list[Floats] = []
        for first in range(0, len(one.indptr) - 1, rows):
            counts = _full(one[first : first + rows])
            below, sums = np.cumsum(counts, 1), np.cumsum(counts * x, 1)
            from_each = x * (2 * below - below[:, -1:]) - 2 * sums + sums[:, -1:]
            parts.append(_full(other @ from_each.T).T)
        return np.concatenate(parts)


# --- values as numbers ----------------------------------------------------------------------------------------------


def numbers(categories: tuple[Any, ...], metric: str) -> Floats:
    """Categories as numbers (V,). UsageError where one is none."""
    try:
        made = np.array([float(value) for value in categories], np.float64)
    except (TypeError, ValueError):
        raise UsageError(f"The metric “{metric}” needs numbers; a value is none.") from None
    if not np.isfinite(made).all():
        raise UsageError(f"The metric “{metric}” needs numbers; a value is not finite.")
    return made


def are_numbers(categories: tuple[Any, ...]) -> bool:
    """Whether all of them are numbers, not texts that look like it."""
    return all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in categories)


def points(categories: tuple[Any, ...], metric: Metric) -> Floats:
    """Values as points (V, d) whose squared distance is the metric's difference: interval, log, place (km)."""
    if metric == "place":
        try:
            degrees = np.array(categories, np.float64).reshape(-1, 2)
        except (TypeError, ValueError):
            raise UsageError("A place is a latitude and a longitude in degrees.") from None
        return on_the_globe(degrees[:, 0], degrees[:, 1])
    found = numbers(categories, metric)
    if metric == "log":
        if (found <= -1).any():
            raise UsageError("The metric “log” needs numbers above -1; it is for counts.")
        found = np.log1p(found)
    return found.reshape(-1, 1)


def ratio_table(found: Floats) -> Floats:
    """Krippendorff's ratio difference ((c - k) / (c + k))², 0 for two zeros."""
    above, below = found[:, None] - found[None, :], found[:, None] + found[None, :]
    return np.square(np.divide(above, below, out=np.zeros_like(above), where=below != 0))


def likeness_of_sets(categories: tuple[Any, ...]) -> tuple[sparse.csr_matrix, sparse.csr_matrix, tuple[Any, ...]]:
    """MASI likeness J · M of every two sets that share anything (V, V), the sets' members (V, E), and the members.

    J is the Jaccard index; M is 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, 0 where they share
    nothing. Two empty sets are equal; an empty set has nothing in common with any other.
    """
    members = sorted({one for value in categories for one in value}, key=str)
    place = {one: number for number, one in enumerate(members)}
    rows = [number for number, value in enumerate(categories) for _ in value]
    columns = [place[one] for value in categories for one in value]
    shape = (len(categories), len(members))
    has = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
    sizes = np.array([len(value) for value in categories], np.float64)
    shared = (has @ has.T).tocoo()
    one, other, common = sizes[shared.row], sizes[shared.col], shared.data
    jaccard = common / (one + other - common)
    inside = np.where((common == one) & (common == other), 1.0, np.where((common == one) | (common == other), 2 / 3, 1 / 3))
    empty = np.flatnonzero(sizes == 0)
    data = np.concatenate([jaccard * inside, np.ones(empty.size)])
    place_ = (np.concatenate([shared.row, empty]), np.concatenate([shared.col, empty]))
    return sparse.csr_matrix((data, place_), shape=(len(categories),) * 2), has, tuple(members)


# --- weights of kappa and AC2 ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Weights:
    """Agreement weights of two values, 1 for the same: `of` elementwise, `total` summed over all two values."""

    kind: str
    positions: Floats
    table: Any = None

    def of(self, one: Codes, other: Codes) -> Floats:
        """(n,), (n,) → (n,)."""
        if self.table is not None:
            return picked(self.table, one, other)
        apart = np.abs(self.positions[one] - self.positions[other])
        return 1 - self._measured(apart) / self._most()

    def total(self) -> float:
        """Σ_kl w_kl."""
        if self.table is not None:
            return float(self.table.sum())
        x, count = self.positions, self.positions.size
        squares = 2 * (count * float(x @ x) - float(x.sum()) ** 2)
        ordered = np.sort(x)
        apart = 2 * float(((2 * np.arange(count) - count + 1) * ordered).sum())
        whole = {"linear": apart, "quadratic": squares, "ordinal": (squares + apart) / 2}[self.kind]
        return count * count - whole / self._most()

    def _measured(self, apart: Floats) -> Floats:
        if self.kind == "linear":
            return apart
        return np.square(apart) if self.kind == "quadratic" else apart * (apart + 1) / 2

    def _most(self) -> float:
        widest = float(np.ptp(self.positions)) if self.positions.size else 0.0
        return float(self._measured(np.array(widest))) or 1.0


def gwet_weights(categories: tuple[Any, ...], metric: Metric, likeness: Any = None) -> Weights | None:
    """Gwet's weights for a metric: ordinal, quadratic, ratio, or the likeness of sets; None where there are none.

    Ordinal: 1 - C(|k - l| + 1, 2) / C(q, 2) on ranks; quadratic: 1 - (x_k - x_l)² / (x_max - x_min)²; ratio: 1 - ((x_k - x_l)
    / (x_k + x_l))² / ((x_max - x_min) / (x_max + x_min))².
    """
    if metric == "ordinal":
        return Weights("ordinal", np.arange(len(categories), dtype=np.float64))
    if metric in ("interval", "log"):
        return Weights("quadratic", points(categories, metric)[:, 0])
    if metric == "ratio":
        table = ratio_table(numbers(categories, metric))
        return Weights("ratio", np.zeros(0), 1 - table / (float(table.max()) or 1.0))
    if metric == "sets":
        return Weights("sets", np.zeros(0), likeness)
    return None
