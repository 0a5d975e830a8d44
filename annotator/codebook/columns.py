"""A codebook as flat columns: names, kinds and cells of the `events` table, wide exports and data dictionaries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .. import dates
from .model import Codebook, CodedField
from .values import ESTIMATE, is_missing

Kind = Literal["TEXT", "INTEGER", "REAL"]


@dataclass(frozen=True, slots=True)
class FlatColumn:
    """One flat column: which part of which field stands in it."""

    name: str
    kind: Kind
    field: str
    index: int | None = None
    """Position of the group's item."""
    sub: str = ""
    part: str = ""
    """low, best, high of an estimate; end of a date range."""


_KINDS: dict[str, Kind] = {"integer": "INTEGER", "decimal": "REAL"}


def columns(codebook: Codebook) -> tuple[FlatColumn, ...]:
    """All flat columns of the events, in form order. A part gives way to a field that has its name for its own."""
    return tuple(
        column for field in codebook.fields.values() for column in _of_field(field)
        if column.name == field.name or column.name not in codebook.fields
    )  # fmt: skip


def _of_field(field: CodedField) -> list[FlatColumn]:
    if field.type != "group":
        return _plain(field, field.name, field.name)
    return [
        FlatColumn(column.name, column.kind, field.name, place, sub.name, column.part)
        for place in range(field.most)
        for sub in field.fields
        for column in _plain(sub, f"{field.name}{place + 1}_{sub.name}", field.name)
    ]


def _plain(field: CodedField, name: str, owner: str) -> list[FlatColumn]:
    if field.type == "number" and not field.many:
        return [FlatColumn(f"{name}_{part}", "INTEGER", owner, part=part) for part in ESTIMATE]
    if field.type == "date" and field.ranges and not field.many:
        return [FlatColumn(name, "TEXT", owner), FlatColumn(f"{name}_end", "TEXT", owner, part="end")]
    many = field.many or field.type == "tags"
    return [FlatColumn(name, "TEXT" if many else _KINDS.get(field.type, "TEXT"), owner)]


def cells(codebook: Codebook, flat: tuple[FlatColumn, ...], values: Mapping[str, Any]) -> list[Any]:
    """The event's cells under the flat columns; None where there is nothing. Values should have derived ones filled."""
    return [_cell(codebook.fields[column.field], column, values.get(column.field)) for column in flat]


def _cell(field: CodedField, column: FlatColumn, value: Any) -> Any:
    if value is None:
        return None
    if column.index is not None:
        if not isinstance(value, list) or column.index >= len(value):
            return None
        value = value[column.index].get(column.sub)
        field = next(sub for sub in field.fields if sub.name == column.sub)
        if value is None:
            return None
    if is_missing(value):
        return _as_kept(column.kind, value["missing"])
    if field.type == "number" and column.part:
        parts = value if isinstance(value, dict) else {"best": value}
        return parts.get(column.part)
    if column.part == "end" or (field.type == "date" and field.ranges):
        return _day(value, column.part == "end")
    if isinstance(value, list):
        return field.separator.join(str(item) for item in value)
    return str(value) if isinstance(value, dict) else value


def _as_kept(kind: str, code: str) -> Any:
    """A missing code as a column of that kind keeps it: in one of numbers "-9" is a number."""
    if kind not in ("INTEGER", "REAL") or not re.fullmatch(r"[-+]?\d+(\.\d+)?", code, re.ASCII):
        return code
    return float(code) if "." in code else int(code)


def _day(value: Any, end: bool) -> Any:
    try:
        known = dates.parse_value(str(value))
    except ValueError:
        return None if end else value
    day = known.last if end else known.first
    return day.isoformat() if day else None


def left_out(codebook: Codebook, values: Mapping[str, Any], without: frozenset[str] = frozenset()) -> int:
    """How many group items have no flat columns of their own, but for those of fields left out anyway."""
    return sum(
        max(len(value) - field.most, 0)
        for name, field in codebook.fields.items()
        if field.type == "group" and name not in without and isinstance(value := values.get(name), list)
    )
