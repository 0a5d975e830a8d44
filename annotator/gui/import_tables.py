"""The two tables of the import dialog: the first rows of a source as they come in, and the rows that were refused."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableWidget, QTableWidgetItem

from ..formats.articles.boilerplate import without
from ..formats.articles.mending import Mending, name_of
from ..formats.articles.repair import repaired
from ..formats.importing import Look
from ..project.articles import Refused
from .table_cells import in_rows

MOST_SHOWN = 2_000
LONGEST = 120
WIDEST = 260
_ALWAYS = ("title", "date", "source")


class _Table(QTableWidget):
    """Rows to read and to copy."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        in_rows(self)
        self.setAlternatingRowColors(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        copying = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        copying.setContext(Qt.ShortcutContext.WidgetShortcut)
        copying.activated.connect(self.copy_rows)

    def copy_rows(self) -> None:
        """Puts the chosen rows on the clipboard, cells divided by tabs."""
        rows = sorted({index.row() for index in self.selectedIndexes()})
        lines = ["\t".join(self._cell(row, column) for column in range(self.columnCount())) for row in rows]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _cell(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return item.text() if item else ""

    def _fill(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.setColumnCount(len(header))
        self.setHorizontalHeaderLabels(list(header))
        self.setRowCount(len(rows))
        for place, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(_one_line(text))
                if len(text) > 30:
                    item.setToolTip(text[:2000])
                self.setItem(place, column, item)
        self.resizeColumnsToContents()
        for column in range(len(header)):
            self.setColumnWidth(column, min(self.columnWidth(column), WIDEST))


class PreviewTable(_Table):
    """The first rows, with what becomes of each column over it."""

    def __init__(self) -> None:
        super().__init__("import.preview", "")
        self.setAccessibleName(self.tr("The first rows"))

    def show_rows(self, columns: Sequence[str], rows: Sequence[Mapping[str, str]], mapping: Mapping[str, str]) -> None:
        """`mapping` is part to column."""
        parts = {column: part for part, column in mapping.items()}
        header = [f"{column} → {parts[column]}" if parts.get(column, column) != column else column for column in columns]
        self._fill(header, [[row.get(column, "") for column in columns] for row in rows])
        self.horizontalHeader().setStretchLastSection(False)
        for column, name in enumerate(columns):
            font = self.font()
            font.setBold(name in parts)
            item = self.horizontalHeaderItem(column)
            if item is not None:
                item.setFont(font)

    def show_articles(self, rows: Sequence[Mapping[str, str]], titles: Mapping[str, str]) -> None:
        """Articles of files without columns: their parts by `titles`, those that none of them says left out, and the file."""
        shown = [part for part in titles if part != "text" and (part in _ALWAYS or any(row.get(part) for row in rows))]
        named = {"file": self.tr("File"), **{part: titles[part] for part in [*shown, "text"]}}
        self._fill(list(named.values()), [[row.get(part, "") for part in named] for row in rows])
        self.horizontalHeader().setStretchLastSection(True)
        for column in range(len(named)):
            if (item := self.horizontalHeaderItem(column)) is not None:
                item.setFont(self.font())


class RefusedTable(_Table):
    """Every refused row with its reason."""

    def __init__(self) -> None:
        super().__init__("import.refused", "")
        self.setAccessibleName(self.tr("Refused rows"))
        self._refused: list[Refused] = []

    def show_refused(self, refused: Sequence[Refused]) -> None:
        """Hidden where there are none."""
        self._refused = list(refused)
        header = [self.tr("File"), self.tr("Row"), self.tr("Column"), self.tr("Reason")]
        self._fill(header, [self._cells(one) for one in refused[:MOST_SHOWN]])
        self.horizontalHeader().setStretchLastSection(True)
        self.setVisible(bool(refused))

    def save(self, path: Path) -> str:
        """Writes all of them as CSV; gives what went wrong, empty for nothing."""
        try:
            with path.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream, lineterminator="\n")
                writer.writerow(["file", "row", "column", "reason"])
                writer.writerows(self._cells(one) for one in self._refused)
        except OSError as error:
            return self.tr("{0} cannot be written: {1}.").format(path.name, error.strerror)
        return ""

    def _cells(self, one: Refused) -> list[str]:
        return [one.file, str(one.row) if one.row is not None else "", one.column or "", one.reason]


def as_they_come(look: Look, mending: Mending) -> tuple[dict[str, str], ...]:
    """The rows of a look with what is done to articles on their way in. What no file says is shown where it has a column."""
    columns = {part: column for part, column in look.mapping.items() if column in look.columns}
    shown: list[dict[str, str]] = []
    for row in look.rows:
        row = dict(row)
        if mending.repair:
            row |= {
                columns[part]: repaired(row.get(columns[part], "")) for part in ("text", "title", "source") if part in columns
            }
        for part, value in (("source", mending.source), ("date", mending.date)):
            if value and part in columns and not row.get(columns[part]):
                row[columns[part]] = value
        if mending.title_from_name and "title" in columns and not row.get(columns["title"]):
            row[columns["title"]] = name_of(row.get("file", ""))
        if mending.drop and "text" in columns:
            source = row.get(columns["source"], "") if "source" in columns else mending.source
            row[columns["text"]] = without(row.get(columns["text"], ""), source, mending.drop)[0]
        shown.append(row)
    return tuple(shown)


def _one_line(text: str) -> str:
    line = " ".join(text[: LONGEST * 2].split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
