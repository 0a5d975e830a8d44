"""The dialog through which articles and coded events come in: files, how they are read, a look at them, what became of it.

Owns the choices and their order; reading is `formats.importing`'s business. Nothing is written before Import is pressed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ..codebook.model import in_language
from ..formats.articles.sources import PARTS, SUFFIXES
from ..formats.importing import ImportPlan, ImportReport, Look, look_at, take_in
from ..project import Project
from ..project.search_records import SearchDraft
from .colors import is_dark, muted, severity_color
from .fields.base import write_in
from .import_tables import PreviewTable, RefusedTable
from .jobs import Job, JobPanel, Progress, writing_job
from .workspace import Workspace

ENCODINGS = (
    "utf-8", "utf-16", "cp1252", "cp1250", "cp1251", "cp1254", "cp1256", "latin-1", "gb18030", "big5", "shift_jis", "euc_kr",
)  # fmt: skip
ORDERS = ("", "dmy", "mdy", "ymd")
AT_ONCE = 0.15
"""Seconds the dialog waits for a look before it goes on without."""


class ImportDialog(QDialog):
    """Brings files in. `report` is what became of the last import, None before."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None, paths: Sequence[Path] = ()) -> None:
        super().__init__(parent)
        self.setObjectName("import")
        self.setWindowTitle(self.tr("Import"))
        self.setAcceptDrops(True)
        self._workspace = workspace
        self.paths: tuple[Path, ...] = ()
        self.report: ImportReport | None = None
        self._look: Look | None = None
        self._looking: Job | None = None
        self._settling = False
        self.files = QLabel()
        self.files.setObjectName("import.files")
        self.files.setTextFormat(Qt.TextFormat.PlainText)
        self.files.setWordWrap(True)
        self.files_button = self._button("import.choose_files", self.tr("Choose &files…"), self._choose_files)
        self.folder_button = self._button("import.choose_folder", self.tr("Choose a f&older…"), self._choose_folder)
        self.kind = self._combo("import.kind", self.tr("What comes in"))
        self.encoding = self._combo("import.encoding", self.tr("Encoding"))
        self.order = self._combo("import.date_order", self.tr("Dates such as 03/04/2020"))
        self.sheet = self._combo("import.sheet", self.tr("Sheet"))
        self.parts = {part: self._combo(f"import.part.{part}", self._part_title(part)) for part in PARTS}
        self.update_box = QCheckBox(self.tr("Update articles that are in already, by their id or address"))
        self.update_box.setObjectName("import.update")
        self.preview = PreviewTable()
        self.notes = self._words("import.notes")
        self.wrong = self._words("import.wrong")
        self.outcome = self._words("import.outcome")
        self.refused = RefusedTable()
        self.job = JobPanel()
        self._fill_choices()
        self._lay_out()
        self.kind.currentIndexChanged.connect(self._on_kind)
        for box in (self.encoding, self.order, self.sheet, *self.parts.values()):
            box.currentIndexChanged.connect(self._look_again)
        write_in(self.wrong, severity_color("error", is_dark(self.palette())))
        write_in(self.notes, muted(self.palette()))
        self.resize(880, 560)
        self._show_files()
        if paths:
            self.take(paths)

    # --- what is chosen -----------------------------------------------------------------------------------------------

    def take(self, paths: Sequence[Path]) -> None:
        """Other files or folders; everything about them is found anew."""
        self.paths = tuple(Path(path) for path in paths)
        self.report, self._look = None, None
        self._settling = True
        for box in (self.encoding, self.order):
            box.setCurrentIndex(0)
        for box in (self.sheet, *self.parts.values()):
            box.clear()
        self.kind.setCurrentIndex(0)
        self._settling = False
        self._pages.setCurrentIndex(0)
        self._show_files()
        self._begin_look(guess_kind=True)

    def plan(self, *, good_rows: bool = False) -> ImportPlan:
        """What would come in, as the dialog stands."""
        mapping = {}
        if self._look is not None and self._look.columns and not self.table_chosen():
            mapping = {part: str(box.currentData() or "") for part, box in self.parts.items() if box.count()}
        return ImportPlan(
            self.paths, self.table_chosen(), mapping, str(self.encoding.currentData() or ""),
            self.sheet.currentText() if self.sheet.count() > 1 else "", str(self.order.currentData() or ""), good_rows,
            self.update_box.isChecked() and not self.table_chosen(),
        )  # fmt: skip

    def table_chosen(self) -> str:
        """The codebook's table that the files are, empty for articles."""
        return str(self.kind.currentData() or "")

    def run(self, *, good_rows: bool = False) -> None:
        """Brings it in, in a thread; `done` shows the report."""
        if self.job.busy or not self.paths:
            return
        self._tell("")
        plan = self.plan(good_rows=good_rows)

        def work(own: Project, progress: Progress) -> ImportReport:
            told = take_in(own, plan, lambda rows, done, total: progress.report(done, total, rows))
            if told.added and not plan.table:
                progress.what = self.tr("Making the articles searchable")
                own.search.catch_up(lambda rows: progress.report(rows, told.added, rows))
            return told

        job = writing_job(self._workspace.project, work, self)
        self.job.watch(job, self.tr("rows") if plan.table else self.tr("articles"))
        job.done.connect(self._on_done)
        job.failed.connect(self._tell)
        job.cancelled.connect(lambda: self._tell(self.tr("Stopped; nothing came in.")))
        for end in (job.done, job.failed, job.cancelled):
            end.connect(self._enable)
        self._enable()

    # --- looking ------------------------------------------------------------------------------------------------------

    def _look_again(self) -> None:
        if not self._settling:
            self._begin_look()

    def _on_kind(self) -> None:
        self._show_choices()
        self._look_again()

    def _begin_look(self, *, guess_kind: bool = False) -> None:
        """Reads the first rows, beside the window where that takes longer."""
        if self._looking is not None:
            self._looking.abandon()
            self._looking = None
        if not self.paths:
            return
        self._tell("")
        plan, book = self.plan(), self._workspace.codebook
        looking = self._looking = Job(lambda _progress: look_at(book, plan, guess_table=guess_kind), self)
        looking.done.connect(self._on_look)
        looking.failed.connect(self._on_no_look)
        looking.start()
        if not looking.finish(AT_ONCE):
            self.notes.setText(self.tr("Looking at {0}…").format(self.paths[0].name))
        self._enable()

    def _on_look(self, look: Look) -> None:
        self._looking, self._look = None, look
        self._settling = True
        if look.table != self.table_chosen():
            self.kind.setCurrentIndex(max(self.kind.findData(look.table), 0))
        if look.sheets and self.sheet.count() != len(look.sheets):
            self.sheet.clear()
            self.sheet.addItems(list(look.sheets))
        for part, box in self.parts.items():
            _offer(box, look.columns, look.mapping.get(part, ""), self.tr("(none)"))
        self._settling = False
        self.encoding.setItemText(0, self.tr("Found: {0}").format(look.encoding) if look.encoding else self.tr("As found"))
        self.preview.show_rows(look.columns, look.rows, {} if look.table else look.mapping)
        self.notes.setText("\n".join(look.notes))
        self._show_choices()
        self._enable()

    def _on_no_look(self, reason: str) -> None:
        self._looking, self._look = None, None
        self.preview.show_rows((), (), {})
        self.notes.setText("")
        self._tell(reason)
        self._show_choices()
        self._enable()

    # --- what is seen -------------------------------------------------------------------------------------------------

    def _show_files(self) -> None:
        names = ", ".join(path.name for path in self.paths[:6])
        if len(self.paths) > 6:
            names = self.tr("{0} and {1} more").format(names, len(self.paths) - 6)
        hint = self.tr("Choose files or a folder, or drop them here: texts, CSV, TSV, workbooks, JSON.")
        self.files.setText(names or hint)
        self._show_choices()
        self._enable()

    def _show_choices(self) -> None:
        """Only what can be chosen for these files is there."""
        look, coded = self._look, bool(self.table_chosen())
        self.update_box.setVisible(bool(self.paths) and not coded)
        mapped = look is not None and look.is_table and not coded
        for widget in self._mapping_widgets:
            widget.setVisible(mapped)
        chosen = bool(self.paths)
        for box, seen in (
            (self.kind, chosen), (self.encoding, chosen and not coded), (self.order, chosen),
            (self.sheet, look is not None and len(look.sheets) > 1 and not coded),
        ):  # fmt: skip
            box.setVisible(seen)
            self._labels[box.objectName()].setVisible(seen)
        self.preview.setVisible(chosen)
        self.notes.setVisible(bool(self.notes.text()))

    def _tell(self, wrong: str) -> None:
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))

    def _enable(self, *_: object) -> None:
        free = not self.job.busy
        told = self.report
        self._choices.setEnabled(free)
        self.import_button.setEnabled(free and self._look is not None and not self._workspace.read_only)
        self.import_button.setVisible(told is None)
        self.good_button.setVisible(told is not None and told.stopped)
        self.good_button.setEnabled(free)
        self.save_button.setVisible(told is not None and bool(told.refused))
        self.again_button.setVisible(told is not None)
        self.again_button.setEnabled(free)
        if told is None:
            self.search_button.setEnabled(True)
            self.search_button.setText(self.tr("&Note the search these came from…"))
        self.search_button.setVisible(told is not None and self._came_from_a_search(told))
        self.close_button.setText(self.tr("Cancel") if told is None or told.stopped else self.tr("Close"))
        (self.import_button if told is None else self.good_button if told.stopped else self.close_button).setDefault(True)

    def _on_done(self, told: ImportReport) -> None:
        self.report = told
        self.outcome.setText(self._in_words(told))
        self.refused.show_refused(told.refused)
        self._pages.setCurrentIndex(1)
        self._enable()
        (self.good_button if told.stopped else self.close_button).setFocus()

    def _came_from_a_search(self, told: ImportReport) -> bool:
        """Whether the lead may want to note where it came from: articles did come."""
        return self._workspace.is_lead and not self.table_chosen() and not told.stopped and told.added + told.known > 0

    def _note_search(self) -> None:
        """Asks for the search the articles came from; what was counted here stands there already."""
        from .searches_dialog import ask_search

        if (told := self.report) is not None:
            draft = SearchDraft("", retrieved=told.added + told.known, duplicates=told.known)
            if ask_search(self._workspace, draft, self):
                self.search_button.setEnabled(False)
                self.search_button.setText(self.tr("The search is noted"))
                self.close_button.setFocus()

    def _in_words(self, told: ImportReport) -> str:
        if told.stopped:
            count = len(told.refused)
            first = (
                self.tr("Nothing came in: a row was refused.") if count == 1
                else self.tr("Nothing came in: {0} rows were refused.").format(f"{count:,}")
            )  # fmt: skip
            return first + " " + self.tr("Mend the file, or import the rows that are good.")
        lines = [
            self.tr("{0} added, {1} already in, {2} refused.").format(
                f"{told.added:,}", f"{told.known:,}", f"{len(told.refused):,}"
            )
        ]
        if told.updated:
            lines.append(self.tr("{0} that were in already have been updated.").format(f"{told.updated:,}"))
        if told.drafted:
            lines.append(self.tr("{0} of them are drafts: they have errors to decide about.").format(f"{told.drafted:,}"))
        return "\n".join([*lines, *told.notes])

    # --- building -----------------------------------------------------------------------------------------------------

    def _fill_choices(self) -> None:
        self.kind.addItem(self.tr("Articles to be coded"), "")
        for name, profile in self._workspace.codebook.tables_for_others:
            title = in_language(profile.title) or name
            self.kind.addItem(self.tr("Coded events: {0} ({1})").format(title, name), name)
        self.encoding.addItem(self.tr("As found"), "")
        for name in ENCODINGS:
            self.encoding.addItem(name, name)
        words = {
            "": self.tr("as the column shows"), "dmy": self.tr("day first: 3 April"), "mdy": self.tr("month first: March 4"),
            "ymd": self.tr("year first"),
        }  # fmt: skip
        for order in ORDERS:
            self.order.addItem(words[order], order)

    def _part_title(self, part: str) -> str:
        return {
            "text": self.tr("Text"), "title": self.tr("Title"), "date": self.tr("Date"), "source": self.tr("Source"),
            "url": self.tr("Address"), "language": self.tr("Language"), "external_id": self.tr("Id"),
        }.get(part, part)  # fmt: skip

    def _lay_out(self) -> None:
        self._labels: dict[str, QLabel] = {}
        self._mapping_widgets: list[QWidget] = []
        choices = QGridLayout()
        choices.setHorizontalSpacing(10)
        choices.setVerticalSpacing(6)
        for place, (box, text) in enumerate((
            (self.kind, self.tr("&What")), (self.encoding, self.tr("&Encoding")), (self.order, self.tr("&Dates")),
            (self.sheet, self.tr("&Sheet")),
        )):  # fmt: skip
            self._put(choices, box, text, place // 2, place % 2)
        mapping = QGridLayout()
        mapping.setHorizontalSpacing(10)
        mapping.setVerticalSpacing(6)
        for place, (part, box) in enumerate(self.parts.items()):
            self._put(mapping, box, self._part_title(part), place // 4, place % 4)
            self._mapping_widgets += [box, self._labels[box.objectName()]]
        for grid, columns in ((choices, 2), (mapping, 4)):
            for column in range(columns):
                grid.setColumnStretch(column * 2 + 1, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.files, 1)
        buttons.addWidget(self.files_button)
        buttons.addWidget(self.folder_button)
        self._choices = QWidget()
        column = QVBoxLayout(self._choices)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(buttons)
        column.addLayout(choices)
        column.addLayout(mapping)
        column.addWidget(self.update_box)
        column.addWidget(self.preview, 1)
        column.addWidget(self.notes)
        told = QWidget()
        after = QVBoxLayout(told)
        after.setContentsMargins(0, 0, 0, 0)
        after.setSpacing(10)
        after.addWidget(self.outcome)
        after.addWidget(self.refused, 1)
        after.addStretch(0)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._choices)
        self._pages.addWidget(told)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 16, 20, 14)
        whole.setSpacing(12)
        whole.addWidget(self._pages, 1)
        for part in (self.wrong, self.job, self._make_buttons()):
            whole.addWidget(part)

    def _make_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        self.again_button = box.addButton(self.tr("Import &more…"), role.ActionRole)
        self.search_button = box.addButton(self.tr("&Note the search these came from…"), role.ActionRole)
        self.save_button = box.addButton(self.tr("&Save the list of refused rows…"), role.ActionRole)
        self.good_button = box.addButton(self.tr("Import the &good rows"), role.ActionRole)
        self.import_button = box.addButton(self.tr("&Import"), role.ActionRole)
        self.close_button = box.addButton(self.tr("Cancel"), role.RejectRole)
        named = {"again": self.again_button, "save": self.save_button, "good": self.good_button, "run": self.import_button}
        for name, button in {**named, "search": self.search_button, "close": self.close_button}.items():
            button.setObjectName(f"import.{name}")
            button.setAutoDefault(False)
        self.import_button.clicked.connect(lambda _checked=False: self.run())
        self.good_button.clicked.connect(lambda: self.run(good_rows=True))
        self.save_button.clicked.connect(self._save_refused)
        self.search_button.clicked.connect(lambda _checked=False: self._note_search())
        self.again_button.clicked.connect(lambda: self.take(()))
        box.rejected.connect(self.reject)
        return box

    def _put(self, grid: QGridLayout, box: QComboBox, text: str, row: int, column: int) -> None:
        label = QLabel(text)
        label.setBuddy(box)
        self._labels[box.objectName()] = label
        grid.addWidget(label, row, column * 2)
        grid.addWidget(box, row, column * 2 + 1)

    def _combo(self, name: str, title: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(9)
        return box

    def _button(self, name: str, text: str, deed: object) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(deed)
        return button

    def _words(self, name: str) -> QLabel:
        label = QLabel()
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setMinimumWidth(400)
        label.setForegroundRole(QPalette.ColorRole.WindowText)
        return label

    # --- files --------------------------------------------------------------------------------------------------------

    def _choose_files(self) -> None:
        kinds = self.tr("What can be read ({0});;All files (*)").format(" ".join(f"*{suffix}" for suffix in SUFFIXES))
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Files to import"), str(self._workspace.path.parent), kinds)
        if names:
            self.take([Path(name) for name in names])

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder to import"), str(self._workspace.path.parent))
        if name:
            self.take([Path(name)])

    def _save_refused(self) -> None:
        start = self._workspace.path.with_name(f"{self.paths[0].stem}-refused.csv")
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Refused rows"), str(start), self.tr("Tables (*.csv)"))
        if name:
            self._tell(self.refused.save(Path(name)))

    # --- Qt -----------------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes files."""
        if not self.job.busy and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Files were dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        QTimer.singleShot(0, self, lambda: self.take(paths))

    def reject(self) -> None:
        """Escape and Close: work that runs is stopped first, and the dialog stays to say so."""
        if self.job.busy:
            self.job.cancel()
            return
        if self._looking is not None:
            self._looking.abandon()
        super().reject()

    def wait(self) -> None:
        """Until nothing runs."""
        while self.job.busy or self._looking is not None:
            QApplication.processEvents()


def _offer(box: QComboBox, columns: Sequence[str], chosen: str, none: str) -> None:
    """The columns in a box, the chosen one in view; rebuilt only for other columns."""
    if [box.itemData(place) for place in range(1, box.count())] != list(columns):
        box.clear()
        box.addItem(none, "")
        for column in columns:
            box.addItem(column, column)
    box.setCurrentIndex(max(box.findData(chosen), 0))
