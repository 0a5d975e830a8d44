"""The dialog through which datasets go out: the format, whose work, what is left out and why, the file, what became of it.

Owns the choices; what a format writes is `formats.registry`'s business.
"""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ..formats.codings.known import OWN
from ..formats.codings.outlook import CodingOutlook, outlook_of_codings
from ..formats.profile_csv import needs_ids
from ..formats.registry import Exported, ExportOptions, Format, Outlook, export, outlook, writable
from ..formats.selection import Unit
from ..project import Project
from ..project.coders import told_apart
from . import file_dialogs
from .colors import is_dark, muted, severity_color
from .export_codings import CodingChoices
from .export_formats import fill
from .fields.base import write_in
from .jobs import Job, JobPanel, Progress, reading_job, writing_job
from .messages import may_write
from .plain_parts import plain_label
from .workspace import Workspace

ADJUDICATED = "adjudicated"
EVERY = "every"
EVENT: Unit = "event"
INCIDENT: Unit = "incident"


class ExportDialog(QDialog):
    """Writes a dataset. `report` is what the last export did, None before."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export")
        self.setWindowTitle(self.tr("Export"))
        self._workspace = workspace
        self.report: Exported | None = None
        self._outlook: Outlook | CodingOutlook | None = None
        self._counting: Job | None = None
        self._own_name = True
        self.format = self._combo("export.format", self.tr("Format"))
        self.whose = self._combo("export.whose", self.tr("Whose work"))
        self.unit = self._combo("export.unit", self.tr("One row"))
        self._own_unit = True
        self._told_by_several: bool | None = None
        self.number = QCheckBox()
        self.number.setObjectName("export.number")
        self.formulas = QCheckBox(self.tr("Make &harmless what a spreadsheet would run as a formula"))
        self.formulas.setObjectName("export.formulas")
        self.codings = CodingChoices(workspace)
        self.codings.setObjectName("export.codings")
        self.file = QLineEdit()
        self.file.setObjectName("export.file")
        self.file.setAccessibleName(self.tr("File"))
        self.about = self._words("export.about")
        self.counts = self._words("export.counts")
        self.wrong = self._words("export.wrong")
        self.outcome = self._words("export.outcome")
        self.job = JobPanel()
        self.about.setMinimumHeight(self.fontMetrics().lineSpacing() * 2 + 4)
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        write_in(self.about, muted(self.palette()))
        write_in(self.wrong, severity_color("error", is_dark(self.palette())))
        self._fill_choices()
        self._lay_out()
        self.format.currentIndexChanged.connect(self._on_format)
        self.whose.currentIndexChanged.connect(self._count)
        self.unit.currentIndexChanged.connect(self._on_rows)
        self.unit.activated.connect(self._on_unit)
        self.number.toggled.connect(self._enable)
        self.codings.changed.connect(self._count)
        self.file.textEdited.connect(self._on_name)
        self.resize(640, 0)
        self._on_format()
        self.format.setFocus()

    # --- what is chosen -----------------------------------------------------------------------------------------------

    def options(self) -> ExportOptions:
        """Whose work goes out and how, as the dialog stands."""
        whose = str(self.whose.currentData() or "")
        coder = "" if whose in (ADJUDICATED, EVERY) else whose
        if self._of_codings():
            return ExportOptions(
                coder=coder, adjudicated=whose == ADJUDICATED, every_coder=whose == EVERY, codings=self.codings.options()
            )
        if whose == EVERY:
            return ExportOptions(every_coder=True)
        return ExportOptions(
            coder=coder, adjudicated=whose == ADJUDICATED, number=self.number.isChecked(),
            formulas=self.formulas.isEnabled() and self.formulas.isChecked(),
            unit=INCIDENT if self._form.isRowVisible(self.unit) and self.unit.currentData() == INCIDENT else EVENT,
        )  # fmt: skip

    def chosen(self) -> Format:
        """The format that is chosen."""
        name = str(self.format.currentData())
        return next(one for one in self._formats if one.name == name)

    def _of_codings(self) -> bool:
        return self.chosen().kind == "codings"

    def path(self) -> Path:
        """The file that would be written."""
        return Path(os.path.expanduser(self.file.text().strip()))

    def run(self) -> None:
        """Writes the dataset, in a thread."""
        out = self.path()
        if self.job.busy or not self.file.text().strip():
            return
        if not may_write(self, out):
            return
        self._tell("")
        name, options = str(self.format.currentData()), self.options()

        def work(own: Project, progress: Progress) -> Exported:
            return export(own, out, name, options, lambda rows: progress.report(rows, self._rows(), rows))

        numbering = options.number and isinstance(self._outlook, Outlook) and self._outlook.without_id > 0
        job = (writing_job if numbering else reading_job)(self._workspace.project, work, self)
        self.job.watch(job, self.tr("rows"))
        job.done.connect(self._on_done)
        job.failed.connect(self._tell)
        job.cancelled.connect(lambda: self._tell(self.tr("Stopped; nothing was written.")))
        for end in (job.done, job.failed, job.cancelled):
            end.connect(self._enable)
        self._enable()

    def _rows(self) -> int:
        if self._outlook is None:
            return 0
        if isinstance(self._outlook, CodingOutlook):
            return self._outlook.articles
        return self._outlook.incidents.rows if self._outlook.incidents else self._outlook.events

    # --- counting -----------------------------------------------------------------------------------------------------

    def _on_format(self) -> None:
        chosen = self.chosen()
        self.about.setText(self.tr("Keeps {0}; not {1}.").format(_short(chosen.keeps), _short(chosen.loses)))
        self.formulas.setEnabled(chosen.suffix == "csv")
        self._form.setRowVisible(self.formulas, not self._of_codings())
        self._form.setRowVisible(self.codings, self._of_codings())
        self.codings.show_for(chosen)
        self._place_label.setText(self.tr("F&older") if chosen.folder else self.tr("F&ile"))
        self.file.setAccessibleName(self.tr("Folder") if chosen.folder else self.tr("File"))
        self._offer_units(chosen)
        if self._own_name:
            self.file.setText(str(self._free_name(chosen)))
        self._count()

    def _offer_units(self, chosen: Format) -> None:
        """One row an event or an incident, where the format can have either. A table of the codebook's own has incidents by
        default, as soon as one is told by several events; what somebody chose stays."""
        self._form.setRowVisible(self.unit, chosen.incidents and self._workspace.is_lead)
        if self._own_unit:
            several = chosen.name in self._workspace.codebook.profiles and self._any_of_several()
            with QSignalBlocker(self.unit):
                self.unit.setCurrentIndex(self.unit.findData(INCIDENT if several else EVENT))
        self._offer_whose()

    def _any_of_several(self) -> bool:
        """Asked once: where there are none, all links are looked through."""
        if self._told_by_several is None:
            self._told_by_several = self._workspace.project.incidents.any_of_several()
        return self._told_by_several

    def _on_rows(self) -> None:
        self._offer_whose()
        self._count()

    def _on_unit(self) -> None:
        self._own_unit = False

    def _offer_whose(self) -> None:
        """Where several code, incidents are of the one coding that stands for each article, if nobody says otherwise."""
        if not self._several:
            return
        codings = self._of_codings()
        versions = codings or self.chosen().name == OWN
        one_each, place, every = codings or self.options().unit == INCIDENT, self.whose.findData(""), self.whose.findData(EVERY)
        chosen = self.whose.currentData()
        with QSignalBlocker(self.whose):
            if every >= 0 and not versions:
                self.whose.removeItem(every)
            if one_each and place < 0:
                self.whose.insertItem(0, self.tr("One coding an article: settled, approved, or the only one done"), "")
                self.whose.setCurrentIndex(0)
            elif not one_each and place >= 0:
                self.whose.removeItem(place)
            if versions and every < 0:
                self.whose.insertItem(
                    self.whose.findData("") + 1, self.tr("Every coder's coding of an article, and what was settled"), EVERY
                )
            if self.whose.findData(chosen) < 0:
                self.whose.setCurrentIndex(self._usual())

    def _free_name(self, chosen: Format) -> Path:
        stem = self._workspace.path.stem
        if chosen.folder:
            names = (f"{stem}-{chosen.name}{f'-{number}' if number > 1 else ''}" for number in count(1))
            places = (self._workspace.path.with_name(name) for name in names)
            return next(one for one in places if not os.path.exists(one))
        kind = "" if chosen.suffix != "csv" or chosen.name == "csv" else f"-{chosen.name.removesuffix('-csv')}"
        return self._workspace.path.with_name(f"{stem}{kind}.{chosen.suffix}")

    def _count(self) -> None:
        """Says what would go out, beside the window where that takes longer."""
        if self._counting is not None:
            self._counting.abandon()
        self._outlook = None
        options, of_codings = self.options(), self._of_codings()

        def look(own: Project, _progress: Progress) -> Outlook | CodingOutlook:
            if not of_codings:
                return outlook(own, options)
            return outlook_of_codings(own, options.codings, options.coder, options.adjudicated, options.every_coder)

        counting = self._counting = reading_job(self._workspace.project, look, self)
        counting.done.connect(self._on_counted)
        counting.failed.connect(self._on_not_counted)
        counting.start()
        if not counting.finish(0.1):
            self.counts.setText(self.tr("Counting…"))
        self._enable()

    def _on_counted(self, found: Outlook | CodingOutlook) -> None:
        self._counting, self._outlook = None, found
        self._tell("")
        self.counts.setText("\n".join(found.in_words()))
        if isinstance(found, Outlook):
            self._offer_numbers(found)
        else:
            self.number.hide()
        self._enable()

    def _offer_numbers(self, found: Outlook) -> None:
        many = f"{found.without_id:,}"
        if found.incidents:
            several = self.tr("&Number the {0} incidents that have no id yet; ids are kept for good").format(many)
            one = self.tr("&Number the one incident that has no id yet; ids are kept for good")
        else:
            several = self.tr("&Number the {0} events that have no id yet; ids are kept for good").format(many)
            one = self.tr("&Number the one event that has no id yet; ids are kept for good")
        self.number.setText(several if found.without_id != 1 else one)
        numbered = self._workspace.codebook.numbering is not None and self._workspace.is_lead  # ids are the lead's to give
        self.number.setVisible(numbered and found.without_id > 0)

    def _on_not_counted(self, reason: str) -> None:
        self._counting = None
        self.counts.setText("")
        self.number.hide()
        self._tell(reason)
        self._enable()

    # --- what is seen -------------------------------------------------------------------------------------------------

    def _on_name(self) -> None:
        self._own_name = False
        self._enable()

    def _tell(self, wrong: str) -> None:
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))

    def _wants_ids(self) -> bool:
        """Whether the table needs ids that are not there."""
        profile = self._workspace.codebook.profiles.get(str(self.format.currentData()))
        return bool(
            profile is not None and needs_ids(self._workspace.codebook, profile) and isinstance(self._outlook, Outlook)
            and self._outlook.without_id and not self.number.isChecked()
        )  # fmt: skip

    def _enable(self, *_: object) -> None:
        free, wanting = not self.job.busy, self._wants_ids()
        self._choices.setEnabled(free)
        if wanting:
            self._tell(
                self.tr("This table needs an id for every incident; have them numbered first.")
                if isinstance(self._outlook, Outlook) and self._outlook.incidents
                else self.tr("This table needs an id for every event; have them numbered first.")
            )
        elif self.wrong.text() and not self.job.busy and self._outlook is not None and self.sender() is self.number:
            self._tell("")
        self.number.setEnabled(not self._workspace.read_only)
        self.export_button.setEnabled(free and self._outlook is not None and not wanting and bool(self.file.text().strip()))
        self.export_button.setVisible(self.report is None)
        for button in (self.again_button, self.folder_button):
            button.setVisible(self.report is not None)
        self.close_button.setText(self.tr("Cancel") if self.report is None else self.tr("Close"))
        (self.export_button if self.report is None else self.close_button).setDefault(True)

    def _on_done(self, report: Exported) -> None:
        self.report = report
        self._tell("")
        self.outcome.setText(report.in_words())
        self._pages.setCurrentIndex(1)
        self._enable()
        self.close_button.setFocus()

    def _again(self) -> None:
        self.report = None
        self._pages.setCurrentIndex(0)
        self._count()
        self.format.setFocus()

    # --- building -----------------------------------------------------------------------------------------------------

    def _fill_choices(self) -> None:
        project = self._workspace.project
        self._formats = writable(project.codebook)
        fill(self.format, self._formats, project.codebook)
        self.unit.addItem(self.tr("An event: one happening as one article tells it"), EVENT)
        self.unit.addItem(self.tr("An incident: all articles that tell one happening"), INCIDENT)
        lead = self._workspace.is_lead
        coders = told_apart(project.coders.everybody())
        self._several = lead and len(coders) > 1
        if not lead:  # a coder gives the own work out, nobody else's
            self.whose.addItem(self.tr("My own work: {0}").format(coders[project.coder.uid]), project.coder.uid)
            return
        if len(coders) < 2:
            self.whose.addItem(self.tr("The dataset: all that is done"), "")
        for uid, name in coders.items() if len(coders) > 1 else ():
            self.whose.addItem(self.tr("Coder {0}").format(name), uid)
        if project.codings.any_adjudicated():
            self.whose.addItem(self.tr("What was settled by adjudication"), ADJUDICATED)
        self.whose.setCurrentIndex(self._usual())

    def _usual(self) -> int:
        """Whose work goes out where nobody chose: one's own, else what was settled, else the first coder's who finished
        any; a lead may code nothing."""
        project = self._workspace.project
        own, settled = self.whose.findData(project.history.coder), self.whose.findData(ADJUDICATED)

        def finished(row: int) -> bool:
            return project.codings.any_finished(str(self.whose.itemData(row)))

        if own >= 0 and finished(own):
            return own
        return settled if settled >= 0 else next(filter(finished, range(self.whose.count())), max(own, 0))

    def _lay_out(self) -> None:
        choose = QPushButton(self.tr("&Choose…"))
        choose.setObjectName("export.choose")
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose_file)
        place = QHBoxLayout()
        place.addWidget(self.file, 1)
        place.addWidget(choose)
        form = self._form = QFormLayout()
        form.setSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("&Format"), self.format)
        form.addRow("", self.about)
        form.addRow(self.tr("One &row"), self.unit)
        form.addRow(self.tr("&Whose work"), self.whose)
        form.addRow("", self.counts)
        form.addRow("", self.number)
        form.addRow("", self.formulas)
        form.addRow(self.tr("Along with it"), self.codings)
        self._place_label = QLabel()
        self._place_label.setBuddy(self.file)
        form.addRow(self._place_label, place)
        self._choices = QWidget()
        self._choices.setLayout(form)
        form.setContentsMargins(0, 0, 0, 0)
        told = QWidget()
        after = QVBoxLayout(told)
        after.setContentsMargins(0, 0, 0, 0)
        after.addWidget(self.outcome)
        after.addStretch(1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._choices)
        self._pages.addWidget(told)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(14)
        for part in (self._pages, self.wrong, self.job, self._make_buttons()):
            column.addWidget(part)
        self.wrong.hide()

    def _make_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        self.again_button = box.addButton(self.tr("Export &more…"), role.ActionRole)
        self.folder_button = box.addButton(self.tr("&Open the folder"), role.ActionRole)
        self.export_button = box.addButton(self.tr("&Export"), role.ActionRole)
        self.close_button = box.addButton(self.tr("Cancel"), role.RejectRole)
        named = {"again": self.again_button, "folder": self.folder_button, "run": self.export_button}
        for name, button in {**named, "close": self.close_button}.items():
            button.setObjectName(f"export.{name}")
            button.setAutoDefault(False)
        self.export_button.clicked.connect(lambda _checked=False: self.run())
        self.again_button.clicked.connect(lambda _checked=False: self._again())
        self.folder_button.clicked.connect(self._open_folder)
        box.rejected.connect(self.reject)
        return box

    def _combo(self, name: str, title: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(20)
        return box

    def _words(self, name: str) -> QLabel:
        label = plain_label(name, selectable=True)
        label.setMinimumWidth(420)
        return label

    # --- files --------------------------------------------------------------------------------------------------------

    def _choose_file(self) -> None:
        name, _ = file_dialogs.save_file(self, self.tr("Write the dataset to"), self.file.text(), ask_over=False)
        if name:
            self.file.setText(name)
            self._on_name()

    def _open_folder(self) -> None:
        if self.report is not None:
            written = self.report.file.resolve()
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(written if self.report.inside else written.parent)))

    # --- Qt -----------------------------------------------------------------------------------------------------------

    def reject(self) -> None:
        """Escape and Close: work that runs is stopped first, and the dialog stays to say so."""
        if self.job.busy:
            self.job.cancel()
            return
        if self._counting is not None:
            self._counting.abandon()
        super().reject()

    def wait(self) -> None:
        """Until nothing runs."""
        while self.job.busy or self._counting is not None:
            QApplication.processEvents()


def _short(text: str, most: int = 90) -> str:
    if len(text) <= most:
        return text
    at = text.rfind(",", 0, most)
    return text[:at] + ", …" if at > 0 else text[:most].rsplit(" ", 1)[0] + " …"
