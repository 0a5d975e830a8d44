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

    def record(self, number: int, time: str, change: int, options: Mapping[str, Any], manifest: Mapping[str, Any]) -> Release:
        """Writes a release down; what it holds cannot be taken back from then on (see `History.to_undo`)."""
        self.must_lead()
        with self.database.writing():
            operation = int(self.database.value("SELECT coalesce(max(operation), 0) FROM change WHERE id <= ?", (change,)))
            self.database.run(
                "INSERT INTO release (number, time, operation, change, options, manifest) VALUES (?, ?, ?, ?, ?, ?)",
                (number, time, operation, change, _text(options), _text(manifest)),
            )
        return self.get(number)


def _release(row: Any) -> Release:
    return Release(row[0], row[1], row[2], row[3], json.loads(row[4]), json.loads(row[5]))


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
