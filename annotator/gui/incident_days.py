"""Which days the events of an incident may have happened on, as the timeline draws them. Pure reading of a sheet."""

from __future__ import annotations

from datetime import date

from ..codebook.likeness import Likeness
from ..codebook.model import Codebook
from .incident_sheet import Sheet
from .incident_timeline import Happened
from .incident_words import tr


def happened_of(book: Codebook, sheet: Sheet) -> tuple[list[Happened], Happened | None]:
    """The line of every event, and that of the incident, which stands where there are several."""
    likeness = Likeness(book)
    events = [
        _line(likeness, f"{at}  {one.source or tr('article {0}').format(one.number)}", one.values, one.date)
        for at, one in enumerate(sheet.columns, start=1)
    ]
    if len(events) < 2:
        return events, None
    return events, _line(likeness, tr("Incident"), {row.field: row.value for row in sheet.rows}, "")


def _line(likeness: Likeness, name: str, values: object, appeared: str) -> Happened:
    facts = likeness.read(values)  # type: ignore[arg-type]
    days = facts.days
    return Happened(name, days[0] if days else None, days[1] if days else None, facts.exact, _day(appeared))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
