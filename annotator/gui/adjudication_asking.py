"""The questions that come before a decision: why, which value, which verdict, whose, how an event is divided or combined.

Owns the dialogs. Each opens, and what is to follow is called with the answer; nothing follows where it is given up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from ..codebook.checks import Problem
from ..project.divisions import By, ways
from . import adjudication_words as words
from .adjudication_deeds import Why
from .adjudication_sheet import Entry, Row, Sheet
from .combine_dialog import CombineDialog
from .divide_dialog import DivideDialog
from .focus import Focus
from .labels import verdict_reasons
from .palette import Entry as Choice
from .palette import Palette
from .reason_dialog import ReasonDialog
from .value_dialog import ValueDialog
from .workspace import Workspace

T = TypeVar("T")


class Asking:
    """Asks over a widget; the keyboard goes back to it."""

    def __init__(self, workspace: Workspace, over: QWidget) -> None:
        self._workspace, self._over = workspace, over

    def reason(self, about: str, reason: str, then: Callable[[Why], object]) -> None:
        """Why something is settled so."""
        dialog = ReasonDialog(self._workspace, about, reason, self._over.window())
        dialog.given.connect(lambda code, note: then(Why(code, note)))
        self._open(dialog)

    def choose(self, question: str, entries: Sequence[tuple[str, T]], then: Callable[[T], object]) -> None:
        """One of a few things; the digit it begins with and Enter choose it."""
        choices = [Choice(title, run=lambda one=one: then(one)) for title, one in entries]
        self._open(Palette(self._over.window(), choices, hint=question))

    def verdict(self, sheet: Sheet, then: Callable[[str, str], object]) -> None:
        """What the article holds, with the reasons of the codebook."""
        entries: list[tuple[str, tuple[str, str]]] = [(words.verdict(sheet.book, "events"), ("events", ""))]
        for verdict in ("no_event", "unusable"):
            told = verdict_reasons(sheet.book, verdict)
            entries += [
                (words.verdict(sheet.book, verdict, one.code), (verdict, one.code)) for one in told
            ] or [(words.verdict(sheet.book, verdict), (verdict, ""))]  # fmt: skip
        numbered = [(f"{at}  {title}", one) for at, (title, one) in enumerate(entries, start=1)]
        self.choose(words.tr("What does the article hold?"), numbered, lambda one: then(*one))

    def value(self, sheet: Sheet, entry: Entry, row: Row, then: Callable[[Any], object]) -> None:
        """A value for a field, in the form's editor for it."""
        field = sheet.book.fields.get(row.field) or sheet.book.article_fields[row.field]
        said = [
            f"{lane.name}: {' / '.join(words.cell(sheet, row, at).splitlines())}"
            for at, lane in enumerate(sheet.lanes) if row.cells[at].there
        ]  # fmt: skip
        project = sheet.project
        if row.field in sheet.book.fields:
            scope = project.events.scope(project.events.get(row.owner))
        else:
            from ..codebook.conditions import Scope

            scope = Scope(sheet.book, sheet.coding.answers if sheet.coding else {}, project.events.facts(row.owner))
        dialog = ValueDialog(self._workspace, field, scope, row.settled, said, self._over.window())
        dialog.given.connect(then)
        self._open(dialog)

    def overrule(self, problem: Problem, why: str, then: Callable[[str], object]) -> None:
        """Why an error stands."""
        self._open(_Overrule(problem, why, then, self._over.window()))

    def divide(self, event: str, then: Callable[[By, int], object]) -> bool:
        """Over what an event is divided, and into how many; False where the codebook knows no way."""
        if not ways(self._workspace.codebook):
            return False
        dialog = _Divide(self._workspace, _at(event), self._over.window())  # type: ignore[arg-type]
        dialog.then = then
        self._open(dialog)
        return True

    def combine(self, event: str, other: str, then: Callable[[], object]) -> None:
        """Whether two events are made one, with what would stand."""
        dialog = _Combine(self._workspace, _at(event), other, self._over.window())  # type: ignore[arg-type]
        dialog.then = then
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(lambda _how: self._over.setFocus(Qt.FocusReason.OtherFocusReason))
        dialog.open()


class _Overrule(QDialog):
    """One line: why the error stands."""

    def __init__(self, problem: Problem, why: str, then: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("overrule")
        self.setWindowTitle(words.tr("Overrule the error"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then = then
        about = QLabel(problem.message)
        about.setTextFormat(Qt.TextFormat.PlainText)
        about.setWordWrap(True)
        self.why = QLineEdit(why)
        self.why.setObjectName("overrule.why")
        self.why.setAccessibleName(words.tr("Why it stands"))
        self.why.setPlaceholderText(words.tr("Why it stands; kept with the event"))
        buttons = QDialogButtonBox()
        buttons.addButton(words.tr("Overrule"), QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)
        buttons.addButton(words.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        for part in (about, self.why, buttons):
            column.addWidget(part)
        self.resize(480, 160)
        self.why.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        """Without words it stays."""
        if words_given := self.why.text().strip():
            super().accept()
            self._then(words_given)


class _Divide(DivideDialog):
    """Asks, and leaves what follows to who asked."""

    then: Callable[[By, int], object]

    def accept(self) -> None:
        """Hands the answer over."""
        by, parts = self.chosen(), self.parts.value()
        QDialog.accept(self)
        self.then(by, parts)


class _Combine(CombineDialog):
    """Asks, and leaves what follows to who asked."""

    then: Callable[[], object]

    def accept(self) -> None:
        """Hands the answer over."""
        QDialog.accept(self)
        self.then()


def _at(event: str) -> Focus:
    focus = Focus()
    focus.event = event
    return focus
