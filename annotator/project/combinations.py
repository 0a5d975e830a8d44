"""Combining two events that are one happening: what the combined event holds, told before it is done.

Owns whose answer stands: the first event's, the second's where the first has none, both where the answer is a list.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from ..codebook.conditions import Scope
from ..codebook.derivations import allowed_codes, with_derived
from ..codebook.drafts import is_draft, redrafted
from ..codebook.model import CodedField
from ..codebook.values import is_empty, is_list
from ..errors import UsageError
from .evidence import Evidence
from .project import Project

Outcome = Literal["kept", "filled", "united", "drafted"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field on which two events differ, and what stands after they are combined."""

    field: str
    first: Any
    second: Any
    combined: Any
    outcome: Outcome
    """`kept`: the second's answer is given up; `filled`: the first had none; `united`: a list holds both;
    `drafted`: a text that nobody wrote follows the other answers."""


def differences(project: Project, first: str, second: str) -> list[Difference]:
    """Every field on which two events of one coding differ, in form order. Raises UsageError for other events."""
    one, other = project.events.get(first), project.events.get(second)
    if first == second or one.coding != other.coding:
        raise UsageError("Only two events of the same article and coder are combined.")
    before = project.events.scope(one)
    found = _united(project, before, other.values)
    values = {**before.values, **{name: value for name, (value, _) in found.items()}}
    written = redrafted(before, replace(before, values=values), {name for name in found if found[name][1] != "kept"})
    found |= {name: (text, "drafted") for name, text in written.items()}
    return [
        Difference(name, one.values.get(name), other.values.get(name), *found[name])
        for name in project.codebook.fields if name in found
    ]  # fmt: skip


def combine(project: Project, first: str, second: str) -> None:
    """Makes the first event hold both, with the evidence of both where the second's answer stands; the second goes.

    What was flagged and said about the second is said about the first from then on.
    """
    told = {one.field: one for one in differences(project, first, second)}
    one, other = project.events.get(first), project.events.get(second)
    place = {"article": project.codings.get(one.coding).article, "event": first}
    with project.history.operation({"id": "combine_events"}, place=place):
        project.events.set_values(first, {name: what.combined for name, what in told.items() if what.outcome != "kept"})
        holds = project.events.get(first).values
        for backing in project.evidence.of(second):
            if (item := _item(project.codebook.fields.get(backing.field), backing, other.values, holds)) is not None:
                _add_evidence(project, first, backing, item)
        extra = {**other.extra, **one.extra}
        if extra != one.extra:
            text = json.dumps(extra, ensure_ascii=False, separators=(",", ":"))
            project.database.run("UPDATE event SET extra = ? WHERE uid = ?", (text, first))
        project.remarks.hand_on(second, first)
        project.events.remove(second)


def _united(project: Project, before: Scope, second: Mapping[str, Any]) -> dict[str, tuple[Any, Outcome]]:
    """Of the fields that differ: what stands, and why. A draft is no answer to keep or to fill in."""
    book, found = project.codebook, dict[str, tuple[Any, Outcome]]()
    full = replace(before, values=with_derived(before))
    theirs = replace(before, values=second)
    theirs = replace(theirs, values=with_derived(theirs))
    for name, field in book.fields.items():
        mine, other = before.values.get(name), second.get(name)
        if mine == other or is_empty(other) or (field.draft is not None and is_draft(field, theirs)):
            continue
        if is_empty(mine):
            if is_empty(full.values.get(name)):
                so_far = replace(full, values={**full.values, **{done: value for done, (value, _) in found.items()}})
                fits = not field.parent or other in allowed_codes(field, so_far)
                found[name] = (other, "filled") if fits else (None, "kept")
        elif (is_list(field) or field.type == "group") and isinstance(mine, list) and isinstance(other, list):
            both = [*mine, *(item for item in other if item not in mine)]
            if both != mine:
                found[name] = (both, "united")
        elif field.draft is not None and is_draft(field, full):
            found[name] = (other, "filled")
        else:
            found[name] = (mine, "kept")
    return found


def _item(field: CodedField | None, backing: Evidence, second: Mapping[str, Any], holds: Mapping[str, Any]) -> str | None:
    """Which item of the combined event a piece of the second's evidence supports; None where its answer is given up."""
    if field is None:
        return None
    mine, theirs = holds.get(field.name), second.get(field.name)
    if field.type == "group":
        number, dot, part = backing.item.partition(".")
        if isinstance(mine, list) and isinstance(theirs, list) and number.isdecimal() and 0 < int(number) <= len(theirs):
            item = theirs[int(number) - 1]
            return f"{mine.index(item) + 1}{dot}{part}" if item in mine else None
        return backing.item if mine == theirs else None
    if is_list(field) and isinstance(mine, list) and isinstance(theirs, list):
        return backing.item
    return backing.item if mine == theirs else None


def _add_evidence(project: Project, event: str, backing: Evidence, item: str) -> None:
    """Spans join those that are there; a status is taken over only where nothing is said yet."""
    if backing.status == "text":
        project.evidence.add(event, backing.field, backing.spans, item=item, origin=backing.origin)
    elif not any((one.field, one.item) == (backing.field, item) for one in project.evidence.of(event)):
        project.evidence.set_status(event, backing.field, backing.status, item=item, link=backing.link, note=backing.note)
