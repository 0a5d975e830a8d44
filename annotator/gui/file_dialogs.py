"""Asking for files and folders: the one door to the toolkit's dialogs for it.

Qt's own dialog looks into every file it lists that it does not know by its name, and a desktop's (GTK) does so in this
process, too. Opening and closing a project that is open drops SQLite's locks on it (`held_files`). So, where locks are
those of POSIX, Qt's dialog is used, with icons and kinds by name alone. A test sees that nobody else asks for files.

Callers say `file_dialogs.open_file(…)`, so that a test can answer in the dialog's place. Names come back as Qt gives them:
whole paths, "" or [] where the person went back; kinds are Qt's, “Tables (*.csv);;All files (*)”.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QFileInfo, Qt
from PySide6.QtGui import QAbstractFileIconProvider, QIcon
from PySide6.QtWidgets import QDialog, QFileDialog, QFileIconProvider, QWidget

NATIVE = sys.platform in ("win32", "darwin")
"""Windows ties a lock to its handle, and macOS shows its dialogs from another process."""


class ByName(QFileIconProvider):
    """Icons and kinds of files, from what the file system says of them; no file is opened."""

    def __init__(self) -> None:
        super().__init__()
        kinds = QAbstractFileIconProvider.IconType
        self._file, self._folder = super().icon(kinds.File), super().icon(kinds.Folder)

    def icon(self, info: QFileInfo | QAbstractFileIconProvider.IconType) -> QIcon:  # type: ignore[override]
        """A folder's, or any file's."""
        if isinstance(info, QFileInfo):
            return self._folder if info.isDir() else self._file
        return super().icon(info)

    def type(self, info: QFileInfo) -> str:
        """What stands in the column of kinds."""
        if info.isDir():
            return _tr("Folder")
        return _tr("{0} file").format(info.suffix().upper()) if info.suffix() else _tr("File")


def open_file(parent: QWidget, title: str, start: str | Path, kinds: str = "") -> str:
    """One file that is there."""
    return next(iter(_ask(make(parent, title, start, kinds, QFileDialog.FileMode.ExistingFile))), "")


def open_files(parent: QWidget, title: str, start: str | Path, kinds: str = "") -> list[str]:
    """Files that are there."""
    return _ask(make(parent, title, start, kinds, QFileDialog.FileMode.ExistingFiles))


def open_folder(parent: QWidget, title: str, start: str | Path) -> str:
    """A folder that is there."""
    dialog = make(parent, title, start, "", QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return next(iter(_ask(dialog)), "")


def save_file(
    parent: QWidget, title: str, start: str | Path, kinds: str = "", *, ask_over: bool = True
) -> tuple[str, str]:  # fmt: skip
    """A name to write to, and the kind chosen. Without `ask_over` the dialog does not ask about a file that is there."""
    dialog = make(parent, title, start, kinds, QFileDialog.FileMode.AnyFile)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite, not ask_over)
    found = _ask(dialog)
    return (found[0], dialog.selectedNameFilter()) if found else ("", "")


def make(parent: QWidget, title: str, start: str | Path, kinds: str, mode: QFileDialog.FileMode) -> QFileDialog:
    """A dialog that is not shown yet. `start` is a folder, or a file that is offered or may be one."""
    if not NATIVE:
        # Said before one is made: a desktop's dialog would begin to list as soon as it is there.
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    dialog = QFileDialog(parent, Qt.WindowType.Dialog)
    if not NATIVE:
        # At once: it lists the folder it was in last already, and asks about the files when next events come round.
        dialog.provider = ByName()  # type: ignore[attr-defined]  # Qt does not keep it alive
        dialog.setIconProvider(dialog.provider)  # type: ignore[attr-defined]
    dialog.setObjectName("files")
    dialog.setWindowTitle(title)
    dialog.setFileMode(mode)
    if kinds:
        dialog.setNameFilters(kinds.split(";;"))
    place = Path(start) if str(start) else Path.home()
    if os.path.isdir(place):
        dialog.setDirectory(str(place))
    else:
        if os.path.isdir(place.parent):
            dialog.setDirectory(str(place.parent))
        dialog.selectFile(place.name)
    return dialog


def _ask(dialog: QFileDialog) -> list[str]:
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return dialog.selectedFiles() if accepted else []


def _tr(text: str) -> str:
    return QCoreApplication.translate("files", text)
