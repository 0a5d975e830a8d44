"""The rows of an entry for Qt: under the heads of the form's sections, what differs first and what was agreed below.

Owns which lines are shown; what stands in them is the sheet's, how they are painted `adjudication_table`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ..project.adjudicated_events import alike
from . import adjudication_words as words
from . import headed_lines
from .adjudication_sheet import Entry, Row, Sheet
from .headed_lines import under_heads

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
"""The role that gives a line's `Row`, None for a head."""
BELOW = Qt.ItemDataRole.UserRole + 1
"""The role of the second line of a settled cell: whose it is and why."""
HEAD = Qt.ItemDataRole.UserRole + 2
"""The role of whether a line is a head: "section", "fold", or empty."""


class RowModel(QAbstractTableModel):
    """One line a field or head; first the field, then a column a coder, then what is settled."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sheet: Sheet | None = None
        self.at = 0
        self.folded = True
        self.reasons: Mapping[str, str] = {}
        self.rows: list[Row] = []
        self.lines: list[Row | str] = []
        """What is shown: rows, and heads by their words."""
        self._fold = -1

    @property
    def entry(self) -> Entry | None:
        """What is in view."""
        return self.sheet.entries[self.at] if self.sheet and self.at < len(self.sheet.entries) else None

    def show(self, sheet: Sheet | None, at: int, reasons: Mapping[str, str]) -> None:
        """Another entry, or the same anew."""
        self.beginResetModel()
        self.sheet, self.at, self.reasons = sheet, at, reasons
        self.rows = sheet.rows(at) if sheet and at < len(sheet.entries) else []
        self._line_up()
        self.endResetModel()

    def fold(self, folded: bool) -> None:
        """Hides what was agreed, or shows it."""
        self.beginResetModel()
        self.folded = folded
        self._line_up()
        self.endResetModel()

    def row_at(self, line: int) -> Row | None:
        """The row of a line, None for a head."""
        return headed_lines.row_at(self.lines, line)

    def line_of(self, field: str) -> int:
        """The line of a field, -1 where it is not shown."""
        return headed_lines.line_of(self.lines, field)

    def row_near(self, line: int) -> int:
        """The line of the row at or above a line, else of the first one below."""
        return headed_lines.line_near(self.lines, line)

    def next_open(self, behind: int) -> int:
        """The next line that waits for a decision, -1 for none."""
        return headed_lines.next_line(self.lines, behind, lambda row: row.waits)

    def is_fold(self, line: int) -> bool:
        """Whether a line is the head under which what was agreed stands."""
        return line == self._fold

    def _line_up(self) -> None:
        entry = self.entry
        alone = entry is not None and (entry.alone or entry.kind == "dropped")
        loud = [row for row in self.rows if not row.quiet or alone]
        quiet = [row for row in self.rows if row not in loud]
        self.lines, self._fold = under_heads(loud), -1
        if not quiet:
            return
        self._fold = len(self.lines)
        self.lines.append(self._fold_words(len(quiet), bool(loud)))
        if not self.folded or not loud:
            self.lines += under_heads(quiet)

    def _fold_words(self, count: int, foldable: bool) -> str:
        what = (
            self.tr("1 answer that all gave alike") if count == 1 else self.tr("{0} answers that all gave alike").format(count)
        )
        if self.entry is not None and self.entry.kind != "article" and not self.entry.sources:
            what = self.tr("{0} fields more").format(count)
        elif self.sheet is not None and len(self.sheet.lanes) == 1:
            what = self.tr("{0} answers").format(count)
        if not foldable:
            return what
        return f"▸ {what} (G)" if self.folded else f"▾ {what} (G)"

    # --- Qt ---------------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """A line a row or head."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The field, the lanes, what is settled."""
        return 0 if parent.isValid() else len(self.sheet.lanes) + 2 if self.sheet else 0

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Whose column it is, and by which key it is taken."""
        if orientation != Qt.Orientation.Horizontal or self.sheet is None:
            return None
        if role == Qt.ItemDataRole.ToolTipRole and 0 < section <= len(self.sheet.lanes):
            return self._about_lane(section - 1)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == 0:
            return self.tr("Field")
        if section > len(self.sheet.lanes):
            return self.tr("Settled")
        entry = self.entry
        swapped = entry is not None and section - 1 < len(entry.swapped) and entry.swapped[section - 1]
        return f"{section}  {self.sheet.lanes[section - 1].name}{'  ⇄' if swapped else ''}"

    def _about_lane(self, lane: int) -> str:
        assert self.sheet is not None
        name, entry = self.sheet.lanes[lane].name, self.entry
        if entry is not None and lane < len(entry.swapped) and entry.swapped[lane]:
            return self.tr(
                "{0} named the two sides the other way round. They are shown turned, so that like stands by like."
            ).format(name)
        return self.tr("{0}'s work; {1} takes the row in view from it.").format(name, lane + 1)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads are passed over, but for the one that folds."""
        if self.row_at(index.row()) is None and not self.is_fold(index.row()):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        sheet, entry = self.sheet, self.entry
        if not index.isValid() or sheet is None or entry is None:
            return None
        row, column = self.row_at(index.row()), index.column()
        if role == ROW:
            return row
        if row is None:
            if role == HEAD:
                return "fold" if self.is_fold(index.row()) else "section"
            words_of = str(self.lines[index.row()])
            return words_of if role == Qt.ItemDataRole.DisplayRole and column == 0 else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(sheet, entry, row, column, whole=role == Qt.ItemDataRole.ToolTipRole)
        if role == BELOW and column == len(sheet.lanes) + 1:
            return words.short(sheet, self.reasons, row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            whose = "" if column == 0 else f"{self.headerData(column, Qt.Orientation.Horizontal)}: "
            return f"{whose}{self._words(sheet, entry, row, column)} {self.data(index, BELOW) or ''}".strip()
        return None

    def _words(self, sheet: Sheet, entry: Entry, row: Row, column: int, *, whole: bool = False) -> str:
        if column == 0:
            return words.title(row, entry)
        if column > len(sheet.lanes):
            return words.settled(sheet, row)
        cell, lines = row.cells[column - 1], words.cell(sheet, row, column - 1).split("\n")
        if cell.mirrored:
            lines = [f"⇄ {one}" if one != words.NOTHING else one for one in lines]
        if row.is_from(column - 1):
            # Of several events of one coder, the answers that were settled on.
            lines = [
                f"✓ {one}" if not cell.more or alike([said, row.settled]) else one
                for one, said in zip(lines, cell.said, strict=True)
            ]  # fmt: skip
        said = "\n".join(lines)
        quotes = words.quotes(sheet, cell) if whole else ""
        return f"{said}\n{quotes}" if quotes else said
