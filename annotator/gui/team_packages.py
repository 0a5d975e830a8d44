"""Tab Packages: for the lead who has which package and what came back; for a coder handing in and taking in; conflicts.

Owns what is listed. What is done is an action of the window, asked for by its name; conflicts are settled in
`conflict_dialog`.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from .. import settings as remembered
from ..project.conflicts import Conflict, open_conflicts
from ..project.history import Changes
from ..project.package_state import Out, out
from . import package_words as words
from .colors import muted
from .fields.base import write_in
from .focus import Focus
from .plain_parts import plain_label
from .shared_folder import folder_of
from .table_cells import HEAD, Cells
from .workspace import Workspace


class PackagesPanel(QWidget):
    """What went out and came back."""

    said = Signal(str)
    open_requested = Signal(str, str)
    action_requested = Signal(str)
    """An action of the window by its id."""

    def __init__(self, workspace: Workspace, _focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.conflicts_found: list[Conflict] = []
        self.about = self._words("packages.about")
        self.table = self._make_table()
        self.shared = self._words("packages.shared")
        self.title = QLabel()
        self.title.setObjectName("packages.conflicts.title")
        font = self.title.font()
        font.setWeight(font.Weight.DemiBold)
        self.title.setFont(font)
        self.conflicts = QListWidget()
        self.conflicts.setObjectName("packages.conflicts")
        self.conflicts.setItemDelegate(Cells(self.conflicts))
        self.conflicts.setAccessibleName(self.tr("Codings changed on both sides"))
        self.conflicts.itemActivated.connect(lambda _item: self.settle())
        self.settle_button = self._button("settle", self.tr("&Settle…"))
        self.settle_button.clicked.connect(self.settle)
        self.buttons = {
            name: self._button(name, text, action=True)
            for name, text in (
                ("make_packages", self.tr("&Make packages…")), ("bring_back", self.tr("&Bring work back…")),
                ("hand_in", self.tr("&Hand in…")), ("take_in", self.tr("&Take in an update…")),
                ("shared_folder", self.tr("Shared f&older…")),
            )
        }  # fmt: skip
        self._lay_out()
        workspace.changed.connect(self._on_changed)

    def refresh(self) -> None:
        """Reads everything anew."""
        workspace = self._workspace
        hands_out = workspace.is_lead
        for name, button in self.buttons.items():
            mine = {"make_packages": hands_out, "bring_back": hands_out}.get(name, workspace.packaged)
            button.setVisible(mine or (name == "shared_folder" and hands_out))
            button.setEnabled(not workspace.read_only or name == "shared_folder")
        folder = folder_of(workspace.path, remembered.load())
        self.shared.setText(
            self.tr("Shared folder: {0}").format(_short(folder)) if folder else self.tr("No shared folder is chosen.")
        )
        self.shared.setToolTip(str(folder or ""))
        self.shared.setVisible(hands_out or workspace.packaged)
        self.table.setVisible(hands_out)
        rows = out(workspace.project) if hands_out else []
        self._fill(rows)
        self.about.setText(self._about(rows))
        self.about.setVisible(bool(self.about.text()))
        self._fill_conflicts()

    def settle(self) -> None:
        """Both versions of the conflict chosen, side by side."""
        from .conflict_dialog import ConflictDialog

        row = max(self.conflicts.currentRow(), 0)
        if not self.conflicts_found:
            return
        dialog = ConflictDialog(self._workspace, self.conflicts_found[row].version, self.window())
        dialog.open_requested.connect(self.open_requested)
        dialog.finished.connect(lambda _result: self.refresh())
        dialog.open()

    # --- what is listed -----------------------------------------------------------------------------------------------

    def _about(self, rows: list[Out]) -> str:
        workspace = self._workspace
        if workspace.packaged:
            about = workspace.project.about()
            made = words.when(about.get("made_at", ""))
            number = about.get("package", "")
            head = self.tr("This file was made for {0}").format(workspace.project.coder.name)
            head += self.tr(": package {0} of {1}.").format(number, made) if number and made else "."
            return head + " " + self.tr(
                "Work in it as long as you like; hand in a copy whenever your lead wants to see it. A newer package is taken "
                "in here: it brings new articles, the lead's answers and returned codings, and leaves your work alone."
            )  # fmt: skip
        if not workspace.is_lead:
            return self.tr("You work in the lead's own project: there is nothing to hand in.")
        if not rows:
            return self.tr(
                "Nobody codes here besides you. Add coders under “Who codes…” in menu Team and hand articles out to them; then "
                "make a package for each, which they work in on their own machine."
            )  # fmt: skip
        if all(one.package is None for one in rows):
            return self.tr(
                "No package was made yet. Each coder gets a file of their own to work in; what comes back is taken in here."
            )
        return ""

    def _fill(self, rows: list[Out]) -> None:
        self.table.clear()
        for one in rows:
            package = one.package
            last = self.tr("No. {0}").format(package.number) if package else self.tr("none yet")
            articles = f"{package.counts.get('articles', 0):,}" if package else ""
            new = words.counts(one.new) if package else ""
            item = QTreeWidgetItem([
                one.coder.name, last, words.when(package.time) if package else "", articles,
                words.when(one.back) or self.tr("nothing yet"), new or ("–" if package else ""),
            ])  # fmt: skip
            item.setTextAlignment(3, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(1, package.file if package else "")
            item.setToolTip(5, new)
            self.table.addTopLevelItem(item)
        if (first := self.table.topLevelItem(0)) is not None:
            self.table.setCurrentItem(first)
        self.table.setVisible(bool(rows))

    def _fill_conflicts(self) -> None:
        at = self.conflicts.currentRow()
        mine = self._workspace.is_lead  # who settles
        found = self.conflicts_found = open_conflicts(self._workspace.project) if mine else []
        self.conflicts.clear()
        for one in found:
            fields = len({(it.event, it.field) for it in one.differences})
            text = self.tr("Article {0}  ·  {1}  ·  {2}  ·  {3} differences").format(
                one.number, one.title, one.coder, fields)  # fmt: skip
            item = QListWidgetItem(text)
            item.setToolTip(one.title)
            self.conflicts.addItem(item)
        if found:
            self.conflicts.setCurrentRow(min(max(at, 0), len(found) - 1))
        self.conflicts.setVisible(bool(found))
        self.settle_button.setVisible(bool(found))
        self.settle_button.setEnabled(not self._workspace.read_only)
        count = len(found)
        self.title.setText(
            self.tr("{0} codings were changed on both sides").format(count) if count > 1
            else self.tr("One coding was changed on both sides") if count
            else self.tr("No coding is in conflict.")
        )  # fmt: skip
        self._space.setVisible(not found)
        self.title.setVisible(mine)

    # --- building -----------------------------------------------------------------------------------------------------

    def _make_table(self) -> QTreeWidget:
        made = QTreeWidget()
        made.setObjectName("packages.coders")
        made.setAccessibleName(self.tr("Coders and their packages"))
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setItemDelegate(Cells(made))
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        made.setHeaderLabels([
            self.tr("Coder"), self.tr("Last package"), self.tr("Made"), self.tr("Articles"), self.tr("Last work back"),
            self.tr("New since the package"),
        ])  # fmt: skip
        made.header().setStyleSheet(HEAD)
        for column in range(5):
            made.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        made.headerItem().setTextAlignment(3, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return made

    def _button(self, name: str, text: str, *, action: bool = False) -> QPushButton:
        made = QPushButton(text)
        made.setObjectName(f"packages.{name}")
        made.setAccessibleName(text.replace("&", "").removesuffix("…"))
        made.setAutoDefault(False)
        if action:
            made.clicked.connect(lambda _checked=False: self.action_requested.emit(name))
        return made

    def _words(self, name: str) -> QLabel:
        made = plain_label(name)
        write_in(made, muted(self.palette()))
        return made

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        for name in ("make_packages", "bring_back", "hand_in", "take_in"):
            top.addWidget(self.buttons[name])
        top.addSpacing(12)
        top.addWidget(self.shared, 1)
        top.addWidget(self.buttons["shared_folder"])
        self.shared.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        below = QHBoxLayout()
        below.addWidget(self.title, 1)
        below.addWidget(self.settle_button)
        self._space = QWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.about)
        column.addWidget(self.table, 3)
        column.addLayout(below)
        column.addWidget(self.conflicts, 2)
        column.addWidget(self._space, 1)

    # --- Qt -----------------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """What was changed while it was out of sight, as a package that was made."""
        super().showEvent(event)
        self.refresh()

    def _on_changed(self, _changes: Changes) -> None:
        if self.isVisible():
            self.refresh()


def _short(folder: Path) -> str:
    try:
        return str(Path("~") / folder.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(folder)
