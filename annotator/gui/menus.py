"""Menus and toolbar, made from the records of actions. Owns no action: what there is and when is `actions`'s."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QApplication, QMenu, QToolBar, QWidget

from . import theme
from .action_record import MENUS
from .actions import RECORDS, TOOLBAR

if TYPE_CHECKING:
    from .window import Window


def fill_menus(window: Window) -> dict[str, QAction]:
    """The window's actions by id, each in its menu."""
    menus = {title: window.menuBar().addMenu(QApplication.translate("actions", title)) for title in MENUS}
    made: dict[str, QAction] = {}
    for record in RECORDS:
        action = made[record.id] = record.make(window)
        window.addAction(action)
        if record.separated:
            menus[record.menu].addSeparator()
        menus[record.menu].addAction(action)
    return made


def show_menus(window: Window) -> None:
    """Menus in which anything makes sense here: those of another place alone stand back."""
    for menu in window.menuBar().findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
        here = any(action.isVisible() and not action.isSeparator() for action in menu.actions())
        if menu.menuAction().isVisible() != here:
            menu.menuAction().setVisible(here)


def tint_actions(actions: Mapping[str, QAction], palette: QPalette) -> None:
    """Icons in the palette's colours."""
    for record in RECORDS:
        if record.icon:
            actions[record.id].setIcon(theme.icon(record.icon, palette))


class Tools(QToolBar):
    """The most used actions as buttons."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Tools"))
        self.setObjectName("tools")
        self.setMovable(False)
        self.setIconSize(QSize(theme.ICON_SIDE, theme.ICON_SIDE))
        self.toggleViewAction().setEnabled(False)
        titles = {record.id: record.title() for record in RECORDS}
        for name in TOOLBAR:
            if name:
                self.addAction(actions[name])
                self.widgetForAction(actions[name]).setAccessibleName(titles[name])
            else:
                self.addSeparator()
