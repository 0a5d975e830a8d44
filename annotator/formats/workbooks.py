"""XLSX workbooks as tables of text.

Owns which sheet is read and what its cells are as text: a date as ISO, 1.0 as "1", a formula as the value that was
stored with it. A workbook is an archive from somebody else: it is measured before it is unpacked, and its XML is read
without entities. Must not know what the columns mean.
"""

from __future__ import annotations

import re
import zipfile
from functools import partial
from pathlib import Path
from typing import Any
from xml.parsers import expat

from ..errors import ImportRefused
from .encodings import BLOCK, file_size, megabytes
from .tables import Rows, Table, cells_of, headings

UNPACKED_LIMIT = 1 << 30
"""The most a workbook may measure unpacked."""

_MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) 00:00:00")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def read_workbook(path: Path, sheet: str | None = None) -> Table[str]:
    """One sheet: the named one, else the first that has data. ImportRefused where there is none or no workbook."""
    size = file_size(path)
    if not size:
        raise ImportRefused(f"{path.name}: the file is empty.")
    _measure(path)
    reader = _opened(path)
    names = tuple(reader.sheet_names)
    if sheet is not None and sheet not in names:
        raise ImportRefused(f"{path.name}: there is no sheet “{sheet}”; there are {', '.join(names)}.")
    for name in [sheet] if sheet is not None else names:
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
    hollow, errors = _hollow_formulas(path, name)
    if errors:
        note += f" {errors} cell{'s hold' if errors > 1 else ' holds'} a formula's error, such as #N/A, read as empty."
    walk = partial(_walk, rows=rows, first=first, hollow=hollow)
    return Table(path, columns, "xlsx", note.strip(), size, walk, sheet=name, sheets=names)


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


def _opened(path: Path) -> Any:
    import fastexcel

    try:
        return fastexcel.read_excel(path)
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


# --- the archive ----------------------------------------------------------------------------------------------------


def _measure(path: Path) -> None:
    """Refuses what is no workbook, is broken, or unpacks to more than it may."""
    try:
        with zipfile.ZipFile(path) as archive:
            total = sum(part.file_size for part in archive.infolist())
            if total > UNPACKED_LIMIT:
                raise ImportRefused(
                    f"{path.name}: unpacked it measures {megabytes(total)}, more than the {megabytes(UNPACKED_LIMIT)} "
                    "that are read; save it as CSV."
                )
            if "xl/workbook.xml" not in archive.namelist():
                raise ImportRefused(f"{path.name}: this is an archive, but not an XLSX workbook.")
            # Sizes in the directory can lie; reading every part to its declared end and checking its sum cannot.
            if broken := archive.testzip():
                raise ImportRefused(f"{path.name}: the workbook is damaged (in {broken}).")
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise ImportRefused(f"{path.name}: this is no XLSX workbook, or it is damaged or locked by a password.") from error


def _parse(path: Path, part: str, parser: expat.XMLParserType) -> None:
    def refuse(*_: object) -> None:
        raise ImportRefused(f"{path.name}: the workbook declares XML entities, which no spreadsheet program writes.")

    parser.EntityDeclHandler = refuse
    try:
        with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
            while block := stream.read(BLOCK):
                parser.Parse(block, False)
            parser.Parse(b"", True)
    except (expat.ExpatError, KeyError, zipfile.BadZipFile, OSError) as error:
        raise ImportRefused(f"{path.name}: the workbook is damaged (in {part}).") from error


def _sheet_part(path: Path, sheet: str) -> str:
    """Where the archive keeps a sheet: its relation's id, then the relation's target."""
    ids: dict[str, str] = {}
    targets: dict[str, str] = {}

    def on_workbook(tag: str, given: dict[str, str]) -> None:
        if tag.endswith(" sheet"):
            ids[given.get("name", "")] = next((value for key, value in given.items() if key.endswith(" id")), "")

    def on_relation(tag: str, given: dict[str, str]) -> None:
        if tag.endswith(" Relationship"):
            targets[given.get("Id", "")] = given.get("Target", "")

    for part, handler in (("xl/workbook.xml", on_workbook), ("xl/_rels/workbook.xml.rels", on_relation)):
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = handler
        _parse(path, part, parser)
    target = targets.get(ids.get(sheet, ""), "")
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _hollow_formulas(path: Path, sheet: str) -> tuple[dict[int, str], int]:
    """Rows with a formula that has no stored value, and the cell; and how many cells hold an error.

    The reader would show both as empty.
    """
    hollow: dict[int, str] = {}
    state: dict[str, Any] = {"cell": "", "formula": False, "value": False, "inside": False, "errors": 0}
    tags = {f"{space} {name}": name for space in (_MAIN, _STRICT) for name in ("c", "f", "v")}

    def on_start(tag: str, given: dict[str, str]) -> None:
        name = tags.get(tag)
        if name == "c":
            # A text result ("str") may be empty and is stored all the same.
            state.update(cell=given.get("r", ""), formula=False, value=given.get("t") == "str", inside=False)
            state["errors"] += given.get("t") == "e"
        elif name == "f":
            state["formula"] = True
        elif name == "v":
            state["inside"] = True

    def on_text(data: str) -> None:
        if state["inside"] and data:
            state["value"] = True

    def on_end(tag: str) -> None:
        name = tags.get(tag)
        if name == "v":
            state["inside"] = False
        elif name == "c" and state["formula"] and not state["value"]:
            cell: str = state["cell"]
            if row := re.sub(r"\D", "", cell):
                hollow.setdefault(int(row), cell)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = on_start, on_end
    parser.CharacterDataHandler = on_text
    _parse(path, _sheet_part(path, sheet), parser)
    return hollow, state["errors"]
