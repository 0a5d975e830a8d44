"""A table of coders to choose from: a tick before each name, cells to write in, and cells that tell what would come of it.

Owns the widget alone; what its columns mean is its user's business.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from ..project.coders import Coder
from .slim_bar import slim
from .table_cells import HEAD, Cells

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MOST_ROWS = 8
"""Coders that are seen without scrolling."""


class CoderTable(QTableWidget):
    """One row a coder. `asked` names the columns to write in, `told` those behind them, which hold numbers."""

    edited = Signal()
    """A tick was set or taken, or a cell written."""

    def __init__(self, name: str, words: str, coders: Sequence[Coder], asked: Sequence[str], told: Sequence[str]) -> None:
        super().__init__(len(coders), 1 + len(asked) + len(told))
        self.setObjectName(name)
        self.setAccessibleName(words)
        self._coders, self._asked = list(coders), len(asked)
        slim(self)
        self.setHorizontalHeaderLabels([self.tr("Coder"), *asked, *told])
        self.horizontalHeader().setStyleSheet(HEAD)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().hide()
        self.setTabKeyNavigation(False)
        self.setShowGrid(bool(asked))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.SelectedClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        for row, coder in enumerate(coders):
            for column in range(self.columnCount()):
                self.setItem(row, column, self._cell(column, coder.name if not column else ""))
            self._at(row, 0).setToolTip("" if len(coder.name) < 24 else coder.name)
        for column in range(self.columnCount()):
            last = column > self._asked
            self.head(column).setTextAlignment(RIGHT if last else LEFT)
            mode = QHeaderView.ResizeMode.ResizeToContents if last else QHeaderView.ResizeMode.Stretch
            self.horizontalHeader().setSectionResizeMode(column, mode)
            if last:
                self.setItemDelegateForColumn(column, Cells(self))
        line = self.verticalHeader().defaultSectionSize()
        self.setMinimumHeight(line * (min(max(len(coders), 2), MOST_ROWS) + 1) + 12)
        self.setCurrentCell(0, 0)
        self.itemChanged.connect(lambda item: self.edited.emit() if item.column() <= self._asked else None)

    def _cell(self, column: int, words: str) -> QTableWidgetItem:
        cell = QTableWidgetItem(words)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not column:
            cell.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable)
            cell.setCheckState(Qt.CheckState.Unchecked)
        elif column <= self._asked:
            cell.setFlags(flags | Qt.ItemFlag.ItemIsEditable)
        else:
            cell.setFlags(flags)
            cell.setTextAlignment(RIGHT)
        return cell

    def tick(self, uids: Sequence[str]) -> None:
        """Chooses these coders and no others."""
        for row, coder in enumerate(self._coders):
            self._at(row, 0).setCheckState(Qt.CheckState.Checked if coder.uid in uids else Qt.CheckState.Unchecked)

    def ticked(self) -> list[str]:
        """The uids of those chosen."""
        return [
            coder.uid for row, coder in enumerate(self._coders) if self._at(row, 0).checkState() == Qt.CheckState.Checked
        ]  # fmt: skip

    def offer(self, uids: Sequence[str]) -> None:
        """Lets only these be chosen; the others' rows are hidden and their ticks gone."""
        for row, coder in enumerate(self._coders):
            self.setRowHidden(row, coder.uid not in uids)
            if coder.uid not in uids:
                self._at(row, 0).setCheckState(Qt.CheckState.Unchecked)

    def written(self, uid: str, column: int) -> str:
        """What stands in a coder's cell; columns count from 1."""
        return self._at(self._row(uid), column).text().strip()

    def write(self, uid: str, column: int, words: str) -> None:
        """Puts words into a coder's cell."""
        self._at(self._row(uid), column).setText(words)

    def tell(self, uid: str, numbers: Sequence[str]) -> None:
        """Fills a coder's last columns."""
        for column, words in enumerate(numbers, 1 + self._asked):
            self._at(self._row(uid), column).setText(words)

    def tell_nothing(self) -> None:
        """Empties everybody's last columns."""
        for coder in self._coders:
            self.tell(coder.uid, [""] * (self.columnCount() - 1 - self._asked))

    def head(self, column: int) -> QTableWidgetItem:
        """A column's head."""
        found = self.horizontalHeaderItem(column)
        assert found is not None
        return found

    def _at(self, row: int, column: int) -> QTableWidgetItem:
        found = self.item(row, column)
        assert found is not None
        return found

    def _row(self, uid: str) -> int:
        return next(row for row, coder in enumerate(self._coders) if coder.uid == uid)
