"""Place Review: how far coders agree, and what is settled where they do not. Owns its list of tabs."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from .focus import Focus
from .tabbed_place import Tab, TabbedPlace
from .workspace import Workspace


def _t(text: str) -> str:
    """Marks a title for translation."""
    return text


def _agreement(workspace: Workspace, focus: Focus) -> QWidget:
    from .agreement_panel import AgreementPanel

    return AgreementPanel(workspace, focus)


def _adjudication(workspace: Workspace, focus: Focus) -> QWidget:
    from .adjudication_panel import AdjudicationPanel

    return AdjudicationPanel(workspace, focus)


TABS: tuple[Tab, ...] = (
    Tab("agreement", _t("Agreement"), _agreement),
    Tab("adjudication", _t("Adjudication"), _adjudication),
)
"""In their order."""


class ReviewPlace(TabbedPlace):
    """What a lead sees of several coders' work on the same articles. `lanes` is how many coders' work stands side by side in
    the tab in front, 0 for none."""

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(workspace, focus, "review", QCoreApplication.translate("ReviewPlace", "Review"), TABS, parent)

    @property
    def lanes(self) -> int:
        """Of the case in view."""
        panel = self.panel("adjudication")
        return getattr(panel, "lanes", 0) if panel is not None and self.in_front == "adjudication" else 0
