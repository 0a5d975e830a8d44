"""Combining the event in view with the next one: how they differ and what will stand, shown before it is done.

Owns the question only; whose answer stands is the matter of `project.combinations`.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from ..codebook.model import title_of
from ..codebook.values import show
from ..project.combinations import Difference, differences
from .colors import is_dark, severity_color
from .focus import Focus
from .slim_bar import slim
from .table_cells import HEAD, Cells
from .workspace import Workspace

if TYPE_CHECKING:
    from .window import Window


LONG = 24
"""Characters at the start of two texts that need not be shown twice."""


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
        self.yes.setFocus()
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
        made.setUniformRowHeights(True)
        made.setItemDelegate(Cells(made))
        made.setHeaderLabels([self.tr("Field"), self.tr("This event"), self.tr("Next event"), self.tr("What stands")])
        header = made.header()
        header.setStyleSheet(HEAD)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.ResizeToContents)
        slim(made)
        made.addTopLevelItems([self._row(one) for one in self.found])
        return made

    def _row(self, one: Difference) -> QTreeWidgetItem:
        outcome = {
            "kept": self.tr("this event's"), "filled": self.tr("the next one's"), "united": self.tr("both"),
            "drafted": self.tr("drafted anew"),
        }  # fmt: skip
        title = title_of(self._workspace.codebook.fields[one.field])
        texts = self._cell(one, one.first), self._cell(one, one.second)
        item = QTreeWidgetItem([title, *_from_where_they_differ(*texts), outcome[one.outcome]])
        for column, text in enumerate(texts, 1):
            item.setToolTip(column, text)
        item.setToolTip(3, self._cell(one, one.combined))
        if one.outcome == "kept":
            item.setForeground(3, severity_color("warning", is_dark(self.palette())))
        return item

    def _cell(self, one: Difference, value: Any) -> str:
        field = self._workspace.codebook.fields[one.field]
        return " ".join(show(self._workspace.codebook, field, value, write="label").split()) or "–"


def _from_where_they_differ(first: str, second: str) -> tuple[str, str]:
    """Two texts, without the words that both begin with where those are many."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
    start = first.rfind(" ", 0, same) + 1
    if start < LONG:
        return first, second
    return f"… {first[start:]}", f"… {second[start:]}"
