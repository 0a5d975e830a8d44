"""Tables of a release, each with what a reader must know of it: columns, kinds, codes, keys. One description, two uses:
the header of the file, and the entry of the data dictionary.

Owns the shape of a description and the writing of rows under it. What a table holds is its own module's matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from ..writing import Table

if TYPE_CHECKING:
    from .taken import Taken

Kind = Literal["string", "integer", "number", "date", "datetime", "boolean"]
DAY = r"\d{4}-\d{2}-\d{2}"
_FITS: dict[Kind, Any] = {
    "integer": lambda cell: isinstance(cell, int),
    "number": lambda cell: isinstance(cell, int | float),
    "date": lambda cell: isinstance(cell, str) and re.fullmatch(DAY, cell) is not None,
}
MOST_STRAYS = 50
"""Codes outside a closed list that a description names, at most."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `codes` are a closed list as (code, label); `missing` codes stand for no answer, with what they say."""

    name: str
    kind: Kind = "string"
    title: str = ""
    about: str = ""
    codes: tuple[tuple[str, str], ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """Columns whose cells stand in another table of the release, by its name."""

    columns: tuple[str, ...]
    table: str
    there: tuple[str, ...]


@dataclass(slots=True)
class Described:
    """One table: a CSV file of the release, its columns in order, what a row is and what a row is known by.

    `rows` and `strays` are filled as it is written: cells that do not fit their column, by its name (a few of them)."""

    name: str
    path: str
    title: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    rows: int = 0
    strays: dict[str, dict[str, None]] = field(default_factory=dict)

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [one.name for one in self.columns]


class Sheet:
    """Rows on their way into a described table."""

    def __init__(self, described: Described, table: Table) -> None:
        self._described, self._table = described, table
        self._checked = [
            (place, one, _FITS.get(one.kind), frozenset(code for code, _ in one.codes), frozenset(one.missing))
            for place, one in enumerate(described.columns)
            if one.kind in _FITS or one.codes
        ]

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        """Some rows; None and an empty text are no answer."""
        for place, column, fits, codes, missing in self._checked:
            for row in rows:
                cell = row[place]
                if cell is None or cell == "" or (missing and str(cell) in missing):
                    continue
                if (fits is not None and not fits(cell)) or (codes and str(cell) not in codes):
                    known = self._described.strays.setdefault(column.name, {})
                    if len(known) <= MOST_STRAYS:
                        known[str(cell)] = None
        self._table.write(rows)  # type: ignore[arg-type] # never changed


@contextmanager
def sheet(taken: Taken, described: Described) -> Iterator[Sheet]:
    """A described table as a new file of the release. Raises ExportRefused where it cannot be written."""
    with taken.outputs.text(taken.path(described.path)) as stream:
        table = Table(stream, described.header, formulas=taken.options.formulas)
        yield Sheet(described, table)
    described.rows = table.rows
    taken.told.setdefault(described.path, {})["rows"] = table.rows
    if table.harmless:
        taken.told[described.path]["formulas"] = table.harmless
