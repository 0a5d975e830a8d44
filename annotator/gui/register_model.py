"""The entries of a register for Qt: a page at a time from the project, as far as somebody scrolls.

Owns the columns and their words. What an entry is, and who may change it, is `project.register`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication

from ..codebook.model import CodeList
from ..formats.register_rows import sort_field
from ..project.register import ALIASES, Entry
from .colors import muted
from .workspace import Workspace

PAGE = 200
Index = QModelIndex | QPersistentModelIndex
COLUMNS = {
    "actors": ("name", "type", "country", "valid_from", "valid_to", "aliases", "state", "proposed_by"),
    "places": ("name", "country", "divisions", "point", "aliases", "state", "proposed_by"),
    "sources": ("name", "scale", "country", "aliases", "state", "proposed_by"),
}
WIDTHS = {
    "type": 150, "scale": 190, "country": 120, "valid_from": 88, "valid_to": 88, "divisions": 230, "point": 130, "aliases": 150,
    "state": 84, "proposed_by": 96,
}  # fmt: skip
"""Pixels of the columns; names take the rest."""


def _t(text: str) -> str:
    return QCoreApplication.translate("register", text)


def titles() -> Mapping[str, str]:
    """The words for the columns, and for the questions about an entry."""
    return {
        "name": _t("Name"), "type": _t("Type"), "scale": _t("Scale"), "country": _t("Country"), "valid_from": _t("From"),
        "valid_to": _t("To"), "divisions": _t("Divisions"), "point": _t("Point"), "aliases": _t("Also called"),
        "state": _t("State"), "proposed_by": _t("Proposed by"), "parent": _t("Belongs to"), "admin1": _t("First division"),
        "admin2": _t("Second division"), "admin3": _t("Third division"), "latitude": _t("Latitude"),
        "longitude": _t("Longitude"),
    }  # fmt: skip


def state_words() -> Mapping[str, str]:
    """The words for the states of an entry."""
    return {"proposed": _t("proposed"), "approved": _t("approved"), "refused": _t("refused")}


class RegisterModel(QAbstractTableModel):
    """The entries that fit a search and a state, by name."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._register = "actors"
        self._asked = ("", "")
        self._rows: list[Entry] = []
        self._more = False
        self._codes: CodeList | None = None
        self._coders: dict[str, str] = {}
        self.count = 0
        """How many entries there are in all."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the register shown."""
        return COLUMNS[self._register]

    def show(self, register: str, search: str, state: str) -> None:
        """Shows another choice of entries from its start."""
        book = self._workspace.project.registers.register(register)
        self.beginResetModel()
        self._register, self._asked = register, (search, state)
        sort = sort_field(self._workspace.codebook, register)
        self._codes = self._workspace.codebook.code_list(sort) if sort is not None else None
        known, mine = self._workspace.project.coders.everybody(), self._workspace.project.coder.uid
        # Who proposed what is not for other coders.
        self._coders = {one.uid: one.name for one in known if self._workspace.is_lead or one.uid == mine}
        self.count = book.count(search, state)
        self._rows = book.page(search, state, limit=PAGE)
        self._more = len(self._rows) < self.count
        self.endResetModel()

    def at(self, row: int) -> Entry | None:
        """A row, None outside the list."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, uid: str) -> int:
        """Where an entry stands, -1 where it is not among those read."""
        return next((row for row, entry in enumerate(self._rows) if entry.uid == uid), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The rows read so far."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """As many as the register has."""
        return 0 if parent.isValid() else len(self.columns)

    def canFetchMore(self, parent: Index) -> bool:
        """While there are rows behind those read."""
        return not parent.isValid() and self._more

    def fetchMore(self, parent: Index) -> None:
        """The next page."""
        book = self._workspace.project.registers.register(self._register)
        page = book.page(*self._asked, limit=PAGE, start=len(self._rows))
        self._more = len(page) == PAGE
        if page:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(page) - 1)
            self._rows += page
            self.endInsertRows()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return titles()[self.columns[section]]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell; what is refused stands back."""
        entry = self.at(index.row()) if index.isValid() else None
        if entry is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._cell(entry, self.columns[index.column()])
            case Qt.ItemDataRole.ToolTipRole:
                return self._about(entry) if index.column() == 0 else self._cell(entry, self.columns[index.column()])
            case Qt.ItemDataRole.AccessibleTextRole if index.column() == 0:
                told = ((titles()[column], self._cell(entry, column)) for column in self.columns)
                return ", ".join(f"{title}: {cell}" for title, cell in told if cell)
            case Qt.ItemDataRole.ForegroundRole if entry.state == "refused":
                return muted(QApplication.palette())
            case _:
                return None

    def _cell(self, entry: Entry, column: str) -> str:
        match column:
            case "type" | "scale":
                code = str(entry.values[column])
                return self._codes.label(code) if self._codes is not None and code else code
            case "divisions":
                return ", ".join(str(entry.values[name]) for name in ("admin3", "admin2", "admin1") if entry.values[name])
            case "point":
                latitude, longitude = entry.values["latitude"], entry.values["longitude"]
                return f"{latitude:.4f} {longitude:.4f}" if latitude is not None and longitude is not None else ""
            case "aliases":
                return ALIASES.join(entry.aliases)
            case "state":
                return state_words()[entry.state]
            case "proposed_by":
                return self._coders.get(entry.proposed_by, "")
            case _:
                return str(entry.values[column])

    def _about(self, entry: Entry) -> str:
        """What no column has room for."""
        parts = [entry.name]
        if entry.values.get("parent"):
            parts.append(_t("Belongs to {0}.").format(entry.values["parent"]))
        if entry.was:
            parts.append(_t("Was called {0}.").format(ALIASES.join(entry.was)))
        if entry.seen:
            parts.append(_t("Seen in events of {0}.").format(entry.seen))
        return "\n".join(parts)
