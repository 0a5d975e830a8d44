"""The phrases of a text that say a date, in one grammar for all languages.

Each word of a date is one letter (`lexicon` says which), so that the grammar is a regular expression over a short string
of letters. Owns the grammar; what day a phrase means is `date_periods`' business, what it dates is `dates`'.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from .lexicon import Analysis, DateWord
from .tokens import Tokens

Link = Literal["", "between", "stretch", "since"]


@dataclass(frozen=True, slots=True)
class Symbol:
    """One word or phrase: its letter, value and tokens (half-open)."""

    kind: str
    value: Any
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A phrase that says a date: which rule of the grammar found it, its symbols, its tokens (half-open).

    `link` says that it runs from this phrase to `until`, which is none for “since Thursday”.
    """

    rule: str
    symbols: tuple[Symbol, ...]
    first: int
    last: int
    link: Link = ""
    until: DatePhrase | None = None

    def all(self, kind: str) -> list[Any]:
        """The values of the symbols of a kind, in order."""
        return [symbol.value for symbol in self.symbols if symbol.kind == kind]

    def one(self, kinds: str) -> Any:
        """The first value of these kinds, else None."""
        return next((symbol.value for symbol in self.symbols if symbol.kind in kinds), None)

    def has(self, kinds: str) -> bool:
        """Whether any symbol is of these kinds."""
        return any(symbol.kind in kinds for symbol in self.symbols)


_YEAR_AFTER = r"(?:[d,\-]*y|[dK]*(?:l[du]*u|ul|tu|ut))?"
_COUNT = "[Nnvi]"
# The first rule that fits at a place counts, so the longer ones stand first. In “June 3 and 4 people” the second number
# is no day: a border word, a year or a sign behind it makes it one.
_RULES: tuple[tuple[str, str], ...] = (
    ("days_of_month", rf"[bfS]?[dk]*(?:wh?,?d*)?ns?d*(?:[T&\-])[dk]*(?:w,?d*)?ns?d*m{_YEAR_AFTER}"),
    ("month_days", r"[bfS]?[dk]*md*ns?[T\-]d*ns?(?![mc])(?:,?d*y)?"),
    ("month_days", r"b[dk]*md*ns?&d*ns?(?:,?d*y)?|md*ns?&d*ns?(?:,?d*y|(?=[,.|]))"),
    ("day", rf"(?:wh?,?[dk]*\(?[dk]*)?ns?[d\-]*m(?:[/(]m)?{_YEAR_AFTER}"),
    ("day", r"(?:wh?[,.]?d*)?md*ns?(?![&T\-:]?c)(?:,?d*y)?"),
    ("day_of_weekday", r"wd*h?\(ns?(?:/n)?\)"),
    ("part_of_month", rf"p[dK\-]*m(?:[/(]m)?{_YEAR_AFTER}"),
    ("month", r"(?:[lxt]d*)?m(?:[/(]m)?\)?[d,]*y|md*(?:l[du]*u|ul|tu|ut)|[lxt]d*m(?:[/(]m)?|md*[lxt](?!u)"),
    ("weekday_of_week", r"wh?[d,]*(?:[lxt]d*u|d*u[lxt])|[lxt]ud*w"),
    ("last_units", rf"l[dk]*{_COUNT}u|{_COUNT}lu|{_COUNT}ul"),
    ("ago", rf"{_COUNT}d*ua|A[d]*{_COUNT}u|AU|Ua|A[d]*u|ua"),
    ("later", rf"{_COUNT}uj|J{_COUNT}?u|JU"),
    ("unit", r"(?:[pj][dK\-]*)?(?:[lxt]d*u|u[lxt])|p[dK\-]*u"),
    ("day_of_month", r"(?<=k)d*ns(?![_&])|(?<=kd)ns(?![_&])"),
    ("recent", r"Rd*u|uR"),
    ("relative", r"rh?(?![dkf]*w)"),
    ("holiday", r"H(?:[d,]*y)?"),
    ("anchored", r"q"),
    ("weekday", r"(?:r[dkf]*)?(?:[lxt]d*)?wh?(?:d*[lxt](?!u))?"),
    ("written", r"D"),
    ("sequel", r"E"),
    ("part_of_year", r"p[d\-K]*y"),
    ("year", r"(?<=[KSfbu])d*y(?:u)?|(?<=K[du])d*y|(?<=d)y"),
    ("weekend", r"u"),
    ("month", r"m(?:[/(]m)?"),
)
_GRAMMAR = re.compile("|".join(f"(?P<r{index}>{pattern})" for index, (_, pattern) in enumerate(_RULES)))
_WRITTEN = frozenset(",.()/-:|")
_EDGES = frozenset("dk,(")


@lru_cache(maxsize=6)
def date_phrases(analysis: Analysis) -> tuple[DatePhrase, ...]:
    """All phrases that say a date, in order; ranges as one phrase."""
    symbols = _symbols(analysis)
    kinds = "".join(symbol.kind for symbol in symbols)
    found: list[tuple[int, int, DatePhrase]] = []
    position = 0
    while match := _GRAMMAR.search(kinds, position):
        rule = _RULES[int((match.lastgroup or "r0")[1:])][0]
        low, high = match.span()
        while high > low and symbols[high - 1].kind in ",(":
            high -= 1
        while symbols[low].kind in _EDGES and low < high - 1:
            low += 1
        phrase = DatePhrase(rule, tuple(symbols[low:high]), symbols[low].first, symbols[high - 1].last)
        if _holds(phrase, analysis, symbols, kinds, low, high):
            found.append((low, high, phrase))
            position = match.end()
        else:
            position = match.start() + 1
    return tuple(_linked(found, kinds, symbols))


def _symbols(analysis: Analysis) -> list[Symbol]:
    tokens, words = analysis.tokens, analysis.tokens.words
    phrases = analysis.lexicon.dates
    borders = {sentence.start for sentence in analysis.sentences}
    symbols: list[Symbol] = []
    index = 0
    while index < len(tokens):
        if index in borders:
            symbols.append(Symbol("|", None, index, index))
        kind = tokens.kinds[index]
        size, word = 1, None
        if kind in ("word", "sign") and (hit := phrases.at(words, index)):
            size, word = hit
        if word is None:
            word = _plain(tokens, index)
        # A full stop within a sentence ends an abbreviation and says nothing.
        if not (word.kind == "." and symbols and symbols[-1].kind in "mwns"):
            symbols.append(Symbol(word.kind, word.value, index, index + size))
        index += size
    return symbols


def _plain(tokens: Tokens, index: int) -> DateWord:
    """A token that is no word of the lexicon."""
    kind, text = tokens.kinds[index], tokens.words[index]
    if kind == "digits":
        number = int(text[:9])
        if len(text) == 4 and 1900 <= number <= 2100:
            return DateWord("y", number)
        return DateWord("n" if len(text) <= 2 and 1 <= number <= 31 else "N", number)
    if kind == "date":
        return DateWord("D", text)
    if kind == "time":
        return DateWord("c", text)
    if kind == "sign":
        return DateWord("-" if text in "–—‐‑" else text if text in _WRITTEN else "_", text)
    return DateWord("|" if kind == "gap" else "_", text)


def _holds(phrase: DatePhrase, analysis: Analysis, symbols: list[Symbol], kinds: str, low: int, high: int) -> bool:
    """Whether the words mean a date here: “May” may be a verb, “the last day” names none."""
    before, after = kinds[low - 1 : low], kinds[high : high + 1]
    match phrase.rule:
        case "day":
            if not _is_spelt_as_month(phrase, analysis):
                return False
            return not (before == "K" and phrase.symbols[0].kind == "m" and after == "_" and not phrase.has("y"))
        case "month":
            if phrase.symbols[0].kind == "t" and not _is_spelt_as_month(phrase, analysis, strictly=True):
                return False
            return len(phrase.symbols) > 1 or _is_month(phrase, analysis, kinds, low)
        case "weekday":
            return _is_weekday(phrase, analysis, before)
        case "unit" | "last_units" | "recent":
            unit = phrase.one("u")
            if phrase.rule == "unit" and unit in ("day", "hour"):
                return False
            return not (phrase.rule == "unit" and unit == "year" and phrase.has("x"))
        case "weekend":
            return phrase.one("u") == "weekend"
        case "year":
            # The look behind sees letters only: "month 2019" and "the 2019" name no year of an event.
            lead = symbols[low - 1] if low else None
            return (
                lead is None
                or lead.kind not in "ud"
                or lead.value in ("year", "before_year")
                or kinds[low - 2 : low - 1] == "K"
            )
        case "anchored":
            # "The day before the vote" counts from something the text names, not from a day.
            return analysis.lexicon.language != "en" or after != "d"
        case _:
            return True


def _is_month(phrase: DatePhrase, analysis: Analysis, kinds: str, low: int) -> bool:
    token = phrase.symbols[0].first
    leads = kinds[max(low - 2, 0) : low]
    led = leads[-1:] in ("K", "S", "f", "b", "T", "p", "k", "&", "-") or leads in ("Kd", "dd", "kd")
    if not led:
        return False
    if analysis.tokens.words[token] in analysis.lexicon.doubtful and leads[-1:] not in ("K", "S", "b", "T", "p", "-"):
        return False
    return analysis.lexicon.language != "en" or not analysis.has_capitals or analysis.tokens.capital(token)


def _is_spelt_as_month(phrase: DatePhrase, analysis: Analysis, *, strictly: bool = False) -> bool:
    """In English “march” with a small letter is no month; in a text of small letters only it may be, unless `strictly`."""
    token = next(symbol.first for symbol in phrase.symbols if symbol.kind == "m")
    if analysis.lexicon.language != "en" or not (analysis.has_capitals or strictly):
        return True
    return analysis.tokens.capital(token) or analysis.tokens.words[token] not in analysis.lexicon.doubtful


def _is_weekday(phrase: DatePhrase, analysis: Analysis, before: str) -> bool:
    symbol = next(symbol for symbol in phrase.symbols if symbol.kind == "w")
    token = symbol.first
    word = " ".join(analysis.tokens.words[token : symbol.last])
    if analysis.lexicon.language == "en" and analysis.has_capitals and not analysis.tokens.capital(token):
        return False
    return word not in analysis.lexicon.doubtful or before in ("k", "S", "f", "b", "T")


_RANGED = ("day", "month", "weekday", "relative", "written", "holiday", "part_of_month", "year", "weekday_of_week", "ago")
_TO = re.compile(r"[d,]*(?:T[dkKf]*|-)")
_AND = re.compile(r"[d,]*&[dkKf]*")


def _linked(found: list[tuple[int, int, DatePhrase]], kinds: str, symbols: list[Symbol]) -> list[DatePhrase]:
    """Joins “between A and B”, “from A to B”, “since A”."""
    phrases: list[DatePhrase] = []
    index = 0
    while index < len(found):
        low, high, phrase = found[index]
        start = low
        while start > 0 and kinds[start - 1] in "dkK":
            start -= 1
        lead = kinds[start - 1 : start]
        begin = symbols[start - 1].first if lead in ("b", "f", "S") else phrase.first
        after = found[index + 1] if index + 1 < len(found) else None
        if after and phrase.rule in _RANGED and after[2].rule in _RANGED:
            between = kinds[high : after[0]]
            link: Link = ""
            if _TO.fullmatch(between):
                link = "between" if lead == "b" else "stretch"
            elif lead == "b" and _AND.fullmatch(between):
                link = "between"
            if link:
                phrases.append(replace(phrase, first=begin, last=after[2].last, link=link, until=after[2]))
                index += 2
                continue
            if phrase.rule == "weekday" and after[2].rule == "weekday_of_week" and _AND.fullmatch(between):
                shared = tuple(symbol for symbol in after[2].symbols if symbol.kind in "lxtu")
                phrase = replace(phrase, rule="weekday_of_week", symbols=phrase.symbols + shared)
        if lead == "S" and phrase.rule in (*_RANGED, "unit", "part_of_year", "weekend", "anchored"):
            phrase = replace(phrase, first=begin, link="since")
        phrases.append(phrase)
        index += 1
    return phrases
