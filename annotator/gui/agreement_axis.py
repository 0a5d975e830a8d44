"""A figure drawn on an axis from 0 to 1: a dot with its interval, and for α the two lines it is read by.

Owns the drawing; which figure it is, the cell's data says.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from .agreement_words import LINES
from .colors import blend, muted
from .table_cells import ROOM, Cells

DRAWN = Qt.ItemDataRole.UserRole + 1
"""The role that gives (value, low, high), low and high None for no interval; None where nothing is drawn."""
BETWEEN = "  ·  "
"""Stands between figures in one cell."""
Drawn = tuple[float, float | None, float | None]


class PartCells(Cells):
    """Figures beside each other, of which as many are shown as there is room for in whole: half a number is none."""

    def cut(self, letters: QFontMetrics, words: str, width: int) -> str:
        """The first of them; dots for the others, which are in the cell's tip."""
        parts = words.split(BETWEEN)
        for count in range(len(parts), 0, -1):
            shown = BETWEEN.join(parts[:count]) + (" …" if count < len(parts) else "")
            if letters.horizontalAdvance(shown) <= width:
                return shown
        return super().cut(letters, parts[0], width)


class AxisCells(PartCells):
    """The number at the left, the axis at its right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._wide = 0

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """One cell: the words keep their place, and the axis takes what is left."""
        super().paint(painter, option, index)
        drawn: Drawn | None = index.data(DRAWN)
        if drawn is None:
            return
        wide = option.fontMetrics.horizontalAdvance("−0.00") + 2 * ROOM
        room = QRectF(option.rect.adjusted(wide, 0, -ROOM, 0))
        if room.width() >= 40:
            chosen = bool(option.state & option.widget.style().StateFlag.State_Selected)
            draw_axis(painter, room, drawn, option.palette, chosen=chosen)


def draw_axis(painter: QPainter, room: QRectF, drawn: Drawn, palette: QPalette, *, chosen: bool = False) -> None:
    """Draws the axis into a room. What lies below 0 is told by an arrow at the left end."""
    value, low, high = drawn
    role = QPalette.ColorRole
    ink = palette.color(role.HighlightedText if chosen else role.Accent)
    ground = palette.color(role.Highlight if chosen else role.Base)
    faint = blend(ground, palette.color(role.HighlightedText) if chosen else muted(palette), 0.45)
    line = blend(ground, palette.color(role.HighlightedText) if chosen else muted(palette), 0.8)
    left, wide, middle = room.left() + 4, room.width() - 8, room.center().y()

    def at(number: float) -> float:
        return left + wide * min(max(number, 0.0), 1.0)

    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(faint, 1))
    painter.drawLine(QPointF(left, middle), QPointF(left + wide, middle))
    painter.setPen(QPen(line, 1, Qt.PenStyle.DashLine))
    for border in LINES:
        painter.drawLine(QPointF(at(border), room.top() + 2), QPointF(at(border), room.bottom() - 2))
    if low is not None and high is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(blend(ground, ink, 0.55))
        painter.drawRoundedRect(QRectF(at(low), middle - 3.5, max(at(high) - at(low), 2.0), 7), 2, 2)
    painter.setPen(QPen(ground, 1))
    painter.setBrush(ink)
    if value < 0:
        painter.drawPolygon(
            QPolygonF([QPointF(left - 4, middle), QPointF(left + 3, middle - 5), QPointF(left + 3, middle + 5)])
        )
    else:
        painter.drawEllipse(QPointF(at(value), middle), 4.5, 4.5)
    painter.restore()
