"""Editors of one line: text with names from a register, whole numbers, decimals, estimates.

What is typed is read by `codebook.values`; what cannot be read stays as it is typed.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from ...codebook import values
from ...codebook.model import CodedField, in_language
from ..colors import muted
from .base import KEYPAD, PLAIN, Desk, FieldEditor, write_in
from .names import names_of
from .popup import Choice, ChoicePopup, fitting


class LineEditor(FieldEditor):
    """One line, with choices that drop down where there are any, and a quiet remark beside it."""

    def __init__(self, field: CodedField, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.line = QLineEdit()
        self.line.setMinimumWidth(60)
        self.watch(self.line, f"field.{field.name}")
        self.remark = QLabel()
        self.remark.hide()
        self._shown = ""
        self._popup: ChoicePopup | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self.line, 1)
        self._row.addWidget(self.remark)
        if self.is_short():
            self.line.setMaximumWidth(132)
            self.line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._row.setStretch(0, 100)
            self._row.addStretch(1)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self._typed)

    def is_short(self) -> bool:
        """Whether the line needs little room."""
        return self.field.type in ("integer", "decimal", "number", "date")

    def input(self) -> QWidget:
        """The line."""
        return self.line

    def is_dirty(self) -> bool:
        """Whether the text differs from the saved value's."""
        return self.line.text() != self._shown

    def value(self) -> Any:
        """The value typed; the very same one where nothing was typed."""
        return self.read(self.line.text()) if self.is_dirty() else self.saved

    def set_value(self, value: Any) -> None:
        """Shows a saved value."""
        self.saved, self._shown = value, self.text_of(value)
        if self.line.text() != self._shown:
            with QSignalBlocker(self.line):
                self.line.setText(self._shown)
                self.line.setCursorPosition(0)
        self.close_list()
        self._remark()

    def draft(self) -> str:
        """The text where it differs."""
        return self.line.text() if self.is_dirty() else ""

    def set_draft(self, text: str) -> None:
        """Shows what could not be saved."""
        with QSignalBlocker(self.line):
            self.line.setText(text)

    def read(self, text: str) -> Any:
        """The value of a text. Raises Unreadable."""
        return values.read(self.codebook, self.field, text)

    def text_of(self, value: Any) -> str:
        """A value as it stands in the line."""
        return values.show(self.codebook, self.field, value)

    def remark_of(self, text: str) -> str:
        """What is said beside the line about its text."""
        if text in self.field.missing:
            return in_language(self.field.missing[text])
        if self.field.type in ("integer", "number") and not text.strip().isdigit():
            try:
                read = self.text_of(self.read(text))
            except values.Unreadable:
                return ""
            return f"= {read}" if read and read != text.strip() else ""
        return ""

    def choices(self, typed: str = "") -> list[Choice]:
        """What can be chosen from: the register's names, of many those that fit what is typed, and missing codes."""
        return self.registered(typed) + missing_choices(self.field)

    def registered(self, typed: str) -> list[Choice]:
        """The first names of the field's register that fit; for a place, towns whose name begins so behind them."""
        found = names_of(self.desk.names(self.field.register_)).fitting(typed) if self.field.register_ else []
        if self.field.finds != "place":
            return found
        towns = {one.value: one for one in self.desk.towns(self.field, typed, self.desk.scope())}
        return [towns.pop(one.value, one) for one in found] + list(towns.values())

    def open_list(self, typed: str) -> None:
        """Drops the choices down that fit what is typed."""
        found = fitting(self.choices(typed), typed)
        self.popup().show_choices(self.line, found)

    def popup(self) -> ChoicePopup:
        """The list under the line, made when first needed."""
        if self._popup is None:
            self._popup = ChoicePopup(self.desk.host, lambda value: self.desk.ruled(self.field, value))
            self._popup.picked.connect(self.pick)
            self.destroyed.connect(self._popup.deleteLater)
        return self._popup

    def list_is_open(self) -> bool:
        """Whether the choices are shown."""
        return self._popup is not None and self._popup.isVisible()

    def close_list(self) -> None:
        """Takes the choices away."""
        if self._popup is not None:
            self._popup.hide()

    def pick(self, value: str) -> None:
        """Takes a choice."""
        self.close_list()
        self.line.setText(value)
        self._remark()
        self.committed.emit()

    def key(self, event: QKeyEvent) -> bool:
        """Keys of the list, where it is open; the key that opens it."""
        key = event.key()
        if self.list_is_open():
            assert self._popup is not None
            if key == Qt.Key.Key_Escape:
                self.close_list()
                return True
            if self._popup.move_key(event):
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab) and (choice := self._popup.current()):
                self.pick(choice.value)
                return False  # and on to the next field, as always
        elif key == Qt.Key.Key_Down and self.opens_by(event):
            self.open_list("")
            return True
        return False

    def opens_by(self, event: QKeyEvent) -> bool:
        """Whether this arrow key opens the list."""
        return event.modifiers() & ~KEYPAD == PLAIN and bool(self.choices())

    def claims(self, event: QKeyEvent) -> bool:
        """Escape closes the list before it does anything else."""
        return (event.key() == Qt.Key.Key_Escape and self.list_is_open()) or super().claims(event)

    def focus_left(self) -> None:
        """The list goes with the keyboard."""
        super().focus_left()
        self.close_list()

    def restore(self) -> None:
        """The saved value, selected."""
        super().restore()
        self.line.selectAll()

    def recolor(self) -> None:
        """The remark stands back in the palette in force."""
        write_in(self.remark, muted(self.palette()))

    def _typed(self, text: str) -> None:
        self._remark()
        if (self.field.register_ or self.field.finds == "place") and text.strip():
            self.open_list(text)
        else:
            self.close_list()

    def _remark(self) -> None:
        text = self.remark_of(self.line.text())
        if text != self.remark.text():
            self.remark.setText(text)
            write_in(self.remark, muted(self.palette()))
        self.remark.setVisible(bool(text))


def missing_choices(field: CodedField) -> list[Choice]:
    """The field's codes for an answer that is not there."""
    return [Choice(code, f"{code}  {in_language(label)}") for code, label in field.missing.items()]
