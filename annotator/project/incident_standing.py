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
    from .project import Project


def open_of(project: Project, events: Sequence[str]) -> tuple[str, ...]:
    """The events of a group of which it is still to be said whether they tell one incident; empty where nothing is.

    Events that are linked already count as one. What was parted from all others, or is not there any more, is left out.
    """
    here = _there(project, events)
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


def events_touched(project: Project, links: Iterable[str]) -> set[str]:
    """The events of some links, by the links' uids."""
    sql = "SELECT event FROM incident_link WHERE uid IN (SELECT value FROM json_each(?))"
    return {row[0] for row in project.database.all(sql, (json.dumps(list(links)),))}


def _groups(events: Sequence[str], known: Mapping[str, Mapping[str, str]]) -> list[list[str]]:
    groups: list[list[str]] = []
    for event in events:
        same = [group for group in groups if any(known[event].get(one) == "same" for one in group)]
        joined = [one for group in same for one in group]
        groups = [group for group in groups if group not in same] + [[*joined, event]]
    return groups


def _there(project: Project, events: Sequence[str]) -> list[str]:
    """Those that are there, in their order."""
    sql = (
        "SELECT e.event_uid FROM json_each(?) j JOIN events e ON e.event_uid = j.value ORDER BY j.key"
    )  # fmt: skip
    return [row[0] for row in project.database.all(sql, (json.dumps(list(events)),))]
