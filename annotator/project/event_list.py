"""Lists of events: which ones, in what order, how many, and the lines that are looked at; all in SQL.

Owns the language of filters over the flat table `events`, and its indexes beyond those the table is made with. Must not
know the window, nor titles and labels: cells come out as they stand.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..errors import ProjectError, UsageError
from .choice import is_made
from .database import Database
from .event_parts import CHOICE, asks_for_choice, asks_for_incidents, is_part, part_columns, part_condition, roles_of
from .event_table import ERRORS, FIXED, WARNINGS, EventTable
from .filtering import PROBLEMS, Filter, Kind, ListColumn, check_operator, condition, escaped, known_severity
from .told_incidents import OF_EVENTS, telling, told_in

WORTH_AN_INDEX = 20_000
"""Events from which on an index is made for a column that is sorted or compared by."""
_FIXED_KINDS: dict[str, Kind] = {
    "article": "number", "coder": "code", "round": "code", "standing": "code", "state": "code", "position": "number",
    "id": "text", "article_date": "date",
}  # fmt: skip
_COUNTS = (ERRORS, WARNINGS)
Where = tuple[str, tuple[Any, ...]]
"""Conditions, empty or beginning with WHERE, and the values to bind."""
_SEVERITY = {"error": f'"{ERRORS}" > 0', "warning": f'"{WARNINGS}" > 0', "none": f'("{ERRORS}" = 0 AND "{WARNINGS}" = 0)'}


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Which events, and their order. Filters hold together; `words` must all stand somewhere in the event's texts.

    `coder` leaves only the coder's own work. Without `sort`, events stand in the order of articles.
    """

    filters: tuple[Filter, ...] = ()
    words: str = ""
    sort: str = ""
    descending: bool = False
    coder: str = ""

    def without_filters(self) -> EventQuery:
        """The same list with nothing left out but other coders' work."""
        return replace(self, filters=(), words="")


class EventList:
    """The events of a project as lists. Reads through one connection; several may be used side by side."""

    def __init__(self, table: EventTable, database: Database | None = None) -> None:
        """With `database`, another connection to the same file is read."""
        self.database = database or table.database
        self.columns = tuple(_columns(table))
        self.roles = roles_of(table.codebook, table.flat)
        self.parts = tuple(part_columns(self.roles))
        """What filters may also ask and no column holds: see `event_parts`."""
        self._by_name = {column.name: column for column in (*self.columns, *self.parts)}
        self._texts = [column.name for column in self.columns if column.field and column.kind in ("text", "code", "list")]

    def numbers(self, query: EventQuery) -> array[int]:
        """The rows of a list in order, 8 bytes each; `rows` reads those that are looked at."""
        where, values = self.where(query)
        found = self.database.run(f"SELECT rowid FROM events {where} {self._order(query)}", values)
        return array("q", (row[0] for row in found))

    def count(self, query: EventQuery) -> int:
        """How many events a list has."""
        where, values = self.where(query)
        return int(self.database.value(f"SELECT count(*) FROM events {where}", values))

    def first(self, query: EventQuery, limit: int, skip: int = 0) -> list[int]:
        """The first rows of a list, or a stretch of it."""
        where, values = self.where(query)
        sql = f"SELECT rowid FROM events {where} {self._order(query)} LIMIT ? OFFSET ?"
        return [row[0] for row in self.database.run(sql, (*values, limit, skip))]

    def rows(self, numbers: Sequence[int], names: Sequence[str]) -> dict[int, tuple[Any, ...]]:
        """Some rows' cells under some columns, by row; event and article are asked for as `event_uid` and `article`."""
        known = {"event_uid", *(name for name in self._by_name if not is_part(name))}
        if wrong := [name for name in names if name not in known]:
            raise UsageError(f"A list of events has no column {', '.join(wrong)}.")
        marks = ",".join("?" * len(numbers))
        columns = ", ".join(f'"{name}"' for name in names)
        found = self.database.run(f"SELECT rowid, {columns} FROM events WHERE rowid IN ({marks})", tuple(numbers))
        return {row[0]: tuple(row[1:]) for row in found}

    def values(self, column: str, limit: int = 200, coder: str = "") -> list[Any]:
        """The most frequent values of a column, for choosing one."""
        if self._known(column).name == PROBLEMS:
            return list(_SEVERITY)
        own, values = self.where(EventQuery(coder=coder))
        sql = f'SELECT "{column}" FROM events {own} GROUP BY 1 HAVING "{column}" IS NOT NULL ORDER BY count(*) DESC, 1 LIMIT ?'
        return [row[0] for row in self.database.run(sql, (*values, limit))]

    def wanting_index(self, query: EventQuery) -> list[tuple[str, ...]]:
        """Columns of a query that have no index though the table is long; long texts are never given one."""
        if self.size() < WORTH_AN_INDEX:
            return []
        long = {column.name for column in self.columns if column.long}
        asked = [self._sorted_by(query), *(_compared(one) for one in query.filters if _wants_index(one))]
        have = self._indexed()
        return [names for names in dict.fromkeys(asked) if not long.intersection(names) and names not in have]

    def size(self) -> int:
        """About how many events there are, told at once."""
        return int(self.database.value("SELECT max(rowid) FROM events") or 0)

    def _indexed(self) -> set[tuple[str, ...]]:
        names = [row[0] for row in self.database.all("SELECT name FROM pragma_index_list('events')")]
        return {tuple(row[0] for row in self.database.all("SELECT name FROM pragma_index_info(?)", (name,))) for name in names}

    def _order(self, query: EventQuery) -> str:
        way = "DESC" if query.descending else "ASC"
        return "ORDER BY " + ", ".join(f'"{name}" {way}' for name in (*self._sorted_by(query), "rowid"))

    def _sorted_by(self, query: EventQuery) -> tuple[str, ...]:
        if query.sort in ("", "article"):
            return ("article", "position")
        return _COUNTS if self._known(query.sort).name == PROBLEMS else (query.sort,)

    def where(self, query: EventQuery) -> Where:
        """A query's conditions on the table `events`, and the values to bind; empty for all of them.

        Where incidents are asked for, these are the events that tell one of which the conditions hold.
        """
        if asks_for_incidents(query.filters):
            rows, bound = self.where_rows(query)
            return f"WHERE {told_in(rows)}", bound
        parts: list[str] = []
        values: list[Any] = []
        if query.coder:
            if asks_for_choice(query.filters):  # it would say which articles others coded, too
                raise UsageError("What a release takes is for the lead to see.")
            parts.append("coder = ? AND standing = 'coded'")
            values.append(query.coder)
        return self._joined(query.filters, query.words, parts, values)

    def where_rows(self, query: EventQuery) -> Where:
        """The same on `told_incidents.ROWS`, a row an incident: what is asked of a coding or an article holds of one of the
        events that tell it, all else of what they come to."""
        if query.coder:
            raise UsageError("What a release gives is for the lead to see.")
        told, values = self.where_told(query)
        others = [one for one in query.filters if one.column not in OF_EVENTS]
        return self._joined(others, query.words, [telling(told)] if told else [], list(values))

    def where_told(self, query: EventQuery) -> Where:
        """What such a query asks of the events that tell an incident, on the table `events`; empty for nothing."""
        return self._joined([one for one in query.filters if one.column in OF_EVENTS and one.column != CHOICE], "", [], [])

    def _joined(self, filters: Iterable[Filter], words: str, parts: list[str], values: list[Any]) -> Where:
        for one in filters:
            sql, given = self.condition(one)
            parts.append(sql)
            values += given
        for word in words.split():
            held = " || char(10) || ".join(f"coalesce(\"{name}\", '')" for name in self._texts)
            parts.append(f"({held or 'NULL'}) LIKE ? ESCAPE '\\'")
            values.append(f"%{escaped(word)}%")
        return ("WHERE " + " AND ".join(parts) if parts else ""), tuple(values)

    def condition(self, one: Filter) -> tuple[str, list[Any]]:
        """What a filter asks of the table `events`, and the values to bind."""
        column = self._known(one.column)
        check_operator(column, one)
        if column.name == PROBLEMS:
            return _SEVERITY[known_severity(one)], []
        if asks_for_choice((one,)) and not is_made(self.database):
            raise UsageError("What a release takes was not chosen here yet: see choice.make_choice.")
        if is_part(column.name):
            return part_condition(self.roles, one)
        return condition(f'"{one.column}"', column.kind, one)

    def _known(self, column: str) -> ListColumn:
        if column not in self._by_name:
            raise UsageError(f"A list of events has no column “{column}”.")
        return self._by_name[column]


def index_columns(database: Database, wanting: Sequence[tuple[str, ...]]) -> None:
    """Gives columns an index, each in a transaction of its own. A file that is busy or read only goes without."""
    for names in wanting:
        columns = ", ".join(f'"{name}"' for name in names)
        try:
            with database.writing():
                database.run(f'CREATE INDEX IF NOT EXISTS "events_by_{"_".join(names)}" ON events({columns})')
        except ProjectError:
            return


def asks_for_problems(query: EventQuery) -> bool:
    """Whether the answer hangs on what is wrong with events: that has to be counted first."""
    return query.sort == PROBLEMS or any(one.column == PROBLEMS for one in query.filters)


def _wants_index(one: Filter) -> bool:
    return one.operator != "filled" and (one.column == PROBLEMS or not is_part(one.column))


def _compared(one: Filter) -> tuple[str, ...]:
    return _COUNTS if one.column == PROBLEMS else (one.column,)


def _columns(table: EventTable) -> list[ListColumn]:
    fixed = [ListColumn(name, _FIXED_KINDS[name]) for name, _ in FIXED if name in _FIXED_KINDS]
    fixed.append(ListColumn(PROBLEMS, "code", only=("is",)))
    found: list[ListColumn] = []
    for column in table.flat:
        field = table.codebook.fields[column.field]
        if column.sub:
            field = next(sub for sub in field.fields if sub.name == column.sub)
        kind: Kind = "number" if column.kind in ("INTEGER", "REAL") else "text"
        if field.many or field.type == "tags":
            kind = "list"
        elif field.type in ("code", "yes_no"):
            kind = "code"
        elif field.type == "date":
            kind = "date"
        found.append(ListColumn(column.name, kind, column.field, field.type == "long_text"))
    return [*fixed, *found]
