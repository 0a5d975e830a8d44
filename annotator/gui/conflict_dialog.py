"""Settling a conflict: the version in force and the one that came in, side by side, one key for either.

Owns the order in which conflicts are settled and how they look; what a version holds and what settling does is
`project.conflicts`'s.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..errors import AnnotatorError
from ..project.conflicts import Conflict, Difference, open_conflicts, settle
from . import package_words as words
from .colors import is_dark, severity_color
from .fields.base import write_in
from .plain_parts import plain_button, plain_label
from .table_cells import HEAD
from .workspace import Workspace


class ConflictDialog(QDialog):
    """The open conflicts, one after another. `current` is the one in view, None after the last."""

    open_requested = Signal(str, str)

    def __init__(self, workspace: Workspace, version: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conflict")
        self.setWindowTitle(self.tr("Changed on both sides"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace = workspace
        self._all: list[Conflict] = []
        self._at = 0
        self.title = self._words("conflict.title")
        self.about = self._words("conflict.about")
        self.table = self._make_table()
        self.refusal = self._words("conflict.refusal")
        write_in(self.refusal, severity_color("error", is_dark(self.palette())))
        self.refusal.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        for part in (self.title, self.about, self.table, self.refusal):
            column.addWidget(part)
        column.setStretchFactor(self.table, 1)
        column.addLayout(self._ways())
        column.addWidget(self._buttons())
        self._make_keys()
        self.resize(900, 520)
        self._read(version)
        self.table.setFocus()

    @property
    def current(self) -> Conflict | None:
        """The one in view."""
        return self._all[self._at] if self._all else None

    def keep(self) -> None:
        """What is in force stays."""
        self._settle(take_other=False)

    def take(self) -> None:
        """What came in takes its place."""
        self._settle(take_other=True)

    def step(self, by: int) -> None:
        """The next conflict or the one before."""
        if self._all:
            self._at = (self._at + by) % len(self._all)
            self._show()

    def open_in_code(self) -> None:
        """The coding in place Code, as it is in force."""
        now, workspace = self.current, self._workspace
        if now is None:
            return
        coding = workspace.project.codings.get(now.coding)
        self.accept()
        if coding.coder != workspace.whose or coding.round != workspace.round:
            workspace.look_at(coding.coder, coding.round)
        self.open_requested.emit(now.article, "")

    def _settle(self, *, take_other: bool) -> None:
        now, project = self.current, self._workspace.project
        if now is None or self._workspace.read_only:
            return
        self.refusal.hide()
        try:
            settle(project, now.version, take_other)
        except AnnotatorError as error:
            self.refusal.setText(str(error))
            self.refusal.show()
            return
        self._read()

    def _read(self, version: str = "") -> None:
        self._all = open_conflicts(self._workspace.project)
        found = next((place for place, one in enumerate(self._all) if one.version == version), None)
        self._at = found if found is not None else min(self._at, max(len(self._all) - 1, 0))
        self._show()

    def _show(self) -> None:
        now = self.current
        for button in (self.keep_button, self.take_button, self.code_button):
            button.setEnabled(now is not None and (button is self.code_button or not self._workspace.read_only))
        for button in (self.before_button, self.next_button):
            button.setVisible(len(self._all) > 1)
        self.table.setVisible(now is not None)
        if now is None:
            self.title.setText(self.tr("All conflicts are settled."))
            self.about.setText(self.tr("Close this; then undo (Ctrl+Z) takes the last one back."))
            self.close_button.setFocus()
            return
        place = self.tr("  ·  {0} of {1}").format(self._at + 1, len(self._all)) if len(self._all) > 1 else ""
        self.title.setText(self.tr("Article {0}: {1}").format(now.number, now.title) + place)
        self.about.setText(
            self.tr("{0}'s coding was changed in two places, neither of which knew the other. What was worked on last "
                    "holds until you choose; undo takes your choice back.").format(now.coder)
        )  # fmt: skip
        self.table.setHorizontalHeaderLabels([
            self.tr("Differs in"), self.tr("Holds now, of {0}").format(words.when(now.time_current)),
            self.tr("The other one, of {0}").format(words.when(now.time_other)),
        ])  # fmt: skip
        self.table.setRowCount(len(now.differences))
        for row, one in enumerate(now.differences):
            for column, text in enumerate(self._cells(one)):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                self.table.setItem(row, column, item)
        self.table.resizeRowsToContents()
        if now.differences:
            self.table.setCurrentCell(0, 0)

    def _cells(self, one: Difference) -> tuple[str, str, str]:
        book = self._workspace.codebook
        current, other = (words.value(one.field, stored, book) for stored in (one.current, one.other))
        return words.place(one.event, one.field, book), current, other

    def _make_table(self) -> QTableWidget:
        made = QTableWidget(0, 3)
        made.setObjectName("conflict.differences")
        made.setAccessibleName(self.tr("What differs, in force and as it came in"))
        made.verticalHeader().hide()
        made.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        made.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        made.setWordWrap(True)
        made.setTabKeyNavigation(False)
        made.horizontalHeader().setStyleSheet(HEAD)
        made.horizontalHeader().setHighlightSections(False)
        made.horizontalHeader().geometriesChanged.connect(made.resizeRowsToContents)
        made.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        made.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        for column in (1, 2):
            made.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        return made

    def _ways(self) -> QHBoxLayout:
        self.keep_button = plain_button("conflict.keep", self.tr("&Keep what holds now (K)"), self.keep)
        self.take_button = plain_button("conflict.take", self.tr("&Take the other one (T)"), self.take)
        self.code_button = plain_button("conflict.code", self.tr("&Open in place Code (O)"), self.open_in_code)
        self.before_button = plain_button("conflict.before", self.tr("◂ Before"), lambda: self.step(-1))
        self.next_button = plain_button("conflict.next", self.tr("Next ▸"), lambda: self.step(1))
        row = QHBoxLayout()
        for button in (self.keep_button, self.take_button, self.code_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.before_button)
        row.addWidget(self.next_button)
        return row

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.close_button = buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        self.close_button.setObjectName("conflict.close")
        buttons.rejected.connect(self.reject)
        return buttons

    def _words(self, name: str) -> QLabel:
        made = plain_label(name)
        if name.endswith("title"):
            font = made.font()
            font.setWeight(font.Weight.DemiBold)
            made.setFont(font)
        return made

    def _make_keys(self) -> None:
        """Keys of the dialog, not of its table, which would look for a row of that letter."""
        deeds = {
            "K": self.keep, "T": self.take, "O": self.open_in_code, "N": lambda: self.step(1), "P": lambda: self.step(-1),
        }  # fmt: skip
        for key, deed in deeds.items():
            QShortcut(QKeySequence(key), self).activated.connect(deed)
