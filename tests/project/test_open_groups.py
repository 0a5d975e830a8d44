"""What is still to be said about a group of events, and which incidents a change is about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.event_finder import find_events
from annotator.project.history import Changes
from annotator.project.incident_views import detail, listing
from annotator.project.open_groups import groups_of, incidents_touched, open_of

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


def test_a_date_field_may_be_called_as_the_articles_is(tmp_path: Path):
    book = tmp_path / "dated.yaml"
    fields = "- {name: date, type: date, required: true}\n      - {name: country, type: text}"
    book.write_text(f"annotator_codebook: 1\nname: dated\nsections:\n  - name: what\n    fields:\n      {fields}\n", "utf-8")
    with Project.create(tmp_path / "d.annotator", str(book), coder="Lead") as made:
        made.articles.add([ArticleDraft(f"Text {at}.", date="2021-01-01") for at in range(3)])
        events: list[str] = []
        for day, article in zip((5, 2, 28), list(made.articles.walk()), strict=True):
            coding = made.codings.begin(article.uid, made.coder.uid).uid
            events.append(made.events.add(coding, {"date": f"2020-06-{day:02}"}).uid)
            made.finish(coding)
        assert [one.event for one in find_events(made, "2020-06-03")] == [events[1], events[0]]
        assert [one.event for one in find_events(made, "2020-06")] == events


def test_who_does_not_lead_sees_none(project: Project, events: list[str]):
    at = project.incidents.link(events[:2])
    project.work_as(project.coders.add("B2"))
    for look in (
        lambda: find_events(project, "Hawija"), lambda: find_events(project, "", events[0]), lambda: listing(project),
        lambda: detail(project, at), lambda: detail(project, events[3]),
    ):  # fmt: skip
        with pytest.raises(UsageError, match="for the lead to see"):
            look()
