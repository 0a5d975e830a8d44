"""The other pages of "Hand out": a re-test of what was done, and taking back what is not begun, or giving it to others.

Own the questions and the words of what comes of them; the work is that of `project.retests` and `project.taking_back`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFormLayout, QLabel, QRadioButton, QSpinBox, QVBoxLayout, QWidget

from ..project import Project
from ..project.codings import MAIN
from ..project.handing_out import Check
from ..project.retests import Retest, RetestPlan, carry_out_retest, plan_retest
from ..project.taking_back import Moved, foresee_reassignment, foresee_withdrawal, reassign, withdraw
from .coder_table import CoderTable
from .colors import muted
from .fields.base import write_in
from .workspace import Workspace

MOST_DAYS, MOST_SEED = 3650, 999_999


class RetestPage(QWidget):
    """A share of what each coder has done comes again some days later."""

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setObjectName("hand_out.retest")
        people = [one for one in workspace.project.coders.all() if one.kind == "person"]
        self.table = CoderTable(
            "hand_out.retest.coders", self.tr("Who codes again"), people, [],
            [self.tr("Done"), self.tr("Again already"), self.tr("Comes again")],
        )  # fmt: skip
        self.share = _number("hand_out.retest.share", self.tr("Share of what is done, in percent"), 0, 100, 10)
        self.share.setSuffix(self.tr(" %"))
        self.after = _number("hand_out.retest.after", self.tr("Days after it was done"), 0, MOST_DAYS, 14)
        self.after.setSuffix(self.tr(" days later"))
        self.seed = _number("hand_out.retest.seed", self.tr("Seed of the draw"), 0, MOST_SEED, 1)
        about = _about(
            self,
            self.tr(
                "Each coder gets a share of what they have done once more, in a round of its own and without their first "
                "answers, so that you see how far they agree with themselves. An article is in their queue from its day on."
            ),
        )
        asked = _form()
        asked.addRow(self.tr("&Share of what is done"), self.share)
        asked.addRow(self.tr("&When"), self.after)
        asked.addRow(self.tr("Se&ed"), self.seed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(12)
        column.addWidget(about)
        column.addWidget(self.table, 1)
        column.addLayout(asked)
        self.table.tick([one.uid for one in people])
        self.table.edited.connect(self.changed)
        for box in (self.share, self.after, self.seed):
            box.valueChanged.connect(self.changed)

    def _asked(self) -> Retest:
        return Retest(tuple(self.table.ticked()), self.share.value() / 100, self.after.value(), self.seed.value())

    def refusal(self) -> str:
        """Why nothing can be worked out yet, in words; empty where it can."""
        return "" if self.table.ticked() else self.tr("Nobody is chosen: tick who codes again.")

    def plan(self) -> Callable[[Project, Check], Any]:
        """Works out what would be done."""
        asked = self._asked()
        return lambda own, _check: plan_retest(own, asked)

    def deed(self) -> Callable[[Project, Check], Any]:
        """Does it."""
        asked = self._asked()
        return lambda own, _check: carry_out_retest(own, asked)

    def show_plan(self, told: RetestPlan | None) -> tuple[str, bool]:
        """Fills the counts; gives the outcome in words, and whether there is anything to do."""
        with QSignalBlocker(self.table):
            self.table.tell_nothing()
            for one in told.coders if told else ():
                self.table.tell(one.coder, [f"{one.done:,}", f"{one.before:,}", f"{one.new:,}"])
        if told is None:
            return "", False
        if not any(one.done for one in told.coders):
            return self.tr("Nothing is done yet in the main round: there is nothing to code again."), False
        if not told.given:
            return self.tr("Nothing more comes again at this share."), False
        words = self.tr("{0} articles come again, the first on {1}, the last on {2}.")
        return words.format(f"{len(told.given):,}", min(told.due.values()), max(told.due.values())), True

    def done_words(self, told: RetestPlan) -> str:
        """What was done, for the foot of the window."""
        return self.tr("{0} articles come again; undo takes it back.").format(f"{len(told.given):,}")


class TakeBackPage(QWidget):
    """What a coder has not begun is withdrawn, or goes to others."""

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setObjectName("hand_out.back")
        people = [one for one in workspace.project.coders.all() if one.kind == "person"]
        self._people, self._offered = people, ""
        self.whose = QComboBox()
        self.whose.setObjectName("hand_out.back.whose")
        self.whose.setAccessibleName(self.tr("Whose articles"))
        for one in sorted(people, key=lambda one: one.role == "lead"):
            self.whose.addItem(one.name, one.uid)
        self.round = QComboBox()
        self.round.setObjectName("hand_out.back.round")
        self.round.setAccessibleName(self.tr("Of which round"))
        for one in workspace.project.rounds.all():
            self.round.addItem(self.tr("Main round") if one.uid == MAIN else one.name, one.uid)
        self.withdraw = QRadioButton(self.tr("&Withdraw them: they are nobody's then, and can be handed out anew"))
        self.withdraw.setObjectName("hand_out.back.withdraw")
        self.give = QRadioButton(self.tr("&Give them to others, in even numbers:"))
        self.give.setObjectName("hand_out.back.give")
        self._ways = QButtonGroup(self)
        self._ways.addButton(self.withdraw)
        self._ways.addButton(self.give)
        self.withdraw.setChecked(True)
        self.table = CoderTable("hand_out.back.to", self.tr("To whom they go"), people, [], [self.tr("Gets")])
        about = _about(self, self.tr("What a coder has not begun can be taken back. What is begun stays theirs."))
        asked = _form()
        asked.addRow(self.tr("Articles &of"), self.whose)
        if self.round.count() > 1:
            asked.addRow(self.tr("&Round"), self.round)
        else:
            self.round.setParent(self)
            self.round.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(12)
        column.addWidget(about)
        column.addLayout(asked)
        column.addWidget(self.withdraw)
        column.addWidget(self.give)
        column.addWidget(self.table, 1)
        self._offer()
        self.whose.currentIndexChanged.connect(self._offer)
        self.give.toggled.connect(self._offer)
        self.round.currentIndexChanged.connect(self.changed)
        self.table.edited.connect(self.changed)

    def _offer(self) -> None:
        with QSignalBlocker(self.table):
            others = [one.uid for one in self._people if one.uid != self.whose.currentData()]
            self.table.offer(others)
            if self._offered != self.whose.currentData():
                self._offered = self.whose.currentData()
                self.table.tick([one.uid for one in self._people if one.uid in others and one.role != "lead"])
        self.table.setEnabled(self.give.isChecked())
        self.changed.emit()

    def refusal(self) -> str:
        """Why nothing can be worked out yet, in words; empty where it can."""
        if self.give.isChecked() and not self.table.ticked():
            return self.tr("Nobody is chosen: tick to whom they go.")
        return ""

    def plan(self) -> Callable[[Project, Check], Any]:
        """Works out what would be done."""
        coder, round_, to = self.whose.currentData(), self.round.currentData(), self.table.ticked()
        if self.give.isChecked():
            return lambda own, _check: foresee_reassignment(own, coder, to, round_)
        return lambda own, _check: foresee_withdrawal(own, coder, round_)

    def deed(self) -> Callable[[Project, Check], Any]:
        """Does it."""
        coder, round_, to = self.whose.currentData(), self.round.currentData(), self.table.ticked()
        if self.give.isChecked():
            return lambda own, _check: reassign(own, coder, to, round_)
        return lambda own, _check: withdraw(own, coder, round_)

    def show_plan(self, told: Moved | None) -> tuple[str, bool]:
        """Fills the counts; gives the outcome in words, and whether there is anything to do."""
        with QSignalBlocker(self.table):
            self.table.tell_nothing()
            for uid, count in told.to.items() if told else ():
                self.table.tell(uid, [f"{count:,}"])
        if told is None:
            return "", False
        name = f"\u2068{self.whose.currentText()}\u2069"  # a name may run from right to left
        if not told.moved and not told.begun and not told.kept:
            return self.tr("{0} has no articles in this round that were handed out.").format(name), False
        words = self.tr("{0} articles leave {1}") if self.give.isChecked() else self.tr("{0} articles are withdrawn from {1}")
        words = words.format(f"{told.moved:,}", name) + self.tr("; {0} are begun and stay").format(f"{told.begun:,}")
        if told.kept:
            words += self.tr("; {0} stay, because nobody chosen may get them").format(f"{told.kept:,}")
        return f"{words}.", told.moved > 0

    def done_words(self, told: Moved) -> str:
        """What was done, for the foot of the window."""
        if told.to:
            return self.tr("{0} articles went to others; undo takes it back.").format(f"{told.moved:,}")
        return self.tr("{0} articles are withdrawn; undo takes it back.").format(f"{told.moved:,}")


def _about(page: QWidget, words: str) -> QLabel:
    made = QLabel(words)
    made.setWordWrap(True)
    write_in(made, muted(page.palette()))
    return made


def _form() -> QFormLayout:
    made = QFormLayout()
    made.setHorizontalSpacing(12)
    made.setVerticalSpacing(6)
    made.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
    return made


def _number(name: str, words: str, low: int, high: int, value: int) -> QSpinBox:
    made = QSpinBox()
    made.setObjectName(name)
    made.setAccessibleName(words)
    made.setRange(low, high)
    made.setValue(value)
    return made
