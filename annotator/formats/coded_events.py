"""Events coded elsewhere, brought in as a coder's events on stub articles, and judged on the way.

Keeps every cell: what the codebook knows as values, the rest in `extra`; what cannot be read stays as it was written and
becomes a problem. Rows with errors come in as drafts. How a table's columns are read is `coded_tables`' business.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from ..codebook.checks import check_event
from ..codebook.conditions import ArticleFacts, Scope, work_out
from ..codebook.derivations import with_derived
from ..codebook.model import Codebook
from ..dates import Order
from ..errors import UsageError
from ..project import Project
from ..project.articles import Refused
from ..project.imports import CodedRow, add_coded, event_uid, known
from ..project.registers import Registers
from .coded_tables import CodedTable, ReadRow, best_profile

BATCH = 500

NO_COLUMN = "The imported table has no such column."
OLDER = "The imported table follows an older codebook."

Progress = Callable[[int], None]


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

    def resolved(self, register: str, name: str, country: str | None, date: str | None) -> str:
        """Nothing: a table's actors are taken as they stand; the check of the project asks again."""
        return ""


class _Judge:
    """Says what is wrong with the rows, and counts it for the report.

    That a table has no column for a field is no fault of its rows, nor that it follows an older codebook: what rules say
    of that is overruled, with the reason.
    """

    def __init__(self, project: Project, absent: frozenset[str], older: bool = False) -> None:
        self.absent, self.is_older = absent, older
        self.no_column: Counter[str] = Counter()
        self.older: Counter[str] = Counter()
        self.book, self._lookups = project.codebook, _Registered(project.registers)
        self._pattern = re.compile(self.book.numbering.pattern) if self.book.numbering else None
        self.errors: Counter[tuple[str, str]] = Counter()
        self.examples: dict[tuple[str, str], str] = {}
        self.warnings = self.odd_ids = self.other_prefix = 0
        self.odd_id = self.other_id = ""

    def judged(self, row: ReadRow, coded: CodedRow) -> CodedRow:
        """The row with what is overruled of it, and whether errors stand."""
        scope = Scope(self.book, row.values, ArticleFacts(title=coded.title), self._lookups)
        errors = warnings = 0
        overruled: dict[str, str] = {}
        for problem in check_event(scope):
            if problem.severity == "warning":
                warnings += 1
            elif problem.field in self.absent and problem.field not in row.values:
                overruled[problem.key] = NO_COLUMN
                self.no_column[problem.key] += 1
            elif self.is_older:
                overruled[problem.key] = OLDER
                self.older[problem.key] += 1
            else:
                errors += 1
                self.errors[problem.rule, problem.field] += 1
                self.examples.setdefault((problem.rule, problem.field), f"{problem.message} (row {row.number})")
        if row.id:
            self._judge_id(row, scope)
        self.warnings += warnings
        return replace(coded, draft=errors > 0, overruled=overruled, problems=(errors, warnings))

    def _judge_id(self, row: ReadRow, scope: Scope) -> None:
        """Whether the id is one the codebook would give: its form, and the prefix that follows from the event."""
        if self._pattern is None or self.book.numbering is None:
            return
        if not self._pattern.search(row.id):
            self.odd_ids += 1
            self.odd_id = self.odd_id or row.id
            return
        prefix = work_out(self.book.numbering.prefix, scope)
        if prefix is None:  # it may hang on a derived field, and those are worked out at a price
            prefix = work_out(self.book.numbering.prefix, Scope(self.book, with_derived(scope), lookups=self._lookups))
        if prefix and not re.fullmatch(re.escape(str(prefix)) + r"\d+", row.id):
            self.other_prefix += 1
            self.other_id = self.other_id or f"{row.id} where {prefix} follows"

    def notes(self) -> list[str]:
        """What was found, in sentences."""
        found = [
            f"{count:,} × {rule}, {name}: {self.examples[rule, name]}" for (rule, name), count in self.errors.most_common()
        ]  # fmt: skip
        for key, count in self.no_column.most_common():
            found.append(f"{count:,} × {key.replace(':', ', ')}: overruled, for the table has no column for it.")
        for key, count in self.older.most_common():
            found.append(f"{count:,} × {key.replace(':', ', ')}: overruled, for the table follows an older codebook.")
        if self.odd_ids:
            found.append(f"{self.odd_ids:,} ids do not have the codebook's form, as {self.odd_id}; they are kept.")
        if self.other_prefix:
            found.append(f"{self.other_prefix:,} ids have another prefix than their event gives, as {self.other_id}.")
        if self.warnings:
            count = "1 warning" if self.warnings == 1 else f"{self.warnings:,} warnings"
            found.append(f"{count}; a check of the project lists them.")
        return found


def read_coded(
    project: Project, path: Path, profile: str, coder_uid: str, progress: Progress | None = None, good_rows: bool = False,
    date_order: Order | None = None,
) -> CodedRead:  # fmt: skip
    """Brings a table in as this coder's events on stub articles, in one operation: all of it, or with `good_rows` the
    rows that can be read. Rows without errors are done, the others drafts.

    `progress` is called with the number of rows read; what it raises cancels and takes everything back. `date_order`
    settles days such as 03/04/2020 where the table does not.
    """
    if profile not in project.codebook.profiles:
        raise UsageError(f"The codebook “{project.codebook.name}” has no table “{profile}”.")
    table = project.codebook.profiles[profile]
    source = CodedTable(project.codebook, path, table, date_order)
    told, judge = CodedRead(), _Judge(project, source.absent(), table.older)
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
        coded = CodedRow(row.values, row.extra, row.id, row.id or origin, origin, as_read=row.as_read)
        uid = event_uid(coded.article_uid, coder)
        if uid in fresh:
            told.known += 1
        fresh.setdefault(uid, (row, coded))
    there = known(project, list(fresh))
    told.known += len(there)
    new: list[CodedRow] = []
    for uid, (row, coded) in fresh.items():
        if uid not in there:
            new.append(judge.judged(row, coded))
            told.drafted += new[-1].draft
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
    for row in CodedTable(book, path, best_profile(book, path)).rows():
        yield row.number, dict(row.values), row.refused
