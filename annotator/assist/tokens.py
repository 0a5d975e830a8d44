"""A text cut into words and numbers as rules read them, and phrases looked up in that cut.

Owns the folded form of a word (`dates.fold`) and where it stands. Knows no language and no codebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from ..dates import fold

_MARK = "[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670]*"
_TOKEN = re.compile(
    r"(?P<gap>\n\s*\n)"
    r"|(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9-])|(?<![0-9.])[0-9]{1,2}([./-])[0-9]{1,2}\3(?:[12][0-9]{3}|[0-9]{2})(?![0-9]))"
    r"|(?P<time>[0-9]{1,2}[:h][0-9]{2}(?![0-9]))"
    r"|(?P<grouped>\d{1,3}(?:[.,\u00a0\u202f ٬]\d{3})+(?![0-9])(?!\w))"
    r"|(?P<decimal>\d+[.,٫]\d+)"
    r"|(?P<digits>\d+)"
    rf"|(?P<word>(?:[^\W\d_]{_MARK})+)"
    r"|(?P<sign>\S)"
)

GAP = "\n"
"""The folded form of an empty line, across which nothing is read."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel lists: the folded word, its kind (word, digits, grouped, decimal, date, time, sign, gap), start, end."""

    text: str
    words: list[str]
    kinds: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.words)

    def raw(self, first: int, last: int) -> str:
        """The text from token `first` up to, not including, token `last`."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    def capital(self, index: int) -> bool:
        """Whether the token begins with a capital letter."""
        return self.text[self.starts[index]].isupper()


@lru_cache(maxsize=20_000)
def _folded(word: str) -> str:
    return fold(word) or word


def cut(text: str) -> Tokens:
    """The tokens of a text."""
    words: list[str] = []
    kinds: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or "sign"
        raw = found[0]
        words.append(GAP if kind == "gap" else raw.lower() if raw.isascii() else _folded(raw))
        kinds.append(kind)
        starts.append(found.start())
        ends.append(found.end())
    return Tokens(text, words, kinds, starts, ends)


V = TypeVar("V")


class Phrases(Generic[V]):
    """Phrases of one or more tokens with a value each; where two fit, the longer one counts."""

    def __init__(self, items: Iterable[tuple[str, V]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], V]]] = {}
        for phrase, value in items:
            parts = tuple(cut(phrase).words)
            if parts:
                self._by_first.setdefault(parts[0], []).append((parts, value))
        for known in self._by_first.values():
            known.sort(key=lambda item: -len(item[0]))

    @property
    def starts(self) -> Iterable[str]:
        """The first tokens of all phrases."""
        return self._by_first.keys()

    def at(self, words: Sequence[str], index: int) -> tuple[int, V] | None:
        """How many tokens the longest phrase beginning at `index` takes, and its value."""
        for parts, value in self._by_first.get(words[index], ()):
            size = len(parts)
            if size == 1 or tuple(words[index : index + size]) == parts:
                return size, value
        return None

    def one(self, word: str) -> V | None:
        """The value of a phrase of this one token."""
        for parts, value in self._by_first.get(word, ()):
            if len(parts) == 1:
                return value
        return None
