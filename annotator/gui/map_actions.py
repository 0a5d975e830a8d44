"""What the key of the map does: lets it out with the keyboard, and from there makes it larger and small again.

Functions that take the window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QSplitter

if TYPE_CHECKING:
    from .window import Window

LARGE = 0.6
"""The share of the column that a large map takes."""


def show(window: Window) -> None:
    """Lets the map out and gives it the keyboard; where it has the keyboard, makes it large, or as it was."""
    code = window.code()
    if code.map is None:
        window.say(QCoreApplication.translate("map_actions", "This codebook asks for no latitude and longitude."))
        return
    if code.drawer.panel == "map" and code.map.view.hasFocus():
        _enlarge(window)
        return
    code.leave()
    code.drawer.show_panel("map")
    code.map.view.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _enlarge(window: Window) -> None:
    reading = window.code().findChild(QSplitter, "code.reading")
    if reading is None:
        return
    above, below = reading.sizes()
    whole = above + below
    small = reading.property("small")
    if isinstance(small, int) and below >= whole * LARGE * 0.95:
        reading.setProperty("small", None)
        reading.setSizes([whole - small, small])
    else:
        reading.setProperty("small", below)
        reading.setSizes([round(whole * (1 - LARGE)), round(whole * LARGE)])
