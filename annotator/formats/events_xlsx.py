"""One row an event as a workbook: a sheet `events` (or `incidents`), a sheet `codes` with what the codes say, a sheet `about`.

Keeps the columns of the wide table; numbers are numbers, ids and dates are texts that no program makes something else of, and
no cell is a formula. Why an answer is missing stands in `<column>_missing`. Loses evidence, memos, history, items of groups
beyond their columns, and what of a text is longer than a cell's 32,767 characters (counted). A sheet holds 1,048,575 events:
more are refused. Rows stream to a file beside; memory does not grow with them.
"""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ..codebook.model import in_language
from ..errors import ExportRefused
from ..writing import Progress
from .code_rows import CODE_HEADER, code_rows
from .typed_events import TypedEvents, beside, companions

MOST_ROWS, MOST_COLUMNS, LONGEST_TEXT = 1_048_576, 16_384, 32_767
CUT = "texts_cut"


def write_workbook(
    events: TypedEvents, path: Path, about: Sequence[tuple[str, str]], progress: Progress | None = None
) -> None:  # fmt: skip
    """All events; `about` are the first rows of that sheet. Raises ExportRefused where a sheet cannot hold them."""
    import xlsxwriter

    other = companions(events.variables)
    header = [name for one in events.variables for name in (one.name, other.get(one.name)) if name]
    count = events.count()
    if count >= MOST_ROWS or len(header) > MOST_COLUMNS:
        raise ExportRefused(
            f"A sheet holds {MOST_ROWS - 1:,} {events.units} in {MOST_COLUMNS:,} columns, and here are {count:,} in "
            f"{len(header):,}; csv and parquet hold them."
        )
    options = {"constant_memory": True, "use_zip64": True}
    with (
        _as_of_the_system(),
        tempfile.TemporaryDirectory(dir=path.parent, prefix=".annotator") as beside_it,
        xlsxwriter.Workbook(str(path), {**options, "tmpdir": beside_it}) as book,
    ):
        book.set_properties({"created": datetime(2000, 1, 1), "title": in_language(events.project.codebook.title)})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(events.units)
        sheet.freeze_panes(1, 1)
        _header(sheet, header, bold)
        for columns in events.batches():
            plain = beside(events.variables, columns)
            for place, row in enumerate(zip(*plain.values(), strict=True), start=events.rows - len(columns[0]) + 1):
                _row(events, sheet, place, row)
            if progress:
                progress(events.rows)
        if events.rows:
            sheet.autofilter(0, 0, events.rows, len(header) - 1)
        _sheet(events, book.add_worksheet("codes"), CODE_HEADER, code_rows(events.variables), bold)
        lost = ((name, str(number)) for name, number in sorted(events.lost.items()))
        told = [*about, (events.units, f"{events.rows}"), *lost]
        _sheet(events, book.add_worksheet("about"), ("what", "value"), told, bold)


@contextmanager
def _as_of_the_system() -> Iterator[None]:
    """A full disk is told as one."""
    from xlsxwriter.exceptions import FileCreateError

    try:
        yield
    except FileCreateError as error:
        cause = error.args[0] if error.args else error
        raise cause if isinstance(cause, OSError) else OSError(errno.EIO, str(error)) from error


def _header(sheet: Any, header: Sequence[str], bold: Any) -> None:
    for place, name in enumerate(header):
        sheet.write_string(0, place, name, bold)


def _sheet(events: TypedEvents, sheet: Any, header: Sequence[str], rows: Iterable[Sequence[Any]], bold: Any) -> None:
    _header(sheet, header, bold)
    for place, row in enumerate(rows, start=1):
        _row(events, sheet, place, row)


def _row(events: TypedEvents, sheet: Any, place: int, row: Sequence[Any]) -> None:
    for column, cell in enumerate(row):
        if cell is None or cell == "":
            continue
        if isinstance(cell, date):
            sheet.write_string(place, column, cell.isoformat())
        elif isinstance(cell, str):
            sheet.write_string(place, column, _fitting(events, cell))
        else:
            sheet.write_number(place, column, cell)


def _fitting(events: TypedEvents, text: str) -> str:
    """The text as a cell holds it; Excel counts UTF-16 units, so that no character is cut in two."""
    if len(text) <= LONGEST_TEXT // 2 or len(units := text.encode("utf-16-le")) <= 2 * LONGEST_TEXT:
        return text
    events.lost[CUT] += 1
    return units[: 2 * LONGEST_TEXT].decode("utf-16-le", errors="ignore")
