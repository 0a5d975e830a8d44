"""Parts of the events in words, as chips of filters say them: a period, a piece of the map, which codings count."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDate, QLocale, Qt

from ..codebook.model import Codebook, title_of
from ..errors import AnnotatorError
from ..project.event_parts import ACTOR, CELL, CHOICE, DAY, DONE, HAS, RELEASED, SOURCE, TOLD, Roles, read_cell


def part_title(book: Codebook, roles: Roles, name: str) -> str:
    """What a part is called; empty for a column that is none."""
    if name == DAY and roles.day:
        return title_of(book.fields[roles.day])
    if name.startswith(HAS):
        return title_of(book.fields[name.removeprefix(HAS)])
    titles = {
        ACTOR: _tr("Actor, on either side"), SOURCE: _tr("Source of the article"), CELL: _tr("Place"),
        CHOICE: _tr("Coding"),
    }  # fmt: skip
    return titles.get(name, "")


def part_text(name: str, value: object) -> str:
    """What a filter on a part asks for; the value itself where it says no more."""
    value = str(value)
    if name == DAY:
        return days_in_words(*value.split("/", 1)) if "/" in value else value
    if name == CHOICE:
        told = {
            DONE: _tr("done or approved"), RELEASED: _tr("one that a release takes"),
            TOLD: _tr("of a release; all else is of incidents"),
        }  # fmt: skip
        return told.get(value, value)
    if name == SOURCE and not value:
        return _tr("not known")
    if name == CELL:
        try:
            south, west, size = read_cell(value)
        except AnnotatorError:
            return value
        return _tr("{0} to {1}, {2} to {3}").format(
            degrees(south, "NS"), degrees(south + size, "NS"), degrees(west, "EW"), degrees(west + size, "EW")
        )
    return value


def degrees(value: float, sides: str) -> str:
    """Degrees with the side of the globe."""
    return f"{abs(value):.4f}".rstrip("0").rstrip(".") + f"° {sides[value < 0]}"


def days_in_words(first: str, last: str) -> str:
    """A stretch of days: a year or a month by its name, else both ends."""
    start, end = (QDate.fromString(one, Qt.DateFormat.ISODate) for one in (first, last))
    if not start.isValid() or not end.isValid():
        return f"{first} – {last}"
    if start == end:
        return day_in_words(first)
    if (start.day(), end.day()) == (1, end.daysInMonth()) and start.year() == end.year():
        if (start.month(), end.month()) == (1, 12):
            return str(start.year())
        if start.month() == end.month():
            return QLocale().toString(start, "MMMM yyyy")
    shape = "d" if (start.year(), start.month()) == (end.year(), end.month()) else "d MMM"
    return f"{QLocale().toString(start, shape if start.year() == end.year() else 'd MMM yyyy')} – {day_in_words(last)}"


def day_in_words(day: str, shape: str = "d MMM yyyy") -> str:
    """A day as people read it."""
    read = QDate.fromString(day, Qt.DateFormat.ISODate)
    return QLocale().toString(read, shape) if read.isValid() else day


def _tr(text: str) -> str:
    return QCoreApplication.translate("parts", text)
