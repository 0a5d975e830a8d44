"""How alike two texts are, word by word, and whether one is a copy of the other. Pure; no SQL.

**Likeness.** A pair of words that follow each other in the shorter text counts where it stands in the longer one, the pairs in
the same order (a longest common subsequence of pairs). Where `n` pairs of the `N` of the shorter text do, the likeness is
√(n / N): a pair is kept where both its words are, so that a copy of which every tenth word was changed has 0.9, whatever was
cut from the other or added to it. Texts that were written on their own have about 0.2; a text of which half is copied 0.7.

**Names and numbers.** Bulletins that a source fills in day by day are as alike as copies are. What tells them apart is what
differs: a copy keeps most names and numbers, a bulletin has others in their places. So a copy must keep more than KEPT of
each, beside one of the words they stand beside. Where there are few of them, names and numbers are weighed together, and what
counts against a copy is another name or number in the place of one: an editor leaves them out or writes around them, a form
is filled in anew. Dates far apart count against it, too: then a third of others is enough.

**Words of a source**, as under each of its articles, count for nothing where enough is left beside them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import groupby
from math import sqrt

import numpy as np

from .copy_signs import PART, owned
from .copy_words import NAME, NUMBER, Flags, Hashes, Words, in_rows

ALIKE = 0.8
"""From which likeness on two texts are copies, as far as names and numbers allow. Four words in five are kept."""
LOOSER = 0.7
"""From which on one still belongs to a group whose fullest text it is this much alike, if it is a copy of another of it."""
KEPT = 0.5
"""More than this share of its names, and of its numbers, a copy must keep."""
FEW, RARE = 5, 0.02
"""Fewer names, or numbers, tell nothing, nor those of which there is not one in fifty words."""
OTHERS, OTHERS_FAR = 0.5, 0.34
"""The share of names and numbers, together, in whose place others stand, from which on it is no copy; and where the dates of
the two are more than FAR days apart."""
FAR = 14
BRIEF = 24
"""Of a text of fewer words every number must be kept: there is nothing else to go by."""
OWN_SHARE, OWN_WORDS = 0.2, 12
"""Of the shorter text so much must be its own, for the source's words to count for nothing."""
GAP = 12
"""Words that follow each other and are not in the other text, at most, where two texts are copies at first sight."""
MOST = 50_000
"""Words of a text that are compared."""
EXACT_BELOW = 0.999
"""A likeness of 1 is kept for what is the same text; what is found by words stays below."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One text as it is compared: its pairs of words that follow each other, one number each; at which words names and numbers
    stand; both together, however few; its own stretches of words."""

    pairs: Hashes
    names: Sequence[int]
    numbers: Sequence[int]
    told: Sequence[int]
    own: Sequence[slice]


def readings(words: Words, common: Hashes, part: int = PART) -> list[Reading]:
    """Some texts from their words (`copy_words`), given the signs that are common (`copy_signs`)."""
    own = owned(words, common, part)
    return [_reading(*words.of(number), stretches) for number, stretches in enumerate(own)]


def _reading(words: Hashes, flags: Flags, own: Sequence[slice]) -> Reading:
    words, flags = words[:MOST], flags[:MOST]
    names, numbers = (np.flatnonzero(flags & kind).tolist() for kind in (NAME, NUMBER))
    # Where everything is in capitals no word is a name for it; where hardly anything is, names are not written so.
    least, most = RARE * len(words), 0.5 * len(words)
    written = names if len(names) < most else []
    return Reading(
        in_rows(words, 2), written if least <= len(names) else [], numbers if least <= len(numbers) else [],
        sorted({*written, *numbers}), own,
    )  # fmt: skip


def at_first_sight(one: Reading, other: Reading) -> bool:
    """Whether two texts are copies without a doubt, whatever they are made of: no longer stretch of the shorter one is
    another."""
    shorter, longer = sorted((one, other), key=lambda text: len(text.pairs))
    there = set(longer.pairs.tolist())
    kept = [pair in there for pair in shorter.pairs.tolist()]
    return sum(kept) >= ALIKE * ALIKE * len(kept) and _longest_gap(kept) <= GAP


def likeness(one: Reading, other: Reading, least: float = LOOSER, *, far: bool = False) -> float:
    """How alike two texts are, 0 to 1 (see above); 0 where they differ in too many names or numbers to be copies, or where it
    is less than `least`. `far`: their dates are more than FAR days apart."""
    shorter, longer = sorted((one, other), key=lambda text: len(text.pairs))
    pairs, longer_pairs = shorter.pairs.tolist(), longer.pairs.tolist()
    there = set(longer_pairs)
    # Of the word at a place: whether it stands beside the same word, before it or behind it, in the longer text, too.
    kept = [False, *(pair in there for pair in pairs), False]
    own, length = shorter.own, len(pairs) + 1
    if sum(one.stop - one.start for one in own) < max(OWN_WORDS, OWN_SHARE * length):
        # All of it is common, as a source's words are. Then no stretch may be another.
        own = [slice(0, length)]
        if _longest_gap(kept[1:-1]) > GAP:
            return 0.0
    for told in (shorter.names, shorter.numbers):
        # In bulletins the words around them are the same; around those of another source's words they are not.
        in_place = [place for place in told if any(kept[max(place - 1, 0) : place + 3])]
        mine = [place for one in own for place in _within(told, one)]
        if not all(_keeps([kept[place] or kept[place + 1] for place in some]) for some in (in_place, mine)):
            return 0.0
    if _others(shorter, longer, kept, own, far=far):
        return 0.0
    if length < BRIEF and not all(kept[place] or kept[place + 1] for place in shorter.numbers):
        return 0.0
    found = _in_order([pair for one in own for pair in pairs[one.start : one.stop - 1]], longer_pairs, there, least)
    return min(found, EXACT_BELOW) if found >= least else 0.0


def _others(
    shorter: Reading, longer: Reading, kept: Sequence[bool], own: Sequence[slice], *, far: bool
) -> bool:  # fmt: skip
    """Whether other names and numbers stand in the places of too many of the shorter text's own."""
    places = [place for one in own for place in _within(shorter.told, one) if any(kept[max(place - 1, 0) : place + 3])]
    if len(places) < (1 if far else max(2, RARE * (len(kept) - 1))):
        return False
    lost = [place for place in places if not (kept[place] or kept[place + 1])]
    enough = (OTHERS_FAR if far else OTHERS) * len(places)
    if len(lost) < enough:
        return False
    # A place is known by the two words before it, or the two behind it.
    pairs, longer_pairs = shorter.pairs.tolist(), longer.pairs.tolist()
    before = {longer_pairs[place - 2] for place in longer.told if place >= 2}
    behind = {longer_pairs[place + 1] for place in longer.told if place + 1 < len(longer_pairs)}
    others = sum(
        (place >= 2 and pairs[place - 2] in before) or (place + 1 < len(pairs) and pairs[place + 1] in behind)
        for place in lost
    )  # fmt: skip
    return others >= enough


def _within(places: Sequence[int], stretch: slice) -> Sequence[int]:
    return places[bisect_left(places, stretch.start) : bisect_left(places, stretch.stop)]


def _longest_gap(kept: Sequence[bool]) -> int:
    return max((sum(1 for _ in run) for is_kept, run in groupby(kept) if not is_kept), default=0)


def _keeps(kept: Sequence[bool]) -> bool:
    return len(kept) < FEW or sum(kept) > KEPT * len(kept)


def _in_order(pairs: Sequence[int], longer: Iterable[int], there: Set[int], least: float) -> float:
    """√ of the share of some pairs that stand among those of the longer text, in the same order; 0 where it is seen at once
    that it is less than `least`."""
    # The length of the longest common subsequence, all places of the shorter text at once as bits of one whole number
    # (Hyyrö 2004): one step for every pair of the longer one, and none for a pair that is not in the shorter.
    places: dict[int, int] = {}
    count = 0
    for place, pair in enumerate(pairs):
        if pair in there:
            places[pair] = places.get(pair, 0) | 1 << place
            count += 1
    if not count or count < least * least * len(pairs):
        return 0.0
    full = (1 << len(pairs)) - 1
    free = full
    for pair in longer:
        if at := places.get(pair):
            met = free & at
            free = ((free + met) | (free - met)) & full
    return sqrt((len(pairs) - free.bit_count()) / len(pairs))
