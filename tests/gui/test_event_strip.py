"""The strip of events: what stands on its tabs, which event is in view, and moving, copying, removing them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from annotator.gui.event_strip import EventStrip
from annotator.gui.focus import Focus
from annotator.gui.workspace import Workspace
from annotator.project import Project
from annotator.project.articles import ArticleDraft


@pytest.fixture
def strip(qtbot: QtBot, workspace: Workspace, focus: Focus) -> EventStrip:
    """The strip on the sample article."""
    made = EventStrip(workspace, focus)
    made.resize(480, 40)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def button(strip: EventStrip, name: str) -> QToolButton:
    found = strip.findChild(QToolButton, f"events.{name}")
    assert found is not None
    return found


def order(workspace: Workspace, focus: Focus) -> list[str]:
    return [event.uid for event in workspace.events(focus.article)]


def three(workspace: Workspace, focus: Focus) -> list[str]:
    uids = [workspace.add_event(focus.article, {"location": name}) for name in ("Kirkuk", "Mosul", "Tikrit")]
    focus.show_event(uids[0])
    return uids


def test_no_events(strip: EventStrip):
    assert strip.titles() == []
    assert button(strip, "add").isEnabled()
    assert not button(strip, "copy").isEnabled()
    assert not button(strip, "remove").isEnabled()


def test_adding_shows_the_new_event(strip: EventStrip, workspace: Workspace, focus: Focus):
    button(strip, "add").click()
    assert [focus.event] == order(workspace, focus)
    assert strip.titles() == ["1"]
    assert button(strip, "copy").isEnabled()


def test_a_tab_says_what_tells_events_apart(strip: EventStrip, workspace: Workspace, focus: Focus):
    workspace.add_event(focus.article, {"event_date": "2020-06-02", "sub_event_type": "Armed clash", "location": "A & B"})
    assert strip.titles() == ["1  Armed clash · 2020-06-02"]
    assert "A & B" in strip.tabs.tabToolTip(0)
    uid = order(workspace, focus)[0]
    workspace.set_values(uid, {"sub_event_type": None, "event_date": None})
    assert strip.titles() == ["1  A && B"], "an ampersand is no shortcut"


def test_the_badge_follows_the_worst_problem(strip: EventStrip, workspace: Workspace, focus: Focus):
    uid = workspace.add_event(focus.article, {"location": "Kirkuk"})
    assert strip.tabs.tabData(0) == "error"
    assert "has errors" in strip.tabs.accessibleTabName(0)
    for problem in workspace.problems(workspace.event(uid)):
        if problem.severity == "error":
            workspace.overrule(uid, problem, "a test of badges")
    assert strip.tabs.tabData(0) in ("", "warning")
    assert "has errors" not in strip.tabs.accessibleTabName(0)


def test_tab_and_focus_follow_each_other(strip: EventStrip, workspace: Workspace, focus: Focus):
    uids = three(workspace, focus)
    strip.tabs.setFocus()
    QTest.keyClick(strip.tabs, Qt.Key.Key_Right)
    assert focus.event == uids[1]
    focus.show_event(uids[2])
    assert strip.tabs.currentIndex() == 2


def test_moving(strip: EventStrip, workspace: Workspace, focus: Focus):
    first, second, third = three(workspace, focus)
    assert not button(strip, "left").isEnabled()
    button(strip, "right").click()
    assert order(workspace, focus) == [second, first, third]
    assert strip.titles()[1] == "2  Kirkuk"
    assert (focus.event, strip.tabs.currentIndex()) == (first, 1)
    button(strip, "left").click()
    assert order(workspace, focus) == [first, second, third]


def test_dragging_a_tab_moves_its_event(strip: EventStrip, workspace: Workspace, focus: Focus):
    first, second, third = three(workspace, focus)
    strip.tabs.moveTab(0, 2)
    assert order(workspace, focus) == [second, third, first]
    assert strip.titles() == ["1  Mosul", "2  Tikrit", "3  Kirkuk"]
    assert strip.tabs.currentIndex() == 2
    assert focus.event == first


def test_copying_shows_the_copy(strip: EventStrip, workspace: Workspace, focus: Focus):
    first, *_ = three(workspace, focus)
    button(strip, "copy").click()
    assert order(workspace, focus).index(focus.event) == 1
    assert focus.event != first
    assert workspace.event(focus.event).values["location"] == "Kirkuk"


def test_removing_shows_the_neighbour(strip: EventStrip, workspace: Workspace, focus: Focus):
    first, second, third = three(workspace, focus)
    button(strip, "remove").click()
    assert focus.event == second, "the one that took its place"
    focus.show_event(third)
    workspace.remove_event(third)
    assert first not in order(workspace, focus)
    assert focus.event == second, "behind the last one there is none"
    button(strip, "remove").click()
    assert focus.event == ""
    assert strip.titles() == []


def test_another_article_shows_its_first_event(
    qtbot: QtBot, strip: EventStrip, project: Project, workspace: Workspace, focus: Focus
):
    here = focus.article
    first, *_ = three(workspace, focus)
    project.articles.add([ArticleDraft("Another article.")])
    other = next(one.uid for one in project.articles.walk() if one.uid != here)
    focus.show_article(other)
    assert strip.titles() == []
    focus.show_article(here)
    qtbot.waitUntil(lambda: focus.event == first)
    assert strip.tabs.currentIndex() == 0


def test_fifty_events_scroll_and_are_judged_once(
    strip: EventStrip, workspace: Workspace, focus: Focus, monkeypatch: pytest.MonkeyPatch
):
    uids = [workspace.add_event(focus.article, {"location": f"Place {number}"}) for number in range(50)]
    focus.show_event(uids[-1])
    assert len(strip.titles()) == 50
    assert strip.width() == 480
    assert strip.tabs.tabRect(49).intersects(strip.tabs.rect()), "the tab in view is scrolled to"
    judged: list[str] = []
    real = workspace.problems
    monkeypatch.setattr(workspace, "problems", lambda event: judged.append(event.uid) or real(event))
    workspace.set_values(uids[7], {"location": "Elsewhere"})
    assert judged == [uids[7]]
    assert strip.titles()[7] == "8  Elsewhere"


def test_every_button_has_a_name(strip: EventStrip):
    for name in ("add", "copy", "remove", "left", "right"):
        assert button(strip, name).accessibleName()


def test_a_tab_is_one_line_and_a_bare_number_is_named(strip: EventStrip, workspace: Workspace, focus: Focus):
    workspace.add_event(focus.article, {"actor1": "Police\u2028Forces\nof Iraq"})
    workspace.add_event(focus.article, {"fatalities": 0})
    assert strip.titles() == ["1  Police Forces of Iraq", "2  Fatalities 0"]
    assert strip.tabs.tabToolTip(0) == "Police Forces of Iraq"


def test_many_tabs_can_still_be_told_apart(strip: EventStrip, workspace: Workspace, focus: Focus):
    for name in ("Military Forces of Iraq (2014-2018)", "Military Forces of Iraq (2018-2020)", "Police", "Unarmed civilians"):
        workspace.add_event(focus.article, {"actor1": name})
    assert strip.titles()[0] != strip.titles()[1].replace("2  ", "1  ")
    assert strip.titles()[0].startswith("1  Military Force")
    letters = strip.fontMetrics().horizontalAdvance("1  Militar")
    assert all(strip.tabs.tabRect(place).width() > letters for place in (0, 1, 3))
