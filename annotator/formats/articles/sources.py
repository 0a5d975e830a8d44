"""Articles from outside: any mix of files of all kinds, folders and tables, as drafts and refusals.

Owns the way from a row to an article: which column is which part, in which order a date column writes its days, and
why a row cannot come in. Must not know SQL or the window; the file formats themselves are other modules' business.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, cast

from ...dates import AmbiguousDate, Order, read_written
from ...errors import ImportRefused
from ...project.articles import ArticleDraft, Refused
from ...spans import clean_text
from .. import any_table, parquet_rows, tables
from ..any_table import open_any
from ..date_columns import ColumnFormat, column_order
from ..encodings import TEXT_LIMIT, read_text
from ..tables import MOST_REFUSED, Table
from . import downloads, plain_text, records
from .contents import UNREAD, true_ending
from .headers import PARTS, guess_mapping, no_day
from .kinds import Asked, kind_named, kind_of, kinds, suffixes
from .plain_text import SourceFile, article_in, refused_file, source_files
from .records import as_text

__all__ = ["PARTS", "SUFFIXES", "Preview", "format_names", "guess_mapping", "is_table", "preview", "read_articles", "read_file"]

TABLE_SUFFIXES = any_table.SUFFIXES
"""Files whose columns are chosen for the parts of an article."""
SUFFIXES = tuple(dict.fromkeys((*plain_text.SUFFIXES, *suffixes(), *TABLE_SUFFIXES)))
"""What is read, by the ending of the name."""

_ENDINGS = {
    "text": plain_text.SUFFIXES, "csv": tables.CSV_SUFFIXES, "xlsx": tables.XLSX_SUFFIXES, "ods": (tables.ODS,),
    "json": records.SUFFIXES, "jsonl": records.SUFFIXES, "parquet": (parquet_rows.SUFFIX,),
}  # fmt: skip
"""The formats that are no kinds of their own, and how names of their files end; the first does where a name ends otherwise."""

_HOLD_OTHERS = ("zip",)
PREVIEWED_DATES = 5_000
CODINGS = "codings"
"""The key of a line that holds what was coded in its article (see `formats.codings`)."""
_EVERY = 64
_ORDERS: dict[str, Order] = {"dmy": "dmy", "mdy": "mdy", "ymd": "ymd"}

Progress = Callable[[int, int], None]
"""Called with the bytes read so far and in all; what it raises ends the reading."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a source looks like before it comes in.

    `rows` are the first ones, every cell as text. `mapping` is part to column. `dates` says what is known of the date
    column, from its first cells. `refused` are rows among those looked at that would not come in.
    """

    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    mapping: dict[str, str]
    encoding: str
    dates: ColumnFormat | None
    notes: tuple[str, ...]
    sheets: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()


def format_names() -> tuple[str, ...]:
    """The formats articles are read from: what `kind` may be in this module."""
    return (*_ENDINGS, *(kind.FORMAT.name for kind in kinds()))


def is_table(path: Path, kind: str = "") -> bool:
    """Whether a file has columns to be chosen from; folders, texts and documents have parts."""
    path = Path(path)
    return not os.path.isdir(path) and _as_kind(SourceFile(path, path.name), kind).suffix in TABLE_SUFFIXES


def _as_kind(file: SourceFile, kind: str) -> SourceFile:
    """The file under an ending by which the format that was asked for is read."""
    endings = _endings(kind) if kind else ()
    # Downloads of archives have no ending of their own: what they are in is read by what it is.
    return replace(file, ending=endings[0]) if endings and file.suffix not in endings else file


def _endings(kind: str) -> tuple[str, ...]:
    return _ENDINGS.get(kind) or kind_named(kind).SUFFIXES


def preview(
    path: Path, rows: int = 20, *, mapping: Mapping[str, str] | None = None, sheet: str | None = None,
    encoding: str | None = None, kind: str = "", check: Callable[[], None] | None = None, date_order: str = "",
) -> Preview:  # fmt: skip
    """Looks at the beginning of a file or folder, read as its own kind or as the format `kind`. ImportRefused where nothing
    of it can be read. `check` is called now and then; what it raises ends the look. Without a column for the text, only
    rows that cannot be read are `refused`; `date_order` is as for `read_articles`."""
    path = Path(path)
    if not is_table(path, kind):
        stop = check or _go_on
        asked = Asked(encoding=encoding, mapping=dict(mapping or {}), sheet=sheet, kind=kind, progress=lambda _: stop())
        return _preview_articles(path, rows, asked)
    file = _as_kind(SourceFile(path, path.name), kind)
    table = _open(file, sheet, encoding, TEXT_LIMIT)
    chosen = complete_mapping(table.columns, mapping, path.name)
    with closing(table.rows) as walk:
        shown = tuple({key: as_text(cell) for key, cell in cells.items()} for _, cells in islice(walk, rows))
        refused = tuple(table.refused)
    dates = None
    if column := chosen.get("date"):
        with closing(table.rows) as walk:
            dates = column_order(as_text(cells.get(column)) for _, cells in islice(walk, PREVIEWED_DATES))
    if "text" in chosen:
        order = _ORDERS.get(date_order) or (dates.order if dates else None)
        refused = _would_be_refused(table, _Row.of(chosen, file), order, rows, check or _go_on)
    notes = tuple(note for note in (table.note, dates.reason if dates else "") if note)
    return Preview(table.columns, shown, chosen, table.encoding, dates, notes, table.sheets, refused)


def _would_be_refused(
    table: Table[Any], row: _Row, order: Order | None, most: int, check: Callable[[], None]
) -> tuple[Refused, ...]:  # fmt: skip
    """The first rows that would not come in, of those whose dates are looked at."""
    found: list[Refused] = []
    try:
        with closing(table.rows) as walk:
            for count, (number, cells) in enumerate(islice(walk, PREVIEWED_DATES)):
                found += _named(table.refused, row.file)
                table.refused.clear()
                if isinstance(one := row.article(cells, order, number), Refused):
                    found.append(one)
                if len(found) >= most:
                    break
                if count % _EVERY == 0:
                    check()
            found += _named(table.refused, row.file)
    except ImportRefused as error:
        found += [*_named(table.refused, row.file), refused_file(row.file, error)]
    return tuple(found)


def _preview_articles(path: Path, rows: int, asked: Asked) -> Preview:
    """The first articles, their parts as columns, and the files they stand in."""
    notes: dict[str, None] = {}
    shown: list[dict[str, str]] = []
    refused: list[Refused] = []
    encodings: dict[str, None] = {}
    asked = replace(asked, tell=lambda note: notes.update({note: None}), decoded=lambda name: encodings.update({name: None}))
    for file in source_files([path]):
        for found in [file] if isinstance(file, Refused) else islice(_all_of(file, asked), rows - len(shown) - len(refused)):
            if isinstance(found, Refused):
                refused.append(found)
            else:
                name = found.origin or (file.name if isinstance(file, SourceFile) else "")
                shown.append({part: getattr(found, part) or "" for part in PARTS} | {"file": name})
        asked.progress(0)
        if len(shown) + len(refused) >= rows:
            break
    if not shown and refused and not os.path.isdir(path):
        raise ImportRefused(str(refused[0]))
    mapping = {part: part for part in PARTS}
    return Preview((*PARTS, "file"), tuple(shown), mapping, ", ".join(encodings), None, tuple(notes), (), tuple(refused))


def complete_mapping(columns: Iterable[str], given: Mapping[str, str] | None, name: str) -> dict[str, str]:
    """Part to column: what was given, and a guess for the parts it is silent about. A part given as "" is left out.

    ImportRefused where a given column or part does not exist.
    """
    given, columns = dict(given or {}), list(columns)
    for part, column in given.items():
        if part not in PARTS:
            raise ImportRefused(f"{name}: an article has no part “{part}”; its parts are {', '.join(PARTS)}.")
        if column and column not in columns:
            raise ImportRefused(f"{name}: there is no column “{column}”; there are {_listed(columns)}.")
    taken = set(given.values())
    guessed = guess_mapping(column for column in columns if column not in taken)
    found = {**{part: column for part, column in guessed.items() if part not in given}, **given}
    return {part: found[part] for part in PARTS if found.get(part)}


def read_articles(
    paths: Iterable[Path], mapping: Mapping[str, str] | None = None, date_order: str | None = None, *,
    progress: Progress | None = None, tell: Callable[[str], None] | None = None, sheet: str | None = None,
    encoding: str | None = None, limit: int = TEXT_LIMIT, kind: str = "",
) -> Generator[ArticleDraft | Refused, None, None]:  # fmt: skip
    """Every article of files and folders, in order, and everything that cannot come in, by name.

    `mapping` is part to column, completed by a guess; `date_order` is dmy, mdy or ymd and settles dates that can be
    read two ways; `tell` receives a sentence a file about its encoding and delimiter; `limit` bounds one text, row or
    line in characters; `kind` names the format as which every file is read, whatever it is called. Nothing is held in
    memory but one row or article, and for a workbook, a document or JSON the file. Closing it takes away what was unpacked.
    """
    if date_order is not None and date_order not in _ORDERS:
        raise ImportRefused(f"“{date_order}” is no order of a date; use one of {', '.join(_ORDERS)}.")
    found = list(source_files(paths))
    total = sum(_size(file) for file in found if isinstance(file, SourceFile))
    order = _ORDERS[date_order] if date_order else None
    before = 0

    def report(done: int) -> None:
        if progress:
            progress(min(before + done, total), total)

    asked = Asked(order, encoding, limit, tell or _silent, report, dict(mapping or {}), sheet, kind)
    asked = replace(asked, several=len(found) > 1)
    for file in found:
        if isinstance(file, Refused):
            yield file
            continue
        yield from _all_of(file, asked)
        before += _size(file)
        report(0)


def _all_of(file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    try:
        yield from read_file(file, asked)
    except ImportRefused as refused:
        yield refused_file(file, refused)


def read_file(file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    """Everything of one file, by what it is. ImportRefused where nothing, or nothing more, of it can be read."""
    said = asked.tell
    asked = replace(asked, tell=lambda note: said(f"{file.name}: {note}"))
    kind = kind_of(file.suffix)
    holds_others = kind is not None and kind.FORMAT.name in _HOLD_OTHERS
    if holds_others:
        asked = replace(asked, several=True)
    if asked.kind and not holds_others:
        # What holds other files hands the format on to them.
        file = _as_kind(file, asked.kind)
        kind = None if asked.kind in _ENDINGS else kind_named(asked.kind)
    elif not asked.kind:
        ending, what = true_ending(file.path)
        if ending:
            file = replace(file, ending=ending)
            asked.tell(f"This is {what}, whatever its name says, and was read as that.")
            kind = kind_of(ending)
    if kind:
        yield from kind.read(file, asked)
    elif file.suffix in plain_text.SUFFIXES:
        yield from _read_text(file, asked)
    else:
        yield from _read_table(file, asked)


def _read_text(file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    decoded = read_text(file.path, asked.limit, asked.encoding)
    asked.decoded(decoded.encoding)
    if decoded.note:
        asked.tell(decoded.note)
    if found := downloads.in_text(clean_text(decoded.text)[0], file, asked):
        yield from found
    else:
        yield article_in(decoded, file, asked.order)


def _read_table(file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    table = _open(file, asked.sheet, asked.encoding, asked.limit)
    if table.note:
        asked.tell(table.note)
    chosen = complete_mapping(table.columns, _given(table, asked), file.path.name)
    if "text" not in chosen:
        raise ImportRefused(f"no column is known to hold the text; say which of {_listed(table.columns)} does.")
    order, dated = asked.order, chosen.get("date") if asked.order is None else None
    row, left, left_out = _Row.of(chosen, file), MOST_REFUSED, False
    try:
        for count, (number, cells) in enumerate(table.rows):
            yield from _named(table.refused, file)
            table.refused.clear()
            if count % _EVERY == 0:
                asked.progress(table.done)
            if dated and not _is_iso(as_text(cells.get(dated)).strip()):
                order, dated = _find_order(table, dated, asked), None
            if not left_out and (held := cells.get(CODINGS)) and _are_codings(held):
                left_out = True
                asked.tell("It holds codings, too; they come in by “Import codings from elsewhere”, or --format jsonl.")
            found = row.article(cells, order, number)
            left -= isinstance(found, Refused)
            yield found
            if left <= 0:
                raise ImportRefused(f"more than {MOST_REFUSED:,} rows cannot come in; what follows was left.")
    except ImportRefused:
        yield from _named(table.refused, file)
        raise
    yield from _named(table.refused, file)


def _given(table: Table[Any], asked: Asked) -> dict[str, str]:
    """What was said of columns, as far as this table has them: of several files others may have been meant."""
    missing = [column for column in asked.mapping.values() if column and column not in table.columns]
    if not missing or not asked.several:
        return dict(asked.mapping)
    asked.tell(f"There is no column {_listed(f'“{column}”' for column in missing)}; its own columns were taken by their names.")
    return {part: column for part, column in asked.mapping.items() if column not in missing}


def _find_order(table: Table[Any], column: str, asked: Asked) -> Order | None:
    """One pass over the date column alone, so that all of its cells are read alike. It is made when the first cell asks for
    it: most tables write ISO dates, which are read one way only."""
    found = column_order(_date_cells(replace(table, refused=[]), column, lambda: asked.progress(table.done)))
    if found.conflict or found.ambiguous or found.order in ("dmy", "mdy"):
        asked.tell(f"Column {column}: {found.reason}")
    return found.order


def _date_cells(table: Table[Any], column: str, on_way: Callable[[], None]) -> Iterator[str]:
    try:
        with closing(table.rows) as rows:
            for count, (_, cells) in enumerate(rows):
                if count % _EVERY == 0:
                    on_way()
                table.refused.clear()
                cell = as_text(cells.get(column)).strip()
                if not _is_iso(cell):
                    yield cell
    except ImportRefused:
        return  # whoever reads the rows is told, behind those that are good


def _is_iso(cell: str) -> bool:
    """Whether a cell tells nothing of the order of others: an ISO date, or nothing."""
    return not cell or (len(cell) >= 10 and cell[4] == cell[7] == "-" and cell[:4].isdecimal())


def _open(file: SourceFile, sheet: str | None, encoding: str | None, limit: int) -> Table[Any]:
    if file.suffix in TABLE_SUFFIXES:
        return open_any(file.path, sheet, encoding=encoding, row_limit=limit, suffix=file.suffix)
    if way_out := UNREAD.get(file.suffix):
        raise ImportRefused(way_out)
    what = f"files that end in {file.suffix}" if file.suffix else "files without an ending"
    raise ImportRefused(f"{what} are not read; save it as text, a web page, a document or a table.")


@dataclass(frozen=True, slots=True)
class _Row:
    """How the rows of one table become articles: which columns are which part, worked out once."""

    file: SourceFile
    text: str
    date: str
    parts: tuple[tuple[str, str], ...]
    used: frozenset[str]

    @classmethod
    def of(cls, chosen: Mapping[str, str], file: SourceFile) -> _Row:
        parts = tuple((part, column) for part, column in chosen.items() if part not in ("text", "date"))
        return cls(file, chosen["text"], chosen.get("date", ""), parts, frozenset(chosen.values()))

    def article(self, cells: Mapping[str, Any], order: Order | None, number: int) -> ArticleDraft | Refused:
        """One row as an article, or the one reason why not."""
        written = as_text(cells.get(self.text), "\n\n")
        if not written.strip(" \t\r\n\0"):
            return Refused(number, self.text, "the text is empty.", self.file.name)
        day = None
        if self.date and (cell := as_text(cells.get(self.date)).strip()):
            day = _day(cell, order)
            if isinstance(day, Refused):
                return replace(day, row=number, column=self.date, file=self.file.name)
        parts: dict[str, Any] = {part: _kept(as_text(cells.get(column)).strip()) for part, column in self.parts}
        used = self.used
        extra = {
            key: _kept(value) for key, value in cells.items()
            if key not in used and value not in ("", None) and not (key == CODINGS and _are_codings(value))
        }  # fmt: skip
        text = clean_text(written)[0]
        return ArticleDraft(text, date=day, origin=f"{self.file.name} row {number}", extra=extra, **parts)


def _day(cell: str, order: Order | None) -> str | Refused | None:
    try:
        day = read_written(cell, order)
    except AmbiguousDate as error:
        either = " or ".join(error.readings)
        return Refused(None, None, f"“{cell}” may be {either}; say which with the date order (--date-order dmy or mdy).")
    if day is None:
        return Refused(None, None, no_day(cell))
    return day


def _are_codings(cell: Any) -> bool:
    """Whether a cell holds what somebody coded in the article: that is work and no column."""
    return isinstance(cell, list) and all(isinstance(one, dict) for one in cast("list[Any]", cell))


def _kept(value: Any) -> Any:
    # What can be printed has no line ends, no NUL and no halves of characters.
    return value if not isinstance(value, str) or value.isprintable() else clean_text(value)[0]


def _named(refused: Iterable[Refused], file: SourceFile) -> list[Refused]:
    return [replace(one, file=file.name) for one in refused]


def _listed(columns: Iterable[str], most: int = 20) -> str:
    columns = [column if len(column) <= 30 else f"{column[:29]}…" for column in columns]
    return ", ".join(columns[:most]) + (" …" if len(columns) > most else "")


def _size(file: SourceFile | Refused) -> int:
    try:
        return file.path.stat().st_size if isinstance(file, SourceFile) else 0
    except OSError:
        return 0


def _go_on() -> None:
    """Nobody wants to stop."""


def _silent(_: str) -> None:
    """Nobody asked to be told."""
