"""Place Review: how far coders agree, and what is settled where they do not. Owns its list of tabs."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
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


def _of_the_lead(_workspace: Workspace, _focus: Focus) -> QWidget:
    from .agreement_labels import Faint

    words = Faint("review.words", QCoreApplication.translate("ReviewPlace", _FOR_CODERS))
    words.setWordWrap(True)
    words.setAlignment(Qt.AlignmentFlag.AlignTop)
    words.setContentsMargins(4, 12, 4, 4)
    return words


_FOR_CODERS = _t(
    "Here the lead compares what coders say of the same articles, and settles what differs. Nobody else's work is shown to "
    "you. How far you are yourself stands in Team, My work."
)
TABS: tuple[Tab, ...] = (
    Tab("agreement", _t("Agreement"), _agreement),
    Tab("adjudication", _t("Adjudication"), _adjudication),
    Tab("of_the_lead", _t("Agreement"), _of_the_lead, lead=False, coder=True),
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
