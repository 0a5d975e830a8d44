"""Words that a file tells beside their places: where they stand, when the places do not say these words.

Owns which of the two is believed: a place that has the words; else the words, at the way of counting or the nearest place that
has them. Offsets count code points, half-open. Must not know any one format.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ...spans import Utf16Map, locate

Place = tuple[int, int]
_SPACE = re.compile(r"\s+")


@dataclass
class ToldWords:
    """The words of one text. `moved` counts those that stood elsewhere than was told."""

    text: str
    moved: int = 0
    _units: Utf16Map | None = field(default=None)

    def place(self, start: int, end: int, words: str) -> Place | None:
        """Where words stand that were told to stand somewhere; None where the text has them nowhere. White space may be
        another one: programs tell a line end as a space, or as a backslash and an n."""
        return self.parts([(start, end)], words)[0]

    def parts(self, places: Sequence[Place], words: str) -> list[Place | None]:
        """The same of words in several parts, told with one space between them."""
        said = plain(words)
        if not said.strip() or plain(self._said(places)) == said:
            return list(places)
        if self._units is None:
            self._units = Utf16Map(self.text)
        other = [(self._units.to_code_point(start), self._units.to_code_point(end)) for start, end in places]
        if plain(self._said(other)) == said:
            self.moved += 1
            return list(other)
        found = self._nearest(places, words)
        self.moved += None not in found
        return found

    def _said(self, places: Sequence[Place]) -> str:
        return " ".join(self.text[start:end] for start, end in places)

    def _nearest(self, places: Sequence[Place], words: str) -> list[Place | None]:
        found: list[Place | None] = []
        shift = 0
        for (start, _), part in zip(places, _divided(places, words), strict=True):
            near = start + shift
            place = locate(self.text, part, near) or locate(self.text, part.replace("\\n", "\n"), near)
            if place is None:
                return [None] * len(places)
            shift = place.start - start
            found.append((place.start, place.end))
        return found


def _divided(places: Sequence[Place], words: str) -> list[str]:
    """The words of each part, by the parts' lengths; of one part all of them."""
    if len(places) == 1:
        return [words]
    lengths = [end - start for start, end in places]
    if sum(lengths) + len(lengths) - 1 != len(words):
        return [""] * len(places)
    parts: list[str] = []
    at = 0
    for length in lengths:
        parts.append(words[at : at + length])
        at += length + 1
    return parts


def plain(words: str) -> str:
    """Words as they are compared: with one space where there is any white space."""
    return _SPACE.sub(" ", words.replace("\\n", " "))
