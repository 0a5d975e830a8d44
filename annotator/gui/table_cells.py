"""Cells of a table with room at their sides, so that a number at the right does not touch the words beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget

ROOM = 8
"""Pixels on either side of a cell's words."""
HEAD = (
    f"QHeaderView::section {{ border: 0; border-bottom: 1px solid palette(mid); padding: 5px {ROOM}px; "
    "background: palette(window); }"
)
"""The style of a table's head, its words above those of the cells."""


def keep_head(table: QTreeWidget) -> None:
    """Gives a table the usual head, in the colours of whatever palette comes."""
    _Head(table)


class _Head(QObject):
    """Puts the style on anew when the table has another palette: the style sheet takes its colours once."""

    def __init__(self, table: QTreeWidget) -> None:
        super().__init__(table)
        self._table = table
        table.installEventFilter(self)
        self._dress()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another palette: the head gets its own after this."""
        if watched is self._table and event.type() == QEvent.Type.PaletteChange:
            QTimer.singleShot(0, self, self._dress)
        return False

    def _dress(self) -> None:
        self._table.header().setStyleSheet("")
        self._table.header().setStyleSheet(HEAD)


class Cells(QStyledItemDelegate):
    """Draws the style's ground, selection and all, and the words inside their room."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The words and their room."""
        return super().sizeHint(option, index) + QSize(2 * ROOM, 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """One cell."""
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        words, cell.text = cell.text, ""
        style = cell.widget.style() if cell.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        if not words:
            return
        chosen = bool(cell.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        painter.save()
        painter.setFont(cell.font)
        painter.setPen(cell.palette.color(role))
        room: QRect = cell.rect.adjusted(ROOM, 0, -ROOM, 0)
        shown = cell.fontMetrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(cell.displayAlignment | Qt.TextFlag.TextSingleLine), shown)
        painter.restore()
