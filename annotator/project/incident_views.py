"""Incidents as they are looked at: one with everything that tells it, and all of them as light lines.

Owns what a window or a command shows of incidents to the lead; reads only. What is given out comes from the same rules
(`choice`, `incident_rows`), so what is seen is what a dataset would hold. Must not know how it is painted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..codebook.combining import CombinedValue
from ..codebook.conditions import ArticleFacts, Scope
from ..codebook.derivations import with_derived
from ..codebook.values import is_list
from ..errors import UsageError
from .choice import USUAL, Choice, make_choice, standing_codings
from .incident_rows import come_to, make_incident_rows
from .same_happening import lead_only

if TYPE_CHECKING:
    from .project import Project


@dataclass(frozen=True, slots=True)
class Member:
    """One event of an incident. `article` and `coder` are uids, `values` has derived ones filled; `quotes` holds the words
    that support each field. `linked` is False for one that is only seen as if it were; `stands` says whether a dataset would
    take it; `reason` is why it was linked."""

    event: str
    article: str
    number: int
    title: str
    date: str
    source: str
    coder: str
    standing: str
    values: Mapping[str, Any]
    quotes: Mapping[str, tuple[str, ...]]
    linked: bool
    stands: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Detail:
    """An incident, or an event that tells none yet: then `incident` is empty.

    `members` are in the order of articles; the positions in `combined` are theirs. Where any of them stands for its article,
    those that do not are among `aside` and count for nothing. `values` is the whole row, derived values filled.
    """

    incident: str
    external_id: str
    members: tuple[Member, ...]
    aside: tuple[Member, ...]
    combined: Mapping[str, CombinedValue]
    values: Mapping[str, Any]
    settled: Mapping[str, Any]

    @property
    def ties(self) -> tuple[str, ...]:
        """The fields that the rules leave open."""
        return tuple(name for name, one in self.combined.items() if one.tied)


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """One incident in a list. `key` is its uid, or the event's where it stands alone; `values` are those of the codebook's
    summary; `ties` counts the fields that are open, which `open_fields` names."""

    key: str
    id: str
    events: int
    articles: int
    values: Mapping[str, Any]
    ties: int
    open_fields: tuple[str, ...]
    first: str
    """The uid of its first event."""


_MEMBERS = (
    "SELECT e.uid, e.\"values\", c.uid, a.uid, a.number, a.title, coalesce(a.date, ''), a.source, c.coder, c.standing "
    "FROM json_each(?) j JOIN event e ON e.uid = j.value JOIN coding c ON c.uid = e.coding JOIN article a ON a.uid = c.article "
    "WHERE e.removed = 0 AND c.removed = 0 AND a.removed = 0 ORDER BY a.number, e.position, e.uid"
)


def detail(project: Project, incident_or_event: str, also: Sequence[str] = ()) -> Detail:
    """An incident by its uid or outside id, or what an event tells, by the event's uid: its first incident, or itself.

    `also` are events to be seen as if they were linked to it. Raises UsageError where there is neither, and
    for whoever does not lead.
    """
    lead_only(project)
    incident, own = _found(project, incident_or_event)
    known = project.incidents.get(incident) if incident else None
    reasons = _reasons(project, incident)
    rows = project.database.all(_MEMBERS, (json.dumps(list(dict.fromkeys([*own, *also]))),))
    standing = standing_codings(project, [row[3] for row in rows])
    quotes = _quotes(project, [row[0] for row in rows])
    told: list[tuple[Member, dict[str, Any]]] = []
    for uid, text, coding, article, number, title, date, source, coder, stands in rows:
        said = {name: value for name, value in json.loads(text).items() if name in project.codebook.fields}
        facts = ArticleFacts(date, title, source)
        full = with_derived(Scope(project.codebook, said, facts, project.registers))
        linked = bool(incident) and uid in own
        told.append((Member(
            uid, article, number, title, date, source, coder, stands, full, quotes.get(uid, {}), linked, coding in standing,
            reasons.get(uid, ""),
        ), said))  # fmt: skip
    counted = [one for one in told if one[0].stands] or told
    settled = known.settled if known else {}
    combined: Mapping[str, CombinedValue] = {}
    values: Mapping[str, Any] = {}
    if counted:
        first = counted[0][0]
        facts = ArticleFacts(first.date, first.title, first.source)
        combined, values = come_to(project, [said for _, said in counted], settled, facts)
    members = tuple(one for one, _ in counted)
    return Detail(
        incident, known.external_id if known else "", members, tuple(one for one, _ in told if one not in members), combined,
        values, settled,
    )  # fmt: skip


def listing(project: Project, choice: Choice = USUAL, *, all: bool = False) -> list[IncidentLine]:
    """The incidents of several events, or all rows there are, in the order of articles. Fills this connection's TEMP tables
    (see `incident_rows`): of 100,000 events it takes seconds, beside the window. UsageError for whoever does not lead."""
    lead_only(project)
    make_incident_rows(project, make_choice(project, choice), alone=all)
    book = project.codebook
    flat = {column.name for column in project.table.flat if column.name == column.field and not column.part}
    plain = [name for name in book.summary if name in flat and not is_list(book.fields[name])]
    others = [name for name in book.summary if name in book.fields and name not in plain]
    selects = "".join(f', e."{name}"' for name in plain)
    answers = "JOIN temp.incident_answers v ON v.uid = e.event_uid" if others else ""
    whole = 'v."values"' if others else "NULL"
    only = "" if all else "WHERE e._events > 1 "
    found: list[IncidentLine] = []
    for key, known, events, articles, ties, first, text, *cells in project.database.run(
        f"SELECT e.event_uid, coalesce(e.id, ''), e._events, e._articles, coalesce(e._ties, ''), e._first, {whole}{selects} "
        f"FROM temp.incident_rows e {answers} {only}ORDER BY e.article, e.position, e.event_uid"
    ):
        values = {name: value for name, value in zip(plain, cells, strict=True) if value is not None}
        said = json.loads(text) if text else {}
        values |= {name: said[name] for name in others if name in said}
        open_fields = tuple(ties.split(",")) if ties else ()
        found.append(IncidentLine(key, known, events, articles, values, len(open_fields), open_fields, first))
    return found


def _found(project: Project, asked: str) -> tuple[str, list[str]]:
    """The uid of the incident, empty for an event that tells none, and the events."""
    db = project.database
    if db.value("SELECT 1 FROM event WHERE uid = ?", (asked,)):
        told = project.incidents.of_event(asked)
        return (told[0], project.incidents.events_of(told[0])) if told else ("", [asked])
    known = project.incidents.get(asked)
    uid = known.merged_into or known.uid
    return uid, project.incidents.events_of(uid)


def _reasons(project: Project, incident: str) -> dict[str, str]:
    rows = project.database.run(
        "SELECT event, reason FROM incident_link WHERE incident = ? AND judged = 'same' AND removed = 0", (incident,)
    )
    return {event: reason for event, reason in rows if reason}


def _quotes(project: Project, events: Sequence[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    """The quotes of each event's fields, in the order in which the evidence was given."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for owner, field, spans in project.database.run(
        "SELECT v.owner, v.field, v.spans FROM json_each(?) j JOIN evidence v ON v.owner = j.value WHERE v.removed = 0 "
        "AND v.spans <> '[]' ORDER BY v.rowid",
        (json.dumps(list(events)),),
    ):
        of = found.setdefault(owner, {})
        of[field] = (*of.get(field, ()), *(span["quote"] for span in json.loads(spans)))
    return found


def key_of(project: Project, asked: str) -> str:
    """The uid of an incident named by uid or outside id, followed to where it went. Raises UsageError."""
    incident, _ = _found(project, asked)
    if not incident:
        raise UsageError("That event tells no incident yet.")
    return incident
