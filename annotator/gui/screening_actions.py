"""What the actions of place First pass do. Functions that take the window; edits go through the place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..project.screening import Verdict
    from .first_pass import FirstPass
    from .window import Window


def judge(verdict: Verdict) -> Callable[[Window], None]:
    """The handler that says a verdict of the current article."""
    return lambda window: _place(window).judge(verdict)


def take_back(window: Window) -> None:
    """Takes a verdict back."""
    _place(window).take_back()


def open_current(window: Window) -> None:
    """The current article in place Code."""
    _place(window).open_current()


def look_at(window: Window, article: str) -> None:
    """Goes to an article in the first pass."""
    window.show_place("first_pass")
    _place(window).show_article(article)


def _place(window: Window) -> FirstPass:
    from .first_pass import FirstPass

    place = window.place_in_view()
    assert isinstance(place, FirstPass), "the first pass is not in view"
    return place
