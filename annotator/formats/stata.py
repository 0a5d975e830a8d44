"""One row an event as Stata reads it (.dta, release 118: Stata 14 and later), written here in full.

Keeps variable labels (the fields' titles), value labels (the codes'), dates as days, texts of any length (strL where one is
longer than 2,045 bytes), and answers missing for a reason as .a, .b … with a label. Codes are numbers (`coded_numbers`), lists
are joined texts. Loses evidence, memos, history, items of groups beyond their columns; in a text there is no .a, the code
stands there as text. Names are cut to 32 characters and told apart.

Written by hand because what PyPI offers either stamps the time of day into the file, needs a whole table in memory, or fails
on long texts that are empty in some rows. The layout is Stata's own description (`help dta`). Rows stream; long texts wait
in a file of their own until all rows are there.
"""

from __future__ import annotations

import shutil
import struct
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from ..codebook.model import EMPTY
from ..errors import ExportRefused
from ..writing import Progress
from .coded_numbers import CodedNumbers
from .typed_events import Missing, TypedEvents, Variable
from .variable_names import STATA, short_names

LONGEST_NAME, LONGEST_LABEL, LONGEST_SHORT_TEXT = 32, 80, 2045
MOST_VARIABLES = 32_767
AS_TEXT, UNLETTERED = "missing_codes_as_text", "missing_codes_without_letter"
_LONG_TEXT, _DOUBLE, _LONG = 32768, 65526, 65528
_EPOCH = date(1960, 1, 1).toordinal()
_MISSING_LONG = 2_147_483_621
_MISSING_DOUBLES = [struct.unpack("<d", struct.pack("<Q", (0x7FE0 << 48) + (step << 40)))[0] for step in range(27)]
Pack = Callable[[Any], Any]


@dataclass
class _Column:
    """One variable as the file has it."""

    variable: Variable
    name: str
    type: int
    layout: str
    format: str
    numbers: CodedNumbers | None = None
    labelled: bool = False


class _File:
    """The file under way, with the places of its parts."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.places: list[int] = [0]

    def part(self, tag: str) -> None:
        """Begins a part; its place is kept for the map."""
        self.places.append(self.stream.tell())
        self.stream.write(f"<{tag}>".encode())

    def whole(self, tag: str, content: bytes) -> None:
        """A part from end to end."""
        self.part(tag)
        self.stream.write(content + f"</{tag}>".encode())


def write_stata(events: TypedEvents, path: Path, progress: Progress | None = None) -> dict[str, Any]:
    """All events; gives what the manifest says of names, codes and missing codes. Raises ExportRefused for more
    variables than Stata holds."""
    letters = _letters(events.variables)
    columns = _columns(events, letters)
    if len(columns) > MOST_VARIABLES:
        raise ExportRefused(f"Stata holds {MOST_VARIABLES:,} variables, and here are {len(columns):,}; csv holds them.")
    with path.open("wb") as stream, tempfile.TemporaryFile(dir=path.parent) as long_texts:
        file = _File(stream)
        rows_at = _head(stream, len(columns))
        file.part("map")
        stream.write(bytes(8 * 14) + b"</map>")
        _describe(file, columns)
        file.part("data")
        _rows(events, columns, letters, stream, long_texts, progress)
        stream.write(b"</data>")
        file.part("strls")
        long_texts.seek(0)
        shutil.copyfileobj(long_texts, stream, 1 << 20)
        stream.write(b"</strls>")
        file.part("value_labels")
        for column in columns:
            if column.labelled:
                stream.write(_value_labels(column, letters))
        stream.write(b"</value_labels>")
        file.places += [stream.tell(), stream.tell() + len(b"</stata_dta>")]
        stream.write(b"</stata_dta>")
        stream.seek(rows_at)
        stream.write(struct.pack("<Q", events.rows))
        stream.seek(file.places[1] + len(b"<map>"))
        stream.write(struct.pack("<14Q", *file.places))
    renamed = {column.name: column.variable.name for column in columns if column.name != column.variable.name}
    codes = {column.name: column.numbers.told for column in columns if column.numbers is not None and column.numbers.told}
    return {"renamed": renamed, "codes": codes, "missing": {f".{letter}": code for code, letter in letters.items() if letter}}


def _letters(variables: Sequence[Variable]) -> dict[str, str]:
    """Each missing code of the codebook with its letter, the same in all variables; "" where the alphabet is at its end."""
    codes = dict.fromkeys(code for one in variables for code in one.missing)
    return {code: chr(ord("a") + place) if place < 26 else "" for place, code in enumerate(codes)}


def _columns(events: TypedEvents, letters: dict[str, str]) -> list[_Column]:
    names = short_names([one.name for one in events.variables], LONGEST_NAME, STATA)
    texts = [one.name for one in events.variables if one.kind == "text" and one.codes is EMPTY]
    widths = events.widths(texts)
    if "coder" in widths:  # a pseudonym stands there, not the uid that was measured
        widths["coder"] = 32
    found: list[_Column] = []
    for one in events.variables:
        missing = any(letters[code] for code in one.missing)
        if one.codes is not EMPTY:
            found.append(_Column(one, names[one.name], _LONG, "i", "%12.0g", CodedNumbers(one.codes), True))
        elif one.kind == "date":
            found.append(_Column(one, names[one.name], _LONG, "i", "%tdCCYY-NN-DD", labelled=missing))
        elif one.kind in ("integer", "decimal"):
            format_ = "%12.0g" if one.kind == "integer" else "%10.0g"
            found.append(_Column(one, names[one.name], _DOUBLE, "d", format_, labelled=missing))
        elif widths[one.name] > LONGEST_SHORT_TEXT:
            found.append(_Column(one, names[one.name], _LONG_TEXT, "Q", "%9s"))
        else:
            width = max(widths[one.name], 1)
            found.append(_Column(one, names[one.name], width, f"{width}s", f"%-{min(width, 40)}s"))
    return found


def _head(stream: BinaryIO, variables: int) -> int:
    """The header; gives where the number of rows belongs. No time stands in it: the same project gives the same bytes."""
    stream.write(b"<stata_dta><header><release>118</release><byteorder>LSF</byteorder><K>" + struct.pack("<H", variables))
    stream.write(b"</K><N>")
    place = stream.tell()
    stream.write(bytes(8) + b"</N><label>\0\0</label><timestamp>\0</timestamp></header>")
    return place


def _describe(file: _File, columns: list[_Column]) -> None:
    file.whole("variable_types", struct.pack(f"<{len(columns)}H", *(column.type for column in columns)))
    file.whole("varnames", b"".join(_fixed(column.name, 129) for column in columns))
    file.whole("sortlist", bytes(2 * (len(columns) + 1)))
    file.whole("formats", b"".join(_fixed(column.format, 57) for column in columns))
    file.whole("value_label_names", b"".join(_fixed(column.name if column.labelled else "", 129) for column in columns))
    file.whole("variable_labels", b"".join(_fixed(_cut(column.variable.title, LONGEST_LABEL), 321) for column in columns))
    file.whole("characteristics", b"")


def _fixed(text: str, size: int) -> bytes:
    return text.encode().ljust(size, b"\0")


def _cut(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def _rows(
    events: TypedEvents, columns: list[_Column], letters: dict[str, str], stream: BinaryIO, long_texts: BinaryIO,
    progress: Progress | None,
) -> None:  # fmt: skip
    layout = struct.Struct("<" + "".join(column.layout for column in columns))
    packs = [_pack(events, column, letters) for column in columns]
    for cells in events.batches():
        first = events.rows - len(cells[0]) + 1
        long = {place: values for place, (column, values) in enumerate(zip(columns, cells, strict=True), start=1)
                if column.type == _LONG_TEXT}  # fmt: skip
        # By row and then by variable: Stata wants them in that order.
        said = [[_long_text(long_texts, place, row, text) for place, text in zip(long, texts, strict=True)]
                for row, texts in enumerate(zip(*long.values(), strict=True), start=first)]  # fmt: skip
        placed = dict(zip(long, zip(*said, strict=True), strict=True)) if long else {}
        ready = [placed[place] if place in placed else map(pack, values)
                 for place, (pack, values) in enumerate(zip(packs, cells, strict=True), start=1)]  # fmt: skip
        stream.writelines(layout.pack(*row) for row in zip(*ready, strict=True))
        if progress:
            progress(events.rows)


def _long_text(stream: BinaryIO, variable: int, row: int, text: str | None) -> int:
    """Writes a text beside the rows; gives what stands for it in its row: variable in two bytes, row in six; 0 for none."""
    if not text:
        return 0
    content = text.encode() + b"\0"
    stream.write(b"GSO" + struct.pack("<IQBI", variable, row, 130, len(content)) + content)
    return variable | row << 16


def _pack(events: TypedEvents, column: _Column, letters: dict[str, str]) -> Pack:
    """What makes a cell of the variable a number or bytes of the file."""
    steps = {code: ord(letter) - ord("a") + 1 if letter else 0 for code, letter in letters.items()}

    def step_of(cell: Missing | None) -> int:
        if cell is None:
            return 0
        if not steps[cell]:
            events.lost[UNLETTERED] += 1
        return steps[cell]

    def text(cell: Any) -> bytes:
        if isinstance(cell, Missing):
            events.lost[AS_TEXT] += 1
        return cell.encode() if cell else b""

    def code(cell: Any) -> int:
        return _MISSING_LONG + step_of(cell) if cell is None or isinstance(cell, Missing) else numbers[cell]

    def day(cell: Any) -> int:
        return cell.toordinal() - _EPOCH if isinstance(cell, date) else _MISSING_LONG + step_of(cell)

    def number(cell: Any) -> float:
        return _MISSING_DOUBLES[step_of(cell)] if cell is None or isinstance(cell, Missing) else float(cell)

    numbers = column.numbers or CodedNumbers(EMPTY)
    if column.numbers is not None:
        return code
    return day if column.variable.kind == "date" else number if column.type == _DOUBLE else text


def _value_labels(column: _Column, letters: dict[str, str]) -> bytes:
    """The labels of one variable, by number."""
    labels = dict(column.numbers.labels) if column.numbers is not None else {}
    for code, said in column.variable.missing.items():
        if letters[code]:
            labels[_MISSING_LONG + ord(letters[code]) - ord("a") + 1] = f"{said} ({code})"
    texts, offsets, size = [], [], 0
    for _, label in sorted(labels.items()):
        offsets.append(size)
        texts.append(label.encode() + b"\0")
        size += len(texts[-1])
    count = len(labels)
    table = struct.pack(f"<ii{count}i{count}i", count, size, *offsets, *sorted(labels)) + b"".join(texts)
    return b"<lbl>" + struct.pack("<i", len(table)) + _fixed(column.name, 129) + bytes(3) + table + b"</lbl>"
