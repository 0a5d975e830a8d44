"""A purge at the window: counted first, with a reason, for a lead; afterwards all panels show what is left."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator import settings
from annotator.gui import purge_dialog
from annotator.gui.code_place import CodePlace
from annotator.gui.events_panel import EventsPanel
from annotator.gui.purge_dialog import PurgeDialog, in_words
from annotator.gui.window import Window
from annotator.project import Project
from annotator.project import backup as backups
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote
from annotator.project.purge import WRITTEN, Purged
from annotator.project.verify import verify

TEXT = "Police arrested Jane Roe in Mosul on Tuesday after the march."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project of two articles, one of them with an event and its evidence."""
    made = tmp_path / "iraq.annotator"
    with Project.create(made, "acled", coder="ann") as project:
        draft = ArticleDraft(TEXT, title="Jane Roe arrested", date="2020-06-02")
        project.articles.add([draft, ArticleDraft("A protest in Basra.", title="Basra", date="2020-06-03")])
        coding = project.codings.begin(draft.uid, project.coder.uid)
        event = project.events.add(coding.uid, {"location": "Mosul", "notes": "Jane Roe was arrested"})
        project.evidence.add(event.uid, "notes", [Quote("text", 16, 24, "Jane Roe")])
        project.search.catch_up()
    return made


@pytest.fixture
def window(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    """The window on it, at the first article; whoever asks is told yes."""
    monkeypatch.setattr(purge_dialog, "ask", lambda *_: True)
    made = Window(settings.Settings())
    qtbot.addWidget(made)
    made.show()
    assert made.open_project(path)
    yield made
    made.close_project()


def opened(window: Window) -> PurgeDialog:
    window.actions_by_id["purge"].trigger()
    return next(one for one in window.findChildren(PurgeDialog) if one.isVisible())


def ask_for(dialog: PurgeDialog, words: str = "", reason: str = "asked to be removed") -> None:
    """Chooses, counts, gives the reason."""
    if words:
        dialog.these_words.setChecked(True)
        dialog.words.setText(words)
    dialog.count_button.click()
    dialog.wait()
    dialog.reason.setText(reason)


def shown(window: Window) -> str:
    return window.reader().page.toPlainText()


def test_nothing_goes_without_count_and_reason(window: Window):
    dialog = opened(window)
    assert dialog.this_article.isChecked()
    assert "no undo" in dialog.findChild(type(dialog.about), "purge.warning").text()  # type: ignore[union-attr]
    dialog.reason.setText("asked")
    assert not dialog.purge_button.isEnabled()
    dialog.count_button.click()
    dialog.wait()
    assert dialog.counts.text().startswith("It would touch: 1 article")
    assert dialog.purge_button.isEnabled()
    dialog.reason.clear()
    assert not dialog.purge_button.isEnabled()
    dialog.reason.setText("asked")
    dialog.these_words.setChecked(True)
    assert not dialog.purge_button.isEnabled(), "another choice is counted anew"
    assert shown(window).startswith("Jane Roe arrested")


def test_words_are_black_in_every_panel_without_a_restart(window: Window, path: Path):
    backups.back_up(window.current().project)
    event = window.focus.event
    dialog = opened(window)
    ask_for(dialog, "jane roe")
    assert "1 event" in dialog.counts.text()
    dialog.purge_button.click()
    dialog.wait()
    assert dialog.told is not None
    assert dialog.told.done
    assert [dialog.remains.item(row).text() for row in range(dialog.remains.count())] == [
        str(one.path) for one in backups.backups(path)
    ]  # fmt: skip
    assert dialog.remains.isVisible()
    assert "Jane" not in shown(window)
    assert "████████" in shown(window)
    assert window.focus.event == event
    assert window.current().event(event).values["notes"] == "████████ was arrested"
    queue = window.code().queue
    line = queue.model.article_at(0)
    assert line is not None
    assert line.title == "████████ arrested"
    dialog.close_button.click()
    window.actions_by_id["add_event"].trigger()
    window.actions_by_id["undo"].trigger()
    assert verify(window.current().project) == []


def test_the_list_of_events_stays_in_view_and_is_new(window: Window):
    window.current().set_values(window.focus.event, {"location": "Zubdan"})
    window.show_place("events")
    dialog = opened(window)
    ask_for(dialog, "Zubdan")
    dialog.purge_button.click()
    dialog.wait()
    place = next(one for one in window.findChildren(EventsPanel) if one.isVisible())
    assert place.model.rowCount() == 1
    cells = [str(place.model.index(0, column).data()) for column in range(place.model.columnCount())]
    assert "Zubdan" not in cells
    assert "██████" in cells


def test_what_was_being_looked_at_before_takes_no_more_part(window: Window):
    """Panels that were taken away hear of no later change."""
    dialog = opened(window)
    ask_for(dialog, "Jane Roe")
    dialog.purge_button.click()
    dialog.wait()
    dialog.close_button.click()
    assert len(window.current().project.history.listeners) == 1
    QApplication.sendPostedEvents(None, 52)
    assert len(window.findChildren(CodePlace)) == 1


def test_an_article_becomes_a_stub_and_leaves_the_queue(window: Window):
    article = window.focus.article
    dialog = opened(window)
    ask_for(dialog)
    dialog.purge_button.click()
    dialog.wait()
    assert "No backup of this project holds it." in dialog.outcome.text()
    assert not dialog.remains.isVisible()
    assert window.focus.article == article
    assert "Jane" not in shown(window)
    assert "Mosul" not in shown(window)
    queue = window.code().queue
    assert queue.model.rowCount() == 1
    dialog.close_button.click()
    window.actions_by_id["next_article"].trigger()
    assert "Basra" in shown(window)
    reopened = opened(window)
    assert reopened.this_article.isEnabled()


def test_a_stub_has_no_text_to_remove(window: Window):
    dialog = opened(window)
    ask_for(dialog)
    dialog.purge_button.click()
    dialog.wait()
    dialog.close_button.click()
    dialog = next(one for one in [opened(window)] if one.told is None)
    assert not dialog.this_article.isEnabled()
    assert dialog.these_words.isChecked()


def test_no_is_no(window: Window, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(purge_dialog, "ask", lambda *_: False)
    dialog = opened(window)
    ask_for(dialog)
    dialog.purge_button.click()
    assert dialog.told is None
    assert shown(window).startswith("Jane Roe arrested")


def test_words_of_the_codebook_and_words_that_are_nowhere_are_told(window: Window):
    dialog = opened(window)
    ask_for(dialog, "Battles")
    assert "stand in the codebook" in dialog.wrong.text()
    assert not dialog.purge_button.isEnabled()
    ask_for(dialog, "Xerxes")
    assert "nowhere" in dialog.counts.text()
    assert not dialog.purge_button.isEnabled()


def test_only_a_lead_may(window: Window):
    assert window.actions_by_id["purge"].isEnabled()
    window.current().project.coders.add("bea")
    window.work_as("bea")
    assert not window.actions_by_id["purge"].isEnabled()


def test_stopping_before_it_is_settled_removes_nothing(window: Window, monkeypatch: pytest.MonkeyPatch):
    going, hurry = threading.Event(), threading.Event()
    usual = purge_dialog.purge_article

    def slow(project: Project, uid: str, reason: str, **rest: Any) -> Purged:
        tell = rest.pop("progress")

        def wait(stage: str) -> None:
            if stage == "tables":
                going.set()
                hurry.wait(20)
            tell(stage)

        return usual(project, uid, reason, progress=wait, **rest)

    dialog = opened(window)
    ask_for(dialog)
    monkeypatch.setattr(purge_dialog, "purge_article", slow)
    dialog.purge()
    assert going.wait(20)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    hurry.set()
    dialog.wait()
    assert dialog.isVisible()
    assert dialog.wrong.text() == "Stopped; nothing was removed."
    assert dialog.told is None
    assert shown(window).startswith("Jane Roe arrested")
    assert verify(window.current().project) == []


def test_it_goes_by_keyboard_alone(window: Window, qtbot: QtBot):
    with qtbot.waitActive(window):
        window.activateWindow()
    dialog = opened(window)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.this_article.setFocus()
    QTest.keyClick(dialog.this_article, Qt.Key.Key_Return)
    dialog.wait()
    assert dialog.reason.hasFocus()
    QTest.keyClicks(dialog.reason, "asked")
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return)
    dialog.wait()
    assert dialog.told is not None


def test_every_kind_of_row_has_words():
    told = Purged("words", False, dict.fromkeys(WRITTEN, 2))
    assert "×" not in in_words(told)
