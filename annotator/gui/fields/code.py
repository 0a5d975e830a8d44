"""The editor of one code of a closed list: type any part of its name, see what it means, take it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ...codebook.model import Code, CodedField, CodeList, in_language, title_of
from ...codebook.values import Unreadable, is_missing
from .base import PLAIN, Desk
from .line import LineEditor, missing_choices
from .popup import LONGEST, Choice, fitting


class CodeEditor(LineEditor):
    """A line that holds the title of a code."""

    def __init__(self, field: CodedField, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.line.setPlaceholderText(self.tr("Choose…"))

    def is_short(self) -> bool:
        """Titles are long."""
        return False

    def text_of(self, value: Any) -> str:
        """The code's title."""
        if value is None:
            return ""
        if is_missing(value):
            return str(value["missing"])
        return title_of_code(self.codebook.code_list(self.field), str(value))

    def read(self, text: str) -> Any:
        """The code of a title, code, alias or former code; else the one choice that fits. Raises Unreadable."""
        text = text.strip()
        if not text:
            return None
        if text in self.field.missing:
            return {"missing": text}
        codes = self.codebook.code_list(self.field)
        known = spelled(codes, self.desk.offered(self.field), text)
        if known is not None:
            return known
        found = fitting(self.choices(), text)
        if len(found) == 1:
            return {"missing": found[0].value} if found[0].value in self.field.missing else found[0].value
        if len(found) > 1:
            raise Unreadable(self.tr("“{0}” fits {1} answers; choose one of them.").format(text, len(found)))
        raise Unreadable(self.tr("“{0}” is not an answer of {1}.").format(text, title_of(self.field)))

    def remark_of(self, text: str) -> str:
        """What a missing code says."""
        return in_language(self.field.missing.get(text, ""))

    def choices(self, typed: str = "") -> list[Choice]:
        """The codes that may stand here, then the missing codes."""
        codes = self.codebook.code_list(self.field)
        return code_choices(codes, self.desk.offered(self.field)) + missing_choices(self.field)

    def open_list(self, typed: str) -> None:
        """All choices, or those that fit; the likeliest is highlighted."""
        found = fitting(self.choices(), typed)
        current = self.saved if isinstance(self.saved, str) and not typed else (found[0].value if typed and found else "")
        self.popup().show_choices(self.line, found, current=current, numbered=not typed and self._by_digit(found))

    def pick(self, value: str) -> None:
        """Shows the code's title and has it saved."""
        self.close_list()
        self.line.setText(value if value in self.field.missing else self.text_of(value))
        self._remark()
        self.committed.emit()

    def key(self, event: QKeyEvent) -> bool:
        """Digits pick from a short list; Backspace and Delete empty an answer as a whole."""
        fresh = not self.is_dirty() or not self.line.text()
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and fresh and self.line.text():
            self.line.clear()
            self.open_list("")
            self._remark()
            return True
        if event.text().isdigit() and fresh and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == PLAIN:
            choices = self.choices()
            place = int(event.text())
            if self._by_digit(choices) and 1 <= place <= len(choices):
                self.pick(choices[place - 1].value)
                self.line.selectAll()
                return True
        return super().key(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click shows what there is to choose."""
        if event.type() == QEvent.Type.MouseButtonRelease and watched is self.line and not self.is_dirty():
            self.line.selectAll()
            if not self.list_is_open():
                self.open_list("")
        return super().eventFilter(watched, event)

    def _typed(self, text: str) -> None:
        self._remark()
        self.open_list(text)

    def _by_digit(self, choices: list[Choice]) -> bool:
        """Whether a digit alone says which: the list is short and has no codes that are digits themselves."""
        return len(choices) <= LONGEST and not any(choice.value[:1].isdigit() for choice in choices)


def title_of_code(codes: CodeList, code: str) -> str:
    """A code as people see it; a bare number stays in front of its label."""
    label = codes.label(code)
    return f"{code} · {label}" if len(code) <= 3 and code.isdigit() and label != code else label


def spelled(codes: CodeList, offered: tuple[str, ...], text: str) -> str | None:
    """The code a text spells exactly, one that is offered first."""
    typed = text.casefold()
    for code in offered:
        known = codes.by_code.get(code)
        if known and typed in {name.casefold() for name in _names(codes, known)}:
            return code
    return codes.spellings.get(typed)


def code_choices(codes: CodeList, offered: tuple[str, ...]) -> list[Choice]:
    """Codes as choices, found by title, code, aliases and former codes; merged ones are left out."""
    found: list[Choice] = []
    for name in offered:
        code = codes.by_code.get(name)
        if code is not None and not code.merged_into:
            found.append(Choice(name, title_of_code(codes, name), tuple(_names(codes, code)), code))
    return found


def _names(codes: CodeList, code: Code) -> list[str]:
    return [code.code, title_of_code(codes, code.code), codes.label(code.code), *code.aliases, *code.was]
