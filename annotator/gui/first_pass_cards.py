"""The list of the first pass: how a card is painted, and the keys that move in it.

Owns the look of cards and which one is current and open wider. What a verdict does is the place's.
"""

from __future__ import annotations

import re
from math import ceil

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPalette,
    QPen,
    QPolygonF,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from ..codebook.model import Codebook
from ..project.screening import Card
from .colors import is_dark, muted, severity_color, tint
from .first_pass_model import CARD, FirstPassModel
from .queue_line import runs_from_right
from .slim_bar import slim

LINES, LINES_OPEN = 3, 10
"""Lines of the text on a card, and on the current one."""
CHARACTERS = 104
"""Average letters on a line at most: longer ones are hard to read."""
MARGIN, PADDING, MARK = 10, 10, 14
KEYS_UP_DOWN = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)


class CardPainter(QStyledItemDelegate):
    """Paints a card: mark and title; number, date and source, the verdict at the edge; the first lines of the text."""

    def __init__(self, cards: Cards, model: FirstPassModel, words: re.Pattern[str] | None) -> None:
        super().__init__(cards)
        self._cards, self._model, self._words = cards, model, words

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """One card."""
        card: Card | None = index.data(CARD)
        area, palette, state = option.rect, option.palette, option.state  # type: ignore[attr-defined]
        current = index.row() == self._cards.currentIndex().row()
        painter.save()
        painter.setClipRect(area)
        _paint_ground(painter, area, palette, current, bool(state & QStyle.StateFlag.State_HasFocus))
        if card is not None:
            font: QFont = option.font  # type: ignore[attr-defined]
            self._paint_card(painter, self._cards.column(area), card, palette, font, current)
        painter.restore()

    def _paint_card(self, painter: QPainter, area: QRect, card: Card, palette: QPalette, font: QFont, current: bool) -> None:
        metrics, color = QFontMetrics(font), verdict_color(card.verdict, palette)
        bold = QFont(font)
        bold.setBold(True)
        text = area.adjusted(MARK + 10, PADDING, 0, -4)
        _paint_mark(painter, QRectF(area.left(), text.top() + (metrics.height() - MARK) / 2, MARK, MARK), card.verdict, palette)
        quiet = bool(card.verdict) and not current
        ink = muted(palette) if quiet else palette.color(QPalette.ColorRole.Text)
        said = self._model.verdict_in_words(card.verdict)
        if card.reason:
            said = f"{said}: {self._model.reason_in_words(card.reason)}"
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.92)
        below = QFontMetrics(small)
        said = below.elidedText(said, Qt.TextElideMode.ElideRight, text.width() // 2)
        taken = below.horizontalAdvance(said) + 14 if said else 0
        title = QRect(text.left(), text.top(), text.width() - taken, metrics.height())
        shown = QFontMetrics(bold).elidedText(card.title or self.tr("(no title)"), Qt.TextElideMode.ElideRight, title.width())
        painter.setFont(bold)
        painter.setPen(ink)
        _paint_line(painter, title, shown)
        painter.setFont(small)
        if said:
            painter.setPen(color)
            painter.drawText(
                QRect(text.right() - taken, text.top(), taken, metrics.height()),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, said,
            )  # fmt: skip
        painter.setPen(muted(palette))
        about = " · ".join(filter(None, (card.date, card.source, self.tr("no. {0}").format(f"{card.number:,}"))))
        line = QRect(text.left(), title.bottom() + 3, text.width(), below.height())
        _paint_line(painter, line, below.elidedText(about, Qt.TextElideMode.ElideRight, line.width()), like=shown)
        lead = QRect(text.left(), line.bottom() + 4, text.width(), text.bottom() - line.bottom() - 4)
        painter.setPen(ink)
        self._paint_lead(painter, lead, card, font, palette, LINES_OPEN if current else LINES)

    def _paint_lead(self, painter: QPainter, area: QRect, card: Card, font: QFont, palette: QPalette, most: int) -> None:
        layout = laid_out(card, font, area.width(), most, self._marked(card.lead, palette))
        layout.draw(painter, QPointF(area.topLeft()), [])

    def _marked(self, lead: str, palette: QPalette) -> list[QTextLayout.FormatRange]:
        if self._words is None:
            return []
        ranges: list[QTextLayout.FormatRange] = []
        for found in self._words.finditer(lead):
            one = QTextLayout.FormatRange()
            one.start, one.length = _utf16(lead[: found.start()]), _utf16(found[0])  # type: ignore[assignment]
            look = QTextCharFormat()
            look.setBackground(tint(palette.color(QPalette.ColorRole.Accent), palette, 0.16))
            one.format = look  # type: ignore[assignment]
            ranges.append(one)
        return ranges


class Cards(QTableView):
    """The list. The current card is open wider and keeps its place on the screen as one goes on."""

    chosen = Signal(int)
    """Another row is current; -1 for none."""
    opened = Signal()
    """Ctrl+Enter: the article is to be coded."""
    read = Signal()
    """Space or Enter: the whole text."""

    def __init__(self, model: FirstPassModel, codebook: Codebook) -> None:
        super().__init__()
        self.setObjectName("first_pass.cards")
        self.setAccessibleName(self.tr("Articles to judge"))
        self.setFrameShape(QTableView.Shape.NoFrame)
        slim(self)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAutoScroll(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self._model, self._wide = model, -1
        self.setModel(model)
        self.setItemDelegate(CardPainter(self, model, marking(codebook)))
        self._size_cards()
        model.modelAboutToBeReset.connect(self._forget)

    def column(self, area: QRect) -> QRect:
        """The part of a card that is written on: a readable width, in the middle."""
        most = self.fontMetrics().averageCharWidth() * CHARACTERS + MARK + 10
        width = min(area.width() - 4 * MARGIN, most)
        return QRect(area.left() + (area.width() - width) // 2, area.top(), width, area.height())

    def show_row(self, row: int, *, keep_place: bool = False) -> None:
        """Makes a row current and brings it into view: with the one before above it, unless its place is to be kept."""
        if not 0 <= row < self._model.rowCount():
            return
        self.setCurrentIndex(self._model.index(row, 0))
        self._open_wider(row)
        bar, header = self.verticalScrollBar(), self.verticalHeader()
        top, height = header.sectionPosition(row), header.sectionSize(row)
        seen = bar.value() <= top and top + height <= bar.value() + self.viewport().height()
        if not (keep_place and seen):
            bar.setValue(max(0, top - header.defaultSectionSize() - MARGIN))
        self.viewport().update()
        self.chosen.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that move, read and open; the rest is for the window's actions."""
        key, row = event.key(), self.currentIndex().row()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.opened if event.modifiers() & Qt.KeyboardModifier.ControlModifier else self.read).emit()
        elif key == Qt.Key.Key_Space:
            self.read.emit()
        elif key in KEYS_UP_DOWN and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            page = max(1, self.viewport().height() // self.verticalHeader().defaultSectionSize() - 1)
            last = self._model.rowCount() - 1
            goal = {
                Qt.Key.Key_Up: row - 1, Qt.Key.Key_Down: row + 1, Qt.Key.Key_PageUp: row - page,
                Qt.Key.Key_PageDown: row + page, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last,
            }[Qt.Key(key)]  # fmt: skip
            self.show_row(max(0, min(last, goal)))
        else:
            event.ignore()

    def mousePressEvent(self, event: object) -> None:
        """A click makes a card current where it stands."""
        super().mousePressEvent(event)  # type: ignore[arg-type]
        self.show_row(self.currentIndex().row(), keep_place=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Text breaks elsewhere: the current card needs another height."""
        super().resizeEvent(event)
        if self._wide >= 0:
            self._open_wider(self._wide)

    def changeEvent(self, event: QEvent) -> None:
        """Cards keep their lines when the text grows."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._size_cards()

    def _size_cards(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._height(LINES))
        self.verticalScrollBar().setSingleStep(self.fontMetrics().height() * 2)
        if self._wide >= 0:
            self._open_wider(self._wide)

    def _height(self, lines: int) -> int:
        metrics = self.fontMetrics()
        return metrics.height() * 2 + 7 + ceil(metrics.lineSpacing() * lines) + PADDING * 2

    def _open_wider(self, row: int) -> None:
        header = self.verticalHeader()
        if 0 <= self._wide < self._model.rowCount() and self._wide != row:
            header.resizeSection(self._wide, header.defaultSectionSize())
        self._wide = row
        card = self._model.card(row)
        if card is not None:
            width = self.column(self.viewport().rect()).width() - MARK - 10
            layout = laid_out(card, self.font(), width, LINES_OPEN, [])
            header.resizeSection(row, self._height(max(LINES, layout.lineCount())))

    def _forget(self) -> None:
        self._wide = -1


def laid_out(card: Card, font: QFont, width: int, most: int, marks: list[QTextLayout.FormatRange]) -> QTextLayout:
    """The first lines of a text, broken to a width."""
    layout = QTextLayout(card.lead, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    if runs_from_right(card.lead):
        option.setTextDirection(Qt.LayoutDirection.RightToLeft)
        option.setAlignment(Qt.AlignmentFlag.AlignRight)  # a layout of its own turns no sides round
    layout.setTextOption(option)
    layout.setFormats(marks)
    spacing, y = QFontMetrics(font).lineSpacing(), 0.0
    layout.beginLayout()
    for _ in range(most):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(width, 60))
        line.setPosition(QPointF(0, y))
        y += spacing
    layout.endLayout()
    return layout


def marking(codebook: Codebook) -> re.Pattern[str] | None:
    """The words that point to a code of the codebook, as whole words; None where it has none."""
    words = {word for codes in codebook.lists.values() for code in codes.walk() for word in code.words}
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b", re.IGNORECASE) if words else None


def verdict_color(verdict: str, palette: QPalette) -> QColor:
    """What tells a verdict apart; "not" stands back."""
    dark = is_dark(palette)
    if verdict == "relevant":
        return QColor("#6cc08b" if dark else "#2e7d4f")
    return severity_color("warning", dark) if verdict == "unsure" else muted(palette)


def _paint_mark(painter: QPainter, area: QRectF, verdict: str, palette: QPalette) -> None:
    """A verdict by shape and colour: disc with a tick, ring with a stroke, disc with a question mark; an empty ring."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    color, ground = verdict_color(verdict, palette), palette.color(QPalette.ColorRole.Base)
    area = area.adjusted(1, 1, -1, -1)
    x, y, w, h = area.x(), area.y(), area.width(), area.height()
    painter.setPen(QPen(color if verdict else palette.color(QPalette.ColorRole.Mid), 1.5))
    if verdict in ("relevant", "unsure"):
        painter.setBrush(color)
    painter.drawEllipse(area)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if verdict == "relevant":
        painter.setPen(QPen(ground, 1.7))
        painter.drawPolyline(QPolygonF([
            QPointF(x + 0.25 * w, y + 0.52 * h), QPointF(x + 0.44 * w, y + 0.70 * h), QPointF(x + 0.76 * w, y + 0.32 * h)
        ]))  # fmt: skip
    elif verdict == "not":
        painter.drawLine(QPointF(x + 0.28 * w, y + 0.5 * h), QPointF(x + 0.72 * w, y + 0.5 * h))
    elif verdict == "unsure":
        font = painter.font()
        font.setBold(True)
        font.setPixelSize(int(h * 0.8))
        painter.setFont(font)
        painter.setPen(ground)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "?")
    painter.restore()


def _paint_ground(painter: QPainter, area: QRect, palette: QPalette, current: bool, focused: bool) -> None:
    accent = palette.color(QPalette.ColorRole.Accent)
    painter.fillRect(area, palette.color(QPalette.ColorRole.Base))
    painter.setPen(palette.color(QPalette.ColorRole.Midlight))
    painter.drawLine(area.bottomLeft(), area.bottomRight())
    if current:
        painter.fillRect(area, tint(accent, palette, 0.09))
        painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), accent if focused else muted(palette))


def _paint_line(painter: QPainter, area: QRect, text: str, *, like: str = "") -> None:
    """One line of text at the side where it begins, or where another text does."""
    if runs_from_right(like or text):
        painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
    painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
