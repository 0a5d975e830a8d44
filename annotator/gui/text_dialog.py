"""Correcting an article's text: the text to be edited, and what becomes of the evidence in it, told before it is done.

Owns the question only. The text of an article never changes: `project.corrected_texts` puts a new article in its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout

from ..errors import AnnotatorError
from ..project.corrected_texts import Replaced, preview
from .colors import is_dark, muted, severity_color
from .fields.base import write_in
from .focus import Focus
from .slim_bar import slim
from .workspace import Workspace

if TYPE_CHECKING:
    from .window import Window

REST = 400
"""Milliseconds without a key before the evidence is looked for again."""
LONGEST = 60


class TextDialog(QDialog):
    """The article's text, and below it what its evidence would become."""

    def __init__(self, workspace: Workspace, focus: Focus, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("text")
        self.setWindowTitle(self.tr("Correct the text"))
        self._workspace, self._focus = workspace, focus
        self._article = workspace.project.articles.get(focus.article)
        about = QLabel(self.tr(
            "A corrected text takes the place of the old one. Codings and evidence move to it; undo brings the old text back."
        ))  # fmt: skip
        about.setWordWrap(True)
        write_in(about, muted(self.palette()))
        self.edit = QPlainTextEdit()
        slim(self.edit)
        self.edit.setObjectName("text.edit")
        self.edit.setAccessibleName(self.tr("Text of the article"))
        self.edit.setTabChangesFocus(True)
        option = self.edit.document().defaultTextOption()
        option.setTextDirection(option.textDirection().LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.edit.document().setDefaultTextOption(option)
        self.edit.setPlainText(self._article.text)
        self._shown = self.text()
        self.outcome = QLabel()
        self.outcome.setObjectName("text.outcome")
        self.outcome.setWordWrap(True)
        self.outcome.setMinimumHeight(self.fontMetrics().lineSpacing() * 3)
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(self.tr("Replace the text"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("text.replace")
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(about)
        column.addWidget(self.edit, 1)
        column.addWidget(self.outcome)
        column.addWidget(buttons)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._look)
        self.edit.textChanged.connect(self._on_text)
        self._look()
        self.resize(820, 560)

    def text(self) -> str:
        """The text as it is typed, its no-break spaces kept, which Qt's plain text would lose."""
        return self.edit.document().toRawText().replace("\u2029", "\n")

    def accept(self) -> None:
        """Replaces the text; where that is refused, says why and stays."""
        event = self._focus.event
        told = self._workspace.replace_text(self._article.uid, self.text())
        if told is None:
            self._look()
            return
        super().accept()
        self._focus.show_article(told.article, event)

    def _on_text(self) -> None:
        self.yes.setEnabled(False)
        self._rest.start()

    def _look(self) -> None:
        text = self.text()
        same = text == self._shown
        self.yes.setEnabled(not same and bool(text.strip()))
        if same:
            self.outcome.setText(self.tr("Nothing is changed yet."))
            return
        try:
            told = preview(self._workspace.project, self._article.uid, text)
        except AnnotatorError as error:
            self.outcome.setText(str(error))
            return
        self.outcome.setText(self._in_words(told))
        palette = self.palette()
        usual = palette.color(palette.ColorRole.Text)
        write_in(self.outcome, severity_color("warning", is_dark(palette)) if told.lost else usual)

    def _in_words(self, told: Replaced) -> str:
        words = [self.tr("Evidence: {0} unchanged, {1} with other words, {2} lost.").format(
            told.same, told.changed, len(told.lost))]  # fmt: skip
        if told.lost:
            quotes = ", ".join(f"“{_short(one.quote)}”" for one in told.lost[:5])
            words.append(self.tr("Lost: {0}. Articles that were done are open again.").format(quotes))
        return " ".join(words)


def _short(quote: str) -> str:
    line = " ".join(quote.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
