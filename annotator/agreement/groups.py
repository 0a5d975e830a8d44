"""Which events of three and more codings of one article are one happening: groups with at most one event of each. Pure.

The best groups of three and more cannot be found as pairs can: looking through all is out of reach (the assignment problem in
three dimensions is NP-hard, Karp 1972). Events are joined by average link, the most alike groups first, as long as they
have no voice in common; then, voice by voice, a coding's events are assigned anew to the groups of the others (exactly, as for
pairs), as long as the likenesses within groups add up to more.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from .assignment import ROUNDING

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ROUNDS = 20
"""How often all voices are gone through, at most."""


def grouped(
    voices: Sequence[int],
    scores: Floats,
    threshold: float,
    forced: Sequence[tuple[int, int]] = (),
    forbidden: Sequence[tuple[int, int]] = (),
) -> list[tuple[int, ...]]:
    """The groups, each event in one of them, in the order of their first events.

    `voices` has the voice of each event, `scores` the likeness of every two (events, events), symmetric. `forced` pairs are
    joined in their order, as long as a group holds one event of a voice and nothing `forbidden`."""
    if not voices:
        return []
    apart = np.equal.outer(np.asarray(voices), np.asarray(voices))
    for one, other in forbidden:
        apart[one, other] = apart[other, one] = True
    groups, fixed = _joined(scores, apart, threshold, forced)
    return sorted(_assigned_anew(groups, fixed, voices, scores, apart, threshold))


def _joined(
    scores: Floats, apart: Flags, threshold: float, forced: Sequence[tuple[int, int]]
) -> tuple[list[tuple[int, ...]], set[int]]:
    """Groups by average link, and the events that stay where they are because somebody said so."""
    members: list[tuple[int, ...]] = [(event,) for event in range(len(scores))]
    sums, closed = np.where(apart, 0.0, scores), apart.copy()
    sizes, fixed = np.ones(len(scores)), set[int]()

    def join(one: int, other: int) -> None:
        members[one], members[other] = tuple(sorted((*members[one], *members[other]))), ()
        sums[one] += sums[other]
        sums[:, one] += sums[:, other]
        closed[one] |= closed[other]
        closed[:, one] |= closed[:, other]
        closed[other] = closed[:, other] = True
        closed[one, one] = True
        sizes[one] += sizes[other]

    for pair in forced:
        one, other = sorted(next(at for at, group in enumerate(members) if event in group) for event in pair)
        if one == other or not closed[one, other]:
            fixed |= set(pair)
        if one != other and not closed[one, other]:
            join(one, other)
    while True:
        links = np.where(closed, -1.0, sums / np.outer(sizes, sizes))
        one, other = divmod(int(np.argmax(np.triu(links + 1, 1))), len(links))
        if links[one, other] < max(threshold - ROUNDING, ROUNDING):
            return [group for group in members if group], fixed
        join(one, other)


def _assigned_anew(
    groups: list[tuple[int, ...]], fixed: set[int], voices: Sequence[int], scores: Floats, apart: Flags, threshold: float
) -> list[tuple[int, ...]]:
    total = _within(groups, scores)
    for _ in range(ROUNDS):
        changed = False
        for voice in sorted(set(voices)):
            other = _one_anew(
                groups, [e for e, one in enumerate(voices) if one == voice and e not in fixed], scores, apart, threshold
            )
            more = _within(other, scores)
            if more > total + ROUNDING:
                groups, total, changed = other, more, True
        if not changed:
            break
    return groups


def _one_anew(
    groups: list[tuple[int, ...]], events: list[int], scores: Floats, apart: Flags, threshold: float
) -> list[tuple[int, ...]]:
    """The groups with some events of one voice assigned to them anew."""
    left = [rest for group in groups if (rest := tuple(one for one in group if one not in events))]
    if not left or not events:
        return groups
    sums = np.array([[scores[event, list(group)].sum() for group in left] for event in events])
    free = np.array([[not apart[event, list(group)].any() for group in left] for event in events])
    least = threshold * np.array([len(group) for group in left])
    good = free & (sums >= least - ROUNDING) & (sums > 0)
    rows, columns = linear_sum_assignment(np.where(good, sums, 0.0), maximize=True)
    found, alone = dict(enumerate(left)), set(events)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if good[row, column]:
            found[column] = tuple(sorted((*left[column], events[row])))
            alone.discard(events[row])
    return [*found.values(), *((event,) for event in sorted(alone))]


def _within(groups: list[tuple[int, ...]], scores: Floats) -> float:
    """What the likenesses within groups add up to."""
    return float(sum(scores[np.ix_(group, group)].sum() / 2 for group in groups if len(group) > 1))
