"""The lead's word on which events are the same happening: pairs that are judged same, or different. Owns the table `pair`.

A pair of coders' events (a standard's among them) stands in the order of their uids: which was named first says nothing. An
adjudicated event is joined by `same` pairs, it first, to the coders' events it was settled from. What a coder wrote is never
touched.
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

    def judged(self, article: str = "") -> dict[frozenset[str], Judged]:
        """What was said of two events, by their uids; of the events of one article alone where it is named. How adjudicated
        events are joined to theirs is left out; what was said of an event that was taken away since still holds, for it may be
        in what was handed in first."""
        # An article's words are found from its codings on: the table holds every join of every adjudication as well.
        tables = (
            "coding c CROSS JOIN event e ON e.coding = c.uid CROSS JOIN pair p ON p.one = e.uid"
            if article else "pair p JOIN event e ON e.uid = p.one JOIN coding c ON c.uid = e.coding"
        )  # fmt: skip
        rows = self.database.all(
            f"SELECT p.one, p.other, p.judged FROM {tables} WHERE p.removed = 0 AND c.standing <> 'adjudicated'"
            + (" AND c.article = ?" if article else ""),
            (article,) if article else (),
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

    def went_into(self, coding: str) -> dict[str, str]:
        """By coder's event, the event of an adjudicated coding that it was last joined to, there still or dropped."""
        rows = self.database.all(
            "SELECT p.other, p.one FROM event e JOIN pair p ON p.one = e.uid WHERE e.coding = ? AND p.judged = 'same' "
            "AND p.removed = 0 ORDER BY e.removed DESC, p.rowid",
            (coding,),
        )
        return {row[0]: row[1] for row in rows}

    def judge(self, one: str, other: str, judged: Judged | None) -> None:
        """Says that two events of one article are the same happening, or are not; None takes the word back.

        Raises UsageError for two events of one coding or of different articles, and for an adjudicated event: what that was
        settled from is settled with it."""
        rows = self.database.all(
            "SELECT c.uid, c.article, c.standing FROM event e JOIN coding c ON c.uid = e.coding WHERE e.uid IN (?, ?)",
            (one, other),
        )
        if len(rows) != 2 or rows[0][0] == rows[1][0]:
            raise UsageError("A pair is two events of two coders.")
        if rows[0][1] != rows[1][1]:
            raise UsageError("A pair is two events of one article.")
        if "adjudicated" in (rows[0][2], rows[1][2]):
            raise UsageError("Which events an adjudicated event stands for is settled in the adjudication.")
        first, second = sorted((one, other))
        label = {"id": "judge_pair", "judged": judged or ""}
        with self.history.operation(label, place={"article": rows[0][1], "event": one, "place": "review"}):
            if judged:
                self._write([(first, second, judged)])
            else:
                self._remove(first, second)

    def join(self, event: str, sources: Iterable[str]) -> None:
        """Joins an adjudicated event to the coders' events it was settled from, inside the caller's operation."""
        self._write([(event, source, "same") for source in sources])

    def part(self, event: str, source: str) -> None:
        """Takes a coder's event away from those an adjudicated event was settled from, inside the caller's operation."""
        self._remove(event, source)

    def _write(self, rows: Iterable[tuple[str, str, Judged]]) -> None:
        self.database.run_many(
            "INSERT INTO pair (uid, one, other, judged, removed) VALUES (?, ?, ?, ?, 0) "
            "ON CONFLICT (uid) DO UPDATE SET judged = excluded.judged, removed = 0",
            [(digest("pair", one, other), one, other, judged) for one, other, judged in rows],
        )

    def _remove(self, one: str, other: str) -> None:
        """A word that was never said leaves nothing behind."""
        self.database.run("UPDATE pair SET removed = 1 WHERE uid = ?", (digest("pair", one, other),))
