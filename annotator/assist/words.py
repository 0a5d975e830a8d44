"""Candidates for codes: the words a codebook says point to a code, where they stand in the text.

Owns how a code found becomes a value of the fields that take it, its parents included. The words themselves are the
codebook's (`Code.words`).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ..codebook.model import Codebook, CodedField, CodeList
from .candidate import Candidate, Part, Reading
from .names import Hit, NameFinder


@dataclass(slots=True)
class WordProvider:
    """Offers codes for code fields and tags. Keeps the finders of the codebook it read last."""

    name: str = "words"
    _codebook: Codebook | None = None
    _finders: dict[str, _ListWords] = field(default_factory=dict)

    def candidates(self, reading: Reading) -> Iterable[Candidate]:
        """See `candidate.Provider`."""
        if self._codebook is not reading.codebook:
            self._codebook, self._finders = reading.codebook, _finders(reading.codebook)
        parts: tuple[tuple[Part, str], ...] = (("title", reading.title), ("text", reading.text))
        hits = {(name, part): words.finder.find(text) for name, words in self._finders.items() for part, text in parts if text}
        below = {coded.parent: name for name, coded in reading.codebook.fields.items() if coded.parent and not coded.derived}
        for path, coded in fields_with_lists(reading.codebook):
            words = self._finders.get(coded.codes)
            if words is None:
                continue
            for part, text in parts:
                for hit in hits.get((coded.codes, part), ()):
                    if _is_a_month(text, hit):
                        continue
                    yield from self._offer(coded, path, words, part, text, hit, below.get(path, ""))

    def _offer(
        self, coded: CodedField, path: str, words: _ListWords, part: Part, text: str, hit: Hit, below: str
    ) -> Iterator[Candidate]:
        quote = text[hit.start : hit.end]
        score = 0.6 + (0.1 if " " in quote else 0.0) + (0.05 if part == "title" else 0.0)
        for code in words.codes[hit.name]:
            placed = _placed(coded, words.codes_list, code, below)
            if placed is None:
                continue
            value, also = placed
            reason = f"“{quote}” is a word for “{words.codes_list.label(code)}”."
            if value != code:
                reason = f"{reason} It belongs to “{words.codes_list.label(value)}”."
            yield Candidate(path, value, part, hit.start, hit.end, quote, round(score, 3), reason, also, self.name)


@dataclass(slots=True)
class _ListWords:
    """One code list's words, the codes of each, and their finder."""

    codes_list: CodeList
    codes: list[tuple[str, ...]]
    finder: NameFinder


_MONTHS = frozenset(calendar.month_name[1:])
_NUMBER_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?(?: of)? $")
_NUMBER_BEHIND = re.compile(r" \d")


def _is_a_month(text: str, hit: Hit) -> bool:
    """Whether a word is the name of a month beside a number, as in “17 March 2024”, and no event."""
    if text[hit.start : hit.end] not in _MONTHS:
        return False
    before = text[max(0, hit.start - 8) : hit.start]
    return bool(_NUMBER_BEFORE.search(before) or _NUMBER_BEHIND.match(text[hit.end : hit.end + 3]))


def _finders(codebook: Codebook) -> dict[str, _ListWords]:
    found: dict[str, _ListWords] = {}
    for name, codes in codebook.lists.items():
        by_word: dict[str, list[str]] = {}
        for code in codes.walk():
            for word in () if code.merged_into else code.words:
                by_word.setdefault(word.casefold(), []).append(code.code)
        if by_word:
            found[name] = _ListWords(codes, [tuple(one) for one in by_word.values()], NameFinder(list(by_word)))
    return found


def fields_with_lists(codebook: Codebook) -> Iterator[tuple[str, CodedField]]:
    """The event's fields that take codes and are not derived, with their path; a group's as `group.field`."""
    for coded in codebook.fields.values():
        if coded.type == "group":
            yield from ((f"{coded.name}.{sub.name}", sub) for sub in coded.fields if sub.codes and sub.derived is None)
        elif coded.codes and coded.derived is None:
            yield coded.name, coded


def _placed(coded: CodedField, codes: CodeList, code: str, below: str) -> tuple[str, dict[str, Any]] | None:
    """The value a field takes for a code, with the parent's for the field above it, or the code's own for the one below."""
    if coded.level == 1:
        root = code
        while root in codes.parents:
            root = codes.parents[root]
        return root, {below: code} if below and codes.parents.get(code) == root else {}
    if coded.parent:
        return (code, {coded.parent: codes.parents[code]}) if code in codes.parents else None
    return code, {}
