"""JSON and JSON Lines as tables of records.

Owns where in a JSON file the records are, and how nested keys become columns ("source.name"). Must not know what the
columns mean. JSON Lines are read in constant memory, a JSON document as a whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn, cast

import orjson

from ...errors import ImportRefused
from ...spans import clean_text
from ..encodings import TEXT_LIMIT, Encoding, file_size, find_encoding, megabytes, read_text, reopen
from ..tables import Rows, Table
from .headers import names_text

LINES_SUFFIXES = (".jsonl", ".ndjson")
SUFFIXES = (".json", *LINES_SUFFIXES)
DOCUMENT_LIMIT = 1 << 30
"""The most a JSON document may measure, since it is read whole; JSON Lines have no such limit."""

_DEPTH, _FIRST_RECORDS, _DEEPEST = 4, 200, 200
_ESCAPED = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


def open_records(path: Path, *, encoding: str | None = None, line_limit: int = TEXT_LIMIT) -> Table[Any]:
    """The records of a JSON or JSON Lines file; which of the two it is, the file itself says.

    The columns are those of the first records; later ones may bring more. A record's number is its line, or its place
    in the array from 1. ImportRefused says in a sentence why the file cannot be read.
    """
    path = Path(path)
    found = find_encoding(path, encoding)
    if _is_lines(path, found.name, line_limit):
        return _open_lines(path, found, line_limit)
    return _open_document(path, found)


def flatten(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record with nested keys joined by dots; lists stay as they are. Nesting beyond four levels stays, too."""
    flat: dict[str, Any] = {}
    _flatten(record, "", flat, _DEPTH)
    return flat


def _flatten(record: Mapping[str, Any], prefix: str, flat: dict[str, Any], depth: int) -> None:
    for key, value in record.items():
        if isinstance(value, dict) and value and depth > 1:
            _flatten(value, f"{prefix}{key}.", flat, depth - 1)
        else:
            flat[prefix + key] = value


def as_text(value: Any, between: str = "; ") -> str:
    """One JSON value as a cell: 1.0 as "1", a list of plain values joined, anything deeper as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
        return between.join(as_text(one) for one in cast("list[Any]", value))
    return str(value) if isinstance(value, int | float) else json.dumps(value, ensure_ascii=False)


def parse(text: str, constant: Callable[[str], Any] = lambda _: None) -> Any:
    """One JSON value. ValueError says where it breaks off.

    NaN and Infinity, which are not JSON but are written by many programs, become null, or what `constant` makes of these
    words; characters that no file can hold (NUL, half of a pair) become U+FFFD.
    """
    try:
        return _parsed(text, constant)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _parsed(text: str, constant: Callable[[str], Any]) -> Any:
    try:
        value = orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        value = json.loads(text, parse_constant=constant)
    return _tidy(value) if "\0" in text or ("\\u" in text and _ESCAPED.search(text)) else value


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return _without(value)
    if isinstance(value, list):
        return [_tidy(one) for one in cast("list[Any]", value)]
    if isinstance(value, dict):
        return {_without(key): _tidy(one) for key, one in cast("dict[str, Any]", value).items()}
    return value


def _is_deep(record: Any) -> bool:
    """Whether a record is nested deeper than what is stored as JSON may be."""
    level = [record]
    for _ in range(_DEEPEST):
        level = [
            inner
            for one in level if isinstance(one, list | dict)
            for inner in (cast("dict[str, Any]", one).values() if isinstance(one, dict) else cast("list[Any]", one))
            if isinstance(inner, list | dict)
        ]  # fmt: skip
        if not level:
            return False
    return True


def _without(text: str) -> str:
    # Line ends are the business of whoever takes the value for a text.
    return text if text.isascii() and "\0" not in text else clean_text(text)[0]


# --- a line each ----------------------------------------------------------------------------------------------------


def _is_lines(path: Path, encoding: str, limit: int) -> bool:
    """A first line that is an object by itself, with another below, is JSON Lines, whatever the file is called."""
    lines = _lines(path, encoding, limit, None)
    filled = ((number, line) for number, line in lines if line is None or line.strip())
    first, second = next(filled, None), next(filled, None)
    lines.close()
    named_so = path.suffix.lower() in LINES_SUFFIXES
    if first is None:
        raise ImportRefused(f"{path.name}: the file is empty.")
    if first[1] is None:
        return named_so
    if first[1].lstrip("\ufeff \t").startswith("["):
        return False
    try:
        return isinstance(parse(first[1].lstrip("\ufeff")), dict) and (second is not None or named_so)
    except ValueError:
        return named_so


def _lines(path: Path, encoding: str, limit: int, table: Table[Any] | None) -> Generator[tuple[int, str | None], None, None]:
    """Lines with their numbers; None stands for one that is too long, which is passed over without being kept."""
    number = 0
    with reopen(path, encoding) as stream:
        while line := stream.readline(limit + 1):
            number += 1
            too_long = len(line) > limit
            while too_long and line and not line.endswith(("\n", "\r")):
                line = stream.readline(limit + 1)
            if table:
                table.done = stream.buffer.tell()
            yield number, None if too_long else line


def _open_lines(path: Path, found: Encoding, limit: int) -> Table[Any]:
    def walk(table: Table[Any]) -> Rows[Any]:
        for number, line in _lines(path, found.name, limit, table):
            if line is None:
                table.refuse(number, f"the line is longer than {megabytes(limit)}.")
            elif line.strip("\ufeff \t\r\n"):
                try:
                    record = parse(line.lstrip("\ufeff"))
                except ValueError as error:
                    table.refuse(number, f"the line is not JSON ({_brief(error)}).")
                    continue
                if _is_deep(record):
                    table.refuse(number, "the line is nested too deeply.")
                elif isinstance(record, dict):
                    yield number, flatten(cast("dict[str, Any]", record))
                else:
                    table.refuse(number, "the line is not an object in {braces}.")
        table.done = table.size

    table = Table[Any](path, (), found.name, found.note, file_size(path), walk)
    table.columns = _columns(table)
    return table


def _columns(table: Table[Any]) -> tuple[str, ...]:
    """The keys of the first records, in the order of their first appearance."""
    columns: dict[str, None] = {}
    with closing(table.rows) as rows:
        for _, record in islice(rows, _FIRST_RECORDS):
            columns.update(dict.fromkeys(record))
    return tuple(columns)


# --- a document -----------------------------------------------------------------------------------------------------


def _open_document(path: Path, found: Encoding) -> Table[Any]:
    decoded = read_text(path, DOCUMENT_LIMIT, found.name)
    try:
        whole = parse(decoded.text.lstrip("\ufeff"))
    except ValueError as error:
        _refuse_broken(path, decoded.text, error)
    place, records = _find_records(whole, path)

    def walk(table: Table[Any]) -> Rows[Any]:
        for number, record in enumerate(records, start=1):
            table.done = table.size * number // len(records)
            if _is_deep(record):
                table.refuse(number, "the entry is nested too deeply.")
            elif isinstance(record, dict):
                yield number, flatten(cast("dict[str, Any]", record))
            else:
                table.refuse(number, "the entry is not an object in {braces}.")
        table.done = table.size

    note = " ".join(part for part in (found.note, f"Records from “{place}”." if place else "") if part)
    table = Table[Any](path, (), found.name, note, file_size(path), walk)
    table.columns = _columns(table)
    return table


def _refuse_broken(path: Path, text: str, error: ValueError) -> NoReturn:
    position = getattr(error, "pos", None)
    rest = text[position:].strip() if isinstance(position, int) else "?"
    unclosed = "Unterminated" in str(error) or not rest
    why = "it seems to be cut off" if unclosed else "it is not JSON"
    raise ImportRefused(f"{path.name}: the file cannot be read, {why} ({_brief(error)}).") from error


def _find_records(whole: Any, path: Path) -> tuple[str, list[Any]]:
    """The one list of objects in a document, and the key it is under."""
    if isinstance(whole, list):
        if not whole:
            raise ImportRefused(f"{path.name}: the list in the file is empty.")
        return "", cast("list[Any]", whole)
    if not isinstance(whole, dict):
        raise ImportRefused(f"{path.name}: the file holds one value, no list of articles.")
    top = cast("dict[str, Any]", whole)
    if names_text(top):
        return "", [top]
    places = dict(_lists(top, "", _DEPTH))
    if len(places) > 1:
        raise ImportRefused(f"{path.name}: there is more than one list ({', '.join(places)}); keep one of them in a file.")
    if places:
        return next(iter(places.items()))
    if len(top) > 1 and all(isinstance(one, dict) for one in top.values()):
        # Records by their id, as some corpora are kept.
        return "", [{"key": key, **one} for key, one in top.items()]
    if not top:
        raise ImportRefused(f"{path.name}: the object in the file is empty.")
    return "", [top]


def _lists(record: dict[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    for key, value in record.items():
        if isinstance(value, list) and value and all(isinstance(one, dict) for one in cast("list[Any]", value)):
            yield prefix + key, cast("list[Any]", value)
        elif isinstance(value, dict) and depth > 1 and not names_text(cast("dict[str, Any]", value)):
            yield from _lists(cast("dict[str, Any]", value), f"{prefix}{key}.", depth - 1)


def _brief(error: ValueError) -> str:
    return str(error).split("\n", 1)[0][:120]
