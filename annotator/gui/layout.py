"""Keeps the window's size and the splitters' places from one start to the next. Knows nothing of what they hold."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget

from ..settings import Settings

USUAL_SIZE = QSize(1366, 768)
LEAST_SIZE = QSize(760, 480)
FRAME = QSize(16, 48)
"""Room for what the desktop draws around a window, which nobody knows before it stands there."""


def restore_window(window: QMainWindow, settings: Settings) -> None:
    """Size and place as they were, brought back onto a screen that is there."""
    window.setMinimumSize(LEAST_SIZE)
    window.resize(usual_size(window.screen().availableSize()))
    if settings.geometry:
        # Qt itself moves a window back that would stand outside all screens.
        window.restoreGeometry(_bytes(settings.geometry))


def usual_size(screen: QSize) -> QSize:
    """The size of the window's inside at the first start, on a screen with so much room."""
    return USUAL_SIZE.boundedTo(screen - FRAME).expandedTo(LEAST_SIZE)


def remember_window(window: QMainWindow, settings: Settings) -> None:
    """Size and place as they are."""
    settings.geometry = _text(window.saveGeometry())


def restore_splitters(place: QWidget, settings: Settings) -> None:
    """All named splitters in a place."""
    for splitter in place.findChildren(QSplitter):
        state = settings.splitters.get(splitter.objectName())
        if state:
            splitter.restoreState(_bytes(state))


def remember_splitters(place: QWidget, settings: Settings) -> None:
    """All named splitters in a place."""
    states = {one.objectName(): _text(one.saveState()) for one in place.findChildren(QSplitter) if one.objectName()}
    settings.splitters = {**settings.splitters, **states}


def _bytes(text: str) -> QByteArray:
    return QByteArray.fromBase64(QByteArray(text.encode("ascii", "ignore")))


def _text(state: QByteArray) -> str:
    return bytes(state.toBase64().data()).decode("ascii")
