"""A lead hands out at the window, by keys: counted before it is done, obeyed by every list, taken back by undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from annotator.gui import coder_choice, palette_entries
from annotator.gui.first_pass_model import FirstPassModel
from annotator.gui.hand_out_dialog import HandOutDialog
from annotator.gui.hand_out_page import HandOutPage
from annotator.gui.queue_model import QueueModel
from annotator.gui.workspace import Workspace
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.codings import MAIN
from annotator.project.handing_out import HandOut, Part, carry_out

WORDS = "Police said that three men died in a clash near Kirkuk on 2 June 2020, the {0}th this year."


def drafts() -> Iterator[ArticleDraft]:
    return (
        ArticleDraft(WORDS.format(n), title=f"Clash {n}", date="2020-06-03", source=("Daily", "Wire")[n % 3 == 0])
        for n in range(20)
    )


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    """The window of a lead with two coders, on twenty articles."""
    path = tmp_path / "iraq.annotator"
    with Project.create(path, "acled", coder="ann") as project:
        project.articles.add(drafts())
        project.saved_filters.save("articles", "Wires", {"filters": [["source", "is", "Wire"]], "state": ""})
        project.search.catch_up()
        for name in ("bob", "سلمى <b>"):
            project.coders.add(name)
    monkeypatch.setattr(coder_choice, "choose_coder", lambda _window, coders, _last: coders[0])
    hands = Hands(qtbot, path)
    yield hands
    hands.window.close()


def opened(hands: Hands, qtbot: QtBot) -> HandOutDialog:
    hands.press("Ctrl+Shift+T")
    dialog = next(one for one in hands.window.findChildren(HandOutDialog) if one.isVisible())
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def until(qtbot: QtBot, dialog: HandOutDialog, words: str) -> None:
    qtbot.waitUntil(lambda: words in dialog.outcome.text())


def coder_at(hands: Hands, name: str) -> str:
    return hands.window.current().project.coders.named(name).uid


def test_a_lead_hands_out_by_keys_alone(desk: Hands, qtbot: QtBot):
    dialog = opened(desk, qtbot)
    until(qtbot, dialog, "20 articles are handed out.")
    assert dialog.hand_out.table.hasFocus()
    desk.press("Down", "Right")
    desk.type("4")  # bob gets four at most
    desk.press("Return")
    until(qtbot, dialog, "20 articles")
    desk.press("Alt+T")
    desk.type("10")
    until(qtbot, dialog, "2 are coded by several")
    gets = [dialog.hand_out.table.written(coder_at(desk, name), 4) for name in ("ann", "bob", "سلمى <b>")]
    assert gets == ["", "4", "18"]
    desk.press("Return")
    qtbot.waitUntil(lambda: not dialog_of(desk))
    assert desk.said() == "20 articles are handed out; undo takes it back."
    desk.window.work_as("bob")
    queue = desk.window.code().queue
    assert queue.model.rowCount() == 4
    assert queue.model.row_of(queue.model.number_of(desk.window.focus.article)) >= 0, "an article of their own comes into view"
    desk.window.work_as("ann")
    assert queue.model.rowCount() == 20
    desk.press("Ctrl+Z")
    desk.window.work_as("bob")
    assert queue.model.rowCount() == 20


def test_the_dialog_says_how_many_copies_are_left_out(desk: Hands, qtbot: QtBot):
    copies = desk.window.current().project.copies
    for number in (2, 5):
        copies.judge(1, number, "same")
    copies.code_once(1, keep=1)
    dialog = opened(desk, qtbot)
    until(qtbot, dialog, "18 articles are handed out.\n2 are left out: another article is coded in their place.")
    dialog.accept()
    qtbot.waitUntil(lambda: not dialog_of(desk))
    again = opened(desk, qtbot)
    until(qtbot, again, "every article of this choice has its coders.\n2 are left out")
    desk.press("Escape")


def dialog_of(hands: Hands) -> list[QDialog]:
    return [one for one in hands.window.findChildren(HandOutDialog) if one.isVisible()]


def test_return_waits_for_the_count_of_what_was_just_typed(desk: Hands, qtbot: QtBot):
    dialog = opened(desk, qtbot)
    until(qtbot, dialog, "20 articles")
    desk.press("Alt+T")
    desk.type("100")
    desk.press("Return")
    qtbot.waitUntil(lambda: not dialog_of(desk))
    project = desk.window.current().project
    assert project.database.value("SELECT count(*) FROM assignment WHERE position IS NOT NULL") == 40
    again = opened(desk, qtbot)
    until(qtbot, again, "There is nothing to hand out")
    assert not again.yes.isEnabled()
    assert again.hand_out.double.value() == 100, "what was asked the last time stands there"
    desk.press("Escape")
    assert not dialog_of(desk)


def test_a_saved_filter_the_queues_filter_and_parts(desk: Hands, qtbot: QtBot):
    queue = desk.window.code().queue
    queue.use_filter({"filters": [["title", "contains", "Clash 1"]], "state": ""})
    qtbot.waitUntil(lambda: queue.model.rowCount() == 11)
    page = opened(desk, qtbot).hand_out
    assert [page.which.itemText(n) for n in range(page.which.count())] == ["All articles", "Those the queue lists now", "Wires"]
    dialog = dialog_of(desk)[0]
    assert isinstance(dialog, HandOutDialog)
    page.which.setCurrentIndex(1)
    until(qtbot, dialog, "11 articles")
    page.which.setCurrentIndex(2)
    until(qtbot, dialog, "7 articles")
    page.which.setCurrentIndex(0)
    page.strata["source"].setChecked(True)
    qtbot.waitUntil(lambda: page.by_stratum.topLevelItemCount() == 2)
    assert page.by_stratum.isVisible()
    desk.press("Escape")


def test_a_load_is_a_number_and_nobody_is_told_so(desk: Hands, qtbot: QtBot):
    dialog = opened(desk, qtbot)
    page = dialog.hand_out
    bob = coder_at(desk, "bob")
    page.table.write(bob, 1, "a 1٣2<b>")
    assert page.table.written(bob, 1) == "12"
    page.table.tick([])
    until(qtbot, dialog, "Nobody is chosen")
    assert not dialog.yes.isEnabled()
    desk.press("Escape")


def test_taking_back_and_a_re_test(desk: Hands, qtbot: QtBot):
    project = desk.window.current().project
    bob, other = coder_at(desk, "bob"), coder_at(desk, "سلمى <b>")
    carry_out(project, HandOut((Part(bob),)))
    project.work_as(project.coders.named("bob"))
    for article in list(project.articles.walk())[:4]:
        coding = project.codings.begin(article.uid, bob)
        project.codings.set_verdict(coding.uid, "unusable", "other")
        project.finish(coding.uid)
    desk.window.work_as("ann")
    dialog = opened(desk, qtbot)
    dialog.tabs.setCurrentWidget(dialog.back)
    until(qtbot, dialog, "16 articles are withdrawn from \u2068bob\u2069; 4 are begun and stay.")
    dialog.back.give.setChecked(True)
    until(qtbot, dialog, "16 articles leave")
    assert dialog.back.table.written(other, 1) == "16"
    desk.click(dialog.yes)
    qtbot.waitUntil(lambda: not dialog_of(desk))
    assert desk.said() == "16 articles went to others; undo takes it back."
    assert len(project.articles.queue(other, MAIN)) == 16
    dialog = opened(desk, qtbot)
    dialog.tabs.setCurrentWidget(dialog.retest)
    until(qtbot, dialog, "Nothing more comes again at this share.")
    dialog.retest.share.setValue(50)
    until(qtbot, dialog, "2 articles come again")
    desk.click(dialog.yes)
    qtbot.waitUntil(lambda: not dialog_of(desk))
    assert [one.kind for one in project.rounds.all()] == ["main", "retest"]


def test_an_empty_project_is_told_in_words(desk: Hands, qtbot: QtBot):
    assert desk.window.workspace is not None
    project = desk.window.workspace.project
    with project.history.operation({"id": "import_articles"}):
        project.database.run("UPDATE article SET removed = 1")
    dialog = opened(desk, qtbot)
    until(qtbot, dialog, "There are no articles yet")
    dialog.tabs.setCurrentWidget(dialog.retest)
    until(qtbot, dialog, "Nothing is done yet")
    dialog.tabs.setCurrentWidget(dialog.back)
    until(qtbot, dialog, "has no articles in this round")
    desk.press("Escape")


def test_every_control_has_a_name(desk: Hands, qtbot: QtBot):
    dialog = opened(desk, qtbot)
    for part in (*dialog.findChildren(QWidget),):
        kind = part.metaObject().className()
        if kind in ("QComboBox", "QSpinBox", "QTreeWidget", "QTabWidget") or part.objectName().endswith(("coders", ".to")):
            assert part.accessibleName(), part.objectName()
    desk.press("Escape")


# --- what a coder's lists show ------------------------------------------------------------------------------------------


def test_no_list_shows_a_coder_what_is_not_theirs(desk: Hands):
    project = desk.window.current().project
    carry_out(project, HandOut((Part(coder_at(desk, "bob"), 5),), order="random", seed=3))
    desk.window.work_as("bob")
    workspace = desk.window.current()
    mine = list(project.articles.queue(coder_at(desk, "bob"), MAIN))
    model = QueueModel(workspace)
    model.show("", "")
    assert [model.row_of(number) for number in mine] == [0, 1, 2, 3, 4]
    assert model.row_of(next(number for number in range(1, 21) if number not in mine)) == -1
    model.show("", "Kirkuk")
    assert sorted(line.number for row in range(model.rowCount()) if (line := model.article_at(row))) == sorted(mine)
    model.show("todo", "")
    assert model.rowCount() == 5
    theirs = {f"Clash {number - 1}" for number in mine}
    assert {entry.title for entry in palette_entries.articles(desk.window, "clash")} == theirs
    other = next(number for number in range(1, 21) if number not in mine)
    assert palette_entries.articles(desk.window, f"{other}") == []
    cards = FirstPassModel(workspace)
    cards.show("left")
    assert [cards.row_of(number) for number in mine] == [0, 1, 2, 3, 4]
    assert cards.counts.left == 5


def test_the_queue_follows_a_withdrawal_and_its_undo(qtbot: QtBot, project: Project, workspace: Workspace):
    project.articles.add(drafts())
    bob = project.coders.add("bob")
    model = QueueModel(workspace)
    workspace.changed.connect(model.refresh)
    workspace.look_at(bob.uid)
    model.reload()
    assert model.rowCount() == 21
    carry_out(project, HandOut((Part(bob.uid, 7),)))
    assert model.rowCount() == 7
    project.history.undo()
    assert model.rowCount() == 21


def test_settings_of_a_coder_stand_in_the_page(qtbot: QtBot, project: Project, workspace: Workspace):
    bob = project.coders.add("bob")
    with project.history.operation({"id": "settings"}):
        project.database.run("UPDATE coder SET settings = ? WHERE uid = ?", ('{"languages": ["fr", "ar"]}', bob.uid))
    page = HandOutPage(workspace, ())
    qtbot.addWidget(page)
    assert page.table.written(bob.uid, 2) == "fr, ar"
    assert page.options().parts == (Part(bob.uid),)
    page.table.write(bob.uid, 2, "en")
    assert page.options().parts == (Part(bob.uid, None, ("en",)),)
    page.table.write(bob.uid, 2, "")
    assert page.options().parts == (Part(bob.uid, None, ()),)
    assert QApplication.activeModalWidget() is None
