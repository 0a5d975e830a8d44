"""Dialogs whose work is one job. Owns what becomes of it when the dialog is closed; what the work is, the dialog says."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

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


class OneJobDialog(JobDialog):
    """One that says what it is `about` and shows how far it is, no more: `begin` starts the job when it is shown; who hears of
    the job's end closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.about = QLabel()
        self.about.setWordWrap(True)
        self.about.setMinimumWidth(420)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(12)
        for part in (self.about, self.job, buttons):
            column.addWidget(part)
        QTimer.singleShot(0, self, self.begin)

    def begin(self) -> None:
        """Starts the job."""
        raise NotImplementedError
