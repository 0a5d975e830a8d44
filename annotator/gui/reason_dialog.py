"""Why something was settled so: the list of reasons, a key each, room for a note, and a line for a reason of the lead's own.

Owns the question only; that it is kept, and where, is the matter of `project.adjudication`.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QListWidget, QVBoxLayout, QWidget

from ..project import adjudication
from .colors import muted
from .fields.base import write_in
from .slim_bar import slim
from .workspace import Workspace

NOTED = "other"
"""The reason that says nothing without a note."""


class ReasonDialog(QDialog):
    """A digit or Enter gives a reason. Signal: `given(str, str)`, the reason and a note."""

    given = Signal(str, str)

    def __init__(self, workspace: Workspace, about: str, reason: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reason")
        self.setWindowTitle(self.tr("Why it is settled so"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace = workspace
        told = QLabel(about)
        told.setTextFormat(Qt.TextFormat.PlainText)
        told.setWordWrap(True)
        self.list = QListWidget()
        self.list.setObjectName("reason.list")
        self.list.setAccessibleName(self.tr("Reasons"))
        self.list.setTabKeyNavigation(False)
        self.list.installEventFilter(self)
        slim(self.list)
        self.note = QLineEdit()
        self.note.setObjectName("reason.note")
        self.note.setPlaceholderText(self.tr("As you like; it is kept with the decision"))
        self.own = QLineEdit()
        self.own.setObjectName("reason.own")
        self.own.setPlaceholderText(self.tr("Joins the list; Enter gives it"))
        lines = QFormLayout()
        for words, line in ((self.tr("&Note"), self.note), (self.tr("N&ew reason"), self.own)):
            line.setAccessibleName(words.replace("&", ""))
            lines.addRow(words, line)
        hint = QLabel(self.tr("The same reason is kept for what you take next, until you give another."))
        hint.setWordWrap(True)
        write_in(hint, muted(self.palette()))
        self.trouble = QLabel()
        self.trouble.setObjectName("reason.trouble")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(self.tr("Give this reason"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("reason.yes")
        self.yes.setDefault(True)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        for part in (told, self.list):
            column.addWidget(part, 1 if part is self.list else 0)
        column.addLayout(lines)
        for part in (hint, self.trouble, buttons):
            column.addWidget(part)
        self._fill(reason)
        self.resize(460, 440)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        """Gives what is marked, or the new reason that was typed."""
        reason = self._marked()
        if own := self.own.text().strip():
            reason = self._workspace.lead(lambda project: adjudication.add_reason(project, own)) or ""
        if not reason:
            return
        if reason == NOTED and not self.note.text().strip():
            self.trouble.setText(self.tr("This reason is told in the note: write one."))
            self.trouble.show()
            self.note.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        note = self.note.text().strip()
        super().accept()
        self.given.emit(reason, note)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A digit in the list gives its reason."""
        if watched is self.list and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            at = event.key() - int(Qt.Key.Key_1)
            if 0 <= at < min(self.list.count(), 9) and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                self.list.setCurrentRow(at)
                self.accept()
                return True
        return super().eventFilter(watched, event)

    def _fill(self, reason: str) -> None:
        found = adjudication.reasons(self._workspace.project)
        for at, (code, label) in enumerate(found.items(), start=1):
            self.list.addItem(f"{at}  {label}" if at <= 9 else f"    {label}")
            self.list.item(at - 1).setData(Qt.ItemDataRole.UserRole, code)
        self.list.setCurrentRow(max(list(found).index(reason), 0) if reason in found else 0)

    def _marked(self) -> str:
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""
