"""Where two texts that are much alike differ, word by word, for people who look at them side by side. Pure; no SQL.

Rows of words that stand once in each text hold the two together (patience, as in comparing programs' texts); between them
words are compared one by one, as far as that is quick.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ..spans import Span
from .search import UNSPACED, searchable

ROW = 4
"""Words of a row that holds two texts together."""
GAP = 120_000
"""Words of one gap times words of the other, up to which they are compared one by one (0.1 s); beyond all of both differs."""
MOST = 200_000
"""Words of a text that are looked at; what stands behind counts as the same."""
_WORD = re.compile(rf"{UNSPACED.pattern}|(?:(?!{UNSPACED.pattern})\w)+")


@dataclass(frozen=True, slots=True)
class Difference:
    """What stands in one text where something else stands in the other: code points of both. An empty span is the place where
    the other has words more."""

    one: Span
    other: Span


def differences(one: str, other: str) -> list[Difference]:
    """The differences of two texts in their order. White space, punctuation and case do not differ."""
    ones, others = _words(one), _words(other)
    left, right = [word for word, _ in ones], [word for word, _ in others]
    found: list[Difference] = []
    for a, b, c, d in _apart(left, right):
        first, second = _span(ones, a, b, len(one)), _span(others, c, d, len(other))
        found.append(Difference(first, second))
    return found


def _words(text: str) -> list[tuple[str, Span]]:
    found: list[tuple[str, Span]] = []
    for match in _WORD.finditer(text):
        if len(found) == MOST:
            break
        found.append((searchable(match[0]).strip().casefold(), Span(*match.span())))
    return found


def _span(words: Sequence[tuple[str, Span]], begin: int, end: int, length: int) -> Span:
    if begin < end:
        return Span(words[begin][1].start, words[end - 1][1].end)
    at = words[begin - 1][1].end if begin else words[0][1].start if words else length
    return Span(at, at)


def _apart(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """The ranges (begin and end in each) that are not the same, in order."""
    same = _same(left, right)
    found: list[tuple[int, int, int, int]] = []
    a = c = 0
    for begin, other, length in [*same, (len(left), len(right), 0)]:
        found += _in_gap(left, right, a, begin, c, other)
        a, c = begin + length, other + length
    return found


def _same(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int, int]]:
    """Stretches (begin in each, length) that are the same, in the same order in both."""
    once = [_once(words) for words in (left, right)]
    shared = sorted((at, once[1][row]) for row, at in once[0].items() if row in once[1])
    found: list[tuple[int, int, int]] = []
    for at, to in _rising(shared):
        if found and at < found[-1][0] + found[-1][2]:
            continue
        low = (found[-1][0] + found[-1][2], found[-1][1] + found[-1][2]) if found else (0, 0)
        if to < low[1]:
            continue
        back = 0
        while at - back > low[0] and to - back > low[1] and left[at - back - 1] == right[to - back - 1]:
            back += 1
        on = ROW
        while at + on < len(left) and to + on < len(right) and left[at + on] == right[to + on]:
            on += 1
        found.append((at - back, to - back, back + on))
    return found


def _once(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    rows = [tuple(words[at : at + ROW]) for at in range(len(words) - ROW + 1)]
    counts = Counter(rows)
    return {row: at for at, row in enumerate(rows) if counts[row] == 1}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of some pairs, in the order of their first, whose second rise, too."""
    ends: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, (_, to) in enumerate(pairs):
        at = bisect_left(ends, to)
        before.append(places[at - 1] if at else -1)
        ends[at : at + 1], places[at : at + 1] = [to], [place]
    found: list[tuple[int, int]] = []
    place = places[-1] if places else -1
    while place >= 0:
        found.append(pairs[place])
        place = before[place]
    return found[::-1]


def _in_gap(left: Sequence[str], right: Sequence[str], a: int, b: int, c: int, d: int) -> list[tuple[int, int, int, int]]:
    while a < b and c < d and left[a] == right[c]:
        a, c = a + 1, c + 1
    while a < b and c < d and left[b - 1] == right[d - 1]:
        b, d = b - 1, d - 1
    if a == b and c == d:
        return []
    if a == b or c == d or (b - a) * (d - c) > GAP:
        return [(a, b, c, d)]
    matcher = SequenceMatcher(None, left[a:b], right[c:d], autojunk=False)
    return [
        (a + i, a + j, c + k, c + m) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"
    ]  # fmt: skip
