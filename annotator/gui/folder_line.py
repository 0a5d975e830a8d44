"""A line for a folder, with a button that looks for one. Knows nothing of what is put there."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from . import file_dialogs


class FolderLine(QWidget):
    """A folder, typed or looked for."""

    changed = Signal()

    def __init__(self, name: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit(str(folder))
        self.line.setObjectName(f"{name}.folder")
        self.line.setAccessibleName(self.tr("Folder"))
        self.line.textChanged.connect(lambda _text: self.changed.emit())
        self.button = QPushButton(self.tr("&Browse…"))
        self.button.setObjectName(f"{name}.browse")
        self.button.setAccessibleName(self.tr("Look for a folder"))
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._browse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # else the label's key leads nowhere
        self.setFocusProxy(self.line)

    def path(self) -> Path | None:
        """The folder; None where nothing is typed."""
        text = self.line.text().strip()
        return Path(os.path.expanduser(text)) if text else None

    def wrong(self) -> str:
        """What keeps files from being put there, in one sentence; empty for nothing."""
        folder = self.path()
        if folder is None:
            return self.tr("Choose a folder.")
        return "" if os.path.isdir(folder) else self.tr("There is no folder {0}.").format(folder)

    def _browse(self) -> None:
        name = file_dialogs.open_folder(self, self.tr("Folder"), str(self.path() or Path.home()))
        if name:
            self.line.setText(name)
