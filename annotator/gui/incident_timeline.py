"""The timeline of an incident: when each event says that it happened, as far as it knows, and when its article appeared.

Owns the painting and what a click or key chooses. Knows days, numbers and words only; which days an event may have is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from .colors import blend, is_dark, lane_color, muted, severity_color

MOST_DAYS = 400
"""Days between the first and the last that are drawn day for day; what lies further off stands at the edge."""
NAMES = 15
"""Characters of the names at the left."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One event, or the incident: the days it may have happened on, whether that is one day for sure, and the article's day."""

    name: str
    first: date | None
    last: date | None
    exact: bool = True
    appeared: date | None = None


class Timeline(QWidget):
    """A line an event, the incident's own below. Signal: `event_chosen(int)`."""

    event_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("incidents.timeline")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self._events: list[Happened] = []
        self._incident: Happened | None = None
        self._at = 0
        self.show_events([], None, 0)

    def show_events(self, events: Sequence[Happened], incident: Happened | None, at: int) -> None:
        """Other events; `at` is the one in view."""
        self._events, self._incident, self._at = list(events), incident, at
        self.setAccessibleName(self.tr("Timeline: {0}").format("; ".join(map(self.told, self._events)) or self.tr("nothing")))
        self.setMinimumHeight(self._high() * (len(self._events) + 2) + 12)
        self.update()

    def show_event(self, at: int) -> None:
        """Another event is in view."""
        self._at = at
        self.update()

    def told(self, one: Happened) -> str:
        """An event's line in words."""
        if one.first is None:
            when = self.tr("no date")
        elif one.exact or one.first == one.last:
            when = one.first.isoformat() if one.exact else self.tr("about {0}").format(one.first.isoformat())
        else:
            when = self.tr("between {0} and {1}").format(one.first.isoformat(), (one.last or one.first).isoformat())
        appeared = self.tr(", article of {0}").format(one.appeared.isoformat()) if one.appeared else ""
        return f"{one.name}: {when}{appeared}"

    def sizeHint(self) -> QSize:
        """A line an event."""
        return QSize(360, self.minimumHeight())

    def span(self) -> tuple[date, date] | None:
        """The first and the last day that are drawn; None where there is none."""
        lines = [*self._events, *([self._incident] if self._incident else [])]
        days = [day for one in lines for day in (one.first, one.last, one.appeared) if day is not None]
        if not days:
            return None
        first, last = min(days), max(days)
        if (last - first).days > MOST_DAYS:  # an article of another year does not press the rest together
            told = [day for one in lines for day in (one.first, one.last) if day is not None] or days
            first, last = min(told), max(told)
            last = min(last, first + timedelta(MOST_DAYS)) if (last - first).days > MOST_DAYS else last
        around = max(1, (last - first).days // 12)
        try:
            return first - timedelta(around), last + timedelta(around)
        except OverflowError:
            return first, last

    # --- painting -----------------------------------------------------------------------------------------------------------

    def _high(self) -> int:
        return self.fontMetrics().lineSpacing() + 6

    def _left(self) -> int:
        return min(self.fontMetrics().averageCharWidth() * NAMES, self.width() // 3) + 8

    def _x(self, day: date, span: tuple[date, date]) -> float:
        room = max(self.width() - self._left() - 14, 20)
        share = (min(max(day, span[0]), span[1]) - span[0]).days / max((span[1] - span[0]).days, 1)
        return self._left() + share * room

    def paintEvent(self, event: QPaintEvent) -> None:
        """The axis, a bar an event, a diamond where its article appeared."""
        painter, palette, high = QPainter(self), self.palette(), self._high()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        span, faint = self.span(), muted(palette)
        painter.setPen(faint)
        if span is None:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("No event has a date"))
            return
        self._paint_axis(painter, span)
        lines = [*self._events, *([self._incident] if self._incident else [])]
        for at, one in enumerate(lines):
            mine, top = at >= len(self._events), high * (at + 1) + 4
            if at == self._at and not mine and len(self._events) > 1:
                ground = blend(palette.color(QPalette.ColorRole.Window), palette.color(QPalette.ColorRole.Accent), 0.22)
                painter.fillRect(QRectF(0, top, self.width(), high), ground)
            font = QFont(self.font())
            font.setWeight(QFont.Weight.DemiBold if mine else QFont.Weight.Normal)
            painter.setFont(font)
            painter.setPen(palette.color(QPalette.ColorRole.WindowText))
            room = QRectF(6, top, self._left() - 12, high)
            told = painter.fontMetrics().elidedText(one.name, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, told)
            color = palette.color(QPalette.ColorRole.WindowText) if mine else lane_color(at, is_dark(palette))
            self._paint_line(painter, one, span, top + high / 2, color)
        if self.hasFocus():
            painter.setPen(palette.color(QPalette.ColorRole.Accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_axis(self, painter: QPainter, span: tuple[date, date]) -> None:
        """A thin line for days that have their name above them, as many as there is room for."""
        palette, high, wide = self.palette(), self._high(), self.fontMetrics().horizontalAdvance("2020-06-02") + 14
        grid = blend(palette.color(QPalette.ColorRole.Window), palette.color(QPalette.ColorRole.Mid), 0.6)
        days = (span[1] - span[0]).days
        room = max(self.width() - self._left() - 14, 20)
        step = max(1, -(-days * wide // room))
        named_to = 0.0
        for past in range(0, days + 1, int(step)):
            day = span[0] + timedelta(past)
            x = self._x(day, span)
            painter.setPen(grid)
            painter.drawLine(QPointF(x, high + 2), QPointF(x, self.height()))
            box = QRectF(x - wide / 2, 2, wide, high - 4)
            box.moveRight(min(box.right(), self.width()))
            if box.left() < named_to:
                continue  # the last one is pushed back from the edge, over the one before
            named_to = box.right()
            painter.setPen(muted(palette))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, day.isoformat())

    def _paint_line(self, painter: QPainter, one: Happened, span: tuple[date, date], y: float, ink: QColor) -> None:
        palette = self.palette()
        if one.first is not None:
            left, right = self._x(one.first, span), self._x(one.last or one.first, span)
            bar = QRectF(left - 4, y - 4, right - left + 8, 8)
            painter.setPen(QPen(ink, 1.4, Qt.PenStyle.SolidLine if one.exact else Qt.PenStyle.DashLine))
            painter.setBrush(ink if one.exact else blend(palette.color(QPalette.ColorRole.Window), ink, 0.3))
            painter.drawRoundedRect(bar, 4, 4)
        else:
            painter.setPen(severity_color("warning", is_dark(palette)))
            painter.drawText(QRectF(self._left(), y - self._high() / 2, 200, self._high()), Qt.AlignmentFlag.AlignVCenter,
                             self.tr("no date"))  # fmt: skip
        if one.appeared is not None:
            x = self._x(one.appeared, span)
            painter.setPen(QPen(ink, 1.4))
            painter.setBrush(palette.color(QPalette.ColorRole.Window))
            points = (QPointF(x, y - 5), QPointF(x + 5, y), QPointF(x, y + 5), QPointF(x - 5, y))
            painter.drawPolygon(QPolygonF(points))

    # --- mouse and keys -----------------------------------------------------------------------------------------------------

    def _event_at(self, y: float) -> int:
        at = int((y - 4) // self._high()) - 1
        return at if 0 <= at < len(self._events) else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A line's event is in view."""
        if (at := self._event_at(event.position().y())) >= 0:
            self.event_chosen.emit(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down go from event to event."""
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if by and 0 <= self._at + by < len(self._events):
            self.event_chosen.emit(self._at + by)
        elif not by:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """A tip says what a line means."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._event_at(event.pos().y())
            legend = self.tr("Bar: the days it may have happened on. Diamond: the day of the article.")
            QToolTip.showText(event.globalPos(), f"{self.told(self._events[at])}\n{legend}" if at >= 0 else legend, self)
            return True
        return super().event(event)
