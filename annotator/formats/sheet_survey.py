"""What stands in a workbook's XML, looked at before the library reads it: how far its cells reach, formulas without values.

Owns the structure of XLSX and ODS archives. XML is read in blocks and without entities; nothing of a cell is kept. Must not
know what becomes of a sheet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from ..errors import ImportRefused
from .encodings import BLOCK, megabytes
from .unpacking import Archive, Unreadable

UNPACKED_LIMIT = 1 << 30
"""The most a workbook may measure unpacked."""

REACH_LIMIT, REACH_A_CELL = 10_000_000, 20
"""The rectangle of a sheet's cells, which the library lays out whole, may have so many places, or so many a cell."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_BOOK, _CONTENT = "xl/workbook.xml", "content.xml"


@dataclass
class Survey:
    """What a look at one sheet found. `hollow` are rows with a formula that has no stored value, and the cell: the library
    would show both as empty; `errors` counts cells with a formula's error; the last row and column count from 1."""

    hollow: dict[int, str] = field(default_factory=dict)
    errors: int = 0
    cells: int = 0
    last_row: int = 0
    last_column: int = 0

    def reach(self, row: int, column: int) -> None:
        """There is something in this cell."""
        self.cells += 1
        self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, column)

    def refuse_spread(self, path: Path, sheet: str) -> None:
        """ImportRefused where a few cells lie so far apart that the emptiness between them would fill the memory."""
        places = self.last_row * self.last_column
        if places > REACH_LIMIT and places > REACH_A_CELL * self.cells:
            raise ImportRefused(
                f"{path.name}: sheet “{sheet}” reaches to row {self.last_row:,} and column {self.last_column:,} with only "
                f"{self.cells:,} cells filled; take out what stands far away, or save it as CSV."
            )


def measure(path: Path, ods: bool) -> None:
    """Refuses what is no workbook, is broken, locked, or unpacks to more than it may."""
    kind, part = ("ODS", _CONTENT) if ods else ("XLSX", _BOOK)
    try:
        with Archive(path) as archive:
            if (total := archive.unpacked) > UNPACKED_LIMIT:
                raise ImportRefused(
                    f"{path.name}: unpacked it measures {megabytes(total)}, more than the {megabytes(UNPACKED_LIMIT)} "
                    "that are read; save it as CSV."
                )
            if part not in archive.names:
                raise ImportRefused(f"{path.name}: this is an archive, but not an {kind} workbook.")
            # Sizes in the directory can lie; reading every part to its declared end and checking its sum cannot.
            if broken := archive.damaged():
                raise ImportRefused(f"{path.name}: the workbook is damaged (in {broken}).")
            if ods and _is_locked(archive):
                raise ImportRefused(f"{path.name}: the workbook is locked by a password.")
    except (Unreadable, OSError) as error:
        raise ImportRefused(f"{path.name}: this is no {kind} workbook, or it is damaged or locked by a password.") from error


def _is_locked(archive: Archive) -> bool:
    manifest = "META-INF/manifest.xml"
    if manifest not in archive.names:
        return False
    with archive.stream(manifest, UNPACKED_LIMIT) as stream:
        return b"encryption-data" in stream.read(BLOCK)


def _parse(path: Path, part: str, parser: expat.XMLParserType) -> None:
    def refuse(*_: object) -> None:
        raise ImportRefused(f"{path.name}: the workbook declares XML entities, which no spreadsheet program writes.")

    parser.EntityDeclHandler = refuse
    try:
        with Archive(path) as archive, archive.stream(part, UNPACKED_LIMIT) as stream:
            while block := stream.read(BLOCK):
                parser.Parse(block, False)
            parser.Parse(b"", True)
    except (expat.ExpatError, Unreadable, OSError) as error:
        raise ImportRefused(f"{path.name}: the workbook is damaged (in {part}).") from error


# --- XLSX -----------------------------------------------------------------------------------------------------------


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

    for part, handler in ((_BOOK, on_workbook), ("xl/_rels/workbook.xml.rels", on_relation)):
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = handler
        _parse(path, part, parser)
    target = targets.get(ids.get(sheet, ""), "")
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def survey_xlsx(path: Path, sheet: str) -> Survey:
    """A look at one sheet of an XLSX workbook."""
    found = Survey()
    row = column = 0
    state: dict[str, Any] = {"formula": False, "value": False, "inside": False}
    tags = {f"{space} {name}": name for space in (_MAIN, _STRICT) for name in ("row", "c", "f", "v", "is")}

    def on_start(tag: str, given: dict[str, str]) -> None:
        nonlocal row, column
        name = tags.get(tag)
        if name == "row":
            written = given.get("r", "")
            row, column = int(written) if written.isdecimal() and len(written) < 9 else row + 1, 0
        elif name == "c":
            place = _CELL.fullmatch(given.get("r", ""))
            row, column = (int(place[2]), _column(place[1])) if place else (row, column + 1)
            # A text result ("str") may be empty and is stored all the same.
            state.update(formula=False, value=given.get("t") == "str", inside=False)
            found.errors += given.get("t") == "e"
        elif name == "f":
            state["formula"] = True
        elif name == "v":
            state["inside"] = True
        elif name == "is":
            state["value"] = True

    def on_text(data: str) -> None:
        if state["inside"] and data:
            state["value"] = True

    def on_end(tag: str) -> None:
        name = tags.get(tag)
        if name == "v":
            state["inside"] = False
        elif name == "c":
            if state["value"]:
                found.reach(row, column)
            elif state["formula"]:
                found.hollow.setdefault(row, f"{_letters(column)}{row}")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = on_start, on_end
    parser.CharacterDataHandler = on_text
    _parse(path, _sheet_part(path, sheet), parser)
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(column: int) -> str:
    written = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        written = chr(65 + rest) + written
    return written


# --- ODS ------------------------------------------------------------------------------------------------------------


def survey_ods(path: Path) -> dict[str, Survey]:
    """A look at all sheets of an ODS workbook, by name: the library reads all at once."""
    found: dict[str, Survey] = {}
    reader = _Ods(found)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = reader.on_start, reader.on_end
    _parse(path, _CONTENT, parser)
    return found


class _Ods:
    """Walks through the tables. Rows and cells may stand for many: a repeated empty one is layout, a full one counts."""

    def __init__(self, found: dict[str, Survey]) -> None:
        self.found = found
        self.sheet = Survey()
        self.tables = 0
        self.row = self.rows = self.column = 0
        self.filled: list[int] = []
        self.hollow = ""

    def on_start(self, tag: str, given: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        if space != _TABLE:
            return
        if name == "table":
            self.tables += 1
            if self.tables == 1:
                self.sheet = self.found.setdefault(given.get(f"{_TABLE} name", ""), Survey())
                self.row = self.rows = 0
        elif self.tables == 1 and name == "table-row":
            self.row += self.rows
            self.rows, self.column = _times(given.get(f"{_TABLE} number-rows-repeated")), 0
            self.filled, self.hollow = [], ""
        elif self.tables == 1 and name in ("table-cell", "covered-table-cell"):
            self.column += _times(given.get(f"{_TABLE} number-columns-repeated"))
            self.cell(given)

    def cell(self, given: dict[str, str]) -> None:
        value = given.get(f"{_OFFICE} value-type")
        if value:
            self.filled.append(self.column)
            self.sheet.errors += any(key.endswith(" value-type") and said == "error" for key, said in given.items())
        elif given.get(f"{_TABLE} formula"):
            self.hollow = self.hollow or f"{_letters(self.column)}{self.row + 1}"

    def on_end(self, tag: str) -> None:
        if tag == f"{_TABLE} table":
            self.tables -= 1
        elif tag == f"{_TABLE} table-row" and self.tables == 1:
            for column in self.filled:
                self.sheet.reach(self.row + self.rows, column)
            if self.hollow:
                self.sheet.hollow[self.row + 1] = self.hollow


def _times(written: str | None) -> int:
    return int(written) if written and written.isdecimal() and len(written) < 9 else 1
