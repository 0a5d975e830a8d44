"""What the plots of the dashboard are drawn with: colours, letters, one thing a plot stands for, and its key.

Owns colours by kind and how numbers and axes are told. A plot draws itself with a `Look` into any painter, so that a picture
given out is the plot that was seen, on white. Must not know events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen

from .colors import blend, is_dark, lane_color, muted

OTHER = -1
"""The kind of what has no colour of its own."""
MOST_KINDS = 8
"""Kinds with a colour; more could not be told apart."""


@dataclass(frozen=True, slots=True)
class Item:
    """One bar or square. `label` stands beside it, `words` say what it is in full; `pieces` are kinds and their values, none
    where it is of one colour. `at` is its column and row in a grid, `more` a second value (0 to 1) drawn as a line in it."""

    label: str
    words: str
    value: float
    pieces: tuple[tuple[int, float], ...] = ()
    shown: str = ""
    at: tuple[int, int] = (0, 0)
    more: float = 0.0


@dataclass(frozen=True)
class Look:
    """Letters and colours of one drawing."""

    font: QFont
    palette: QPalette

    @property
    def letters(self) -> QFontMetricsF:
        """How wide words are."""
        return QFontMetricsF(self.font)

    @property
    def line(self) -> float:
        """A line's height."""
        return self.letters.height()

    @property
    def ground(self) -> QColor:
        """What plots stand on."""
        return self.palette.color(QPalette.ColorRole.Base)

    @property
    def text(self) -> QColor:
        """Of words."""
        return self.palette.color(QPalette.ColorRole.Text)

    @property
    def faint(self) -> QColor:
        """Of words that stand back."""
        return muted(self.palette)

    @property
    def thin(self) -> QColor:
        """Of lines."""
        return blend(self.ground, self.faint, 0.3)

    @property
    def strong(self) -> QColor:
        """Of bars."""
        return self.palette.color(QPalette.ColorRole.Accent)

    def kind(self, place: int) -> QColor:
        """A kind's colour, by its place."""
        if not 0 <= place < MOST_KINDS:
            return blend(self.ground, self.faint, 0.6)
        return lane_color(place, is_dark(self.palette))

    def bold(self) -> QFont:
        """The letters of a title."""
        made = QFont(self.font)
        made.setBold(True)
        return made


def number(value: float) -> str:
    """A number as people read it."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def steps(most: float, count: int = 4) -> list[float]:
    """Whole numbers for the lines of an axis: from 0 to at least `most`, no more than `count` steps."""
    if most <= 0:
        return [0.0, 1.0]
    rough = max(most / count, 1.0)
    power = 10.0 ** floor(log10(rough))
    step = next(one * power for one in (1, 2, 2.5, 5, 10) if one * power >= rough * 0.9999 and (one * power).is_integer())
    found = [0.0]
    while found[-1] < most * 0.9999:
        found.append(found[-1] + step)
    return found


def draw_key(painter: QPainter, room: QRectF, look: Look, names: Sequence[tuple[int, str]]) -> None:
    """A line that says which colour is which kind. Where all do not fit, the longest names are cut, so that none is missing;
    what finds no room even then is told as dots."""
    letters, side = look.letters, look.line * 0.62
    x, middle = room.left(), room.center().y()
    painter.setFont(look.font)
    most = _longest([letters.horizontalAdvance(name) for _, name in names], room.width() + 14 - len(names) * (side + 19))
    for place, (kind, name) in enumerate(names):
        words = letters.elidedText(name, Qt.TextElideMode.ElideRight, max(most, letters.averageCharWidth() * 6))
        wide = side + 5 + letters.horizontalAdvance(words) + 14
        last = place == len(names) - 1
        if x + wide - (14 if last else 0) + (0 if last else letters.horizontalAdvance("…")) > room.right():
            painter.setPen(look.faint)
            painter.drawText(QPointF(x, middle + letters.ascent() / 2 - 1), "…")
            return
        painter.fillRect(QRectF(x, middle - side / 2, side, side), look.kind(kind))
        painter.setPen(look.text)
        painter.drawText(QPointF(x + side + 5, middle + letters.ascent() / 2 - letters.descent() / 2), words)
        x += wide


def _longest(widths: Sequence[float], room: float) -> float:
    """How wide a name may be so that all find room: the short ones whole, the rest alike."""
    left, rest = room, sorted(widths)
    while rest and rest[0] <= left / len(rest):
        left -= rest.pop(0)
    return left / len(rest) if rest else max(widths, default=0.0) + 1


def draw_frame(painter: QPainter, room: QRectF, look: Look) -> None:
    """Around what the keyboard is at."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.text, 1.4))
    painter.drawRect(room)


def draw_words(painter: QPainter, room: QRectF, words: str, color: QColor, how: Qt.AlignmentFlag) -> None:
    """Words in one line, cut with dots where they do not fit."""
    letters = QFontMetricsF(painter.font())
    painter.setPen(color)
    # A picture's words are as wide as the window's, but for a hair: room for that, or they would be cut.
    cut = letters.elidedText(words, Qt.TextElideMode.ElideRight, room.width() + 0.5)
    painter.drawText(
        room, int(how | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip), cut
    )
