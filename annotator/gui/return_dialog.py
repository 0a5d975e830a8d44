"""Sending a coding back: the words its coder reads, with the comments already made on its fields.

Owns the question only; what sending back does is `project.reviews`'s.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ..project.codings import Coding
from ..project.remarks import Comment
from .colors import muted
from .fields.base import write_in
from .remark_words import where, who
from .workspace import Workspace

MOST_LINES = 6


class ReturnDialog(QDialog):
    """A text, and what was said on fields since the last review."""

    def __init__(self, workspace: Workspace, coding: Coding, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("send_back")
        self.setWindowTitle(self.tr("Send back"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._coding = workspace, coding
        coder = who(workspace, coding.coder)
        about = QLabel(self.tr("{0} finds the coding among those returned, with these words above it.").format(coder))
        about.setTextFormat(Qt.TextFormat.PlainText)
        about.setWordWrap(True)
        write_in(about, muted(self.palette()))
        self.text = QPlainTextEdit()
        self.text.setObjectName("send_back.text")
        self.text.setAccessibleName(self.tr("What is to be mended"))
        self.text.setPlaceholderText(self.tr("What is to be mended?"))
        self.text.setTabChangesFocus(True)
        self.text.textChanged.connect(self._enable)
        self.text.installEventFilter(self)
        self.said = self._comments()
        self.list = QListWidget()
        self.list.setObjectName("send_back.comments")
        self.list.setAccessibleName(self.tr("Comments already made"))
        self.list.setWordWrap(True)
        self.list.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        for one in self.said:
            self.list.addItem(f"{where(workspace, one.spot)}: {one.text}")
        line = self.fontMetrics().lineSpacing()
        self.list.setFixedHeight(line * min(MOST_LINES, max(2, len(self.said) + 1)) + 6)
        heading = QLabel(self.tr("Comments already made; the coder sees them at their fields:"))
        none = QLabel(
            self.tr("No comment on a field yet. Close this and press Ctrl+Shift+C at a field to write one; or say it here.")
        )
        none.setWordWrap(True)
        write_in(none, muted(self.palette()))
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(self.tr("Send back"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("send_back.yes")
        self.yes.setDefault(True)
        self.yes.setToolTip(self.tr("Ctrl+Return"))
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(about)
        column.addWidget(self.text, 1)
        for part in (heading, self.list) if self.said else (none,):
            column.addWidget(part)
        column.addWidget(buttons)
        self.resize(30 * line, sum((16, 14)) * line // 2 + self.list.height())
        self._enable()
        self.text.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Return sends it back from inside the text."""
        if watched is self.text and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if ctrl and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.accept()
                return True
        return super().eventFilter(watched, event)

    def accept(self) -> None:
        """Sends it back; where that is refused, the words stay."""
        if not self.yes.isEnabled():
            return
        words = self.text.toPlainText()
        if self._workspace.lead(lambda project: project.reviews.send_back(self._coding.uid, words)):
            super().accept()

    def _comments(self) -> list[Comment]:
        """What leads said on this coding since it was reviewed last."""
        workspace, coding = self._workspace, self._coding
        last = workspace.project.reviews.last(coding.uid)
        leads = {one.uid for one in workspace.project.coders.all() if one.role == "lead"}
        events = {one.uid for one in workspace.events(coding.article)}
        return [
            one for one in workspace.said(coding.article).comments
            if one.coder in leads and one.time > (last.time if last else "")
            and (one.spot.event in events if one.spot.event else one.spot.whose == coding.coder)
        ]  # fmt: skip

    def _enable(self) -> None:
        self.yes.setEnabled(bool(self.said) or bool(self.text.toPlainText().strip()))
