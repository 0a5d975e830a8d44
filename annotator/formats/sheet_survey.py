"""What stands in a workbook's XML, looked at before the library reads it: how far its cells reach, formulas without values.

Owns the structure of XLSX and ODS archives. XML is read in blocks and without entities; nothing of a cell is kept. Must not
know what becomes of a sheet.
"""

from __future__ import annotations

import re
from array import array
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

TEXT_LIMIT = 1 << 28
"""The most characters that the cells of a sheet may hold together, a text that stands in many of them counted for each: the
library writes it out for each, and what it takes is several times that."""

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ODS_CELLS, _ENDLESS = ("table-cell", "covered-table-cell"), 10**10
_BOOK, _CONTENT, _SHARED = "xl/workbook.xml", "content.xml", "xl/sharedstrings.xml"


@dataclass
class Survey:
    """What a look at one sheet found. `hollow` are rows with a formula that has no stored value, and the cell: the library
    would show both as empty; `errors` counts cells with a formula's error; `length` is that of all texts, in characters; the
    last row and column count from 1."""

    hollow: dict[int, str] = field(default_factory=dict)
    errors: int = 0
    cells: int = 0
    length: int = 0
    last_row: int = 0
    last_column: int = 0

    def reach(self, row: int, column: int) -> None:
        """There is something in this cell."""
        self.cells += 1
        self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, column)

    def refuse(self, path: Path, sheet: str) -> None:
        """ImportRefused where a few cells lie so far apart that the emptiness between them would fill the memory, or where
        what they hold would."""
        places = self.last_row * self.last_column
        if places > REACH_LIMIT and places > REACH_A_CELL * self.cells:
            raise ImportRefused(
                f"{path.name}: sheet “{sheet}” reaches to row {self.last_row:,} and column {self.last_column:,} with only "
                f"{self.cells:,} cells filled; take out what stands far away, or save it as CSV."
            )
        refuse_length(self.length, path, f"sheet “{sheet}”")


def refuse_length(length: int, path: Path, what: str) -> None:
    """ImportRefused where a sheet, or several that are read at once, hold more text than may be read."""
    if length > TEXT_LIMIT:
        raise ImportRefused(
            f"{path.name}: the cells of {what} hold {length:,} characters, more than the {TEXT_LIMIT:,} that are read; divide "
            "it, or save it as CSV."
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


def shared_lengths(path: Path) -> array[int]:
    """How long each text is that cells of an XLSX workbook name by its number."""
    # The library finds the part whatever the case of its name, and takes elements of any namespace.
    with Archive(path) as archive:
        part = next((name for name in archive.names if name.casefold().replace("\\", "/") == _SHARED), "")
    lengths = array("Q")
    if not part:
        return lengths

    def on_start(tag: str, _: dict[str, str]) -> None:
        if tag.rpartition(" ")[2] == "si":
            lengths.append(0)
            if len(lengths) > REACH_LIMIT:
                raise ImportRefused(f"{path.name}: the workbook has more than {REACH_LIMIT:,} texts; save it as CSV.")

    def on_text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.CharacterDataHandler = on_start, on_text
    _parse(path, part, parser)
    return lengths


def survey_xlsx(path: Path, sheet: str, shared: array[int]) -> Survey:
    """A look at one sheet of an XLSX workbook whose shared texts are so long (see `shared_lengths`)."""
    found = Survey()
    row = column = 0
    state: dict[str, Any] = {"formula": False, "value": False, "inside": False, "shared": False}
    number: list[str] = []

    def on_start(tag: str, given: dict[str, str]) -> None:
        nonlocal row, column
        name = tag.rpartition(" ")[2]
        if name == "row":
            written = given.get("r", "")
            row, column = int(written) if written.isdecimal() and len(written) < 9 else row + 1, 0
        elif name == "c":
            place = _CELL.fullmatch(given.get("r", ""))
            row, column = (int(place[2]), _column(place[1])) if place else (row, column + 1)
            # A text result ("str") may be empty and is stored all the same.
            state.update(formula=False, value=given.get("t") == "str", inside=False, shared=given.get("t") == "s")
            number.clear()
            found.errors += given.get("t") == "e"
        elif name == "f":
            state["formula"] = True
        elif name == "v":
            state["inside"] = True
        elif name == "is":
            state["value"] = state["inside"] = True

    def on_text(data: str) -> None:
        if state["inside"] and data:
            state["value"] = True
            if state["shared"]:
                number.append(data)
            else:
                found.length += len(data)

    def on_end(tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name in ("v", "is"):
            state["inside"] = False
            if state["shared"] and number:
                found.length += _shared(shared, "".join(number))
                number.clear()
        elif name == "c":
            if state["value"]:
                found.reach(row, column)
            elif state["formula"]:
                found.hollow.setdefault(row, f"{_letters(column)}{row}")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = on_start, on_end
    parser.CharacterDataHandler = on_text
    _parse(path, _sheet_part(path, sheet), parser)
    return found


def _shared(lengths: array[int], number: str) -> int:
    written = number.strip().lstrip("+0") or "0"
    index = int(written) if written.isdecimal() and len(written) < 9 else len(lengths)
    return lengths[index] if index < len(lengths) else 0


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
    """A look at all sheets of an ODS workbook, by name: the library reads all at once, so ImportRefused where all of them
    together hold too much."""
    found: dict[str, Survey] = {}
    reader = _Ods(found)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.on_start, reader.on_end
    parser.CharacterDataHandler = reader.on_text
    _parse(path, _CONTENT, parser)
    for name, survey in found.items():
        survey.refuse(path, name)
    refuse_length(sum(one.length for one in found.values()), path, "all sheets")
    places = sum(one.last_row * one.last_column for one in found.values())
    if places > REACH_LIMIT and places > REACH_A_CELL * sum(one.cells for one in found.values()):
        raise ImportRefused(f"{path.name}: its sheets reach far with few cells filled; save the one you need as CSV.")
    return found


class _Ods:
    """Walks through the tables. Rows and cells may stand for many: a repeated empty one is layout, a full one counts. The
    library goes by names alone, whatever their namespace."""

    def __init__(self, found: dict[str, Survey]) -> None:
        self.found = found
        self.sheet = Survey()
        self.tables = 0
        self.row = self.rows = self.column = self.columns = 0
        self.length = self.row_length = 0
        self.filled: list[int] = []
        self.hollow = ""

    def on_start(self, tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "table":
            self.tables += 1
            if self.tables == 1:
                self.sheet = self.found.setdefault(_said(given, "name"), Survey())
                self.row = self.rows = 0
        elif self.tables == 1 and name == "table-row":
            self.row += self.rows
            self.rows, self.column, self.row_length = _times(_said(given, "number-rows-repeated")), 0, 0
            self.filled, self.hollow = [], ""
        elif self.tables == 1 and name in _ODS_CELLS:
            self.columns = _times(_said(given, "number-columns-repeated"))
            self.column += self.columns
            self.cell(given)
        elif name == "s":
            self.length += _times(_said(given, "c"))  # so many blanks

    def cell(self, given: dict[str, str]) -> None:
        self.length = sum(len(said) for key, said in given.items() if key.endswith("value"))
        if _said(given, "value-type"):
            self.filled.append(self.column)
            self.sheet.errors += any(key.endswith(" value-type") and said == "error" for key, said in given.items())
        elif _said(given, "formula"):
            self.hollow = self.hollow or f"{_letters(self.column)}{self.row + 1}"

    def on_text(self, data: str) -> None:
        self.length += len(data)

    def on_end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name == "table":
            self.tables -= 1
        elif self.tables != 1:
            return
        elif name in _ODS_CELLS:
            self.row_length += self.length * self.columns
        elif name == "table-row":
            self.sheet.length += self.row_length * self.rows
            for column in self.filled:
                self.sheet.reach(self.row + self.rows, column)
            if self.hollow:
                self.sheet.hollow[self.row + 1] = self.hollow


def _said(given: dict[str, str], name: str) -> str:
    return next((said for key, said in given.items() if key.rpartition(" ")[2] == name), "")


def _times(written: str) -> int:
    if not (written.isascii() and written.isdecimal()):
        return 1
    return int(written) if len(written) < 10 else _ENDLESS
