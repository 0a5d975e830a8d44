"""Which days a date phrase means, seen from the day an article was published.

Owns the way from a phrase to its days: the reader of its rule, and two phrases joined to a range. Pure; knows neither
texts nor codebooks.
"""

from __future__ import annotations

from dataclasses import replace

from . import date_calendar, date_units
from .date_phrases import DatePhrase
from .periods import Period, View

_READERS = {**date_calendar.READERS, **date_units.READERS}


def period_of(phrase: DatePhrase, view: View) -> Period | None:
    """The days a phrase means; None where it means none, such as 31 June or a day before one that is not told."""
    try:
        if phrase.link == "since":
            return _since(phrase, view)
        if phrase.until is not None:
            return _linked(phrase, phrase.until, view)
        read = _READERS.get(phrase.rule)
        return read(phrase, view) if read else None
    except (ValueError, OverflowError):
        return None


def _linked(phrase: DatePhrase, until: DatePhrase, view: View) -> Period | None:
    end = period_of(replace(until, link="", until=None), view)
    if end is None:
        return None
    start = period_of(replace(phrase, link="", until=None), replace(view, base=end.last, ahead=False))
    if start is None or start.first > end.last:
        return None
    words = "some day between the two" if phrase.link == "between" else "from the first day to the last"
    return Period(start.first, end.last, is_stretch=phrase.link == "stretch", how=words)


def _since(phrase: DatePhrase, view: View) -> Period | None:
    start = period_of(replace(phrase, link=""), replace(view, ahead=False))
    if start is None or start.first > view.base:
        return None
    return Period(start.first, view.base, is_stretch=True, how="from then until the day of publication")
