"""How a sentence speaks of a date: as the day something was said, as a day to come, or as the day it happened.

Owns the reading of verbs around a date, by word lists; knows nothing of what day it is.
"""

from __future__ import annotations

from ..spans import Span
from .lexicon import Analysis

_NEAR = 6
"""How many words after a verb of saying its date may stand."""
_AHEAD = 10


class Telling:
    """The words of one analysed text by which its sentences are judged."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.roles = _roles(analysis)

    def is_said_on(self, first: int, last: int) -> str:
        """The verb of saying whose day the tokens `first` to `last` give; empty where they date what happened."""
        words = self.analysis.tokens.words
        sentence = self.analysis.sentence_of(first)
        if words[last : last + 2] in (["'", "s"], ["’", "s"]):
            return ""
        return self._verb_before(first, sentence) or self._verb_after(first, last, sentence)

    def _verb_before(self, first: int, sentence: Span) -> str:
        """“X said on Monday that …”, “X told reporters on Monday”."""
        for index in range(first - 1, max(sentence.start, first - 1 - _NEAR) - 1, -1):
            role = self.roles[index]
            if role in ("said", "told_that"):
                # "Clashes were reported on Monday" tells when they were.
                is_passive = index > sentence.start and self.roles[index - 1] == "past"
                return "" if is_passive and role == "said" else self._word(index)
            if (
                role in ("that", "ahead", "past")
                or self._is_deed(index)
                or self.analysis.tokens.words[index] in (",", ";", ":")
            ):
                return ""
        return ""

    def _verb_after(self, first: int, last: int, sentence: Span) -> str:
        """“On Monday, X said that …”, but not “On Monday, gunmen attacked a village, police said.”"""
        if any(self._is_deed(index) for index in range(sentence.start, first)):
            return ""
        for index in range(last, sentence.end):
            role = self.roles[index]
            if role == "said" or (role == "told_that" and "that" in self.roles[index + 1 : min(index + 4, sentence.end)]):
                after = self.analysis.tokens.words[index + 1] if index + 1 < sentence.end else "."
                is_tail = role == "said" and after in (".", ",", ";")
                return "" if is_tail or self._tells_deed(last, index) else self._word(index)
        return ""

    def _tells_deed(self, first: int, last: int) -> bool:
        """Whether a verb of something done stands between, outside of what commas set apart."""
        words = self.analysis.tokens.words
        commas = [index for index in range(first, last) if words[index] == ","]
        if commas and commas[0] == first:
            commas, first = commas[1:], first + 1
        if not commas:
            return any(self._is_deed(index) for index in range(first, last))
        core = [*range(first, commas[0]), *range(commas[-1] + 1, last)]
        return any(self._is_deed(index) for index in core)

    def looks_ahead(self, first: int, last: int) -> bool:
        """Whether the sentence speaks of the date as one to come."""
        sentence = self.analysis.sentence_of(first)
        for index in range(first - 1, sentence.start - 1, -1):
            if self.roles[index] == "ahead":
                return True
            if self.roles[index] in ("past", "said", "event", "told_that") or (
                self._is_deed(index) and not self._is_passive(index)
            ):
                return False
        for index in range(last, min(last + _AHEAD, sentence.end)):
            if self.roles[index] == "ahead":
                return True
            if self.roles[index] in ("past", "said", "event"):
                return False
        return False

    def tells_before(self, index: int) -> bool:
        """Whether the sentence has said anything that was done before this token."""
        sentence = self.analysis.sentence_of(index)
        return any(self._is_deed(one) or self.roles[one] == "said" for one in range(sentence.start, index))

    def _is_deed(self, index: int) -> bool:
        role = self.roles[index]
        if role:
            return role in ("event", "deed")
        word, endings = self.analysis.tokens.words[index], self.analysis.lexicon.verb_endings
        return len(word) > 4 and bool(endings) and word.endswith(endings)

    def _is_passive(self, index: int) -> bool:
        """“Would be lifted”: the verb before decides when."""
        return bool(self.analysis.lexicon.counts["passive"].at(self.analysis.tokens.words, index - 1)) if index else False

    def _word(self, index: int) -> str:
        return self.analysis.tokens.raw(index, index + 1)


def _roles(analysis: Analysis) -> list[str]:
    """Each token's role: one of the lexicon's sections of telling words, or `deed` for a word of harm."""
    words = analysis.tokens.words
    telling, deeds = analysis.lexicon.telling, analysis.lexicon.counts["deeds"]
    roles = [""] * len(words)
    index = 0
    while index < len(words):
        size = 1
        if hit := telling.at(words, index):
            size, role = hit
            roles[index : index + size] = [role] * size
        elif (deed := deeds.at(words, index)) and deed[1].kind != "crowd" and deed[1].ways & {"either", "before"}:
            size = deed[0]
            roles[index : index + size] = ["deed"] * size
        index += size
    return roles
