"""The bar that finds words in the text in view: next, previous, and how many there are."""

from __future__ import annotations

import re
from itertools import islice

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

MOST = 10_000
"""Places that are counted; a text with more is searched well enough."""


def occurrences(text: str, words: str) -> list[tuple[int, int]]:
    """Where words stand in a text, in code points, without regard to case; any white space stands for any other."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    return matches(text, re.compile(pattern, re.IGNORECASE)) if pattern else []


def matches(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where a pattern fits, in code points; where it fits no start of a word, as in Chinese, inside of words."""
    found = [match.span() for match in islice(pattern.finditer(text), MOST)]
    if not found and pattern.pattern.startswith(r"\b"):
        return matches(text, re.compile(pattern.pattern[2:], pattern.flags))
    return found


class FindBar(QWidget):
    """Signals: `sought(str)` with other words, `stepped(int)` for next (1) and previous (-1), `closed()`."""

    sought = Signal(str)
    stepped = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reader.find")
        self.words = QLineEdit()
        self.words.setObjectName("reader.find.words")
        self.words.setAccessibleName(self.tr("Find in the article"))
        self.words.setPlaceholderText(self.tr("Find in the article"))
        self.words.setClearButtonEnabled(True)
        self.words.setMaximumWidth(320)
        self.words.textChanged.connect(self.sought)
        self.words.installEventFilter(self)
        self._count = QLabel()
        self._count.setObjectName("reader.find.count")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 8, 4)
        row.addWidget(self.words, 1)
        row.addWidget(self._button("↑", self.tr("Previous place (Shift+Enter)"), lambda: self.stepped.emit(-1)))
        row.addWidget(self._button("↓", self.tr("Next place (Enter)"), lambda: self.stepped.emit(1)))
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self._button("✕", self.tr("Close the search (Esc)"), self.closed.emit))

    @property
    def count_text(self) -> str:
        """What is said about the number of places."""
        return self._count.text()

    def show_count(self, current: int, total: int) -> None:
        """Says which of how many places is selected; `current` counts from 1, 0 for none."""
        if not self.words.text().strip():
            self._count.setText("")
        elif not total:
            self._count.setText(self.tr("Not found"))
        else:
            self._count.setText(self.tr("{0} of {1}").format(current, f"{total:,}" + ("+" if total == MOST else "")))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.closed.emit()
                return True
        return super().eventFilter(watched, event)

    def _button(self, text: str, name: str, work: object) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setAutoRaise(True)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(work)
        return button
