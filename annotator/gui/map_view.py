"""The map itself: outlines of countries with marks on them, moved and picked by mouse and keys.

Owns what is seen and how. It knows nothing of events: it is given marks, and says which was chosen or which point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import degrees

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)  # fmt: skip
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from ..places.distance import EARTH_KM
from .colors import blend, is_dark, lane_color, muted
from .map_boundaries import Line
from .map_camera import POLE, Box, Camera, to_plane
from .map_marks import Mark

_REACH = 11
"""Pixels around a mark in which a click is meant for it."""
_COARSE = 6.0
"""Below so many pixels a degree fewer points of a line are drawn."""
_SKIPPED = 0.12
"""Degrees between the points that are then left."""
_DIVISIONS = {1: 0.0, 2: 25.0, 3: 110.0}
"""From so many pixels a degree on the boundaries of a level are drawn."""
_WORLD: Box = (-170.0, -56.0, 179.0, 78.0)


@dataclass(frozen=True)
class _Land:
    """A piece of land on the plane, in full and with fewer points."""

    fine: QPolygonF
    coarse: QPolygonF
    box: QRectF


@dataclass(frozen=True)
class _Country:
    """A shape of the map. `middle` is where its name stands."""

    name: str
    codes: tuple[str, ...]
    lands: tuple[_Land, ...]
    middle: QPointF
    width: float


class MapView(QWidget):
    """A map that is dragged and zoomed. `point_chosen(latitude, longitude)`, `mark_chosen(Mark)`, `left()` by Escape."""

    point_chosen = Signal(float, float)
    mark_chosen = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("map")
        self.setAccessibleName(self.tr("Map"))
        self.setAccessibleDescription(
            self.tr("Arrows move it, plus and minus zoom, Enter sets the point at the cross, Tab goes to the next offer, "
                    "Escape goes back to the field")
        )  # fmt: skip
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 60)
        self.setMouseTracking(True)
        self.camera = Camera()
        self.moved_by_hand = False
        self._marks: list[Mark] = []
        self.lines: Sequence[Line] = ()
        self._at: Mark | None = None
        self._country = ""
        self._home: tuple[Box, float] = (_WORLD, 60.0)
        self._pressed: QPoint | None = None
        self._from: Camera | None = None
        self.setCursor(Qt.CursorShape.CrossCursor)

    def show_marks(self, marks: Sequence[Mark], country: str = "") -> None:
        """Other marks, and the country (alpha-2) that stands out."""
        self._marks, self._country = list(marks), country
        if self._at not in self._marks:
            self._at = None
        self.update()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Other boundaries of divisions."""
        self.lines = lines
        self.update()

    @property
    def marks(self) -> list[Mark]:
        """The marks, the lowest first."""
        return list(self._marks)

    @property
    def chosen(self) -> Mark | None:
        """The candidate that the keys went to."""
        return self._at

    def fit(self, box: Box | None = None, nearest: float = 60.0) -> None:
        """Sees a box whole, or the world; the key 0 comes back to it."""
        self._home = (box or _WORLD, nearest)
        self._fit_home()

    def _fit_home(self) -> None:
        self.moved_by_hand, self._at = False, None
        self.camera = self.camera.sized(self.width(), self.height()).fitted(*self._home)
        self.update()

    def bring_into_view(self, latitude: float, longitude: float) -> None:
        """Moves the map where the place is not seen."""
        x, y = self.camera.on_screen(latitude, longitude)
        if not (12 <= x <= self.width() - 12 and 12 <= y <= self.height() - 12):
            self._look(self.camera.centred(latitude, longitude))

    def zoom(self, times: float) -> None:
        """Nearer or further about the middle."""
        self._by_hand(self.camera.zoomed(times, self.width() / 2, self.height() / 2), keep=True)

    def step(self, steps: int) -> bool:
        """Goes to the next candidate; False past the last one."""
        found = [one for one in self._marks if one.kind == "candidate"]
        place = (found.index(self._at) if self._at in found else -1 if steps > 0 else len(found)) + steps
        if not 0 <= place < len(found):
            return False
        self._by_hand(self.camera.centred(found[place].latitude, found[place].longitude))
        self._at = found[place]
        self.update()
        return True

    def _look(self, camera: Camera) -> None:
        self.camera = camera
        self.update()

    def _by_hand(self, camera: Camera, *, keep: bool = False) -> None:
        self.moved_by_hand = True
        if not keep:
            self._at = None
        self._look(camera)

    # --- mouse and keys -----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The beginning of a click or of a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._from = event.position().toPoint(), None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drags the map; else says by its form what a click would do, and by a tip what a mark is."""
        here = event.position().toPoint()
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            over = self._mark_at(here)
            self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.CrossCursor)
            self.setToolTip(over.label if over else "")
            return
        gone = here - self._pressed
        if self._from is None and gone.manhattanLength() >= QApplication.startDragDistance() // 2:
            self._from = self.camera
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._from is not None:
            self._by_hand(self._from.moved(gone.x(), gone.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of a drag, or a click on a mark or a point."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        dragged, self._pressed, self._from = self._from is not None, None, None
        self.setCursor(Qt.CursorShape.CrossCursor)
        if dragged:
            return
        here = event.position()
        over = self._mark_at(here.toPoint())
        if over is None:
            self.point_chosen.emit(*self.camera.at(here.x(), here.y()))
        elif over.kind != "event":
            self.mark_chosen.emit(over)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zooms about the mouse."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            here = event.position()
            self._by_hand(self.camera.zoomed(1.0018**turned, here.x(), here.y()), keep=True)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, plus, minus, nought, Enter, brackets, Escape."""
        far = 8 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else max(self.height() // 5, 16)
        ways = {
            Qt.Key.Key_Left: (far, 0), Qt.Key.Key_Right: (-far, 0), Qt.Key.Key_Up: (0, far), Qt.Key.Key_Down: (0, -far),
        }  # fmt: skip
        key = event.key()
        if key in ways and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._by_hand(self.camera.moved(*ways[Qt.Key(key)]))
        elif event.text() in ("+", "="):
            self.zoom(1.6)
        elif event.text() in ("-", "_"):
            self.zoom(1 / 1.6)
        elif event.text() == "0":
            self._fit_home()
        elif event.text() in ("[", "]"):
            self.step(1 if event.text() == "]" else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose_at_cross()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _choose_at_cross(self) -> None:
        if self._at is not None:
            self.mark_chosen.emit(self._at)
        else:
            self.point_chosen.emit(*self.camera.at(self.width() / 2, self.height() / 2))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through the offers, and past the last one out of the map."""
        return self.step(1 if forward else -1) or super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The cross is shown."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The cross goes."""
        super().focusOutEvent(event)
        self.update()

    def _mark_at(self, here: QPoint) -> Mark | None:
        """The mark under the mouse, the nearest first."""
        found: list[tuple[float, int, Mark]] = []
        for place, one in enumerate(self._marks):
            x, y = self.camera.on_screen(one.latitude, one.longitude)
            off = abs(x - here.x()) + abs(y - here.y())
            if off <= _REACH:
                found.append((one.kind == "event", -place, one))
        return min(found, key=lambda one: one[:2])[2] if found else None

    # --- painting -----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What was seen whole is so again, unless somebody moved the map."""
        super().resizeEvent(event)
        if self.moved_by_hand:
            self.camera = self.camera.sized(self.width(), self.height())
        else:
            self._fit_home()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws for the window."""
        painter = QPainter(self)
        self.draw(painter)
        if self.hasFocus():
            self._paint_cross(painter)
        painter.end()

    def draw(self, painter: QPainter) -> None:
        """Draws what is seen, from where the painter's plane begins; it may be a picture's."""
        palette, dark = self.palette(), is_dark(self.palette())
        ground, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        painter.fillRect(self.rect(), blend(ground, QColor("#4f8fc0"), 0.22))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        land = blend(ground, text, 0.10 if dark else 0.02)
        names: list[tuple[_Country, float]] = []
        for turn in (-360.0, 0.0, 360.0):
            names += [(country, turn) for country in self._paint_land(painter, turn, land, blend(ground, text, 0.42))]
        taken = self._paint_marks(painter)
        self._paint_names(painter, names, taken)

    def _paint_land(self, painter: QPainter, turn: float, land: QColor, line: QColor) -> list[_Country]:
        camera = self.camera
        wide, high = self.width() / camera.scale, self.height() / camera.scale
        seen = QRectF(camera.x - turn - wide / 2, camera.y - high / 2, wide, high)
        if not seen.intersects(QRectF(-180, -200, 360, 400)):
            return []
        pen = QPen(line, 1.0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        move = QTransform(
            camera.scale, 0, 0, camera.scale,
            self.width() / 2 - (camera.x - turn) * camera.scale, self.height() / 2 - camera.y * camera.scale,
        )  # fmt: skip
        painter.save()
        painter.setTransform(move, True)
        inside = [one for one in _countries() if any(piece.box.intersects(seen) for piece in one.lands)]
        # The one that stands out comes first: a country inside another is painted over it.
        inside.sort(key=lambda one: one.codes[0] != self._country)
        bright = blend(land, QColor("#d9a441"), 0.2)  # warm: never taken for the sea
        for country in inside:
            painter.setBrush(bright if country.codes[0] == self._country else land)
            for piece in country.lands:
                if piece.box.intersects(seen):
                    painter.drawPolygon(piece.coarse if camera.scale < _COARSE else piece.fine)
        self._paint_lines(painter, seen, line, bright)
        painter.restore()
        return inside

    def _paint_lines(self, painter: QPainter, seen: QRectF, outer: QColor, land: QColor) -> None:
        """The boundaries of divisions, dotted below the first level, and over them the country's own line again."""
        drawn = [
            one for one in self.lines if self.camera.scale >= _DIVISIONS[one.level] and one.box.intersects(seen)
        ]  # fmt: skip
        if not drawn:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for level in (3, 2, 1):
            color = blend(land, self.palette().color(QPalette.ColorRole.Text), 0.45 if level == 1 else 0.3)
            pen = QPen(color, 1.0, Qt.PenStyle.SolidLine if level == 1 else Qt.PenStyle.DotLine)
            pen.setCosmetic(True)
            painter.setPen(pen)
            for one in drawn:
                if one.level == level:
                    painter.drawPolyline(one.line)
        pen = QPen(outer, 1.6)
        pen.setCosmetic(True)
        painter.setPen(pen)
        for country in _countries():
            if country.codes[0] == self._country:
                for piece in country.lands:
                    if piece.box.intersects(seen):
                        painter.drawPolygon(piece.coarse if self.camera.scale < _COARSE else piece.fine)

    def _paint_names(self, painter: QPainter, names: list[tuple[_Country, float]], taken: list[QRectF]) -> None:
        camera, metrics = self.camera, QFontMetricsF(self.font())
        painter.setFont(self.font())
        painter.setPen(muted(self.palette()))
        for country, turn in sorted(names, key=lambda one: -one[0].width):
            room = country.width * camera.scale
            if room < 30:
                continue
            if metrics.horizontalAdvance(country.name) > room * 1.1:
                continue
            x = (country.middle.x() + turn - camera.x) * camera.scale + self.width() / 2
            y = (country.middle.y() - camera.y) * camera.scale + self.height() / 2
            wide = metrics.horizontalAdvance(country.name) + 4
            place = QRectF(x - wide / 2, y - metrics.height() / 2, wide, metrics.height())
            if QRectF(self.rect()).contains(place) and not any(one.intersects(place) for one in taken):
                taken.append(place)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, country.name)

    def _paint_marks(self, painter: QPainter) -> list[QRectF]:
        """The marks, and the rooms they take."""
        palette = self.palette()
        ground, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        strong = QColor("#d0342c") if not is_dark(palette) else QColor("#ff7b70")
        taken: list[QRectF] = []
        labels: list[tuple[Mark, QPointF, float]] = []
        for one in sorted(self._marks, key=lambda one: ("candidate", "other", "event").index(one.kind)):
            where = QPointF(*self.camera.on_screen(one.latitude, one.longitude))
            color = strong if one.kind == "event" else muted(palette)
            color = lane_color(one.lane, is_dark(palette)) if one.lane >= 0 else color
            if one.reach:
                self._paint_reach(painter, one, where, color)
            size = {"event": 7.0, "other": 6.0, "candidate": 5.0}[one.kind] + (2 if one == self._at else 0)
            size += 6 if one.ring else 0
            if one.kind == "candidate":
                painter.setPen(QPen(strong if one == self._at else text, 2.0))
                painter.setBrush(ground)
            else:
                painter.setPen(QPen(ground, 1.5))
                painter.setBrush(color)
            painter.drawEllipse(where, size, size)
            taken.append(QRectF(where.x() - size, where.y() - size, 2 * size, 2 * size))
            labels.append((one, where, size))
        for one, where, size in reversed(labels):
            self._paint_label(painter, one, where, size, taken)
        return taken

    def _paint_reach(self, painter: QPainter, mark: Mark, where: QPointF, color: QColor) -> None:
        """How far a place may be off: a circle about it, which says nothing where it is smaller than the mark."""
        north = mark.latitude + degrees(mark.reach / EARTH_KM)
        around = abs(self.camera.on_screen(min(north, POLE), mark.longitude)[1] - where.y())
        if around <= _REACH:
            return
        inside = QColor(color)
        inside.setAlphaF(0.12)
        painter.setPen(QPen(color, 1.2, Qt.PenStyle.DashLine))
        painter.setBrush(inside)
        painter.drawEllipse(where, around, around)

    def _paint_label(self, painter: QPainter, mark: Mark, where: QPointF, size: float, taken: list[QRectF]) -> None:
        """A mark's label to its right, else to its left; where both are taken there is none but the tip."""
        palette = self.palette()
        font = QFont(self.font())
        font.setBold(mark.kind == "event")
        metrics = QFontMetricsF(font)
        label = metrics.elidedText(mark.label, Qt.TextElideMode.ElideRight, max(self.width() * 0.4, 60))
        wide = metrics.horizontalAdvance(label) + 6
        for left in (where.x() + size + 2, where.x() - size - 2 - wide):
            room = QRectF(left, where.y() - metrics.height() / 2, wide, metrics.height())
            free = not any(one.intersects(room) for one in taken)
            if (free and QRectF(self.rect()).contains(room)) or (mark.kind == "event" and QRectF(self.rect()).contains(room)):
                ground = palette.color(QPalette.ColorRole.Base)
                ground.setAlphaF(0.8)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ground)
                painter.drawRoundedRect(room, 3, 3)
                painter.setFont(font)
                painter.setPen(palette.color(QPalette.ColorRole.Text))
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter, label)
                taken.append(room)
                return

    def _paint_cross(self, painter: QPainter) -> None:
        color = self.palette().color(QPalette.ColorRole.Highlight)
        x, y = self.width() / 2, self.height() / 2
        painter.setPen(QPen(color, 2))
        for one, other in (((-14, 0), (-4, 0)), ((4, 0), (14, 0)), ((0, -14), (0, -4)), ((0, 4), (0, 14))):
            painter.drawLine(QPointF(x + one[0], y + one[1]), QPointF(x + other[0], y + other[1]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))


@cache
def _countries() -> tuple[_Country, ...]:
    """The shapes on the plane, made when a map is first painted."""
    from ..places.outlines import outlines

    found: list[_Country] = []
    for shape in outlines().shapes:
        lands = tuple(_land(polygon.rings[0]) for polygon in shape.polygons)
        largest = max(lands, key=lambda one: one.box.width() * one.box.height())
        found.append(_Country(shape.name, shape.codes, lands, _middle(largest.coarse), largest.box.width()))
    return tuple(found)


def _land(ring: Sequence[tuple[float, float]]) -> _Land:
    fine: list[QPointF] = []
    coarse: list[QPointF] = []
    last = (1000.0, 1000.0)
    for longitude, latitude in ring:
        x, y = to_plane(max(-POLE, min(POLE, latitude)), longitude)
        point = QPointF(x, y)
        fine.append(point)
        if abs(x - last[0]) + abs(y - last[1]) >= _SKIPPED:
            coarse.append(point)
            last = (x, y)
    whole = QPolygonF(fine)
    return _Land(whole, QPolygonF(coarse) if len(coarse) > 3 else whole, whole.boundingRect())


def _middle(polygon: QPolygonF) -> QPointF:
    """Where a polygon would balance."""
    points = [(point.x(), point.y()) for point in polygon.toList()]
    area = x = y = 0.0
    for (left, top), (right, bottom) in zip(points, [*points[1:], points[0]], strict=True):
        across = left * bottom - right * top
        area += across
        x += (left + right) * across
        y += (top + bottom) * across
    return QPointF(x / (3 * area), y / (3 * area)) if area else polygon.boundingRect().center()
