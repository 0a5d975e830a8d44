"""Which candidates are likelier for the event in view: those near what is already known of it.

Owns that order alone. An article tells of several happenings; once one value of an event has its words, the day, the
place and the number told near those words are most often the same happening's.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from .candidate import Candidate

Anchor = tuple[str, int, int]
"""Part, start and end of a piece of evidence."""
REACH = 350.0
"""Characters over which nearness fades to a third: two or three sentences."""
NEAR, TAKEN = 0.5, 0.25
"""What nearness adds to a score at most, and what another event's having taken the words costs."""
PROMISING = 1.0
"""From this likelihood on, a field that need not be answered is worth a look: the words stand beside the event's own."""


def likelihood(one: Candidate, own: Sequence[Anchor], others: Sequence[Anchor]) -> float:
    """A score with nearness to the event's `own` evidence, less what `others` took."""
    near = max((_nearness(one, anchor) for anchor in own), default=0.0)
    taken = any(part == one.part and start < one.end and one.start < end for part, start, end in others)
    return one.score + NEAR * near - (TAKEN if taken else 0.0)


def by_nearness(candidates: Sequence[Candidate], own: Sequence[Anchor], others: Sequence[Anchor]) -> list[Candidate]:
    """The candidates, the likeliest first.

    Without evidence of its own, an event takes the order of scores, and of the text where those are alike.
    """
    return sorted(candidates, key=lambda one: (-likelihood(one, own, others), one.part != "text", one.start))


def _nearness(one: Candidate, anchor: Anchor) -> float:
    """1 at the same words, fading with the characters between; nothing from title to text."""
    part, start, end = anchor
    if part != one.part:
        return 0.0
    between = max(start - one.end, one.start - end, 0)
    return exp(-between / REACH)
