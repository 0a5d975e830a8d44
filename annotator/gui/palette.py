"""The palette: a line to type in and the entries that fit, for actions, fields, articles and any other short choice.

Owns matching and the list. Knows nothing of what an entry does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from .colors import muted
from .slim_bar import slim

MOST_SHOWN = 60
LETTER_BY_LETTER = 8
"""How badly a word fits whose letters stand in the title, but not together."""
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}


@dataclass(frozen=True, slots=True)
class Entry:
    """One choice: what it is called, what stands beside it in grey, and what choosing it does."""

    title: str
    detail: str = ""
    run: Callable[[], object] = lambda: None
    rank: int = 0
    """Higher ones stand lower among entries that fit as well."""


def fit(words: str, title: str) -> int | None:
    """How well a title fits what was typed: 0 is best, None not at all.

    Every word typed must be found: at the start of the title, at the start of a word, inside, or letter by letter.
    """
    title = title.casefold()
    total = 0
    for word in words.casefold().split():
        place = title.find(word)
        if place == 0:
            continue
        if place > 0:
            total += 1 if not title[place - 1].isalnum() or f" {word}" in title else 3
        elif _letter_by_letter(word, title):
            total += LETTER_BY_LETTER
        else:
            return None
    return total


def _letter_by_letter(word: str, title: str) -> bool:
    """Whether the letters stand in this order, the first one at the start of a word."""
    starts = [place for place, letter in enumerate(title) if letter == word[0] and (place == 0 or title[place - 1] == " ")]
    for start in starts:
        letters = iter(title[start:])
        if all(letter in letters for letter in word):
            return True
    return False


def matching(words: str, entries: Sequence[Entry]) -> list[Entry]:
    """The entries that fit, best first; all in their order where nothing was typed."""
    found = [(fit(words, entry.title), entry.rank, place) for place, entry in enumerate(entries)]
    good = sorted((score, rank, place) for score, rank, place in found if score is not None)
    return [entries[place] for _, _, place in good]


class Palette(QDialog):
    """Type, choose with the arrows, Enter runs it, Escape leaves all as it was."""

    def __init__(
        self,
        parent: QWidget | None,
        entries: Sequence[Entry],
        *,
        hint: str = "",
        more: Callable[[str], Sequence[Entry]] | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("palette")
        self.setAccessibleName(hint or self.tr("Palette"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entries, self._more = entries, more
        self._shown: list[Entry] = []
        self.words = QLineEdit()
        self.words.setObjectName("palette.words")
        self.words.setPlaceholderText(hint or self.tr("An action, a field, an article's number or words"))
        self.words.setAccessibleName(self.words.placeholderText())
        self.words.textChanged.connect(self._fill)
        self.words.installEventFilter(self)
        self.list = self._make_list()
        self._nothing = QLabel(self.tr("Nothing fits."))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        for part in (self.words, self.list, self._nothing):
            column.addWidget(part)
        self._fill("")
        self._place()

    def titles(self) -> list[str]:
        """What is listed now, in order."""
        return [entry.title for entry in self._shown]

    def choose(self, row: int | None = None) -> None:
        """Runs the entry in a row, by default the one marked, after the palette has gone."""
        row = self._marked() if row is None else row
        if not 0 <= row < len(self._shown):
            return
        entry = self._shown[row]
        self.accept()
        entry.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move the mark while the line keeps the keyboard."""
        if watched is self.words and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in _MOVES:
                self._move(_MOVES[key])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.choose()
                return True
        return super().eventFilter(watched, event)

    def _make_list(self) -> QTreeWidget:
        made = QTreeWidget()
        slim(made)
        made.setObjectName("palette.entries")
        made.setAccessibleName(self.tr("Choices"))
        made.setColumnCount(2)
        made.setHeaderHidden(True)
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setFrameShape(QTreeWidget.Shape.NoFrame)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        made.header().setStretchLastSection(False)
        made.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        made.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        made.itemClicked.connect(lambda item, _column: self.choose(made.indexOfTopLevelItem(item)))
        return made

    def _fill(self, words: str) -> None:
        found = matching(words, self._entries)
        if self._more is not None and words.strip():
            found += self._more(words.strip())
        self._shown = found[:MOST_SHOWN]
        self.list.clear()
        grey = muted(QApplication.palette())
        for entry in self._shown:
            item = QTreeWidgetItem([entry.title, entry.detail])
            item.setForeground(1, grey)
            item.setToolTip(0, entry.title)
            item.setSizeHint(0, QSize(0, self.fontMetrics().lineSpacing() + 8))
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.list.addTopLevelItem(item)
        self._mark(0)
        self.list.setVisible(bool(self._shown))
        self._nothing.setVisible(not self._shown)

    def _move(self, steps: int) -> None:
        row = self._marked() + steps
        if abs(steps) == 1 and self._shown:
            row %= len(self._shown)
        self._mark(max(0, min(len(self._shown) - 1, row)))

    def _marked(self) -> int:
        item = self.list.currentItem()
        return self.list.indexOfTopLevelItem(item) if item is not None else -1

    def _mark(self, row: int) -> None:
        item = self.list.topLevelItem(row)
        if item is not None:
            self.list.setCurrentItem(item)

    def _place(self) -> None:
        """In the upper middle of the window, where the eye is."""
        over = self.parentWidget()
        if over is None:
            self.resize(620, 420)
            return
        wide, high = min(680, over.width() - 80), min(460, over.height() - 120)
        self.resize(max(wide, 320), max(high, 200))
        corner = over.mapToGlobal(over.rect().topLeft())
        self.move(corner.x() + (over.width() - self.width()) // 2, corner.y() + 64)
