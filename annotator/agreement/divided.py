"""Events that one coder has as one and another as several: 1↔2, 1↔3. Pure; told beside the pairs, which stay as they are.

An event of one voice is **divided** by another voice when two or more of the other's events are its parts. A part

* is paired with no event of the first voice, or with one it is less alike; or it is the event's own partner;
* is as alike as the threshold asks in what a divided event keeps: actors, codes, all but days, places and numbers;
* rests on some of the same words, where both give evidence;
* and either the parts' numbers add up to the event's, wherever and whenever they are; or the part lies beside the event: the
  same place and a day apart at most from it or another part, or the same day and a place that is at least `NEAR`. It must then
  be alike in what is kept by `KEPT`, or rest on many of the same words (`SHARED`), and not hold more than the event does.

Whoever missed an event beside another by the same people looks alike, where neither numbers nor evidence tell: what is found
is to be looked at, and is counted beside the pairs, not among them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .assignment import ROUNDING
from .similarity import Similarity

if TYPE_CHECKING:
    from ..project.pairs import Judged
    from .pairing import Divided, Pairing

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ALIKE = 0.8
"""From which likeness on a day or a place counts as the same."""
NEAR = 0.35
"""From which likeness on a place is beside another: another place of the same division, or within 40 km where nothing is left
of the likeness at 100."""
KEPT = 0.8
"""From which likeness on what a divided event keeps is kept."""
SHARED = 1 / 3
"""From which share on two events rest on many of the same words."""


def divided(
    pairing: Pairing, labels: Ints, scores: Floats, least: float, judged: Mapping[frozenset[str], Judged]
) -> list[Divided]:
    """What is divided, by article; an event takes part in one only between two voices."""
    from .pairing import Divided

    meetings = pairing.meetings
    if not len(scores):
        return []
    facts = _Facts(pairing.similarity, least)
    paired = labels[meetings.one] == labels[meetings.other]
    voices = len(pairing.material.who)
    partner = np.full((len(meetings.events), voices), -1, np.int64)
    likeness = np.full((len(meetings.events), voices), -1.0)
    for one, other in ((meetings.one, meetings.other), (meetings.other, meetings.one)):
        partner[one[paired], meetings.voice[other[paired]]] = other[paired]
        likeness[one[paired], meetings.voice[other[paired]]] = scores[paired]
    alike = facts.kept
    parted = paired & alike
    found: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for whole, part in ((meetings.one, meetings.other), (meetings.other, meetings.one)):
        free = likeness[part, meetings.voice[whole]] < scores - ROUNDING
        for pair in np.flatnonzero(alike & free & ~paired):
            found[int(whole[pair]), int(meetings.voice[part[pair]])].append((int(part[pair]), int(pair)))
    own = {}
    for pair in np.flatnonzero(parted):
        one, other = int(meetings.one[pair]), int(meetings.other[pair])
        own[one, int(meetings.voice[other])] = (other, int(pair))
        own[other, int(meetings.voice[one])] = (one, int(pair))
    different = {uids for uids, word in judged.items() if word == "different"}
    told: list[Divided] = []
    used: set[tuple[int, int]] = set()
    for (whole, voice), parts in sorted(found.items()):
        others = [one for one in parts if _uids(pairing, whole, one[0]) not in different]
        mine = own.get((whole, voice))
        if mine is None and partner[whole, voice] >= 0:
            continue
        chosen = facts.parts(whole, mine, others)
        here = int(meetings.voice[whole])
        busy = {(whole, voice), *((part, here) for part in chosen)}
        if len(chosen) > 1 and not busy & used:
            used |= busy
            many = tuple((voice, int(meetings.place[part])) for part in sorted(chosen))
            told.append(Divided(int(meetings.article[whole]), (here, int(meetings.place[whole])), many))
    return told


def _uids(pairing: Pairing, one: int, other: int) -> frozenset[str]:
    events = pairing.meetings.events
    return frozenset((events[one].uid, events[other].uid))


class _Facts:
    """What decides whether one event is part of another."""

    def __init__(self, similarity: Similarity, threshold: float) -> None:
        rest, known = similarity.rest()
        words, told = similarity.by("evidence")
        self.kept = known & (rest >= threshold - ROUNDING) & ~(told & (words == 0))
        self.sure = self.kept & ((rest >= KEPT - ROUNDING) | (told & (words >= SHARED)))
        self.day, self.dated = similarity.by("days")
        self.place, self.placed = similarity.by("place")
        self.first, self.last = similarity.span
        self.number = similarity.amount

    def parts(self, whole: int, own: tuple[int, int] | None, others: Sequence[tuple[int, int]]) -> list[int]:
        """The parts of an event among those that may be: (part, pair with the event). `own` is its partner."""
        every = [*([own] if own else []), *others]
        if self._adds_up(whole, [part for part, _ in every]):
            return [part for part, _ in every]
        for other in others if own else ():
            if own and self._adds_up(whole, [own[0], other[0]]):
                return [own[0], other[0]]
        if own and not self.sure[own[1]]:
            return []
        chosen = [own[0]] if own else []
        # Numbers that are not known hold everything: what is compared with nan is false.
        waiting = [one for one in others if self.sure[one[1]]]
        waiting = [one for one in waiting if not self.number[[*chosen, one[0]]].sum() > self.number[whole]]
        while True:
            near = [one for one in waiting if self._beside(whole, chosen, *one)]
            if not near:
                return chosen
            chosen += [part for part, _ in near]
            waiting = [one for one in waiting if one not in near]

    def _adds_up(self, whole: int, parts: Sequence[int]) -> bool:
        numbers = self.number[list(parts)]
        return len(parts) > 1 and (numbers > 0).sum() > 1 and numbers.sum() == self.number[whole]

    def _beside(self, whole: int, chosen: Sequence[int], part: int, pair: int) -> bool:
        here = not self.placed[pair] or self.place[pair] >= ALIKE
        if not self.dated[pair]:
            return bool(self.placed[pair] and self.place[pair] >= NEAR)
        if here:
            return any(
                max(self.first[part] - self.last[one], self.first[one] - self.last[part]) <= 1 for one in (whole, *chosen)
            )
        return bool(self.day[pair] >= ALIKE and self.place[pair] >= NEAR)
