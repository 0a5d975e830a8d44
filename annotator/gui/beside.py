"""Another article beside the one in view: its text with the evidence of one event, and that event's answers against this one's.

Owns this window alone; what its buttons do is the panel's that opened it. It reads, and changes nothing.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..codebook.model import title_of
from ..codebook.values import is_empty, show
from ..project.articles import Article
from ..project.nearby import Nearby
from .colors import field_color, is_dark, muted, severity_color
from .fields.base import write_in
from .reader_marks import Layout, Mark, in_lanes
from .reader_page import Look, ReaderPage
from .slim_bar import slim
from .table_cells import HEAD, Cells
from .workspace import Workspace

NARROWEST = 460
"""Pixels; where the form has more, the window is as wide as the form."""


class Beside(QDialog):
    """Signals: `same()`, `different()` and `gone()`, asked for by key or button."""

    same = Signal()
    different = Signal()
    gone = Signal()

    def __init__(self, workspace: Workspace, event: str, one: Nearby, coder: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("beside")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Article {0}").format(one.number))
        self._workspace, self._book, self._over = workspace, workspace.codebook, parent
        article = workspace.project.articles.get(one.article)
        about = " · ".join(part for part in (one.date, one.source, coder) if part)
        self.page = self._make_page(article, one)
        self.table = self._make_table(event, one)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.page if article and article.text else self._label(self.tr("This article has no text here.")))
        parts.addWidget(self.table)
        parts.setChildrenCollapsible(False)
        parts.setSizes([320, 300] if article and article.text else [40, 580])
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addWidget(self._label(about))
        column.addWidget(self._label(" · ".join(reason.words for reason in one.alike.reasons)))
        column.addWidget(parts, 1)
        column.addLayout(self._make_buttons())

    def show_beside(self) -> None:
        """Shows it over the right of the window, where the form stands, whose answers it repeats."""
        room = self._over.window().geometry()
        reader_ends = self._over.mapToGlobal(self._over.rect().topRight()).x()
        wide = max(room.right() - reader_ends - 4, NARROWEST)
        self.setGeometry(room.right() - wide, room.top() + 56, wide, max(room.height() - 86, 360))
        self.show()
        self.activateWindow()
        (self.page if self.page.isVisible() else self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def _label(self, words: str) -> QLabel:
        made = QLabel(words)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setWordWrap(True)
        made.setVisible(bool(words))
        write_in(made, muted(self.palette()))
        return made

    def _make_page(self, article: Article | None, one: Nearby) -> ReaderPage:
        page = ReaderPage(self._look, lambda mark: title_of(self._book.fields[mark.field]) if self._known(mark) else "")
        page.setObjectName("beside.page")
        page.setAccessibleName(self.tr("The other article"))
        layout = Layout.of(article)
        page.show_layout(layout)
        evidence = self._workspace.project.evidence.of(one.event)
        page.set_marks(in_lanes([
            Mark(*layout.shown_span(quote), "mine", found.uid, one.event, found.field, found.item)
            for found in evidence for quote in found.spans
        ]))  # fmt: skip
        return page

    def _known(self, mark: Mark) -> bool:
        return mark.field in self._book.fields

    def _look(self, mark: Mark) -> Look:
        return Look(field_color(self._book, mark.field, is_dark(self.palette())))

    def _make_table(self, event: str, one: Nearby) -> QTreeWidget:
        made = QTreeWidget()
        made.setObjectName("beside.table")
        made.setAccessibleName(self.tr("Answers of both events"))
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setItemDelegate(Cells(made))
        made.setHeaderLabels([self.tr("Field"), self.tr("This event"), self.tr("That event")])
        header = made.header()
        header.setStyleSheet(HEAD)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        slim(made)
        mine, theirs = self._workspace.event(event).values, one.values
        for name, field in self._book.fields.items():
            here, there = mine.get(name), theirs.get(name)
            if is_empty(here) and is_empty(there):
                continue
            texts = [" ".join(show(self._book, field, value, write="label").split()) or "–" for value in (here, there)]
            item = QTreeWidgetItem([title_of(field), *texts])
            for column, text in enumerate(texts, 1):
                item.setToolTip(column, text)
            self._mark_difference(item, differs=here != there)
            made.addTopLevelItem(item)
        return made

    def _mark_difference(self, item: QTreeWidgetItem, *, differs: bool) -> None:
        """What differs is told by weight as well as colour; what is equal stands back."""
        bold = QFont(self.font())
        bold.setBold(differs)
        color = severity_color("warning", is_dark(self.palette())) if differs else muted(self.palette())
        for column in range(3):
            item.setForeground(column, color)
            item.setFont(column, bold)

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        for name, text, key, signal in (
            ("same", self.tr("The same happening (S)"), "S", self.same),
            ("different", self.tr("Not the same (D)"), "D", self.different),
            ("go", self.tr("Go there (G)"), "G", self.gone),
        ):
            button = QPushButton(text)
            button.setObjectName(f"beside.{name}")
            button.setAutoDefault(False)
            button.setEnabled(name == "go" or not self._workspace.locked)
            # A click and a key are the same; a button that is off has no key.
            button.clicked.connect(partial(self._ask, signal))
            if button.isEnabled():
                QShortcut(QKeySequence(key), self, partial(self._ask, signal))
            row.addWidget(button)
        row.addStretch(1)
        close = QPushButton(self.tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        row.addWidget(close)
        return row

    def _ask(self, signal: object, _checked: bool = False) -> None:
        signal.emit()  # type: ignore[attr-defined]
