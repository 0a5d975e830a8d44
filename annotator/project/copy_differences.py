"""Where two texts that are much alike differ, word by word, for people who look at them side by side. Pure; no SQL.

Rows of words that stand once in each text hold the two together (patience, as in comparing programs' texts); between them
words are compared one by one, as far as that is quick.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ..spans import Span
from .copy_swaps import WordsRead, swap

ROW = 4
"""Words of a row that holds two texts together."""
GAP = 120_000
"""Words of one gap times words of the other, up to which they are compared one by one (0.1 s); beyond all of both differs."""
MOST = 200_000
"""Words of a text that are looked at; what stands behind counts as the same."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What stands in one text where something else stands in the other: code points of both. An empty span is the place where
    the other has words more. `swapped` are the names or numbers in it that are others in the other text's place, if there are
    any (`copy_swaps`)."""

    one: Span
    other: Span
    swapped: tuple[Span, Span] | None = None


def differences(one: str | WordsRead, other: str | WordsRead) -> list[Difference]:
    """The differences of two texts in their order. White space, punctuation and case do not differ."""
    return list(_differences(read(one), read(other)))


def are_swapped(one: str | WordsRead, other: str | WordsRead) -> bool:
    """Whether names or numbers stand in one of two texts where the other has others."""
    return any(each.swapped for each in _differences(read(one), read(other)))


def _differences(left: WordsRead, right: WordsRead) -> Iterator[Difference]:
    apart = _apart(left.words, right.words)
    ends = [0, *(end for _, end, _, _ in apart)]
    begins = [*(begin for begin, _, _, _ in apart), len(left.words)]
    for place, (a, b, c, d) in enumerate(apart):
        beside = max(a - ends[place], begins[place + 1] - b)
        yield Difference(left.span(a, b), right.span(c, d), swap(left, right, slice(a, b), slice(c, d), beside))


def read(text: str | WordsRead) -> WordsRead:
    """A text as it is compared; whoever compares it with many reads it once."""
    return text if isinstance(text, WordsRead) else WordsRead(text, MOST)


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
