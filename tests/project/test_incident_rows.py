"""One row an incident: rows of one event as they stand, several combined by the rules, with what follows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from settling_team import EVENT, article, as_coder, code, settling_project

from annotator.project import Project, adjudication
from annotator.project.choice import USUAL, Choice, make_choice
from annotator.project.incident_rows import IncidentCounts, count_incidents, make_incident_rows, stamp_rows, without_id
from annotator.project.incident_views import detail, listing


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with settling_project(tmp_path, articles=6) as opened:
        for number, (source, day) in enumerate((("AFP", "2020-01-08"), ("Reuters", "2020-01-07"), ("AFP", None)), start=1):
            opened.articles.correct(article(opened, number), source=source, date=day)
        yield opened


def tell(project: Project, number: int, **values: Any) -> str:
    return code(project, "A", {**EVENT, **values}, number=number)[0]


def rows(project: Project, choice: Choice = USUAL) -> dict[str, dict[str, Any]]:
    """Every row by its uid, as a mapping; what was counted is checked on the way."""
    counts = make_incident_rows(project, make_choice(project, choice))
    names = [row[1] for row in project.database.all("PRAGMA temp.table_info(incident_rows)")]
    found = {row[0]: dict(zip(names, row, strict=True)) for row in project.database.all("SELECT * FROM temp.incident_rows")}
    assert counts.rows == len(found)
    assert counts.of_several == sum(row["_events"] > 1 for row in found.values())
    assert set(found) == {row[0] for row in project.database.all("SELECT uid FROM temp.incident_answers")}
    assert counts == IncidentCounts(
        **{**counts_of(count_incidents(project, make_choice(project, choice))), "with_ties": counts.with_ties,
           "ties": counts.ties}
    )  # fmt: skip
    make_incident_rows(project, make_choice(project, choice))
    return found


def counts_of(counts: IncidentCounts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in ("rows", "of_several", "events", "in_several")}


def answers(project: Project, uid: str) -> dict[str, Any]:
    return json.loads(project.database.value('SELECT "values" FROM temp.incident_answers WHERE uid = ?', (uid,)))


def flat(project: Project, event: str) -> dict[str, Any]:
    row = project.database.one("SELECT * FROM events WHERE event_uid = ?", (event,))
    assert row is not None
    return dict(zip(project.table.names, row, strict=True))


def test_a_row_of_one_event_is_the_event(project: Project):
    event = tell(project, 1)
    (row,) = rows(project).values()
    assert {name: row[name] for name in project.table.names} == flat(project, event)
    assert (row["_first"], row["_events"], row["_articles"], row["_sources"], row["_ties"]) == (event, 1, 1, "AFP", None)
    assert answers(project, event) == project.events.get(event).values


def test_a_numbered_event_is_a_row_under_its_incidents_uid(project: Project):
    event = tell(project, 1)
    project.incidents.number([event])
    ((uid, row),) = rows(project).items()
    assert uid == project.incidents.of_event(event)[0]
    assert row["id"] == "IRQ1"
    assert {**row, "event_uid": event} == {**row, **flat(project, event)}


def test_several_events_are_one_row_by_the_codebooks_rules(project: Project):
    one, other, third = tell(project, 2, n=7, tags=["a"]), tell(project, 1, n=5, tags=["b", "a"]), tell(project, 3, n=5)
    alone = tell(project, 4)
    at = project.incidents.link([one, other, third])
    found = rows(project)
    assert set(found) == {at, alone}
    row = found[at]
    assert row["article"] == 1
    assert row["article_date"] == "2020-01-08"
    assert (row["n"], row["tags"]) == (5, "b; a")
    assert (row["_first"], row["_events"], row["_articles"], row["_sources"]) == (other, 3, 3, "AFP; Reuters")
    assert row["_last_date"] == "2020-01-08"
    assert answers(project, at)["tags"] == ["b", "a"]
    members = project.database.all("SELECT event FROM temp.incident_members WHERE incident = ? ORDER BY position", (at,))
    assert [row[0] for row in members] == [other, one, third]


def test_what_follows_is_worked_out_again(project: Project):
    one = tell(project, 1, event_date="2020-01-06", country="Iraq")
    other = tell(project, 2, event_date="2021-02-03", country="Syria")
    at = project.incidents.link([one, other])
    project.incidents.settle(at, {"event_date": "2021-02-03", "country": "Syria"})
    row = rows(project)[at]
    assert (row["year"], row["kind"], row["country"]) == (2021, "SYR", "Syria")


def test_what_the_lead_settled_stands(project: Project):
    one, other = tell(project, 1, n=7), tell(project, 2, n=5)
    at = project.incidents.link([one, other])
    assert make_incident_rows(project, make_choice(project)).ties == 1
    assert rows(project)[at]["_ties"] == "n"
    assert make_incident_rows(project, make_choice(project), frozenset({"n"})).ties == 0
    project.incidents.settle(at, {"n": 6, "country": None})
    row = rows(project)[at]
    assert (row["n"], row["country"], row["_ties"]) == (6, None, None)
    project.history.undo()
    assert rows(project)[at]["n"] == 7, "the first article's, as it is open"


def test_of_one_event_too(project: Project):
    event = tell(project, 1, n=7)
    project.incidents.number([event])
    project.incidents.settle("IRQ1", {"n": 3})
    (row,) = rows(project).values()
    assert (row["n"], row["_events"], row["id"]) == (3, 1, "IRQ1")
    assert project.events.get(event).values["n"] == 7


def test_an_event_that_tells_two_is_in_both_rows(project: Project):
    one, both, other = tell(project, 1, n=1), tell(project, 2, n=2, tags=["x"]), tell(project, 3, n=3)
    first, second = project.incidents.link([one, both]), project.incidents.link([other, tell(project, 4, n=3)])
    project.incidents.add(second, both)
    found = rows(project)
    assert (found[first]["_events"], found[second]["_events"]) == (2, 3)
    assert (found[first]["tags"], found[second]["tags"]) == ("x", "x")
    counts = count_incidents(project, make_choice(project))
    assert (counts.rows, counts.events, counts.in_several) == (2, 4, 1)


def test_only_what_stands_for_its_article_tells_an_incident(project: Project):
    (mine,) = code(project, "A", {**EVENT, "n": 4})
    (theirs,) = code(project, "B", {**EVENT, "n": 4, "tags": ["b"]})
    other = tell(project, 2, n=4)
    at = project.incidents.link([mine, theirs, other])
    assert rows(project)[at]["_events"] == 1, "the first article is not settled"
    coding = adjudication.begin(project, article(project), [[mine, theirs]])
    (event,) = project.events.of(coding.uid)
    adjudication.write(project, event.uid, "tags", ["c"], "text_says")
    adjudication.finish(project, coding.uid)
    row = rows(project)[at]
    assert (row["_events"], row["_first"], row["tags"]) == (2, event.uid, "c")
    assert {one.event for one in detail(project, at).members} == {event.uid, other}
    assert {one.event for one in detail(project, at).aside} == {mine, theirs}
    only = rows(project, Choice(coder=project.coders.named("B").uid))
    assert (only[at]["_first"], only[at]["_events"]) == (theirs, 1)


def test_its_state_is_approved_when_all_are(project: Project):
    events = [tell(project, 1), tell(project, 2)]
    at = project.incidents.link(events)
    project.reviews.approve(project.events.get(events[0]).coding)
    assert rows(project)[at]["state"] == "done"
    project.reviews.approve(project.events.get(events[1]).coding)
    assert rows(project)[at]["state"] == "approved"
    assert rows(project, Choice(done=False))[at]["_events"] == 2


def test_an_incident_without_a_chosen_event_is_no_row(project: Project):
    events = [code(project, "A", EVENT, number=number, done=False)[0] for number in (1, 2)]
    project.incidents.link(events)
    assert rows(project) == {}


def test_what_is_seen_is_what_is_given_out(project: Project):
    events = [tell(project, number, n=number, tags=[str(number)]) for number in (1, 2, 3)]
    at = project.incidents.link(events)
    project.incidents.settle(at, {"n": 2})
    alone = tell(project, 5)
    found = rows(project)
    for key in (at, alone):
        seen = detail(project, key)
        told = {name: seen.values.get(name) for name in ("n", "year", "type", "country", "kind")}
        assert told == {name: found[key][name] for name in told}
    assert [(one.key, one.events, one.ties) for one in listing(project)] == [(at, 3, 0)]
    assert [one.key for one in listing(project, all=True)] == [at, alone]
    assert listing(project)[0].values == {"event_date": "2020-01-06", "sub": "a1"}


def test_a_candidate_is_seen_as_if_it_were_linked(project: Project):
    one, other, third = tell(project, 1, n=1), tell(project, 2, n=9), tell(project, 3, n=9)
    seen = detail(project, other, [third, one])
    assert [(member.event, member.linked) for member in seen.members] == [(one, False), (other, False), (third, False)]
    assert (seen.incident, seen.combined["n"].value, seen.combined["n"].events) == ("", 9, (1, 2))
    at = project.incidents.link([other, third], "the same toll")
    seen = detail(project, at, [one])
    assert [(member.linked, member.reason) for member in seen.members] == [
        (False, ""), (True, "the same toll"), (True, "the same toll"),
    ]  # fmt: skip
    assert seen.members[0].quotes["country"] == ("Kirkuk",)


def test_rows_without_an_id_are_named_by_their_first_event(project: Project):
    one, other, third = tell(project, 2), tell(project, 1), tell(project, 3)
    project.incidents.link([one, other])
    count_incidents(project, make_choice(project))
    assert without_id(project) == [other, third]
    project.incidents.number([other])
    count_incidents(project, make_choice(project))
    assert without_id(project) == [third]


def test_a_row_of_several_is_as_new_as_its_newest_part(project: Project):
    one, other, alone = tell(project, 1), tell(project, 2), tell(project, 3)
    at = project.incidents.link([one, other])

    def stamps() -> dict[str, str]:
        make_incident_rows(project, make_choice(project))
        stamp_rows(project, max)
        return dict(project.database.all("SELECT uid, time FROM temp.incident_stamps"))  # type: ignore[arg-type]

    def last() -> str:
        return project.history.steps(1)[0].time

    assert stamps() == {at: last()}, "linked"
    as_coder(project, "A", other, n=2)
    changed = project.database.value("SELECT o.time FROM change h JOIN operation o ON o.id = h.operation WHERE h.uid = ? "
                                     "AND h.field = 'values.n' ORDER BY h.id DESC", (other,))  # fmt: skip
    assert stamps() == {at: changed}
    as_coder(project, "A", alone, n=2)
    assert stamps() == {at: changed}, "another one's change"
    project.incidents.settle(at, {"n": 1})
    assert stamps() == {at: last()}
    before = stamps()[at]
    project.incidents.number([one])
    (numbered,) = project.incidents.of_event(one)
    assert stamps() == {numbered: before}, "a number is no change of what is said"
    assert project.history.undo() is not None
    assert stamps() == {at: before}
    with project.history.operation({"id": "number_release", "number": 1}):
        project.incidents.number([one])
    (numbered,) = project.incidents.of_event(one)
    assert stamps() == {numbered: before}, "nor is one of a release"


def test_it_works_for_reading_only(project: Project):
    events = [tell(project, 1, n=1), tell(project, 2, n=2)]
    at = project.incidents.link(events)
    path = project.path
    before = rows(project)
    project.close()
    with Project.open(path, read_only=True) as reader, reader.database.reading():
        assert rows(reader) == before
        assert [one.key for one in listing(reader)] == [at]
