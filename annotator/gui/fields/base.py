"""What all editors of one field share: their signals, and the keys and focus changes that mean the same everywhere.

Owns nothing of the project: an editor shows a value and gives one back. Who saves it is the form's matter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QWidget

from ...codebook.conditions import Scope
from ...codebook.derivations import allowed_codes
from ...codebook.model import Codebook, CodedField, title_of
from ...project.evidence import Evidence

PLAIN = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier

if TYPE_CHECKING:
    from .popup import Choice


@dataclass(frozen=True)
class Desk:
    """What an editor may know of its surroundings."""

    codebook: Codebook
    host: QWidget
    """Where lists and calendars drop down; they stay inside it."""
    scope: Callable[[], Scope]
    """The values in view, for lists that depend on another answer."""
    names: Callable[[str], Sequence[str]]
    """The approved names of a register."""
    towns: Callable[[CodedField, str, Scope], Sequence[Choice]] = lambda _field, _typed, _scope: ()
    """Places whose name begins as typed, for a field that asks for one."""
    ruled: Callable[[CodedField, str], str] = lambda _field, _code: ""
    """What the lead has ruled about one code of a field, as rich text."""

    def offered(self, field: CodedField) -> tuple[str, ...]:
        """The codes to choose from; with an empty parent, those of all parents."""
        scope = self.scope()
        if field.parent and scope.value(field.parent) is None:
            return tuple(self.codebook.code_list(field).parents)
        return allowed_codes(field, scope)


def write_in(label: QWidget, color: QColor) -> None:
    """Gives a label a text colour of its own; all else still follows the window's palette."""
    palette = QPalette()
    palette.setColor(label.foregroundRole(), color)
    label.setPalette(palette)


class FieldEditor(QWidget):
    """An editor of one field. `value()` raises `Unreadable` while what is typed says nothing the field can hold."""

    committed = Signal()
    """The value should be saved now: the editor was left, or something was picked."""
    edited = Signal()
    """A long text rests after typing; it should be saved and goes on."""
    entered = Signal(str)
    """The keyboard is here; with the item as in `Evidence.item`."""
    left = Signal()
    moved = Signal(int)
    """The next (1) or previous (-1) field is asked for."""
    restored = Signal()
    """What was typed was given up for the saved value."""
    status_chosen = Signal(str, str)
    """An item's evidence is said to be of a status: item and status."""
    removal_chosen = Signal(list)
    """Uids of evidence to take away."""
    help_requested = Signal()
    ways_requested = Signal()
    """The ways out of the field's problems are asked for."""

    def __init__(self, field: CodedField, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self.desk = field, desk
        self.saved: Any = None

    @property
    def codebook(self) -> Codebook:
        """The codebook in force."""
        return self.desk.codebook

    def value(self) -> Any:
        """What the editor holds. Raises Unreadable."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Shows a saved value; emits nothing."""
        raise NotImplementedError

    def input(self) -> QWidget:
        """The widget that takes the keys."""
        raise NotImplementedError

    def inputs(self) -> list[QWidget]:
        """Every stop of the keyboard in here, in order."""
        return [self.input()]

    def focus_item(self, item: str) -> None:
        """Puts the keyboard on an item, or on the whole where there is no such item."""
        target = self.input()
        target.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(target, QLineEdit):
            # Typing replaces what is there. Qt itself selects it only where the window is active already, not behind a list.
            target.selectAll()

    def moves(self) -> dict[str, str]:
        """What became of saved items: their name as in `Evidence.item` → the name now, empty where they are gone."""
        return {}

    def is_dirty(self) -> bool:
        """Whether something is typed that differs from what was last shown."""
        return False

    def draft(self) -> str:
        """What is typed and not saved, to be shown again later."""
        return ""

    def set_draft(self, text: str) -> None:
        """Shows what was typed and could not be saved."""

    def refresh(self) -> None:
        """Other answers changed: what depends on them is shown anew."""

    def recolor(self) -> None:
        """Takes the colours of the palette in force."""

    def show_backing(self, evidence: Sequence[Evidence], color: QColor) -> None:
        """What backs each item, in the field's colour."""

    def watch(self, widget: QWidget, name: str = "") -> None:
        """Makes a widget a place to type in: its keys and focus are this editor's."""
        widget.setAccessibleName(title_of(self.field))
        if name:
            widget.setObjectName(name)
        widget.installEventFilter(self)

    def key(self, event: QKeyEvent) -> bool:
        """A key of the editor's own; True where it is used up."""
        return False

    def item_of(self, widget: QWidget) -> str:
        """The item a widget stands for."""
        return ""

    def restore(self) -> None:
        """Shows the saved value again."""
        self.set_value(self.saved)
        self.restored.emit()

    def leave(self) -> None:
        """What is typed counts."""
        self.committed.emit()

    def enter_pressed(self, step: int) -> None:
        """Enter: save and go on."""
        self.leave()
        self.moved.emit(step)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Gives keys and focus changes their meaning."""
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self.key(event) or self._common_key(event)
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self.claims(event):
            event.accept()
            return True
        if kind == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.entered.emit(self.item_of(watched))
        elif (
            kind == QEvent.Type.FocusOut and isinstance(event, QFocusEvent)
            and event.reason() != Qt.FocusReason.PopupFocusReason
        ):  # fmt: skip
            self.focus_left()
        return False

    def focus_left(self) -> None:
        """The keyboard went elsewhere."""
        self.leave()
        self.left.emit()

    def claims(self, event: QKeyEvent) -> bool:
        """Whether a key belongs to the editor even where the window has a shortcut on it."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            return self.is_dirty()
        return key == Qt.Key.Key_F1 and event.modifiers() & ~KEYPAD == PLAIN

    def _common_key(self, event: QKeyEvent) -> bool:
        key, modifiers = event.key(), event.modifiers() & ~KEYPAD
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and modifiers in (PLAIN, SHIFT, CTRL):
            self.enter_pressed(-1 if modifiers == SHIFT else 1)
        elif key == Qt.Key.Key_Escape and self.is_dirty():
            self.restore()
        elif key == Qt.Key.Key_F1 and modifiers == PLAIN:
            self.help_requested.emit()
        elif key == Qt.Key.Key_Period and modifiers == CTRL:
            self.ways_requested.emit()
        else:
            return False
        return True
