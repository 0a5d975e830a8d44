"""The strip over place Code: whose work is looked at and what can be done with it; for a coder, why work was sent back.

Owns its words, and that nothing is typed into another's work: what keys would change is stopped where the keyboard is,
and said. What the buttons do is in `review_actions`.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ..project.codings import Coding
from ..project.history import Changes
from . import keys
from .colors import is_dark, severity_color, tint
from .focus import Focus
from .plain_parts import plain_label
from .remark_words import when, who
from .workspace import Workspace

EDGE = 4
"""Pixels of the coloured edge at the left."""
_GOES = {
    Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Left,
    Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Shift,
    Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr,
}  # fmt: skip
"""Keys that move and change nothing."""
_CHANGES = {Qt.Key.Key_V, Qt.Key.Key_X, Qt.Key.Key_Backspace, Qt.Key.Key_Delete}
"""Keys that change something together with Ctrl."""
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class LookingOn(QFrame):
    """Hidden while I do my own work, unless the lead sent it back."""

    remarks_requested = Signal()

    def __init__(self, workspace: Workspace, focus: Focus, panels: Sequence[QWidget], parent: QWidget | None = None) -> None:
        """`panels` hold the answers, into which nothing is typed meanwhile."""
        super().__init__(parent)
        self.setObjectName("looking_on")
        self.setAccessibleName(self.tr("Review"))
        self._workspace, self._focus, self._panels = workspace, focus, panels
        self._watched: QWidget | None = None
        self._looks_on = False
        self._warns = False
        self.words = self._label("looking_on.words")
        self.comment = self._label("looking_on.comment")
        self.buttons = {
            name: self._button(name, text)
            for name, text in (
                ("approve", self.tr("Approve ({0})")), ("send_back", self.tr("Send back… ({0})")),
                ("next_to_check", self.tr("Next to check ({0})")), ("back_to_own", self.tr("Back to my own work ({0})")),
            )
        }  # fmt: skip
        self.remarks = QPushButton(self.tr("Show the remarks"))
        self.remarks.setObjectName("looking_on.remarks")
        self.remarks.setAccessibleName(self.remarks.text())
        self.remarks.clicked.connect(self.remarks_requested)
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(self.words)
        told.addWidget(self.comment)
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE + 10, 5, 8, 5)
        row.setSpacing(6)
        row.addLayout(told, 1)
        for button in (*self.buttons.values(), self.remarks):
            row.addWidget(button)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        workspace.coder_changed.connect(self.refresh)
        workspace.changed.connect(self._on_changed)
        focus.article_changed.connect(lambda _uid: self._soon.start())
        QApplication.instance().focusChanged.connect(self._watch)  # type: ignore[union-attr]
        self.hide()
        self.refresh()

    def refresh(self) -> None:
        """Follows the article and whose work is in view."""
        self._soon.stop()
        article, looks_on = self._focus.article, self._workspace.looks_on
        self._looks_on = looks_on
        coding = self._workspace.coding(article) if article else None
        sent_back = not looks_on and coding is not None and coding.state == "returned"
        for panel in self._panels:
            _flatten(panel, looks_on)
        for button in self.buttons.values():
            button.setVisible(looks_on)
        self.remarks.setVisible(sent_back)
        if looks_on:
            self._tell_other(coding)
        elif sent_back and coding is not None:
            self._tell_sent_back(coding)
        self.setVisible(looks_on or sent_back)
        self._watch(None, QApplication.focusWidget())
        self.update()

    def stop(self) -> None:
        """The project is closed: nothing is read any more."""
        self._soon.stop()
        self._looks_on = False

    def _tell_other(self, coding: Coding | None) -> None:
        other = who(self._workspace, self._workspace.whose)
        self._warns = False
        finished = coding is not None and coding.state != "open" and not self._workspace.read_only
        for name in ("approve", "send_back"):
            self.buttons[name].setEnabled(finished)
        self.buttons["approve"].setEnabled(finished and coding is not None and coding.state != "approved")
        self.buttons["next_to_check"].setEnabled(bool(self._workspace.checking))
        if coding is None:
            self._say(self.tr("You are looking at {0}'s work: nothing is coded in this article yet.").format(other))
            return
        state = {
            "open": self.tr("open, not done yet"), "done": self.tr("done"), "returned": self.tr("sent back"),
            "approved": self.tr("approved"),
        }[coding.state]  # fmt: skip
        if coding.state != "open" and coding.first_done:
            state = self.tr("{0}; first done {1}").format(state, when(coding.first_done))
        last = self._workspace.project.reviews.last(coding.uid)
        told = ""
        if last is not None:
            by = who(self._workspace, last.reviewer)
            words = self.tr("Approved by {0}, {1}") if last.outcome == "approved" else self.tr("Sent back by {0}, {1}")
            told = words.format(by, when(last.time)) + (f": {last.comment}" if last.comment else "")
        self._say(self.tr("You are looking at {0}'s work on this article ({1}).").format(other, state), told)

    def _tell_sent_back(self, coding: Coding) -> None:
        self._warns = True
        last = self._workspace.project.reviews.last(coding.uid)
        by = who(self._workspace, last.reviewer) if last else self.tr("the lead")
        day = f", {when(last.time)}" if last else ""
        said = last.comment if last and last.comment else self.tr("See the comments on the fields that are marked.")
        what = keys.named(self.tr("Mend it, then say Done again ({0})."), "done")
        self._say(self.tr("Sent back by {0}{1}: {2}").format(by, day, said), what)

    def _say(self, words: str, more: str = "") -> None:
        self.words.setText(words)
        self.comment.setText(more)
        self.comment.setVisible(bool(more))
        self.words.setToolTip(words if "\n" in words or len(words) > 90 else "")
        self.comment.setToolTip(more if "\n" in more or len(more) > 90 else "")

    def _on_changed(self, changes: Changes) -> None:
        if changes.has("coding", "review", "coder", "comment"):
            self._soon.start()

    def _label(self, name: str) -> QLabel:
        made = plain_label(name, selectable=True)
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return made

    def _button(self, action: str, text: str) -> QPushButton:
        made = QPushButton()
        made.setObjectName(f"looking_on.{action}")
        made.setAutoDefault(False)
        for what in ("text", "accessibleName"):
            keys.tell(made, what, text, action)
        made.clicked.connect(lambda _checked=False: self._trigger(action))
        return made

    def _trigger(self, action: str) -> None:
        from PySide6.QtGui import QAction

        found = self.window().findChild(QAction, f"action.{action}")
        if isinstance(found, QAction):
            found.trigger()

    # --- nothing is typed into another's work -----------------------------------------------------------------------------

    def _watch(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Follows the keyboard: keys come to who has it, before its own handling."""
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched = None
        inside = now is not None and any(panel.isAncestorOf(now) for panel in self._panels)
        if now is not None and inside and self._looks_on:
            now.installEventFilter(self)
            self._watched = now

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stops what would change something."""
        kind = event.type()
        if kind == QEvent.Type.InputMethod or (
            kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and _would_change(event)
        ):
            self._workspace.refused.emit(self.tr("This is another coder's work; it can be read and commented on, not changed."))
            return True
        return super().eventFilter(watched, event)

    # --- Qt ---------------------------------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """Another palette: the flat look is taken from it."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_soon"):
            self._soon.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A tinted ground with an edge, in the colour of a warning for work that was sent back."""
        painter, palette = QPainter(self), self.palette()
        color = (
            severity_color("warning", is_dark(palette)) if self._warns else palette.color(QPalette.ColorRole.Highlight)
        )  # fmt: skip
        painter.fillRect(self.rect(), tint(color, palette, 0.16))
        painter.fillRect(0, 0, EDGE, self.height(), color)


def _would_change(event: QKeyEvent) -> bool:
    """Whether a key would change an answer."""
    key = Qt.Key(event.key())
    if event.modifiers() & _HELD:
        return key in _CHANGES
    return key not in _GOES and not Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35


def _flatten(panel: QWidget, flat: bool) -> None:
    """Fields that cannot be changed stand on the window's ground, with texts as readable as ever."""
    if not flat:
        if panel.property("flat"):
            panel.setProperty("flat", False)
            panel.setPalette(QPalette())
        return
    ground = QApplication.palette().color(QPalette.ColorRole.Window)
    if not panel.property("flat") or panel.palette().color(QPalette.ColorRole.Base) != ground:
        panel.setProperty("flat", True)
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Base, ground)
        panel.setPalette(palette)
