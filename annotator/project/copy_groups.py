"""Which of many texts are copies of each other: from candidates to groups. Pure; no SQL.

A group stands around its *fullest* text, and every other one of it is alike to that one: bulletins and follow-ups, each a
little other than the one before, do not become one long chain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .copy_likeness import ALIKE, LOOSER

if TYPE_CHECKING:
    from .copy_words import Places

Compared = Callable[[int, int], float]
"""How alike two texts are, by number: 0 to 1."""


@dataclass(frozen=True, slots=True)
class Found:
    """A group of texts by number: its fullest one, and of each the likeness to that."""

    fullest: int
    members: Mapping[int, float]


def grouped(alike: Mapping[tuple[int, int], float], sizes: Sequence[int], compared: Compared) -> list[Found]:
    """Groups of at least two from pairs that were found alike (ALIKE and more). `sizes` are the texts' lengths.

    The fullest text of a group is the one that most others are copies of, among equals the longest. Who is a copy of one of
    its group and LOOSER alike to the fullest belongs to it; who is not begins another.
    """
    near: dict[int, dict[int, float]] = {}
    for (one, other), score in alike.items():
        if score >= ALIKE:
            near.setdefault(one, {})[other] = score
            near.setdefault(other, {})[one] = score
    order = sorted(near, key=lambda text: (-len(near[text]), -sizes[text], text))
    taken: set[int] = set()
    found: list[Found] = []
    for fullest in order:
        if fullest in taken:
            continue
        members = _around(fullest, near, taken, compared)
        if len(members) > 1:
            taken |= members.keys()
            found.append(Found(fullest, members))
    return found


def _around(fullest: int, near: Mapping[int, Mapping[int, float]], taken: set[int], compared: Compared) -> dict[int, float]:
    members, waiting, asked = {fullest: 1.0}, [fullest], {fullest}
    while waiting:
        for text in sorted(near[waiting.pop()]):
            if text in asked or text in taken:
                continue
            asked.add(text)
            score = near[fullest].get(text) or compared(fullest, text)
            if score >= LOOSER:
                members[text] = score
                waiting.append(text)
    return members


def joined(pairs: Iterable[tuple[int, int]], count: int) -> Places:
    """(count,): of each of so many texts the lowest one that pairs join it to, over any number of others."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    sides = np.array(list(pairs), np.int64).reshape(-1, 2).T
    net = csr_matrix((np.ones(sides.shape[1], np.int8), (sides[0], sides[1])), shape=(count, count))
    part = connected_components(net, directed=False)[1] if count else np.zeros(0, np.int64)
    return np.unique(part, return_index=True)[1][part].astype(np.int64)
