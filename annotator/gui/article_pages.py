"""The pages below the lines on an article, of which one is open at a time.

Owns how much room the open one takes from the reader. Must not know what stands on a page.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from .slim_bar import slim

HIGHEST = 250
"""Pixels an open page may take from the reader; beyond, it scrolls."""


class OpenPage(QScrollArea):
    """The one page that is open; as high as it needs, up to `HIGHEST`."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        slim(self)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pages: dict[str, QWidget] = {}
        self._shown = ""
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 2, 4, 2)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        self.hide()

    def add(self, name: str, page: QWidget) -> None:
        """One more page."""
        self._pages[name] = page
        page.hide()
        self._column.addWidget(page)

    def shown(self) -> str:
        """The name of the open page, empty for none."""
        return self._shown

    def show_page(self, name: str) -> None:
        """Opens a page, or none."""
        self._shown = name
        for one, page in self._pages.items():
            page.setVisible(one == name)
        self.setVisible(bool(name))
        self.fit()

    def enter(self) -> None:
        """Puts the keyboard on the first thing in the open page."""
        page = self._pages[self._shown]
        inside = [one for one in page.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        first = next((one for one in inside if one.isVisibleTo(page) and one.isEnabled()), page)
        (page if page.focusProxy() or not inside else first).setFocus(Qt.FocusReason.TabFocusReason)

    def fit(self) -> None:
        """Takes the height the open page needs."""
        content = self.widget()
        if not self._shown or content is None:
            return
        self._column.activate()
        wide = max(self.viewport().width(), 80)
        needed = self._column.heightForWidth(wide) if self._column.hasHeightForWidth() else content.sizeHint().height()
        height = min(HIGHEST, max(needed, 20))
        if height != self.minimumHeight() or height != self.maximumHeight():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other line breaks."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self.fit)
