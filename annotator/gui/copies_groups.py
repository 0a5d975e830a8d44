"""The groups of copies in a list: how many articles, how alike, a title, and which are in doubt. Knows no deeds.

Of ten thousand groups those are read that are looked at: titles come in pages.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from ..project.copies import CopyGroup
from . import copies_words as words
from .colors import is_dark, severity_color
from .table_cells import Cells, keep_head

PAGE = 64
"""Groups whose titles are read together: about two screens."""
NARROW = 34
"""Letters of a column, at most, that holds no title."""
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
Titles = Callable[[Sequence[int]], Mapping[int, str]]
"""Of some articles, by number, their titles."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("copies", text)


class GroupLines(QAbstractTableModel):
    """The groups listed; a title is read when it is asked for."""

    def __init__(self, titles: Titles, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles = titles
        self._pages: dict[int, dict[int, str]] = {}
        self._once: set[int] = set()
        self.groups: list[CopyGroup] = []
        self.palette = QPalette()

    def show(self, groups: Sequence[CopyGroup], once: Collection[int]) -> None:
        """Lists groups; `once` are those of which one article is coded, by their lowest number."""
        self.beginResetModel()
        self.groups, self._once = list(groups), set(once)
        self._pages.clear()
        self.endResetModel()

    def put(self, row: int, groups: Sequence[CopyGroup], once: Collection[int]) -> None:
        """Other groups in the place of one: none, itself, or what is left of it."""
        self._once -= {self.groups[row].first}
        self._once |= set(once)
        same = len(groups) == 1
        if not same:
            self.beginRemoveRows(NOWHERE, row, row)
        self.groups[row : row + 1] = groups if same else []
        self._pages = {page: some for page, some in self._pages.items() if page < row // PAGE}
        if same:
            self.dataChanged.emit(self.index(row, 0), self.index(row, 2))
            return
        self.endRemoveRows()
        if groups:
            self.beginInsertRows(NOWHERE, row, row + len(groups) - 1)
            self.groups[row:row] = groups
            self.endInsertRows()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many groups are listed."""
        return 0 if parent.isValid() else len(self.groups)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Articles, likeness, title."""
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The names of the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (_tr("Articles"), _tr("Alike"), _tr("Title"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        group, column = self.groups[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            if column == 2:
                return " ".join(self._title(index.row()).split())
            count = words.count(len(group.members), once=group.first in self._once, in_doubt=group.in_doubt)
            return count if column == 0 else words.alike(_least(group))
        if role == Qt.ItemDataRole.AccessibleTextRole and column == 0:
            return words.count_aloud(len(group.members), once=group.first in self._once, in_doubt=group.in_doubt)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._title(index.row()) if column == 2 else words.doubt(group) if group.in_doubt else None
        if role == Qt.ItemDataRole.ForegroundRole and column == 0 and group.in_doubt:
            return severity_color("warning", is_dark(self.palette))
        return None

    def _title(self, row: int) -> str:
        page = row // PAGE
        if page not in self._pages:
            some = self.groups[page * PAGE : (page + 1) * PAGE]
            titles = self._titles([one.number for group in some for one in group.members])
            self._pages[page] = {
                group.first: next(filter(None, (titles[one.number] for one in group.members)), "") for group in some
            }
        return self._pages[page][self.groups[row].first]


def _least(group: CopyGroup) -> float | None:
    return min((one.likeness for one in group.members if one.likeness is not None), default=None)


class GroupList(QTreeView):
    """The groups at the left. One of them is chosen."""

    chosen = Signal()
    """Another group is in view, or none."""

    def __init__(self, titles: Titles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("copies.groups")
        self.setAccessibleName(self.tr("Groups of copies"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setItemDelegate(Cells(self))
        self.lines = GroupLines(titles, self)
        self.setModel(self.lines)
        self._quiet = False
        self.selectionModel().currentChanged.connect(self._on_current)
        keep_head(self)
        self.header().setStretchLastSection(False)
        self.header().setMaximumSectionSize(NARROW * self.fontMetrics().averageCharWidth())
        self.header().setResizeContentsPrecision(PAGE)
        for column in range(3):
            mode = QHeaderView.ResizeMode.Stretch if column == 2 else QHeaderView.ResizeMode.ResizeToContents
            self.header().setSectionResizeMode(column, mode)

    @property
    def group(self) -> CopyGroup | None:
        """The group chosen."""
        row = self.row
        return self.lines.groups[row] if 0 <= row < len(self.lines.groups) else None

    @property
    def row(self) -> int:
        """Where it stands, -1 for nowhere."""
        return self.currentIndex().row()

    def show_groups(self, groups: Sequence[CopyGroup], once: Collection[int]) -> bool:
        """Lists groups; the same one stays chosen, else what took its place is. Gives whether it is the same. Nothing is
        emitted."""
        before, row = self.group, self.row
        there = next((at for at, one in enumerate(groups) if before is not None and one.first == before.first), None)
        self._quiet = True
        self.lines.palette = self.palette()
        self.lines.show(groups, once)
        self._choose(max(row, 0) if there is None else there)
        self._quiet = False
        return there is not None

    def put(self, groups: Sequence[CopyGroup], once: Collection[int]) -> None:
        """Other groups in the place of the one chosen. Nothing is emitted."""
        row = self.row
        self._quiet = True
        self.lines.put(row, groups, once)
        self._choose(row)
        self._quiet = False

    def step(self, by: int) -> None:
        """To another group, so many lines further."""
        if 0 <= self.row + by < len(self.lines.groups):
            self._choose(self.row + by)

    def _choose(self, row: int) -> None:
        row = min(row, len(self.lines.groups) - 1)
        self.setCurrentIndex(self.lines.index(row, 0) if row >= 0 else QModelIndex())

    def _on_current(self, _now: QModelIndex, _before: QModelIndex) -> None:
        if not self._quiet:
            self.chosen.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Another palette, other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "lines"):
            self.lines.palette = self.palette()
