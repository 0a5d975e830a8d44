"""Place Team: what a lead does with the people who code, and what a coder sees of the own part. One tab a subject.

Owns the one list of tabs; each is a panel with a module of its own, built when it is first shown. A panel is a widget
made with the workspace and the focus. What it can say, if it has the signal: `said(str)`, a sentence for the status bar;
`open_requested(str, str)`, an article and an event (or empty) to look at in place Code, and behind it `field_requested(str)`,
a field of that; `answers_read()`, the lead's answers were looked at; `action_requested(str)`, an action of the window. No
panel knows another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from .focus import Focus
from .team_progress import ProgressPanel
from .team_review import ReviewPanel
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


def _t(text: str) -> str:
    """Marks a title for translation."""
    return text


def _questions(workspace: Workspace, focus: Focus) -> QWidget:
    from .team_questions import QuestionsPanel

    return QuestionsPanel(workspace, focus)


def _rulings(workspace: Workspace, focus: Focus) -> QWidget:
    from .team_rulings import RulingsPanel

    return RulingsPanel(workspace, focus)


def _care(workspace: Workspace, focus: Focus) -> QWidget:
    from .team_care import TeamCare

    return TeamCare(workspace, focus)


def _packages(workspace: Workspace, focus: Focus) -> QWidget:
    from .team_packages import PackagesPanel

    return PackagesPanel(workspace, focus)


def _rounds(workspace: Workspace, focus: Focus) -> QWidget:
    from .team_rounds import TeamRounds

    return TeamRounds(workspace, focus)


TABS: tuple[Tab, ...] = (
    Tab("progress", _t("Progress"), ProgressPanel),
    Tab("own_work", _t("My work"), ProgressPanel, lead=False, coder=True),
    Tab("review", _t("Review"), ReviewPanel),
    Tab("questions", _t("Questions"), _questions, coder=True),
    Tab("rulings", _t("Rulings"), _rulings, coder=True),
    Tab("packages", _t("Packages"), _packages, coder=True),
    Tab("rounds", _t("Rounds"), _rounds),
    Tab("care", _t("Care"), _care, coder=True),
)
"""In their order."""


class TeamPlace(QWidget):
    """The tabs of who works now."""

    said = Signal(str)
    open_requested = Signal(str, str)
    field_requested = Signal(str)
    answers_read = Signal()
    action_requested = Signal(str)

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("team_place")
        self._workspace, self._focus = workspace, focus
        self._shown: list[Tab] = []
        self._role = ""
        self.tabs = QTabWidget()
        self.tabs.setObjectName("team.tabs")
        self.tabs.setAccessibleName(self.tr("Team"))
        self.tabs.setDocumentMode(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self.tabs)
        self.setFocusProxy(self.tabs)
        self.tabs.currentChanged.connect(lambda _index: self._build())
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
        return self.findChild(QWidget, f"team.{name}")

    def _refill(self) -> None:
        """The tabs of a lead or of a coder; the panels are kept while the role is the same."""
        role = "lead" if self._workspace.is_lead else "coder"
        if role == self._role:
            return
        self._role = role
        self._shown = [tab for tab in TABS if (tab.lead if role == "lead" else tab.coder)]
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
            self.tabs.addTab(holder, QCoreApplication.translate("TeamPlace", tab.title))
        self.tabs.blockSignals(False)
        self._build()

    def _build(self) -> None:
        at = self.tabs.currentIndex()
        holder = self.tabs.currentWidget()
        if holder is None or (column := holder.layout()) is None or column.count():
            return
        panel = self._shown[at].build(self._workspace, self._focus)
        panel.setObjectName(f"team.{self._shown[at].name}")
        for name in ("said", "open_requested", "field_requested", "answers_read", "action_requested"):
            if (signal := getattr(panel, name, None)) is not None:
                signal.connect(getattr(self, name))
        column.addWidget(panel)
