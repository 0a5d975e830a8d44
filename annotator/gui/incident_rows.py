"""The rows of an incident for Qt: what the events say differently first, what they say alike folded away below.

Owns which lines are shown; what stands in them is the sheet's, how they are painted `incident_table`'s.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from . import headed_lines, keys
from . import incident_words as words
from .headed_lines import under_heads
from .incident_sheet import Row, Sheet, Told

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
"""The role that gives a line's `Row`, None for a head."""
BELOW = Qt.ItemDataRole.UserRole + 1
"""The role of the second line of the incident's cell: by which rule the value stands."""
HEAD = Qt.ItemDataRole.UserRole + 2
"""The role of whether a line is a head: "section", "fold", or empty."""
LINES = Qt.ItemDataRole.UserRole + 3
"""The role of the lines of a column's head."""


class RowModel(QAbstractTableModel):
    """One line a field or head; first the field, then a column an event, and last what the incident has."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sheet: Sheet | None = None
        self.folded = True
        self.out: frozenset[str] = frozenset()
        """The events of a candidate that are to be left out."""
        self._left_out: dict[str, frozenset[str]] = {}
        """The same of every candidate that was in view: it is not taken in again because another was looked at."""
        self.doubted: frozenset[str] = frozenset()
        self.lines: list[Row | str] = []
        self._fold = -1

    def show(self, sheet: Sheet | None, doubted: frozenset[str] = frozenset()) -> None:
        """Another incident, or the same anew."""
        self.beginResetModel()
        same = sheet is not None and self.sheet is not None and sheet.key == self.sheet.key
        self.sheet, self.doubted = sheet, doubted
        if not same:
            there = {one.event for one in sheet.columns} if sheet else set()
            self.out = self._left_out.get(sheet.key, frozenset()) & there if sheet else frozenset()
        self._line_up()
        self.endResetModel()

    def fold(self, folded: bool) -> None:
        """Hides what is said alike, or shows it."""
        self.beginResetModel()
        self.folded = folded
        self._line_up()
        self.endResetModel()

    def leave_out(self, event: str) -> None:
        """An event is left out of what is linked, or taken in again."""
        self.out ^= {event}
        if self.sheet is not None:
            self._left_out[self.sheet.key] = self.out
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
        if self.lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, self.columnCount() - 1))

    @property
    def events(self) -> int:
        """How many events are side by side."""
        return len(self.sheet.columns) if self.sheet else 0

    def row_at(self, line: int) -> Row | None:
        """The row of a line, None for a head."""
        return headed_lines.row_at(self.lines, line)

    def line_of(self, field: str) -> int:
        """The line of a field, -1 where it is not shown."""
        return headed_lines.line_of(self.lines, field)

    def line_near(self, line: int) -> int:
        """The line of the row at or above a line, else of the first one below."""
        return headed_lines.line_near(self.lines, line)

    def next_tie(self, behind: int) -> int:
        """The next line that waits to be settled, -1 for none."""
        return headed_lines.next_line(self.lines, behind, lambda row: bool(row.tied))

    def is_fold(self, line: int) -> bool:
        """Whether a line is the head under which what is said alike stands."""
        return line == self._fold and line >= 0

    def _line_up(self) -> None:
        rows = self.sheet.rows if self.sheet else ()
        loud = [row for row in rows if row.differs]
        quiet = [row for row in rows if not row.differs]
        self.lines, self._fold = under_heads(loud), -1
        if quiet:
            self._fold = len(self.lines)
            self.lines.append(self._fold_words(len(quiet)))
            if not self.folded:
                self.lines += under_heads(quiet)

    def _fold_words(self, count: int) -> str:
        if self.events == 1:
            what = self.tr("1 answer") if count == 1 else self.tr("{0} answers").format(count)
        elif count == 1:
            what = self.tr("1 field more: alike, or following from others")
        else:
            what = self.tr("{0} fields more: alike, or following from others").format(count)
        return f"{'▸' if self.folded else '▾'} {what} ({keys.shown('incidents_all')})"

    # --- Qt ---------------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """A line a row or head."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The field, the events, the incident."""
        return 0 if parent.isValid() or self.sheet is None else len(self.sheet.columns) + 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Which event it is, and from which article."""
        sheet = self.sheet
        if orientation != Qt.Orientation.Horizontal or sheet is None or not 0 <= section < self.columnCount():
            return None
        if section == 0:
            lines = [self.tr("Field"), "", "", ""]
        elif section > len(sheet.columns):
            count = words.count(len(sheet.columns) - len(self.out), self._articles(sheet))
            lines = [self.tr("Incident"), words.name(sheet), count, words.ties(len(sheet.ties))]
        else:
            lines = self._about(section - 1, sheet.columns[section - 1])
        if role == LINES:
            return lines
        if role == Qt.ItemDataRole.DisplayRole:
            return lines[0]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return "\n".join(filter(None, lines))
        return None

    def _articles(self, sheet: Sheet) -> int:
        return len({one.article for one in sheet.columns if one.event not in self.out})

    def _about(self, at: int, one: Told) -> list[str]:
        marks = ["⇄"] if one.swapped else []
        if one.event in self.out:
            marks.append(self.tr("left out"))
        elif one.event in self.doubted:
            marks.append(self.tr("⚠ little alike"))
        elif one.known_as:
            marks.append(one.known_as)
        elif not one.linked:
            marks.append(self.tr("not linked"))
        first = f"{at + 1}  {self.tr('article {0}').format(one.number)}"
        return [
            " · ".join([first, *marks]), " · ".join(filter(None, (one.date, one.coder))), one.source,
            " ".join(one.title.split()) or self.tr("(no title)"),
        ]  # fmt: skip

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads are passed over, but for the one that folds."""
        if self.row_at(index.row()) is None and not self.is_fold(index.row()):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        sheet = self.sheet
        if not index.isValid() or sheet is None:
            return None
        row, column = self.row_at(index.row()), index.column()
        if role == ROW:
            return row
        if row is None:
            if role == HEAD:
                return "fold" if self.is_fold(index.row()) else "section"
            told = str(self.lines[index.row()])
            return told if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) and column == 0 else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(sheet, row, column)
        if role == BELOW and column > len(sheet.columns):
            return words.below(sheet, row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._words(sheet, row, column) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            whose = "" if column == 0 else f"{self.headerData(column, Qt.Orientation.Horizontal)}: "
            return f"{whose}{self._words(sheet, row, column)} {self.data(index, BELOW) or ''}".strip()
        return None

    def _words(self, sheet: Sheet, row: Row, column: int) -> str:
        if column == 0:
            return row.title
        if column > len(sheet.columns):
            return words.value(sheet, row) or words.NOTHING
        return words.said(sheet, row, column - 1) or words.NOTHING
