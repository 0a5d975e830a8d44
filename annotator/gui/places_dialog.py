"""Making the person's file of places: once a computer, as a job with its progress, and where the names come from.

Owns the dialog. What is in the file is `places.building`'s.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from .. import settings
from ..places.building import ATTRIBUTION, build
from .colors import muted
from .fields.base import write_in
from .job_dialog import LeavableDialog
from .jobs import Job, Progress


class PlacesDialog(LeavableDialog):
    """Begins at once; `made` comes when the file is there."""

    made = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("places.make")
        self.setWindowTitle(self.tr("The list of places"))
        self.words = QLabel(
            self.tr(
                "Some 235,000 places of the world are put into one file on this computer, so that the text can offer "
                "countries, provinces and towns with their coordinates. It is done once, without the network, and takes "
                "about a quarter of a minute."
            )
        )
        self.words.setObjectName("places.words")
        source = QLabel(ATTRIBUTION)
        for label in (self.words, source):
            label.setWordWrap(True)
            label.setMinimumWidth(460)
        write_in(source, muted(self.palette()))
        buttons = QDialogButtonBox()
        self.close_button = buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        self.close_button.setObjectName("places.close")
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(12)
        for part in (self.words, source, self.job, buttons):
            column.addWidget(part)
        job = Job(_work, self)
        job.done.connect(self._on_done)
        job.failed.connect(self.words.setText)
        job.cancelled.connect(lambda: self.words.setText(self.tr("Stopped; nothing was made.")))
        self.job.watch(job, "%")

    def _on_done(self, _path: object) -> None:
        self.words.setText(self.tr("The list of places is made; what the text offers now includes them."))
        self.made.emit()


def _work(progress: Progress) -> object:
    def say(what: str, share: float) -> None:
        progress.what = what
        progress.report(int(share * 100), 100)

    return build(settings.data_folder(), say)
