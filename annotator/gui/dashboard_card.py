"""One plot of the dashboard with its title, a line about it, what can be chosen in it, and the same numbers as a table.

Owns the frame around a plot. What is shown comes as `dashboard_words.Shown`; what a bar leads to is the panel's.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..project.event_parts import cell
from .colors import blend, muted
from .cut_lines import Faint
from .dashboard_map import Circle, EventMap, circle_lines_of
from .dashboard_plots import Bars, Plot, Squares
from .dashboard_words import Shown
from .remark_rows import ENTER
from .slim_bar import slim
from .table_cells import HEAD, Cells, in_rows


class NumbersTable(QTableWidget):
    """The numbers of a plot. Ctrl+C copies what is chosen, or all, with the header; Enter asks for a line's events."""

    asked = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        in_rows(self)
        self.setFrameShape(QTableWidget.Shape.NoFrame)
        self.setItemDelegate(Cells(self))
        slim(self, both_ways=True)
        self.doubleClicked.connect(lambda index: self.asked.emit(index.row()))
        self._header: tuple[str, ...] = ()
        self._dress()

    def show_lines(self, header: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
        """Other numbers; thousands are separated to be read, and not where they are copied."""
        self._header = tuple(header)
        self.setColumnCount(len(header))
        self.setRowCount(len(lines))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column, name in enumerate(header):
            made = QTableWidgetItem(name)
            numeric = bool(lines) and all(_is_number(line[column]) for line in lines) and column > 0
            made.setTextAlignment(right if numeric else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            self.setHorizontalHeaderItem(column, made)
            for row, line in enumerate(lines):
                cell = QTableWidgetItem(f"{int(line[column]):,}" if numeric and line[column].isdigit() else line[column])
                cell.setData(Qt.ItemDataRole.UserRole, line[column])
                if numeric:
                    cell.setTextAlignment(right)
                self.setItem(row, column, cell)
        for column in range(1, len(header)):
            self.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        if header:
            self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        if lines:
            self.setCurrentCell(0, 0)

    def copied(self) -> str:
        """What Ctrl+C puts on the clipboard."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        if len(rows) < 2:  # a line is chosen always: one alone is not a wish
            rows = list(range(self.rowCount()))
        lines = ["\t".join(self._header)]
        for row in rows:
            cells = (self.item(row, column) for column in range(self.columnCount()))
            lines.append(
                "\t".join(" ".join(str(cell.data(Qt.ItemDataRole.UserRole)).split()) if cell else "" for cell in cells)
            )
        return "\n".join(lines) + "\n"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy and Enter, the rest is Qt's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.copied())
        elif event.key() in ENTER and self.currentRow() >= 0:
            self.asked.emit(self.currentRow())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Other colours or letters."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_header"):
            self._dress()

    def _dress(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.horizontalHeader().setStyleSheet("")
        self.horizontalHeader().setStyleSheet(HEAD)


class Card(QFrame):
    """`asked(filters)` and `only_asked(filters)` ask for the events behind a bar; `picture_requested(name)` for a picture of
    the plot, `said` says why nothing happens."""

    asked = Signal(object)
    only_asked = Signal(object)
    picture_requested = Signal(str)
    said = Signal(str)

    def __init__(self, name: str, plot: Plot | EventMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.plot, self.shown = name, plot, Shown()
        self.setObjectName(f"dashboard.card.{name}")
        self.title = QLabel()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setSizePolicy(self.title.sizePolicy().Policy.Ignored, self.title.sizePolicy().verticalPolicy())
        self.about = Faint(f"dashboard.{name}.about", cut=True)
        self.choice = QComboBox()
        self.choice.setObjectName(f"dashboard.{name}.choice")
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.choice.hide()
        self.as_table = self._button("table", self.tr("Table"), self.tr("Show as table: the numbers, to be read and copied"))
        self.as_table.setCheckable(True)
        self.picture = self._button("picture", self.tr("Picture…"), self.tr("Save picture: this plot as SVG or PNG"))
        self.table = NumbersTable(f"dashboard.{name}.numbers")
        self.pages = QStackedWidget()
        self.pages.addWidget(plot)
        self.pages.addWidget(self.table)
        self._lay_out()
        self.as_table.toggled.connect(self._turn)
        self.picture.clicked.connect(lambda _checked=False: self.picture_requested.emit(self.name))
        self.table.asked.connect(self._ask_line)
        if isinstance(plot, EventMap):
            self.pages.setMinimumHeight(220)
        plot.asked.connect(lambda what: self._ask(what, self.asked))
        plot.only_asked.connect(lambda what: self._ask(what, self.only_asked))
        self._dress()

    def show_plot(self, shown: Shown) -> None:
        """Shows other figures."""
        self.shown = shown
        self.title.setText(shown.title)
        self.title.setToolTip(shown.title)
        self.about.tell(shown.about)
        self.about.setVisible(bool(shown.about))
        plot = self.plot
        plot.title, plot.empty, plot.incidents = shown.title, shown.empty, shown.incidents
        if isinstance(plot, EventMap):
            plot.amounts = shown.header[3] if len(shown.header) > 3 else ""
            plot.show_spots(shown.spots)
        else:
            if isinstance(plot, Bars):
                plot.rest = shown.rest
            if isinstance(plot, Squares):
                plot.show_grid(shown.rows, shown.columns, shown.items)
            else:
                plot.show_items(shown.items, shown.key)
        self.table.setAccessibleName(shown.title)
        if self.as_table.isChecked():
            self._fill()

    def offer(self, name: str, entries: Sequence[tuple[str, str]], chosen: str) -> None:
        """What can be chosen in this plot: titles and what they stand for; hidden where that is one thing alone."""
        self.choice.setAccessibleName(name)
        self.choice.setToolTip(name)
        now = [(self.choice.itemText(at), self.choice.itemData(at)) for at in range(self.choice.count())]
        self.choice.blockSignals(True)
        if now != list(entries):
            self.choice.clear()
            for title, value in entries:
                self.choice.addItem(title, value)
        self.choice.setCurrentIndex(max(self.choice.findData(chosen), 0))
        self.choice.blockSignals(False)
        self.choice.setVisible(len(entries) > 1)

    def focus_plot(self) -> None:
        """The keyboard goes to the plot, or to its table."""
        self._page().setFocus(Qt.FocusReason.OtherFocusReason)

    def _page(self) -> QWidget:
        return self.table if self.pages.currentIndex() else self.plot

    def _turn(self, table: bool) -> None:
        held = self._page().hasFocus()
        if table:
            self._fill()
        self.pages.setCurrentIndex(int(table))
        if held:
            self.focus_plot()

    def _fill(self) -> None:
        lines = circle_lines_of(self.plot) if isinstance(self.plot, EventMap) else self.shown.lines
        self.table.show_lines(self.shown.header, lines)

    def _ask(self, what: object, signal: SignalInstance) -> None:
        if isinstance(what, int):
            filters = self.shown.filters[what] if what < len(self.shown.filters) else None
        else:
            assert isinstance(what, Circle)
            filters = (cell(what.south, what.west, what.size),)
        if filters is None:
            self.said.emit(self.tr("There is no event behind it."))
        else:
            signal.emit(filters)

    def _ask_line(self, row: int) -> None:
        if isinstance(self.plot, EventMap):
            self._ask(self.plot.circles[row], self.asked)
        elif row < len(self.shown.line_filters):
            self._ask(row, self.asked)

    def _button(self, name: str, title: str, tip: str) -> QToolButton:
        made = QToolButton()
        made.setObjectName(f"dashboard.{self.name}.{name}")
        made.setText(title)
        made.setToolTip(tip)
        made.setAccessibleName(tip)
        made.setAutoRaise(True)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return made

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.title, 1)
        for part in (self.choice, self.as_table, self.picture):
            head.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 8, 10)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.about)
        column.addSpacing(4)
        column.addWidget(self.pages, 1)
        QWidget.setTabOrder(self.as_table, self.picture)

    def changeEvent(self, event: QEvent) -> None:
        """Other colours or letters."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "pages"):
            self._dress()

    def _dress(self) -> None:
        font = self.font()
        font.setBold(True)
        if self.title.font() != font:
            self.title.setFont(font)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A sheet with a thin line around. No style sheet: letters and colours go through to the plot."""
        painter, palette = QPainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(blend(palette.color(QPalette.ColorRole.Base), muted(palette), 0.25))
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.end()


def _is_number(text: str) -> bool:
    try:
        float(text or "0")
    except ValueError:
        return False
    return True
