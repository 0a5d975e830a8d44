"""The lead's word on pairs: said in either order, taken back, undone; and the events an adjudicated one was settled from."""

from __future__ import annotations

import pytest

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.articles import ArticleDraft

CLASH = {"event_date": "2020-06-02", "type": "A", "sub": "a1"}


def coded(project: Project, article: str, coder: str, count: int = 1, standing: str = "coded") -> list[str]:
    """Events of a coder; with a standing that no coder has, the coding is made one of it."""
    coding = project.codings.begin(article, coder)
    events = [project.events.add(coding.uid, CLASH).uid for _ in range(count)]
    if standing != "coded":
        with project.history.operation({"id": "begin_coding"}):
            project.database.run("UPDATE coding SET standing = ? WHERE uid = ?", (standing, coding.uid))
    return events


@pytest.fixture
def articles(project: Project) -> list[str]:
    project.articles.add([ArticleDraft(f"Text {number}.", title=f"Title {number}") for number in range(2)])
    return [one.uid for one in project.articles.walk()]


@pytest.fixture
def three(project: Project, articles: list[str]) -> tuple[str, str, str]:
    """An event of a coder and two of another, in one article."""
    one, two = (project.coders.add(name) for name in ("B", "C"))
    (mine,), theirs = coded(project, articles[0], one.uid), coded(project, articles[0], two.uid, 2)
    return mine, theirs[0], theirs[1]


def word(one: str, other: str) -> frozenset[str]:
    return frozenset((one, other))


def operations(project: Project) -> int:
    return int(project.database.value("SELECT count(*) FROM operation"))


def test_a_word_holds_in_either_order_and_the_last_one_counts(project: Project, three: tuple[str, str, str]):
    mine, theirs, _ = three
    project.pairs.judge(mine, theirs, "same")
    assert project.pairs.judged() == {word(mine, theirs): "same"}
    project.pairs.judge(theirs, mine, "different")
    assert project.pairs.judged() == {word(mine, theirs): "different"}
    assert project.database.value("SELECT count(*) FROM pair") == 1


def test_an_event_may_be_said_to_be_several_of_another_coders(project: Project, three: tuple[str, str, str]):
    mine, theirs, other = three
    project.pairs.judge(mine, theirs, "same")
    project.pairs.judge(other, mine, "same")
    assert project.pairs.judged() == {word(mine, theirs): "same", word(mine, other): "same"}


def test_a_word_is_taken_back_and_undone_step_by_step(project: Project, three: tuple[str, str, str]):
    mine, theirs, _ = three
    judged = project.pairs.judged
    for said in ("different", "same", None):
        project.pairs.judge(mine, theirs, said)
    assert judged() == {}
    project.history.undo()
    assert judged() == {word(mine, theirs): "same"}
    project.history.undo()
    assert judged() == {word(mine, theirs): "different"}
    project.history.undo()
    assert judged() == {}
    project.history.redo()
    assert judged() == {word(mine, theirs): "different"}


def test_what_a_taken_back_word_was_stays_in_its_history(project: Project, three: tuple[str, str, str]):
    """Taking back changes nothing of what was said, only that it no longer holds."""
    mine, theirs, _ = three
    project.pairs.judge(mine, theirs, "different")
    project.pairs.judge(mine, theirs, None)
    changed = project.database.all("SELECT field FROM change WHERE tbl = 'pair' ORDER BY id")
    assert [row[0] for row in changed] == ["*", "removed"]


def test_nothing_new_is_no_step(project: Project, three: tuple[str, str, str]):
    mine, theirs, _ = three
    before = operations(project)
    project.pairs.judge(mine, theirs, None)
    assert (operations(project), project.database.value("SELECT count(*) FROM pair")) == (before, 0)
    project.pairs.judge(mine, theirs, "same")
    project.pairs.judge(theirs, mine, "same")
    assert operations(project) == before + 1


def test_only_two_events_of_two_codings_of_one_article_are_a_pair(
    project: Project, articles: list[str], three: tuple[str, str, str]
):
    mine, theirs, other = three
    (elsewhere,) = coded(project, articles[1], project.coders.add("D").uid)
    (adjudicated,) = coded(project, articles[0], project.coder.uid, standing="adjudicated")
    before = operations(project)
    for one, two in (
        (theirs, other),
        (mine, mine),
        (mine, "nobody"),
        (mine, elsewhere),
        (mine, adjudicated),
        (adjudicated, mine),
    ):
        with pytest.raises(UsageError):
            project.pairs.judge(one, two, "same")
    assert (operations(project), project.pairs.judged()) == (before, {})


def test_a_standard_is_paired_like_a_coder(project: Project, articles: list[str], three: tuple[str, str, str]):
    (standard,) = coded(project, articles[0], project.coder.uid, standing="standard")
    project.pairs.judge(standard, three[0], "different")
    assert project.pairs.judged() == {word(standard, three[0]): "different"}


def test_a_word_on_an_event_that_was_taken_away_still_holds(project: Project, three: tuple[str, str, str]):
    """It may have been handed in first."""
    mine, theirs, _ = three
    project.pairs.judge(mine, theirs, "same")
    project.events.remove(theirs)
    assert project.pairs.judged() == {word(mine, theirs): "same"}


def test_an_adjudicated_event_is_joined_to_those_it_was_settled_from(
    project: Project, articles: list[str], three: tuple[str, str, str]
):
    mine, theirs, other = three
    settled = coded(project, articles[0], project.coder.uid, 2, standing="adjudicated")
    with project.history.operation({"id": "begin_adjudication"}):
        project.pairs.join(settled[0], [theirs, mine])
        project.pairs.join(settled[1], [other, mine])
    assert project.pairs.sources(settled[0]) == [theirs, mine]
    assert project.pairs.settled_in(mine) == settled
    assert project.pairs.settled_in(other) == [settled[1]]
    assert project.pairs.judged() == {}  # that is no word on what coders said
    with project.history.operation({"id": "drop_event"}):
        project.pairs.part(settled[1], mine)
    assert (project.pairs.sources(settled[1]), project.pairs.settled_in(mine)) == ([other], [settled[0]])
    project.history.undo()
    assert project.pairs.settled_in(mine) == settled
    project.events.remove(settled[0])
    assert project.pairs.settled_in(mine) == [settled[1]]


def test_joining_belongs_to_somebodys_step(project: Project, articles: list[str], three: tuple[str, str, str]):
    (settled,) = coded(project, articles[0], project.coder.uid, standing="adjudicated")
    with pytest.raises(Exception, match=r"change\.operation"):
        project.pairs.join(settled, three[:1])
    assert project.pairs.sources(settled) == []


def test_the_words_of_one_article_are_found_from_its_codings_on(project: Project, articles: list[str]):
    """The table of pairs holds every join of every adjudication: reading through it for one article takes too long."""
    said: dict[str, frozenset[str]] = {}
    one, two = (project.coders.add(name).uid for name in ("B", "C"))
    for article in articles:
        (mine,), (theirs,) = coded(project, article, one), coded(project, article, two)
        (settled,) = coded(project, article, project.coder.uid, standing="adjudicated")
        project.pairs.judge(mine, theirs, "same")
        with project.history.operation({"id": "begin_adjudication"}):
            project.pairs.join(settled, [mine, theirs])
        said[article] = word(mine, theirs)
        project.events.remove(theirs)
    run: list[str] = []
    project.database.connection.set_trace_callback(run.append)
    assert [project.pairs.judged(article) for article in articles] == [{said[article]: "same"} for article in articles]
    project.database.connection.set_trace_callback(None)
    plan = [row[3] for sql in run for row in project.database.all(f"EXPLAIN QUERY PLAN {sql}")]
    assert len(plan) == 3 * len(articles)
    assert all(step.startswith("SEARCH") for step in plan)
    assert len(project.pairs.judged()) == len(articles)
