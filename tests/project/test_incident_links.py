"""What the lead says of incidents: linked, added, separated, parted, settled, numbered; undone and done again exactly."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from settling_team import EVENT, article, code, settling_project

from annotator.errors import UsageError
from annotator.project import Project, adjudication
from annotator.project.incident_links import incident_of_id, judge
from annotator.project.purge import purge_article, purge_words
from annotator.project.same_happening import known_of, mark_different, mark_same
from annotator.project.verify import verify

HISTORIES = int(os.environ.get("ANNOTATOR_HISTORIES", "12"))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with settling_project(tmp_path, articles=6) as opened:
        yield opened
        assert verify(opened) == []


@pytest.fixture
def events(project: Project) -> list[str]:
    """One event in each of six articles, all done."""
    return [code(project, "A", {**EVENT, "n": number}, number=number)[0] for number in range(1, 7)]


def state_of(project: Project) -> list[Any]:
    """All that is said of incidents, in effect."""
    return [
        project.database.all('SELECT uid, external_id, merged_into, "values" FROM incident WHERE removed = 0 ORDER BY uid'),
        project.database.all(
            "SELECT uid, incident, event, judged, reason FROM incident_link WHERE removed = 0 ORDER BY uid"
        ),
        project.database.all("SELECT event_uid, id FROM events ORDER BY event_uid"),
    ]  # fmt: skip


def ids(project: Project) -> dict[str, str]:
    return dict(project.database.all("SELECT event_uid, id FROM events WHERE id IS NOT NULL"))  # type: ignore[arg-type]


# --- linking ----------------------------------------------------------------------------------------------------------


def test_events_are_linked_in_one_step_with_a_reason(project: Project, events: list[str]):
    before = len(project.history.steps(1000))
    at = project.incidents.link(events[:3], "the same day")
    (step,) = project.history.steps(1000)[: len(project.history.steps(1000)) - before]
    assert step.label == {"id": "link_events", "count": 3, "reason": "the same day"}
    assert (step.place["event"], step.place["place"]) == (events[0], "incidents")
    assert project.incidents.events_of(at) == events[:3]
    assert project.incidents.of_event(events[1]) == [at]
    reasons = project.database.all("SELECT DISTINCT reason FROM incident_link WHERE incident = ?", (at,))
    assert [tuple(row) for row in reasons] == [("the same day",)]
    project.history.undo()
    assert project.incidents.of_event(events[0]) == []
    with pytest.raises(UsageError, match="not in this project"):
        project.incidents.get(at)
    project.history.redo()
    assert project.incidents.events_of(at) == events[:3]


def test_linking_again_says_nothing_new(project: Project, events: list[str]):
    at = project.incidents.link(events[:2])
    before = len(project.history.steps(1000))
    assert project.incidents.link(events[:2]) == at
    assert len(project.history.steps(1000)) == before


def test_incidents_grow_together(project: Project, events: list[str]):
    one, other = project.incidents.link(events[:2], "a"), project.incidents.link(events[2:4], "b")
    project.incidents.settle(one, {"n": 1})
    project.incidents.settle(other, {"n": 2, "country": "Iraq"})
    kept = project.incidents.link([events[1], events[2]], "c")
    assert kept == one
    assert project.incidents.events_of(one) == events[:4]
    assert project.incidents.get(other).merged_into == one
    assert project.incidents.get(one).settled == {"n": 1, "country": "Iraq"}, "what is settled there, and what only was here"
    assert project.incidents.events_of(other) == events[:4], "asked by its old name"


def test_of_two_published_incidents_the_older_id_stays_and_the_other_points_to_it(project: Project, events: list[str]):
    project.incidents.number(events[:3])
    first, second, third = (project.incidents.of_event(event)[0] for event in events[:3])
    start = state_of(project)
    assert project.incidents.link([events[1], events[0]]) == first
    assert ids(project) == {events[0]: "IRQ1", events[1]: "IRQ1", events[2]: "IRQ3"}
    assert project.incidents.link([events[2], events[1]]) == first
    gone = project.incidents.get("IRQ2")
    assert (gone.uid, gone.external_id, gone.merged_into) == (second, "IRQ2", first)
    assert project.incidents.number([events[3]]) == {events[3]: "IRQ4"}, "an id that is merged is not given again"
    for _ in range(3):
        project.history.undo()
    assert state_of(project) == start
    assert project.incidents.get("IRQ3").uid == third


def test_a_way_of_several_mergers_is_followed(project: Project, events: list[str]):
    project.incidents.number([events[2]])
    one, other = project.incidents.link(events[:2]), project.incidents.link(events[3:5])
    project.incidents.link([events[1], events[3]])
    project.incidents.link([events[2], events[0]])
    assert project.incidents.get(other).merged_into == project.incidents.get(one).merged_into
    assert project.incidents.get(project.incidents.get(other).merged_into).external_id == "IRQ1"


def test_the_id_of_a_merged_incident_means_the_one_it_is_now(project: Project, events: list[str]):
    project.incidents.number(events[:2])
    kept = project.incidents.link(events[:2])
    with project.history.operation({"id": "import_events"}):
        assert incident_of_id(project.database, "IRQ2") == (kept, False)
        judge(project.database, events[4], kept, "same")
    assert ids(project)[events[4]] == "IRQ1"


def test_an_event_may_tell_several_incidents(project: Project, events: list[str]):
    one, other = project.incidents.link(events[:2]), project.incidents.link(events[3:5])
    project.incidents.add(one, events[2])
    project.incidents.add(other, events[2], "an article about the whole week")
    assert set(project.incidents.of_event(events[2])) == {one, other}
    with pytest.raises(UsageError, match="several incidents"):
        project.incidents.link([events[2], events[5]])
    project.incidents.link([events[2], events[0], events[5]])
    assert set(project.incidents.of_event(events[2])) == {one, other}, "it does not make them one"
    assert project.incidents.of_event(events[5]) == [one]
    given = project.incidents.number([events[2]])
    assert given == {events[2]: "IRQ1"}
    assert {project.incidents.get(uid).external_id for uid in project.incidents.of_event(events[2])} == {"IRQ1", "IRQ2"}


def test_an_event_that_is_separated_is_not_there_and_not_proposed(project: Project, events: list[str]):
    at = project.incidents.link(events[:3])
    project.incidents.number(events[:1])
    at = project.incidents.get(at).merged_into
    project.incidents.separate(at, events[1], "another village")
    assert project.incidents.events_of(at) == [events[0], events[2]]
    assert known_of(project, events[1]) == {events[0]: "different", events[2]: "different"}
    assert ids(project) == {events[0]: "IRQ1", events[2]: "IRQ1"}
    with pytest.raises(UsageError, match="does not tell"):
        project.incidents.separate(at, events[1])
    project.history.undo()
    assert len(ids(project)) == 3
    project.history.redo()
    with pytest.raises(UsageError, match="article 2 is not IRQ1"):
        project.incidents.link([events[0], events[1]])
    project.incidents.link([events[0], events[1]], despite=project.incidents.parted(events[:2]))
    assert len(ids(project)) == 3, "the lead's last word"


def test_two_events_are_parted(project: Project, events: list[str]):
    project.incidents.part(events[0], events[1], "two villages")
    assert known_of(project, events[0]) == {events[1]: "different"}
    at = project.incidents.link(events[2:4])
    project.incidents.part(events[2], events[3])
    assert project.incidents.events_of(at) == [events[3]]


def test_a_candidate_that_was_proposed_becomes_the_leads(project: Project, events: list[str]):
    lead = project.coder
    project.work_as(project.coders.named("A"))
    mark_same(project, events[0], events[1])
    with pytest.raises(UsageError, match="lead's"):
        project.incidents.link(events[:2])
    project.work_as(lead)
    at = project.incidents.link([events[0], events[1], events[2]])
    assert known_of(project, events[0]) == {events[1]: "same", events[2]: "same"}
    assert project.database.value("SELECT count(*) FROM incident") == 1, "the proposal's own"
    assert project.incidents.events_of(at) == events[:3]


def test_what_is_not_there_is_refused(project: Project, events: list[str]):
    known = project.incidents
    refused: list[Callable[[], object]] = [
        lambda: known.link(events[:1]), lambda: known.link([events[0], events[0]]), lambda: known.link([events[0], "nobody"]),
        lambda: known.add("nothing", events[0]), lambda: known.part(events[0], events[0]), lambda: known.get(""),
        lambda: known.settle(known.link(events[:2]), {"nothing": 1}), lambda: known.settle(known.link(events[:2]), {"year": 1}),
    ]  # fmt: skip
    for one in refused:
        with pytest.raises(UsageError):
            one()


def test_only_the_lead_says_so(project: Project, events: list[str]):
    at = project.incidents.link(events[:2])
    project.work_as(project.coders.named("A"))
    start = state_of(project)
    for one in (
        lambda: project.incidents.link(events[2:4]), lambda: project.incidents.add(at, events[2]),
        lambda: project.incidents.separate(at, events[0]), lambda: project.incidents.part(events[0], events[1]),
        lambda: project.incidents.settle(at, {"n": 1}), lambda: project.incidents.unsettle(at, ["n"]),
        lambda: project.incidents.number(events[:1]),
    ):  # fmt: skip
        with pytest.raises(UsageError, match="lead"):
            one()
    assert state_of(project) == start


# --- settling ---------------------------------------------------------------------------------------------------------


def test_values_are_settled_and_taken_back(project: Project, events: list[str]):
    at = project.incidents.link(events[:2])
    project.incidents.settle(at, {"n": 4, "country": None}, "the police's own count")
    assert project.incidents.get(at).settled == {"n": 4, "country": None}
    assert project.history.steps(1)[0].label["reason"] == "the police's own count"
    project.incidents.unsettle(at, ["n"])
    assert project.incidents.get(at).settled == {"country": None}
    project.history.undo()
    assert project.incidents.get(at).settled == {"n": 4, "country": None}
    project.history.undo()
    assert project.incidents.get(at).settled == {}


# --- numbers ----------------------------------------------------------------------------------------------------------


def test_a_number_taken_back_is_given_again_to_the_same_and_to_nobody_else(project: Project, events: list[str]):
    pair = project.incidents.link(events[:2])
    assert project.incidents.number([events[0], events[2]]) == {events[0]: "IRQ1", events[2]: "IRQ2"}
    project.history.undo()
    assert project.incidents.number([events[3]]) == {events[3]: "IRQ3"}
    assert project.incidents.of_event(events[1]) == [pair]
    assert project.incidents.number([events[2], events[1]]) == {events[2]: "IRQ2", events[1]: "IRQ1"}
    assert ids(project) == {events[0]: "IRQ1", events[1]: "IRQ1", events[2]: "IRQ2", events[3]: "IRQ3"}


def test_also_where_what_was_numbered_is_not_linked_any_more(project: Project, events: list[str]):
    project.incidents.link(events[:2])
    project.incidents.number(events[1:3])
    for _ in range(2):
        project.history.undo()
    assert project.incidents.number([events[3], events[0], events[1]]) == {
        events[3]: "IRQ3", events[0]: "IRQ1", events[1]: "IRQ4",
    }  # fmt: skip


def test_what_is_settled_stays_with_the_number(project: Project, events: list[str]):
    at = project.incidents.link(events[:2])
    project.incidents.settle(at, {"n": 9})
    project.incidents.number(events[:1])
    (numbered,) = project.incidents.of_event(events[0])
    assert project.incidents.get(numbered).settled == {"n": 9}
    assert project.incidents.get(at).merged_into == numbered


def test_an_adjudicated_event_tells_all_that_its_first_one_tells(project: Project):
    (mine,) = code(project, "A", EVENT)
    (theirs,) = code(project, "B", EVENT)
    others = [code(project, "A", EVENT, number=number)[0] for number in (2, 3)]
    one = project.incidents.link([mine, others[0]])
    project.incidents.number([others[1]])
    (other,) = project.incidents.of_event(others[1])
    project.incidents.add(other, mine)
    coding = adjudication.begin(project, article(project), [[mine, theirs]])
    (settled,) = project.events.of(coding.uid)
    assert set(project.incidents.of_event(settled.uid)) == {one, other}


# --- a team, and what is removed for good --------------------------------------------------------------------------------


def test_a_purge_reaches_reasons_and_what_is_settled(project: Project, events: list[str]):
    at = project.incidents.link(events[:2], "Jane Roe says so")
    project.incidents.settle(at, {"memo_text": "as Jane Roe told it"}, "Jane Roe")
    sentence = project.articles.get(article(project)).text
    assert len(sentence) > 40
    project.incidents.separate(at, events[1], sentence)
    project.incidents.settle(at, {"memo_text": sentence}, sentence)
    purge_words(project, "Jane Roe", "asked")
    purge_article(project, article(project), "asked")
    for table, column in (("incident_link", "reason"), ("incident", '"values"'), ("operation", "label")):
        for (text,) in project.database.all(f"SELECT {column} FROM {table}"):
            assert "Jane Roe" not in text
            if table != "incident_link":  # the link of another article's event stays, and its reason is of that article
                assert sentence not in text


# --- any history ------------------------------------------------------------------------------------------------------


class LinkHistories(RuleBasedStateMachine):
    """A lead and a coder who say things of the events of five articles; all of it goes back and forth."""

    @initialize()
    def begin(self) -> None:
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.project = settling_project(Path(self.folder.name), articles=5)
        self.events = [code(self.project, "A", EVENT, number=number)[0] for number in range(1, 6)]
        self.lead = self.project.coder
        self.start = state_of(self.project)
        self.steps_before = len(self.project.history.steps(10_000))
        self.numbers: dict[str, set[str]] = {}

    def incident(self, at: int) -> str:
        rows = self.project.database.all("SELECT uid FROM incident WHERE removed = 0 ORDER BY rowid")
        return rows[at % len(rows)][0] if rows else ""

    @rule(
        which=st.lists(st.integers(0, 4), min_size=2, max_size=3, unique=True), reason=st.sampled_from(["", "a", "b"]),
        after_all=st.booleans(),
    )  # fmt: skip
    def link(self, which: list[int], reason: str, after_all: bool) -> None:
        events, known = [self.events[one] for one in which], self.project.incidents
        with suppress(UsageError):
            known.link(events, reason, despite=known.parted(events) if after_all else ())

    @rule(at=st.integers(0, 9), which=st.integers(0, 4))
    def add(self, at: int, which: int) -> None:
        if uid := self.incident(at):
            self.project.incidents.add(uid, self.events[which], "too")

    @rule(at=st.integers(0, 9), which=st.integers(0, 4))
    def separate(self, at: int, which: int) -> None:
        if uid := self.incident(at):
            with suppress(UsageError):
                self.project.incidents.separate(uid, self.events[which], "no")

    @rule(one=st.integers(0, 4), other=st.integers(0, 4))
    def part(self, one: int, other: int) -> None:
        if one != other:
            self.project.incidents.part(self.events[one], self.events[other], "not the same")

    @rule(at=st.integers(0, 9), value=st.sampled_from([None, 1, 2]), take_back=st.booleans())
    def settle(self, at: int, value: int | None, take_back: bool) -> None:
        if uid := self.incident(at):
            if take_back:
                self.project.incidents.unsettle(uid, ["n", "country"])
            else:
                self.project.incidents.settle(uid, {"n": value}, "counted")

    @rule(which=st.lists(st.integers(0, 4), max_size=3, unique=True))
    def number(self, which: list[int]) -> None:
        self.project.incidents.number([self.events[one] for one in which])

    @rule(one=st.integers(0, 4), other=st.integers(0, 4), same=st.booleans())
    def mark(self, one: int, other: int, same: bool) -> None:
        if one != other:
            with suppress(UsageError):
                (mark_same if same else mark_different)(self.project, self.events[one], self.events[other])

    @rule(times=st.integers(1, 3))
    def undo(self, times: int) -> None:
        for _ in range(times):
            if len(self.project.history.steps(10_000)) > self.steps_before and self.more():
                self.project.history.undo()

    @rule()
    def redo(self) -> None:
        self.project.history.redo()

    def more(self) -> bool:
        """Whether what would be undone was done here, and not by the lead before."""
        step = self.project.history.to_undo()
        return step is not None and step.id > self.first()

    def first(self) -> int:
        return int(
            self.project.database.value("SELECT id FROM operation ORDER BY id LIMIT 1 OFFSET ?", (self.steps_before - 1,))
        )

    @invariant()
    def no_event_has_two_links_to_one_incident(self) -> None:
        twice = (
            "SELECT count(*) FROM (SELECT 1 FROM incident_link WHERE removed = 0 GROUP BY event, incident HAVING count(*) > 1)"
        )
        assert self.project.database.value(twice) == 0

    @invariant()
    def an_incident_that_is_gone_points_to_one_that_stands(self) -> None:
        for (uid,) in self.project.database.all("SELECT uid FROM incident WHERE merged_into IS NOT NULL"):
            at = self.project.incidents.get(uid).merged_into
            assert self.project.database.value("SELECT removed FROM incident WHERE uid = ?", (at,)) == 0
            assert (
                self.project.database.value("SELECT count(*) FROM incident_link WHERE incident = ? AND removed = 0", (uid,))
                == 0
            )

    def teardown(self) -> None:
        try:
            end, steps = state_of(self.project), 0
            assert verify(self.project) == []
            while self.more():
                assert self.project.history.undo() is not None
                steps += 1
            assert state_of(self.project) == self.start
            for _ in range(steps):
                assert self.project.history.redo() is not None
            assert state_of(self.project) == end
            assert verify(self.project) == []
        finally:
            self.project.close()
            self.folder.cleanup()


def run_histories(examples: int, steps: int) -> None:
    patient = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    chosen = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=patient, database=None
    )
    run_state_machine_as_test(LinkHistories, settings=chosen)


def test_a_few_histories_of_links():
    run_histories(min(HISTORIES, 12), 15)


@pytest.mark.long
def test_many_histories_of_links():
    run_histories(HISTORIES, 40)
