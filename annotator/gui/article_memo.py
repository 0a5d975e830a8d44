"""The coder's memo on an article: where it is typed, and when it is saved. Owns that alone."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit

from .fields.long_text import wrap_quickly
from .workspace import Workspace

REST = 2000
"""Milliseconds without a key after which the memo is saved."""


class Memo(QPlainTextEdit):
    """The coder's own note, saved when it is left or rests."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setObjectName("article.memo")
        self.setAccessibleName(self.tr("Memo on this article"))
        self.setPlaceholderText(self.tr("A note of your own on this article"))
        self.setTabChangesFocus(True)
        wrap_quickly(self)
        self._workspace = workspace
        self._uid, self._saved = "", ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.leave)
        self.textChanged.connect(self._rest.start)

    def show_memo(self, uid: str, memo: str) -> None:
        """Shows a saved memo; what is being typed stays unless another text was saved meanwhile."""
        self.setReadOnly(self._workspace.locked)
        if (uid, memo) == (self._uid, self._saved):
            return
        self._uid, self._saved = uid, memo
        if self.toPlainText() != memo:
            self.setPlainText(memo)
        self._rest.stop()

    def leave(self) -> None:
        """Saved now."""
        self._rest.stop()
        text = self.toPlainText()
        if self._uid and text != self._saved and not self._workspace.locked:
            self._saved = text
            self._workspace.set_memo(self._uid, text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Left: saved."""
        super().focusOutEvent(event)
        self.leave()

    def sizeHint(self) -> QSize:
        """Four lines."""
        return QSize(200, 4 * self.fontMetrics().lineSpacing() + 14)

    def minimumSizeHint(self) -> QSize:
        """As high as its hint."""
        return QSize(80, self.sizeHint().height())
