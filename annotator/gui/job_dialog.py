"""Dialogs whose work is one job. Owns what becomes of it when the dialog is closed; what the work is, the dialog says."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from .jobs import JobPanel


class JobDialog(QDialog):
    """A dialog with a `job`, which shows the work that runs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.job = JobPanel()

    def reject(self) -> None:
        """Escape and Close: work that runs is stopped first, and the dialog stays to say so."""
        if self.job.busy:
            self.job.cancel()
            return
        super().reject()

    def wait(self) -> None:
        """Until nothing runs."""
        while self.job.busy:
            QApplication.processEvents()


class LeavableDialog(JobDialog):
    """One that can be left at any time: work that runs is stopped, leaves nothing behind, and nobody waits for its end."""

    def reject(self) -> None:
        """Escape and Close."""
        QDialog.reject(self)

    def done(self, result: int) -> None:
        """However it is left."""
        self.job.abandon()
        super().done(result)
