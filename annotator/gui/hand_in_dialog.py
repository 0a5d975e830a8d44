"""Handing in: where a copy of the coder's file goes, and under which passphrase. The file itself stays and is worked on.

Owns the choices; the copy is `project.packages`'s.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from ..project import Project
from ..project.packages import hand_in
from .colors import is_dark, muted, severity_color
from .fields.base import write_in
from .folder_line import FolderLine
from .job_dialog import JobDialog
from .jobs import SHOWN_AT_ONCE, Progress, reading_job
from .passphrase import NewPassphrase
from .plain_parts import plain_label
from .workspace import Workspace


class HandInDialog(JobDialog):
    """`written` is the file to give to the lead, None before."""

    def __init__(self, workspace: Workspace, folder: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hand_in")
        self.setWindowTitle(self.tr("Hand in"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace = workspace
        self.written: Path | None = None
        about = QLabel(
            self.tr(
                "Writes a copy of your file for your lead: all of your work, also what is still open. You go on in the file "
                "you have, and can hand in as often as you like: what is known already does no harm."
            )
        )
        about.setWordWrap(True)
        write_in(about, muted(self.palette()))
        self.folder = FolderLine("hand_in", folder or workspace.path.parent)
        self.secret = NewPassphrase()
        self.outcome = plain_label("hand_in.outcome", selectable=True)
        self.outcome.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 2)
        self.outcome.setAlignment(Qt.AlignmentFlag.AlignTop)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.addRow(self.tr("&Folder"), self.folder)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addWidget(about)
        column.addLayout(form)
        for part in (self.secret, self.outcome, self.job):
            column.addWidget(part)
        column.addStretch(1)
        column.addWidget(self._buttons())
        self.folder.changed.connect(self._enable)
        self.secret.changed.connect(self._enable)
        self.resize(560, 300)
        self._enable()
        self.folder.setFocus()

    def run(self) -> None:
        """Writes the copy, in a thread."""
        folder, secret = self.folder.path(), self.secret.value()
        if self.job.busy or folder is None or not self.yes.isEnabled():
            return

        def work(own: Project, progress: Progress) -> Path:
            return hand_in(own, folder, passphrase=secret, progress=progress.tell)

        job = reading_job(self._workspace.project, work, self)
        self.job.watch(job, "")
        job.done.connect(self._on_done)
        job.failed.connect(lambda reason: self._say(reason, wrong=True))
        job.cancelled.connect(lambda: self._say(self.tr("Stopped; nothing was written.")))
        for end in (job.done, job.failed, job.cancelled):
            end.connect(lambda _result=None: self.yes.setEnabled(True))
        self.yes.setEnabled(False)
        job.finish(SHOWN_AT_ONCE)

    def _on_done(self, written: Path) -> None:
        self.written = written
        self._say(self.tr("Written: {0}. Give it to your lead, unless it lies in the shared folder.").format(written))
        self.close_button.setFocus()

    def _enable(self) -> None:
        wrong = self.folder.wrong()
        self.yes.setEnabled(not self.job.busy and not wrong and self.secret.ready)
        if not self.job.busy:
            self._say(wrong, wrong=True)

    def _say(self, words: str, *, wrong: bool = False) -> None:
        self.outcome.setText(words)
        write_in(
            self.outcome,
            severity_color("error", is_dark(self.palette())) if wrong else self.palette().color(self.foregroundRole()),
        )

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(self.tr("Hand in"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("hand_in.yes")
        self.yes.setDefault(True)
        self.close_button = buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        self.close_button.setObjectName("hand_in.close")
        buttons.accepted.connect(self.run)
        buttons.rejected.connect(self.reject)
        return buttons
