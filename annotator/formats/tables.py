"""Tables from outside, row by row: CSV and its relatives, XLSX and ODS.

Owns delimiters, headers, ragged rows and what a spreadsheet's cell is as text. Must not know what the columns mean:
articles and coded events are read through here alike. A CSV file is read in constant memory, a workbook as a whole.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TextIO, TypeAlias, TypeVar

from ..errors import ImportRefused
from ..held_files import BELONGS, is_held
from ..project.articles import Refused
from .encodings import TEXT_LIMIT, file_size, megabytes, open_text, reopen

CSV_SUFFIXES = (".csv", ".tsv", ".tab")
XLSX_SUFFIXES, ODS = (".xlsx", ".xlsm"), ".ods"
SUFFIXES = (*CSV_SUFFIXES, *XLSX_SUFFIXES, ODS)
DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
MOST_REFUSED = 100_000
"""Rows of one table that are named one by one."""
_SNIFFED_ROWS, _SNIFFED = 30, 1 << 18

Cell = TypeVar("Cell")
Rows: TypeAlias = Generator[tuple[int, dict[str, Cell]], None, None]
"""Rows as they are read; whoever stops before the end closes it (`contextlib.closing`)."""


@dataclass
class Table(Generic[Cell]):
    """One table. `rows` starts a fresh pass each time it is asked for; no file stays open between passes.

    `refused` holds the rows of the running pass that could not be read, up to where the pass is; a reader may empty it
    as it goes. `done` of `size` bytes have been read. `sheets` are the names a workbook offers. `encoding` is empty where the
    format has but one.
    """

    path: Path
    columns: tuple[str, ...]
    encoding: str
    note: str
    size: int
    walk: Callable[[Table[Cell]], Rows[Cell]]
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    refused: list[Refused] = field(default_factory=list)
    done: int = 0
    refusals: int = 0

    @property
    def rows(self) -> Rows[Cell]:
        """Row number and cells by column. The header is row 1, as a spreadsheet counts; empty rows are passed over."""
        self.refused.clear()
        self.done = self.refusals = 0
        return self.walk(self)

    def refuse(self, row: int, reason: str, column: str | None = None) -> None:
        """Notes a row that cannot be read. Raises ImportRefused where nearly nothing can: the list would fill the memory."""
        self.refusals += 1
        if self.refusals > MOST_REFUSED:
            raise ImportRefused(
                f"{self.path.name} row {row}: with this row more than {MOST_REFUSED:,} cannot be read; what follows was left."
            )
        self.refused.append(Refused(row, column, reason, self.path.name))


def open_table(
    path: Path, sheet: str | None = None, *, encoding: str | None = None, row_limit: int = TEXT_LIMIT, suffix: str = ""
) -> Table[str]:
    """The table in a CSV, TSV, XLSX or ODS file; cells are text. `sheet` is a workbook's, else its first with data. A `suffix`
    overrules the name's own.

    ImportRefused says in a sentence why a file cannot be read, here or, for what lies deeper in the file, during a
    pass: rows of more than `row_limit` characters are refused, and end it where a quotation mark may be open.
    """
    path = Path(path)
    suffix = suffix or path.suffix.lower()
    if is_held(path):  # the reader of workbooks is not Python's and opens it unasked
        raise ImportRefused(f"{path.name}: {BELONGS}; choose another file.")
    if suffix in (*XLSX_SUFFIXES, ODS):
        from .workbooks import read_workbook  # opened for workbooks alone: the library behind it is heavy

        return read_workbook(path, sheet, suffix)
    if suffix == ".xls":
        raise ImportRefused(f"{path.name}: save it as .xlsx or .csv first; {suffix} files are not read.")
    return _open_csv(path, encoding, row_limit, suffix)


def headings(written: Sequence[str], name: str) -> tuple[str, ...]:
    """The columns' names without white space around them; unnamed ones become "column 3". Doubles are refused."""
    columns = [cell.strip().lstrip("\ufeff") or f"column {number}" for number, cell in enumerate(written, start=1)]
    counted = Counter(columns)
    doubles = [column for column in counted if counted[column] > 1]
    if doubles:
        named = ", ".join(f"“{column}”" for column in doubles)
        raise ImportRefused(f"{name}: more than one column is named {named}; rename them, so that none is lost.")
    return tuple(columns)


def cells_of(table: Table[str], number: int, written: Sequence[str]) -> dict[str, str] | None:
    """A row's cells by column; None for an empty row and for a ragged one, which is noted as refused."""
    width = len(table.columns)
    if len(written) != width:
        if not any(cell.strip() for cell in written):
            return None
        if len(written) < width or any(cell.strip() for cell in written[width:]):
            count = f"{len(written)} cell{'s' if len(written) > 1 else ''}"
            table.refuse(number, f"the row has {count} where the header has {width}.")
            return None
        return dict(zip(table.columns, written, strict=False))
    if not any(written):
        return None
    return dict(zip(table.columns, written, strict=True))


# --- CSV ------------------------------------------------------------------------------------------------------------


class _TooLong(Exception):
    """A line has more characters than a row may."""


class _Lines:
    """The lines of a file for csv.reader, never more than `limit` characters between two calls of `row_done`.

    Without that bound one endless line, or a quote that is never closed, would be read into memory whole. `unclosed` says
    that the file ended in the middle of a row.
    """

    def __init__(self, stream: TextIO, path: Path, limit: int) -> None:
        self.stream, self.path, self.limit = stream, path, limit
        self.rows = self.since = 0
        self.unclosed = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        # With one character more than may be, a line that is too long is told from lines that are too many.
        line = self.stream.readline(self.limit + 1)
        if not line:
            # The reader asks for more of a row only where a quotation mark is open.
            self.unclosed = self.since > 0
            raise StopIteration
        self.since += len(line)
        if len(line) > self.limit:
            self.pass_over(line)
            raise _TooLong
        if self.since > self.limit:
            raise ImportRefused(
                f"{self.path.name} row {self.rows + 1}: the row is longer than {megabytes(self.limit)}; a quotation mark may "
                "not be closed, and what follows was left."
            )
        return line

    def pass_over(self, line: str) -> None:
        """Goes to the end of a line that is too long, keeping nothing of it."""
        while line and not line.endswith(("\n", "\r")):
            line = self.stream.readline(self.limit + 1)

    def row_done(self) -> None:
        self.rows += 1
        self.since = 0


def _open_csv(path: Path, encoding: str | None, limit: int, suffix: str) -> Table[str]:
    stream, found = open_text(path, encoding)
    with stream:
        sample = stream.read(_SNIFFED).lstrip("\ufeff")
    if not sample.strip("\0 \t\r\n"):
        raise ImportRefused(f"{path.name}: the file is empty.")
    told = re.match(r"sep=(.)\r?\n", sample, re.I)
    delimiter = told[1] if told else _sniff(sample, "\t" if suffix in (".tsv", ".tab") else "")
    # The limit is the module's, for all readers; `_Lines` keeps the one that counts.
    csv.field_size_limit(max(csv.field_size_limit(), limit + 1))

    def walk(table: Table[str]) -> Rows[str]:
        for number, row in _records(path, found.name, delimiter, limit, table):
            if number > header_row and (cells := cells_of(table, number, row)) is not None:
                yield number, cells

    header_row, header = 0, list[str]()
    table = Table[str](path, (), found.name, "", file_size(path), walk)
    with closing(_records(path, found.name, delimiter, limit, table)) as records:
        for number, row in records:
            if table.refused:
                break
            if any(cell.strip("\ufeff \t") for cell in row) and not (told and number == 1):
                header_row, header = number, row
                break
    if table.refused:
        raise ImportRefused(str(table.refused[0]))
    table.columns = headings(header, path.name)
    note = f"Cells are divided by {DELIMITERS.get(delimiter, delimiter)}." if delimiter != "," else ""
    table.note = " ".join(part for part in (found.note, note) if part)
    return table


def _records(
    path: Path, encoding: str, delimiter: str, limit: int, table: Table[str]
) -> Generator[tuple[int, list[str]], None, None]:
    """All records with their numbers; the numbers count empty lines, too, as a spreadsheet does."""
    with reopen(path, encoding) as stream:
        lines = _Lines(stream, path, limit)
        reader = csv.reader(lines, delimiter=delimiter)
        try:
            while True:
                try:
                    row = next(reader, None)
                except _TooLong:
                    lines.row_done()
                    table.refuse(lines.rows, f"the row is longer than {megabytes(limit)}.")
                    reader = csv.reader(lines, delimiter=delimiter)
                    continue
                if lines.unclosed:
                    table.refuse(lines.rows + 1, "a quotation mark in this row is never closed; the file may be cut off.")
                if row is None or lines.unclosed:
                    break
                lines.row_done()
                table.done = stream.buffer.tell()
                yield lines.rows, row
        except csv.Error as error:
            raise ImportRefused(f"{path.name} row {lines.rows + 1}: the row cannot be read ({error}).") from error
        except OSError as error:
            raise ImportRefused(f"{path.name}: reading broke off at row {lines.rows + 1} ({error.strerror}).") from error
    table.done = table.size


def _sniff(sample: str, hint: str) -> str:
    """The delimiter by which the first rows are widest and most alike; a comma where there is one column."""
    best, best_score = hint or ",", (0.0, 0, 0)
    for delimiter in DELIMITERS:
        widths = _widths(sample, delimiter)
        if not widths or widths[0] < 2:
            continue
        alike = sum(width == widths[0] for width in widths) / len(widths)
        score = (round(alike, 1), int(delimiter == hint), widths[0])
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _widths(sample: str, delimiter: str) -> list[int]:
    """How many cells the first rows have; the last, perhaps cut off, does not count unless it is alone."""
    widths: list[int] = []
    try:
        for row in csv.reader(sample.splitlines(keepends=True), delimiter=delimiter):
            if row:
                widths.append(len(row))
            if len(widths) > _SNIFFED_ROWS:
                break
    except csv.Error:
        pass  # a cell beyond the module's limit: what was counted so far must do
    return widths[:-1] if len(widths) > 2 else widths
