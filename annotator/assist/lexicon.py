"""The words of each language by which dates and counts are told, and which language a text is in.

The words are data, one file a language under ``resources/assist``; docs/assist-words.md says how to add to them. Owns
their loading; knows nothing of what is done with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import yaml

from ..shipped import resource
from ..spans import Span, sentences
from .tokens import Phrases, Tokens, cut

_LONGEST = 300
"""The most words of a sentence."""
LANGUAGES = ("en", "fr", "es", "pt", "ru", "ar")


@dataclass(frozen=True, slots=True)
class DateWord:
    """What a word says in a date: one letter for its part in the grammar of `date_phrases`, and its value."""

    kind: str
    value: Any


@dataclass(frozen=True, slots=True)
class Deed:
    """What a word says was done to people: dead, injured, arrested or crowd, and where their number stands."""

    kind: str
    ways: frozenset[str]
    """either, after, before, toll"""


@dataclass(frozen=True)
class Lexicon:
    """The words of one language."""

    language: str
    common: frozenset[str]
    dates: Phrases[DateWord]
    counts: Mapping[str, Phrases[Any]]
    """By section: number and times (whole numbers), vague (the codebook's word), deeds (Deed), person, thing, …"""
    vocabulary: frozenset[str]
    """Words that speak for the language: the common ones, and those of dates and counts."""
    number_starts: frozenset[str]
    """The words with which a number, or one person, can begin."""
    core_starts: frozenset[str]
    """The words with which a number itself can begin, without “at least” and the like."""
    count_starts: frozenset[str]
    """The words with which any phrase of `counts` begins: the others need not be looked up."""
    has_articles: bool
    """Whether one person is told by an article, as “a soldier”, or by the noun alone."""
    is_verb_first: bool
    """Whether a verb may stand before its subject."""
    telling: Phrases[str]
    """Words by which a sentence is judged: said, that, will, past, event, not_event, …"""
    doubtful: frozenset[str]
    """Month and weekday words that are also something else."""
    verb_endings: tuple[str, ...]
    adverb_endings: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Analysis:
    """A text with its language, tokens and sentences (as token ranges), made once and shared by the providers."""

    tokens: Tokens
    lexicon: Lexicon
    sentences: tuple[Span, ...]
    has_capitals: bool

    def sentence_of(self, token: int) -> Span:
        """The sentence, as a range of tokens, that holds a token."""
        low, high = 0, len(self.sentences)
        while low < high:
            middle = (low + high) // 2
            if self.sentences[middle].end <= token:
                low = middle + 1
            else:
                high = middle
        return self.sentences[low] if low < len(self.sentences) else Span(token, len(self.tokens))


@lru_cache(maxsize=6)
def analyse(text: str, language: str = "") -> Analysis:
    """Cut a text up. `language` is a code or name; without one that is known, the words decide."""
    tokens = cut(text)
    lexicon = lexicon_of(language_of(tokens, language))
    ranges: list[Span] = []
    index = 0
    for sentence in sentences(text):
        first = index
        while index < len(tokens) and tokens.starts[index] < sentence.end:
            index += 1
        # A longer one is a table or no text at all; bounded, the time stays even in the length of the article.
        ranges.extend(Span(start, min(start + _LONGEST, index)) for start in range(first, index, _LONGEST))
    letters = sum(letter.isupper() for letter in text[:2000])
    return Analysis(tokens, lexicon, tuple(ranges), letters * 100 > len(text[:2000]))


def language_of(tokens: Tokens, said: str = "") -> str:
    """The language's code: the one said, else the one whose commonest words stand most often in the text."""
    known = {"english": "en", "french": "fr", "spanish": "es", "portuguese": "pt", "russian": "ru", "arabic": "ar"}
    code = said.strip().lower()
    code = known.get(code, code[:2])
    if code in LANGUAGES:
        return code
    seen = tokens.words[:300]
    scores = {one: sum(word in lexicon_of(one).vocabulary for word in seen) for one in _likely(seen)}
    return max(scores, key=lambda one: scores[one]) if scores else "en"


def _likely(words: list[str]) -> tuple[str, ...]:
    """The languages of the script most words are written in; reading the other files can be spared."""
    arabic = sum("\u0600" <= word[0] <= "\u06ff" for word in words)
    cyrillic = sum("\u0400" <= word[0] <= "\u04ff" for word in words)
    if arabic * 3 > len(words):
        return ("ar",)
    if cyrillic * 3 > len(words):
        return ("ru",)
    return ("en", "fr", "es", "pt")


@cache
def lexicon_of(language: str) -> Lexicon:
    """The words of a language; read on first use."""
    source = resource("assist") / f"{language}.yaml"
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    data = yaml.load(source.read_text(encoding="utf-8"), Loader=loader)
    prefixes = _list(data.get("prefixes", ""))
    common = frozenset(cut(data["common"]).words)
    dates = list(_date_words(data["dates"]))
    counts: dict[str, Phrases[Any]] = {section: Phrases([]) for section in _COUNT_SECTIONS}
    counts.update((section, Phrases(_prefixed(items, prefixes))) for section, items in _count_words(data["counts"]))
    has_articles = data.get("articles") != "none"
    starts = _NUMBER_STARTS if has_articles else (*_NUMBER_STARTS, "person")
    return Lexicon(
        language=language,
        common=common,
        vocabulary=common.union(
            *(counts[section].starts for section in ("deeds", "people", "person", "number")),
            *(cut(phrase).words for phrase, word in dates if word.kind in "wm"),
        ),
        dates=Phrases(_prefixed(dates, prefixes)),
        counts=counts,
        number_starts=frozenset(word for section in starts for word in counts[section].starts),
        core_starts=frozenset(word for section in _CORE_STARTS for word in counts[section].starts),
        count_starts=frozenset(word for known in counts.values() for word in known.starts),
        has_articles=has_articles,
        is_verb_first=data.get("order") == "verb first",
        telling=Phrases(
            _prefixed(((phrase, role) for role, phrases in data["telling"].items() for phrase in _list(phrases)), prefixes)
        ),
        doubtful=frozenset(cut(data.get("doubtful", "")).words),
        verb_endings=tuple(_list(data.get("verb_endings", ""))),
        adverb_endings=tuple(_list(data.get("adverb_endings", ""))),
    )


_COUNT_SECTIONS = (
    "number", "times", "none", "vague", "least", "most", "about", "exactly", "between", "range", "and", "or_more", "one",
    "indefinite", "alone", "dual", "person", "compound", "people", "crowd_people", "thing", "money", "age", "part_of",
    "passive", "single", "plural", "relative", "adverb", "skip", "stop", "deeds",
)  # fmt: skip
_CORE_STARTS = ("number", "times", "none", "vague", "one", "dual")
_NUMBER_STARTS = (*_CORE_STARTS, "least", "most", "about", "exactly", "between")


def _list(phrases: str) -> list[str]:
    return [phrase.strip().strip('"') for phrase in phrases.split(",") if phrase.strip()]


def _prefixed(items: Iterable[tuple[str, Any]], prefixes: list[str]) -> Iterator[tuple[str, Any]]:
    """Each phrase, and with the particles that a script writes onto the word; the plain phrase comes first."""
    plain = list(items)
    yield from plain
    for prefix in prefixes:
        for phrase, value in plain:
            yield prefix + phrase, value


_KINDS = {
    "weekday": "w", "month": "m", "unit": "u", "day": "r", "part": "p", "holiday": "H", "anchored": "q", "later": "j",
    "ago": "a", "before_ago": "A", "in_ahead": "J", "last": "l", "this": "t", "next": "x", "recent": "R", "few": "v",
    "one": "i", "number": "N", "hour": "h", "between": "b", "from": "f", "and": "&", "to": "T", "since": "S", "in": "K",
    "on": "k", "filler": "d", "suffix": "s", "sequel": "E", "dual": "U",
}  # fmt: skip
"""The sections of a file's `dates` and the letter each is in the grammar."""


def _date_words(sections: Mapping[str, Any]) -> Iterator[tuple[str, DateWord]]:
    for section, content in sections.items():
        kind = _KINDS[section]
        if isinstance(content, str):
            for phrase in _list(content):
                yield phrase, DateWord(kind, section)
            continue
        for value, phrases in content.items():
            for phrase in _list(phrases):
                yield phrase, DateWord(kind, int(value) if value.lstrip("-").isdigit() else value)


def _count_words(sections: Mapping[str, Any]) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    for section, content in sections.items():
        if isinstance(content, str):
            yield section, [(phrase, section) for phrase in _list(content)]
        elif section == "deeds":
            yield section, _deeds(content)
        else:
            yield (
                section,
                [
                    (phrase, int(value) if value.isdigit() else value)
                    for value, phrases in content.items()
                    for phrase in _list(phrases)
                ],
            )


def _deeds(kinds: Mapping[str, Mapping[str, str]]) -> list[tuple[str, Deed]]:
    """Each phrase once, with all the places its number may stand in."""
    found: dict[str, tuple[str, set[str]]] = {}
    for kind, ways in kinds.items():
        for way, phrases in ways.items():
            for phrase in _list(phrases):
                found.setdefault(phrase, (kind, set()))[1].add(way)
    return [(phrase, Deed(kind, frozenset(ways))) for phrase, (kind, ways) in found.items()]
