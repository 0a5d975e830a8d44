"""The check of a project: a job that lists what it finds, can be stopped, and leads to the events."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator import settings
from annotator.formats.checking import Found, problems_of
from annotator.gui import check_dialog
from annotator.gui.check_dialog import CheckDialog
from annotator.gui.window import Window
from annotator.project import Project
from annotator.project.articles import ArticleDraft


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    """The window on a project of two articles."""
    path = tmp_path / "iraq.annotator"
    with Project.create(path, "acled", coder="ann") as project:
        project.articles.add([ArticleDraft(text, title=text, date="2020-06-02") for text in ("A clash.", "A protest.")])
    made = Window(settings.Settings())
    qtbot.addWidget(made)
    made.show()
    assert made.open_project(path)
    yield made
    made.close_project()


def opened(window: Window) -> CheckDialog:
    window.actions_by_id["check_project"].trigger()
    return next(one for one in window.findChildren(CheckDialog) if one.isVisible())


def test_a_project_without_problems_says_so(window: Window):
    dialog = opened(window)
    dialog.wait()
    assert dialog.summary.text() == "No problems: every event agrees with the codebook."
    assert not dialog.table.isVisible()
    assert not dialog.go.isEnabled()


def test_problems_are_listed_and_a_row_leads_to_its_event(window: Window):
    window.actions_by_id["add_event"].trigger()
    event, article = window.focus.event, window.focus.article
    window.focus.show_article(next(one.uid for one in window.current().project.articles.walk() if one.number == 2))
    dialog = opened(window)
    dialog.wait()
    expected = list(problems_of(window.current().project))
    assert dialog.table.topLevelItemCount() == len(expected) > 1
    errors = sum(one.severity == "error" for one in expected)
    assert dialog.summary.text() == f"{errors} errors, {len(expected) - errors} warnings."
    first = dialog.table.topLevelItem(0)
    assert first is not None
    assert (first.text(0), first.text(1), first.text(2)) == ("1", "1", "ann")
    dialog.table.setCurrentItem(first)
    dialog.go.click()
    assert (window.focus.article, window.focus.event, window.focus.field) == (article, event, expected[0].field)


def test_a_coder_is_told_of_the_own_events_alone(window: Window):
    window.actions_by_id["add_event"].trigger()
    window.current().project.coders.add("bob")
    window.work_as("bob")
    dialog = opened(window)
    dialog.wait()
    assert dialog.summary.text() == "No problems: every event agrees with the codebook."


def test_another_coders_event_is_not_opened(window: Window):
    window.actions_by_id["add_event"].trigger()
    window.current().project.coders.add("bea", role="lead")
    window.work_as("bea")
    dialog = opened(window)
    dialog.wait()
    dialog.go.click()
    assert dialog.isVisible()
    assert "another coder's" in dialog.summary.text()


def test_it_lists_while_it_judges_and_keeps_what_it_found_when_stopped(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    for _ in range(3):
        window.actions_by_id["add_event"].trigger()
    going, hurry = threading.Event(), threading.Event()

    def slow(project: Project, progress: Callable[[int], None]) -> Iterator[Found]:
        for number, one in enumerate(problems_of(project, progress)):
            yield one
            if number == 2:
                going.set()
                hurry.wait(20)

    monkeypatch.setattr(check_dialog, "problems_of", slow)
    dialog = opened(window)
    assert going.wait(20)
    qtbot.waitUntil(lambda: dialog.table.topLevelItemCount() == 3)
    assert "Judging all events" in dialog.summary.text()
    assert dialog.job.isVisible()
    dialog.job.button.click()
    hurry.set()
    dialog.wait()
    assert dialog.summary.text().startswith("Stopped. So far:")
    assert dialog.go.isEnabled()
    assert dialog.table.topLevelItemCount() < len(list(problems_of(window.current().project)))


def test_closing_while_it_judges_stops_it(window: Window, monkeypatch: pytest.MonkeyPatch):
    for _ in range(3):
        window.actions_by_id["add_event"].trigger()
    going, stopped = threading.Event(), threading.Event()

    def endless(project: Project, progress: Callable[[int], None]) -> Iterator[Found]:
        try:
            yield next(problems_of(project))
            while True:
                going.set()
                progress(1)
        finally:
            stopped.set()

    monkeypatch.setattr(check_dialog, "problems_of", endless)
    dialog = opened(window)
    assert going.wait(20)
    dialog.reject()
    assert stopped.wait(20)
    QApplication.processEvents()
    assert [one.name for one in threading.enumerate() if one.name == "job"] == []


def test_no_more_are_listed_than_can_be_looked_at(window: Window, monkeypatch: pytest.MonkeyPatch):
    window.actions_by_id["add_event"].trigger()
    monkeypatch.setattr(check_dialog, "MOST_SHOWN", 2)
    dialog = opened(window)
    dialog.wait()
    assert dialog.table.topLevelItemCount() == 2
    assert "these are the first 2" in dialog.summary.text()
