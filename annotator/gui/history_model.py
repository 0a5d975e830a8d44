"""The rows of the history for Qt: a page at a time, as far as somebody scrolls.

Owns the pages that were read; knows no widget and no database. The order is the reader's, newest first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from .colors import muted
from .history_words import Told, titles

PAGE = 100
Index = QModelIndex | QPersistentModelIndex
Read = Callable[[int, "int | None"], list[Told]]
"""Gives the rows behind a key: how many at most, and the key of the last row before them (None at the start)."""


class HistoryModel(QAbstractTableModel):
    """One row a change, or a step. Rows that do not hold any more are struck out, and their state says so."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Told] = []
        self._read: Read = lambda _limit, _before: []
        self._more = False
        self._struck = QFont()
        self._struck.setStrikeOut(True)

    def show(self, read: Read) -> None:
        """Shows another history from its start."""
        self.beginResetModel()
        self._read = read
        self._rows = read(PAGE, None)
        self._more = len(self._rows) == PAGE
        self.endResetModel()

    def at(self, row: int) -> Told | None:
        """A row, None outside the list."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The rows read so far."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """When, who, what, from, to, state."""
        return 0 if parent.isValid() else len(titles())

    def canFetchMore(self, parent: Index) -> bool:
        """While the last page was full."""
        return not parent.isValid() and self._more

    def fetchMore(self, parent: Index) -> None:
        """The next page."""
        page = self._read(PAGE, self._rows[-1].key if self._rows else None)
        self._more = len(page) == PAGE
        if page:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(page) - 1)
            self._rows += page
            self.endInsertRows()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return titles()[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell; whole rows are told to screen readers, long values in tooltips."""
        row = self.at(index.row()) if index.isValid() else None
        if row is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return row.cells()[index.column()]
            case Qt.ItemDataRole.AccessibleTextRole:
                told = [f"{title}: {cell}" for title, cell in zip(titles(), row.cells(), strict=True) if cell]
                return ", ".join(told) if index.column() == 0 else row.cells()[index.column()]
            case Qt.ItemDataRole.FontRole if row.struck and index.column() < len(titles()) - 1:
                return self._struck
            case Qt.ItemDataRole.ForegroundRole if row.struck:
                return muted(QApplication.palette())
            case _:
                return None
