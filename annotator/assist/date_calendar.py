"""Dates that name a day, month or year of the calendar: “12 Feb”, “mid-May”, “October 2019”, “New Year's Eve”.

Owns the year that is not said and the parts of months and years. Each function reads the phrases of one rule of
`date_phrases`; ValueError where there is no such day.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from ..dates import AmbiguousDate, read_written
from .date_phrases import DatePhrase
from .periods import Period, Side, View, single

_SOON = 14
"""A day without a year that comes within so many days is that day: one a year ago would say so."""


def _year_said(phrase: DatePhrase, view: View) -> int | None:
    """The year as written, or by “last year”."""
    year = phrase.one("y")
    if year is None and phrase.one("u") == "year":
        year = view.base.year - (1 if phrase.has("l") else 0)
    return year


def _nearest(make: Callable[[int], date], view: View) -> date:
    """The latest of this date's days up to publication, or the next one where the sentence looks ahead or it is days away."""
    days: list[date] = []
    for year in range(view.base.year - 8, view.base.year + 9):
        try:
            days.append(make(year))
        except ValueError:
            continue
    later = next((day for day in days if day >= view.base), None)
    earlier = next((day for day in reversed(days) if day <= view.base), None)
    if later is None or earlier is None:
        raise ValueError("the calendar ends here")
    is_soon = (later - view.base).days <= _SOON < (view.base - earlier).days
    is_just_over = (view.base - earlier).days <= _SOON < (later - view.base).days
    return later if is_soon or (view.ahead and not is_just_over) else earlier


def _dated(month: int, day: int, phrase: DatePhrase, view: View) -> Period:
    if year := _year_said(phrase, view):
        return single(date(year, month, day), "as written")
    calendar.monthrange(2000, month)
    date(2000, month, day)
    found = _nearest(lambda year: date(year, month, day), view)
    weekday = phrase.one("w")
    if weekday is not None and found.weekday() != weekday:
        fitting = [
            one for years in (1, 2, 3) for step in (-years, years)
            if (one := _shift_year(found, step)) is not None and one.weekday() == weekday
        ]  # fmt: skip
        if fitting:
            return single(fitting[0], "the year in which that day has this weekday", 0.9)
    side = "next" if found > view.base else "last"
    return single(found, f"no year is said: the {side} one seen from {view.base}")


def _shift_year(day: date, years: int) -> date | None:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return None


def _day(phrase: DatePhrase, view: View) -> Period:
    return _dated(phrase.one("m"), phrase.one("n"), phrase, view)


def _days_of_month(phrase: DatePhrase, view: View) -> Period | None:
    low, high = phrase.all("n")[:2]
    if low >= high:
        return None
    start = _dated(phrase.one("m"), low, replace(phrase, symbols=tuple(s for s in phrase.symbols if s.kind != "w")), view)
    is_between = phrase.has("b")
    words = "some day between the two" if is_between else "from the first day to the last"
    return Period(start.first, start.first.replace(day=high), is_stretch=not is_between, how=words)


def _numbered_day(phrase: DatePhrase, view: View) -> Period:
    number, weekday = phrase.one("n"), phrase.one("w")
    days = [view.base + timedelta(days=step if view.ahead else -step) for step in range(62)]
    for day in days:
        if day.day == number and weekday in (None, day.weekday()):
            return single(day, "the day of that number")
    raise ValueError("no such day")


def _holiday(phrase: DatePhrase, view: View) -> Period:
    month, day = (int(part) for part in phrase.one("H").split("-"))
    return replace(_dated(month, day, phrase, view), how="the day of that name")


def _written(phrase: DatePhrase, view: View) -> Period | None:
    text = phrase.one("D")
    try:
        read = read_written(text)
        return single(date.fromisoformat(read), "as written") if read else None
    except AmbiguousDate as two:
        days = sorted(date.fromisoformat(one) for one in two.readings)
        past = [one for one in days if one <= view.base]
        chosen = max(past) if past and not view.ahead else days[0]
        return single(chosen, f"it may be {' or '.join(two.readings)}; the nearer one before publication", 0.6)


# --- months and years -----------------------------------------------------------------------------------------------


def whole_month(year: int, month: int, how: str) -> Period:
    """A month; months below 1 and above 12 count on into other years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month", how=how)


def _named_month(phrase: DatePhrase, view: View) -> Period:
    month = phrase.one("m")
    if year := _year_said(phrase, view):
        return whole_month(year, month, "the month as written")
    if phrase.has("x"):
        found = _nearest(lambda year: date(year, month, 1), replace(view, ahead=True))
    else:
        last = view.base.replace(day=1) - timedelta(days=1) if phrase.has("l") else view.base
        found = _nearest(lambda year: date(year, month, 1), replace(view, base=last))
    return whole_month(found.year, month, f"no year is said: the last one seen from {view.base}")


_PARTS: dict[str, tuple[int, int, Side]] = {
    "start": (1, 10, "first"), "middle": (11, 20, "middle"), "end": (21, 31, "last"),
    "week1": (1, 7, "middle"), "week2": (8, 14, "middle"), "week3": (15, 21, "middle"), "week4": (22, 31, "middle"),
    "half1": (1, 15, "middle"), "half2": (16, 31, "middle"), "whole": (1, 31, "middle"),
}  # fmt: skip
"""First and last day of a part of a month, and which of its days stands for it."""


def part_of(whole: Period, part: str) -> Period:
    """Beginning, middle, end, a week or a half of a month."""
    low, high, side = _PARTS[part]
    if part == "whole":
        return whole
    last = min(high, whole.last.day)
    how = {"first": "the beginning of the month", "last": "the end of the month"}.get(side, "that part of the month")
    return Period(whole.first.replace(day=low), whole.first.replace(day=last), "range", side, how=how)


def _part_of_month(phrase: DatePhrase, view: View) -> Period:
    part = phrase.one("p")
    month = phrase.one("m")
    low = _PARTS[part][0]
    if year := _year_said(phrase, view):
        return part_of(whole_month(year, month, ""), part)
    found = _nearest(lambda year: date(year, month, low), view)
    return part_of(whole_month(found.year, month, ""), part)


def _year(phrase: DatePhrase, view: View) -> Period:
    year = phrase.one("y")
    return Period(date(year, 1, 1), date(year, 12, 31), "year", how="only the year is said")


def _part_of_year(phrase: DatePhrase, view: View) -> Period:
    return third_of(phrase.one("y"), phrase.one("p"))


def third_of(year: int, part: str) -> Period:
    """Beginning, middle or end of a year, four months each, or a half."""
    low, high = {
        "start": (1, 4), "middle": (5, 8), "end": (9, 12), "half1": (1, 6), "half2": (7, 12),
    }.get(part, (1, 12))  # fmt: skip
    last = date(year, high, calendar.monthrange(year, high)[1])
    return Period(date(year, low, 1), last, "range" if (low, high) != (1, 12) else "year", how="that part of the year")


READERS: dict[str, Callable[[DatePhrase, View], Period | None]] = {
    "day": _day, "days_of_month": _days_of_month, "month_days": _days_of_month, "day_of_weekday": _numbered_day,
    "day_of_month": _numbered_day, "holiday": _holiday, "written": _written, "month": _named_month,
    "part_of_month": _part_of_month, "year": _year, "part_of_year": _part_of_year,
}  # fmt: skip
"""By rule of the grammar."""
