"""What an event repeats of the one before it in its article: a field's value, with what supports it."""

from __future__ import annotations

from ..codebook.model import title_of
from ..codebook.values import is_empty
from ..errors import UsageError
from .events import Event
from .evidence import copy_evidence
from .project import Project


def previous(project: Project, event: str) -> Event | None:
    """The event before this one in its coding."""
    order = project.events.of(project.events.get(event).coding)
    place = next((i for i, one in enumerate(order) if one.uid == event), 0)
    return order[place - 1] if place else None


def take_from_previous(project: Project, event: str, field: str) -> None:
    """Sets a field to the value and evidence it has in the event before, in one operation.

    A narrower code brings the broader one it belongs to along where that is not answered. Raises UsageError where there
    is no event before, or no answer in it.
    """
    before, now = previous(project, event), project.events.get(event)
    if before is None:
        raise UsageError("There is no event before this one in the article.")
    asked = project.codebook.fields[field]
    if is_empty(before.values.get(field)):
        raise UsageError(f"{title_of(asked)} is not answered in the event before.")
    names = [field]
    if asked.parent and is_empty(now.values.get(asked.parent)) and not is_empty(before.values.get(asked.parent)):
        names.append(asked.parent)
    place = {"article": project.codings.get(now.coding).article, "event": event, "field": field}
    with project.history.operation({"id": "take_from_previous", "field": field}, place=place):
        project.events.set_values(event, {name: before.values[name] for name in names})
        project.suggestions.changed_by_hand(event, [one for one in names if now.values.get(one) != before.values[one]])
        for old in project.evidence.of(event):
            if old.field in names:
                project.evidence.remove(old.uid)
        copy_evidence(project.database, before.uid, event, fields=names)
