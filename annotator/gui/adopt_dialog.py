"""Adopting a new version of the codebook: which file, what it changes against the one in force, and the step that does it.

Owns the choice and the report's look. Comparing and adopting are jobs; what may be adopted is `project.adoption`'s matter.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from ..codebook.loading import load
from ..project import Project
from ..project.adoption import Comparison, adopt, compare
from . import adopt_words as words
from . import file_dialogs
from .colors import muted
from .fields.base import write_in
from .job_dialog import JobDialog
from .jobs import SHOWN_AT_ONCE, Job, Progress, reading_job, writing_job
from .plain_parts import plain_label, say
from .window import Window
from .workspace import Workspace


class AdoptDialog(JobDialog):
    """`told` is what the file named would change; None before it was looked at."""

    def __init__(self, workspace: Workspace, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("adopt")
        self.setWindowTitle(self.tr("Adopt a codebook version"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._window = workspace, window
        self.told: Comparison | None = None
        about = QLabel(
            self.tr(
                "A changed codebook takes the place of the one in force. What it would change is shown first. Nothing that was "
                "coded is written to."
            )
        )
        about.setWordWrap(True)
        write_in(about, muted(self.palette()))
        self.line = QLineEdit()
        self.line.setObjectName("adopt.file")
        self.line.setAccessibleName(self.tr("File of the new version"))
        self.line.textChanged.connect(lambda _text: self._forget())
        browse = QPushButton(self.tr("&Browse…"))
        browse.setObjectName("adopt.browse")
        browse.setAccessibleName(self.tr("Look for a codebook"))
        browse.setAutoDefault(False)
        browse.clicked.connect(self.browse)
        self.tree = QTreeWidget()
        self.tree.setObjectName("adopt.changes")
        self.tree.setAccessibleName(self.tr("What the new version changes"))
        self.tree.setHeaderHidden(True)
        self.tree.setWordWrap(True)
        self.summary = plain_label("adopt.summary", selectable=True)
        self.summary.setMinimumHeight(3 * self.fontMetrics().lineSpacing() + 2)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignTop)
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(browse)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.addRow(self.tr("&File"), row)
        form.labelForField(row).setBuddy(self.line)  # type: ignore[attr-defined]
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(about)
        column.addLayout(form)
        for part in (self.tree, self.summary, self.job, self._buttons()):
            column.addWidget(part)
        column.setStretchFactor(self.tree, 1)
        self.resize(680, 480)
        self._forget()
        self.line.setFocus()

    def browse(self) -> None:
        """Looks for a file, and at it."""
        name = file_dialogs.open_file(
            self, self.windowTitle(), self.line.text() or str(self._workspace.path.parent),
            self.tr("Codebooks (*.yaml *.yml);;All files (*)"),
        )  # fmt: skip
        if name:
            self.line.setText(name)
            self.look()

    def look(self) -> None:
        """Says what the file would change; nothing is written."""
        path = self._path()
        if self.job.busy or path is None:
            return

        def work(own: Project, _progress: Progress) -> Comparison:
            return compare(own, load(path)[0])

        job = reading_job(self._workspace.project, work, self)
        job.done.connect(self._show)
        self._run(job, self.tr("Comparing…"))

    def take(self) -> None:
        """Adopts it."""
        path = self._path()
        if self.job.busy or path is None or not self._may():
            return

        def work(own: Project, progress: Progress) -> str:
            book, source = load(path)
            return adopt(own, book, source, progress=progress.tell)

        window, told = self._window, self.told
        job = writing_job(self._workspace.project, work, self)
        job.done.connect(lambda _uid: self.accept())
        if told is not None:
            said = self.tr("{0} {1} is in force. Undo takes it back; the next packages bring it to coders.")
            job.done.connect(lambda _uid: window.say(said.format(told.name, told.version)))
        self._run(job, self.tr("Adopting; every event is put into the new form…"))

    def _run(self, job: Job, saying: str) -> None:
        self._say(saying)
        self.job.watch(job, "")
        job.failed.connect(lambda reason: self._say(reason, wrong=True))
        job.cancelled.connect(lambda: self._say(self.tr("Stopped; nothing was changed.")))
        for end in (job.done, job.failed, job.cancelled):
            end.connect(lambda _result=None: self._enable())
        self._enable()
        job.finish(SHOWN_AT_ONCE)

    def _show(self, told: Comparison) -> None:
        self.told = told
        self.tree.clear()
        for title, lines in words.groups(told):
            head = QTreeWidgetItem([title])
            self.tree.addTopLevelItem(head)
            for line in lines:
                below = QTreeWidgetItem([line])
                below.setToolTip(0, line)
                head.addChild(below)
            head.setExpanded(True)
        if not self.tree.topLevelItemCount() and not told.refusal and not told.same:
            self.tree.addTopLevelItem(QTreeWidgetItem([self.tr("Fields, codes and rules stay; texts or formats change.")]))
        if (first := self.tree.topLevelItem(0)) is not None:
            self.tree.setCurrentItem(first)
        self._say(words.summary(told), wrong=bool(told.refusal))

    def _forget(self) -> None:
        """Another file is named: what was said of the last one does not hold."""
        self.told = None
        self.tree.clear()
        self._say(self.tr("Choose the file of the new version, then “Compare”."))
        self._enable()

    def _path(self) -> Path | None:
        text = self.line.text().strip()
        return Path(text).expanduser() if text else None

    def _may(self) -> bool:
        return self.told is not None and not self.told.refusal and not self.told.same

    def _enable(self) -> None:
        self.yes.setText(self.tr("Compare") if self.told is None else self.tr("Adopt"))
        self.yes.setEnabled(not self.job.busy and (self._path() is not None if self.told is None else self._may()))
        self.line.setEnabled(not self.job.busy)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        say(self.summary, text, wrong=wrong)

    def _go(self) -> None:
        if self.told is None:
            self.look()
        else:
            self.take()

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(self.tr("Compare"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("adopt.yes")
        self.yes.setDefault(True)
        cancel = buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        cancel.setObjectName("adopt.cancel")
        buttons.accepted.connect(self._go)
        buttons.rejected.connect(self.reject)
        return buttons
