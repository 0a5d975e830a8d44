"""The table of an incident: a column an event, side by side, and at the end what the incident has, always in sight.

Owns how it looks, which field and event are in view, and which events there is room for: where there are more than fit, the
columns between move, the fields and the incident stay.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPalette, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from .adjudication_table import EDGE, FIELD, MOST_LINES, paint_head, quieten
from .colors import blend, is_dark, lane_color, muted, severity_color, tint
from .incident_rows import BELOW, HEAD, LINES, ROW, RowModel
from .incident_sheet import Row
from .slim_bar import SlimBar, slim
from .table_cells import ROOM
from .wrapped_text import draw_lines, lines_of

LEAST = 15
"""Characters of an event's column, below which fewer of them are shown."""
Index = QModelIndex | QPersistentModelIndex


class Table(QTableView):
    """The rows. Signals: `cell_chosen()`, another field or event is in view; `settle_requested()`, Enter;
    `fold_requested()`; `moved()`, other events are in sight; `left()`, Escape."""

    cell_chosen = Signal()
    settle_requested = Signal()
    fold_requested = Signal()
    moved = Signal()
    left = Signal()

    def __init__(self, model: RowModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = model
        self.first = 0
        """The first event in sight."""
        self.fits = 1
        """How many events there is room for."""
        self._event = 0
        self.setObjectName("incidents.table")
        self.setAccessibleName(self.tr("What each event says, and what the incident has"))
        self.setHorizontalHeader(_Head(self))
        self.setModel(model)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Cells(self))
        slim(self)
        self.selectionModel().currentChanged.connect(self._on_current)
        self.clicked.connect(lambda index: self.fold_requested.emit() if model.is_fold(index.row()) else None)
        self.doubleClicked.connect(lambda index: self.settle_requested.emit() if model.row_at(index.row()) else None)
        quieten(self)

    @property
    def at(self) -> int:
        """The event in view, by its place."""
        return min(self._event, max(self.rows.events - 1, 0))

    def current(self) -> Row | None:
        """The row in view."""
        return self.rows.row_at(self.currentIndex().row())

    def show_event(self, at: int) -> None:
        """Goes to an event, and brings its column into sight."""
        if not 0 <= at < self.rows.events:
            return
        changed, self._event = at != self._event, at
        if not self.first <= at < self.first + self.fits:
            self.scroll_to(at if at < self.first else at - self.fits + 1)
        self.viewport().update()
        self.horizontalHeader().viewport().update()
        if changed:
            self.cell_chosen.emit()

    def show_line(self, line: int) -> None:
        """Goes to a line."""
        if 0 <= line < self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(line, self.at + 1))
            self.scrollTo(self.rows.index(line, 0))

    def scroll_to(self, first: int) -> None:
        """Shows the events from one on."""
        first = max(0, min(first, self.rows.events - self.fits))
        if first != self.first:
            self.first = first
            self.arrange()

    def arrange(self) -> None:
        """Which events are in sight, widths, heights, and the heads that go across."""
        events, width = self.rows.events, self.viewport().width()
        if not events:
            self.moved.emit()
            return
        metrics = self.fontMetrics()
        field = min(metrics.averageCharWidth() * FIELD + 2 * ROOM, max(width // 4, 90))
        least = LEAST * metrics.averageCharWidth() + 2 * ROOM
        spare = max(width - field, 2 * least)
        self.fits = max(1, min(events, int((spare - 1.4 * least) / least)))
        self.first = max(0, min(self.first, events - self.fits))
        each = int(spare / (self.fits + 1.4))
        self.clearSpans()
        self.setColumnWidth(0, field)
        for at in range(events):
            self.setColumnHidden(at + 1, not self.first <= at < self.first + self.fits)
            self.setColumnWidth(at + 1, each)
        self.setColumnWidth(events + 1, int(spare - self.fits * each))
        for line in range(self.rows.rowCount()):
            if self.rows.row_at(line) is None:
                self.setSpan(line, 0, 1, self.rows.columnCount())
        self.resizeRowsToContents()
        self.moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns share the width anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Another palette or size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            quieten(self)
        elif event.type() == QEvent.Type.FontChange and self.model() is not None:
            self.horizontalHeader().setFont(self.font())
            self.arrange()

    def keyboardSearch(self, search: str) -> None:
        """None: letters act."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Across, by whole events."""
        turned = event.angleDelta()
        across = turned.x() or (turned.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        if across:
            self.scroll_to(self.first + (-1 if across > 0 else 1))
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right go from event to event, Enter settles, Escape goes back to the list; all else is the table's."""
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.show_event(self.at + (-1 if key == Qt.Key.Key_Left else 1))
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.fold_requested if self.rows.is_fold(self.currentIndex().row()) else self.settle_requested).emit()
        elif plain and key == Qt.Key.Key_Escape:
            self.left.emit()
        elif plain and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(-1 if key == Qt.Key.Key_Up else 1)
        elif plain and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.show_event(0 if key == Qt.Key.Key_Home else self.rows.events - 1)
        else:
            super().keyPressEvent(event)

    def _on_current(self, now: QModelIndex, before: QModelIndex) -> None:
        """The row in view is shown whole, and the event of a click is in view."""
        for index in (before, now):
            if index.isValid():
                self.resizeRowToContents(index.row())
        if now.isValid() and 0 < now.column() <= self.rows.events:
            self._event = now.column() - 1
            self.horizontalHeader().viewport().update()
            self.viewport().update()
        self.cell_chosen.emit()

    def _step(self, by: int) -> None:
        """The next line that is no head."""
        line = self.currentIndex().row() + by
        while 0 <= line < self.rows.rowCount() and self.rows.row_at(line) is None and not self.rows.is_fold(line):
            line += by
        if 0 <= line < self.rows.rowCount():
            self.show_line(line)
        elif by < 0:
            self.scrollToTop()


class TableWithBar(QWidget):
    """The table, and below it a bar that moves the events where there are more than fit."""

    def __init__(self, model: RowModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = Table(model)
        self.bar = SlimBar(Qt.Orientation.Horizontal)
        self.bar.setObjectName("incidents.across")
        self.bar.setAccessibleName(self.tr("Which events are in sight"))
        self.bar.hide()
        self.bar.valueChanged.connect(self.table.scroll_to)
        self.table.moved.connect(self._follow)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.bar)
        self.setFocusProxy(self.table)

    def _follow(self) -> None:
        over = self.table.rows.events - self.table.fits
        self.bar.blockSignals(True)
        self.bar.setRange(0, max(over, 0))
        self.bar.setPageStep(self.table.fits)
        self.bar.setValue(self.table.first)
        self.bar.blockSignals(False)
        self.bar.setVisible(over > 0)


class _Head(QHeaderView):
    """Four lines a column: which event, of what day and whose, the source, and the article's title."""

    def __init__(self, table: Table) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(60)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.sectionPressed.connect(lambda section: table.show_event(section - 1))

    def sizeHint(self) -> QSize:
        """Four lines and room."""
        return QSize(100, 4 * self.fontMetrics().lineSpacing() + 10)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """One column's head."""
        model, palette = self.model(), self.palette()
        lines = model.headerData(logicalIndex, Qt.Orientation.Horizontal, LINES) or []
        painter.save()
        ground = palette.color(QPalette.ColorRole.Window)
        here = self._table.rows.events > 1 and logicalIndex == self._table.at + 1
        painter.fillRect(rect, self._table.palette().color(QPalette.ColorRole.Highlight) if here else ground)
        if 0 < logicalIndex <= self._table.rows.events:
            color = lane_color(logicalIndex - 1, is_dark(palette))
            painter.fillRect(QRect(rect.left(), rect.top() + 2, EDGE, rect.height() - 5), color)
        high, room = self.fontMetrics().lineSpacing(), rect.adjusted(ROOM, 4, -ROOM, -4)
        for at, told in enumerate(lines):
            font = QFont(self.font())
            font.setWeight(QFont.Weight.DemiBold if at == 0 else QFont.Weight.Normal)
            painter.setFont(font)
            painter.setPen(palette.color(QPalette.ColorRole.WindowText) if at != 1 else muted(palette))
            line = QRect(room.left(), room.top() + at * high, room.width(), high)
            shown = painter.fontMetrics().elidedText(told, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()


class _Cells(QStyledItemDelegate):
    """Draws answers on several lines; those that the incident has are tinted in their event's colour."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as its lines."""
        table = self.parent()
        assert isinstance(table, Table)
        line = QFontMetrics(table.font()).lineSpacing()
        if index.data(HEAD):
            return QSize(0, line + 8)
        font = QFont(table.font())
        font.setBold(index.column() == table.rows.columnCount() - 1)
        width = table.columnWidth(index.column()) - 2 * ROOM
        most = 0 if index.row() == table.currentIndex().row() else MOST_LINES
        lines = len(lines_of(str(index.data() or ""), font, width, most)) if not table.isColumnHidden(index.column()) else 1
        return QSize(0, (max(lines, 1) + bool(index.data(BELOW))) * line + 8)

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
        row, column, events = index.data(ROW), index.column(), table.rows.events
        assert isinstance(row, Row)
        if chosen:
            painter.fillRect(rect, palette.color(QPalette.ColorRole.Highlight))
        text = palette.color(QPalette.ColorRole.Text)
        font = QFont(table.font())
        if 0 < column <= events:
            text = self._paint_event(painter, rect, table, row, column - 1)
        elif column > events:
            font.setBold(row.differs and not row.derived)
            self._paint_incident(painter, rect, palette, row)
        room, metrics = rect.adjusted(ROOM, 4, -ROOM, -4), QFontMetrics(font)
        below = str(index.data(BELOW) or "")
        fit = max(room.height() // metrics.lineSpacing() - bool(below), 1)
        told = lines_of(str(index.data() or ""), font, room.width(), fit)
        painter.setFont(font)
        painter.setPen(text)
        draw_lines(painter, room.left(), room.top(), room.width(), told)
        if below:
            painter.setFont(table.font())
            painter.setPen(severity_color("warning", is_dark(palette)) if row.tied else muted(palette))
            foot = QRect(room.left(), room.top() + len(told) * metrics.lineSpacing(), room.width(), metrics.lineSpacing())
            said = f"⚠ {below}" if row.tied else f"✓ {below}" if row.settled else below
            painter.drawText(foot, 0, painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, foot.width()))
        painter.setPen(blend(palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Mid), 0.5))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if chosen and column == table.at + 1 and events > 1 and table.hasFocus():
            painter.setPen(palette.color(QPalette.ColorRole.Accent))
            painter.drawRect(rect.adjusted(0, 0, -1, -2))
        painter.restore()

    @staticmethod
    def _paint_event(painter: QPainter, rect: QRect, table: Table, row: Row, at: int) -> QColor:
        """The event's colour where the incident has its answer; gives the colour of its words."""
        palette, sheet = table.palette(), table.rows.sheet
        assert sheet is not None
        out = sheet.columns[at].event in table.rows.out
        if row.is_from(at) and not out:
            color = lane_color(at, is_dark(palette))
            painter.fillRect(rect.adjusted(0, 0, 0, -1), tint(color, palette, 0.22))
            painter.fillRect(rect.left(), rect.top() + 2, EDGE, rect.height() - 5, color)
        quiet = out or row.said[at] is None or row.derived
        return muted(palette) if quiet else palette.color(QPalette.ColorRole.Text)

    @staticmethod
    def _paint_incident(painter: QPainter, rect: QRect, palette: QPalette, row: Row) -> None:
        edge = palette.color(QPalette.ColorRole.Text)
        if row.tied:
            edge = severity_color("warning", is_dark(palette))
            painter.fillRect(rect.adjusted(0, 0, 0, -1), tint(edge, palette, 0.12))
        painter.fillRect(rect.left(), rect.top() + 2, EDGE, rect.height() - 5, edge)
