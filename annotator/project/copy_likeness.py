"""How alike two texts are, word by word, and whether one is a copy of the other. Pure; no SQL.

**Likeness.** A pair of words that follow each other in the shorter text counts where it stands in the longer one, the pairs in
the same order (a longest common subsequence of pairs). Where `n` pairs of the `N` of the shorter text do, the likeness is
√(n / N): a pair is kept where both its words are, so that a copy of which every tenth word was changed has 0.9, whatever was
cut from the other or added to it. Texts that were written on their own have about 0.2; a text of which half is copied 0.7.

**Names and numbers.** Bulletins that a source fills in day by day are as alike as copies are. What tells them apart is what
differs: a copy keeps most names and numbers, a bulletin has others. So a copy must keep KEPT of each.

**Words of a source**, as under each of its articles, count for nothing where enough is left beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

import numpy as np

from .copy_signs import PART, owned
from .copy_words import NAME, NUMBER, Flags, Hashes

ALIKE = 0.8
"""From which likeness on two texts are copies, as far as names and numbers allow. Four words in five are kept."""
LOOSER = 0.7
"""From which on one still belongs to a group whose fullest text it is this much alike, if it is a copy of another of it."""
KEPT = 0.6
"""The share of its names, and of its numbers, that a copy must keep."""
FEW = 3
"""Fewer names, or numbers, tell nothing."""
OWN_SHARE, OWN_WORDS = 0.2, 12
"""Of the shorter text so much must be its own, for the source's words to count for nothing."""
MOST = 50_000
"""Words of a text that are compared."""
EXACT_BELOW = 0.999
"""A likeness of 1 is kept for what is the same text; what is found by words stays below."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One text as it is compared: its words; which of them are names and numbers; its own stretches."""

    words: Hashes
    names: frozenset[int]
    numbers: frozenset[int]
    own: Sequence[slice]


def reading(words: Hashes, flags: Flags, common: Hashes, part: int = PART) -> Reading:
    """A text from its words (`copy_words`), given the signs that are common (`copy_signs`)."""
    words, flags = words[:MOST], flags[:MOST]
    own = owned(words, flags, common, part)
    told = np.zeros(len(words), bool)
    for stretch in own:
        told[stretch] = True
    names, numbers = (flags & NAME) > 0, (flags & NUMBER) > 0
    # Where everything is in capitals no word is a name for it.
    names &= told if names.sum() * 2 < len(words) else np.zeros(len(words), bool)
    return Reading(
        words, frozenset(words[names & ~numbers].tolist()), frozenset(words[numbers & told].tolist()), own
    )  # fmt: skip


def likeness(one: Reading, other: Reading, least: float = LOOSER) -> float:
    """How alike two texts are, 0 to 1 (see above); 0 where they differ in too many names or numbers to be copies, or where it
    is less than `least`."""
    shorter, longer = sorted((one, other), key=lambda text: len(text.words))
    own = [shorter.words[stretch].tolist() for stretch in shorter.own]
    enough = sum(map(len, own)) >= max(OWN_WORDS, OWN_SHARE * len(shorter.words))
    in_longer = longer.words.tolist()
    found = _in_order(own if enough else [shorter.words.tolist()], in_longer)
    if found < least or not _keeps(shorter.names, in_longer) or not _keeps(shorter.numbers, in_longer):
        return 0.0
    return min(found, EXACT_BELOW)


def _keeps(told: frozenset[int], longer: Iterable[int]) -> bool:
    return len(told) < FEW or len(told.intersection(longer)) >= KEPT * len(told)


def _in_order(stretches: Sequence[Sequence[int]], longer: Sequence[int]) -> float:
    """√ of the share of the pairs of some words that stand in the longer text, in the same order."""
    pairs = [pair for words in stretches for pair in pairwise(words)]
    if not pairs:
        return 0.0
    # The length of the longest common subsequence, all places of the shorter text at once as bits of one whole number
    # (Hyyrö 2004): one step for every pair of the longer one, and none for a pair that is not in the shorter.
    places: dict[tuple[int, int], int] = {}
    for place, pair in enumerate(pairs):
        places[pair] = places.get(pair, 0) | 1 << place
    full = (1 << len(pairs)) - 1
    free = full
    for pair in pairwise(longer):
        if at := places.get(pair):
            met = free & at
            free = ((free + met) | (free - met)) & full
    return sqrt((len(pairs) - free.bit_count()) / len(pairs))
