"""The days a date means: from one to another, and from where it is seen.

Owns what a period is worth as a date value and which of its days stands for it. Knows neither words nor texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ..dates import DateValue, Precision

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


def single(day: date, how: str, doubt: float = 1.0) -> Period:
    """One day."""
    return Period(day, day, how=how, doubt=doubt)
