"""The queue: the coder's articles with their states, a filter, a search over all texts, and the way to the next one.

Owns which article comes next. What the lines hold is in `queue_model`; what is shown of an article is for others.
"""

from __future__ import annotations

import re
import unicodedata

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPalette, QPen, QPolygonF, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ..project.articles import QueueRow
from ..project.history import Changes
from .colors import blend, is_dark, muted, severity_color, tint
from .queue_model import DONE, ROW, QueueModel
from .remark_marks import paint_remarks
from .slim_bar import slim
from .workspace import Focus, Workspace

TYPING_PAUSE = 150
"""Milliseconds after the last key before a search runs."""
PADDING, ICON = 8, 12
STATES = ("", "todo", "open", "done", "relevant", "unsure")


class QueueLine(QStyledItemDelegate):
    """Paints an article on two lines: state and title; number, date and source, and how many events it has."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.shown = ""
        self.words: re.Pattern[str] | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines of text and some air."""
        return QSize(120, line_height(option.fontMetrics))  # type: ignore[attr-defined]

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
            below = QRect(top.left(), top.bottom() + 3, top.width(), inner.bottom() - top.bottom() - 2)
            self._paint_details(painter, below, line, palette)
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

    def _paint_details(self, painter: QPainter, area: QRect, line: QueueRow, palette: QPalette) -> None:
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
        taken = metrics.horizontalAdvance(right) + 8 if right else 0
        taken += paint_remarks(painter, area.adjusted(0, 0, -taken, 0), palette, bool(line.flags), bool(line.comments))
        left = " · ".join(filter(None, (str(line.number), line.date, line.source)))
        left = metrics.elidedText(left, Qt.TextElideMode.ElideRight, area.width() - taken)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, left)
        if right:
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, right)


class ArticleList(QTableView):
    """The list itself: Enter opens the article under the cursor."""

    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("articles")
        self.setAccessibleName(self.tr("Articles"))
        self.setFrameShape(QTableView.Shape.NoFrame)
        slim(self)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(line_height(self.fontMetrics()))
        self.clicked.connect(lambda index: self.opened.emit(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; everything else moves as in any list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Lines keep two lines of text when the text grows."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.verticalHeader().setDefaultSectionSize(line_height(self.fontMetrics()))


class Queue(QWidget):
    """Search box, filter, count and list of the articles."""

    leaving = Signal()
    """Another article is about to be shown: what is being typed has to be saved now."""
    found = Signal(object)
    """An article was opened from a search: the pattern of its words; None when the search is taken back."""

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("queue")
        self._workspace, self._focus = workspace, focus
        self._last_event: dict[str, str] = {}
        self._stale = False
        self.model = QueueModel(workspace, self)
        self._search = self._make_search()
        self._state = self._make_filter()
        self._count = QLabel()
        self._count.setAccessibleName(self.tr("Place in the queue"))
        self.list = ArticleList()
        self._line = QueueLine(self.list)
        self._lay_out()
        self.model.reload()
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._line)
        self.list.opened.connect(self._open_row)
        workspace.changed.connect(self._on_changed)
        workspace.coder_changed.connect(self._reload)
        focus.article_changed.connect(self._on_article)
        focus.event_changed.connect(self._on_event)
        self._on_article(focus.article)

    # Moving --------------------------------------------------------------------------------------------------------

    def show_next(self) -> None:
        """The article behind the one in view; at the end nothing happens."""
        self._open_row(self._row_in_view() + 1)

    def show_previous(self) -> None:
        """The article before the one in view."""
        row = self._row_in_view()
        self._open_row(row - 1 if row >= 0 else 0)

    def show_next_to_do(self) -> bool:
        """The next article nobody began, from the end on to the start; False where none is left."""
        articles, coder = self._workspace.project.articles, self._workspace.project.coder.uid
        here = self.model.number_of(self._focus.article) if self._focus.article else 0
        number = articles.next_to_do(coder, "main", here)
        line = articles.queue_rows([number], coder, "main").get(number) if number else None
        if line is not None:
            self._show(line)
        return line is not None

    def _row_in_view(self) -> int:
        return self.model.row_of(self.model.number_of(self._focus.article)) if self._focus.article else -1

    def _open_row(self, row: int) -> None:
        if row == self.model.rowCount() and self.model.canFetchMore(QModelIndex()):
            self.model.fetchMore(QModelIndex())
        line = self.model.article_at(row)
        if line is not None:
            self._show(line)
            if self._line.words is not None:
                self.found.emit(self._line.words)

    def _show(self, line: QueueRow) -> None:
        self.leaving.emit()
        events = [event.uid for event in self._workspace.events(line.uid)] if line.events else []
        last = self._last_event.get(line.uid, "")
        self._focus.show_article(line.uid, last if last in events else events[0] if events else "")

    def _on_event(self, uid: str) -> None:
        """Keeps which event was looked at, for when the article comes into view again."""
        if uid:
            self._last_event[self._focus.article] = uid

    # What is shown -------------------------------------------------------------------------------------------------

    def _on_article(self, uid: str) -> None:
        self._line.shown = uid
        row = self._row_in_view()
        if row >= 0:
            index = self.model.index(row, 0)
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)
        self.list.viewport().update()
        self._tell_count()

    def _on_changed(self, changes: Changes) -> None:
        self._stale = self._stale or (changes.has("screening") and bool(self.model.state))
        before = self.model.rowCount()
        self.model.refresh(changes)
        if before != self.model.rowCount():
            self._on_article(self._focus.article)
        self._tell_count()

    def showEvent(self, event: QShowEvent) -> None:
        """Takes in what the first pass said while another place was in view."""
        super().showEvent(event)
        if self._stale:
            self._reload()

    def _reload(self) -> None:
        self._stale = False
        self.model.reload()
        self._on_article(self._focus.article)

    def _run_search(self) -> None:
        """Lists what the box and the filter ask for."""
        self._pause.stop()
        words = self._search.text().strip()
        self._line.words = _marking(words)
        if not words:
            self.found.emit(None)
        self.model.show(STATES[self._state.currentIndex()], words)
        self._on_article(self._focus.article)
        if self._row_in_view() < 0:
            self.list.scrollToTop()

    def _tell_count(self) -> None:
        if self.model.words:
            count = self.model.rowCount()
            number = f"{count:,}+" if self.model.more_hits else f"{count:,}"
            self._count.setText(self.tr("1 found") if number == "1" else self.tr("{0} found, newest first").format(number))
            return
        done = self.tr("{0} done").format(f"{self.model.done:,}")
        row, listed = self._row_in_view(), self.model.rowCount()
        if row >= 0:
            place = self.tr("article {0} of {1}").format(f"{row + 1:,}", f"{listed:,}")
        else:
            place = self.tr("1 article") if listed == 1 else self.tr("{0} articles").format(f"{listed:,}")
        self._count.setText(f"{place} · {done}")

    # Building ------------------------------------------------------------------------------------------------------

    def _make_search(self) -> QLineEdit:
        box = SearchBox()
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE)
        self._pause.timeout.connect(self._run_search)
        box.setPlaceholderText(self.tr("Search all articles"))
        box.setToolTip(self.tr('Words that stand anywhere in an article; "several words" together; begin* for beginnings'))
        box.textChanged.connect(lambda _text: self._pause.start())
        box.returnPressed.connect(self._open_first)
        box.cleared.connect(self._run_search)
        return box

    def _open_first(self) -> None:
        self._run_search()
        if self.model.rowCount():
            self._open_row(0)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_filter(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("queue.state")
        box.setAccessibleName(self.tr("Which articles"))
        box.addItems(
            [self.tr("All"), self.tr("To do"), self.tr("Open"), self.tr("Done"), self.tr("Relevant"), self.tr("Unsure")]
        )
        box.currentIndexChanged.connect(lambda _index: self._run_search())
        return box

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self._search, 1)
        top.addWidget(self._state)
        head = QVBoxLayout()
        head.setContentsMargins(8, 8, 8, 6)
        head.setSpacing(6)
        head.addLayout(top)
        head.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        self.setMinimumWidth(180)


class SearchBox(QLineEdit):
    """A line to search with; Esc empties it."""

    cleared = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("search")
        self.setAccessibleName(self.tr("Search all articles"))
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes the search back."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.cleared.emit()
            return
        super().keyPressEvent(event)


def line_height(metrics: QFontMetrics) -> int:
    """Pixels of a line of the queue."""
    return metrics.height() * 2 + 11


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


def _marking(words: str) -> re.Pattern[str] | None:
    """What of a title or text to mark for a search."""
    parts = [phrase or word for phrase, word in re.findall(r'"([^"]+)"|(\S+)', words)]
    wanted = [re.escape(part.rstrip("*")).replace(r"\ ", r"\s+") for part in parts if part.rstrip("*")]
    return re.compile(r"\b(?:" + "|".join(wanted) + ")", re.IGNORECASE) if wanted else None


def _found(palette: QPalette) -> QColor:
    return QColor("#b08a1e" if is_dark(palette) else "#f2c94c")


def runs_from_right(text: str) -> bool:
    """Whether the first letter says that a text runs from the right."""
    strong = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind != "L" for kind in strong if kind in ("L", "R", "AL")), False)
