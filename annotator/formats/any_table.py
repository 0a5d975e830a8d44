"""Any table we can read, row by row: CSV and its relatives, workbooks, JSON, JSON Lines and Parquet.

Owns which reader a file needs, and Parquet. Must not know what the columns mean.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..errors import ImportRefused
from . import tables
from .articles import records
from .encodings import file_size
from .tables import Rows, Table, headings

PARQUET = ".parquet"
SUFFIXES = (*tables.SUFFIXES, *records.SUFFIXES, PARQUET)


def open_any(path: Path, sheet: str | None = None, *, encoding: str | None = None) -> Table[Any]:
    """The table in a file, by its suffix. Cells are text, but for JSON and Parquet, which keep numbers and lists.

    ImportRefused says in a sentence why a file cannot be read, here or during a pass.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix in records.SUFFIXES:
        return records.open_records(path, encoding=encoding)
    return _open_parquet(path) if suffix == PARQUET else tables.open_table(path, sheet, encoding=encoding)


def _open_parquet(path: Path) -> Table[Any]:
    import polars

    size = file_size(path)
    try:
        frame = polars.read_parquet(path)
    except (polars.exceptions.PolarsError, OSError) as error:
        raise ImportRefused(f"{path.name}: this Parquet file cannot be read ({str(error).splitlines()[0]}).") from error
    columns = headings(frame.columns, path.name)

    def walk(table: Table[Any]) -> Rows[Any]:
        for number, row in enumerate(frame.iter_rows(), start=1):
            yield number, dict(zip(columns, row, strict=True))
        table.done = size

    return Table(path, columns, "parquet", "", size, walk)
