"""Who changed what, when, from what to what: of a field, an event, an article, or the whole project.

Owns the choice of scope and the way to a row's place. The words are `history_words`', the pages `history_model`'s. A
coder sees the own steps alone, the lead everybody's.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
)

from ..codebook.model import title_of
from ..errors import AnnotatorError
from .colors import muted
from .fields.base import write_in
from .focus import Focus
from .history_model import HistoryModel, Read
from .history_words import HistoryWords, Told
from .plain_parts import plain_label
from .table_cells import in_rows
from .workspace import Workspace

if TYPE_CHECKING:
    from .window import Window

WIDTHS = (150, 90, 230, 210, 210)
"""Pixels of when, who, what, from, to. What is as wide as the dialog lets it be."""
WHAT = 2
STATE = 5


class HistoryDialog(QDialog):
    """The history around what is in view; Enter or a double click goes to a row's place."""

    def __init__(self, workspace: Workspace, focus: Focus, window: Window, owner: str = "") -> None:
        """`owner` is what the field in view is asked of, the event or coding, where that is not who works' own."""
        super().__init__(window)
        self._owner = owner
        self.setObjectName("history")
        self.setWindowTitle(self.tr("History"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._focus, self._window = workspace, focus, window
        self._words = HistoryWords(workspace)
        self._coder = "" if workspace.is_lead else workspace.project.coder.uid
        self.scope = QComboBox()
        self.scope.setObjectName("history.scope")
        self.scope.setAccessibleName(self.tr("History of what"))
        self.model = HistoryModel(self)
        self.table = self._make_table()
        self.foot = plain_label("history.foot")
        self.go = QPushButton(self.tr("&Go there"))
        self._lay_out()
        self._offer_scopes()
        self.scope.currentIndexChanged.connect(self._show_scope)
        self._show_scope()
        self.resize(1060, 560)
        self.table.setFocus()

    # --- what is shown ------------------------------------------------------------------------------------------------

    def _offer_scopes(self) -> None:
        """The nearest one first: what is in view says what there is to choose."""
        focus, book = self._focus, self._workspace.codebook
        field = {**book.fields, **book.article_fields}.get(focus.field)
        if field is not None and self._asked_of():
            self.scope.addItem(self.tr("This field: {0}").format(title_of(field)), "field")
        if focus.event:
            events = [one.uid for one in self._workspace.events(focus.article)]
            number = events.index(focus.event) + 1 if focus.event in events else 0
            self.scope.addItem(self.tr("This event: no. {0}").format(number) if number else self.tr("This event"), "event")
        article = self._workspace.article(focus.article)
        if article is not None:
            self.scope.addItem(self.tr("This article: no. {0}").format(article.number), "article")
        self.scope.addItem(self.tr("The whole project"), "project")

    def _asked_of(self) -> str:
        return self._owner or self._workspace.owner(self._focus)

    def _reader(self, scope: str) -> Read:
        project, focus, words, coder = self._workspace.project, self._focus, self._words, self._coder
        history, steps = project.place_history, project.history
        owner, field, event, article = self._asked_of(), focus.field, focus.event, focus.article
        readers: dict[str, Read] = {
            "field": lambda limit, before: words.of_changes(
                history.of_field(owner, field, limit=limit, before=before, coder=coder), field=field),
            "event": lambda limit, before: words.of_changes(
                history.of_event(event, limit=limit, before=before, coder=coder)),
            "article": lambda limit, before: words.of_changes(
                history.of_article(article, limit=limit, before=before, coder=coder), several=True),
            "project": lambda limit, before: words.of_steps(steps.steps(limit, before, coder=coder)),
        }  # fmt: skip
        return readers[scope]

    def _show_scope(self) -> None:
        scope = str(self.scope.currentData())
        self.model.show(self._reader(scope))
        some = self.model.rowCount() > 0
        if some:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self.go.setEnabled(some)
        if not some:
            self._say(self.tr("Nothing was changed here since it came in."))
        elif self._coder:
            self._say(self.tr("These are your own steps; the lead sees everybody's."))
        else:
            self._say(self.tr("Nothing is erased: what was undone stays here, struck out."))

    def _say(self, text: str) -> None:
        self.foot.setText(text)

    # --- going there --------------------------------------------------------------------------------------------------

    def _go(self) -> None:
        told = self.model.at(self.table.currentIndex().row())
        if told is None:
            return
        refusal = self._why_not(told)
        if refusal:
            self._say(refusal)
            return
        self.accept()
        self._window.look_at(told.place)

    def _why_not(self, told: Told) -> str:
        """Why there is no place to go to; empty where there is one."""
        if not told.place.get("article"):
            return self.tr("This step was about the whole project; it has no place of its own.")
        event = told.place.get("event", "")
        with suppress(AnnotatorError):
            coding = self._workspace.project.codings.get(self._workspace.event(event).coding) if event else None
            if coding is not None and coding.standing != "adjudicated" and coding.coder != self._workspace.project.coder.uid:
                return self.tr("That event is another coder's; choose that coder to work on it.")
        return ""

    # --- building -----------------------------------------------------------------------------------------------------

    def _make_table(self) -> QTableView:
        made = QTableView()
        made.activated.connect(lambda _index: self._go())
        made.setObjectName("history.table")
        made.setAccessibleName(self.tr("Changes, newest first"))
        made.setModel(self.model)
        in_rows(made)
        made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        made.setAlternatingRowColors(True)
        made.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 8)
        head = made.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(WIDTHS):
            head.resizeSection(column, width)
        head.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(STATE, QHeaderView.ResizeMode.ResizeToContents)
        return made

    def _lay_out(self) -> None:
        label = QLabel(self.tr("&Show"))
        label.setBuddy(self.scope)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(label)
        top.addWidget(self.scope)
        top.addStretch(1)
        write_in(self.foot, muted(self.palette()))
        self.go.setObjectName("history.go")
        self.go.setAutoDefault(False)
        self.go.clicked.connect(self._go)
        buttons = QDialogButtonBox()
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setObjectName("history.close")
        close.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        bottom = QHBoxLayout()
        bottom.addWidget(self.foot, 1)
        bottom.addWidget(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addLayout(bottom)
