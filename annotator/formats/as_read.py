"""Cells as an imported table had them, where what was read from them would be written otherwise.

Owns which cells are kept, what each stood for, and when one is given back: as long as the event still says what was read
from it. Kept is a mapping of field, part or outside column to the cell where it differs from its value by the space around
it alone, else to `[cell, gave]`, `gave` being the values it stood for (null for none). Must not know files or SQL.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

from ..codebook.conditions import Scope
from ..codebook.derivations import with_derived
from ..codebook.model import Codebook, Column, Profile
from .spelling import seconds, spelled

Kept = dict[str, Any]
_MOST = 20_000


def gives_back(book: Codebook) -> bool:
    """Whether any table of the codebook is written with cells as they were read."""
    return any(profile.as_read for profile in book.profiles.values())


def name_of(column: Column) -> str:
    """Under which a column's cell is kept."""
    return column.field or column.extra or column.part


class Keeper:
    """Compares the cells of one table with what would be written for them."""

    def __init__(self, book: Codebook, columns: Mapping[str, Column]) -> None:
        self._book = book
        self._fields = [(header, column) for header, column in columns.items() if column.field]
        self._others = [(header, column) for header, column in columns.items() if not column.field]
        self._derived = [
            (header, column) for header, column in self._fields if book.fields[column.field].derived is not None
        ]  # fmt: skip
        self._spelled: dict[tuple[str, Any], str] = {}

    def kept(
        self, cells: Mapping[str, str], values: Mapping[str, Any], extra: Mapping[str, str], together: Mapping[str, set[str]]
    ) -> Kept:
        """The row's cells that are worth keeping. `together` has, for each field a rewrite set, all that it set."""
        found: Kept = {}
        for header, column in self._fields:
            cell, value = cells[header], values.get(column.field)
            if cell == value and column.write == "code" and not column.date:
                continue  # most texts, and the longest
            if not (value is None and cell == column.blank) and cell != self._shown(column, value):
                self._keep(found, column.field, cell, values, together)
        self.keep_blanks(found, cells, values)
        for header, column in self._others:
            cell = cells[header]
            if cell and _sound(cell) and cell != _of_part(column, cell, extra):
                found[name_of(column)] = [cell, {}]
        return found

    def keep_blanks(
        self, found: Kept, cells: Mapping[str, str], values: Mapping[str, Any], but: Container[str] = ()
    ) -> None:  # fmt: skip
        """Adds the cells that say nothing where something follows from the others; fields of `but` are not looked at."""
        full: Mapping[str, Any] | None = None
        for header, column in self._derived:
            if column.field not in values and column.field not in found and column.field not in but:
                full = full if full is not None else with_derived(Scope(self._book, values))
                if column.field in full:
                    self._keep(found, column.field, cells[header], values, {})

    def _keep(self, found: Kept, field: str, cell: str, values: Mapping[str, Any], together: Mapping[str, set[str]]) -> None:
        if not _sound(cell):
            return
        value = values.get(field)
        if value is not None and value == cell.strip() and field not in together:
            found[field] = cell
        else:
            found[field] = [cell, {name: values.get(name) for name in sorted(together.get(field, set()) | {field})}]

    def _shown(self, column: Column, value: Any) -> str:
        """As `spelled`, worked out once for each value: most cells of a column say what others said."""
        if isinstance(value, list | dict):
            return spelled(self._book, column, value)
        key = (column.column, value)
        if (shown := self._spelled.get(key)) is None:
            shown = spelled(self._book, column, value)
            if len(self._spelled) < _MOST:
                self._spelled[key] = shown
        return shown


def _of_part(column: Column, cell: str, extra: Mapping[str, str]) -> str | None:
    """What would be written for a cell that is no field's."""
    if column.extra:
        return extra.get(column.extra)
    return seconds(cell.strip()) if column.part == "timestamp" else cell.strip()


def _sound(cell: str) -> bool:
    """Whether a project can hold the cell: neither NUL nor half a character survives."""
    return "\0" not in cell and (cell.isascii() or not any("\ud800" <= one <= "\udfff" for one in cell))


def of_other_side(kept: Mapping[str, Any], mirror: Mapping[str, str]) -> Kept:
    """The cells of a row that tells the second side, under the fields of that side; those of both sides are left out."""
    found: Kept = {}
    for name, entry in kept.items():
        if name in mirror:
            gave = {mirror.get(one, one): value for one, value in entry[1].items()} if isinstance(entry, list) else None
            found[mirror[name]] = entry if gave is None else [entry[0], gave]
    return found


def given_back(
    columns: Sequence[Column], cells: Sequence[Any], kept: Mapping[str, Any], values: Mapping[str, Any]
) -> tuple[list[Any], int, int]:
    """A row's cells with those kept in their place; how many there were, and how many were not given back because the
    event says something else by now."""
    row, given, changed = list(cells), 0, 0
    for place, column in enumerate(columns):
        entry = kept.get(name_of(column))
        if entry is None:
            continue
        cell, gave = entry if isinstance(entry, list) else (entry, {column.field: entry.strip()})
        same = all(values.get(name) == value for name, value in gave.items())
        if column.part:
            same = row[place] == (seconds(cell.strip()) if column.part == "timestamp" else cell.strip())
        if same:
            row[place], given = cell, given + 1
        else:
            changed += 1
    return row, given, changed


def columns_of(profile: Profile) -> tuple[tuple[Column, ...], ...]:
    """The columns of a row; of a table with one row a side, those of the first and those of the second."""
    if not profile.sides:
        return (profile.columns,)
    mirror = dict(zip(*profile.sides, strict=True))
    other = tuple(
        column.model_copy(update={"field": mirror.get(column.field, column.field)}) for column in profile.columns
    )  # fmt: skip
    return (profile.columns, other)
