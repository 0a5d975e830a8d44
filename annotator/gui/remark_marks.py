"""Small marks that say that something is flagged or commented: in the queue, on an event's tab, beside a field's label.

Owns their shapes, and keeps those of the form and of the article's questions in step with the project.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ..project.history import Changes
from ..project.remarks import Said
from .colors import muted
from .fields.row import Row
from .focus import Focus
from .remark_words import told
from .workspace import Workspace

SIDE, GAP = 10, 3
"""Pixels of a mark, and between two."""


def paint_remarks(painter: QPainter, area: QRect, palette: QPalette, flagged: bool, commented: bool) -> int:
    """A pennant and a bubble at the right of an area; gives the width they took, with a gap."""
    taken = 0
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for wanted, paint in ((commented, _paint_bubble), (flagged, _paint_flag)):
        if wanted:
            top = area.center().y() - SIDE / 2 + 1
            paint(painter, QRectF(area.right() + 1 - taken - SIDE, top, SIDE, SIDE), palette)
            taken += SIDE + GAP
    painter.restore()
    return taken + GAP if taken else 0


def _paint_flag(painter: QPainter, box: QRectF, palette: QPalette) -> None:
    color = palette.color(QPalette.ColorRole.Accent)
    left = box.left() + 1.5
    painter.setPen(QPen(color, 1.4))
    painter.drawLine(QPointF(left, box.top() + 0.5), QPointF(left, box.bottom() - 0.5))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([
        QPointF(left, box.top() + 0.5), QPointF(box.right(), box.top() + 3.2), QPointF(left, box.top() + 6)
    ]))  # fmt: skip


def _paint_bubble(painter: QPainter, box: QRectF, palette: QPalette) -> None:
    shape = QPainterPath()
    shape.addRoundedRect(QRectF(box.left() + 0.5, box.top() + 1, SIDE - 1, SIDE - 4), 2, 2)
    tail = QPainterPath()
    low = box.bottom() - 3
    tail.addPolygon(QPolygonF([QPointF(box.left() + 2, low - 1), QPointF(box.left() + 6, low - 1),
                               QPointF(box.left() + 2.2, box.bottom())]))  # fmt: skip
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillPath(shape.united(tail), muted(palette))


class TabMark(QWidget):
    """Stands at the end of an event's tab."""

    def __init__(self, flagged: bool, commented: bool) -> None:
        super().__init__()
        self.what = (flagged, commented)
        self.setFixedSize((SIDE + GAP) * (flagged + commented), SIDE + 4)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the marks."""
        paint_remarks(QPainter(self), self.rect(), self.palette(), *self.what)


class RemarkMark(QWidget):
    """Stands at the end of a row's label; its tip says what is said."""

    def __init__(self, row: Row) -> None:
        super().__init__(row)
        self.setObjectName(f"remarks.{row.name}")
        self._row, self._flagged, self._commented = row, False, False
        row.label.installEventFilter(self)

    def show_said(self, said: Said, words: str) -> None:
        """What is said of the field; hidden for nothing."""
        self._flagged, self._commented = bool(said.flags), bool(said.comments)
        self.setVisible(bool(said))
        self.setToolTip(words)
        self.setAccessibleName(words)
        self._place()
        self.update()

    def sizeHint(self) -> QSize:
        """As many marks as there are."""
        return QSize((SIDE + GAP) * (self._flagged + self._commented), SIDE + 4)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays with the label."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the marks."""
        paint_remarks(QPainter(self), self.rect(), self.palette(), self._flagged, self._commented)

    def _place(self) -> None:
        label, size = self._row.label, self.sizeHint()
        right = label.geometry().right() + 1
        written = label.geometry().left() + label.fontMetrics().horizontalAdvance(label.text()) + 8 + size.width()
        top = label.y() + label.contentsMargins().top() + (label.fontMetrics().height() - size.height()) // 2
        self.setGeometry(min(right, written) - size.width(), top, size.width(), size.height())
        self.raise_()


class FieldMarks(QObject):
    """Marks the rows of some panels, for the event in view and the article; what is out of date is put right when idle."""

    def __init__(self, workspace: Workspace, focus: Focus, panels: Sequence[QWidget], parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace, self._focus, self._panels = workspace, focus, panels
        self._marked: dict[str, RemarkMark] = {}
        self._codebook = workspace.codebook
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        workspace.changed.connect(self._on_changed)
        for signal in (focus.article_changed, focus.event_changed):
            signal.connect(lambda _uid: self._soon.start())
        workspace.coder_changed.connect(self._soon.start)
        self._soon.start()

    def stop(self) -> None:
        """Nothing is put right any more."""
        self._soon.stop()

    def refresh(self) -> None:
        """Marks what is said about the fields in view."""
        if self._workspace.codebook is not self._codebook:  # the rows were made anew
            self._codebook = self._workspace.codebook
            self._marked = {}
        said = self._workspace.said(self._focus.article)
        if not said and not self._marked:
            return
        wanted = self._wanted(said)
        missing = wanted.keys() - self._marked.keys()
        if missing:
            rows = [row for panel in self._panels for row in panel.findChildren(Row)]
            self._marked |= {row.name: RemarkMark(row) for row in rows if row.name in missing}
        for name, mark in self._marked.items():
            about = wanted.get(name, Said())
            mark.show_said(about, told(self._workspace, about))

    def _wanted(self, said: Said) -> dict[str, Said]:
        """What is said by field: of the event in view, and of the answers about the article in view."""
        mine = ("", self._workspace.whose)
        event = self._focus.event
        here = [one for one in (*said.flags, *said.comments) if one.spot.field
                and (one.spot.event == event if one.spot.event else one.spot.whose in mine)]  # fmt: skip
        return {name: said.of(next(one.spot.event for one in here if one.spot.field == name), name)
                for name in dict.fromkeys(one.spot.field for one in here)}  # fmt: skip

    def _on_changed(self, changes: Changes) -> None:
        if changes.has("flag", "comment", "event", "coding", "codebook", "article"):
            self._soon.start()
