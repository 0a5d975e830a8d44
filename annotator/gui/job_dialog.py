"""A dialog whose work is one job: closing it stops the work first. Owns that alone; what the work is, the dialog says."""

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
