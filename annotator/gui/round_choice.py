"""Which round is in view: the chooser above the queue, and the page that stands in for the queue before a test is passed.

Owns what a round is called there: a re-test goes under a neutral name, as who codes it must not know that it is one. What
there is to do in a round is `project.training`'s, whether the main round is open `project.results`'s.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ..project import results, training
from ..project.codings import MAIN
from ..project.history import Changes
from .plain_parts import plain_label
from .workspace import Workspace

TOLD = ("round", "assignment", "coding", "result", "coder")
"""The tables whose rows say what there is to do in which round."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A round to work in, how it is called, and how much there is to do; `standing` is `standard` where the lead makes
    what coders are measured by."""

    round: str
    title: str
    left: str = ""
    standing: str = "coded"

    @property
    def words(self) -> str:
        """Both in one line."""
        return f"{self.title} · {self.left}" if self.left else self.title


def choices(workspace: Workspace) -> list[Choice]:
    """The rounds in which there is work for me: the main one, those I was given articles of, and as the lead those whose
    standard codings are mine to make. The main one alone where there is no other."""
    project = workspace.project
    found = [Choice(MAIN, _tr("Main round"))]
    rounds = project.rounds.all()
    if len(rounds) < 2:
        return found
    further = 0
    for work in training.work_of(project, project.coder.uid):
        title = work.round.name
        if work.round.kind == "retest":
            further += 1
            title = _tr("Further work") if further == 1 else _tr("Further work {0}").format(further)
        left = _tr("{0} left").format(work.left) if work.left else _tr("all handed in")
        found.append(Choice(work.round.uid, title, left))
    if workspace.is_lead:
        for one in rounds:
            if training.has_standards(one):
                made = _tr("{0} made").format(len(training.standards(project, one.uid)))
                found.append(Choice(one.uid, _tr("Standard: {0}").format(one.name), made, "standard"))
    return found


class RoundChoice(QComboBox):
    """The rounds to choose from; hidden where there is one, or where another's work is looked at."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("queue.round")
        self.setAccessibleName(self.tr("Round"))
        self.setToolTip(self.tr("Which round you work in"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._workspace = workspace
        self._choices: list[Choice] = []
        self.activated.connect(self._choose)
        workspace.coder_changed.connect(self.refill)
        workspace.changed.connect(self._on_changed)
        self.refill()

    def refill(self) -> None:
        """Reads anew what there is to do."""
        self._choices = choices(self._workspace)
        here = next((place for place, one in enumerate(self._choices) if self._is_in_view(one)), -1)
        with QSignalBlocker(self):
            self.clear()
            for place, one in enumerate(self._choices):
                self.addItem(one.words)
                self.setItemData(place, one.words, Qt.ItemDataRole.ToolTipRole)
            self.setCurrentIndex(here)
        self.setVisible(len(self._choices) > 1 and not self._workspace.looks_on)

    def _is_in_view(self, one: Choice) -> bool:
        return (one.round, one.standing) == self._workspace.in_view[1:]

    def _on_changed(self, changes: Changes) -> None:
        if changes.has(*TOLD) and (len(self._choices) > 1 or changes.has("round", "assignment")):
            self.refill()

    def _choose(self, place: int) -> None:
        one = self._choices[place]
        if not self._is_in_view(one):
            self._workspace.look_at(round_=one.round, standing=one.standing)


class ClosedGate(QWidget):
    """Why the main round is closed to me, and the way to the test that opens it."""

    left = Signal()
    """The test was chosen."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("queue.gate")
        self._workspace = workspace
        self.words = plain_label("queue.gate.words")
        self.button = QPushButton(self.tr("Go to the test"))
        self.button.setObjectName("queue.gate.test")
        self.button.clicked.connect(self._go)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 12)
        column.setSpacing(12)
        column.addWidget(self.words)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def stands(self) -> bool:
        """Whether the queue gives way to this page; says why on it."""
        workspace = self._workspace
        closed = workspace.round == MAIN and not workspace.looks_on and workspace.refusal
        if not closed:
            return False
        test = results.test_before(workspace.project, workspace.project.coder.uid)
        self.words.setText(closed)
        self.words.setAccessibleName(closed)
        self._test = test.uid if test else ""
        judged = bool(test) and results.result(workspace.project, self._test, workspace.project.coder.uid) is not None
        self.button.setVisible(bool(test) and not judged)
        return True

    def _go(self) -> None:
        self._workspace.look_at(round_=self._test)
        self.left.emit()

    _test = ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("RoundChoice", text)
