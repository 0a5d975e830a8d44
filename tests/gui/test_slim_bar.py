"""The slim scroll bar: what it draws, and that it scrolls."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from annotator.gui.slim_bar import WIDTH, slim


def area(qtbot: QtBot, lines: int) -> QPlainTextEdit:
    made = QPlainTextEdit("\n".join(map(str, range(lines))))
    slim(made)
    made.resize(200, 200)
    qtbot.addWidget(made)
    made.show()
    return made


def colors(made: QPlainTextEdit) -> set[int]:
    bar = made.verticalScrollBar()
    picture = bar.grab().toImage()
    return {picture.pixel(WIDTH // 2, y) for y in range(picture.height())}


def test_a_handle_stands_on_plain_ground(qtbot: QtBot):
    assert len(colors(area(qtbot, 300))) > 1


def test_nothing_is_drawn_where_nothing_scrolls(qtbot: QtBot):
    made = area(qtbot, 1)
    made.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    assert len(colors(made)) == 1


def test_a_click_below_the_handle_scrolls_a_page(qtbot: QtBot):
    made = area(qtbot, 300)
    bar = made.verticalScrollBar()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(WIDTH // 2, bar.height() - 30))
    assert bar.value() >= bar.pageStep()
