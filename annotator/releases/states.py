"""Two states of a project's incidents, held against each other row by row.

Owns what is compared: of each row of the wide table the cells of released fields and those that say what tells it (see
`UNITS`), the events that tell it, and its values as they stand in other files, of which the table may have no column. Of each
row a hash is kept in TEMP tables, and only rows that differ are read again, some at a time: memory grows with what is read at
once, not with the dataset. Must not know why anything changed, nor how it is told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..codebook.columns import FlatColumn
from ..codebook.model import Codebook
from ..formats.selection import ORDER
from ..formats.unit_columns import joined, unit_columns
from ..project import Project
from .fields import hidden_fields, released_columns
from .options import ReleaseOptions, not_released
from .taken import selection

BATCH = 500
"""Rows that are read again at once."""
UNITS = (
    "events",
    "articles",
    "article_sources",
    "first_article",
    "first_article_date",
    "last_article_date",
    "state",
    "open_fields",
)
"""The columns of the wide table that say what tells an incident and are compared. What else of its first article stands there
is the article's own."""
MEMBERS = "members"
"""What the events that tell an incident are told under; like a column it gives way to a field of that name."""
_MEMBERS = "(SELECT json_group_array(event) FROM (SELECT m.event FROM temp.incident_members m WHERE m.incident = " \
           "e.event_uid ORDER BY m.event))"  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that says something else: its column, and the field it belongs to, empty for one of `UNITS` and `MEMBERS`."""

    column: str
    field: str
    unit: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A row that is not what it was. `was` and `now` are uids, empty where it was not there, or is not any more; `cells` are
    those that differ, where it is in both."""

    key: str
    was: str
    now: str
    then_events: frozenset[str]
    now_events: frozenset[str]
    cells: tuple[Cell, ...] = ()

    @property
    def events(self) -> frozenset[str]:
        """All events that tell it in either state."""
        return self.then_events | self.now_events


@dataclass(frozen=True, slots=True)
class _Row:
    units: Sequence[Any]
    cells: Sequence[Any]
    events: frozenset[str]
    values: Mapping[str, Any]


@dataclass
class State:
    """What a release gave out, or would: `taken.choose_rows` was called on its project with these options."""

    project: Project
    options: ReleaseOptions
    shown: tuple[str, ...] = ()
    """The columns that are compared: those of released fields that both states have."""
    places: dict[str, int] = field(default_factory=dict)

    @cached_property
    def without(self) -> tuple[str, ...]:
        """Fields that do not go out."""
        return not_released(self.project.codebook, self.options)

    @cached_property
    def columns(self) -> tuple[FlatColumn, ...]:
        """The columns of its released fields."""
        return tuple(one for one, _ in released_columns(self.project.codebook, self.without))

    @cached_property
    def _units(self) -> dict[str, tuple[str, str]]:
        """Of each of `UNITS` its select and what it is called here."""
        found = unit_columns(self.project, selection(self.project, self.options, "incident"))
        return {one.name.rstrip("_"): (one.select, one.name) for one in found if one.name.rstrip("_") in UNITS}

    def called(self, unit: str) -> str:
        """What one of `UNITS` is called, or the members."""
        if unit != MEMBERS:
            return self._units[unit][1]
        taken, name = {one.name for one in self.project.table.flat}, MEMBERS
        while name in taken:
            name += "_"
        return name

    @cached_property
    def _values(self) -> _Values:
        return _Values(self.project.codebook, self.without)

    def rows(self, uids: Sequence[str] | None = None) -> Iterator[tuple[str, str, _Row]]:
        """Uid, key and content of all rows in their order, or of some."""
        chosen = selection(self.project, self.options, "incident")
        selects = ["e.event_uid", "coalesce(e.id, e.event_uid)", 'v."values"', _MEMBERS]
        selects += [self._units[one][0] for one in UNITS] + [f'e."{name}"' for name in self.shown]
        some, values = ("", chosen.values) if uids is None else (
            " AND e.event_uid IN (SELECT value FROM json_each(?))", (*chosen.values, json.dumps(list(uids))))  # fmt: skip
        for uid, key, told, events, *cells in self.project.database.run(
            f"SELECT {', '.join(selects)} {joined(chosen)}{some} {ORDER}", values
        ):
            yield uid, key, _Row(
                cells[: len(UNITS)], cells[len(UNITS) :], frozenset(json.loads(events)), self._values.of(json.loads(told))
            )  # fmt: skip

    def members(self, uids: Sequence[str]) -> dict[str, frozenset[str]]:
        """The events that tell some rows."""
        found: dict[str, set[str]] = {}
        for incident, event in self.project.database.run(
            "SELECT incident, event FROM temp.incident_members WHERE incident IN (SELECT value FROM json_each(?))",
            (json.dumps(list(uids)),),
        ):
            found.setdefault(incident, set()).add(event)
        return {uid: frozenset(events) for uid, events in found.items()}


class _Values:
    """The values of a row as they go out, made quickly: what is hidden is known before."""

    def __init__(self, codebook: Codebook, without: Sequence[str]) -> None:
        hidden = {path for path, _ in hidden_fields(codebook, without)}
        self._names = frozenset(name for name in codebook.fields if name not in hidden)
        self._parts: dict[str, set[str]] = {}
        for path in hidden:
            name, dot, sub = path.partition(".")
            if dot:
                self._parts.setdefault(name, set()).add(sub)

    def of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Those of released fields and parts."""
        kept = {name: value for name, value in values.items() if name in self._names and value is not None}
        for name, subs in self._parts.items():
            if isinstance(items := kept.get(name), list):
                kept[name] = [
                    {sub: told for sub, told in item.items() if sub not in subs} if isinstance(item, dict) else item
                    for item in items
                ]  # fmt: skip
        return kept


class Comparison:
    """The rows of two states. Makes TEMP tables `state_then` and `state_now` (place, uid, key, hash) beside the later one."""

    def __init__(self, then: State, now: State) -> None:
        self.then, self.now = then, now
        there = {one.name for one in then.columns}
        self._common = [one for one in now.columns if one.name in there]
        then.shown = now.shown = tuple(one.name for one in self._common)
        self._fields = {one.field for one in then.columns} & {one.field for one in now.columns}
        db = now.project.database
        with db.scratch():
            for name, state in (("state_then", then), ("state_now", now)):
                db.run(f"DROP TABLE IF EXISTS temp.{name}")
                db.run(f"CREATE TEMP TABLE {name} (place INTEGER PRIMARY KEY, uid TEXT, key TEXT, hash BLOB)")
                db.run_many(f"INSERT INTO temp.{name} VALUES (?, ?, ?, ?)", self._hashes(state))
                db.run(f"CREATE INDEX temp.{name}_by_key ON {name}(key)")
                db.run(f"CREATE INDEX temp.{name}_by_uid ON {name}(uid)")

    def _hashes(self, state: State) -> Iterator[tuple[int, str, str, bytes]]:
        for place, (uid, key, row) in enumerate(state.rows()):
            values = {name: value for name, value in row.values.items() if name in self._fields}
            told = json.dumps([row.units, row.cells, sorted(row.events), values], sort_keys=True)
            yield place, uid, key, hashlib.blake2b(told.encode("ascii"), digest_size=16).digest()

    def fields_gone(self) -> list[str]:
        """Columns that are not given out any more."""
        here = {one.name for one in self.now.columns}
        return [one.name for one in self.then.columns if one.name not in here]

    def fields_new(self) -> list[str]:
        """Columns that were not given out before."""
        there = {one.name for one in self.then.columns}
        return [one.name for one in self.now.columns if one.name not in there]

    def there(self) -> Iterator[list[Pair]]:
        """Rows of now that were other ones, or not there, in their order; some at a time."""
        yield from self._batches(
            "SELECT n.key, t.uid, n.uid FROM temp.state_now n LEFT JOIN temp.state_then t ON t.key = n.key "
            "WHERE t.hash IS NOT n.hash ORDER BY n.place"
        )

    def gone(self) -> Iterator[list[Pair]]:
        """Rows that are not there any more, in the order they had."""
        yield from self._batches(
            "SELECT t.key, t.uid, NULL FROM temp.state_then t WHERE NOT EXISTS (SELECT 1 FROM temp.state_now n "
            "WHERE n.key = t.key) ORDER BY t.place"
        )

    def _batches(self, sql: str) -> Iterator[list[Pair]]:
        found = self.now.project.database.all(sql)
        for begin in range(0, len(found), BATCH):
            yield list(self._pairs(found[begin : begin + BATCH]))

    def _pairs(self, rows: Sequence[Sequence[Any]]) -> Iterator[Pair]:
        both = [row for row in rows if row[1] and row[2]]
        was = {uid: row for uid, _, row in self.then.rows([row[1] for row in both])}
        now = {uid: row for uid, _, row in self.now.rows([row[2] for row in both])}
        before = self.then.members([row[1] for row in rows if row[1]])
        after = self.now.members([row[2] for row in rows if row[2]])
        for key, one, other in rows:
            cells = tuple(self._differing(was[one], now[other])) if one and other else ()
            events = before.get(one, frozenset()), after.get(other, frozenset())
            yield Pair(key, one or "", other or "", *events, cells)

    def _differing(self, was: _Row, now: _Row) -> Iterator[Cell]:
        if was.events != now.events:
            yield Cell(self.now.called(MEMBERS), "", MEMBERS, _joined(was.events), _joined(now.events))
        for unit, before, after in zip(UNITS, was.units, now.units, strict=True):
            if before != after:
                yield Cell(self.now.called(unit), "", unit, _text(before), _text(after))
        told = set[str]()
        for one, before, after in zip(self._common, was.cells, now.cells, strict=True):
            if before != after:
                told.add(one.field)
                yield Cell(one.name, one.field, "", _text(before), _text(after))
        # What the table has no column for: entries of a group beyond those that have some.
        for name, asked in self.now.project.codebook.fields.items():
            if name not in self._fields:
                continue
            before, after = was.values.get(name), now.values.get(name)
            rest = (_rest(before, asked.most), _rest(after, asked.most)) if asked.type == "group" else (None, None)
            if before != after and (name not in told or rest[0] != rest[1]):
                yield Cell(name, name, "", _json(before), _json(after))

    def key_now(self, uid: str) -> str:
        """The key of a row of now, empty where there is none of that uid."""
        return str(self.now.project.database.value("SELECT key FROM temp.state_now WHERE uid = ?", (uid,)) or "")

    def taken_in(self, events: frozenset[str]) -> str:
        """The key of the one row of now that all these events tell, empty where it is not one."""
        rows = self.now.project.database.all(
            "SELECT m.incident, count(*) FROM json_each(?) j JOIN temp.incident_members m ON m.event = j.value GROUP BY 1",
            (json.dumps(sorted(events)),),
        )
        return self.key_now(rows[0][0]) if len(rows) == 1 and rows[0][1] == len(events) else ""


def _rest(value: Any, most: int) -> Any:
    return value[most:] if isinstance(value, list) else []


def _joined(events: frozenset[str]) -> str:
    return "; ".join(sorted(events))


def _json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _text(value: Any) -> str:
    return "" if value is None else str(value)
