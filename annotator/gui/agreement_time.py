"""How agreement in a question changed: a bar a week or month, which can be walked by keys. Knows periods and words only."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDate, QEvent, QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ..agreement.periods import Period
from .colors import blend, muted
from .remark_rows import ENTER

WIDEST, NARROWEST = 64, 14
"""Pixels of a period; where all do not fit the last ones are drawn."""


class TimePlot(QWidget):
    """Bars from 0 to 100 %, how many units each rests on below it. `asked(place)`: a click or Enter asks what is behind one."""

    asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agreement.time")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._periods: list[Period] = []
        self._at = -1
        self.show_periods([], monthly=False)

    def show_periods(self, periods: Sequence[Period], *, monthly: bool) -> None:
        """Draws periods, the last one looked at."""
        self._periods, self._monthly = list(periods), monthly
        self._at = len(self._periods) - 1
        self._tell()
        self.update()

    @property
    def at(self) -> int:
        """The period looked at, -1 for none."""
        return self._at

    def words(self, place: int) -> str:
        """One period in words."""
        one = self._periods[place]
        if one.alike is None:
            return self.tr("{0}: nothing").format(self._day(one, long=True))
        return self.tr("{0}: {1} % alike, of {2}").format(self._day(one, long=True), f"{one.alike * 100:.0f}", f"{one.n:,}")

    def _day(self, one: Period, *, long: bool = False) -> str:
        day = QDate.fromString(one.start, Qt.DateFormat.ISODate)
        if self._monthly:
            return QLocale().toString(day, "MMM yyyy" if long or day.month() == 1 else "MMM")
        return (
            self.tr("week of {0}").format(QLocale().toString(day, "d MMM yyyy")) if long else QLocale().toString(day, "d MMM")
        )

    def _tell(self) -> None:
        title = self.tr("Change over time")
        self.setAccessibleName(f"{title}: {self.words(self._at)}" if self._at >= 0 else title)
        self.setAccessibleDescription("; ".join(self.words(place) for place in range(len(self._periods))))

    # --- keys and mouse -----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Home and End go to the ends, Enter asks."""
        key, last = event.key(), len(self._periods) - 1
        steps = {Qt.Key.Key_Left: self._at - 1, Qt.Key.Key_Right: self._at + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        if key in steps and last >= 0:
            self._go(min(max(steps[Qt.Key(key)], 0), last))
        elif key in ENTER and self._at >= 0:
            self.asked.emit(self._at)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click asks."""
        place = self._place_of(event.position())
        if place >= 0:
            self._go(place)
            self.asked.emit(place)

    def event(self, event: QEvent) -> bool:
        """A tip for the bar under the mouse."""
        if event.type() == QEvent.Type.ToolTip:
            place = self._place_of(QPointF(event.pos()))  # type: ignore[attr-defined]
            QToolTip.showText(event.globalPos(), self.words(place) if place >= 0 else "", self)  # type: ignore[attr-defined]
            return True
        return super().event(event)

    def _go(self, place: int) -> None:
        self._at = place
        self._tell()
        self.update()

    def _place_of(self, point: QPointF) -> int:
        for place, room in self._rooms():
            if room.left() <= point.x() < room.right():
                return place
        return -1

    # --- drawing ------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Room for bars that can be told apart."""
        return QSize(360, 11 * self.fontMetrics().lineSpacing())

    def minimumSizeHint(self) -> QSize:
        """A few lines."""
        return QSize(160, 7 * self.fontMetrics().lineSpacing())

    def _margin(self) -> int:
        return self.fontMetrics().horizontalAdvance("100 %") + 8

    def _rooms(self) -> list[tuple[int, QRectF]]:
        """The periods drawn, each with its strip."""
        left, wide = self._margin(), self.width() - self._margin() - 4
        fit = max(1, min(len(self._periods), wide // NARROWEST))
        step = min(wide / fit, WIDEST)
        first = len(self._periods) - fit
        return [
            (place, QRectF(left + (place - first) * step, 0, step, self.height()))
            for place in range(max(first, 0), len(self._periods))
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws axis, bars, days and numbers."""
        painter, palette, line = QPainter(self), self.palette(), self.fontMetrics().lineSpacing()
        faint, text = muted(palette), palette.color(QPalette.ColorRole.WindowText)
        window = palette.color(QPalette.ColorRole.Window)
        painter.setPen(faint)
        if not self._periods:
            painter.drawText(
                self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("Nothing that two coders spoke of has a day yet")
            )
            return
        top, floor = line, self.height() - 2 * line - 8
        for share in (0, 0.5, 1):
            high = floor - (floor - top) * share
            painter.fillRect(QRectF(self._margin(), high, self.width() - self._margin() - 4, 1), blend(faint, window, 0.65))
            room = QRectF(0, high - line / 2, self._margin() - 6, line)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{share * 100:.0f} %")
        free = [0.0, 0.0]
        for place, room in self._rooms():
            one = self._periods[place]
            if one.alike is not None:
                high = max((floor - top) * one.alike, 1.5)
                bar = QRectF(room.left() + room.width() * 0.14, floor - high, room.width() * 0.72, high)
                painter.fillRect(bar, palette.color(QPalette.ColorRole.Accent))
            if place == self._at and self.hasFocus():
                painter.setPen(QPen(text, 1))
                painter.drawRect(QRectF(room.left() + 1, top - 6, room.width() - 2, floor - top + 2 * line + 10))
            painter.setPen(text if place == self._at else faint)
            for row, words in enumerate((self._day(one), f"{one.n:,}")):
                free[row] = self._write(painter, room, words, floor + 3 + row * line, free[row])

    def _write(self, painter: QPainter, room: QRectF, words: str, top: float, free: float) -> float:
        """A day or a number below a bar, where it does not run into the one before; gives where free room begins."""
        wide = self.fontMetrics().horizontalAdvance(words) + 8
        left = min(max(room.center().x() - wide / 2, 0), self.width() - wide)
        if left < free:
            return free
        painter.drawText(QRectF(left, top, wide, self.fontMetrics().lineSpacing()), Qt.AlignmentFlag.AlignCenter, words)
        return left + wide

    def focusInEvent(self, event: object) -> None:
        """The frame comes."""
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.update()

    def focusOutEvent(self, event: object) -> None:
        """The frame goes."""
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.update()
