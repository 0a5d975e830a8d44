"""Place Team: what a lead does with the people who code, and what a coder sees of the own part. Owns its list of tabs."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from .focus import Focus
from .tabbed_place import Tab, TabbedPlace
from .team_progress import ProgressPanel
from .team_review import ReviewPanel
from .workspace import Workspace


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
    Tab("review", _t("Checks"), ReviewPanel),
    Tab("questions", _t("Questions"), _questions, coder=True),
    Tab("rulings", _t("Rulings"), _rulings, coder=True),
    Tab("packages", _t("Packages"), _packages, coder=True),
    Tab("rounds", _t("Rounds"), _rounds),
    Tab("care", _t("Care"), _care, coder=True),
)
"""In their order."""


class TeamPlace(TabbedPlace):
    """What there is to lead a team with."""

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(workspace, focus, "team", QCoreApplication.translate("TeamPlace", "Team"), TABS, parent)
