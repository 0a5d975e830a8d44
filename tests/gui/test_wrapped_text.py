"""Text on several lines: what is cut ends in dots, and nothing is lost where all lines are asked for."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QFontMetrics
from pytestqt.qtbot import QtBot

from annotator.gui.wrapped_text import lines_of

LONG = " ".join(f"word{number}" for number in range(60))


@pytest.mark.parametrize("words", [LONG, "x" * 300, "😀 " * 80, "سقط قتيلان في هجوم " * 12, "one\ntwo\nthree"])
def test_what_is_cut_ends_in_dots(qtbot: QtBot, words: str):
    font = QFont()
    whole = lines_of(words, font, 120)
    assert "".join("".join(whole).split()) == "".join(words.split())
    if "\n" not in words:
        assert all(QFontMetrics(font).horizontalAdvance(line) <= 130 for line in whole)
    cut = lines_of(words, font, 120, 2)
    assert len(cut) == 2
    assert cut[0] == whole[0]
    assert cut[1].endswith("…")
    assert lines_of(words, font, 120, len(whole)) == whole, "nothing is cut that has room"


def test_what_differs_behind_the_cut_is_told_apart_in_the_row_in_view(qtbot: QtBot):
    one, other = lines_of(f"{LONG} end", QFont(), 120, 4), lines_of(f"{LONG} stop", QFont(), 120, 4)
    assert one == other
    assert one[-1].endswith("…")
    assert lines_of(f"{LONG} end", QFont(), 120)[-1].endswith("end")
    assert lines_of("", QFont(), 120) == []
