"""The dialogs about rounds: making or changing one, giving one to coders, opening the main round by hand. For a lead only.

Own what is asked; what becomes of it is the matter of `project.rounds`, `project.training` and `project.results`.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ..agreement.feedback import counted_fields
from ..agreement.judging import counted_in
from ..codebook.model import title_of
from ..project import results, training
from ..project.rounds import Round
from .colors import muted
from .fields.base import write_in
from .workspace import Workspace

UID = Qt.ItemDataRole.UserRole


class RoundDialog(QDialog):
    """A training or a test: name, pass mark, feedback, and which fields count. `made` is the uid of the round."""

    def __init__(self, workspace: Workspace, window: QWidget, round_: Round | None = None) -> None:
        super().__init__(window)
        self.setObjectName("round")
        self.setWindowTitle(self.tr("New round") if round_ is None else self.tr("Change “{0}”").format(round_.name))
        self._workspace, self._round = workspace, round_
        self.made = round_.uid if round_ else ""
        self.name = QLineEdit(round_.name if round_ else "")
        self.name.setObjectName("round.name")
        self.name.setAccessibleName(self.tr("Name of the round"))
        self.name.setPlaceholderText(self.tr("Coders read this name"))
        self.name.setEnabled(round_ is None)
        self.kind = QComboBox()
        self.kind.setObjectName("round.kind")
        self.kind.setAccessibleName(self.tr("Kind"))
        self.kind.addItem(self.tr("Training: feedback after each article"), "training")
        self.kind.addItem(self.tr("Test: opens the main round once passed"), "test")
        self.kind.setCurrentIndex(int(round_ is not None and round_.kind == "test"))
        self.kind.setEnabled(round_ is None)
        self.mark = QSpinBox()
        self.mark.setObjectName("round.pass_mark")
        self.mark.setAccessibleName(self.tr("Pass mark, in percent"))
        self.mark.setRange(1, 100)
        self.mark.setSuffix(self.tr(" %"))
        self.mark.setValue(round(100 * (results.pass_mark(round_) if round_ else results.PASS_MARK)))
        self.feedback = QCheckBox(self.tr("Show the &standard once an article is handed in"))
        self.feedback.setObjectName("round.feedback")
        self.feedback.setChecked(round_ is None or round_.kind == "test" or training.shows_feedback(round_))
        self.fields = self._field_list(round_)
        self.wrong = _words("")
        self.wrong.setObjectName("round.wrong")
        asked = QFormLayout()
        asked.setHorizontalSpacing(12)
        asked.addRow(self.tr("&Name"), self.name)
        asked.addRow(self.tr("&Kind"), self.kind)
        asked.addRow(self.tr("&Pass mark"), self.mark)
        asked.addRow("", self.feedback)
        asked.addRow(self.tr("&Fields that count"), self.fields)
        self.yes = _lay_out(
            self, self.tr("Make the round") if round_ is None else self.tr("Change it"), asked, self.wrong,
            about=self.tr(
                "You code some articles as the standard, give them to coders, and see how far theirs are the same. Nothing "
                "of it reaches an export."
            ),
        )  # fmt: skip
        self.kind.currentIndexChanged.connect(self._fit)
        self._fit()
        self.resize(540, 520)
        (self.name if round_ is None else self.mark).setFocus()

    def _field_list(self, round_: Round | None) -> QListWidget:
        book = self._workspace.codebook
        usual = counted_fields(book)
        wanted = (counted_in(round_) if round_ else ()) or usual
        made = QListWidget()
        made.setObjectName("round.fields")
        made.setAccessibleName(self.tr("Fields that count"))
        for name, field in {**book.article_fields, **book.fields}.items():
            if field.derived is None:
                _add(made, title_of(field), name, name in wanted)
        self._usual = usual
        return made

    def _fit(self) -> None:
        self.feedback.setEnabled(self.kind.currentData() == "training")

    def _settings(self) -> dict[str, Any]:
        """What of it is not as usual."""
        wanted = tuple(_checked(self.fields))
        mark = self.mark.value() / 100
        quiet = self.kind.currentData() == "training" and not self.feedback.isChecked()
        return {
            "pass_mark": mark if mark != results.PASS_MARK else None, "feedback": False if quiet else None,
            "fields": list(wanted) if set(wanted) != set(self._usual) else None,
        }  # fmt: skip

    def accept(self) -> None:
        """Makes or changes the round; what is wrong is said and the dialog stays."""
        if not _checked(self.fields):
            self.wrong.setText(self.tr("At least one field has to count."))
            return
        settings, name, kind = self._settings(), self.name.text(), self.kind.currentData()
        if self._round is not None:
            uid = self._round.uid
            if self._workspace.lead(lambda project: (project.rounds.set(uid, **settings), True)) is None:
                return
        else:
            taken = any(one.name.casefold() == name.strip().casefold() for one in self._workspace.project.rounds.all())
            if not name.strip() or taken:
                self.wrong.setText(self.tr("There is a round of this name.") if taken else self.tr("A round needs a name."))
                self.name.setFocus()
                return
            kept = {key: value for key, value in settings.items() if value is not None}
            made = self._workspace.lead(lambda project: project.rounds.add(name, kind, kept))
            if made is None:
                return
            self.made = made.uid
        super().accept()


class GiveDialog(QDialog):
    """Which coders get the articles of a round. `new` counts the articles given."""

    def __init__(self, workspace: Workspace, window: QWidget, round_: Round) -> None:
        super().__init__(window)
        self.setObjectName("give")
        self.setWindowTitle(self.tr("Give “{0}” to coders").format(round_.name))
        self._workspace, self._round = workspace, round_
        self.new = 0
        project = workspace.project
        found = training.standards(project, round_.uid)
        authors = {one.coder for one in found}
        self._articles = {one.article for one in found}
        self.coders = QListWidget()
        self.coders.setObjectName("give.coders")
        self.coders.setAccessibleName(self.tr("Coders"))
        for coder in project.coders.all():
            if coder.uid in authors:
                continue
            given = len(training.given(project, round_.uid, coder.uid))
            words = self.tr("{0} (has {1} of its articles)").format(coder.name, given) if given else coder.name
            _add(self.coders, words, coder.uid, bool(given))
        self.outcome = _words("")
        self.outcome.setObjectName("give.outcome")
        self.yes = _lay_out(
            self, self.tr("Give"), self.coders, self.outcome,
            about=self.tr(
                "Each gets all {0} articles with a finished standard coding, in the same order. Whoever made a standard is "
                "not listed."
            ).format(len(found)),
        )  # fmt: skip
        self.coders.itemChanged.connect(lambda _item: self._look())
        self._look()
        self.resize(440, 380)
        self.coders.setFocus()
        if self.coders.count():
            self.coders.setCurrentRow(0)

    def _look(self) -> None:
        """What would be done; nothing is written."""
        project, chosen = self._workspace.project, _checked(self.coders)
        new = sum(len(self._articles - set(training.given(project, self._round.uid, uid))) for uid in chosen)
        self.yes.setEnabled(new > 0)
        if not self.coders.count():
            self.outcome.setText(self.tr("There is nobody to give it to: add coders first (File, Who codes…)."))
        elif not chosen:
            self.outcome.setText(self.tr("Choose coders with the space bar."))
        elif new:
            self.outcome.setText(self.tr("{0} articles would be given anew (one counts once for each coder).").format(new))
        else:
            self.outcome.setText(self.tr("These coders have all of its articles."))

    def accept(self) -> None:
        """Gives them."""
        chosen, uid = _checked(self.coders), self._round.uid
        new = self._workspace.lead(lambda project: training.give_to(project, uid, chosen))
        if new is not None:
            self.new = new
            super().accept()


class OpenGateDialog(QDialog):
    """For whom the main round is opened though a test was not passed, and why."""

    def __init__(self, workspace: Workspace, window: QWidget, round_: Round) -> None:
        super().__init__(window)
        self.setObjectName("open_gate")
        self.setWindowTitle(self.tr("Open the main round by hand"))
        self._workspace, self._round = workspace, round_
        self.whom = QComboBox()
        self.whom.setObjectName("open_gate.whom")
        self.whom.setAccessibleName(self.tr("For whom"))
        for uid in waiting(workspace, round_):
            coder = workspace.project.coders.get(uid)
            self.whom.addItem(coder.name if coder else uid, uid)
        self.note = QLineEdit()
        self.note.setObjectName("open_gate.note")
        self.note.setAccessibleName(self.tr("Why"))
        self.note.setPlaceholderText(self.tr("Kept with the result"))
        asked = QFormLayout()
        asked.setHorizontalSpacing(12)
        asked.addRow(self.tr("&For"), self.whom)
        asked.addRow(self.tr("&Why"), self.note)
        self.yes = _lay_out(
            self, self.tr("Open"), asked,
            about=self.tr("The test “{0}” counts as passed for this coder then. The score stays as it was judged.").format(
                round_.name
            ),
        )  # fmt: skip
        self.note.textChanged.connect(lambda text: self.yes.setEnabled(bool(text.strip()) and self.whom.count() > 0))
        self.yes.setEnabled(False)
        self.resize(440, self.sizeHint().height())
        self.note.setFocus()

    def accept(self) -> None:
        """Opens it."""
        coder, note, uid = self.whom.currentData(), self.note.text(), self._round.uid
        if self._workspace.lead(lambda project: results.open_by_hand(project, uid, coder, note)) is not None:
            super().accept()


def waiting(workspace: Workspace, round_: Round) -> list[str]:
    """The coders of a test who have not passed it."""
    project = workspace.project
    found = [(uid, results.result(project, round_.uid, uid)) for uid in training.coders_of(project, round_.uid)]
    return [uid for uid, result in found if result is None or not result.passed]


def _add(into: QListWidget, words: str, uid: str, checked: bool) -> None:
    item = QListWidgetItem(words)
    item.setData(UID, uid)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
    into.addItem(item)


def _checked(items: QListWidget) -> list[str]:
    every = [items.item(row) for row in range(items.count())]
    return [str(one.data(UID)) for one in every if one.checkState() == Qt.CheckState.Checked]


def _words(text: str) -> QLabel:
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    return made


def _lay_out(dialog: QDialog, yes: str, *parts: QWidget | QFormLayout, about: str) -> Any:
    """What it is about, what is asked, the buttons; gives the one that does it."""
    told = _words(about)
    write_in(told, muted(dialog.palette()))
    buttons = QDialogButtonBox()
    do = buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
    do.setObjectName(f"{dialog.objectName()}.yes")
    do.setDefault(True)
    buttons.addButton(dialog.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(18, 16, 18, 14)
    column.setSpacing(12)
    column.addWidget(told)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)
    column.addWidget(buttons)
    return do
