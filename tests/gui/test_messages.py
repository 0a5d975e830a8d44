"""Questions before something is lost: Enter presses the button that loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from annotator.gui.messages import ask, may_write


def pressing(key: Qt.Key, seen: list[str]) -> None:
    """Presses a key in the question that comes next, and notes its buttons, the one for Enter first."""

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        buttons = dialog.findChildren(QPushButton)
        seen.extend(one.text().replace("&", "") for one in sorted(buttons, key=lambda one: not one.isDefault()))
        QTest.keyClick(dialog.focusWidget() or dialog, key)
        if dialog.isVisible():
            dialog.close()

    QTimer.singleShot(0, press)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space])
def test_a_file_that_is_there_stays_unless_it_is_meant(qtbot: QtBot, tmp_path: Path, key: Qt.Key):
    over = QWidget()
    qtbot.addWidget(over)
    assert may_write(over, tmp_path / "a.csv")
    (tmp_path / "a.csv").write_text("mine", encoding="utf-8")
    seen = list[str]()
    pressing(key, seen)
    assert not may_write(over, tmp_path / "a.csv")
    assert seen == ["Cancel", "Write over it"]


def test_what_can_be_taken_back_is_done_by_enter(qtbot: QtBot):
    over = QWidget()
    qtbot.addWidget(over)
    seen = list[str]()
    pressing(Qt.Key.Key_Return, seen)
    assert ask(over, "Close it?", "Close")
    assert seen == ["Close", "Cancel"]
