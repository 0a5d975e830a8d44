"""Lists of events that are asked of incidents: what a release would give, a row an incident, and the events that tell it.

Owns which filters are then asked of an incident's events and which of what they come to, and the TEMP tables that have to be
there first. Must not know the language of filters.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .choice import make_choice
from .event_parts import CHOICE, SOURCE, asks_for_choice, asks_for_incidents
from .filtering import PROBLEMS, Filter
from .incident_rows import make_incident_rows

if TYPE_CHECKING:
    from .project import Project

ROWS = "temp.incident_rows AS events"
"""The rows, under the name that conditions on events use."""
OF_EVENTS = frozenset(
    ("article", "coder", "round", "standing", "state", "position", "article_date", PROBLEMS, SOURCE, CHOICE)
)  # fmt: skip
"""Columns that say something of a coding or an article, of which an incident may have several."""


def make_ready(project: Project, filters: Iterable[Filter]) -> None:
    """Fills the TEMP tables that filters hang on; nothing where they hang on none. Incidents that several
    events tell are combined for it, about a thousand a second: ask in a job."""
    wanted = tuple(filters)
    if asks_for_choice(wanted):
        chosen = make_choice(project)
        if asks_for_incidents(wanted):
            make_incident_rows(project, chosen)


def told_in(rows: str) -> str:
    """A condition on events: that they tell an incident whose row has the conditions `rows`."""
    return (
        "events.event_uid IN (SELECT m.event FROM temp.incident_members m WHERE m.incident IN "
        f"(SELECT events.event_uid FROM {ROWS} {rows}))"
    )


def telling(told: str) -> str:
    """A condition on rows: that one of their events has the conditions `told`."""
    events = f"SELECT events.event_uid FROM main.events AS events {told}"
    return f"events.event_uid IN (SELECT m.incident FROM temp.incident_members m WHERE m.event IN ({events}))"
