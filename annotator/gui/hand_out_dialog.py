"""The dialog "Hand out": three things a lead does with articles, each counted before it is done.

Owns the counting, beside the window, and the doing; what is asked stands on the pages. For a lead only, as the action says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTabWidget, QVBoxLayout

from ..project import Project
from ..project.filtering import Filter
from .hand_again_page import RetestPage, TakeBackPage
from .hand_out_page import HandOutPage
from .jobs import Job, JobPanel, Progress, reading_job, writing_job
from .plain_parts import plain_label
from .workspace import Workspace

if TYPE_CHECKING:
    from .window import Window

REST = 150
"""Milliseconds after the last change before it is counted anew."""
AT_ONCE = 0.1
"""Seconds the window waits for a count before it shows that it counts."""


class HandOutDialog(QDialog):
    """Pages to hand out, to plan a re-test and to take back; below them what would come of it."""

    def __init__(self, workspace: Workspace, window: Window, in_queue: Sequence[Filter] = ()) -> None:
        super().__init__(window)
        self.setObjectName("hand_out")
        self.setWindowTitle(self.tr("Hand out articles"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._window = workspace, window
        self._counting: Job | None = None
        self._told: Any = None
        self._waits = False
        self.hand_out, self.retest = HandOutPage(workspace, in_queue), RetestPage(workspace)
        self.back = TakeBackPage(workspace)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("hand_out.pages")
        self.tabs.setAccessibleName(self.tr("What to do"))
        self.tabs.setDocumentMode(True)
        for page, title in (
            (self.hand_out, self.tr("Hand out")), (self.retest, self.tr("Re-test")), (self.back, self.tr("Take back")),
        ):  # fmt: skip
            self.tabs.addTab(page, title)
            page.changed.connect(self._later)
        self.outcome = plain_label("hand_out.outcome")
        self.outcome.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.outcome.setMinimumHeight(3 * self.fontMetrics().lineSpacing() + 2)
        self.job = JobPanel()
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 14)
        column.setSpacing(10)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.outcome)
        column.addWidget(self.job)
        column.addWidget(self._buttons())
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._look)
        self.tabs.currentChanged.connect(self._on_page)
        line = self.fontMetrics().lineSpacing()
        self.resize(min(50 * line, window.width() - 40), min(36 * line, window.height() - 40))
        self._on_page()

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(self.tr("Hand out"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("hand_out.yes")
        self.yes.setDefault(True)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole).setObjectName("hand_out.no")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    @property
    def page(self) -> HandOutPage | RetestPage | TakeBackPage:
        """The page in front."""
        return (self.hand_out, self.retest, self.back)[self.tabs.currentIndex()]

    def _on_page(self) -> None:
        titles = (self.tr("Hand out"), self.tr("Plan the re-test"), self.tr("Take back"))
        self.yes.setText(titles[self.tabs.currentIndex()])
        self.page.table.setFocus() if self.page is not self.back else self.back.whose.setFocus()
        self._look()

    # --- counting -----------------------------------------------------------------------------------------------------

    def _later(self) -> None:
        # The button stays enabled meanwhile: a number box tells its value at Return before the dialog hears the key.
        self.yes.setEnabled(True)
        self._rest.start()

    def _look(self) -> None:
        """Counts what would come of it, in a thread: many articles take a moment."""
        self._rest.stop()
        self._stop_counting()
        self._told = None
        why = self.page.refusal()
        if why:
            self._tell(None, why)
            return
        page, work = self.page, self.page.plan()
        job = reading_job(self._workspace.project, lambda own, progress: work(own, progress.check), self)
        self._counting = job
        job.done.connect(lambda told: self._tell(told, ""))
        job.failed.connect(lambda words: self._tell(None, words))
        job.start()
        if not job.finish(AT_ONCE):
            page.show_plan(None)
            self.outcome.setText(self.tr("Counting…"))

    def _tell(self, told: Any, why: str) -> None:
        self._counting, self._told = None, told
        words, something = self.page.show_plan(told)
        self.outcome.setText(why or words)
        self.yes.setEnabled(something)
        if self._waits:
            self._waits = False
            self.accept()

    def _stop_counting(self) -> None:
        if self._counting is not None:
            self._counting.abandon()
            self._counting.deleteLater()
            self._counting = None

    # --- doing --------------------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Does what was counted; what was just typed is counted first."""
        if self.job.busy:
            return
        if self._rest.isActive():
            self._look()
        if self._counting is not None:
            self._waits = True
            return
        if not self.yes.isEnabled():
            return
        page, work = self.page, self.page.deed()

        def do(own: Project, progress: Progress) -> Any:
            return work(own, progress.check)

        job = writing_job(self._workspace.project, do, self)
        self.tabs.setEnabled(False)
        self.yes.setEnabled(False)
        job.done.connect(lambda told: self._done(page.done_words(told)))
        job.failed.connect(self._failed)
        job.cancelled.connect(lambda: self._failed(self.tr("Stopped; nothing was handed out.")))
        self.job.watch(job, "")
        job.finish(AT_ONCE)

    def _done(self, words: str) -> None:
        super().accept()
        self._window.say(words)

    def _failed(self, words: str) -> None:
        self.tabs.setEnabled(True)
        self.outcome.setText(words)
        self.yes.setEnabled(True)

    def reject(self) -> None:
        """Esc and Cancel stop what runs first."""
        if self.job.busy:
            self.job.cancel()
            return
        super().reject()

    def done(self, result: int) -> None:
        """Whoever goes does not wait for a count."""
        self._rest.stop()
        self._stop_counting()
        super().done(result)
