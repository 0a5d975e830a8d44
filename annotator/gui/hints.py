"""Hints for the first hours: one quiet line at the foot of the window, where it helps, until it is not needed any more.

Owns what is hinted at and when. A hint goes for good when it is closed, or as soon as the person has done what it speaks of.
It stands in the status line, so that nothing moves when it comes; it never takes the keyboard.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from .. import settings as remembered
from . import keys
from .coding_actions import standing_problems

if TYPE_CHECKING:
    from .focus import Focus
    from .reader import Reader
    from .window import Window

AFTER = 400
"""Milliseconds from what a person does to the hint that follows: nobody who goes on at once is hinted at."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One hint. `text` names the keys of `actions`; doing one of `learned` once is all it is for."""

    name: str
    text: str
    actions: tuple[str, ...]
    learned: tuple[str, ...]


def _t(text: str) -> str:
    """Marks a text for translation in the context of hints."""
    return text


EDGES = ("end_earlier", "end_later", "start_earlier", "start_later")
HINTS = (
    Hint("problems", _t("{0} goes to the next problem, {1} offers its ways out."), ("next_problem", "ways_out"),
         ("next_problem", "ways_out")),
    Hint("selection", _t("{0} takes the selected words as the value, {1} keeps them as its evidence."),
         ("take_value", "attach_selection"), ("take_value", "attach_selection")),
    Hint("offers", _t("{0} takes what the text offers, {1} looks at the next offer, {2} adds one more."),
         ("take_offer", "next_offer", "add_offer"), ("take_offer", "add_offer")),
    Hint("edges", _t("Words missing? {0} / {1} move the end of the evidence,  {2} / {3}  its start."),
         EDGES, EDGES),
    Hint("start", _t("{0} adds an event for a happening the article tells of; {1} finds every action, field and article."),
         ("add_event", "palette"), ("add_event",)),
)  # fmt: skip
"""The first that fits is shown."""


class HintBar(QWidget):
    """The line and its cross."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hint")
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.close_button = QToolButton()
        self.close_button.setObjectName("hint.close")
        self.close_button.setText("✕")
        self.close_button.setAutoRaise(True)
        self.close_button.setToolTip(self.tr("Do not show this hint again"))
        self.close_button.setAccessibleName(self.close_button.toolTip())
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(4)
        row.addWidget(self._words, 1)
        row.addWidget(self.close_button)
        self.text = ""
        self.show_text("")

    def show_text(self, text: str) -> None:
        """Another hint; empty for none. The place in the status line stays."""
        if text != self.text or not text:
            self.text = text
            self.setAccessibleName(text)
            self._words.setAccessibleName(text)
            self.close_button.setVisible(bool(text))
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """Nothing, if need be, and never higher than a line of text."""
        return QSize(0, self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        """As the least."""
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cuts anew."""
        super().resizeEvent(event)
        self.close_button.setFixedHeight(self.height())
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self.text, Qt.TextElideMode.ElideRight, max(self._words.width() - 2, 0))
        self._words.setText(shown)
        self._words.setToolTip(self.text if shown != self.text else "")


class Hints(QObject):
    """Which hint is shown in a window; made once a window."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._now: Hint | None = None
        self._refused = False
        self.bar = HintBar()
        window.status.insertWidget(1, self.bar, 3)
        self.bar.close_button.clicked.connect(self.dismiss)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER)
        self._timer.timeout.connect(self.look)
        for hint in HINTS:
            for name in hint.learned:
                window.actions_by_id[name].triggered.connect(lambda _checked=False, hint=hint: self._forget(hint))
        window.actions_by_id["done"].triggered.connect(self._after_done)

    def follow(self, focus: Focus, reader: Reader) -> None:
        """Another project is open: what happens in it may ask for a hint."""
        self._refused = False
        for signal in (focus.article_changed, focus.event_changed):
            signal.connect(self._moved)
        reader.page.selectionChanged.connect(self.soon)

    @property
    def name(self) -> str:
        """The hint that is shown; empty for none."""
        return self._now.name if self._now else ""

    def dismiss(self) -> None:
        """Not this one again."""
        if self._now is not None:
            self._forget(self._now)

    def start_over(self) -> None:
        """All of them may come again."""
        self._window.settings.hints = []
        remembered.save(self._window.settings)
        self.look()

    def look(self) -> None:
        """Shows the hint that helps now, if any is left."""
        seen = self._window.settings.hints
        left = [hint for hint in HINTS if hint.name not in seen]
        self._now = next((hint for hint in left if self._fits(hint.name)), None) if left else None
        text = keys.named(self.tr(self._now.text), *self._now.actions) if self._now else ""
        self.bar.show_text(text)

    def _fits(self, name: str) -> bool:
        window = self._window
        workspace = window.workspace
        if workspace is None or workspace.locked or window.place != "code":
            return False
        focus, code = window.focus, window.code()
        if name == "problems":
            return self._refused
        if name == "selection":
            return bool(focus.event and focus.field) and window.reader().page.textCursor().hasSelection()
        if name == "offers":
            return bool(focus.event) and bool(code.offering.listed)
        if name == "edges":
            evidence = workspace.evidence(workspace.owner(focus))
            return any(one.field == focus.field and one.spans for one in evidence)
        return bool(focus.article) and not focus.event

    def _after_done(self) -> None:
        """Errors keep an article from being done."""
        if self._window.workspace is not None:
            self._refused = bool(standing_problems(self._window.current(), self._window.focus.article, errors_only=True))
            self.soon()

    def _moved(self, _uid: str = "") -> None:
        self._refused = False

    def soon(self) -> None:
        """Something happened: a hint may be due, or over."""
        if len(set(self._window.settings.hints)) < len(HINTS):
            self._timer.start()

    def _forget(self, hint: Hint) -> None:
        if hint.name not in self._window.settings.hints:
            self._window.settings.hints = [*self._window.settings.hints, hint.name]
            remembered.save(self._window.settings)
            if self._now is hint:
                self.look()
