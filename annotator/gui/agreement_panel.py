"""How far coders agree, layer by layer."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from .focus import Focus
from .workspace import Workspace


class AgreementPanel(QWidget):
    """How far coders agree, layer by layer."""

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._focus = workspace, focus
