"""The plots of the dashboard: bars over time, ranked bars, and a grid of squares. All walk by arrows and say what they show.

Owns how they are drawn and the keys. What a bar stands for is a place in `items`; what happens when one is asked, its owner
decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from .colors import blend, contrast
from .dashboard_look import Item, Look, draw_frame, draw_key, draw_words, number, steps
from .remark_rows import ENTER

LEFT, RIGHT, CENTER = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter
MOST_TOLD = 60
"""Bars that are told at once to who hears the window."""


class Plot(QWidget):
    """`asked(place)`: a click or Enter on a bar. `only_asked(place)`: the same with Shift, or by the space bar."""

    asked = Signal(int)
    only_asked = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.items: list[Item] = []
        self.incidents = False
        """Whether incidents are counted, and not events."""
        self.key: list[tuple[int, str]] = []
        self.title = self.empty = ""
        self.at = -1

    def show_items(self, items: Sequence[Item], key: Sequence[tuple[int, str]] = ()) -> None:
        """Draws other bars; `key` names the kinds their pieces are of. The place is kept where the bar is still there."""
        before = self.items[self.at].words.partition(":")[0] if 0 <= self.at < len(self.items) else None
        self.items, self.key = list(items), list(key)
        names = [one.words.partition(":")[0] for one in self.items]
        self.at = names.index(before) if before in names else self.first()
        self.tell()
        self.updateGeometry()
        self.update()

    def first(self) -> int:
        """The bar looked at first, -1 for none."""
        return 0 if self.items else -1

    def tell(self) -> None:
        """Says what is looked at, and all there is, to who hears the window."""
        now = self.items[self.at].words if 0 <= self.at < len(self.items) else self.empty
        self.setAccessibleName(f"{self.title}: {now}" if now else self.title)
        self.setAccessibleDescription("; ".join(one.words for one in self.items[:MOST_TOLD]))

    def look(self) -> Look:
        """The window's letters and colours."""
        return Look(self.font(), self.palette())

    def rooms(self, room: QRectF, look: Look) -> list[tuple[int, QRectF]]:
        """The bars drawn, each with all the room that is its own."""
        raise NotImplementedError

    def draw(self, painter: QPainter, room: QRectF, look: Look, at: int = -1) -> None:
        """Draws into a room, with a frame around the bar at a place."""
        raise NotImplementedError

    def high(self, look: Look) -> float:
        """How high it wants to be drawn."""
        return 12 * look.line

    # --- keys and mouse -----------------------------------------------------------------------------------------------

    def step(self, key: Qt.Key) -> int:
        """The place an arrow leads to from here."""
        last = len(self.items) - 1
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            return max(self.at - 1, 0)
        if key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            return min(self.at + 1, last)
        return 0 if key == Qt.Key.Key_Home else last

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Home and End go to the ends, Enter asks."""
        key = Qt.Key(event.key())
        arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if self.items and plain and key in arrows:
            self.go(self.step(key))
        elif self.at >= 0 and plain and key in ENTER:
            (self.only_asked if shift else self.asked).emit(self.at)
        elif self.at >= 0 and plain and key == Qt.Key.Key_Space:
            self.only_asked.emit(self.at)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click asks."""
        place = self.place_of(event.position())
        if place >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.go(place)
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            (self.only_asked if shift else self.asked).emit(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be asked."""
        over = self.place_of(event.position()) >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        """A tip for the bar under the mouse."""
        if event.type() == QEvent.Type.ToolTip:
            place = self.place_of(QPointF(event.pos()))  # type: ignore[attr-defined]
            QToolTip.showText(event.globalPos(), self.items[place].words if place >= 0 else "", self)  # type: ignore[attr-defined]
            return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a bar, by mouse or the menu key."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        place = self.place_of(QPointF(event.pos())) if by_mouse else self.at
        if place >= 0:
            self.go(place)
            ways(
                self, lambda: self.asked.emit(place), lambda: self.only_asked.emit(place), incidents=self.incidents
            ).popup(event.globalPos())  # fmt: skip

    def go(self, place: int) -> None:
        """Looks at a bar."""
        self.at = place
        self.tell()
        self.update()

    def place_of(self, point: QPointF) -> int:
        """The bar at a point, -1 for none."""
        return next((place for place, room in self.rooms(QRectF(self.rect()), self.look()) if room.contains(point)), -1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The frame comes."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The frame goes."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws for the window."""
        painter = QPainter(self)
        self.paint(painter, QRectF(self.rect()), self.look(), self.at if self.hasFocus() else -1)
        painter.end()

    def paint(self, painter: QPainter, room: QRectF, look: Look, at: int = -1) -> None:
        """Draws, or says why there is nothing."""
        painter.setFont(look.font)
        if self.items:
            self.draw(painter, room, look, at)
        else:
            painter.setPen(look.faint)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self.empty)

    def sizeHint(self) -> QSize:
        """As it wants to be."""
        return QSize(300, round(self.high(self.look())))

    def minimumSizeHint(self) -> QSize:
        """Narrow, and high enough for all that has to be read."""
        return QSize(160, round(self.high(self.look())))


def ways(plot: QWidget, to_table: Callable[[], object], only: Callable[[], object], *, incidents: bool) -> QMenu:
    """The menu of a bar or a circle."""
    menu = QMenu(plot)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if incidents:
        menu.addAction(QCoreApplication.translate("Plot", "List the events that tell them in the table\tEnter"), to_table)
        menu.addAction(QCoreApplication.translate("Plot", "Count these incidents alone\tShift+Enter"), only)
    else:
        menu.addAction(QCoreApplication.translate("Plot", "List these events in the table\tEnter"), to_table)
        menu.addAction(QCoreApplication.translate("Plot", "Count these events alone\tShift+Enter"), only)
    return menu


class Columns(Plot):
    """Bars that stand beside each other on a line of time."""

    def first(self) -> int:
        """The last one: what is new."""
        return len(self.items) - 1

    def high(self, look: Look) -> float:
        """Room for an axis of four steps and the names."""
        return (11 if self.key else 10) * look.line

    def _field(self, room: QRectF, look: Look) -> QRectF:
        """Where the bars stand: beside the numbers, above the names, below the key."""
        most = steps(max((one.value for one in self.items), default=0))[-1]
        left = look.letters.horizontalAdvance(number(most)) + 10
        top = look.line * (2.3 if self.key else 1.1)
        return QRectF(room.left() + left, room.top() + top, room.width() - left - 6, room.height() - top - look.line - 8)

    def rooms(self, room: QRectF, look: Look) -> list[tuple[int, QRectF]]:
        """Strips from the top to the names."""
        bars = self._field(room, look)
        step = min(bars.width() / max(len(self.items), 1), 64.0)
        return [
            (place, QRectF(bars.left() + place * step, bars.top() - 4, step, bars.height() + look.line + 8))
            for place in range(len(self.items))
        ]

    def draw(self, painter: QPainter, room: QRectF, look: Look, at: int = -1) -> None:
        """Lines, bars, the largest number and as many names as fit."""
        bars, marks = self._field(room, look), steps(max(one.value for one in self.items))
        most, line = marks[-1], look.line
        if self.key:
            draw_key(painter, QRectF(bars.left(), room.top(), bars.width(), line * 1.2), look, self.key)
        for mark in marks:
            y = bars.bottom() - bars.height() * mark / most
            painter.fillRect(QRectF(bars.left(), y - 0.5, bars.width(), 1), look.thin)
            side = QRectF(room.left(), y - line / 2, bars.left() - room.left() - 6, line)
            draw_words(painter, side, number(mark), look.faint, RIGHT)
        rooms = self.rooms(room, look)
        gap = 0.0 if rooms[0][1].width() < 3 else min(rooms[0][1].width() * 0.16, 5.0)
        largest = max(range(len(self.items)), key=lambda place: self.items[place].value)
        free = room.left()
        for place, strip in rooms:
            one, floor = self.items[place], bars.bottom()
            for kind, value in one.pieces or ((None, one.value),):
                tall = bars.height() * value / most
                color = look.strong if kind is None else look.kind(kind)
                painter.fillRect(QRectF(strip.left() + gap / 2, floor - tall, strip.width() - gap, tall), color)
                floor -= tall
            if place == largest and one.value:
                self._above(painter, strip, floor, look, one, bars)
            free = self._below(painter, strip, bars, look, one, free)
        if 0 <= at < len(rooms):
            draw_frame(painter, rooms[at][1].adjusted(0.5, 0.5, -0.5, -line - 2), look)

    def _above(self, painter: QPainter, strip: QRectF, floor: float, look: Look, one: Item, bars: QRectF) -> None:
        words = one.shown or number(one.value)
        wide = look.letters.horizontalAdvance(words) + 4
        left = min(max(strip.center().x() - wide / 2, bars.left()), bars.right() - wide)
        draw_words(painter, QRectF(left, floor - look.line, wide, look.line), words, look.text, CENTER)

    def _below(self, painter: QPainter, strip: QRectF, bars: QRectF, look: Look, one: Item, free: float) -> float:
        """A bar's name, where it does not run into the one before; gives where free room begins."""
        if not one.label:
            return free
        wide = look.letters.horizontalAdvance(one.label) + 4
        left = min(max(strip.center().x() - wide / 2, bars.left() - 8), bars.right() + 6 - wide)
        if left < free:
            return free
        painter.fillRect(QRectF(strip.center().x() - 0.5, bars.bottom() + 1, 1, 3), look.faint)
        draw_words(painter, QRectF(left, bars.bottom() + 5, wide, look.line), one.label, look.faint, CENTER)
        return left + wide + 8


class Bars(Plot):
    """Bars below each other: the name, the bar, its number; the longest fills what is left of the room."""

    rest = ""
    """What is told below them."""
    least_rows = 4

    def high(self, look: Look) -> float:
        """All rows, and the rest."""
        return (max(len(self.items), self.least_rows) + bool(self.rest)) * self._row(look) + 2

    def _row(self, look: Look) -> float:
        return look.line * 1.28

    def rooms(self, room: QRectF, look: Look) -> list[tuple[int, QRectF]]:
        """Rows."""
        row = self._row(look)
        return [
            (place, QRectF(room.left(), room.top() + place * row, room.width(), row)) for place in range(len(self.items))
        ]  # fmt: skip

    def draw(self, painter: QPainter, room: QRectF, look: Look, at: int = -1) -> None:
        """Each row."""
        letters, rooms = look.letters, self.rooms(room, look)
        longest = max(letters.horizontalAdvance(one.label) for one in self.items)
        side = min(longest + 12, room.width() * 0.54)
        tail = max(letters.horizontalAdvance(one.shown or number(one.value)) for one in self.items) + 8
        most = max(*(one.value for one in self.items), 1e-09)
        for place, row in rooms:
            one = self.items[place]
            # Names differ at their ends as often as at their beginnings.
            name = letters.elidedText(one.label, Qt.TextElideMode.ElideMiddle, side - 10)
            draw_words(painter, QRectF(row.left() + 3, row.top(), side - 9, row.height()), name, look.text, LEFT)
            x, thick = row.left() + side, row.height() * 0.66
            for kind, value in one.pieces or ((None, one.value),):
                wide = (row.width() - side - tail) * value / most
                color = look.strong if kind is None else look.kind(kind)
                painter.fillRect(QRectF(x, row.center().y() - thick / 2, wide, thick), color)
                x += wide
            told = QRectF(x + 5, row.top(), tail, row.height())
            draw_words(painter, told, one.shown or number(one.value), look.text, LEFT)
        if self.rest:
            below = QRectF(room.left() + 3, rooms[-1][1].bottom(), room.width() - 6, self._row(look))
            draw_words(painter, below, self.rest, look.faint, LEFT)
        if 0 <= at < len(rooms):
            draw_frame(painter, rooms[at][1].adjusted(1, 1, -1, -1), look)


class Squares(Plot):
    """A grid: a row a name, a column a period. The larger the value, the fuller the colour; what is empty stays open, with a
    stroke; `more` is a line at the foot of a square."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.rows: list[str] = []
        self.columns: list[str] = []

    def show_grid(self, rows: Sequence[str], columns: Sequence[str], items: Sequence[Item]) -> None:
        """Other squares: one for every row and column, row by row."""
        self.rows, self.columns = list(rows), list(columns)
        self.show_items(items)

    def high(self, look: Look) -> float:
        """All rows, and the names of the columns."""
        return max(len(self.rows), 2) * look.line * 1.5 + look.line * 1.4 + 4

    def _field(self, room: QRectF, look: Look) -> QRectF:
        longest = max((look.letters.horizontalAdvance(name) for name in self.rows), default=0.0)
        left, top = min(longest + 12, room.width() * 0.24), look.line * 1.4
        return QRectF(room.left() + left, room.top() + top, room.width() - left - 4, len(self.rows) * look.line * 1.5)

    def rooms(self, room: QRectF, look: Look) -> list[tuple[int, QRectF]]:
        """Squares."""
        if not self.items:
            return []
        grid = self._field(room, look)
        wide, high = min(grid.width() / len(self.columns), 92.0), look.line * 1.5
        return [
            (place, QRectF(grid.left() + one.at[0] * wide, grid.top() + one.at[1] * high, wide, high))
            for place, one in enumerate(self.items)
        ]

    def step(self, key: Qt.Key) -> int:
        """To the next square on that side."""
        wide, last = len(self.columns), len(self.items) - 1
        column = self.at % wide
        moves = {
            Qt.Key.Key_Left: self.at - (column > 0), Qt.Key.Key_Right: self.at + (column < wide - 1),
            Qt.Key.Key_Up: self.at - wide if self.at >= wide else self.at,
            Qt.Key.Key_Down: self.at + wide if self.at + wide <= last else self.at,
            Qt.Key.Key_Home: self.at - column, Qt.Key.Key_End: self.at - column + wide - 1,
        }  # fmt: skip
        return moves[key]

    def draw(self, painter: QPainter, room: QRectF, look: Look, at: int = -1) -> None:
        """Names at the side and above, and the squares."""
        grid, rooms = self._field(room, look), self.rooms(room, look)
        high = look.line * 1.5
        for place, name in enumerate(self.rows):
            side = QRectF(room.left() + 3, grid.top() + place * high, grid.left() - room.left() - 10, high)
            draw_words(painter, side, name, look.text, LEFT)
        free, wide = room.left(), rooms[0][1].width()
        for place, name in enumerate(self.columns):
            long = look.letters.horizontalAdvance(name) + 2
            left = min(max(grid.left() + (place + 0.5) * wide - long / 2, grid.left() - 4), room.right() - long)
            if name and left >= free:
                draw_words(painter, QRectF(left, room.top(), long, look.line * 1.3), name, look.faint, CENTER)
                free = left + long + 8
        most = max(*(one.value for one in self.items), 1.0)
        for place, square in rooms:
            self._square(painter, square.adjusted(0.5, 0.5, -0.5, -0.5), look, self.items[place], most)
        if 0 <= at < len(rooms):
            draw_frame(painter, rooms[at][1].adjusted(0.5, 0.5, -0.5, -0.5), look)

    def _square(self, painter: QPainter, square: QRectF, look: Look, one: Item, most: float) -> None:
        if not one.value:
            painter.fillRect(square, blend(look.ground, look.faint, 0.06))
            middle = square.center()
            painter.fillRect(QRectF(middle.x() - 3, middle.y() - 0.5, 6, 1), blend(look.ground, look.faint, 0.55))
            return
        ground = blend(look.ground, look.strong, 0.14 + 0.74 * (one.value / most) ** 0.5)
        painter.fillRect(square, ground)
        ink = max((look.text, look.ground), key=lambda color: contrast(color, ground))
        words = one.shown or number(one.value)
        if QFontMetricsF(look.font).horizontalAdvance(words) <= square.width() - 2:
            draw_words(painter, square.adjusted(0, -1, 0, -2), words, ink, CENTER)
        if one.more:
            foot = QRectF(square.left() + 2, square.bottom() - 3.5, (square.width() - 4) * min(one.more, 1.0), 2)
            painter.fillRect(foot, ink)
