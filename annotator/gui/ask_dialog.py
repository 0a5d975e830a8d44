"""Asking the lead: what the question is about, the rulings that may answer it already, and a line for the question.

Owns the question only; that it is written, and who sees it, is the matter of `project.remarks`.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFrame, QLabel, QTextBrowser, QVBoxLayout, QWidget

from ..project.remarks import Spot
from .colors import muted
from .fields.base import write_in
from .remark_rows import RemarkLine
from .remark_words import where
from .ruling_words import listed
from .slim_bar import slim
from .workspace import Workspace


class AskDialog(QDialog):
    """A question about the field in view, its event or the article. `path` and `code` name the field and its answer."""

    def __init__(self, workspace: Workspace, spots: Sequence[Spot], path: str, code: object, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("ask")
        self.setWindowTitle(self.tr("Ask the lead"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._spots, self._path = workspace, list(spots), path
        self._code = code if isinstance(code, str) else ""
        self.asked = False
        self.about = QComboBox()
        self.about.setObjectName("ask.about")
        self.about.setAccessibleName(self.tr("What the question is about"))
        self.about.addItems([where(workspace, one) for one in spots])
        self.about.currentIndexChanged.connect(lambda _at: self._tell_rulings())
        about = QLabel(self.tr("&About"))
        about.setBuddy(self.about)
        self.perhaps = QLabel()
        write_in(self.perhaps, muted(self.palette()))
        self.rulings = QTextBrowser()
        self.rulings.setObjectName("ask.rulings")
        self.rulings.setAccessibleName(self.tr("Rulings that may answer it already"))
        self.rulings.setOpenLinks(False)
        self.rulings.setTabChangesFocus(True)
        self.rulings.setFrameShape(QFrame.Shape.StyledPanel)
        slim(self.rulings)
        self.line = RemarkLine()
        self.line.setObjectName("ask.line")
        self.line.setAccessibleName(self.tr("Your question"))
        self.line.setPlaceholderText(self.tr("What do you want to know? Enter asks, Shift+Enter begins a new line."))
        self.line.entered.connect(self.accept)
        self.line.left.connect(self.reject)
        self.line.textChanged.connect(self._enable)
        hint = QLabel(self.tr(
            "The lead sees your question with the answer and the words of the text that stand here. The reply comes to your "
            "remarks on the article, and to Team, Questions."
        ))  # fmt: skip
        hint.setWordWrap(True)
        write_in(hint, muted(self.palette()))
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(self.tr("Ask"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("ask.yes")
        self.yes.setDefault(True)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(8)
        for part in (about, self.about, self.perhaps, self.rulings, self.line, hint, buttons):
            column.addWidget(part, 1 if part is self.rulings else 0)
        self._tell_rulings()
        self._enable()
        self.resize(560, 420 if self.rulings.isVisibleTo(self) else 220)

    def showEvent(self, event: QShowEvent) -> None:
        """The question can be typed at once."""
        super().showEvent(event)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        """Asks; without words, or where it is refused, the dialog stays."""
        text, spot = self.line.toPlainText(), self._spots[self.about.currentIndex()]
        if text.strip() and self._workspace.remark(lambda book: book.ask(spot, text)) is not None:
            self.asked = True
            super().accept()

    def _enable(self) -> None:
        self.yes.setEnabled(bool(self.line.toPlainText().strip()))

    def _tell_rulings(self) -> None:
        """The rulings of what is asked about: of the field, or those about the codebook as a whole."""
        spot, book = self._spots[self.about.currentIndex()], self._workspace.project.rulings
        found = book.of(self._path or spot.field, self._code) if spot.field else book.of("")
        self.perhaps.setText(
            self.tr("Perhaps answered already:") if found
            else self.tr("No ruling stands for this yet.")
        )  # fmt: skip
        self.rulings.setHtml(listed(self._workspace.codebook, found, self.palette()))
        self.rulings.setVisible(bool(found))
