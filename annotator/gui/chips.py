"""A chip: some words on a round ground, with a × that takes away what they say."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton

from .colors import blend


def make_chip(words: str, why: str, deed: Callable[[], None], colors: QPalette, most: int = 60) -> QFrame:
    """A chip in the palette's colours; more than `most` letters are cut, and all of them stand in a tip."""
    chip = QFrame()
    chip.setObjectName("chip")
    label = QLabel(words if len(words) <= most else words[: most - 1] + "…")
    label.setToolTip(words if len(words) > most else "")
    label.setTextFormat(Qt.TextFormat.PlainText)
    away = QToolButton()
    away.setText("×")
    away.setAutoRaise(True)
    away.setAccessibleName(f"{why}: {words}")
    away.setToolTip(why)
    away.clicked.connect(deed)
    row = QHBoxLayout(chip)
    row.setContentsMargins(9, 2, 3, 2)
    row.setSpacing(4)
    row.addWidget(label)
    row.addWidget(away)
    ground = blend(colors.color(colors.ColorRole.Window), colors.color(colors.ColorRole.Accent), 0.16)
    chip.setStyleSheet(f"QFrame#chip {{ background: {ground.name()}; border-radius: 9px; }} QToolButton {{ border: 0; }}")
    return chip
