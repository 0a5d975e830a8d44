"""Where the words of a selection stand, whatever program counted: programs count differently, and do not say how.

Owns the ways of counting, and that the words which stand beside a position decide. Must not know what a selection says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...spans import Utf16Map, locate
from .read_texts import ReadText, read_text
from .told_words import plain


class Positions:
    """Where positions stand in a text: code points or UTF-16 units, the last sign counted or not, line ends of two signs or
    one. The words beside the positions decide; where a position has none, what was right for most others. Words as long as
    their place that stand elsewhere are taken there, and counted in `moved`; any other name is a title that somebody gave."""

    def __init__(self, text: ReadText) -> None:
        self.moved = 0
        self.doubtful = False
        """Whether the words of the place that was asked for last stand nowhere."""
        self._text = text
        self._units: Utf16Map | None = None
        self._right: Counter[int] = Counter()

    def learn(self, start: str | None, end: str | None, words: str) -> None:
        """Notes which way of counting is right of a position."""
        for way, (first, last) in enumerate(self._ways(start, end)):
            if self._stand(first, last, words):
                self._right[way] += 1
                return

    def place(self, start: str | None, end: str | None, words: str) -> tuple[int, int] | None:
        """Where the words stand; None for no position."""
        self.doubtful = False
        ways = list(self._ways(start, end))
        for first, last in ways:
            if self._stand(first, last, words):
                return first, last
        if not ways:
            return None
        usual = ways[max(range(len(ways)), key=lambda way: (self._right[way], -way))]
        words = read_text(words).text
        if words.strip():
            alike = len(words) in {last - first for first, last in ways}
            if alike and (found := locate(self._text.text, words, usual[0])):
                self.moved += 1
                return found.start, found.end
            said = plain(words).strip()
            self.doubtful = all(plain(self._text.text[first:last]).strip() != said for first, last in ways)
        return usual

    def _stand(self, first: int, last: int, words: str) -> bool:
        return bool(words) and plain(self._text.text[first:last]) == plain(words)

    @property
    def named(self) -> bool:
        """Whether selections are named after their words: some are."""
        return bool(self._right)

    def _ways(self, start: str | None, end: str | None) -> Iterator[tuple[int, int]]:
        try:
            first, last = int(start or ""), int(end or "")
        except ValueError:
            return
        if not 0 <= first <= last < 1 << 31:
            return
        if self._units is None:
            self._units = Utf16Map(self._text.text)
        for more in (0, 1):
            yield first, last + more
            yield self._units.to_code_point(first), self._units.to_code_point(last + more)
            yield self._text.place(first, last + more)
