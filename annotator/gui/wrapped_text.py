"""Text on several lines of a cell: where each line ends, and dots where there is no room for the rest. Knows no table."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout, QTextOption

from .queue_line import runs_from_right

BREAK = "\u2028"
"""What a line feed is in a layout."""
DOTS = "…"


def lines_of(words: str, font: QFont, width: int, most: int = 0) -> list[str]:
    """The lines of a text that is `width` pixels wide at most, `most` of them at most (0 for all); the last ends in dots where
    it is not all."""
    metrics, width = QFontMetrics(font), max(width, 20)
    if not words:
        return []
    if "\n" not in words and metrics.horizontalAdvance(words) <= width:
        return [words]
    text = words.replace("\n", BREAK)
    layout = QTextLayout(text, font)
    layout.setTextOption(_option(wrap=True))
    units, ends = text.encode("utf-16-le"), list[tuple[int, int]]()  # a layout counts in units of UTF-16
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        ends.append((line.textStart(), line.textStart() + line.textLength()))
    layout.endLayout()
    found = [_cut(units, start, end) for start, end in ends]
    if not most or len(found) <= most:
        return found
    rest = _cut(units, ends[most - 1][0], len(units) // 2).replace(BREAK, " ")
    told = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)
    return [*found[: most - 1], told if told.endswith(DOTS) else f"{told}{DOTS}"]


def draw_lines(painter: QPainter, left: int, top: int, width: int, lines: list[str]) -> None:
    """Draws lines in the direction of their text's own script, in the painter's font and colour."""
    high, from_right = painter.fontMetrics().lineSpacing(), runs_from_right(" ".join(lines))
    for at, line in enumerate(lines):
        layout = QTextLayout(line, painter.font())
        option = _option(wrap=False)
        option.setTextDirection(Qt.LayoutDirection.RightToLeft if from_right else Qt.LayoutDirection.LeftToRight)
        layout.setTextOption(option)
        layout.beginLayout()
        one = layout.createLine()
        one.setLineWidth(width)
        layout.endLayout()
        layout.draw(painter, QPointF(left, top + at * high))


def _option(*, wrap: bool) -> QTextOption:
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere if wrap else QTextOption.WrapMode.NoWrap)
    return option


def _cut(units: bytes, start: int, end: int) -> str:
    return units[2 * start : 2 * end].decode("utf-16-le", errors="replace").strip(BREAK + " ")
