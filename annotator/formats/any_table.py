"""Any table we can read, row by row: CSV and its relatives, workbooks, JSON, JSON Lines and Parquet.

Owns which reader a file needs. Must not know what the columns mean.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import parquet_rows, tables
from .articles import records
from .encodings import TEXT_LIMIT
from .tables import Table

SUFFIXES = (*tables.SUFFIXES, *records.SUFFIXES, parquet_rows.SUFFIX)


def open_any(
    path: Path, sheet: str | None = None, *, encoding: str | None = None, row_limit: int = TEXT_LIMIT, suffix: str = ""
) -> Table[Any]:
    """The table in a file, by its suffix, which `suffix` overrules; no row has more than `row_limit` characters. Cells are
    text, but for JSON and Parquet, which keep numbers and lists.

    ImportRefused says in a sentence why a file cannot be read, here or during a pass.
    """
    path = Path(path)
    suffix = suffix or path.suffix.lower()
    if suffix in records.SUFFIXES:
        return records.open_records(path, encoding=encoding, line_limit=row_limit)
    if suffix == parquet_rows.SUFFIX:
        return parquet_rows.open_parquet(path, row_limit=row_limit)
    return tables.open_table(path, sheet, encoding=encoding, row_limit=row_limit, suffix=suffix)
