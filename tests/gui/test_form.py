"""The form on real projects: what is typed is saved, what follows is shown, what is wrong is said, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QPushButton, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from annotator.formats.articles.sources import read_articles
from annotator.gui.colors import is_dark
from annotator.gui.focus import Focus
from annotator.gui.form import Form
from annotator.gui.theme import make_palette
from annotator.gui.workspace import Workspace
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote
from annotator.shipped import resource

ENTER, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class Desk:
    """A form in a window, with the event in view, driven like a person would."""

    def __init__(self, qtbot: QtBot, workspace: Workspace, focus: Focus) -> None:
        self.qtbot, self.workspace, self.focus = qtbot, workspace, focus
        self.form = Form(workspace, focus)
        self.form.resize(420, 800)
        qtbot.addWidget(self.form)
        with qtbot.waitActive(self.form):
            self.form.show()
            self.form.activateWindow()

    def add(self, **values: Any) -> str:
        """A new event, in view."""
        uid = self.workspace.add_event(self.focus.article, values)
        self.focus.show_event(uid)
        return uid

    def field(self, name: str) -> QWidget:
        """Where a field is typed."""
        found = self.form.findChild(QWidget, f"field.{name}")
        assert found is not None, name
        return found

    def row(self, name: str) -> Any:
        """A field's row."""
        return self.form._rows[name]

    def type(self, text: str, *keys: Qt.Key) -> None:
        """Types where the keyboard is."""
        self.qtbot.keyClicks(QApplication.focusWidget(), text)
        for key in keys:
            self.press(key)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key."""
        self.qtbot.keyClick(QApplication.focusWidget(), key, modifiers)

    def here(self) -> str:
        """The object name of what has the keyboard."""
        focused = QApplication.focusWidget()
        return focused.objectName() if focused else ""

    @property
    def values(self) -> dict[str, Any]:
        """What is saved."""
        return dict(self.workspace.event(self.focus.event).values)

    def said(self, name: str) -> list[str]:
        """The problems shown under a field."""
        return [problem.message for problem, reason in self.row(name).notes.problems if reason is None]


@pytest.fixture
def desk(qtbot: QtBot, workspace: Workspace, focus: Focus) -> Desk:
    """On ACLED's codebook."""
    return Desk(qtbot, workspace, focus)


@pytest.fixture
def desk_on(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    """On another codebook."""
    opened: list[Project] = []

    def make(codebook: str) -> Desk:
        project = Project.create(tmp_path / f"{codebook}.annotator", codebook, coder="ann")
        opened.append(project)
        project.articles.add([one for one in read_articles([resource("sample")]) if isinstance(one, ArticleDraft)])
        focus = Focus()
        focus.show_article(next(iter(project.articles.walk())).uid)
        return Desk(qtbot, Workspace(project), focus)

    yield make
    for project in opened:
        project.close()


def test_without_an_event_there_is_a_button_that_adds_one(desk: Desk) -> None:
    button = desk.form.findChild(QPushButton, "add_event")
    assert button is not None
    assert button.isVisible()
    button.click()
    assert desk.focus.event
    assert desk.here() == "field.event_date"
    assert not button.isVisible()


def test_a_whole_event_by_keyboard(desk: Desk) -> None:
    desk.add()
    desk.form.show_field("event_date")
    desk.type("2 June 2020", ENTER)
    desk.type("1", ENTER)
    desk.type("batt", ENTER)
    desk.type("armed", TAB)
    desk.type("2", ENTER)
    desk.type("Military Forces of Iraq (2014-)", ENTER)
    desk.type("Kurds", ENTER)
    desk.press(ENTER)
    assert desk.here() == "field.inter1"
    desk.type("State", TAB)
    desk.type("Islamic State (Iraq)", ENTER)
    desk.press(TAB)
    desk.type("2", ENTER)
    assert desk.here() == "field.country"
    desk.type("Iraq", ENTER)
    assert desk.values == {
        "event_date": "2020-06-02", "time_precision": "1", "event_type": "Battles", "sub_event_type": "Armed clash",
        "fatalities": 2, "actor1": "Military Forces of Iraq (2014-)", "assoc_actor_1": ["Kurds"], "inter1": "1",
        "actor2": "Islamic State (Iraq)", "inter2": "2", "country": "Iraq",
    }  # fmt: skip
    assert desk.row("interaction").derived.text().startswith("12")
    assert desk.row("iso").derived.text() == "368"
    desk.press(ENTER, SHIFT)
    assert desk.here() == "field.country"


def test_what_is_typed_is_saved_when_the_form_is_left(desk: Desk) -> None:
    desk.add()
    desk.form.show_field("location")
    desk.type("Kirkuk")
    assert "location" not in desk.values
    desk.form.leave()
    assert desk.values["location"] == "Kirkuk"


def test_what_is_typed_counts_for_the_event_that_was_in_view(desk: Desk) -> None:
    first = desk.add()
    desk.form.show_field("location")
    desk.type("Kirkuk")
    second = desk.add()
    assert desk.workspace.event(first).values["location"] == "Kirkuk"
    assert "location" not in desk.workspace.event(second).values
    assert desk.field("location").text() == ""  # type: ignore[attr-defined]
    assert desk.focus.field == "location"


def test_unreadable_text_stays_tells_why_and_comes_back(desk: Desk) -> None:
    first = desk.add()
    desk.form.show_field("fatalities")
    desk.type("very many", TAB)
    assert "not a whole number" in desk.row("fatalities").notes.refusal
    assert "fatalities" not in desk.values
    desk.add()
    assert desk.field("fatalities").text() == ""  # type: ignore[attr-defined]
    assert desk.row("fatalities").notes.refusal == ""
    desk.focus.show_event(first)
    assert desk.field("fatalities").text() == "very many"  # type: ignore[attr-defined]
    assert "not a whole number" in desk.row("fatalities").notes.refusal
    desk.form.show_field("fatalities")
    desk.press(Qt.Key.Key_Escape)
    assert desk.row("fatalities").notes.refusal == ""


def test_the_narrower_list_follows_and_is_cleared(desk: Desk) -> None:
    desk.add(event_type="Battles", sub_event_type="Armed clash")
    desk.form.show_field("event_type")
    desk.type("riots", ENTER)
    assert desk.values == {"event_type": "Riots"}
    assert desk.field("sub_event_type").text() == ""  # type: ignore[attr-defined]
    assert [one.value for one in desk.row("sub_event_type").editor.choices()] == ["Violent demonstration", "Mob violence"]


def test_a_narrower_code_chosen_first_brings_the_broader_one(desk: Desk) -> None:
    desk.add()
    desk.form.show_field("sub_event_type")
    desk.type("air/drone", ENTER)
    assert desk.values == {"sub_event_type": "Air/drone strike", "event_type": "Explosions/Remote violence"}
    assert desk.field("event_type").text() == "Explosions/Remote violence"  # type: ignore[attr-defined]


def test_a_field_that_is_not_asked_is_not_there(desk_on: Callable[[str], Desk]) -> None:
    desk = desk_on("protest")
    desk.add()
    assert desk.row("police_actions").isHidden()
    desk.form.show_field("police")
    desk.type("y")
    assert not desk.row("police_actions").isHidden()
    desk.press(TAB)
    assert desk.here() == "field.police_actions"
    desk.form.show_field("police")
    desk.type("n", TAB)
    assert desk.row("police_actions").isHidden()
    assert desk.here() == "field.violence"


def test_a_value_nobody_asks_for_stays_in_sight_with_its_problem(desk_on: Callable[[str], Desk]) -> None:
    desk = desk_on("protest")
    desk.add(police="no", police_actions=["arrests"])
    assert not desk.row("police_actions").isHidden()
    assert any("not asked" in text for text in desk.said("police_actions"))


def test_a_new_event_is_not_scolded_before_a_field_is_left(desk: Desk) -> None:
    desk.add()
    assert desk.said("event_date") == []
    assert desk.row("event_date").label.text().endswith("*")
    desk.form.show_field("event_date")
    assert desk.said("event_date") == []
    desk.press(TAB)
    assert desk.said("event_date") == ["Event date is needed here."]


def test_a_problem_is_fixed_by_its_button(desk: Desk) -> None:
    desk.add(event_type="Battles", sub_event_type="Mob violence")
    assert any("does not belong" in text for text in desk.said("sub_event_type"))
    fix = desk.row("sub_event_type").notes.findChild(QPushButton, "fix")
    assert fix.isVisible()
    assert fix.text() == "Set Riots"
    fix.click()
    assert desk.values["event_type"] == "Riots"
    assert desk.said("sub_event_type") == []
    assert not fix.isVisible()


def test_an_error_is_overruled_with_a_reason_and_that_is_taken_back(desk: Desk) -> None:
    uid = desk.add(event_type="Battles", sub_event_type="Mob violence")
    notes = desk.row("sub_event_type").notes
    button = notes.findChild(QPushButton, "overrule")
    button.click()
    assert desk.here() == "overrule_reason"
    desk.press(ENTER)
    assert not desk.workspace.event(uid).overruled
    desk.type("the source says so", ENTER)
    assert list(desk.workspace.event(uid).overruled.values()) == ["the source says so"]
    assert desk.said("sub_event_type") == []
    assert button.text() == "Take back"
    button.click()
    assert not desk.workspace.event(uid).overruled
    assert desk.said("sub_event_type")


def test_a_derived_value_is_shown_and_a_given_one_that_differs_is_a_problem(desk: Desk) -> None:
    desk.add(event_date="2020-06-02", year=2019)
    row = desk.row("year")
    assert row.derived.isVisible()
    assert row.editor.isHidden()
    assert row.derived.text() == "2019"
    row.notes.findChild(QPushButton, "fix").click()
    assert row.derived.text() == "2020"


def test_a_required_field_whose_value_does_not_follow_can_be_typed(desk: Desk) -> None:
    desk.add(actor1="Protesters (Iraq)")
    assert desk.row("inter1").derived.isVisible()
    assert desk.row("inter1").derived.text().startswith("6")
    desk.add(actor1="Police Forces of Iraq (2014-)")
    assert desk.row("inter1").derived.isHidden()
    desk.form.show_field("inter1")
    desk.type("1", TAB)
    assert desk.values["inter1"] == "1"


def test_at_what_follows_from_others_nothing_can_be_typed_into_the_field_before(desk: Desk) -> None:
    desk.add(event_date="2020-06-02", actor1="Protesters (Iraq)")
    desk.form.show_field("actor1")
    desk.form.show_field("inter1")
    assert desk.focus.field == "inter1"
    strip = desk.form.findChild(QTextBrowser, "field_help")
    assert strip is not None
    assert "follows from other answers" in strip.toPlainText()
    desk.type("Rioters", TAB)
    assert desk.values["actor1"] == "Protesters (Iraq)"
    assert desk.here() == "field.actor2"
    desk.form.show_field("inter1")
    desk.press(Qt.Key.Key_Backtab)
    assert desk.here() == "field.assoc_actor_1"


def test_refilling_changes_nothing(desk: Desk) -> None:
    first = desk.add(event_date="2020-06-02", source=["A", "B"], fatalities=3, notes="On 2 June", event_type="Riots")
    second = desk.add()
    steps = desk.workspace.project.history.to_undo()
    heard: list[object] = []
    desk.workspace.changed.connect(heard.append)
    for _ in range(3):
        desk.focus.show_event(first)
        desk.form.leave()
        desk.focus.show_event(second)
        desk.form.leave()
    assert heard == []
    assert desk.workspace.project.history.to_undo() == steps


def test_undo_is_seen_at_once(desk: Desk) -> None:
    desk.add()
    desk.form.show_field("location")
    desk.type("Kirkuk", TAB)
    desk.workspace.undo()
    assert desk.field("location").text() == ""  # type: ignore[attr-defined]
    desk.workspace.redo()
    assert desk.field("location").text() == "Kirkuk"  # type: ignore[attr-defined]


def test_a_long_text_is_one_step_however_often_it_rests(desk: Desk) -> None:
    desk.add()
    desk.form.show_field("notes")
    for text in ("On 2 June ", "2020, ", "it happened."):
        desk.type(text)
        desk.row("notes").editor.edited.emit()
    desk.type(" Done", TAB)
    assert desk.values["notes"] == "On 2 June 2020, it happened. Done"
    desk.workspace.undo()
    assert "notes" not in desk.values


def test_evidence_is_marked_and_its_status_is_set_from_the_menu(desk: Desk) -> None:
    uid = desk.add(event_date="2020-06-02")
    text = desk.workspace.project.articles.get(desk.focus.article).text  # type: ignore[union-attr]
    mark = desk.row("event_date").mark
    assert mark.status == ""
    desk.workspace.add_evidence(uid, "event_date", [Quote("text", 0, 4, text[:4]), Quote("text", 5, 7, text[5:7])])
    assert (mark.status, mark.passages) == ("text", 2)
    actions = mark.make_menu().actions()
    actions[-1].trigger()
    assert mark.status == ""
    assert desk.workspace.evidence(uid) == []
    mark.make_menu().actions()[0].trigger()
    assert mark.status == "inferred"
    assert "Inferred" in mark.accessibleName()


def test_a_list_item_is_in_view_with_its_own_name(desk: Desk) -> None:
    uid = desk.add(source=["Xinhua", "BBC"])
    desk.form.show_field("source", "BBC")
    assert (desk.focus.field, desk.focus.item) == ("source", "BBC")
    desk.row("source").mark.make_menu().actions()[0].trigger()
    assert [(one.field, one.item) for one in desk.workspace.evidence(uid)] == [("source", "BBC")]


def test_a_groups_sub_field_is_in_view_with_its_place(desk_on: Callable[[str], Desk]) -> None:
    desk = desk_on("maverick")
    desk.add(actors=[{"name": "A"}, {"name": "B"}])
    desk.form.show_field("actors", "2.type")
    assert (desk.focus.field, desk.focus.item) == ("actors", "2.type")
    desk.type("armed", ENTER)
    assert desk.values["actors"] == [{"name": "A"}, {"name": "B", "type": "armed"}]
    assert desk.here() == "field.actors.2.subtype"


def test_each_item_has_a_mark_of_its_own(desk: Desk) -> None:
    uid = desk.add(source=["Xinhua", "BBC"])
    editor = desk.row("source").editor
    editor._rows[1].mark.make_menu().actions()[0].trigger()
    assert [(one.item, one.status) for one in desk.workspace.evidence(uid)] == [("BBC", "inferred")]
    assert [row.mark.status for row in editor._rows] == ["", "inferred"]


def test_a_sub_field_has_a_mark_of_its_own(desk_on: Callable[[str], Desk]) -> None:
    desk = desk_on("maverick")
    uid = desk.add(actors=[{"name": "A"}, {"name": "B"}])
    desk.form.show_field("actors", "2.name")
    mark = desk.row("actors").editor._cards[1]._marks["name"]
    mark.make_menu().actions()[1].trigger()
    assert [(one.item, one.status) for one in desk.workspace.evidence(uid)] == [("2.name", "article")]
    assert mark.status == "article"


def test_an_event_taken_away_gives_way(desk: Desk) -> None:
    desk.add(location="Kirkuk")
    desk.workspace.undo()
    button = desk.form.findChild(QPushButton, "add_event")
    assert button is not None
    assert button.isVisible()
    desk.workspace.redo()
    assert not button.isVisible()
    assert desk.field("location").text() == "Kirkuk"  # type: ignore[attr-defined]


def test_another_article_saves_what_is_typed_and_shows_its_own(desk: Desk, qtbot: QtBot) -> None:
    first = desk.add()
    desk.form.show_field("location")
    desk.type("Kirkuk")
    desk.workspace.project.articles.add([ArticleDraft("Nothing happened in Mosul.", title="Quiet", date="2020-06-03")])
    other = next(one.uid for one in desk.workspace.project.articles.walk() if one.title == "Quiet")
    desk.focus.show_article(other)
    assert desk.workspace.event(first).values["location"] == "Kirkuk"
    button = desk.form.findChild(QPushButton, "add_event")
    assert button is not None
    qtbot.waitUntil(button.isVisible)


def test_what_cannot_be_read_in_a_group_does_not_hold_up_the_rest(desk_on: Callable[[str], Desk]) -> None:
    desk = desk_on("maverick")
    desk.add(actors=[{"name": "A"}])
    desk.form.show_field("actors", "1.type")
    desk.type("xyz", TAB)
    refusal = desk.row("actors").editor._cards[0]._refusals["type"]
    assert "not an answer" in refusal.text()
    desk.form.show_field("actors", "1.party")
    desk.type("Greens", TAB)
    assert desk.values["actors"] == [{"name": "A", "party": "Greens"}]
    assert desk.field("actors.1.type").text() == "xyz"  # type: ignore[attr-defined]


def test_what_is_typed_in_a_group_is_saved_when_the_form_is_left(desk_on: Callable[[str], Desk]) -> None:
    desk = desk_on("maverick")
    desk.add(actors=[{"name": "A"}])
    desk.form.show_field("actors", "1.name")
    desk.type("B")
    desk.form.leave()
    assert desk.values["actors"] == [{"name": "B"}]


def test_the_ways_out_are_in_reach_of_a_key(desk: Desk) -> None:
    desk.add(event_type="Battles", sub_event_type="Mob violence")
    menu = desk.row("sub_event_type").notes.ways_menu()
    assert [action.text() for action in menu.actions()] == ["Set Riots", "Overrule…"]
    menu.actions()[0].trigger()
    assert desk.values["event_type"] == "Riots"
    assert desk.row("sub_event_type").notes.ways_menu() is None


def test_evidence_goes_with_its_item(desk_on: Callable[[str], Desk]) -> None:
    desk = desk_on("maverick")
    uid = desk.add(actors=[{"name": "A"}, {"name": "B"}, {"name": "C"}])
    for item in ("1.name", "3.name"):
        desk.workspace.set_evidence_status(uid, "actors", "inferred", item)
    group = desk.row("actors").editor
    group.shift(2, -1)
    assert [item["name"] for item in desk.values["actors"]] == ["A", "C", "B"]
    assert sorted(one.item for one in desk.workspace.evidence(uid)) == ["1.name", "2.name"]
    group.take(0)
    assert [one.item for one in desk.workspace.evidence(uid)] == ["1.name"]
    desk.workspace.undo()
    desk.workspace.undo()
    assert sorted(one.item for one in desk.workspace.evidence(uid)) == ["1.name", "3.name"]
    assert [item["name"] for item in desk.values["actors"]] == ["A", "B", "C"]


def test_evidence_goes_with_a_renamed_list_item(desk: Desk) -> None:
    uid = desk.add(source=["Xinhua", "BBC"])
    desk.workspace.set_evidence_status(uid, "source", "article", "BBC")
    desk.form.show_field("source", "BBC")
    desk.type(" Arabic", ENTER)
    assert desk.values["source"] == ["Xinhua", "BBC Arabic"]
    assert [one.item for one in desk.workspace.evidence(uid)] == ["BBC Arabic"]
    desk.form.show_field("source", "BBC Arabic")
    desk.press(Qt.Key.Key_Delete, CTRL)
    assert desk.values["source"] == ["Xinhua"]
    assert desk.workspace.evidence(uid) == []


def test_two_actors_one_after_the_other(desk_on: Callable[[str], Desk]) -> None:
    desk = desk_on("maverick")
    desk.add()
    desk.form.show_field("actors")
    desk.press(ENTER)
    desk.type("Militia", ENTER)
    assert desk.values["actors"] == [{"name": "Militia"}]
    assert desk.said("actors") == [], "a group in work is not complained about"
    desk.form.show_field("actors")
    desk.press(ENTER)
    desk.type("Villagers", ENTER)
    assert [item["name"] for item in desk.values["actors"]] == ["Militia", "Villagers"]
    desk.form.show_field("deaths")
    assert desk.said("actors")


def test_the_field_in_view_is_explained(desk: Desk) -> None:
    desk.add()
    desk.form.show_field("fatalities")
    text = desk.form._help.toPlainText()
    assert all(part in text for part in ("How many people died", "At least four soldiers", "15 casualties"))
    desk.press(Qt.Key.Key_F1)
    assert desk.form._help.isHidden()
    desk.press(Qt.Key.Key_F1)
    assert desk.form._help.isVisible()


def test_folded_sections_are_passed_over_and_open_when_asked_for(desk: Desk) -> None:
    desk.add()
    heading = desk.form.findChild(QWidget, "section.what")
    assert heading is not None
    heading.click()  # type: ignore[attr-defined]
    assert not desk.field("event_type").isVisible()
    desk.form.show_field("time_precision")
    desk.press(ENTER)
    assert desk.here() == "field.actor1"
    desk.form.show_field("fatalities")
    assert desk.here() == "field.fatalities"


def test_read_only_shows_and_takes_nothing(qtbot: QtBot, project: Project, focus: Focus) -> None:
    workspace = Workspace(project)
    uid = workspace.add_event(focus.article, {"location": "Kirkuk"})
    path = project.path
    project.close()
    with Project.open(path, read_only=True) as again:
        looking = Focus()
        looking.show_article(next(iter(again.articles.walk())).uid)
        desk = Desk(qtbot, Workspace(again), looking)
        looking.show_event(uid)
        assert desk.field("location").text() == "Kirkuk"  # type: ignore[attr-defined]
        assert not desk.field("location").isEnabled()
        assert not desk.field("event_type").isEnabled()


def test_narrow_puts_labels_above(desk: Desk) -> None:
    desk.add()
    row = desk.row("location")
    assert row.label.y() < row.editor.mapTo(row, row.editor.rect().topLeft()).y() + 8
    wide = row.sizeHint().height()
    desk.form.resize(300, 800)
    assert row.sizeHint().height() > wide


def test_colours_follow_the_palette(desk: Desk, qtbot: QtBot) -> None:
    desk.add()
    light = desk.row("event_date").mark._color
    desk.form.setPalette(make_palette(True))
    assert is_dark(desk.row("event_date").palette())
    qtbot.waitUntil(lambda: desk.row("event_date").mark._color != light)
    assert desk.row("year").label.palette().color(QPalette.ColorRole.WindowText).lightnessF() > 0.4


def test_every_control_has_a_name(desk: Desk) -> None:
    desk.add(source=["A"], fatalities=-1)
    for widget in desk.form.findChildren(QWidget):
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(widget, QPushButton):
            owner = widget.parent()
            if widget.objectName().startswith("qt_") or not widget.isVisible():
                continue
            assert widget.accessibleName() or (isinstance(owner, QWidget) and owner.accessibleName()), widget
