"""The dialog through which articles and coded events come in: files, how they are read, a look at them, what became of it.

Owns the order of it; the choices, what is done on the way and the outcome are parts of their own, and reading is
`formats.importing`'s business. Nothing is written before Import is pressed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ..formats.articles.sources import SUFFIXES
from ..formats.importing import ImportPlan, ImportReport, Look, look_at, take_in
from ..project import Project
from ..project.search_records import SearchDraft
from ..settings import Settings
from . import file_dialogs
from .colors import is_dark, muted, severity_color
from .fields.base import write_in
from .import_choices import ImportChoices, differing
from .import_lines import RecurringLines
from .import_memory import forget_reading, lines_of, reading_of, remember_lines, remember_reading
from .import_mending import MendingChoices
from .import_outcome import Outcome
from .import_tables import PreviewTable, as_they_come
from .jobs import SHOWN_AT_ONCE, Job, JobPanel, Progress, writing_job
from .plain_parts import plain_button, plain_label
from .workspace import Workspace

FEW = 2_000
"""Articles whose languages are noted before the report is shown; those of more are while it is read."""
MOST_NOTES = 5
"""Sentences about the files that are shown."""
ALIKE = "copies"
"""The action that looks for articles that are copies of each other."""


class ImportDialog(QDialog):
    """Brings files in. `report` is what became of the last import, None before; `wanted` the action to go on with."""

    def __init__(
        self, workspace: Workspace, parent: QWidget | None = None, paths: Sequence[Path] = (), *,
        settings: Settings | None = None, actions: Sequence[str] = (),
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName("import")
        self.setWindowTitle(self.tr("Import"))
        self.setAcceptDrops(True)
        self._workspace, self._settings = workspace, settings or Settings()
        self._alike_can_be_found = ALIKE in actions
        self.paths: tuple[Path, ...] = ()
        self.report: ImportReport | None = None
        self.wanted = ""
        self._look: Look | None = None
        self._guess: dict[str, str] = {}
        self._looking: Job | None = None
        self._leaving = False
        self.files = plain_label("import.files")
        self.files_button = plain_button("import.choose_files", self.tr("Choose &files…"), self._choose_files)
        self.folder_button = plain_button("import.choose_folder", self.tr("Choose a f&older…"), self._choose_folder)
        self.choices = ImportChoices(workspace.codebook)
        self.mending = MendingChoices()
        self.preview = PreviewTable()
        self.notes = self._words("import.notes")
        self.wrong = self._words("import.wrong")
        self.outcome = self._words("import.outcome")
        self.told = Outcome(self.outcome)
        self.job = JobPanel()
        self._lay_out()
        self.choices.changed.connect(self._on_choice)
        self.choices.forget_requested.connect(self._forget)
        self.mending.changed.connect(self._show_preview)
        self.mending.lines_requested.connect(self._choose_lines)
        write_in(self.wrong, severity_color("error", is_dark(self.palette())))
        write_in(self.notes, muted(self.palette()))
        self.resize(960, 690)
        self._show_files()
        if paths:
            self.take(paths)

    # --- what is chosen -----------------------------------------------------------------------------------------------

    def take(self, paths: Sequence[Path]) -> None:
        """Other files or folders; everything about them is found anew."""
        self.paths = tuple(Path(path) for path in paths)
        self.report, self._look, self._guess = None, None, {}
        self.choices.clear()
        self.mending.clear()
        self.mending.show_drop(lines_of(self._settings), from_last_time=True)
        self._pages.setCurrentIndex(0)
        self._show_files()
        self._begin_look(first=True)

    def plan(self, *, good_rows: bool = False) -> ImportPlan:
        """What would come in, as the dialog stands."""
        table, reading = self.table_chosen(), self.choices.reading()
        mapping = reading.mapping if self._look is not None and self._look.is_table and not table else {}
        plan = ImportPlan(
            self.paths, table, mapping, reading.encoding, reading.sheet, reading.date_order, good_rows,
            self.choices.update_box.isChecked() and not table, "" if table else self.choices.read_as(),
        )  # fmt: skip
        return plan if table else replace(plan, mending=self.mending.mending())

    def table_chosen(self) -> str:
        """The codebook's table that the files are, empty for articles."""
        return self.choices.table()

    def run(self, *, good_rows: bool = False) -> None:
        """Brings it in, in a thread; `done` shows the report."""
        if self.job.busy or not self.paths:
            return
        self._tell(self.mending.problem() if not self.table_chosen() else "")
        if self.wrong.text():
            self.mending.date.setFocus()
            return
        plan = self.plan(good_rows=good_rows)

        def work(own: Project, progress: Progress) -> ImportReport:
            told = take_in(own, plan, lambda rows, done, total: progress.report(done, total, rows))
            if told.added and not plan.table:
                progress.what = self.tr("Making the articles searchable")
                own.search.catch_up(lambda rows: progress.report(rows, told.added, rows))
            few = told.operation is not None and told.added <= FEW
            if few and (noted := own.languages.catch_up(of=told.operation)):
                told.notes.append(self.tr("The languages of {0} were noted.").format(f"{noted:,}"))
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

    def _on_choice(self) -> None:
        self._show_choices()
        self.choices.tell_last_time("")
        self._begin_look()

    def _begin_look(self, *, first: bool = False) -> None:
        """Reads the first rows, beside the window where that takes longer. The first look at files finds what they are."""
        if self._looking is not None:
            self._looking.abandon()
            self._looking = None
        if not self.paths:
            return
        self._tell("")
        plan, book = self.plan(), self._workspace.codebook
        looking = self._looking = Job(lambda progress: look_at(book, plan, guess_table=first, check=progress.check), self)
        looking.done.connect(self._on_first_look if first else self._on_look)
        looking.failed.connect(self._on_no_look)
        looking.start()
        if not looking.finish(SHOWN_AT_ONCE):
            self.notes.setText(self.tr("Looking at {0}…").format(self.paths[0].name))
            self.notes.setVisible(True)
        self._enable()

    def _on_first_look(self, look: Look) -> None:
        """A table of the same columns is read as it was last time."""
        self._guess = dict(look.mapping)
        self._on_look(look)
        before = reading_of(self._settings, look.columns) if look.is_table and not look.table else None
        if before is not None:
            self.choices.take_up(before)
            self._begin_look()
            self.choices.tell_last_time(
                self.tr("Read as the last table with these columns: {0}.").format(self.choices.in_words(before))
            )

    def _on_look(self, look: Look) -> None:
        self._looking, self._look = None, look
        self.choices.show_look(look)
        self.mending.show_look(look.wrong, look.lacks, files=not look.is_table)
        self.notes.setText(self._in_lines(look.notes))
        self._show_preview()
        self._show_choices()
        self._enable()

    def _on_no_look(self, reason: str) -> None:
        self._looking, self._look = None, None
        self.preview.show_rows((), (), {})
        self.notes.setText("")
        self._tell(reason)
        self._show_choices()
        self._enable()

    def _forget(self) -> None:
        """Last time is forgotten: the table is read as its columns' names suggest."""
        if self._look is not None:
            forget_reading(self._settings, self._look.columns)
            self.take(self.paths)
            self.choices.kind.setFocus()

    def _choose_lines(self) -> None:
        """The lines that recur, in a dialog of their own."""
        asking = RecurringLines(self.plan(), self)
        if asking.exec() == QDialog.DialogCode.Accepted and asking.found is not None:
            self.mending.show_drop(asking.drop)
            remember_lines(self._settings, asking.drop)
            self._show_preview()
        if asking.found is not None and asking.found.wrong is not None:
            self.mending.show_wrong(asking.found.wrong)
        self.mending.lines.setFocus()

    # --- what is seen -------------------------------------------------------------------------------------------------

    def _show_files(self) -> None:
        names = ", ".join(path.name for path in self.paths[:6])
        if len(self.paths) > 6:
            names = self.tr("{0} and {1} more").format(names, len(self.paths) - 6)
        hint = self.tr(
            "Choose files or a folder, or drop them here: texts, web pages, Word, PDF, mail, tables, workbooks, JSON, feeds, "
            "archives."
        )
        self.files.setText(names or hint)
        self._show_choices()
        self._enable()

    def _show_preview(self) -> None:
        """The first rows as they would come in."""
        if (look := self._look) is None:
            return
        rows = look.rows if look.table else as_they_come(look, self.mending.mending())
        if look.table or look.is_table:
            self.preview.show_rows(look.columns, rows, {} if look.table else look.mapping)
        else:
            self.preview.show_articles(rows, self.choices.titles())

    def _show_choices(self) -> None:
        """Only what can be chosen for these files is there."""
        chosen = bool(self.paths)
        self.choices.show_what_can_be_chosen(self._look, chosen=chosen)
        self.mending.setVisible(chosen and self._look is not None and not self.table_chosen())
        self.preview.setVisible(chosen)
        self.notes.setVisible(bool(self.notes.text()))

    def _in_lines(self, notes: Sequence[str]) -> str:
        """Some sentences, the rest counted: a folder may have one for each file."""
        more = len(notes) - MOST_NOTES
        lines = [*notes[:MOST_NOTES], *([self.tr("… and {0} more of the kind.").format(more)] if more > 0 else [])]
        return "\n".join(lines)

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
            self.search_button.setText(self.tr("&Note the search these came from…"))
            self._search_noted = False
        self.search_button.setEnabled(free and not self._search_noted)
        self.search_button.setVisible(told is not None and self._came_from_a_search(told))
        self.alike_button.setVisible(
            told is not None and told.added > 0 and self._alike_can_be_found and not self.table_chosen()
        )
        self.alike_button.setEnabled(free)
        self.close_button.setText(self.tr("Cancel") if told is None or told.stopped else self.tr("Close"))
        (self.import_button if told is None else self.good_button if told.stopped else self.close_button).setDefault(True)

    def _on_done(self, told: ImportReport) -> None:
        self.report = told
        self.told.show_report(told)
        self._pages.setCurrentIndex(1)
        self._enable()
        (self.good_button if told.stopped else self.close_button).setFocus()
        if told.stopped or self.table_chosen():
            return
        self._remember()
        if told.operation is not None and told.added > FEW:
            self._note_languages(told.operation)

    def _remember(self) -> None:
        """How this table was read is how the next one with its columns will be."""
        if (look := self._look) is not None and look.is_table:
            reading = self.choices.reading()
            reading = replace(reading, mapping=differing(reading.mapping, self._guess))
            if reading.sheet and look.sheets and reading.sheet == look.sheets[0]:
                reading = replace(reading, sheet="")
            remember_reading(self._settings, look.columns, reading)

    def _note_languages(self, operation: int) -> None:
        """Notes the languages of many articles while the report is read; it can be stopped, and what is done stays."""

        def work(own: Project, progress: Progress) -> int:
            progress.what = self.tr("Noting the languages")
            waiting = own.languages.waiting(of=operation)
            return own.languages.catch_up(lambda looked: progress.report(looked, waiting), of=operation)

        job = writing_job(self._workspace.project, work, self, in_steps=True)
        self.job.watch(job, self.tr("articles"))
        job.done.connect(lambda noted: self.told.add(self.tr("The languages of {0} were noted.").format(f"{noted:,}")))
        job.failed.connect(self._tell)
        job.cancelled.connect(lambda: self.told.add(self.tr("The languages of some were not noted.")))
        for end in (job.done, job.failed, job.cancelled):
            end.connect(self._after_languages)
        self._enable()

    def _after_languages(self, *_: object) -> None:
        self._enable()
        if self._leaving:
            super().reject()

    def _came_from_a_search(self, told: ImportReport) -> bool:
        """Whether the lead may want to note where it came from: articles did come."""
        return self._workspace.is_lead and not self.table_chosen() and not told.stopped and told.added + told.known > 0

    def _note_search(self) -> None:
        """Asks for the search the articles came from; what was counted here stands there already."""
        from .searches_dialog import ask_search

        if (told := self.report) is not None:
            draft = SearchDraft("", retrieved=told.added + told.known, duplicates=told.known)
            if ask_search(self._workspace, draft, self):
                self._search_noted = True
                self.search_button.setEnabled(False)
                self.search_button.setText(self.tr("The search is noted"))
                self.close_button.setFocus()

    def _find_alike(self) -> None:
        """Goes on to the articles that are alike."""
        self.wanted = ALIKE
        self.reject()

    # --- building -----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.files, 1)
        buttons.addWidget(self.files_button)
        buttons.addWidget(self.folder_button)
        self._choices = QWidget()
        column = QVBoxLayout(self._choices)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(buttons)
        column.addWidget(self.choices)
        column.addWidget(self.preview, 1)
        column.addWidget(self.notes)
        column.addWidget(self.mending)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._choices)
        self._pages.addWidget(self.told)
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
        self.alike_button = box.addButton(self.tr("Find articles that are &copies…"), role.ActionRole)
        self.save_button = box.addButton(self.tr("&Save the list of refused rows…"), role.ActionRole)
        self.good_button = box.addButton(self.tr("Import the &good rows"), role.ActionRole)
        self.import_button = box.addButton(self.tr("&Import"), role.ActionRole)
        self.close_button = box.addButton(self.tr("Cancel"), role.RejectRole)
        named = {
            "again": self.again_button, "search": self.search_button, "alike": self.alike_button, "save": self.save_button,
            "good": self.good_button, "run": self.import_button, "close": self.close_button,
        }  # fmt: skip
        for name, button in named.items():
            button.setObjectName(f"import.{name}")
            button.setAutoDefault(False)
        self.import_button.clicked.connect(lambda _checked=False: self.run())
        self.good_button.clicked.connect(lambda: self.run(good_rows=True))
        self.save_button.clicked.connect(self._save_refused)
        self.search_button.clicked.connect(lambda _checked=False: self._note_search())
        self.alike_button.clicked.connect(lambda _checked=False: self._find_alike())
        self.again_button.clicked.connect(lambda: self.take(()))
        box.rejected.connect(self.reject)
        return box

    def _words(self, name: str) -> QLabel:
        label = plain_label(name, selectable=True)
        label.setMinimumWidth(400)
        label.setForegroundRole(QPalette.ColorRole.WindowText)
        return label

    # --- files --------------------------------------------------------------------------------------------------------

    def _choose_files(self) -> None:
        kinds = self.tr("What can be read ({0});;All files (*)").format(" ".join(f"*{suffix}" for suffix in SUFFIXES))
        names = file_dialogs.open_files(self, self.tr("Files to import"), str(self._workspace.path.parent), kinds)
        if names:
            self.take([Path(name) for name in names])

    def _choose_folder(self) -> None:
        name = file_dialogs.open_folder(self, self.tr("Folder to import"), str(self._workspace.path.parent))
        if name:
            self.take([Path(name)])

    def _save_refused(self) -> None:
        start = self._workspace.path.with_name(f"{self.paths[0].stem}-refused.csv")
        name, _ = file_dialogs.save_file(self, self.tr("Refused rows"), str(start), self.tr("Tables (*.csv)"))
        if name:
            wrong = self.told.refused.save(Path(name))
            self._tell(wrong)
            if not wrong:
                self.told.say_saved(Path(name).name)

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
        """Escape and Close: work that runs is stopped first, and the dialog stays to say so where it was the import."""
        if self.job.busy:
            self._leaving = self.report is not None
            self.job.cancel()
            return
        if self._looking is not None:
            self._looking.abandon()
        super().reject()

    def wait(self) -> None:
        """Until nothing runs."""
        while self.job.busy or self._looking is not None:
            QApplication.processEvents()
