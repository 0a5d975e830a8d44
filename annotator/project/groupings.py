"""Groups of things that are likely one, from how alike their pairs are. Pure; must not know what the things are.

Owns the rule by which links become groups: the most alike first, and no chains. Two groups become one where their pairs are
alike on the average, a pair that was not worth comparing counting as not alike at all, and where no two of them are kept apart.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """Things that are likely one, in their order; `weakest` is the pair that holds the group together least, and `score` how
    alike those two are."""

    members: tuple[int, ...]
    weakest: tuple[int, int]
    score: float


@dataclass(slots=True)
class _Pile:
    members: list[int]
    weakest: tuple[float, tuple[int, int]] | None = None


def grouped(
    links: Iterable[tuple[int, int, float]],
    average: float,
    *,
    likeness: Mapping[tuple[int, int], float],
    together: Iterable[Sequence[int]] = (),
    apart: Callable[[int, int], bool] = lambda one, other: False,
    sure: Collection[tuple[int, int]] = (),
) -> list[Group]:
    """The groups that links make, the best held first. What is `together` is so from the start, and given where it gains.

    A link is two things, the smaller first, and how alike they are, 0 to 1; each is there once. Two groups that a link joins
    become one where the mean `likeness` of all pairs between them, 0 for those that are not there, is at least `average`; a
    link of `sure` needs no mean. `apart` says which two never come into one group. The order makes no difference.
    """
    queue = [(-score, one, other) for one, other, score in links]
    heapq.heapify(queue)
    piles: dict[int, _Pile] = {}
    for members in together:
        pile = _Pile(sorted(members))
        piles.update(dict.fromkeys(pile.members, pile))
    while queue:
        score, one, other = heapq.heappop(queue)
        mine, theirs = (piles.setdefault(thing, _Pile([thing])) for thing in (one, other))
        if mine is theirs:
            continue
        between = [(min(a, b), max(a, b)) for a in mine.members for b in theirs.members]
        if any(apart(*pair) for pair in between):
            continue
        mean = sum(likeness.get(pair, 0.0) for pair in between) / len(between)
        if mean < average and (one, other) not in sure:
            continue
        held = [pile.weakest for pile in (mine, theirs) if pile.weakest]
        joined = _Pile(sorted(mine.members + theirs.members), min([*held, (-score, (one, other))]))
        piles.update(dict.fromkeys(joined.members, joined))
    kept = {id(pile): pile for pile in piles.values() if pile.weakest}
    found = [Group(tuple(pile.members), pile.weakest[1], pile.weakest[0]) for pile in kept.values() if pile.weakest]
    return sorted(found, key=lambda group: (-group.score, group.members))
