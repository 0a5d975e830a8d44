"""Flags and comments in the real window: by keyboard alone, and what is seen of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtWidgets import QComboBox, QTabBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from annotator.gui.focus import Focus
from annotator.gui.palette import Palette
from annotator.gui.queue_model import ROW
from annotator.gui.remark_marks import RemarkMark, TabMark
from annotator.gui.remark_rows import Chip, CommentRow
from annotator.gui.remarks_panel import RemarksPanel
from annotator.gui.workspace import Workspace
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.remarks import Said, Spot

TEXT = "Seven people were killed in Kirkuk and Hawija."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project with two articles, the first one with two events, and a second coder."""
    path = tmp_path / "desk.annotator"
    with Project.create(path, "acled", coder="ann") as project:
        project.articles.add([ArticleDraft(TEXT, title="Seven killed", date="2020-06-04"), ArticleDraft("Nothing.")])
        coding = project.codings.begin(next(iter(project.articles.walk())).uid, project.coder.uid).uid
        for number in (7, 2):
            project.events.add(coding, {"fatalities": number, "country": "Iraq", "event_type": "Battles"})
    return path


@pytest.fixture
def hands(qtbot: QtBot, path: Path) -> Iterator[Hands]:
    """At the window of that project."""
    made = Hands(qtbot, path)
    yield made
    made.window.close()


def panel(hands: Hands) -> RemarksPanel:
    return hands.window.code().remarks


def said(hands: Hands) -> Said:
    return hands.window.current().said(hands.window.focus.article)


def events(hands: Hands) -> list[str]:
    return [event.uid for event in hands.window.current().events(hands.window.focus.article)]


def tab(hands: Hands) -> str:
    found = hands.window.findChild(QToolButton, "drawer.remarks")
    assert found is not None
    return found.text()


def place(hands: Hands) -> tuple[str, str]:
    return hands.window.focus.event, hands.window.focus.field


def test_a_field_is_flagged_commented_left_and_found_again_by_key(qtbot: QtBot, hands: Hands):
    first, second = events(hands)
    hands.press("Alt+Right")
    hands.go("fatalities")
    hands.press("Ctrl+G")
    hands.type("hard")
    hands.press("Return")
    assert [(one.name, one.spot.event, one.spot.field) for one in said(hands).flags] == [("hard", second, "fatalities")]
    assert "flag “hard”" in hands.window.actions_by_id["undo"].text().lower()
    hands.press("Ctrl+Shift+C")
    hands.type("Seven or two?")
    hands.press("Shift+Return")
    hands.type("See the title.")
    hands.press("Return")
    assert [one.text for one in said(hands).comments] == ["Seven or two?\nSee the title."]
    assert "comment on Fatalities" in hands.window.actions_by_id["undo"].text()
    field = hands.window.code().form.findChild(QWidget, "field.fatalities")
    assert field is not None
    assert hands.window.focusWidget() is field, "the keyboard is where it was"
    qtbot.waitUntil(lambda: tab(hands) == "Remarks 2")

    hands.press("Alt+Left")
    assert place(hands) == (first, "fatalities")
    hands.go("country")
    hands.press("Ctrl+Shift+C")
    qtbot.waitUntil(lambda: bool(panel(hands).texts()))
    assert panel(hands).texts()[0][0].startswith("Event 2 · Fatalities — ann, ")
    hands.press("Up", "Return")
    assert place(hands) == (second, "fatalities")

    hands.press("Alt+Left", "Ctrl+Z")
    assert (place(hands), said(hands).comments) == ((second, "fatalities"), ())
    hands.press("Ctrl+Z")
    assert not said(hands)
    qtbot.waitUntil(lambda: tab(hands) == "Remarks")
    hands.press("Ctrl+Shift+Z", "Ctrl+Shift+Z")
    assert len(said(hands).flags) == len(said(hands).comments) == 1


def test_a_flag_is_a_new_word_or_one_in_use_and_goes_by_the_same_key(hands: Hands):
    hands.go("country")
    hands.press("Ctrl+G")
    hands.type("two places")
    shown = hands.window.findChild(Palette)
    assert shown is not None
    assert shown.titles() == ["two places"]
    hands.press("Return")
    assert [one.name for one in said(hands).flags] == ["two places"]
    hands.go("admin1")
    hands.press("Ctrl+G")
    shown = hands.window.findChildren(Palette)[-1]
    assert shown.titles() == ["two places", "check again", "good example", "hard"]
    hands.press("Escape")
    hands.go("country")
    hands.press("Ctrl+G", "Return")
    assert not said(hands).flags


def test_what_is_flagged_without_a_field_is_the_event_or_the_article(hands: Hands):
    hands.press("Ctrl+Alt+R", "Ctrl+G", "Return")
    (flag,) = said(hands).flags
    assert (flag.name, flag.spot.event, flag.spot.field) == ("check again", events(hands)[0], "")
    hands.press("Alt+Down", "Ctrl+G", "Down", "Return")
    assert [(one.name, one.spot.event) for one in said(hands).flags] == [("good example", "")]


def test_marks_in_queue_on_the_tab_and_at_the_field(qtbot: QtBot, hands: Hands):
    window = hands.window
    hands.go("fatalities")
    hands.press("Ctrl+G", "Return", "Ctrl+Shift+C")
    hands.type("Why?")
    hands.press("Return")
    model = window.code().queue.model
    line = model.index(0, 0).data(ROW)
    assert (line.flags, line.comments) == (1, 1)
    assert model.told_remarks(line) == "1 flag, 1 comment"
    assert model.index(1, 0).data(ROW).flags == 0
    tabs = window.code().strip.tabs
    marks = [tabs.tabButton(at, QTabBar.ButtonPosition.RightSide) for at in range(2)]
    assert [type(one) for one in marks] == [TabMark, type(None)]
    assert "flagged: check again" in tabs.accessibleTabName(0)
    qtbot.waitUntil(lambda: bool(window.code().form.findChildren(RemarkMark)))
    (mark,) = window.code().form.findChildren(RemarkMark)
    assert mark.isVisible()
    assert mark.toolTip() == "Flag: check again\nann: Why?"
    hands.press("Alt+Right")
    qtbot.waitUntil(mark.isHidden)
    hands.press("Alt+Left")
    qtbot.waitUntil(mark.isVisible)
    hands.press("Ctrl+Z", "Ctrl+Z")
    qtbot.waitUntil(mark.isHidden)
    assert tabs.tabButton(0, QTabBar.ButtonPosition.RightSide) is None
    assert model.index(0, 0).data(ROW).comments == 0


def test_own_comments_are_answered_edited_and_taken_away_by_key(qtbot: QtBot, hands: Hands):
    hands.go("fatalities")
    for text in ("One", "Two"):
        hands.press("Ctrl+Shift+C")
        hands.type(text)
        hands.press("Return")
    hands.press("Ctrl+Shift+C")
    qtbot.waitUntil(lambda: len(panel(hands).texts()) == 2)
    hands.press("Up", "Up", "A")
    hands.type("Three")
    hands.press("Return")
    qtbot.waitUntil(lambda: [text for _, text in panel(hands).texts()] == ["One", "Three", "Two"])
    hands.press("Ctrl+Shift+C", "Up", "E")
    assert panel(hands).line.toPlainText() == "Two"
    hands.press("End")
    hands.type(" and more")
    hands.press("Return")
    qtbot.waitUntil(lambda: panel(hands).texts()[-1][1] == "Two and more")
    hands.press("Ctrl+Shift+C", "Up", "Delete")
    qtbot.waitUntil(lambda: [text for _, text in panel(hands).texts()] == ["One", "Three"])
    hands.press("Escape")
    hands.press("Ctrl+Z")
    assert len(said(hands).comments) == 3


def test_what_is_typed_stays_with_its_article_and_is_said_when_the_project_closes(
    qtbot: QtBot, hands: Hands, path: Path
):  # fmt: skip
    first = hands.window.focus.article
    hands.go("fatalities")
    hands.press("Ctrl+Shift+C")
    hands.type("Half a th")
    hands.press("Alt+Down")
    assert panel(hands).line.toPlainText() == ""
    hands.press("Alt+Up")
    assert panel(hands).line.toPlainText() == "Half a th"
    hands.press("Alt+Down")
    assert hands.window.close_project()
    with Project.open(path) as project:
        assert [(one.text, one.spot.field) for one in project.remarks.of(first).comments] == [("Half a th", "fatalities")]


def test_the_comment_can_be_about_the_event_or_the_article(qtbot: QtBot, hands: Hands):
    hands.go("country")
    hands.press("Ctrl+Shift+C")
    about = hands.window.findChild(QComboBox, "remarks.about")
    assert about is not None
    assert [about.itemText(at) for at in range(about.count())] == ["Event 1 · Country", "Event 1", "Article"]
    hands.press("Shift+Tab", "Down", "Down", "Return")
    hands.type("Odd source")
    hands.press("Return")
    assert [(one.text, one.spot.event, one.spot.field) for one in said(hands).comments] == [("Odd source", "", "")]


def test_chips_are_taken_off_by_their_cross(qtbot: QtBot, hands: Hands):
    hands.go("country")
    hands.press("Ctrl+G", "Return", "Ctrl+Shift+C")
    qtbot.waitUntil(lambda: bool(panel(hands).findChildren(Chip)))
    (chip,) = panel(hands).findChildren(Chip)
    assert chip.name.text() == "check again · Event 1 · Country"
    hands.click(chip.cross)
    assert not said(hands).flags


def test_a_coder_sees_what_the_lead_says_of_the_own_event_and_answers_it(qtbot: QtBot, path: Path):
    with Project.open(path) as project:
        lead, coder = project.coder, project.coders.add("ben")
        article = next(iter(project.articles.walk())).uid
        project.work_as(coder)
        event = project.events.add(project.codings.begin(article, coder.uid).uid, {"fatalities": 1}).uid
        project.work_as(lead)
        project.remarks.comment(Spot(article, event, "fatalities"), "Look again")
        project.remarks.comment(Spot(article), "Not for ben")
    with Project.open(path, coder="ben") as project:
        workspace, focus = Workspace(project), Focus()
        shown = RemarksPanel(workspace, focus)
        qtbot.addWidget(shown)
        shown.resize(500, 200)
        shown.show()
        focus.show_article(article, event)
        qtbot.waitUntil(lambda: len(shown.texts()) == 1)
        assert shown.texts()[0][0].startswith("Event 1 · Fatalities — ann, ")
        (row,) = shown.findChildren(CommentRow)
        row.answered.emit()
        shown.line.setPlainText("Done")
        shown.line.entered.emit()
        qtbot.waitUntil(lambda: [text for _, text in shown.texts()] == ["Look again", "Done"])
        shown.stop()
