"""What can be asked of one column of a list, and what that is in SQL: the common part of lists of events and of articles.

Owns operators, how a typed value is read, and the conditions. Must not know tables: a column comes as its SQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ..dates import read_written
from ..errors import UsageError

Kind = Literal["text", "number", "date", "code", "list"]
Operator = Literal["is", "is_not", "contains", "least", "most", "empty", "filled"]

OPERATORS: dict[Kind, tuple[Operator, ...]] = {
    "text": ("contains", "is", "is_not", "empty", "filled"),
    "number": ("is", "least", "most", "is_not", "empty", "filled"),
    "date": ("is", "least", "most", "empty", "filled"),
    "code": ("is", "is_not", "empty", "filled"),
    "list": ("contains", "empty", "filled"),
}
"""What can be asked of a column; the usual question first."""
NEED_NO_VALUE = ("empty", "filled")
PROBLEMS = "#problems"
"""The column that says whether something is wrong with events: `error`, `warning` or `none`. No field can have its name."""
SEVERITIES = ("error", "warning", "none")
_AFTER_ALL = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a list. `field` is the codebook's field it belongs to, empty for what the project itself knows."""

    name: str
    kind: Kind
    field: str = ""
    long: bool = False
    """Whether cells run over several lines."""
    only: tuple[Operator, ...] = ()
    """What alone can be asked of it, where that is less than of others of its kind."""

    @property
    def operators(self) -> tuple[Operator, ...]:
        """What can be asked of it, the usual question first."""
        return self.only or OPERATORS[self.kind]


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on a column. Days may be parts of one (``2020-06``); `least` and `most` include their value."""

    column: str
    operator: Operator
    value: str | float = ""


def condition(sql: str, kind: Kind, one: Filter) -> tuple[str, list[Any]]:
    """What a filter asks of a column of this kind, whose SQL is given; and the values to bind."""
    if one.operator == "empty":
        return f"{sql} IS NULL", []
    if one.operator == "filled":
        return f"{sql} IS NOT NULL", []
    if one.operator == "contains":
        return f"{sql} LIKE ? ESCAPE '\\'", [f"%{escaped(str(one.value))}%"]
    if kind == "date":
        return _of_days(sql, one)
    value = read_value(kind, str(one.value))
    if one.operator == "is_not":
        return f"({sql} IS NULL OR {sql} <> ?)", [value]
    sign = {"is": "=", "least": ">=", "most": "<="}[one.operator]
    # A missing code or what could not be read stands as text, which SQLite holds to be above all numbers.
    only = f" AND typeof({sql}) IN ('integer', 'real')" if one.operator == "least" else ""
    return f"{sql} {sign} ?{only}", [value]


def known_severity(one: Filter) -> str:
    """The kind of problem a filter asks for. UsageError where there is no such kind."""
    if one.value not in SEVERITIES:
        raise UsageError(f"Problems are {', '.join(SEVERITIES)}; not “{one.value}”.")
    return str(one.value)


def check_operator(column: ListColumn, one: Filter) -> None:
    """Refuses what cannot be asked of a column."""
    if one.operator not in column.operators:
        raise UsageError(f"{one.column} cannot be asked “{one.operator}”.")


def read_value(kind: Kind, text: str) -> str | float:
    """What a person typed, as a filter compares it. UsageError where it is no number or day."""
    text = text.strip()
    if kind == "number":
        try:
            return float(text.replace(",", ""))
        except ValueError:
            raise UsageError(f"“{text}” is not a number.") from None
    if kind == "date":
        return _day(text)
    return text


def escaped(text: str) -> str:
    """A text for LIKE … ESCAPE '\\', in which nothing is a wildcard."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _of_days(sql: str, one: Filter) -> tuple[str, list[Any]]:
    day = _day(str(one.value))
    if one.operator == "least":
        return f"{sql} >= ?", [day]
    if one.operator == "most":
        return f"{sql} <= ?", [day + _AFTER_ALL]
    return f"{sql} BETWEEN ? AND ?", [day, day + _AFTER_ALL]


def _day(text: str) -> str:
    """A year, a month or a day, as ISO writes it."""
    text = text.strip()
    pieces = text.split("-")
    if len(pieces[0]) == 4 and all(piece.isascii() and piece.isdigit() for piece in pieces) and all(
        len(piece) == 2 for piece in pieces[1:]
    ) and len(pieces) <= 3:  # fmt: skip
        return text
    try:
        read = read_written(text)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if read is None:
        raise UsageError(f"“{text}” is not a date; write it as 2020-06-02, 2020-06 or 2020.")
    return read
