"""Incidents: what the lead says about which events tell one, and the ids the outside world knows.

Every change here is the lead's, one operation, and taken back by undo. Ids are allotted once and kept: an incident that is
merged into another one keeps its row and its id, with a pointer; a number that was taken back by undo is given again to
those it was given to, and to nobody else. What links mean is `incident_links`'; which events are alike is not known here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..codebook.conditions import ArticleFacts, Scope, work_out
from ..codebook.derivations import with_derived
from ..codebook.language import fields_of
from ..codebook.model import Codebook
from ..codebook.values import tidy
from ..errors import UsageError
from .database import Database
from .event_table import EventTable
from .history import History
from .incident_links import (
    IN_EFFECT,
    MEMBERS,
    incident_of_id,
    incidents_of,
    judge,
    merge_into,
    new_incident,
    parted_among,
    set_value,
    settled_of,
    where_it_went,
)
from .same_happening import part_two

TOLD_BY_SEVERAL = (
    "SELECT 1 FROM (SELECT incident FROM incident_link GROUP BY incident HAVING count(*) > 1) t CROSS JOIN incident_link l "
    "ON l.incident = t.incident JOIN incident i ON i.uid = l.incident "
    f"WHERE l.judged = 'same' AND {IN_EFFECT} GROUP BY l.incident HAVING count(*) > 1 LIMIT 1"
)
"""Whether any incident has several events: of those with one link, which are most, the index alone is read."""


@dataclass(frozen=True, slots=True)
class Incident:
    """One happening in the world. `external_id` is empty without one; `merged_into` names the incident that took its place,
    empty where none did; `settled` holds what the lead settled, by field."""

    uid: str
    external_id: str
    merged_into: str
    settled: Mapping[str, Any]


@dataclass
class Incidents:
    """The incidents of one open project."""

    database: Database
    history: History
    codebook: Codebook
    table: EventTable

    # --- reading ------------------------------------------------------------------------------------------------------

    def get(self, incident: str) -> Incident:
        """An incident by its uid or its outside id. Of one that was merged, `merged_into` says where it is now.

        Raises UsageError where there is none, or it was taken back.
        """
        row = self.database.one(
            'SELECT uid, external_id, merged_into, "values", removed FROM incident WHERE uid = :it OR external_id = :it',
            {"it": incident},  # type: ignore[arg-type]
        )
        if row is None or (row[4] and row[2] is None):
            raise UsageError("That incident is not in this project.")
        at = where_it_went(self.database, row[0])
        return Incident(row[0], row[1] or "", at if at != row[0] else "", json.loads(row[3]))

    def of_event(self, event: str) -> list[str]:
        """The incidents that an event tells for sure, those with an id first."""
        return settled_of(self.database, event)

    def events_of(self, incident: str) -> list[str]:
        """The events that tell an incident for sure, in the order of articles. Whose coding stands is not asked."""
        rows = self.database.all(
            f"SELECT v.uid {MEMBERS} AND i.uid = ? ORDER BY a.number, v.position, v.uid", (self._at(incident),)
        )
        return [row[0] for row in rows]

    def any_of_several(self) -> bool:
        """Whether any incident is told by more than one event. Where none is, an index alone is walked."""
        return self.database.value(TOLD_BY_SEVERAL) is not None

    # --- what tells which ---------------------------------------------------------------------------------------------

    def link(self, events: Sequence[str], reason: str = "", *, despite: Iterable[tuple[str, str]] = ()) -> str:
        """Says that events tell one incident, and gives it. Incidents they tell already become that one.

        Of incidents with an id the oldest stays; the others point to it. Raises UsageError where an event tells several
        incidents and none of them is one that the others tell: which one is meant must then be said by `add`. It does, too,
        where events would become one that were parted, unless what was said (see `parted`) is named as `despite`.
        """
        events, meant, kept = self._meant(events)
        db, unsaid = self.database, set(despite)
        if left := [one for one in parted_among(db, events, {*meant, kept} - {""}) if one not in unsaid]:
            raise UsageError(self._parted_in_words(*left[0]))
        label = {"id": "link_events", "count": len(events), **_why(reason)}
        with self.history.operation(label, place=self._place(events[0])):
            kept = kept or new_incident(db)
            for incident in sorted(meant - {kept}):
                merge_into(db, incident, kept)
            for event in events:
                judge(db, event, kept, "same", reason or None)
        return kept

    def parted(self, events: Sequence[str]) -> list[tuple[str, str]]:
        """What `link` would unsay: events, each with an incident that it was said not to tell. Raises as `link` does."""
        events, meant, kept = self._meant(events)
        return parted_among(self.database, events, {*meant, kept} - {""})

    def _meant(self, events: Sequence[str]) -> tuple[list[str], set[str], str]:
        """The events once each, the incidents that become one if they are linked, and which of them stays, "" for a new one."""
        events = list(dict.fromkeys(events))
        if len(events) < 2:
            raise UsageError("Name at least two events.")
        self._check(events)
        told = [settled_of(self.database, event) for event in events]
        # An event that tells several does not make them one.
        meant = {found[0] for found in told if len(found) == 1}
        if any(len(found) > 1 and not meant & set(found) for found in told):
            raise UsageError("One of these events tells several incidents; say to which one the others are added.")
        return events, meant, self._oldest(meant) or self._proposed(events)

    def _parted_in_words(self, event: str, incident: str) -> str:
        other = next(iter(self.events_of(incident)), "")
        told = self._known_outside(incident) or f"what is told in article {self._article(other)}"
        return f"It was said that the event in article {self._article(event)} is not {told}; say that it is after all."

    def _article(self, event: str) -> str:
        sql = (
            "SELECT a.number FROM event e JOIN coding c ON c.uid = e.coding JOIN article a ON a.uid = c.article WHERE e.uid = ?"
        )
        return str(self.database.value(sql, (event,)) or "?")

    def add(self, incident: str, event: str, reason: str = "") -> None:
        """Says that an event tells this incident, too, whatever else it tells."""
        self._check([event])
        at = self._at(incident)
        with self.history.operation({"id": "add_to_incident", **_why(reason)}, place=self._place(event)):
            judge(self.database, event, at, "same", reason or None)

    def separate(self, incident: str, event: str, reason: str = "") -> None:
        """Says that an event does not tell this incident; it is not proposed for it again."""
        self._must_lead()
        at = self._at(incident)
        if at not in incidents_of(self.database, event):
            raise UsageError("That event does not tell this incident.")
        with self.history.operation({"id": "separate_event", **_why(reason)}, place=self._place(event)):
            judge(self.database, event, at, "different", reason)

    def part(self, one: str, other: str, reason: str = "") -> None:
        """Says that two events tell different incidents; they are not proposed for each other again."""
        if one == other:
            raise UsageError("Name two events.")
        self._check([one, other])
        with self.history.operation({"id": "part_events", **_why(reason)}, place=self._place(one)):
            part_two(self.database, one, other, sure=True, reason=reason)

    # --- what the lead settles ----------------------------------------------------------------------------------------

    def settle(self, incident: str, values: Mapping[str, Any], reason: str = "") -> None:
        """Says what an incident's values are, whatever its events and the codebook's rules say; None for no answer.

        Raises UsageError for fields that the codebook has not, or that it works out itself.
        """
        self._must_lead()
        at = self._at(incident)
        for name in values:
            if name not in self.codebook.fields:
                raise UsageError(f"The codebook has no field {name}.")
            if self.codebook.fields[name].derived is not None:
                raise UsageError(f"{name} follows from other fields; settle those.")
        label = {"id": "settle_incident", "field": next(iter(values), ""), "count": len(values), **_why(reason)}
        with self.history.operation(label, place=self._place_of(at)):
            for name, value in values.items():
                canonical = tidy(self.codebook.fields[name], value)
                set_value(self.database, at, name, json.dumps(canonical, ensure_ascii=False, separators=(",", ":")))

    def unsettle(self, incident: str, fields: Iterable[str]) -> None:
        """Takes back what was settled: the events and the codebook's rules speak again."""
        self._must_lead()
        at, named = self._at(incident), list(fields)
        label = {"id": "unsettle_incident", "field": next(iter(named), ""), "count": len(named)}
        with self.history.operation(label, place=self._place_of(at)):
            for name in named:
                set_value(self.database, at, name, None)

    # --- ids ----------------------------------------------------------------------------------------------------------

    def number(self, events: Sequence[str]) -> dict[str, str]:
        """Allots an id to the incident of each event that has none, in one operation. Gives event uid → id.

        Events that are settled to be one happening get one id: their incident gives way to the one with the id. An event that
        tells several incidents lends each of them an id, and is known by its first. What was numbered before and taken back
        gets its number again.
        """
        self._must_lead()
        if self.codebook.numbering is None:
            raise UsageError("This codebook does not number events.")
        given: dict[str, str] = {}
        last: dict[str, int] = {}
        again = self._any_taken_back()
        with self.history.operation({"id": "number_events", "count": len(events)}):
            for uid in events:
                found = settled_of(self.database, uid)
                ids = [self._known_outside(incident) or self._numbered(uid, incident, last, again) for incident in found]
                given[uid] = next(iter(ids), "") or self._numbered(uid, "", last, again)
        return given

    def _numbered(self, event: str, incident: str, last: dict[str, int], again: bool) -> str:
        """A number for an event that stands alone, or for the incident it tells."""
        prefix = self._prefix(event)
        number = ""
        if again:
            told = self.events_of(incident) if incident else [event]
            number = self._taken_back(told or [event], prefix)
        if not number:
            if prefix not in last:
                last[prefix] = self._last(prefix)
            last[prefix] += 1
            number = f"{prefix}{last[prefix]}"
        numbered, _ = incident_of_id(self.database, number)
        if incident:
            merge_into(self.database, incident, numbered)
        else:
            self._bring_back(event, numbered)
        return number

    def _bring_back(self, event: str, numbered: str) -> None:
        """Links an event to the incident of its number, by the link it had where it had one."""
        db = self.database
        before = db.value(
            "SELECT uid FROM incident_link WHERE event = ? AND incident = ? AND removed = 1 ORDER BY rowid", (event, numbered)
        )
        if before is None or db.value(
            "SELECT 1 FROM incident_link WHERE event = ? AND incident = ? AND removed = 0", (event, numbered)
        ):
            judge(db, event, numbered, "same")
        else:
            db.run("UPDATE incident_link SET judged = 'same', reason = '', removed = 0 WHERE uid = ?", (before,))

    def _any_taken_back(self) -> bool:
        """Whether any number was given and taken back; in most projects none was."""
        return self.database.value(
            "SELECT 1 FROM incident WHERE removed = 1 AND merged_into IS NULL AND external_id IS NOT NULL LIMIT 1"
        ) is not None  # fmt: skip

    def _taken_back(self, events: Sequence[str], prefix: str) -> str:
        """The number of this prefix that was given to these events, or the incident they tell, and taken back; "" for none."""
        return str(self.database.value(
            "SELECT i.external_id FROM json_each(:events) e CROSS JOIN incident_link l ON l.event = e.value "
            "CROSS JOIN incident i ON i.uid = l.incident WHERE l.removed = 1 AND i.removed = 1 AND i.merged_into IS NULL "
            "AND i.external_id GLOB :numbers "
            "UNION ALL SELECT i.external_id FROM json_each(:events) e CROSS JOIN incident_link l ON l.event = e.value "
            "CROSS JOIN change h ON h.uid = l.incident AND h.tbl = 'incident' AND h.field = 'merged_into' AND h.field <> '*' "
            "AND h.new IS NOT NULL CROSS JOIN incident i ON i.uid = h.new "
            "WHERE (l.removed = 1 OR l.judged = 'same') AND i.removed = 1 "
            "AND i.merged_into IS NULL AND i.external_id GLOB :numbers LIMIT 1",
            {"events": json.dumps(list(events)), "numbers": _glob(prefix)},  # type: ignore[arg-type]
        ) or "")  # fmt: skip

    def _known_outside(self, incident: str) -> str:
        return str(self.database.value("SELECT external_id FROM incident WHERE uid = ?", (incident,)) or "")

    def _last(self, prefix: str) -> int:
        """The highest number ever given under a prefix, undone ones included."""
        found = self.database.value(
            "SELECT max(CAST(substr(external_id, ?) AS INTEGER)) FROM incident WHERE external_id GLOB ?",
            (len(prefix) + 1, _glob(prefix)),
        )
        return int(found or 0)

    def without_prefix(self, events: Sequence[str]) -> list[str]:
        """What keeps some of these events from getting an id, each in words; nothing where the codebook numbers none."""
        found: list[str] = []
        for event in events if self.codebook.numbering is not None else ():
            try:
                self._prefix(event)
            except UsageError as error:
                found.append(str(error))
        return found

    def _prefix(self, event: str) -> str:
        row = self.database.one(
            'SELECT e."values", a.date, a.title, a.source, a.number FROM event e JOIN coding c ON c.uid = e.coding '
            "JOIN article a ON a.uid = c.article WHERE e.uid = ?",
            (event,),
        )
        assert row is not None
        assert self.codebook.numbering is not None
        scope = Scope(self.codebook, json.loads(row[0]), ArticleFacts(row[1] or "", row[2], row[3]), self.table.lookups)
        if any(self.codebook.fields[name].derived is not None for name in fields_of(self.codebook.numbering.prefix)
               if name in self.codebook.fields):  # fmt: skip
            scope = Scope(self.codebook, with_derived(scope), scope.article, self.table.lookups)
        prefix = work_out(self.codebook.numbering.prefix, scope)
        if not prefix:
            raise UsageError(
                f"An event of article {row[4]} cannot be numbered ({event}): nothing gives its prefix (is the country there?)."
            )
        return str(prefix)

    # --- what all share -----------------------------------------------------------------------------------------------

    def _at(self, incident: str) -> str:
        """The uid of the incident that stands for one named by uid or outside id."""
        found = self.get(incident)
        return found.merged_into or found.uid

    def _oldest(self, incidents: Iterable[str]) -> str:
        """Which of some incidents stays: the one whose id was known first, else the one that was there first."""
        return str(self.database.value(
            "SELECT i.uid FROM json_each(?) j JOIN incident i ON i.uid = j.value "
            "ORDER BY i.external_id IS NULL, i.rowid LIMIT 1",
            (json.dumps(list(incidents)),),
        ) or "")  # fmt: skip

    def _proposed(self, events: Sequence[str]) -> str:
        """The incident that some of the events were proposed for, where all that is said of it is said of them."""
        return str(self.database.value(
            f"SELECT l.incident FROM json_each(?) e JOIN incident_link l ON l.event = e.value JOIN incident i ON "
            f"i.uid = l.incident WHERE l.judged = 'proposed' AND {IN_EFFECT} AND NOT EXISTS (SELECT 1 FROM incident_link o "
            "WHERE o.incident = i.uid AND o.judged = 'same' AND o.removed = 0) ORDER BY l.rowid LIMIT 1",
            (json.dumps(list(events)),),
        ) or "")  # fmt: skip

    def _check(self, events: Sequence[str]) -> None:
        """Refuses events that are not there, or not of the work a dataset is made of."""
        self._must_lead()
        known = self.database.value(
            "SELECT count(*) FROM json_each(?) j JOIN events e ON e.event_uid = j.value WHERE e.round = 'main' "
            "AND e.standing IN ('coded', 'adjudicated')",
            (json.dumps(list(events)),),
        )
        if known != len(events):
            raise UsageError("One of these events is not in this project, or not of its main round.")

    def _must_lead(self) -> None:
        if self.database.value("SELECT role FROM coder WHERE uid = ?", (self.history.coder,)) != "lead":
            raise UsageError("Incidents are the lead's; a coder proposes that two events are the same happening.")

    def _place(self, event: str) -> dict[str, str]:
        article = self.database.value(
            "SELECT c.article FROM event e JOIN coding c ON c.uid = e.coding WHERE e.uid = ?", (event,)
        )
        return {"article": str(article), "event": event, "place": "incidents"}

    def _place_of(self, incident: str) -> dict[str, str] | None:
        events = self.events_of(incident)
        return self._place(events[0]) if events else None


def _why(reason: str) -> dict[str, str]:
    return {"reason": reason} if reason else {}


def _glob(prefix: str) -> str:
    """The pattern of a prefix's numbers."""
    return prefix.replace("[", "[[]") + "[0-9]*"
