"""Adjudication: what is taken as agreed, what is left to decide, and what each step of the lead does and undo takes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from settling_team import EVENT, TEXT, article, as_coder, code, coders_rows, settling_project

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project import adjudication as adj
from annotator.project.codings import NotDone
from annotator.project.evidence import Quote


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with settling_project(tmp_path) as made:
        yield made


def by_hand(project: Project, coding: str) -> set[tuple[str, str, str]]:
    """The decisions of the lead: kind, field, reason."""
    return {(one.kind, one.field, one.reason) for one in adj.decisions(project, coding) if one.reason != adj.AGREED}


def open_fields(project: Project, coding: str, event: str) -> set[str]:
    return {field for owner, field in adj.undecided(project, coding) if owner == event}


def test_what_all_say_alike_is_taken_with_its_evidence(project: Project):
    (one,) = code(project, "A", {**EVENT, "tags": ["x", "y"]}, answers={"quality": "A"})
    (other,) = code(project, "B", {**EVENT, "n": 6, "country": " iraq", "tags": ["y", "x"]}, answers={"quality": "A"})
    coding = adj.begin(project, article(project), [[one, other]])
    (event,) = project.events.of(coding.uid)
    assert event.values == {**{name: value for name, value in EVENT.items() if name != "n"}, "tags": ["x", "y"],
                            "when_known": "yes"}  # fmt: skip
    assert {one.field for one in project.evidence.of(event.uid)} == {"country", "actor1"}
    assert {one.uid for one in project.evidence.of(event.uid)}.isdisjoint(one.uid for one in project.evidence.of(one))
    assert adj.undecided(project, coding.uid) == [(event.uid, "n")]
    assert (coding.verdict, coding.answers, coding.standing, coding.state) == (
        "events",
        {"quality": "A"},
        "adjudicated",
        "open",
    )
    assert by_hand(project, coding.uid) == set()
    assert project.pairs.sources(event.uid) == [one, other]


def test_a_draft_follows_and_prose_is_never_left_to_decide(project: Project):
    (one,) = code(project, "A", {**EVENT, "memo_text": "Long."})
    (other,) = code(project, "B", {**EVENT, "country": "Syria", "note": "A in Syria", "memo_text": "Short."})
    coding = adj.begin(project, article(project), [[one, other]])
    (event,) = project.events.of(coding.uid)
    assert "memo_text" not in event.values
    assert event.values["note"] == "A"
    assert adj.undecided(project, coding.uid) == [(event.uid, "country")]
    adj.take(project, event.uid, ["country"], other, "text_says")
    assert project.events.get(event.uid).values["note"] == "A in Syria"
    adj.take(project, event.uid, ["memo_text"], one, "judgement")
    assert project.events.get(event.uid).values["memo_text"] == "Long."
    adj.finish(project, coding.uid)


def test_an_event_one_coder_lacks_is_undecided_until_it_is_taken_or_dropped(project: Project):
    one, extra = code(project, "A", EVENT, {**EVENT, "type": "B", "sub": "b1"})
    (other,) = code(project, "B", EVENT)
    coding = adj.begin(project, article(project), [[one, other], [extra]])
    first, second = project.events.of(coding.uid)
    assert second.values == {}
    assert adj.undecided(project, coding.uid) == [(second.uid, "")]
    assert adj.take_event(project, coding.uid, extra, "overlooked", "seen  twice") == second.uid
    assert project.events.get(second.uid).values == {**EVENT, "type": "B", "sub": "b1", "when_known": "yes"}
    assert adj.undecided(project, coding.uid) == []
    (decided,) = [one for one in adj.decisions(project, coding.uid) if one.kind == "event" and one.owner == second.uid]
    assert (decided.reason, decided.note, decided.taken_from) == ("overlooked", "seen twice", extra)
    project.history.undo()
    adj.drop(project, coding.uid, extra, "codebook_other")
    assert [event.uid for event in project.events.of(coding.uid)] == [first.uid]
    assert adj.undecided(project, coding.uid) == []
    adj.finish(project, coding.uid)
    assert adj.take_event(project, coding.uid, extra, "judgement") not in (first.uid, second.uid)
    assert project.codings.get(coding.uid).state == "open"
    assert adj.undecided(project, coding.uid) == []


def test_one_answer_taken_settles_that_there_is_an_event_and_what_its_coders_share(tmp_path: Path):
    with settling_project(tmp_path, ("A", "B", "C")) as project:
        (one,) = code(project, "A", EVENT)
        (other,) = code(project, "B", {**EVENT, "n": 7})
        code(project, "C")
        coding = adj.begin(project, article(project), [[one, other]])
        (event,) = project.events.of(coding.uid)
        assert adj.undecided(project, coding.uid) == [(coding.uid, ""), (event.uid, "")]
        assert project.codings.get(coding.uid).verdict == ""
        adj.take(project, event.uid, ["n"], other, "text_says")
        assert adj.undecided(project, coding.uid) == []
        assert project.events.get(event.uid).values == {**EVENT, "n": 7, "when_known": "yes"}
        assert by_hand(project, coding.uid) == {
            ("value", "n", "text_says"), ("event", "", "text_says"), ("verdict", "", "text_says")}  # fmt: skip
        project.history.undo()
        assert adj.undecided(project, coding.uid) == [(coding.uid, ""), (event.uid, "")]
        assert project.events.get(event.uid).values == {}


def test_a_differing_reason_of_the_verdict_is_decided_whose_and_counted(project: Project):
    project.coders.add("C")
    for name, reason in (("A", "sport"), ("B", "past"), ("C", "sport")):
        code(project, name, reason=reason)
    coding = adj.begin(project, article(project), [])
    assert (coding.verdict, coding.reason) == ("", "")
    assert adj.undecided(project, coding.uid) == [(coding.uid, "")]
    lane = adj.lanes(project, article(project))[0]
    adj.settle_verdict(project, coding.uid, "no_event", "sport", lane.coding, "misread")
    (one,) = adj.decisions(project, coding.uid)
    assert one.whose == tuple(project.coders.named(name).uid for name in ("A", "C"))
    assert [(told.field, told.reason, told.count) for told in adj.counted(project)] == [("", "misread", 1)]
    adj.finish(project, coding.uid)
    lead = project.coder
    project.work_as(project.coders.named("A"))
    project.codings.set_verdict(lane.coding, "no_event", "past")
    project.work_as(lead)
    (one,) = adj.decisions(project, coding.uid)
    assert one.changed


def test_all_say_that_there_is_no_event(project: Project):
    code(project, "A", reason="sport")
    code(project, "B", reason="sport")
    coding = adj.begin(project, article(project), [])
    assert (coding.verdict, coding.reason, adj.undecided(project, coding.uid)) == ("no_event", "sport", [])
    adj.finish(project, coding.uid)
    assert [one.state for one in adj.cases(project)] == ["done"]


def test_a_verdict_without_events_drops_what_nobody_decided(project: Project):
    one, extra = code(project, "A", EVENT, EVENT)
    code(project, "B", verdict="unusable", reason="language")
    coding = adj.begin(project, article(project), [[one]])
    assert {owner for owner, _ in adj.undecided(project, coding.uid)} >= {coding.uid, extra}
    whose = project.codings.find(article(project), project.coders.named("B").uid)
    assert whose
    adj.settle_verdict(project, coding.uid, "unusable", "language", whose.uid, "misread")
    assert adj.undecided(project, coding.uid) == []
    adj.finish(project, coding.uid)
    told = project.codings.get(coding.uid)
    assert (told.verdict, told.reason, project.events.of(coding.uid)) == ("unusable", "language", [])
    again = adj.take_event(project, coding.uid, one, "text_says")
    assert project.codings.get(coding.uid).verdict == "events"
    with pytest.raises(UsageError, match="take them away"):
        adj.settle_verdict(project, coding.uid, "no_event", "", "", "misread")
    adj.drop_event(project, again, "misread")
    assert (coding.uid, "") in adj.undecided(project, coding.uid), "events were said, and none is left"
    adj.settle_verdict(project, coding.uid, "no_event", "past", "", "judgement")
    adj.finish(project, coding.uid)


def test_answers_about_the_article(project: Project):
    code(project, "A", answers={"quality": "A", "remark": "x"})
    code(project, "B", answers={"quality": "B", "remark": "y"})
    coding = adj.begin(project, article(project), [])
    assert adj.undecided(project, coding.uid) == [(coding.uid, "quality")]
    whose = project.codings.find(article(project), project.coders.named("B").uid)
    assert whose
    adj.settle_answer(project, coding.uid, "quality", "B", whose.uid, "text_says")
    assert project.codings.get(coding.uid).answers == {"quality": "B"}
    assert adj.undecided(project, coding.uid) == []
    (decided,) = [one for one in adj.decisions(project, coding.uid) if one.kind == "answer"]
    assert (decided.whose, decided.changed) == ((whose.coder,), False)
    project.work_as(project.coders.named("B"))
    project.codings.set_answer(whose.uid, "quality", "A")
    project.finish(whose.uid)
    project.work_as(project.coders.named("L"))
    assert [one.changed for one in adj.decisions(project, coding.uid) if one.kind == "answer"] == [True]


def test_a_field_a_coder_left_empty_is_settled_as_empty(project: Project):
    (one,) = code(project, "A", EVENT)
    (other,) = code(project, "B", {name: value for name, value in EVENT.items() if name != "country"})
    coding = adj.begin(project, article(project), [[one, other]])
    (event,) = project.events.of(coding.uid)
    assert open_fields(project, coding.uid, event.uid) == {"country"}
    adj.take(project, event.uid, ["country"], other, "misread")
    assert adj.undecided(project, coding.uid) == []
    assert "country" not in project.events.get(event.uid).values


def test_what_follows_by_itself_is_decided_only_where_nothing_follows(project: Project):
    (one,) = code(project, "A", EVENT, {**EVENT, "country": "Mali", "kind": "X"})[1:]
    (other,) = code(project, "B", {**EVENT, "kind": "IRQ"}, {**EVENT, "country": "Mali", "kind": "Y"})[1:]
    first = [project.events.of(project.events.get(uid).coding)[0].uid for uid in (one, other)]
    coding = adj.begin(project, article(project), [first, [one, other]])
    follows, does_not = (event.uid for event in project.events.of(coding.uid))
    assert adj.undecided(project, coding.uid) == [(does_not, "kind")]
    adj.take(project, does_not, ["kind"], other, "text_says")
    assert project.events.get(does_not).values["kind"] == "Y"
    assert adj.undecided(project, coding.uid) == []
    assert "kind" not in project.events.get(follows).values
    adj.take(project, follows, ["kind"], first[1], "text_says")
    assert project.events.get(follows).values["kind"] == "IRQ"
    adj.finish(project, coding.uid)


def test_an_event_no_coder_has(project: Project):
    code(project, "A")
    code(project, "B")
    coding = adj.begin(project, article(project), [])
    values = {name: value for name, value in EVENT.items() if name != "note"}
    uid = adj.add_event(project, coding.uid, values, "overlooked", "in the last line")
    assert project.events.get(uid).values == EVENT
    assert project.codings.get(coding.uid).verdict == "events"
    assert adj.undecided(project, coding.uid) == []
    told = {(held.kind, held.field): held for held in adj.decisions(project, coding.uid)}
    assert (told["value", "n"].whose, told["event", ""].note) == ((), "in the last line")
    assert told["verdict", ""].reason == "overlooked"
    assert adj.counted(project) == [adj.Counted("", "", "overlooked", 1)]
    adj.finish(project, coding.uid)
    project.history.undo()
    project.history.undo()
    assert (project.codings.get(coding.uid).verdict, project.events.of(coding.uid)) == ("no_event", [])


def test_a_third_value_and_a_missing_code(project: Project):
    (one,) = code(project, "A", EVENT)
    (other,) = code(project, "B", {**EVENT, "n": 6})
    coding = adj.begin(project, article(project), [[one, other]])
    (event,) = project.events.of(coding.uid)
    adj.take(project, event.uid, ["n"], one, "text_says")
    assert [held.field for held in project.evidence.of(event.uid) if held.field == "n"] == ["n"]
    adj.write(project, event.uid, "n", {"missing": "-9"}, "judgement", "both guess")
    assert project.events.get(event.uid).values["n"] == {"missing": "-9"}
    assert [held.field for held in project.evidence.of(event.uid) if held.field == "n"] == [], "it rested on another value"
    (decided,) = [held for held in adj.decisions(project, coding.uid) if held.field == "n"]
    assert (decided.taken_from, decided.whose, decided.reason) == ("", (), "judgement")
    adj.write(project, event.uid, "n", 6, "judgement")
    (decided,) = [held for held in adj.decisions(project, coding.uid) if held.field == "n"]
    assert decided.whose == (project.coders.named("B").uid,)


def test_a_span_from_another_than_the_value_and_one_of_the_leads_own(project: Project):
    (one,) = code(project, "A", EVENT)
    (other,) = code(project, "B", {**EVENT, "n": 6})
    coding = adj.begin(project, article(project), [[one, other]])
    (event,) = project.events.of(coding.uid)
    adj.take(project, event.uid, ["n"], other, "text_says")
    adj.take_evidence(project, event.uid, "n", one, "text_says")
    adj.write_evidence(project, event.uid, "n", [Quote("text", 8, 11, "six")], "judgement")
    assert [held.spans for held in project.evidence.of(event.uid) if held.field == "n"] == [(Quote("text", 8, 11, TEXT[8:11]),)]
    told = {(held.kind, held.field): held for held in adj.decisions(project, coding.uid)}
    assert told["evidence", "n"].taken_from == ""
    assert told["value", "n"].taken_from == other
    project.history.undo()
    assert adj.decisions(project, coding.uid)[-1].taken_from == one
    with pytest.raises(UsageError):
        adj.write_evidence(project, event.uid, "n", [Quote("text", 0, 3, "six")], "judgement")


def test_sides_that_were_seen_the_other_way_round(project: Project):
    (one,) = code(project, "A", EVENT)
    (other,) = code(project, "B", {**EVENT, "actor1": "Beta", "actor2": "Alphas"})
    coding = adj.begin(project, article(project), [[one, other]])
    (event,) = project.events.of(coding.uid)
    assert project.events.get(event.uid).values["actor2"] == "Beta"
    assert adj.undecided(project, coding.uid) == [(event.uid, "actor1")]
    adj.take(project, event.uid, ["actor1"], other, "text_says", swapped=True)
    assert project.events.get(event.uid).values["actor1"] == "Alphas"
    (decided,) = [held for held in adj.decisions(project, coding.uid) if held.field == "actor1"]
    assert (decided.whose, decided.changed) == ((project.coders.named("B").uid,), False)
    as_coder(project, "B", other, actor2="Gamma")
    assert [held.changed for held in adj.decisions(project, coding.uid) if held.field == "actor1"] == [True]
    (agreed,) = [held for held in adj.decisions(project, coding.uid) if held.field == "actor2"]
    assert len(agreed.whose) == 2
    adj.take(project, event.uid, ["actor2"], one, "text_says")
    adj.take(project, event.uid, ["actor1"], one, "text_says")
    assert [held.field for held in project.evidence.of(event.uid) if held.field == "actor1"] == ["actor1"]


def test_mirrored_evidence_comes_under_the_field_it_supports(project: Project):
    (one,) = code(project, "A", {**EVENT, "actor1": "Beta", "actor2": "Alpha"})
    (other,) = code(project, "B", {**EVENT, "actor2": "Betas"})
    coding = adj.begin(project, article(project), [[one, other]])
    (event,) = project.events.of(coding.uid)
    adj.take(project, event.uid, ["actor2"], other, "text_says", swapped=True)
    assert [held.spans[0].quote for held in project.evidence.of(event.uid) if held.field == "actor2"] == ["Alpha"]
    assert project.events.get(event.uid).values["actor2"] == "Alpha"


def test_beginning_again_keeps_what_was_decided_and_opens_what_came_in(tmp_path: Path):
    with settling_project(tmp_path, ("A", "B", "C")) as project:
        (one,) = code(project, "A", EVENT)
        (other,) = code(project, "B", {**EVENT, "n": 6})
        coding = adj.begin(project, article(project), [[one, other]])
        (event,) = project.events.of(coding.uid)
        adj.take(project, event.uid, ["n"], one, "text_says")
        adj.finish(project, coding.uid)
        late, more = code(project, "C", {**EVENT, "country": "Syria"}, {**EVENT, "type": "B", "sub": "b1"})
        assert adj.undecided(project, coding.uid) == [(event.uid, ""), (late, ""), (more, "")]
        project.work_as(project.coders.add("L2", role="lead"))
        again = adj.begin(project, article(project), [[one, other, late], [more]])
        assert again.uid == coding.uid, "one a case, whoever began it"
        first, second = project.events.of(coding.uid)
        assert (first.uid, first.values["n"]) == (event.uid, 5)
        assert adj.undecided(project, coding.uid) == [(first.uid, "country"), (second.uid, "")]
        (decided,) = [held for held in adj.decisions(project, coding.uid) if held.field == "n"]
        assert decided.reason == "text_says"
        before = len(project.history.steps())
        adj.begin(project, article(project), [[one, other, late], [more]])
        assert len(project.history.steps()) == before, "nothing is left to begin"


def test_dividing_and_combining_keep_joins_and_decisions(project: Project):
    (one,) = code(project, "A", {**EVENT, "n": 7, "event_date": "2020-01-06/2020-01-07"})
    (other,) = code(project, "B", {**EVENT, "n": 7, "country": "Syria", "event_date": "2020-01-06/2020-01-07"})
    coding = adj.begin(project, article(project), [[one, other]])
    (event,) = project.events.of(coding.uid)
    uids = adj.divide(project, event.uid, "day", 2, "codebook_other")
    assert [project.events.get(uid).values["n"] for uid in uids] == [4, 3]
    assert [project.pairs.sources(uid) for uid in uids] == [[one, other]] * 2
    assert adj.undecided(project, coding.uid) == [(uid, "country") for uid in uids]
    told = {(held.owner, held.field): held for held in adj.decisions(project, coding.uid) if held.kind == "value"}
    assert [told[uid, "n"].reason for uid in uids] == ["codebook_other"] * 2
    assert [told[uid, "type"].reason for uid in uids] == [adj.AGREED] * 2
    adj.take(project, uids[1], ["country"], other, "text_says")
    adj.combine(project, uids[0], uids[1], "judgement")
    (left,) = project.events.of(coding.uid)
    assert left.values["country"] == "Syria"
    assert (left.uid, project.pairs.sources(left.uid)) == (event.uid, [one, other])
    told = {held.field: held for held in adj.decisions(project, coding.uid) if (held.kind, held.owner) == ("value", left.uid)}
    assert (told["country"].taken_from, told["country"].reason) == (other, "text_says")
    assert adj.undecided(project, coding.uid) == []


def test_it_is_the_leads_alone(project: Project):
    (one,) = code(project, "A", EVENT)
    (other,) = code(project, "B", {**EVENT, "n": 6})
    coding = adj.begin(project, article(project), [[one, other]])
    (event,) = project.events.of(coding.uid)
    project.work_as(project.coders.named("A"))
    for step in (
        lambda: adj.begin(project, article(project), []), lambda: adj.take(project, event.uid, ["n"], one, "text_says"),
        lambda: adj.finish(project, coding.uid), lambda: adj.drop(project, coding.uid, one, "misread"),
        lambda: adj.add_reason(project, "Mine"), lambda: adj.reopen(project, coding.uid),
    ):  # fmt: skip
        with pytest.raises(UsageError, match="lead"):
            step()
    with Project.open(project.path, read_only=True) as reading, pytest.raises(UsageError, match="reading only"):
        adj.take(reading, event.uid, ["n"], one, "text_says")


def test_what_cannot_be(project: Project):
    (one,) = code(project, "A", EVENT)
    with pytest.raises(UsageError, match="at least two"):
        adj.begin(project, article(project), [[one]])
    (other,) = code(project, "B", {**EVENT, "n": 6})
    with pytest.raises(UsageError, match="each once"):
        adj.begin(project, article(project), [[one, other], [one]])
    coding = adj.begin(project, article(project), [[one, other]])
    (event,) = project.events.of(coding.uid)
    for wrong in (
        lambda: adj.take(project, one, ["n"], other, "text_says"),
        lambda: adj.take(project, event.uid, ["n"], event.uid, "text_says"),
        lambda: adj.take(project, event.uid, ["weather"], one, "text_says"),
        lambda: adj.take(project, event.uid, [], one, "text_says"),
        lambda: adj.take(project, event.uid, ["n"], one, adj.AGREED),
        lambda: adj.take(project, event.uid, ["n"], one, ""),
        lambda: adj.settle_answer(project, coding.uid, "weather", 1, "", "text_says"),
        lambda: adj.settle_verdict(project, coding.uid, "no_event", "", "", "text_says"),
    ):
        with pytest.raises(UsageError):
            wrong()
    with pytest.raises(NotDone, match="1 difference is undecided"):
        adj.finish(project, coding.uid)
    adj.write(project, event.uid, "n", 40, "judgement")
    with pytest.raises(NotDone, match="too many"):
        adj.finish(project, coding.uid)


def test_every_step_is_one_and_what_coders_wrote_stays(project: Project):
    one, extra = code(project, "A", EVENT, EVENT)
    (other,) = code(project, "B", {**EVENT, "n": 6})
    theirs, start = coders_rows(project), project.history.to_undo()
    coding = adj.begin(project, article(project), [[one, other], [extra]])
    event, second = project.events.of(coding.uid)
    adj.take(project, event.uid, [name for name in project.codebook.fields], other, "text_says")
    adj.write(project, event.uid, "n", 4, "other")
    adj.take_event(project, coding.uid, extra, "overlooked")
    adj.combine(project, event.uid, second.uid, "judgement")
    adj.divide(project, event.uid, "day", 3, "judgement")
    adj.finish(project, coding.uid)
    adj.reopen(project, coding.uid)
    assert coders_rows(project) == theirs
    for _ in range(8):
        project.history.undo()
    assert project.history.to_undo() == start
    assert [one.state for one in adj.cases(project)] == ["waiting"]
    assert project.database.value("SELECT count(*) FROM decision WHERE removed = 0") == 0
    assert project.database.value("SELECT count(*) FROM pair WHERE removed = 0") == 0
