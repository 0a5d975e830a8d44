"""A grid of numbers with shades: rows and columns with names, a number a cell, darker where it is larger.

Owns how it looks and the keys; what the numbers are, its owner says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QStyle, QStyleOptionViewItem, QTableView, QWidget

from .colors import blend, contrast, is_dark, muted
from .remark_rows import ENTER
from .slim_bar import slim
from .table_cells import Cells

SHADE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, how strongly it is shaded (0 to 1), its tip, and whether it tells of agreement: those cells, the
    diagonal of a table of codes, have the colour of what is good, the others that of what to look at."""

    text: str
    shade: float = 0.0
    tip: str = ""
    alike: bool = True


class GridModel(QAbstractTableModel):
    """The cells."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[str] = ()
        self._columns: Sequence[str] = ()
        self._cell: Callable[[int, int], Cell] = lambda _row, _column: Cell("")

    def show(self, rows: Sequence[str], columns: Sequence[str], cell: Callable[[int, int], Cell]) -> None:
        """Other cells."""
        self.beginResetModel()
        self._rows, self._columns, self._cell = rows, columns, cell
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Named rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Named columns."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The names."""
        names = self._columns if orientation == Qt.Orientation.Horizontal else self._rows
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) and section < len(names):
            return names[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Vertical:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole, SHADE):
            return None
        cell = self._cell(index.row(), index.column())
        if role == SHADE:
            return cell
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._rows[index.row()]}, {self._columns[index.column()]}: {cell.text or '0'}"
        return cell.text if role == Qt.ItemDataRole.DisplayRole else cell.tip


class Shades(Cells):
    """A ground by the cell's shade, its words in whatever can be read on it, and a frame where the keyboard is."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        cell: Cell = index.data(SHADE)
        palette, role = option.palette, QPalette.ColorRole
        base = palette.color(role.Base)
        warm = QColor("#e0b050" if is_dark(palette) else "#c98a1b")
        ground = blend(base, palette.color(role.Accent) if cell.alike else warm, 0.78 * cell.shade)
        painter.save()
        painter.fillRect(option.rect, ground)
        ink = max((palette.color(role.Text), base), key=lambda one: contrast(one, ground))
        painter.setPen(ink)
        painter.setFont(option.font)
        painter.drawText(option.rect, int(Qt.AlignmentFlag.AlignCenter), cell.text)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(palette.color(role.Text))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
            if option.state & QStyle.StateFlag.State_HasFocus:
                painter.drawRect(option.rect.adjusted(2, 2, -3, -3))
        painter.restore()


class Grid(QTableView):
    """`asked(row, column)`: a click, Enter or a double click on a cell asks what is behind it."""

    asked = Signal(int, int)

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._columns: list[str] = []
        self._rows: list[str] = []
        self.grid = GridModel(self)
        self.setModel(self.grid)
        self.setItemDelegate(Shades(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        slim(self, both_ways=True)
        for head in (self.horizontalHeader(), self.verticalHeader()):
            head.setHighlightSections(False)
            head.setTextElideMode(Qt.TextElideMode.ElideRight)
            head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._dress()
        self.clicked.connect(lambda index: self.asked.emit(index.row(), index.column()))

    def show_cells(self, rows: Sequence[str], columns: Sequence[str], cell: Callable[[int, int], Cell]) -> None:
        """Other cells; the first one is looked at."""
        self.grid.show(rows, columns, cell)
        self._columns, self._rows = list(columns), list(rows)
        self._fit()
        if rows and columns:
            self.setCurrentIndex(self.grid.index(0, 0))

    def _fit(self) -> None:
        """Columns as wide as their names, or as there is room for all of them, with room for a number at least."""
        measure, em = self.fontMetrics(), self.fontMetrics().averageCharWidth()
        longest = max((measure.horizontalAdvance(name) for name in self._rows), default=0)
        side = min(longest + 18, 22 * em, max(self.width() // 3, 8 * em))
        self.verticalHeader().setFixedWidth(side)
        self.verticalHeader().setDefaultSectionSize(measure.height() + 10)
        longest = max((measure.horizontalAdvance(name) for name in self._columns), default=0)
        room, wide = (self.width() - side - 14) // max(len(self._columns), 1), max(longest + 14, 8 * em)
        self.horizontalHeader().setDefaultSectionSize(wide if wide <= 12 * em else max(min(wide, room), 9 * em))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width."""
        self._fit()
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks."""
        index = self.currentIndex()
        if event.key() in ENTER and index.isValid() and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.asked.emit(index.row(), index.column())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Other colours, or letters of another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "grid"):
            self._dress()
        elif event.type() == QEvent.Type.FontChange and hasattr(self, "grid"):
            for head in (self.horizontalHeader(), self.verticalHeader()):
                head.setFont(self.font())
            self._fit()

    def _dress(self) -> None:
        soft = blend(self.palette().color(QPalette.ColorRole.Window), muted(self.palette()), 0.25).name()
        style = f"QHeaderView::section {{ border: 0; border-bottom: 1px solid {soft}; border-right: 1px solid {soft}; "
        style += "padding: 4px 6px; background: palette(window); }"
        corner = self.findChild(QAbstractButton)
        if corner is not None:
            corner.setStyleSheet("")
            corner.setStyleSheet("QTableCornerButton::section { border: 0; background: palette(window); }")
        for head in (self.horizontalHeader(), self.verticalHeader()):
            head.setStyleSheet("")  # else the colours it was read with would stay
            head.setStyleSheet(style)
