"""How far the same actors are named by two events, for many pairs at once: Dice's coefficient on weighted names. Pure.

The register's name counts; a name that says a kind of actor counts little beside others; two names that differ in their
brackets alone, as two regimes' police, are nearly the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Ints = NDArray[np.int64]
SAME_BASE = 0.7
"""How alike two names are that differ only in their brackets."""


def shared_actors(
    mine: tuple[Ints, Ints],
    theirs: tuple[Ints, Ints],
    names: Sequence[str],
    weight: Callable[[str], float],
    one: Ints,
    other: Ints,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The share, 0 to 1, and whether both name any. `mine` and `theirs` are (event, number of the name); `one` and `other` the
    events of each pair.

    With W the weights of the names of an event, common = Σ of the names both have + 0.7 · Σ of those alike but for brackets,
    and the share is 2·common / (W₁ + W₂).
    """
    weights = np.array([weight(name) for name in names] or [0.0])
    bases: dict[str, int] = {}
    base = np.array([bases.setdefault(name.partition(" (")[0].casefold(), len(bases)) for name in names] or [0], np.int64)
    events = int(max(one.max(initial=-1), other.max(initial=-1))) + 1
    sums: list[NDArray[np.float64]] = []
    for number, width in ((np.arange(len(weights)), len(weights)), (base, len(bases))):
        here, there = (_table(side, number, weights, events, max(width, 1)) for side in (mine, theirs))
        sums.append(np.asarray(here[one].minimum(there[other]).sum(axis=1), float).ravel())
    total, other_total = (
        np.bincount(side[0], weights[side[1]], events)[index] if len(side[0]) else np.zeros(len(index))
        for side, index in ((mine, one), (theirs, other))
    )
    known = (total > 0) & (other_total > 0)
    common = sums[0] + SAME_BASE * (sums[1] - sums[0])
    return np.divide(2 * common, total + other_total, out=np.zeros(len(one)), where=known), known


def _table(side: tuple[Ints, Ints], number: Ints, weights: NDArray[np.float64], events: int, width: int) -> csr_matrix:
    """Events × names, the weights of the names each holds."""
    inside = side[0] < events
    held, names = side[0][inside], side[1][inside]
    return csr_matrix((weights[names], (held, number[names])), shape=(events, width))
