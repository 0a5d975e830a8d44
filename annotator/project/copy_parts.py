"""A group of articles that are copies of each other, and what in it may tell another event: names and numbers that are others.

Owns the group as it is read, and the words that are others in it. Which articles belong together is `copies`'s, what counts
as a name or a number `copy_swaps`'s.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .copy_blocks import Blocks
from .copy_differences import Difference, differences, read
from .database import Database

READ_AT_ONCE = 400_000
"""Characters that are compared at once for what is told of a group: half a second."""
Swapped = tuple[str, str]
"""A name or number, and the other one in its place."""


@dataclass(frozen=True, slots=True)
class Member:
    """One article of a group. `likeness` to the group's fullest text, 0 to 1 (formula in `copy_likeness`): 1 for that and for
    what has the very text, up to white space and case; None where it is in the group by the lead's word alone. `is_swapped`:
    names or numbers stand in it where the fullest text has others (`copy_swaps`)."""

    number: int
    likeness: float | None
    is_swapped: bool = False


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """Articles that are copies of each other, as it holds: found ones, less those the lead judged different, plus those
    judged the same. `first` is the lowest number; members are in the order of their numbers.

    `parts` are the numbers of those that tell the same as far as is known, first those that go with the fullest text. Between
    two parts names or numbers are others, and the lead has not said that they are the same: they may be two events told in
    one form.
    """

    first: int
    members: tuple[Member, ...]
    parts: tuple[tuple[int, ...], ...] = ()

    @property
    def fullest(self) -> int | None:
        """The article whose text the likeness of the others is told to; None where all is by the lead's word."""
        return next((one.number for one in self.members if one.likeness == 1), None)

    @property
    def in_doubt(self) -> bool:
        """Whether names or numbers are others within it, and nothing was said of that."""
        return len(self.parts) > 1


def parts_of(members: Sequence[Member], links: Sequence[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """The numbers of members that links join, each pair of them one; 0 stands for the fullest text."""
    blocks = Blocks()
    for one, other in links:
        blocks.join(other, one)
    parts = defaultdict[int, list[int]](list)
    for member in members:
        parts[blocks.block(member.number)].append(member.number)
    first = blocks.block(0)
    return tuple(tuple(parts[block]) for block in sorted(parts, key=lambda block: (block != first, parts[block][0])))


def swaps_of(database: Database, group: CopyGroup) -> dict[int, list[Swapped]]:
    """Of the articles of a group in which names or numbers are others, by number: what stands in the fullest text, and what in
    theirs. Of many, or long ones, the first alone are looked at, up to READ_AT_ONCE characters."""
    numbers = [one.number for one in group.members if one.is_swapped]
    if not numbers:
        return {}
    fullest = group.fullest or next((one.number for one in group.members if not one.is_swapped), group.first)
    wanted, left = [fullest, *numbers], READ_AT_ONCE
    rows = database.run(
        "SELECT a.number, a.text FROM json_each(?) n CROSS JOIN article a ON a.number = n.value ORDER BY n.key",
        (json.dumps(wanted),),
    )
    (_, text), found = next(rows), dict[int, list[Swapped]]({fullest: []})
    one = read(text)
    for number, other in rows:
        if number != fullest:
            found[number] = words_of(differences(one, other), text, other)
        left -= len(text) + len(other)
        if left < 0:
            break
    return found


def words_of(found: Iterable[Difference], one: str, other: str) -> list[Swapped]:
    """The names and numbers that are others in two texts, of which these are the differences: each once, in their order."""
    swapped = (each.swapped for each in found)
    return list(dict.fromkeys((one[a.start : a.end], other[b.start : b.end]) for a, b in filter(None, swapped)))
