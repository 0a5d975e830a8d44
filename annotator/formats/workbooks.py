"""XLSX and ODS workbooks as tables of text.

Owns which sheet is read and what its cells are as text: a date as ISO, 1.0 as "1", a formula as the value that was
stored with it. A workbook is an archive from somebody else: it is measured and surveyed before the library reads it. Must
not know what the columns mean.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

from ..errors import ImportRefused
from .encodings import file_size
from .sheet_survey import Survey, measure, shared_lengths, survey_ods, survey_xlsx
from .tables import ODS, Rows, Table, cells_of, headings

_MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) 00:00:00")


def read_workbook(path: Path, sheet: str | None = None, suffix: str = "") -> Table[str]:
    """One sheet: the named one, else the first that has data. ImportRefused where there is none or no workbook.

    `suffix` is what the file is where its name says something else.
    """
    size = file_size(path)
    if not size:
        raise ImportRefused(f"{path.name}: the file is empty.")
    suffix = suffix or path.suffix.lower()
    measure(path, suffix == ODS)
    surveys, shared = (survey_ods(path), None) if suffix == ODS else ({}, shared_lengths(path))
    reader = _opened(path, suffix)
    names = tuple(reader.sheet_names)
    if sheet is not None and sheet not in names:
        raise ImportRefused(f"{path.name}: there is no sheet “{sheet}”; there are {', '.join(names)}.")
    for name in [sheet] if sheet is not None else names:
        survey = surveys.get(name, Survey()) if shared is None else survey_xlsx(path, name, shared)
        survey.refuse(path, name)
        rows = _rows(reader, name, path)
        if any(any(row) for row in rows):
            break
    else:
        raise ImportRefused(f"{path.name}: the {'sheet holds' if sheet else 'workbook holds'} no data.")
    # Empty rows above the header are layout.
    first = next(number for number, row in enumerate(rows) if any(row))
    note = f"Sheet “{name}” of {', '.join(names)}." if len(names) > 1 else ""
    header = rows[first]
    while header and not header[-1] and not any(row[len(header) - 1] for row in rows):
        header = header[:-1]
    columns = headings(header, path.name)
    if errors := survey.errors:
        note += f" {errors} cell{'s hold' if errors > 1 else ' holds'} a formula's error, such as #N/A, read as empty."
    walk = partial(_walk, rows=rows, first=first, hollow=survey.hollow)
    return Table(path, columns, "", note.strip(), size, walk, sheet=name, sheets=names)


def _walk(table: Table[str], rows: list[tuple[str, ...]], first: int, hollow: dict[int, str]) -> Rows[str]:
    # The reader leaves out rows at the end in which nothing has a value: those of hollow formulas among them.
    last = max(len(rows), *hollow, 0)
    for index in range(first + 1, last):
        number = index + 1
        table.done = table.size * number // last
        if number in hollow:
            table.refuse(
                number, f"cell {hollow[number]} is a formula without a stored value; open the file in a spreadsheet "
                "program and save it, or paste the values.",
            )  # fmt: skip
        elif index < len(rows) and (cells := cells_of(table, number, rows[index])) is not None:
            yield number, cells
    table.done = table.size


def _opened(path: Path, suffix: str) -> Any:
    import fastexcel

    try:
        # By its path the library believes the name; bytes it looks at.
        return fastexcel.read_excel(path if path.suffix.lower() == suffix else path.read_bytes())
    except fastexcel.FastExcelError as error:
        raise ImportRefused(f"{path.name}: this workbook cannot be read ({_first_line(error)}).") from error


def _rows(reader: Any, name: str, path: Path) -> list[tuple[str, ...]]:
    import fastexcel

    try:
        # skip_rows=0 keeps empty rows at the top, so that rows have the numbers the person sees.
        frame = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
    except fastexcel.FastExcelError as error:
        raise ImportRefused(f"{path.name}: sheet “{name}” cannot be read ({_first_line(error)}).") from error
    return [tuple(_cell(value) for value in row) for row in frame.iter_rows()]


def _cell(value: str | None) -> str:
    if not value:
        return ""
    if len(value) == 19 and (day := _MIDNIGHT.fullmatch(value)):
        return day[1]
    return value


def _first_line(error: Exception) -> str:
    return str(error).split("\n", 1)[0]
