"""Tab Incidents: what is marked in a list is what keys act on, whatever was typed, linked or taken back before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from incident_desk import Lead, group, link
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from told_thrice import events_in, told_thrice

from annotator.gui.incident_finder import Finder
from annotator.gui.incident_lines import Line
from annotator.gui.incident_work import Searched


@pytest.fixture
def lead(qtbot: QtBot, tmp_path: Path) -> Iterator[Lead]:
    hands = Lead(qtbot, told_thrice(tmp_path / "thrice.annotator"))
    hands.press("Ctrl+Alt+I")
    yield hands
    hands.window.close_project()


def found(key: str, *events: str) -> Line:
    """A candidate as a search finds it."""
    return Line("link", key, events, score=0.8)


def doubt(event: str) -> Line:
    """A link that looks wrong."""
    return Line("doubt", event, (), "gone", doubted=event)


def marked(lead: Lead) -> str:
    """The key of the line that is marked in the list, empty for none."""
    lists = lead.panel.lists
    chosen = [index.row() for index in lists.list.selectionModel().selectedRows()]
    assert chosen == [lists.list.currentIndex().row()] * len(chosen)
    return lists.line.key if lists.line is not None else ""


def test_a_word_that_nothing_has_leaves_nothing_to_act_on(lead: Lead):
    first, other = link(lead, 1, 2), link(lead, 3, 4)
    lead.press("5", "/")
    lead.type("Hawijax")
    assert lead.panel.sheet is None
    lead.press("Ctrl+A")
    lead.type("Basra")
    assert marked(lead) == other
    assert lead.panel.sheet is not None
    assert lead.panel.sheet.incident == other
    lead.press("Return", "T", "Right", "P")
    project = lead.window.current().project
    assert len(project.incidents.events_of(other)) == 1
    assert len(project.incidents.events_of(first)) == 2


def test_what_was_asked_for_by_itself_marks_no_other_line(lead: Lead):
    group(lead)
    alone = events_in(lead.window.current().project)[3]
    lead.panel.show_event(alone)
    assert lead.columns == [alone]
    assert marked(lead) == ""
    lead.press("T", "L")
    assert marked(lead) == "three"
    assert lead.columns == events_in(lead.window.current().project)[:3]


def test_a_candidate_that_gave_way_marks_no_other_line(lead: Lead):
    events = events_in(lead.window.current().project)
    lead.panel.work._take(Searched((found("one", *events[:2]), found("two", events[0], events[2])), ()))
    lead.settled_down()
    lead.press("1", "A")
    lead.find("Basra")
    lead.settled_down()
    assert lead.columns == [events[0], events[1], events[3]]
    assert lead.counts()[0] == "1"
    assert marked(lead) == ""
    lead.press("L")
    assert marked(lead) == "two"
    assert sorted(lead.columns) == sorted(events)


def test_what_went_while_a_search_ran_is_not_listed(lead: Lead):
    project = lead.window.current().project
    events = events_in(project)
    found_then = Searched((found("one", *events[:2]), found("two", *events[2:])), (doubt(events[3]),))
    job = lead.panel.work.look()
    assert job is not None
    project.events.remove(events[3])
    job.abandon()
    lead.panel.work._take(found_then)
    lead.press("1")
    assert [one.key for one in lead.panel.lists.model.lines] == ["one"]
    assert lead.counts()[:3] == ["1", "0", "0"]
    assert lead.panel.lists.stale.isVisible(), "what the search saw is not what there is"


def test_what_goes_later_leaves_its_list_and_comes_back_with_undo(lead: Lead):
    project = lead.window.current().project
    events = events_in(project)
    lead.panel.work._take(Searched((found("one", *events[:2]), found("two", *events[2:])), ()))
    lead.press("1")
    assert not lead.panel.lists.stale.isVisible()
    lead.window.current().remove_event(events[1])
    lead.settled_down()
    assert [one.key for one in lead.panel.lists.model.lines] == ["two"]
    assert lead.panel.lists.stale.isVisible()
    lead.window.current().undo()
    lead.settled_down()
    assert lead.counts()[0] == "2"


def test_what_was_left_out_stays_left_out_and_the_next_one_comes(lead: Lead):
    project = lead.window.current().project
    one, two, three, four = events_in(project)
    lead.panel.work._take(Searched((found("one", one, two, three), found("two", three, four)), ()))
    lead.settled_down()
    lead.press("1", "T", "End", "X")
    lead.press("4", "1")
    assert lead.panel.bench.model.out == {three}, "whatever was looked at meanwhile"
    lead.press("S")
    lead.settled_down()
    assert "What was left out stays in the list" in lead.said()
    assert marked(lead) == "two"
    lead.press("L")
    assert marked(lead) == "one"
    lead.press("S")
    assert "one incident already" in lead.said()
    assert project.incidents.events_of(project.incidents.of_event(one)[0]) == [one, two]


def test_another_event_is_linked_to_all_that_is_in_view_and_that_is_said(lead: Lead):
    group(lead)
    lead.press("A")
    finder = QApplication.activeModalWidget()
    assert isinstance(finder, Finder)
    assert finder.windowTitle() == "Link these 3 events and another one"
    assert finder.yes.text() == "Link all 4"
    lead.press("Escape")


def test_an_id_that_is_merged_is_named(lead: Lead):
    one, other = link(lead, 1, 2), link(lead, 3, 4)
    events = events_in(lead.window.current().project)
    lead.window.current().lead(lambda project: project.incidents.number([events[0], events[2]]))
    lead.settled_down()
    project = lead.window.current().project
    ids = [project.incidents.get(project.incidents.of_event(events[at])[0]).external_id for at in (0, 2)]
    lead.press("5")
    lead.panel.show_event(events[0])
    lead.press("C")
    lead.find("4")
    assert f"{ids[1]} is merged into {ids[0]}." in lead.said()
    assert one != other


def test_a_merged_id_is_found_and_down_leads_to_the_lines(lead: Lead):
    kept, _ = link(lead, 1, 2), link(lead, 3, 4)
    events = events_in(lead.window.current().project)
    project = lead.window.current().project
    lead.window.current().lead(lambda it: it.incidents.number([events[0], events[2]]))
    gone = project.incidents.get(project.incidents.of_event(events[2])[0]).external_id
    lead.window.current().lead(lambda it: it.incidents.link([events[0], events[2]]))
    lead.settled_down()
    lead.press("5", "/")
    lead.type(gone)
    assert lead.panel.sheet is not None
    assert lead.panel.sheet.incident == project.incidents.of_event(events[0])[0]
    assert len(lead.panel.lists.model.lines) == 1
    lead.press("Down")
    assert lead.panel.lists.list.hasFocus()
    assert kept


def test_after_a_search_the_keyboard_is_in_what_was_found(lead: Lead):
    lead.panel.lists.go_to_list()
    assert lead.panel.lists.kinds.hasFocus(), "nothing is there yet"
    lead.look()
    assert lead.panel.lists.list.hasFocus()
