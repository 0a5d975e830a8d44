"""What the actions about incidents do. Functions that take the window; what is linked goes through the panel in view."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from .incidents_panel import IncidentsPanel
    from .situation import Situation
    from .window import Window

TAB = "incidents"


def here(now: Situation) -> bool:
    """Needs tab Incidents in front, which a coder does not have."""
    return now.lead and now.place == "events" and now.tab == TAB


def linking(now: Situation) -> bool:
    """Needs the same, in a project that can be changed."""
    return here(now) and now.writable


def deed(name: str) -> Callable[[Window], None]:
    """The handler that does something with what is in view."""

    def run(window: Window) -> None:
        if (panel := in_view(window)) is not None:
            panel.deed(name)

    return run


def in_view(window: Window) -> IncidentsPanel | None:
    """The panel, where it is in front."""
    from .incidents_panel import IncidentsPanel

    place = window.place_in_view()
    panel = place.findChild(IncidentsPanel) if window.place == "events" and place is not None else None
    return panel if panel is not None and panel.isVisible() else None


def show(window: Window) -> IncidentsPanel | None:
    """Looks at tab Incidents."""
    from .events_place import EventsPlace
    from .incidents_panel import IncidentsPanel

    window.show_place("events")
    place = window.place_in_view()
    panel = place.show_tab(TAB) if isinstance(place, EventsPlace) else None
    if not isinstance(panel, IncidentsPanel):
        return None
    panel.lists.go_to_list()
    return panel


def look_at(window: Window, event: str) -> None:
    """Goes to a step's place: what its event tells."""
    if (panel := show(window)) is not None and event:
        panel.show_event(event)


def has_event(now: Situation) -> bool:
    """Needs a lead, and an event in view: in place Code, or in the table of events."""
    return now.lead and ((now.place == "code" and now.event) or (now.place == "events" and now.tab == "table"))


def of_event(window: Window) -> None:
    """From the event in view, in place Code or in the table of events, to what it tells."""
    from .events_panel import EventsPanel

    place = window.place_in_view()
    table = place.findChild(EventsPanel) if window.place == "events" and place is not None else None
    line = table.model.line(table.table.currentIndex().row()) if table is not None else None
    event = line.event if line is not None else "" if table is not None else window.focus.event
    if event:
        look_at(window, event)
    else:
        window.say(QCoreApplication.translate("incidents", "Choose an event first."))
