"""Parquet files as tables, a few rows at a time.

Owns what a cell of Parquet is outside of it: days and times as ISO, bytes as text where they are one, records flattened as
those of JSON are. Must not know what the columns mean.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from ..errors import ImportRefused
from .articles.records import flatten
from .encodings import TEXT_LIMIT, file_size, megabytes
from .tables import Rows, Table, headings

SUFFIX = ".parquet"
_MAGIC = b"PAR1"
_FIRST, _MOST = 64, 4096
_AT_ONCE = 16 << 20
"""Bytes of rows that are held at once, more or less."""


def open_parquet(path: Path, *, row_limit: int = TEXT_LIMIT) -> Table[Any]:
    """The table in a Parquet file. Rows count from 1; a text of more than `row_limit` characters keeps its row out.

    ImportRefused says in a sentence why a file cannot be read, here or during a pass.
    """
    size = file_size(path)
    _refuse_other(path, size)
    schema, height = _schema(path)
    names = headings(list(schema), path.name)
    columns = [column for name, kind in zip(names, schema.values(), strict=True) for column in _columns(name, kind)]

    def walk(table: Table[Any]) -> Rows[Any]:
        step, at = _FIRST, 0
        while at < height:
            frame = _rows(path, at, step)
            for number, row in enumerate(frame.iter_rows(), start=at + 1):
                cells = flatten({name: _cell(cell) for name, cell in zip(names, row, strict=True)})
                long = next((name for name, cell in cells.items() if isinstance(cell, str) and len(cell) > row_limit), None)
                if long is None:
                    yield number, cells
                else:
                    table.refuse(number, f"the cell is longer than {megabytes(row_limit)}.", long)
            at += frame.height or height
            table.done = size * min(at, height) // height
            # Rows of any size are taken in pieces of one.
            step = max(1, min(_MOST, step * 2, step * _AT_ONCE // max(int(frame.estimated_size()), 1)))
        table.done = size

    return Table(path, headings(columns, path.name), "", "", size, walk)


def _refuse_other(path: Path, size: int) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(4)
            file.seek(max(0, size - 4))
            tail = file.read(4)
    except OSError as error:
        raise ImportRefused(f"{path.name}: the file cannot be read ({error.strerror or error}).") from error
    if b"PARE" in (head, tail):
        raise ImportRefused(f"{path.name}: this Parquet file is encrypted.")
    if head != _MAGIC or tail != _MAGIC:
        what = "no Parquet file" if head != _MAGIC else "a Parquet file that is cut off"
        raise ImportRefused(f"{path.name}: this is {what}.")


def _scan(path: Path) -> Any:
    import polars

    # A name with brackets is a name, and no pattern.
    return polars.scan_parquet(path, glob=False, hive_partitioning=False)


def _schema(path: Path) -> tuple[dict[str, Any], int]:
    import polars

    try:
        scan = _scan(path)
        return dict(scan.collect_schema()), int(scan.select(polars.len()).collect().item())
    except BaseException as error:
        _refuse_damaged(path, error)
        raise


def _rows(path: Path, at: int, count: int) -> Any:
    try:
        return _scan(path).slice(at, count).collect()
    except BaseException as error:
        _refuse_damaged(path, error, at)
        raise


def _refuse_damaged(path: Path, error: BaseException, at: int | None = None) -> None:
    """Raises what the library found as a refusal. A panic of it is no Exception; what is none of the library's is let be."""
    import polars

    known = isinstance(error, polars.exceptions.PolarsError | OSError | ValueError | OverflowError)
    if known or type(error).__name__ == "PanicException":
        where = f" row {at + 1}" if at else ""
        said = (str(error).splitlines() or [""])[0][:120]
        raise ImportRefused(f"{path.name}{where}: the Parquet file is damaged ({said}).") from error


def _columns(name: str, kind: Any, depth: int = 4) -> list[str]:
    """The columns a record has once it is flat, to the depth at which `flatten` stops."""
    fields = getattr(kind, "fields", None)
    if not fields or depth == 1:
        return [name]
    return [column for one in fields for column in _columns(f"{name}.{one.name}", one.dtype, depth - 1)]


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) and value.tzinfo is None else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _cell(one) for name, one in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_cell(one) for one in cast("list[Any]", value)]
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return None  # a picture or a fingerprint, which says nothing to a person
    return str(value) if isinstance(value, Decimal | timedelta) else value
