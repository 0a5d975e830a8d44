"""The strip over the reader: the article's data, its questions, verdict, memo, mentions and done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from annotator.gui import article_memo
from annotator.gui.article_panel import ArticlePanel
from annotator.gui.focus import Focus
from annotator.gui.mentions import shortened
from annotator.gui.theme import make_palette
from annotator.gui.workspace import Workspace
from annotator.project import Project
from annotator.project.articles import Article, ArticleDraft
from annotator.project.codings import Coding
from annotator.project.evidence import Quote

without_a_screen = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""The platform the tests run on says so of every menu."""
ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


class Desk:
    """The panel in a window, worked by its controls."""

    def __init__(self, qtbot: QtBot, workspace: Workspace, focus: Focus) -> None:
        self.workspace, self.focus = workspace, focus
        self.panel = ArticlePanel(workspace, focus)
        self.panel.resize(600, 360)
        qtbot.addWidget(self.panel)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()

    def button(self, name: str) -> QPushButton | QToolButton:
        found = self.panel.findChild(QPushButton, name) or self.panel.findChild(QToolButton, name)
        assert found is not None, name
        return found

    def line(self, name: str) -> QLineEdit:
        found = self.panel.findChild(QLineEdit, name)
        assert found is not None, name
        return found

    def said(self, name: str) -> str:
        found = self.panel.findChild(QLabel, name)
        assert found is not None, name
        return found.accessibleName() or found.text()

    def about(self) -> str:
        return self.said("article.about").replace("\u2068", "").replace("\u2069", "")

    def write(self, name: str, text: str) -> None:
        line = self.line(name)
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, text)
        QTest.keyClick(line, ENTER)

    def menu(self) -> QMenu:
        found = self.panel.findChild(QMenu, "article.reasons")
        assert found is not None
        return found

    @property
    def memo(self) -> QPlainTextEdit:
        found = self.panel.findChild(QPlainTextEdit, "article.memo")
        assert found is not None
        return found

    @property
    def article(self) -> Article:
        found = self.workspace.article(self.focus.article)
        assert found is not None
        return found

    @property
    def coding(self) -> Coding:
        found = self.workspace.coding(self.focus.article)
        assert found is not None
        return found


@pytest.fixture
def desk(qtbot: QtBot, workspace: Workspace, focus: Focus) -> Desk:
    """The panel on the sample article."""
    return Desk(qtbot, workspace, focus)


@pytest.fixture
def protest(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """The panel on an article of a project with questions about articles."""
    with Project.create(tmp_path / "protest.annotator", "protest", coder="ann") as project:
        project.articles.add([ArticleDraft("Drivers blocked the bridge."), ArticleDraft("Nothing happened.")])
        focus = Focus()
        focus.show_article(next(iter(project.articles.walk())).uid)
        yield Desk(qtbot, Workspace(project), focus)


# --- data -----------------------------------------------------------------------------------------------------------


def test_one_line_says_source_day_and_address(desk: Desk):
    desk.workspace.correct_article(desk.focus.article, source="UrduPoint", url="https://example.org/a")
    assert desk.about() == "UrduPoint · Tue 2 June 2020 · example.org/a"
    desk.workspace.correct_article(desk.focus.article, date=None)
    assert desk.about() == "UrduPoint · no date · example.org/a"


def test_data_is_corrected_in_place_and_undone(desk: Desk):
    before = desk.article
    desk.panel.edit_metadata()
    assert desk.line("article.edit.title").hasFocus()
    desk.write("article.edit.title", "Another title")
    desk.write("article.edit.date", "3 June 2020")
    desk.write("article.edit.source", "A paper")
    after = desk.article
    assert (after.title, after.date, after.source) == ("Another title", "2020-06-03", "A paper")
    assert after.text == before.text
    assert "Wed 3 June 2020" in desk.about()
    for _ in range(3):
        desk.workspace.undo()
    assert desk.article == before
    assert desk.line("article.edit.title").text() == before.title


def test_the_language_stands_in_the_line_and_is_corrected_by_its_name_or_code(desk: Desk):
    desk.workspace.correct_article(desk.focus.article, source="UrduPoint", url="https://example.org/a", language="ur")
    assert desk.about() == "UrduPoint · Tue 2 June 2020 · Urdu · example.org/a"
    desk.panel.edit_metadata()
    line = desk.line("article.edit.language")
    assert line.text() == "ur"
    for typed, kept, shown in (
        ("arabic", "ar", "Arabic"), ("FR", "fr", "French"), ("en-GB", "en-GB", "English (en-GB)"),
        ("Old Dari", "Old Dari", "Old Dari"),
    ):  # fmt: skip
        desk.write("article.edit.language", typed)
        assert (desk.article.language, line.text()) == (kept, kept)
        assert f"2020 · {shown} · " in desk.about()
    before = len(desk.workspace.project.history.steps())
    desk.workspace.correct_article(desk.focus.article, language="ar")
    desk.write("article.edit.language", "Arabic")
    assert line.text() == "ar"
    assert len(desk.workspace.project.history.steps()) == before + 1, "the same language is no correction"
    desk.workspace.undo()
    assert "Old Dari" in desk.about()


@pytest.mark.parametrize("text", ["the other day", "2020-06"])
def test_a_date_must_be_one_day(desk: Desk, text: str):
    desk.panel.edit_metadata()
    desk.write("article.edit.date", text)
    assert desk.article.date == "2020-06-02"
    assert desk.line("article.edit.date").text() == text, "what was typed stays to be put right"


def test_looking_corrects_nothing(desk: Desk):
    before = len(desk.workspace.project.history.steps())
    desk.panel.edit_metadata()
    desk.panel.leave()
    QTest.keyClick(desk.line("article.edit.title"), ESCAPE)
    assert not desk.button("article.data").isChecked()
    assert len(desk.workspace.project.history.steps()) == before


# --- verdict and done -----------------------------------------------------------------------------------------------


@without_a_screen
def test_no_event_asks_for_the_codebooks_reason(desk: Desk):
    desk.button("article.no_event").click()
    reasons = desk.workspace.codebook.no_event_reasons
    menu = desk.menu()
    assert len(menu.actions()) == len(reasons)
    assert menu.activeAction() is menu.actions()[0], "the keyboard is ready"
    menu.actions()[1].trigger()
    menu.close()
    assert (desk.coding.verdict, desk.coding.reason) == ("no_event", reasons[1].code)
    assert desk.said("article.verdict") == f"No event: {reasons[1].label}"
    assert desk.button("article.no_event").isHidden()
    desk.button("article.take_back").click()
    assert desk.coding.verdict == ""
    assert not desk.button("article.no_event").isHidden()


@without_a_screen
def test_unusable_has_reasons(desk: Desk):
    desk.panel.mark_unusable()
    menu = desk.menu()
    menu.actions()[0].trigger()
    menu.close()
    assert desk.coding.verdict == "unusable"
    assert desk.said("article.verdict").startswith("Unusable: ")


def test_with_events_there_is_no_such_verdict(desk: Desk):
    desk.workspace.add_event(desk.focus.article)
    assert not desk.button("article.no_event").isEnabled()
    assert "remove them" in desk.button("article.no_event").toolTip()


def test_done_is_refused_said_and_taken_back(desk: Desk):
    refused: list[str] = []
    desk.workspace.refused.connect(refused.append)
    assert desk.said("article.state") == "State: To do"
    desk.button("article.done").click()
    assert len(refused) == 1
    desk.workspace.set_verdict(desk.focus.article, "no_event", "background_only")
    assert desk.said("article.state") == "State: Open"
    desk.button("article.done").click()
    assert desk.coding.state == "done"
    assert desk.button("article.done").text() == "Done — reopen"
    desk.panel.toggle_done()
    assert desk.coding.state == "open"
    assert desk.button("article.done").text() == "Done"


# --- memo -----------------------------------------------------------------------------------------------------------


def test_the_memo_is_saved_when_it_is_left(desk: Desk):
    desk.panel.focus_memo()
    assert desk.memo.hasFocus()
    QTest.keyClicks(desk.memo, "ask the lead")
    assert desk.workspace.coding(desk.focus.article) is None, "nothing is saved while typing"
    desk.button("article.done").setFocus()
    assert desk.coding.memo == "ask the lead"
    desk.workspace.undo()
    assert desk.memo.toPlainText() == ""


def test_the_memo_is_saved_when_it_rests(qtbot: QtBot, workspace: Workspace, focus: Focus, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(article_memo, "REST", 20)
    desk = Desk(qtbot, workspace, focus)
    desk.panel.focus_memo()
    with qtbot.waitSignal(workspace.changed):
        QTest.keyClicks(desk.memo, "hm")
    assert desk.coding.memo == "hm"
    assert desk.memo.hasFocus()


def test_a_memo_belongs_to_the_article_it_was_typed_for(desk: Desk, project: Project):
    here = desk.focus.article
    project.articles.add([ArticleDraft("Another article.")])
    other = next(one.uid for one in project.articles.walk() if one.uid != here)
    desk.panel.focus_memo()
    QTest.keyClicks(desk.memo, "of the first")
    desk.focus.show_article(other)
    assert desk.memo.toPlainText() == ""
    assert desk.workspace.coding(other) is None
    first = desk.workspace.coding(here)
    assert first is not None
    assert first.memo == "of the first"


# --- mentions -------------------------------------------------------------------------------------------------------


def test_mentions_are_listed_and_removed(desk: Desk):
    text, reason = desk.article.text, desk.workspace.codebook.mention_reasons[0]
    for start in (0, 40):
        quote = Quote("text", start, start + 20, text[start : start + 20])
        desk.workspace.add_mention(desk.focus.article, [quote], reason.code)
    assert "Mentions (2)" in desk.button("article.mentions").text()
    desk.button("article.mentions").click()
    listed = desk.panel.findChild(QListWidget, "mentions")
    assert listed is not None
    assert listed.item(0).text().startswith(f"{reason.label}:")
    assert listed.hasFocus()
    QTest.keyClick(listed, Qt.Key.Key_Delete)
    assert [one.spans[0].start for one in desk.workspace.mentions(desk.focus.article)] == [40]
    assert listed.count() == 1


def test_a_long_quote_is_cut_at_a_word():
    assert shortened("short") == "short"
    cut = shortened("word " * 40)
    assert cut.endswith("word …")
    assert len(cut) <= 73


# --- questions ------------------------------------------------------------------------------------------------------


def test_without_questions_nothing_is_offered(desk: Desk):
    assert desk.button("article.questions").isHidden()


def test_a_question_in_view_gets_the_keyboard_and_is_saved(protest: Desk):
    protest.focus.show_field("article_kind")
    line = protest.line("field.article_kind")
    assert line.hasFocus()
    QTest.keyClicks(line, "news")
    QTest.keyClick(line, ENTER)
    assert protest.coding.answers == {"article_kind": "news"}
    assert protest.focus.field == "tells_of_protest", "Enter goes on"


def test_questions_follow_answers_and_count_what_is_open(protest: Desk):
    assert "(2 open)" in protest.button("article.questions").text()
    protest.button("article.questions").click()
    how_many = protest.panel.findChild(QWidget, "field.protests_told")
    assert how_many is not None
    assert not how_many.isVisible()
    protest.workspace.set_answer(protest.focus.article, "tells_of_protest", "yes")
    assert how_many.isVisible()
    assert "(1 open)" in protest.button("article.questions").text()
    protest.workspace.set_answer(protest.focus.article, "article_kind", "news")
    assert protest.button("article.questions").text().endswith("Questions")


def test_an_answer_belongs_to_the_article_it_was_typed_for(protest: Desk):
    here, there = (one.uid for one in protest.workspace.project.articles.walk())
    protest.focus.show_field("protests_told")
    protest.workspace.set_answer(here, "tells_of_protest", "yes")
    line = protest.line("field.protests_told")
    line.setFocus()
    QTest.keyClicks(line, "3")
    protest.focus.show_article(there)
    first = protest.workspace.coding(here)
    assert first is not None
    assert first.answers["protests_told"] == 3
    assert protest.workspace.coding(there) is None
    assert line.text() == ""


def test_what_cannot_be_read_stays_and_is_told(protest: Desk):
    protest.focus.show_field("article_kind")
    line = protest.line("field.article_kind")
    QTest.keyClicks(line, "zzz")
    protest.button("article.done").setFocus()
    assert protest.workspace.coding(protest.focus.article) is None
    assert line.text() == "zzz"
    assert any("zzz" in one.text() for one in protest.panel.findChildren(QLabel) if one.isVisible())


# --- look -----------------------------------------------------------------------------------------------------------


def test_one_page_at_a_time(desk: Desk):
    closed = desk.panel.sizeHint().height()
    desk.button("article.memo").click()
    desk.button("article.mentions").click()
    assert not desk.memo.isVisible()
    assert not desk.button("article.memo").isChecked()
    desk.button("article.mentions").click()
    assert desk.panel.sizeHint().height() == closed


def test_every_control_has_a_name(desk: Desk):
    for name in ("article.data", "article.memo", "article.mentions", "article.done", "article.no_event", "article.unusable"):
        button = desk.button(name)
        assert button.accessibleName() or button.text(), name
    for one in desk.panel.findChildren(QLineEdit):
        assert one.accessibleName(), one.objectName()


def test_another_palette_asks_the_project_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(desk.workspace, "article", lambda _uid: pytest.fail("asked"))
    desk.panel.setPalette(make_palette(True))
    QApplication.processEvents()
    about = desk.panel.findChild(QLabel, "article.about")
    assert about is not None
    assert about.palette().color(QPalette.ColorRole.WindowText).lightnessF() > 0.4


def test_looking_at_data_with_odd_spaces_corrects_nothing(qtbot: QtBot, workspace: Workspace, focus: Focus):
    project = workspace.project
    project.articles.add([ArticleDraft("Body of it.", title="A title  with spaces ", source=" A source")])
    odd = project.articles.by_number(project.articles.count())
    assert odd is not None
    desk = Desk(qtbot, workspace, focus)
    steps = len(project.history.steps())
    focus.show_article(odd.uid)
    desk.panel.edit_metadata()
    desk.panel.leave()
    assert len(project.history.steps()) == steps
    assert project.articles.get(odd.uid).title == "A title  with spaces "
