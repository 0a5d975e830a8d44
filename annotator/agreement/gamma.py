"""Gamma: how far coders agree on where units are and of which category they are, by the best way to lay them side by side.

Owns the alignment and the chance it is held against. Mathet, Widlöcher & Métivier, "The Unified and Holistic Method Gamma (γ)
for Inter-Annotator Agreement Measure and Alignment", Computational Linguistics 41 (3), 2015, 437-479. Must not know projects.

**Words.** A unitary alignment holds at most one unit of each coder, and at least one in all; an alignment uses each unit once.
**Disorder.** Of two units: α · ((|Δ begin| + |Δ end|) / sum of lengths)² · δ∅ + β · (how far the categories are apart, 0 to 1)
· δ∅; of a unit and nothing, and of nothing and nothing: δ∅. Of a unitary alignment: the mean over pairs of coders. Of an
alignment: the sum over its unitary alignments by the mean number of units of a coder. The best alignment has the least.
γ = 1 - observed / expected, where expected is the mean of the best alignments of shuffled texts (section 5).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from .unitizing import Continuum, Marked

FIRST = 30
"""Shuffled texts drawn of an article by itself before it is known how many are needed."""
FEW = 10
"""And of one among many, whose errors even out."""
MOST_DRAWN = 2_000
SMALL = 16
"""Unitary alignments that get in each other's way up to which all ways are tried; more are left to an integer programme."""
MOST = 1_000_000
"""Unitary alignments that may be weighed at a time; beyond, memory and patience end."""


@dataclass(frozen=True, slots=True)
class Weights:
    """`alpha` of positions, `beta` of categories, `empty` (δ∅) of a unit without a partner; `apart` says how far two categories
    are apart, from 0 to 1, None for 1 wherever they differ."""

    alpha: float = 1.0
    beta: float = 1.0
    empty: float = 1.0
    apart: Callable[[Hashable, Hashable], float] | None = None


USUAL = Weights()


@dataclass(frozen=True, slots=True)
class Alignment:
    """`disorder` as the paper has it, `total` before it is divided by the mean number of units of a coder, and for each unitary
    alignment the index of each coder's unit, -1 for none."""

    disorder: float
    total: float
    unitary: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Gamma:
    """γ, nan where undefined; the observed and expected disorder; how many shuffled texts were drawn."""

    value: float
    observed: float
    expected: float
    drawn: int


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """One coder's units: begin, end (units,) and category as an index."""

    begin: NDArray[np.float64]
    end: NDArray[np.float64]
    category: NDArray[np.intp]


def best_alignment(coders: Sequence[Sequence[Marked]], weights: Weights = USUAL) -> Alignment:
    """The alignment of least disorder, found exactly: by assignment for two coders, by an integer programme for more.

    Raises ValueError where there are fewer than two coders, or more than `MOST` unitary alignments to weigh.
    """
    if len(coders) < 2:
        raise ValueError("An alignment needs two coders.")
    lines, table = _lines(coders, weights)
    return _best(lines, table, weights)


def _lines(coders: Sequence[Sequence[Marked]], weights: Weights) -> tuple[list[_Line], NDArray[np.float64]]:
    """The coders' units as arrays, and how far the categories are apart, (categories, categories)."""
    known = sorted({unit[0] for units in coders for unit in units}, key=lambda one: (str(one), str(type(one))))
    place = {category: index for index, category in enumerate(known)}
    lines = [
        _Line(
            np.array([begin for _, begin, _ in units], dtype=np.float64),
            np.array([end for _, _, end in units], dtype=np.float64),
            np.array([place[category] for category, _, _ in units], dtype=np.intp),
        )
        for units in coders
    ]
    if weights.apart is None:
        return lines, 1.0 - np.eye(len(known))
    return lines, np.array([[weights.apart(one, other) for other in known] for one in known], dtype=np.float64)


def _apart(one: _Line, other: _Line, table: NDArray[np.float64], weights: Weights) -> NDArray[np.float64]:
    """(units, units) disorder of each two units of two coders."""
    moved = np.abs(one.begin[:, None] - other.begin) + np.abs(one.end[:, None] - other.end)
    size = (one.end - one.begin)[:, None] + (other.end - other.begin)
    positions = (moved / size) ** 2
    return (weights.alpha * positions + weights.beta * table[one.category[:, None], other.category]) * weights.empty


def _best(lines: Sequence[_Line], table: NDArray[np.float64], weights: Weights) -> Alignment:
    counts = [len(one.begin) for one in lines]
    if not sum(counts):
        return Alignment(0.0, 0.0, ())
    made = _of_two(lines, table, weights) if len(lines) == 2 else _of_many(lines, table, weights)
    total, unitary = made
    return Alignment(total / (sum(counts) / len(lines)), total, unitary)


Made = tuple[float, tuple[tuple[int, ...], ...]]


def _of_two(lines: Sequence[_Line], table: NDArray[np.float64], weights: Weights) -> Made:
    """Two units are worth laying side by side where that costs less than leaving both without a partner."""
    from scipy.optimize import linear_sum_assignment

    apart = _apart(lines[0], lines[1], table, weights)
    rows, columns = linear_sum_assignment(np.minimum(apart - 2 * weights.empty, 0))
    worth = apart[rows, columns] < 2 * weights.empty
    rows, columns = rows[worth], columns[worth]
    alone = [(one, -1) for one in sorted(set(range(apart.shape[0])) - set(rows.tolist()))]
    others = [(-1, one) for one in sorted(set(range(apart.shape[1])) - set(columns.tolist()))]
    total = float(apart[rows, columns].sum()) + (len(alone) + len(others)) * weights.empty
    return total, (*zip(rows.tolist(), columns.tolist(), strict=True), *alone, *others)


def _of_many(lines: Sequence[_Line], table: NDArray[np.float64], weights: Weights) -> Made:
    """Each unit in exactly one of the unitary alignments chosen, the sum of what these cost the least."""
    chosen, cost = _worth(lines, table, weights)
    first = np.cumsum([0, *(len(one.begin) for one in lines)])
    at, coder = np.nonzero(chosen >= 0)
    units = first[coder] + chosen[at, coder]
    uses = sparse.csr_matrix((np.ones(len(at)), (at, units)), shape=(len(chosen), int(first[-1])))
    gain = (chosen >= 0).sum(axis=1) * weights.empty - cost
    taken = np.zeros(len(chosen), dtype=bool)
    heaps = _heaps(uses)
    large = [heap for heap in heaps if len(heap) > SMALL]
    for heap in heaps:
        if len(heap) <= SMALL:
            taken[_by_trying(heap, uses, gain)] = True
    if large:
        rest = np.concatenate(large)
        taken[rest[_programme(uses[rest], gain[rest])]] = True
    used = np.zeros(first[-1], dtype=bool)
    used[units[taken[at]]] = True
    alone = [
        tuple(unit if who == coder else -1 for who in range(len(lines)))
        for coder, one in enumerate(lines)
        for unit in np.flatnonzero(~used[first[coder] : first[coder] + len(one.begin)]).tolist()
    ]
    total = float(cost[taken].sum()) + len(alone) * weights.empty
    return total, (*(tuple(one) for one in chosen[taken].tolist()), *alone)


def _heaps(uses: sparse.csr_matrix) -> list[NDArray[np.intp]]:
    """Unitary alignments that have to do with each other, as they share units or share them with one between."""
    count, labels = connected_components(uses @ uses.T, directed=False)
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.searchsorted(labels[order], np.arange(1, count))) if count else []


def _by_trying(heap: NDArray[np.intp], uses: sparse.csr_matrix, gain: NDArray[np.float64]) -> list[int]:
    """Those of a few alignments that save most, none sharing a unit: all ways are tried, what cannot be better left aside."""
    order = heap[np.argsort(-gain[heap], kind="stable")].tolist()
    if len(order) == 1:
        return order
    marks = [sum(1 << int(unit) for unit in uses.indices[uses.indptr[one] : uses.indptr[one + 1]]) for one in order]
    gains = [float(gain[one]) for one in order]
    after = [sum(gains[at:]) for at in range(len(gains) + 1)]
    best, found = 0.0, list[int]()

    def go_on(at: int, used: int, total: float, taken: list[int]) -> None:
        nonlocal best, found
        if total > best + 1e-12:
            best, found = total, taken
        if at == len(order) or total + after[at] <= best + 1e-12:
            return
        if not used & marks[at]:
            go_on(at + 1, used | marks[at], total + gains[at], [*taken, order[at]])
        go_on(at + 1, used, total, taken)

    go_on(0, 0, 0.0, [])
    return found


def _programme(uses: sparse.csr_matrix, gain: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which alignments are taken, each unit at most once, so that what is saved over single units is most."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    used = np.flatnonzero(np.asarray(uses.sum(axis=0)).ravel())
    found = milp(
        -gain, integrality=np.ones(len(gain)), bounds=Bounds(0, 1),
        constraints=LinearConstraint(uses[:, used].T, -np.inf, 1), options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    if found.x is None:
        raise ValueError(f"No best alignment was found: {found.message}")
    return found.x > 0.5


def _worth(
    lines: Sequence[_Line], table: NDArray[np.float64], weights: Weights
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Unitary alignments of two units or more that a best alignment may use, (alignments, coders), and what each costs.

    One that costs as much as its units do singly (δ∅ each) is not needed (section 5.1.1 has n · δ∅; this is the same thought
    taken further). Coder by coder, so that what has grown too dear is dropped early.
    """
    pairs = len(lines) * (len(lines) - 1) / 2
    padded = {
        (i, j): np.pad(_apart(lines[i], lines[j], table, weights), ((0, 1), (0, 1)), constant_values=weights.empty) / pairs
        for i, j in combinations(range(len(lines)), 2)
    }
    # Index -1 is the last row and column of the padded tables: nothing.
    chosen = np.zeros((1, 0), dtype=np.intp)
    cost = np.zeros(1)
    for coder, line in enumerate(lines):
        options = np.arange(-1, len(line.begin))
        if len(chosen) * len(options) > MOST:
            raise ValueError("Too many units lie near each other to lay them side by side.")
        grown = np.repeat(cost, len(options))
        index = np.tile(options, len(chosen))
        before = np.repeat(np.arange(len(chosen)), len(options))
        for other in range(coder):
            grown = grown + padded[other, coder][chosen[before, other], index]
        chosen = np.column_stack((chosen[before], index))
        # Who is still to come can only bring units, each of which would cost δ∅ by itself.
        most = (chosen >= 0).sum(axis=1) + len(lines) - coder - 1
        kept = grown < most * weights.empty + 1e-12
        chosen, cost = chosen[kept], grown[kept]
    sizes = (chosen >= 0).sum(axis=1)
    some = (sizes > 1) & (cost < sizes * weights.empty - 1e-12)
    return chosen[some], cost[some]


def gamma(
    continuum: Continuum, weights: Weights = USUAL, *, seed: int = 1, precision: float = 0.02, first: int = FIRST
) -> Gamma:
    """γ of one article. `precision` is how near the expected disorder is to be known, as a share of it, at 95 %, from at least
    `first` shuffled texts: as many are drawn as (1.96 · coefficient of variation / precision)² says. The same seed gives the
    same figure, in whatever order coders and units are told. nan where fewer than two coded the article or nobody marked
    anything. Raises ValueError as `best_alignment` does."""
    drawn = 0
    if len(continuum.coders) < 2 or not any(continuum.coders):
        return Gamma(float("nan"), float("nan"), float("nan"), drawn)
    coders = _in_order(continuum.coders)
    lines, table = _lines(coders, weights)
    best = _best(lines, table, weights)
    chance = np.random.default_rng([seed, zlib.crc32(repr((continuum.length, coders)).encode())])
    disorders: list[float] = []
    needed = first
    while len(disorders) < min(needed, MOST_DRAWN):
        disorders.append(_best(_shuffled(lines, continuum.length, chance), table, weights).disorder)
        if len(disorders) == first:
            spread = float(np.std(disorders, ddof=1)) / float(np.mean(disorders)) if np.mean(disorders) else 0.0
            needed = int(np.ceil((1.96 * spread / precision) ** 2))
    expected = float(np.mean(disorders))
    value = 1 - best.disorder / expected if expected else float("nan")
    return Gamma(value, best.disorder, expected, len(disorders))


def _in_order(coders: Sequence[Sequence[Marked]]) -> list[list[Marked]]:
    """The same coding in the same order, whoever is told first, so that chance deals alike."""
    lines = [sorted(units, key=lambda unit: (unit[1], unit[2], str(unit[0]))) for units in coders]
    return sorted(lines, key=repr)


def _shuffled(lines: Sequence[_Line], length: int, chance: np.random.Generator) -> list[_Line]:
    """As many coders as there are, each with the units of one drawn from all, moved round the text by chance; what
    goes over the end comes in at the begin (section 5.2). No two are moved alike: the distances differ by half the mean length
    of a unit at least, where there is room, as pygamma-agreement has it."""
    sizes = np.concatenate([one.end - one.begin for one in lines])
    near = float(sizes.mean()) / 2
    while True:
        moved: list[_Line] = []
        free = [(0.0, float(length))]
        for _ in lines:
            distance = _drawn(free, length, chance)
            free = [part for one in free for part in _without(one, distance - near, distance + near)]
            whose = lines[int(chance.integers(len(lines)))]
            over = np.where(whose.begin + distance >= length, length, 0)
            moved.append(_Line(whose.begin + distance - over, whose.end + distance - over, whose.category))
        # All may be drawn from a coder who marked nothing; that says nothing of how units fall.
        if any(len(one.begin) for one in moved):
            return moved


def _drawn(free: Sequence[tuple[float, float]], length: int, chance: np.random.Generator) -> int:
    sizes = np.array([last - first for first, last in free])
    if not len(sizes) or sizes.sum() <= 0:
        return int(chance.integers(length))
    first, last = free[int(chance.choice(len(free), p=sizes / sizes.sum()))]
    return int(chance.uniform(first, last))


def _without(part: tuple[float, float], low: float, high: float) -> list[tuple[float, float]]:
    left, right = (part[0], min(part[1], low)), (max(part[0], high), part[1])
    return [one for one in (left, right) if one[0] < one[1]]


def gamma_sums(
    continua: Sequence[Continuum], weights: Weights = USUAL, *, seed: int = 1, precision: float = 0.02
) -> NDArray[np.float64]:
    """(articles, 2): observed and expected disorder of each article, each times the mean number of units of a coder there, so
    that an article counts by what was marked in it. An article of one coder, or where nobody marked anything, gives nothing.
    Raises ValueError as `best_alignment` does."""
    sums = np.zeros((len(continua), 2))
    counted = max(sum(len(one.coders) > 1 and any(one.coders) for one in continua), 1)
    for row, one in zip(sums, continua, strict=True):
        found = gamma(
            one, weights, seed=seed, precision=precision * counted**0.5, first=FIRST if counted < FEW else FEW
        )  # fmt: skip
        if found.drawn:
            mean = sum(len(units) for units in one.coders) / len(one.coders)
            row[:] = found.observed * mean, found.expected * mean
    return sums


def finish(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """γ of several articles, (rounds, 2) -> (rounds,): one less observed by expected; nan where nothing was marked."""
    observed, expected = np.asarray(sums, dtype=np.float64).T
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 0, 1 - observed / expected, np.nan)
