"""Undo and redo of the window: at once, or in a job behind a small dialog where a step changed very much, as an import did.

Owns that choice, and the dialog; which step comes next, and whether it can be taken back, the history says.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ..project import Project
from ..project.history import Step
from .job_dialog import OneJobDialog
from .jobs import Progress, writing_job
from .labels import label_of
from .workspace import Workspace

LONG = 20_000
"""Changes of a step beyond which the window would stand still for half a second and more."""


def take_back(workspace: Workspace, parent: QWidget) -> Step | None:
    """Undoes my last step; gives it, None where there is none, it cannot be undone, or the person stopped it."""
    return _in_a_job(workspace, parent, back=True) if _is_long(workspace, back=True) else workspace.undo()


def do_again(workspace: Workspace, parent: QWidget) -> Step | None:
    """The same for redo."""
    return _in_a_job(workspace, parent, back=False) if _is_long(workspace, back=False) else workspace.redo()


def _is_long(workspace: Workspace, *, back: bool) -> bool:
    return not workspace.read_only and workspace.project.history.has_more(LONG, back=back)


def _in_a_job(workspace: Workspace, parent: QWidget, *, back: bool) -> Step | None:
    dialog = TakingBackDialog(workspace, parent, back=back)
    dialog.exec()
    dialog.deleteLater()
    if dialog.wrong:
        workspace.refused.emit(dialog.wrong)
    return dialog.step


class TakingBackDialog(OneJobDialog):
    """Begins when it is shown and closes at the end: `step` is what was taken back or done again, `wrong` why it was not."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None, *, back: bool) -> None:
        history = workspace.project.history
        step = history.to_undo() if back else history.to_redo()
        super().__init__(parent)
        self.about.setText(label_of(step.label, workspace.codebook) if step else "")
        self.setObjectName("taking_back")
        self.setWindowTitle(self.tr("Undo") if back else self.tr("Redo"))
        self._workspace, self._back = workspace, back
        self.step: Step | None = None
        self.wrong = ""

    def begin(self) -> None:
        def work(own: Project, _progress: Progress) -> Step | None:
            return own.history.undo() if self._back else own.history.redo()

        job = writing_job(self._workspace.project, work, self)
        self.job.watch(job, "")
        job.done.connect(self._end)
        job.failed.connect(self._refused)
        job.cancelled.connect(lambda: self._end(None))

    def _refused(self, why: str) -> None:
        self.wrong = why
        self._end(None)

    def _end(self, step: Step | None) -> None:
        self.step = step
        self.accept()
