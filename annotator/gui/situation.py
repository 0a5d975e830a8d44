"""What there is to act on: worked out once for all actions of the window, and the questions that those ask of it.

Owns when an action makes sense, in words that records are made of. What an action does is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import register_actions as register

if TYPE_CHECKING:
    from .focus import Focus
    from .workspace import Workspace


@dataclass(frozen=True, slots=True)
class Situation:
    """What there is to act on, worked out once for all records."""

    project: bool = False
    writable: bool = False
    lead: bool = False
    packaged: bool = False
    """The file was made for a coder: what only the lead may do is not shown."""
    place: str = ""
    article: bool = False
    done: bool = False
    event: bool = False
    events: bool = False
    field: bool = False
    named: bool = False
    """The field holds names of a register."""
    evidence: bool = False
    undo: bool = False
    redo: bool = False
    numbered: bool = False
    looks_on: bool = False
    """Another coder's work is in view."""
    lanes: int = 0
    """Whose work stands side by side to be settled: so many coders'."""
    tab: str = ""
    """The tab in front, in a place that has tabs."""


def situation_of(workspace: Workspace, focus: Focus, place: str, lanes: int = 0, tab: str = "") -> Situation:
    """What there is to act on in an open project."""
    project, coding, writable = workspace.project, workspace.coding(focus.article), not workspace.read_only
    return Situation(
        project=True, writable=writable, lead=workspace.is_lead,
        packaged=workspace.packaged, place=place,
        article=bool(focus.article), done=coding is not None and coding.state in ("done", "approved"),
        event=bool(focus.event), events=bool(workspace.events(focus.article)),
        field=bool(focus.event and focus.field) or focus.field in workspace.codebook.article_fields,
        named=register.field_in_view(workspace.codebook, focus) is not None,
        evidence=any(one.field == focus.field for one in workspace.evidence(workspace.owner(focus))),
        undo=writable and project.history.to_undo() is not None, redo=writable and project.history.to_redo() is not None,
        numbered=workspace.codebook.numbering is not None, looks_on=workspace.looks_on, lanes=lanes, tab=tab,
    )  # fmt: skip


def always(_: Situation) -> bool:
    """Needs nothing."""
    return True


def with_project(now: Situation) -> bool:
    """Needs an open project."""
    return now.project


def writing(now: Situation) -> bool:
    """Needs a project that can be changed."""
    return now.writable


def packaged(now: Situation) -> bool:
    """For a file that was made for a coder."""
    return now.packaged


def of_the_lead(now: Situation) -> bool:
    """For a project that was not made for a coder: in a coder's file articles, data, ids and codebook are the lead's."""
    return not now.packaged


def leading(now: Situation) -> bool:
    """Needs a lead at work: coders see nothing of each other's."""
    return now.project and now.lead


def comparing(now: Situation) -> bool:
    """Needs several coders' work side by side."""
    return now.place == "review" and now.lanes > 0


def deciding(now: Situation) -> bool:
    """Needs the same, where something may be settled."""
    return comparing(now) and now.writable and now.lead


def in_code(now: Situation) -> bool:
    """Needs place Code."""
    return now.place == "code"


def judging(now: Situation) -> bool:
    """Needs place First pass, in a project that can be changed."""
    return now.place == "first_pass" and now.writable


def reading(now: Situation) -> bool:
    """Needs an article in place Code."""
    return now.place == "code" and now.article


def coding_it(now: Situation) -> bool:
    """Needs an article that may be coded."""
    return reading(now) and now.writable and not now.looks_on


def remarking(now: Situation) -> bool:
    """Needs an article that something may be said of."""
    return reading(now) and now.writable


def checking(now: Situation) -> bool:
    """Needs another coder's work in place Code."""
    return remarking(now) and now.looks_on


def undecided(now: Situation) -> bool:
    """Needs an article that may be coded and has no event: one that has some cannot be without."""
    return coding_it(now) and not now.events


def at_event(now: Situation) -> bool:
    """Needs an event that may be changed."""
    return coding_it(now) and now.event


def answering(now: Situation) -> bool:
    """Needs an event, or a question about the article."""
    return coding_it(now) and (now.event or now.field)


def at_field(now: Situation) -> bool:
    """Needs a field that may be answered, of the event or of the article."""
    return coding_it(now) and now.field
