"""Labels and buttons of dialogs and panels, each made in one way.

Owns that words are plain text, whatever they quote, and that Enter presses a button only from where the keyboard is on it.
What is said, what a button does and what either looks like beyond that are its owner's.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QPushButton

from .colors import is_dark, severity_color
from .fields.base import write_in


def plain_label(name: str, text: str = "", *, selectable: bool = False) -> QLabel:
    """Words on as many lines as they take; `selectable` ones can be copied with the mouse."""
    made = QLabel(text)
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def wrong_label(name: str, palette: QPalette) -> QLabel:
    """Where a dialog says what is wrong, in the colour of errors; hidden until something is."""
    made = plain_label(name)
    write_in(made, severity_color("error", is_dark(palette)))
    made.hide()
    return made


def plain_button(name: str, text: str, deed: Callable[[], object]) -> QPushButton:
    """A button that is not its dialog's default one."""
    made = QPushButton(text)
    made.setObjectName(name)
    made.setAutoDefault(False)
    made.clicked.connect(lambda _checked=False: deed())
    return made


def say(label: QLabel, words: str, *, wrong: bool = False) -> None:
    """Other words in a dialog's label, as the dialog's other words are or in the colour of errors."""
    palette = label.window().palette()
    label.setText(words)
    write_in(label, severity_color("error", is_dark(palette)) if wrong else palette.color(QPalette.ColorRole.WindowText))
