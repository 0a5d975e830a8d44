"""Filtered lists of articles say in SQL what a plain loop over articles would say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.article_list import ArticleList, ArticleQuery
from annotator.project.articles import ArticleDraft
from annotator.project.filtering import PROBLEMS, Filter
from annotator.project.history import new_uid
from annotator.project.problem_counts import count_problems
from tests.tiny import TINY

GOOD = {"event_date": "2020-06-02", "type": "A", "sub": "a1", "n": 2}
TOO_MANY = {**GOOD, "n": 9}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Eight articles: 1 done with a sound event, 2 open with a wrong one, 3 done without event, 4 begun, 5 another's; 6 to
    8 untouched but for flags, a comment and a first pass."""
    folder = tmp_path_factory.mktemp("articles")
    book = folder / "tiny.yaml"
    book.write_text(TINY, "utf-8")
    with Project.create(folder / "desk.annotator", str(book), coder="ann") as made:
        made.articles.add(
            ArticleDraft(
                f"Text {n}.", title=f"Title {n}" if n < 8 else "", date=f"2020-0{n}-15" if n < 8 else None,
                source="Daily" if n % 2 else "Weekly 100%", language="en" if n < 5 else "", origin=f"file.csv row {n}",
            )
            for n in range(1, 9)
        )  # fmt: skip
        ann, bob = made.coder, made.coders.add("bob")
        uid = {one.number: one.uid for one in made.articles.walk()}
        codings = {n: made.codings.begin(uid[n], ann.uid).uid for n in (1, 2, 3, 4)}
        sound = made.events.add(codings[1], GOOD).uid
        made.events.add(codings[2], TOO_MANY)
        made.events.add(codings[2], {**GOOD, "type": "B", "sub": "b1"})
        made.codings.set_verdict(codings[3], "no_event", "")
        made.finish(codings[1])
        made.finish(codings[3])
        made.work_as(bob)
        made.events.add(made.codings.begin(uid[5], bob.uid).uid, {**GOOD, "country": "Iraq"})
        made.work_as(ann)
        with made.history.operation({"id": "marks"}):
            for owner, coder, name in (
                (uid[6], ann, "odd"),
                (sound, ann, "late"),
                (codings[4], ann, "odd"),
                (uid[7], bob, "odd"),
            ):
                made.database.run("INSERT INTO flag VALUES (?, ?, ?, ?, 0)", (new_uid(), owner, coder.uid, name))
            made.database.run(
                "INSERT INTO comment VALUES (?, ?, '', ?, 'Why?', '', NULL, 0, 'comment')", (new_uid(), uid[8], ann.uid)
            )
            for n, verdict in ((6, "relevant"), (7, "not")):
                made.database.run("INSERT INTO screening VALUES (?, ?, ?, ?, '', 0)", (new_uid(), uid[n], ann.uid, verdict))
        count_problems(made)
        yield made


@pytest.mark.parametrize(
    ("column", "operator", "value", "expected"),
    [
        ("state", "is", "todo", [5, 6, 7, 8]), ("state", "is_not", "todo", [1, 2, 3, 4]), ("state", "is", "done", [1, 3]),
        ("state", "is_not", "done", [2, 4, 5, 6, 7, 8]), ("state", "is", "open", [2, 4]), ("state", "is", "approved", []),
        ("verdict", "is", "no_event", [3]), ("verdict", "is_not", "no_event", [1, 2, 4, 5, 6, 7, 8]),
        ("verdict", "empty", "", [4, 5, 6, 7, 8]),
        ("date", "is", "2020-03", [3]), ("date", "least", "2020-06", [6, 7]), ("date", "most", "2020-02", [1, 2]),
        ("date", "empty", "", [8]), ("date", "filled", "", [1, 2, 3, 4, 5, 6, 7]),
        ("source", "contains", "100%", [2, 4, 6, 8]), ("source", "is", "Daily", [1, 3, 5, 7]),
        ("source", "is_not", "Daily", [2, 4, 6, 8]), ("title", "contains", "title 2", [2]), ("title", "empty", "", [8]),
        ("language", "is", "en", [1, 2, 3, 4]), ("language", "empty", "", [5, 6, 7, 8]),
        ("origin", "is", "file.csv row 4", [4]), ("origin", "contains", "row", [1, 2, 3, 4, 5, 6, 7, 8]),
        ("events", "least", "1", [1, 2]), ("events", "least", "2", [2]), ("events", "is", "1", [1]),
        ("events", "is", "0", [3, 4, 5, 6, 7, 8]), ("events", "most", "1", [1, 3, 4, 5, 6, 7, 8]),
        ("events", "most", "0", [3, 4, 5, 6, 7, 8]), ("events", "least", "0", [1, 2, 3, 4, 5, 6, 7, 8]),
        ("event.type", "is", "B", [2]), ("event.type", "is_not", "A", [2]), ("event.n", "most", "2", [1, 2]),
        ("event.country", "is", "Iraq", []), ("event.country", "empty", "", [1, 2]),
        (PROBLEMS, "is", "error", [2]), (PROBLEMS, "is", "warning", []), (PROBLEMS, "is", "none", [1, 3, 4, 5, 6, 7, 8]),
        ("flag", "is", "odd", [4, 6]), ("flag", "is", "late", [1]), ("flag", "filled", "", [1, 4, 6]),
        ("flag", "empty", "", [2, 3, 5, 7, 8]), ("comment", "filled", "", [8]), ("comment", "empty", "", [1, 2, 3, 4, 5, 6, 7]),
        ("screening", "is", "relevant", [6]), ("screening", "is_not", "relevant", [1, 2, 3, 4, 5, 7, 8]),
        ("screening", "empty", "", [1, 2, 3, 4, 5, 8]),
    ],
)  # fmt: skip
def test_each_column_and_operator(project: Project, column: str, operator: str, value: str, expected: list[int]):
    listed = ArticleList(project.table)
    query = ArticleQuery((Filter(column, operator, value),), project.coder.uid)  # type: ignore[arg-type]
    assert list(listed.numbers(query)) == expected
    assert listed.count(query) == len(expected)


def test_every_column_is_asked_something(project: Project):
    """A column nobody can ask would be a promise in the window."""
    listed = ArticleList(project.table)
    usual = {"number": "1", "date": "2020", "code": "", "text": "x", "list": "x"}
    for column in listed.columns:
        for operator in column.operators:
            value = (listed.values(column.name) or [usual[column.kind]])[0]
            listed.numbers(ArticleQuery((Filter(column.name, operator, value),), project.coder.uid))


def test_filters_hold_together_and_a_lead_asks_about_everybody(project: Project):
    listed, ann = ArticleList(project.table), project.coder.uid
    both = (Filter("source", "is", "Daily"), Filter("state", "is", "todo"))
    assert list(listed.numbers(ArticleQuery(both, ann))) == [5, 7]
    iraq = ArticleQuery((Filter("event.country", "is", "Iraq"),), ann, all_coders=True)
    assert list(listed.numbers(iraq)) == [5]
    flagged = ArticleQuery((Filter("flag", "is", "odd"),), ann, all_coders=True)
    assert list(listed.numbers(flagged)) == [4, 6, 7]


def test_the_next_to_do_lies_under_the_filters_and_goes_round(project: Project):
    listed = ArticleList(project.table)
    weekly = ArticleQuery((Filter("source", "contains", "Weekly"),), project.coder.uid)
    assert [listed.next_to_do(weekly, after) for after in (0, 6, 8)] == [6, 8, 6]
    assert listed.next_to_do(ArticleQuery((Filter("title", "contains", "Title 2"),), project.coder.uid)) is None


@pytest.mark.parametrize(
    "one",
    [Filter("nothing", "is", "x"), Filter("state", "is", "maybe"), Filter("events", "is", "many"), Filter("comment", "is", "x"),
     Filter(PROBLEMS, "is", "odd"), Filter("date", "is", "one day")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(project: Project, one: Filter):
    with pytest.raises(UsageError):
        ArticleList(project.table).numbers(ArticleQuery((one,), project.coder.uid))


def test_values_to_choose_from(project: Project):
    listed = ArticleList(project.table)
    assert set(listed.values("source")) == {"Daily", "Weekly 100%"}
    assert listed.values("flag") == ["odd", "late"]
    assert listed.values("event.type") == ["A", "B"]
