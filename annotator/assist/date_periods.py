"""Which days a date phrase means, seen from the day an article was published.

Owns the reckoning: the weekday before, the year that is not said, the middle of a month. Pure; knows neither texts nor
codebooks.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from ..dates import AmbiguousDate, DateValue, Precision, read_written
from .date_phrases import DatePhrase

Side = Literal["middle", "first", "last"]


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included. `side` is the day that stands for it where only one day is asked.

    `is_stretch` says that it lasted all the time and did not happen on some day of it. `how` says how it was reckoned.
    """

    first: date
    last: date
    precision: Precision = "day"
    side: Side = "middle"
    is_stretch: bool = False
    how: str = ""
    doubt: float = 1.0

    @property
    def days(self) -> int:
        """How many days it spans."""
        return (self.last - self.first).days + 1

    @property
    def value(self) -> str:
        """The canonical date value."""
        precision: Precision = "day" if self.first == self.last else self.precision
        return DateValue(self.first, self.last, "range" if precision == "day" and self.days > 1 else precision).text

    def day(self, before: date | None) -> date:
        """The one day that stands for it: first, last or middle, of what lies before the day given."""
        if self.side == "first" or self.is_stretch:
            return self.first
        last = min(self.last, before) if before and before >= self.first else self.last
        if self.side == "last":
            return last
        if self.precision == "month" and last == self.last:
            return self.first.replace(day=15)
        return self.first + timedelta(days=(last - self.first).days // 2)


@dataclass(frozen=True, slots=True)
class View:
    """From where a phrase is read: the day of publication, whether the sentence looks ahead, the day told of before."""

    base: date
    ahead: bool = False
    anchor: date | None = None


def period_of(phrase: DatePhrase, view: View) -> Period | None:
    """The days a phrase means; None where it means none, such as 31 June or a day before one that is not told."""
    try:
        if phrase.link == "since":
            return _since(phrase, view)
        if phrase.until is not None:
            return _linked(phrase, phrase.until, view)
        return _READERS[phrase.rule](phrase, view)
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


def _single(day: date, how: str, doubt: float = 1.0) -> Period:
    return Period(day, day, how=how, doubt=doubt)


# --- days of a month ------------------------------------------------------------------------------------------------


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
    later = next(day for day in days if day >= view.base)
    earlier = next(day for day in reversed(days) if day <= view.base)
    is_soon = (later - view.base).days <= _SOON < (view.base - earlier).days
    return later if view.ahead or is_soon else earlier


def _dated(month: int, day: int, phrase: DatePhrase, view: View) -> Period:
    if year := _year_said(phrase, view):
        return _single(date(year, month, day), "as written")
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
            return _single(fitting[0], "the year in which that day has this weekday", 0.9)
    side = "next" if found > view.base else "last"
    return _single(found, f"no year is said: the {side} one seen from {view.base}")


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


def _day_of_weekday(phrase: DatePhrase, view: View) -> Period:
    number, weekday = phrase.one("n"), phrase.one("w")
    for back in range(0, 62):
        day = view.base + timedelta(days=back if view.ahead else -back)
        if day.day == number and (back < 31 or day.weekday() == weekday):
            return _single(day, "the day of the month beside the weekday")
    raise ValueError("no such day")


def _holiday(phrase: DatePhrase, view: View) -> Period:
    month, day = (int(part) for part in phrase.one("H").split("-"))
    return replace(_dated(month, day, phrase, view), how="the day of that name")


def _written(phrase: DatePhrase, view: View) -> Period | None:
    text = phrase.one("D")
    try:
        read = read_written(text)
        return _single(date.fromisoformat(read), "as written") if read else None
    except AmbiguousDate as two:
        days = sorted(date.fromisoformat(one) for one in two.readings)
        past = [one for one in days if one <= view.base]
        chosen = max(past) if past and not view.ahead else days[0]
        return _single(chosen, f"it may be {' or '.join(two.readings)}; the nearer one before publication", 0.6)


# --- months and years -----------------------------------------------------------------------------------------------


def _whole_month(year: int, month: int, how: str) -> Period:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month", how=how)


def _named_month(phrase: DatePhrase, view: View) -> Period:
    month = phrase.one("m")
    if year := _year_said(phrase, view):
        return _whole_month(year, month, "the month as written")
    if phrase.has("x"):
        found = _nearest(lambda year: date(year, month, 1), replace(view, ahead=True))
    else:
        last = view.base.replace(day=1) - timedelta(days=1) if phrase.has("l") else view.base
        found = _nearest(lambda year: date(year, month, 1), replace(view, base=last))
    return _whole_month(found.year, month, f"no year is said: the last one seen from {view.base}")


_PARTS: dict[str, tuple[int, int, Side]] = {
    "start": (1, 10, "first"), "middle": (11, 20, "middle"), "end": (21, 31, "last"),
    "week1": (1, 7, "middle"), "week2": (8, 14, "middle"), "week3": (15, 21, "middle"), "week4": (22, 31, "middle"),
    "half1": (1, 15, "middle"), "half2": (16, 31, "middle"), "whole": (1, 31, "middle"),
}  # fmt: skip
"""First and last day of a part of a month, and which of its days stands for it."""


def _part_of(whole: Period, part: str) -> Period:
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
        return _part_of(_whole_month(year, month, ""), part)
    found = _nearest(lambda year: date(year, month, low), view)
    return _part_of(_whole_month(found.year, month, ""), part)


def _year(phrase: DatePhrase, view: View) -> Period:
    year = phrase.one("y")
    return Period(date(year, 1, 1), date(year, 12, 31), "year", how="only the year is said")


def _part_of_year(phrase: DatePhrase, view: View) -> Period:
    return _third(phrase.one("y"), phrase.one("p"))


def _third(year: int, part: str) -> Period:
    low, high = {
        "start": (1, 4), "middle": (5, 8), "end": (9, 12), "half1": (1, 6), "half2": (7, 12),
    }.get(part, (1, 12))  # fmt: skip
    last = date(year, high, calendar.monthrange(year, high)[1])
    return Period(date(year, low, 1), last, "range" if (low, high) != (1, 12) else "year", how="that part of the year")


# --- reckoned from the day of publication ---------------------------------------------------------------------------


def _relative(phrase: DatePhrase, view: View) -> Period:
    value = phrase.one("r")
    if value == "overnight":
        return Period(view.base - timedelta(days=1), view.base, side="last", how="the night before publication")
    where = {0: "the day of publication", -1: "the day before publication", 1: "the day after publication"}
    return _single(view.base + timedelta(days=value), where.get(value, f"{abs(value)} days from publication"))


def _weekday(phrase: DatePhrase, view: View) -> Period:
    back = (view.base.weekday() - phrase.one("w")) % 7
    if phrase.has("x") or (view.ahead and not phrase.has("l")):
        day = view.base + timedelta(days=7 - back if back or phrase.has("x") else 7)
        return _single(day, f"the next one after {view.base}")
    if phrase.has("l") and not back:
        back = 7
    if not back:
        return _single(view.base, f"published on that weekday, {view.base}")
    return _single(view.base - timedelta(days=back), f"the last one before {view.base}")


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _weekday_of_week(phrase: DatePhrase, view: View) -> Period | None:
    step = -7 if phrase.has("l") else 7 if phrase.has("x") else 0
    if phrase.one("u") == "month" or phrase.one("u") == "year":
        return None
    return _single(_monday(view.base) + timedelta(days=step + phrase.one("w")), "that weekday of that week")


def _unit(phrase: DatePhrase, view: View) -> Period | None:
    step = -1 if phrase.has("l") else 1 if phrase.has("x") else 0
    whole = _UNITS[phrase.one("u")](view, step)
    part = phrase.one("p") or ("whole" if phrase.has("j") else "")
    if not part or part == "whole":
        if part and step == 0 and not view.ahead:
            return replace(whole, last=max(min(whole.last, view.base), whole.first), precision="range")
        return whole
    if phrase.one("u") == "month":
        return _part_of(_whole_month(whole.first.year, whole.first.month, ""), part)
    if phrase.one("u") == "year":
        return _third(whole.first.year, part)
    low, high = {"start": (0, 1), "middle": (2, 3), "end": (4, 6)}.get(part, (0, 6))
    return replace(whole, first=whole.first + timedelta(days=low), last=whole.first + timedelta(days=high))


def _week(view: View, step: int) -> Period:
    first = _monday(view.base) + timedelta(days=7 * step)
    last = first + timedelta(days=6)
    if step == 0 and not view.ahead:
        last = view.base
    return Period(first, last, how="that week, Monday to Sunday" if step else "this week, so far")


def _weekend(view: View, step: int) -> Period:
    saturday = _monday(view.base) + timedelta(days=5)
    if step > 0 or (view.ahead and step == 0):
        saturday += timedelta(days=7 if step and view.base >= saturday else 0)
    elif view.base < saturday:
        saturday -= timedelta(days=7)
    elif step < 0:
        saturday -= timedelta(days=7)
    return Period(saturday, saturday + timedelta(days=1), how="that Saturday and Sunday")


def _month(view: View, step: int) -> Period:
    whole = _whole_month(view.base.year, view.base.month + step, "that month")
    return whole if step or view.ahead else replace(whole, how="this month")


def _whole_year(view: View, step: int) -> Period:
    year = view.base.year + step
    return Period(date(year, 1, 1), date(year, 12, 31), "year", how="that year")


def _fortnight(view: View, step: int) -> Period:
    return Period(view.base - timedelta(days=14), view.base, how="two weeks up to publication")


_UNITS: dict[str, Callable[[View, int], Period]] = {
    "week": _week, "weekend": _weekend, "month": _month, "year": _whole_year, "fortnight": _fortnight,
}  # fmt: skip
_DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "weekend": 7, "fortnight": 14, "month": 30.44, "year": 365.25}


def _count(phrase: DatePhrase) -> int:
    if phrase.has("U"):
        return 2
    value = phrase.one("Nn")
    return int(value) if value is not None else 1


def _last_units(phrase: DatePhrase, view: View) -> Period | None:
    count = 3 if phrase.has("v") else _count(phrase)
    days = max(round(count * _DAYS[phrase.one("u")]), 1)
    if days > 400:
        return None
    return Period(view.base - timedelta(days=days), view.base, how="that time up to publication")


def _recent(phrase: DatePhrase, view: View) -> Period | None:
    days = {"hour": 1, "day": 6, "week": 21, "month": 91}.get(phrase.one("u"))
    return Period(view.base - timedelta(days=days), view.base, how="a vague time up to publication", doubt=0.6) if days else None


def _ago(phrase: DatePhrase, view: View) -> Period | None:
    unit = phrase.one("uU")
    if phrase.has("v"):
        near, far = {"day": (2, 5), "week": (14, 28), "month": (60, 150), "hour": (0, 0)}.get(unit, (0, -1))
        if far < 0:
            return None
        return Period(view.base - timedelta(days=far), view.base - timedelta(days=near), how="a vague time ago", doubt=0.7)
    return _shifted(view.base, unit, -_count(phrase), "before publication")


def _shifted(day: date, unit: str, count: int, side: str) -> Period | None:
    """Some units before or after a day: days exactly, a week within three days, months and years as such."""
    if unit in ("day", "hour"):
        return _single(day + timedelta(days=int(count * _DAYS[unit])), f"{abs(count)} {unit}s {side}")
    if unit in ("week", "fortnight", "weekend"):
        middle = day + timedelta(days=count * int(_DAYS[unit]))
        return Period(middle - timedelta(days=3), middle + timedelta(days=3), how=f"about {abs(count)} {unit}s {side}")
    if unit == "month":
        return _whole_month(day.year, day.month + count, f"{abs(count)} months {side}")
    return replace(_whole_year(View(day), count), how=f"{abs(count)} years {side}")


def _anchored(phrase: DatePhrase, view: View) -> Period | None:
    step = phrase.one("q")
    anchor = view.anchor or (view.base if step < 0 else None)
    if anchor is None:
        return None
    return _single(anchor + timedelta(days=step), f"counted from {anchor}, told of before", 0.85 if view.anchor else 0.6)


def _later(phrase: DatePhrase, view: View) -> Period | None:
    if view.anchor is None:
        return None
    sign = phrase.one("j") or 1
    found = _shifted(view.anchor, phrase.one("uU"), sign * _count(phrase), f"from {view.anchor}, told of before")
    return replace(found, doubt=0.85) if found else None


_READERS: dict[str, Callable[[DatePhrase, View], Period | None]] = {
    "day": _day, "days_of_month": _days_of_month, "month_days": _days_of_month, "day_of_weekday": _day_of_weekday,
    "holiday": _holiday, "written": _written, "month": _named_month, "part_of_month": _part_of_month, "year": _year,
    "part_of_year": _part_of_year, "relative": _relative, "weekday": _weekday, "weekday_of_week": _weekday_of_week,
    "unit": _unit, "weekend": lambda _phrase, view: _weekend(view, 0), "last_units": _last_units, "recent": _recent,
    "ago": _ago, "anchored": _anchored, "later": _later, "sequel": lambda _phrase, _view: None,
}  # fmt: skip
