"""How agreement in one question changed over time: its units by the week or month in which they were handed in.

Reads units and days; must not know where the days come from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from .results import Unit

Step = Literal["week", "month"]


@dataclass(frozen=True, slots=True)
class Period:
    """A week (its Monday) or a month (its first day) as an ISO day; `n` units of at least two coders, `alike` the mean share
    of their pairs that said the same; None where there were none. `members` are the units' places."""

    start: str
    n: int
    alike: float | None
    members: tuple[int, ...]


def by_period(units: Sequence[Unit], days: Mapping[str, str], step: Step) -> list[Period]:
    """Units of at least two coders by when the last of their codings was first handed in: `days` gives an ISO day by
    article, and units of an article without one are left out. Every period from the first to the last is there."""
    found: dict[date, list[int]] = {}
    for place, unit in enumerate(units):
        day = days.get(unit.article, "")[:10]
        if day and len(unit.values) > 1 and unit.pairs:
            found.setdefault(_start(date.fromisoformat(day), step), []).append(place)
    if not found:
        return []
    at, last, told = min(found), max(found), list[Period]()
    while at <= last:
        members = tuple(found.get(at, ()))
        alike = sum(units[place].alike for place in members) / len(members) if members else None
        told.append(Period(at.isoformat(), len(members), alike, members))
        at = _start(at + timedelta(days=7 if step == "week" else 31), step)
    return told


def _start(day: date, step: Step) -> date:
    return day - timedelta(days=day.weekday()) if step == "week" else day.replace(day=1)
