"""Which of many texts may be copies of each other: those that have enough rows of words in common. Pure; numpy alone.

A text's *signs* are a part of its rows of four words, chosen by the row alone, so that two texts choose alike, however they
were cut or added to. Of 100 rows 66 are left where every tenth word was changed, and two texts that were written on their own
have hardly one in common. All signs are sorted once; texts that stand together behind a sign are counted.

Owns how candidates are found, not which of them are copies (`copy_likeness`). Knows no articles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .copy_words import ALONE, Hashes, Places, Words, in_rows

ROW, LONG_ROW = 4, 6
"""Words of a sign; characters of one where a script has no spaces."""
PART = 4
"""Of so many rows one is a sign."""
SHORT = 100
"""In texts of fewer words every row is a sign."""
LEAST_WORDS = 8
"""Texts of fewer words are compared as a whole alone."""
SHARE = 0.15
"""Of the signs of the shorter text at least so many must stand in the longer one. Of a text of which every tenth word was
changed 0.66 do, on the average, and of one of fifty words rarely less than a third."""
MOSTLY = 0.3
"""Where two texts are copies at first sight so many do: 0.41 on the average where every fifth word was changed."""
AT_LEAST = 2
AT_ONCE = 500_000
"""Signs that are looked at in one go."""
CROWD = 8
"""Texts behind one sign that are all compared. Where there are more, each is compared with the one before it and the first."""
COMMON, COMMON_PART = 4, 10_000
"""A sign that stands in so many texts that are no copies of each other, and in one in so many, is of words that go with a
source, not an article."""
_NUMBER_BITS = 24
MOST = 1 << _NUMBER_BITS
"""Texts that can be compared at once."""


@dataclass(slots=True)
class Signs:
    """The signs of some texts: `sorted_` holds those that stand in several texts, sign and number of the text in one number
    each, in order; `counts` (n,) how many signs each text has, `chosen` (n,) how many of them a long text would have, too."""

    counts: Places
    chosen: Places
    sorted_: Hashes


class SignReader:
    """Gathers the signs of texts, some at a time; `done` sorts them."""

    def __init__(self, part: int = PART) -> None:
        self._part, self._held = part, list[Hashes]()
        self._counts, self._chosen = list[Places](), list[Places]()
        self._texts = 0

    def add(self, words: Words) -> None:
        """Takes in the next texts."""
        signs, numbers, _at, chosen = signs_of(words, self._part)
        count = len(words.starts) - 1
        self._held.append(signs | (numbers + self._texts).astype(np.uint64))
        self._counts.append(np.bincount(numbers, minlength=count))
        self._chosen.append(np.bincount(numbers[chosen], minlength=count))
        self._texts += count

    def done(self) -> Signs:
        """The signs that stand in several texts, each of a text once."""
        whole = np.empty(sum(map(len, self._held)), np.uint64)
        at = 0
        while self._held:  # one at a time goes over, so that nothing is held twice
            part = self._held.pop()
            whole[at : at + len(part)] = part
            at += len(part)
        whole.sort()
        counts, chosen = (np.concatenate([np.zeros(0, np.int64), *one]) for one in (self._counts, self._chosen))
        return Signs(counts, chosen, np.concatenate([np.zeros(0, np.uint64), *_in_several(whole)]))


def _in_several(whole: Hashes) -> Iterator[Hashes]:
    """What stands in several texts, of a sorted row of signs with their texts; a part at a time, as most is in one alone. What
    one text has twice may stay, once."""
    bits = np.uint64(_NUMBER_BITS)
    for begin in range(0, len(whole), AT_ONCE):
        part = whole[begin : begin + AT_ONCE]
        end = begin + len(part)
        # One before and one behind tell of the edges; what differs from the edge stands for none.
        before = whole[begin - 1] if begin else ~part[0]
        behind = whole[end] if end < len(whole) else ~part[-1]
        signs = np.concatenate(([before], part, [behind])) >> bits
        same = signs[1:] == signs[:-1]
        yield part[(same[1:] | same[:-1]) & (np.concatenate(([before], part[:-1])) != part)]


def signs_of(words: Words, part: int = PART) -> tuple[Hashes, Places, Places, npt.NDArray[np.bool_]]:
    """(n,) each: the signs of some texts, which of the texts each is of, at which word of them all it begins, and whether a
    long text would have it, too. A sign leaves the lowest bits free for the number of a text."""
    size = np.diff(words.starts)
    spaceless = np.add.reduceat(np.append(words.flags & ALONE, 0), words.starts[:-1], dtype=np.int64) // ALONE
    spaced = (spaceless * 2 <= size) | (size == 0)
    text = np.repeat(np.arange(len(size)), size)
    found: list[tuple[Hashes, Places, Places, npt.NDArray[np.bool_]]] = []
    for row, wanted in ((ROW, spaced), (LONG_ROW, ~spaced)):
        rows = in_rows(words.words, row) if wanted.any() else words.words[:0]
        of = text[: len(rows)]
        chosen = (rows & np.uint64(MOST - 1)) % np.uint64(part) == 0
        taken = (chosen | (size[of] < SHORT)) & wanted[of] & (size[of] >= LEAST_WORDS)
        taken[: max(len(rows), 0)] &= of == text[row - 1 : row - 1 + len(rows)]
        at = np.flatnonzero(taken)
        found.append((rows[at] & ~np.uint64(MOST - 1), of[at], at, chosen[at]))
    one, other = found
    return (
        np.concatenate((one[0], other[0])), np.concatenate((one[1], other[1])), np.concatenate((one[2], other[2])),
        np.concatenate((one[3], other[3])),
    )  # fmt: skip


def common(signs: Signs, groups: Places) -> Hashes:
    """The signs of what goes with a source, sorted, without a text's number. `groups` (n,): of each text what stands for the
    copies of it."""
    begins, sizes = _behind(signs.sorted_)
    least = max(COMMON, len(signs.counts) // COMMON_PART)
    often = sizes >= least
    at = np.repeat(begins[often], sizes[often]) + _counting(sizes[often])
    some = signs.sorted_[at]
    some = (some & ~np.uint64(MOST - 1)) | groups[(some & np.uint64(MOST - 1)).astype(np.int64)].astype(np.uint64)
    once = np.unique(some)
    begins, sizes = _behind(once)
    return once[begins[sizes >= least]] & ~np.uint64(MOST - 1)


def _among(signs: Hashes, commons: Hashes) -> npt.NDArray[np.bool_]:
    return commons[np.searchsorted(commons, signs).clip(max=len(commons) - 1)] == signs


def _behind(sorted_: Hashes) -> tuple[Places, Places]:
    """Where the texts behind each sign begin, and how many they are."""
    if not len(sorted_):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    signs = sorted_ >> np.uint64(_NUMBER_BITS)
    begins = np.flatnonzero(np.concatenate(([True], signs[1:] != signs[:-1])))
    return begins, np.diff(np.append(begins, len(sorted_)))


def without(signs: Signs, commons: Hashes) -> Signs:
    """The signs less those that are common."""
    if not len(commons):
        return signs
    begins, sizes = _behind(signs.sorted_)
    kept = np.repeat(~_among(signs.sorted_[begins] & ~np.uint64(MOST - 1), commons), sizes)
    gone = (signs.sorted_[~kept] & np.uint64(MOST - 1)).astype(np.int64)
    lost = np.bincount(gone, minlength=len(signs.counts))
    # Of a short text some of what is gone was not chosen: it is taken for as many as of the others.
    chosen = signs.chosen - np.minimum(lost * signs.chosen // np.maximum(signs.counts, 1), signs.chosen)
    return Signs(signs.counts - lost, chosen, signs.sorted_[kept])


def candidates(signs: Signs, share: float = SHARE) -> tuple[Places, Places]:
    """(n,), (n,): the two texts of each pair that may be copies, for they share so many signs; the smaller first, each pair
    once, in order."""
    begins, sizes = _behind(signs.sorted_)
    several = sizes > 1
    begins, sizes = begins[several], sizes[several]
    texts = (signs.sorted_ & np.uint64(MOST - 1)).astype(np.int64)
    found: list[Places] = []
    few = sizes <= CROWD
    for gap in range(1, CROWD):
        wide = few & (sizes > gap)
        for at in range(CROWD - gap):
            some = begins[wide & (sizes > at + gap)] + at
            if len(some):
                found.append(_pair(texts[some], texts[some + gap]))
    many, long = begins[~few], sizes[~few]
    if len(many):
        inner = np.repeat(many, long - 1) + _counting(long - 1)
        found += [_pair(texts[inner], texts[inner + 1]), _pair(np.repeat(texts[many], long - 1), texts[inner + 1])]
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    whole = np.concatenate(found)
    found.clear()
    whole.sort()
    first = np.flatnonzero(np.concatenate(([True], whole[1:] != whole[:-1])))
    shared = np.diff(np.append(first, len(whole)))
    pairs = whole[first]
    one, other = pairs >> _NUMBER_BITS, pairs & (MOST - 1)
    # A short text and a long one share what both chose; two short ones share every row.
    both_short = (signs.counts[one] != signs.chosen[one]) & (signs.counts[other] != signs.chosen[other])
    counts = np.where(both_short[:, None], signs.counts[np.stack((one, other), 1)], signs.chosen[np.stack((one, other), 1)])
    shorter = counts.min(axis=1)
    enough = shared >= np.maximum(np.minimum(AT_LEAST, shorter), share * shorter)
    return one[enough], other[enough]


def _counting(sizes: Places) -> Places:
    """0, 1, … for each size, one after another."""
    ends = np.cumsum(sizes)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)


def _pair(one: Places, other: Places) -> Places:
    return (one << _NUMBER_BITS) | other


def owned(words: Words, commons: Hashes, part: int = PART) -> list[list[slice]]:
    """The stretches of each text that are the article's own: what is left where long stretches of common signs go. All of it
    where nothing goes."""
    size = np.diff(words.starts).tolist()
    found = [[slice(0, length)] for length in size]
    if not len(commons):
        return found
    signs, of, at, _chosen = signs_of(words, part)
    order = np.lexsort((at, of))
    signs, of, at = signs[order], of[order], at[order]
    is_common = _among(signs, commons)
    edges = np.flatnonzero(np.diff(of, prepend=-1, append=-1))
    for begin, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if is_common[begin:end].any():
            text = int(of[begin])
            found[text] = _left(is_common[begin:end], at[begin:end] - words.starts[text], size[text])
    return found


def _left(is_common: npt.NDArray[np.bool_], at: Places, length: int) -> list[slice]:
    gone = np.zeros(length, bool)
    for run in _runs(is_common):
        stretch = slice(int(at[run.start]), int(at[run.stop - 1]) + ROW)
        if stretch.stop - stretch.start >= _STRETCH:
            gone[stretch] = True
    return [run for run in _runs(~gone) if run.stop - run.start >= _STRETCH]


def _runs(marks: npt.NDArray[np.bool_]) -> list[slice]:
    edges = np.flatnonzero(np.diff(marks.astype(np.int8), prepend=0, append=0)).tolist()
    return [slice(begin, end) for begin, end in zip(edges[::2], edges[1::2], strict=True)]


_STRETCH = 12
"""Words of a stretch that is taken for a source's, or for the article's, at least."""
