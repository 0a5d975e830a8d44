"""What changed at a place: newest first, page by page, births and evidence included, found by index."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.codings import Coding
from annotator.project.events import Event
from annotator.project.evidence import Quote
from annotator.project.place_history import PlaceChange

TEXT = "Two died in Kirkuk."


@pytest.fixture
def coding(project: Project) -> Coding:
    """A coding of the first of two articles."""
    draft = ArticleDraft(TEXT, title="T", date="2020-06-02")
    project.articles.add([draft, ArticleDraft("Another one.")])
    return project.codings.begin(draft.uid, project.coder.uid)


@pytest.fixture
def event(project: Project, coding: Coding) -> Event:
    """An event that came in with a country."""
    return project.events.add(coding.uid, {"country": "Iraq"})


def told(changes: list[PlaceChange]) -> list[tuple[str, str, Any, Any]]:
    return [(one.table, one.field, one.old, one.new) for one in changes]


def test_a_field_tells_its_values_and_its_evidence_newest_first(project: Project, event: Event):
    project.events.set_values(event.uid, {"n": 1, "note": "x"})
    project.evidence.add(event.uid, "n", [Quote("text", 0, 3, "Two")])
    project.evidence.add(event.uid, "note", [Quote("text", 4, 8, "died")])
    project.events.set_values(event.uid, {"n": 2})
    project.history.undo()
    seen = project.place_history.of_field(event.uid, "n")
    assert told(seen)[:3] == [
        ("event", "values.n", "2", "1"),
        ("event", "values.n", "1", "2"),
        ("evidence", "*", None, '[{"part":"text","start":0,"end":3,"quote":"Two"}]'),
    ]
    assert told(seen)[3:] == [("event", "values.n", None, "1"), ("event", "*", None, None)]
    assert [one.step.undone for one in seen] == [False, True, False, False, False]
    assert seen[0].step.undoes == seen[1].step.id
    assert (seen[2].owner, seen[2].subject, seen[2].status) == (event.uid, "n", "text")


def test_what_an_event_came_in_with_is_told_also_after_it_changed(project: Project, event: Event):
    (born,) = project.place_history.of_field(event.uid, "country")
    assert (born.old, born.new) == (None, '"Iraq"')
    project.events.set_values(event.uid, {"country": "Syria"})
    assert told(project.place_history.of_field(event.uid, "country")) == [
        ("event", "values.country", '"Iraq"', '"Syria"'),
        ("event", "*", None, '"Iraq"'),
    ]


def test_evidence_came_in_with_the_spans_it_had_first(project: Project, event: Event):
    made = project.evidence.add(event.uid, "n", [Quote("text", 0, 3, "Two")])
    project.evidence.replace_spans(made.uid, [Quote("text", 0, 8, "Two died")])
    project.evidence.remove(made.uid)
    removed, moved, born = project.place_history.of_field(event.uid, "n")[:3]
    assert (removed.field, removed.new, '"Two died"' in removed.spans) == ("removed", 1, True)
    assert moved.old == born.new
    assert '"quote":"Two"' in str(born.new)


def test_an_event_tells_of_all_its_fields_and_of_no_other_event(project: Project, coding: Coding, event: Event):
    other = project.events.add(coding.uid)
    project.events.set_values(other.uid, {"n": 9})
    project.events.set_values(event.uid, {"n": 1})
    problem = next(one for one in project.events.problems(project.events.get(event.uid)))
    project.events.overrule(event.uid, problem, "so it was")
    project.events.remove(event.uid)
    assert [one.field for one in project.place_history.of_event(event.uid)] == [
        "removed", f"overruled.{problem.key}", "values.n", "*",
    ]  # fmt: skip
    assert f"overruled.{problem.key}" in [one.field for one in project.place_history.of_field(event.uid, problem.field)]


def test_an_article_tells_of_all_that_was_done_with_it(project: Project, coding: Coding, event: Event):
    project.articles.correct(coding.article, title="Better")
    project.codings.set_memo(coding.uid, "mine")
    project.evidence.add(event.uid, "n", [Quote("text", 0, 3, "Two")])
    project.evidence.add_mention(coding.uid, [Quote("title", 0, 6, "Better")], "planned")
    other = project.articles.by_number(2)
    assert other is not None
    project.codings.begin(other.uid, project.coder.uid)
    assert [(one.table, one.field) for one in project.place_history.of_article(coding.article)] == [
        ("mention", "*"), ("evidence", "*"), ("coding", "memo"), ("article", "title"), ("event", "*"), ("coding", "verdict"),
        ("coding", "*"),
    ]  # fmt: skip


def test_an_answer_about_the_article_has_a_history_of_its_own(project: Project, coding: Coding):
    project.codings.set_answer(coding.uid, "quality", "good")
    project.codings.set_answer(coding.uid, "other", "x")
    project.codings.set_answer(coding.uid, "quality", "bad")
    assert told(project.place_history.of_field(coding.uid, "quality"))[:2] == [
        ("coding", "answers.quality", '"good"', '"bad"'),
        ("coding", "answers.quality", None, '"good"'),
    ]


def test_pages_follow_each_other_without_gap_or_overlap(project: Project, event: Event):
    for number in range(25):
        project.events.set_values(event.uid, {"n": number})
    whole = project.place_history.of_event(event.uid, limit=1000)
    paged: list[PlaceChange] = []
    while page := project.place_history.of_event(event.uid, limit=7, before=paged[-1].id if paged else None):
        paged += page
    assert paged == whole
    steps = project.history.steps(1000)
    seen = project.history.steps(10)
    while page := project.history.steps(10, before=seen[-1].id):
        seen += page
    assert seen == steps


def test_a_coder_can_be_told_of_their_own_steps_alone(project: Project, event: Event):
    mine = project.coder
    other = project.coders.add("B2")
    project.work_as(other)
    project.events.set_values(event.uid, {"n": 2})
    article = project.codings.get(event.coding).article
    for read in (project.place_history.of_event, project.place_history.of_article):
        uid = event.uid if read == project.place_history.of_event else article
        assert [one.step.coder for one in read(uid, coder=other.uid)] == [other.uid]
        assert {one.step.coder for one in read(uid, coder=mine.uid)} == {mine.uid}
    assert len(project.place_history.of_field(event.uid, "n", coder=other.uid)) == 1
    assert {one.coder for one in project.history.steps(coder=other.uid)} == {other.uid}


def test_first_changes_say_what_an_operation_did_and_stop_in_time(project: Project, event: Event):
    number = project.events.set_values(event.uid, {"n": 1})
    imported = next(one.id for one in project.history.steps() if one.label["id"] == "import_articles")
    found = project.place_history.first_changes([number, imported], each=1)
    assert found[number] == [("event", event.uid, "values.n", None, "1")]
    assert len(found[imported]) == 1


@pytest.mark.parametrize("scope", ["field", "event", "article"])
@pytest.mark.parametrize("coder", ["", "somebody"])
def test_changes_are_found_by_index(
    project: Project, event: Event, scope: str, coder: str, monkeypatch: pytest.MonkeyPatch
):  # fmt: skip
    """Only the births are looked for through the operations, which have no index on their place."""
    asked: list[tuple[str, Any]] = []
    usual: Callable[..., Any] = type(project.database).all

    def spy(self: Any, sql: str, values: Any = ()) -> Any:
        asked.append((sql, values))
        return usual(self, sql, values)

    monkeypatch.setattr(type(project.database), "all", spy)
    history = project.place_history
    if scope == "field":
        history.of_field(event.uid, "n", coder=coder)
    elif scope == "event":
        history.of_event(event.uid, coder=coder)
    else:
        history.of_article(project.codings.get(event.coding).article, coder=coder)
    sql, values = next(one for one in asked if "WITH here" in one[0])
    plan = [str(row[3]) for row in project.database.all(f"EXPLAIN QUERY PLAN {sql}", values)]
    scanned = [line for line in plan if line.startswith("SCAN") and "CONSTANT ROW" not in line]
    assert {line.split()[1] for line in scanned} <= {"here", "r", "p", "json_each"}, plan
    assert any("change_by_row" in line for line in plan), plan
    assert any("change_by_operation" in line for line in plan), plan
