"""Passphrases: asked twice where a file is encrypted, once where one is opened. They are kept nowhere.

Owns the fields and their words; what is done with a passphrase is the asker's.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from .colors import is_dark, muted, severity_color
from .fields.base import write_in

SHORT = 12
"""Letters; a shorter passphrase can be guessed by trying, which the words say. It is not refused."""


def _line(name: str, words: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    made.setAccessibleName(words)
    made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


class NewPassphrase(QWidget):
    """Whether a file is encrypted, and the passphrase twice."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.wanted = QCheckBox(self.tr("&Encrypt with a passphrase"))
        self.wanted.setObjectName("passphrase.wanted")
        self.first = _line("passphrase.first", self.tr("Passphrase"))
        self.again = _line("passphrase.again", self.tr("Passphrase, once more"))
        self.words = QLabel()
        self.words.setObjectName("passphrase.words")
        self.words.setWordWrap(True)
        self.words.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 2)
        self._fields = QWidget()
        form = QFormLayout(self._fields)
        form.setContentsMargins(24, 0, 0, 0)
        form.setHorizontalSpacing(12)
        form.addRow(self.tr("Passphrase"), self.first)
        form.addRow(self.tr("Once more"), self.again)
        form.addRow(self.words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.wanted)
        column.addWidget(self._fields)
        self._fields.hide()
        self.wanted.toggled.connect(self._on_wanted)
        for line in (self.first, self.again):
            line.textChanged.connect(self._tell)
        self._tell()

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.wanted.isChecked() or bool(self.first.text() and self.first.text() == self.again.text())

    def value(self) -> str:
        """The passphrase; empty where none is wanted."""
        return self.first.text() if self.wanted.isChecked() else ""

    def _on_wanted(self, wanted: bool) -> None:
        self._fields.setVisible(wanted)
        if wanted:
            self.first.setFocus()
        self._tell()

    def _tell(self) -> None:
        first, again = self.first.text(), self.again.text()
        if again and first != again:
            self.words.setText(self.tr("The two differ."))
            write_in(self.words, severity_color("error", is_dark(self.palette())))
        else:
            lost = self.tr("Nobody can recover it: without the passphrase the file stays closed. Tell it on another way.")
            short = self.tr("Four words or more are hard to guess.") if first and len(first) < SHORT else ""
            self.words.setText(f"{lost} {short}".strip())
            write_in(self.words, severity_color("warning", is_dark(self.palette())))
        self.changed.emit()


class PassphraseDialog(QDialog):
    """Asks for the passphrase of a file. `try_it` says what is wrong with one, empty for nothing; then the dialog goes."""

    def __init__(self, parent: QWidget | None, file: str, try_it: Callable[[str], str]) -> None:
        super().__init__(parent)
        self.setObjectName("passphrase")
        self.setWindowTitle(self.tr("Passphrase"))
        self._try = try_it
        words = QLabel(self.tr("{0} is encrypted. Which passphrase was it made with?").format(file))
        words.setTextFormat(words.textFormat().PlainText)
        words.setWordWrap(True)
        words.setMinimumWidth(400)
        kept = QLabel(self.tr("The program keeps no passphrases."))
        write_in(kept, muted(self.palette()))
        self.line = _line("passphrase.line", self.tr("Passphrase"))
        self.wrong = QLabel()
        self.wrong.setObjectName("passphrase.wrong")
        self.wrong.setTextFormat(words.textFormat().PlainText)
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        write_in(self.wrong, severity_color("error", is_dark(self.palette())))
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(self.tr("Open"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("passphrase.yes")
        self.yes.setDefault(True)
        self.yes.setEnabled(False)
        buttons.addButton(QCoreApplication.translate("messages", "Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.line.textChanged.connect(self._on_text)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(10)
        for part in (words, self.line, self.wrong, kept, buttons):
            column.addWidget(part)

    def accept(self) -> None:
        """Goes only with the right one."""
        wrong = self._try(self.line.text()) if self.line.text() else ""
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        self.adjustSize()
        if self.line.text() and not wrong:
            super().accept()
        elif wrong:
            self.line.selectAll()
            self.line.setFocus()

    def _on_text(self) -> None:
        self.yes.setEnabled(bool(self.line.text()))
        self.wrong.hide()


def ask_passphrase(parent: QWidget | None, file: str, try_it: Callable[[str], str]) -> str:
    """The passphrase of a file; empty where the person went back."""
    dialog = PassphraseDialog(parent, file, try_it)
    return dialog.line.text() if dialog.exec() == QDialog.DialogCode.Accepted else ""
