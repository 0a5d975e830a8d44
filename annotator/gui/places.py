"""The places of an open project: what they are called, and how each is built and remembered.

Owns the one list of places that the bar at the window's edge and the window read. What is in a place is its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from .codebook_place import CodebookPlace
    from .events_place import EventsPlace
    from .window import Window

NAMES = ("first_pass", "code", "events", "review", "codebook", "team")
"""In the order of the bar; the action `place_<name>` of each has its key."""
OF_THE_LEAD = ("review",)
"""Places that show coders' work side by side: no coder sees them, and no coder's file has them."""


def title(name: str) -> str:
    """What a place is called."""
    titles = {
        "first_pass": "First pass", "code": "Code", "events": "Events", "review": "Review", "codebook": "Codebook",
        "team": "Team",
    }  # fmt: skip
    return QCoreApplication.translate("Window", titles[name])


def build_place(name: str, window: Window) -> QWidget:
    """A place on the window's open project. Imported when it is first shown, so that a project opens fast."""
    return _BUILDERS[name](window)


def remember_places(window: Window, made: Mapping[str, QWidget]) -> None:
    """Keeps in the settings how the lists of the places stand, by project."""
    if "events" in made:
        path = str(window.current().path.resolve())
        window.settings.lists = {**window.settings.lists, path: cast("EventsPlace", made["events"]).save_state()}
    if "codebook" in made and (language := cast("CodebookPlace", made["codebook"]).language):
        window.settings.guide_languages = {**window.settings.guide_languages, window.current().codebook.name: language}


def _code(window: Window) -> QWidget:
    from .code_place import CodePlace

    place = CodePlace(window.current(), window.focus)
    place.reader.page.set_measure(window.settings.measure)
    place.offers.places_requested.connect(window.actions_by_id["make_places"].trigger)
    place.nearby.open_requested.connect(window.open_event)
    place.nearby.said.connect(window.say)
    place.cover.skip_requested.connect(window.actions_by_id["next_to_do"].trigger)
    return place


def _events(window: Window) -> QWidget:
    from .events_place import EventsPlace

    state = window.settings.lists.get(str(window.current().path.resolve()), {})
    place = EventsPlace(window.current(), window.focus, state)
    place.open_requested.connect(window.open_event)
    place.field_requested.connect(window.show_field)
    place.said.connect(window.say)
    place.action_requested.connect(lambda name: window.actions_by_id[name].trigger())
    place.situation_changed.connect(window.refresh)
    return place


def _codebook(window: Window) -> QWidget:
    from .codebook_place import CodebookPlace

    place = CodebookPlace(window.current(), window.settings.guide_languages.get(window.current().codebook.name, ""))
    place.action_requested.connect(lambda name: window.actions_by_id[name].trigger())
    return place


def _first_pass(window: Window) -> QWidget:
    from .first_pass import FirstPass

    place = FirstPass(window.current(), window.focus)
    place.open_requested.connect(window.open_article)
    return place


def _team(window: Window) -> QWidget:
    from .remark_actions import mark_read
    from .team_place import TeamPlace

    place = TeamPlace(window.current(), window.focus)
    place.open_requested.connect(window.open_event)
    place.field_requested.connect(window.show_field)
    place.answers_read.connect(lambda: mark_read(window))
    place.said.connect(window.say)
    place.action_requested.connect(lambda name: window.actions_by_id[name].trigger())
    return place


def _review(window: Window) -> QWidget:
    from .review_place import ReviewPlace

    place = ReviewPlace(window.current(), window.focus)
    place.open_requested.connect(window.open_event)
    place.field_requested.connect(window.show_field)
    place.said.connect(window.say)
    place.action_requested.connect(lambda name: window.actions_by_id[name].trigger())
    place.situation_changed.connect(window.refresh)
    return place


_BUILDERS = {
    "first_pass": _first_pass, "code": _code, "events": _events, "review": _review, "codebook": _codebook, "team": _team,
}  # fmt: skip
