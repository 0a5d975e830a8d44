"""Taking files in: work that came back, or a newer package. A report before anything is written, and the same after.

Owns which files are looked at and the report's look. Preview and merge are jobs; stopping leaves nothing, and what they
find is `project.merging`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..project import Project
from ..project.arrivals import is_sealed
from ..project.merge_report import FileReport, MergeReport
from ..project.merging import merge, preview
from . import file_dialogs
from . import package_words as words
from .colors import is_dark, muted, severity_color
from .fields.base import write_in
from .job_dialog import JobDialog
from .jobs import SHOWN_AT_ONCE, Job, Progress, writing_job
from .plain_parts import plain_label, say
from .table_cells import HEAD, Cells
from .workspace import Workspace

PATTERN = "*.annotator *.age"


class MergeDialog(JobDialog):
    """The files, what each would bring, and the step that takes them in. `report` is what is shown, None before."""

    def __init__(
        self, workspace: Workspace, paths: Sequence[Path], folder: Path | None, parent: QWidget | None = None,
        passphrase: str = "",
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName("merge")
        self._updates = workspace.packaged
        self.setWindowTitle(self.tr("Take in an update") if self._updates else self.tr("Bring work back"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._folder = workspace, folder or workspace.path.parent
        self.paths: list[Path] = []
        self.report: MergeReport | None = None
        self._taken = False
        self.about = plain_label("merge.about")
        self.tree = self._make_tree()
        self.secret = QLineEdit(passphrase)
        self.secret.setObjectName("merge.passphrase")
        self.secret.setAccessibleName(self.tr("Passphrase of the encrypted files"))
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.returnPressed.connect(self.look)
        self.secret.textChanged.connect(lambda _text: self._forget())
        self._secret_row = QWidget()
        row = QFormLayout(self._secret_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addRow(self.tr("&Passphrase of the encrypted files"), self.secret)
        self.strangers = QCheckBox(self.tr("Take in &work of coders this project does not know"))
        self.strangers.setObjectName("merge.strangers")
        self.strangers.toggled.connect(lambda _on: self.look())
        self.strangers.hide()
        self.summary = plain_label("merge.summary")
        self.summary.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 2)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        for part in (self.about, self.tree, self._secret_row, self.strangers, self.summary, self.job, self._buttons()):
            column.addWidget(part)
        column.setStretchFactor(self.tree, 1)
        self.about.setText(
            self.tr("A newer package from your lead: what it brings, before anything is written. Your own work stays.")
            if self._updates
            else self.tr("What came back from coders, and what it would change, before anything is written.")
        )
        write_in(self.about, muted(self.palette()))
        self.resize(860, 520)
        self._show()
        self.add(paths)

    # --- files --------------------------------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path]) -> None:
        """More files; what they would bring is looked at."""
        # The open project's own file must not be opened a second time: its locks would go.
        own = self._workspace.path.resolve()
        new = [path for path in paths if path not in self.paths and path.resolve() != own]
        if not new:
            return
        self.paths += new
        self._secret_row.setVisible(any(map(is_sealed, self.paths)))
        self.report = None
        if self._secret_row.isVisibleTo(self) and not self.secret.text():
            self._show()
            self.secret.setFocus()
            return
        self.look()

    def _forget(self) -> None:
        """With another passphrase the files may bring other things."""
        self.report = None
        self._show()

    def choose_files(self) -> None:
        """Asks for files."""
        names = file_dialogs.open_files(
            self, self.windowTitle(), str(self._folder), self.tr("Packages and work ({0});;All files (*)").format(PATTERN)
        )
        self.add([Path(name) for name in names])

    # --- looking and taking -------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Says what the files would bring; nothing is written."""
        if self.job.busy or not self.paths or self._taken:
            return
        paths, secret, strangers = tuple(self.paths), self.secret.text(), self.strangers.isChecked()

        def work(own: Project, progress: Progress) -> MergeReport:
            return preview(own, paths, passphrase=secret, add_coders=strangers, progress=progress.tell)

        self.report = None
        # It is tried and rolled back: that needs a connection that may write.
        self._run(writing_job(self._workspace.project, work, self), self.tr("Looking at the files…"))

    def take(self) -> None:
        """Takes the files in, as one step."""
        if self.job.busy or self.report is None or self._taken:
            return
        paths, secret, strangers = tuple(self.paths), self.secret.text(), self.strangers.isChecked()

        def work(own: Project, progress: Progress) -> MergeReport:
            return merge(own, paths, passphrase=secret, add_coders=strangers, progress=progress.tell)

        job = writing_job(self._workspace.project, work, self)
        job.done.connect(lambda _report: setattr(self, "_taken", True))
        self._run(job, self.tr("Taking the files in…"))

    def _run(self, job: Job, saying: str) -> None:
        self.summary.setText(saying)
        self.job.watch(job, "")
        job.done.connect(self._on_report)
        job.failed.connect(self._fail)
        job.cancelled.connect(lambda: self._fail(self.tr("Stopped; nothing was written.")))
        self._enable()
        job.finish(SHOWN_AT_ONCE)

    def _on_report(self, report: MergeReport) -> None:
        self.report = report
        write_in(self.summary, self.palette().color(self.palette().ColorRole.WindowText))
        self._show()
        if not self._taken and len(report.files) != len(self.paths):
            self.look()  # files were added meanwhile

    def _fail(self, reason: str) -> None:
        say(self.summary, reason, wrong=True)
        self._enable()

    # --- what is shown ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        self.tree.clear()
        if self.report is None:
            for path in self.paths:
                self.tree.addTopLevelItem(QTreeWidgetItem([path.name]))
        else:
            for one in self.report.files:
                self._add(one)
        self.summary.setText(self._in_words())
        self._secret_row.setVisible(not self._taken and any(map(is_sealed, self.paths)))
        refused = self.report is not None and any(one.refused for one in self.report.files)
        self.strangers.setVisible(not self._taken and not self._updates and (refused or self.strangers.isChecked()))
        self._enable()

    def _in_words(self) -> str:
        if not self.paths:
            return self.tr("Choose the files: “Add files…”.")
        if self.report is None:
            return self.tr("Type the passphrase to see what the files bring.")
        if not self._taken:
            return words.outlook(self.report)
        if self._updates:  # the lead's words are no step of the coder's
            return words.outcome(self.report)
        from .labels import label_of

        step = self._workspace.project.history.to_undo()
        undo = label_of(step.label, self._workspace.codebook) if step else ""
        return words.outcome(self.report, self.tr("Undo {0}").format(undo))

    def _add(self, one: FileReport) -> None:
        numbers = ["", "", "", ""] if one.refused else [
            f"{count:,}" if count else "–" for count in (one.new, one.changed, one.known, len(one.clashes))
        ]  # fmt: skip
        item = QTreeWidgetItem([words.head(one), *numbers])
        item.setToolTip(0, str(one.path))
        for column in range(1, 5):
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.tree.addTopLevelItem(item)
        dark = is_dark(self.palette())
        lines = [(one.refused, severity_color("error", dark))] if one.refused else []
        lines += [(words.clash(clash, self._workspace.codebook), severity_color("warning", dark)) for clash in one.clashes]
        if not one.refused and (more := words.counts(one.counts)):
            lines.append((self.tr("Also: {0}").format(more), muted(self.palette())))
        lines += [(note, muted(self.palette())) for note in one.notes]
        for text, color in lines:
            below = QTreeWidgetItem([text])
            below.setForeground(0, color)
            below.setToolTip(0, text)
            item.addChild(below)
            below.setFirstColumnSpanned(True)
        item.setExpanded(True)
        if self.tree.currentItem() is None:
            self.tree.setCurrentItem(item)

    def _enable(self) -> None:
        good = self.report is not None and any(not one.refused for one in self.report.files)
        self.yes.setVisible(not self._taken)
        self.files.setVisible(not self._taken)
        look = self.report is None and bool(self.secret.text()) and bool(self.paths)
        self.yes.setText(
            self.tr("Look") if look else self.tr("Take it in") if self._updates else self.tr("Bring back")
        )  # fmt: skip
        self.yes.setEnabled(not self.job.busy and (look or good))
        self.files.setEnabled(not self.job.busy)
        self.strangers.setEnabled(not self.job.busy)

    def _go(self) -> None:
        if self.report is None:
            self.look()
        else:
            self.take()

    def _make_tree(self) -> QTreeWidget:
        made = QTreeWidget()
        made.setObjectName("merge.files")
        made.setAccessibleName(self.tr("Files and what they bring"))
        made.setHeaderLabels(
            [self.tr("File"), self.tr("New"), self.tr("Changed"), self.tr("In already"), self.tr("On both sides")]
        )
        made.header().setStyleSheet(HEAD)
        made.header().setStretchLastSection(False)
        made.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, 5):
            made.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
            made.headerItem().setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        made.setItemDelegate(Cells(made))
        made.setMinimumHeight(160)
        return made

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(self.tr("Bring back"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("merge.yes")
        self.yes.setDefault(True)
        self.files = buttons.addButton(self.tr("&Add files…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.files.setObjectName("merge.add")
        self.files.setAutoDefault(False)
        self.files.clicked.connect(self.choose_files)
        close = buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setObjectName("merge.close")
        buttons.accepted.connect(self._go)
        buttons.rejected.connect(self.reject)
        return buttons
