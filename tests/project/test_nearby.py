"""Events of other articles that may be the same happening: who is offered what, what is remembered, and what an id becomes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import UsageError
from annotator.project import Project, adjudication
from annotator.project.articles import ArticleDraft
from annotator.project.coders import Coder
from annotator.project.incident_rows import unnumbered
from annotator.project.nearby import nearby
from annotator.project.same_happening import known_of, mark_different, mark_same

CLASH: dict[str, Any] = {
    "event_date": "2020-06-02", "time_precision": "1", "event_type": "Battles", "sub_event_type": "Armed clash",
    "actor1": "Police Forces of Iraq (2018-)", "actor2": "Islamic State (Iraq)", "country": "Iraq", "admin1": "Kirkuk",
    "location": "Kirkuk", "latitude": 35.4681, "longitude": 44.3922, "geo_precision": "1", "fatalities": 3,
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.annotator", "acled", coder="lead") as made:
        made.articles.add([ArticleDraft(f"Text {n}.", title=f"Title {n}", date="2020-06-03") for n in range(1, 6)])
        yield made


@pytest.fixture
def ann(project: Project) -> Coder:
    """A coder beside the lead."""
    return project.coders.add("ann")


def coded(project: Project, article: int, **other: Any) -> str:
    """The clash as it stands in an article, by who works now."""
    uid = project.database.value("SELECT uid FROM article WHERE number = ?", (article,))
    values = {name: value for name, value in {**CLASH, **other}.items() if value is not None}
    return project.events.add(project.codings.begin(uid, project.coder.uid).uid, values).uid


def offered(project: Project, event: str) -> list[str]:
    return [one.event for one in nearby(project, event)]


def done(project: Project, *events: str) -> None:
    with project.history.operation({"id": "done"}):
        for uid in events:
            project.database.run(
                "UPDATE coding SET state = 'done' WHERE uid = ?", (project.events.get(uid).coding,)
            )  # fmt: skip


def ids(project: Project) -> dict[str, str]:
    return {row[0]: row[1] for row in project.database.all("SELECT event_uid, id FROM events WHERE id IS NOT NULL")}


def test_the_most_alike_of_other_articles_come_first(project: Project):
    here = coded(project, 1)
    coded(project, 1)  # the same article is in view anyway
    next_day = coded(project, 2, event_date="2020-06-03")
    same = coded(project, 3)
    coded(project, 4, event_date="2020-06-20")
    coded(project, 4, country="Syria", location="Homs", latitude=34.7, longitude=36.7)
    found = nearby(project, here)
    assert [one.event for one in found] == [same, next_day]
    assert (found[0].number, found[0].title, found[0].strong, found[0].known) == (3, "Title 3", True, "")
    assert "same place: Kirkuk" in [reason.words for reason in found[0].alike.reasons]


def test_dates_that_are_not_to_the_day_are_found_from_both_sides(project: Project):
    exact = coded(project, 1)
    month = coded(project, 2, event_date="2020-06-20", time_precision="3")
    assert offered(project, exact) == [month]
    assert offered(project, month) == [exact]


def test_an_alias_in_the_register_is_the_same_actor(project: Project):
    from annotator.project.register import Entry

    here = coded(project, 1)
    coded(project, 2, actor2="Daesh")
    before = nearby(project, here)[0].alike.score
    project.registers.register("actors").put(Entry({"name": CLASH["actor2"]}, aliases=("Daesh",)))
    assert nearby(project, here)[0].alike.score > before


def test_without_a_date_nothing_is_offered(project: Project):
    coded(project, 2)
    assert offered(project, coded(project, 1, event_date=None)) == []


def test_a_coder_sees_own_events_and_the_lead_all(project: Project, ann: Coder):
    lead = project.coder
    of_lead = coded(project, 2)
    project.work_as(ann)
    here, own = coded(project, 1), coded(project, 3)
    assert offered(project, here) == [own]
    with pytest.raises(UsageError, match="not yours"):
        mark_same(project, here, of_lead)
    project.work_as(lead)
    assert set(offered(project, here)) == {own, of_lead}


def test_a_lead_is_not_offered_training_work(project: Project):
    here, other = coded(project, 1), coded(project, 2)
    with project.history.operation({"id": "test"}):
        project.database.run("INSERT INTO round (uid, name, kind) VALUES ('t', 'training', 'training')")
        coding = project.codings.begin(project.codings.get(project.events.get(other).coding).article, project.coder.uid, "t")
    project.events.add(coding.uid, CLASH)
    assert offered(project, here) == [other]


def test_a_removed_event_is_not_offered(project: Project):
    here, other = coded(project, 1), coded(project, 2)
    project.events.remove(other)
    assert offered(project, here) == []


def test_a_coders_link_is_a_proposal_and_gives_no_id(project: Project, ann: Coder):
    project.work_as(ann)
    here, other, third = coded(project, 1), coded(project, 2), coded(project, 3)
    mark_same(project, here, other)
    assert known_of(project, here) == {other: "proposed"}
    mark_same(project, third, here)
    assert known_of(project, third) == {here: "proposed", other: "proposed"}
    assert ids(project) == {}
    assert [one.known for one in nearby(project, here)] == ["proposed", "proposed"]


def test_what_is_not_the_same_is_not_offered_again_either_way(project: Project, ann: Coder):
    project.work_as(ann)
    here, other = coded(project, 1), coded(project, 2)
    mark_different(project, here, other)
    assert offered(project, here) == offered(project, other) == []
    third = coded(project, 3)
    assert set(offered(project, third)) == {here, other}
    mark_same(project, here, other)
    assert known_of(project, here) == {other: "proposed"}
    mark_different(project, other, here)
    assert known_of(project, here) == {other: "different"}


def test_undo_takes_a_judgement_back(project: Project):
    here, other = coded(project, 1), coded(project, 2)

    def dump() -> list[Any]:
        return [
            project.database.all("SELECT uid, external_id FROM incident WHERE removed = 0"),
            project.database.all("SELECT incident, event, judged FROM incident_link WHERE removed = 0"), ids(project),
        ]  # fmt: skip

    start = dump()
    mark_same(project, here, other)
    settled = dump()
    mark_different(project, here, other)
    done(project, here, other)
    project.incidents.number(unnumbered(project))
    assert len(ids(project)) == 2
    for _ in range(4):
        project.history.undo()
    assert dump() == start
    project.history.redo()
    assert dump() == settled
    step = project.history.to_undo()
    assert step is not None
    assert step.place["event"] == here


def test_the_lead_settles_a_proposal(project: Project, ann: Coder):
    lead = project.coder
    project.work_as(ann)
    here, other = coded(project, 1), coded(project, 2)
    mark_same(project, here, other)
    project.work_as(lead)
    mark_same(project, here, other)
    assert known_of(project, here) == {other: "same"}
    project.work_as(ann)
    with pytest.raises(UsageError, match="only the lead"):
        mark_different(project, here, other)
    assert known_of(project, here) == {other: "same"}


def test_events_of_one_happening_get_one_id(project: Project):
    """Whoever numbers after the lead has said so must not publish one happening twice."""
    here, other, apart = coded(project, 1), coded(project, 2), coded(project, 3)
    mark_same(project, here, other)
    done(project, here, other, apart)
    given = project.incidents.number(unnumbered(project))
    assert given == {here: "IRQ1", apart: "IRQ2"}
    assert ids(project) == {here: "IRQ1", other: "IRQ1", apart: "IRQ2"}
    assert unnumbered(project) == []
    assert known_of(project, here) == {other: "same"}
    project.history.undo()
    assert ids(project) == {}
    new = coded(project, 4)
    done(project, new)
    assert project.incidents.number([new]) == {new: "IRQ3"}, "what was given to others is theirs"
    again = project.incidents.number(unnumbered(project))
    assert again == given


def test_an_event_joins_a_published_one_and_its_id(project: Project):
    published, here = coded(project, 1), coded(project, 2)
    done(project, published)
    project.incidents.number([published])
    mark_same(project, here, published)
    assert ids(project) == {published: "IRQ1", here: "IRQ1"}
    mark_different(project, here, published)
    assert ids(project) == {published: "IRQ1"}


def test_two_published_events_keep_their_ids(project: Project):
    one, other = coded(project, 1), coded(project, 2)
    done(project, one, other)
    before = project.incidents.number([one, other])
    mark_same(project, one, other)
    assert ids(project) == before
    assert known_of(project, one) == {other: "proposed"}


def test_happenings_grow_together(project: Project):
    first, second, third, fourth = (coded(project, n) for n in (1, 2, 3, 4))
    mark_same(project, first, second)
    mark_same(project, third, fourth)
    mark_same(project, first, fourth)
    assert known_of(project, second) == {first: "same", third: "same", fourth: "same"}


def test_what_was_settled_is_offered_once(project: Project, ann: Coder):
    lead, here = project.coder, coded(project, 1)
    mine = coded(project, 2)
    project.work_as(ann)
    theirs = coded(project, 2)
    project.work_as(lead)
    done(project, mine, theirs)
    assert set(offered(project, here)) == {mine, theirs}
    article = project.codings.get(project.events.get(mine).coding).article
    coding = adjudication.begin(project, article, [[mine, theirs]])
    assert set(offered(project, here)) == {mine, theirs}, "while it is under way"
    (event,) = project.events.of(coding.uid)
    done(project, event.uid)
    assert offered(project, here) == [event.uid]
    mark_same(project, here, mine)
    mark_same(project, here, event.uid)
    assert offered(project, here) == [event.uid], "of those that are known, too"
