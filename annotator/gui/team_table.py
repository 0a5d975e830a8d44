"""A list of the place Team: rows in columns, each with what it stands for, and the keys that lead on from a row.

Owns how such a list looks and which keys it knows, and how the words to find a row by, those in place of an empty list and
the text of the row chosen stand around it. What a row is and what is done with it are the panels'.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QFrame, QHeaderView, QLabel, QLineEdit, QTextBrowser, QTreeWidget, QTreeWidgetItem

from .colors import muted
from .fields.base import write_in
from .remark_rows import ENTER
from .slim_bar import slim
from .table_cells import HEAD, Cells

_THING = Qt.ItemDataRole.UserRole
WIDTHS = {"short": 110, "middle": 170}
"""Pixels of a column; any other takes what is left."""


class TeamTable(QTreeWidget):
    """Enter or a double click goes on (`went`), other keys named in `keys` are told by `pressed`, Escape is `left`."""

    chosen = Signal()
    went = Signal()
    pressed = Signal(int)
    left = Signal()

    def __init__(self, name: str, words: str, columns: Sequence[tuple[str, str]], keys: Sequence[Qt.Key] = ()) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(words)
        self._keys = set(keys)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setAllColumnsShowFocus(True)
        self.setItemDelegate(Cells(self))
        self.setHeaderLabels([title for title, _ in columns])
        slim(self)
        head = self.header()
        head.setStyleSheet(HEAD)
        head.setStretchLastSection(False)
        for place, (_, width) in enumerate(columns):
            stretched = width not in WIDTHS
            head.setSectionResizeMode(
                place, QHeaderView.ResizeMode.Stretch if stretched else QHeaderView.ResizeMode.Interactive
            )
            if not stretched:
                head.resizeSection(place, WIDTHS[width])
        self.currentItemChanged.connect(lambda _new, _old: self.chosen.emit())
        self.itemDoubleClicked.connect(lambda _item, _column: self.went.emit())

    def show_rows(self, rows: Sequence[tuple[Any, Sequence[str]]], kept: Any = None) -> None:
        """Lists things anew, each with its cells; the one that equals `kept` stays chosen, else the first is."""
        before = self.currentItem()
        at = self.indexOfTopLevelItem(before) if before is not None else 0
        with QSignalBlocker(self):
            self.clear()
            for thing, cells in rows:
                item = QTreeWidgetItem([" ".join(cell.split()) for cell in cells])
                item.setData(0, _THING, thing)
                for column, cell in enumerate(cells):
                    item.setToolTip(column, cell if len(cell) > 20 else "")
                self.addTopLevelItem(item)
            place = next((place for place, (thing, _) in enumerate(rows) if thing == kept), min(at, len(rows) - 1))
            if (chosen := self.topLevelItem(place)) is not None:
                self.setCurrentItem(chosen)
        self.chosen.emit()

    def current(self) -> Any:
        """What the chosen row stands for; None for no row."""
        item = self.currentItem()
        return item.data(0, _THING) if item is not None else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys that mean something here."""
        key = Qt.Key(event.key())
        if key in ENTER and self.currentItem() is not None:
            self.went.emit()
        elif key in self._keys and not event.modifiers():
            self.pressed.emit(int(key))
        elif key == Qt.Key.Key_Escape or (key == Qt.Key.Key_Up and self.currentItem() is self.topLevelItem(0)):
            self.left.emit()
        else:
            super().keyPressEvent(event)


def search_line(name: str, words: str) -> QLineEdit:
    """Words to find rows by, above the list."""
    made = QLineEdit()
    made.setObjectName(name)
    made.setPlaceholderText(words)
    made.setAccessibleName(words)
    made.setClearButtonEnabled(True)
    return made


def empty_label(name: str, palette: QPalette) -> QLabel:
    """What stands in the list's place where nothing is listed."""
    made = QLabel()
    made.setObjectName(name)
    made.setWordWrap(True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    write_in(made, muted(palette))
    return made


def row_in_full(name: str, words: str) -> QTextBrowser:
    """The row that is chosen, as rich text below the list."""
    made = QTextBrowser()
    made.setObjectName(name)
    made.setAccessibleName(words)
    made.setOpenLinks(False)
    made.setTabChangesFocus(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.document().setDocumentMargin(10)
    slim(made)
    return made
