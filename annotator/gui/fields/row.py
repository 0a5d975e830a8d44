"""One field in the form: its mark, label and editor, and below them what is to be said about its value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ...codebook import values
from ...codebook.model import CodedField, in_language, title_of
from ...project.evidence import Evidence
from ..colors import field_color, is_dark, muted, tint
from .base import Desk, FieldEditor, write_in
from .code import title_of_code
from .marks import BackingMark
from .notes import Notes, Standing

SHORT = 28
"""Characters of a worked-out value that stand in one line."""


@dataclass(frozen=True, slots=True)
class Standpoint:
    """All a row shows of an event."""

    value: Any = None
    follows: Any = None
    """What a derived field's value would be."""
    shown: bool = True
    required: bool = False
    evidence: tuple[Evidence, ...] = ()
    problems: tuple[Standing, ...] = ()


class Row(QWidget):
    """Built once for a codebook, filled for every event; filling touches only what differs."""

    def __init__(self, field: CodedField, desk: Desk, editor: FieldEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self.desk, self.editor = field, desk, editor
        self.name = field.name
        self._standpoint: Standpoint | None = None
        self._current = False
        self.mark = BackingMark(title_of(field))
        self._retains(self.mark)
        self.mark.setVisible(field.evidence != "none")
        self.label = QLabel(title_of(field))
        self.label.setBuddy(editor.input())
        self.label.setToolTip(in_language(field.definition))
        self.derived = QLabel()
        self.derived.setContentsMargins(0, 4, 0, 4)
        self.derived.setAccessibleName(title_of(field))
        self.derived.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.derived.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.notes = Notes()
        self._content = QGridLayout()
        self._content.setContentsMargins(0, 0, 0, 0)
        self._content.addWidget(editor, 0, 0)
        self._content.addWidget(self.derived, 1, 0)
        self._content.addWidget(self.notes, 2, 0)
        self._content.setVerticalSpacing(0)
        # Not by alignment, which would keep wrapped notes from getting the height they need.
        self._content.setRowStretch(3, 1)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(4, 2, 8, 2)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(1)
        self._stacked: bool | None = None
        self.set_stacked(False, 130)
        self.derived.hide()
        self.recolor()

    def set_stacked(self, stacked: bool, width: int) -> None:
        """Label at the left with a width, or above the editor; a group needs all the width."""
        stacked = stacked or self.field.type == "group"
        if stacked != self._stacked:
            self._stacked = stacked
            self._grid.removeWidget(self.mark)
            self._grid.removeWidget(self.label)
            self._grid.removeItem(self._content)
            self._grid.addWidget(self.mark, 0, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(self.label, 0, 1)
            self._grid.addLayout(self._content, 1 if stacked else 0, 1 if stacked else 2)
            self._grid.setColumnStretch(1, 1 if stacked else 0)
            self._grid.setColumnStretch(2, 0 if stacked else 1)
        self.label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.label.setContentsMargins(0, 4 if not stacked else 3, 0, 0)
        # Labels that wrap make every layout of the form dear; only those do that must.
        needed = self.label.fontMetrics().horizontalAdvance(title_of(self.field) + " *") + 4
        self.label.setWordWrap(needed > width)
        self.label.setMinimumWidth(0 if stacked else width)
        self.label.setMaximumWidth(16777215 if stacked else width)

    def tell_rulings(self, told: str) -> None:
        """What the lead has ruled, as rich text, behind the definition in the label's tip."""
        definition = in_language(self.field.definition)
        self.label.setToolTip(f"<p>{escape(definition)}</p><p>{told}</p>" if told else definition)

    def is_open(self) -> bool:
        """Whether the field is asked and has no answer yet."""
        now = self._standpoint
        return (
            now is not None and now.shown and values.is_empty(now.value) and not self.is_derived() and self.editor.isEnabled()
        )

    def is_required(self) -> bool:
        """Whether the event is not complete without it."""
        return self._standpoint is not None and self._standpoint.required

    def moved_evidence(self) -> dict[str, str]:
        """The evidence of items that were renamed, moved or taken away, with the item it supports now."""
        moves = self.editor.moves()
        found: dict[str, str] = {}
        for one in self.evidence if moves else ():
            head, dot, part = one.item.partition(".") if self.field.type == "group" else (one.item, "", "")
            if head in moves:
                found[one.uid] = f"{moves[head]}{dot}{part}" if moves[head] else ""
        return found

    def recolor(self) -> None:
        """Takes the colours of the palette in force."""
        self.mark.set_color(self._color())
        self.editor.show_backing(self.evidence, self._color())
        self.notes.recolor()
        self.editor.recolor()
        faint = muted(self.palette())
        for label in (self.derived, *((self.label,) if self.field.derived is not None else ())):
            write_in(label, faint)

    def fill(self, now: Standpoint, *, force: bool = False) -> None:
        """Shows how things stand; what is being typed stays unless the saved value is another one."""
        before, self._standpoint = self._standpoint, now
        if self.isHidden() == now.shown:
            self.setVisible(now.shown)
        if before is None or before.required != now.required:
            self.label.setText(title_of(self.field) + ("\u00a0*" if now.required else ""))
            self.label.setAccessibleName(title_of(self.field) + (self.tr(", required") if now.required else ""))
        self._fill_value(before, now, force)
        self.mark.show_evidence(now.evidence)
        self.editor.show_backing(now.evidence, self._color())
        self.notes.show_problems(now.problems)

    @property
    def value(self) -> Any:
        """The saved value."""
        return self._standpoint.value if self._standpoint else None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The evidence shown."""
        return self._standpoint.evidence if self._standpoint else ()

    def is_derived(self) -> bool:
        """Whether the value follows from others and is only shown."""
        now = self._standpoint
        if self.field.derived is None:
            return False
        asked = self.field.required or self.field.required_when is not None
        return now is None or not asked or now.follows is not None

    def stops(self) -> list[QWidget]:
        """Where the keyboard stops; at what follows from others only while it is there."""
        if self.derived.hasFocus():
            return [self.derived]
        asked = not self.isHidden() and not self.is_derived() and self.editor.isEnabled()
        return self.editor.inputs() if asked else []

    def set_current(self, current: bool) -> None:
        """Whether it is the field in view."""
        if current != self._current:
            self._current = current
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field in view stands on a breath of its colour."""
        if self._current:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint(self._color(), self.palette(), 0.09))
            painter.drawRoundedRect(self.rect(), 5, 5)

    def _color(self) -> QColor:
        return field_color(self.desk.codebook, self.name, is_dark(self.palette()))

    def _fill_value(self, before: Standpoint | None, now: Standpoint, force: bool) -> None:
        derived = self.is_derived()
        if self.derived.isHidden() == derived:
            self.derived.setVisible(derived)
            self.editor.setVisible(not derived)
        if derived:
            given = now.follows if values.is_empty(now.value) else now.value
            text = self._in_words(given)
            if self.derived.text() != text:
                self.derived.setWordWrap(len(text) > SHORT)
                self.derived.setText(text)
            if force or before is None or before.value != now.value:
                self.editor.set_value(now.value)
        elif force or before is None or before.value != now.value or self.editor.saved != now.value:
            self.editor.set_value(now.value)
            self.notes.show_refusal("")
        else:
            self.editor.refresh()

    def _in_words(self, value: Any) -> str:
        if values.is_empty(value):
            return "–"
        if self.field.type == "code" and isinstance(value, str):
            return title_of_code(self.desk.codebook.code_list(self.field), value)
        return values.show(self.desk.codebook, self.field, value, write="label")

    @staticmethod
    def _retains(widget: QWidget) -> None:
        policy = widget.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        widget.setSizePolicy(policy)


def standing(problems: Sequence[Standing]) -> tuple[Standing, ...]:
    """Errors first, then warnings; the overruled last."""
    return tuple(sorted(problems, key=lambda pair: (pair[1] is not None, pair[0].severity != "error")))
