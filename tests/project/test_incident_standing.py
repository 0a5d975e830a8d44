"""What is still to be said about a group of events, and which incidents a change is about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.event_finder import find_events
from annotator.project.history import Changes
from annotator.project.incident_standing import groups_of, incidents_touched, open_of

CLASH = {
    "event_date": "2020-06-02", "event_type": "Battles", "sub_event_type": "Armed clash", "actor1": "Islamic State (Iraq)",
    "country": "Iraq", "location": "Hawija", "fatalities": 2,
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.annotator", "acled", coder="Lead") as made:
        made.articles.add([ArticleDraft(f"Text {at}.", title=f"Title {at}", source="A paper") for at in range(4)])
        for at, article in enumerate(list(made.articles.walk())):
            coding = made.codings.begin(article.uid, made.coder.uid).uid
            made.events.add(coding, {**CLASH, "event_date": f"2020-06-0{2 + at}"})
        yield made


@pytest.fixture
def events(project: Project) -> list[str]:
    return [row[0] for row in project.database.all("SELECT event_uid FROM events ORDER BY article")]


def test_a_group_is_open_until_all_is_said(project: Project, events: list[str]):
    one, two, three, _ = events
    assert open_of(project, [one, two]) == (one, two)
    project.incidents.link([one, two])
    assert open_of(project, [one, two]) == ()
    assert open_of(project, [one, two, three]) == (one, two, three)
    assert groups_of(project, [one, three, two]) == [[three], [one, two]]
    project.incidents.part(one, three)
    assert open_of(project, [one, two, three]) == ()


def test_who_is_parted_from_all_others_leaves_the_group(project: Project, events: list[str]):
    one, two, three, _ = events
    project.incidents.part(two, one)
    assert open_of(project, [one, two, three]) == (one, two, three), "of two and three nothing is said yet"
    project.incidents.part(two, three)
    assert open_of(project, [one, two, three]) == (one, three)
    project.events.remove(three)
    assert open_of(project, [one, two, three]) == ()


def test_a_change_is_about_the_incidents_of_its_links_events_and_codings(project: Project, events: list[str]):
    told: list[set[str]] = []

    def hear(changes: Changes) -> None:
        told.append(incidents_touched(project, changes))

    project.on_change(hear)
    incident = project.incidents.link(events[:2])
    assert told[-1] == {incident}
    project.events.set_values(events[1], {"fatalities": 9})
    assert told[-1] == {incident}
    project.events.set_values(events[3], {"fatalities": 9})
    assert told[-1] == set()
    other = project.incidents.link(events[2:])
    project.incidents.link([events[0], events[2]])
    assert told[-1] == {incident, other}, "what was merged into another is gone from the list"
    project.history.undo()
    assert told[-1] == {incident, other}


def test_an_event_is_found_by_its_incidents_id_once_its_work_is_done(project: Project, events: list[str]):
    project.incidents.number(events[:1])
    known = project.incidents.get(project.incidents.of_event(events[0])[0]).external_id
    assert known
    assert find_events(project, known) == [], "only finished work is looked through"
    coding = project.events.get(events[0]).coding
    with project.history.operation({"id": "done"}):
        project.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding,))
    assert [one.event for one in find_events(project, known.lower())] == [events[0]]
    assert [one.id for one in find_events(project, "hawija title")] == [known]
    assert find_events(project, "50%") == []
