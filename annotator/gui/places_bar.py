"""The bar at the window's edge with one button a place. Knows the places' names; what a place shows is the window's."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from . import places, theme

ICON_SIDE = 22
"""Pixels."""


class PlacesBar(QFrame):
    """The places, one under the other; the one in view is marked."""

    chosen = Signal(str)
    """A place's name, as `code`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("places")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._buttons: dict[str, QToolButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(6, 8, 6, 8)
        self._column.setSpacing(4)
        self._column.addStretch(1)

    def fill(self, actions: Mapping[str, QAction]) -> None:
        """One button for each place, whose tip is its action's."""
        for name in places.NAMES:
            self.add(name, places.title(name), actions[f"place_{name}"].toolTip())

    def retell(self, actions: Mapping[str, QAction]) -> None:
        """The tips again, where the keys they name are others now."""
        for name, button in self._buttons.items():
            button.setToolTip(actions[f"place_{name}"].toolTip())

    def add(self, name: str, title: str, tip: str) -> None:
        """One more place below the others."""
        button = QToolButton()
        button.setObjectName(f"place.{name}")
        button.setText(title)
        button.setAccessibleName(title)
        button.setToolTip(tip)
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(ICON_SIDE, ICON_SIDE))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setMinimumWidth(58)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)  # all as wide as the widest
        button.clicked.connect(lambda _checked=False: self.chosen.emit(name))
        self._column.insertWidget(len(self._buttons), button)
        self._buttons[name] = button

    def show_for(self, project: bool, lead: bool) -> None:
        """The places of an open project, those of a lead for a lead alone."""
        for name, button in self._buttons.items():
            button.setVisible(lead or name not in places.OF_THE_LEAD)
        self.setVisible(project)

    def show_place(self, name: str) -> None:
        """Marks the place in view."""
        for one, button in self._buttons.items():
            button.setChecked(one == name)

    def tint(self, palette: QPalette) -> None:
        """Icons in the palette's colours."""
        for name, button in self._buttons.items():
            button.setIcon(theme.icon(f"place-{name.replace('_', '-')}", palette, ICON_SIDE))
