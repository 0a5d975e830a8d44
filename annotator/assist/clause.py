"""A sentence as counts are read from it: its verbs of harm, their helpers, who stands before and behind them.

Owns the questions asked of the words around a verb, and what a person's name looks like; what they mean for a count is
`counts`' business.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..spans import Span
from .lexicon import Analysis, Deed
from .number_phrases import NumberPhrase

FAR = 14
"""How many words may stand between a subject and its verb."""
_REACH = 5
"""How many words may stand between a verb and the person behind it."""
_NAME_LINKS = frozenset("al el bin ibn abu de da dos von van ould ag ul ur - ' ’".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class DeedWord:
    """A word for a deed: its tokens and what it says."""

    first: int
    last: int
    deed: Deed


def deeds_of(analysis: Analysis, sentence: Span) -> list[DeedWord]:
    """The words for deeds in a sentence, in order, the longest phrase where several fit."""
    deeds, words = analysis.lexicon.counts["deeds"], analysis.tokens.words
    found: list[DeedWord] = []
    index = sentence.start
    while index < sentence.end:
        hit = deeds.at(words, index)
        if hit is not None and index + hit[0] <= sentence.end:
            found.append(DeedWord(index, index + hit[0], hit[1]))
            index += hit[0]
        else:
            index += 1
    return found


@dataclass(slots=True)
class Clause:
    """One sentence with the numbers and the words for deeds in it."""

    analysis: Analysis
    sentence: Span
    numbers: list[NumberPhrase]
    words: list[DeedWord]
    dates: dict[int, int]
    """Where a date begins and ends."""

    def at(self, section: str, index: int) -> tuple[int, object] | None:
        """The phrase of a section of the lexicon's `counts` that begins at a token of this sentence."""
        if not self.sentence.start <= index < self.sentence.end:
            return None
        return self.analysis.lexicon.counts[section].at(self.analysis.tokens.words, index)

    def clause_start(self, word: DeedWord, end: int) -> int:
        """Behind the last verb of saying, “that” or other deed before a verb."""
        floor = self.sentence.start
        for one in self.words:
            if one.last <= end and one.deed.kind != "crowd" and one is not word:
                floor = max(floor, one.last)
        telling, words = self.analysis.lexicon.telling, self.analysis.tokens.words
        for index in range(end - 1, floor - 1, -1):
            if telling.one(words[index]) in ("said", "told_that", "that") and not self.at("relative", index):
                return max(floor, index + 1)
        return floor

    def helper(self, word: DeedWord) -> int | None:
        """The “was” or “have been” of a passive, a few words before it."""
        index = word.first - 1
        for _ in range(5):
            if index < self.sentence.start:
                return None
            if self.at("passive", index):
                while index - 1 >= self.sentence.start and (self.at("passive", index - 1) or self.at("adverb", index - 1)):
                    index -= 1
                return index
            # "Were abducted and killed": the first verb's helper is the second's as well.
            is_joined = bool(self.at("and", index) or self.at("range", index))
            if not self._is_adverb(index) and not is_joined:
                return None
            index -= 2 if is_joined else 1
        return None

    def _is_adverb(self, index: int) -> bool:
        endings = self.analysis.lexicon.adverb_endings
        return bool(self.at("adverb", index)) or (bool(endings) and self.analysis.tokens.words[index].endswith(endings))

    def is_plural(self, helper: int) -> bool:
        """Whether the verb is one of many: “were”, “have been”."""
        return any(self.at("plural", index) for index in range(helper, helper + 3))

    def has_verb(self, tokens: range) -> bool:
        """Whether any of these tokens is a verb of something done, said or to come."""
        lexicon, words = self.analysis.lexicon, self.analysis.tokens.words
        for index in tokens:
            role = lexicon.telling.one(words[index])
            has_ending = bool(lexicon.verb_endings) and len(words[index]) > 4 and words[index].endswith(lexicon.verb_endings)
            if role not in (None, "not_event", "that") or (role is None and has_ending):
                return True
        return False

    def is_active(self, word: DeedWord) -> bool:
        """Whether what it was done to stands behind the verb."""
        if self.helper(word) is not None:
            return False
        position = self.past(word.last, ("skip", "adverb"))
        starts = {number.first for number in self.numbers}
        if position in starts or any(self.at(role, position) for role in ("people", "person", "one")):
            return True
        return position < self.sentence.end and self.name_at(position) is not None

    def past(self, position: int, roles: tuple[str, ...]) -> int:
        """The first token from here that is none of these small words, and none that a number begins with."""
        starts = {number.first for number in self.numbers}
        for _ in range(4):
            if position in starts or position >= self.sentence.end:
                return position
            if position in self.dates:
                position = self.dates[position]
                continue
            hit = next((found for role in roles if (found := self.at(role, position))), None)
            if hit is None:
                return position
            position += hit[0]
        return position

    def ends(self, index: int) -> bool:
        """Whether a noun and what belongs to it end before this token."""
        word = self.analysis.tokens.words[index]
        is_sign = not word[0].isalnum() and word not in ("-", "'", "’")
        return is_sign or bool(self.at("stop", index) or self.at("deeds", index))

    def one_after(self, word: DeedWord) -> Span | None:
        """“IS leader Abu Omar”, “Abu Omar” behind the verb."""
        start = self.past(word.last, ("skip", "adverb"))
        for index in range(start, min(start + _REACH, self.sentence.end)):
            if self.at("people", index) and not self.at("person", index):
                return None
            if hit := self.at("person", index):
                after = index + hit[0]
                name = self.name_at(after) if after < self.sentence.end else None
                return Span(start, name.end if name else after) if not self.at("people", after) else None
            if self.ends(index) or self.at("number", index):
                break
        return self.name_at(start)

    def name_at(self, start: int) -> Span | None:
        """A person's name of two words and more that begins here."""
        tokens = self.analysis.tokens
        index, capitals = start, 0
        while index < self.sentence.end and (tokens.capital(index) or (capitals and tokens.words[index] in _NAME_LINKS)):
            capitals += tokens.capital(index)
            index += 1
        while index > start and not tokens.capital(index - 1):
            index -= 1
        if capitals < 2 or not self.analysis.has_capitals or (index < self.sentence.end and self.at("people", index)):
            return None
        return Span(start, index)

    def name_before(self, word: DeedWord, end: int) -> Span | None:
        """The nearest name before a verb that is not where something happened."""
        tokens = self.analysis.tokens
        index = end - 1
        floor = max(end - FAR, self.clause_start(word, end))
        while index >= floor:
            if not tokens.capital(index):
                index -= 1
                continue
            start = index
            while start > floor and (tokens.capital(start - 1) or tokens.words[start - 1] in _NAME_LINKS):
                start -= 1
            while not tokens.capital(start):
                start += 1
            in_place = start > self.sentence.start and self.at("stop", start - 1)
            if not in_place and (name := self.name_at(start)):
                return name
            index = start - 1
        return None
