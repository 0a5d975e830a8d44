"""Which events are proposed as one happening, and which links are doubted: planted ones are found, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.project import Project, adjudication
from annotator.project.articles import ArticleDraft
from annotator.project.incident_candidates import Candidate, doubtful, propose
from annotator.project.nearby import nearby
from annotator.project.same_happening import mark_same

CLASH: dict[str, Any] = {
    "event_date": "2020-06-02", "time_precision": "1", "event_type": "Battles", "sub_event_type": "Armed clash",
    "actor1": "Police Forces of Iraq (2018-)", "actor2": "Islamic State (Iraq)", "country": "Iraq", "admin1": "Kirkuk",
    "location": "Kirkuk", "latitude": 35.4681, "longitude": 44.3922, "geo_precision": "1", "fatalities": 3,
}  # fmt: skip
MARCH: dict[str, Any] = {
    "event_date": "2020-06-02", "time_precision": "1", "event_type": "Protests", "sub_event_type": "Peaceful protest",
    "actor1": "Protesters (Iraq)", "country": "Iraq", "admin1": "Basrah", "location": "Basrah",
    "latitude": 30.5, "longitude": 47.8, "geo_precision": "1", "fatalities": 0,
}  # fmt: skip
NOWHERE: dict[str, Any] = {"latitude": None, "longitude": None, "location": None, "admin1": None}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.annotator", "acled", coder="lead") as made:
        made.articles.add([ArticleDraft(f"Text {n}.", title=f"Title {n}", date="2020-06-03") for n in range(1, 13)])
        yield made


def coded(project: Project, article: int, like: dict[str, Any] = CLASH, **other: Any) -> str:
    """An event in an article by who works now; its coding is done."""
    uid = project.database.value("SELECT uid FROM article WHERE number = ?", (article,))
    values = {name: value for name, value in {**like, **other}.items() if value is not None}
    coding = project.codings.begin(uid, project.coder.uid).uid
    event = project.events.add(coding, values).uid
    with project.history.operation({"id": "test"}):
        project.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding,))
    return event


def groups(project: Project, **asked: Any) -> list[set[str]]:
    return [set(one.events) for one in propose(project, **asked)]


def only(project: Project) -> Candidate:
    (found,) = propose(project)
    return found


def test_what_tells_one_happening_is_found_and_nothing_else(project: Project):
    here = coded(project, 1)
    same = coded(project, 2, fatalities=4)
    next_day = coded(project, 3, event_date="2020-06-03", fatalities=2)
    coded(project, 4, event_date="2020-06-20")
    coded(project, 5, country="Syria", admin1="Homs", location="Homs", latitude=34.7, longitude=36.7)
    coded(project, 6, MARCH, location="Kirkuk", admin1="Kirkuk", latitude=35.4681, longitude=44.3922)
    coded(project, 7, MARCH)
    found = only(project)
    assert (found.kind, found.events, found.incidents) == ("link", (here, same, next_day), ())
    assert 0.55 <= found.score < 1
    assert {"date", "place", "actors", "type", "dead"} <= {reason.part for reason in found.reasons}


def test_the_reasons_are_those_shown_beside_one_event(project: Project):
    here, other = coded(project, 1), coded(project, 2, fatalities=4)
    (beside,) = nearby(project, here)
    found = only(project)
    assert found.events == (here, other)
    assert found.reasons == beside.alike.reasons
    assert found.score == pytest.approx(beside.alike.score)


@pytest.mark.parametrize(
    "other",
    [
        {"actor1": CLASH["actor2"], "actor2": CLASH["actor1"]},
        {"event_date": "2020-06-05", "time_precision": "2"},
        {"event_date": "2020-06-15", "time_precision": "3"},
        {"latitude": None, "longitude": None},
        {"latitude": 35.55, "geo_precision": "2"},
        {"actor2": "Unidentified Armed Group (Iraq)"},
        {"sub_event_type": "Government regains territory"},
        {"location": "كركوك", "latitude": None, "longitude": None},
    ],
    ids=["sides exchanged", "a week", "a month", "no point", "near it", "unnamed actor", "other sub-type", "Arabic name alone"],
)
def test_reports_differ(project: Project, other: dict[str, Any]):
    arabic = {"location": "كركوك", "latitude": None, "longitude": None} if other.get("location") else {}
    assert groups(project) == []
    here, there = coded(project, 1, **arabic), coded(project, 2, **other)
    assert groups(project) == [{here, there}]


def test_arabic_spellings_of_a_place_are_one_name(project: Project):
    without: dict[str, Any] = {"latitude": None, "longitude": None}
    here = coded(project, 1, location="أربيل", **without)
    there = coded(project, 2, location="اربيل", **without)
    coded(project, 3, location="دهوك", **without)
    assert groups(project) == [{here, there}]


def test_without_a_place_a_named_actor_brings_them_together(project: Project):
    here, there = coded(project, 1, **NOWHERE), coded(project, 2)
    coded(project, 3, MARCH, **NOWHERE)
    coded(project, 4, MARCH, **NOWHERE)
    assert groups(project) == [{here, there}]
    assert "place" not in {reason.part for reason in only(project).reasons}


def test_kinds_of_actors_alone_prove_nothing(project: Project):
    """Two marches in one town on one day may be two; an event that nothing but day and kind have in common is not offered."""
    bare: dict[str, Any] = {"event_date": "2020-06-02", "time_precision": "1", "country": "Iraq", "actor1": "Protesters (Iraq)"}
    coded(project, 1, bare)
    coded(project, 2, bare)
    assert groups(project) == []


def test_two_events_of_one_article_are_two_happenings(project: Project):
    one, twin, other = coded(project, 1), coded(project, 1, fatalities=4), coded(project, 2)
    assert groups(project) == [{one, other}], "and the more alike one gets the other article's"
    assert twin not in propose(project)[0].events


def test_rows_of_one_source_and_title_are_one_article(project: Project):
    drafts = [ArticleDraft(f"row {n}", title="Clashes", date="2020-06-03", source="AFP", stub=True) for n in range(2)]
    project.articles.add(drafts)
    coded(project, 13)
    coded(project, 14)
    assert groups(project) == []


def test_no_chain_is_made_of_days(project: Project):
    """Each is like the next, the first is not like the last."""
    days = [coded(project, n, event_date=f"2020-06-{n:02}") for n in range(1, 9)]
    found = groups(project)
    assert found
    assert all(len(one) <= 4 for one in found)
    assert not any({days[0], days[7]} <= one for one in found)


def test_what_was_judged_different_is_never_proposed(project: Project):
    one, other, third = coded(project, 1), coded(project, 2), coded(project, 3)
    project.incidents.part(one, other)
    assert all(not {one, other} <= group for group in groups(project))
    assert any(third in group for group in groups(project))
    project.history.undo()
    assert groups(project) == [{one, other, third}]


def test_an_event_that_was_separated_is_not_proposed_for_its_incident(project: Project):
    one, other, third = coded(project, 1), coded(project, 2), coded(project, 3)
    incident = project.incidents.link([one, other, third])
    project.incidents.separate(incident, third)
    assert groups(project) == []


def test_what_is_linked_stays_together_and_is_named_whole(project: Project):
    one, far = coded(project, 1), coded(project, 2, event_date="2020-06-06")
    incident = project.incidents.link([one, far])
    assert propose(project) == []
    third = coded(project, 3)
    found = only(project)
    assert (found.kind, found.incidents) == ("link", (incident,))
    assert set(found.events) == {one, far, third}


def test_two_incidents_that_are_likely_one_are_duplicates(project: Project):
    events = [coded(project, n) for n in range(1, 5)]
    first, second = project.incidents.link(events[:2]), project.incidents.link(events[2:])
    found = only(project)
    assert (found.kind, set(found.incidents)) == ("duplicate", {first, second})
    assert set(found.events) == set(events)


def test_two_published_events_are_duplicates(project: Project):
    one, other = coded(project, 1), coded(project, 2)
    project.incidents.number([one])
    assert only(project).kind == "link"
    project.incidents.number([other])
    found = only(project)
    assert (found.kind, len(found.incidents)) == ("duplicate", 2)


def test_an_event_that_tells_two_incidents_makes_them_not_one(project: Project):
    report, one, other = coded(project, 1), coded(project, 2), coded(project, 3, event_date="2020-06-20")
    incident = project.incidents.link([report, one])
    apart = project.incidents.link([other, coded(project, 4, event_date="2020-06-20")])
    project.incidents.add(apart, report)
    assert incident != apart
    assert propose(project) == []


def test_a_coders_proposal_is_listed_whatever_the_answers_say(project: Project):
    lead = project.coder
    project.work_as(project.coders.add("ann"))
    one, other = coded(project, 1), coded(project, 2, MARCH)
    mark_same(project, one, other)
    project.work_as(lead)
    found = only(project)
    assert (set(found.events), found.kind) == ({one, other}, "link")
    assert found.reasons[0].part == "proposed"
    assert found.score >= 0.5
    project.incidents.link([one, other])
    assert propose(project) == []


def test_a_proposal_on_a_coders_event_holds_for_the_one_settled_from_it(project: Project):
    lead, other = project.coder, coded(project, 1, MARCH)
    project.work_as(project.coders.add("ann"))
    theirs, far = coded(project, 2), coded(project, 3, MARCH, event_date="2020-09-01")
    mark_same(project, theirs, far)
    project.work_as(lead)
    mine = coded(project, 2, fatalities=4)
    article = project.codings.get(project.events.get(theirs).coding).article
    coding = adjudication.begin(project, article, [[mine, theirs]])
    (settled,) = project.events.of(coding.uid)
    with project.history.operation({"id": "test"}):
        project.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding.uid,))
    assert groups(project) == [{settled.uid, far}]
    assert other not in only(project).events


def test_only_what_a_release_would_take_is_looked_at(project: Project):
    here = coded(project, 1)
    open_one = coded(project, 2)
    with project.history.operation({"id": "test"}):
        coding = project.events.get(open_one).coding
        project.database.run("UPDATE coding SET state = 'open' WHERE uid = ?", (coding,))
    assert propose(project) == []
    assert here


def test_an_alias_in_the_register_is_the_same_actor(project: Project):
    from annotator.project.register import Entry

    coded(project, 1, actor2="Daesh")
    coded(project, 2)
    before = only(project).score
    project.registers.register("actors").put(Entry({"name": CLASH["actor2"]}, aliases=("Daesh",)))
    assert only(project).score > before


def test_where_much_happens_more_must_agree(project: Project):
    unlike = {"actor1": "Army", "actor2": "Militia", "fatalities": 9, "sub_event_type": "Government regains territory"}
    one, other = coded(project, 1), coded(project, 2, fatalities=None, actor2=None)
    quiet = only(project).score
    for number in range(3, 12):
        coded(project, number, **{**unlike, "actor1": f"Army {number}", "fatalities": 10 * number})
    crowded = next(found for found in propose(project, threshold=0.4) if {one, other} <= set(found.events))
    assert crowded.score < quiet


def test_the_order_of_events_makes_no_difference(tmp_path: Path):
    chance = random.Random(7)
    events = [
        {
            **chance.choice((CLASH, MARCH)), "event_date": f"2020-06-{chance.randint(1, 9):02}",
            "fatalities": chance.choice((0, 0, 3, 5)), "latitude": 35.4 + chance.choice((0, 0, 0.05, 0.4)), "note": str(number),
        }
        for number in range(60)
    ]  # fmt: skip
    seen: list[set[frozenset[str]]] = []
    for turn in range(3):
        with Project.create(tmp_path / f"{turn}.annotator", "acled", coder="lead") as made:
            made.articles.add([ArticleDraft(f"Text {n}.") for n in range(60)])
            places = list(range(60))
            random.Random(turn).shuffle(places)
            names: dict[str, str] = {}
            for article, place in enumerate(places, start=1):
                values = {name: value for name, value in events[place].items() if name != "note"}
                names[coded(made, article, values)] = events[place]["note"]
            seen.append({frozenset(names[event] for event in group) for group in groups(made)})
    assert seen[0] == seen[1] == seen[2]
    assert seen[0]


def test_work_can_be_stopped(project: Project):
    coded(project, 1)
    coded(project, 2)
    heard: list[tuple[int, int]] = []
    propose(project, told=lambda done, whole: heard.append((done, whole)))
    assert heard == sorted(heard)
    assert heard[-1] == (100, 100)

    def stop(_done: int, _whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        propose(project, told=stop)
    assert len(propose(project)) == 1


def test_a_link_to_what_is_little_like_the_rest_is_doubted(project: Project):
    events = [coded(project, 1), coded(project, 2), coded(project, 3, fatalities=5)]
    wrong = coded(project, 4, MARCH, event_date="2020-08-01")
    incident = project.incidents.link([*events, wrong])
    (doubt,) = doubtful(project)
    assert (doubt.incident, doubt.event) == (incident, wrong)
    assert doubt.score < 0.4
    assert doubt.reasons
    project.incidents.separate(incident, wrong)
    assert doubtful(project) == []
