"""Whose Ctrl+Z it is: the text editor's while something is being typed there, else the project's.

Qt's text editors take the key for themselves whenever they have the keyboard. This filter gives it back to the
window's undo as soon as the editor holds nothing that is not saved yet.
"""

from __future__ import annotations

from typing import TypeAlias

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

Editor: TypeAlias = QLineEdit | QPlainTextEdit | QTextEdit


class TypingUndo(QObject):
    """Watches the program's keyboard; made once a window."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._editor: Editor | None = None
        self._clean = ""
        self._taken_back = False
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)

    def saved(self) -> None:
        """What stands in the editor is saved now."""
        if self._editor is not None and isValid(self._editor):
            self._clean = _text(self._editor)
        self._taken_back = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keeps the editor from claiming undo and redo that are not its own."""
        if event.type() != QEvent.Type.ShortcutOverride or watched is not self._editor or not isinstance(event, QKeyEvent):
            return False
        editor = self._editor
        assert editor is not None
        if event.matches(QKeySequence.StandardKey.Undo):
            typed = not editor.isReadOnly() and _text(editor) != self._clean and _is_typed(editor)
            self._taken_back = typed
            own = typed
        elif event.matches(QKeySequence.StandardKey.Redo):
            own = self._taken_back and not editor.isReadOnly()
        else:
            return False
        if not own:
            event.ignore()
        return not own

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        # The filter stands on one editor at a time: on the whole program every event would pass through Python.
        if self._editor is not None and isValid(self._editor):
            self._editor.removeEventFilter(self)
        self._editor = new if isinstance(new, QLineEdit | QPlainTextEdit | QTextEdit) else None
        if self._editor is not None:
            self._editor.installEventFilter(self)
        self.saved()


def _is_typed(editor: Editor) -> bool:
    """Whether a person changed the text since the program last put one in."""
    return editor.isModified() if isinstance(editor, QLineEdit) else editor.document().isModified()


def _text(editor: Editor) -> str:
    if isinstance(editor, QLineEdit):
        return editor.text()
    # A long text that is only read is never typed in.
    return "" if editor.isReadOnly() else editor.toPlainText()
