"""Which codings are compared: first or now, by round, with and without offers, against a standard, with themselves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from annotator.agreement.submissions import AGAIN, CODER, STANDARD, Asked, gather
from annotator.project import Project, codings, corrected_texts, history
from annotator.project.articles import ArticleDraft
from annotator.project.codings import MAIN
from annotator.project.evidence import Quote
from annotator.project.history import new_uid

EVENT = {"event_date": "2020-06-02", "type": "A", "sub": "a1", "country": "Iraq", "n": 2}


@pytest.fixture
def team(project: Project) -> Project:
    """Three articles; A1 leads, B2 and C3 code."""
    project.articles.add([ArticleDraft(f"Two died in Kirkuk, number {one}.", title=f"Article {one}") for one in (1, 2, 3)])
    for name in ("B2", "C3"):
        project.coders.add(name)
    return project


def by(project: Project, name: str, number: int, *events: dict[str, Any], done: bool = True) -> str:
    """Codes an article as somebody."""
    project.work_as(project.coders.named(name))
    coding = project.codings.begin(uid_of(project, number), project.coder.uid)
    if not events:
        project.codings.set_verdict(coding.uid, "no_event")
    for values in events:
        project.events.add(coding.uid, values)
    if done:
        project.finish(coding.uid)
    return coding.uid


def uid_of(project: Project, number: int) -> str:
    article = project.articles.by_number(number)
    assert article is not None
    return article.uid


def test_only_articles_that_two_handed_in_are_compared(team: Project):
    by(team, "B2", 1, EVENT)
    by(team, "C3", 1, EVENT)
    by(team, "B2", 2, EVENT)
    by(team, "C3", 2, EVENT, done=False)
    by(team, "B2", 3)
    found = gather(team)
    assert [one.number for one in found.articles] == [1]
    assert [found.names[uid] for uid in found.who] == ["B2", "C3"]
    assert found.single == 2
    (doubled,) = found.articles
    assert [one.who for one in doubled.submissions] == list(found.who)
    told = doubled.submissions[0].events[0]
    assert told.values == EVENT, "derived fields say nothing of a coder"
    assert told.evidence == ()


def test_the_first_submission_counts_whatever_was_changed_since(team: Project):
    by(team, "B2", 1, EVENT)
    coding = by(team, "C3", 1, EVENT)
    (event,) = team.events.of(coding)
    team.events.set_values(event.uid, {"n": 5})
    assert gather(team).articles[0].submissions[1].events[0].values["n"] == 2
    assert gather(team, Asked(submission="now")).articles == [], "what is open again is not handed in"
    team.finish(coding)
    assert gather(team, Asked(submission="now")).articles[0].submissions[1].events[0].values["n"] == 5
    assert gather(team).articles[0].submissions[1].events[0].values["n"] == 2


def test_evidence_is_kept_with_the_first_submission_and_carried_to_a_corrected_text(team: Project):
    by(team, "B2", 1)
    team.work_as(team.coders.named("C3"))
    coding = team.codings.begin(uid_of(team, 1), team.coder.uid)
    event = team.events.add(coding.uid, EVENT)
    evidence = team.evidence.add(event.uid, "n", [Quote("text", 0, 3, "Two")])
    team.finish(coding.uid)
    assert gather(team).articles[0].submissions[1].events[0].evidence == (("n", "text", 0, 3),)
    team.evidence.remove(evidence.uid)
    assert gather(team).articles[0].submissions[1].events[0].evidence == (("n", "text", 0, 3),)
    team.work_as(team.coders.named("A1"))
    corrected_texts.replace_text(team, uid_of(team, 1), "At least Two died in Kirkuk, number 1.")
    assert gather(team).articles[0].submissions[1].events[0].evidence == (("n", "text", 9, 12),)


@pytest.mark.parametrize("clock", ["stands", "goes"])
def test_words_of_the_title_are_carried_to_a_corrected_title(team: Project, clock: str, monkeypatch: pytest.MonkeyPatch):
    by(team, "B2", 1)
    if clock == "stands":
        for module in (history, codings):
            monkeypatch.setattr(module, "now", lambda: "2026-11-02T08:00:00.000Z")
    team.work_as(team.coders.named("A1"))
    corrected_texts.correct(team, uid_of(team, 1), title="Our Article 1")
    team.work_as(team.coders.named("C3"))
    coding = team.codings.begin(uid_of(team, 1), team.coder.uid)
    event = team.events.add(coding.uid, EVENT)
    team.evidence.add(event.uid, "n", [Quote("title", 12, 13, "1")])
    team.finish(coding.uid)
    team.work_as(team.coders.named("A1"))
    corrected_texts.correct(team, uid_of(team, 1), title="The new Article 1")
    assert gather(team).articles[0].submissions[1].events[0].evidence == (("n", "title", 16, 17),)


def test_of_submissions_kept_before_there_was_evidence_nothing_is_said(team: Project):
    by(team, "B2", 1, EVENT)
    coding = by(team, "C3", 1, EVENT)
    old = {"verdict": "events", "answers": {}, "events": team.events.snapshot(coding)}
    with team.history.operation({"id": "as_before"}):
        team.database.run("UPDATE coding SET first_submission = ? WHERE uid = ?", (json.dumps(old), coding))
    assert [one.events[0].evidence for one in gather(team).articles[0].submissions] == [(), None]


def test_coders_days_and_offers_choose(team: Project):
    for name in ("A1", "B2", "C3"):
        by(team, name, 1, EVENT)
    uids = {name: team.coders.named(name).uid for name in ("A1", "B2", "C3")}
    assert gather(team, Asked(coders=(uids["A1"], uids["C3"]))).who == (uids["A1"], uids["C3"])
    with team.history.operation({"id": "withhold_offers"}):
        team.database.run(
            "INSERT INTO assignment (uid, article, coder, round, candidates) VALUES (?, ?, ?, ?, 0)",
            (new_uid(), uid_of(team, 1), uids["B2"], MAIN),
        )
    assert gather(team, Asked(offers="with")).who == (uids["A1"], uids["C3"])
    assert gather(team, Asked(offers="without")).articles == []
    day = team.database.value("SELECT max(first_done) FROM coding")[:10]
    assert len(gather(team, Asked(since=day, until=day)).articles) == 1
    assert gather(team, Asked(since="2100-01-01")).articles == []
    assert gather(team, Asked(until="2000-01-01")).articles == []


def test_a_coder_with_the_own_second_coding(team: Project):
    again = team.rounds.add("once more", "retest")
    by(team, "B2", 1, EVENT)
    by(team, "C3", 1, EVENT)
    coder = team.coders.named("C3").uid
    coding = team.codings.begin(uid_of(team, 1), coder, again.uid)
    team.events.add(coding.uid, {**EVENT, "n": 4})
    team.finish(coding.uid)
    found = gather(team, Asked(question="again"))
    (doubled,) = found.articles
    assert (found.who, doubled.whose) == ((CODER, AGAIN), coder)
    assert [one.events[0].values["n"] for one in doubled.submissions] == [2, 4]
    assert found.names[coder] == "C3"
    assert len(gather(team).articles[0].submissions) == 2, "what was coded again is no third coder"


def test_coders_beside_the_standard_one_by_one_and_what_was_adjudicated_first(team: Project):
    by(team, "B2", 1, EVENT)
    by(team, "C3", 1, EVENT)
    lead = team.coders.named("A1")
    team.work_as(lead)
    for standing, n in (("standard", 1), ("adjudicated", 3)):
        made = team.codings.begin(uid_of(team, 1), lead.uid, MAIN, standing)
        team.events.add(made.uid, {**EVENT, "n": n})
        assert len(gather(team, Asked(question="standard")).articles) == (0 if standing == "standard" else 2), "not done yet"
        team.finish(made.uid)
    found = gather(team, Asked(question="standard"))
    assert found.who == (CODER, STANDARD)
    assert [team.coders.get(one.whose) for one in found.articles] == [team.coders.named("B2"), team.coders.named("C3")]
    assert [one.submissions[1].events[0].values["n"] for one in found.articles] == [3, 3]
    assert all(one.submissions[0].who == CODER for one in found.articles)


def test_one_article_alone(team: Project):
    for number in (1, 2):
        by(team, "B2", number, EVENT)
        by(team, "C3", number, EVENT)
    assert [one.number for one in gather(team, article=uid_of(team, 2)).articles] == [2]


def test_strata(team: Project):
    for name in ("B2", "C3"):
        by(team, name, 1, EVENT)
    with_all = gather(team, Asked(stratum="")).articles[0]
    assert with_all.stratum == ""
    assert len(gather(team).articles[0].stratum.split()) == 2
