"""Dates reckoned from the day of publication or from a day told before: weekdays, “two days ago”, “last week”.

Owns that reckoning. Each function reads the phrases of one rule of `date_phrases`; None where nothing can be reckoned.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from .date_calendar import part_of, third_of, whole_month
from .date_phrases import DatePhrase
from .periods import Period, View, single


def _relative(phrase: DatePhrase, view: View) -> Period:
    value = phrase.one("r")
    if value == "overnight":
        return Period(view.base - timedelta(days=1), view.base, side="last", how="the night before publication")
    where = {0: "the day of publication", -1: "the day before publication", 1: "the day after publication"}
    return single(view.base + timedelta(days=value), where.get(value, f"{abs(value)} days from publication"))


def _weekday(phrase: DatePhrase, view: View) -> Period:
    back = (view.base.weekday() - phrase.one("w")) % 7
    if phrase.has("x") or (view.ahead and not phrase.has("l")):
        day = view.base + timedelta(days=7 - back if back or phrase.has("x") else 7)
        return single(day, f"the next one after {view.base}")
    if phrase.has("l") and not back:
        back = 7
    if not back:
        return single(view.base, f"published on that weekday, {view.base}")
    return single(view.base - timedelta(days=back), f"the last one before {view.base}")


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _weekday_of_week(phrase: DatePhrase, view: View) -> Period | None:
    step = -7 if phrase.has("l") else 7 if phrase.has("x") else 0
    if phrase.one("u") == "month" or phrase.one("u") == "year":
        return None
    return single(_monday(view.base) + timedelta(days=step + phrase.one("w")), "that weekday of that week")


def _unit(phrase: DatePhrase, view: View) -> Period | None:
    step = -1 if phrase.has("l") else 1 if phrase.has("x") else 0
    whole = _UNITS[phrase.one("u")](view, step)
    part = phrase.one("p") or ("whole" if phrase.has("j") else "")
    if not part or part == "whole":
        if part and step == 0 and not view.ahead:
            return replace(whole, last=max(min(whole.last, view.base), whole.first), precision="range")
        return whole
    if phrase.one("u") == "month":
        return part_of(whole_month(whole.first.year, whole.first.month, ""), part)
    if phrase.one("u") == "year":
        return third_of(whole.first.year, part)
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
    elif view.base < saturday or step < 0:
        saturday -= timedelta(days=7)
    return Period(saturday, saturday + timedelta(days=1), how="that Saturday and Sunday")


def _month(view: View, step: int) -> Period:
    whole = whole_month(view.base.year, view.base.month + step, "that month")
    return whole if step or view.ahead else replace(whole, how="this month")


def _whole_year(view: View, step: int) -> Period:
    year = view.base.year + step
    return Period(date(year, 1, 1), date(year, 12, 31), "year", how="that year")


def _any_weekend(_phrase: DatePhrase, view: View) -> Period:
    return _weekend(view, 0)


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
    return (
        Period(view.base - timedelta(days=days), view.base, how="a vague time up to publication", doubt=0.6) if days else None
    )


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
        return single(day + timedelta(days=int(count * _DAYS[unit])), f"{abs(count)} {unit}s {side}")
    if unit in ("week", "fortnight", "weekend"):
        middle = day + timedelta(days=count * int(_DAYS[unit]))
        return Period(middle - timedelta(days=3), middle + timedelta(days=3), how=f"about {abs(count)} {unit}s {side}")
    if unit == "month":
        return whole_month(day.year, day.month + count, f"{abs(count)} months {side}")
    return replace(_whole_year(View(day), count), how=f"{abs(count)} years {side}")


def _anchored(phrase: DatePhrase, view: View) -> Period | None:
    step = phrase.one("q")
    anchor = view.anchor or (view.base if step < 0 else None)
    if anchor is None:
        return None
    return single(anchor + timedelta(days=step), f"counted from {anchor}, told of before", 0.85 if view.anchor else 0.6)


def _later(phrase: DatePhrase, view: View) -> Period | None:
    if view.anchor is None:
        return None
    sign = phrase.one("j") or 1
    found = _shifted(view.anchor, phrase.one("uU"), sign * _count(phrase), f"from {view.anchor}, told of before")
    return replace(found, doubt=0.85) if found else None


READERS: dict[str, Callable[[DatePhrase, View], Period | None]] = {
    "relative": _relative, "weekday": _weekday, "weekday_of_week": _weekday_of_week, "unit": _unit, "weekend": _any_weekend,
    "last_units": _last_units, "recent": _recent, "ago": _ago, "anchored": _anchored, "later": _later,
}  # fmt: skip
"""By rule of the grammar."""
