"""Sums by article out of which coefficients are finished: equal units once, articles in bundles, no table of units × values².

Owns how a million units shrink to what the bootstrap draws. Must not know coefficients.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .distances import Floats, Form, Matrix
from .ratings import Ratings
from .resampling import BUNDLES, Groups, Resampling, bundles, joined

WIDE = 256
"""More values than this are not kept as columns of their own: what is summed over them is worked out between groups."""
_FEWER = 500
"""Bundles where there are so many values: the work goes with their square."""
_KEYS = 1 << 16


class Units:
    """Units as coefficients need them: distinct ones (`codes`, D × coders who said anything) and how they make up groups.

    `coders` are the columns of those who said anything; `heard` (D,) is how many said something of a unit, `paired` (D,)
    whether two did, `each` (D,) is 1 / (heard - 1). `n` counts units with two values, `n_values` the values in them, `n_any`
    units with any; `used` are the values in units with two.
    """

    def __init__(self, ratings: Ratings, resampling: Resampling) -> None:
        values = ratings.values
        self.size = len(ratings.categories)
        self.wide = self.size > WIDE
        self.coders = [column for column in range(values.shape[1]) if _said_anything(values[:, column])]
        if len(self.coders) < values.shape[1]:
            values = np.ascontiguousarray(values[:, self.coders])
        self._group(values, ratings, _FEWER if self.wide else BUNDLES, resampling)
        self.heard = (self.codes >= 0).sum(1).astype(np.float64)
        self.paired = self.heard >= 2
        self.each = np.divide(1.0, self.heard - 1, out=np.zeros_like(self.heard), where=self.paired)
        self._columns: list[Any] = []
        self._width = 0
        self._drawn: slice | None = None
        self._base = self.keep(np.stack([self.paired, self.heard * self.paired, self.heard >= 1], 1).astype(np.float64)).start
        total = self.groups().total()
        self.n, self.n_values, self.n_any = (round(float(of(total)[0])) for of in (self.units_in, self.values_in, self.any_in))
        times = np.zeros(self.size, np.intp)
        for coder in range(len(self.coders)):
            codes = self.codes[:, coder]
            times += np.bincount(codes[(codes >= 0) & self.paired], minlength=self.size)
        self.used = np.flatnonzero(times)

    def _group(self, values: NDArray[np.int32], ratings: Ratings, most: int, resampling: Resampling) -> None:
        clusters, strata = ratings.clusters, joined(ratings.strata)
        keys, size = _keys(values, self.size)
        self.gather: Any = None
        used, times = np.zeros(0, np.intp), np.zeros(0, np.intp)
        if keys is not None:
            times = np.bincount(keys, minlength=size)
            used = np.flatnonzero(times)
            alone = bool(resampling.rounds) and strata.size == len(values) and not strata.any() and _one_each(clusters)
            # Without draws it does not matter what is of which article.
            if (alone and used.size <= most) or (not resampling.rounds and used.size * 4 <= len(values)):
                self.codes = _codes(used, self.size, values.shape[1])
                self.counts, self.strata = times[used], np.zeros(used.size, np.intp)
                return
        if not resampling.rounds:
            self.codes, self.counts, self.strata = values, np.ones(1, np.intp), np.zeros(1, np.intp)
            self.gather = sparse.csr_matrix(np.ones((1, len(values))))
            return
        of = bundles(strata, most, resampling.seed)
        groups = int(of.max()) + 1 if of.size else 0
        self.counts, self.strata = np.ones(groups, np.intp), np.zeros(groups, np.intp)
        self.strata[of] = strata
        group = of[clusters]
        if keys is not None and used.size * 4 <= len(values):
            self.codes = _codes(used, self.size, values.shape[1])
            place = np.empty(size, np.intp)
            place[used] = np.arange(used.size)
            self.gather = _counted(group, place[keys], (groups, used.size))
            return
        self.codes = values
        ones = np.ones(len(values))
        self.gather = sparse.csr_matrix((ones, (group, np.arange(len(values)))), shape=(groups, len(values)))

    # --- sums -------------------------------------------------------------------------------------------------------

    def by_group(self, each: Any) -> Any:
        """Sums over the units of each group: (D, m) → (G, m)."""
        return each if self.gather is None else self.gather @ each

    def keep(self, each: Any) -> slice:
        """Notes columns by unit (D,) or (D, m) among the sums and tells where they stand."""
        made = self.by_group(each[:, None] if getattr(each, "ndim", 2) == 1 else each)
        return self._append(made)

    def _append(self, made: Any) -> slice:
        start, self._width = self._width, self._width + made.shape[1]
        self._columns.append(made)
        return slice(start, self._width)

    def groups(self) -> Groups:
        """All sums noted so far, to be drawn."""
        if any(sparse.issparse(one) for one in self._columns):
            sums: Any = sparse.hstack([sparse.csr_matrix(one) for one in self._columns], format="csr")
            if sums.nnz * 8 > self.counts.size * self._width:
                sums = sums.toarray()
        else:
            sums = np.hstack(self._columns) if self._columns else np.zeros((self.counts.size, 0))
        return Groups(sums, self.counts, self.strata)

    def units_in(self, sums: Floats) -> Floats:
        """Units with two values, (R, k) → (R,)."""
        return sums[:, self._base]

    def values_in(self, sums: Floats) -> Floats:
        """Values in units with two."""
        return sums[:, self._base + 1]

    def any_in(self, sums: Floats) -> Floats:
        """Units with any value."""
        return sums[:, self._base + 2]

    # --- units ------------------------------------------------------------------------------------------------------

    def pairs(self) -> Iterator[tuple[NDArray[np.intp] | slice, NDArray[np.int32], NDArray[np.int32]]]:
        """Every two coders: the units both spoke of, and what each said."""
        for one in range(len(self.coders)):
            for other in range(one):
                first, second = self.codes[:, one], self.codes[:, other]
                both = (first >= 0) & (second >= 0)
                if both.all():
                    yield slice(None), first, second
                else:
                    where = np.flatnonzero(both)
                    yield where, first[where], second[where]

    def said(self, weight: Floats, coder: int | None = None) -> sparse.csr_matrix:
        """How much of each value a unit has (D, V): each coder's value, or one coder's, counts `weight` (D,)."""
        rows, codes, data = list[Any](), list[Any](), list[Any]()
        for column in range(len(self.coders)) if coder is None else [coder]:
            where = np.flatnonzero((self.codes[:, column] >= 0) & (weight != 0))
            rows.append(where)
            codes.append(self.codes[where, column])
            data.append(weight[where])
        return self.table(rows, codes, data, self.size)

    def table(self, rows: list[Any], columns: list[Any], data: list[Any], size: int) -> sparse.csr_matrix:
        """Units × `size` out of entries, added up."""
        if not rows:
            return sparse.csr_matrix((len(self.codes), size))
        placed = (np.concatenate(rows), np.concatenate(columns))
        return sparse.csr_matrix((np.concatenate(data), placed), shape=(len(self.codes), size))

    def spread(self, each: sparse.csr_matrix, form: Form) -> Spread:
        """A distribution over values, (D, V), with the form that is summed over it."""
        return self.spreads([each], {(0, 0): form})[0, 0]

    def spreads(self, each: list[sparse.csr_matrix], forms: dict[tuple[int, int], Form]) -> dict[tuple[int, int], Spread]:
        """Several distributions and forms between two of them."""
        tables = [sparse.csr_matrix(self.by_group(one)) for one in each]
        if not self.wide:
            at = [self._append(one) for one in tables]
            return {(one, other): Spread(at[one], at[other], form) for (one, other), form in forms.items()}
        # The groups' own columns stand for them all: what is drawn of a group is drawn of all its values.
        drawn = self.identity()
        return {
            (one, other): Spread(drawn, drawn, Matrix(form.between(tables[one], tables[other])))
            for (one, other), form in forms.items()
        }

    def identity(self) -> slice:
        """Columns that count how often each group is drawn."""
        if self._drawn is None:
            self._drawn = self._append(sparse.identity(self.counts.size, format="csr"))
        return self._drawn


@dataclass(frozen=True, slots=True)
class Spread:
    """A form between two distributions, found in sums."""

    one: slice
    other: slice
    form: Form

    def __call__(self, sums: Floats) -> Floats:
        """(R, k) → (R,)."""
        return self.form.over(sums[:, self.one], sums[:, self.other])


def _keys(values: NDArray[np.int32], size: int) -> tuple[NDArray[np.int32] | None, int]:
    """One number for each way a unit was coded, where these are few enough to be counted in a table."""
    units, coders = len(values), values.shape[1]
    most = (size + 1) ** coders
    if not units or not coders or most > min(max(_KEYS, 2 * units), 1 << 30):
        return None, 0
    keys = np.zeros(units, np.int32)
    for column in range(coders):
        keys *= size + 1
        keys += values[:, column]
    # The ones that make -1 a 0, added all at once.
    keys += sum((size + 1) ** column for column in range(coders))
    return keys, most


def _codes(keys: NDArray[np.intp], size: int, coders: int) -> NDArray[np.int32]:
    made = np.empty((keys.size, coders), np.int32)
    for column in reversed(range(coders)):
        made[:, column] = keys % (size + 1) - 1
        keys = keys // (size + 1)
    return made


def _said_anything(values: NDArray[np.int32]) -> bool:
    return bool((values[:100] >= 0).any()) or bool((values >= 0).any())


def _one_each(clusters: NDArray[np.intp]) -> bool:
    """Whether no two units are of one article."""
    if clusters.size and clusters[0] == 0 and bool((np.diff(clusters) == 1).all()):
        return True
    return not clusters.size or int(np.bincount(clusters).max()) <= 1


def _counted(group: NDArray[np.intp], pattern: NDArray[np.intp], shape: tuple[int, int]) -> Any:
    """How often each group has each distinct unit."""
    if shape[0] * shape[1] <= 1 << 21:
        times = np.bincount(group * shape[1] + pattern, minlength=shape[0] * shape[1])
        return sparse.csr_matrix(times.reshape(shape).astype(np.float64))
    return sparse.csr_matrix((np.ones(group.size), (group, pattern)), shape=shape)
