"""From a line of a list to the sheet that is looked at: its events, what they say, what that comes to. Reads only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..codebook.combining import Combining, differing
from ..errors import UsageError
from ..project import incident_views
from ..project.nearby import in_a_line
from .incident_lines import Line
from .incident_sheet import Sheet, Told, rows_of
from .incident_words import tr

if TYPE_CHECKING:
    from ..project import Project


def read(project: Project, line: Line) -> Sheet | None:
    """The sheet of a line; None where what it was about is gone."""
    first, also = (line.incident, ()) if line.incident else (line.events[0], line.events[1:])
    try:
        found = incident_views.detail(project, first, also)
    except UsageError:
        return None
    if not found.members:
        return None
    names = {one.uid: one.name for one in project.coders.all()}
    book = project.codebook
    # Side by side, two that name the sides the other way round are read alike, as they are combined.
    said = Combining(book).turned([one.values for one in found.members], found.settled)
    key = found.incident if line.kind not in ("link", "duplicate") and found.incident else line.key
    candidate = key != found.incident
    columns = tuple(
        Told(
            one.event, one.article, one.number, one.title, one.date, one.source, names.get(one.coder, ""), values, one.quotes,
            one.linked and bool(found.incident), _known_as(project, one.event) if candidate or not one.linked else "",
            values != one.values,
        )
        for one, values in zip(found.members, said, strict=True)
    )  # fmt: skip
    rows = rows_of(book, columns, found.combined, found.values, differing(book, said))
    reasons = tuple(dict.fromkeys(one.reason for one in found.members if one.reason))
    return Sheet(
        key, found.incident, found.external_id, book, columns, rows, in_a_line(project, found.values), reasons,
        len(found.aside),
    )  # fmt: skip


def _known_as(project: Project, event: str) -> str:
    """The id of the incident that an event tells, or that it is linked to one without; empty where it is not."""
    told = project.incidents.of_event(event)
    if not told:
        return ""
    return project.incidents.get(told[0]).external_id or tr("in another incident")
