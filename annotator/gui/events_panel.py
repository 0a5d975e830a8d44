"""Place Events, tab Table: all events in a table, found by words and filters, ordered by a click, opened in place Code.

Owns which columns are seen and how the list is asked for. A coder sees only their own work, a lead everybody's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ..project.event_list import EventQuery
from ..project.filtering import PROBLEMS, Filter
from ..project.history import Changes
from .colors import is_dark, muted
from .event_model import FLAG, EventModel
from .fields.base import write_in
from .filters import FilterBar
from .focus import Focus
from .saved_filters_menu import SavedFiltersButton
from .slim_bar import slim
from .table_cells import HEAD, Cells, in_rows
from .workspace import Workspace

SEEN_AT_FIRST = 11
MOST_COPIED = 100_000
TYPING_PAUSE = 300
_WIDTHS = {FLAG: 30, "article": 68, "id": 96, "coder": 90, "state": 78, "date": 104, "number": 92, "code": 166, "long": 320}


class _Table(QTableView):
    """The table, with Enter and Ctrl+C."""

    opened = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, the rest is Qt's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)


class EventsPanel(QWidget):
    """The table of events. `open_requested(article_uid, event_uid)` asks for an event in place Code."""

    open_requested = Signal(str, str)

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._focus = workspace, focus
        self._stale, self._widths = True, dict[str, int]()
        self.model = EventModel(workspace, self)
        self.filters = FilterBar(self.model)
        self.filters.setObjectName("events.filters")
        self.search = QLineEdit()
        self.search.setObjectName("events.search")
        self.search.setPlaceholderText(self.tr("Find in notes and values"))
        self.search.setAccessibleName(self.tr("Find events by words in their notes and values"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(240)
        self.search.setMaximumWidth(320)
        self.count = QLabel()
        self.count.setObjectName("events.count")
        self.filter_button = QPushButton(self.tr("Filter"))
        self.filter_button.setObjectName("events.filter")
        self.filter_button.setCheckable(True)
        self.saved_button = SavedFiltersButton(workspace, "events", self._saved_now, self.use_filter)
        self.columns_button = QPushButton(self.tr("Columns"))
        self.columns_button.setObjectName("events.columns")
        self.columns_button.setAccessibleName(self.tr("Choose the columns that are seen"))
        self.columns_button.setMenu(QMenu(self.columns_button))
        self.empty = QLabel()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.table = self._make_table()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE)
        self._lay_out()
        self.setFocusProxy(self.table)
        self._connect()
        self.model.show_columns(self._usual_columns())
        self._size_columns()

    # What is listed ------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Lists what search and filters say, in the order chosen."""
        self._pause.stop()
        self._stale = False
        now = self.model.query
        self.model.ask(EventQuery(tuple(self.filters.filters), self.search.text().strip(), now.sort, now.descending))
        if self.model.busy:
            self.count.setText(self.tr("Looking…"))

    def sort_by(self, column: str, descending: bool = False) -> None:
        """Another order."""
        now = self.model.query
        self.model.query = EventQuery(now.filters, now.words, column, descending)
        self._show_order()
        self.ask()

    def use_filter(self, query: Mapping[str, Any]) -> None:
        """Lists what a saved filter says; what does not fit this codebook is passed over."""
        filters, words, sort = query.get("filters"), query.get("words"), query.get("sort")
        found = (
            [Filter(*one) for one in filters if isinstance(one, list) and len(one) == 3] if isinstance(filters, list) else []
        )
        self.filters.restore(found)
        self.search.setText(words if isinstance(words, str) else "")
        self.sort_by(sort if isinstance(sort, str) and sort in self.model.to_sort_by() else "", query.get("descending") is True)

    def _saved_now(self) -> Mapping[str, Any] | None:
        query = self.model.query
        if not self.filters.filters and not self.search.text().strip():
            return None
        return {
            "filters": [[one.column, one.operator, one.value] for one in self.filters.filters],
            "words": self.search.text().strip(), "sort": query.sort, "descending": query.descending,
        }  # fmt: skip

    def open_current(self) -> None:
        """Asks for the current line's event; another coder's cannot be worked on."""
        line = self.model.line(self.table.currentIndex().row())
        if line is None:
            return
        if line.coder != self._workspace.project.history.coder:
            self._workspace.refused.emit(self.tr("That event is another coder's; choose that coder to work on it."))
            return
        article = self._workspace.project.articles.by_number(line.article)
        if article is not None:
            self.open_requested.emit(article.uid, line.event)

    def copy_rows(self) -> None:
        """Puts the chosen lines on the clipboard, as a table with its header."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})[:MOST_COPIED]
        names = [name for name in self.model.visible if name != FLAG]
        lines = ["\t".join(self.model.title(name) for name in names)]
        for row in rows:
            if (line := self.model.line(row)) is not None:
                lines.append("\t".join(_one_cell(self.model.text(name, line.cells[name])) for name in names))
        if rows:
            QGuiApplication.clipboard().setText("\n".join(lines) + "\n")

    def save_state(self) -> dict[str, Any]:
        """Columns, their widths, order and filters, as JSON takes them."""
        self._remember_widths()
        query = self.model.query
        return {
            "columns": list(self.model.visible), "widths": dict(self._widths), "sort": query.sort,
            "descending": query.descending,
            "filters": [[one.column, one.operator, one.value] for one in self.filters.filters],
        }  # fmt: skip

    def restore_state(self, state: Mapping[str, Any]) -> None:
        """What `save_state` gave; what does not fit this codebook is passed over."""
        widths = state.get("widths")
        if isinstance(widths, dict):
            self._widths = {name: width for name, width in widths.items() if isinstance(width, int)}
        columns = state.get("columns")
        if isinstance(columns, list) and (known := [name for name in columns if name in (FLAG, *self.model.to_show())]):
            self.model.show_columns(known)
        filters = state.get("filters")
        if isinstance(filters, list):
            self.filters.restore([Filter(*one) for one in filters if isinstance(one, list | tuple) and len(one) == 3])
        sort = state.get("sort")
        if isinstance(sort, str) and (not sort or sort in self.model.to_sort_by()):
            self.model.query = EventQuery(sort=sort, descending=state.get("descending") is True)
        self._size_columns()
        self._show_order()
        self._refresh()

    def show_column(self, name: str, seen: bool) -> None:
        """Shows or hides one column; it comes where the codebook has it."""
        self._remember_widths()
        names = [one for one in self.model.visible if one != name]
        if seen:
            order = [FLAG, *self.model.to_show()]
            names = sorted([*names, name], key=order.index) if names == sorted(names, key=order.index) else [*names, name]
        if names:
            self.model.show_columns(names)
            self._size_columns()
            self._show_order()

    # Inside --------------------------------------------------------------------------------------------------------

    def _usual_columns(self) -> list[str]:
        """Problems, id, article and state, then what names an event and the questions asked first."""
        book = self._workspace.codebook
        every = {name: self.model.columns[name] for name in self.model.to_show()}
        short = [name for name, one in every.items() if one.field and not one.long]
        summed = [name for name in short if self.model.columns[name].field in book.summary]
        codes = [name for name in short if self.model.columns[name].kind == "code" and name not in summed]
        chosen = {*summed, *(codes if len(summed) < 4 else [])[: SEEN_AT_FIRST - 4]}
        chosen |= {name for name in short if name in ("event_type", "country")}
        several = len(self._workspace.project.coders.all()) > 1
        fixed = ["id", "article", *(["coder"] if several else []), "state"]
        return [FLAG, *fixed, *(name for name in short if name in chosen)]

    def _make_table(self) -> _Table:
        table = _Table()
        table.setObjectName("events")
        table.setAccessibleName(self.tr("Events"))
        table.setModel(self.model)
        in_rows(table)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAlternatingRowColors(True)
        table.setFrameShape(QTableView.Shape.NoFrame)
        slim(table, both_ways=True)
        table.setItemDelegate(Cells(table))
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        head = table.horizontalHeader()
        head.setStyleSheet(HEAD)
        head.setSectionsClickable(True)
        head.setMinimumSectionSize(28)
        head.setSortIndicatorShown(False)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        return table

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        for part in (self.search, self.filter_button, self.saved_button, self.columns_button):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.count)
        above = QVBoxLayout()
        above.setContentsMargins(0, 2, 0, 8)
        above.setSpacing(8)
        above.addLayout(head)
        above.addWidget(self.filters)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty, 1)
        self.empty.hide()
        self._fit_rows()

    def _connect(self) -> None:
        self.model.listed.connect(self._on_listed)
        self.model.refused.connect(self._workspace.refused)
        self.model.judging.connect(self._tell_judging)
        self.model.modelAboutToBeReset.connect(self._remember_place)
        self._workspace.changed.connect(self._on_changed)
        self._workspace.coder_changed.connect(self._refresh)
        self.filters.changed.connect(self.ask)
        self.filters.closed.connect(self._close_filters)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.search.returnPressed.connect(self.ask)
        self._pause.timeout.connect(self.ask)
        self.filter_button.toggled.connect(self._toggle_filters)
        self.columns_button.menu().aboutToShow.connect(self._fill_columns_menu)
        self.table.opened.connect(self.open_current)
        self.table.doubleClicked.connect(lambda _index: self.open_current())
        self.table.horizontalHeader().sectionClicked.connect(self._on_header)
        self.table.horizontalHeader().customContextMenuRequested.connect(self._header_menu)
        copying = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.table)
        copying.setContext(Qt.ShortcutContext.WidgetShortcut)
        copying.activated.connect(self.copy_rows)

    _kept_event = ""

    def _remember_place(self) -> None:
        line = self.model.line(self.table.currentIndex().row())
        self._kept_event = line.event if line else self._kept_event

    def _on_listed(self) -> None:
        found, total = len(self.model.numbers), self.model.total
        if found == total:
            words = self.tr("{0} events").format(f"{total:,}") if total != 1 else self.tr("1 event")
        else:
            words = self.tr("{0} of {1} events").format(f"{found:,}", f"{total:,}")
        self.count.setText(words)
        nothing = self.tr("No event is coded yet.") if not total else self.tr("No event agrees with search and filters.")
        self.empty.setText("" if found else nothing)
        self.empty.setVisible(not found)
        self.table.setVisible(bool(found))
        self._select(self._kept_event or self._focus.event)

    def _tell_judging(self, done: int, total: int) -> None:
        if total:
            self.count.setText(self.tr("Judging events: {0} of {1}…").format(f"{done:,}", f"{total:,}"))

    def _select(self, event: str) -> None:
        if not self.model.numbers:
            return
        self.model.line(0)
        row = max(self.model.row_of(event), 0)
        index = self.model.index(row, min(1, self.model.columnCount() - 1))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(index, flags)

    def _on_changed(self, changes: Changes) -> None:
        if changes.has("event", "coding", "article", "incident", "incident_link", "coder"):
            self._refresh()

    def _refresh(self) -> None:
        self._stale = True
        if self.isVisible():
            self.ask()

    def _on_header(self, section: int) -> None:
        """A first click sorts, a second turns the order round, a third goes back to the articles' order."""
        name, now = self._sorted_under(section), self.model.query
        if name == PROBLEMS and now.sort != name:
            self.sort_by(name, descending=True)  # what is wrong first
        elif name == PROBLEMS:
            self.sort_by("")
        elif now.sort != name:
            self.sort_by(name)
        elif not now.descending:
            self.sort_by(name, descending=True)
        else:
            self.sort_by("")

    def _sorted_under(self, section: int) -> str:
        """The column that a section sorts and filters by."""
        name = self.model.visible[section]
        return PROBLEMS if name == FLAG else name

    def _show_order(self) -> None:
        head, query = self.table.horizontalHeader(), self.model.query
        sort = FLAG if query.sort == PROBLEMS else query.sort
        # The narrow column of problems has no room for an arrow.
        shown = sort in self.model.visible and sort != FLAG
        head.setSortIndicatorShown(shown)
        if shown:
            way = Qt.SortOrder.DescendingOrder if query.descending else Qt.SortOrder.AscendingOrder
            head.setSortIndicator(self.model.visible.index(sort), way)

    def _header_menu(self, where: QPoint) -> None:
        section = self.table.horizontalHeader().logicalIndexAt(where)
        if section < 0:
            return
        name, seen = self._sorted_under(section), self.model.visible[section]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Sort up"), lambda: self.sort_by(name))
        menu.addAction(self.tr("Sort down"), lambda: self.sort_by(name, descending=True))
        menu.addAction(self.tr("Filter by {0}…").format(self.model.title(name)), lambda: self._filter_by(name))
        menu.addSeparator()
        menu.addAction(self.tr("Hide {0}").format(self.model.title(name)), lambda: self.show_column(seen, seen=False))
        menu.popup(self.table.horizontalHeader().mapToGlobal(where))

    def _filter_by(self, name: str) -> None:
        self.filter_button.setChecked(True)
        self.filters.open_editor(name)

    def _toggle_filters(self, shown: bool) -> None:
        if shown:
            self.filters.open_editor()
        else:
            self.filters.close_editor()

    def _close_filters(self) -> None:
        self.filter_button.setChecked(False)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_columns_menu(self) -> None:
        menu = self.columns_button.menu()
        menu.clear()
        for name in (FLAG, *self.model.to_show()):
            action = QAction(self.model.title(name).replace("&", "&&"), menu)
            action.setCheckable(True)
            action.setChecked(name in self.model.visible)
            action.toggled.connect(lambda seen, name=name: self.show_column(name, seen))
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(self.tr("The usual columns"), self._show_usual)

    def _show_usual(self) -> None:
        self._widths.clear()
        self.model.show_columns(self._usual_columns())
        self._size_columns()

    def _size_columns(self) -> None:
        head, measure = self.table.horizontalHeader(), self.fontMetrics()
        scale = measure.averageCharWidth() / 6.5
        for section, name in enumerate(self.model.visible):
            usual = _WIDTHS.get(name)
            if usual is None:
                column = self.model.columns[name]
                usual = _WIDTHS["long"] if column.long else _WIDTHS.get(column.kind, 150)
            title = measure.horizontalAdvance(self.model.title(name)) + 28 if name != FLAG else 0
            head.resizeSection(section, self._widths.get(name) or max(round(usual * scale), min(title, 200)))

    def _remember_widths(self) -> None:
        head = self.table.horizontalHeader()
        for section, name in enumerate(self.model.visible):
            if head.sectionSize(section):
                self._widths[name] = head.sectionSize(section)

    def _fit_rows(self) -> None:
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        self.model.wear(self.palette(), is_dark(self.palette()))
        head = self.table.horizontalHeader()
        head.setStyleSheet("")  # else the colours it was read with would stay
        head.setStyleSheet(HEAD)
        for label in (self.count, self.empty):
            write_in(label, muted(self.palette()))

    def showEvent(self, event: QShowEvent) -> None:
        """Looks again where something changed meanwhile."""
        super().showEvent(event)
        if self._stale:
            self.ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """Lets go of what is being looked for: the project may be closed next."""
        super().hideEvent(event)
        if self.model.busy:
            self._stale = True
        self._pause.stop()
        self.model.stop()

    def changeEvent(self, event: QEvent) -> None:
        """Another font or other colours."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange) and hasattr(self, "table"):
            self._fit_rows()


def _one_cell(text: str) -> str:
    return " ".join(text.split()) if any(sign in text for sign in "\t\r\n") else text
