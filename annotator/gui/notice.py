"""The foot of the window: a sentence that comes and goes by itself, and the line that says who codes and what is saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStatusBar, QToolButton, QWidget

from .colors import is_dark, severity_color

if TYPE_CHECKING:
    from .workspace import Workspace

SHOWN_FOR = 8_000
"""Milliseconds."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done when it suits: a sentence, the words of its button, and the deed."""

    text: str
    words: str
    run: Callable[[], object]


class Notice(QFrame):
    """One sentence that waits for nobody: it goes with the next edit, after a while, or by a click.

    An offer stays behind what is said meanwhile, until it is taken, closed or withdrawn.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._words = QLabel()
        self._words.setObjectName("notice.words")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._offer: Offer | None = None
        self.go = QPushButton()
        self.go.setObjectName("notice.go")
        self.go.setAccessibleName(self.tr("What the message offers"))
        self.go.setAutoDefault(False)
        self.go.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.go.clicked.connect(self._take)
        close = QToolButton()
        close.setText("✕")
        close.setAutoRaise(True)
        close.setAccessibleName(self.tr("Close the message"))
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(self._close)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.addWidget(self._words, 1)
        row.addWidget(self.go)
        row.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_FOR)
        self._timer.timeout.connect(self.clear)
        self.clear()

    @property
    def text(self) -> str:
        """What it says now; empty where it is not shown."""
        return self._words.text()

    def say(self, text: str, *, stays: bool = False) -> None:
        """Shows a sentence in place of the last one; one that stays goes only by what is done next."""
        self._show(text)
        self._timer.stop()
        if not stays:
            self._timer.start()

    @property
    def fades(self) -> bool:
        """Whether it goes by itself after a while."""
        return self._timer.isActive()

    def edited(self) -> None:
        """The next edit came: what was said before is over."""
        self.clear()

    def clear(self) -> None:
        """Says nothing."""
        self._timer.stop()
        if self._offer is not None:
            self._show(self._offer.text, self._offer.words)
            return
        self._words.clear()
        self.hide()

    def offer(self, offer: Offer | None) -> None:
        """Offers something, in place of what was offered before; None withdraws it. What is being said is said to its end."""
        before, self._offer = self._offer, offer
        if not self._timer.isActive() and (before is not None or not self.text):
            self.clear()

    @property
    def offered(self) -> Offer | None:
        """What is offered now."""
        return self._offer

    def _show(self, text: str, button: str = "") -> None:
        self._words.setText(text)
        self._words.setAccessibleName(text)
        self.go.setText(button)
        self.go.setAccessibleName(button)
        self.go.setVisible(bool(button))
        self.show()

    def _close(self) -> None:
        if self.go.text():  # it is the offer that is shown
            self._offer = None
        self.clear()

    def _take(self) -> None:
        offer, self._offer = self._offer, None
        self.clear()
        if offer is not None:
            offer.run()


class StatusLine(QStatusBar):
    """Who codes, whether anything can be changed, and when the last change was safe."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setSizeGripEnabled(False)
        self.saved, self.coder, self.state, self.counting = QLabel(), QLabel(), QLabel(), QLabel()
        self.counting.setToolTip(self.tr("This project keeps how long you work on an article"))
        for label, name in (
            (self.saved, "status.saved"), (self.coder, "status.coder"), (self.state, "status.state"),
            (self.counting, "status.counting"),
        ):  # fmt: skip
            label.setObjectName(name)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setContentsMargins(8, 1, 8, 1)
        self.addWidget(self.saved, 1)
        self.addPermanentWidget(self.counting)
        self.addPermanentWidget(self.state)
        self.addPermanentWidget(self.coder)

    def show_project(self, workspace: Workspace | None) -> None:
        """The line of an open project; empty where there is none."""
        self.setVisible(workspace is not None)
        if workspace is None:
            return
        from ..project.coders import told_apart

        coder = workspace.project.coder
        name = told_apart(workspace.project.coders.all()).get(coder.uid, coder.name)
        self.coder.setText(self.tr("Coder: {0}").format(name))
        self.coder.setToolTip(self.tr("Leads the project") if coder.role == "lead" else self.tr("Sees the own work alone"))
        self.state.setText(self.tr("Open for reading only") if workspace.read_only else "")
        self.saved.setText("" if workspace.read_only else self.tr("All changes saved"))

    def show_counting(self, counting: bool) -> None:
        """Whether the time on the article counts and is kept."""
        self.counting.setText(self.tr("Time is kept") if counting else "")

    def show_unsaved(self) -> None:
        """The last change could not be written."""
        self._say(self.tr("The last change is NOT saved"), severity_color("error", is_dark(self.palette())))

    def show_lost(self) -> None:
        """The file is not where it was."""
        words = self.tr("NOT saved: the project's file is gone from its place")
        self._say(words, severity_color("error", is_dark(self.palette())))

    def _say(self, text: str, color: QColor | None = None) -> None:
        """Says how safe the work is; without a colour of its own the words follow the window's palette, whichever comes."""
        palette = QPalette()
        if color is not None:
            palette.setColor(self.saved.foregroundRole(), color)
        self.saved.setPalette(palette)
        self.saved.setText(text)

    def show_saved(self, time: str) -> None:
        """The time (ISO, UTC) of the last change that is on the disk."""
        from datetime import datetime

        local = datetime.fromisoformat(time.replace("Z", "+00:00")).astimezone()
        self._say(self.tr("All changes saved {0}").format(f"{local:%H:%M:%S}"))
