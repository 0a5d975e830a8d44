"""A place of tabs, one a subject: which of them who works now sees, and how each is built when it is first shown.

A panel is a widget made with the workspace and the focus. What it can say, if it has the signal: `said(str)`, a sentence for
the status bar; `open_requested(str, str)`, an article and an event (or empty) to look at in place Code, and behind it
`field_requested(str)`, a field of that; `answers_read()`, the lead's answers were looked at; `action_requested(str)`, an
action of the window; `tab_requested(str, str)`, another tab of the place and an article to show in it, if its panel has
`show_article(str)`; `situation_changed()`, other actions make sense now. What works on out of sight has `stop()`. No panel
knows another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from .focus import Focus
from .workspace import Workspace

if TYPE_CHECKING:
    Builder = Callable[[Workspace, Focus], QWidget]


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its name, its title, how its panel is built, and who sees it."""

    name: str
    title: str
    build: Builder
    lead: bool = True
    coder: bool = False


class TabbedPlace(QWidget):
    """The tabs of who works now. `name` begins the names of its widgets, `words` says what the place is."""

    said = Signal(str)
    open_requested = Signal(str, str)
    field_requested = Signal(str)
    answers_read = Signal()
    action_requested = Signal(str)
    situation_changed = Signal()

    def __init__(
        self, workspace: Workspace, focus: Focus, name: str, words: str, tabs: Sequence[Tab], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_place")
        self._workspace, self._focus, self._name, self._tabs = workspace, focus, name, tabs
        self._shown: list[Tab] = []
        self._role = ""
        self.tabs = QTabWidget()
        self.tabs.setObjectName(f"{name}.tabs")
        self.tabs.setAccessibleName(words)
        self.tabs.setDocumentMode(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self.tabs)
        self.setFocusProxy(self.tabs)
        self.tabs.currentChanged.connect(lambda _index: self._turn())
        workspace.coder_changed.connect(self._refill)
        self._refill()

    def show_tab(self, name: str) -> QWidget | None:
        """Brings a tab to the front; gives its panel, None where who works now has no such tab."""
        at = next((place for place, tab in enumerate(self._shown) if tab.name == name), None)
        if at is None:
            return None
        self.tabs.setCurrentIndex(at)
        self._build()
        return self.panel(name)

    def panel(self, name: str) -> QWidget | None:
        """A tab's panel, None where it was not shown yet."""
        return self.findChild(QWidget, f"{self._name}.{name}")

    def stop(self) -> None:
        """The project is closed, or somebody else works: nothing works on behind the window."""
        for tab in self._shown:
            if (stop := getattr(self.panel(tab.name), "stop", None)) is not None:
                stop()

    @property
    def in_front(self) -> str:
        """The name of the tab in front."""
        at = self.tabs.currentIndex()
        return self._shown[at].name if 0 <= at < len(self._shown) else ""

    def _turn(self) -> None:
        self._build()
        self.situation_changed.emit()

    def _refill(self) -> None:
        """The tabs of a lead or of a coder; the panels are kept while the role is the same."""
        role = "lead" if self._workspace.is_lead else "coder"
        if role == self._role:
            return
        self.stop()
        self._role = role
        self._shown = [tab for tab in self._tabs if (tab.lead if role == "lead" else tab.coder)]
        self.tabs.blockSignals(True)
        while self.tabs.count():
            gone = self.tabs.widget(0)
            self.tabs.removeTab(0)
            if gone is not None:
                gone.setParent(None)  # nobody finds the panel in it any more
                gone.deleteLater()
        for tab in self._shown:
            holder = QWidget()
            QVBoxLayout(holder).setContentsMargins(0, 8, 0, 0)
            self.tabs.addTab(holder, QCoreApplication.translate("Tabs", tab.title))
        self.tabs.blockSignals(False)
        self._build()

    def _build(self) -> None:
        at = self.tabs.currentIndex()
        holder = self.tabs.currentWidget()
        if holder is None or (column := holder.layout()) is None or column.count():
            return
        panel = self._shown[at].build(self._workspace, self._focus)
        panel.setObjectName(f"{self._name}.{self._shown[at].name}")
        for name in ("said", "open_requested", "field_requested", "answers_read", "action_requested", "situation_changed"):
            if (signal := getattr(panel, name, None)) is not None:
                signal.connect(getattr(self, name))
        column.addWidget(panel)
        if (asked := getattr(panel, "tab_requested", None)) is not None:
            asked.connect(self._go_to)

    def _go_to(self, name: str, article: str) -> None:
        panel = self.show_tab(name)
        show = getattr(panel, "show_article", None)
        if show is not None and article:
            show(article)
