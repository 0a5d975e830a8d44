"""The log of releases: which there were, what each holds, and the last change each knows.

Owns the append-only table `release`. Must not know what the options and the manifest say.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import UsageError
from .database import Database
from .history import History
from .schema import HISTORIED

_COLUMNS = "number, time, operation, change, options, manifest"


@dataclass(frozen=True, slots=True)
class Release:
    """One release: its number, when it was made (UTC), the last operation and the last change it holds."""

    number: int
    time: str
    operation: int
    change: int
    options: Mapping[str, Any]
    manifest: Mapping[str, Any]


@dataclass
class Releases:
    """The releases of one open project."""

    database: Database
    history: History

    def all(self) -> list[Release]:
        """All of them, the oldest first."""
        return [_release(row) for row in self.database.all(f"SELECT {_COLUMNS} FROM release ORDER BY number")]

    def get(self, number: int) -> Release:
        """One by its number. Raises UsageError with those there are."""
        row = self.database.one(f"SELECT {_COLUMNS} FROM release WHERE number = ?", (number,))
        if row is None:
            there = ", ".join(str(one[0]) for one in self.database.all("SELECT number FROM release ORDER BY number"))
            raise UsageError(f"There is no release {number}; " + (f"there are {there}." if there else "none was made yet."))
        return _release(row)

    def last(self) -> Release | None:
        """The newest one, None before the first."""
        row = self.database.one(f"SELECT {_COLUMNS} FROM release ORDER BY number DESC LIMIT 1")
        return _release(row) if row else None

    def must_lead(self) -> None:
        """Raises UsageError where who works now may not release."""
        if self.database.value("SELECT 1 FROM project WHERE key = 'made_for'"):
            raise UsageError("A coder's file is not released; the lead's project is.")
        if self.database.value("SELECT role FROM coder WHERE uid = ?", (self.history.coder,)) != "lead":
            raise UsageError("Releases are made by the lead.")

    def record(
        self, number: int, time: str, taken: Database, since: int, options: Mapping[str, Any], manifest: Mapping[str, Any]
    ) -> Release:
        """Writes a release down, and the ids that were given in the copy it was taken from after the change `since`; both or
        neither. What it holds cannot be taken back from then on (see `History.to_undo`).

        Raises UsageError where the project was changed after the copy was made.
        """
        self.must_lead()
        db = self.database
        step = taken.one(
            "SELECT uid, label, time FROM operation WHERE id = (SELECT max(operation) FROM change WHERE id > ?)", (since,)
        )
        with db.writing():
            if _state(db) != _state(taken, since) or db.value("SELECT 1 FROM release WHERE number = ?", (number,)):
                raise UsageError(
                    "The project was changed while it was being released; nothing was given out. Release it again."
                )
            if step is not None:
                with self.history.operation(json.loads(step[1])) as operation:
                    db.run("UPDATE operation SET uid = ?, time = ? WHERE id = ?", (step[0], step[2], operation))
                    _take_over(db, taken, since)
            db.run(
                "INSERT INTO release (number, time, operation, change, options, manifest) "
                "SELECT ?, ?, coalesce(max(operation), 0), coalesce(max(id), 0), ?, ? FROM change",
                (number, time, _text(options), _text(manifest)),
            )
        return self.get(number)


def _state(db: Database, since: int | None = None) -> tuple[int, ...]:
    """The last change, operation and purge; of a copy those before what was done in it after a change."""
    change, operation, purge = (
        int(db.value(f"SELECT coalesce(max(id), 0) FROM {log}")) for log in ("change", "operation", "purge")
    )
    if since is None:
        return change, operation, purge
    first = db.value("SELECT min(operation) FROM change WHERE id > ?", (since,))
    return since, operation if first is None else int(first) - 1, purge


def _take_over(db: Database, taken: Database, since: int) -> None:
    """Writes rows of incidents and links as they are in a copy, where that changed or added them."""
    other = "SELECT 1 FROM change WHERE id > ? AND tbl NOT IN ('incident', 'incident_link')"
    if taken.value(other, (since,)) is not None:
        raise RuntimeError("A release gives ids, and does nothing else.")
    db.run("PRAGMA defer_foreign_keys = ON")
    for table in ("incident", "incident_link"):
        columns = [row[1] for row in taken.all(f"PRAGMA table_info({table})")]
        named = ", ".join(f'"{name}"' for name in columns)
        rows = taken.all(
            f"SELECT {named} FROM {table} WHERE uid IN (SELECT uid FROM change WHERE id > ? AND tbl = ?) ORDER BY rowid",
            (since, table),
        )
        sets = ", ".join(f'"{name}" = excluded."{name}"' for name in HISTORIED[table])
        marks = ", ".join("?" * len(columns))
        db.run_many(f"INSERT INTO {table} ({named}) VALUES ({marks}) ON CONFLICT (uid) DO UPDATE SET {sets}", rows)


def _release(row: Any) -> Release:
    return Release(row[0], row[1], row[2], row[3], json.loads(row[4]), json.loads(row[5]))


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
