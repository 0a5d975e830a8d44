"""What the actions do that make reading and learning easier: the width of the lines, and the hints.

Functions that take the window. What they change is remembered in the settings and is no edit: undo does not touch it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from .. import settings as remembered

if TYPE_CHECKING:
    from .window import Window


def _tr(text: str) -> str:
    return QCoreApplication.translate("comfort_actions", text)


def measure(step: int) -> Callable[[Window], None]:
    """The handler that makes the article's lines longer or shorter by a step."""

    def change(window: Window) -> None:
        widths, now = remembered.MEASURES, window.settings.measure
        at = min(max(widths.index(now) + step, 0), len(widths) - 1)
        window.settings.measure = widths[at]
        window.reader().page.set_measure(widths[at])
        remembered.save(window.settings)
        said = _tr("Lines of up to {0} characters.") if widths[at] else _tr("Lines as long as there is room.")
        window.say(said.format(widths[at]))

    return change


def show_hints(window: Window) -> None:
    """Lets all hints come again."""
    window.hints.start_over()
    window.say(_tr("The hints are shown again, each where it helps."))
