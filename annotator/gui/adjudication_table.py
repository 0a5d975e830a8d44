"""The table of a case: what each coder says, field by field, side by side, and what is settled.

Owns how it looks and which row is in view. Keys that settle are actions of the window; those of the table alone are here.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from .adjudication_rows import BELOW, HEAD, ROW, RowModel
from .adjudication_sheet import BEING, Row
from .colors import blend, is_dark, lane_color, muted, severity_color, tint
from .slim_bar import slim
from .table_cells import HEAD as HEAD_STYLE
from .table_cells import ROOM
from .wrapped_text import draw_lines, lines_of

MOST_LINES = 4
"""Lines of one answer that are shown, but in the row in view, which has them all."""
EDGE = 3
"""Pixels of the colour at the left of a coder's cell."""
FIELD = 17
"""Characters of the column of fields."""
Index = QModelIndex | QPersistentModelIndex


class Table(QTableView):
    """The rows. Signals: `row_chosen()`; `moved(int)`, the next or previous entry; `write_requested()`, Enter;
    `next_requested()`, Space; `fold_requested()`."""

    row_chosen = Signal()
    moved = Signal(int)
    write_requested = Signal()
    next_requested = Signal()
    fold_requested = Signal()

    def __init__(self, model: RowModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = model
        self.setObjectName("adjudication.table")
        self.setAccessibleName(self.tr("What each coder says, and what is settled"))
        self.setModel(model)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_Cells(self))
        slim(self, both_ways=True)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setMinimumSectionSize(60)
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.selectionModel().currentRowChanged.connect(self._on_row)
        self.clicked.connect(lambda index: self.fold_requested.emit() if model.is_fold(index.row()) else None)
        self.doubleClicked.connect(lambda index: self.write_requested.emit() if model.row_at(index.row()) else None)
        self._dress()

    def current(self) -> Row | None:
        """The row in view."""
        return self.rows.row_at(self.currentIndex().row())

    def show_line(self, line: int) -> None:
        """Goes to a line."""
        if 0 <= line < self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(line, 0))
            self.scrollTo(self.rows.index(line, 0))

    def arrange(self) -> None:
        """Widths, heights and the heads that go across, for what is shown now."""
        lanes = self.rows.columnCount() - 2
        if lanes < 0:
            return
        metrics = self.fontMetrics()
        first = min(metrics.averageCharWidth() * FIELD + 2 * ROOM, max(self.viewport().width() // 4, 90))
        least = 11 * metrics.averageCharWidth() + 2 * ROOM
        spare = max(self.viewport().width() - first, (lanes + 1) * least)
        each = spare / (lanes + 1.4)
        self.setColumnWidth(0, first)
        for lane in range(lanes):
            self.setColumnWidth(lane + 1, int(each))
        self.setColumnWidth(lanes + 1, int(spare - lanes * int(each)))
        self.clearSpans()
        for line in range(self.rows.rowCount()):
            if self.rows.row_at(line) is None:
                self.setSpan(line, 0, 1, self.rows.columnCount())
        self.resizeRowsToContents()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns share the width anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Another palette or size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
        elif event.type() == QEvent.Type.FontChange and self.model() is not None:
            self._dress()  # under a style sheet the head keeps the size of its words
            self.arrange()

    def keyboardSearch(self, search: str) -> None:
        """None: letters settle."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right go from event to event, Enter writes, Space goes to what is open; all else is the table's."""
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.moved.emit(-1 if key == Qt.Key.Key_Left else 1)
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.rows.is_fold(self.currentIndex().row()):
                self.fold_requested.emit()
            else:
                self.write_requested.emit()
        elif plain and key == Qt.Key.Key_Space:
            self.next_requested.emit()
        elif plain and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def _on_row(self, now: QModelIndex, before: QModelIndex) -> None:
        """The row in view is shown whole."""
        for index in (before, now):
            if index.isValid():
                self.resizeRowToContents(index.row())
        self.row_chosen.emit()

    def _step(self, by: int) -> None:
        """The next line that is no head."""
        line = self.currentIndex().row() + by
        while 0 <= line < self.rows.rowCount() and self.rows.row_at(line) is None and not self.rows.is_fold(line):
            line += by
        if 0 <= line < self.rows.rowCount():
            self.show_line(line)
        elif by < 0:
            self.scrollToTop()

    def _dress(self) -> None:
        quieten(self)
        self.horizontalHeader().setStyleSheet("")
        self.horizontalHeader().setStyleSheet(HEAD_STYLE)


def quieten(view: QAbstractItemView) -> None:
    """A quiet mark for what is in view, under which colours that mean something stay what they are."""
    now = QApplication.palette()
    mark = blend(now.color(QPalette.ColorRole.Base), now.color(QPalette.ColorRole.Accent), 0.22)
    if view.palette().color(QPalette.ColorRole.Highlight) != mark:
        palette = QPalette()  # all else follows the window's
        palette.setColor(QPalette.ColorRole.Highlight, mark)
        palette.setColor(QPalette.ColorRole.HighlightedText, now.color(QPalette.ColorRole.Text))
        view.setPalette(palette)


def paint_head(painter: QPainter, rect: QRect, palette: QPalette, words: str, fold: bool, chosen: bool) -> None:
    """A section's name, or the line under which rows are folded away."""
    ground = palette.color(QPalette.ColorRole.Highlight if chosen else QPalette.ColorRole.AlternateBase)
    painter.fillRect(rect, ground)
    font = QFont(painter.font())
    font.setWeight(QFont.Weight.Normal if fold else QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(muted(palette))
    painter.drawText(rect.adjusted(ROOM, 0, -ROOM, 0), int(Qt.AlignmentFlag.AlignVCenter), words)


class _Cells(QStyledItemDelegate):
    """Draws answers on several lines, the lane's colour at the left, tinted where it is what was settled."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as its lines."""
        table = self.parent()
        assert isinstance(table, Table)
        font = QFont(table.font())
        font.setBold(index.column() == table.rows.columnCount() - 1)
        line = QFontMetrics(table.font()).lineSpacing()
        if index.data(HEAD):
            return QSize(0, line + 8)
        width = table.columnWidth(index.column()) - 2 * ROOM
        most = 0 if index.row() == table.currentIndex().row() else MOST_LINES
        lines = len(lines_of(str(index.data() or ""), font, width, most))
        below = 1 if index.data(BELOW) else 0
        return QSize(0, (max(lines, 0 if below else 1) + below) * line + 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        table = self.parent()
        assert isinstance(table, Table)
        palette, rect = table.palette(), QRect(option.rect)  # type: ignore[attr-defined]
        chosen = index.row() == table.currentIndex().row()
        painter.save()
        if kind := index.data(HEAD):
            paint_head(painter, rect, palette, str(index.data() or ""), kind == "fold", chosen)
            painter.restore()
            return
        row, column, lanes = index.data(ROW), index.column(), table.rows.columnCount() - 2
        assert isinstance(row, Row)
        if chosen:
            painter.fillRect(rect, palette.color(QPalette.ColorRole.Highlight))
        text = palette.color(QPalette.ColorRole.Text)
        font = QFont(table.font())
        room = rect.adjusted(ROOM, 4, -ROOM, -4)
        if 0 < column <= lanes:
            text = self._paint_lane(painter, rect, palette, row, column - 1, text)
        elif column > lanes:
            self._paint_settled(painter, rect, palette, row)
            font.setBold(row.state == "settled")
        elif row.state in ("agreed", "none"):
            text = muted(palette)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        below = str(index.data(BELOW) or "")
        fit = max(room.height() // metrics.lineSpacing() - bool(below), 0 if below else 1)
        words = lines_of(str(index.data() or ""), font, room.width(), fit) if fit else []
        if below:
            loud = row.waits or row.changed
            painter.setFont(table.font())
            severity = "error" if row.wrong else "warning"
            painter.setPen(severity_color(severity, is_dark(palette)) if loud else muted(palette))
            foot = QRect(room.left(), room.top() + len(words) * metrics.lineSpacing(), room.width(), metrics.lineSpacing())
            said = f"⚠ {self.tr('changed since')}  ·  {below}" if row.changed else below
            painter.drawText(foot, 0, metrics.elidedText(said, Qt.TextElideMode.ElideRight, foot.width()))
            painter.setFont(font)
        if words:
            painter.setPen(text)
            draw_lines(painter, room.left(), room.top(), room.width(), words)
        painter.setPen(blend(palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Mid), 0.5))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    @staticmethod
    def _paint_lane(painter: QPainter, rect: QRect, palette: QPalette, row: Row, lane: int, text: QColor) -> QColor:
        """The lane's colour; gives the colour of its words."""
        cell, color = row.cells[lane], lane_color(lane, is_dark(palette))
        if not cell.there and row.field != BEING:
            return muted(palette)
        same = row.state == "agreed" or row.is_from(lane)
        if row.is_from(lane):
            painter.fillRect(rect.adjusted(0, 0, 0, -1), tint(color, palette, 0.22))
        painter.fillRect(rect.left(), rect.top() + 2, EDGE, rect.height() - 5, color)
        return text if row.state == "open" or same else muted(palette)

    @staticmethod
    def _paint_settled(painter: QPainter, rect: QRect, palette: QPalette, row: Row) -> None:
        edge = palette.color(QPalette.ColorRole.Text)
        if row.state == "open":
            warn = severity_color("warning", is_dark(palette))
            painter.fillRect(rect.adjusted(0, 0, 0, -1), tint(warn, palette, 0.12))
            edge = warn
        if row.state != "none":
            painter.fillRect(rect.left(), rect.top() + 2, EDGE, rect.height() - 5, edge)
