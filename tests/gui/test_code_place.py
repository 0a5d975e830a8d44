"""Place Code: how the panels stand at the usual size, what is remembered, and that typing is saved before moving on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLineEdit, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from annotator.gui.code_place import CodePlace
from annotator.gui.focus import Focus
from annotator.gui.layout import remember_splitters, restore_splitters
from annotator.gui.workspace import Workspace
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.settings import Settings

USUAL = (1296, 660)
"""What is left of 1366×768 beside the bar of places and under menus and tools."""


@pytest.fixture
def place(qtbot: QtBot, workspace: Workspace, focus: Focus) -> Iterator[CodePlace]:
    """Place Code on the sample article with one event; it stops before its project is closed, as the window has it."""
    focus.show_event(workspace.add_event(focus.article))
    made = CodePlace(workspace, focus)
    qtbot.addWidget(made)
    made.resize(*USUAL)
    made.show()
    yield made
    made.stop()


def test_all_panels_fit_side_by_side(place: CodePlace):
    assert (place.width(), place.height()) == USUAL
    lefts = [part.mapTo(place, part.rect().topLeft()).x() for part in (place.queue, place.reader, place.form)]
    assert lefts == sorted(lefts)
    assert 200 <= place.queue.width() <= 280
    assert 440 <= place.form.width() <= 520
    assert place.reader.width() >= 450
    assert place.reader.height() >= 300
    assert place.form.height() >= 300
    for part in place.findChildren(QSplitter):
        assert place.rect().contains(QRect(part.mapTo(place, part.rect().topLeft()), part.size()))


def test_the_panels_have_their_names(place: CodePlace):
    for name in ("articles", "search", "reader", "form", "problems", "event_strip"):
        assert place.findChild(QWidget, name) is not None, name


def test_the_splitters_are_remembered(qtbot: QtBot, place: CodePlace, workspace: Workspace, focus: Focus):
    columns = place.findChild(QSplitter, "code.columns")
    assert columns is not None
    columns.setSizes([0, 700, 590])
    settings = Settings()
    remember_splitters(place, settings)
    other = CodePlace(workspace, focus)
    other.resize(*USUAL)
    qtbot.addWidget(other, before_close_func=lambda _: other.stop())
    restore_splitters(other, settings)
    other.show()
    again = other.findChild(QSplitter, "code.columns")
    assert again is not None
    assert again.sizes()[0] == 0
    assert again.sizes() == columns.sizes()


def test_the_queue_can_be_put_away(qtbot: QtBot, place: CodePlace):
    before = place.reader.width()
    place.toggle_queue()
    assert not place.queue.isVisible()
    qtbot.waitUntil(lambda: place.reader.width() > before)
    place.toggle_queue()
    assert place.queue.isVisible()


def test_what_is_typed_belongs_to_the_article_it_was_typed_for(
    qtbot: QtBot, place: CodePlace, project: Project, workspace: Workspace, focus: Focus, monkeypatch: pytest.MonkeyPatch
):
    project.articles.add([ArticleDraft("Another article.")])
    before, seen = focus.article, list[str]()
    monkeypatch.setattr(place.form, "leave", lambda: seen.append(focus.article))
    place.queue.show_next()
    assert seen[:1] == [before]
    assert focus.article != before


def test_the_words_of_a_search_are_marked_and_in_view_in_the_article_opened_from_it(
    place: CodePlace, project: Project, focus: Focus, qtbot: QtBot
):
    long = "Nothing happened that day.\n" * 200
    project.articles.add([ArticleDraft(f"{long}An air\nstrike hit Tikrit.\n{long}", title="Strike")])
    project.articles.add([ArticleDraft("伊拉克基尔库克省发生袭击事件", title="伊拉克")])
    project.search.catch_up()
    place.queue.model.reload()
    box = place.findChild(QLineEdit, "search")
    assert box is not None

    def marked() -> list[str]:
        return [place.reader.page.toPlainText()[start:end] for start, end in place.reader.page._hits]

    qtbot.keyClicks(box, '"air strike" tikr*')
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert [words.split() for words in marked()] == [["air", "strike"], ["Tikr"]]
    assert place.reader.page.verticalScrollBar().value() > 50
    assert place.reader.page.selected()[0] == place.reader.page.selected()[1], "the selection is the person's"
    box.setText("基尔库克")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert marked() == ["基尔库克"]
    box.clear()
    place.queue._run_search()
    assert marked() == []
