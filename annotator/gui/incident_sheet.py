"""An incident as it is looked at: the events side by side, a column each, and what each field comes to.

Reads only. Which events there are and what they come to is the project's; how a sheet is painted is `incident_table`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..codebook.combining import CombinedValue
from ..codebook.model import Codebook, CodedField, in_language, title_of
from ..codebook.values import is_empty, show

ONLY, SETTLED = "only", "settled"
"""What `CombinedValue.by` says where no rule was needed, and where the lead settled it."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event: a column. `linked` says whether it is in the incident already, or only to be seen beside it."""

    event: str
    article: str
    number: int
    title: str
    date: str
    source: str
    coder: str
    values: Mapping[str, Any]
    quotes: Mapping[str, tuple[str, ...]]
    linked: bool = True
    known_as: str = ""
    """The id of the incident it tells already, where that is not the one in view, or that one is a candidate."""
    swapped: bool = False
    """Whether its sides are shown the other way round, so that like stands by like."""


@dataclass(frozen=True, slots=True)
class Row:
    """One field. `said` holds a value an event, None for no answer."""

    field: str
    title: str
    section: str
    said: tuple[Any, ...]
    combined: CombinedValue | None
    value: Any
    """What stands for the incident, a derived value where the field is derived."""
    differs: bool
    derived: bool = False

    @property
    def tied(self) -> bool:
        """Whether it waits to be settled."""
        return self.combined is not None and bool(self.combined.tied)

    @property
    def settled(self) -> bool:
        """Whether the lead settled it."""
        return self.combined is not None and self.combined.by == SETTLED

    def is_from(self, column: int) -> bool:
        """Whether an event says exactly what stands, and not all say the same."""
        return self.differs and self.combined is not None and column in self.combined.events


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is in view. `incident` is empty for what is not linked yet; `key` names it among others."""

    key: str
    incident: str
    external_id: str
    book: Codebook
    columns: tuple[Told, ...]
    rows: tuple[Row, ...]
    title: str = ""
    """What names it, from what it comes to."""
    reasons: tuple[str, ...] = ()
    """What was given as reasons for its links."""
    aside: int = 0
    """How many more events tell it that count for nothing, as their coding does not stand for its article."""

    @property
    def is_candidate(self) -> bool:
        """Whether it is looked at as if it were linked: nothing can be settled yet."""
        return self.key != self.incident

    @property
    def ties(self) -> tuple[Row, ...]:
        """What waits to be settled."""
        return tuple(row for row in self.rows if row.tied)

    @property
    def articles(self) -> int:
        """How many articles tell it."""
        return len({one.article for one in self.columns})

    @property
    def linked(self) -> tuple[str, ...]:
        """The events that are in it."""
        return tuple(one.event for one in self.columns if one.linked)

    def row_of(self, field: str) -> Row | None:
        """A field's row."""
        return next((row for row in self.rows if row.field == field), None)


def rows_of(
    book: Codebook, columns: Sequence[Told], combined: Mapping[str, CombinedValue], derived: Mapping[str, Any],
    differing: Sequence[str],
) -> tuple[Row, ...]:  # fmt: skip
    """A row for every field that an event answers or that was settled, in the form's order. What follows from other fields is
    never said to differ: there is nothing to settle in it."""
    found: list[Row] = []
    for section in book.sections:
        head = in_language(section.title) or section.name
        for field in section.fields:
            said = tuple(_answer(one.values.get(field.name)) for one in columns)
            of, follows = combined.get(field.name), field.derived is not None
            if of is None and all(one is None for one in said):
                continue
            value = derived.get(field.name) if of is None else of.value
            differs = not follows and (field.name in differing or (of is not None and (bool(of.tied) or of.by == SETTLED)))
            found.append(Row(field.name, title_of(field), head, said, of, value, differs, follows))
    return tuple(found)


def words(book: Codebook, field: CodedField | None, value: Any) -> str:
    """A value on one line; empty for none."""
    if field is None or is_empty(value):
        return ""
    return " ".join(show(book, field, value, write="label").split())


def _answer(value: Any) -> Any:
    return None if is_empty(value) else value
