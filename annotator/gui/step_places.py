"""Going to where a step was made: its place, article, event and field, as far as they are still there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from . import adjudication_actions as settling
from . import incident_actions as incidents
from . import screening_actions as screening

if TYPE_CHECKING:
    from .window import Window


def look_at(window: Window, place: Mapping[str, str]) -> None:
    """Goes to a step's place in the open project."""
    workspace, focus = window.current(), window.focus
    article, event = workspace.standing(place.get("article", "")), place.get("event", "")
    if not article:
        return
    if (whose := place.get("whose", "")) and workspace.is_lead:
        workspace.look_at(whose, place.get("round", "main"))
    if place.get("place") == "first_pass":
        screening.look_at(window, article)
        return
    if place.get("place") == "incidents" and workspace.is_lead:
        incidents.look_at(window, event)
        return
    if place.get("place") == "review" and workspace.is_lead:
        if window.place != "review":  # there the keyboard stays where it is
            window.show_place("review")
        return
    if workspace.is_lead and settling.is_step(window, place):
        settling.look_at(window, article, event, place.get("field", ""))
        return
    events = [event.uid for event in workspace.events(article)]
    if event not in events:
        event = focus.event if focus.event in events else events[0] if events else ""
    window.show_place("code")
    focus.show_article(article, event)
    field, book = place.get("field", ""), workspace.codebook
    if field in book.article_fields or (field in book.fields and event == place.get("event")):
        window.show_field(field)
