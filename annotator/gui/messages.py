"""The two ways the window interrupts a person: telling one thing, and asking one thing.

Both are plain dialogs with words on their buttons; there is no third way.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget


def tell(parent: QWidget | None, text: str) -> None:
    """Says something and waits until it is read."""
    _sentence(parent, text, close=QCoreApplication.translate("messages", "Close"), yes="").exec()


def ask(parent: QWidget | None, text: str, yes: str) -> bool:
    """Asks whether to go on; `yes` says on the button what will happen. Escape means no."""
    cancel = QCoreApplication.translate("messages", "Cancel")
    return _sentence(parent, text, close=cancel, yes=yes).exec() == QDialog.DialogCode.Accepted


def _sentence(parent: QWidget | None, text: str, *, close: str, yes: str) -> QDialog:
    dialog = QDialog(parent)
    dialog.setObjectName("message")
    dialog.setWindowTitle("Annotator")
    words = QLabel(text)
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.setWordWrap(True)
    words.setMinimumWidth(380)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    words.setAccessibleName(text)
    buttons = QDialogButtonBox()
    if yes:
        buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)
    buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(20, 18, 20, 14)
    column.setSpacing(16)
    column.addWidget(words)
    column.addWidget(buttons)
    return dialog
