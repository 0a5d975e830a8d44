"""Which keys do what: the usual ones of the records of actions, and those the person chose instead.

Owns the rules for a choice, and the words that name keys. Like font and palette, the choice holds for the whole program:
texts anywhere may name a key, and ask here for the one in force. Knows no window's actions but by their names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from PySide6.QtCore import QCoreApplication, QEvent, QKeyCombination, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

Chosen: TypeAlias = Mapping[str, Sequence[str]]
"""By action: its keys in Qt's portable spelling, where they are not the usual ones; none for no key."""
_HELD = "chosen_keys"
_TOLD = "names_keys"
MOST = 4
"""Keys of one action."""
_MOVING = {
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Insert,
}  # fmt: skip
_ALONE = {
    Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape, Qt.Key.Key_Space,
    Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Menu,
}  # fmt: skip
_EDITING = (
    "Ctrl+A",
    "Ctrl+C",
    "Ctrl+V",
    "Ctrl+X",
    "Ctrl+Z",
    "Ctrl+Y",
    "Ctrl+Shift+Z",
    "F1",
    "F4",
    "Alt+F4",
    "F10",
    "Shift+F10",
)


@lru_cache(maxsize=1)
def usual() -> dict[str, tuple[str, ...]]:
    """The keys of every action as the program comes."""
    from .actions import RECORDS

    return {record.id: tuple(spelled(key) for key in record.keys) for record in RECORDS}


def spelled(key: str) -> str:
    """One chord in Qt's portable spelling; empty for what is none, and for several in a row."""
    sequence = QKeySequence.fromString(key, QKeySequence.SequenceFormat.PortableText)
    if sequence.count() != 1 or _chord(sequence).key() in (Qt.Key.Key_unknown, Qt.Key(0)):
        return ""
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)


@lru_cache(maxsize=1)
def _places() -> dict[str, str]:
    from .actions import RECORDS

    return {record.id: record.place for record in RECORDS}


def meet(one: str, other: str) -> bool:
    """Whether two actions can be asked for in the same place, so that they need keys of their own."""
    places = _places()
    here, there = places.get(one, ""), places.get(other, "")
    return not here or not there or here == there


def _chord(sequence: QKeySequence) -> QKeyCombination:
    return sequence[0]  # type: ignore[index]


def own_use(key: str) -> bool:
    """Whether a key types, moves or edits wherever there is text, and so cannot be an action's."""
    chord = _chord(QKeySequence.fromString(key, QKeySequence.SequenceFormat.PortableText))
    held, pressed = chord.keyboardModifiers(), chord.key()
    if key in _EDITING:
        return True
    shift, ctrl = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    if held & ~shift == Qt.KeyboardModifier.NoModifier:
        function = Qt.Key.Key_F1 <= pressed <= Qt.Key.Key_F35
        return not function
    return (pressed in _MOVING and held & ~shift == ctrl) or (pressed in _ALONE and not held & ctrl)


def sound(told: Any) -> dict[str, tuple[str, ...]]:
    """What counts of a choice as a file tells it: known actions, keys that can be, no key twice.

    A key that is another action's counts for nothing here. An action that is left without any of the keys it was given
    keeps the usual ones, as far as nobody else has them.
    """
    if not isinstance(told, Mapping):
        return {}
    known, wanted = usual(), {}
    for name, keys in told.items():
        if name not in known or not isinstance(keys, list | tuple) or not all(isinstance(key, str) for key in keys):
            continue
        good = [key for key in dict.fromkeys(spelled(key) for key in keys) if key and (not own_use(key) or key in known[name])]
        if good or not keys:
            wanted[name] = tuple(good[:MOST])
    held = {name: keys for name, keys in known.items() if name not in wanted}
    found: dict[str, tuple[str, ...]] = {}
    for name, keys in wanted.items():
        taken = {key for other, theirs in held.items() if meet(name, other) for key in theirs}
        free = tuple(key for key in keys if key not in taken)
        if keys and not free:
            free = tuple(key for key in known[name] if key not in taken)
        held[name] = found[name] = free
    return {name: keys for name, keys in found.items() if keys != known[name]}


def in_force(chosen: Chosen) -> dict[str, tuple[str, ...]]:
    """The keys of every action under a sound choice."""
    return {name: tuple(chosen.get(name, keys)) for name, keys in usual().items()}


def user_of(chosen: Chosen, key: str, action: str = "") -> str:
    """The action a key belongs to, of those that meet `action`; empty for none."""
    users = [name for name, keys in in_force(chosen).items() if key in keys and (not action or meet(name, action))]
    return action if action in users else next(iter(users), "")


def with_keys(chosen: Chosen, action: str, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The choice with other keys for an action; whoever had them is without."""
    whole = in_force(chosen)
    for name, had in whole.items():
        whole[name] = tuple(key for key in had if key not in keys or not meet(name, action))
    whole[action] = tuple(dict.fromkeys(keys))
    return {name: held for name, held in whole.items() if held != usual()[name]}


def hold(chosen: Any) -> None:
    """From now on these keys are in force, as far as the choice is sound."""
    app = QCoreApplication.instance()
    assert app is not None
    app.setProperty(_HELD, {name: list(keys) for name, keys in sound(chosen).items()})


def held() -> dict[str, tuple[str, ...]]:
    """The choice in force."""
    app = QCoreApplication.instance()
    told = app.property(_HELD) if app is not None else None
    return {name: tuple(keys) for name, keys in told.items()} if isinstance(told, dict) else {}


def of(action: str) -> tuple[str, ...]:
    """An action's keys now."""
    return held().get(action, usual()[action])


def native(key: str) -> str:
    """A key as it is printed on this keyboard."""
    return QKeySequence.fromString(key, QKeySequence.SequenceFormat.PortableText).toString(
        QKeySequence.SequenceFormat.NativeText
    )


def shown(action: str) -> str:
    """An action's first key, for a text that names it; where it has none, the way that is always there."""
    keys = of(action)
    return native(keys[0]) if keys else QCoreApplication.translate("keys", "the menu")


def named(text: str, *actions: str) -> str:
    """A text with the keys of actions in the places of {0}, {1}…"""
    return text.format(*map(shown, actions))


def tell(widget: QWidget, what: str, text: str, *actions: str) -> None:
    """Sets a text that names keys, as ``tell(button, "toolTip", "Add event ({0})", "add_event")``, and keeps it in step.

    A text that says its key in brackets loses them where there is no key.
    """
    told = dict(widget.property(_TOLD) or {})
    widget.setProperty(_TOLD, {**told, what: [text, *actions]})
    bare = text.replace(" ({0})", "") if len(actions) == 1 and not of(actions[0]) else text
    widget.setProperty(what, named(bare, *actions))


def retell(window: QWidget) -> None:
    """All texts in a window that name keys, with those in force now."""
    for widget in window.findChildren(QWidget):
        for what, (text, *actions) in (widget.property(_TOLD) or {}).items():
            tell(widget, what, text, *actions)
        # What is put together while it is shown is said anew as in another language.
        QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.LanguageChange))


def put_on(action: QAction, name: str, title: str) -> None:
    """Gives a window's action its keys, and the tip that names the first."""
    action.setShortcuts([QKeySequence.fromString(key, QKeySequence.SequenceFormat.PortableText) for key in of(name)])
    action.setToolTip(f"{title} ({shown(name)})" if of(name) else title)


def chord_of(key: int, held: Qt.KeyboardModifier, text: str) -> str:
    """The chord that a key press stands for; empty while only Ctrl, Shift or the like is down.

    Where Shift is how a sign is typed, as + on some keyboards, it is no part of the chord: Qt matches it without.
    """
    if key in (0, Qt.Key.Key_unknown, Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_AltGr,
               Qt.Key.Key_Meta, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_Super_L, Qt.Key.Key_Super_R):  # fmt: skip
        return ""
    held &= ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier)
    if text and text.isprintable() and not text.isalnum() and not text.isspace() and not 0x41 <= key <= 0x5A:
        held &= ~Qt.KeyboardModifier.ShiftModifier
    sequence = QKeySequence(QKeyCombination(held, Qt.Key(key)))
    return spelled(sequence.toString(QKeySequence.SequenceFormat.PortableText))
