"""One coder's work in one file: its units, what each holds, and the steps that made it. The ground of packages and merges.

The unit is a coding, with its events, evidence and mentions; of what else is a coder's own (comments, flags, first pass,
saved filters, proposals, links proposed, settings) each row is one. The **steps** of a unit are the operations that changed
it, by uid, each with the number of changes it made there: an operation that typing goes on in grows. Of two states of a unit
the one whose steps contain the other's is newer; where neither does, both went on from an older one.

What came from other files is told by `work_operation` and `work_change`; what was done here, by `operation` and `change`.
Merges, packages and settlements carry work about and are no steps of it. A lead's corrections that run through everybody's
work (renamed entries, corrected texts) are steps, too, told apart by who made them.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from .database import Database

Row = tuple[Any, ...]
Key = tuple[str, str]
"""A table and the uid of a row."""
Steps = dict[str, int]
"""Uid of an operation → how many changes of the unit it made."""

PARTS: dict[str, tuple[str, ...]] = {
    "coding": ("article", "coder", "round", "standing", "state", "verdict", "reason", "answers", "overruled", "memo",
               "first_done", "first_submission", "removed"),
    "event": ("coding", "position", "values", "extra", "overruled", "codebook", "removed"),
    "evidence": ("owner", "field", "item", "status", "spans", "link", "note", "origin", "removed"),
    "mention": ("coding", "spans", "reason", "note", "removed"),
}  # fmt: skip
"""The tables a coding is made of and their columns behind the uid."""
STATE = PARTS["coding"].index("state")
ARTICLE = PARTS["coding"].index("article")
ROUND = PARTS["coding"].index("round")
FIRST = slice(PARTS["coding"].index("first_done"), PARTS["coding"].index("first_submission") + 1)
_EVENTS = "SELECT e.uid FROM coding c JOIN event e ON e.coding = c.uid WHERE c.coder = :coder AND c.standing = 'coded'"
SINGLE: dict[str, str] = {
    **dict.fromkeys(("comment", "flag", "screening", "saved_filter"), "coder = :coder"),
    **dict.fromkeys(("actor", "place", "source"), "proposed_by = :coder"),
    "incident_link": f"judged <> 'same' AND event IN ({_EVENTS})",
}
"""The tables whose rows are units of their own, and which rows are a coder's."""
CARRYING = ("merge", "take_in", "package", "settle")
"""Operations that carry work about, by the id of their label."""
_MADE = "coalesce(json_extract(o.label, '$.of.of.id'), json_extract(o.label, '$.of.id'), json_extract(o.label, '$.id'))"
_IS_STEP = f"{_MADE} NOT IN ({', '.join(repr(one) for one in CARRYING)})"
_OF_ROW = {
    "coding": "SELECT uid, uid AS unit FROM coding WHERE coder = :coder AND standing = 'coded'",
    "event": "SELECT e.uid, c.uid FROM coding c JOIN event e ON e.coding = c.uid WHERE c.coder = :coder "
    "AND c.standing = 'coded'",
    "evidence": "SELECT v.uid, c.uid FROM coding c JOIN evidence v ON v.owner = c.uid WHERE c.coder = :coder "
    "AND c.standing = 'coded' UNION ALL SELECT v.uid, c.uid FROM coding c JOIN event e ON e.coding = c.uid "
    "JOIN evidence v ON v.owner = e.uid WHERE c.coder = :coder AND c.standing = 'coded'",
    "mention": "SELECT m.uid, c.uid FROM coding c JOIN mention m ON m.coding = c.uid WHERE c.coder = :coder "
    "AND c.standing = 'coded'",
    **{table: f"SELECT uid, uid FROM {table} WHERE {whose}" for table, whose in SINGLE.items()},
    "coder": "SELECT uid, uid FROM coder WHERE uid = :coder",
}  # fmt: skip
_OURS = " UNION ALL ".join(
    f"SELECT '{table}' AS tbl, r.* FROM ({sql}) r" for table, sql in _OF_ROW.items()
)  # fmt: skip
_UNITS = "SELECT uid FROM coding WHERE coder = :coder AND standing = 'coded' UNION ALL SELECT :coder" + "".join(
    f" UNION ALL SELECT uid FROM {table} WHERE {whose}" for table, whose in SINGLE.items()
)
_HERE = f"WITH ours(tbl, uid, unit) AS MATERIALIZED ({_OURS}) SELECT r.unit, o.uid, o.coder, o.time, count(*) "
_STEPS = (
    # What the coder did here.
    f"{_HERE} FROM operation o CROSS JOIN change h ON h.operation = o.id CROSS JOIN ours r ON r.uid = h.uid AND r.tbl = h.tbl "
    f"WHERE o.coder = :coder AND {_IS_STEP} GROUP BY r.unit, o.id",
    # What others did here to rows of the coder's; the state of a coding is told by reviews.
    f"{_HERE} FROM ours r CROSS JOIN change h ON h.uid = r.uid AND h.field <> '*' AND h.tbl = r.tbl "
    f"CROSS JOIN operation o ON o.id = h.operation WHERE o.coder <> :coder AND {_IS_STEP} "
    "AND (h.tbl <> 'coding' OR h.field <> 'state') GROUP BY r.unit, o.id",
    # What was done elsewhere, as far as what brought it is in effect.
    f"WITH ours(unit) AS MATERIALIZED ({_UNITS}) SELECT h.unit, o.uid, o.coder, o.time, count(*) FROM ours r "
    "CROSS JOIN work_change h ON h.unit = r.unit CROSS JOIN operation m ON m.id = h.came_with AND m.undone = 0 "
    "CROSS JOIN work_operation o ON o.id = h.operation GROUP BY h.unit, o.id",
)


@dataclass(slots=True)
class Unit:
    """A unit: what it holds by row, and its steps: those of its coder and those of others."""

    uid: str
    rows: dict[Key, Row] = field(default_factory=dict)
    steps: Steps = field(default_factory=dict)
    others: Steps = field(default_factory=dict)
    time: str = ""
    """Of the coder's last step."""

    def contains(self, steps: Steps) -> bool:
        """Whether all of some steps are in this state."""
        return contains(self.steps, steps)

    def content(self) -> str:
        """What it holds as one text, the same for the same content."""
        return json.dumps(sorted((*key, *row) for key, row in self.rows.items()), ensure_ascii=False, default=str)


@dataclass(slots=True)
class Work:
    """All of a coder's work in a file: codings by uid, and single rows by uid."""

    coder: str
    codings: dict[str, Unit]
    singles: dict[str, Unit]


def contains(steps: Steps, some: Steps) -> bool:
    """Whether some steps are all among others, each at least as far."""
    return all(steps.get(uid, 0) >= count for uid, count in some.items())


def read(db: Database, coder: str) -> Work:
    """What a coder's work is in a file. What a coding put aside (see `versions`) is not among its steps."""
    work = Work(coder, {}, {})
    for uid, *row in db.run(f"SELECT uid, {_columns('coding')} FROM coding WHERE coder = ? AND standing = 'coded'", (coder,)):
        work.codings[uid] = Unit(uid, {("coding", uid): tuple(row)})
    for table in ("event", "evidence", "mention"):
        for unit, uid, *row in db.run(
            f"WITH r(uid, unit) AS ({_OF_ROW[table]}) SELECT r.unit, t.uid, {_columns(table, 't')} FROM r "
            f"CROSS JOIN {table} t ON t.uid = r.uid WHERE t.removed = 0 ORDER BY t.rowid",
            named(coder=coder),
        ):
            rows = work.codings[unit].rows
            if table != "evidence" or row[0] == unit or ("event", row[0]) in rows:  # of an event taken away it says nothing
                rows[table, uid] = tuple(row)
    for table, whose in SINGLE.items():
        for row in db.run(f"SELECT * FROM {table} WHERE {whose}", named(coder=coder)):
            work.singles[row[0]] = Unit(row[0], {(table, row[0]): tuple(row)})
    for uid, settings in db.run("SELECT uid, settings FROM coder WHERE uid = ?", (coder,)):
        work.singles[uid] = Unit(uid, {("coder", uid): (settings,)})
    _read_steps(db, work)
    return work


def _read_steps(db: Database, work: Work) -> None:
    aside: dict[str, set[str]] = {}
    for coding, uids in db.run("SELECT coding, aside FROM version WHERE state = 'open' AND removed = 0"):
        aside.setdefault(coding, set()).update(json.loads(uids))
    for sql in _STEPS:
        for unit, uid, who, time, count in db.run(sql, named(coder=work.coder)):
            found = work.codings.get(unit) or work.singles.get(unit)
            if found is None or uid in aside.get(unit, ()):
                continue
            steps = found.steps if who == work.coder else found.others
            steps[uid] = max(steps.get(uid, 0), count)
            if who == work.coder and time > found.time:
                found.time = time


def _columns(table: str, alias: str = "") -> str:
    before = f"{alias}." if alias else ""
    return ", ".join(f'{before}"{name}"' for name in PARTS[table])


def named(**values: Any) -> Any:
    """Values by name, as the driver takes them."""
    return cast("Any", values)


# --- writing ---------------------------------------------------------------------------------------------------------


def write(db: Database, before: Mapping[Key, Row], after: Mapping[Key, Row]) -> None:
    """Brings codings' rows from what they are to what they shall be, inside the caller's operation.

    Rows that are not there any more are marked removed; those that are the same are left alone.
    """
    for table, columns in PARTS.items():
        new = [(uid, *row) for (tbl, uid), row in after.items() if tbl == table and (tbl, uid) not in before]
        other = [(*row, uid) for (tbl, uid), row in after.items()
                 if tbl == table and (tbl, uid) in before and before[tbl, uid] != row]  # fmt: skip
        gone = [(uid,) for tbl, uid in before if tbl == table and (tbl, uid) not in after]
        names = [f'"{name}"' for name in columns]
        marks = ", ".join("?" * (len(columns) + 1))
        sets = ", ".join(f"{name} = excluded.{name}" for name in names)
        db.run_many(
            f"INSERT INTO {table} (uid, {', '.join(names)}) VALUES ({marks}) ON CONFLICT (uid) DO UPDATE SET {sets}", new
        )
        db.run_many(f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in names)} WHERE uid = ?", other)
        db.run_many(f"UPDATE {table} SET removed = 1 WHERE uid = ?", gone)


def put_rows(db: Database, table: str, rows: Iterable[Sequence[Any]], columns: Sequence[str] = ()) -> int:
    """Whole rows of a table, new or in place of those of the same uid; gives how many were not as they are now."""
    names = tuple(columns) or tuple(row[1] for row in db.all(f"PRAGMA table_info({table})"))
    quoted = [f'"{name}"' for name in names]
    changing = [name for name in quoted if name not in ('"uid"', '"number"')]
    fits = " OR ".join(f"{table}.{name} IS NOT excluded.{name}" for name in changing)
    return db.run_many(
        f"INSERT INTO {table} ({', '.join(quoted)}) VALUES ({', '.join('?' * len(names))}) ON CONFLICT (uid) DO UPDATE SET "
        f"{', '.join(f'{name} = excluded.{name}' for name in changing)} WHERE {fits}",
        rows,
    )


# --- history from elsewhere ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """One operation of another file and the changes of units that are taken over."""

    uid: str
    coder: str
    label: str
    time: str
    place: str | None
    undoes: str | None
    undone: int
    changes: tuple[Row, ...]
    """(unit, tbl, uid, field, old, new), in order."""


_TOLD = "o.uid, o.coder, o.label, o.time, o.place, {undoes}, o.undone, {unit}, h.tbl, h.uid, h.field, h.old, h.new"
_TOLD_BY = (
    f"WITH ours(unit) AS MATERIALIZED ({_UNITS}) SELECT {_TOLD.format(undoes='o.undoes', unit='h.unit')} FROM ours r "
    "CROSS JOIN work_change h ON h.unit = r.unit CROSS JOIN operation m ON m.id = h.came_with AND m.undone = 0 "
    "CROSS JOIN work_operation o ON o.id = h.operation ORDER BY h.id",
    f"WITH ours(tbl, uid, unit) AS MATERIALIZED ({_OURS}), made(id) AS MATERIALIZED (SELECT id FROM operation WHERE "
    "coder = :coder UNION SELECT h.operation FROM ours r CROSS JOIN change h ON h.uid = r.uid AND h.field <> '*' "
    "AND h.tbl = r.tbl) "
    f"SELECT {_TOLD.format(undoes='(SELECT u.uid FROM operation u WHERE u.id = o.undoes)', unit='r.unit')} "
    "FROM operation o CROSS JOIN change h ON h.operation = o.id "
    "CROSS JOIN ours r ON r.uid = h.uid AND r.tbl = h.tbl "
    f"WHERE o.id IN (SELECT id FROM made) AND {_IS_STEP} AND (o.coder = :coder OR h.tbl <> 'coding' OR h.field <> 'state') "
    "ORDER BY h.id",
)


def told(db: Database, coder: str, units: Mapping[str, Unit]) -> Iterator[Told]:
    """The operations that made some units of a coder, with their changes of these units alone.

    A lead's operation is told without its label's values and place, and without the reasons of links: they may speak of
    other work.
    """
    seen: set[tuple[str, str]] = set()
    for sql in _TOLD_BY:
        heads: dict[str, Row] = {}
        changes: dict[str, list[Row]] = {}
        for row in db.run(sql, named(coder=coder)):
            unit = units.get(row[7])
            if unit is not None and (row[0] in unit.steps or row[0] in unit.others) and (row[0], row[7]) not in seen:
                heads.setdefault(row[0], tuple(row[:7]))
                change = tuple(row[7:])
                if change[1] == "incident_link" and change[3] == "reason":
                    change = (*change[:4], "", "")
                changes.setdefault(row[0], []).append(change)
        seen.update((uid, change[0]) for uid, made in changes.items() for change in made)
        for uid, head in heads.items():
            label, place = head[2], head[4]
            if head[1] != coder:
                label, place = json.dumps({"id": json.loads(label).get("id", "")}), None
            yield Told(uid, head[1], label, head[3], place, head[5], head[6], tuple(changes[uid]))


def keep_told(db: Database, operations: Iterable[Told], came_with: int) -> None:
    """Writes down what was done elsewhere: what is new, and what went on. What was done here is known.

    A change whose merge was undone is written down once more, with this one: what was there is how a state before is told.
    """
    here = {row[0] for row in db.run("SELECT uid FROM operation")}
    known: dict[str, int] = {row[0]: row[1] for row in db.run("SELECT uid, id FROM work_operation")}
    number = int(db.value("SELECT coalesce(max(id), 0) FROM work_operation"))
    new: list[Row] = []
    changes: list[Row] = []
    for one in operations:
        if one.uid in here:
            continue
        if one.uid not in known:
            number += 1
            known[one.uid] = number
            new.append((number, one.uid, one.coder, one.label, one.time, one.place, one.undoes, one.undone))
            changes.extend((number, *change, came_with) for change in one.changes)
            continue
        there = known[one.uid]
        db.run("UPDATE work_operation SET undone = ? WHERE id = ? AND undone <> ?", (one.undone, there, one.undone))
        have = Counter(db.run(
            "SELECT h.unit, h.tbl, h.uid, h.field, h.old, h.new FROM work_change h JOIN operation m ON m.id = h.came_with "
            "WHERE h.operation = ? AND m.undone = 0",
            (there,),
        ))  # fmt: skip
        for change in one.changes:
            if have[change] > 0:
                have[change] -= 1
            else:
                changes.append((there, *change, came_with))
    db.run_many(
        "INSERT INTO work_operation (id, uid, coder, label, time, place, undoes, undone) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", new
    )
    db.run_many(
        "INSERT INTO work_change (operation, unit, tbl, uid, field, old, new, came_with) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        changes,
    )


def digest(*parts: str) -> str:
    """An identity made of parts (SHA-256, 32 hex digits)."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
