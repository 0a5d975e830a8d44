"""What the actions do that help a person about: the palette, the table of shortcuts, which program this is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from .. import __version__
from .messages import tell

if TYPE_CHECKING:
    from .window import Window


def palette(window: Window) -> None:
    """Actions, fields and articles by what is typed."""
    from .palette import Palette
    from .palette_entries import articles, codes, entries

    window.leave()
    Palette(window, entries(window), more=lambda words: [*codes(window, words), *articles(window, words)]).open()


def shortcuts(window: Window) -> None:
    """The table of all shortcuts."""
    from .shortcuts_page import ShortcutsPage

    ShortcutsPage(window).open()


def about(window: Window) -> None:
    """Which program this is."""
    said = QCoreApplication.translate(
        "Window", "Annotator {0}: events coded from news articles, every value with the sentence it came from."
    )
    tell(window, said.format(__version__))
