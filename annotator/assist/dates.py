"""Candidates for dates: every day, week or month a text names, as values of the codebook's date fields.

Owns what a date found is worth and how a field that asks for one day takes a longer time. The days themselves come from
`date_phrases` and `date_periods`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..codebook.model import Codebook, CodedField
from ..dates import parse_value
from .candidate import Candidate, Part, Reading
from .date_periods import period_of
from .date_phrases import DatePhrase, date_phrases
from .lexicon import Analysis, analyse
from .periods import Period, View
from .statements import Telling

_STATEMENT, _PLANNED, _DATE_LINE, _SEQUEL = 0.5, 0.4, 0.3, 0.4
_DATE_LINE_REACH = 150


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date a text says: its days, where it stands, what it is worth (0 to 1) and why, in words."""

    period: Period
    start: int
    end: int
    score: float
    reason: str
    is_statement: bool = False
    is_planned: bool = False


def find_dates(text: str, published: str, language: str = "", *, before: str = "") -> list[DateFound]:
    """All dates of a text, seen from the ISO day of publication, in order.

    Without a day of publication only dates with a year are found. `before` is the date of the event told before, from
    which “following these developments” counts; without it, the date named last in the text.
    """
    analysis = analyse(text, language)
    base = _day(published)
    telling = Telling(analysis)
    found: list[DateFound] = []
    anchor = _day(before)
    for phrase in date_phrases(analysis):
        view = _view(phrase, base, telling, anchor)
        if view is None:
            continue
        one = _sequel(phrase, analysis, view) if phrase.rule == "sequel" else _found(phrase, analysis, view, telling, base)
        if one is None:
            continue
        found.append(one)
        if one.period.days <= 2 and not one.is_statement and not one.is_planned and phrase.rule != "sequel":
            anchor = one.period.last
    return found


def said_date(codebook: Codebook, field: CodedField, words: str, published: str, *, alone: bool = False) -> str | None:
    """The value a date field takes of words that say one date, as “on Monday” or “May 20”, seen from the day of publication.

    None where they say none, or several; with `alone`, also where they say something else besides.
    """
    if not any(letter.isalpha() for letter in words):
        return None  # figures alone are read strictly: which of them is the month is not guessed
    found = find_dates(words, published)
    if len({one.period.value for one in found}) != 1:
        return None
    if alone and found[0].end - found[0].start < 0.6 * len(words.strip()):
        return None
    return next((value for value, *_ in field_values(codebook, field, found[0], published)), None)


def _day(text: str) -> date | None:
    try:
        value = parse_value(text) if text else None
    except ValueError:
        return None
    return (value.last or value.first) if value else None


def _view(phrase: DatePhrase, base: date | None, telling: Telling, anchor: date | None) -> View | None:
    if base is None:
        years = phrase.all("y") + (phrase.until.all("y") if phrase.until else [])
        if years:
            return View(date(max(years), 12, 31), anchor=anchor)
        return View(date.max - timedelta(days=4000), anchor=anchor) if phrase.rule == "written" else None
    return View(base, telling.looks_ahead(phrase.first, phrase.last), anchor)


def _found(phrase: DatePhrase, analysis: Analysis, view: View, telling: Telling, base: date | None) -> DateFound | None:
    period = period_of(phrase, view)
    if period is None:
        return None
    start, end = analysis.tokens.starts[phrase.first], analysis.tokens.ends[phrase.last - 1]
    quote = analysis.tokens.text[start:end]
    score = _worth(period, base) * period.doubt
    reason = f"“{quote}” is {period.value}" + (f": {period.how}." if period.how else ".")
    said = telling.is_said_on(phrase.first, phrase.last) if phrase.link != "since" else ""
    is_planned = view.ahead and base is not None and period.last > base
    if base is not None and period.first > base and not is_planned:
        score, reason = score * _PLANNED, f"{reason} It lies after the day of publication."
    if said:
        score, reason = score * _STATEMENT, f"{reason} It is the day of the statement (“{said}”), not of what is told."
    elif is_planned:
        score, reason = score * _PLANNED, f"{reason} The sentence looks ahead: not yet happened."
    elif _is_date_line(phrase, period, analysis, telling, start, base):
        score, reason = score * _DATE_LINE, f"{reason} It is the report's own date line."
    return DateFound(period, start, end, round(score, 3), reason, bool(said), is_planned)


def _sequel(phrase: DatePhrase, analysis: Analysis, view: View) -> DateFound | None:
    if view.anchor is None or view.anchor > view.base:
        return None
    start, end = analysis.tokens.starts[phrase.first], analysis.tokens.ends[phrase.last - 1]
    quote = analysis.tokens.text[start:end]
    period = Period(view.anchor, view.base, how="between what is told before and the day of publication")
    reason = f"“{quote}” points back to {view.anchor}: some day from then to publication, {period.value}."
    return DateFound(period, start, end, _SEQUEL, reason)


def _worth(period: Period, base: date | None) -> float:
    days = period.days
    worth = 0.9 if days == 1 else 0.8 if days <= 7 else 0.65 if days <= 31 else 0.4 if days <= 100 else 0.2
    if base is not None and (base - period.last).days > 60:
        worth *= 0.9 if (base - period.last).days <= 400 else 0.8
    return worth


def _is_date_line(
    phrase: DatePhrase, period: Period, analysis: Analysis, telling: Telling, start: int, base: date | None
) -> bool:
    """“BAGHDAD (Agency - 2 June 2020)”: the day of publication, before anything is told."""
    if start > _DATE_LINE_REACH or base is None or abs((period.first - base).days) > 1 or phrase.rule not in ("day", "written"):
        return False
    before, after = analysis.tokens.text[:start], analysis.tokens.words[phrase.last : phrase.last + 1]
    in_brackets = before.count("(") > before.count(")")
    return (in_brackets or after in (["-"], ["—"], ["–"], [":"], [")"])) and not telling.tells_before(phrase.first)


# --- fields ---------------------------------------------------------------------------------------------------------


class DateProvider:
    """Offers the dates of title and text for every date field of the codebook."""

    name = "dates"

    def candidates(self, reading: Reading) -> Iterable[Candidate]:
        """See `candidate.Provider`."""
        fields = [field for field in reading.codebook.fields.values() if field.type == "date" and field.derived is None]
        if not fields:
            return
        before = _date_before(reading.codebook, reading.previous)
        parts: tuple[tuple[Part, str], ...] = (("title", reading.title), ("text", reading.text))
        for part, text in parts:
            for found in find_dates(text, reading.date, reading.language, before=before):
                for field in fields:
                    yield from self._offer(reading, field, part, text, found)

    def _offer(self, reading: Reading, field: CodedField, part: Part, text: str, found: DateFound) -> Iterator[Candidate]:
        for value, also, score, reason in field_values(reading.codebook, field, found, reading.date):
            yield Candidate(
                field.name, value, part, found.start, found.end, text[found.start : found.end],
                round(score, 3), reason, also, self.name,
            )  # fmt: skip


def _date_before(codebook: Codebook, values: Mapping[str, Any]) -> str:
    """The date of the event told before, from the first date field that has one."""
    names = [field.name for field in codebook.fields.values() if field.type == "date"]
    return next((values[name] for name in names if isinstance(values.get(name), str)), "")


def field_values(
    codebook: Codebook, field: CodedField, found: DateFound, published: str = ""
) -> Iterator[tuple[str, dict[str, Any], float, str]]:
    """The values a field takes of a date found: value, what follows for other fields, score, reason.

    A field with ranges takes the time as it is. One that asks for a day takes the first day of a beginning, the last
    of an end, else the middle; a time longer than every precision the codebook knows is not offered.
    """
    period = found.period
    if period.is_stretch and period.days > 1:
        yield from _ends(codebook, field, found)
    if field.ranges:
        yield period.value, _precision(codebook, field, period.days), found.score, found.reason
        return
    if period.is_stretch and period.days > 1:
        return
    # A statement says that something had happened by then: the day is not that of the happening.
    also = _precision(codebook, field, max(period.days, 2) if found.is_statement else period.days)
    if period.days > 1 and not also and (_has_precisions(codebook, field) or period.days > 31):
        return
    limit = _day(published) if not found.is_planned else None
    day = period.day(limit)
    reason = found.reason
    if period.days > 1:
        place = {"first": "its first day", "last": "its last day"}.get(period.side, "its middle")
        reason = f"{reason} Taken as {day}, {place}."
    yield day.isoformat(), also, found.score, reason


def _ends(codebook: Codebook, field: CodedField, found: DateFound) -> Iterator[tuple[str, dict[str, Any], float, str]]:
    """First and last day of something that lasted."""
    exact = _precision(codebook, field, 1)
    less = 0.9 if field.ranges else 1.0
    yield found.period.first.isoformat(), exact, found.score * less, f"{found.reason} Taken as its first day."
    yield found.period.last.isoformat(), exact, found.score * less * 0.9, f"{found.reason} Taken as its last day."


def _codes_with_days(codebook: Codebook, field: CodedField) -> list[tuple[int, str]]:
    precision = codebook.fields.get(field.precision)
    if precision is None:
        return []
    return [(code.days, code.code) for code in codebook.code_list(precision).walk() if code.days]


def _has_precisions(codebook: Codebook, field: CodedField) -> bool:
    return bool(_codes_with_days(codebook, field))


def _precision(codebook: Codebook, field: CodedField, days: int) -> dict[str, Any]:
    """The finest precision that spans so many days, for the field that holds it."""
    fitting = sorted(one for one in _codes_with_days(codebook, field) if one[0] >= days)
    return {field.precision: fitting[0][1]} if fitting else {}
