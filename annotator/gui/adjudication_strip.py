"""The things to settle in a case, side by side: the article first, then every happening with who has it.

Owns which of them is in view. What they hold is the sheet's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from . import adjudication_words as words
from .adjudication_sheet import Sheet
from .adjudication_table import quieten
from .colors import is_dark, muted, severity_color
from .slim_bar import WIDTH, slim

BELOW = Qt.ItemDataRole.UserRole
"""The role of who has it."""
STANDS = Qt.ItemDataRole.UserRole + 1
"""The role of how it stands."""
LOUD = Qt.ItemDataRole.UserRole + 2
"""The role of whether the lead is needed."""
WIDEST, NARROWEST = 260, 120
"""Pixels of one."""
Index = QModelIndex | QPersistentModelIndex


class Strip(QListWidget):
    """The entries in a row. Signal: `entry_chosen(int)`, by its place."""

    entry_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("adjudication.strip")
        self.setAccessibleName(self.tr("The article and its events"))
        self.setFlow(QListWidget.Flow.LeftToRight)
        self.setWrapping(False)
        self.setHorizontalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Tiles(self))
        self.setTabKeyNavigation(False)
        self.setSpacing(2)
        slim(self)
        self._filling = False
        self._fit()
        quieten(self)
        self.currentRowChanged.connect(lambda row: None if self._filling or row < 0 else self.entry_chosen.emit(row))

    def show_sheet(self, sheet: Sheet | None, at: int) -> None:
        """The entries of a case; the one at a place is in view."""
        self._filling = True
        entries = sheet.entries if sheet else ()
        while self.count() > len(entries):
            self.takeItem(self.count() - 1)
        while self.count() < len(entries):
            self.addItem(QListWidgetItem())
        for place, entry in enumerate(entries):
            assert sheet is not None
            item = self.item(place)
            told = (
                words.summary(sheet, entry), words.presence(sheet, entry), words.standing(entry, sheet.coding is None),
            )  # fmt: skip
            item.setText(told[0])
            item.setData(BELOW, told[1])
            item.setData(STANDS, told[2])
            item.setData(LOUD, entry.waits or bool(entry.changed))
            item.setToolTip("\n".join(part for part in told if part))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(part for part in told if part))
        self.setCurrentRow(at)
        self._filling = False
        if (item := self.item(at)) is not None:
            self.scrollToItem(item)

    def keyboardSearch(self, search: str) -> None:
        """None: letters are keys of the place."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go along; what is not the list's goes on to the place."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            event.ignore()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()
        elif event.type() == QEvent.Type.PaletteChange:
            quieten(self)

    def _fit(self) -> None:
        self.setFixedHeight(2 * self.fontMetrics().lineSpacing() + 10 + WIDTH + 2 * (self.spacing() + self.frameWidth()) + 2)


class _Tiles(QStyledItemDelegate):
    """What it is, and below who has it and how it stands."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As wide as its words, within bounds."""
        metrics = option.fontMetrics
        below = f"{index.data(BELOW)}    {index.data(STANDS)}"
        wide = max(metrics.horizontalAdvance(str(index.data())), metrics.horizontalAdvance(below)) + 24
        return QSize(max(NARROWEST, min(wide, WIDEST)), 2 * metrics.lineSpacing() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One entry."""
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        above, cell.text = cell.text, ""
        style = cell.widget.style() if cell.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        palette, chosen = cell.palette, bool(cell.state & QStyle.StateFlag.State_Selected)
        text = palette.color(QPalette.ColorRole.Text)
        quiet, loud = text if chosen else muted(palette), severity_color("warning", is_dark(palette))
        room, high, metrics = cell.rect.adjusted(8, 5, -8, -5), cell.fontMetrics.lineSpacing(), cell.fontMetrics
        left, right = int(Qt.AlignmentFlag.AlignLeft), int(Qt.AlignmentFlag.AlignRight)
        painter.save()
        painter.setPen(text)
        first = QRect(room.left(), room.top(), room.width(), high)
        painter.drawText(first, left, metrics.elidedText(above, Qt.TextElideMode.ElideRight, first.width()))
        second = first.translated(0, high)
        stands = str(index.data(STANDS))
        wide = metrics.horizontalAdvance(stands) + (12 if stands else 0)
        painter.setPen(loud if index.data(LOUD) else quiet)
        painter.drawText(second, right, stands)
        painter.setPen(quiet)
        shown = metrics.elidedText(str(index.data(BELOW)), Qt.TextElideMode.ElideRight, second.width() - wide)
        painter.drawText(second.adjusted(0, 0, -wide, 0), left, shown)
        painter.setPen(palette.color(QPalette.ColorRole.Accent if chosen else QPalette.ColorRole.Mid))
        painter.drawRect(cell.rect.adjusted(0, 0, -1, -1))
        painter.restore()
