"""The dashboard's map: events drawn together by squares of the globe, the larger the more; walked by arrows, zoomed by + and -.

Owns how points become circles. A square is so many degrees high and wide that circles seldom touch, and a half, a quarter… of
one degree, so that its edges are exact numbers and a filter finds exactly what a circle counts. Must not know events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log2, sqrt
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from .colors import contrast, is_dark
from .dashboard_look import Look, draw_words, number
from .dashboard_plots import ways
from .map_camera import Box, Camera
from .map_view import MapView
from .remark_rows import ENTER

APART = 40.0
"""Pixels that a square has at least, on the side."""
FINEST = 2.0**-8
"""Degrees of the smallest square: four hundred metres."""
LARGEST, SMALLEST = 19.0, 4.0
"""Pixels of a circle's radius."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point with how many events it has and what is drawn of them."""

    latitude: float
    longitude: float
    events: int
    value: float


@dataclass(frozen=True, slots=True)
class Circle:
    """A square's points as one. Latitude and longitude are their middle, `south`, `west` and `size` the square in degrees."""

    south: float
    west: float
    size: float
    latitude: float
    longitude: float
    events: int
    value: float


def size_of(scale: float) -> float:
    """Degrees of a square at so many pixels a degree: a power of two."""
    return max(2.0 ** -floor(log2(max(scale, 0.01) / APART)), FINEST)


def drawn_together(spots: Sequence[Spot] | Any, size: float) -> list[Circle]:
    """The squares that hold points, the largest value first. Points may come as the array of `as_array`."""
    import numpy as np

    points = spots if isinstance(spots, np.ndarray) else as_array(spots)
    if not len(points):
        return []
    cells = np.floor(points[:, :2] / size).astype(np.int64)
    _, first, where = np.unique(cells[:, 0] * 2**40 + cells[:, 1], return_index=True, return_inverse=True)
    events, value = (np.bincount(where, points[:, column]) for column in (2, 3))
    y, x = (np.bincount(where, points[:, column] * points[:, 2]) / events for column in (0, 1))
    edges = cells[first] * size
    order = np.lexsort((edges[:, 1], edges[:, 0], -events, -value))
    columns = (edges[:, 0], edges[:, 1], y, x, events, value)
    rows = zip(*(column[order].tolist() for column in columns), strict=True)
    return [Circle(south, west, size, lat, lon, int(n), amount) for south, west, lat, lon, n, amount in rows]


def as_array(spots: Sequence[Spot]) -> Any:
    """Points as an array of latitude, longitude, events and value, shape (n, 4)."""
    import numpy as np

    rows = [(one.latitude, one.longitude, one.events, one.value) for one in spots]
    return np.array(rows, dtype=float).reshape(-1, 4)


class EventMap(MapView):
    """`asked(Circle)`, `only_asked(Circle)`: a circle was clicked or entered."""

    asked = Signal(object)
    only_asked = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.title = self.empty = ""
        self.amounts = ""
        """What is added up where events are not what is counted."""
        self.incidents = False
        """Whether incidents are counted, and not events."""
        self.spots: list[Spot] = []
        self._array: Any = ()
        self.circles: list[Circle] = []
        self.at = -1
        self._size = 0.0
        self._of: tuple[Box, float] | None = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def show_spots(self, spots: Sequence[Spot]) -> None:
        """Other points. What is seen changes where they lie elsewhere."""
        self.spots, self._size = list(spots), 0.0
        self._array = as_array(self.spots)
        around = _around(self.spots)
        if around != self._of:
            self._of = around
            self.fit(*around)
        self._draw_together()
        self.update()

    def _draw_together(self) -> None:
        """Circles for how near the map is looked at; the one with the keyboard keeps it as far as there still is one there."""
        size = size_of(self.camera.scale)
        if size == self._size:
            return
        held = self.circles[self.at] if 0 <= self.at < len(self.circles) else None
        self._size, self.circles = size, drawn_together(self._array, size) if self.spots else []
        self.at = 0 if self.circles else -1
        if held is not None and self.circles:
            self.at = min(range(len(self.circles)), key=lambda place: _far(self.circles[place], held))
        self.tell()

    def words(self, one: Circle) -> str:
        """A circle in words."""
        where = f"{abs(one.latitude):.2f}° {'N' if one.latitude >= 0 else 'S'}, "
        where += f"{abs(one.longitude):.2f}° {'E' if one.longitude >= 0 else 'W'}"
        events = self.tr("1 event") if one.events == 1 else self.tr("{0} events").format(number(one.events))
        if self.incidents:
            events = self.tr("1 incident") if one.events == 1 else self.tr("{0} incidents").format(number(one.events))
        return f"{where}: {events}" + (f", {self.amounts} {number(one.value)}" if self.amounts else "")

    def tell(self) -> None:
        """Says which circle the keyboard is at."""
        now = self.words(self.circles[self.at]) if 0 <= self.at < len(self.circles) else self.empty
        self.setAccessibleName(f"{self.title}: {now}" if now else self.title)
        self.setAccessibleDescription(
            self.tr("Arrows go from circle to circle, plus and minus zoom, 0 shows all, Enter lists the events")
        )

    def fit(self, box: Box | None = None, nearest: float = 60.0) -> None:
        """Sees a box whole."""
        super().fit(box, nearest)
        self._draw_together()

    def _look(self, camera: Camera) -> None:
        super()._look(camera)
        self._draw_together()

    def _fit_home(self) -> None:
        super()._fit_home()
        if hasattr(self, "circles"):
            self._draw_together()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size."""
        super().resizeEvent(event)
        self._draw_together()

    # --- keys and mouse -----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the next circle on that side, Home to the largest; plus, minus and 0 are the map's."""
        key, ways = Qt.Key(event.key()), {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
        }  # fmt: skip
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in ways and self.circles and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._walk(*ways[key])
        elif key == Qt.Key.Key_Home and self.circles:
            self._go(0)
        elif (key in ENTER or key == Qt.Key.Key_Space) and self.at >= 0:
            (self.only_asked if shift or key == Qt.Key.Key_Space else self.asked).emit(self.circles[self.at])
        elif event.text() in ("+", "=", "-", "_", "0"):
            super().keyPressEvent(event)
        else:
            QWidget.keyPressEvent(self, event)

    def _walk(self, right: int, down: int) -> None:
        """To the nearest circle that lies rather on that side than on another."""
        here = self._place(self.circles[self.at])
        best, least = self.at, float("inf")
        for place, one in enumerate(self.circles):
            gone = self._place(one) - here
            along, across = gone.x() * right + gone.y() * down, abs(gone.x() * down) + abs(gone.y() * right)
            if along > 0.5 and across <= along * 1.5 and along + 2 * across < least:
                best, least = place, along + 2 * across
        self._go(best)

    def _go(self, place: int) -> None:
        self.at = place
        one = self.circles[place]
        self.bring_into_view(one.latitude, one.longitude)
        self.tell()
        self.update()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab leaves the map."""
        return QWidget.focusNextPrevChild(self, forward)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drags the map, or says by its form what a click would do."""
        super().mouseMoveEvent(event)
        if self._pressed is None:
            over = self._circle_at(event.position())
            self.setToolTip("")
            self.setCursor(Qt.CursorShape.PointingHandCursor if over >= 0 else Qt.CursorShape.OpenHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click asks for a circle, the end of a drag nothing."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        dragged, self._pressed, self._from = self._from is not None, None, None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        over = self._circle_at(event.position())
        if dragged or over < 0:
            return
        self._go(over)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        (self.only_asked if shift else self.asked).emit(self.circles[over])

    def event(self, event: QEvent) -> bool:
        """A tip for the circle under the mouse."""
        if event.type() == QEvent.Type.ToolTip:
            over = self._circle_at(QPointF(event.pos()))  # type: ignore[attr-defined]
            QToolTip.showText(event.globalPos(), self.words(self.circles[over]) if over >= 0 else "", self)  # type: ignore[attr-defined]
            return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a circle, by mouse or the menu key."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        place = self._circle_at(QPointF(event.pos())) if by_mouse else self.at
        if place >= 0:
            self._go(place)
            one = self.circles[place]
            ways(
                self, lambda: self.asked.emit(one), lambda: self.only_asked.emit(one), incidents=self.incidents
            ).popup(event.globalPos())  # fmt: skip

    def _circle_at(self, here: QPointF) -> int:
        best, least = -1, float("inf")
        for place, one in enumerate(self.circles):
            gone = self._place(one) - here
            off = sqrt(gone.x() ** 2 + gone.y() ** 2)
            if off <= max(self._radius(one), 7.0) and off < least:
                best, least = place, off
        return best

    def _mark_at(self, here: QPoint) -> None:
        return None

    # --- painting -----------------------------------------------------------------------------------------------------

    def _place(self, one: Circle) -> QPointF:
        return QPointF(*self.camera.on_screen(one.latitude, one.longitude))

    def _radius(self, one: Circle) -> float:
        most = max(self.circles[0].value, 1e-9)
        return max(LARGEST * sqrt(one.value / most), SMALLEST)

    def _paint_marks(self, painter: QPainter) -> list[QRectF]:
        """Circles, the largest below; above all of them a number in those that have room for it, and beside the largest that
        have none. A number that would stand in another one, the larger one's, is left out."""
        look = Look(self.font(), self.palette())
        strong = QColor("#ff7b70" if is_dark(self.palette()) else "#c0271f")
        fill = QColor(strong)
        fill.setAlphaF(0.82)
        ink = max((look.palette.color(QPalette.ColorRole.Base), look.text), key=lambda one: contrast(one, strong))
        taken: list[QRectF] = []
        inside: list[tuple[QRectF, str]] = []
        beside: list[tuple[QRectF, str]] = []
        numbers: list[QRectF] = []
        seen = QRectF(0, 0, self.camera.width, self.camera.height)
        for place, one in enumerate(self.circles):
            where, radius = self._place(one), self._radius(one)
            room = QRectF(where.x() - radius, where.y() - radius, 2 * radius, 2 * radius)
            if not seen.intersects(room):
                continue
            chosen = place == self.at and self.hasFocus()
            painter.setPen(QPen(look.text if chosen else look.ground, 2.4 if chosen else 1.0))
            painter.setBrush(fill)
            painter.drawEllipse(where, radius, radius)
            taken.append(room)
            words = number(one.value)
            painter.setFont(look.font)
            if look.letters.horizontalAdvance(words) <= 2 * radius - 4 and 2 * radius >= look.line:
                wide = look.letters.horizontalAdvance(words)
                inside.append((QRectF(where.x() - wide / 2, where.y() - look.line / 2, wide, look.line), words))
            else:
                wide = look.letters.horizontalAdvance(words) + 4
                beside.append((QRectF(room.right() + 1, where.y() - look.line / 2, wide, look.line), words))
        for room, words in inside:
            if not any(one.intersects(room) for one in numbers):
                draw_words(painter, room, words, ink, Qt.AlignmentFlag.AlignHCenter)
                numbers.append(room)
        for room, words in beside:
            if seen.contains(room) and not any(one.intersects(room) for one in taken):
                draw_words(painter, room, words, look.text, Qt.AlignmentFlag.AlignLeft)
                taken.append(room)
        return taken

    def _paint_cross(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
        painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))


def circle_lines_of(view: EventMap) -> list[tuple[str, ...]]:
    """The circles as a table: where they lie, events, and what is added up."""
    return [
        (f"{one.latitude:.4f}", f"{one.longitude:.4f}", str(one.events), *([f"{one.value:g}"] if view.amounts else []))
        for one in view.circles
    ]


def like(view: EventMap, palette: QPalette, width: int, height: int) -> EventMap:
    """The same map in other colours and of another size, to be drawn into a picture; what is seen stays in its middle."""
    made = EventMap(f"{view.objectName()}.picture")
    made.setPalette(palette)
    font = QApplication.font()
    font.setPixelSize(12)
    made.setFont(font)
    made.resize(width, height)
    made.spots, made._array, made.amounts = view.spots, view._array, view.amounts
    if view.moved_by_hand:
        times = min(width / max(view.width(), 1), height / max(view.height(), 1))
        made.camera = Camera(view.camera.x, view.camera.y, view.camera.scale * times, width, height).held()
    else:
        made.camera = made.camera.sized(width, height)
        made.fit(*_around(view.spots))
    made._size = 0.0
    made._draw_together()
    return made


def _around(spots: Sequence[Spot]) -> tuple[Box, float]:
    """A box that holds all points, or the world; a single place is seen with some land around it."""
    if not spots:
        return (-170.0, -56.0, 179.0, 78.0), 60.0
    ys, xs = [one.latitude for one in spots], [one.longitude for one in spots]
    return (min(xs) - 0.4, max(min(ys) - 0.4, -85.0), max(xs) + 0.4, min(max(ys) + 0.4, 85.0)), 120.0


def _far(one: Circle, other: Circle) -> float:
    return abs(one.latitude - other.latitude) + abs(one.longitude - other.longitude)
