"""Groups of things that are likely one, from how alike their pairs are. Pure; must not know what the things are.

Owns the rule by which links become groups: the most alike first, and no chains. Two groups become one where their pairs are
alike on the average, a pair that was not worth comparing counting as not alike at all, and where no two of them are kept apart.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

_STEP = 5000
"""Links from one word about how far it is to the next."""


@dataclass(frozen=True, slots=True)
class Group:
    """Things that are likely one, in their order; `weakest` is the pair that holds the group together least, and `score` how
    alike those two are."""

    members: tuple[int, ...]
    weakest: tuple[int, int]
    score: float


@dataclass(eq=False, slots=True)
class _Pile:
    """`near` holds the sum of the likeness of all pairs between this pile and another, `parted` the piles that it never joins;
    both are kept as piles grow, so that a link between two that stay apart costs no more than a look."""

    members: list[int]
    weakest: tuple[float, tuple[int, int]] | None = None
    near: dict[_Pile, float] = field(default_factory=dict)
    parted: set[_Pile] = field(default_factory=set)

    def swallow(self, other: _Pile) -> None:
        """Takes all that another pile has; that one is no more."""
        self.members += other.members
        for third, likeness in other.near.items():
            del third.near[other]
            if third is not self:
                self.near[third] = third.near[self] = self.near.get(third, 0.0) + likeness
        for third in other.parted:
            third.parted.discard(other)
            third.parted.add(self)
        self.parted |= other.parted


def grouped(
    links: Iterable[tuple[int, int, float]],
    average: float,
    *,
    likeness: Mapping[tuple[int, int], float],
    together: Iterable[Sequence[int]] = (),
    apart: Callable[[int, int], bool] = lambda one, other: False,
    sure: Collection[tuple[int, int]] = (),
    told: Callable[[int, int], None] | None = None,
) -> list[Group]:
    """The groups that links make, the best held first. What is `together` is so from the start, and given where it gains.

    A link is two things, the smaller first, and how alike they are, 0 to 1; each is there once. Two groups that a link joins
    become one where the mean `likeness` of all pairs between them, 0 for those that are not there, is at least `average`; a
    link of `sure` needs no mean. `apart` says which two never come into one group. The order makes no difference. `told` hears
    now and then how many links were looked at, and of how many.
    """
    queue = [(-score, one, other) for one, other, score in links]
    heapq.heapify(queue)
    whole = len(queue)
    piles: dict[int, _Pile] = {}
    for members in together:
        pile = _Pile(list(members))
        piles.update(dict.fromkeys(pile.members, pile))
    for _, one, other in queue:
        for thing in (one, other):
            if thing not in piles:
                piles[thing] = _Pile([thing])
    for (one, other), score in likeness.items():
        mine, theirs = piles.get(one), piles.get(other)
        if mine is not None and theirs is not None and mine is not theirs:
            mine.near[theirs] = theirs.near[mine] = mine.near.get(theirs, 0.0) + score
    while queue:
        if told and (whole - len(queue)) % _STEP == 0:
            told(whole - len(queue), whole)
        score, one, other = heapq.heappop(queue)
        mine, theirs = piles[one], piles[other]
        if mine is theirs or theirs in mine.parted:
            continue
        # The last digits of a sum hang on the order in which it was made.
        mean = mine.near.get(theirs, 0.0) / (len(mine.members) * len(theirs.members))
        if mean < average - 1e-9 and (one, other) not in sure:
            continue
        if any(apart(min(a, b), max(a, b)) for a in mine.members for b in theirs.members):
            mine.parted.add(theirs)
            theirs.parted.add(mine)
            continue
        large, small = (mine, theirs) if _size(mine) >= _size(theirs) else (theirs, mine)
        large.weakest = min([*(pile.weakest for pile in (mine, theirs) if pile.weakest), (-score, (one, other))])
        large.swallow(small)
        piles.update(dict.fromkeys(small.members, large))
    kept = {id(pile): pile for pile in piles.values() if pile.weakest}
    found = [Group(tuple(sorted(pile.members)), pile.weakest[1], pile.weakest[0]) for pile in kept.values() if pile.weakest]
    return sorted(found, key=lambda group: (-group.score, group.members))


def _size(pile: _Pile) -> int:
    return len(pile.members) + len(pile.near)
