"""The registers of actors, places and sources in one dialog: looked through, added to, judged, renamed, learnt.

Owns which register is shown and what may be done with the entries chosen. Entries are read by `register_model`, asked
about by `entry_dialog`; learning, files and renames are jobs.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTabBar,
    QTableView,
    QVBoxLayout,
)

from ..errors import AnnotatorError
from ..formats.place_rows import learn_places
from ..formats.register_csv import read_register, write_register
from ..formats.register_rows import learn
from ..project import Project
from ..project.register import STATES, Entry
from ..project.renames import Reach, reach, rename
from . import file_dialogs
from .colors import muted
from .entry_dialog import EntryDialog
from .fields.base import write_in
from .job_dialog import LeavableDialog
from .jobs import SHOWN_AT_ONCE, Job, Progress, reading_job, writing_job
from .messages import ask, ask_line
from .plain_parts import plain_button, plain_label
from .refusals import last, refusals
from .register_model import COLUMNS, WIDTHS, RegisterModel, state_words
from .register_words import learnt, reaches, taken_in
from .table_cells import HEAD, Cells, in_rows
from .workspace import Workspace

if TYPE_CHECKING:
    from .window import Window


class RegistersDialog(LeavableDialog):
    """A register's entries by name. A coder proposes; the lead adds, approves, refuses and renames."""

    def __init__(self, workspace: Workspace, window: Window, register: str = "actors") -> None:
        super().__init__(window)
        self.setObjectName("registers")
        self.setWindowTitle(self.tr("Actors, places and sources"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._lead = workspace, workspace.is_lead
        self.tabs = QTabBar()
        self.tabs.setObjectName("registers.which")
        self.tabs.setAccessibleName(self.tr("Which register"))
        self.tabs.setDrawBase(False)
        for name, title in zip(COLUMNS, (self.tr("&Actors"), self.tr("&Places"), self.tr("&Sources")), strict=True):
            self.tabs.setTabData(self.tabs.addTab(title), name)
        self.search = QLineEdit()
        self.search.setObjectName("registers.search")
        self.search.setPlaceholderText(self.tr("Search names"))
        self.search.setAccessibleName(self.tr("Search names"))
        self.search.setClearButtonEnabled(True)
        self.state = QComboBox()
        self.state.setObjectName("registers.state")
        self.state.setAccessibleName(self.tr("Entries of which state"))
        self.state.addItem(self.tr("All states"), "")
        for one in STATES:
            self.state.addItem(state_words()[one], one)
        self.model = RegisterModel(workspace, self)
        self.table = self._make_table()
        self.foot = plain_label("registers.foot")
        self.foot.setMinimumHeight(self.fontMetrics().lineSpacing() * 2 + 2)
        self.foot.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._make_buttons()
        self._lay_out()
        self.tabs.setCurrentIndex(list(COLUMNS).index(register))
        self.tabs.currentChanged.connect(self._show_register)
        self.search.textChanged.connect(lambda _text: self._show())
        self.state.currentIndexChanged.connect(lambda _index: self._show())
        self.resize(1180, 600)
        self._show_register()
        self.search.setFocus()

    @property
    def register(self) -> str:
        """Which one is shown."""
        return str(self.tabs.tabData(self.tabs.currentIndex()))

    # --- what is shown ------------------------------------------------------------------------------------------------

    def _show_register(self, _index: int = 0) -> None:
        self._show()
        head = self.table.horizontalHeader()
        for place, column in enumerate(self.model.columns):
            stretched = column == "name"
            head.setSectionResizeMode(
                place, QHeaderView.ResizeMode.Stretch if stretched else QHeaderView.ResizeMode.Interactive
            )
            if not stretched:
                head.resizeSection(place, WIDTHS[column])

    def _show(self, words: str = "", at: str = "") -> None:
        """Reads the entries anew; says how many there are, behind `words`, and chooses the entry `at`."""
        self.model.show(self.register, self.search.text(), str(self.state.currentData()))
        self.table.clearSelection()
        row = self.model.row_of(at) if at else -1
        if row >= 0:
            self.table.selectRow(row)
            self.table.scrollTo(self.model.index(row, 0))
        elif self.model.rowCount():  # the keyboard has a place to start from
            self.table.selectionModel().setCurrentIndex(self.model.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        self._say(" ".join(part for part in (words, self._count()) if part))
        self._enable()

    def _count(self) -> str:
        if self.model.count:
            waiting = self._workspace.project.registers.register(self.register).count(state="proposed")
            words = self.tr("{0} entries; {1} proposed.") if waiting else self.tr("{0} entries.")
            return words.format(f"{self.model.count:,}", f"{waiting:,}")
        if self.search.text().strip() or self.state.currentData():
            return self.tr("Nothing fits.")
        return self.tr("Nothing is in this register yet: add names, or learn them from a table of coded events.")

    def _say(self, text: str) -> None:
        self.foot.setText(text)

    def chosen(self) -> list[Entry]:
        """The entries that are selected."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [entry for row in rows if (entry := self.model.at(row)) is not None]

    def _enable(self) -> None:
        entries, busy = self.chosen(), self.job.busy
        usable = not self._workspace.read_only and not busy
        own = self._workspace.project.coder.uid
        mine = len(entries) == 1 and (self._lead or (entries[0].state == "proposed" and entries[0].proposed_by == own))
        self.add.setEnabled(usable)
        self.change.setEnabled(usable and mine)
        self.approve.setEnabled(usable and self._lead and any(one.state != "approved" for one in entries))
        self.refuse.setEnabled(usable and self._lead and any(one.state != "refused" for one in entries))
        self.rename.setEnabled(usable and self._lead and len(entries) == 1)
        self.learn.setEnabled(usable and self._lead)
        self.read.setEnabled(usable)
        self.write.setEnabled(not busy)
        for part in (self.tabs, self.search, self.state, self.table):
            part.setEnabled(not busy)

    # --- entries ------------------------------------------------------------------------------------------------------

    def _add(self) -> None:
        name = " ".join(self.search.text().split()) if not self.model.count else ""
        yes = self.tr("Add") if self._lead else self.tr("Propose")
        kept = list[Entry]()

        def keep(entry: Entry) -> str:
            with refusals(self._workspace) as refused:
                made = self._workspace.put_entry(self.register, entry)
            kept.extend([made] if made else [])
            return last(refused)

        dialog = EntryDialog(self._workspace.codebook, self.register, Entry({"name": name}), yes, keep, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            words = self.tr("“{0}” is in the register now.") if self._lead else self.tr("“{0}” is proposed; the lead decides.")
            self._show(words.format(kept[0].name), kept[0].uid)

    def _change(self) -> None:
        entries = self.chosen()
        if len(entries) != 1 or not self.change.isEnabled():
            return
        old = entries[0]

        def keep(entry: Entry) -> str:
            with refusals(self._workspace) as refused:
                self._workspace.change_entry(self.register, old.uid, entry)
            return last(refused)

        dialog = EntryDialog(self._workspace.codebook, self.register, old, self.tr("Save"), keep, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._show(at=old.uid)

    def _judge(self, state: str) -> None:
        entries = self.chosen()
        changed = self._workspace.judge_entries(self.register, [one.uid for one in entries], state)  # type: ignore[arg-type]
        done = self.tr("{0} approved.") if state == "approved" else self.tr("{0} refused; they are not offered any more.")
        self._show(done.format(changed), entries[0].uid if len(entries) == 1 else "")

    # --- renaming -----------------------------------------------------------------------------------------------------

    def _rename(self) -> None:
        """Asks for the new name, tells how far it reaches, and does it when that is wanted."""
        old, register = self.chosen()[0].name, self.register
        question = self.tr("Another name for “{0}”, in the register and in all events.").format(old)
        new = ask_line(self, question, self.tr("Count"), text=old, refuse=lambda line: self._unfit(old, line))
        if not new:
            return

        def count(own: Project, _progress: Progress) -> Reach:
            return reach(own, register, old)

        def confirm(told: Reach) -> None:
            self._show()
            question = self.tr("“{0}” becomes “{1}” in {2}. One undo takes it back.").format(old, new, reaches(told))
            if ask(self, question, self.tr("Rename")):
                self._begin(writing_job(self._workspace.project, change, self), self.tr("events"), renamed)

        def change(own: Project, progress: Progress) -> Reach:
            return rename(own, register, old, new, progress.report)

        def renamed(told: Reach) -> None:
            entry = next(iter(self._workspace.project.registers.register(register).named(new)), None)
            self._show(self.tr("Renamed: {0}.").format(reaches(told)), entry.uid if entry else "")

        self._begin(reading_job(self._workspace.project, count, self), "", confirm)

    def _unfit(self, old: str, new: str) -> str:
        if new == old:
            return self.tr("That is its name now.")
        return self.tr("A semicolon stands between names; leave it out.") if ";" in new else ""

    # --- files --------------------------------------------------------------------------------------------------------

    def _ask_learn(self) -> None:
        title, kinds = self.tr("Learn from a table of coded events"), self.tr("Tables (*.csv *.tsv *.xlsx);;All files (*)")
        name = file_dialogs.open_file(self, title, str(self._workspace.path.parent), kinds)
        if name:
            self.learn_from(Path(name))

    def learn_from(self, path: Path) -> None:
        """Takes the names of a table of coded events into the register shown."""
        register = self.register

        def work(own: Project, progress: Progress) -> Any:
            if register == "places":
                return learn_places(own, path, progress.report)
            return learn(own, register, path, progress.report)

        self._begin(writing_job(self._workspace.project, work, self), self.tr("rows"), lambda told: self._show(learnt(told)))

    def _ask_read(self) -> None:
        title, kinds = self.tr("Take a register's file in"), self.tr("Tables (*.csv *.tsv *.xlsx);;All files (*)")
        name = file_dialogs.open_file(self, title, str(self._workspace.path.parent), kinds)
        if name:
            self.take_in(Path(name))

    def take_in(self, path: Path) -> None:
        """Takes a register's file in, as it was written from here."""
        register = self.register

        def work(own: Project, progress: Progress) -> Any:
            return read_register(own, register, path, progress.report)

        self._begin(writing_job(self._workspace.project, work, self), self.tr("rows"), lambda told: self._show(taken_in(told)))

    def _ask_write(self) -> None:
        wish = self._workspace.path.with_name(f"{self.register}.csv")
        name, _ = file_dialogs.save_file(self, self.tr("Save the register as"), str(wish), self.tr("Tables (*.csv)"))
        if not name:
            return
        try:
            told = write_register(self._workspace.project, self.register, Path(name))
        except AnnotatorError as error:
            self._say(str(error))
            return
        self._say(self.tr("{0} entries stand in {1}.").format(f"{told['entries']:,}", Path(name).name))

    def _begin(self, job: Job, things: str, done: Callable[[Any], None]) -> None:
        """Starts a job; what comes of it is told at the foot."""
        self.job.watch(job, things)
        self._enable()
        job.done.connect(done)
        job.failed.connect(self._show)
        job.cancelled.connect(lambda: self._show(self.tr("Stopped; nothing was changed.")))
        job.finish(SHOWN_AT_ONCE)

    # --- building -----------------------------------------------------------------------------------------------------

    def _make_table(self) -> QTableView:
        made = QTableView()
        made.setObjectName("registers.table")
        made.setAccessibleName(self.tr("Entries of the register"))
        made.setModel(self.model)
        made.setItemDelegate(Cells(made))
        in_rows(made)
        made.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        made.setAlternatingRowColors(True)
        made.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 8)
        head = made.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setStyleSheet(HEAD)
        made.activated.connect(lambda _index: self._change())
        made.selectionModel().selectionChanged.connect(lambda _new, _old: self._enable())
        return made

    def _make_buttons(self) -> None:
        self.add = plain_button("registers.add", self.tr("A&dd…") if self._lead else self.tr("Propose a na&me…"), self._add)
        self.change = plain_button("registers.change", self.tr("&Change…"), self._change)
        self.approve = plain_button("registers.approve", self.tr("Appro&ve"), lambda: self._judge("approved"))
        self.refuse = plain_button("registers.refuse", self.tr("Re&fuse"), lambda: self._judge("refused"))
        self.rename = plain_button("registers.rename", self.tr("Re&name everywhere…"), self._rename)
        self.learn = plain_button("registers.learn", self.tr("&Learn from a table…"), self._ask_learn)
        self.read = plain_button("registers.read", self.tr("&Import…"), self._ask_read)
        self.write = plain_button("registers.write", self.tr("&Export…"), self._ask_write)
        self.close_ = plain_button("registers.close", self.tr("Close"), self.reject)
        for one in (self.approve, self.refuse, self.rename, self.learn):
            one.setVisible(self._lead)

    def _lay_out(self) -> None:
        write_in(self.foot, muted(self.palette()))
        top, bottom = QHBoxLayout(), QHBoxLayout()
        for row in (top, bottom):
            row.setSpacing(8)
        top.addWidget(self.tabs)
        top.addSpacing(12)
        top.addWidget(self.search, 1)
        top.addWidget(self.state)
        for one in (self.add, self.change, self.approve, self.refuse, self.rename):
            bottom.addWidget(one)
        bottom.addStretch(1)
        for one in (self.learn, self.read, self.write, self.close_):
            bottom.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.foot)
        column.addWidget(self.job)
        column.addLayout(bottom)
