"""Days, weeks, months and years as figures of time have them: where each begins and ends, and which is fine enough.

Owns the arithmetic; must not know what is counted.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "week", "month", "year"]
UNITS: tuple[Unit, ...] = ("day", "week", "month", "year")
MOST_PERIODS = 400
"""More bars than that nobody can tell apart; a larger unit is taken."""
FEW_PERIODS = 110
"""The unit chosen by itself gives no more than so many."""
_SPANS: dict[Unit, float] = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25}


def fine_units(first: date, last: date) -> tuple[Unit, ...]:
    """The units that give no more bars than can be told apart; the year at least."""
    return tuple(one for one in UNITS if (last - first).days / _SPANS[one] <= MOST_PERIODS) or UNITS[-1:]


def chosen_unit(first: date, last: date) -> Unit:
    """The smallest unit, from weeks on, that gives few enough bars; days for a few weeks."""
    span = (last - first).days + 1
    if span <= 45:
        return "day"
    for one in UNITS[1:]:
        if span / _SPANS[one] <= FEW_PERIODS:
            return one
    return "year"


def start_of(day: date, unit: Unit) -> date:
    """The first day of the period a day lies in; weeks begin on Monday, so that the first of a year may begin in the old."""
    if unit == "week":
        return date.fromordinal(max(day.toordinal() - day.weekday(), 1))
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def next_start(start: date, unit: Unit) -> date | None:
    """The first day of the period after the one that begins then; None after the last there is."""
    try:
        if unit == "month":
            return date(start.year + start.month // 12, start.month % 12 + 1, 1)
        if unit == "year":
            return date(start.year + 1, 1, 1)
        return start + timedelta(days=7 if unit == "week" else 1)
    except (OverflowError, ValueError):
        return None


def end_of(start: date, unit: Unit) -> date:
    """The last day of the period that begins then."""
    after = next_start(start, unit)
    return after - timedelta(days=1) if after else date.max
