"""What the actions on whole events do: dividing, combining, and repeating an answer of the event before.

Functions that take the window; the dialogs they open are made when they are asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from .window import Window


def _tr(text: str) -> str:
    return QCoreApplication.translate("event_actions", text)


def take_from_previous(window: Window) -> None:
    """The field in view as it is in the event before; the keyboard stays."""
    window.leave()
    field = window.focus.field
    if field in window.current().codebook.fields:
        window.current().take_from_previous(window.focus.event, field)
    else:
        window.say(_tr("Only a field of an event can be taken from the event before."))


def divide(window: Window) -> None:
    """Asks how many parts, and over what."""
    from ..project.divisions import ways
    from .divide_dialog import DivideDialog

    window.leave()
    if ways(window.current().codebook):
        DivideDialog(window.current(), window.focus, window).open()
    else:
        window.say(_tr("The codebook does not say how an event is divided."))


def combine(window: Window) -> None:
    """Shows how the event in view and the next one differ, and asks."""
    from .combine_dialog import CombineDialog

    window.leave()
    order = [event.uid for event in window.current().events(window.focus.article)]
    place = order.index(window.focus.event) if window.focus.event in order else len(order)
    if place + 1 < len(order):
        CombineDialog(window.current(), window.focus, order[place + 1], window).open()
    else:
        window.say(_tr("There is no event behind this one to combine it with."))
