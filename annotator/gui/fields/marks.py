"""How well a value is backed, as a small mark in the field's colour; its menu says otherwise.

Each kind of backing has a shape of its own, so that colour is never alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from ...project.evidence import Evidence, Status
from .. import keys
from ..colors import blend

STATUSES: tuple[Status, ...] = ("inferred", "article", "outside", "not_in_text")


class BackingMark(QAbstractButton):
    """Hollow for nothing, filled for passages (with their number), a dot in a ring for those of an earlier value, other
    shapes for the statuses."""

    status_chosen = Signal(str)
    removal_chosen = Signal(list)
    """Uids of evidence."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._color = QColor()
        self._evidence: tuple[Evidence, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._open)
        self._say()

    def set_color(self, color: QColor) -> None:
        """The field's colour."""
        if color != self._color:
            self._color = color
            self.update()

    def show_evidence(self, evidence: Sequence[Evidence]) -> None:
        """What backs the value."""
        if tuple(evidence) != self._evidence:
            self._evidence = tuple(evidence)
            self._say()
            self.update()

    @property
    def passages(self) -> int:
        """How many spans there are."""
        return sum(len(one.spans) for one in self._evidence if one.status == "text")

    @property
    def is_earlier(self) -> bool:
        """Whether the passages supported a value that was typed over since."""
        return any(one.spans and one.origin == "changed" for one in self._evidence)

    @property
    def status(self) -> str:
        """`text` where there are passages, else the status given; empty for nothing."""
        return "text" if self.passages else next((one.status for one in self._evidence), "")

    def sizeHint(self) -> QSize:
        """A small square."""
        return QSize(18, 24)

    def make_menu(self) -> QMenu:
        """The ways to back the value, and to take that back."""
        menu = QMenu(self)
        for status in STATUSES:
            action = menu.addAction(self._words(status))
            action.setCheckable(True)
            action.setChecked(self.status == status)
            action.triggered.connect(lambda _=False, status=status: self.status_chosen.emit(status))
        if self._evidence:
            menu.addSeparator()
            text = self.tr("Remove the passages") if self.passages else self.tr("Take the remark back")
            uids = [one.uid for one in self._evidence]
            menu.addAction(text).triggered.connect(lambda: self.removal_chosen.emit(uids))
        return menu

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the shape."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        center, radius = QPointF(self.width() / 2, self.height() / 2), 5.5
        box = QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius)
        faint = blend(self.palette().color(self.palette().ColorRole.Window), self._color, 0.55)
        status = self.status
        painter.setPen(QPen(self._color if status else faint, 1.4))
        filled = status == "article" or (status == "text" and not self.is_earlier)
        painter.setBrush(self._color if filled else Qt.BrushStyle.NoBrush)
        if status == "article":
            painter.drawRect(box.adjusted(0.8, 0.8, -0.8, -0.8))
        elif status == "outside":
            low, high = box.bottom() - 0.5, box.top() + 0.5
            painter.drawPolygon(QPolygonF([QPointF(box.left(), low), QPointF(box.right(), low), QPointF(center.x(), high)]))
        else:
            painter.drawEllipse(box)
        if status == "inferred":
            painter.setBrush(self._color)
            painter.drawPie(box, 90 * 16, 180 * 16)
        elif status == "not_in_text":
            painter.drawLine(box.topRight() + QPointF(-1.5, 1.5), box.bottomLeft() + QPointF(1.5, -1.5))
        elif self.is_earlier:
            painter.setBrush(self._color)
            painter.drawEllipse(center, 1.6, 1.6)
        elif self.passages > 1:
            font = self.font()
            font.setPixelSize(9)
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(self.palette().color(self.palette().ColorRole.Base))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(min(self.passages, 9)))

    def _open(self) -> None:
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _say(self) -> None:
        words = self._words(self.status)
        self.setToolTip(words)
        self.setAccessibleName(f"{self._title}: {words}")

    def _words(self, status: str) -> str:
        if status == "text" and self.is_earlier:
            said = self.tr("Passages of an earlier value: {0} attaches what supports this one")
            return keys.named(said, "attach_selection")
        if status == "text":
            return self.tr("Passages in the article: {0}").format(self.passages)
        return {
            "inferred": self.tr("Inferred"),
            "article": self.tr("From the article's own data"),
            "outside": self.tr("From an outside source"),
            "not_in_text": self.tr("Not in the text"),
        }.get(status, self.tr("No evidence yet"))
