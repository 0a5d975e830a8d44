"""The lines of the incidents' lists, and how one is painted: how alike as a bar, what it is, and why it stands here.

Owns the model of a list and its delegate. Which lines there are is `incident_work`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ..codebook.likeness import Reason
from .colors import blend, is_dark, muted, severity_color
from .entered_views import EnteredList
from .table_cells import pale_without_focus

Kind = Literal["link", "duplicate", "doubt", "tie", "linked", "hand"]
KINDS: tuple[Kind, ...] = ("link", "duplicate", "doubt", "tie", "linked")
"""The lists, in their order; a line of kind `hand` was asked for by itself and is in none."""
Index = QModelIndex | QPersistentModelIndex
BELOW = Qt.ItemDataRole.UserRole + 1
SHARE = Qt.ItemDataRole.UserRole + 2
WARNS = Qt.ItemDataRole.UserRole + 3
BAR = 34
"""Pixels of the bar that says how alike events are, when they are wholly so."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `key` names it in its list; `incident` is empty where nothing is linked yet."""

    kind: Kind
    key: str
    events: tuple[str, ...]
    incident: str = ""
    score: float = 0.0
    reasons: tuple[Reason, ...] = ()
    title: str = ""
    """What it is, where that is known already."""
    id: str = ""
    count: int = 0
    """How many events, where they are not named."""
    articles: int = 0
    ties: int = 0
    doubted: str = ""
    """The event that is little like the rest."""


class LineModel(QAbstractListModel):
    """The lines of one list. What a line says is asked for where it is looked at, once until something changes."""

    def __init__(self, told: Callable[[Line], tuple[str, str]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: Sequence[Line] = ()
        self._tell = told
        self._known: dict[tuple[str, str], tuple[str, str]] = {}

    def show(self, lines: Sequence[Line]) -> None:
        """Other lines; what they say is asked for anew."""
        self.beginResetModel()
        self.lines = lines
        self._known.clear()
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """As many as there are."""
        return 0 if parent.isValid() else len(self.lines)

    def told(self, line: Line) -> tuple[str, str]:
        """Both lines of words."""
        key = (line.kind, line.key)
        if key not in self._known:
            self._known[key] = self._tell(line)
        return self._known[key]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One line in words."""
        if not index.isValid() or not 0 <= index.row() < len(self.lines):
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.told(line)[0]
        if role == BELOW:
            return self.told(line)[1]
        if role == SHARE:
            return line.score
        if role == WARNS:
            return bool(line.ties or line.doubted)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(self.told(line))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ". ".join(self.told(line))
        return None


class LineView(EnteredList):
    """A list; Enter goes to what its line shows, letters are actions of the window."""

    def initViewItemOption(self, option: QStyleOptionViewItem) -> None:
        """Paler while the keyboard is elsewhere."""
        super().initViewItemOption(option)
        pale_without_focus(self, option)


class Lines(QStyledItemDelegate):
    """Two lines, and before the first a bar where likeness is known."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines and room."""
        return QSize(0, 2 * option.fontMetrics.lineSpacing() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One line."""
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        above, cell.text = cell.text, ""
        style = cell.widget.style() if cell.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        chosen, palette = bool(cell.state & QStyle.StateFlag.State_Selected), cell.palette
        light = palette.color(QPalette.ColorRole.HighlightedText)
        room, high = cell.rect.adjusted(8, 5, -8, -5), cell.fontMetrics.lineSpacing()
        painter.save()
        left = room.left()
        if share := float(index.data(SHARE) or 0.0):
            self._paint_bar(painter, QRect(left, room.top() + high // 2 - 3, BAR, 6), palette, share, chosen)
            left += BAR + 8
        quiet = severity_color("warning", is_dark(palette)) if index.data(WARNS) else muted(palette)
        for at, (text, color) in enumerate(
            ((above, palette.color(QPalette.ColorRole.Text)), (str(index.data(BELOW) or ""), quiet))
        ):
            begin = left if at == 0 else room.left()
            line = QRect(begin, room.top() + at * high, room.right() - begin, high)
            painter.setPen(light if chosen else color)
            shown = cell.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.restore()

    @staticmethod
    def _paint_bar(painter: QPainter, bar: QRect, palette: QPalette, share: float, chosen: bool) -> None:
        base, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        strong = palette.color(QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Accent)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(
            blend(base, text, 0.16) if not chosen else blend(palette.color(QPalette.ColorRole.Highlight), strong, 0.3)
        )
        painter.drawRoundedRect(bar, 3, 3)
        painter.setBrush(strong)
        painter.drawRoundedRect(QRect(bar.topLeft(), QSize(max(round(BAR * share), 6), 6)), 3, 3)
