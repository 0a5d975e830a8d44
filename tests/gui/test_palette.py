"""The palette: what fits what was typed, and what keys do in it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.gui.palette import Entry, Palette, fit, matching


def titles(words: str, *known: str) -> list[str]:
    return [entry.title for entry in matching(words, [Entry(one) for one in known])]


def test_the_start_comes_before_a_word_before_the_middle_before_letters():
    known = ("Renumber", "Next event", "Events", "Prevent", "Even odd")
    assert titles("even", *known) == ["Events", "Even odd", "Next event", "Prevent"]


def test_every_word_must_be_found_in_any_order():
    assert titles("event add", "Add event", "Add article", "Copy event") == ["Add event"]


@pytest.mark.parametrize(("words", "title", "fits"), [
    ("nxt", "Next article", True), ("na", "Next article", True), ("zz", "Next article", False),
    ("ext", "Next article", True), ("", "Anything", True), ("كركوك", "اشتباك في كركوك", True), ("STRASSE", "Straße", True),
])  # fmt: skip
def test_what_fits(words: str, title: str, fits: bool):
    assert (fit(words, title) is not None) is fits


def test_equally_good_entries_stand_by_rank():
    known = [Entry("Location", "field", rank=1), Entry("Locate")]
    assert [entry.title for entry in matching("loc", known)] == ["Locate", "Location"]


def test_typing_arrows_and_enter_run_the_marked_entry(qtbot: QtBot):
    done: list[str] = []
    names = ("Add event", "Copy event", "Remove event")
    palette = Palette(None, [Entry(name, run=lambda name=name: done.append(name)) for name in names])
    palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(palette)
    palette.show()
    qtbot.keyClicks(palette.words, "event")
    assert palette.titles() == list(names)
    qtbot.keyClick(palette.words, Qt.Key.Key_Down)
    qtbot.keyClick(palette.words, Qt.Key.Key_Return)
    assert done == ["Copy event"]
    assert not palette.isVisible()


def test_up_from_the_first_goes_to_the_last(qtbot: QtBot):
    done: list[str] = []
    palette = Palette(None, [Entry(name, run=lambda name=name: done.append(name)) for name in "abc"])
    palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(palette)
    palette.show()
    qtbot.keyClick(palette.words, Qt.Key.Key_Up)
    qtbot.keyClick(palette.words, Qt.Key.Key_Return)
    assert done == ["c"]


def test_nothing_fits_and_enter_does_nothing(qtbot: QtBot):
    done: list[str] = []
    palette = Palette(None, [Entry("Add", run=lambda: done.append("Add"))])
    palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(palette)
    palette.show()
    qtbot.keyClicks(palette.words, "xyz")
    qtbot.keyClick(palette.words, Qt.Key.Key_Return)
    assert done == []
    assert palette.isVisible()
    assert palette.titles() == []


def test_more_is_asked_for_what_was_typed(qtbot: QtBot):
    asked: list[str] = []

    def more(words: str) -> list[Entry]:
        asked.append(words)
        return [Entry(f"Article {words}")]

    palette = Palette(None, [Entry("Add")], more=more)
    palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(palette)
    qtbot.keyClicks(palette.words, "12 ")
    assert asked[-1] == "12"
    assert palette.titles() == ["Article 12"]
