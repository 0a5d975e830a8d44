"""Editors of fields: what typing gives, what cannot be read, what the keys do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from annotator.codebook.conditions import ArticleFacts, Scope
from annotator.codebook.loading import find, load
from annotator.codebook.model import Codebook
from annotator.codebook.values import Unreadable
from annotator.gui.fields import Desk, FieldEditor, make_editor
from annotator.gui.fields.items import ItemsEditor
from annotator.gui.fields.popup import Choice, ChoicePopup, fitting

Key = Qt.Key
ENTER, TAB, DOWN, UP, ESCAPE, DELETE = Key.Key_Return, Key.Key_Tab, Key.Key_Down, Key.Key_Up, Key.Key_Escape, Key.Key_Delete
Make = Callable[..., FieldEditor]


@pytest.fixture(scope="module")
def codebooks() -> Mapping[str, Codebook]:
    """The shipped ones."""
    return {name: load(find(name))[0] for name in ("acled", "protest", "maverick", "ucdp_ged")}


@pytest.fixture
def make(qtbot: QtBot, codebooks: Mapping[str, Codebook]) -> Make:
    """Makes an editor in a shown window."""

    def built(codebook: str, name: str, value: Any = None, names: tuple[str, ...] = (), **event: Any) -> FieldEditor:
        host = QWidget()
        host.resize(420, 500)
        book = codebooks[codebook]
        desk = Desk(book, host, lambda: Scope(book, event, ArticleFacts(date="2020-06-02")), lambda _register: names)
        editor = make_editor(book.fields[name], desk, host)
        editor.resize(400, editor.sizeHint().height())
        editor.set_value(value)
        qtbot.addWidget(host)
        with qtbot.waitActive(host):
            host.show()
            host.activateWindow()
        editor.input().setFocus()
        return editor

    return built


def popup(editor: FieldEditor) -> ChoicePopup:
    """The list that is open under an editor."""
    return editor.desk.host.findChild(ChoicePopup, "choices")  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("codebook", "name", "typed", "value"),
    [
        ("acled", "event_date", "2 June 2020", "2020-06-02"),
        ("acled", "event_date", "2020-06-02", "2020-06-02"),
        ("protest", "start_date", "2020-06-01/2020-06-03", "2020-06-01/2020-06-03"),
        ("acled", "fatalities", "12", 12),
        ("acled", "fatalities", "dozens", 12),
        ("acled", "latitude", "35.4681", 35.4681),
        ("maverick", "deaths", "4/5/8", {"low": 4, "best": 5, "high": 8}),
        ("maverick", "deaths", "-9", {"missing": "-9"}),
        ("acled", "actor1", "Police Forces of Iraq (2014-)", "Police Forces of Iraq (2014-)"),
        ("acled", "event_type", "Battles", "Battles"),
        ("acled", "event_type", "remote", "Explosions/Remote violence"),
        ("acled", "inter1", "3.0", "3"),
        ("acled", "country", "Iraq", "Iraq"),
        ("acled", "source", "Xinhua; Khaama Press", ["Xinhua", "Khaama Press"]),
        ("protest", "forms", "Vigil", ["vigil"]),
    ],
)
def test_what_is_typed_is_the_value(make: Make, qtbot: QtBot, codebook: str, name: str, typed: str, value: Any) -> None:
    editor = make(codebook, name)
    qtbot.keyClicks(editor.input(), typed)
    assert editor.value() == value
    editor.set_value(value)
    assert not editor.is_dirty()
    assert editor.value() == value


@pytest.mark.parametrize(
    ("name", "typed", "why"),
    [
        ("event_date", "someday", "someday"),
        ("event_date", "02/06/2020", "2020-06-02"),
        ("fatalities", "a lot", "not a whole number"),
        ("latitude", "north", "not a number"),
        ("event_type", "xyz", "not an answer"),
        ("country", "Repub", "choose one"),
    ],
)
def test_what_cannot_be_read_stays_and_says_why(make: Make, qtbot: QtBot, name: str, typed: str, why: str) -> None:
    editor = make("acled", name)
    qtbot.keyClicks(editor.input(), typed)
    with pytest.raises(Unreadable, match=why):
        editor.value()
    assert editor.draft() == typed


def test_any_script_is_kept_as_it_is(make: Make) -> None:
    editor = make("acled", "actor1")
    editor.line.insert("  الجيش العراقي 😀 ")  # type: ignore[attr-defined]
    assert editor.value() == "الجيش العراقي 😀"


def test_escape_gives_the_saved_value_back(make: Make, qtbot: QtBot) -> None:
    editor = make("acled", "fatalities", 3)
    qtbot.keyClicks(editor.input(), "9")
    assert editor.is_dirty()
    with qtbot.waitSignal(editor.restored):
        qtbot.keyClick(editor.input(), ESCAPE)
    assert editor.value() == 3


def test_showing_a_value_emits_nothing(make: Make, qtbot: QtBot) -> None:
    for codebook, name, value in (
        ("acled", "event_type", "Riots"), ("acled", "notes", "On 2 June"), ("acled", "source", ["A", "B"]),
        ("acled", "event_date", "2020-06-02"), ("protest", "police", "yes"), ("maverick", "actors", [{"name": "X"}]),
    ):  # fmt: skip
        editor = make(codebook, name)
        heard: list[str] = []
        editor.committed.connect(lambda heard=heard: heard.append("committed"))
        editor.edited.connect(lambda heard=heard: heard.append("edited"))
        editor.set_value(value)
        assert editor.value() == value
        editor.set_value(None)
        assert editor.value() is None
        assert heard == []


def test_a_code_unchanged_is_the_very_same_even_outside_the_list(make: Make) -> None:
    assert make("acled", "event_type", "Remote violence?").value() == "Remote violence?"


def test_enter_takes_the_highlighted_code_and_goes_on(make: Make, qtbot: QtBot) -> None:
    editor = make("acled", "event_type")
    qtbot.keyClicks(editor.input(), "r")
    assert popup(editor).isVisible()
    with qtbot.waitSignal(editor.moved):
        qtbot.keyClick(editor.input(), ENTER)
    assert editor.value() == "Riots"
    assert not popup(editor).isVisible()


def test_the_list_explains_the_highlighted_code(make: Make, qtbot: QtBot, codebooks: Mapping[str, Codebook]) -> None:
    editor = make("acled", "event_type")
    qtbot.keyClick(editor.input(), DOWN)
    qtbot.keyClick(editor.input(), DOWN)
    shown = popup(editor).current()
    assert shown is not None
    assert shown.guidance is not None
    assert shown.guidance is codebooks["acled"].lists["event_types"].by_code[shown.value]
    text = " ".join(label.text() for label in popup(editor).findChildren(type(editor.remark)))  # type: ignore[attr-defined]
    assert str(shown.guidance.definition) in text
    assert str(shown.guidance.counter_example) in text


def test_a_digit_picks_from_a_short_list(make: Make, qtbot: QtBot) -> None:
    editor = make("acled", "event_type")
    with qtbot.waitSignal(editor.committed):
        qtbot.keyClick(editor.input(), Key.Key_2)
    assert editor.value() == "Protests"


def test_delete_empties_a_code(make: Make, qtbot: QtBot) -> None:
    editor = make("acled", "event_type", "Battles")
    qtbot.keyClick(editor.input(), DELETE)
    assert editor.value() is None


def test_a_narrower_list_follows_its_parent(make: Make, qtbot: QtBot) -> None:
    editor = make("acled", "sub_event_type", event_type="Battles")
    assert [choice.value for choice in editor.choices()][-1] == "Armed clash"  # type: ignore[attr-defined]
    assert len(editor.choices()) == 3  # type: ignore[attr-defined]
    free = make("acled", "sub_event_type")
    assert len(free.choices()) == 25  # type: ignore[attr-defined]


def test_choices_are_found_by_alias_and_best_first() -> None:
    choices = [Choice("a", "Armed clash"), Choice("b", "Clash of words", ("arms",)), Choice("c", "Other")]
    assert [one.value for one in fitting(choices, "clash")] == ["b", "a"]
    assert [one.value for one in fitting(choices, "arms")] == ["b"]
    assert fitting(choices, "zzz") == []


@pytest.mark.parametrize(("key", "value"), [("y", "yes"), ("n", "no"), ("u", "unclear"), ("2", "no")])
def test_letters_answer_a_yes_no_question(make: Make, qtbot: QtBot, key: str, value: str) -> None:
    editor = make("protest", "police")
    with qtbot.waitSignal(editor.committed):
        qtbot.keyClicks(editor.input(), key)
    assert editor.value() == value
    qtbot.keyClick(editor.input(), DELETE)
    assert editor.value() is None


def test_a_date_says_its_weekday_and_moves_by_a_day(make: Make, qtbot: QtBot) -> None:
    editor = make("acled", "event_date")
    qtbot.keyClicks(editor.input(), "31 May 2020")
    assert editor.remark.text() == "2020-05-31 Sun"  # type: ignore[attr-defined]
    qtbot.keyClick(editor.input(), UP)
    assert editor.value() == "2020-06-01"


def test_both_readings_of_a_date_are_offered(make: Make, qtbot: QtBot) -> None:
    editor = make("acled", "event_date")
    qtbot.keyClicks(editor.input(), "02/06/2020")
    assert [choice.value for choice in popup(editor)._shown] == ["2020-02-06", "2020-06-02"]
    qtbot.keyClick(editor.input(), DOWN)
    qtbot.keyClick(editor.input(), DOWN)
    qtbot.keyClick(editor.input(), ENTER)
    assert editor.value() == "2020-06-02"


def test_a_click_in_the_list_picks(make: Make, qtbot: QtBot) -> None:
    editor = make("acled", "event_type")
    qtbot.mouseClick(editor.input(), Qt.MouseButton.LeftButton)
    shown = popup(editor)
    assert shown.isVisible()
    item = shown._list.item(2)
    with qtbot.waitSignal(editor.committed):
        qtbot.mouseClick(shown._list.viewport(), Qt.MouseButton.LeftButton, pos=shown._list.visualItemRect(item).center())
    assert editor.value() == "Riots"
    assert editor.input().hasFocus()
    assert not shown.isVisible()


def test_a_click_on_the_answer_given_takes_it_back(make: Make, qtbot: QtBot) -> None:
    editor = make("protest", "police", "yes")
    button = editor._buttons["yes"]  # type: ignore[attr-defined]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert editor.value() is None


def test_the_calendar_opens_at_the_articles_day_and_gives_a_day(make: Make, qtbot: QtBot) -> None:
    editor = make("acled", "event_date")
    qtbot.keyClick(editor.input(), Key.Key_F4)
    calendar = editor.desk.host.findChild(QWidget, "calendar")
    assert calendar is not None
    assert calendar.isVisible()
    days = calendar.days  # type: ignore[attr-defined]
    assert days.selectedDate().toString(Qt.DateFormat.ISODate) == "2020-06-02"
    with qtbot.waitSignal(editor.committed):
        days.clicked.emit(days.selectedDate().addDays(-2))
    assert editor.value() == "2020-05-31"


@pytest.mark.parametrize("text", ["x" * 1_000_000, "word " * 200_000, "x\n" * 500_000], ids=["one word", "one line", "lines"])
def test_a_megabyte_in_a_long_text_does_not_hold_the_window_up(make: Make, text: str) -> None:
    """One word of a megabyte, wrapped where words end, takes half a minute for each layout."""
    editor = make("acled", "notes")
    box = editor.input()
    assert isinstance(box, QPlainTextEdit)
    start = perf_counter()
    box.insertPlainText(text)
    editor.resize(editor.width() - 20, editor.sizeHint().height())
    QApplication.processEvents()
    assert perf_counter() - start < 12
    assert editor.value() == text.strip("\n")
    assert box.height() < 600
    usual = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
    assert (box.wordWrapMode() == usual) == (len(text.split()) > 1)
    box.setPlainText("Soldiers said")
    assert box.wordWrapMode() == usual


def test_a_long_text_asks_to_be_saved_when_the_typing_rests(make: Make, qtbot: QtBot) -> None:
    editor = make("acled", "notes")
    with qtbot.waitSignal(editor.edited, timeout=4000):
        qtbot.keyClicks(editor.input(), "On 2 June")
        qtbot.keyClick(editor.input(), ENTER)
    assert editor.value() == "On 2 June"
    with qtbot.waitSignal(editor.moved):
        qtbot.keyClick(editor.input(), ENTER, Qt.KeyboardModifier.ControlModifier)


def test_items_are_added_ordered_changed_and_removed_by_key(make: Make, qtbot: QtBot) -> None:
    editor = make("acled", "source")
    assert isinstance(editor, ItemsEditor)
    for name in ("Xinhua", "BBC", "AFP"):
        qtbot.keyClicks(editor.input(), name)
        qtbot.keyClick(editor.input(), ENTER)
        editor.set_value(editor.value())
    assert editor.value() == ["Xinhua", "BBC", "AFP"]
    qtbot.keyClick(editor.input(), UP)
    last = editor.findChild(QWidget, "item.source.3")
    assert last is not None
    assert last.hasFocus()
    qtbot.keyClick(last, UP, Qt.KeyboardModifier.AltModifier)
    assert editor.value() == ["Xinhua", "AFP", "BBC"]
    second = editor.findChild(QWidget, "item.source.2")
    assert second is not None
    assert second.hasFocus()
    qtbot.keyClicks(second, " Arabic")
    qtbot.keyClick(second, ENTER)
    assert editor.value() == ["Xinhua", "AFP Arabic", "BBC"]
    qtbot.keyClick(editor.input(), Key.Key_Backspace)
    assert editor.value() == ["Xinhua", "AFP Arabic"]


def test_enter_in_an_empty_list_line_goes_on(make: Make, qtbot: QtBot) -> None:
    editor = make("acled", "source", ["Xinhua"])
    with qtbot.waitSignal(editor.moved):
        qtbot.keyClick(editor.input(), ENTER)
    assert editor.value() == ["Xinhua"]


def test_several_codes_are_ticked_with_space(make: Make, qtbot: QtBot) -> None:
    editor = make("protest", "forms", ["strike"])
    qtbot.keyClick(editor.input(), DOWN)
    qtbot.keyClick(editor.input(), DOWN)
    qtbot.keyClick(editor.input(), Key.Key_Space)
    assert editor.value() == ["strike", "rally"]
    assert popup(editor).isVisible()
    qtbot.keyClick(editor.input(), Key.Key_Space)
    assert editor.value() == ["strike"]


def test_a_tag_that_takes_a_value_waits_for_it(make: Make, qtbot: QtBot) -> None:
    editor = make("acled", "tags")
    qtbot.keyClicks(editor.input(), "crowd")
    qtbot.keyClick(editor.input(), ENTER)
    qtbot.keyClicks(editor.input(), "around 50")
    qtbot.keyClick(editor.input(), ENTER)
    assert editor.value() == ["crowd size=around 50"]


def test_names_of_the_register_are_offered_and_not_forced(make: Make, qtbot: QtBot) -> None:
    editor = make("acled", "actor1", names=("Protesters (Iraq)", "Police Forces of Iraq (2014-)"))
    qtbot.keyClicks(editor.input(), "pol")
    assert [choice.value for choice in popup(editor)._shown] == ["Police Forces of Iraq (2014-)"]
    assert editor.value() == "pol"
    qtbot.keyClick(editor.input(), DOWN)
    qtbot.keyClick(editor.input(), ENTER)
    assert editor.value() == "Police Forces of Iraq (2014-)"


def test_group_items_are_made_filled_and_named_for_evidence(make: Make, qtbot: QtBot) -> None:
    editor = make("maverick", "actors")
    heard: list[str] = []
    editor.entered.connect(heard.append)
    qtbot.keyClick(editor.input(), ENTER)
    name = editor.findChild(QWidget, "field.actors.1.name")
    assert name is not None
    assert name.hasFocus()
    assert heard[-1] == "1.name"
    assert editor.value() is None
    qtbot.keyClicks(name, "Militia")
    qtbot.keyClick(name, ENTER)
    assert editor.value() == [{"name": "Militia"}]
    kind, sub = (editor.findChild(QWidget, f"field.actors.1.{one}") for one in ("type", "subtype"))
    assert kind is not None
    assert sub is not None
    qtbot.keyClicks(kind, "armed")
    qtbot.keyClick(kind, ENTER)
    assert editor.value() == [{"name": "Militia", "type": "armed"}]
    assert name in editor.inputs()
    assert editor.inputs().index(name) < editor.inputs().index(kind)


def test_a_code_that_no_longer_belongs_goes_with_its_parent_in_a_group(make: Make, codebooks: Mapping[str, Codebook]) -> None:
    kinds = codebooks["maverick"].lists["actor_types"]
    child, parent = next(iter(kinds.parents.items()))
    other = next(code.code for code in kinds.codes if code.code != parent)
    editor = make("maverick", "actors", [{"name": "X", "type": parent, "subtype": child}])
    editor.change(0, "type", other)  # type: ignore[attr-defined]
    assert editor.value() == [{"name": "X", "type": other}]


def test_group_items_move_and_go(make: Make) -> None:
    editor = make("maverick", "actors", [{"name": "A"}, {"name": "B"}])
    editor.shift(1, -1)  # type: ignore[attr-defined]
    assert editor.value() == [{"name": "B"}, {"name": "A"}]
    editor.take(0)  # type: ignore[attr-defined]
    assert editor.value() == [{"name": "A"}]
