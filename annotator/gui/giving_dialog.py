"""A dialog that writes files for other people: into which folder, under which passphrase, and what came of it.

Owns these questions and how they stand; what is written, and the words about it, are each dialog's.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from .colors import muted
from .fields.base import write_in
from .folder_line import FolderLine
from .job_dialog import JobDialog
from .passphrase import NewPassphrase
from .plain_parts import plain_label, say


class GivingDialog(JobDialog):
    """`yes` runs it. Whoever derives from it writes `run`, and lays it out with its own parts and words."""

    def __init__(self, name: str, folder: Path, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.folder = FolderLine(name, folder)
        self.secret = NewPassphrase()
        self.outcome = plain_label(f"{name}.outcome", selectable=True)
        self.outcome.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 2)
        self.outcome.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._buttons = QDialogButtonBox()
        self.yes = self._buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName(f"{name}.yes")
        self.yes.setDefault(True)
        self.close_button = self._buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        self.close_button.setObjectName(f"{name}.close")
        self._buttons.accepted.connect(self.run)
        self._buttons.rejected.connect(self.reject)

    def run(self) -> None:
        """Writes what was asked for, in a thread."""
        raise NotImplementedError

    def _lay_out(self, about: str, yes: str, whom: QWidget | None = None) -> None:
        """One below the other; `whom` the files are for takes the room that is left."""
        self.setWindowTitle(yes)
        self.yes.setText(yes)
        told = QLabel(about)
        told.setWordWrap(True)
        write_in(told, muted(self.palette()))
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.addRow(self.tr("&Folder"), self.folder)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addWidget(told)
        if whom is not None:
            column.addWidget(whom, 1)
        column.addLayout(form)
        for part in (self.secret, self.outcome, self.job):
            column.addWidget(part)
        if whom is None:
            column.addStretch(1)
        column.addWidget(self._buttons)

    def _say(self, words: str, *, wrong: bool = False) -> None:
        say(self.outcome, words, wrong=wrong)
