"""Fixing and overruling by keys alone: found in the menus, at a field nobody has been at, and in the list of problems."""

from __future__ import annotations

from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from annotator.formats.sample import make_sample
from annotator.gui.palette import fit


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Hands:
    """At the sample article, with one empty event."""
    path = tmp_path / "desk.annotator"
    make_sample(path)
    at_work = Hands(qtbot, path)
    at_work.press("Ctrl+N")
    return at_work


def menu() -> QMenu:
    """The menu that is open."""
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


def in_reader(hands: Hands) -> bool:
    """Whether the keyboard is in the article."""
    here = QApplication.focusWidget()
    return here is not None and hands.window.reader().isAncestorOf(here)


def test_f8_to_a_required_field_shows_its_problem_and_lets_it_be_overruled(hands: Hands) -> None:
    """Also at the very first visit, and the list of problems goes along."""
    window = hands.window
    hands.press("F8")
    chosen = window.code().problems.list.currentItem()
    listed = next(one for one in window.code().problems.listed() if one.problem.field == window.focus.field)
    assert chosen.data(Qt.ItemDataRole.UserRole) == listed
    assert listed.problem.message in hands.said()
    hands.press("Ctrl+.")
    offered = [action.text() for action in menu().actions()]
    assert "Overrule…" in offered
    menu().actions()[offered.index("Overrule…")].trigger()
    menu().close()
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    hands.type("the source does not say")
    hands.press("Return")
    event = window.current().event(window.focus.event)
    assert event.overruled[listed.problem.key] == "the source does not say"


def test_the_ways_out_are_found_by_their_words(hands: Hands) -> None:
    """In the palette and on the page of shortcuts, which take the action's title."""
    action = hands.window.actions_by_id["ways_out"]
    assert action.isEnabled()
    assert action.shortcut().toString() == "Ctrl+."
    for words in ("fix", "overrule", "way out"):
        assert fit(words, action.text().replace("&", "")) is not None


def test_a_field_without_problems_says_so(hands: Hands) -> None:
    """Instead of doing nothing."""
    hands.fill("actor1", "Police Forces of Iraq (2014-)")
    hands.go("tags")
    hands.press("Ctrl+.")
    assert QApplication.activePopupWidget() is None
    assert "No problem" in hands.said()


def test_in_the_list_the_key_goes_to_the_chosen_problems_ways(hands: Hands) -> None:
    """The chosen one, whatever field is in view."""
    problems = hands.window.code().problems
    problems.list.setFocus()
    hands.press("Ctrl+.")
    assert QApplication.focusWidget() in (problems.fix, problems.overrule)


@pytest.mark.parametrize("closed", [True, False])
def test_what_was_looked_for_from_a_field_brings_the_keyboard_back_there(hands: Hands, closed: bool) -> None:
    """Whether the bar of the search was closed by Escape or is still open."""
    hands.go("fatalities")
    hands.press("Ctrl+F")
    hands.type("two")
    hands.press(*(["Escape"] if closed else []), "Ctrl+T")
    event = hands.window.current().event(hands.window.focus.event)
    assert event.values["fatalities"] == 2
    here = QApplication.focusWidget()
    assert here is not None
    assert here.objectName() == "field.fatalities"


def test_who_reads_stays_in_the_text(hands: Hands) -> None:
    """Selected there by mouse or key, without a search from the form; and where nothing could be taken."""
    hands.go("fatalities")
    hands.find("offensive")
    hands.press("Ctrl+T")
    assert in_reader(hands)
    hands.go("actor1")
    hands.select("the army forces")
    hands.press("Ctrl+E")
    assert hands.window.current().evidence(hands.window.focus.event)
    assert in_reader(hands)
