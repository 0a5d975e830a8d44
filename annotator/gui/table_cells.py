"""Cells of a table with room at their sides, so that a number at the right does not touch the words beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QTreeView,
    QWidget,
)

from .colors import blend
from .theme import of_boxes

ROOM = 8
"""Pixels on either side of a cell's words."""
HEAD = (
    f"QHeaderView::section {{ border: 0; border-bottom: 1px solid palette(mid); padding: 5px {ROOM}px; "
    "background: palette(window); }"
)
"""The style of a table's head, its words above those of the cells."""


def in_rows(table: QTableView) -> None:
    """Makes a table one of rows: each is one line, chosen as a whole; Tab leads out of them, and no grid is drawn."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.horizontalHeader().setHighlightSections(False)


def keep_head(table: QTreeView | QTableView) -> None:
    """Gives a table the usual head, in the colours of whatever palette comes."""
    _Head(table)


class _Head(QObject):
    """Puts the style on anew when the table has another palette: the style sheet takes its colours once."""

    def __init__(self, table: QTreeView | QTableView) -> None:
        super().__init__(table)
        self._table = table
        self._head = table.header() if isinstance(table, QTreeView) else table.horizontalHeader()
        table.installEventFilter(self)
        self._dress()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another palette: the head gets its own after this."""
        if watched is self._table and event.type() == QEvent.Type.PaletteChange:
            QTimer.singleShot(0, self, self._dress)
        return False

    def _dress(self) -> None:
        self._head.setStyleSheet("")
        self._head.setStyleSheet(HEAD)


def pale_without_focus(view: QWidget, option: QStyleOptionViewItem) -> None:
    """Makes the line chosen in a list paler where the keyboard is elsewhere, so that of several lists the one with the keyboard
    stands out; for `initViewItemOption`."""
    if view.window().focusWidget() is not view:
        palette, role = option.palette, QPalette.ColorRole
        text = palette.color(role.Text)
        palette.setColor(role.Highlight, blend(palette.color(role.Base), palette.color(role.Highlight), 0.25))
        palette.setColor(role.HighlightedText, text)
        option.palette = palette


class Boxes(QStyledItemDelegate):
    """Lines with boxes to tick, whose edges are seen in the dark, too."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """As usual, with the boxes' palette."""
        super().initStyleOption(option, index)
        option.palette = of_boxes(option.palette)


class Cells(QStyledItemDelegate):
    """Draws the style's ground, selection and all, and the words inside their room."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The words and their room."""
        return super().sizeHint(option, index) + QSize(2 * ROOM, 0)

    def cut(self, letters: QFontMetrics, words: str, width: int) -> str:
        """What is shown of words in so many pixels."""
        return letters.elidedText(words, Qt.TextElideMode.ElideRight, width)

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
        shown = self.cut(cell.fontMetrics, words, room.width())
        painter.drawText(room, int(cell.displayAlignment | Qt.TextFlag.TextSingleLine), shown)
        painter.restore()
