"""The list of problems: its order and words, where it leads, the ways out, and how little it judges again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotator.gui.focus import Focus
from annotator.gui.problems import Listed, Problems
from annotator.gui.workspace import Workspace
from annotator.project import Project

ENTER = Qt.Key.Key_Return
BATTLE = {"event_date": "2020-06-02", "time_precision": "1", "event_type": "Battles", "country": "Iraq"}


@pytest.fixture
def panel(qtbot: QtBot, workspace: Workspace, focus: Focus) -> Problems:
    """The list on the sample article, shown and in charge of the keys."""
    made = Problems(workspace, focus)
    made.resize(480, 200)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def choose(panel: Problems, field: str, event: str = "") -> Listed:
    """Puts the list on the first problem of a field."""
    for row, one in enumerate(panel.listed()):
        if one.problem.field == field and event in ("", one.event):
            panel.list.setCurrentRow(row)
            panel.list.setFocus()
            return one
    raise AssertionError(f"no problem of {field}")


def fixable(workspace: Workspace, focus: Focus) -> str:
    """An event with a derived value that was given wrongly."""
    return workspace.add_event(focus.article, {**BATTLE, "year": 1999})


def test_without_problems_one_calm_line(panel: Problems):
    assert panel.heading.text() == "No problems"
    assert panel.list.isHidden()
    assert panel.maximumHeight() < 40


def test_counts_and_order(panel: Problems, workspace: Workspace, focus: Focus):
    first, second = workspace.add_event(focus.article, BATTLE), workspace.add_event(focus.article, BATTLE)
    standing = [one for uid in (first, second) for one in workspace.problems(workspace.event(uid))]
    errors = sum(one.severity == "error" for one in standing)
    assert errors > 2
    assert panel.heading.text().startswith(f"{errors} errors")
    workspace.overrule(first, next(one for one in standing if one.severity == "error"), "the lead agreed")
    listed = panel.listed()
    assert len(listed) == len(standing)
    assert [one.rank for one in listed] == sorted(one.rank for one in listed)
    assert listed[-1].overruled == "the lead agreed"
    assert panel.heading.text().startswith(f"{errors - 1} errors")
    assert "Overruled: the lead agreed" in panel.list.item(len(listed) - 1).text()


def test_a_line_names_event_and_field_in_words(panel: Problems, workspace: Workspace, focus: Focus):
    workspace.add_event(focus.article, BATTLE)
    second = workspace.add_event(focus.article, BATTLE)
    choose(panel, "fatalities", second)
    assert panel.list.currentItem().text() == "●  2:  Fatalities is needed here."
    assert panel.list.currentItem().data(Qt.ItemDataRole.AccessibleTextRole).startswith("Error: 2")


def test_enter_looks_at_event_and_field_and_asks_for_the_keyboard(
    qtbot: QtBot, panel: Problems, workspace: Workspace, focus: Focus
):
    first, second = workspace.add_event(focus.article, BATTLE), workspace.add_event(focus.article, BATTLE)
    focus.show_event(first)
    choose(panel, "location", second)
    with qtbot.waitSignal(panel.entered) as asked:
        QTest.keyClick(panel.list, ENTER)
    assert (focus.event, focus.field) == (second, "location")
    assert asked.args == ["location", ""]


def test_a_click_only_looks(qtbot: QtBot, panel: Problems, workspace: Workspace, focus: Focus):
    focus.show_event(workspace.add_event(focus.article, BATTLE))
    choose(panel, "sub_event_type")
    spot = panel.list.visualItemRect(panel.list.currentItem()).center()
    with qtbot.assertNotEmitted(panel.entered):
        qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert focus.field == "sub_event_type"


def test_the_fix_is_made_by_keyboard(panel: Problems, workspace: Workspace, focus: Focus):
    uid = fixable(workspace, focus)
    one = choose(panel, "year")
    assert one.problem.fix is not None
    assert one.problem.fix.label in panel.fix.text()
    QTest.keyClick(panel.list, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    assert panel.fix.hasFocus()
    QTest.keyClick(panel.fix, Qt.Key.Key_Space)
    assert workspace.full_values(workspace.event(uid))["year"] == 2020
    assert not [one for one in panel.listed() if one.problem.field == "year"]


def test_overruling_asks_for_a_reason_and_is_taken_back(panel: Problems, workspace: Workspace, focus: Focus):
    uid = workspace.add_event(focus.article, BATTLE)
    key = choose(panel, "fatalities").problem.key
    panel.overrule.click()
    assert panel.reason.hasFocus()
    QTest.keyClick(panel.reason, ENTER)
    assert not workspace.event(uid).overruled, "no reason, no overruling"
    QTest.keyClicks(panel.reason, "not told")
    QTest.keyClick(panel.reason, ENTER)
    assert workspace.event(uid).overruled == {key: "not told"}
    choose(panel, "fatalities")
    assert panel.overrule.isHidden()
    panel.take_back.click()
    assert not workspace.event(uid).overruled


def test_escape_gives_the_reason_up(panel: Problems, workspace: Workspace, focus: Focus):
    uid = workspace.add_event(focus.article, BATTLE)
    choose(panel, "fatalities")
    panel.overrule.click()
    QTest.keyClicks(panel.reason, "half a rea")
    QTest.keyClick(panel.reason, Qt.Key.Key_Escape)
    assert panel.reason.isHidden()
    assert not panel.overrule.isHidden()
    assert not workspace.event(uid).overruled


def test_only_the_event_that_changed_is_judged_again(
    panel: Problems, workspace: Workspace, focus: Focus, monkeypatch: pytest.MonkeyPatch
):
    uids = [workspace.add_event(focus.article, BATTLE) for _ in range(5)]
    judged: list[str] = []
    real = workspace.problems
    monkeypatch.setattr(workspace, "problems", lambda event: judged.append(event.uid) or real(event))
    workspace.set_values(uids[3], {"fatalities": 2})
    assert judged == [uids[3]]
    assert [one.event for one in panel.listed() if one.problem.field == "fatalities"] == [*uids[:3], uids[4]]


def test_a_corrected_date_of_the_article_judges_all_again(panel: Problems, workspace: Workspace, focus: Focus):
    workspace.add_event(focus.article, BATTLE)
    before = {one.problem.rule for one in panel.listed()}
    workspace.correct_article(focus.article, date="2020-05-01")
    assert {one.problem.rule for one in panel.listed()} - before, "an event after its article is remarked on"


def test_another_article_another_list(panel: Problems, project: Project, workspace: Workspace, focus: Focus):
    workspace.add_event(focus.article, BATTLE)
    assert panel.listed()
    focus.show_article("")
    assert panel.heading.text() == "No problems"
