"""The queue: the coder's articles with their states, filters, a search over all texts, and the way to the next one.

Owns which article comes next. What the lines hold is in `queue_model`; what is shown of an article is for others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QSignalBlocker,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ..project import article_list
from ..project.articles import QueueRow
from ..project.care import Held
from ..project.codings import MAIN
from ..project.filtering import Filter
from ..project.history import Changes
from .article_filters import ArticleFilters
from .filters import FilterBar
from .flow_layout import FlowLayout
from .focus import Focus
from .held_back import next_to_do
from .queue_line import QueueLine, line_height
from .queue_model import QueueModel
from .round_choice import ClosedGate, RoundChoice
from .saved_filters_menu import SavedFiltersButton
from .slim_bar import slim
from .table_cells import in_rows
from .workspace import Workspace

TYPING_PAUSE = 150
"""Milliseconds after the last key before a search runs."""
STATES = ("", "todo", "open", "returned", "done", "approved", "relevant", "unsure")


class ArticleList(QTableView):
    """The list itself: Enter opens the article under the cursor."""

    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("articles")
        self.setAccessibleName(self.tr("Articles"))
        self.setFrameShape(QTableView.Shape.NoFrame)
        slim(self)
        in_rows(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setMinimumSectionSize(1)
        self.searching = False
        self._fit_lines()
        self.clicked.connect(lambda index: self.opened.emit(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; everything else moves as in any list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Lines keep two lines of text when the text grows."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "searching"):
            self._fit_lines()

    def show_found(self, searching: bool) -> None:
        """Gives lines room for the words around what a search found, or takes it back."""
        if searching != self.searching:
            self.searching = searching
            self._fit_lines()

    def _fit_lines(self) -> None:
        self.verticalHeader().setDefaultSectionSize(line_height(self.fontMetrics(), searching=self.searching))


class Queue(QWidget):
    """Search box, filter, count and list of the articles."""

    leaving = Signal()
    """Another article is about to be shown: what is being typed has to be saved now."""
    found = Signal(object)
    """An article was opened from a search: the pattern of its words; None when the search is taken back."""

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("queue")
        self._workspace, self._focus = workspace, focus
        self._last_event: dict[str, str] = {}
        self._stale = False
        self.passed_over: Held = ""
        """Why articles were left out on the way to the last next one."""
        self.model = QueueModel(workspace, self)
        self._search = self._make_search()
        self._state = self._make_filter()
        self.filters = FilterBar(ArticleFilters(workspace, self), narrow=True)
        self.filters.setObjectName("queue.filters")
        self.filter_button = QPushButton(self.tr("Filter"))
        self.filter_button.setObjectName("queue.filter")
        self.filter_button.setCheckable(True)
        self.saved_button = SavedFiltersButton(workspace, "articles", self._saved_now, self.use_filter)
        self._count = QLabel()
        self._count.setWordWrap(True)
        self._count.setAccessibleName(self.tr("Place in the queue"))
        self.list = ArticleList()
        self._line = QueueLine(self.list)
        self.rounds = RoundChoice(workspace)
        self.gate = ClosedGate(workspace)
        self.gate.left.connect(lambda: self.list.setFocus(Qt.FocusReason.OtherFocusReason))
        self._pages = QStackedWidget()
        self._lay_out()
        self.model.reload()
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._line)
        self.list.opened.connect(self._open_row)
        self.filters.changed.connect(self._run_search)
        self.filters.closed.connect(self._close_filters)
        self.filter_button.toggled.connect(self._toggle_filters)
        self.model.listed.connect(self._on_listed)
        self.model.refused.connect(workspace.refused)
        workspace.changed.connect(self._on_changed)
        workspace.coder_changed.connect(self._on_coder)
        focus.article_changed.connect(self._on_article)
        focus.event_changed.connect(self._on_event)
        self._on_article(focus.article)

    # Moving --------------------------------------------------------------------------------------------------------

    def show_next(self) -> None:
        """The article behind the one in view; at the end nothing happens."""
        self._open_row(self._row_in_view() + 1)

    def show_previous(self) -> None:
        """The article before the one in view."""
        row = self._row_in_view()
        self._open_row(row - 1 if row >= 0 else 0)

    def show_next_to_do(self) -> bool:
        """The next article nobody began, from the end on to the start; False where none is left.

        Under filters only what they list counts: who filtered wants to work through that. A state or words alone do not
        narrow it, as the queue's own order is the order of work.
        """
        articles, mine = self._workspace.project.articles, self._workspace.in_view
        here = self.model.number_of(self._focus.article) if self._focus.article else 0
        if self.filters.filters:
            query = replace(self.model.query, filters=tuple(self.filters.filters))
            listed = article_list.ArticleList(self._workspace.project.table)
            number, self.passed_over = next_to_do(self._workspace, lambda after: listed.next_to_do(query, after), here)
        else:
            find = articles.next_to_do
            number, self.passed_over = next_to_do(self._workspace, lambda after: find(*mine, after=after), here)
        line = articles.queue_rows([number], *mine).get(number) if number else None
        if line is not None:
            self._show(line)
        return line is not None

    def _row_in_view(self) -> int:
        return self.model.row_of(self.model.number_of(self._focus.article)) if self._focus.article else -1

    def _open_row(self, row: int) -> None:
        if row == self.model.rowCount() and self.model.canFetchMore(QModelIndex()):
            self.model.fetchMore(QModelIndex())
        line = self.model.article_at(row)
        if line is not None:
            self._show(line)
            if self._line.words is not None:
                self.found.emit(self._line.words)

    def _show(self, line: QueueRow) -> None:
        self.leaving.emit()
        events = [event.uid for event in self._workspace.events(line.uid)] if line.events else []
        last = self._last_event.get(line.uid, "")
        self._focus.show_article(line.uid, last if last in events else events[0] if events else "")

    def _on_event(self, uid: str) -> None:
        """Keeps which event was looked at, for when the article comes into view again."""
        if uid:
            self._last_event[self._focus.article] = uid

    # What is shown -------------------------------------------------------------------------------------------------

    def _on_article(self, uid: str) -> None:
        self._line.shown = uid
        row = self._row_in_view()
        if row >= 0:
            index = self.model.index(row, 0)
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)
        self.list.viewport().update()
        self._tell_count()

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters need wider buttons."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_line"):
            self._fit_buttons()

    def _fit_buttons(self) -> None:
        """No wider than their words: a narrow queue has room for one line of them."""
        for button, around in ((self.filter_button, 22), (self.saved_button, 38)):
            button.setMaximumWidth(self.fontMetrics().horizontalAdvance(button.text()) + around)

    def hideEvent(self, event: QHideEvent) -> None:
        """Lets go of what is being looked for: the project may be closed next."""
        super().hideEvent(event)
        self.model.stop()

    def _on_changed(self, changes: Changes) -> None:
        self._stale = self._stale or (changes.has("screening") and bool(self.model.state))
        before = self.model.rowCount()
        self.model.refresh(changes)
        if changes.has("assignment", "result", "round"):
            self._look_at_gate()
        if before != self.model.rowCount():
            self._on_article(self._focus.article)
        self._tell_count()

    def showEvent(self, event: QShowEvent) -> None:
        """Takes in what the first pass said while another place was in view."""
        super().showEvent(event)
        if self._stale:
            self._reload()

    def _on_coder(self) -> None:
        """Another coder, or another round: one that was given starts with an article of its own."""
        self._look_at_gate()
        self._reload()
        if self._workspace.round != MAIN and not self._workspace.looks_on and self._row_in_view() < 0:
            first = self.model.article_at(0)
            if not self.show_next_to_do() and first is not None:
                self._show(first)

    def _look_at_gate(self) -> None:
        self._pages.setCurrentWidget(self.gate if self.gate.stands() else self.list)

    def _reload(self) -> None:
        self._stale = False
        self.model.reload()
        self._on_article(self._focus.article)

    def _run_search(self) -> None:
        """Lists what the box and the filter ask for."""
        self._pause.stop()
        words = self._search.text().strip()
        self._line.words = _marking(words)
        if not words:
            self.found.emit(None)
        self.list.show_found(self._line.words is not None)
        self.model.show(STATES[self._state.currentIndex()], words, self.filters.filters)
        self._on_listed()

    def _on_listed(self) -> None:
        self._on_article(self._focus.article)
        if self._row_in_view() < 0:
            self.list.scrollToTop()

    # Filters -------------------------------------------------------------------------------------------------------

    def open_filters(self) -> None:
        """Opens the editor of filters with the keyboard in it."""
        if self.filter_button.isChecked():
            self.filters.open_editor()
        self.filter_button.setChecked(True)

    def use_filter(self, query: Mapping[str, Any]) -> None:
        """Lists what a saved filter says; what does not fit this codebook is passed over."""
        filters, state = query.get("filters"), query.get("state")
        self.filters.restore(
            [Filter(*one) for one in filters if isinstance(one, list) and len(one) == 3] if isinstance(filters, list) else []
        )
        with QSignalBlocker(self._state):
            self._state.setCurrentIndex(STATES.index(state) if state in STATES else 0)
        self._run_search()

    def _saved_now(self) -> Mapping[str, Any] | None:
        state = STATES[self._state.currentIndex()]
        if not self.filters.filters and not state:
            return None
        return {"filters": [[one.column, one.operator, one.value] for one in self.filters.filters], "state": state}

    def _toggle_filters(self, shown: bool) -> None:
        if shown:
            self.filters.open_editor()
        else:
            self.filters.close_editor()

    def _close_filters(self) -> None:
        self.filter_button.setChecked(False)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_count(self) -> None:
        if self.model.busy:
            self._count.setText(self.tr("Looking…"))
            return
        if self.model.words:
            count = self.model.rowCount()
            number = f"{count:,}+" if self.model.more_hits else f"{count:,}"
            self._count.setText(self.tr("1 found") if number == "1" else self.tr("{0} found, newest first").format(number))
            return
        done = self.tr("{0} done").format(f"{self.model.done:,}")
        if self.model.left_out:
            done += " · " + self.tr("{0} left out, as you asked").format(f"{len(self.model.left_out):,}")
        row, listed = self._row_in_view(), self.model.rowCount()
        if row >= 0:
            place = self.tr("article {0} of {1}").format(f"{row + 1:,}", f"{listed:,}")
        else:
            place = self.tr("1 article") if listed == 1 else self.tr("{0} articles").format(f"{listed:,}")
        self._count.setText(f"{place} · {done}")

    # Building ------------------------------------------------------------------------------------------------------

    def _make_search(self) -> QLineEdit:
        box = SearchBox()
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE)
        self._pause.timeout.connect(self._run_search)
        box.setPlaceholderText(self.tr("Search all articles"))
        box.setToolTip(self.tr('Words that stand anywhere in an article; "several words" together; begin* for beginnings'))
        box.textChanged.connect(lambda _text: self._pause.start())
        box.returnPressed.connect(self._open_first)
        box.cleared.connect(self._run_search)
        return box

    def _open_first(self) -> None:
        self._run_search()
        if self.model.rowCount():
            self._open_row(0)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_filter(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("queue.state")
        box.setAccessibleName(self.tr("Which articles"))
        box.addItems(
            [self.tr("All"), self.tr("To do"), self.tr("Open"), self.tr("Returned"), self.tr("Done"), self.tr("Approved"),
             self.tr("Relevant"), self.tr("Unsure")]
        )  # fmt: skip
        box.currentIndexChanged.connect(lambda _index: self._run_search())
        return box

    def _lay_out(self) -> None:
        asked = QWidget()
        asked.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        choices = FlowLayout(asked, spacing=4)
        for part in (self._state, self.filter_button, self.saved_button):
            choices.addWidget(part)
        self._fit_buttons()
        head = QVBoxLayout()
        head.setContentsMargins(8, 8, 8, 6)
        head.setSpacing(6)
        head.addWidget(self.rounds)
        head.addWidget(self._search)
        head.addWidget(asked)
        head.addWidget(self.filters)
        head.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.gate)
        column.addWidget(self._pages, 1)
        self._look_at_gate()
        self.setMinimumWidth(180)


class SearchBox(QLineEdit):
    """A line to search with; Esc empties it."""

    cleared = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("search")
        self.setAccessibleName(self.tr("Search all articles"))
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes the search back."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.cleared.emit()
            return
        super().keyPressEvent(event)


def _marking(words: str) -> re.Pattern[str] | None:
    """What of a title or text to mark for a search."""
    parts = [phrase or word for phrase, word in re.findall(r'"([^"]+)"|(\S+)', words)]
    wanted = [re.escape(part.rstrip("*")).replace(r"\ ", r"\s+") for part in parts if part.rstrip("*")]
    return re.compile(r"\b(?:" + "|".join(wanted) + ")", re.IGNORECASE) if wanted else None
