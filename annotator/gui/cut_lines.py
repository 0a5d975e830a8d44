"""Lines of plain text that are cut with dots where there is no room, or stand back, or warn. Owns how they look."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy, QWidget

from .colors import is_dark, muted, severity_color
from .fields.base import write_in


class CutLine(QLabel):
    """A line of plain text that ends in dots where there is no room for all of it, and shows all of itself in a tip."""

    def __init__(self, name: str, text: str = "", *, cut: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._cut = cut
        if cut:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def tell(self, text: str) -> None:
        """Other words."""
        self.setText(text)
        self.setToolTip(text)

    def shown(self) -> str:
        """What there is room for."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words, with dots at their end."""
        if not self._cut:
            super().paintEvent(event)
            return
        painter, how = QPainter(self), self.alignment() | Qt.TextFlag.TextSingleLine
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), int(how), self.shown())
        painter.end()


class Faint(CutLine):
    """A line of plain text that stands back; with `warns` in the colour of a warning."""

    def __init__(
        self, name: str, text: str = "", *, warns: bool = False, cut: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, text, cut=cut, parent=parent)
        self._warns = warns
        self._ink()

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
