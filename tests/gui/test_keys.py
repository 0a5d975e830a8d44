"""Keys that a person chose: which can be, what they do to others, and that every text names those in force."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from annotator import settings
from annotator.gui import keys
from annotator.gui.shortcuts_page import ShortcutsPage
from annotator.gui.window import Window
from annotator.project import Project

ALONE = ("screen_", "adjudication_", "incidents_")
"""Where nothing is typed, actions have letters and digits."""


@pytest.fixture(autouse=True)
def usual_keys(qapp: object) -> Iterator[None]:
    """The keys hold for the whole program: no test leaves its own behind."""
    yield
    keys.hold({})


@pytest.fixture
def hands(qtbot: QtBot, project: Project) -> Iterator[Hands]:
    path = project.path
    project.close()
    made = Hands(qtbot, path)
    yield made
    made.window.close_project()


def test_only_what_differs_is_kept():
    assert keys.sound({"add_event": ["Ctrl+N"]}) == {}
    assert keys.sound({"add_event": ["Ctrl+Shift+G", "F12"]}) == {"add_event": ("Ctrl+Shift+G", "F12")}
    assert keys.sound({"add_event": []}) == {"add_event": ()}, "no key is a choice, too"


@pytest.mark.parametrize("told", [
    None, [], "x", {"no_such": ["Ctrl+Shift+G"]}, {"add_event": ["nonsense"]}, {"add_event": "Ctrl+Shift+G"},
    {"add_event": [5]},
    {"add_event": ["A"]}, {"add_event": ["Shift+B"]}, {"add_event": ["Return"]}, {"add_event": ["Ctrl+C"]},
    {"add_event": ["Ctrl+Left"]}, {"add_event": ["Ctrl+K, Ctrl+N"]}, {"add_event": ["Ctrl+D"]},
])  # fmt: skip
def test_nonsense_counts_for_nothing(told: object):
    assert keys.sound(told) == {}


def test_no_key_is_given_twice_whatever_a_file_says():
    told = {
        "add_event": ["Ctrl+D", "Ctrl+Shift+G"],
        "copy_event": ["Ctrl+Shift+G", "F12"],
        "find": ["F12"],
        "search": ["Ctrl+F"],
    }
    users = [(key, name) for name, held in keys.in_force(keys.sound(told)).items() for key in held]
    assert not [(key, one, other) for key, one in users for there, other in users
                if key == there and one != other and keys.meet(one, other)]  # fmt: skip
    assert keys.sound(told)["add_event"] == ("Ctrl+D", "Ctrl+Shift+G"), "copy_event gave Ctrl+D up"


def test_actions_of_different_places_may_share_a_key():
    assert keys.user_of({}, "R", "screen_relevant") == "screen_relevant"
    assert keys.user_of({}, "R", "adjudication_reason") == "adjudication_reason"
    chosen = keys.with_keys({}, "adjudication_finish", ["F12"])
    assert keys.in_force(chosen)["done"] == ("Ctrl+Return", "Ctrl+Enter")
    chosen = keys.with_keys(chosen, "done", ["F12"])
    assert keys.in_force(chosen)["adjudication_finish"] == ("F12",)
    assert keys.sound(chosen) == chosen
    assert keys.in_force(keys.with_keys(chosen, "find", ["F12"]))["done"] == ()


def test_a_key_moved_is_taken_from_who_had_it_and_back_again():
    chosen = keys.with_keys({}, "add_event", ["Ctrl+D"])
    assert chosen == {"add_event": ("Ctrl+D",), "copy_event": ()}
    assert keys.sound(chosen) == chosen
    back = keys.with_keys(chosen, "add_event", ["Ctrl+N"])
    assert keys.with_keys(back, "copy_event", ["Ctrl+D"]) == {}


def test_a_broken_entry_in_the_file_costs_only_itself(settings_folder: Path, qtbot: QtBot):
    settings_folder.mkdir()
    told = {"shortcuts": {"add_event": ["Ctrl+Shift+G"], "undo": ["zzz"], "nobody": ["F12"]}, "measure": 7, "hints": 3}
    text = json.dumps(told)
    (settings_folder / "settings.json").write_text(text, encoding="utf-8")
    window = Window(settings.load())
    qtbot.addWidget(window)
    assert window.actions_by_id["add_event"].shortcut().toString() == "Ctrl+Shift+G"
    assert window.actions_by_id["undo"].shortcut().toString() == "Ctrl+Z"
    assert (window.settings.measure, window.settings.hints) == (75, [])


def test_other_keys_work_at_once_are_named_everywhere_and_are_remembered(hands: Hands):
    window = hands.window
    tip = window.code().strip.findChild(QToolButton, "events.add")
    assert isinstance(tip, QToolButton)
    assert "Ctrl+N" in tip.toolTip()
    window.set_keys({"add_event": ["Ctrl+Shift+G"], "take_value": ["F12"]})
    assert "Ctrl+Shift+G" in tip.toolTip()
    assert "Ctrl+Shift+G" in tip.accessibleName()
    assert "Ctrl+Shift+G" in window.actions_by_id["add_event"].toolTip()
    window.reader().setFocus()
    hands.press("Ctrl+N")
    assert window.current().events(window.focus.article) == []
    hands.press("Ctrl+Shift+G")
    assert len(window.current().events(window.focus.article)) == 1
    assert settings.load().shortcuts == {"add_event": ["Ctrl+Shift+G"], "take_value": ["F12"]}
    window.set_keys({"add_event": []})
    assert tip.toolTip() == "Add event"


def page_of(hands: Hands) -> ShortcutsPage:
    hands.window.actions_by_id["shortcuts"].trigger()
    found = hands.window.findChild(ShortcutsPage, "shortcuts")
    assert found is not None
    hands.window.activateWindow()
    found.activateWindow()
    return found


def shortcut(window: Window, name: str) -> str:
    action = window.actions_by_id[name]
    assert isinstance(action, QAction)
    return ", ".join(one.toString() for one in action.shortcuts())


def test_keys_are_changed_by_keyboard_alone(hands: Hands, qtbot: QtBot):
    page = page_of(hands)
    qtbot.waitUntil(page.isActiveWindow)
    hands.type("add event")
    hands.press("Down", "Return", "Ctrl+Shift+G")
    assert "free" in page.verdict.text()
    hands.press("Return")
    assert shortcut(hands.window, "add_event") == "Ctrl+Shift+G"
    hands.press("Ctrl+D")
    assert "Copy event" in page.verdict.text()
    hands.press("Shift+Return")
    assert shortcut(hands.window, "add_event") == "Ctrl+Shift+G, Ctrl+D"
    assert shortcut(hands.window, "copy_event") == ""
    page.usual.click()
    assert shortcut(hands.window, "add_event") == "Ctrl+N"
    page.all_usual.click()
    assert shortcut(hands.window, "copy_event") == "Ctrl+D"
    assert keys.held() == {}


@pytest.mark.parametrize(("key", "why"), [("X", "text"), ("Ctrl+V", "text"), ("Alt+F", "menu"), ("Ctrl+N", "already")])
def test_what_cannot_be_is_told_at_once(hands: Hands, qtbot: QtBot, key: str, why: str):
    page = page_of(hands)
    qtbot.waitUntil(page.isActiveWindow)
    page.choose("add_event")
    page.capture.setFocus()
    hands.press(key)
    assert why in page.verdict.text()
    assert not page.use.isEnabled()
    hands.press("Return")
    assert shortcut(hands.window, "add_event") == "Ctrl+N"


def test_no_usual_key_is_one_that_a_person_could_not_choose():
    """But for those that mean the same wherever there is text (help, taking back, removing), the map's, which has a second
    one where a date field opens its calendar, and those of places in which nothing is typed."""
    usual = {name: held for name, held in keys.usual().items() if not name.startswith(ALONE)}
    bad = {key for held in usual.values() for key in held if keys.own_use(key)}
    assert bad <= {"Ctrl+Z", "Ctrl+Y", "Ctrl+Shift+Z", "F1", "Ctrl+Shift+Backspace", "F4"}
