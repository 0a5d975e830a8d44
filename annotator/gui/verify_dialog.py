"""Whether the project's file is whole: the looking as a job, its outcome in words, and the way out.

What is looked at is `project.verify`'s; this owns the words of its stages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QListWidget, QVBoxLayout

from ..project import Project, backup
from ..project.verify import CHECKS, verify
from .colors import is_dark, severity_color
from .fields.base import write_in
from .job_dialog import LeavableDialog
from .jobs import SHOWN_AT_ONCE, Progress, reading_job
from .plain_parts import plain_label
from .workspace import Workspace

if TYPE_CHECKING:
    from .window import Window


class VerifyDialog(LeavableDialog):
    """Looks through the file while it is shown. `faults` is what was found, None before the end."""

    def __init__(self, workspace: Workspace, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("verify")
        self.setWindowTitle(self.tr("Is the file whole?"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._window = workspace, window
        self.faults: list[str] | None = None
        self.summary = plain_label("verify.summary")
        self.summary.setMinimumSize(480, self.fontMetrics().lineSpacing() * 2 + 4)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.list = QListWidget()
        self.list.setObjectName("verify.faults")
        self.list.setAccessibleName(self.tr("What is wrong with the file"))
        self.list.setWordWrap(True)
        self.list.hide()
        buttons = QDialogButtonBox()
        self.restore = buttons.addButton(self.tr("&Restore a backup…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.restore.setObjectName("verify.restore")
        self.restore.clicked.connect(lambda _checked=False: self._restore())
        self.restore.hide()
        close = buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setObjectName("verify.close")
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(12)
        for part in (self.summary, self.list, self.job, buttons):
            column.addWidget(part)
        self.resize(560, 0)
        self._begin()

    def _begin(self) -> None:
        stages = self.stages()

        def work(own: Project, progress: Progress) -> list[str]:
            order = list(CHECKS)

            def tell(name: str) -> None:
                progress.what = stages.get(name, name)
                progress.report(order.index(name), len(order))

            return verify(own, progress=tell)

        self.summary.setText(
            self.tr("Looking through {0}. You need not wait: nothing is changed.").format(self._workspace.path.name)
        )
        job = reading_job(self._workspace.project, work, self)
        self.job.watch(job, "")
        job.done.connect(self._on_done)
        job.cancelled.connect(lambda: self.summary.setText(self.tr("Stopped before the end; nothing is known.")))
        job.failed.connect(lambda reason: self._on_done([reason]))
        job.finish(SHOWN_AT_ONCE)

    def stages(self) -> dict[str, str]:
        """The words of each check, by its name."""
        return {
            "pages": self.tr("Pages of the file"), "references": self.tr("References"), "tables": self.tr("Tables"),
            "articles": self.tr("Articles"), "events": self.tr("Table of events"), "search": self.tr("Search index"),
            "quotes": self.tr("Quotes in their articles"), "values": self.tr("Values and the codebook"),
            "origins": self.tr("Where each row comes from"), "history": self.tr("History"), "undo": self.tr("Undo"),
        }  # fmt: skip

    def _on_done(self, faults: list[str]) -> None:
        self.faults = faults
        if not faults:
            self.summary.setText(self.tr(
                "The project is whole: its pages, tables, history, search and quotes are what they should be."))  # fmt: skip
            return
        count = self.tr("One thing is wrong.") if len(faults) == 1 else self.tr("{0} things are wrong.").format(len(faults))
        known = backup.backups(self._workspace.path)
        if known and not self._workspace.read_only:
            way = self.tr("A backup can take the project's place; what it holds now is kept beside it.")
        elif known:
            way = self.tr("There are backups; open the project for writing to restore one.")
        else:
            way = self.tr("There is no backup. Make a copy of the file before you go on, and ask for help.")
        self.summary.setText(f"{count} {way}")
        write_in(self.summary, severity_color("error", is_dark(self.palette())))
        self.list.addItems(faults)
        self.list.setCurrentRow(0)
        self.list.show()
        self.restore.setVisible(bool(known) and not self._workspace.read_only)
        self.resize(self.width(), 340)

    def _restore(self) -> None:
        from .project_actions import restore

        self.accept()
        restore(self._window)
