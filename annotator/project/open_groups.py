"""How a group of events that may tell one incident stands: which of them something is still to be said about.

Reads what was said of links; what is said is written by `incidents`. Must not know how groups were found.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from .same_happening import known_of

if TYPE_CHECKING:
    from .history import Changes
    from .project import Project


def open_of(project: Project, events: Sequence[str]) -> tuple[str, ...]:
    """The events of a group of which it is still to be said whether they tell one incident; empty where nothing is.

    Events that are linked already count as one. What was parted from all others, or is not there any more, is left out.
    """
    here = there(project, events)
    known = {event: known_of(project, event) for event in here}
    groups = _groups(here, known)
    parted = {
        frozenset((one, other)) for one, other in combinations(range(len(groups)), 2)
        if any(known[a].get(b) == "different" for a in groups[one] for b in groups[other])
    }  # fmt: skip
    left = [
        group for at, group in enumerate(groups)
        if any(frozenset((at, other)) not in parted for other in range(len(groups)) if other != at)
    ]  # fmt: skip
    return tuple(event for event in here if any(event in group for group in left)) if len(left) > 1 else ()


def groups_of(project: Project, events: Sequence[str]) -> list[list[str]]:
    """A group's events by what is linked already: each part is one incident, or one event by itself."""
    return _groups(events, {event: known_of(project, event) for event in events})


def there(project: Project, events: Sequence[str]) -> list[str]:
    """The events that are there, not taken away with their coding or article, in their order."""
    sql = "SELECT e.event_uid FROM json_each(?) j JOIN events e ON e.event_uid = j.value ORDER BY j.key"
    return [row[0] for row in project.database.all(sql, (json.dumps(list(events)),))]


def events_touched(project: Project, links: Iterable[str]) -> set[str]:
    """The events of some links, by the links' uids."""
    sql = "SELECT event FROM incident_link WHERE uid IN (SELECT value FROM json_each(?))"
    return {row[0] for row in project.database.all(sql, (json.dumps(list(links)),))}


def incidents_touched(project: Project, changes: Changes) -> set[str]:
    """The incidents of which a change may have made another: by their links, by what their events say, and by whether the
    codings of those events stand."""
    touched = {table: json.dumps(sorted(changes.touched.get(table, ()))) for table in _TOUCHING}
    rows = project.database.all(_OF_TOUCHED, {**touched, "operation": changes.operation})  # type: ignore[arg-type]
    return {row[0] for row in rows} | set(changes.touched.get("incident", ()))


_TOUCHING = ("incident_link", "event", "coding", "article")
_OF_TOUCHED = """
SELECT incident FROM incident_link WHERE uid IN (SELECT value FROM json_each(:incident_link))
UNION SELECT old FROM change WHERE operation = :operation AND tbl = 'incident_link' AND field = 'incident' AND old IS NOT NULL
UNION SELECT l.incident FROM json_each(:event) j JOIN incident_link l ON l.event = j.value
UNION SELECT l.incident FROM coding c JOIN event e ON e.coding = c.uid JOIN incident_link l ON l.event = e.uid
  WHERE c.article IN (SELECT value FROM json_each(:article)
    UNION SELECT article FROM coding WHERE uid IN (SELECT value FROM json_each(:coding)))
"""
# A link that went elsewhere is about where it was, too. Another coding of the same article may stand in place of one that is
# called done or opened again.


def _groups(events: Sequence[str], known: Mapping[str, Mapping[str, str]]) -> list[list[str]]:
    groups: list[list[str]] = []
    for event in events:
        same = [group for group in groups if any(known[event].get(one) == "same" for one in group)]
        joined = [one for group in same for one in group]
        groups = [group for group in groups if group not in same] + [[*joined, event]]
    return groups
