"""What was coded before: events of other articles like the one in view, in the drawer, judged by a key or a button.

Owns the list and its keys, and the window beside. Which events there are is `coded_before`'s.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ..project.nearby import Nearby, in_a_line
from .beside import Beside
from .coded_before import CodedBefore
from .colors import blend, muted
from .focus import Focus
from .slim_bar import slim
from .workspace import Workspace

BAR = 44
"""Pixels of the bar that says how alike an event is, when it is wholly so."""


class NearbyPanel(QFrame):
    """Signals: `hint_changed(str)`, `count_changed(str)` with how many are likely the same, `left()` when the keyboard is to
    go back to the field, `said(str)`, `open_requested(article, event)`."""

    hint_changed = Signal(str)
    count_changed = Signal(str)
    left = Signal()
    said = Signal(str)
    open_requested = Signal(str, str)

    def __init__(self, workspace: Workspace, focus: Focus, search: CodedBefore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("nearby")
        self.setAccessibleName(self.tr("Coded before"))
        self._workspace, self._focus, self._search = workspace, focus, search
        self.hint = ""
        self.beside: Beside | None = None
        self.list = _List()
        self.list.setAccessibleName(self.tr("Events of other articles like this one"))
        self.list.opened.connect(self.open_beside)
        self.list.same.connect(self.mark_same)
        self.list.different.connect(self.mark_different)
        self.list.gone.connect(self.go_there)
        self.list.left.connect(self.left)
        self.list.entered.connect(self._tell)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        search.changed.connect(self._refill)
        focus.event_changed.connect(self._close_beside)
        self._refill()

    def take_keyboard(self) -> None:
        """The keyboard goes to the list, to its first line if to none yet."""
        if self.list.count() and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def lines(self) -> list[tuple[str, str]]:
        """What stands in the list: the event, and where it is from and why it is here."""
        return [(item.text(), item.data(_SECOND)) for item in map(self.list.item, range(self.list.count()))]

    def current(self) -> Nearby | None:
        """The event of the current line."""
        place = self.list.currentRow()
        return self._search.found[place] if 0 <= place < len(self._search.found) else None

    def open_beside(self) -> None:
        """Shows the current one's article and answers beside this article."""
        one = self.current()
        if one is None or not self._focus.event:
            return
        self._close_beside()
        self.beside = Beside(self._workspace, self._focus.event, one, self._coder(one), self)
        self.beside.same.connect(self.mark_same)
        self.beside.different.connect(self.mark_different)
        self.beside.gone.connect(self.go_there)
        self.beside.finished.connect(self._on_beside_closed)
        self.beside.show_beside()

    def mark_same(self) -> None:
        """The current one is the same happening as the event in view."""
        one = self.current()
        if one is not None and self._workspace.mark_same(self._focus.event, one.event):
            self.said.emit(self.tr("Marked as the same happening as in article {0}; undo takes it back.").format(one.number))
            self._close_beside()

    def mark_different(self) -> None:
        """The current one is not, and is not offered again."""
        one = self.current()
        if one is not None and self._workspace.mark_different(self._focus.event, one.event):
            self.said.emit(self.tr("It is not offered for this event again; undo takes that back."))
            self._close_beside()

    def go_there(self) -> None:
        """Looks at the current one's article; at its event, where it is one's own."""
        one = self.current()
        if one is not None:
            mine = one.event in [event.uid for event in self._workspace.events(one.article)]
            self._close_beside()
            self.open_requested.emit(one.article, one.event if mine else "")

    def _close_beside(self, _uid: str = "") -> None:
        if self.beside is not None:
            self.beside.close()

    def _on_beside_closed(self) -> None:
        self.beside = None
        self.window().activateWindow()
        if self.list.isVisible():
            self.take_keyboard()

    def _coder(self, one: Nearby) -> str:
        coder = self._workspace.project.coders.get(one.coder)
        return coder.name if coder and one.coder != self._workspace.project.coder.uid else ""

    def _refill(self) -> None:
        before = self.list.currentRow()
        held = self.list.hasFocus()
        self.list.clear()
        for one in self._search.found:
            item = QListWidgetItem(in_a_line(self._workspace.project, one.values) or self.tr("An event without answers"))
            item.setData(_SECOND, self._second_line(one))
            item.setData(_SHARE, 0.0 if one.known else one.alike.score)
            item.setData(_STRONG, one.strong or bool(one.known))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.text()}. {one.title}. {item.data(_SECOND)}")
            item.setToolTip(f"{one.title}\n{one.date} · {item.data(_SECOND)}\n{item.text()}")
            self.list.addItem(item)
        if held and self.list.count():
            self.list.setCurrentRow(min(max(before, 0), self.list.count() - 1))
        strong = sum(one.strong for one in self._search.found)
        self.count_changed.emit(str(strong) if strong else "")
        self._tell()

    def _second_line(self, one: Nearby) -> str:
        known = {"same": self.tr("the same happening"), "proposed": self.tr("marked as the same happening")}.get(one.known)
        where = [self.tr("article {0}").format(one.number), one.source, self._coder(one)]
        why = [known or "", *(reason.words for reason in one.alike.reasons)]
        return " · ".join(part for part in [*where, *why] if part)

    def _tell(self) -> None:
        found = self._search.found
        said = [str(one.number) for one in found if one.known]
        strong = sum(one.strong for one in found)
        if not self._focus.event:
            words = self.tr("Go to an event: what other articles tell of it is listed here")
        elif not self._search.known:
            words = ""
        elif self.list.hasFocus() and found:
            words = self.tr("Enter beside · S same happening · D not the same · G go there")
        elif said:
            words = self.tr("Same happening as in article {0}").format(", ".join(said))
        elif strong:
            words = self.tr("{0} likely the same · Ctrl+Shift+B").format(strong)
        elif found:
            words = self.tr("{0} somewhat alike · Ctrl+Shift+B").format(len(found))
        else:
            words = self.tr("Nothing like it was coded in another article")
        if words != self.hint:
            self.hint = words
            self.hint_changed.emit(words)


_SECOND = Qt.ItemDataRole.UserRole + 1
_SHARE = Qt.ItemDataRole.UserRole + 2
_STRONG = Qt.ItemDataRole.UserRole + 3


class _List(QListWidget):
    """Two lines an event, and keys that judge it."""

    opened = Signal()
    same = Signal()
    different = Signal()
    gone = Signal()
    left = Signal()
    entered = Signal()  # type: ignore[assignment]  # the mouse's own signal of that name is not used

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("nearby.list")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_Lines(self))
        self.setMinimumHeight(2 * (self.fontMetrics().lineSpacing() + 4))
        slim(self)
        self.itemDoubleClicked.connect(lambda _item: self.opened.emit())

    def minimumSizeHint(self) -> QSize:
        """As narrow as the reader may be."""
        return QSize(120, 2 * (self.fontMetrics().lineSpacing() + 4))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters judge; the list's own search by letters is not wanted here."""
        does = {
            Qt.Key.Key_Return: self.opened, Qt.Key.Key_Enter: self.opened, Qt.Key.Key_S: self.same,
            Qt.Key.Key_D: self.different, Qt.Key.Key_G: self.gone, Qt.Key.Key_Escape: self.left,
        }.get(Qt.Key(event.key()))  # fmt: skip
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if does is not None and plain:
            does.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The line of the tabs says the keys."""
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """It says again what there is."""
        super().focusOutEvent(event)
        self.entered.emit()


class _Lines(QStyledItemDelegate):
    """How alike as a bar, the event, and under it why and from where."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines."""
        return QSize(120, 2 * option.fontMetrics.lineSpacing() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """One event."""
        palette, metrics, room = option.palette, option.fontMetrics, option.rect.adjusted(6, 1, -6, -1)
        accent, text = palette.color(QPalette.ColorRole.Highlight), palette.color(QPalette.ColorRole.Text)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        widget = option.widget
        selected = widget.selectionModel().isSelected(index) if isinstance(widget, QListWidget) else False
        if selected:
            strength = 0.26 if isinstance(widget, QListWidget) and widget.hasFocus() else 0.14
            painter.setBrush(blend(palette.color(QPalette.ColorRole.Base), accent, strength))
            painter.drawRoundedRect(room, 4, 4)
        high = metrics.lineSpacing()
        bar = QRect(room.left() + 8, room.top() + 4 + high // 2 - 3, BAR, 6)
        strong = bool(index.data(_STRONG))
        share = float(index.data(_SHARE))
        painter.setBrush(blend(palette.color(QPalette.ColorRole.Base), text, 0.14))
        if share:
            painter.drawRoundedRect(bar, 3, 3)
        painter.setBrush(accent if strong else blend(palette.color(QPalette.ColorRole.Base), accent, 0.5))
        if share:
            painter.drawRoundedRect(QRect(bar.topLeft(), QSize(max(round(BAR * share), 6), 6)), 3, 3)
        left = QRect(bar.right() + 12, room.top() + 4, room.right() - bar.right() - 18, high)
        painter.setPen(text)
        if not share:
            painter.drawText(QRect(bar.left(), left.top(), BAR, high), int(Qt.AlignmentFlag.AlignCenter), "=")
        painter.drawText(left, int(Qt.AlignmentFlag.AlignVCenter), _cut(option, index.data(), left.width()))
        painter.setPen(muted(palette))
        painter.drawText(
            left.translated(0, high), int(Qt.AlignmentFlag.AlignVCenter), _cut(option, index.data(_SECOND), left.width())
        )
        painter.restore()


def _cut(option: QStyleOptionViewItem, words: str, width: int) -> str:
    return option.fontMetrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
