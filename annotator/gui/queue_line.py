"""How the queue paints an article: its state as a shape, title, details, and what a search found in its text.

Owns the painting of one line; which lines there are, and what they hold, is `queue_model`'s business.
"""

from __future__ import annotations

import re
import unicodedata

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ..project.articles import QueueRow
from .colors import blend, is_dark, muted, severity_color, tint
from .queue_model import DONE, ROW
from .queue_snippet import paint_snippet, snippet_height
from .remark_marks import paint_remarks

PADDING, ICON = 8, 12
MARKED = "◆"
"""Stands on the line of an article whose content is marked."""


class QueueLine(QStyledItemDelegate):
    """Paints an article on two lines: state and title; number, date and source, and how many events it has."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.shown = ""
        self.words: re.Pattern[str] | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines of text and some air; with what a search found two more."""
        return QSize(120, line_height(option.fontMetrics, searching=self.words is not None))  # type: ignore[attr-defined]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """One line of the queue."""
        line: QueueRow | None = index.data(ROW)
        area, palette, state = option.rect, option.palette, option.state  # type: ignore[attr-defined]
        painter.save()
        _paint_ground(painter, area, palette, state, bool(line) and line.uid == self.shown)
        if line is not None:
            metrics: QFontMetrics = option.fontMetrics  # type: ignore[attr-defined]
            inner = area.adjusted(PADDING, 4, -PADDING, -4)
            top = QRect(inner.left() + ICON + 7, inner.top(), inner.width() - ICON - 7, metrics.height())
            icon = QRectF(inner.left(), top.center().y() - ICON / 2 + 1, ICON, ICON)
            paint_state(painter, icon, line.state, line.verdict, palette)
            font = option.font  # type: ignore[attr-defined]
            font.setBold(line.uid == self.shown)
            painter.setFont(font)
            self._paint_title(painter, top, line, palette)
            font.setBold(False)
            font.setPointSizeF(font.pointSizeF() * 0.9)
            painter.setFont(font)
            below = QRect(top.left(), top.bottom() + 3, top.width(), painter.fontMetrics().height())
            left_out = line.uid in index.model().left_out  # type: ignore[attr-defined]
            self._paint_details(painter, below, line, palette, left_out)
            found = index.model().snippet(index.row()) if self.words is not None else None  # type: ignore[attr-defined]
            if found is not None:
                text = QRect(top.left(), below.bottom() + 3, top.width(), inner.bottom() - below.bottom() - 2)
                paint_snippet(painter, text, found, palette, tint(_found(palette), palette, 0.45))
        painter.restore()

    def _paint_title(self, painter: QPainter, area: QRect, line: QueueRow, palette: QPalette) -> None:
        metrics = painter.fontMetrics()
        text = metrics.elidedText(line.title or self.tr("(no title)"), Qt.TextElideMode.ElideRight, area.width())
        if self.words is not None and not runs_from_right(text):
            for match in self.words.finditer(text):
                start = area.left() + metrics.horizontalAdvance(text[: match.start()])
                width = metrics.horizontalAdvance(match[0])
                painter.fillRect(QRect(start, area.top(), width, area.height()), tint(_found(palette), palette, 0.45))
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        # Under this direction "left" means where the text begins, and the dots stand where it was cut.
        if runs_from_right(text):
            painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    def _paint_details(self, painter: QPainter, area: QRect, line: QueueRow, palette: QPalette, left_out: bool) -> None:
        painter.setPen(muted(palette))
        metrics = painter.fontMetrics()
        right = ""
        if line.events:
            right = self.tr("1 event") if line.events == 1 else self.tr("{0} events").format(line.events)
        elif line.verdict == "no_event":
            right = self.tr("no event")
        elif line.verdict == "unusable":
            right = self.tr("unusable")
        elif line.state == "todo" and line.screened:
            words = {"relevant": self.tr("relevant"), "not": self.tr("not relevant"), "unsure": self.tr("unsure")}
            right = words[line.screened]
        if line.copy_of and line.state == "todo":
            right = self.tr("copy of {0}").format(line.copy_of)
        if left_out:
            right = self.tr("left out")
        if line.marks:
            right = f"{right} {MARKED}".lstrip()
        taken = metrics.horizontalAdvance(right) + 8 if right else 0
        taken += paint_remarks(painter, area.adjusted(0, 0, -taken, 0), palette, bool(line.flags), bool(line.comments))
        left = " · ".join(filter(None, (str(line.number), line.date, line.source)))
        left = metrics.elidedText(left, Qt.TextElideMode.ElideRight, area.width() - taken)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, left)
        if right:
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, right)


def line_height(metrics: QFontMetrics, *, searching: bool = False) -> int:
    """Pixels of a line of the queue."""
    return metrics.height() * 2 + 11 + (snippet_height(metrics) if searching else 0)


def paint_state(painter: QPainter, area: QRectF, state: str, verdict: str, palette: QPalette) -> None:
    """How far a coding is, told by shape and colour: ring, half disc, disc with a tick, arrow back."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    dark = is_dark(palette)
    accent, quiet = palette.color(QPalette.ColorRole.Accent), blend(muted(palette), palette.color(QPalette.ColorRole.Base), 0.3)
    good = QColor("#6cc08b" if dark else "#2e7d4f")
    area = area.adjusted(1, 1, -1, -1)
    color = severity_color("warning", dark) if state == "returned" else good if state in DONE else accent
    painter.setPen(QPen(quiet if state == "todo" else color, 1.5))
    if state in DONE:
        painter.setBrush(palette.color(QPalette.ColorRole.Base) if verdict == "no_event" else color)
        painter.drawEllipse(area)
        tick = color if verdict == "no_event" else palette.color(QPalette.ColorRole.Base)
        painter.setPen(QPen(tick, 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        x, y, w, h = area.x(), area.y(), area.width(), area.height()
        painter.drawPolyline(QPolygonF([
            QPointF(x + 0.25 * w, y + 0.52 * h), QPointF(x + 0.44 * w, y + 0.70 * h), QPointF(x + 0.76 * w, y + 0.32 * h)
        ]))  # fmt: skip
    else:
        painter.drawEllipse(area)
        if state in ("open", "returned"):
            painter.setBrush(color)
            painter.drawPie(area, 90 * 16, 180 * 16 if state == "open" else 270 * 16)
    painter.restore()


def _paint_ground(painter: QPainter, area: QRect, palette: QPalette, state: QStyle.StateFlag, shown: bool) -> None:
    accent = palette.color(QPalette.ColorRole.Accent)
    painter.fillRect(area, palette.color(QPalette.ColorRole.Base))
    if shown:
        painter.fillRect(area, tint(accent, palette, 0.14))
        painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), accent)
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(area, palette.color(QPalette.ColorRole.AlternateBase))
    if state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QPen(accent, 1))
        painter.drawRect(area.adjusted(0, 0, -1, -1))
    else:
        painter.setPen(palette.color(QPalette.ColorRole.Midlight))
        painter.drawLine(area.bottomLeft(), area.bottomRight())


def _found(palette: QPalette) -> QColor:
    return QColor("#b08a1e" if is_dark(palette) else "#f2c94c")


def runs_from_right(text: str) -> bool:
    """Whether the first letter says that a text runs from the right."""
    strong = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind != "L" for kind in strong if kind in ("L", "R", "AL")), False)
