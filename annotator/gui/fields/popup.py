"""The list that drops down under an editor: choices filtered by what is typed, the highlighted one explained below.

Owns look and place. It never takes the keyboard: the editor stays in charge and hands keys over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ...codebook.model import Guidance, in_language
from ..colors import muted
from ..slim_bar import slim

LONGEST = 9
"""Rows shown before the list scrolls; also the most choices that digits can pick."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: its value, how it is shown, what it is also called, what explains it."""

    value: str
    title: str
    search: tuple[str, ...] = ()
    guidance: Guidance | None = None
    checked: bool | None = None

    def rank(self, typed: str) -> int | None:
        """How well a text fits, 0 best; None where it does not."""
        if not typed:
            return 0
        names = [name.casefold() for name in (self.value, self.title, *self.search)]
        if typed in names:
            return 0
        if any(name.startswith(typed) for name in names):
            return 1
        if any(f" {typed}" in name for name in names):
            return 2
        return 3 if any(typed in name for name in names) else None


def fitting(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """The choices a text fits, the best first, else in their own order."""
    typed = typed.strip().casefold()
    ranked = [(rank, choice) for choice in choices if (rank := choice.rank(typed)) is not None]
    return [choice for _, choice in sorted(ranked, key=lambda pair: pair[0])]


class ChoicePopup(QFrame):
    """The open list. `picked` gives the value chosen by mouse."""

    picked = Signal(str)

    def __init__(self, host: QWidget, ruled: Callable[[str], str] = lambda _value: "") -> None:
        super().__init__(host)
        self._ruled = ruled
        self.setObjectName("choices")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(self.backgroundRole().Base)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list = QListWidget()
        slim(self._list)
        self._list.setAccessibleName(self.tr("Choices"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setUniformItemSizes(True)
        self._list.setMinimumHeight(0)
        self._line = self._list.fontMetrics().height() + 7
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._about = QLabel()
        self._about.setWordWrap(True)
        self._about.setTextFormat(Qt.TextFormat.RichText)
        self._about.setContentsMargins(10, 6, 10, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._list, 1)
        column.addWidget(self._about)
        self._list.itemClicked.connect(self._clicked)
        self._list.currentRowChanged.connect(self._explain)
        self._shown: list[Choice] = []
        self._anchor: QWidget | None = None
        self.hide()

    def show_choices(self, anchor: QWidget, choices: Sequence[Choice], *, current: str = "", numbered: bool = False) -> None:
        """Opens under a widget, or fills what is open anew. `current` is the value to highlight."""
        self._anchor, self._shown = anchor, list(choices)
        self._list.blockSignals(True)
        self._list.clear()
        for place, choice in enumerate(self._shown):
            number = f"{place + 1}  " if numbered and place < LONGEST else ""
            item = QListWidgetItem(number + choice.title)
            item.setSizeHint(QSize(0, self._line))
            if choice.checked is not None:
                item.setCheckState(Qt.CheckState.Checked if choice.checked else Qt.CheckState.Unchecked)
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
            self._list.addItem(item)
        self._list.blockSignals(False)
        if not self._shown:
            self.hide()
            return
        row = next((place for place, choice in enumerate(self._shown) if choice.value == current), -1)
        self._list.setCurrentRow(row)
        self._explain()
        self.show()
        self.raise_()

    def current(self) -> Choice | None:
        """The highlighted choice of the open list."""
        row = self._list.currentRow()
        return self._shown[row] if self.isVisible() and 0 <= row < len(self._shown) else None

    def move_key(self, event: QKeyEvent) -> bool:
        """Up, down and by page; True where the key moved the highlight."""
        steps = {
            Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -LONGEST, Qt.Key.Key_PageDown: LONGEST,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if steps is None or not self._shown:
            return False
        row = self._list.currentRow()
        if abs(steps) == 1:
            row = (row + steps) % len(self._shown) if row >= 0 else (0 if steps > 0 else len(self._shown) - 1)
        else:
            row = max(0, min(len(self._shown) - 1, row + steps))
        self._list.setCurrentRow(row)
        return True

    def _clicked(self, item: QListWidgetItem) -> None:
        self.picked.emit(self._shown[self._list.row(item)].value)

    def _explain(self) -> None:
        row = self._list.currentRow()
        choice = self._shown[row] if 0 <= row < len(self._shown) else None
        told = [explained(choice.guidance, self) if choice.guidance else "", self._ruled(choice.value)] if choice else []
        text = "<br>".join(filter(None, told))
        self._about.setText(text)
        self._about.setVisible(bool(text))
        self.place()

    def place(self) -> None:
        """Under the editor, or above it where there is more room."""
        host = self.parentWidget()
        if self._anchor is None or host is None:
            return
        top = self._anchor.mapTo(host, QPoint(0, 0))
        width = min(max(self._anchor.width(), 300), host.width() - 8)
        left = max(4, min(top.x(), host.width() - width - 4))
        rows = min(len(self._shown), LONGEST)
        about = self._about.heightForWidth(width - 2) if self._about.text() else 0
        self._list.setFixedHeight(rows * self._line + 2)
        height = rows * self._line + 4 + about
        below = host.height() - (top.y() + self._anchor.height()) - 6
        above = top.y() - 6
        if height <= below or below >= above:
            height = min(height, max(below, 60))
            self.setGeometry(QRect(left, top.y() + self._anchor.height() + 2, width, height))
        else:
            height = min(height, max(above, 60))
            self.setGeometry(QRect(left, top.y() - height - 2, width, height))
        if about and height < rows * self._line + 4 + about:
            self._list.setFixedHeight(max(self._line, height - about - 4))


def explained(guidance: Guidance, widget: QWidget) -> str:
    """Definition, example, counter-example and note as rich text."""
    faint = muted(widget.palette()).name()
    lines = [escape(in_language(guidance.definition))] if guidance.definition else []
    for name, text in (
        (widget.tr("Example"), guidance.example), (widget.tr("Not"), guidance.counter_example), ("", guidance.note),
    ):  # fmt: skip
        if text:
            start = f'<span style="color:{faint}">{escape(name)}:</span> ' if name else ""
            lines.append(start + escape(in_language(text)))
    return "<br>".join(lines)
