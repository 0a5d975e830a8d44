"""Lists in which Enter goes on from the line in view. Owns those keys alone; where it goes is the panel's."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QTreeWidget

from .remark_rows import ENTER


class EnteredTree(QTreeWidget):
    """Lines in columns, with Enter."""

    entered_line = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on."""
        if event.key() in ENTER:
            self.entered_line.emit()
        else:
            super().keyPressEvent(event)


class EnteredList(QListView):
    """A list, with Enter; letters are keys of the place, not lines to look for."""

    entered_line = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, with no other key held."""
        if event.key() in ENTER and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.entered_line.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """None."""
