"""Training and a test in the window by keyboard: a standard, feedback, a test failed, another passed, the gate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hands import Hands
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QToolButton, QTreeWidget
from pytestqt.qtbot import QtBot
from tiny import TINY

from annotator.gui.team_rounds import TeamRounds
from annotator.project import Project, results, training
from annotator.project.articles import ArticleDraft
from annotator.project.verify import verify

EVENT: dict[str, Any] = {"event_date": "2020-06-02", "type": "A", "sub": "a1", "country": "Iraq", "n": 3}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A lead and a coder on four articles."""
    book = tmp_path / "tiny.yaml"
    book.write_text(TINY, encoding="utf-8")
    path = tmp_path / "team.annotator"
    with Project.create(path, str(book), coder="lead") as project:
        project.articles.add(
            ArticleDraft(f"Three men died in Iraq on 2 June 2020, the {n}th time.", title=f"Clash {n}", date="2020-06-03")
            for n in range(1, 5)
        )
        project.coders.add("B <b>2</b>")
    return path


@pytest.fixture
def desk(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    monkeypatch.setattr("annotator.gui.coder_choice.choose_coder", lambda _parent, coders, _last: coders[0])
    monkeypatch.setattr(
        "annotator.gui.coder_choice.may_become", lambda *_: True
    )  # from coder to lead is asked, elsewhere tested
    hands = Hands(qtbot, path)
    yield hands
    hands.window.close()


def project_of(hands: Hands) -> Project:
    return hands.window.current().project


def uid_of(hands: Hands, name: str) -> str:
    return next(one.uid for one in project_of(hands).coders.all() if one.name == name)


def rounds_tab(hands: Hands) -> TeamRounds:
    hands.press("Alt+6")
    place: Any = hands.window.built("team")
    place.show_tab("rounds")
    QApplication.processEvents()
    return next(one for one in place.findChildren(TeamRounds) if one.isVisible())


def in_dialog(qtbot: QtBot, name: str, *chords: str, text: str = "") -> None:
    """What is typed into the dialog that the next key opens: it runs its own loop."""

    def work() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        try:
            assert dialog.objectName() == name
            QTest.keyClicks(dialog.focusWidget() or dialog, text)
            for chord in chords:
                QTest.keySequence(dialog.focusWidget() or dialog, QKeySequence(chord))
        finally:
            if dialog.isVisible():
                dialog.reject()

    QTimer.singleShot(50, work)


def press_button(hands: Hands, panel: TeamRounds, name: str) -> None:
    button = panel.findChild(QPushButton, f"rounds.{name}")
    assert button is not None
    assert button.isEnabled(), name
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    QApplication.processEvents()


def choose(hands: Hands, text: str) -> None:
    """In the palette that stands open."""
    QApplication.processEvents()
    hands.type(text)
    hands.press("Return")


def come_back(hands: Hands) -> None:
    """The window manager's part: when a dialog goes, the window behind it is active again."""
    hands.window.activateWindow()
    for _ in range(100):
        QApplication.processEvents()
        if hands.window.isActiveWindow():
            return
    raise AssertionError("the window is not active")


def as_coder(hands: Hands, name: str) -> None:
    come_back(hands)
    hands.window.actions_by_id["change_coder"].trigger()
    choose(hands, name.partition(" ")[0])
    assert project_of(hands).coder.name.startswith(name)


def code(hands: Hands, **values: Any) -> None:
    """An event by keyboard, then done."""
    hands.press("Ctrl+N")
    for field, value in {**EVENT, **values}.items():
        fill(hands, field, str(value))
    hands.press("Ctrl+Return")


def fill(hands: Hands, field: str, text: str) -> None:
    """Types over what stands in a field; this codebook's fields have no titles to look for."""
    hands.window.show_field(field)
    hands.press("Ctrl+A")
    hands.type(text)
    hands.press("Return")


def feedback_rows(hands: Hands) -> list[list[str]]:
    tree = hands.window.code().findChild(QTreeWidget, "feedback")
    assert tree is not None
    items = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    return [[one.text(column) for column in range(4)] for one in items if one is not None]


def tab_is_there(hands: Hands) -> bool:
    tab = hands.window.code().findChild(QToolButton, "drawer.feedback")
    assert tab is not None
    return not tab.isHidden()


def make_round(hands: Hands, qtbot: QtBot, name: str, kind: str) -> None:
    """By the tab's dialog, then its first article coded as the standard."""
    panel = rounds_tab(hands)
    keys = ["Tab", "Down"] if kind == "test" else []
    in_dialog(qtbot, "round", *keys, "Return", text=name)
    press_button(hands, panel, "new")
    assert project_of(hands).rounds.named(name).kind == kind
    press_button(hands, panel, "standards")
    assert hands.window.place == "code"
    assert hands.window.current().sets_standard
    code(hands)


def give(hands: Hands, qtbot: QtBot) -> None:
    panel = rounds_tab(hands)
    in_dialog(qtbot, "give", "Space", "Return")
    press_button(hands, panel, "give")


def test_from_training_through_a_failed_test_to_the_main_round(desk: Hands, qtbot: QtBot):
    project, window = project_of(desk), desk.window
    gate = window.code().queue.gate

    # The lead makes a training and its standard, and gives it to the coder.
    make_round(desk, qtbot, "Training", "training")
    first = training.standards(project, project.rounds.named("Training").uid)[0]
    assert first.standing == "standard"
    assert window.code().queue.model.done == 1, "the queue counts standards"
    give(desk, qtbot)
    coder = uid_of(desk, "B <b>2</b>")
    assert training.given(project, project.rounds.named("Training").uid, coder) == [first.article]

    # The coder chooses the round, sees no standard before done, and reads feedback after it.
    as_coder(desk, "B <b>2</b>")
    desk.press("Alt+1", "Ctrl+Shift+R")
    choose(desk, "Training")
    assert window.code().queue.rounds.currentText() == "Training · 1 left"
    assert (window.focus.article, window.code().queue.model.rowCount()) == (first.article, 1)
    assert not tab_is_there(desk)
    code(desk, n=4)
    assert window.focus.article == first.article, "one reads before going on"
    assert tab_is_there(desk)
    rows = feedback_rows(desk)
    assert ["different", "N", "4", "3"] in rows
    assert ["same", "Relevance", "events", "events"] in rows
    assert rows[3][:2] == ["different", "N"], "what differs stands first"
    assert window.focus.field == "n", "its guide is one key away"
    desk.press("Return")
    assert window.code().form.isAncestorOf(QApplication.focusWidget())  # type: ignore[arg-type]
    desk.press("Shift+F1")
    assert window.place == "codebook"
    desk.press("Alt+1")
    fill(desk, "n", "3")
    desk.press("Ctrl+Return")
    assert ["same", "N", "3", "3"] in feedback_rows(desk)
    assert "when first handed in 83 %" in window.code().feedback.hint

    # A test: handed in without a word; the main round is closed meanwhile.
    as_coder(desk, "lead")
    make_round(desk, qtbot, "Test 1", "test")
    give(desk, qtbot)
    as_coder(desk, "B <b>2</b>")
    desk.press("Alt+1")
    assert gate.isVisible()
    assert gate.words.text() == "The main round opens once you have passed the test “Test 1”."
    before = project.history.to_undo()
    window.current().add_event(first.article)
    assert desk.said() == gate.words.text()
    assert project.history.to_undo() == before
    gate.button.setFocus()
    desk.press("Space")
    assert window.code().queue.rounds.currentText() == "Test 1 · 1 left"
    assert not gate.isVisible()
    code(desk, n=1, country="Syria", sub="a2", event_date="2020-05-01")
    assert not tab_is_there(desk)

    # The lead judges: not passed. Another test, better done, opens the main round.
    as_coder(desk, "lead")
    panel = rounds_tab(desk)
    test = project.rounds.named("Test 1")
    panel.list.setCurrentItem(panel.list.findItems("Test 1", Qt.MatchFlag.MatchExactly)[0])
    press_button(desk, panel, "judge")
    found = results.result(project, test.uid, coder)
    assert found is not None
    assert not found.passed
    as_coder(desk, "B <b>2</b>")
    desk.press("Alt+1")
    assert gate.words.text().startswith("The test “Test 1” was not passed.")
    assert gate.button.isHidden()
    as_coder(desk, "lead")
    make_round(desk, qtbot, "Test 2", "test")
    give(desk, qtbot)
    as_coder(desk, "B <b>2</b>")
    desk.press("Alt+1")
    gate.button.setFocus()
    desk.press("Space")
    code(desk)
    as_coder(desk, "lead")
    panel = rounds_tab(desk)
    panel.list.setCurrentItem(panel.list.findItems("Test 2", Qt.MatchFlag.MatchExactly)[0])
    press_button(desk, panel, "judge")
    assert desk.said() == "1 coder was judged."
    as_coder(desk, "B <b>2</b>")
    desk.press("Alt+1")
    assert not gate.isVisible()
    assert window.code().queue.model.rowCount() == 4
    assert window.current().add_event(first.article)
    assert verify(project) == []


# --- parts --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def trained(desk: Hands) -> Hands:
    """A training whose standard has two events and evidence, given to the coder, who handed one event in."""
    project = project_of(desk)
    article = project.articles.by_number(1)
    assert article is not None
    made = project.rounds.add("T", "training")
    standard = project.codings.begin(article.uid, project.coder.uid, made.uid, "standard").uid
    from annotator.project.evidence import Quote

    event = project.events.add(standard, EVENT)
    start = article.text.index("Three")
    project.evidence.add(event.uid, "n", [Quote("text", start, start + 5, "Three")])
    project.events.add(standard, {"event_date": "2019-01-01", "type": "B", "sub": "b1", "country": "Syria"})
    project.finish(standard)
    coder = uid_of(desk, "B <b>2</b>")
    training.give_to(project, made.uid, [coder])
    lead, project.history.coder = project.coder.uid, coder
    mine = project.codings.begin(article.uid, coder, made.uid).uid
    project.events.add(mine, {**EVENT, "n": 4})
    project.finish(mine)
    project.history.coder = lead
    return desk


def test_feedback_shows_the_standards_words_and_what_is_missing(trained: Hands):
    as_coder(trained, "B <b>2</b>")
    trained.window.current().look_at(round_=project_of(trained).rounds.named("T").uid)
    trained.press("Alt+1")
    tree = trained.window.code().findChild(QTreeWidget, "feedback")
    assert tree is not None
    trained.window.code().show_feedback()
    item = tree.currentItem()
    assert item is not None
    assert [item.text(column) for column in range(5)] == ["different", "N", "4", "3", "Three"]
    heads = [row[0] for row in feedback_rows(trained) if not row[1]]
    assert heads == ["Article", "Your event 1: 4 of 5 fields as in the standard", "Only in the standard: 2019-01-01 · b1"]
    assert trained.window.code().feedback.hint == "5 of 10 as in the standard (50 %)"
    trained.press("Escape")
    assert not tree.hasFocus()


def test_where_the_lead_wants_no_feedback_there_is_none(trained: Hands):
    project = project_of(trained)
    project.rounds.set(project.rounds.named("T").uid, feedback=False)
    as_coder(trained, "B <b>2</b>")
    trained.window.current().look_at(round_=project.rounds.named("T").uid)
    assert not tab_is_there(trained)


def test_the_lead_sees_it_beside_a_coders_work_and_as_a_table(trained: Hands, qtbot: QtBot):
    project = project_of(trained)
    trained.window.current().look_at(uid_of(trained, "B <b>2</b>"), project.rounds.named("T").uid)
    article = project.articles.by_number(1)
    assert article is not None
    trained.window.open_article(article.uid)
    assert tab_is_there(trained)
    trained.window.current().look_at()
    assert not tab_is_there(trained)
    panel = rounds_tab(trained)
    qtbot.waitUntil(lambda: bool(panel.standings))
    rows = [[item.text(column) for column in range(3)] for row in range(panel.table.topLevelItemCount())
            if (item := panel.table.topLevelItem(row)) is not None]  # fmt: skip
    assert rows[:4] == [
        ["Articles handed in", "1 of 1", "1 of 1"], ["Events: in both / coder / standard", "", "1 / 1 / 2"],
        ["Result", "", "not judged"], ["All fields", "50", "50"],
    ]  # fmt: skip
    assert rows[4] == ["N", "0", "0"], "what is least clear stands first"


def test_a_coding_is_taken_as_standard_and_undo_takes_it_back(desk: Hands):
    project = project_of(desk)
    made = project.rounds.add("T", "test")
    code(desk)
    desk.press("Alt+Up")
    article = project.articles.by_number(1)
    assert article is not None
    desk.window.open_article(article.uid)
    desk.window.actions_by_id["take_as_standard"].trigger()
    choose(desk, "T")
    assert desk.said() == "The coding is the standard of this article in “T” now; undo takes it back."
    assert len(training.standards(project, made.uid)) == 1
    desk.press("Ctrl+Z")
    assert training.standards(project, made.uid) == []


def test_a_retest_goes_under_a_neutral_name(desk: Hands):
    project = project_of(desk)
    made, coder = project.rounds.add("Retest of June", "retest"), uid_of(desk, "B <b>2</b>")
    article = project.articles.by_number(2)
    assert article is not None
    with project.history.operation({"id": "assign"}):
        project.database.run(
            "INSERT INTO assignment (uid, article, coder, round, position) VALUES ('x', ?, ?, ?, 1)",
            (article.uid, coder, made.uid),
        )
    box = desk.window.code().queue.rounds
    assert box.isHidden(), "the lead has work in one round alone"
    as_coder(desk, "B <b>2</b>")
    assert [box.itemText(row) for row in range(box.count())] == ["Main round", "Further work · 1 left"]
    assert not box.isHidden()
    box.setFocus()
    desk.press("Down")
    assert desk.window.current().round == made.uid
    assert desk.window.focus.article == article.uid


def test_the_dialogs_say_what_is_wrong(desk: Hands, qtbot: QtBot):
    from annotator.gui.round_dialogs import GiveDialog, OpenGateDialog, RoundDialog

    workspace, project = desk.window.current(), project_of(desk)
    made = project.rounds.add("عربي 🙂 <b>", "test")
    dialog = RoundDialog(workspace, desk.window)
    dialog.accept()
    assert dialog.wrong.text() == "A round needs a name."
    dialog.name.setText(" عربي 🙂 <B>")
    dialog.accept()
    assert dialog.wrong.text() == "There is a round of this name."
    dialog.name.setText("Fields")
    for row in range(dialog.fields.count()):
        dialog.fields.item(row).setCheckState(Qt.CheckState.Unchecked)
    dialog.accept()
    assert dialog.wrong.text() == "At least one field has to count."
    dialog.fields.item(0).setCheckState(Qt.CheckState.Checked)
    dialog.mark.setValue(65)
    dialog.feedback.setChecked(False)
    dialog.accept()
    assert dict(project.rounds.get(dialog.made).settings) == {"pass_mark": 0.65, "feedback": False, "fields": ["event_date"]}
    changed = RoundDialog(workspace, desk.window, project.rounds.get(dialog.made))
    changed.mark.setValue(80)
    changed.feedback.setChecked(True)
    changed.accept()
    assert dict(project.rounds.get(dialog.made).settings) == {"fields": ["event_date"]}
    give_dialog = GiveDialog(workspace, desk.window, made)
    assert not give_dialog.yes.isEnabled()
    gate = OpenGateDialog(workspace, desk.window, made)
    gate.note.setText("why")
    assert not gate.yes.isEnabled(), "nobody has the test"


def test_a_project_for_reading_shows_rounds_and_changes_nothing(qtbot: QtBot, path: Path):
    from annotator.gui.focus import Focus
    from annotator.gui.workspace import Workspace

    with Project.open(path) as project:
        project.rounds.add("T", "test")
    with Project.open(path, read_only=True) as project:
        panel = TeamRounds(Workspace(project), Focus())
        qtbot.addWidget(panel)
        panel.show()
        buttons = {one.objectName(): one.isEnabled() for one in panel.findChildren(QPushButton) if one.objectName()}
        assert [name for name, enabled in buttons.items() if enabled] == ["rounds.standards"]
        panel.hide()
        QApplication.processEvents()
