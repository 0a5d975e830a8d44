"""The three ways the window interrupts a person: telling one thing, asking one thing, and asking for one line.

All are plain dialogs with words on their buttons; there is no fourth way.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from .colors import is_dark, severity_color


def tell(parent: QWidget | None, text: str) -> None:
    """Says something and waits until it is read."""
    _sentence(parent, text, close=QCoreApplication.translate("messages", "Close"), yes="").exec()


def ask(parent: QWidget | None, text: str, yes: str) -> bool:
    """Asks whether to go on; `yes` says on the button what will happen. Escape means no."""
    cancel = QCoreApplication.translate("messages", "Cancel")
    return _sentence(parent, text, close=cancel, yes=yes).exec() == QDialog.DialogCode.Accepted


def may_write(parent: QWidget | None, path: Path) -> bool:
    """Whether a file may be written: where one is there already that is asked, and Enter leaves it as it is."""
    if not os.path.isfile(path):
        return True
    text = QCoreApplication.translate("messages", "{0} is there already.").format(path.name)
    yes, cancel = QCoreApplication.translate("messages", "Write over it"), QCoreApplication.translate("messages", "Cancel")
    return _sentence(parent, text, close=cancel, yes=yes, safe=True).exec() == QDialog.DialogCode.Accepted


def _sentence(parent: QWidget | None, text: str, *, close: str, yes: str, safe: bool = False) -> QDialog:
    """`safe`: what is there would be lost, so that the way back is the button that Enter presses."""
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
        buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole).setDefault(not safe)
    back = buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
    back.setDefault(safe)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(20, 18, 20, 14)
    column.setSpacing(16)
    column.addWidget(words)
    column.addWidget(buttons)
    if safe:
        back.setFocus()  # the one that has the keyboard would take Enter from the default
    return dialog


def ask_line(
    parent: QWidget | None, question: str, yes: str, *, text: str = "", refuse: Callable[[str], str] | None = None
) -> str:
    """Asks for one line; `yes` says on the button what it is for. Empty where the person went back.

    `refuse` says what is wrong with a line, empty for nothing; then the dialog stays.
    """
    dialog = LineDialog(parent, question, yes, text, refuse or (lambda _line: ""))
    return dialog.line() if dialog.exec() == QDialog.DialogCode.Accepted else ""


class LineDialog(QDialog):
    """A question and a line to answer it."""

    def __init__(self, parent: QWidget | None, question: str, yes: str, text: str, refuse: Callable[[str], str]) -> None:
        super().__init__(parent)
        self.setObjectName("line")
        self.setWindowTitle("Annotator")
        self._refuse = refuse
        words = QLabel(question)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        words.setMinimumWidth(380)
        self.edit = QLineEdit(text)
        self.edit.setObjectName("line.text")
        self.edit.setAccessibleName(question)
        self.edit.selectAll()
        self.wrong = QLabel()
        self.wrong.setObjectName("line.wrong")
        self.wrong.setTextFormat(Qt.TextFormat.PlainText)
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        colors = self.palette()
        colors.setColor(self.wrong.foregroundRole(), severity_color("error", is_dark(colors)))
        self.wrong.setPalette(colors)
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("line.yes")
        self.yes.setDefault(True)
        buttons.addButton(QCoreApplication.translate("messages", "Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.edit.textChanged.connect(self._on_text)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(10)
        for part in (words, self.edit, self.wrong, buttons):
            column.addWidget(part)
        self._on_text()

    def line(self) -> str:
        """What was typed."""
        return " ".join(self.edit.text().split())

    def accept(self) -> None:
        """Goes only where nothing is wrong."""
        wrong = self._refuse(self.line()) if self.line() else ""
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        self.adjustSize()
        if self.line() and not wrong:
            super().accept()

    def _on_text(self) -> None:
        self.yes.setEnabled(bool(self.line()))
        self.wrong.hide()
