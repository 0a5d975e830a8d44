"""Names and numbers that stand where another text has others: "Mosul" for "Kirkuk", "five" for "two". Pure; no SQL.

A bulletin that is filled in anew differs from the one before in these alone, and tells another event; a copy that was edited
hardly ever does. A name is a word with a capital, at the beginning of a sentence only where neither text has it in small
letters. Where capitals tell nothing (Arabic, Chinese, a text all in capitals) any word may be a name, and counts as one unless
it is an ordinary one. A number is a word with a digit, or a word for one in the languages whose dates and tolls the program
reads.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from functools import cache, cached_property
from itertools import islice

from ..shipped import resource
from ..spans import Span
from .search import UNSPACED, searchable

REACH = 12
"""Words of a stretch, at most, in which one name can stand in the place of another; a longer one is another passage."""
BESIDE = 2
"""Words before such a stretch, or behind it, that are the same in both texts: by these it is the same place."""
ORDINARY = 3
"""Where capitals tell nothing, a word that the other text has so often elsewhere is no name that it has another for. Of MUC-4's
texts, all in small letters, in which one place was put for another, .99 were marked so, with 2 instead .96, with 1 .88."""
CASED = 0.5
"""The share of a text's words in small letters, from which on a capital says something."""
_WORD = re.compile(rf"{UNSPACED.pattern}|(?:(?!{UNSPACED.pattern})\w)+")
_SPACED = re.compile(r"\w+")
_ENDS = frozenset('\n\r.!?:;…"“”„«»؟۔。！？：')
_ARTICLES = {"a": "1", "an": "1"}
_MANY = frozenset({"tens", "a dozen", "dozens", "scores", "hundreds", "thousands"})


class WordsRead:
    """One text as words: `words` without case and accents that do not matter, `spans` (begin, end) in code points."""

    def __init__(self, text: str, most: int) -> None:
        self.text = text
        found = (_WORD if UNSPACED.search(text) else _SPACED).finditer(text)
        self.spans = [match.span() for match in islice(found, most)]
        if text.isascii():
            small = text.casefold()
            self.words = [small[begin:end] for begin, end in self.spans]
        else:
            self.words = [folded(text[begin:end]) for begin, end in self.spans]

    def span(self, begin: int, end: int) -> Span:
        """Where some words stand; of none, the place behind the word before."""
        if begin < end:
            return Span(self.spans[begin][0], self.spans[end - 1][1])
        at = self.spans[begin - 1][1] if begin else self.spans[0][0] if self.spans else len(self.text)
        return Span(at, at)

    @cached_property
    def small(self) -> frozenset[str]:
        """The words that are written in small letters somewhere."""
        return frozenset(word for word, (begin, _) in zip(self.words, self.spans, strict=True) if self.text[begin].islower())

    @cached_property
    def counts(self) -> Counter[str]:
        """How often it has each word."""
        return Counter(self.words)

    @cached_property
    def is_cased(self) -> bool:
        """Whether a capital tells a name here."""
        starts = [self.text[begin] for begin, _ in self.spans]
        return any(map(str.isupper, starts)) and sum(map(str.islower, starts)) >= CASED * len(starts)

    def begins_sentence(self, place: int) -> bool:
        """Whether nothing but a sentence's end stands before a word."""
        between = self.text[self.spans[place - 1][1] if place else 0 : self.spans[place][0]]
        return not place or not _ENDS.isdisjoint(between)


def folded(word: str) -> str:
    """A word as it is compared."""
    return word.casefold() if word.isascii() else searchable(word).strip().casefold()


def swap(one: WordsRead, other: WordsRead, at: slice, to: slice, beside: int) -> tuple[Span, Span] | None:
    """Where names or numbers stand in a stretch of one text that are others in that of the other: code points of both; None
    where there are none. `beside` is how many words the two have in common before the stretch or behind it."""
    if beside < BESIDE or not 0 < at.stop - at.start <= REACH or not 0 < to.stop - to.start <= REACH:
        return None
    sides = (one, at), (other, to)
    found = [_numbers(*side) for side in sides]
    if not _differ(found[0].values(), found[1].values()):
        found = [_names(one, at, other), _names(other, to, one)]
        if not _differ(found[0].values(), found[1].values()):
            return None
    first, second = (side.span(min(some), max(some) + 1) for (side, _), some in zip(sides, found, strict=True))
    return first, second


def _differ(ones: Collection[str], others: Collection[str]) -> bool:
    """Whether each has what the other has not, however it is cut into words."""
    return not (set(ones) <= set(others) or set(others) <= set(ones) or "".join(ones) == "".join(others))


def _numbers(text: WordsRead, some: slice) -> Mapping[int, str]:
    """The numbers of a stretch by their places; "thirty" before "two" is 32."""
    known = number_words()
    found: dict[int, str] = {}
    for place in range(some.start, some.stop):
        word = text.words[place]
        number = word if any(letter.isdecimal() for letter in word) else known.get(word)
        if number is None:
            continue
        tens = found.get(place - 1, "")
        if len(tens) == 2 and tens.endswith("0") and len(number) == 1:
            found[place - 1], number = "", tens[0] + number
        found[place] = number
    return found


def _names(text: WordsRead, some: slice, beside: WordsRead) -> Mapping[int, str]:
    """The names of a stretch by their places; `beside` is the text it is compared with."""
    found: dict[int, str] = {}
    for place in range(some.start, some.stop):
        word = text.words[place]
        if text.is_cased:
            begins = text.text[text.spans[place][0]]
            is_name = begins.isupper() and not (text.begins_sentence(place) and word in text.small | beside.small)
        else:
            is_name = beside.counts[word] < ORDINARY
        if is_name:
            found[place] = word
    return found


@cache
def number_words() -> Mapping[str, str]:
    """What words for numbers say, from the lists of words that the program reads tolls by (`resources/assist`). Those of
    several words are left to their parts."""
    import yaml

    found = dict(_ARTICLES)
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    for file in sorted(resource("assist").glob("*.yaml")):
        counts = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)["counts"]
        many = {key: words for key, words in counts["vague"].items() if key in _MANY}
        for number, words in [*many.items(), *counts["times"].items(), *counts["number"].items()]:
            found |= {folded(word): number for word in map(str.strip, words.split(",")) if word and " " not in word}
    return found
