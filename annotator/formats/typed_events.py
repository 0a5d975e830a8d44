"""Chosen events or incidents as columns of typed cells, in batches: what all formats for analysis are written from.

Owns what a cell may be in a table whose columns have types, and counts what has no place in it. Must not know how any
format writes them. The columns are those of the wide table (`wide_csv`); with `nested`, lists and groups are whole.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..codebook.columns import FlatColumn, left_out
from ..codebook.conditions import ArticleFacts, Scope
from ..codebook.derivations import with_derived
from ..codebook.model import EMPTY, CodedField, CodeList, in_language, title_of
from ..codebook.values import is_list
from ..project import Project
from .profile_csv import BATCH
from .selection import ORDER, Selection, pseudonyms
from .typed_values import OTHERS, Missing, typed
from .unit_columns import CODER, Kind, extra_column, flat_columns, joined, unit_columns

ITEMS, DAYS = "items_without_column", "dates_not_of_one_day"
LOST = {
    ITEMS: "items of repeated groups have no column here; jsonl and parquet hold them",
    DAYS: "dates are no single day and are left empty here; csv and jsonl hold them",
    OTHERS: "values are not of their column's kind and are left empty here; csv and jsonl hold them",
}
"""What is said of each count."""
_KINDS: dict[str, Kind] = {"integer": "integer", "number": "integer", "decimal": "decimal", "date": "date"}


@dataclass(frozen=True, slots=True)
class Variable:
    """One column: its name, what its cells are, and what a reader is told of it."""

    name: str
    kind: Kind
    title: str
    select: str
    """Where its cells stand in the flat tables; NULL where they come from the event's JSON."""
    asked: CodedField | None = None
    """The question, in a group the part of it."""
    codes: CodeList = EMPTY
    """The closed list its cells are of."""
    missing: Mapping[str, str] = field(default_factory=dict)
    """Declared codes for no answer, with what they say."""


@dataclass
class TypedEvents:
    """The events of a choice. `lost` counts while they are read; `rows` how many there were."""

    project: Project
    chosen: Selection
    nested: bool = False
    lost: Counter[str] = field(default_factory=Counter)
    rows: int = 0

    def __post_init__(self) -> None:
        self.variables = _variables(self.project, self.chosen, self.nested)

    def count(self) -> int:
        """How many events there are to be read."""
        return self.project.database.value(f"SELECT count(*) {self.chosen.rows}", self.chosen.values)

    def widths(self, names: Sequence[str]) -> dict[str, int]:
        """The most bytes of UTF-8 that a cell of each of these columns takes; 0 where all are empty."""
        selects = {one.name: one.select for one in self.variables}
        found: dict[str, int] = {}
        for place in range(0, len(names), 500):  # a row of a result has its limits
            some = names[place : place + 500]
            sizes = ", ".join(f"max(length(CAST({selects[name]} AS BLOB)))" for name in some)
            row = self.project.database.one(f"SELECT {sizes} {self._source}", self.chosen.values) if some else ()
            found |= {name: size or 0 for name, size in zip(some, row or (), strict=True)}
        return found

    @property
    def units(self) -> str:
        """What the rows are, as a sheet or a table of them is called."""
        return "events" if self.chosen.unit == "event" else "incidents"

    @property
    def _source(self) -> str:
        return joined(self.chosen)

    def batches(self) -> Iterator[list[list[Any]]]:
        """A list of cells for each variable, some rows at a time, in the order of articles and events.

        A cell is None, `Missing`, or what its kind says: text, int, float, date; of `list` a list, of `group` a list of
        mappings (items as in `values`, with dates as text). Counts what could not be kept.
        """
        book = self.project.codebook
        whole = [place for place, one in enumerate(self.variables) if one.kind in ("list", "group")]
        groups = any(one.type == "group" for one in book.fields.values())
        json_of = 'v."values", a.date, a.title, a.source' if whole or groups else "NULL, NULL, NULL, NULL"
        cursor = self.project.database.run(
            f"SELECT {', '.join(one.select for one in self.variables)}, {json_of} {self._source} {ORDER}", self.chosen.values
        )
        changes = self._changes()
        while rows := cursor.fetchmany(BATCH):
            by_column: list[Any] = list(zip(*rows, strict=True))
            answers, *facts = by_column[-4:]
            columns = [list(map(change, cells)) if change else list(cells)
                       for change, cells in zip(changes, by_column, strict=False)]  # fmt: skip
            if whole:
                for place, cells in zip(whole, self._whole(answers, facts, whole), strict=True):
                    columns[place] = cells
            elif groups:
                self.lost[ITEMS] += sum(left_out(book, json.loads(one), self.chosen.without) for one in answers)
            self.rows += len(rows)
            yield columns

    def _changes(self) -> list[Callable[[Any], Any] | None]:
        names = pseudonyms(self.project)
        found: list[Callable[[Any], Any] | None] = []
        for one in self.variables:
            if one.name == CODER and one.asked is None:
                found.append(lambda uid: names.get(uid, uid))
            elif one.kind in ("list", "group") or (one.kind == "text" and not one.missing):
                found.append(None)
            else:
                found.append(self._cell_of(one))
        return found

    def _cell_of(self, variable: Variable) -> Callable[[Any], Any]:
        missing, kind, lost = variable.missing, variable.kind, self.lost

        def cell(value: Any) -> Any:
            if value is None:
                return None
            if missing and (text := _code(value)) in missing:
                return Missing(text)
            match kind:
                case "integer" if isinstance(value, int):
                    return value
                case "decimal" if isinstance(value, int | float):
                    return float(value)
                case "date":
                    return self._day(value)
                case "text":
                    return value
            lost[OTHERS] += 1
            return None

        return cell

    def _day(self, value: Any) -> date | None:
        if value == "":
            return None
        try:
            if isinstance(value, str) and len(value) == 10:
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.lost[DAYS] += 1
        return None

    # --- lists and groups ---------------------------------------------------------------------------------------------

    def _whole(self, answers: Sequence[str], facts: Sequence[Any], places: Sequence[int]) -> list[list[Any]]:
        """The cells of lists and groups, from the events' JSON."""
        book = self.project.codebook
        derived = any(book.fields[name].many or book.fields[name].type == "tags" for name in book.derived_order)
        wanted = [one.asked for one in (self.variables[place] for place in places) if one.asked is not None]
        found: list[list[Any]] = [[] for _ in places]
        for text, day, title, source in zip(answers, *facts, strict=True):
            values = json.loads(text)
            if derived:
                values = with_derived(Scope(book, values, ArticleFacts(day or "", title, source), self.project.registers))
            for cells, asked in zip(found, wanted, strict=True):
                cells.append(typed(asked, values.get(asked.name), self.lost))
        return found


def _code(value: Any) -> str:
    """A cell as the missing code it may be: in a column of numbers "-9" stands as a number."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _variables(project: Project, chosen: Selection, nested: bool) -> list[Variable]:
    found = [Variable(one.name, one.kind, one.title, one.select) for one in unit_columns(project, chosen)]
    done: set[str] = set()
    for column in flat_columns(project, chosen):
        owner = project.codebook.fields[column.field]
        if nested and (is_list(owner) or owner.type == "group"):
            if owner.name not in done:
                kind: Kind = "group" if owner.type == "group" else "list"
                found.append(Variable(owner.name, kind, title_of(owner), "NULL", owner, missing=_said(owner)))
                done.add(owner.name)
            continue
        found.append(_of_column(project, owner, column))
    extra = extra_column(chosen)
    return [*found, Variable(extra.name, extra.kind, extra.title, extra.select)]


def _of_column(project: Project, owner: CodedField, column: FlatColumn) -> Variable:
    leaf, title = owner, title_of(owner)
    if column.index is not None:
        leaf = next(sub for sub in owner.fields if sub.name == column.sub)
        title = f"{title} {column.index + 1}: {title_of(leaf)}"
    if column.part:
        title = f"{title} ({column.part})"
    one = not is_list(leaf)
    codes = project.codebook.code_list(leaf) if one and leaf.type in ("code", "yes_no") else EMPTY
    kind: Kind = _KINDS.get(leaf.type, "text") if one else "text"
    return Variable(column.name, kind, title, f'e."{column.name}"', leaf, codes, _said(leaf))


def _said(asked: CodedField) -> dict[str, str]:
    return {code: in_language(text) or code for code, text in asked.missing.items()}


def companions(variables: Sequence[Variable]) -> dict[str, str]:
    """For variables that may be missing for a reason, the name of the column beside it that says which."""
    taken = {one.name for one in variables}
    found: dict[str, str] = {}
    for one in variables:
        if one.missing:
            name = f"{one.name}_missing"
            while name in taken:
                name += "_"
            taken.add(name)
            found[one.name] = name
    return found


def beside(variables: Sequence[Variable], columns: Sequence[list[Any]]) -> dict[str, list[Any]]:
    """The columns by name with no `Missing` among their cells: its code stands in the companion, right behind."""
    other, found = companions(variables), dict[str, list[Any]]()
    for one, cells in zip(variables, columns, strict=True):
        if one.name not in other:
            found[one.name] = cells
            continue
        found[one.name] = [None if isinstance(cell, Missing) else cell for cell in cells]
        found[other[one.name]] = [str(cell) if isinstance(cell, Missing) else None for cell in cells]
    return found
