"""The pages found by words: title, kind and the piece of text where it stands, the words in it in bold.

Owns how a line of the list is drawn. Knows no search.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPalette, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ..codebook.guide import KINDS
from ..codebook.guide_search import Hit
from .colors import blend, is_dark, muted, severity_color
from .slim_bar import slim

ROOM = 10
"""Pixels beside a line's words."""
_HIT = Qt.ItemDataRole.UserRole


class HitList(QListWidget):
    """What was found, the best first. `opened` by Enter or a click; `left` by Escape, or Up from the first line."""

    opened = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("codebook.hits")
        self.setAccessibleName(self.tr("Pages found"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        slim(self)
        self.setItemDelegate(_HitLine(self))
        self.itemClicked.connect(lambda _item: self.opened.emit())

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Lists them anew and marks the first."""
        self.clear()
        for hit in hits:
            item = QListWidgetItem(f"{hit.entry.title}, {KINDS[hit.entry.kind]}. {hit.snippet}")
            item.setData(_HIT, hit)
            self.addItem(item)
        self.setCurrentRow(0)

    def chosen(self) -> Hit | None:
        """The line marked."""
        item = self.currentItem()
        return item.data(_HIT) if item is not None else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Escape and Up from the first line leave."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Escape or (event.key() == Qt.Key.Key_Up and self.currentRow() <= 0):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class _HitLine(QStyledItemDelegate):
    """Two lines: the title with its kind at the right, and the snippet."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines of text with room."""
        return QSize(80, 2 * option.fontMetrics.lineSpacing() + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """One hit."""
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        hit: Hit = index.data(_HIT)
        cell.text = ""
        style = cell.widget.style() if cell.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        chosen = bool(cell.state & QStyle.StateFlag.State_Selected)
        palette = cell.palette
        ink = palette.color(QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text)
        faint = blend(ink, palette.color(QPalette.ColorRole.Highlight), 0.2) if chosen else muted(palette)
        room = cell.rect.adjusted(ROOM, 6, -ROOM, -6)
        line = cell.fontMetrics.lineSpacing()
        top, below = QRect(room.x(), room.y(), room.width(), line), QRect(room.x(), room.y() + line, room.width(), line)
        painter.save()
        kind = hit.entry.severity.capitalize() if hit.entry.severity else KINDS[hit.entry.kind]
        painter.setFont(cell.font)
        painter.setPen(faint if chosen or not hit.entry.severity else severity_color(hit.entry.severity, is_dark(palette)))
        painter.drawText(top, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), kind)
        bold = QFont(cell.font)
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(ink)
        left = top.width() - cell.fontMetrics.horizontalAdvance(kind) - 12
        title = f"{hit.entry.code}  {hit.entry.title}" if hit.entry.severity else hit.entry.title
        shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, left)
        painter.drawText(top, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.setPen(faint)
        _draw_snippet(painter, cell.font, below, hit, ink)
        painter.restore()


def _draw_snippet(painter: QPainter, font: QFont, room: QRect, hit: Hit, ink: object) -> None:
    """One line of the snippet with the words found in bold."""
    layout = QTextLayout(hit.snippet or " ", font)
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    formats = []
    for first, last in hit.marks:
        form = QTextCharFormat()
        form.setFontWeight(QFont.Weight.Bold)
        form.setForeground(ink)  # type: ignore[arg-type]
        one = QTextLayout.FormatRange()
        one.start, one.length, one.format = first, last - first, form  # type: ignore[misc]
        formats.append(one)
    layout.setFormats(formats)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(10_000)
    layout.endLayout()
    painter.save()
    painter.setClipRect(room)
    # Where the first word found would stand outside, the line begins with it.
    shift = 0.0
    if hit.marks:
        found: Any = line.cursorToX(hit.marks[0][1])  # with or without the place it stands for, by the binding's version
        end = float(found[0] if isinstance(found, tuple) else found)
        shift = max(0.0, end - room.width() * 0.8)
    layout.draw(painter, QPointF(room.x() - shift, room.y()))
    painter.restore()
