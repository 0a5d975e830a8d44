"""The dialog of train, dev and test: how parts are to be made, what that comes to, and making them.

Owns the choices and the order: a plan is shown before anything is made. What belongs together, and who goes where, is
`releases.splits`'.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..project import Project
from ..project.splits import PARTS
from ..releases.splits import SHARES, SplitPlan, SplitWish, choices, make, plan
from .colors import is_dark, muted, severity_color
from .fields.base import write_in
from .job_dialog import JobDialog
from .jobs import Job, Progress, reading_job, writing_job
from .messages import ask
from .plain_parts import plain_label
from .workspace import Workspace

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
WAIT = 150
"""Milliseconds after the last key before a plan is made anew."""


class SplitsDialog(JobDialog):
    """Plans parts and makes them. `plan` is what making them now would come to, None while it is not known."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("splits")
        self.setWindowTitle(self.tr("Train, dev and test"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace = workspace
        self.plan: SplitPlan | None = None
        self._wished: SplitWish | None = None
        self._planning: Job | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT)
        self._timer.timeout.connect(self._look)
        self.shares = {part: self._number(part, self.tr("Share of {0}").format(part), 0, 100) for part in PARTS}
        self.by = self._combo("by", self.tr("How parts are made"))
        self.stratify = self._combo("stratify", self.tr("Evenly by"))
        self.seed = self._number("seed", self.tr("Seed"), 0, 2_000_000_000)
        self.table = self._make_table()
        self.said = plain_label("splits.said", selectable=True)
        self.wrong = plain_label("splits.wrong", selectable=True)
        write_in(self.wrong, severity_color("error", is_dark(self.palette())))
        self._fill()
        self._lay_out()
        for box in (*self.shares.values(), self.seed):
            box.valueChanged.connect(lambda _value: self._on_choice())
        for box in (self.by, self.stratify):
            box.currentIndexChanged.connect(lambda _index: self._on_choice())
        line = self.fontMetrics().lineSpacing()
        room = parent.window()
        self.resize(min(46 * line, max(room.width(), 640) - 20), min(34 * line, max(room.height(), 560) - 20))
        self._look()
        self.shares["train"].setFocus()

    def wish(self) -> SplitWish:
        """How parts are to be made, as the dialog stands."""
        train, dev, test = (float(self.shares[part].value()) for part in PARTS)
        before = self._workspace.project.splits.last_made().get("shares")
        if before and _in_hundredths(before) == [train, dev, test]:  # the boxes hold whole numbers up to 100 alone
            train, dev, test = before
        by_time = self.by.currentData() == "time"
        return SplitWish(
            (train, dev, test), self.seed.value(), "time" if by_time else "article",
            "" if by_time else str(self.stratify.currentData() or ""),
        )  # fmt: skip

    # --- planning -----------------------------------------------------------------------------------------------------

    def _on_choice(self) -> None:
        if self.wish() == self._wished:  # Enter in a number's box says that it changed, where it did not
            return
        by_time = self.by.currentData() == "time"
        self.stratify.setEnabled(not by_time)
        self.seed.setEnabled(not by_time)
        self._stop_planning()
        self.plan = self._wished = None
        self._enable()
        self._timer.start()

    def _look(self) -> None:
        """Makes a plan, beside the window where that takes longer."""
        self._timer.stop()
        self._stop_planning()
        self.plan = None
        wish = self._wished = self.wish()
        planning = self._planning = reading_job(
            self._workspace.project, lambda own, progress: plan(own, wish, progress.check), self
        )
        planning.done.connect(self._on_plan)
        planning.failed.connect(self._on_no_plan)
        planning.start()
        if not planning.finish(0.1):
            self.said.setText(self.tr("Counting…"))
        self._enable()

    def _stop_planning(self) -> None:
        if self._planning is not None:
            self._planning.abandon()
            self._planning = None

    def _on_plan(self, found: SplitPlan) -> None:
        self._planning, self.plan = None, found
        self._tell("")
        self.said.setText("\n".join(found.notes))
        self.table.clear()
        for one in found.table:
            item = QTreeWidgetItem([one.title, *(f"{one.counts[part]:,}" for part in PARTS), f"{sum(one.counts.values()):,}"])
            for column in range(1, 5):
                item.setTextAlignment(column, _RIGHT)
            if not one.name:
                font = self.table.font()
                font.setBold(True)
                for column in range(5):
                    item.setFont(column, font)
            self.table.addTopLevelItem(item)
        self._enable()

    def _on_no_plan(self, reason: str) -> None:
        self._planning = None
        self.table.clear()
        self.said.setText("")
        self._tell(reason)
        self._enable()

    # --- making -------------------------------------------------------------------------------------------------------

    def make(self) -> None:
        """Makes the parts, in a thread; copies are looked for first where that is to be done."""
        if self.job.busy or self.plan is None or not self.plan.changes:
            return
        wish = self.wish()

        def work(own: Project, progress: Progress) -> SplitPlan:
            def compared(done: int, of: int) -> None:
                progress.what = self.tr("Looking for copies")
                progress.report(done, of)

            return make(own, wish, compared)

        job = writing_job(self._workspace.project, work, self)
        self.job.watch(job, "")
        job.done.connect(lambda _made: self._on_made(self.close_button))
        job.failed.connect(self._tell)
        job.cancelled.connect(lambda: self._tell(self.tr("Stopped; nothing was made.")))
        for end in (job.done, job.failed, job.cancelled):
            end.connect(self._enable)
        self._enable()

    def _on_made(self, next_: QWidget) -> None:
        self._bind()
        self._look()
        next_.setFocus()

    def take_away(self) -> None:
        """Takes all parts away, after a question."""
        count = len(self._workspace.project.splits.parts())
        asked = self.tr("Take the part from {0} articles? Parts that were given out in files are not known here.")
        if self.job.busy or not ask(self, asked.format(f"{count:,}"), self.tr("Take them away")):
            return
        job = writing_job(self._workspace.project, lambda own, _progress: own.splits.clear(), self)
        self.job.watch(job, "")
        job.done.connect(lambda _none: self._on_made(self.shares["train"]))
        job.failed.connect(self._tell)
        job.cancelled.connect(lambda: self._tell(self.tr("Stopped; the parts are as they were.")))
        for end in (job.done, job.failed, job.cancelled):
            end.connect(self._enable)
        self._enable()
        job.finish(0.1)

    def _bind(self) -> None:
        """Parts that are there say in which way more are made."""
        there = self._workspace.project.splits
        before = there.last_made() if there.any() else {}
        with QSignalBlocker(self.by):
            if before:
                self.by.setCurrentIndex(self.by.findData(before.get("by", "article")))
        self.by.setEnabled(not before)
        self._released = bool(before) and there.released()
        by_time = self.by.currentData() == "time"
        self.stratify.setEnabled(not by_time)
        self.seed.setEnabled(not by_time)

    # --- what is seen -------------------------------------------------------------------------------------------------

    def _tell(self, wrong: str) -> None:
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))

    def _enable(self, *_: object) -> None:
        free, writable = not self.job.busy, not self._workspace.read_only and self._workspace.is_lead
        self._choices.setEnabled(free)
        there = self._workspace.project.splits.any()
        self.make_button.setEnabled(free and writable and self.plan is not None and self.plan.changes)
        self.make_button.setText(self.tr("&Add to the parts") if there else self.tr("&Make the parts"))
        self.clear_button.setVisible(there)
        self.clear_button.setEnabled(free and writable and not self._released)
        why = self.tr("A release told of the parts: they stay.") if self._released else ""
        self.clear_button.setToolTip(why)
        self.make_button.setDefault(True)

    def _fill(self) -> None:
        project = self._workspace.project
        self.by.addItem(self.tr("At random"), "article")
        self.by.addItem(self.tr("By time: the test is the latest"), "time")
        self.stratify.addItem(self.tr("Nothing in particular"), "")
        for name, title in choices(project).items():
            self.stratify.addItem(title, name)
        before = project.splits.last_made()
        for part, share in zip(PARTS, _in_hundredths(before.get("shares", SHARES)), strict=True):
            self.shares[part].setValue(share)
        self.seed.setValue(before.get("seed", 1))
        if before.get("stratify"):
            self.stratify.setCurrentIndex(max(0, self.stratify.findData(before["stratify"])))
        self._bind()

    def _lay_out(self) -> None:
        about = QLabel(self.tr(
            "A model learns from train, is tuned on dev and tried on test. Articles that are copies of one another, or tell "
            "one incident, stay together. What an article is in, it stays in."
        ))  # fmt: skip
        about.setWordWrap(True)
        write_in(about, muted(self.palette()))
        row = QHBoxLayout()
        row.setSpacing(10)
        for part, box in self.shares.items():
            label = QLabel({"train": self.tr("&Train"), "dev": self.tr("&Dev"), "test": self.tr("Te&st")}[part])
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box)
        row.addStretch(1)
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(10)
        form.addRow(self.tr("Shares"), row)
        form.addRow(self.tr("&How"), self.by)
        form.addRow(self.tr("&Evenly by"), self.stratify)
        form.addRow(self.tr("Seed &number"), self.seed)
        self._choices = QWidget()
        self._choices.setLayout(form)
        box = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        self.clear_button = box.addButton(self.tr("Take the parts a&way…"), role.ActionRole)
        self.make_button = box.addButton("", role.ActionRole)
        self.close_button = box.addButton(self.tr("Close"), role.RejectRole)
        for name, button in {"clear": self.clear_button, "make": self.make_button, "close": self.close_button}.items():
            button.setObjectName(f"splits.{name}")
            button.setAutoDefault(False)
        self.make_button.clicked.connect(lambda _checked=False: self.make())
        self.clear_button.clicked.connect(lambda _checked=False: self.take_away())
        box.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(12)
        for part in (about, self._choices, self.said, self.table, self.wrong, self.job, box):
            column.addWidget(part, 1 if part is self.table else 0)
        self.wrong.hide()

    def _make_table(self) -> QTreeWidget:
        table = QTreeWidget()
        table.setObjectName("splits.table")
        table.setAccessibleName(self.tr("Articles by part"))
        table.setRootIsDecorated(False)
        table.setUniformRowHeights(True)
        table.setAlternatingRowColors(True)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setHeaderLabels([self.tr("Articles"), *PARTS, self.tr("together")])
        head = table.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, 5):
            table.headerItem().setTextAlignment(column, _RIGHT)
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        return table

    def _combo(self, name: str, title: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(f"splits.{name}")
        box.setAccessibleName(title)
        return box

    def _number(self, name: str, title: str, low: int, high: int) -> QSpinBox:
        box = QSpinBox()
        box.setObjectName(f"splits.{name}")
        box.setAccessibleName(title)
        box.setRange(low, high)
        return box

    # --- Qt -----------------------------------------------------------------------------------------------------------

    def reject(self) -> None:
        """Escape and Close: planning ends, work that runs is stopped first."""
        if not self.job.busy:
            self._timer.stop()
            self._stop_planning()
        super().reject()

    def wait(self) -> None:
        """Until nothing runs."""
        while self.job.busy or self._planning is not None or self._timer.isActive():
            QApplication.processEvents()


def _in_hundredths(shares: Sequence[float]) -> list[int]:
    """Shares in any unit as the boxes show them: as they are where they fit, else of a hundred."""
    if all(0 <= share <= 100 and share == round(share) for share in shares):
        return [round(share) for share in shares]
    return [round(100 * share / sum(shares)) for share in shares]
