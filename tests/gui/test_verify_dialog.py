"""Looking whether the file is whole: in words, to be stopped, with the way out where it is not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from annotator import settings
from annotator.gui import verify_dialog
from annotator.gui.palette import Palette
from annotator.gui.verify_dialog import VerifyDialog
from annotator.gui.window import Window
from annotator.project import Project
from annotator.project.articles import ArticleDraft


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    """The window on a small project."""
    path = tmp_path / "iraq.annotator"
    with Project.create(path, "acled", coder="ann") as project:
        project.articles.add([ArticleDraft("A clash.", title="T", date="2020-06-02")])
        project.search.catch_up()
    made = Window(settings.Settings())
    qtbot.addWidget(made)
    made.show()
    assert made.open_project(path)
    yield made
    made.close_project()


def opened(window: Window) -> VerifyDialog:
    window.actions_by_id["verify_project"].trigger()
    return next(one for one in window.findChildren(VerifyDialog) if one.isVisible())


def break_it(window: Window) -> None:
    """A row of the flat table that no event stands behind."""
    window.current().project.database.run("INSERT INTO events (event_uid) VALUES ('ghost')")


def test_a_whole_project_says_so(window: Window):
    window.actions_by_id["add_event"].trigger()
    dialog = opened(window)
    dialog.wait()
    assert dialog.faults == []
    assert dialog.summary.text().startswith("The project is whole")
    assert not dialog.list.isVisible()
    assert not dialog.restore.isVisible()


def test_faults_are_listed_and_a_backup_is_the_way_out(window: Window):
    window.actions_by_id["back_up"].trigger()
    break_it(window)
    dialog = opened(window)
    dialog.wait()
    assert dialog.faults is not None
    assert [dialog.list.item(row).text() for row in range(dialog.list.count())] == dialog.faults
    assert "no event behind" in dialog.faults[0]
    assert dialog.summary.text().startswith("One thing is wrong. A backup can")
    dialog.restore.click()
    palette = window.findChild(Palette)
    assert palette is not None
    assert palette.accessibleName().startswith("Restore a backup")


def test_without_a_backup_it_says_what_to_do(window: Window):
    break_it(window)
    dialog = opened(window)
    dialog.wait()
    assert "There is no backup" in dialog.summary.text()
    assert not dialog.restore.isVisible()


def test_it_names_its_stages_and_can_be_stopped(window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    going, hurry = threading.Event(), threading.Event()

    def slow(project: Project, *, progress: Callable[[str], None], **_: Any) -> list[str]:
        progress("history")
        going.set()
        hurry.wait(20)
        progress("undo")
        return ["not reached"]

    monkeypatch.setattr(verify_dialog, "verify", slow)
    dialog = opened(window)
    assert going.wait(20)
    qtbot.waitUntil(lambda: dialog.job.words.text().startswith("History"))
    dialog.job.button.click()
    hurry.set()
    dialog.wait()
    assert dialog.faults is None
    assert "Stopped" in dialog.summary.text()


def test_every_stage_has_words(window: Window):
    from annotator.project.verify import CHECKS

    dialog = opened(window)
    dialog.wait()
    assert set(dialog.stages()) == set(CHECKS)
