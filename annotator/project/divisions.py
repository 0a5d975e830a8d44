"""Dividing an event: one event becomes several, a day or a place each, its numbers shared out as the codebook says.

Owns what each part holds. Which answers are shared out, go on by day or are left open is declared at the codebook's
fields (`divide`); all others, and their evidence, are the same in every part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Literal

from .. import dates
from ..codebook.drafts import MOST_PARTS, divided_note, redrafted, with_note
from ..codebook.model import Codebook
from ..codebook.values import is_empty, is_missing
from ..errors import UsageError
from .evidence import copy_evidence
from .project import Project

By = Literal["day", "place"]


def ways(codebook: Codebook) -> tuple[By, ...]:
    """What an event can be divided over by this codebook: days, places, both or neither."""
    declared = {field.divide for field in codebook.fields.values()}
    return tuple(by for by in ("day", "place") if by in declared)


def usual_parts(codebook: Codebook, values: Mapping[str, Any]) -> int:
    """How many parts suggest themselves: the days an event's date spans, else two."""
    for field in codebook.fields.values():
        if field.divide == "day" and (span := _span(values.get(field.name))):
            return max(2, min(MOST_PARTS, span[1]))
    return 2


def parts_of(project: Project, event: str, by: By, parts: int) -> list[dict[str, Any]]:
    """The values each part would hold, the first one's first. Raises UsageError for a number that makes no sense."""
    if not 2 <= parts <= MOST_PARTS:
        raise UsageError(f"An event is divided into 2 to {MOST_PARTS} parts.")
    if by not in ways(project.codebook):
        raise UsageError(f"The codebook does not say how an event is divided by {by}.")
    before = project.events.scope(project.events.get(event))
    shared = {
        name: shares for name, field in project.codebook.fields.items()
        if field.divide == "even" and (shares := shares_of(before.values.get(name), parts))
    }  # fmt: skip
    note = divided_note(project.codebook, [name for name, shares in shared.items() if _is_some(shares)], parts)
    found: list[dict[str, Any]] = []
    for number in range(parts):
        values = {**before.values, **{name: shares[number] for name, shares in shared.items()}}
        values |= _days(project.codebook, values, number) if by == "day" else _places(project.codebook, number)
        values = {name: value for name, value in values.items() if value is not None}
        changed = {name for name in {*values, *before.values} if values.get(name) != before.values.get(name)}
        values |= redrafted(before, replace(before, values=values), changed)
        if note:
            values |= {name: with_note(values.get(name), note) for name in list(project.codebook.drafted)[:1]}
        found.append({name: value for name, value in values.items() if value is not None})
    return found


def divide(project: Project, event: str, by: By, parts: int) -> list[str]:
    """Divides an event in one operation: it becomes the first part, the others stand behind it. Gives all uids."""
    wanted = parts_of(project, event, by, parts)
    old = project.events.get(event)
    place = {"article": project.codings.get(old.coding).article, "event": event}
    backed = {one.field for one in project.evidence.of(event)}
    uids = [event]
    with project.history.operation({"id": "divide_event", "by": by, "parts": parts}, place=place):
        gone: dict[str, Any] = dict.fromkeys(old.values)
        project.events.set_values(event, gone | wanted[0])
        for values in wanted[1:]:
            uids.append(project.events.add(old.coding, values, after=uids[-1]).uid)
            copy_evidence(project.database, event, uids[-1], fields=backed - (set(old.values) - set(values)))
    return uids


def shares_of(value: Any, parts: int) -> list[Any]:
    """A number shared out evenly, the remainder with the first part; an estimate end by end. Empty for no number."""
    if is_empty(value) or is_missing(value) or isinstance(value, bool):
        return []
    if isinstance(value, dict):
        ends = {name: shares for name, number in value.items() if (shares := shares_of(number, parts))}
        return [{name: shares[number] for name, shares in ends.items()} for number in range(parts)] if ends else []
    if not isinstance(value, int):
        return []
    each, left = divmod(value, parts)
    return [each + left, *[each] * (parts - 1)]


def _is_some(shares: list[Any]) -> bool:
    """Whether there was anything to share out."""
    return any(any(one.values()) if isinstance(one, dict) else one for one in shares)


def _days(codebook: Codebook, values: Mapping[str, Any], number: int) -> dict[str, Any]:
    """One day for each date that is answered, counted from the first day of the first of them."""
    named = [name for name, field in codebook.fields.items() if field.divide == "day" and not is_empty(values.get(name))]
    span = next((found for name in named if (found := _span(values[name]))), None)
    if span is None:
        return {}
    try:
        day = (span[0] + timedelta(days=number)).isoformat()
    except OverflowError:
        raise UsageError("There are no days behind the year 9999.") from None
    return {name: day for name in named if not is_missing(values[name])}


def _places(codebook: Codebook, number: int) -> dict[str, None]:
    """The place is the event's in the first part and open in the others."""
    return {name: None for name, field in codebook.fields.items() if field.divide == "place"} if number else {}


def _span(value: Any) -> tuple[date, int] | None:
    """A date's first day and how many days it spans; None where it has no first day."""
    try:
        known = dates.parse_value(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if known is None or known.first is None:
        return None
    return known.first, ((known.last or known.first) - known.first).days + 1
