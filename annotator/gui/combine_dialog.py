"""Combining the event in view with the next one: how they differ and what will stand, shown before it is done.

Owns the question only; whose answer stands is the matter of `project.combinations`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from ..codebook.model import title_of
from ..codebook.values import show
from ..project.combinations import Difference, differences
from .colors import is_dark, severity_color
from .slim_bar import slim
from .table_cells import HEAD
from .workspace import Focus, Workspace

if TYPE_CHECKING:
    from .window import Window


class CombineDialog(QDialog):
    """The fields on which two events differ, and what becomes of each."""

    def __init__(self, workspace: Workspace, focus: Focus, second: str, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("combine")
        self.setWindowTitle(self.tr("Combine two events"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._window, self._first, self._second = workspace, window, focus.event, second
        self.found = differences(workspace.project, self._first, second)
        self.about = QLabel(self._in_words())
        self.about.setObjectName("combine.about")
        self.about.setWordWrap(True)
        self.table = self._make_table()
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(self.tr("Combine"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("combine.yes")
        self.yes.setDefault(True)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(self.about)
        column.addWidget(self.table, 1)
        column.addWidget(buttons)
        self.table.setVisible(bool(self.found))
        self.resize(820, 400) if self.found else self.resize(440, self.sizeHint().height())

    def accept(self) -> None:
        """Combines; the first event stays in view."""
        if not self._workspace.combine_events(self._first, self._second):
            return
        super().accept()
        self._window.say(self.tr("The two events are one now; undo makes them two again."))

    def _in_words(self) -> str:
        given_up = sum(one.outcome == "kept" for one in self.found)
        if not self.found:
            return self.tr("Both events have the same answers. The next one is taken away, its evidence joins this one's.")
        words = self.tr("The next event becomes a part of this one. Evidence for what both say is kept.")
        if given_up == 1:
            return f"{words} {self.tr('One answer of the next event is given up.')}"
        return f"{words} {self.tr('{0} answers of the next event are given up.').format(given_up)}" if given_up else words

    def _make_table(self) -> QTreeWidget:
        made = QTreeWidget()
        made.setObjectName("combine.table")
        made.setAccessibleName(self.tr("Differences"))
        made.setRootIsDecorated(False)
        made.setWordWrap(True)
        made.setHeaderLabels([self.tr("Field"), self.tr("This event"), self.tr("Next event"), self.tr("What stands")])
        header = made.header()
        header.setStyleSheet(HEAD)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.ResizeToContents)
        slim(made)
        made.addTopLevelItems([self._row(one) for one in self.found])
        made.setCurrentIndex(made.model().index(0, 0))
        return made

    def _row(self, one: Difference) -> QTreeWidgetItem:
        outcome = {
            "kept": self.tr("this event's"), "filled": self.tr("the next one's"), "united": self.tr("both"),
            "drafted": self.tr("drafted anew"),
        }  # fmt: skip
        title = title_of(self._workspace.codebook.fields[one.field])
        item = QTreeWidgetItem([title, self._cell(one, one.first), self._cell(one, one.second), outcome[one.outcome]])
        for column in (1, 2):
            item.setToolTip(column, item.text(column))
        item.setToolTip(3, self._cell(one, one.combined))
        if one.outcome == "kept":
            item.setForeground(3, severity_color("warning", is_dark(self.palette())))
        return item

    def _cell(self, one: Difference, value: Any) -> str:
        field = self._workspace.codebook.fields[one.field]
        return " ".join(show(self._workspace.codebook, field, value, write="label").split()) or "–"
