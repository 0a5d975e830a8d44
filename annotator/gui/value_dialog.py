"""A value of the lead's own for one field: what the coders said, and the form's editor for it.

Owns the question only. What is typed is read by the editor; what is written is the matter of who asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from ..codebook.conditions import Scope
from ..codebook.model import CodedField, in_language, title_of
from ..codebook.values import Unreadable, tidy
from .colors import muted
from .fields import Desk, make_editor
from .fields.base import write_in
from .fields.popup import Choice
from .plain_parts import wrong_label
from .workspace import Workspace


class ValueDialog(QDialog):
    """One editor. Enter gives what is typed; in a list it adds it, and with nothing typed gives all.

    Signal: `given(object)`, the value, None for an empty answer."""

    given = Signal(object)

    def __init__(
        self, workspace: Workspace, field: CodedField, scope: Scope, value: Any, said: Sequence[str],
        parent: QWidget | None = None, towns: Callable[[CodedField, str, Scope], Sequence[Choice]] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName("value")
        self.setWindowTitle(title_of(field))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._field, self._done = field, False
        names = workspace.project.registers
        desk = Desk(workspace.codebook, self, lambda: scope, lambda register: names.names(register) if register else ())
        if towns is not None:
            desk = replace(desk, towns=towns)
        about = QLabel("\n".join(said))
        about.setTextFormat(Qt.TextFormat.PlainText)
        about.setWordWrap(True)
        write_in(about, muted(self.palette()))
        self.editor = make_editor(field, desk)
        self.editor.set_value(value)
        self.editor.moved.connect(lambda _step: self.accept())
        self.editor.restored.connect(self.reject)  # Escape gives up what is typed, and with it the question
        self._is_list = field.type != "group" and (field.many or field.type == "tags")
        if self._is_list:
            self.editor.committed.connect(self._take_in)
        self.keys = QLabel(self._way_out())
        self.keys.setObjectName("value.keys")
        self.keys.setWordWrap(True)
        write_in(self.keys, muted(self.palette()))
        self.trouble = wrong_label("value.trouble", self.palette())
        definition = QLabel(in_language(field.definition))
        definition.setTextFormat(Qt.TextFormat.PlainText)
        definition.setWordWrap(True)
        definition.setVisible(bool(definition.text()))
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(self.tr("Settle on it"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("value.yes")
        self.yes.setAutoDefault(False)
        no = buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        no.setAutoDefault(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        for part in (definition, about, self.editor, self.keys, self.trouble):
            column.addWidget(part)
        column.addStretch(1)
        column.addWidget(buttons)
        self.resize(520, 300)
        QTimer.singleShot(0, self, lambda: self.editor.focus_item(""))

    def _way_out(self) -> str:
        """By which key the answer is given."""
        if self._is_list:
            return self.tr("Enter adds what is typed. Enter with nothing typed settles, as Ctrl+Enter does.")
        if self._field.type in ("group", "long_text"):
            return self.tr("Ctrl+Enter settles.")
        return self.tr("Enter settles.")

    def _take_in(self) -> None:
        """What was typed is an item now, and the line is free for the next one."""
        try:
            value = tidy(self._field, self.editor.value())
        except Unreadable as error:
            self._say(str(error))
            return
        self.trouble.hide()
        if not self._done:
            self.editor.set_value(value)

    def _say(self, trouble: str) -> None:
        self.trouble.setText(trouble)
        self.trouble.show()

    def accept(self) -> None:
        """Gives the value; what cannot be read is said, and the dialog stays."""
        if self._done:
            return
        try:
            value = tidy(self._field, self.editor.value())
        except Unreadable as error:
            self._say(str(error))
            return
        self._done = True
        super().accept()
        self.given.emit(value)
