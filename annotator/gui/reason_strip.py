"""The strip under the first pass: of which article the last verdict was, and one key or click for its reason.

Owns the buttons and the line for the coder's own words; gives the reason back and changes nothing itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ..codebook.model import Reason, in_language
from ..project.screening import Card
from .colors import muted
from .fields.base import write_in
from .first_pass_model import FirstPassModel

IN_A_ROW = 4


class ReasonStrip(QWidget):
    """Always as high as it is, so that the list above does not move."""

    reason_given = Signal(str)
    """A code of the codebook's reasons, or the coder's own words; empty takes it back."""
    left = Signal()
    """The keyboard goes back to the list."""

    def __init__(self, model: FirstPassModel, reasons: Sequence[Reason], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("first_pass.reasons")
        self._model, self._reason = model, ""
        self.about = QLabel()
        self.about.setObjectName("first_pass.about")
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        write_in(self.about, muted(self.palette()))
        self.words = _Words()
        self.words.given.connect(self._give_words)
        self.words.left.connect(self.left)
        self.buttons: list[tuple[str, QToolButton]] = []
        rows = QGridLayout()
        rows.setSpacing(6)
        for place, reason in enumerate(reasons, start=1):
            rows.addWidget(self._button(place, reason), *divmod(place - 1, IN_A_ROW))
        for column in range(IN_A_ROW):
            rows.setColumnStretch(column, 1)
        below, place = divmod(len(reasons), IN_A_ROW)
        rows.addWidget(self.words, below, place, 1, IN_A_ROW - place)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.about)
        column.addLayout(rows)

    def changeEvent(self, event: QEvent) -> None:
        """Quiet words stay readable in another palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "about"):
            write_in(self.about, muted(self.palette()))

    def show_card(self, card: Card | None) -> None:
        """Speaks of an article that was judged; None for none."""
        self._reason = card.reason if card else ""
        known = {code for code, _ in self.buttons}
        for code, button in self.buttons:
            button.setEnabled(card is not None and card.verdict == "not")
            button.setChecked(bool(card) and self._reason == code)
        self.words.setEnabled(card is not None)
        self.words.setText("" if self._reason in known else self._reason)
        if card is None:
            self.about.setText(self.tr("One key judges an article and goes on: R relevant, N not, U unsure"))
            return
        said = self._model.verdict_in_words(card.verdict)
        if self._reason:
            said = f"{said}: {self._model.reason_in_words(self._reason)}"
        else:
            said = self.tr("{0} — why? (as you like)").format(said)
        # Marks that keep a title that runs from the right from turning the line around.
        self.about.setText(f"\u2068{card.title or card.lead[:60]}\u2069 · {said}")

    def write(self) -> None:
        """Puts the keyboard on the line for own words."""
        if self.words.isEnabled():
            self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.words.selectAll()

    def _button(self, place: int, reason: Reason) -> QToolButton:
        button = QToolButton()
        title = in_language(reason.label) or reason.code
        button.setObjectName(f"first_pass.reason.{reason.code}")
        button.setText(f"{title}  ⇧{place}")
        told = in_language(reason.definition) or title
        button.setToolTip(self.tr("{0} (Shift+{1})").format(told, place))
        button.setAccessibleName(self.tr("Reason: {0}").format(title))
        button.setCheckable(True)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda on, code=reason.code: self.reason_given.emit(code if on else ""))
        self.buttons.append((reason.code, button))
        return button

    def _give_words(self) -> None:
        if (words := self.words.text().strip()) != self._reason:
            self.reason_given.emit(words)
        self.left.emit()


class _Words(QLineEdit):
    """The coder's own words: Enter gives them, Esc does not."""

    given = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("first_pass.words")
        self.setAccessibleName(self.tr("Reason in your own words"))
        self.setPlaceholderText(self.tr("In your own words (W)"))
        self.setMinimumWidth(160)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Esc go back to the list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.given.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.undo()
            self.left.emit()
        else:
            super().keyPressEvent(event)
