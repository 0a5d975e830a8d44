"""The window around a project: actions, places, undo, who codes, what is said, and what is remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from annotator import settings
from annotator.codebook.loading import load
from annotator.gui import window as window_module
from annotator.gui.action_record import MENUS
from annotator.gui.actions import RECORDS, TOOLBAR
from annotator.gui.events_panel import EventsPanel
from annotator.gui.labels import label_of
from annotator.gui.messages import LineDialog
from annotator.gui.palette import Palette
from annotator.gui.palette_entries import articles, entries
from annotator.gui.shortcuts_page import ShortcutsPage
from annotator.gui.situation import Situation
from annotator.gui.window import Window
from annotator.project import Project
from annotator.project import backup as backups
from annotator.project.articles import ArticleDraft
from annotator.project.codings import MAIN

ALWAYS = {
    "new_project", "open_project", "open_recent", "open_sample", "make_places", "quit", "palette", "zoom_in", "zoom_out",
    "zoom_usual", "theme_system", "theme_light", "theme_dark", "shortcuts", "show_hints", "about",
}  # fmt: skip
TEXTS = ("A clash in Kirkuk killed two.", "A protest in Basra.", "Arrests in Nineveh.")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project of three articles."""
    made = tmp_path / "iraq.annotator"
    with Project.create(made, "acled", coder="ann", name="Iraq") as project:
        project.articles.add([ArticleDraft(text, title=text[:-1], date="2020-06-02") for text in TEXTS])
        project.search.catch_up()
    return made


@pytest.fixture
def empty(qtbot: QtBot) -> Iterator[Window]:
    """The window without a project."""
    made = Window(settings.Settings())
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close_project()


@pytest.fixture
def window(empty: Window, path: Path) -> Window:
    """The window on the project, at its first article."""
    assert empty.open_project(path)
    return empty


def trigger(window: Window, name: str) -> None:
    action = window.actions_by_id[name]
    assert action.isEnabled(), f"{name} is not enabled"
    action.trigger()


def activate(window: Window, qtbot: QtBot) -> None:
    """Gives the keyboard to the window, as a click on it does."""
    with qtbot.waitActive(window):
        window.activateWindow()


def enabled(window: Window) -> set[str]:
    return {name for name, action in window.actions_by_id.items() if action.isEnabled()}


def number(window: Window) -> int:
    found = window.current().article(window.focus.article)
    assert found is not None
    return found.number


# The records -----------------------------------------------------------------------------------------------------------


def test_no_two_actions_share_a_key_or_an_id():
    for place in {record.place for record in RECORDS} - {""}:
        meeting = [record for record in RECORDS if record.place in ("", place)]
        keys = [QKeySequence(key).toString() for record in meeting for key in record.keys]
        assert len(keys) == len(set(keys)), (place, sorted(key for key in keys if keys.count(key) > 1))
        assert all(keys), "a shortcut that Qt does not know"
    ids = [record.id for record in RECORDS]
    assert len(ids) == len(set(ids))
    assert {name for name in TOOLBAR if name} <= set(ids)


def test_every_action_stands_in_a_menu_under_its_name(empty: Window):
    assert {record.menu for record in RECORDS} == set(MENUS)
    for record in RECORDS:
        assert empty.actions_by_id[record.id].objectName() == f"action.{record.id}"


def test_menu_letters_are_given_once_a_menu():
    for menu in MENUS:
        letters = [one.text[one.text.index("&") + 1].lower() for one in RECORDS if one.menu == menu and "&" in one.text]
        assert len(letters) == len(set(letters)), (menu, letters)


def test_without_a_project_only_what_needs_none_is_enabled(empty: Window):
    assert enabled(empty) == ALWAYS
    assert {record.id for record in RECORDS if record.when(Situation())} == ALWAYS


def test_what_is_enabled_follows_article_event_and_field(window: Window):
    assert {"add_event", "no_event", "done", "next_article"} <= enabled(window)
    assert not {"copy_event", "take_value", "status_inferred", "reopen"} & enabled(window)
    trigger(window, "add_event")
    assert {"copy_event", "take_value", "remove_event", "undo"} <= enabled(window)
    assert not {"no_event", "unusable"} & enabled(window)
    window.focus.show_field("location")
    assert "status_inferred" in enabled(window)
    assert "remove_evidence" not in enabled(window)
    trigger(window, "status_inferred")
    assert "remove_evidence" in enabled(window)
    trigger(window, "place_events")
    assert not {"add_event", "done", "next_article", "find"} & enabled(window)
    assert {"export", "undo"} <= enabled(window)
    trigger(window, "place_code")
    trigger(window, "remove_event")
    assert {"no_event", "unusable"} <= enabled(window)


# Projects --------------------------------------------------------------------------------------------------------------


def test_an_opened_project_gives_its_name_its_coder_and_its_first_article(window: Window, path: Path):
    assert window.windowTitle() == "Iraq — Annotator"
    assert number(window) == 1
    coder = window.findChild(QLabel, "status.coder")
    assert coder is not None
    assert coder.text() == "Coder: ann"
    assert window.settings.recent == [str(path)]
    assert window.code().isVisible()


def test_the_first_article_is_one_that_was_begun(empty: Window, path: Path):
    with Project.open(path) as project:
        second = project.articles.by_number(2)
        assert second is not None
        coding = project.codings.begin(second.uid, project.coder.uid, MAIN)
        event = project.events.add(coding.uid)
    empty.open_project(path)
    assert number(empty) == 2
    assert empty.focus.event == event.uid


def test_closing_goes_back_to_the_start_and_gives_the_file_free(window: Window, path: Path):
    trigger(window, "add_event")
    trigger(window, "close_project")
    assert window.workspace is None
    assert window.start_page.isVisible()
    assert enabled(window) == ALWAYS
    assert len(backups.backups(path)) == 1
    assert sorted(one.name for one in path.parent.iterdir() if one.name.startswith("iraq.annotator")) == ["iraq.annotator"]
    with Project.open(path) as project:
        assert not project.read_only


def test_a_project_open_elsewhere_is_offered_for_reading(empty: Window, path: Path, monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    with Project.open(path):
        monkeypatch.setattr(window_module, "ask", lambda _parent, text, _yes: bool(asked.append(text)))
        assert not empty.open_project(path)
        monkeypatch.setattr(window_module, "ask", lambda _parent, text, _yes: True)
        assert empty.open_project(path)
    assert "already open" in asked[0]
    state = empty.findChild(QLabel, "status.state")
    assert state is not None
    assert state.text() == "Open for reading only"
    assert not {"add_event", "import", "done", "undo", "number_events", "purge", "change_coder"} & enabled(empty)
    assert {"export", "next_article", "check_project", "verify_project", "history", "save_codebook"} <= enabled(empty)


def test_who_codes_is_asked_once_and_remembered(empty: Window, path: Path, monkeypatch: pytest.MonkeyPatch):
    with Project.open(path) as project:
        bea = project.coders.add("bea")
    offered: list[str] = []

    def choose(_parent: object, coders: list[object], last: str) -> object:
        offered.append(last)
        return coders[1] if len(offered) > 1 else None

    monkeypatch.setattr("annotator.gui.coder_choice.choose_coder", choose)
    assert not empty.open_project(path)
    assert empty.workspace is None
    assert empty.open_project(path)
    assert empty.current().project.coder.name == "bea"
    trigger(empty, "add_event")
    empty.work_as("ann")
    assert empty.focus.event == ""
    assert empty.current().events(empty.focus.article) == []
    empty.work_as("bea")
    empty.close_project()
    empty.open_project(path)
    assert offered == ["", ""], "who works here is known from then on"
    assert empty.current().project.coder == bea


def test_another_project_takes_the_place_of_the_first(window: Window, path: Path, tmp_path: Path):
    other = tmp_path / "other.annotator"
    Project.create(other, "protest", coder="ann").close()
    assert window.open_project(other)
    assert window.windowTitle() == "other — Annotator"
    assert window.focus.article == ""
    assert "add_event" not in enabled(window)
    with Project.open(path) as first:
        assert not first.read_only


def test_a_project_that_cannot_be_opened_leaves_the_open_one(window: Window, tmp_path: Path, path: Path):
    assert not window.open_project(tmp_path / "nowhere.annotator")
    assert "nowhere.annotator" in window.notice.text
    assert window.current().path == path


def test_a_dropped_project_opens_and_a_dropped_text_waits_for_one(empty: Window, path: Path, tmp_path: Path):
    empty.take_files([tmp_path / "article.txt"])
    assert "first" in empty.notice.text
    empty.take_files([path])
    assert empty.current().path == path


def test_a_backup_goes_back_and_what_was_there_is_kept(window: Window, path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("annotator.gui.project_actions.ask", lambda *_: True)
    trigger(window, "back_up")
    assert "Backed up" in window.notice.text
    trigger(window, "add_event")
    trigger(window, "restore")
    palette = window.findChild(Palette)
    assert palette is not None
    palette.choose(len(palette.titles()) - 1)
    assert window.current().events(window.focus.article) == []
    assert any(one.kept for one in backups.backups(path))


def test_numbering_asks_and_says_how_many(window: Window, monkeypatch: pytest.MonkeyPatch):
    trigger(window, "number_events")
    assert "has its id" in window.notice.text


def test_the_codebook_goes_out_as_it_was_written(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    out, project = tmp_path / "ours.yaml", window.current().project
    monkeypatch.setattr("annotator.gui.file_dialogs.save_file", lambda *_, **__: (str(out), ""))
    trigger(window, "save_codebook")
    assert str(out) in window.notice.text
    assert load(out)[0] == project.codebook
    assert out.read_text("utf-8") == project.codebooks.source(project.codebook_uid)
    target = str(project.path)
    monkeypatch.setattr("annotator.gui.file_dialogs.save_file", lambda *_, **__: (target, ""))
    trigger(window, "save_codebook")
    assert "is a project" in window.notice.text


# Coders ----------------------------------------------------------------------------------------------------------------


def palette_of(window: Window) -> Palette:
    found = [one for one in window.findChildren(Palette) if one.isVisible()]
    return found[-1]


def test_a_lead_adds_a_coder_and_renames_one(window: Window, monkeypatch: pytest.MonkeyPatch):
    said: list[str] = []

    def ask_line(_parent: object, question: str, _yes: str, *, text: str = "", refuse: Callable[[str], str]) -> str:
        said.append(f"{question} [{text}]")
        answer = answers.pop(0)
        said.append(refuse(answer))
        return answer

    answers = ["bea", "B2", "ann"]
    monkeypatch.setattr("annotator.gui.coder_actions.ask_line", ask_line)
    trigger(window, "change_coder")
    assert palette_of(window).titles() == ["ann", "Add a coder…", "Rename a coder…", "All people, roles, leaving…"]
    palette_of(window).choose(1)
    assert [one.name for one in window.current().project.coders.all()] == ["ann", "bea"]
    assert "bea can code here now" in window.notice.text
    for expected in ("B2", "B2"):
        trigger(window, "change_coder")
        palette_of(window).choose(palette_of(window).titles().index("Rename a coder…"))
        palette_of(window).choose(1)
        if answers:
            assert [one.name for one in window.current().project.coders.all()][1] == expected
    assert said[-1] == "There is a coder ann already; choose another pseudonym."
    assert said[1] == said[3] == ""


def test_a_coder_who_does_not_lead_only_chooses(window: Window):
    window.current().project.coders.add("bea")
    window.work_as("bea")
    trigger(window, "change_coder")
    assert palette_of(window).titles() == ["ann", "bea"]


def test_a_new_pseudonym_is_seen_and_undone(window: Window):
    project = window.current().project
    coder = window.findChild(QLabel, "status.coder")
    assert coder is not None
    project.coders.rename(project.coder.uid, "A7")
    assert coder.text() == "Coder: A7"
    trigger(window, "undo")
    assert coder.text() == "Coder: ann"


def test_a_line_is_asked_for_until_nothing_is_wrong_with_it(qtbot: QtBot):
    dialog = LineDialog(None, "Who?", "Add", "", lambda line: "Taken." if line == "ann" else "")
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.yes.isEnabled()
    qtbot.keyClicks(dialog.edit, "ann")
    qtbot.keyClick(dialog.edit, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.wrong.text() == "Taken."
    qtbot.keyClicks(dialog.edit, "  a ")
    qtbot.keyClick(dialog.edit, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert dialog.line() == "ann a"


# Undo ------------------------------------------------------------------------------------------------------------------


def test_undo_names_the_value_and_goes_to_its_place(window: Window, qtbot: QtBot):
    trigger(window, "add_event")
    event = window.focus.event
    window.current().set_values(event, {"location": "Kirkuk"})
    assert window.actions_by_id["undo"].text() == "&Undo set Location to Kirkuk"
    window.focus.show_article(next(one.uid for one in window.current().project.articles.walk() if one.number == 3))
    trigger(window, "undo")
    assert number(window) == 1
    assert (window.focus.event, window.focus.field) == (event, "location")
    assert window.actions_by_id["redo"].text() == "&Redo set Location to Kirkuk"
    trigger(window, "redo")
    assert window.current().event(event).values["location"] == "Kirkuk"


def test_undoing_an_added_event_looks_at_another_one(window: Window):
    trigger(window, "add_event")
    first = window.focus.event
    trigger(window, "add_event")
    trigger(window, "undo")
    assert window.focus.event == first
    trigger(window, "undo")
    assert window.focus.event == ""


def test_undo_all_and_redo_all_come_out_where_they_began(window: Window):
    trigger(window, "add_event")
    event = window.focus.event
    window.current().set_values(event, {"location": "Kirkuk"})
    trigger(window, "copy_event")
    trigger(window, "move_event_left")
    before = [(one.uid, dict(one.values)) for one in window.current().events(window.focus.article)]
    while window.actions_by_id["undo"].isEnabled():
        trigger(window, "undo")
    assert window.current().events(window.focus.article) == []
    while window.actions_by_id["redo"].isEnabled():
        trigger(window, "redo")
    assert [(one.uid, dict(one.values)) for one in window.current().events(window.focus.article)] == before


def test_ctrl_z_belongs_to_the_editor_only_while_something_is_typed(window: Window, qtbot: QtBot):
    trigger(window, "add_event")
    event = window.focus.event
    window.current().set_values(event, {"fatalities": 2})
    line = QLineEdit(window)
    line.show()
    other = QLineEdit(window)
    other.show()
    line.setText("old")
    activate(window, qtbot)
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    line.setCursorPosition(3)
    qtbot.keyClicks(line, "er")
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == "old"
    assert window.current().event(event).values["fatalities"] == 2
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "fatalities" not in window.current().event(event).values


def test_labels_read_well_for_every_operation(window: Window):
    book = window.current().codebook
    assert label_of({"id": "set_field", "field": "location", "value": "Kirkuk"}, book) == "set Location to Kirkuk"
    assert label_of({"id": "set_field", "field": "location", "value": None}, book) == "clear Location"
    assert label_of({"id": "set_field", "field": "location"}, book) == "set Location"
    assert label_of({"id": "set_verdict", "verdict": "no_event"}, book) == "say that there is no event"
    assert label_of({"id": "undo", "of": {"id": "add_event"}}, book) == "undo: add an event"
    assert label_of({"id": "something_new", "x": 1}, book) == "something new"
    assert label_of({"id": "import_articles"}, book) == "import articles"
    long = label_of({"id": "set_field", "field": "notes", "value": "word " * 40}, book)
    assert len(long) < 60
    assert long.endswith("…")


# Moving about ----------------------------------------------------------------------------------------------------------


def test_done_with_errors_goes_to_the_first_and_stays(window: Window):
    trigger(window, "add_event")
    trigger(window, "done")
    assert number(window) == 1
    assert "error" in window.notice.text
    assert window.focus.field == next(iter(window.current().problems(window.current().event(window.focus.event)))).field


def test_no_event_done_goes_on_until_nothing_is_left(window: Window):
    for expected in (1, 2, 3):
        assert number(window) == expected
        trigger(window, "no_event")
        palette = window.findChild(Palette)
        assert palette is not None
        palette.choose(0)
        trigger(window, "done")
        coding = window.current().coding(next(
            one.uid for one in window.current().project.articles.walk() if one.number == expected))  # fmt: skip
        assert coding is not None
        assert (coding.state, coding.verdict) == ("done", "no_event")
        assert coding.reason
        QApplication.sendPostedEvents(None, 52)  # the palettes that were closed
    assert "Nothing is left" in window.notice.text


def test_next_problem_goes_through_all_events_and_round(window: Window):
    trigger(window, "add_event")
    first = window.focus.event
    trigger(window, "add_event")
    second = window.focus.event
    window.focus.show_event("")
    workspace = window.current()
    count = len({(event, one.field) for event in (first, second) for one in workspace.problems(workspace.event(event))})
    seen: list[tuple[str, str]] = []
    for _ in range(count + 1):
        trigger(window, "next_problem")
        seen.append((window.focus.event, window.focus.field))
    assert seen[0][0] == first
    assert {event for event, _ in seen} == {first, second}
    assert len(set(seen)) == count
    assert seen[-1] == seen[0]


def test_removing_events_looks_at_the_neighbour(window: Window):
    made: list[str] = []
    for _ in range(3):
        trigger(window, "add_event")
        made.append(window.focus.event)
    window.focus.show_event(made[1])
    trigger(window, "remove_event")
    assert window.focus.event == made[2]
    trigger(window, "remove_event")
    assert window.focus.event == made[0]
    trigger(window, "remove_event")
    assert window.focus.event == ""


def test_events_follow_each_other_in_a_ring(window: Window):
    trigger(window, "add_event")
    first = window.focus.event
    trigger(window, "add_event")
    second = window.focus.event
    for expected in (first, second):
        trigger(window, "next_event")
        assert window.focus.event == expected
    trigger(window, "previous_event")
    assert window.focus.event == first


def test_f6_goes_round_queue_reader_and_form(window: Window, qtbot: QtBot):
    trigger(window, "add_event")
    activate(window, qtbot)
    trigger(window, "go_queue")
    seen: list[str] = []
    for _ in range(3):
        seen.append(panel_with_keyboard(window))
        trigger(window, "next_panel")
    assert seen == ["articles", "reader", "form"]
    assert panel_with_keyboard(window) == "articles"


def panel_with_keyboard(window: Window) -> str:
    here = QApplication.focusWidget()
    for name in ("articles", "reader", "form"):
        panel = window.findChild(QWidget, name)
        if here is not None and panel is not None and (panel is here or panel.isAncestorOf(here)):
            return name
    return ""


def test_places_are_shown_by_their_buttons(window: Window, qtbot: QtBot):
    events = window.findChild(QToolButton, "place.events")
    code = window.findChild(QToolButton, "place.code")
    assert events is not None
    assert code is not None
    qtbot.mouseClick(events, Qt.MouseButton.LeftButton)
    assert (events.isChecked(), code.isChecked()) == (True, False)
    assert not window.code().isVisible()
    qtbot.mouseClick(code, Qt.MouseButton.LeftButton)
    assert (events.isChecked(), code.isChecked()) == (False, True)
    assert window.code().isVisible()


# Palette, page, notices, looks -----------------------------------------------------------------------------------------


def test_the_palette_offers_enabled_actions_fields_and_articles(window: Window):
    titles = [entry.title for entry in entries(window)]
    assert "Add event" in titles
    assert "Copy event" not in titles
    assert "Location" not in titles
    trigger(window, "add_event")
    by_title = {entry.title: entry for entry in entries(window)}
    assert "Copy event" in by_title
    by_title["Location"].run()
    assert window.focus.field == "location"
    assert [entry.title for entry in articles(window, "3")] == ["Arrests in Nineveh"]
    assert [entry.title for entry in articles(window, "protest ba")] == ["A protest in Basra"]
    found = articles(window, "prot")
    assert [entry.title for entry in found] == ["A protest in Basra"]
    found[0].run()
    assert number(window) == 2


def test_ctrl_k_opens_the_palette_and_enter_runs_what_was_typed(window: Window, qtbot: QtBot):
    activate(window, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = window.findChild(Palette, "palette")
    assert palette is not None
    qtbot.keyClicks(palette.words, "add event")
    qtbot.keyClick(palette.words, Qt.Key.Key_Return)
    assert len(window.current().events(window.focus.article)) == 1


def test_the_shortcut_page_lists_every_key_and_narrows(empty: Window, qtbot: QtBot):
    page = ShortcutsPage(empty)
    page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(page)
    assert len(page.rows()) == len(RECORDS)
    page.words.setText("F8")
    assert [title for title, _ in page.rows()] == ["Next problem"]


def test_what_was_refused_is_said_until_the_next_edit(window: Window):
    window.current().refused.emit("That cannot be.")
    assert window.notice.text == "That cannot be."
    assert window.notice.isVisible()
    trigger(window, "add_event")
    assert window.notice.text == ""
    assert not window.notice.isVisible()


def test_the_time_of_the_last_change_is_shown(window: Window):
    saved = window.findChild(QLabel, "status.saved")
    assert saved is not None
    trigger(window, "add_event")
    assert saved.text().startswith("All changes saved ")
    assert len(saved.text().rsplit(" ", 1)[1]) == 8


def test_zoom_makes_text_larger_and_is_remembered(window: Window):
    trigger(window, "zoom_usual")
    usual = QApplication.font().pointSizeF()
    trigger(window, "zoom_in")
    trigger(window, "zoom_in")
    assert QApplication.font().pointSizeF() == pytest.approx(usual * 1.21, abs=0.11)
    assert settings.load().zoom == 2
    trigger(window, "zoom_usual")
    assert QApplication.font().pointSizeF() == usual


def test_dark_turns_all_of_the_window_dark_and_is_remembered(window: Window):
    before = window.actions_by_id["undo"].icon().pixmap(24, 24).toImage()
    try:
        trigger(window, "theme_dark")
        assert settings.load().theme == "dark"
        assert brightness(window) < 0.3
        assert window.actions_by_id["undo"].icon().pixmap(24, 24).toImage() != before
    finally:
        trigger(window, "theme_light")
    assert brightness(window) > 0.8


def brightness(window: Window) -> float:
    """Of the ground below the places' buttons, once the palette has reached every widget."""
    QApplication.processEvents()
    return window.grab().toImage().pixelColor(QPoint(4, window.height() // 2)).lightnessF()


def test_size_and_splitters_are_there_again(window: Window, path: Path, qtbot: QtBot):
    window.resize(781, 555)
    window.close()
    kept = settings.load()
    assert kept.splitters
    again = Window(kept)
    qtbot.addWidget(again)
    again.show()
    assert (again.width(), again.height()) == (781, 555)


def test_every_control_has_a_name_for_screen_readers(window: Window):
    nameless = [
        button.objectName() or button.text() for button in window.findChildren(QToolButton)
        if button.isVisible() and not button.accessibleName() and not button.text()
    ]  # fmt: skip
    assert nameless == []


def test_the_list_of_events_is_found_as_it_was_left(window: Window):
    def seen() -> EventsPanel:
        window.show_place("events")
        return next(one for one in window.findChildren(EventsPanel) if one.isVisible())

    path = window.current().path
    seen().show_column("notes", seen=True)
    window.close_project()
    assert window.open_project(path)
    assert "notes" in seen().model.visible


def test_what_cannot_be_read_is_not_dropped_without_a_question(window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    """Typed where the keyboard is, or kept as a draft of another article."""
    asked: list[str] = []
    answers = [False, False, True]

    def answer(_parent: object, text: str, _yes: str) -> bool:
        asked.append(text)
        return answers[len(asked) - 1]

    monkeypatch.setattr("annotator.gui.project_actions.ask", answer)
    activate(window, qtbot)
    trigger(window, "add_event")
    event = window.focus.event
    window.show_field("fatalities")
    qtbot.keyClicks(QApplication.focusWidget(), "x?x")
    assert not window.close()
    assert asked == ["What is typed in Fatalities cannot be read, so it is not saved."]
    trigger(window, "next_article")
    assert window.focus.event != event
    assert not window.close_project()
    assert window.focus.event == event
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    assert line.text() == "x?x"
    assert window.close()
    assert len(asked) == 3


def test_an_empty_project_says_how_articles_come_in(empty: Window, tmp_path: Path):
    Project.create(tmp_path / "new.annotator", "acled", coder="ann").close()
    assert empty.open_project(tmp_path / "new.annotator")
    assert "Ctrl+I" in empty.reader().page.placeholderText()
    told = [label.text() for label in empty.code().form.findChildren(QLabel) if label.isVisible()]
    assert not any("queue" in text for text in told)
    project = empty.current().project
    project.articles.add([ArticleDraft(TEXTS[0], title="A clash")])
    empty.after_import()
    assert empty.reader().page.toPlainText().endswith(TEXTS[0])
    empty.focus.show_article("")
    QApplication.processEvents()
    assert "Ctrl+I" not in empty.reader().page.placeholderText()
    told = [label.text() for label in empty.code().form.findChildren(QLabel) if label.isVisible()]
    assert any("queue" in text for text in told)
