"""The article's events as tabs, with what adds, copies and removes them.

Owns which event is in view when another article is, and when one is gone. What an event holds is the form's.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QToolButton, QWidget

from ..project.events import Event
from ..project.history import Changes
from . import keys, theme
from .colors import is_dark, severity_color
from .event_words import summary_of
from .focus import Focus
from .remark_marks import TabMark
from .workspace import Workspace

_DOT = 8
LONGEST = 22
"""Characters of one thing said on a tab."""
SHORTEST = 13
"""Letters of a tab that are seen however many there are."""
ROOMY = 2
"""Up to so many events, a tab says two things of its event, else one."""


class EventStrip(QWidget):
    """One tab an event, in order; dragging a tab moves its event."""

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("event_strip")
        self._workspace, self._focus = workspace, focus
        self._uids: list[str] = []
        self._worst: dict[str, str] = {}
        self._filling = False
        self.tabs = self._make_tabs()
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 6, 0)
        row.setSpacing(2)
        row.addWidget(self.tabs, 1)
        self._buttons = [
            self._button("left", self.tr("Move event left ({0})"), "move_event_left", lambda: self._move(-1)),
            self._button("right", self.tr("Move event right ({0})"), "move_event_right", lambda: self._move(1)),
            self._button("add", self.tr("Add event ({0})"), "add_event", self._add),
            self._button("copy", self.tr("Copy event ({0})"), "copy_event", self._copy),
            self._button("remove", self.tr("Remove event ({0})"), "remove_event", self._remove),
        ]
        for button in self._buttons:
            row.addWidget(button)
        workspace.changed.connect(self._on_changed)
        workspace.coder_changed.connect(self._on_article)
        focus.article_changed.connect(self._on_article)
        focus.event_changed.connect(self._mark_current)
        self._fill()

    def titles(self) -> list[str]:
        """What stands on the tabs."""
        return [self.tabs.tabText(place) for place in range(self.tabs.count())]

    def changeEvent(self, event: QEvent) -> None:
        """Another palette, other icons."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_buttons"):
            for button in self._buttons:
                self._draw(button)
            for place in range(self.tabs.count()):
                self.tabs.setTabIcon(place, self._dot(self.tabs.tabData(place)))

    def showEvent(self, event: QShowEvent) -> None:
        """Back in sight."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._show_first)

    def _make_tabs(self) -> _Tabs:
        tabs = _Tabs()
        tabs.setObjectName("event_tabs")
        tabs.setAccessibleName(self.tr("Events of this article"))
        tabs.setDrawBase(False)
        tabs.setExpanding(False)
        tabs.setElideMode(Qt.TextElideMode.ElideMiddle)
        tabs.setUsesScrollButtons(True)
        tabs.setMovable(not self._workspace.locked)
        tabs.setIconSize(QSize(_DOT, _DOT))
        tabs.currentChanged.connect(self._on_tab)
        tabs.tabMoved.connect(self._on_moved)
        return tabs

    def _button(self, name: str, text: str, action: str, work: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"events.{name}")
        self._draw(button)
        button.setAutoRaise(True)
        for what in ("toolTip", "accessibleName"):
            keys.tell(button, what, text, action)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked=False: work())
        return button

    def _draw(self, button: QToolButton) -> None:
        name = button.objectName().removeprefix("events.")
        if name in ("left", "right"):
            button.setText("‹" if name == "left" else "›")
        else:
            button.setIcon(theme.icon(name, self.palette()))

    def _on_article(self, _uid: str = "") -> None:
        self._worst.clear()
        self._fill()
        # Most often the event to look at is named at once; only then would the first one be in vain.
        QTimer.singleShot(0, self, self._show_first)

    def _show_first(self) -> None:
        # Out of sight means that the project may be closed by now.
        if self.isVisible() and self._focus.event not in self._uids and (self._uids or self._focus.event):
            self._focus.show_event(self._uids[0] if self._uids else "")

    def _on_changed(self, changes: Changes) -> None:
        if changes.has("article", "actor", "place", "source", "codebook"):
            self._worst.clear()
        for uid in changes.touched.get("event", ()):
            self._worst.pop(uid, None)
        if changes.has("event", "coding", "article", "actor", "place", "source", "codebook", "flag", "comment"):
            before = self._uids
            self._fill()
            gone = self._focus.event
            if gone in before and gone not in self._uids:
                place = min(before.index(gone), len(self._uids) - 1)
                self._focus.show_event(self._uids[place] if self._uids else "")

    def _fill(self) -> None:
        """Brings the tabs up to date; only those that differ are touched."""
        events = self._workspace.events(self._focus.article)
        self._filling = True
        try:
            while self.tabs.count() > len(events):
                self.tabs.removeTab(self.tabs.count() - 1)
            while self.tabs.count() < len(events):
                self.tabs.addTab("")
            for place, event in enumerate(events):
                self._fill_tab(place, event, 2 if len(events) <= ROOMY else 1)
            self._uids = [event.uid for event in events]
        finally:
            self._filling = False
        self._mark_current()

    def _fill_tab(self, place: int, event: Event, room: int) -> None:
        parts, worst = summary_of(self._workspace.codebook, event.values), self._worst_of(event)
        short = " · ".join(_cut(part) for part in parts[:room])
        text = f"{place + 1}  {short}".rstrip().replace("&", "&&")
        if self.tabs.tabText(place) != text:
            self.tabs.setTabText(place, text)
        about = self._workspace.said(self._focus.article).of(event.uid)
        tip = " · ".join(parts) or self.tr("An event without values yet")
        self.tabs.mark(place, flagged=bool(about.flags), commented=bool(about.comments))
        if self.tabs.tabToolTip(place) != tip:
            self.tabs.setTabToolTip(place, tip)
        said = {"error": self.tr("has errors"), "warning": self.tr("has warnings")}.get(worst, "")
        flags = self.tr("flagged: {0}").format(", ".join(dict.fromkeys(one.name for one in about.flags))) if about.flags else ""
        name = self.tr("Event {0}: {1}").format(place + 1, ", ".join(part for part in (tip, said, flags) if part))
        if self.tabs.accessibleTabName(place) != name:
            self.tabs.setAccessibleTabName(place, name)
        if self.tabs.tabData(place) != worst:
            self.tabs.setTabData(place, worst)
            self.tabs.setTabIcon(place, self._dot(worst))

    def _worst_of(self, event: Event) -> str:
        """`error`, `warning` or nothing; judged again only where the event changed."""
        if event.uid not in self._worst:
            standing = [one.severity for one in self._workspace.problems(event) if one.key not in event.overruled]
            self._worst[event.uid] = "error" if "error" in standing else "warning" if standing else ""
        return self._worst[event.uid]

    def _dot(self, worst: str) -> QIcon:
        """A disc for errors, a triangle for warnings, nothing else."""
        if not worst:
            return QIcon()
        ratio = self.devicePixelRatioF()
        drawn = QPixmap(round(_DOT * ratio), round(_DOT * ratio))
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(QColor(0, 0, 0, 0))
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(severity_color(worst, is_dark(self.palette())))
        if worst == "error":
            painter.drawEllipse(QRectF(0.5, 0.5, _DOT - 1, _DOT - 1))
        else:
            painter.drawPolygon([QRectF(0, 0, _DOT, _DOT).bottomLeft(), QRectF(0, 0, _DOT, _DOT).bottomRight(),
                                 QRectF(_DOT / 2, 0, 0, 0).topLeft()])  # fmt: skip
        painter.end()
        return QIcon(drawn)

    def _mark_current(self, _uid: str = "") -> None:
        self._filling = True
        try:
            if self._focus.event in self._uids:
                self.tabs.setCurrentIndex(self._uids.index(self._focus.event))
        finally:
            self._filling = False
        self._enable()

    def _enable(self) -> None:
        usable = not self._workspace.locked and bool(self._focus.article)
        here = self._uids.index(self._focus.event) if self._focus.event in self._uids else -1
        can = {"add": True, "left": here > 0, "right": 0 <= here < len(self._uids) - 1}
        for button in self._buttons:
            name = button.objectName().removeprefix("events.")
            button.setEnabled(usable and can.get(name, here >= 0))
            if name in ("left", "right"):
                button.setVisible(len(self._uids) > 1)

    def _on_tab(self, place: int) -> None:
        if not self._filling and 0 <= place < len(self._uids):
            self._focus.show_event(self._uids[place])

    def _on_moved(self, start: int, end: int) -> None:
        if not self._filling and start < len(self._uids):
            # The signal speaks of the step just made; the event is the one that was at `start`.
            self._workspace.move_event(self._uids[start], end - start)

    def _add(self) -> None:
        if made := self._workspace.add_event(self._focus.article):
            self._focus.show_event(made)

    def _copy(self) -> None:
        if made := self._workspace.copy_event(self._focus.event):
            self._focus.show_event(made)

    def _remove(self) -> None:
        """Its neighbour is shown by what follows every change."""
        self._workspace.remove_event(self._focus.event)

    def _move(self, steps: int) -> None:
        self._workspace.move_event(self._focus.event, steps)


class _Tabs(QTabBar):
    """Tabs that scroll rather than shrink until nothing can be read, with small marks where something is said."""

    def mark(self, place: int, *, flagged: bool, commented: bool) -> None:
        """Whether a tab's event is flagged or commented."""
        there = self.tabButton(place, QTabBar.ButtonPosition.RightSide)
        what = (flagged, commented)
        if what != (there.what if isinstance(there, TabMark) else (False, False)):
            mark = TabMark(flagged, commented) if any(what) else None
            self.setTabButton(place, QTabBar.ButtonPosition.RightSide, mark)  # type: ignore[arg-type]
            if there is not None:
                there.deleteLater()

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Room for the number and the first letters."""
        whole, letters = self.tabSizeHint(index), self.fontMetrics().averageCharWidth() * SHORTEST
        room = whole.width() - self.fontMetrics().horizontalAdvance(self.tabText(index)) + letters
        return QSize(min(whole.width(), room), whole.height())


def _cut(text: str) -> str:
    """The start, and with it the end, where things that begin alike differ."""
    if len(text) <= LONGEST:
        return text
    end = LONGEST // 3
    return f"{text[: LONGEST - end - 1].rstrip()}…{text[-end:].lstrip()}"
