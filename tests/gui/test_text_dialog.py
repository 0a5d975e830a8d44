"""Correcting an article's text in the window: what becomes of evidence is told, done, and undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotator.gui.text_dialog import TextDialog
from annotator.gui.window import Window
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote
from annotator.settings import Settings

TEXT = "Police\u00a0arrested two men in Mosul.\nقتل شخصان 😀 في كركوك يوم الثلاثاء"


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    path = tmp_path / "iraq.annotator"
    with Project.create(path, "acled", coder="ann") as project:
        draft = ArticleDraft(TEXT, title="Two arrested in Mosul", date="2020-06-02")
        project.articles.add([draft])
        coding = project.codings.begin(draft.uid, project.coder.uid)
        event = project.events.add(coding.uid, {"location": "Kirkuk"})
        start = TEXT.index("كركوك")
        project.evidence.add(event.uid, "location", [Quote("text", start, start + 5, "كركوك")])
        project.evidence.add(event.uid, "country", [Quote("title", 16, 21, "Mosul")])
    made = Window(Settings())
    qtbot.addWidget(made)
    made.show()
    assert made.open_project(path)
    yield made
    made.close()


def opened(qtbot: QtBot, window: Window) -> TextDialog:
    window.actions_by_id["correct_text"].trigger()
    dialog = window.findChild(TextDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def quotes(window: Window) -> list[str]:
    return [span.quote for one in window.current().evidence(window.focus.event) for span in one.spans]


def type_at_start(qtbot: QtBot, dialog: TextDialog, words: str) -> None:
    dialog.edit.moveCursor(QTextCursor.MoveOperation.Start)
    QTest.keyClicks(dialog.edit, words)
    qtbot.waitUntil(dialog.yes.isEnabled)


def test_evidence_goes_along_and_no_break_spaces_stay(qtbot: QtBot, window: Window):
    dialog = opened(qtbot, window)
    assert not dialog.yes.isEnabled()
    type_at_start(qtbot, dialog, "The ")
    assert "2 unchanged, 0 with other words, 0 lost" in dialog.outcome.text()
    QTest.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    article = window.current().article(window.focus.article)
    assert article is not None
    assert article.text == f"The {TEXT}"
    assert quotes(window) == ["كركوك", "Mosul"]
    assert "\nThe Police arrested" in window.reader().page.toPlainText()


def test_undo_goes_back_to_the_old_text_and_redo_to_the_new(qtbot: QtBot, window: Window):
    old = window.focus.article
    dialog = opened(qtbot, window)
    type_at_start(qtbot, dialog, "The ")
    dialog.accept()
    new = window.focus.article
    window.actions_by_id["undo"].trigger()
    assert window.focus.article == old
    window.actions_by_id["redo"].trigger()
    assert window.focus.article == new
    assert window.focus.event


def test_what_is_lost_is_named_before(qtbot: QtBot, window: Window):
    dialog = opened(qtbot, window)
    dialog.edit.setPlainText(TEXT.partition("\n")[0])
    qtbot.waitUntil(dialog.yes.isEnabled)
    assert "“كركوك”" in dialog.outcome.text()
    dialog.reject()
    assert quotes(window) == ["كركوك", "Mosul"]


def test_a_corrected_title_takes_its_evidence_along(window: Window):
    window.current().correct_article(window.focus.article, title="Breaking: two arrested in Mosul")
    (span,) = [span for one in window.current().evidence(window.focus.event) for span in one.spans if span.part == "title"]
    assert (span.start, span.quote) == (26, "Mosul")
    window.actions_by_id["undo"].trigger()
    (span,) = [span for one in window.current().evidence(window.focus.event) for span in one.spans if span.part == "title"]
    assert (span.start, span.quote) == (16, "Mosul")
