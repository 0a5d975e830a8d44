"""What an action of the window is: its text, keys and icon, the menu it stands in, when it makes sense, and its handler.

Owns the record and the menus. Which actions there are is `actions`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction

from . import keys as keyboard
from .situation import Situation, always

if TYPE_CHECKING:
    from .window import Window


def translatable(text: str) -> str:
    """Marks a text for translation in the context of actions."""
    return text


FILE = translatable("&File")
EDIT = translatable("&Edit")
ARTICLE = translatable("&Article")
EVENT = translatable("Eve&nt")
EVIDENCE = translatable("Evi&dence")
TEAM = translatable("&Team")
SETTLE = translatable("&Settle")
INCIDENT = translatable("&Incident")
VIEW = translatable("&View")
HELP = translatable("&Help")
MENUS = (FILE, EDIT, ARTICLE, EVENT, EVIDENCE, TEAM, SETTLE, INCIDENT, VIEW, HELP)


@dataclass(frozen=True, slots=True)
class ActionRecord:
    """One action. `text` is shown in menus and the palette; `shortcut` may list several keys, the first is shown."""

    id: str
    text: str
    menu: str
    handler: Callable[[Window], object]
    shortcut: str | tuple[str, ...] = ()
    when: Callable[[Situation], bool] = always
    icon: str = ""
    separated: bool = False
    """A line stands above it in the menu."""
    shown: Callable[[Situation], bool] = always
    """Where it stands in menus and the palette at all."""
    place: str = ""
    """The one place it makes sense in, where its keys may be those of another action in another place."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The usual shortcuts, in Qt's portable spelling; those in force are `keys.of`."""
        return (self.shortcut,) if isinstance(self.shortcut, str) else self.shortcut

    def title(self) -> str:
        """The translated text without the menu's underline and dots."""
        return QCoreApplication.translate("actions", self.text).replace("&", "").removesuffix("…")

    def make(self, window: Window) -> QAction:
        """The QAction of one window."""
        action = QAction(QCoreApplication.translate("actions", self.text), window)
        action.setObjectName(f"action.{self.id}")
        keyboard.put_on(action, self.id, self.title())
        action.triggered.connect(lambda _checked=False: self.handler(window))
        return action
