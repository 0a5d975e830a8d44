"""Flags and comments: who sees which, what they follow, and that undo takes all of it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.coders import Coder
from annotator.project.combinations import combine
from annotator.project.corrected_texts import replace_text
from annotator.project.divisions import divide
from annotator.project.purge import purge_article, purge_words
from annotator.project.remarks import FLAG_FIELD, FLAG_NAME, Comment, Spot, flagged
from annotator.project.verify import verify

TEXT = "Two died in Kirkuk. Police said so."


@pytest.fixture
def lead(project: Project) -> Coder:
    """The first coder, who leads."""
    return project.coder


@pytest.fixture
def article(project: Project) -> str:
    project.articles.add([ArticleDraft(TEXT, title="Two dead", date="2020-06-02"), ArticleDraft("Another text.")])
    return next(iter(project.articles.walk())).uid


@pytest.fixture
def two(project: Project, lead: Coder) -> tuple[Coder, Coder]:
    """Two coders beside the lead."""
    return project.coders.add("B1"), project.coders.add("B2")


def coded(project: Project, article: str, count: int = 1) -> list[str]:
    """Events of who works now."""
    coding = project.codings.begin(article, project.coder.uid).uid
    return [project.events.add(coding, {"n": number}).uid for number in range(count)]


def texts(project: Project, article: str) -> list[str]:
    return [one.text for one in project.remarks.of(article).comments]


def the(project: Project, article: str, text: str) -> Comment:
    return next(one for one in project.remarks.of(article).comments if one.text == text)


def state(project: Project) -> list[Any]:
    db = project.database
    return [db.all(f"SELECT * FROM {table} WHERE removed = 0 ORDER BY uid") for table in ("flag", "comment", "event")]


def test_article_event_and_field_are_flagged_and_commented(project: Project, article: str):
    _, event = coded(project, article, 2)
    remarks = project.remarks
    for spot in (Spot(article), Spot(article, event), Spot(article, event, "n"), Spot(article, field="tone")):
        remarks.flag(spot, "  check   again ")
        remarks.flag(spot, "check again")  # it is there already
        remarks.comment(spot, f" about {spot.field}\r\nmore ")
    said = remarks.of(article)
    assert [(one.name, one.spot.event, one.spot.field, one.spot.number) for one in said.flags] == [
        ("check again", "", "", 0), ("check again", event, "", 2), ("check again", event, "n", 2),
        ("check again", "", "tone", 0),
    ]  # fmt: skip
    assert [one.text for one in said.comments] == ["about \nmore", "about \nmore", "about n\nmore", "about tone\nmore"]
    assert [one.text for one in said.of(event, "n").comments] == ["about n\nmore"]
    assert len(said.of(event).flags) == 2
    assert not said.of(event, "type")
    assert remarks.names() == [("check again", 4)]
    assert remarks.counts([article, "no article"]) == {article: (4, 4)}
    flag = flagged(said, Spot(article, event, "n"), project.coder.uid)["check again"]
    remarks.unflag(flag)
    assert remarks.counts([article]) == {article: (3, 4)}
    assert verify(project) == []


def test_a_flag_and_its_field_are_told_apart_in_sql(project: Project, article: str):
    (event,) = coded(project, article)
    project.remarks.flag(Spot(article, event, "n"), "a/b: ü")
    project.remarks.flag(Spot(article, event), "plain / c")
    assert project.database.all(f"SELECT owner, {FLAG_NAME}, {FLAG_FIELD} FROM flag ORDER BY rowid") == [
        (event, "a/b: ü", "n"), (event, "plain / c", ""),
    ]  # fmt: skip


def test_what_cannot_be_said_is_refused(project: Project, article: str):
    remarks, spot = project.remarks, Spot(article)
    for name, why in ((" ", "needs a name"), ("x" * 37, "36 characters"), ("field:n/x", "cannot begin")):
        with pytest.raises(UsageError, match=why):
            remarks.flag(spot, name)
    with pytest.raises(UsageError, match="needs words"):
        remarks.comment(spot, " \n ")
    assert state(project)[:2] == [[], []]


def test_a_coder_sees_the_own_and_the_lead_all(project: Project, article: str, lead: Coder, two: tuple[Coder, Coder]):
    first, second = two
    project.work_as(first)
    (event,) = coded(project, article)
    project.remarks.comment(Spot(article, event, "n"), "is it two?")
    project.remarks.comment(Spot(article), "odd source")
    project.remarks.flag(Spot(article, event), "ask the lead")
    project.work_as(second)
    coded(project, article)
    project.remarks.comment(Spot(article), "mine")
    assert texts(project, article) == ["mine"]
    assert project.remarks.counts([article]) == {article: (0, 1)}
    assert project.remarks.names() == []

    project.work_as(lead)
    assert texts(project, article) == ["is it two?", "odd source", "mine"]
    assert project.remarks.counts([article]) == {article: (1, 3)}
    spot = the(project, article, "is it two?").spot
    assert (spot.event, spot.number, spot.whose) == (event, 1, first.uid)
    project.remarks.comment(Spot(article, event), "look at the title")
    project.remarks.comment(Spot(article), "for myself")
    project.remarks.flag(Spot(article, event), "hard")
    project.remarks.answer(the(project, article, "odd source"), "it is fine")
    project.remarks.answer(the(project, article, "it is fine"), "but rare")

    project.work_as(first)
    assert texts(project, article) == ["is it two?", "odd source", "look at the title", "it is fine", "but rare"]
    assert [one.name for one in project.remarks.of(article).flags] == ["ask the lead"]
    assert project.remarks.counts([article]) == {article: (1, 5)}
    asked = the(project, article, "odd source")
    assert {one.answers for one in project.remarks.of(article).comments[3:]} == {asked.uid}
    project.work_as(second)
    assert texts(project, article) == ["mine"]


def test_nobody_changes_what_others_wrote(project: Project, article: str, lead: Coder, two: tuple[Coder, Coder]):
    project.work_as(two[0])
    (event,) = coded(project, article)
    project.remarks.comment(Spot(article, event), "mine")
    project.remarks.flag(Spot(article, event), "hard")
    project.work_as(lead)
    said = project.remarks.of(article)
    for change in (
        lambda: project.remarks.rewrite(said.comments[0], "yours"), lambda: project.remarks.remove(said.comments[0]),
        lambda: project.remarks.unflag(said.flags[0]),
    ):  # fmt: skip
        with pytest.raises(UsageError):
            change()
    assert texts(project, article) == ["mine"]


def test_a_question_about_the_article_is_its_coders(project: Project, article: str, lead: Coder, two: tuple[Coder, Coder]):
    """Before there is a coding the remark stands with the article; it begins none, for the article stays to do."""
    project.work_as(two[0])
    project.remarks.comment(Spot(article, field="tone"), "before")
    assert project.codings.find(article, two[0].uid) is None
    coding = project.codings.begin(article, two[0].uid).uid
    project.remarks.comment(Spot(article, field="tone"), "after")
    assert [row[0] for row in project.database.all("SELECT owner FROM comment ORDER BY rowid")] == [article, coding]
    assert [one.spot.field for one in project.remarks.of(article).of("").comments] == ["tone", "tone"]


def test_undo_all_is_the_start_and_redo_all_the_end(project: Project, article: str):
    first, second = coded(project, article, 2)
    start, steps = state(project), len(project.history.steps(1000))
    remarks = project.remarks
    remarks.flag(Spot(article, second, "n"), "hard")
    remarks.flag(Spot(article, first), "hard")
    remarks.flag(Spot(article, second), "hard")
    remarks.comment(Spot(article, second, "n"), "why?")
    remarks.answer(the(project, article, "why?"), "because")
    remarks.rewrite(the(project, article, "because"), "so it says")
    remarks.remove(the(project, article, "why?"))
    remarks.unflag(remarks.of(article).flags[0])
    combine(project, first, second)
    end, made = state(project), len(project.history.steps(1000)) - steps
    assert made == 9
    places = [project.history.undo().place for _ in range(made)]  # type: ignore[union-attr]
    assert places[-1] == {"article": article, "event": second, "field": "n"}
    assert state(project) == start
    for _ in range(made):
        project.history.redo()
    assert state(project) == end
    assert verify(project) == []


def test_remarks_follow_a_corrected_text_and_come_back_with_the_old_one(project: Project, article: str):
    (event,) = coded(project, article)
    for spot in (Spot(article), Spot(article, field="tone"), Spot(article, event, "n")):
        project.remarks.comment(spot, "said")
        project.remarks.flag(spot, "hard")
    new = replace_text(project, article, TEXT.replace("Two", "Three")).article
    assert project.remarks.counts([article, new]) == {new: (3, 3)}
    assert {one.spot.article for one in project.remarks.of(new).comments} == {new}
    project.history.undo()
    assert project.remarks.counts([article, new]) == {article: (3, 3)}
    assert verify(project) == []


def test_remarks_go_with_events_that_are_combined_divided_and_taken_away(project: Project, article: str):
    first, second = coded(project, article, 2)
    project.remarks.comment(Spot(article, first), "of the first")
    project.remarks.comment(Spot(article, second, "n"), "of the second")
    for event in (first, second):
        project.remarks.flag(Spot(article, event), "hard")
    combine(project, first, second)
    said = project.remarks.of(article)
    assert [(one.text, one.spot.event, one.spot.field) for one in said.comments] == [
        ("of the first", first, ""), ("of the second", first, "n"),
    ]  # fmt: skip
    assert len(said.flags) == 1, "one flag of a name is enough"
    project.history.undo()
    assert project.remarks.counts([article]) == {article: (2, 2)}
    project.events.remove(second)
    assert texts(project, article) == ["of the first"]
    assert project.remarks.names() == [("hard", 1)]
    project.history.undo()
    project.events.copy(first)
    assert project.remarks.counts([article]) == {article: (2, 2)}
    assert the(project, article, "of the second").spot.number == 3


def test_a_divided_event_keeps_its_remarks_in_its_first_part(new_project: Callable[..., Project], tiny_codebook: Path):
    book = tiny_codebook.read_text("utf-8").replace(
        "{name: event_date, type: date,", "{name: event_date, type: date, divide: day,"
    )
    tiny_codebook.write_text(book, "utf-8")
    project = new_project("divided")
    project.articles.add([ArticleDraft(TEXT)])
    at = next(iter(project.articles.walk())).uid
    coding = project.codings.begin(at, project.coder.uid).uid
    event = project.events.add(coding, {"event_date": "2020-06-01"}).uid
    project.remarks.comment(Spot(at, event), "two days?")
    divide(project, event, "day", 2)
    assert [(one.text, one.spot.event) for one in project.remarks.of(at).comments] == [("two days?", event)]


def test_the_articles_of_remarks(project: Project, article: str):
    (event,) = coded(project, article)
    project.remarks.flag(Spot(article, event), "hard")
    project.remarks.comment(Spot(article, field="n"), "x")
    said = project.remarks.of(article)
    assert project.remarks.articles_of([said.flags[0].uid], []) == {article}
    assert project.remarks.articles_of([], [said.comments[0].uid]) == {article}


def test_a_purge_leaves_nothing_of_them(project: Project, article: str):
    (event,) = coded(project, article)
    project.remarks.flag(Spot(article, event, "n"), "ask Jane Roe")
    uid = project.remarks.comment(
        Spot(article, event), "Jane Roe told me: Police said so in Kirkuk, where two people had died."
    )
    project.remarks.rewrite(the(project, article, project.remarks.of(article).comments[0].text), "Jane Roe")
    purge_words(project, "Jane Roe", "asked")
    assert project.database.value("SELECT text FROM comment WHERE uid = ?", (uid,)) == "████████"
    assert project.remarks.names() == [("ask ████████", 1)]
    purge_article(project, article, "asked")
    assert verify(project) == []
    project.close()
    assert b"Jane Roe" not in project.path.read_bytes()
