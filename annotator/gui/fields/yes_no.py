"""The editor of a yes/no question: three answers side by side, each by its first letter."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from ...codebook.model import CodedField, in_language
from ...codebook.values import is_missing
from .base import PLAIN, Desk, FieldEditor


class YesNoEditor(FieldEditor):
    """Buttons for yes, no, unclear and the missing codes; letters, arrows and space choose, Delete empties."""

    def __init__(self, field: CodedField, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self._segment = QWidget()
        self._segment.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.watch(self._segment, f"field.{field.name}")
        self._chosen: str | None = None
        self._buttons: dict[str, QToolButton] = {}
        segment = QHBoxLayout(self._segment)
        segment.setContentsMargins(0, 0, 0, 0)
        segment.setSpacing(4)
        answers = {code.code: in_language(code.label) for code in self.codebook.code_list(field).walk()}
        for code, label in {**answers, **{code: in_language(text) for code, text in field.missing.items()}}.items():
            button = QToolButton()
            button.setText(label)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setMinimumWidth(48)
            button.setAccessibleName(f"{self._segment.accessibleName()} {label}")
            button.clicked.connect(lambda _=False, code=code: self._click(code))
            segment.addWidget(button)
            self._buttons[code] = button
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._segment)
        row.addStretch(1)
        self.setFocusProxy(self._segment)

    def input(self) -> QWidget:
        """The three answers as one stop."""
        return self._segment

    def value(self) -> Any:
        """The answer chosen."""
        if self._chosen is None:
            return None
        return {"missing": self._chosen} if self._chosen in self.field.missing else self._chosen

    def set_value(self, value: Any) -> None:
        """Shows a saved answer."""
        self.saved = value
        self._show(str(value["missing"]) if is_missing(value) else value)

    def key(self, event: QKeyEvent) -> bool:
        """First letters, arrows, Delete."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier not in (PLAIN, Qt.KeyboardModifier.ShiftModifier):
            return False
        codes = list(self._buttons)
        key = event.key()
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._choose(None)
            return True
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if key == Qt.Key.Key_Right else -1
            place = codes.index(self._chosen) if self._chosen in codes else (-1 if step > 0 else len(codes))
            self._choose(codes[max(0, min(len(codes) - 1, place + step))])
            return True
        typed = event.text().casefold()
        if not typed.strip():
            return False
        if typed.isdigit() and 1 <= int(typed) <= len(codes):
            self._choose(codes[int(typed) - 1])
            return True
        for code, button in self._buttons.items():
            if typed in (code[:1].casefold(), button.text()[:1].casefold()):
                self._choose(code)
                return True
        return False

    def recolor(self) -> None:
        """The answer given stands out in the palette in force."""
        for button in self._buttons.values():
            self._paint(button)

    def _paint(self, button: QToolButton) -> None:
        palette = QPalette()
        if button.isChecked():
            around = self.palette()
            palette.setColor(palette.ColorRole.Button, around.color(around.ColorRole.Highlight))
            palette.setColor(palette.ColorRole.ButtonText, around.color(around.ColorRole.HighlightedText))
        button.setPalette(palette)

    def _click(self, code: str) -> None:
        """A click chooses; one on the answer given takes it back."""
        self._segment.setFocus(Qt.FocusReason.MouseFocusReason)
        self._choose(None if self._chosen == code else code)

    def _choose(self, code: str | None) -> None:
        self._show(code)
        self.committed.emit()

    def _show(self, code: str | None) -> None:
        self._chosen = code
        for name, button in self._buttons.items():
            if button.isChecked() != (name == code):
                button.setChecked(name == code)
                self._paint(button)
