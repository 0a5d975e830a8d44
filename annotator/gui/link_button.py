"""A button that looks like a link: words in the palette's link colour, underlined while the keyboard is on it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton


class LinkButton(QPushButton):
    """Draws itself: a style sheet would keep the colours of the palette it was made under."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFlat(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Its words and little more."""
        return self.fontMetrics().size(Qt.TextFlag.TextSingleLine, self.text()) + QSize(4, 2)

    def minimumSizeHint(self) -> QSize:
        """All its words."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Writes the words."""
        painter, colors, font = QPainter(self), self.palette(), self.font()
        font.setUnderline(self.hasFocus())
        painter.setFont(font)
        painter.setPen(colors.color(colors.ColorRole.Link if self.isEnabled() else colors.ColorRole.ButtonText))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
