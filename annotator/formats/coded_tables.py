"""A flat table of coded events, row by row, as a codebook's profile reads it: all header generations, with their dirt.

Owns which column is which field, how each column writes its days, and what the profile rewrites. A cell that cannot be
read stays as it was written. Must not know any scheme: columns, aliases, rewrites and blanks are the profile's.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .. import dates
from ..codebook.conditions import Scope, holds, work_out
from ..codebook.language import fields_of
from ..codebook.model import Codebook, CodedField, Column, Profile
from ..codebook.values import Unreadable, read, tidy
from ..errors import ImportRefused
from ..project.articles import Refused
from ..spans import clean_text
from .as_read import Keeper, gives_back, of_other_side
from .date_columns import ColumnFormat, column_order
from .tables import Table, open_table

KEPT_ANSWERS = 20_000
SERIAL_BORDER = 32_874
"""Days since 1970 below it lie before 2060; days of Excel's calendar from it on lie after 1989."""
_DAYS = re.compile(r"\s*\d{1,7}(?:\.0*)?\s*")


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row: what the codebook knows, what lies outside it, the outside id; or why it cannot be read."""

    number: int
    values: Mapping[str, Any]
    extra: Mapping[str, str]
    id: str
    refused: Refused | None = None
    as_read: Mapping[str, Any] = field(default_factory=dict)
    """Cells that would be written otherwise (see `as_read`)."""


class CodedTable:
    """A table of coded events and how its columns are read. Without a profile, columns are the codebook's field names.

    `order` settles days such as 03/04/2020 where no cell of their column does.
    """

    def __init__(self, book: Codebook, path: Path, profile: Profile | None, order: dates.Order | None = None) -> None:
        self.book, self.profile, self.order = book, profile, order
        self.table = open_table(Path(path))
        self.fields: dict[str, CodedField] = {}
        self.kept: dict[str, str] = {}
        self.id_column = ""
        self._columns: dict[str, Column] = {}
        self._place(_columns_of(book, profile))
        self.must_read = profile.must_read if profile else ()
        wanting = [name for name in self.must_read if name not in {one.name for one in self.fields.values()}]
        if wanting:
            raise ImportRefused(f"{self.table.path.name}: there is no column for {', '.join(wanting)}; {_listed(self.table)}.")
        if not self.fields:
            raise ImportRefused(f"{self.table.path.name}: no column is one of the codebook's; {_listed(self.table)}.")
        self.blanks = frozenset(profile.blanks if profile else ("",))
        self.notes = [self.table.note] if self.table.note else []
        self._readers = self._make_readers()
        self._rewrites = tuple(profile.rewrites) if profile else ()
        self._read_by_rewrites = sorted(fields_of([(one.when, tuple(one.set.values())) for one in self._rewrites]))
        self._rewritten: dict[str, tuple[dict[str, Any], dict[str, set[str]]]] = {}
        self._keeper = Keeper(book, self._columns) if profile and gives_back(book) else None

    def _place(self, columns: Mapping[str, Column]) -> None:
        """Which column goes where; of two that mean the same the first is taken, the other kept aside."""
        taken: set[str] = set()
        aliases = self.profile.aliases if self.profile else {}
        for header in self.table.columns:
            name = re.sub(r"[\s_]+", "_", header.strip().lower())
            column = columns.get(name) or columns.get(aliases.get(name, ""))
            if column is None or column.column in taken or self._is_group(column):
                self.kept[header] = name
                continue
            taken.add(column.column)
            self._columns[header] = column
            if column.field:
                self.fields[header] = self.book.fields[column.field]
            elif column.part == "id":
                self.id_column = header
            else:
                self.kept[header] = column.part or column.extra

    def _is_group(self, column: Column) -> bool:
        return bool(column.field) and self.book.fields[column.field].type == "group"

    def absent(self) -> frozenset[str]:
        """Fields for which the table has no column."""
        there = {one.name for one in self.fields.values()}
        return frozenset(self.book.fields) - there - {self.mirror[name] for name in there if name in self.mirror}

    @property
    def mirror(self) -> dict[str, str]:
        """Of a table with one row a side: the second side's field for each of the first's."""
        return dict(zip(*self.profile.sides, strict=True)) if self.profile and self.profile.sides else {}

    def outside(self) -> list[str]:
        """Columns that neither the codebook nor the profile speaks of."""
        quiet = set[str]()
        if self.profile:
            quiet = {*self.profile.ignore, *(column.part or column.extra for column in self.profile.columns)}
        return [header for header, name in self.kept.items() if name not in quiet]

    def rows(self) -> Iterator[ReadRow]:
        """All rows, refused ones included; those the table itself cannot read come at the end."""
        with closing(self.table.rows) as rows:
            if self.mirror:
                yield from self._joined(rows)
            else:
                for number, cells in rows:
                    yield self._row(number, cells)
        for one in self.table.refused:
            yield ReadRow(one.row or 0, {}, {}, "", one)

    def _joined(self, rows: Iterable[tuple[int, Mapping[str, str]]]) -> list[ReadRow]:
        """Events of a table with one row a side: a row and the next one like it but for the side are one event.

        The second may stand anywhere, so that all rows are held at once. A third begins an event of its own.
        """
        mirror = self.mirror
        shared = [
            header for header in self.table.columns if header not in self.fields or self.fields[header].name not in mirror
        ]
        found: list[ReadRow] = []
        waiting: dict[tuple[str, ...], int] = {}
        for number, cells in rows:
            row = self._row(number, cells)
            key = tuple(cells[header] for header in shared)
            place = waiting.pop(key, None) if row.id and row.refused is None else None
            if place is None:
                if row.id and row.refused is None:
                    waiting[key] = len(found)
                found.append(row)
                continue
            first = found[place]
            other = {mirror[name]: value for name, value in row.values.items() if name in mirror}
            values = {**first.values, **other}
            kept = {**first.as_read, **of_other_side(row.as_read, mirror)}
            if self._keeper:  # from both sides other things follow than from one
                self._keeper.keep_blanks(kept, cells, values, mirror)
            found[place] = replace(first, values=values, as_read=kept)
        return found

    def _row(self, number: int, cells: Mapping[str, str]) -> ReadRow:
        values: dict[str, Any] = {}
        for header, (name, reader) in self._readers.items():
            cell = cells[header]
            if cell in self.blanks:
                continue
            value = reader(cell)
            if isinstance(value, _Unread):
                if name in self.must_read:
                    return self._refuse(number, header, value.reason)
                value = value.written
            if value is not None:
                values[name] = value
        for name in self.must_read:
            if name not in values:
                return self._refuse(number, self._header_of(name), "there is nothing, and no event is read without it.")
        together = self._rewrite(values) if self._rewrites else {}
        extra = {
            name: cell.strip() for header, name in self.kept.items()
            if (cell := cells[header]) not in self.blanks and cell.strip()
        }  # fmt: skip
        kept = self._keeper.kept(cells, values, extra, together) if self._keeper else {}
        return ReadRow(number, values, extra, self._id(cells), as_read=kept)

    def _id(self, cells: Mapping[str, str]) -> str:
        cell = cells[self.id_column].strip() if self.id_column else ""
        return "" if cell in self.blanks else cell

    def _header_of(self, name: str) -> str:
        return next(header for header, one in self.fields.items() if one.name == name)

    def _refuse(self, number: int, header: str, reason: str) -> ReadRow:
        return ReadRow(number, {}, {}, "", Refused(number, header, reason, self.table.path.name))

    def _rewrite(self, values: dict[str, Any]) -> dict[str, set[str]]:
        """The profile's rewrites, worked out once for each constellation of what they look at.

        Gives each field that was rewritten with all that were set along with it.
        """
        key = repr([values.get(name) for name in self._read_by_rewrites])
        found = self._rewritten.get(key)
        if found is None:
            changes: dict[str, Any] = {}
            together: dict[str, set[str]] = {}
            for one in self._rewrites:
                scope = Scope(self.book, {**values, **changes})
                if holds(one.when, scope):
                    changes |= {name: work_out(part, scope) for name, part in one.set.items()}
                    for name in one.set:
                        together.setdefault(name, set()).update(one.set)
            found = (changes, together)
            if len(self._rewritten) < KEPT_ANSWERS:
                self._rewritten[key] = found
        changes, together = found
        values |= changes
        for name, value in changes.items():
            if value is None:
                del values[name]
        return together

    def _make_readers(self) -> dict[str, tuple[str, Callable[[str], Any]]]:
        days = [header for header, one in self.fields.items() if one.type == "date"]
        spellings = _spellings(self.table, days, self.blanks) if days else {}
        readers: dict[str, tuple[str, Callable[[str], Any]]] = {}
        for header, one in self.fields.items():
            if header in spellings:
                found = spellings[header]
                found = replace(found, order=self.order, note="") if self.order else found
                self.notes += [f"Column {header}: {found.note}"] if found.note else []
                readers[header] = (one.name, _remembered(_day_reader(one, found)))
            elif one.type == "long_text":
                readers[header] = (one.name, _reader(self.book, one))
            else:
                readers[header] = (one.name, _remembered(_reader(self.book, one)))
        return readers


@dataclass(frozen=True, slots=True)
class _Unread:
    """A cell that cannot be read."""

    written: Any
    reason: str


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How a column writes its days."""

    order: dates.Order | None
    excel: bool = False
    unix: bool = False
    note: str = ""


def _columns_of(book: Codebook, profile: Profile | None) -> dict[str, Column]:
    if profile is not None:
        return {column.column.lower(): column for column in profile.columns}
    return {name: Column(column=name, field=name) for name in book.fields} | {"id": Column(column="id", part="id")}


def _listed(table: Table[str]) -> str:
    shown = ", ".join(table.columns[:12])
    return f"there are {shown}{' …' if len(table.columns) > 12 else ''}"


def _spellings(table: Table[str], headers: list[str], blanks: frozenset[str]) -> dict[str, _Spelling]:
    """How each column of days writes them, from all cells, one column a pass."""
    found: dict[str, _Spelling] = {}
    for header in headers:
        low, high = 10_000_000.0, -1.0

        def cells(header: str = header) -> Iterator[str]:
            nonlocal low, high
            with closing(table.rows) as rows:
                for _, row in rows:
                    if (cell := row[header]) not in blanks:
                        if _DAYS.fullmatch(cell):
                            low, high = min(low, float(cell)), max(high, float(cell))
                        yield cell

        found[header] = _decided(column_order(cells()), low, high)
    return found


def _decided(column: ColumnFormat, low: float, high: float) -> _Spelling:
    """Plain numbers are years, days since 1970 or days of Excel's calendar, as their size says; a mixture is neither."""
    if column.ambiguous or column.conflict:
        return _Spelling(column.order, note=column.reason)
    if not column.serials or high < 2500:
        return _Spelling(column.order)
    if high < SERIAL_BORDER:
        return _Spelling(column.order, unix=True, note="numbers are read as days since 1970-01-01.")
    if low >= SERIAL_BORDER:
        return _Spelling(column.order, excel=True, note="numbers are read as days of a spreadsheet's calendar.")
    return _Spelling(column.order, note="its numbers cannot be days of one calendar.")


def _day_reader(one: CodedField, spelling: _Spelling) -> Callable[[str], Any]:
    def read_day(cell: str) -> Any:
        cell = cell.strip()
        if not (spelling.unix or spelling.excel) or not _DAYS.fullmatch(cell):
            try:
                return dates.parse_value(cell).text
            except ValueError:
                pass
        try:
            day = dates.read_written(cell, spelling.order, excel_serials=spelling.excel, unix_days=spelling.unix)
        except ValueError as error:
            return _Unread(cell, str(error))
        return day if day is not None else _Unread(cell, f"“{cell}” is not a date.")

    return read_day


def _reader(book: Codebook, one: CodedField) -> Callable[[str], Any]:
    def read_cell(cell: str) -> Any:
        if "\r" in cell or "\0" in cell:
            cell = clean_text(cell)[0]
        try:
            return tidy(one, read(book, one, cell))
        except Unreadable as error:
            return _Unread(_as_number(cell.strip()) if one.type in ("integer", "number") else cell.strip(), str(error))

    return read_cell


def _as_number(cell: str) -> Any:
    """A number that is no whole one stays a number: as text, the flat tables would not know it from one."""
    try:
        number = float(cell)
    except ValueError:
        return cell
    return number if math.isfinite(number) else cell


def _remembered(reader: Callable[[str], Any]) -> Callable[[str], Any]:
    """The same, with its answers kept: most cells of a column say what others said."""
    answers: dict[str, Any] = {}

    def ask(cell: str) -> Any:
        if cell in answers:
            return answers[cell]
        answer = reader(cell)
        if len(answers) < KEPT_ANSWERS:
            answers[cell] = answer
        return answer

    return ask


def best_profile(book: Codebook, path: Path) -> Profile | None:
    """The codebook's table that knows most of the file's columns; None where its field names alone know more."""
    headers = {header.strip().lower() for header in open_table(Path(path)).columns}
    best, most = None, (len(headers & set(book.fields)), False)
    for _, profile in book.tables_for_others:
        columns = {column.column.lower() for column in profile.columns}
        # Of two that know as many columns, the one that misses none; else the one that is offered first.
        known = (len(headers & (columns | set(profile.aliases))), columns <= headers)
        if known > most or (best is None and known[0] == most[0]):
            best, most = profile, known
    return best
