"""What the actions of adjudication do. Functions that take the window; what is settled goes through the panel in view."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .adjudication_panel import AdjudicationPanel
    from .window import Window


def deed(name: str, *told: Any) -> Callable[[Window], None]:
    """The handler that does something in the case in view."""

    def run(window: Window) -> None:
        if (panel := in_view(window)) is not None:
            panel.deed(name, *told)

    return run


def in_view(window: Window) -> AdjudicationPanel | None:
    """The panel, where it is in front."""
    from .adjudication_panel import AdjudicationPanel

    place = window.place_in_view()
    panel = place.findChild(AdjudicationPanel) if window.place == "review" and place is not None else None
    return panel if panel is not None and panel.isVisible() else None


def is_step(window: Window, place: Mapping[str, str]) -> bool:
    """Whether a step was made in adjudication, by its place."""
    if place.get("place") == "adjudication":
        return True
    if not (event := place.get("event", "")):
        return False
    coding = window.current().event(event).coding
    return window.current().project.codings.get(coding).standing == "adjudicated"


def show(window: Window) -> None:
    """The cases, in place Review."""
    from .review_place import ReviewPlace

    window.show_place("review")
    place = window.place_in_view()
    if isinstance(place, ReviewPlace) and (panel := place.show_tab("adjudication")) is not None:
        panel.setFocus()


def look_at(window: Window, article: str, event: str, field: str) -> None:
    """Goes to a step's place in adjudication."""
    from .adjudication_panel import AdjudicationPanel
    from .review_place import ReviewPlace

    window.show_place("review")
    place = window.place_in_view()
    panel = place.show_tab("adjudication") if isinstance(place, ReviewPlace) else None
    if isinstance(panel, AdjudicationPanel):
        panel.show_place(article, event, field)
