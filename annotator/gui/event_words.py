"""What names an event where there is room for a line: its type, its day, its place, as the codebook's summary says.

Owns no widget and asks the project nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..codebook.model import Codebook, title_of
from ..codebook.values import is_empty, show


def summary_of(book: Codebook, values: Mapping[str, Any]) -> list[str]:
    """The codebook's summary fields of an event in words, those that tell events apart first, the day behind."""
    dated, others = [], []
    for name in book.summary:
        field, value = book.fields.get(name), values.get(name)
        if field is not None and not is_empty(value):
            # One line, whatever ends of lines the value holds; a bare number would look like the event's.
            said = " ".join(show(book, field, value, write="label").split())
            named = f"{title_of(field)} {said}" if field.type in ("integer", "decimal", "number") else said
            (dated if field.type == "date" else others).append(named)
    return [*others[:1], *dated, *others[1:]]
