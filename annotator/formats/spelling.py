"""How a codebook's table spells one value in one cell.

Owns the spelling alone, for the writer of tables and for those who ask what it would write. Must not know projects.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ..codebook.model import Codebook, Column
from ..codebook.values import is_missing, show


def spelled(book: Codebook, column: Column, value: Any) -> str:
    """The cell of a value under a column that takes a field; the column's blank where there is nothing."""
    return _spelled(book, column, value) or column.blank


def _spelled(book: Codebook, column: Column, value: Any) -> str:
    field = book.fields[column.field]
    if value is None:
        return ""
    if column.date and field.type == "date" and isinstance(value, str):
        return day(value, column.date) or ""
    if isinstance(value, int | float) and field.type == "decimal":
        return decimal(value)
    if isinstance(value, list) and field.type != "group" and column.write == "code":
        return field.separator.join(str(item) for item in value)
    if isinstance(value, dict | list) or is_missing(value) or column.write == "label":
        return show(book, field, value, write=column.write)
    return str(value)


def decimal(number: float) -> str:
    """Without the noughts behind it, and never with an exponent."""
    if number == int(number):
        return str(int(number))
    return f"{number:.12f}".rstrip("0") if abs(number) < 1e-4 else repr(number)


def day(text: str | None, pattern: str) -> str | None:
    """An ISO date by a pattern of strftime; what is no single day as it stands."""
    try:
        return date.fromisoformat(text).strftime(pattern) if text else None
    except ValueError:
        return text


def seconds(text: str | None) -> str | None:
    """Unix seconds of a time of ours; a timestamp from outside stays."""
    if text is not None and "T" in text:
        return str(int(datetime.fromisoformat(text).timestamp()))
    return text.removesuffix(".0") if text else text
