"""The languages of articles that came in without one, noted as a job that can be stopped. Owns its words alone."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ..project import Project
from .job_dialog import OneJobDialog
from .jobs import Progress, writing_job
from .workspace import Workspace


class LanguagesDialog(OneJobDialog):
    """Begins when it is shown and closes at the end. `told` is the outcome in a sentence."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.about.setText(
            self.tr(
                "Articles whose file names no language get one where their text leaves no doubt. What was said or corrected "
                "stays, and undo takes it back."
            )
        )
        self.setObjectName("languages")
        self.setWindowTitle(self.tr("Languages of articles"))
        self._workspace = workspace
        self.told = ""

    def begin(self) -> None:
        def work(own: Project, progress: Progress) -> int:
            waiting = own.languages.waiting()
            return own.languages.catch_up(lambda looked: progress.report(looked, waiting))

        job = writing_job(self._workspace.project, work, self, in_steps=True)
        self.job.watch(job, self.tr("articles"))
        job.done.connect(lambda noted: self._end(self.tr("The languages of {0} were noted.").format(f"{noted:,}")))
        job.failed.connect(self._end)
        job.cancelled.connect(lambda: self._end(self.tr("Stopped; the languages that were noted stay.")))

    def _end(self, told: str) -> None:
        self.told = told
        self.accept()
