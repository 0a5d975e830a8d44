"""The text of an article: laid out in a comfortable measure, with coloured lanes under its words.

Owns layout, painting and what stands under the mouse. Positions in and out are code points of what is shown; must not
know workspace or focus.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextLine,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QToolTip, QWidget

from ..spans import Utf16Map
from .colors import blend, tint
from .fields.long_text import wrap_of
from .reader_marks import Layout, Mark
from .slim_bar import slim

MEASURE = 75
"""Characters in a line, at most, as the program comes; 0 is all the room there is."""
SPREAD = 1.5
"""Line height against that of plain lines; what it adds is the room for lanes. Qt's superscript fixes it."""
RISE = 0.20
"""How far words are lifted in that line, as a share of the height of their font."""
LANE = 4.0
"""Pixels from one lane to the next, where there is room."""
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_MOVES = {
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """How a mark is painted."""

    color: QColor
    strong: bool = False
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Painted:
    """Where a mark stands in the viewport, one for each line it covers: its words, and its bar below them."""

    mark: Mark
    words: QRectF
    bar: QRectF


class ReaderPage(QPlainTextEdit):
    """Read-only text with marks. Signal: a click on a mark."""

    mark_clicked = Signal(object)

    def __init__(self, look: Callable[[Mark], Look], describe: Callable[[Mark], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._describe = look, describe
        self._layout = Layout()
        self._shown = ""
        self._map = Utf16Map("")
        self._marks: Sequence[Mark] = ()
        self._hits: Sequence[tuple[int, int]] = ()
        self._offered: Sequence[tuple[int, int]] = ()
        self._current: tuple[int, int] | None = None
        self._offer_color = QColor()
        self._steps = 0
        self._measure = MEASURE
        self._rise = 0.0
        self._pressed: QPoint | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        slim(self)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setCursorWidth(2)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option = self.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDefaultTextOption(option)
        # The margins beside the text are the widget's own ground, not the viewport's.
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.viewport().setMouseTracking(True)

    # --- what is shown ----------------------------------------------------------------------------------------------

    def show_layout(self, layout: Layout) -> None:
        """Shows another title and text, from its start."""
        self._layout, self._shown = layout, layout.shown
        self._map = Utf16Map(self._shown)
        self._marks = self._hits = self._offered = ()
        self._current = None
        self._fill()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Paints these marks, sorted by start, and no others."""
        self._marks = marks
        self.viewport().update()

    def set_hits(self, hits: Sequence[tuple[int, int]]) -> None:
        """Tints what a search found."""
        self._hits = hits
        self.viewport().update()

    def set_offered(self, spans: Sequence[tuple[int, int]], current: tuple[int, int] | None, color: QColor) -> None:
        """Frames what is offered for the field in view; the current one is tinted."""
        self._offered, self._current, self._offer_color = spans, current, color
        self.viewport().update()

    def zoom_by(self, steps: int) -> None:
        """Makes the text larger or smaller by points, keeping the place."""
        self._steps = min(max(self._steps + steps, -4), 24)
        self._refill()

    def set_measure(self, characters: int) -> None:
        """Other longest lines; what stood at the top stays there."""
        first = self.cursorForPosition(QPoint(1, 1))
        self._measure = characters
        self._fit()
        block = first.block()
        line = block.layout().lineForTextPosition(first.positionInBlock())
        within = line.lineNumber() if line.isValid() else 0
        self.verticalScrollBar().setValue(block.firstLineNumber() + within)

    def selected(self) -> tuple[int, int]:
        """The selection; empty at the cursor where there is none."""
        cursor = self.textCursor()
        return self._map.to_code_point(cursor.selectionStart()), self._map.to_code_point(cursor.selectionEnd())

    def select(self, start: int, end: int) -> None:
        """Selects a span and brings it into view."""
        cursor = self.textCursor()
        cursor.setPosition(self._map.to_utf16(start))
        cursor.setPosition(self._map.to_utf16(end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def bring_into_view(self, start: int) -> None:
        """Scrolls only where the position is not in view; cursor and selection stay."""
        where = QTextCursor(self.document())
        where.setPosition(self._map.to_utf16(start))
        here = self.cursorRect(where)
        if here.top() >= 0 and here.bottom() < self.viewport().height():
            return
        kept = self.textCursor()
        self.setTextCursor(where)
        self.centerCursor()
        bar = self.verticalScrollBar().value()
        self.setTextCursor(kept)
        self.verticalScrollBar().setValue(bar)

    def position_at(self, point: QPoint) -> int:
        """The position nearest to a point of the viewport."""
        return self._map.to_code_point(self.cursorForPosition(point).position())

    def point_of(self, position: int) -> QPoint:
        """The foot of the line at a position, in the viewport."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._map.to_utf16(position))
        return self.cursorRect(cursor).bottomLeft()

    # --- layout -----------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Writes the text into the document.

        A plain text document knows no line height, so the text is set as superscript with hardly a rise: glyphs at two
        thirds of a font half as large again, which makes the room that the lanes need.
        """
        size = max(round(self.font().pointSizeF()) + 1 + self._steps, 6)
        base = QFont(self.font())
        base.setPointSize(size)
        self.document().setDefaultFont(base)
        self.clear()
        if self.wordWrapMode() != (wrap := wrap_of(self._layout.text)):
            self.setWordWrapMode(wrap)
        cursor = QTextCursor(self.document())
        if self._layout.title:
            cursor.insertText(self._layout.title, _title_format(base, size + 1))
            cursor.insertBlock()
        cursor.insertText(self._layout.text, _text_format(base, size))
        self._rise = QFontMetricsF(base).height() * RISE
        self._fit()

    def _refill(self) -> None:
        cursor = self.textCursor()
        anchor, position = cursor.anchor(), cursor.position()
        top = self.firstVisibleBlock().blockNumber()
        self._fill()
        cursor = self.textCursor()
        cursor.setPosition(anchor)
        cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        first = self.document().findBlockByNumber(top)
        self.verticalScrollBar().setValue(first.firstLineNumber())

    def _fit(self) -> None:
        """Margins that keep lines within the measure, a little left of the middle."""
        measure = ceil(QFontMetricsF(self.document().defaultFont()).averageCharWidth() * self._measure)
        spare = self.width() - self.verticalScrollBar().sizeHint().width() - measure if measure else 0
        left = min(max(spare // 3, 14), 72)
        self.setViewportMargins(left, 10, max(spare - left, 10), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._shown:
            self._refill()

    # --- painting ---------------------------------------------------------------------------------------------------

    def painted(self) -> list[Painted]:
        """Where the marks in view stand."""
        depth = max((mark.lane for mark in self._marks), default=0) + 1
        found: list[Painted] = []
        for top, line, offset in self._lines():
            first, last = self._span_of(line, offset)
            for mark in self._marks:
                if mark.start >= last:
                    break
                if mark.end > first:
                    found += self._pieces(mark, line, offset, top, depth)
        return found

    def mark_at(self, point: QPoint) -> Mark | None:
        """The mark under a point; of several, the one whose bar is nearest."""
        here = [one for one in self.painted() if one.words.contains(QPointF(point))]
        own = [one for one in here if one.mark.kind == "mine"] if here else []
        inside = [one for one in here if one.bar.adjusted(0, -1, 0, 1).contains(QPointF(point))]
        near = min(inside or own or here, key=lambda one: abs(one.bar.center().y() - point.y()), default=None)
        return near.mark if near else None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painted = [(one, self._look(one.mark)) for one in self.painted()]
        for one, look in painted:
            if look.strong:
                painter.fillRect(one.words, tint(look.color, self.palette(), 0.22))
        self._paint_hits(painter)
        self._paint_offered(painter)
        for one, look in painted:
            if look.dashed:
                pen = QPen(look.color, one.bar.height(), Qt.PenStyle.CustomDashLine)
                pen.setDashPattern([2.0, 1.5])
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                painter.setPen(pen)
                middle = QPointF(0, one.bar.height() / 2)
                painter.drawLine(one.bar.topLeft() + middle, one.bar.topRight() + middle)
            else:
                painter.fillRect(one.bar, look.color)
        painter.end()
        super().paintEvent(event)

    def _paint_hits(self, painter: QPainter) -> None:
        if not self._hits:
            return
        color = blend(self.palette().color(QPalette.ColorRole.Base), QColor("#f0b429"), 0.45)
        for top, line, offset in self._lines():
            first, last = self._span_of(line, offset)
            # Hits do not overlap, so their ends are in order, too.
            for start, end in self._hits[bisect_right(self._hits, first, key=lambda hit: hit[1]) :]:
                if start >= last:
                    break
                for left, right in self._extents(line, offset, max(start, first), min(end, last)):
                    painter.fillRect(QRectF(top.x() + left, top.y() + line.y(), right - left, line.height()), color)

    def _paint_offered(self, painter: QPainter) -> None:
        if not self._offered:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QPen(self._offer_color, 1.0, Qt.PenStyle.DotLine)
        for top, line, offset in self._lines():
            first, last = self._span_of(line, offset)
            for start, end in self._offered:
                if start >= last or end <= first:
                    continue
                current = (start, end) == self._current
                painter.setPen(QPen(self._offer_color, 1.4) if current else frame)
                painter.setBrush(tint(self._offer_color, self.palette(), 0.20) if current else Qt.BrushStyle.NoBrush)
                for left, right in self._extents(line, offset, max(start, first), min(end, last)):
                    box = QRectF(top.x() + left - 1.5, top.y() + line.y() + 3, right - left + 3, line.height() - 8)
                    painter.drawRoundedRect(box, 3, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _lines(self) -> Iterator[tuple[QPointF, QTextLine, int]]:
        """The lines in view: where their block stands, the line, and the block's UTF-16 position."""
        block: QTextBlock = self.firstVisibleBlock()
        height = self.viewport().height()
        while block.isValid():
            top = self.blockBoundingGeometry(block).translated(self.contentOffset()).topLeft()
            if top.y() > height:
                return
            layout = block.layout()
            option = layout.textOption()
            if block.textDirection() == Qt.LayoutDirection.RightToLeft and option.alignment() != Qt.AlignmentFlag.AlignRight:
                # A plain text document sets every paragraph at the left; alignment is only looked at while painting.
                option.setAlignment(Qt.AlignmentFlag.AlignRight)
                layout.setTextOption(option)
            numbers = range(layout.lineCount())
            # A paragraph may be a megabyte long; the lines above the view are skipped, not walked.
            first = bisect_left(numbers, -top.y(), key=lambda number: layout.lineAt(number).rect().bottom())
            for number in numbers[first:]:
                line = layout.lineAt(number)
                if top.y() + line.y() > height:
                    return
                yield top, line, block.position()
            block = block.next()

    def _span_of(self, line: QTextLine, offset: int) -> tuple[int, int]:
        start = offset + line.textStart()
        return self._map.to_code_point(start), self._map.to_code_point(start + line.textLength())

    def _pieces(self, mark: Mark, line: QTextLine, offset: int, top: QPointF, depth: int) -> Iterator[Painted]:
        first, last = self._span_of(line, offset)
        # Below the descenders' middle, so that one lane alone sits close under its words.
        rise = 0.0 if offset < self._layout.text_start else self._rise
        foot = line.y() + line.ascent() - rise + 2
        room = line.y() + line.height() - foot
        step = min(LANE, room / depth)
        for left, right in self._extents(line, offset, max(mark.start, first), min(mark.end, last)):
            words = QRectF(top.x() + left, top.y() + line.y(), right - left, line.height())
            bar = QRectF(words.left(), top.y() + foot + mark.lane * step, words.width(), max(step - 1.4, 1.0))
            yield Painted(mark, words, bar)

    def _extents(self, line: QTextLine, offset: int, start: int, end: int) -> list[tuple[float, float]]:
        """The runs of x a span covers in a line: one, or several where directions mix."""
        while end > start + 1 and self._shown[end - 1].isspace():
            end -= 1
        first, last = self._map.to_utf16(start) - offset, self._map.to_utf16(end) - offset
        if not _RIGHT_TO_LEFT.search(self._shown, *self._span_of(line, offset)):
            return [(_x(line, first), _x(line, last))]
        runs: list[tuple[float, float]] = []
        for run in line.glyphRuns(first, last - first):
            widths = run.rawFont().advancesForGlyphIndexes(run.glyphIndexes())
            places = run.positions()
            if places:
                right = max(place.x() + width.x() for place, width in zip(places, widths, strict=True))
                runs.append((min(place.x() for place in places), right))
        return _joined(runs)

    # --- mouse and keys ---------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None
        if self._pressed is not None and not event.modifiers():
            # A press inside the selection would begin to drag its text away; here it begins a new selection.
            cursor, bar = self.textCursor(), self.verticalScrollBar()
            place = bar.value()
            cursor.clearSelection()
            self.setTextCursor(cursor)
            bar.setValue(place)  # the old selection may be out of view, and Qt goes where the cursor is
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        if self._pressed is None or self.textCursor().hasSelection() or (point - self._pressed).manhattanLength() > 4:
            return
        self._pressed = None
        if (mark := self.mark_at(point)) is not None:
            self.mark_clicked.emit(mark)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not event.buttons():
            over = self.mark_at(event.position().toPoint()) if self._marks else None
            shape = Qt.CursorShape.PointingHandCursor if over and over.kind == "mine" else Qt.CursorShape.IBeamCursor
            self.viewport().setCursor(shape)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            mark = self.mark_at(event.pos())
            QToolTip.showText(event.globalPos(), self._describe(mark) if mark else "", self.viewport())
            return True
        return super().viewportEvent(event)

    def event(self, event: QEvent) -> bool:
        # Moving and selecting by keys is the reader's own while it has the focus, whatever the window binds them to.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            alone = not event.modifiers() & Qt.KeyboardModifier.AltModifier
            if event.key() in _MOVES and alone:
                event.accept()
                return True
        return super().event(event)


def _x(line: QTextLine, unit: int) -> float:
    found: Any = line.cursorToX(unit)
    return float(found[0] if isinstance(found, tuple) else found)


def _joined(runs: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Runs that touch made one."""
    joined: list[tuple[float, float]] = []
    for left, right in sorted(runs):
        if joined and left - joined[-1][1] < 1:
            joined[-1] = (joined[-1][0], max(right, joined[-1][1]))
        else:
            joined.append((left, right))
    return joined


def _title_format(base: QFont, size: int) -> QTextCharFormat:
    font = QFont(base)
    font.setPointSize(size)
    font.setBold(True)
    made = QTextCharFormat()
    made.setFont(font)
    return made


def _text_format(base: QFont, size: int) -> QTextCharFormat:
    font = QFont(base)
    font.setPointSize(ceil(size * SPREAD))
    made = QTextCharFormat()
    made.setFont(font)
    made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
    made.setSuperScriptBaseline(RISE * 100)
    return made
