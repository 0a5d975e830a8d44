"""The parts the panel of remarks is made of: a flag as a chip, a comment as a row, the line to write in.

Owns how they look and which keys they know; what is done then is the panel's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, SignalInstance
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
)

from ..project.remarks import Comment, Flag
from .colors import blend, muted
from .fields.base import write_in
from .slim_bar import slim

INDENT = 18
"""Pixels that an answer stands further in than what it answers."""
MOST_LINES = 4
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Chip(QFrame):
    """A flag: a click on it goes there, the cross takes it away where it is one's own."""

    def __init__(self, flag: Flag, where: str, mine: bool) -> None:
        super().__init__()
        self.flag = flag
        self.name = QToolButton()
        self.name.setText(f"{flag.name} · {where}")
        self.name.setToolTip(self.tr("Go to {0}").format(where))
        self.name.setAutoRaise(True)
        self.name.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cross = QToolButton()
        self.cross.setText("×")
        self.cross.setAutoRaise(True)
        self.cross.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cross.setAccessibleName(self.tr("Take the flag “{0}” off {1}").format(flag.name, where))
        self.cross.setToolTip(self.cross.accessibleName())
        self.cross.setVisible(mine)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 2, 0)
        row.setSpacing(0)
        row.addWidget(self.name)
        row.addWidget(self.cross)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A pill in a breath of the accent."""
        painter, palette = QPainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(blend(palette.color(QPalette.ColorRole.Window), palette.color(QPalette.ColorRole.Accent), 0.2))
        painter.drawRoundedRect(self.rect(), self.height() / 2, self.height() / 2)


class Badge(QLabel):
    """A word in a pill; a strong one stands out."""

    def __init__(self, text: str, *, strong: bool) -> None:
        super().__init__(text)
        self._strong = strong
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setContentsMargins(7, 0, 7, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pill, and the word on it."""
        painter, palette = QPainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        other = palette.color(QPalette.ColorRole.Accent if self._strong else QPalette.ColorRole.WindowText)
        painter.setBrush(blend(palette.color(QPalette.ColorRole.Window), other, 0.3 if self._strong else 0.1))
        room = self.contentsRect().adjusted(-7, 0, 7, 0)
        painter.drawRoundedRect(room, room.height() / 2, room.height() / 2)
        painter.end()
        super().paintEvent(event)


class CommentRow(QFrame):
    """Who said what about what, and when. Enter goes there, A answers, E edits, Delete takes away."""

    went = Signal()
    answered = Signal()
    edited = Signal()
    removed = Signal()
    moved = Signal(int)
    left = Signal()
    entered = Signal()

    def __init__(
        self, comment: Comment, head: str, *, mine: bool, writable: bool, badge: str = "", open_: bool = False
    ) -> None:
        super().__init__()
        self.comment = comment
        self.setObjectName("remark")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{badge}. {head}: {comment.text}" if badge else f"{head}: {comment.text}")
        self.head, self.text = QLabel(head), QLabel(comment.text)
        for label in (self.head, self.text):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.text.setWordWrap(True)
        top = QHBoxLayout()
        top.setSpacing(2)
        if badge:
            top.setSpacing(6)
            top.addWidget(Badge(badge, strong=open_), 0, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self.head, 1)
        self._buttons = [self._button(self.tr("Answer (A)"), self.tr("Answer"), self.answered)] if writable else []
        if mine and writable:
            self._buttons.append(self._button(self.tr("Edit (E)"), self.tr("Edit"), self.edited))
            self._buttons.append(self._button(self.tr("Remove (Delete)"), self.tr("Remove"), self.removed))
        for button in self._buttons:
            top.addWidget(button)
        self.head.setMinimumHeight(max((button.sizeHint().height() for button in self._buttons), default=0))
        self._show_buttons()
        self._keys = {Qt.Key.Key_A: self.answered} if writable else {}
        if mine and writable:
            self._keys |= {Qt.Key.Key_E: self.edited, Qt.Key.Key_Delete: self.removed}
        column = QVBoxLayout(self)
        column.setContentsMargins(8 + (INDENT if comment.answers else 0), 2, 8, 4)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.text)
        self.recolor()

    def recolor(self) -> None:
        """Takes the colours of the palette in force."""
        write_in(self.head, muted(self.palette()))
        for button in self._buttons:
            write_in(button, muted(self.palette()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that mean something here."""
        key = Qt.Key(event.key())
        if key in ENTER:
            self.went.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in self._keys and not event.modifiers():
            self._keys[key].emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click goes to its place."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.went.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """It is the chosen one now."""
        super().focusInEvent(event)
        self.entered.emit()
        self._show_buttons()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """It is no more."""
        super().focusOutEvent(event)
        self._show_buttons()

    def enterEvent(self, event: QEnterEvent) -> None:
        """The mouse came."""
        super().enterEvent(event)
        self._show_buttons()

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse went."""
        super().leaveEvent(event)
        self._show_buttons()

    def _show_buttons(self) -> None:
        """What can be done is named at the one that is looked at."""
        for button in self._buttons:
            button.setVisible(self.hasFocus() or self.underMouse())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The chosen one, and the one under the mouse, stand on a ground of their own."""
        if not (self.hasFocus() or self.underMouse()):
            return
        painter, palette = QPainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = palette.color(QPalette.ColorRole.Accent)
        painter.setPen(accent if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(blend(palette.color(QPalette.ColorRole.Window), accent, 0.10))
        painter.drawRoundedRect(self.rect().adjusted(2, 0, -3, -1), 4, 4)

    def _button(self, tip: str, words: str, signal: SignalInstance) -> QToolButton:
        button = QToolButton()
        button.setText(words)
        button.setToolTip(tip)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda _checked=False: signal.emit())
        return button


class RemarkLine(QPlainTextEdit):
    """The line to write in: Enter is done, Shift+Enter a new line, Escape leaves it. It grows with what is written."""

    entered = Signal()
    left = Signal()
    raised = Signal()
    """Up, in the first line: to what is said already."""
    focused = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        slim(self)
        self.document().setDocumentMargin(3)
        self.textChanged.connect(self.fit)
        self.fit()

    def fit(self) -> None:
        """As high as the lines it shows."""
        lines = max(int(self.document().size().height()), 1)
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded if lines > MOST_LINES else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if self.verticalScrollBarPolicy() != bar:
            self.setVerticalScrollBarPolicy(bar)
        self.setFixedHeight(min(lines, MOST_LINES) * self.fontMetrics().lineSpacing() + 2 * self.frameWidth() + 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other lines."""
        super().resizeEvent(event)
        self.fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Somebody writes."""
        super().focusInEvent(event)
        self.focused.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ends the line."""
        if event.key() in ENTER and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Up and self.textCursor().blockNumber() == 0 and not self.toPlainText():
            self.raised.emit()
        else:
            super().keyPressEvent(event)
