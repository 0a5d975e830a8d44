"""The lead's word on which events are the same happening: pairs that are judged same, or different. Owns the table `pair`.

An adjudicated event is joined by `same` pairs to the coders' events it was settled from. What a coder wrote is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ..errors import UsageError
from .database import Database
from .history import History
from .work import digest

Judged = Literal["same", "different"]


@dataclass(frozen=True, slots=True)
class Pairs:
    """The judged pairs of one open project."""

    database: Database
    history: History

    def judged(self) -> dict[frozenset[str], Judged]:
        """What was said of two coders' events, by their uids; adjudicated events are left out."""
        rows = self.database.all(
            "SELECT p.one, p.other, p.judged FROM pair p JOIN event e ON e.uid = p.one JOIN coding c ON c.uid = e.coding "
            "WHERE p.removed = 0 AND c.standing <> 'adjudicated'"
        )
        return {frozenset((row[0], row[1])): row[2] for row in rows}

    def sources(self, event: str) -> list[str]:
        """The coders' events an adjudicated event was settled from, as they were joined."""
        rows = self.database.all(
            "SELECT other FROM pair WHERE one = ? AND judged = 'same' AND removed = 0 ORDER BY rowid", (event,)
        )
        return [row[0] for row in rows]

    def settled_in(self, event: str) -> list[str]:
        """The adjudicated events a coder's event went into."""
        rows = self.database.all(
            "SELECT p.one FROM pair p JOIN event e ON e.uid = p.one JOIN coding c ON c.uid = e.coding WHERE p.other = ? "
            "AND p.judged = 'same' AND p.removed = 0 AND e.removed = 0 AND c.removed = 0 AND c.standing = 'adjudicated' "
            "ORDER BY p.rowid",
            (event,),
        )
        return [row[0] for row in rows]

    def judge(self, one: str, other: str, judged: Judged | None) -> None:
        """Says that two coders' events of one article are the same happening, or are not; None takes the word back.

        Raises UsageError for two events of one coding or of different articles."""
        rows = self.database.all(
            "SELECT c.uid, c.article FROM event e JOIN coding c ON c.uid = e.coding WHERE e.uid IN (?, ?)", (one, other)
        )
        if len(rows) != 2 or rows[0][0] == rows[1][0]:
            raise UsageError("A pair is two events of two coders.")
        if rows[0][1] != rows[1][1]:
            raise UsageError("A pair is two events of one article.")
        first, second = sorted((one, other))
        label = {"id": "judge_pair", "judged": judged or ""}
        with self.history.operation(label, place={"article": rows[0][1], "event": one}):
            self._write([(first, second, judged or "same", judged is None)])

    def join(self, event: str, sources: Iterable[str]) -> None:
        """Joins an adjudicated event to the coders' events it was settled from, inside the caller's operation."""
        self._write([(event, source, "same", False) for source in sources])

    def part(self, event: str, source: str) -> None:
        """Takes a coder's event away from those an adjudicated event was settled from, inside the caller's operation."""
        self._write([(event, source, "same", True)])

    def _write(self, rows: Iterable[tuple[str, str, str, bool]]) -> None:
        self.database.run_many(
            "INSERT INTO pair (uid, one, other, judged, removed) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (uid) DO UPDATE SET judged = excluded.judged, removed = excluded.removed",
            [(digest("pair", one, other), one, other, judged, int(removed)) for one, other, judged, removed in rows],
        )
