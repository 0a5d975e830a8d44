"""Events coded elsewhere, from a flat table in a codebook's profile: all its header generations, with their dirt.

Keeps every cell: what the codebook knows as values, the rest in `extra`; a value that cannot be read stays as it was
written and becomes a problem. Loses nothing but the order of rows already in. Must not know any scheme: columns,
aliases, rewrites and blanks are the profile's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from .. import dates
from ..codebook.checks import Problem, check_event
from ..codebook.conditions import Scope, holds, work_out
from ..codebook.derivations import with_derived
from ..codebook.language import fields_of
from ..codebook.model import Codebook, CodedField, Column, Profile
from ..codebook.values import Unreadable, read, tidy
from ..errors import ImportRefused, UsageError
from ..project import Project
from ..project.articles import Refused
from ..project.imports import CodedRow, add_coded, event_uid, known
from ..project.registers import Registers
from ..spans import clean_text
from .tables import Table, open_table

BATCH = 500
KEPT_ANSWERS = 20_000
SERIAL_BORDER = 32_874
"""Days since 1970 below it lie before 2060; days of Excel's calendar from it on lie after 1989."""
_DAYS = re.compile(r"\s*\d{1,7}(?:\.0*)?\s*")

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row: what the codebook knows, what lies outside it, the outside id; or why it cannot be read."""

    number: int
    values: Mapping[str, Any]
    extra: Mapping[str, str]
    id: str
    refused: Refused | None = None


@dataclass
class CodedRead:
    """What an import did. `drafted` of the `added` have errors and wait for a decision; `notes` say why, in sentences."""

    added: int = 0
    known: int = 0
    drafted: int = 0
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Stopped(Exception):
    """A refused row takes everything back."""


class CodedTable:
    """A table of coded events and how its columns are read. Without a profile, columns are the codebook's field names."""

    def __init__(self, book: Codebook, path: Path, profile: Profile | None) -> None:
        self.book, self.profile = book, profile
        self.table = open_table(Path(path))
        self.fields: dict[str, CodedField] = {}
        self.kept: dict[str, str] = {}
        self.id_column = ""
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
        self._rewritten: dict[str, dict[str, Any]] = {}

    def _place(self, columns: Mapping[str, Column]) -> None:
        """Which column goes where; of two that mean the same the first is taken, the other kept aside."""
        taken: set[str] = set()
        aliases = self.profile.aliases if self.profile else {}
        for header in self.table.columns:
            name = re.sub(r"[\s_]+", "_", header.strip().lower())
            column = columns.get(aliases.get(name, name))
            if column is None or column.column in taken or self._is_group(column):
                self.kept[header] = name
                continue
            taken.add(column.column)
            if column.field:
                self.fields[header] = self.book.fields[column.field]
            elif column.part == "id":
                self.id_column = header
            else:
                self.kept[header] = column.part or column.column

    def _is_group(self, column: Column) -> bool:
        return bool(column.field) and self.book.fields[column.field].type == "group"

    def outside(self) -> list[str]:
        """Columns that neither the codebook nor the profile speaks of."""
        quiet = {*self.profile.ignore, *(column.part for column in self.profile.columns)} if self.profile else set[str]()
        return [header for header, name in self.kept.items() if name not in quiet]

    def rows(self) -> Iterator[ReadRow]:
        """All rows, refused ones included; those the table itself cannot read come at the end."""
        with closing(self.table.rows) as rows:
            for number, cells in rows:
                yield self._row(number, cells)
        for one in self.table.refused:
            yield ReadRow(one.row or 0, {}, {}, "", one)

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
        if self._rewrites:
            self._rewrite(values)
        extra = {
            name: cell.strip() for header, name in self.kept.items()
            if (cell := cells[header]) not in self.blanks and cell.strip()
        }  # fmt: skip
        return ReadRow(number, values, extra, self._id(cells))

    def _id(self, cells: Mapping[str, str]) -> str:
        cell = cells[self.id_column].strip() if self.id_column else ""
        return "" if cell in self.blanks else cell

    def _header_of(self, name: str) -> str:
        return next(header for header, one in self.fields.items() if one.name == name)

    def _refuse(self, number: int, header: str, reason: str) -> ReadRow:
        return ReadRow(number, {}, {}, "", Refused(number, header, reason, self.table.path.name))

    def _rewrite(self, values: dict[str, Any]) -> None:
        """The profile's rewrites, worked out once for each constellation of what they look at."""
        key = repr([values.get(name) for name in self._read_by_rewrites])
        changes = self._rewritten.get(key)
        if changes is None:
            changes = {}
            for one in self._rewrites:
                scope = Scope(self.book, {**values, **changes})
                if holds(one.when, scope):
                    changes |= {name: work_out(part, scope) for name, part in one.set.items()}
            if len(self._rewritten) < KEPT_ANSWERS:
                self._rewritten[key] = changes
        values |= changes
        for name, value in changes.items():
            if value is None:
                del values[name]

    def _make_readers(self) -> dict[str, tuple[str, Callable[[str], Any]]]:
        days = [header for header, one in self.fields.items() if one.type == "date"]
        spellings = _spellings(self.table, days, self.blanks) if days else {}
        readers: dict[str, tuple[str, Callable[[str], Any]]] = {}
        for header, one in self.fields.items():
            if header in spellings:
                found = spellings[header]
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

    written: str
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

        found[header] = _decided(dates.column_order(cells()), low, high)
    return found


def _decided(column: dates.ColumnFormat, low: float, high: float) -> _Spelling:
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
            return _Unread(cell.strip(), str(error))

    return read_cell


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


class _Registered:
    """The project's registers, asked only for names they hold."""

    def __init__(self, registers: Registers) -> None:
        self._registers = registers
        self._names: dict[str, frozenset[str]] = {}

    def registered(self, register: str, name: str, country: str | None, date: str | None) -> Mapping[str, Any] | None:
        """As `Registers.registered`."""
        if register not in self._names:
            self._names[register] = frozenset(self._registers.names(register))
        return self._registers.registered(register, name, country, date) if name in self._names[register] else None


class _Judge:
    """Counts what is wrong with the rows, for the report."""

    def __init__(self, project: Project) -> None:
        self.book, self._lookups = project.codebook, _Registered(project.registers)
        self._pattern = re.compile(self.book.numbering.pattern) if self.book.numbering else None
        self.errors: Counter[tuple[str, str]] = Counter()
        self.examples: dict[tuple[str, str], str] = {}
        self.warnings = self.odd_ids = self.other_prefix = 0
        self.odd_id = self.other_id = ""

    def is_draft(self, row: ReadRow) -> bool:
        """Whether errors stand in the row."""
        scope = Scope(self.book, row.values, lookups=self._lookups)
        problems = check_event(scope)
        wrong = {(one.rule, one.field): one for one in problems if one.severity == "error"}
        self.warnings += sum(one.severity == "warning" for one in problems)
        for key, problem in wrong.items():
            self.errors[key] += 1
            self.examples.setdefault(key, _example(row, problem))
        if row.id:
            self._judge_id(row, scope)
        return bool(wrong)

    def _judge_id(self, row: ReadRow, scope: Scope) -> None:
        """Whether the id is one the codebook would give: its form, and the prefix that follows from the event."""
        if self._pattern is None or self.book.numbering is None:
            return
        if not self._pattern.search(row.id):
            self.odd_ids += 1
            self.odd_id = self.odd_id or row.id
            return
        prefix = work_out(self.book.numbering.prefix, Scope(self.book, with_derived(scope), lookups=self._lookups))
        if prefix and not re.fullmatch(re.escape(str(prefix)) + r"\d+", row.id):
            self.other_prefix += 1
            self.other_id = self.other_id or f"{row.id} where {prefix} follows"

    def notes(self) -> list[str]:
        """What was found, in sentences."""
        found = [
            f"{count:,} × {rule}, {name}: {self.examples[rule, name]}" for (rule, name), count in self.errors.most_common()
        ]  # fmt: skip
        if self.odd_ids:
            found.append(f"{self.odd_ids:,} ids do not have the codebook's form, as {self.odd_id}; they are kept.")
        if self.other_prefix:
            found.append(f"{self.other_prefix:,} ids have another prefix than their event gives, as {self.other_id}.")
        if self.warnings:
            found.append(f"{self.warnings:,} warnings; `annotator check` lists them.")
        return found


def _example(row: ReadRow, problem: Problem) -> str:
    return f"{problem.message} (row {row.number})"


def read_coded(
    project: Project, path: Path, profile: str, coder_uid: str, progress: Progress | None = None, good_rows: bool = False
) -> CodedRead:
    """Brings a table in as this coder's events on stub articles, in one operation: all of it, or with `good_rows` the
    rows that can be read. Rows without errors are done, the others drafts.

    `progress` is called with the number of rows read; what it raises cancels and takes everything back.
    """
    if profile not in project.codebook.profiles:
        raise UsageError(f"The codebook “{project.codebook.name}” has no table “{profile}”.")
    source = CodedTable(project.codebook, path, project.codebook.profiles[profile])
    told, judge = CodedRead(), _Judge(project)
    shared = rows_read = 0
    try:
        with project.history.operation({"id": "import_events", "source": source.table.path.name, "format": profile}):
            for batch in _batches(source.rows(), BATCH):
                told.refused += [row.refused for row in batch if row.refused]
                if good_rows or not told.refused:
                    shared += _take(project, [row for row in batch if not row.refused], source, coder_uid, judge, told)
                rows_read += len(batch)
                if progress:
                    progress(rows_read)
            if told.refused and not good_rows:
                raise _Stopped
    except _Stopped:
        return CodedRead(refused=_in_order(told.refused), notes=["Nothing came in, because rows were refused."])
    told.refused = _in_order(told.refused)
    told.notes = [*source.notes, *_about_columns(source), *judge.notes(), *_about_ids(shared)]
    project.search.catch_up()
    return told


def _take(project: Project, rows: list[ReadRow], source: CodedTable, coder: str, judge: _Judge, told: CodedRead) -> int:
    """Adds what is new of some rows; gives how many share their id with an event before."""
    file = source.table.path.name
    fresh: dict[str, tuple[ReadRow, CodedRow]] = {}
    for row in rows:
        origin = f"{file} row {row.number}"
        coded = CodedRow(row.values, row.extra, row.id, row.id or origin, origin)
        uid = event_uid(coded.article_uid, coder)
        if uid in fresh:
            told.known += 1
        fresh.setdefault(uid, (row, coded))
    there = known(project, list(fresh))
    told.known += len(there)
    new: list[CodedRow] = []
    for uid, (row, coded) in fresh.items():
        if uid not in there:
            draft = judge.is_draft(row)
            told.drafted += draft
            new.append(CodedRow(coded.values, coded.extra, coded.id, coded.title, coded.origin, draft))
    told.added += len(new)
    return add_coded(project, new, coder)


def _about_columns(source: CodedTable) -> list[str]:
    outside = source.outside()
    return [f"Kept beside the codebook's fields: {', '.join(outside)}."] if outside else []


def _about_ids(shared: int) -> list[str]:
    return [f"{shared:,} rows carry an id that another event has: they tell of the same incident."] if shared else []


def _in_order(refused: list[Refused]) -> list[Refused]:
    return sorted(refused, key=lambda one: one.row or 0)


def _batches(rows: Iterable[ReadRow], size: int) -> Iterator[list[ReadRow]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch


def rows_as_values(book: Codebook, path: Path) -> Iterator[tuple[int, dict[str, Any], Refused | None]]:
    """The rows of any table as a codebook's values: by the profile that knows most of its columns, else by field names.

    Gives row number (the header is row 1), values, and why a row cannot be read.
    """
    for row in CodedTable(book, path, _best_profile(book, path)).rows():
        yield row.number, dict(row.values), row.refused


def _best_profile(book: Codebook, path: Path) -> Profile | None:
    headers = {header.strip().lower() for header in open_table(Path(path)).columns}
    best, most = None, len(headers & set(book.fields))
    for profile in book.profiles.values():
        count = len(headers & ({column.column.lower() for column in profile.columns} | set(profile.aliases)))
        if count >= most:
            best, most = profile, count
    return best
