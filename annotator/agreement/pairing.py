"""Which event of one coding is which event of another, by how alike they are. Pure; must not know projects.

The best pairs are those whose likeness adds up to most. Found exactly where the smaller side has at most `EXACT` events, by
dynamic programming over its subsets; beyond, greedily from the most alike pair on, which gives at least half of the best
sum: every pair that is taken shuts out at most two others, neither of them more alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..codebook.likeness import Likeness

THRESHOLD = 0.15
"""From which likeness on two events of one article are compared as the same happening.

Below `likeness.LISTED`: inside one article there is little to confuse an event with, and what a coder got wrong, the day
say, must not tear the two apart whose difference is to be told. Two that have a code alone in common stay below.
"""
EXACT = 8
"""Events of the smaller side up to which the best pairs are looked for among all."""

Pair = tuple[int, int]


def pair_events(likeness: Likeness, ones: Sequence[Mapping[str, Any]], others: Sequence[Mapping[str, Any]]) -> list[Pair]:
    """The places in either list that belong together, by the values of the events, in the order of `ones`."""
    here, there = [likeness.read(one) for one in ones], [likeness.read(other) for other in others]
    return best_pairs([[likeness.compare(one, other).score for other in there] for one in here])


def best_pairs(scores: Sequence[Sequence[float]], threshold: float = THRESHOLD) -> list[Pair]:
    """Row and column of the pairs whose scores add up to most, none below `threshold`, no row or column twice.

    `scores` has one row an event of one side and one column an event of the other, each from 0 to 1. Of equal sums the one
    that keeps the order of both sides is taken.
    """
    if not scores or not scores[0]:
        return []
    if min(len(scores), len(scores[0])) > EXACT:
        return _greedy(scores, threshold)
    if len(scores[0]) <= EXACT:
        return _exact(scores, threshold)
    return sorted((row, column) for column, row in _exact([*zip(*scores, strict=True)], threshold))


def _exact(scores: Sequence[Sequence[float]], threshold: float) -> list[Pair]:
    """Row by row, the best sum for every set of columns used so far: rows × 2^columns × columns steps."""
    best: dict[int, tuple[float, tuple[Pair, ...]]] = {0: (0.0, ())}
    for row, cells in enumerate(scores):
        after = dict(best)
        for used, (total, pairs) in best.items():
            for column, score in enumerate(cells):
                if score < threshold or used >> column & 1:
                    continue
                known = after.get(used | 1 << column)
                # A hair more, so that sums which differ by their rounding alone count as equal.
                if known is None or total + score > known[0] + 1e-12:
                    after[used | 1 << column] = (total + score, (*pairs, (row, column)))
        best = after
    most = max(total for total, _ in best.values())
    return list(min(pairs for total, pairs in best.values() if total > most - 1e-12))


def _greedy(scores: Sequence[Sequence[float]], threshold: float) -> list[Pair]:
    """The most alike pair, then the most alike of what is left, and so on."""
    order = sorted((-score, row, column) for row, cells in enumerate(scores) for column, score in enumerate(cells))
    rows, columns, taken = set[int](), set[int](), list[Pair]()
    for minus, row, column in order:
        if -minus >= threshold and row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            taken.append((row, column))
    return sorted(taken)
