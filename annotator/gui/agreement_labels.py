"""Words that stand back or warn, in the colours of whatever palette comes. Owns how they look."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy, QWidget

from .colors import is_dark, muted, severity_color
from .fields.base import write_in


class Faint(QLabel):
    """A line of plain text that stands back; with `warns` in the colour of a warning. One that may be cut off shows all of
    itself in a tip."""

    def __init__(
        self, name: str, text: str = "", *, warns: bool = False, cut: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._warns = warns
        if cut:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._ink()

    def tell(self, text: str) -> None:
        """Other words."""
        self.setText(text)
        self.setToolTip(text)

    def changeEvent(self, event: QEvent) -> None:
        """Another palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._ink()

    def _ink(self) -> None:
        palette = QApplication.palette()
        color = severity_color("warning", is_dark(palette)) if self._warns else muted(palette)
        if self.palette().color(self.foregroundRole()) != color:  # putting it on is a change of palette, too
            write_in(self, color)
