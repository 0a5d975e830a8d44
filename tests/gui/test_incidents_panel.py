"""Tab Incidents: the lists and their counts, the events side by side, settling, and what stands below."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from incident_desk import Lead, group, link
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from told_thrice import CLASH, LATER, events_in, told_thrice

from annotator.gui.incident_actions import here
from annotator.gui.incident_rows import LINES
from annotator.gui.incident_timeline import Happened, Timeline
from annotator.gui.incident_work import Searched
from annotator.gui.incidents_panel import IncidentsPanel
from annotator.gui.jobs import Progress
from annotator.gui.situation import Situation
from annotator.project import Project


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return told_thrice(tmp_path / "thrice.annotator")


@pytest.fixture
def lead(qtbot: QtBot, path: Path) -> Iterator[Lead]:
    hands = Lead(qtbot, path)
    hands.press("Ctrl+Alt+I")
    yield hands
    hands.window.close_project()


def test_before_anybody_looked_the_tab_says_what_to_do(lead: Lead):
    assert lead.window.place == "events"
    assert lead.counts() == ["", "", "", "0", "0"]
    assert lead.panel.lists.none.isVisible()
    assert "F looks for" in lead.panel.lists.none.text()
    assert lead.panel.sheet is None
    assert lead.panel.lists.look.text() == "Look for candidates (F)"
    lead.press("5")
    assert lead.panel.lists.none.text() == "No events of finished work are linked yet."


def test_a_candidate_is_linked_by_one_key_and_undo_brings_it_back(lead: Lead):
    lead.look()
    assert lead.counts() == ["1", "0", "0", "0", "0"]
    first, second, *_ = events_in(lead.window.current().project)
    assert lead.columns == [first, second]
    lead.press("S")
    lead.settled_down()
    assert lead.counts() == ["0", "0", "0", "1", "1"], "two points, equally precise, are a tie"
    project = lead.window.current().project
    assert project.incidents.of_event(first) == project.incidents.of_event(second) != []
    assert lead.panel.sheet is not None
    assert lead.panel.sheet.incident, "what was linked stays in view where nothing follows"
    lead.press("Ctrl+Z")
    lead.settled_down()
    assert lead.counts() == ["1", "0", "0", "0", "0"]
    assert lead.columns == [first, second]
    assert lead.panel.sheet.incident == ""
    assert lead.window.place == "events"


def test_what_is_not_the_same_is_not_offered_again(lead: Lead):
    lead.look()
    lead.panel.bench.reason.setText("two posts")
    lead.press("N")
    assert lead.counts()[0] == "0"
    assert lead.panel.bench.reason.text() == ""
    lead.look()
    assert lead.counts()[0] == "0"
    lead.press("Ctrl+Z")
    lead.look()
    assert lead.counts()[0] == "1"


def test_only_what_differs_is_shown_until_asked(lead: Lead):
    link(lead, 1, 2)
    lead.press("5")
    model = lead.panel.bench.model
    shown = {row.field for line in range(model.rowCount()) if (row := model.row_at(line)) is not None}
    assert {"fatalities", "latitude", "source"} <= shown
    assert "event_date" not in shown
    lead.press("G")
    shown = {row.field for line in range(model.rowCount()) if (row := model.row_at(line)) is not None}
    assert "event_date" in shown


def test_the_value_says_by_which_rule_it_stands_and_from_whom(lead: Lead):
    link(lead, 1, 2)
    lead.press("5", "T")
    bench = lead.panel.bench
    line = bench.model.line_of("fatalities")
    told = bench.model.index(line, bench.model.columnCount() - 1)
    assert told.data() == "3"
    assert "lowest" in told.data(Qt.ItemDataRole.AccessibleTextRole)
    bench.show_field("fatalities")
    assert "3 were killed" in bench.quotes.toPlainText()
    assert "Lowest: 3" in bench.quotes.toPlainText()
    head = bench.model.headerData(2, Qt.Orientation.Horizontal, LINES)
    assert head == ["2  article 2", "2020-06-04 · Lead", "Kirkuk Now", "Three soldiers killed near Hawija"]


def test_a_value_is_settled_by_menu_or_own_words_and_let_go(lead: Lead):
    incident = link(lead, 1, 2)
    lead.press("5", "Return")
    bench = lead.panel.bench
    assert bench.table.hasFocus()
    bench.show_field("fatalities")
    lead.press("Return")
    lead.type("5")  # an answer of an event, by its words
    lead.press("Return")
    project = lead.window.current().project
    assert project.incidents.get(incident).settled == {"fatalities": 5}
    assert lead.panel.sheet is not None
    row = lead.panel.sheet.row_of("fatalities")
    assert row is not None
    assert row.settled
    lead.press("Delete")
    assert project.incidents.get(incident).settled == {}
    lead.press("W")
    lead.type("another")
    lead.press("Return")
    lead.press("Ctrl+A")
    lead.type("7")
    lead.press("Return")
    assert project.incidents.get(incident).settled == {"fatalities": 7}
    lead.press("Ctrl+Z")
    assert project.incidents.get(incident).settled == {}


def test_before_events_are_linked_nothing_is_settled(lead: Lead):
    lead.look()
    lead.press("T", "W")
    assert "Link these events first" in lead.said()
    assert not lead.panel.bench.buttons["settle"].isVisible()


def test_an_event_leaves_and_tells_another_incident_too(lead: Lead):
    one, other = link(lead, 1, 2), link(lead, 3, 4)
    events = events_in(lead.window.current().project)
    lead.press("5")
    lead.panel.show_event(events[1])
    project = lead.window.current().project
    assert lead.panel.sheet is not None
    assert lead.panel.sheet.incident == one
    lead.press("Shift+A")
    lead.find("Basra")
    assert set(project.incidents.of_event(events[1])) == {one, other}
    lead.press("P")
    assert project.incidents.of_event(events[1]) == [other]


def test_two_incidents_are_combined_by_hand(lead: Lead):
    one, other = link(lead, 1, 2), link(lead, 3, 4)
    lead.press("5", "C")
    lead.find("4")
    lead.settled_down()
    project = lead.window.current().project
    assert len({project.incidents.get(uid).merged_into or uid for uid in (one, other)}) == 1
    assert lead.counts()[4] == "1"
    assert len(lead.columns) == 4


def test_a_key_meant_for_the_table_writes_where_something_is_typed(lead: Lead):
    link(lead, 1, 2)
    lead.press("R")
    assert lead.panel.bench.reason.hasFocus()
    lead.type("spacing")
    assert lead.panel.bench.reason.text() == "spacing"
    lead.press("/")
    assert lead.panel.bench.reason.text() == "spacing/"
    lead.press("Return")
    assert lead.panel.bench.table.hasFocus()


def test_of_three_one_is_left_out_and_stays_to_be_judged(lead: Lead):
    one, two, three = group(lead)
    project = lead.window.current().project
    lead.press("T", "End", "X")
    assert "left out" in str(lead.panel.bench.model.headerData(3, Qt.Orientation.Horizontal))
    lead.press("S")
    assert project.incidents.events_of(project.incidents.of_event(one)[0]) == [one, two]
    assert lead.columns == [one, two, three], "of the third nothing is said yet"
    lead.press("N")
    assert lead.counts()[0] == "0"
    assert not set(project.incidents.of_event(three)) & set(project.incidents.of_event(one))


def test_of_three_it_is_asked_which_is_another(lead: Lead):
    one, two, three = group(lead)
    lead.press("N")
    lead.type("only event 2")
    lead.press("Return")
    assert lead.columns == [one, three]
    assert lead.counts()[0] == "1"
    lead.press("Ctrl+Z")
    assert lead.columns == [one, two, three], "what was said of two pairs at once is one step"
    lead.press("N")
    lead.type("none")
    lead.press("Return")
    assert lead.counts()[0] == "0"


def test_what_was_parted_is_asked_about_and_a_no_keeps_the_reason(lead: Lead, monkeypatch: pytest.MonkeyPatch):
    events, incidents = group(lead), lead.window.current().project.incidents
    incidents.part(events[0], events[1])
    group(lead)
    answers = [False, True]
    monkeypatch.setattr("annotator.gui.incident_deeds.ask", lambda *_: answers.pop(0))
    lead.panel.bench.reason.setText("the paper took it back")
    lead.panel.same()
    assert not incidents.any_of_several()
    assert lead.panel.bench.reason.text() == "the paper took it back"
    lead.panel.same()
    assert len(incidents.events_of(incidents.of_event(events[0])[0])) == 3
    assert lead.panel.bench.reason.text() == ""


def test_a_doubtful_link_is_kept_or_the_event_leaves(lead: Lead):
    incident = link(lead, 1, 2, 4)
    events = events_in(lead.window.current().project)
    lead.look()
    assert lead.counts()[2] == "1"
    lead.press("3")
    assert lead.panel.bench.table.at == 2
    assert "⚠ little alike" in str(lead.panel.bench.model.headerData(3, Qt.Orientation.Horizontal))
    lead.press("S")
    assert lead.counts()[2] == "0"
    lead.panel.work._kept.clear()
    lead.panel.work.changed.emit()
    lead.press("3", "N")
    project = lead.window.current().project
    assert project.incidents.events_of(incident) == events[:2]
    assert lead.counts()[2] == "0"


def test_an_event_in_another_incident_is_asked_about(lead: Lead):
    one, other = link(lead, 1, 2), link(lead, 3, 4)
    events = events_in(lead.window.current().project)
    lead.panel.show_event(events[0])
    lead.press("A")
    lead.find("4")
    lead.type("both")
    lead.press("Down", "Return")
    project = lead.window.current().project
    assert set(project.incidents.of_event(events[3])) == {one, other}


def test_a_search_is_stopped_by_escape(lead: Lead, monkeypatch: pytest.MonkeyPatch):
    from annotator.gui import incident_work

    def endless(_project: Project, progress: Progress) -> Searched:
        while True:
            progress.check()

    monkeypatch.setattr(incident_work, "search", endless)
    lead.press("F")
    assert lead.panel.work.searching
    assert lead.panel.lists.none.text() == "Looking…"
    assert lead.panel.lists.job.isVisible()
    lead.press("Escape")
    lead._qtbot.waitUntil(lambda: not lead.panel.work.searching)
    assert not lead.panel.work.known
    assert lead.panel.lists.look.isEnabled()


def test_words_and_ids_find_among_all_linked(lead: Lead):
    link(lead, 1, 2)
    link(lead, 3, 4)
    lead.press("/")
    lead.type("Hawija")
    assert len(lead.panel.lists.model.lines) == 1
    lead.press("Ctrl+A")
    lead.type("no such thing")
    assert lead.panel.lists.none.text() == "No incident holds these words."
    lead.press("Ctrl+A", "Delete")
    assert len(lead.panel.lists.model.lines) == 2


def test_changes_by_others_are_taken_in(lead: Lead):
    link(lead, 1, 2)
    lead.press("5")
    events = events_in(lead.window.current().project)
    lead.window.current().set_values(events[0], {"fatalities": 2})
    lead.settled_down()
    assert lead.panel.sheet is not None
    assert (len(lead.columns), lead.panel.sheet.aside) == (1, 1), "an article that is worked on again counts for nothing"
    assert "1 more that no dataset takes" in lead.panel.bench.about.text()
    project = lead.window.current().project
    project.finish(project.events.get(events[0]).coding)
    lead.settled_down()
    row = lead.panel.sheet.row_of("fatalities")
    assert row is not None
    assert row.value == 2


def test_the_article_is_opened_at_its_field(lead: Lead):
    link(lead, 1, 2)
    lead.press("5", "T", "Right")
    lead.panel.bench.show_field("fatalities")
    lead.press("O")
    assert lead.window.place == "code"
    assert lead.window.focus.event == events_in(lead.window.current().project)[1]
    assert lead.window.focus.field == "fatalities"
    lead.press("Ctrl+Shift+I")
    assert lead.window.place == "events"
    assert len(lead.columns) == 2
    assert lead.panel.bench.table.at == 1


def test_timeline_and_map_show_every_event_and_choose_one(lead: Lead):
    link(lead, 1, 3)
    lead.press("5", "T")
    bench = lead.panel.bench
    told = bench.timeline.accessibleName()
    assert "A local paper: 2020-06-02, article of 2020-06-03" in told
    assert "between 2020-06-14 and 2020-06-26" in told, "within the week"
    high = bench.timeline.fontMetrics().lineSpacing() + 6
    QTest.mouseClick(bench.timeline, Qt.MouseButton.LeftButton, pos=QPoint(60, int(high * 2.5) + 4))
    assert bench.table.at == 1
    lead.press("M")
    marks = bench.map.view.marks
    assert [(one.kind, one.label) for one in marks] == [("candidate", "Incident"), ("other", "1"), ("event", "2")]
    assert [(one.lane, one.ring) for one in marks] == [(-1, True), (0, False), (1, False)], "in the colours of the columns"
    assert {round(one.reach) for one in marks} >= {0}
    assert max(one.reach for one in marks) > 0, "the place of the third article is known roughly"
    first = next(one for one in marks if one.kind == "other")
    bench.map.view.mark_chosen.emit(first)
    assert bench.table.at == 0


def test_many_events_move_between_the_fields_and_the_incident(lead: Lead):
    project = lead.window.current().project
    article = project.codings.get(project.events.get(events_in(project)[0]).coding).article
    coding = project.codings.begin(article, project.coder.uid).uid
    made = [project.events.add(coding, {**CLASH, "fatalities": 10 + at}).uid for at in range(8)]
    project.finish(coding)
    events = events_in(project)
    lead.window.current().lead(lambda it: it.incidents.link([events[0], events[-1], *made]))
    lead.settled_down()
    lead.press("5", "T")
    table = lead.panel.bench.table
    assert table.fits < table.rows.events
    assert lead.panel.bench.with_bar.bar.isVisible()
    last = table.rows.columnCount() - 1
    lead.press("End")
    assert table.at == table.rows.events - 1
    seen = [at for at in range(table.rows.columnCount()) if not table.isColumnHidden(at)]
    assert seen[0] == 0
    assert seen[-1] == last
    assert table.at + 1 in seen
    assert table.columnViewportPosition(last) + table.columnWidth(last) <= table.viewport().width() + 1


def test_the_finder_knows_numbers_days_and_words(path: Path):
    from annotator.project.event_finder import find_events

    with Project.open(path) as project:
        events = events_in(project)
        assert [one.event for one in find_events(project, "3")] == [events[2]]
        assert [one.event for one in find_events(project, "2020-06-03")] == [events[0], events[1]]
        assert [one.event for one in find_events(project, "2020-06")] == events[:3]
        assert [one.event for one in find_events(project, "جنود كركوك")] == [events[2]]
        assert [one.event for one in find_events(project, "100%")] == []
        near = find_events(project, "", events[0])
        assert [one.event for one in near][:1] == [events[1]]
        assert "same day" in near[0].why


def test_a_timeline_takes_what_has_no_date_and_years_between(qtbot: QtBot):
    from datetime import date

    line = Timeline()
    qtbot.addWidget(line)
    line.resize(400, 200)
    line.show_events([Happened("1", None, None), Happened("2", date(2020, 1, 1), date(2020, 1, 1))], None, 0)
    assert "1: no date" in line.accessibleName()
    line.show_events([Happened("1", date(1, 1, 1), date(1, 1, 1), appeared=date(9999, 12, 31))], None, 0)
    assert line.span() is not None
    assert not line.grab().isNull()


def test_where_nothing_is_done_that_is_said(qtbot: QtBot, path: Path):
    with Project.open(path) as project:
        for event in events_in(project):
            project.events.set_values(event, {"fatalities": 1})  # the article is worked on again
    hands = Lead(qtbot, path)
    hands.press("Ctrl+Alt+I")
    assert hands.panel.lists.none.text().startswith("No coding with events is done yet.")
    hands.window.close_project()


def test_other_keys_are_named_at_once(lead: Lead):
    lead.window.set_keys({"incidents_look": ["F12"], "incidents_same": ["Ctrl+Shift+G"]})
    try:
        assert lead.panel.lists.look.text() == "Look for candidates (F12)"
        assert "F12 looks for" in lead.panel.lists.none.text()
        assert lead.panel.bench.buttons["same"].text() == "The same (Ctrl+Shift+G)"
    finally:
        lead.window.set_keys({})


def test_a_coder_has_no_such_tab(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch):
    from annotator.gui import coder_choice

    with Project.open(path) as project:
        project.coders.add("B1")
    monkeypatch.setattr(coder_choice, "choose_coder", lambda _parent, coders, _last: coders[1])
    hands = Lead(qtbot, path)
    hands.press("Alt+2")
    assert hands.window.findChild(IncidentsPanel) is None
    assert not hands.window.actions_by_id["place_incidents"].isEnabled()
    assert not hands.window.actions_by_id["incidents_same"].isVisible()
    hands.window.close_project()


def test_a_coder_has_no_menu_of_incidents():
    assert not here(Situation(project=True, place="events", tab="incidents"))
    assert here(Situation(project=True, place="events", tab="incidents", lead=True))


def test_actions_stand_in_menus_only_where_they_make_sense(lead: Lead):
    assert lead.window.actions_by_id["incidents_same"].isVisible()
    lead.press("Alt+1")
    assert not lead.window.actions_by_id["incidents_same"].isVisible()
    assert lead.window.actions_by_id["incident_of_event"].isEnabled()
    assert LATER["source"] == "صحيفة المدى"
