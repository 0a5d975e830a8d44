"""Who said what of which unit, as numbers: the table every coefficient is worked out of.

Owns how values become positions in a list of categories and which article a unit is of. Must not know where the values
come from, nor what is worked out of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import UsageError


@dataclass(frozen=True, slots=True)
class Ratings:
    """Units × coders.

    `values` (units, coders) holds positions in `categories`, -1 where nothing was said. `categories` are texts, numbers,
    frozensets (sets) or pairs of latitude and longitude in degrees (place); for ordinal data in the order of rank. Declared
    ones nobody used count for coefficients that ask how many there are (AC1, AC2, Brennan-Prediger), for no other.
    `clusters` (units,) is the article each unit is of, 0..articles-1; `strata` (articles,) the stratum of each article.
    """

    values: NDArray[np.int32]
    categories: tuple[Any, ...]
    clusters: NDArray[np.intp]
    strata: NDArray[np.intp]


def rate(
    rows: Sequence[Sequence[Any]],
    *,
    clusters: Sequence[int] | NDArray[np.intp] | None = None,
    strata: Sequence[int] | NDArray[np.intp] | None = None,
    order: Sequence[Any] | None = None,
) -> Ratings:
    """Ratings of `rows` (units × coders), None for nothing said; lists and sets become frozensets.

    `clusters` names the article of each unit by number, by default each unit its own; `strata` the stratum of each article,
    by default one. `order` are the declared categories, for ordinal data from the lowest on; without it the categories are
    the values that occur, sorted. UsageError for a value that is not in `order` and for rows of unequal length.
    """
    width = len(rows[0]) if len(rows) else 0
    seen: dict[Any, int] = {}
    if order is not None:
        for value in order:
            if (one := _plain(value)) in seen:
                raise UsageError(f"“{value}” stands twice in the order of values.")
            seen[one] = len(seen)
    declared = len(seen)
    flat: list[int] = []
    for row in rows:
        if len(row) != width:
            raise UsageError(f"A unit has {len(row)} values where the first has {width}.")
        for value in row:
            if value is None or value != value:
                flat.append(-1)
            else:
                flat.append(seen.setdefault(_plain(value), len(seen)))
    if order is not None and len(seen) > declared:
        raise UsageError(f"“{list(seen)[declared]}” is not in the order of values.")
    values = np.array(flat, np.int32).reshape(len(rows), width)
    categories: tuple[Any, ...] = tuple(seen)
    if order is None:
        categories = tuple(_sorted(seen))
        place = np.empty(len(seen) + 1, np.int32)
        for position, value in enumerate(categories):
            place[seen[value]] = position
        place[-1] = -1  # what nobody said stays so
        values = place[values]
    of = np.arange(len(rows), dtype=np.intp) if clusters is None else np.asarray(clusters, np.intp)
    within = np.zeros(int(of.max()) + 1 if of.size else 0, np.intp) if strata is None else np.asarray(strata, np.intp)
    if of.size != len(rows) or (of.size and int(of.max()) >= within.size):
        raise UsageError("Every unit needs an article, and every article a stratum.")
    return Ratings(values, categories, of, within)


def _plain(value: Any) -> Any:
    if isinstance(value, (set, list)):
        return frozenset(value)
    return value


def _sorted(values: Iterable[Any]) -> list[Any]:
    """By size where they can be compared. Sets compare by inclusion, which is no order: they go by their members."""
    listed = list(values)
    if any(isinstance(value, frozenset) for value in listed):
        return sorted(listed, key=lambda value: sorted(map(str, value)))
    try:
        return sorted(listed)
    except TypeError:
        return sorted(listed, key=lambda value: (type(value).__name__, str(value)))
