"""The numbers of a text that may count people: digits, words, ranges, “at least”, “dozens”, with the noun behind.

Owns what a number is and what none is (years, ages, money, distances, ordinals, names such as M23). What was done to the
people counted is `counts`' business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from ..spans import Span
from .date_phrases import date_phrases
from .lexicon import Analysis

Noun = Literal["people", "crowd", "unknown"]

_NOUN_REACH = 7
_SINGLE_REACH = 8
_SIGNS = frozenset('.,;:()[]!?“”"«»…|\n')


@dataclass(frozen=True, slots=True)
class NumberPhrase:
    """A number and its noun, as tokens: the number from `first` to `last`, the noun up to `noun_last` (all half-open).

    `low` and `high` are what is said: equal for a plain number, one of them None for “at least” and “up to”. `vague` is
    the codebook's word for “dozens”, which has no number of its own.
    """

    first: int
    last: int
    noun_last: int
    low: int | None
    high: int | None
    noun: Noun = "unknown"
    vague: str = ""
    is_about: bool = False
    is_part: bool = False
    """Part of another count: “including three children”."""
    is_share: bool = False
    """“three of them”: part of another count unless a verb stands before it."""
    is_single: bool = False
    """One person without a number: “a soldier”, “his son”."""


def _number_phrases(analysis: Analysis, sentence: Span, taken: set[int]) -> list[NumberPhrase]:
    """The numbers of one sentence that may count people, in order; those in `taken` are parts of dates."""
    found: list[NumberPhrase] = []
    reader = _Reader(analysis, sentence, taken)
    words, starts = analysis.tokens.words, analysis.lexicon.number_starts
    index = sentence.start
    while index < sentence.end:
        read = None
        if words[index] in starts or words[index][0].isdecimal():
            read = reader.phrase_at(index) or reader.single_at(index)
        if read is None:
            index += 1
            continue
        phrase, is_count = read
        if is_count:
            found.append(phrase)
        index = max(phrase.noun_last if is_count else phrase.last, index + 1)
    return found


@dataclass(frozen=True, slots=True)
class _Core:
    last: int
    number: int | None
    vague: str = ""


@dataclass(frozen=True, slots=True)
class _Reader:
    analysis: Analysis
    sentence: Span
    taken: set[int]

    def phrase_at(self, index: int) -> tuple[NumberPhrase, bool] | None:
        """The number that begins here, words such as “at least” before it included, and whether it may count people."""
        ways, position = self._ways(index)
        if hit := self._at("between", position):
            inner = self._span(position + hit[0], "and") or self._span(position + hit[0], "range")
            if inner:
                return self._finish(index, inner[1], inner[0], ways)
        ranged = self._span(position, "range")
        if ranged:
            return self._finish(index, ranged[1], ranged[0], ways)
        core = self._core(position)
        if core is None:
            return None
        phrase = NumberPhrase(index, core.last, core.last, core.number, core.number, vague=core.vague)
        return self._finish(index, core, phrase, ways)

    def single_at(self, index: int) -> tuple[NumberPhrase, bool] | None:
        """One person who is named by a noun: “a soldier”, “another IS terrorist”."""
        if not self.analysis.lexicon.has_articles and (noun := self._at("person", index)):
            return NumberPhrase(index, index, index + noun[0], 1, 1, "people", is_single=True), True
        hit = self._at("one", index)
        if not hit or self._at("people", index):
            return None
        if (alone := self._at("alone", index)) and self._stands_alone(index + alone[0]):
            return NumberPhrase(index, index + alone[0], index + alone[0], 1, 1, "people", is_single=True), True
        start = index + hit[0]
        for position in range(start, min(start + _SINGLE_REACH, self.sentence.end)):
            if self._is_plain(position):
                if self._is_verb(position, start):
                    return None
                continue
            if self._at("indefinite", index) and position > start and self._ends_unknown(position):
                return NumberPhrase(index, start, position, 1, 1, is_single=True), True
            if self._at("people", position) and not self._at("person", position):
                return None
            if (noun := self._at("person", position)) and not self._is_modifier(position + noun[0]):
                return NumberPhrase(index, start, position + noun[0], 1, 1, "people", is_single=True), True
            is_thing = bool(self._at("thing", position)) and self.analysis.tokens.words[position - 1] != "-"
            if self._is_end(position) or self._at("one", position) or is_thing or self._is_verb(position, start):
                return None
        return None

    def _ends_unknown(self, index: int) -> bool:
        """Whether “a marabout” ends here: whoever it is, who was killed was one."""
        if self._at("person", index) or self._at("compound", index - 1):
            return False
        return self._is_end(index) or bool(self._at("skip", index)) or index in self.taken

    def _stands_alone(self, index: int) -> bool:
        """Whether no noun follows: “killed one soldier and wounded another.”"""
        return index >= self.sentence.end or index in self.taken or self._is_end(index)

    def _is_plain(self, index: int) -> bool:
        """Whether a word says nothing about counts; most do not, and need no further look."""
        return self._is_word(index) and self.analysis.tokens.words[index] not in self.analysis.lexicon.count_starts

    def _is_modifier(self, index: int) -> bool:
        """Whether the noun before only describes the next: “police officer”, “student leader”."""
        return bool(self._at("person", index) or self._at("compound", index))

    def _is_verb(self, index: int, start: int) -> bool:
        """“The criminals intercepted sergeant …”, but not “a convicted trader”."""
        lexicon, word = self.analysis.lexicon, self.analysis.tokens.words[index]
        has_ending = bool(lexicon.verb_endings) and len(word) > 4 and word.endswith(lexicon.verb_endings)
        return has_ending and index > start and lexicon.telling.one(word) != "not_event"

    def _is_end(self, index: int) -> bool:
        """Whether a noun's words end here. A name in capitals such as “IS” is no verb."""
        if self._is_plain(index):
            return False
        word, tokens = self.analysis.tokens.words[index], self.analysis.tokens
        if word in _SIGNS:
            return True
        if index > self.sentence.start and tokens.capital(index) and self.analysis.has_capitals:
            return False
        ends = any(self._at(role, index) for role in ("stop", "passive", "and", "part_of", "adverb", "relative"))
        return (ends or bool(self._at("deeds", index))) and not self._at("skip", index)

    def _ways(self, index: int) -> tuple[set[str], int]:
        """“at least”, “some”, “another”, one or several, and where the number itself begins."""
        ways: set[str] = set()
        position = index
        for _ in range(3):
            for way in ("least", "most", "about", "exactly"):
                if hit := self._at(way, position):
                    ways.add(way)
                    position += hit[0]
                    break
            else:
                break
        return ways, position

    def _span(self, position: int, joint: str) -> tuple[NumberPhrase, _Core] | None:
        """Two numbers with “to”, “or”, “and” between them."""
        low = self._core(position)
        if low is None or low.number is None:
            return None
        hit = self._at(joint, low.last)
        high = self._core(low.last + hit[0]) if hit else None
        if high is None or high.number is None or high.number <= low.number:
            return None
        return NumberPhrase(position, high.last, high.last, low.number, high.number), high

    def _finish(self, index: int, core: _Core, phrase: NumberPhrase, ways: set[str]) -> tuple[NumberPhrase, bool]:
        last = core.last
        low, high = phrase.low, phrase.high
        if hit := self._at("or_more", last):
            last, ways = last + hit[0], ways | {"least"}
        if "least" in ways and low == high:
            high = None
        elif "most" in ways and low == high:
            low = None
        phrase = replace(phrase, first=index, last=last, noun_last=last, low=low, high=high, is_about="about" in ways)
        if not self._may_count(phrase, core):
            return phrase, False
        return self._with_noun(phrase)

    def _with_noun(self, phrase: NumberPhrase) -> tuple[NumberPhrase, bool]:
        for index in range(phrase.last, min(phrase.last + _NOUN_REACH, self.sentence.end)):
            if self._is_plain(index) and index not in self.taken:
                if self._is_verb(index, phrase.last):
                    break
                continue
            if hit := self._at("thing", index):
                return replace(phrase, last=index + hit[0]), False
            if hit := self._at("crowd_people", index):
                return self._parted(replace(phrase, noun="crowd", noun_last=index + hit[0])), True
            if self._at("deeds", index):
                break
            hit = self._at("people", index) or (self._at("person", index) if phrase.high == 1 or phrase.low == 1 else None)
            if hit:
                return self._parted(replace(phrase, noun="people", noun_last=index + hit[0])), True
            if self._is_end(index) or self._is_number(index) or index in self.taken:
                break
        if not phrase.vague:
            phrase = replace(phrase, noun_last=self._unknown_noun(phrase.last))
        is_article = phrase.high == 1 and phrase.last - phrase.first == 1 and bool(self._at("one", phrase.first))
        return self._parted(phrase), not is_article and not self._is_name(phrase)

    def _is_number(self, index: int) -> bool:
        """Whether another count begins here; an age as in “two 12-year-old boys” does not."""
        is_digits = self.analysis.tokens.kinds[index] in ("digits", "grouped")
        before_hyphen = self.analysis.tokens.words[index + 1 : index + 2] == ["-"]
        return (is_digits or self._at("number", index) is not None) and not before_hyphen

    def _unknown_noun(self, start: int) -> int:
        """Behind the words that stand where a noun would: “6 clergymen”, “two Kurdish Peshmerga”."""
        for index in range(start, min(start + 4, self.sentence.end)):
            is_word = self.analysis.tokens.kinds[index] == "word" and not self._at("number", index)
            if self._is_end(index) or index in self.taken or not is_word:
                return index if index - start < 4 else start
        return start

    def _parted(self, phrase: NumberPhrase) -> NumberPhrase:
        """Says of “including three children” and “three of them” that they belong to another count."""
        behind = self._at("part_of", phrase.last) is not None
        before = any(
            (hit := self._at("part_of", index)) is not None and index + hit[0] == phrase.first
            for index in range(max(phrase.first - 4, self.sentence.start), phrase.first)
        )
        return replace(phrase, is_part=before, is_share=behind)

    def _may_count(self, phrase: NumberPhrase, core: _Core) -> bool:
        tokens = self.analysis.tokens
        start, last = phrase.first, phrase.last
        while start < core.last - 1 and tokens.kinds[start] == "word" and self._core(start) is None:
            start += 1
        digits = [index for index in range(start, core.last) if tokens.kinds[index] in ("digits", "grouped", "decimal")]
        if any(index in self.taken for index in digits) or (start in self.taken and not digits):
            return False
        after = tokens.words[last] if last < self.sentence.end else ""
        glued = last < len(tokens) and tokens.starts[last] == tokens.ends[last - 1]
        if glued and ((tokens.kinds[last] == "word" and bool(digits)) or after in ("-", "‐", "‑", "/", "%", "°")):
            return False
        if self._at("money", last) or self._at("age", last):
            return False
        if start > self.sentence.start and not self._stands_free(start, bool(digits), after):
            return False
        return not (digits and phrase.low == phrase.high and self._is_year(digits, phrase.low))

    def _stands_free(self, start: int, is_digits: bool, after: str) -> bool:
        """Whether nothing before the number makes it a sum of money, an age, a name or part of something written."""
        tokens = self.analysis.tokens
        before = start - 1
        if any(
            (hit := self._at(role, index)) is not None and index + hit[0] == start
            for role in ("money", "age") for index in range(max(start - 3, self.sentence.start), start)
        ):  # fmt: skip
            return False
        glued = tokens.ends[before] == tokens.starts[start]
        if (
            is_digits
            and glued
            and (tokens.kinds[before] != "sign" or tokens.words[before] in ("-", "/", ":", "#", ".", "_", "№"))
        ):
            return False
        # "Ali Hassan, 35, was killed" tells an age.
        in_commas = tokens.words[before] == "," and after in (",", ")") and before > self.sentence.start
        return not (is_digits and in_commas)

    def _is_year(self, digits: list[int], number: int | None) -> bool:
        word = self.analysis.tokens.words[digits[0]]
        return len(digits) == 1 and len(word) == 4 and number is not None and 1900 <= number <= 2100

    def _is_name(self, phrase: NumberPhrase) -> bool:
        """“Phase 2”, “Highway 40”: digits behind a capital with no people after them."""
        tokens = self.analysis.tokens
        before = phrase.first - 1
        if phrase.vague or before <= self.sentence.start or tokens.kinds[phrase.first] != "digits":
            return False
        return tokens.capital(before) and not self._at("deeds", before) and not self._at("deeds", phrase.last)

    def _at(self, section: str, index: int) -> tuple[int, object] | None:
        if index >= self.sentence.end:
            return None
        return self.analysis.lexicon.counts[section].at(self.analysis.tokens.words, index)

    def _core(self, index: int) -> _Core | None:
        """The number itself: digits, words, or a vague word."""
        if index >= self.sentence.end or (self._is_word(index) and not self._may_begin(index)):
            return None
        if dual := self._dual(index):
            return dual
        if hit := self._at("vague", index):
            while further := self._at("vague", index + hit[0]):
                hit = (hit[0] + further[0], further[1])
            times = self._at("times", index + hit[0])
            if not times:
                return _Core(index + hit[0], None, str(hit[1]))
        if hit := self._at("none", index):
            return _Core(index + hit[0], 0)
        kind = self.analysis.tokens.kinds[index]
        if kind in ("digits", "grouped", "decimal"):
            return self._digits(index, kind)
        return self._in_words(index)

    def _is_word(self, index: int) -> bool:
        return self.analysis.tokens.kinds[index] == "word"

    def _may_begin(self, index: int) -> bool:
        return self.analysis.tokens.words[index] in self.analysis.lexicon.core_starts

    def _dual(self, index: int) -> _Core | None:
        """Two people in one word, as Arabic says it; the word itself is the noun."""
        hit = self._at("dual", index)
        return _Core(index + hit[0], 2) if hit else None

    def _digits(self, index: int, kind: str) -> _Core | None:
        word = self.analysis.tokens.words[index]
        if kind == "decimal":
            value = float(re.sub("[,٫]", ".", word))
            times = self._at("times", index + 1)
            return _Core(index + 1 + times[0], round(value * int(str(times[1])))) if times else None
        number = int(re.sub(r"\D", "", word)[:12])
        last = index + 1
        while times := self._at("times", last):
            number *= int(str(times[1]))
            last += times[0]
        return _Core(last, number)

    def _in_words(self, index: int) -> _Core | None:
        """“twenty-three”, “one hundred and fifty”, “two dozen”, “a dozen”."""
        total = current = 0
        last, seen = index, False
        words = self.analysis.tokens.words
        while last < self.sentence.end:
            if (hit := self._at("number", last)) and self._fits(current, int(str(hit[1]))):
                current += int(str(hit[1]))
                last, seen = last + hit[0], True
            elif hit := self._at("times", last):
                if not seen and int(str(hit[1])) < 100 and last == index:
                    return None
                size = int(str(hit[1]))
                current = max(current, 1) * size
                if size >= 1000:
                    total, current = total + current, 0
                last, seen = last + hit[0], True
            elif seen and self._joins(last, current):
                last += 1
            elif not seen and self._at("one", last) and (hit := self._at("times", last + 1)):
                last += 1
                seen = True
            else:
                break
        while last > index and (words[last - 1] == "-" or self._at("and", last - 1)):
            last -= 1
        return _Core(last, total + current) if seen and last > index else None

    def _fits(self, current: int, number: int) -> bool:
        """Whether a number word adds to what stands before: hundred and fifty, twenty-three, but not two three."""
        return (
            current == 0 or (current % 100 == 0 and number < 100) or (current % 10 == 0 and current % 100 != 0 and number < 10)
        )

    def _joins(self, index: int, current: int) -> bool:
        word = self.analysis.tokens.words[index]
        if not (word == "-" or self._at("and", index)) or current == 0:
            return False
        hit = self._at("number", index + 1)
        spoken = self.analysis.lexicon.language != "en"
        allowed = word == "-" or current % 100 == 0 or (spoken and current % 10 == 0 and current >= 20)
        return hit is not None and allowed and self._fits(current, int(str(hit[1])))


def number_phrases(analysis: Analysis, sentences: Iterable[Span]) -> Iterator[tuple[Span, list[NumberPhrase]]]:
    """The numbers that may count people, in order, of each of some sentences."""
    taken = {token for phrase in date_phrases(analysis) for token in range(phrase.first, phrase.last)}
    for sentence in sentences:
        yield sentence, _number_phrases(analysis, sentence, taken)
