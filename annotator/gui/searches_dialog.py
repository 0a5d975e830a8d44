"""The log of searches in the window: a line a search, what they add up to, and the way to the form. For a lead only.

Owns the list and its buttons; what a search may say is `project.search_records`'s, refusals are shown as they come.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..errors import AnnotatorError
from ..project.search_records import SearchDraft, SearchRecord
from .colors import muted
from .fields.base import write_in
from .plain_parts import plain_button, plain_label
from .search_form import COUNTS, SearchForm
from .table_cells import Cells, keep_head
from .workspace import Workspace

UID = Qt.ItemDataRole.UserRole
_NUMBERS = (4, 5, 6)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _List(QTreeWidget):
    """The searches, with Enter to change one and Delete to remove it."""

    def __init__(self, change: Callable[[], None], remove: Callable[[], None]) -> None:
        super().__init__()
        self._change, self._remove = change, remove
        self.itemDoubleClicked.connect(lambda *_: change())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Delete are about the line chosen."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._change()
        elif event.key() == Qt.Key.Key_Delete:
            self._remove()
        else:
            super().keyPressEvent(event)


class SearchesDialog(QDialog):
    """The searches by the day they were made on."""

    def __init__(self, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("searches")
        self.setWindowTitle(self.tr("Log of searches"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace = workspace
        about = QLabel(self.tr(
            "Where the articles came from, as a release tells it. Leads alone see this; every change can be undone."
        ))  # fmt: skip
        about.setWordWrap(True)
        write_in(about, muted(self.palette()))
        self.list = self._make_list()
        self.totals = plain_label("searches.totals")
        self.said = plain_label("searches.said")
        self.add = plain_button("searches.add", self.tr("&Add…"), self._add)
        self.change = plain_button("searches.change", self.tr("&Change…"), self._change)
        self.remove = plain_button("searches.remove", self.tr("&Remove"), self._remove)
        row = QHBoxLayout()
        for one in (self.add, self.change, self.remove):
            row.addWidget(one)
        row.addStretch(1)
        close = QDialogButtonBox()
        close.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole).setObjectName("searches.close")
        close.rejected.connect(self.reject)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        for part in (about, self.list, self.totals, self.said):
            column.addWidget(part, 1 if part is self.list else 0)
        column.addLayout(row)
        line = self.fontMetrics().lineSpacing()
        self.resize(min(62 * line, window.width() - 40), min(26 * line, window.height() - 40))
        self.show_searches()
        (self.list if self.list.topLevelItemCount() else self.add).setFocus()

    def show_searches(self, at: str = "") -> None:
        """Reads the log anew; the same line, or the one `at`, is chosen."""
        chosen = at or self._uid()
        book = self._workspace.project.search_records
        self.list.clear()
        for one in book.all():
            item = self._line(one)
            self.list.addTopLevelItem(item)
            if one.uid == chosen or self.list.currentItem() is None:
                self.list.setCurrentItem(item)
        told = book.totals()
        if not told.searches:
            words = self.tr("No search is noted yet.")
        else:
            counts = [_count(getattr(told, name)) for name in COUNTS]
            words = self.tr("{0} searches: {1} hits, {2} retrieved, {3} of them duplicates.")
            if told.searches == 1:
                words = self.tr("One search: {1} hits, {2} retrieved, {3} of them duplicates.")
            words = words.format(f"{told.searches:,}", *counts)
            if told.untold:
                lacking = self.tr("{0} lack a number.") if told.untold != 1 else self.tr("One lacks a number.")
                words += " " + lacking.format(f"{told.untold:,}")
        self.totals.setText(words)
        self._enable()

    def _line(self, one: SearchRecord) -> QTreeWidgetItem:
        days = f"{one.first or '…'} – {one.last or '…'}" if one.first or one.last else ""
        cells = [one.made, one.name, " ".join(one.query.split()), days, *(_count(getattr(one, name)) for name in COUNTS)]
        item = QTreeWidgetItem([*cells, " ".join(one.note.split())])
        item.setData(0, UID, one.uid)
        for column, text in ((1, one.name), (2, one.query), (7, one.note)):
            item.setToolTip(column, text)
        for column in _NUMBERS:
            item.setTextAlignment(column, _RIGHT)
        return item

    def _uid(self) -> str:
        item = self.list.currentItem()
        return str(item.data(0, UID)) if item is not None else ""

    def _enable(self) -> None:
        free, there = not self._workspace.read_only, bool(self._uid())
        self.add.setEnabled(free)
        self.change.setEnabled(free and there)
        self.remove.setEnabled(free and there)

    # --- what the buttons do ------------------------------------------------------------------------------------------

    def _add(self) -> None:
        if uid := ask_search(self._workspace, SearchDraft(""), self):
            self._show(self.tr("The search is noted."), uid)

    def _change(self) -> None:
        if not self.change.isEnabled():
            return
        book, one = self._workspace.project.search_records, self._workspace.project.search_records.get(self._uid())
        draft = SearchDraft(**{field.name: getattr(one, field.name) for field in fields(SearchDraft)})
        form = SearchForm(draft, self.tr("Save"), _refusal(lambda said: book.change(one.uid, said)), self)
        if form.exec() == QDialog.DialogCode.Accepted:
            self._show(self.tr("Saved."), one.uid)

    def _remove(self) -> None:
        if not self.remove.isEnabled():
            return
        book, one = self._workspace.project.search_records, self._workspace.project.search_records.get(self._uid())
        wrong = _refusal(lambda _draft: book.remove(one.uid))(SearchDraft(""))
        self._show(wrong or self.tr("The search in {0} is out of the log; undo brings it back.").format(one.name))

    def _show(self, said: str, at: str = "") -> None:
        self.said.setText(said)
        self.show_searches(at)
        self.list.setFocus()

    # --- building -----------------------------------------------------------------------------------------------------

    def _make_list(self) -> QTreeWidget:
        made = _List(self._change, self._remove)
        made.setObjectName("searches.list")
        made.setAccessibleName(self.tr("Searches that articles came from"))
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setAlternatingRowColors(True)
        made.setHeaderLabels([
            self.tr("Made on"), self.tr("Database"), self.tr("Query"), self.tr("Days asked for"), self.tr("Hits"),
            self.tr("Retrieved"), self.tr("Duplicates"), self.tr("Note"),
        ])  # fmt: skip
        made.setItemDelegate(Cells(made))
        keep_head(made)
        head = made.header()
        head.setStretchLastSection(False)
        for column in range(8):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
        made.setColumnWidth(1, 22 * self.fontMetrics().averageCharWidth())
        for column in (2, 7):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        for column in _NUMBERS:
            made.headerItem().setTextAlignment(column, _RIGHT)
        made.currentItemChanged.connect(lambda *_: self._enable())
        return made


def ask_search(workspace: Workspace, draft: SearchDraft, parent: QWidget) -> str:
    """Asks about a new search and notes it; gives its uid, empty where the person went back."""
    made: list[str] = []
    keep = _refusal(lambda said: made.append(workspace.project.search_records.add(said)))
    SearchForm(draft, QCoreApplication.translate("searches", "Note it"), keep, parent).exec()
    return made[0] if made else ""


def _refusal(work: Callable[[SearchDraft], object]) -> Callable[[SearchDraft], str]:
    """Work that says why it could not be done, and nothing where it could."""

    def tried(draft: SearchDraft) -> str:
        try:
            work(draft)
        except AnnotatorError as error:
            return str(error)
        return ""

    return tried


def _count(count: int | None) -> str:
    return "–" if count is None else f"{count:,}"
