"""Operations: every change somebody made, undo, redo, and the history of a value.

Owns the tables `operation` and `change`. Undo takes back my last operation still in effect, as a new operation;
redo undoes the undo; nothing is erased. What changed at one place is in `place_history`.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ..errors import CannotUndo, UsageError
from .database import Database
from .schema import JSON_COLUMNS

AT_ONCE = 1_000
"""Changes that are read at once to take them back."""
Label = Mapping[str, Any]
"""What was done, as ``{"id": "set_field", "field": "country"}``: an id and values, put into words by the window."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What one operation touched: uids by table, and the place to look at."""

    operation: int
    label: Label
    touched: Mapping[str, frozenset[str]]
    place: Mapping[str, str]

    def has(self, *tables: str) -> bool:
        """Whether any row of these tables was touched."""
        return any(table in self.touched for table in tables)


@dataclass(frozen=True, slots=True)
class Step:
    """One operation as undo and the history page show it."""

    id: int
    uid: str
    coder: str
    label: Label
    time: str
    place: Mapping[str, str]
    undoes: int | None
    undone: bool


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One change of one field."""

    time: str
    coder: str
    label: Label
    field: str
    old: Any
    new: Any


def now() -> str:
    """The time as UTC in ISO 8601 to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def new_uid() -> str:
    """A random identity of 32 hex digits."""
    return uuid.uuid4().hex


@dataclass
class History:
    """The operations of one open project."""

    database: Database
    coder: str = ""
    """Uid of who works now; operations carry it."""
    refreshers: list[Callable[[int], None]] = field(default_factory=list)
    """Called inside the transaction as the last step, with the operation's id."""
    listeners: list[Callable[[Changes], None]] = field(default_factory=list)
    """Called after the commit."""
    _open: int | None = None

    @contextmanager
    def operation(
        self,
        label: Label,
        *,
        place: Mapping[str, str] | None = None,
        extend: int | None = None,
        undoes: int | None = None,
        carries: bool = False,
    ) -> Iterator[int]:
        """One change: a transaction, a history entry, an undo step. Inside another one it belongs to that.

        With `extend`, changes go into the named operation if it is still the last one, mine, in effect and about the same.
        One that changed nothing leaves no entry; one that `carries` work about leaves it where it brought history.
        """
        if self._open is not None:
            yield self._open
            return
        db = self.database
        with db.writing():
            since = db.value("SELECT coalesce(max(id), 0) FROM change")
            goes_on = extend is not None and self._goes_on(extend, label, place)
            number = extend if goes_on and extend is not None else self._begin(label, place, undoes)
            db.run("UPDATE current_operation SET operation = ?", (number,))
            self._open = number
            try:
                yield number
                for refresh in self.refreshers:
                    refresh(since)
                changes = self._changes(number, since)
            finally:
                self._open = None
            db.run("UPDATE current_operation SET operation = NULL")
            brought = carries and db.value("SELECT EXISTS (SELECT 1 FROM work_change WHERE came_with = ?)", (number,))
            if not changes.touched and not goes_on and not brought:
                db.run("DELETE FROM operation WHERE id = ?", (number,))
        if changes.touched:
            for listener in tuple(self.listeners):
                listener(changes)

    def _goes_on(self, extend: int, label: Label, place: Mapping[str, str] | None) -> bool:
        """Whether an operation is the last one, mine, in effect and about the same. One that changed nothing was taken
        away and its number may be another's now: that is why the rest must be alike, too."""
        return bool(
            self.database.value(
                "SELECT id = (SELECT max(id) FROM operation) AND undone = 0 AND undoes IS NULL AND coder = ? AND label = ? "
                "AND place IS ? FROM operation WHERE id = ?",
                (self.coder, _text(label), _text(place) if place else None, extend),
            )
        )

    def _begin(self, label: Label, place: Mapping[str, str] | None, undoes: int | None) -> int:
        cursor = self.database.run(
            "INSERT INTO operation (uid, coder, label, time, place, undoes) VALUES (?, ?, ?, ?, ?, ?)",
            (new_uid(), self.coder, _text(label), now(), _text(place) if place else None, undoes),
        )
        return int(cursor.lastrowid)

    def _changes(self, number: int, since: int) -> Changes:
        db, newer = self.database, "FROM change WHERE id > ?"
        tables = [row[0] for row in db.all(f"SELECT DISTINCT tbl {newer}", (since,))]
        # An import brings millions of rows: each uid is held once.
        touched = {
            table: frozenset(row[0] for row in db.run(f"SELECT uid {newer} AND tbl = ?", (since, table))) for table in tables
        }
        step = self.step(number)
        return Changes(number, step.label, touched, step.place)

    def step(self, number: int) -> Step:
        """One operation by its local number."""
        row = self.database.one(f"SELECT {STEP} FROM operation WHERE id = ?", (number,))
        if row is None:
            raise UsageError(f"There is no operation {number}.")
        return as_step(row)

    def to_undo(self) -> Step | None:
        """My last operation in effect that is not itself an undo. Ids given while a release was made belong to it, and are
        passed over; whether a release rests on the step, `undo` says."""
        row = self.database.one(
            f"SELECT {STEP} FROM operation WHERE coder = ? AND undoes IS NULL AND undone = 0 "
            "AND json_extract(label, '$.id') NOT IN ('new_project', 'number_release') ORDER BY id DESC LIMIT 1",
            (self.coder,),
        )
        return as_step(row) if row else None

    def to_redo(self) -> Step | None:
        """The operation my last undo took back, as long as I did nothing new since."""
        undo = self._last_undo()
        return self.step(undo[1]) if undo else None

    def _last_undo(self) -> tuple[int, int] | None:
        row = self.database.one(
            "SELECT u.id, u.undoes FROM operation u JOIN operation d ON d.id = u.undoes WHERE u.coder = ? AND u.undone = 0 "
            "AND d.undoes IS NULL AND u.id > coalesce((SELECT max(id) FROM operation WHERE coder = ? AND undoes IS NULL), 0) "
            "ORDER BY u.id DESC LIMIT 1",
            (self.coder, self.coder),
        )
        return (row[0], row[1]) if row else None

    def has_more(self, changes: int, *, back: bool) -> bool:
        """Whether the next undo (or redo, not `back`) has more changes to take back than that."""
        undo, step = self._last_undo(), self.to_undo()
        number = (step.id if step else None) if back else (undo[0] if undo else None)
        nth = "SELECT 1 FROM change WHERE operation = ? LIMIT 1 OFFSET ?"
        return self.database.value(nth, (number, changes)) is not None

    def undo(self) -> Step | None:
        """Takes back my last operation; None where there is none. Raises CannotUndo with who changed what since, or with the
        release that rests on it: never is an older one taken back in its stead."""
        step = self.to_undo()
        if step is None:
            return None
        self._keep_given_out(step)
        self._take_back(step.id, {"id": "undo", "of": dict(step.label)}, step.place)
        return step

    def redo(self) -> Step | None:
        """Undoes my last undo; None where there is none."""
        undo = self._last_undo()
        if undo is None:
            return None
        step = self.step(undo[1])
        self._take_back(undo[0], {"id": "redo", "of": dict(step.label)}, step.place)
        return step

    def _take_back(self, number: int, label: Label, place: Mapping[str, str]) -> None:
        db = self.database
        with self.operation(label, place=place, undoes=number) as undo:
            # What was noted of an article as part of its import goes with it: whoever corrected it since holds nothing up.
            of_articles = "SELECT uid FROM change WHERE operation = ? AND tbl = 'article' AND field = '*'"
            brought = {row[0] for row in db.run(of_articles, (number,))}
            for tbl, uid, name, old, new in self._newest_first(number):
                if uid not in brought:
                    self._restore(number, tbl, uid, name, old, new)
            # Whole rows go last and at once: an import has millions of them.
            for (tbl,) in db.all("SELECT DISTINCT tbl FROM change WHERE operation = ? AND field = '*'", (number,)):
                there = "SELECT uid FROM change WHERE operation = ? AND tbl = ? AND field = '*'"
                db.run(f"UPDATE {tbl} SET removed = 1 WHERE removed = 0 AND uid IN ({there})", (number, tbl))
            self._keep_published(undo)
            db.run("UPDATE operation SET undone = 1 WHERE id = ?", (number,))
            # A redo brings the first operation back into effect.
            db.run("UPDATE operation SET undone = 0 WHERE id = (SELECT undoes FROM operation WHERE id = ?)", (number,))

    def _newest_first(self, number: int) -> Iterator[Sequence[Any]]:
        """The changed values of an operation, some at a time, for there may be millions of them."""
        last = 1 << 62
        while some := self.database.all(
            "SELECT tbl, uid, field, old, new, id FROM change WHERE operation = ? AND field <> '*' AND id < ? "
            "ORDER BY id DESC LIMIT ?",
            (number, last, AT_ONCE),
        ):
            last = some[-1][5]
            yield from (row[:5] for row in some)

    def _keep_given_out(self, step: Step) -> None:
        """Refuses to take back parts or ids that were in effect when a release was made: they are known outside."""
        given_out = _GIVEN_OUT.get(step.label["id"])
        if given_out is None:
            return
        release = self.database.value(
            "SELECT min(number) FROM release WHERE operation >= coalesce((SELECT max(r.id) FROM operation u "
            "JOIN operation r ON r.undoes = u.id WHERE u.undoes = ?), ?)",  # the last redo of it, else itself
            (step.id, step.id),
        )
        if release is not None:
            raise CannotUndo(f"This cannot be undone: release {release} {given_out}. Undo goes no further back than this step.")

    def _keep_published(self, undo: int) -> None:
        """Refuses to take from an id that a release gave out the last link that it stands for: numbers go where earlier links
        said, and those are no more only the work they were made with."""
        db = self.database
        released = db.value("SELECT coalesce(max(operation), 0) FROM release")
        for incident, known in db.all(
            "SELECT i.uid, i.external_id FROM (SELECT DISTINCT l.incident FROM change h JOIN incident_link l ON l.uid = h.uid "
            "JOIN event v ON v.uid = l.event AND v.removed = 0 WHERE h.operation = ? AND h.tbl = 'incident_link') t "
            "JOIN incident i ON i.uid = t.incident WHERE i.external_id IS NOT NULL AND i.merged_into IS NULL AND NOT EXISTS "
            "(SELECT 1 FROM incident_link l WHERE l.incident = i.uid AND l.judged = 'same' AND l.removed = 0)",
            (undo,),
        ):
            made = db.value("SELECT min(operation) FROM change WHERE uid = ? AND tbl = 'incident' AND field = '*'", (incident,))
            taken_back = db.value(
                "SELECT new FROM change WHERE uid = ? AND tbl = 'incident' AND field = 'removed' AND field <> '*' "
                "AND operation <= ? ORDER BY id DESC LIMIT 1",
                (incident, released),
            )
            if made is None or made > released or taken_back:
                continue
            raise CannotUndo(
                f"This cannot be undone: {known} was given out in a release, and no event would tell it any more. "
                "Separate the events from it instead."
            )

    def _restore(self, number: int, tbl: str, uid: str, name: str, old: Any, new: Any) -> None:
        db = self.database
        column, _, key = name.partition(".")
        if column in JSON_COLUMNS.get(tbl, ()):
            path = f'$."{key}"'
            current = db.value(f'SELECT "{column}" -> ? FROM {tbl} WHERE uid = ?', (path, uid))
            if current != new:
                raise self._changed_since(number, tbl, uid, name)
            if old is None:
                db.run(f'UPDATE {tbl} SET "{column}" = json_remove("{column}", ?) WHERE uid = ?', (path, uid))
            else:
                db.run(f'UPDATE {tbl} SET "{column}" = json_set("{column}", ?, json(?)) WHERE uid = ?', (path, old, uid))
            return
        current = db.value(f'SELECT "{column}" FROM {tbl} WHERE uid = ?', (uid,))
        if current != new:
            raise self._changed_since(number, tbl, uid, name)
        db.run(f'UPDATE {tbl} SET "{column}" = ? WHERE uid = ?', (old, uid))

    def _changed_since(self, number: int, tbl: str, uid: str, name: str) -> CannotUndo:
        row = self.database.one(
            "SELECT o.time, coalesce(c.name, o.coder) FROM change h JOIN operation o ON o.id = h.operation "
            "LEFT JOIN coder c ON c.uid = o.coder "
            "WHERE h.uid = ? AND h.tbl = ? AND h.field = ? AND h.field <> '*' AND h.operation <> ? "
            "ORDER BY h.id DESC LIMIT 1",
            (uid, tbl, name, number),
        )
        who = f"{row[1]} changed it on {row[0][:16].replace('T', ' ')}" if row else "it was changed since"
        return CannotUndo(f"This cannot be undone: {name.partition('.')[2] or name} is not as you left it; {who}.")

    def of_value(self, uid: str, name: str) -> list[ValueChange]:
        """All changes of one field of one row, oldest first; `name` as in ``values.country``."""
        rows = self.database.all(
            "SELECT o.time, o.coder, o.label, h.field, h.old, h.new FROM change h JOIN operation o ON o.id = h.operation "
            "WHERE h.uid = ? AND h.field = ? AND h.field <> '*' ORDER BY h.id",
            (uid, name),
        )
        return [ValueChange(row[0], row[1], json.loads(row[2]), *row[3:]) for row in rows]

    def steps(self, limit: int = 200, before: int | None = None, *, coder: str = "") -> list[Step]:
        """Operations, newest first; `before` is the last one of the page before. With `coder`, that coder's alone."""
        whose, values = ("coder = ? AND ", (coder,)) if coder else ("", ())
        rows = self.database.all(
            f"SELECT {STEP} FROM operation WHERE {whose}id < ? ORDER BY id DESC LIMIT ?", (*values, before or 1 << 62, limit)
        )
        return [as_step(row) for row in rows]


_GIVEN_OUT = {
    "make_splits": "told of these parts, and what was a test stays one", "number_events": "gave these ids out, and they stay",
}  # fmt: skip
"""Steps that a release rests on, by the id of their label, and what it did with them."""
STEP = "id, uid, coder, label, time, place, undoes, undone"
"""The columns of `operation` that make a `Step`."""


def as_step(row: Any) -> Step:
    """A step from its columns."""
    return Step(row[0], row[1], row[2], json.loads(row[3]), row[4], json.loads(row[5]) if row[5] else {}, row[6], bool(row[7]))


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
