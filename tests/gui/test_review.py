"""Reviewing in the window: spot checks drawn, looked at, commented, sent back, mended, approved; undo at each step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot
from tiny import TINY

from annotator.gui import coder_choice
from annotator.gui.focus import Focus
from annotator.gui.looking_on import LookingOn
from annotator.gui.return_dialog import ReturnDialog
from annotator.gui.spot_dialog import SpotDialog
from annotator.gui.team_place import TeamPlace
from annotator.gui.team_progress import ProgressPanel
from annotator.gui.team_review import ReviewPanel
from annotator.gui.workspace import Workspace
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.coders import Coder

NAME = "B <b>2</b>"
VALUES = {"type": "B", "sub": "b1", "event_date": "2020-06-02", "n": 2}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Twelve articles; a coder finished ten, with an event each."""
    book, path = tmp_path / "tiny.yaml", tmp_path / "team.annotator"
    book.write_text(TINY, encoding="utf-8")
    with Project.create(path, str(book), coder="Lead") as project:
        project.articles.add([ArticleDraft(f"Two died in town {number}.", title=f"Two dead {number}") for number in range(12)])
        coder = project.coders.add(NAME)
        project.work_as(coder)
        for article in list(project.articles.walk())[:10]:
            coding = project.codings.begin(article.uid, coder.uid).uid
            project.events.add(coding, VALUES)
            project.finish(coding)
    return path


@pytest.fixture
def desk(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    def the_lead(_parent: object, coders: list[Coder], _last: str) -> Coder:
        return coders[0]

    monkeypatch.setattr(coder_choice, "choose_coder", the_lead)
    hands = Hands(qtbot, path)
    yield hands
    hands.window.close()


def settle(qtbot: QtBot, *panels: ReviewPanel | ProgressPanel) -> None:
    """Until what a job finds is there."""
    qtbot.waitUntil(lambda: not any(panel.busy for panel in panels))


def review_tab(hands: Hands, qtbot: QtBot) -> ReviewPanel:
    hands.press("Alt+6")
    place = hands.window.built("team")
    assert isinstance(place, TeamPlace)
    panel = place.show_tab("review")
    assert isinstance(panel, ReviewPanel)
    settle(qtbot, panel)
    panel.list.setFocus()
    QApplication.processEvents()
    return panel


def in_dialog(hands: Hands, qtbot: QtBot, kind: type[QDialog], *keys: str, words: str = "") -> None:
    """What is typed once a dialog of that kind is open; the keys that open it come behind this."""

    def has_keyboard() -> bool:
        dialog, now = QApplication.activeModalWidget(), QApplication.focusWidget()
        return isinstance(dialog, kind) and now is not None and dialog.isAncestorOf(now)

    def type_in() -> None:
        qtbot.waitUntil(has_keyboard)
        if words:
            hands.type(words)
        hands.press(*keys)

    QTimer.singleShot(0, hands.window, type_in)


def state(hands: Hands, coding: str) -> str:
    return hands.window.current().project.codings.get(coding).state


def at_field(hands: Hands, name: str) -> None:
    """The keyboard is on a field, with all that stands there chosen."""
    hands.window.show_field(name)
    QApplication.processEvents()
    hands.press("Ctrl+A")


def strip(hands: Hands) -> str:
    bar = hands.window.code().looking_on
    return bar.words.text() if bar.isVisible() else ""


def test_a_spot_check_by_keyboard(desk: Hands, qtbot: QtBot):
    window = desk.window
    panel = review_tab(desk, qtbot)
    assert panel.kind == "done"
    assert panel.model.rowCount() == 10
    in_dialog(desk, qtbot, SpotDialog, "Tab", "Tab", "Return", words="100")
    desk.click(panel.draw)
    settle(qtbot, panel)
    assert panel.kind == "spot"
    assert panel.model.rowCount() == 10, "all that is drawn waits"
    assert "10 of 10" in panel.counts.text()
    first, second = (line.coding for line in panel.model.lines[:2])

    desk.press("Return")
    workspace = window.current()
    article = workspace.project.codings.get(first).article
    assert window.place == "code"
    assert workspace.looks_on
    assert window.focus.article == article
    assert NAME in strip(desk)
    assert "done" in strip(desk)
    assert window.code().queue.model.done == 10, "the queue is the coder's"

    # Nothing is changed, whatever keys are pressed at a field; what is refused is said.
    at_field(desk, "n")
    before = dict(workspace.event(window.focus.event).values)
    desk.type("7")
    desk.press("Backspace", "Delete", "Ctrl+V", "Return")
    assert "not changed" in window.notice.text
    desk.press("Ctrl+N", "Ctrl+D", "Ctrl+Return")
    assert dict(workspace.event(window.focus.event).values) == before
    assert state(desk, first) == "done"
    assert len(workspace.events(article)) == 1
    assert not window.code().unsaved()

    # A comment on the field, then sent back with words.
    at_field(desk, "n")
    desk.press("Ctrl+Shift+C")
    qtbot.waitUntil(window.code().remarks.line.hasFocus)
    desk.type("Count again")
    desk.press("Return")
    (said,) = workspace.said(article).comments
    assert (said.spot.field, said.spot.whose, said.coder) == ("n", workspace.whose, workspace.project.coder.uid)
    in_dialog(desk, qtbot, ReturnDialog, "Ctrl+Return", words="Read the text again")
    desk.press("Shift+F7")
    assert state(desk, first) == "returned"
    assert workspace.coding(window.focus.article).uid == second, "the next to check is in view"  # type: ignore[union-attr]
    desk.press("Ctrl+Z")
    assert state(desk, first) == "done"
    assert window.focus.article == article
    assert workspace.looks_on
    desk.press("Ctrl+Y")
    assert state(desk, first) == "returned"
    assert "Read the text again" in window.code().looking_on.comment.text()

    # The coder sees why, mends it, and says done.
    desk.press("Shift+F11")
    assert not workspace.looks_on
    assert strip(desk) == ""
    coder = workspace.project.codings.get(first).coder
    window.work_as(coder)
    window.open_article(article)
    QApplication.processEvents()
    assert "Sent back by Lead" in strip(desk)
    assert "Read the text again" in strip(desk)
    states = window.code().queue.findChild(type(panel.which), "queue.state")
    assert states is not None
    states.setCurrentIndex(states.findText("Returned"))
    assert window.code().queue.model.rowCount() == 1
    states.setCurrentIndex(0)
    at_field(desk, "n")
    desk.type("3")
    desk.press("Return")
    assert state(desk, first) == "returned", "until it is done again"
    desk.press("Ctrl+Return")
    assert state(desk, first) == "done"
    assert strip(desk) == ""
    desk.press("Ctrl+Z")
    assert state(desk, first) == "returned"
    assert "Sent back" in strip(desk)
    desk.press("Ctrl+Y")
    assert state(desk, first) == "done"

    # The lead looks again and approves.
    window.work_as(workspace.project.coders.named("Lead").uid)
    panel = review_tab(desk, qtbot)
    line = next(one for one in panel.model.lines if one.coding == first)
    assert line.before == "returned"
    panel.list.setCurrentIndex(panel.model.index(list(panel.model.lines).index(line), 0))
    desk.press("Return")
    assert window.focus.article == article
    assert workspace.event(window.focus.event).values["n"] == 3
    desk.press("F7")
    assert state(desk, first) == "approved"
    assert workspace.looks_on
    assert window.focus.article != article
    desk.press("Ctrl+Z")
    assert state(desk, first) == "done"
    assert window.focus.article == article
    desk.press("Ctrl+Y")
    assert state(desk, first) == "approved"


def test_leaving_place_code_ends_looking_on(desk: Hands, qtbot: QtBot):
    review_tab(desk, qtbot)
    desk.press("Return")
    assert desk.window.current().looks_on
    desk.press("Alt+2")
    assert not desk.window.current().looks_on
    desk.press("Alt+1")
    assert strip(desk) == ""


def test_another_coder_ends_looking_on(desk: Hands, qtbot: QtBot):
    review_tab(desk, qtbot)
    desk.press("Return")
    window = desk.window
    window.work_as(window.current().whose)
    assert not window.current().looks_on
    assert strip(desk) == ""
    assert not window.actions_by_id["approve"].isEnabled()


def test_several_are_approved_at_once(desk: Hands, qtbot: QtBot):
    panel = review_tab(desk, qtbot)
    desk.press("Home", "Shift+Down", "Shift+Down")
    desk.click(panel.approve)
    settle(qtbot, panel)
    project = desk.window.current().project
    assert len(project.reviews.work("approved")) == 3
    assert panel.model.rowCount() == 7
    desk.press("Ctrl+Z")
    assert project.reviews.work("approved") == []


def test_the_last_of_the_list_stays_in_view(desk: Hands, qtbot: QtBot):
    panel = review_tab(desk, qtbot)
    project = desk.window.current().project
    project.reviews.approve([line.coding for line in panel.model.lines[1:]])
    settle(qtbot, panel)
    assert panel.model.rowCount() == 1
    desk.press("Return", "F7")
    assert "Nothing else" in desk.window.notice.text
    assert "approved" in strip(desk)
    assert not desk.window.code().looking_on.buttons["approve"].isEnabled()


def test_words_or_a_comment_are_needed(desk: Hands, qtbot: QtBot):
    review_tab(desk, qtbot)
    desk.press("Return")
    workspace = desk.window.current()
    coding = workspace.coding(desk.window.focus.article)
    assert coding is not None
    dialog = ReturnDialog(workspace, coding, desk.window)
    dialog.show()
    assert not dialog.yes.isEnabled()
    dialog.accept()
    assert state(desk, coding.uid) == "done"
    dialog.text.setPlainText("Why")
    assert dialog.yes.isEnabled()
    dialog.reject()


def test_progress_for_the_lead_and_for_a_coder(desk: Hands, qtbot: QtBot):
    desk.press("Alt+6")
    window = desk.window
    place = window.built("team")
    assert isinstance(place, TeamPlace)
    panel = place.show_tab("progress")
    assert isinstance(panel, ProgressPanel)
    settle(qtbot, panel)
    rows = [panel.table.topLevelItem(row) for row in range(panel.table.topLevelItemCount())]
    assert [item.text(0) for item in rows if item] == ["Lead", NAME, "All together"]
    assert rows[1] is not None
    assert rows[1].text(1) == "83 %"
    assert "10 done" in panel.profile.texts()["Work"], "who works is chosen first"
    window.work_as(window.current().project.coders.named(NAME).uid)
    QApplication.processEvents()
    own = place.show_tab("own_work")
    assert isinstance(own, ProgressPanel)
    settle(qtbot, own)
    assert own.found is not None
    assert [one.coder for one in own.found] == [window.current().project.coder.uid], "nobody else's figures"
    assert not own.table.isVisible()
    assert place.show_tab("review") is None
    assert place.show_tab("progress") is None


def test_an_empty_list_says_what_to_do(desk: Hands, qtbot: QtBot):
    panel = review_tab(desk, qtbot)
    for place, words in enumerate(("No share is drawn", "", "Nothing is sent back", "Nothing is approved")):
        panel.which.setCurrentIndex(place)
        settle(qtbot, panel)
        assert panel.none.text().startswith(words)
        assert panel.none.isVisible() == bool(words)


def test_controls_say_who_they_are(desk: Hands, qtbot: QtBot):
    panel = review_tab(desk, qtbot)
    desk.press("Return")
    for button in (*panel.findChildren(QPushButton), *desk.window.code().looking_on.findChildren(QPushButton)):
        assert button.accessibleName() or button.text()


def test_open_for_reading_work_is_looked_at_and_not_judged(qtbot: QtBot, path: Path):
    with Project.open(path, read_only=True) as project:
        workspace, focus = Workspace(project), Focus()
        panel = ReviewPanel(workspace, focus)
        qtbot.addWidget(panel)
        panel.show()
        settle(qtbot, panel)
        assert panel.model.rowCount() == 10
        assert panel.open.isEnabled()
        assert not panel.approve.isEnabled()
        assert not panel.draw.isEnabled()
        panel.open.click()
        assert workspace.looks_on
        bar = LookingOn(workspace, focus, ())
        qtbot.addWidget(bar)
        focus.show_article(project.codings.get(workspace.checking[0]).article)
        qtbot.waitUntil(lambda: "done" in bar.words.text())
        assert not bar.buttons["approve"].isEnabled()
        assert not bar.buttons["send_back"].isEnabled()
        bar.stop()


def test_one_coder_without_articles(qtbot: QtBot, tmp_path: Path):
    with Project.create(tmp_path / "empty.annotator", "acled", coder="Only") as project:
        workspace, focus = Workspace(project), Focus()
        progress, review = ProgressPanel(workspace, focus), ReviewPanel(workspace, focus)
        for panel in (progress, review):
            qtbot.addWidget(panel)
            panel.show()
        settle(qtbot, progress, review)
        assert progress.table.topLevelItemCount() == 1, "one alone needs no line for all"
        assert progress.profile.texts()["Forecast"] == "nothing is left to do"
        assert review.none.text().startswith("Nothing waits")
        assert not review.open.isEnabled()
