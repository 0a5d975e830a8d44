"""The history at the window: by field, event, article and project, in words, and the way to each place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from annotator import settings
from annotator.gui.history_dialog import HistoryDialog
from annotator.gui.history_model import PAGE
from annotator.gui.history_words import when
from annotator.gui.window import Window
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote

TEXTS = ("A clash in Kirkuk killed two.", "A protest in Basra.")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project of two articles."""
    made = tmp_path / "iraq.annotator"
    with Project.create(made, "acled", coder="ann") as project:
        project.articles.add([ArticleDraft(text, title=text[:-1], date="2020-06-02") for text in TEXTS])
    return made


@pytest.fixture
def window(qtbot: QtBot, path: Path) -> Iterator[Window]:
    """The window on the project, at an event of the first article."""
    made = Window(settings.Settings())
    qtbot.addWidget(made)
    made.show()
    assert made.open_project(path)
    made.actions_by_id["add_event"].trigger()
    yield made
    made.close_project()


def opened(window: Window, scope: str = "") -> HistoryDialog:
    window.actions_by_id["history"].trigger()
    dialog = next(one for one in window.findChildren(HistoryDialog) if one.isVisible())
    if scope:
        dialog.scope.setCurrentIndex(dialog.scope.findData(scope))
    return dialog


def rows(dialog: HistoryDialog) -> list[tuple[str, str, str, str]]:
    """What, from, to, state of each row."""
    model = dialog.model
    return [tuple(str(model.index(row, column).data()) for column in (2, 3, 4, 5)) for row in range(model.rowCount())]  # type: ignore[misc]


def code(window: Window) -> str:
    """A few steps on the event in view."""
    workspace, event = window.current(), window.focus.event
    workspace.set_values(event, {"event_type": "Battles"})
    workspace.set_values(event, {"location": "Mosul"})
    workspace.set_values(event, {"location": "Kirkuk"})
    workspace.undo()
    workspace.add_evidence(event, "location", [Quote("text", 11, 17, "Kirkuk")])
    workspace.set_evidence_status(event, "country", "inferred")
    window.focus.show_field("location")
    return event


def test_the_nearest_scope_is_shown_first_in_the_codebooks_words(window: Window):
    code(window)
    dialog = opened(window)
    assert [dialog.scope.itemText(row) for row in range(dialog.scope.count())] == [
        "This field: Location", "This event: no. 1", "This article: no. 1", "The whole project",
    ]  # fmt: skip
    assert rows(dialog) == [
        ("Evidence for Location", "", "“Kirkuk”", ""),
        ("Location", "Kirkuk", "Mosul", "an undo"),
        ("Location", "Mosul", "Kirkuk", "undone"),
        ("Location", "", "Mosul", ""),
        ("Location, as the event came in", "", "added", ""),
    ]
    when_, who = (dialog.model.index(0, column).data() for column in (0, 1))
    step = window.current().project.history.steps(2)[1]
    assert (when_, who) == (when(step.time), "ann")


def test_times_are_told_on_this_computers_clock():
    told = when("2026-02-03T12:30:15.000Z")
    local = datetime.fromisoformat("2026-02-03T12:30:15+00:00").astimezone()
    assert f"{local:%H:%M:%S}" in told
    assert "2026" in told


def test_undone_rows_are_struck_out_and_say_so(window: Window):
    code(window)
    model = opened(window).model
    undone, standing = model.index(2, 2), model.index(3, 2)
    assert undone.data(Qt.ItemDataRole.FontRole).strikeOut()
    assert undone.data(Qt.ItemDataRole.ForegroundRole) is not None
    assert standing.data(Qt.ItemDataRole.FontRole) is None
    assert "State: undone" in model.index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_an_event_and_an_article_tell_more(window: Window):
    code(window)
    workspace = window.current()
    workspace.set_memo(window.focus.article, "Ask")
    workspace.correct_article(window.focus.article, title="Better")
    workspace.add_mention(window.focus.article, [Quote("text", 2, 7, "clash")], workspace.codebook.mention_reasons[0].code)
    event = rows(opened(window, "event"))
    assert ("Evidence for Country", "", "inferred", "") in event
    assert ("Event type", "", "Battles", "") in event
    article = rows(opened(window, "article"))
    assert article[:3] == [
        ("Mention", "", "“clash”", ""), ("Title", "A clash in Kirkuk killed two", "Better", ""), ("Memo", "", "Ask", ""),
    ]  # fmt: skip
    assert ("Event 1 · Event type", "", "Battles", "") in article
    assert ("Event 1 · Event", "", "added", "") in article
    assert ("Verdict", "", "events", "") in article


def test_removed_events_and_verdicts_are_told_in_words(window: Window):
    code(window)
    window.actions_by_id["remove_event"].trigger()
    workspace, reason = window.current(), window.current().codebook.no_event_reasons[0]
    workspace.set_verdict(window.focus.article, "no_event", reason.code)
    article = rows(opened(window, "article"))
    assert ("Verdict", "events", "no event", "") in article
    assert ("Event taken away · Event", "there", "taken away", "") in article
    told = next(new for what, _, new, _ in article if what == "Reason of the verdict")
    assert told
    assert told != reason.code


def test_the_project_tells_steps_newest_first(window: Window):
    code(window)
    steps = rows(opened(window, "project"))
    assert steps[0][0] == "Say where Country comes from"
    assert steps[2:4] == [("Undo: set Location", "Kirkuk", "Mosul", "an undo"), ("Set Location", "Mosul", "Kirkuk", "undone")]
    assert steps[-1] == ("New project", "", "", "")


def test_a_long_history_comes_by_pages(window: Window):
    database = window.current().project.database
    coder, label = window.current().project.coder.uid, json.dumps({"id": "set_memo"})
    database.run_many(
        "INSERT INTO operation (uid, coder, label, time) VALUES (?, ?, ?, '2026-01-01T00:00:00.000Z')",
        [(f"u{number}", coder, label) for number in range(3 * PAGE)],
    )
    dialog = opened(window, "project")
    assert dialog.model.rowCount() == PAGE
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    while dialog.model.canFetchMore(QModelIndex()):
        dialog.model.fetchMore(QModelIndex())
    assert dialog.model.rowCount() == database.value("SELECT count(*) FROM operation")


def test_enter_and_a_double_click_go_to_the_place(window: Window, qtbot: QtBot):
    event = code(window)
    first = window.focus.article
    second = next(one.uid for one in window.current().project.articles.walk() if one.number == 2)
    window.focus.show_article(second)
    dialog = opened(window, "project")
    row = next(row for row, told in enumerate(rows(dialog)) if told[0] == "Set Location")
    dialog.table.setCurrentIndex(dialog.model.index(row, 0))
    dialog.table.setFocus()
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert (window.focus.article, window.focus.event, window.focus.field) == (first, event, "location")
    window.focus.show_article(second)
    QApplication.processEvents()
    dialog = opened(window, "project")
    spot = dialog.table.visualRect(dialog.model.index(row, 2)).center()
    view = dialog.table.viewport()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(spot))
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(spot))
    assert (window.focus.article, window.focus.event) == (first, event)


def test_a_step_without_a_place_says_so_and_stays(window: Window):
    dialog = opened(window, "project")
    dialog.table.setCurrentIndex(dialog.model.index(dialog.model.rowCount() - 1, 0))
    dialog.go.click()
    assert dialog.isVisible()
    foot = dialog.findChild(QLabel, "history.foot")
    assert foot is not None
    assert "no place of its own" in foot.text()


def test_a_coder_sees_the_own_steps_and_the_lead_all(window: Window):
    code(window)
    lead = window.current().project.coder.uid
    window.current().project.coders.add("bea")
    window.work_as("bea")
    window.current().add_event(window.focus.article)
    dialog = opened(window, "project")
    assert {dialog.model.index(row, 1).data() for row in range(dialog.model.rowCount())} == {"bea"}
    dialog.scope.setCurrentIndex(dialog.scope.findData("article"))
    assert {dialog.model.index(row, 1).data() for row in range(dialog.model.rowCount())} == {"bea"}
    dialog.reject()
    QApplication.sendPostedEvents(dialog, 52)  # it goes when it is closed
    window.work_as(lead)
    dialog = opened(window, "project")
    assert {dialog.model.index(row, 1).data() for row in range(dialog.model.rowCount())} == {"ann", "bea"}
    dialog.table.setCurrentIndex(dialog.model.index(0, 0))
    dialog.go.click()
    assert dialog.isVisible(), "another coder's event is not opened"


def test_what_nobody_changed_says_so(window: Window):
    window.focus.show_event("")
    window.focus.show_article(next(one.uid for one in window.current().project.articles.walk() if one.number == 2))
    dialog = opened(window)
    assert str(dialog.scope.currentData()) == "article"
    assert rows(dialog) == []
    assert "Nothing was changed" in dialog.foot.text()
    assert not dialog.go.isEnabled()


def test_an_answer_about_the_article_has_a_history(qtbot: QtBot, tmp_path: Path):
    made = tmp_path / "protest.annotator"
    with Project.create(made, "protest", coder="ann") as project:
        project.articles.add([ArticleDraft("A march.", title="March")])
        field = next(iter(project.codebook.article_fields))
    window = Window(settings.Settings())
    qtbot.addWidget(window)
    window.show()
    assert window.open_project(made)
    workspace = window.current()
    codes = project.codebook.code_list(project.codebook.article_fields[field]).codes
    workspace.set_answer(window.focus.article, field, codes[0].code)
    window.focus.show_field(field)
    dialog = opened(window)
    assert str(dialog.scope.currentData()) == "field"
    assert rows(dialog)[0][2] == project.codebook.code_list(project.codebook.article_fields[field]).label(codes[0].code)
    window.close_project()


def test_what_happened_has_the_spare_width(window: Window):
    dialog = opened(window)
    head = dialog.table.horizontalHeader()
    before = [head.sectionSize(column) for column in range(head.count())]
    dialog.resize(dialog.width() + 200, dialog.height())
    QApplication.processEvents()
    after = [head.sectionSize(column) for column in range(head.count())]
    assert [new - old for old, new in zip(before, after, strict=True)] == [0, 0, 200, 0, 0, 0]
