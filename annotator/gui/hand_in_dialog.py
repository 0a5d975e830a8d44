"""Handing in: where a copy of the coder's file goes, and under which passphrase. The file itself stays and is worked on.

Owns the choices; the copy is `project.packages`'s.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from ..project import Project
from ..project.packages import hand_in
from .giving_dialog import GivingDialog
from .jobs import SHOWN_AT_ONCE, Progress, reading_job
from .workspace import Workspace


class HandInDialog(GivingDialog):
    """`written` is the file to give to the lead, None before."""

    def __init__(self, workspace: Workspace, folder: Path | None, parent: QWidget | None = None) -> None:
        super().__init__("hand_in", folder or workspace.path.parent, parent)
        about = self.tr(
            "Writes a copy of your file for your lead: all of your work, also what is still open. You go on in the file "
            "you have, and can hand in as often as you like: what is known already does no harm."
        )
        self._workspace = workspace
        self.written: Path | None = None
        self._lay_out(about, self.tr("Hand in"))
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
