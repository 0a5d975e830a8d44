"""Who works in a project: chosen once on each computer and remembered; a file made for one coder is that coder's.

Owns the question. Whoever was not the lead here until now is asked once more before becoming it: a lead sees everybody's
work.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListWidget, QVBoxLayout, QWidget

from ..project import Project
from ..project.coders import Coder, told_apart
from .messages import ask


class CoderDialog(QDialog):
    """The project's coders, the last one marked."""

    def __init__(self, coders: Sequence[Coder], last: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("coder_choice")
        self.setWindowTitle(self.tr("Who codes?"))
        self._coders = coders
        self.list = QListWidget()
        self.list.setObjectName("coders")
        self.list.setAccessibleName(self.tr("Coders of this project"))
        names = told_apart(coders)
        self.list.addItems([f"{names[coder.uid]} · {role_of(coder)}" for coder in coders])
        self.list.setCurrentRow(next((row for row, coder in enumerate(coders) if coder.uid == last), 0))
        self.list.itemDoubleClicked.connect(lambda _item: self.accept())
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("Work as this coder"), QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        words = QLabel(
            self.tr(
                "Several people code in this project. Everybody sees and changes their own work. Who you are is "
                "remembered on this computer; “Who codes…” in the menu Team changes it."
            )
        )
        words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        for part in (words, self.list, buttons):
            column.addWidget(part)
        self.resize(400, 320)
        self.list.setFocus()

    def chosen(self) -> Coder:
        """The one marked."""
        return self._coders[max(self.list.currentRow(), 0)]


def choose_coder(parent: QWidget | None, coders: Sequence[Coder], last: str = "") -> Coder | None:
    """Who works; None where the person went back."""
    dialog = CoderDialog(coders, last, parent)
    return dialog.chosen() if dialog.exec() == QDialog.DialogCode.Accepted else None


def who_works(parent: QWidget | None, project: Project, last: str) -> Coder | None:
    """Who works in a project that is opened: who it was made for, the only person, who worked here last, or who is chosen.

    `last` is the uid this computer remembers, empty for none. None where the person went back.
    """
    mine = project.coders.get(project.made_for) if project.made_for else None
    if mine is not None:
        return mine
    people = [coder for coder in project.coders.all() if coder.kind == "person"]
    if len(people) < 2:
        return people[0] if people else project.coder
    known = next((coder for coder in people if coder.uid == last), None)
    if known is not None:
        return known
    chosen = choose_coder(parent, people, last)
    if chosen is None or not may_become(parent, project, chosen, last):
        return None
    return chosen


def may_become(parent: QWidget | None, project: Project, chosen: Coder, last: str) -> bool:
    """Whether somebody becomes who was chosen: asked only where this computer was another coder's and the lead is chosen."""
    before = project.coders.get(last) if last else None
    if before is None or before.uid == chosen.uid or before.role == "lead" or chosen.role != "lead":
        return True
    names = told_apart(project.coders.everybody())
    question = QCoreApplication.translate(
        "coder_choice",
        "This computer was used by {0} until now. {1} leads the project: a lead sees everybody's work. "
        "Go on only if you are {1}.",
    )
    yes = QCoreApplication.translate("coder_choice", "Work as {0}").format(names[chosen.uid])
    return ask(parent, question.format(names[before.uid], names[chosen.uid]), yes)


def role_of(coder: Coder) -> str:
    """What somebody is in a project, in a word."""
    if coder.kind == "model":
        return QCoreApplication.translate("coder_choice", "model")
    if coder.role == "lead":
        return QCoreApplication.translate("coder_choice", "lead")
    return QCoreApplication.translate("coder_choice", "coder")
