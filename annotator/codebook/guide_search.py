"""Finds pages of a guide by words: every word must be found, as the beginning of a word of the page, by any spelling.

Owns ranking and snippets. Titles and codes come first, then other spellings, then the definition, then the rest. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .wording import Point, plain

if TYPE_CHECKING:
    from .guide import Entry, Guide

MOST = 80
SNIPPET = 110
"""Characters of a text around what was found."""
_WORD = re.compile(r"\w+")
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ß": "ss"})
_TITLE, _ALSO, _DEFINITION, _REST = range(4)
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af]")
"""Scripts written without spaces, where a word may begin anywhere."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found, with the text where it was found and what of it (from, to) was looked for."""

    entry: Entry
    snippet: str = ""
    marks: tuple[tuple[int, int], ...] = ()


def fold(text: str) -> str:
    """A text without case and accents, as it is compared."""
    if not text.isascii():
        text = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return text.casefold().translate(_LETTERS)


def search(guide: Guide, words: str, limit: int = MOST) -> list[Hit]:
    """The entries that hold all the words, the best first; none where nothing was typed."""
    asked = typed_words(words)
    return guide.texts.find(asked, limit) if asked else []


def typed_words(text: str) -> list[str]:
    """What was typed, as the words to look for."""
    return _WORD.findall(fold(text))


class GuideTexts:
    """The words of all entries in order, each with where it stands."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = list(entries.values())
        self._texts = [_texts(entry) for entry in self._entries]
        where: dict[str, dict[int, int]] = {}
        for number, texts in enumerate(self._texts):
            for rank, text in texts:
                for word in _WORD.findall(fold(text)):
                    known = where.setdefault(word, {})
                    known[number] = min(rank, known.get(number, rank))
        self._words = sorted(where)
        self._where = [where[word] for word in self._words]

    def find(self, asked: Sequence[str], limit: int) -> list[Hit]:
        """The entries that hold all folded words."""
        found: dict[int, int] | None = None
        sums: dict[int, int] = {}
        for word in asked:
            here = self._holding(word)
            found = (
                here if found is None else {number: max(here[number], rank) for number, rank in found.items() if number in here}
            )
            sums = {number: sums.get(number, 0) + here[number] for number in found}
        good = sorted(found or (), key=lambda number: (found[number], sums[number], self._distance(number, asked), number))  # type: ignore[index]
        return [self._hit(number, asked) for number in good[:limit]]

    def _holding(self, word: str) -> dict[int, int]:
        """The entries with a word that begins so, each with its best rank."""
        if _UNSPACED.search(word):
            places = [place for place, known in enumerate(self._words) if word in known]
        else:
            first = place = bisect_left(self._words, word)
            while place < len(self._words) and self._words[place].startswith(word):
                place += 1
            places = range(first, place)
        found: dict[int, int] = {}
        for place in places:
            for number, rank in self._where[place].items():
                if rank < found.get(number, _REST + 1):
                    found[number] = rank
        return found

    def _distance(self, number: int, asked: Sequence[str]) -> tuple[int, int]:
        """How far the title is from what was typed: the same, beginning so, or another; then fields before codes."""
        entry, typed = self._entries[number], " ".join(asked)
        names = [" ".join(_WORD.findall(fold(name))) for name in (entry.title, entry.code) if name]
        near = 0 if typed in names else 1 if any(name.startswith(typed) for name in names) else 2
        return near, _ORDER.get(entry.kind, 3)

    def _hit(self, number: int, asked: Sequence[str]) -> Hit:
        entry, texts = self._entries[number], self._texts[number]
        beside = [(rank, text) for rank, text in texts if rank != _TITLE]
        # Where the title says it all, the definition tells what it is.
        missing = [word for word in asked if not _marks(entry.title, [word]) and not _marks(entry.code, [word])]
        best = max(beside, key=lambda one: (len({*_found(one[1], missing)}), -one[0]), default=(_REST, ""))
        if not missing:
            best = (_DEFINITION, entry.definition or entry.place)
        return Hit(entry, *_snippet(best[1], asked))


_ORDER = {"field": 0, "code": 1, "section": 2, "rule": 2, "ruling": 2}


def _texts(entry: Entry) -> list[tuple[int, str]]:
    """All texts of an entry with their rank."""
    found = [(_TITLE, entry.title), (_TITLE, entry.code), (_TITLE, entry.code.replace("_", " "))]
    # What a rule or a ruling says is its title and may be long; it is no name.
    found = [(_DEFINITION, entry.title), (_TITLE, entry.code)] if entry.kind in ("rule", "ruling") else found
    found += [(_REST if entry.kind == "table" else _ALSO, ", ".join(entry.also)), (_DEFINITION, entry.definition)]
    found += [(_REST, text) for text in (entry.example, entry.counter_example, entry.note)]
    if entry.kind not in ("table", "codebook"):
        found += [(_REST, text) for fact in entry.facts for point in fact.points for text in _lines(point)]
    return [(rank, text) for rank, text in found if text]


def _lines(point: Point) -> list[str]:
    return [plain(point.text), *(line for inner in point.points for line in _lines(inner))]


def _found(text: str, asked: Sequence[str]) -> list[str]:
    words = _WORD.findall(fold(text))
    return [one for one in asked if any(word.startswith(one) for word in words)]


def _marks(text: str, asked: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where words of the text begin with what was looked for, to the word's end."""
    found: list[tuple[int, int]] = []
    for match in _WORD.finditer(text):
        word = fold(match[0])
        if any(word.startswith(one) or (_UNSPACED.search(one) and one in word) for one in asked):
            found.append(match.span())
    return tuple(found)


def _snippet(text: str, asked: Sequence[str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A piece of the text around the first word found, and the marks in it."""
    text = text.replace("\n", " ")
    marks = _marks(text, asked)
    start = max(0, marks[0][0] - SNIPPET // 3) if marks and marks[0][1] > SNIPPET else 0
    if start:
        start = text.find(" ", start) + 1
    end = len(text) if len(text) <= start + SNIPPET else text.rfind(" ", start, start + SNIPPET)
    end = end if end > start else start + SNIPPET
    head, tail = "… " if start else "", " …" if end < len(text) else ""
    shift = len(head) - start
    kept = tuple((first + shift, last + shift) for first, last in marks if first >= start and last <= end)
    return f"{head}{text[start:end]}{tail}", kept
