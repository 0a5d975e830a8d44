"""Undo and redo of a step that changed very much: a job behind a dialog, which closes by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotator.errors import CannotUndo
from annotator.gui import taking_back
from annotator.gui.jobs import Cancelled
from annotator.gui.window import Window
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.history import History, Step
from annotator.settings import Settings

NUMBER = 40


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    path = tmp_path / "iraq.annotator"
    with Project.create(path, "acled", coder="ann") as project:
        project.articles.add([ArticleDraft(f"{one} died in Kirkuk.") for one in range(NUMBER)])
    made = Window(Settings())
    qtbot.addWidget(made)
    made.show()
    assert made.open_project(path)
    yield made
    made.close()


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The dialogs that were shown, by what they say."""
    monkeypatch.setattr(taking_back, "LONG", NUMBER - 1)
    titles: list[str] = []
    run = taking_back.TakingBackDialog.exec

    def noted(dialog: taking_back.TakingBackDialog) -> int:
        titles.append(dialog.windowTitle())
        return run(dialog)

    monkeypatch.setattr(taking_back.TakingBackDialog, "exec", noted)
    return titles


def trigger(window: Window, name: str) -> None:
    window.refresh()
    assert window.actions_by_id[name].isEnabled()
    window.actions_by_id[name].trigger()


def test_a_large_step_is_taken_back_and_done_again_in_a_job(window: Window, shown: list[str]):
    articles = window.current().project.articles
    trigger(window, "undo")
    assert (articles.count(), window.focus.article) == (0, "")
    assert "Undone, in the whole project" in window.notice.text
    trigger(window, "redo")
    assert articles.count() == NUMBER
    assert window.focus.article
    assert shown == ["Undo", "Redo"]


def test_a_small_step_is_taken_back_at_once(window: Window, shown: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(taking_back, "LONG", NUMBER)
    trigger(window, "undo")
    assert window.current().project.articles.count() == 0
    assert shown == []


def test_why_it_cannot_be_taken_back_is_said(window: Window, shown: list[str], monkeypatch: pytest.MonkeyPatch):
    def refuse(_: History) -> Step:
        raise CannotUndo("This cannot be undone: why not.")

    monkeypatch.setattr(History, "undo", refuse)
    trigger(window, "undo")
    assert window.notice.text == "This cannot be undone: why not."
    assert shown == ["Undo"]


def test_stopping_leaves_all_as_it_was(window: Window, shown: list[str], monkeypatch: pytest.MonkeyPatch):
    take_back = History._keep_published

    def stopped(history: History, undo: int) -> None:
        take_back(history, undo)
        dialog = window.findChild(taking_back.TakingBackDialog)
        assert dialog is not None
        assert dialog.job._job is not None
        dialog.job._job.progress.stop()
        raise Cancelled

    monkeypatch.setattr(History, "_keep_published", stopped)
    trigger(window, "undo")
    assert window.current().project.articles.count() == NUMBER
    assert window.current().project.history.to_redo() is None
