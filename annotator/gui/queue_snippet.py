"""Paints the words around what a search found, on two lines of the queue, with what was found marked.

Owns the painting alone; the words come from `project.snippets`.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QTextCharFormat, QTextLayout, QTextOption

from ..project.snippets import Snippet
from ..spans import Utf16Map

LINES = 2


def snippet_height(metrics: QFontMetrics) -> int:
    """Pixels that two lines of the smaller letters take."""
    return round(metrics.height() * 0.92) * LINES + 4


def paint_snippet(painter: QPainter, area: QRect, found: Snippet, palette: QPalette, mark: QColor) -> None:
    """Two lines of the snippet from the side its script begins at."""
    layout = QTextLayout(found.text, painter.font())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    layout.setTextOption(option)
    layout.setFormats(_marks(found, mark))
    layout.beginLayout()
    high = 0.0
    for _ in range(LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(area.width())
        line.setPosition(QPointF(0, high))
        high += line.height()
    layout.endLayout()
    painter.setPen(palette.color(QPalette.ColorRole.Text))
    layout.draw(painter, QPointF(area.topLeft()))


def _marks(found: Snippet, mark: QColor) -> list[QTextLayout.FormatRange]:
    where, marks = Utf16Map(found.text), list[QTextLayout.FormatRange]()
    shape = QTextCharFormat()
    shape.setBackground(mark)
    for start, end in found.found:
        one = QTextLayout.FormatRange()
        one.start = where.to_utf16(start)  # type: ignore[assignment]
        one.length = where.to_utf16(end) - one.start  # type: ignore[assignment, operator]
        one.format = shape  # type: ignore[assignment]
        marks.append(one)
    return marks
