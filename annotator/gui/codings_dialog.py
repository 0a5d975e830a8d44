"""The dialog through which codings from elsewhere come in: the file, whose work it becomes, what its labels are called here.

Owns the choices and the order in which they are made. All of it is worked out and taken back before anything is written; what
a file holds and what becomes of it is `formats.codings`' business.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from .. import settings as remembered
from ..errors import UsageError
from ..formats.codings import known
from ..formats.codings.guessing import guess
from ..formats.codings.people import LONGEST
from ..formats.codings.taking_in import CodingPlan, CodingReport, Whose, take_in
from ..project import Project
from ..settings import Settings
from . import codings_words as words
from . import file_dialogs
from .codings_tables import LabelTable, LostTable
from .colors import is_dark, muted, severity_color
from .fields.base import write_in
from .job_dialog import JobDialog
from .jobs import SHOWN_AT_ONCE, Job, Progress, writing_job
from .plain_parts import plain_button, plain_label
from .workspace import Workspace

MOST_CODERS = 1_000
"""Coders of a file to choose from."""
NAMED = ("coder", "model", "candidates")
"""Choices of whose work it is that need a name."""


class _Name(QComboBox):
    """A name to type: Enter ends that, and does not press the dialog's button, for what it means is looked at first."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter stays here."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class CodingsDialog(JobDialog):
    """Brings the codings of a file or folder in. `report` is what would come in, or did; None before a look."""

    def __init__(
        self, workspace: Workspace, parent: QWidget | None = None, path: Path | None = None, settings: Settings | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("codings")
        self.setWindowTitle(self.tr("Import codings from elsewhere"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._settings = workspace, settings or Settings()
        self.path: Path | None = None
        self.report: CodingReport | None = None
        self._taken = self._settling = self._stale = False
        self.file = plain_label("codings.file")
        self.file_button = plain_button("codings.choose_file", self.tr("Choose a fi&le…"), self.choose_file)
        self.folder_button = plain_button("codings.choose_folder", self.tr("Choose a f&older…"), self.choose_folder)
        self.format = self._combo("codings.format", self.tr("What it is"))
        self.whose = self._combo("codings.whose", self.tr("Whose work it becomes"))
        self.name = self._named(_Name(), "codings.name", self.tr("Name of the coder or model"))
        self.only = self._combo("codings.only", self.tr("Whose codings of the file"))
        self.name.setEditable(True)
        self.name.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._only_head = QLabel(self.tr("Codings o&f"))
        self._only_head.setBuddy(self.only)
        self.labels = LabelTable(workspace.codebook)
        self.lost = LostTable()
        self.summary = plain_label("codings.summary")
        self._fill()
        self._lay_out()
        self.format.currentIndexChanged.connect(self._on_format)
        self.whose.currentIndexChanged.connect(self._on_whose)
        line = self.name.lineEdit()
        assert line is not None
        line.editingFinished.connect(self._on_name)
        self.only.currentIndexChanged.connect(lambda _place: self.look())
        self.name.activated.connect(lambda _place: self._on_name())
        self.labels.changed.connect(self.look)
        self.resize(900, 600)
        self._show()
        if path is not None:
            self.take(path)

    # --- what is chosen -----------------------------------------------------------------------------------------------

    def take(self, path: Path) -> None:
        """Another file or folder; what it is is guessed, and it is looked at."""
        self.path = Path(path)
        self._taken, self.report = False, None
        self._settling = True
        place = self.format.findData(guess(self.path))
        self.format.setCurrentIndex(max(place, 0))
        self._settling = False
        self._on_format()

    def plan(self, *, good_rows: bool = False) -> CodingPlan:
        """What would come in, as the dialog stands. Raises UsageError where something is left to say."""
        if self.path is None:
            raise UsageError(self.tr("Choose the file or folder that holds the codings."))
        if not self.format.currentData():
            raise UsageError(self.tr("Say what {0} is; that cannot be told from outside.").format(self.path.name))
        kind = str(self.whose.currentData())
        name = " ".join(self.name.currentText().split())
        if kind in NAMED and not name:
            raise UsageError(self.tr("Name the coder.") if kind == "coder" else self.tr("Name the model."))
        whose = Whose(kind, name if kind in NAMED else "")  # type: ignore[arg-type]
        format_, only = str(self.format.currentData()), str(self.only.currentData())
        return CodingPlan(self.path, format_, whose, self.labels.names, good_rows, only)

    def choose_file(self) -> None:
        """Asks for a file."""
        name = file_dialogs.open_file(self, self.windowTitle(), str(self._workspace.path.parent))
        if name:
            self.take(Path(name))

    def choose_folder(self) -> None:
        """Asks for a folder, as brat and INCEpTION have."""
        name = file_dialogs.open_folder(self, self.windowTitle(), str(self._workspace.path.parent))
        if name:
            self.take(Path(name))

    def _on_format(self) -> None:
        if self._settling:
            return
        before = self._settings.readings.get(self._key(), {})
        self.labels.begin({label: name for label, name in before.items() if isinstance(name, str)})
        self._offer_coders({})
        self.look()

    def _on_whose(self) -> None:
        self.name.setVisible(self.whose.currentData() in NAMED)
        self._fill_names()
        self.look()

    def _on_name(self) -> None:
        if self.name.isVisibleTo(self) and self.name.currentText() != self.name.property("looked_at"):
            self.look()

    def _key(self) -> str:
        """Under what the labels of a format are remembered."""
        return f"codings {self._workspace.codebook.name} {self.format.currentData()}"

    # --- looking and taking -------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Works out what would come in; nothing is written."""
        if self._taken:
            return
        if self.job.busy:
            self._stale = True
            return
        self.report, self._stale = None, False
        self.name.setProperty("looked_at", self.name.currentText())
        try:
            plan = self.plan(good_rows=True)
        except UsageError as error:
            self._tell(str(error))
            self._show(keep=True)
            return

        def work(own: Project, progress: Progress) -> CodingReport:
            return take_in(own, plan, progress.report, preview=True)

        # It is tried and rolled back: that needs a connection that may write.
        self._run(writing_job(self._workspace.project, work, self), self.tr("Looking at {0}…").format(plan.path.name))

    def run(self) -> None:
        """Brings it in, as one step: the good rows where some are refused, as the button says."""
        if self.job.busy or self.report is None or self._taken:
            return
        plan = self.plan(good_rows=bool(self.report.refused))

        def work(own: Project, progress: Progress) -> CodingReport:
            told = take_in(own, plan, progress.report)
            if told.articles_added:
                progress.what = self.tr("Making the articles searchable")
                own.search.catch_up(lambda rows: progress.report(rows, told.articles_added, rows))
            return told

        job = writing_job(self._workspace.project, work, self)
        job.done.connect(lambda _report: self._remember())
        self._run(job, self.tr("Bringing the codings in…"))

    def _run(self, job: Job, saying: str) -> None:
        self._tell(saying)
        self.job.watch(job, self.tr("articles"))
        job.done.connect(self._on_report)
        job.failed.connect(self._fail)
        job.cancelled.connect(lambda: self._fail(self.tr("Stopped; nothing was written.")))
        self._enable()
        job.finish(SHOWN_AT_ONCE)

    def _remember(self) -> None:
        self._taken = True
        if self.labels.names or self._key() in self._settings.readings:
            self._settings.readings = {**self._settings.readings, self._key(): dict(self.labels.names)}
            remembered.save(self._settings)

    def _on_report(self, report: CodingReport) -> None:
        self.report = report
        if not self._taken:
            self.labels.show_labels(report.labels)
            self._offer_coders(report.whose)
        self._show()
        if self._stale:
            self.look()

    def _fail(self, reason: str) -> None:
        self.report = None
        self._show(keep=True)
        self._tell(reason, wrong=True)
        if self._stale:
            self.look()

    def save_list(self) -> None:
        """Asks for a file and writes what cannot come in to it."""
        wish = self._workspace.path.with_name(f"{self.path.stem if self.path else 'codings'}-not-mapped.csv")
        name, _ = file_dialogs.save_file(self, self.tr("Save the list"), str(wish), self.tr("CSV (*.csv)"))
        if name:
            wrong = self.lost.save(Path(name))
            self._tell(wrong or self.tr("The list stands in {0}.").format(Path(name).name), wrong=bool(wrong))

    # --- what is shown ------------------------------------------------------------------------------------------------

    def _show(self, *, keep: bool = False) -> None:
        self.file.setText(str(self.path) if self.path else self.tr("Nothing is chosen yet."))
        report = self.report or CodingReport()
        self.lost.show_lost(report.refused, report.unmapped)
        if not keep:
            if self.report is None:
                self._tell(words.about())
            else:
                self._tell(words.outcome(report) if self._taken else words.outlook(report))
        self._enable()

    def _tell(self, text: str, *, wrong: bool = False) -> None:
        self.summary.setText(text)
        plain = self.palette().color(self.palette().ColorRole.WindowText)
        write_in(self.summary, severity_color("error", is_dark(self.palette())) if wrong else plain)

    def _enable(self) -> None:
        report, busy = self.report, self.job.busy
        some = report is not None and bool(report.added or report.candidates)
        self.yes.setText(self.tr("&Import the good ones") if report and report.refused else self.tr("&Import"))
        self.yes.setEnabled(some and not busy and not self._taken)
        self.yes.setVisible(not self._taken)
        self.save_button.setEnabled(not busy and bool(self.lost.rows))
        for part in (self.file_button, self.folder_button, self.format, self.whose, self.name, self.only, self.labels):
            part.setEnabled(not busy and not self._taken)
        if self._taken and not busy:
            self.close_button.setFocus()

    def _fill(self) -> None:
        self.format.addItem(self.tr("Not told yet"), "")
        for name in known.readers():
            self.format.addItem(words.format_title(name), name)
        for kind, text in words.kinds().items():
            self.whose.addItem(text, kind)
        self._fill_names()
        self._offer_coders({})
        self.name.setVisible(False)

    def _offer_coders(self, whose: Mapping[str, int]) -> None:
        """Lists whose codings the file holds; there is a choice where they are several people's."""
        chosen = self.only.currentData() if whose else ""
        with QSignalBlocker(self.only):
            self.only.clear()
            self.only.addItem(self.tr("All that the file holds"), "")
            for name, count in list(whose.items())[:MOST_CODERS]:
                self.only.addItem(f"{' '.join(name.split())[:LONGEST]} ({count:,})", name)
            self.only.setCurrentIndex(max(self.only.findData(chosen), 0))
        for part in (self.only, self._only_head):
            part.setVisible(len(whose) > 1)

    def _fill_names(self) -> None:
        kind, typed = self.whose.currentData(), self.name.currentText()
        project = self._workspace.project
        names = [one.model for one in project.precodings.models()] if kind == "candidates" else [
            one.name for one in project.coders.all() if (one.kind == "model") is (kind == "model")
        ]  # fmt: skip
        self.name.clear()
        self.name.addItems(names)
        self.name.setCurrentText(typed if typed in names or kind == "candidates" else "")

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        files = QHBoxLayout()
        files.addWidget(self.file, 1)
        files.addWidget(self.file_button)
        files.addWidget(self.folder_button)
        grid.addLayout(files, 0, 0, 1, 4)
        for column, (text, box) in enumerate(((self.tr("&What it is"), self.format), (self.tr("Whose wor&k"), self.whose))):
            label = QLabel(text)
            label.setBuddy(box)
            grid.addWidget(label, 1, 2 * column)
            grid.addWidget(box, 1, 2 * column + 1)
        grid.addWidget(self._only_head, 2, 0)
        grid.addWidget(self.only, 2, 1)
        grid.addWidget(self.name, 2, 3)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self.split = QSplitter()
        self.split.setChildrenCollapsible(False)
        for text, table in (
            (self.tr("What la&bels are called here: Enter chooses"), self.labels),
            (self.tr("What cannot come in as it s&tands"), self.lost),
        ):
            side, head = QWidget(), QLabel(text)
            head.setBuddy(table)
            write_in(head, muted(self.palette()))
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(4)
            column.addWidget(head)
            column.addWidget(table, 1)
            self.split.addWidget(side)
        self.split.setSizes([340, 560])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 14)
        whole.setSpacing(10)
        whole.addLayout(grid)
        whole.addWidget(self.split, 1)
        whole.addWidget(self.summary)
        whole.addWidget(self.job)
        whole.addWidget(self._buttons())
        self.summary.setMinimumHeight(3 * self.fontMetrics().lineSpacing() + 2)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(self.tr("&Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("codings.import")
        self.yes.setDefault(True)
        self.save_button = buttons.addButton(self.tr("&Save the list…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.save_button.setObjectName("codings.save")
        self.save_button.setAutoDefault(False)
        self.save_button.clicked.connect(self.save_list)
        self.close_button = buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        self.close_button.setObjectName("codings.close")
        self.close_button.setAutoDefault(False)
        buttons.accepted.connect(self.run)
        buttons.rejected.connect(self.reject)
        return buttons

    def _combo(self, name: str, title: str) -> QComboBox:
        return self._named(QComboBox(), name, title)

    def _named(self, made: QComboBox, name: str, title: str) -> QComboBox:
        made.setObjectName(name)
        made.setAccessibleName(title)
        return made
