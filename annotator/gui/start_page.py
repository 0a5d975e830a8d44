"""The page without a project: a new one, an old one, one of the last, or the sample."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from . import project_actions, theme
from .colors import muted

if TYPE_CHECKING:
    from .window import Window

PATH = Qt.ItemDataRole.UserRole
ICON_SIDE = 20
"""Pixels."""


class StartPage(QWidget):
    """Three ways in and the recent projects; a project file can be dropped anywhere on the window."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("start")
        self._window = window
        self._quiet: list[QLabel] = []
        self._buttons: list[tuple[QToolButton, str]] = []
        self.recent = self._make_recent()
        middle = QHBoxLayout()
        middle.setSpacing(48)
        middle.addLayout(self._make_ways(), 4)
        middle.addLayout(self._make_last(), 5)
        sheet = QFrame()
        sheet.setMaximumWidth(920)
        sheet.setLayout(middle)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(sheet, 20)
        across.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 24)
        column.addStretch(2)
        column.addLayout(across, 10)
        column.addStretch(3)
        self.refresh()

    def refresh(self) -> None:
        """Reads the recent projects again; those whose file is gone are marked."""
        self.recent.clear()
        for name in self._window.settings.recent:
            path = Path(name)
            there = os.path.isfile(path)
            state = "" if there else "  —  " + self.tr("not there any more")
            item = QListWidgetItem(f"{path.stem}\n{_short(path.parent)}{state}")
            item.setData(PATH, name)
            item.setToolTip(name)
            item.setSizeHint(QSize(0, self.fontMetrics().lineSpacing() * 2 + 14))
            if not there:
                item.setForeground(muted(QApplication.palette()))
            self.recent.addItem(item)
        empty = self.recent.count() == 0
        self.recent.setVisible(not empty)
        self._no_recent.setVisible(empty)

    def retint(self) -> None:
        """After another palette."""
        palette = QApplication.palette()
        for label in self._quiet:
            colors = QApplication.palette()
            colors.setColor(label.foregroundRole(), muted(palette))
            label.setPalette(colors)
        for button, name in self._buttons:
            button.setIcon(theme.icon(name, palette, ICON_SIDE))
        self.refresh()

    def _make_ways(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(10)
        title = QLabel("Annotator")
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 2.1)
        font.setWeight(font.Weight.DemiBold)
        title.setFont(font)
        column.addWidget(title)
        column.addWidget(self._said(self.tr("Code events from news articles, every value with the sentence it came from.")))
        column.addSpacing(14)
        ways = (
            ("start.new", "new", self.tr("New project…"), project_actions.new),
            ("start.open", "open", self.tr("Open project…"), project_actions.open_),
            ("start.sample", "sample", self.tr("Open the sample"), project_actions.open_sample),
        )
        for name, icon, text, deed in ways:
            button = _Way()
            button.setText(f"  {text}")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setObjectName(name)
            button.setAccessibleName(text)
            button.setIconSize(QSize(ICON_SIDE, ICON_SIDE))
            button.setMinimumHeight(40)
            button.clicked.connect(lambda _checked=False, deed=deed: self._go(deed))
            self._buttons.append((button, icon))
            column.addWidget(button)
        column.addSpacing(6)
        column.addWidget(self._said(self.tr("A project, or a package from your lead, is one file. Drop it here to open it.")))
        column.addStretch(1)
        return column

    def _make_last(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        title = QLabel(self.tr("Recent projects"))
        font = title.font()
        font.setWeight(font.Weight.DemiBold)
        title.setFont(font)
        self._no_recent = self._said(self.tr("Projects you open are listed here."))
        column.addWidget(title)
        column.addWidget(self._no_recent)
        column.addWidget(self.recent, 1)
        column.addStretch(0)
        return column

    def _make_recent(self) -> QListWidget:
        made = QListWidget()
        made.setObjectName("recent")
        made.setAccessibleName(self.tr("Recent projects"))
        made.setFrameShape(QListWidget.Shape.NoFrame)
        made.setMinimumHeight(320)
        made.setSpacing(3)
        made.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.itemActivated.connect(self._open)
        made.itemClicked.connect(self._open)
        return made

    def _said(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setWordWrap(True)
        self._quiet.append(label)
        return label

    def _go(self, deed: Callable[[Window], object]) -> None:
        """What was said before is over."""
        self._window.notice.clear()
        deed(self._window)

    def _open(self, item: QListWidgetItem) -> None:
        name = item.data(PATH)
        if self._window.workspace is not None:
            return  # a click and an activation came for the same item
        if os.path.isfile(Path(name)):
            self._window.open_project(Path(name))
            return
        self._window.settings.forget(name)
        self._window.say(self.tr("{0} is not there any more; it was taken off the list.").format(Path(name).name))
        self.refresh()


class _Way(QToolButton):
    """A button that Enter presses too: Qt leaves it with Space outside of dialogs."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is a click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)


def _short(folder: Path) -> str:
    try:
        return str(Path("~") / folder.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(folder)
