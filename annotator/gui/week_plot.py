"""A small plot: how much was finished in each week, as bars. Knows numbers and words only."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from .colors import blend, muted

MOST_WEEKS = 26
"""The last half year is drawn."""
WIDEST = 36


class WeekPlot(QWidget):
    """One bar a week, the last at the right; the largest says its number, first and last week their day."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("progress.weeks")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(14 * self.fontMetrics().lineSpacing())
        self._weeks: list[tuple[str, int]] = []
        self.show_weeks([])

    def show_weeks(self, weeks: Sequence[tuple[str, int]]) -> None:
        """Draws weeks: the day each begins, in words, and how much was finished."""
        self._weeks = list(weeks)[-MOST_WEEKS:]
        told = ", ".join(f"{day}: {QLocale().toString(count)}" for day, count in self._weeks)
        self.setAccessibleName(self.tr("Codings finished in each week: {0}").format(told or self.tr("none")))
        self.setToolTip("\n".join(f"{day}: {QLocale().toString(count)}" for day, count in reversed(self._weeks)))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for bars that can be told apart."""
        return QSize(320, 8 * self.fontMetrics().lineSpacing())

    def minimumSizeHint(self) -> QSize:
        """A few lines."""
        return QSize(160, 5 * self.fontMetrics().lineSpacing())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the bars."""
        painter, palette, line = QPainter(self), self.palette(), self.fontMetrics().lineSpacing()
        faint = muted(palette)
        painter.setPen(faint)
        if not self._weeks:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("Nothing is finished yet"))
            return
        floor, top, most = self.height() - line - 4, line + 2, max(1, *(count for _, count in self._weeks))
        step = min(self.width() / len(self._weeks), WIDEST)
        color = palette.color(QPalette.ColorRole.Highlight)
        painter.fillRect(QRectF(0, floor, self.width(), 1), blend(faint, palette.color(QPalette.ColorRole.Window), 0.5))
        for place, (_, count) in enumerate(self._weeks):
            high = (floor - top) * count / most
            bar = QRectF(place * step + step * 0.12, floor - high, step * 0.76, high)
            painter.fillRect(bar, color)
            if count == most:
                painter.setPen(palette.color(QPalette.ColorRole.WindowText))
                words = QLocale().toString(count)
                wide = painter.fontMetrics().horizontalAdvance(words) + 2
                left = min(max(bar.center().x() - wide / 2, 0), self.width() - wide)
                painter.drawText(QRectF(left, bar.top() - line, wide, line), Qt.AlignmentFlag.AlignCenter, words)
        painter.setPen(faint)
        below = QRectF(0, floor + 3, self.width(), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, self._weeks[0][0])
        if len(self._weeks) > 1:
            last = self._weeks[-1][0]
            wide = painter.fontMetrics().horizontalAdvance(last) + 2
            right = max(len(self._weeks) * step, painter.fontMetrics().horizontalAdvance(self._weeks[0][0]) + 16 + wide)
            painter.drawText(QRectF(right - wide, floor + 3, wide, line), Qt.AlignmentFlag.AlignRight, last)
