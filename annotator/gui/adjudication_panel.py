"""Several codings of one article beside each other, and what is settled."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from .focus import Focus
from .workspace import Workspace


class AdjudicationPanel(QWidget):
    """Several codings of one article beside each other, and what is settled."""

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._focus = workspace, focus
