"""The editor of a long text: it grows with what is written and is saved when the typing rests."""

from __future__ import annotations

import re
from math import ceil
from typing import Any

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from ...codebook import values
from ...codebook.drafts import is_draft
from ...codebook.model import CodedField
from ..colors import muted
from .base import CTRL, SHIFT, Desk, FieldEditor, write_in

REST = 2000
"""Milliseconds without a key after which what is typed is saved."""
FEWEST, MOST = 3, 14
"""Lines shown at least and at most."""
LONGEST_WORD = 10_000
"""Characters without a gap from which a text is wrapped anywhere."""
_UNBROKEN = re.compile(rf"\S{{{LONGEST_WORD}}}")


class LongTextEditor(FieldEditor):
    """Several lines. Enter starts a new line; Tab or Ctrl+Enter goes on, Shift+Enter back."""

    def __init__(self, field: CodedField, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self._text = _Growing()
        self.watch(self._text, f"field.{field.name}")
        self._shown = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._text)
        self._whose = QLabel(self.tr("Drafted from the other answers; follows them until you change it."))
        self._whose.setObjectName(f"drafted.{field.name}")
        self._whose.setContentsMargins(2, 2, 0, 2)
        self._whose.setWordWrap(True)
        self._whose.hide()
        column.addWidget(self._whose)
        self.recolor()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.edited)
        self._text.textChanged.connect(self._rest.start)
        self.setFocusProxy(self._text)

    def input(self) -> QWidget:
        """The text."""
        return self._text

    def is_dirty(self) -> bool:
        """Whether the text differs from the saved one."""
        return self._text.toPlainText() != self._shown

    def value(self) -> Any:
        """The text typed."""
        if not self.is_dirty():
            return self.saved
        return values.tidy(self.field, values.read(self.codebook, self.field, self._text.toPlainText()))

    def set_value(self, value: Any) -> None:
        """Shows a saved text; the cursor stays where the same text is being typed."""
        self._rest.stop()
        self.saved = value
        shown = values.show(self.codebook, self.field, value)
        typed = self._text.toPlainText()
        if typed != shown and not (self._text.hasFocus() and typed.strip("\n") == shown):
            with QSignalBlocker(self._text):
                self._text.setPlainText(shown)
            self._text.fit()
        self._shown = self._text.toPlainText() if self._text.hasFocus() else shown
        self.refresh()

    def refresh(self) -> None:
        """Says whether the text is still the program's."""
        if self.field.draft is not None:
            drafted = not values.is_empty(self.saved) and is_draft(self.field, self.desk.scope())
            if self._whose.isHidden() == drafted:
                self._whose.setVisible(drafted)

    def recolor(self) -> None:
        """Takes the colours of the palette in force."""
        write_in(self._whose, muted(self.palette()))

    def leave(self) -> None:
        """Saved now instead of after the rest."""
        self._rest.stop()
        super().leave()

    def key(self, event: QKeyEvent) -> bool:
        """A plain Enter belongs to the text."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() not in (CTRL, SHIFT):
            self._text.insertPlainText("\n")
            return True
        return False


def wrap_of(text: str) -> QTextOption.WrapMode:
    """At words, but anywhere where one of them is very long.

    For every line of a word that has no end, Qt looks for the end again: a megabyte of it would take half a minute.
    """
    long = len(text) > LONGEST_WORD and _UNBROKEN.search(text) is not None
    return QTextOption.WrapMode.WrapAnywhere if long else QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere


def wrap_quickly(edit: QPlainTextEdit) -> None:
    """Wraps a text as `wrap_of` says while it is typed."""

    def choose(_start: int, _removed: int, _added: int) -> None:
        long = edit.document().characterCount() > LONGEST_WORD
        wanted = wrap_of(edit.toPlainText() if long else "")
        if edit.wordWrapMode() != wanted:
            edit.setWordWrapMode(wanted)

    # This signal comes before the lines are made, unlike `textChanged`.
    edit.document().contentsChange.connect(choose)


class _Growing(QPlainTextEdit):
    """As high as its text, within bounds."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._height = 0
        wrap_quickly(self)
        self.fit()
        self.textChanged.connect(self.fit)

    def sizeHint(self) -> QSize:
        """Room for its lines."""
        frame = 2 * self.frameWidth() + 2 * int(self.document().documentMargin())
        return QSize(200, self._height + frame)

    def minimumSizeHint(self) -> QSize:
        """It does not shrink below its lines."""
        return QSize(80, self.sizeHint().height())

    def fit(self) -> None:
        """Takes the height its text needs."""
        line, tallest = self.fontMetrics().lineSpacing(), 0.0
        block, layout = self.document().begin(), self.document().documentLayout()
        while block.isValid() and tallest < MOST * line:
            tallest += layout.blockBoundingRect(block).height()
            block = block.next()
        height = max(FEWEST * line, min(MOST * line, ceil(tallest)))
        if height != self._height:
            self._height = height
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other line breaks."""
        super().resizeEvent(event)
        self.fit()
