"""The releases so far: one line each, and what can be done with one: see what changed since, look into it, make it again.

Owns the list; the log is `project.releases`', making again `releases.release`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..project.releases import Release
from . import release_words as words
from .colors import muted
from .entered_views import EnteredTree
from .fields.base import write_in
from .plain_parts import plain_label
from .table_cells import Cells, keep_head
from .workspace import Workspace

NUMBER = Qt.ItemDataRole.UserRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ListPage(QWidget):
    """The releases, the newest first. `changes_requested(int)` and `again_requested(int)` name one by its number."""

    changes_requested = Signal(int)
    again_requested = Signal(int)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.list = EnteredTree()
        self.list.setObjectName("release.list")
        self.list.setAccessibleName(self.tr("Releases so far"))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAlternatingRowColors(True)
        self.list.setHeaderLabels([
            self.tr("Release"), self.tr("Made"), self.tr("Incidents"), self.tr("Events"), self.tr("Articles"),
            self.tr("Ids given"), self.tr("Texts"), self.tr("Licence"), self.tr("Codebook"),
        ])  # fmt: skip
        self.list.setItemDelegate(Cells(self.list))
        keep_head(self.list)
        head = self.list.header()
        head.setStretchLastSection(False)
        for column in range(9):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(7, QHeaderView.ResizeMode.Stretch)
        for column in (0, 2, 3, 4, 5):
            self.list.headerItem().setTextAlignment(column, _RIGHT)
        self.note = plain_label("release.list.note")
        write_in(self.note, muted(self.palette()))
        self.changes = self._button("changes", self.tr("Changes &since then"))
        self.details = self._button("details", self.tr("&Details…"))
        self.again = self._button("again", self.tr("&Make it again…"))
        self.changes.clicked.connect(lambda _checked=False: self.changes_requested.emit(self.number))
        self.details.clicked.connect(lambda _checked=False: self.show_details())
        self.again.clicked.connect(lambda _checked=False: self.again_requested.emit(self.number))
        self.list.entered_line.connect(self.show_details)
        self.list.itemDoubleClicked.connect(lambda _item, _column: self.show_details())
        self.list.currentItemChanged.connect(lambda *_: self._enable())
        row = QHBoxLayout()
        row.setSpacing(8)
        for one in (self.changes, self.details, self.again):
            row.addWidget(one)
        row.addStretch(1)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(4, 10, 4, 4)
        column_.setSpacing(8)
        column_.addWidget(self.list, 1)
        column_.addWidget(self.note)
        column_.addLayout(row)
        self.show_releases()

    @property
    def number(self) -> int:
        """The release that is chosen, 0 for none."""
        item = self.list.currentItem()
        return int(item.data(0, NUMBER)) if item is not None else 0

    def show_releases(self) -> None:
        """Reads the log anew."""
        self.list.clear()
        for one in reversed(self._workspace.project.releases.all()):
            item = QTreeWidgetItem(self._cells(one))
            item.setData(0, NUMBER, one.number)
            for column in (0, 2, 3, 4, 5):
                item.setTextAlignment(column, _RIGHT)
            item.setToolTip(7, str(one.options.get("licence", "")))
            self.list.addTopLevelItem(item)
        if (newest := self.list.topLevelItem(0)) is not None:
            self.list.setCurrentItem(newest)
        self.note.setText(
            self.tr("The project does not keep where a folder went; it keeps what makes the same folder again, byte for byte.")
            if self.list.topLevelItemCount() else self.tr("Nothing was released yet.")
        )  # fmt: skip
        self._enable()

    def _cells(self, one: Release) -> list[str]:
        counts, options = one.manifest.get("counts", {}), one.options
        numbers = [_number(counts.get(name)) for name in ("incidents", "events", "articles", "ids_given")]
        book = one.manifest.get("codebook", {})
        return [
            str(one.number), words.when(one.time), *numbers,
            words.texts(str(options.get("texts", "")), int(options.get("quote_limit", 0))), str(options.get("licence", "")),
            f"{book.get('name', '')} {book.get('version', '')}",
        ]  # fmt: skip

    def _enable(self) -> None:
        there = bool(self.number)
        for one in (self.changes, self.details, self.again):
            one.setEnabled(there)

    def show_details(self) -> None:
        """The manifest of the release that is chosen."""
        if self.number:
            DetailsDialog(self._workspace.project.releases.get(self.number), self).open()

    def _button(self, name: str, text: str) -> QPushButton:
        made = QPushButton(text)
        made.setObjectName(f"release.list.{name}")
        made.setAutoDefault(False)
        return made


class FileList(QTreeWidget):
    """The files of a release: how many rows, how large, and what each could not hold."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("release.files")
        self.setAccessibleName(self.tr("Files of the release"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setHeaderLabels([self.tr("File"), self.tr("Rows"), self.tr("Size"), self.tr("Could not hold")])
        self.setItemDelegate(Cells(self))
        keep_head(self)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.header().setStretchLastSection(True)
        for column in (1, 2):
            self.headerItem().setTextAlignment(column, _RIGHT)

    def show_files(self, manifest: Mapping[str, Any]) -> None:
        """Those a manifest names, and what stands beside them without a hash."""
        self.clear()
        for one in manifest.get("files", ()):
            rows = one.get("rows")
            cells = [one["name"], f"{rows:,}" if isinstance(rows, int) else "", words.size(one["bytes"]), words.lost(one)]
            self._add(cells)
        for name in manifest.get("renderings", ()):
            self._add([name, "", "", ""])

    def _add(self, cells: list[str]) -> None:
        item = QTreeWidgetItem(cells)
        item.setToolTip(3, cells[3])
        for column in (1, 2):
            item.setTextAlignment(column, _RIGHT)
        self.addTopLevelItem(item)


class DetailsDialog(QDialog):
    """The manifest of a release as a tree."""

    def __init__(self, release: Release, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("release_details")
        self.setWindowTitle(self.tr("Release {0}").format(release.number))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.tree = QTreeWidget()
        self.tree.setObjectName("release_details.tree")
        self.tree.setAccessibleName(self.tr("What the manifest of the release says"))
        self.tree.setHeaderLabels([self.tr("What"), self.tr("Says")])
        self.tree.setItemDelegate(Cells(self.tree))
        self.tree.setAlternatingRowColors(True)
        keep_head(self.tree)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self._fill(self.tree.invisibleRootItem(), release.manifest)
        for place in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(place)
            if item is not None and item.text(0) in ("codebook", "counts"):
                item.setExpanded(True)
        if (first := self.tree.topLevelItem(0)) is not None:
            self.tree.setCurrentItem(first)
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole).setObjectName("release_details.close")
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(self.tree, 1)
        column.addWidget(buttons)
        line = self.fontMetrics().lineSpacing()
        window = parent.window()
        self.resize(min(48 * line, window.width() - 40), min(34 * line, window.height() - 40))

    def _fill(self, under: QTreeWidgetItem, told: Any, name: str = "") -> None:
        if isinstance(told, Mapping):
            for key, value in cast("Mapping[str, Any]", told).items():
                self._add(under, str(key).replace("_", " "), value)
        elif isinstance(told, list):
            for at, value in enumerate(cast("list[Any]", told), start=1):
                title = str(cast("Mapping[str, Any]", value).get("name", at)) if isinstance(value, Mapping) else str(at)
                self._add(under, title, value)

    def _add(self, under: QTreeWidgetItem, name: str, value: Any) -> None:
        deep = isinstance(value, Mapping) or (isinstance(value, list) and any(isinstance(one, Mapping) for one in value))
        item = QTreeWidgetItem([name, _summary(value) if deep else _plain(value)])
        item.setToolTip(1, item.text(1))
        under.addChild(item)
        if deep:
            self._fill(item, value, name)


def _summary(value: Any) -> str:
    """What stands beside a line with others below it: of a file its size, of a list how many there are."""
    if isinstance(value, Mapping):
        size = cast("Mapping[str, Any]", value).get("bytes")
        return words.size(int(size)) if isinstance(size, int) else ""
    return f"{len(value):,}"


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, cast("list[Any]", value))) or "–"
    if isinstance(value, bool):
        return QCoreApplication.translate("release", "yes") if value else QCoreApplication.translate("release", "no")
    if isinstance(value, int):
        return f"{value:,}"
    return "–" if value in (None, "") else str(value)


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else "–"
