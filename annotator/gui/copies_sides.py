"""Two articles side by side, the words that differ marked in both, and steps from one difference to the next. Names and
numbers that are others are marked more strongly, told above the texts, and the first of them is in view. Reads only."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from ..project.articles import Article
from ..project.copy_differences import Difference, differences
from ..project.copy_parts import words_of
from ..spans import Span, Utf16Map
from . import copies_words as words
from .colors import is_dark, lane_color, muted, severity_color, tint
from .fields.base import write_in
from .slim_bar import slim

LANES = (4, 0)
"""Whose colours mark what stands in one text alone: red and blue, told apart by most eyes."""
MOST = 3_000
"""Differences that are marked; beyond, two texts have little in common and the marks would tell nothing."""
PALE, STRONG = 0.2, 0.42
"""Shares of the colour in the ground of marked words, and of those in view and of names and numbers that are others; the text
stays readable on both."""
SHOWN = 400_000
"""Characters of a text that are shown: what stands behind is compared, but no eye gets there."""


class _Side(QWidget):
    """One of the two: what it is, and its text."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.head = QLabel()
        self.head.setObjectName(f"copies.{name}.head")
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setWordWrap(True)
        font = self.head.font()
        font.setWeight(font.Weight.DemiBold)
        self.head.setFont(font)
        self.about = QLabel()
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setWordWrap(True)
        write_in(self.about, muted(self.palette()))
        self.text = QPlainTextEdit()
        self.text.setObjectName(f"copies.{name}")
        self.text.setAccessibleName(title)
        self.text.setReadOnly(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.text.setTabChangesFocus(True)
        slim(self.text)
        option = self.text.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.text.document().setDefaultTextOption(option)
        self.map = Utf16Map("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.head)
        column.addWidget(self.about)
        column.addWidget(self.text, 1)

    def show_article(self, article: Article | None, about: str) -> None:
        text = article.text[:SHOWN] if article else ""
        self.map = Utf16Map(text)
        self.head.setText(article.title if article else "")
        self.about.setText(about)
        self.text.setPlainText(text)

    def mark(self, spans: list[Span], swapped: list[Span], at: int, color: QColor, palette: QPalette) -> None:
        """Marks spans, those `swapped` within them and the one `at` more strongly, and brings that into view. The palette is
        told: where it changes, a child still has the old one when its parent hears of it."""
        pale, strong, in_view = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        pale.setBackground(tint(color, palette, PALE))
        for format_ in (strong, in_view):
            format_.setBackground(tint(color, palette, STRONG))
        in_view.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        # What comes later lies above.
        others = [span for place, span in enumerate(spans) if place != at and span.start < span.end]
        found = [self._selection(span, pale) for span in others]
        found += [self._selection(span, strong) for span in swapped]
        found += [self._selection(span, in_view) for span in spans[at : at + 1] if at >= 0]
        self.text.setExtraSelections(found)
        if 0 <= at < len(spans):
            cursor = self.text.textCursor()
            cursor.setPosition(self.map.to_utf16(spans[at].start))
            self.text.setTextCursor(cursor)
            self.text.centerCursor()

    def _selection(self, span: Span, format_: QTextCharFormat) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.text.document())
        # Where the other text has more, the letter before the place is marked: a place has no width.
        cursor.setPosition(self.map.to_utf16(span.start if span.start < span.end else max(span.start - 1, 0)))
        cursor.setPosition(self.map.to_utf16(span.end), QTextCursor.MoveMode.KeepAnchor)
        made.cursor, made.format = cursor, format_  # type: ignore[assignment]
        return made


class Sides(QWidget):
    """The article that is coded, or would be, at the left; another of its group at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.one = _Side("one", self.tr("The article that the other one is compared with"))
        self.other = _Side("other", self.tr("The article chosen in the list"))
        self.differences: list[Difference] = []
        self.at = -1
        self.swapped = QLabel()
        self.swapped.setObjectName("copies.swapped")
        self.swapped.setTextFormat(Qt.TextFormat.PlainText)
        self.swapped.setWordWrap(True)
        self.swapped.hide()
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.one, 1)
        row.addWidget(self.other, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.swapped)
        column.addLayout(row, 1)

    def show_pair(self, one: Article | None, other: Article | None, abouts: tuple[str, str]) -> None:
        """Two articles with what is told of each. Where names or numbers are others, the first of these is in view."""
        another = one is not None and other is not None and one.title.split() != other.title.split()
        self.one.show_article(one, abouts[0])
        self.other.show_article(other, abouts[1] + (self.tr(" · another headline") if another else ""))
        self.differences = differences(one.text[:SHOWN], other.text[:SHOWN])[:MOST] if one and other else []
        self.at = next((at for at, one in enumerate(self.differences) if one.swapped), -1)
        pairs = words_of(self.differences, one.text, other.text) if one and other else []
        self.swapped.setText(words.differ(pairs))
        self.swapped.setToolTip(words.swapped(pairs))
        self.swapped.setVisible(bool(pairs))
        self._mark()

    def step(self, by: int) -> bool:
        """To the next difference or the one before; gives whether there is one."""
        if not self.differences:
            return False
        self.at = max(self.at, 0 if by < 0 else -1)
        self.at = (self.at + by) % len(self.differences)
        self._mark()
        return True

    def changeEvent(self, event: QEvent) -> None:
        """Another palette, other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "differences"):
            for side in (self.one, self.other):
                write_in(side.about, muted(self.palette()))
            self._mark()

    def _mark(self) -> None:
        palette = self.palette()
        dark = is_dark(palette)
        write_in(self.swapped, severity_color("warning", dark))
        spans = [one.one for one in self.differences], [one.other for one in self.differences]
        swapped = [one.swapped for one in self.differences if one.swapped]
        for place, side in enumerate((self.one, self.other)):
            side.mark(spans[place], [each[place] for each in swapped], self.at, lane_color(LANES[place], dark), palette)
