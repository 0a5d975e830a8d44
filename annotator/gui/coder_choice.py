"""Asks who works in a project that several people code in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListWidget, QVBoxLayout, QWidget

from ..project.coders import Coder


class CoderDialog(QDialog):
    """The project's coders, the last one marked."""

    def __init__(self, coders: Sequence[Coder], last: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("coder_choice")
        self.setWindowTitle(self.tr("Who codes?"))
        self._coders = coders
        self.list = QListWidget()
        self.list.setObjectName("coders")
        self.list.setAccessibleName(self.tr("Coders of this project"))
        self.list.addItems([coder.name for coder in coders])
        self.list.setCurrentRow(next((row for row, coder in enumerate(coders) if coder.uid == last), 0))
        self.list.itemDoubleClicked.connect(lambda _item: self.accept())
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("Work as this coder"), QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        words = QLabel(self.tr("Several people code in this project. Everybody sees and changes their own work."))
        words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        for part in (words, self.list, buttons):
            column.addWidget(part)
        self.resize(380, 300)
        self.list.setFocus()

    def chosen(self) -> Coder:
        """The one marked."""
        return self._coders[max(self.list.currentRow(), 0)]


def choose_coder(parent: QWidget | None, coders: Sequence[Coder], last: str = "") -> Coder | None:
    """Who works; None where the person went back."""
    dialog = CoderDialog(coders, last, parent)
    return dialog.chosen() if dialog.exec() == QDialog.DialogCode.Accepted else None
