"""Incidents and the ids the outside world knows. Ids are allotted once, kept, and never given to another incident."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ..codebook.conditions import ArticleFacts, Scope, work_out
from ..codebook.derivations import with_derived
from ..codebook.model import Codebook
from ..errors import UsageError
from .database import Database
from .event_table import EventTable
from .history import History, new_uid
from .same_happening import merge_into


@dataclass
class Incidents:
    """The incidents of one open project."""

    database: Database
    history: History
    codebook: Codebook
    table: EventTable

    def unnumbered(self, view: str = "dataset") -> list[str]:
        """Events of the dataset without an outside id, in a stable order (article, position, uid)."""
        return [row[0] for row in self.database.all(
            f"SELECT event_uid FROM {view} WHERE id IS NULL ORDER BY article, position, event_uid")]  # fmt: skip

    def number(self, events: list[str]) -> dict[str, str]:
        """Allots an id to each event that has none, in one operation. Gives event uid → id.

        Events that are settled to be one happening get one id: their incident gives way to the one with the id, which is
        never given again, undone or not.
        """
        numbering = self.codebook.numbering
        if numbering is None:
            raise UsageError("This codebook does not number events.")
        given: dict[str, str] = {}
        last: dict[str, int] = {}
        with self.history.operation({"id": "number_events", "count": len(events)}):
            for uid in events:
                united = self._united(uid)
                if united and united[1]:
                    given[uid] = united[1]
                    continue
                prefix = self._prefix(uid)
                if prefix not in last:
                    last[prefix] = self._last(prefix)
                last[prefix] += 1
                given[uid] = f"{prefix}{last[prefix]}"
                numbered = self.link(uid, given[uid])
                if united:
                    merge_into(self.database, united[0], numbered)
        return given

    def _united(self, event: str) -> tuple[str, str] | None:
        """The incident an event is settled to belong to, and its id where it has one; None for none."""
        row = self.database.one(
            "SELECT i.uid, coalesce(i.external_id, '') FROM incident_link l JOIN incident i ON i.uid = l.incident "
            "WHERE l.event = ? AND l.judged = 'same' AND l.removed = 0 AND i.removed = 0 ORDER BY i.external_id IS NULL",
            (event,),
        )
        return (row[0], row[1]) if row else None

    def link(self, event: str, external_id: str) -> str:
        """Ties an event to the incident of an outside id, made where there is none yet. Gives the incident's uid."""
        incident = self.database.value("SELECT uid FROM incident WHERE external_id = ?", (external_id,))
        if incident is None:
            incident = new_uid()
            self.database.run("INSERT INTO incident (uid, external_id) VALUES (?, ?)", (incident, external_id))
        else:
            self.database.run("UPDATE incident SET removed = 0 WHERE uid = ?", (incident,))
        self.database.run("INSERT INTO incident_link (uid, incident, event) VALUES (?, ?, ?)", (new_uid(), incident, event))
        return incident

    def _last(self, prefix: str) -> int:
        """The highest number ever given under a prefix, undone ones included."""
        found = self.database.value(
            "SELECT max(CAST(substr(external_id, ?) AS INTEGER)) FROM incident WHERE external_id GLOB ?",
            (len(prefix) + 1, prefix.replace("[", "[[]") + "[0-9]*"),
        )
        return int(found or 0)

    def _prefix(self, event: str) -> str:
        row = self.database.one(
            'SELECT e."values", a.date, a.title, a.source FROM event e JOIN coding c ON c.uid = e.coding '
            "JOIN article a ON a.uid = c.article WHERE e.uid = ?",
            (event,),
        )
        assert row is not None
        assert self.codebook.numbering is not None
        scope = Scope(self.codebook, json.loads(row[0]), ArticleFacts(row[1] or "", row[2], row[3]), self.table.lookups)
        full = Scope(self.codebook, with_derived(scope), scope.article, self.table.lookups)
        prefix = work_out(self.codebook.numbering.prefix, full)
        if not prefix:
            raise UsageError(f"Event {event} cannot be numbered: nothing gives its prefix (is the country there?).")
        return str(prefix)
