"""Links between events go about in packages as proposals; the lead's stay with the lead, and hold when work comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from team import EVENT, at_work, code, give, packed, texts

from annotator.project import Project
from annotator.project.merging import merge
from annotator.project.same_happening import known_of, mark_different, mark_same
from annotator.project.verify import verify

REASON = "SECRETWORDS: another coder says two villages"


@pytest.fixture
def lead(new_project: Callable[..., Project]) -> Iterator[Project]:
    """A project with three articles that B2 codes."""
    project = new_project("main", "Lead")
    project.articles.add(texts(4))
    project.search.catch_up()
    give(project, project.coders.add("B2").uid, [one.uid for one in project.articles.walk()][:3])
    yield project
    assert verify(project) == []


@pytest.fixture
def theirs(lead: Project, tmp_path: Path) -> tuple[Path, list[str]]:
    """B2's file, taken in once: three events, the first two proposed to be one happening."""
    path = packed(lead, lead.coders.named("B2").uid, tmp_path / "out")
    with at_work(path) as mine:
        events = [mine.events.of(code(mine, one.uid, EVENT))[0].uid for one in list(mine.articles.walk())]
        mark_same(mine, events[0], events[1])
    merge(lead, [path])
    assert known_of(lead, events[0]) == {events[1]: "proposed"}
    return path, events


def test_a_package_holds_no_link_of_the_leads_and_no_reason(lead: Project, theirs: tuple[Path, list[str]], tmp_path: Path):
    _, events = theirs
    own = lead.events.of(code(lead, [one.uid for one in lead.articles.walk()][3], EVENT))[0].uid
    lead.incidents.part(events[2], own, REASON)
    at = lead.incidents.link([events[2], own], REASON, despite=lead.incidents.parted([events[2], own]))
    lead.incidents.separate(at, events[2], REASON)
    (incident,) = lead.database.all("SELECT DISTINCT incident FROM incident_link WHERE event = ?", (events[0],))
    lead.incidents.separate(incident[0], events[1], REASON)
    again = packed(lead, lead.coders.named("B2").uid, tmp_path / "again")
    assert b"SECRETWORDS" not in again.read_bytes()
    assert own.encode() not in again.read_bytes()
    assert at.encode() not in again.read_bytes()
    with at_work(again) as mine:
        links = mine.database.all("SELECT event, judged, reason FROM incident_link ORDER BY judged")
        assert [tuple(row) for row in links] == [(events[1], "different", ""), (events[0], "proposed", "")]
        assert verify(mine) == []


def test_what_the_lead_said_holds_when_work_comes_back(lead: Project, theirs: tuple[Path, list[str]]):
    path, events = theirs
    (incident,) = lead.database.all("SELECT DISTINCT incident FROM incident_link WHERE event = ?", (events[0],))
    lead.incidents.separate(incident[0], events[1], REASON)
    with at_work(path) as mine:
        mark_different(mine, events[0], events[1])
        mark_same(mine, events[0], events[1])
        mark_same(mine, events[1], events[2])
    merge(lead, [path])
    assert known_of(lead, events[0])[events[1]] == "different"
    assert lead.database.value("SELECT reason FROM incident_link WHERE judged = 'different'") == REASON
    assert known_of(lead, events[0])[events[2]] == "proposed", "what is new is a proposal"


def test_a_proposal_that_the_lead_took_back_is_the_coders_again(lead: Project, theirs: tuple[Path, list[str]]):
    path, events = theirs
    (incident,) = lead.database.all("SELECT DISTINCT incident FROM incident_link WHERE event = ?", (events[0],))
    lead.incidents.separate(incident[0], events[1], REASON)
    lead.history.undo()
    with at_work(path) as mine:
        mark_different(mine, events[1], events[0])
    merge(lead, [path])
    assert known_of(lead, events[0]) == {events[1]: "different"}
    assert lead.incidents.of_event(events[0]) == []


def test_linked_by_the_lead_is_linked_whatever_comes_back(lead: Project, theirs: tuple[Path, list[str]]):
    path, events = theirs
    at = lead.incidents.link(events[:2], "two reports of one")
    with at_work(path) as mine:
        mark_different(mine, events[0], events[1])
    merge(lead, [path])
    assert lead.incidents.events_of(at) == events[:2]
    assert known_of(lead, events[0]) == {events[1]: "same"}
