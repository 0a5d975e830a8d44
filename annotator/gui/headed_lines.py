"""Rows under the heads of their sections, as lines of a table: which line a row stands on, and the one to go to.

A line is a row or, as its words, a head. Owns how they are counted; what a row says, and which are shown, are the models'.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar


class _Sectioned(Protocol):
    @property
    def section(self) -> str: ...

    @property
    def field(self) -> str: ...


Headed = TypeVar("Headed", bound=_Sectioned)
"""A row of a section."""


def under_heads(rows: Sequence[Headed]) -> list[Headed | str]:
    """Each row below the head of its section."""
    found: list[Headed | str] = []
    before = ""
    for row in rows:
        if row.section and row.section != before:
            found.append(row.section)
        before = row.section
        found.append(row)
    return found


def row_at(lines: Sequence[Headed | str], line: int) -> Headed | None:
    """The row of a line, None for a head and where there is none."""
    there = lines[line] if 0 <= line < len(lines) else None
    return None if isinstance(there, str) else there


def next_line(lines: Sequence[Headed | str], behind: int, wanted: Callable[[Headed], bool]) -> int:
    """The next line behind one whose row is wanted, -1 for none."""
    return next((at for at, one in enumerate(lines) if at > behind and not isinstance(one, str) and wanted(one)), -1)


def line_of(lines: Sequence[Headed | str], field: str) -> int:
    """The line of a field, -1 where it is not shown."""
    return next_line(lines, -1, lambda row: row.field == field)


def line_near(lines: Sequence[Headed | str], line: int) -> int:
    """The line of the row at or above a line, else of the first one below; 0 where there is no row."""
    rows = [at for at, one in enumerate(lines) if not isinstance(one, str)]
    return max((at for at in rows if at <= line), default=rows[0] if rows else 0)
