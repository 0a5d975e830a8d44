"""Filters kept under a name, for the list of articles or that of events: a coder's own, and the lead's for everybody.

Owns the table `saved_filter`. Whether what a filter asks still fits the codebook is for whoever applies it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..errors import UsageError
from .database import Database
from .history import History, new_uid

ListName = Literal["articles", "events"]
_SELECT = (
    'SELECT f.uid, f.coder, c.name, f.name, f."query" FROM saved_filter f JOIN coder c ON c.uid = f.coder '
    "WHERE f.list = ? AND f.removed = 0"
)


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """One filter under its name. `query` is what the list that saved it understands; `coder_name` says whose it is."""

    uid: str
    coder: str
    coder_name: str
    name: str
    query: Mapping[str, Any]


@dataclass
class SavedFilters:
    """The saved filters of one open project."""

    database: Database
    history: History

    def all(self, list_: ListName) -> list[SavedFilter]:
        """Mine, by name, then those that leads saved."""
        rows = self.database.all(
            f"{_SELECT} AND (f.coder = ? OR c.role = 'lead') ORDER BY f.coder <> ?, f.name COLLATE NOCASE, f.uid",
            (list_, self.history.coder, self.history.coder),
        )
        return [SavedFilter(row[0], row[1], row[2], row[3], json.loads(row[4])) for row in rows]

    def is_mine(self, one: SavedFilter) -> bool:
        """Whether I may rename and remove it."""
        return one.coder == self.history.coder

    def save(self, list_: ListName, name: str, query: Mapping[str, Any]) -> str:
        """Keeps a query under a name; mine of that name is written over. Gives its uid."""
        name = self._named(name)
        written = json.dumps(query, ensure_ascii=False, separators=(",", ":"))
        mine = self._mine(list_, name)
        with self.history.operation({"id": "save_filter", "name": name}):
            if mine is not None:
                self.database.run('UPDATE saved_filter SET "query" = ? WHERE uid = ?', (written, mine))
                return mine
            uid = new_uid()
            self.database.run(
                'INSERT INTO saved_filter (uid, coder, list, name, "query") VALUES (?, ?, ?, ?, ?)',
                (uid, self.history.coder, list_, name, written),
            )
            return uid

    def rename(self, uid: str, name: str) -> None:
        """Another name for one of mine. UsageError where another of mine has it."""
        list_, old = self._get(uid)
        name = self._named(name)
        if (other := self._mine(list_, name)) is not None and other != uid:
            raise UsageError(f"There is a saved filter “{name}” already.")
        with self.history.operation({"id": "rename_filter", "old": old, "name": name}):
            self.database.run("UPDATE saved_filter SET name = ? WHERE uid = ?", (name, uid))

    def remove(self, uid: str) -> None:
        """Takes one of mine away (undo brings it back)."""
        _, name = self._get(uid)
        with self.history.operation({"id": "remove_filter", "name": name}):
            self.database.run("UPDATE saved_filter SET removed = 1 WHERE uid = ?", (uid,))

    def _get(self, uid: str) -> tuple[ListName, str]:
        row = self.database.one(
            "SELECT list, name FROM saved_filter WHERE uid = ? AND coder = ? AND removed = 0", (uid, self.history.coder)
        )
        if row is None:
            raise UsageError("That filter is not yours, or it is gone.")
        return row[0], row[1]

    def _mine(self, list_: str, name: str) -> str | None:
        found = self.database.value(
            "SELECT uid FROM saved_filter WHERE coder = ? AND list = ? AND name = ? COLLATE NOCASE AND removed = 0",
            (self.history.coder, list_, name),
        )
        return None if found is None else str(found)

    def _named(self, name: str) -> str:
        if not (name := " ".join(name.split())):
            raise UsageError("A saved filter needs a name.")
        return name
