"""Questions to the lead: who sees which, when one is open, and what stands in the field that was asked about."""

from __future__ import annotations

import time

import pytest

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.coders import Coder
from annotator.project.evidence import Quote
from annotator.project.purge import purge_article, purge_words
from annotator.project.questions import Question, answer
from annotator.project.remarks import Spot
from annotator.project.rulings import RulingDraft
from annotator.project.verify import verify

TEXT = "Two died in Kirkuk. Police said so, and nobody else who was there on that day would talk about it."


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
    """Two coders beside the lead; the first one works."""
    coders = project.coders.add("B1"), project.coders.add("<b>B2</b> 🦉")
    project.work_as(coders[0])
    return coders


@pytest.fixture
def event(project: Project, article: str, two: tuple[Coder, Coder]) -> str:
    """The second event of the first coder."""
    coding = project.codings.begin(article, two[0].uid).uid
    project.events.add(coding, {"n": 1})
    made = project.events.add(coding, {"n": 2}).uid
    project.evidence.add(made, "n", [Quote("text", 0, 3, "Two")])
    return made


def asked(project: Project) -> list[str]:
    return [one.comment.text for one in project.questions.open()]


def the(project: Project, text: str) -> Question:
    return next(one for one in project.questions.all() if one.comment.text == text)


def test_a_question_tells_what_it_is_about_as_it_is_now(
    project: Project, lead: Coder, two: tuple[Coder, Coder], article: str, event: str
):
    project.remarks.ask(Spot(article, event, "n"), "Do the wounded count?")
    project.remarks.comment(Spot(article, event, "n"), "No question.")
    (found,) = project.questions.all()
    assert (found.comment.spot, found.title, found.article) == (Spot(article, event, "n", 2, two[0].uid), "Two dead", 1)
    assert (found.value, found.quote, found.round, found.is_open) == (2, "Two", "main", True)
    project.events.set_values(event, {"n": 3})
    assert project.questions.get(found.comment.uid[:12]).value == 3
    (seen,) = [one for one in project.remarks.of(article).comments if one.kind == "question"]
    assert seen == found.comment, "one question, wherever it is read"
    project.work_as(two[1])
    assert project.questions.all() == []
    with pytest.raises(UsageError, match="no question"):
        project.questions.get(found.comment.uid)
    project.work_as(lead)
    assert asked(project) == ["Do the wounded count?"]


def test_it_is_open_until_a_lead_answers_or_the_asker_takes_it_back(
    project: Project, lead: Coder, two: tuple[Coder, Coder], article: str, event: str
):
    for text, spot in (("first", Spot(article)), ("second", Spot(article, event)), ("third", Spot(article, field="tone"))):
        project.remarks.ask(spot, text)
    assert asked(project) == ["first", "second", "third"]
    project.remarks.answer(the(project, "first").comment, "I mean…")
    assert len(project.questions.open()) == 3, "what the asker adds is no answer"
    project.remarks.remove(the(project, "second").comment)
    project.work_as(lead)
    answer(project, the(project, "first").comment, "Yes.")
    assert (asked(project), len(project.questions.open())) == (["third"], 1)
    assert [(one.text, one.lead) for one in the(project, "first").answers] == [("I mean…", False), ("Yes.", True)]
    said = project.remarks.of(article)
    assert [one.text for one in said.open({lead.uid})] == ["third"]
    project.history.undo()
    assert asked(project) == ["first", "third"]
    with pytest.raises(UsageError, match="who wrote it"):
        project.remarks.remove(the(project, "first").comment)
    assert verify(project) == []


def test_an_answer_makes_a_ruling_in_one_step(
    project: Project, lead: Coder, two: tuple[Coder, Coder], article: str, event: str
):
    project.remarks.ask(Spot(article, event, "n"), "Do the wounded count?")
    project.work_as(lead)
    (question,) = project.questions.open()
    draft = RulingDraft("No, only the dead.", "n", "", "Do wounded people count?")
    answer(project, question.comment, "No.", draft)
    (ruling,) = project.rulings.all()
    assert (ruling.answer, ruling.asked, ruling.coder) == ("No, only the dead.", question.comment.uid, lead.uid)
    step = project.history.undo()
    assert step is not None
    assert step.label["id"] == "answer_question"
    assert (project.rulings.all(), asked(project)) == ([], ["Do the wounded count?"])
    project.history.redo()
    assert [one.uid for one in project.rulings.all()] == [ruling.uid]
    with pytest.raises(UsageError):
        answer(project, question.comment, "Again.", RulingDraft(""))
    assert len(project.questions.all()[0].answers) == 1, "all or nothing"


def test_answers_since_a_mark_are_those_that_came_after_it(
    project: Project, lead: Coder, two: tuple[Coder, Coder], article: str, event: str
):
    project.remarks.ask(Spot(article), "one")
    project.remarks.ask(Spot(article), "two")
    assert project.questions.answered_since(0) == 0
    project.work_as(lead)
    answer(project, the(project, "one").comment, "Yes.")
    project.work_as(two[0])
    mark = project.questions.last_said()
    assert (project.questions.answered_since(0), project.questions.answered_since(mark)) == (1, 0)
    project.work_as(lead)
    answer(project, the(project, "two").comment, "No.")
    project.remarks.comment(Spot(article, event), "Nothing to do with it.")
    project.work_as(two[0])
    assert project.questions.answered_since(mark) == 1
    project.work_as(two[1])
    assert project.questions.answered_since(0) == 0


def test_questions_go_with_what_they_are_about(
    project: Project, lead: Coder, two: tuple[Coder, Coder], article: str, event: str
):
    project.remarks.ask(Spot(article, event, "n"), "Of the event?")
    other = project.articles.by_number(2)
    assert other is not None
    project.remarks.ask(Spot(other.uid, field="tone"), "Before there is a coding?")
    project.codings.set_answer(project.codings.begin(other.uid, two[0].uid).uid, "tone", "calm")
    assert the(project, "Before there is a coding?").value == "calm"
    project.events.remove(event)
    assert asked(project) == ["Before there is a coding?"]
    project.history.undo()
    assert len(asked(project)) == 2


def test_a_purge_reaches_questions_and_rulings(
    project: Project, lead: Coder, two: tuple[Coder, Coder], article: str, event: str
):
    sentence = TEXT.partition(". ")[2]
    project.remarks.ask(Spot(article, event, "n"), f"It says: {sentence} So?")
    project.work_as(lead)
    question = project.questions.open()[0].comment
    answer(project, question, "Never mind.", RulingDraft(f"As in: {sentence}", "n", "", "Karim asked"))
    purge_words(project, "Karim", "asked for")
    assert project.rulings.all()[0].question == "█████ asked"
    purge_article(project, article, "the publisher")
    assert "nobody else" not in project.rulings.all()[0].answer + project.questions.all()[0].comment.text
    for table, column in (("change", "new"), ("ruling", "answer"), ("comment", "text")):
        count = f"SELECT count(*) FROM {table} WHERE {column} LIKE '%nobody else%' OR {column} LIKE '%Karim%'"
        assert project.database.value(count) == 0


def test_all_questions_of_many_comments_are_read_at_once(project: Project, lead: Coder, article: str):
    """100,000 comments, 2,000 of them questions, half of those answered."""
    db = project.database
    with project.history.operation({"id": "add_comment"}):
        db.run_many(
            "INSERT INTO comment (uid, owner, field, coder, text, time, answers, kind) VALUES (?, ?, '', ?, 'x', ?, ?, ?)",
            (
                (f"{at:032x}", article, lead.uid, f"2026-01-01T{at:06}", f"{at - 1:032x}" if at % 100 == 1 else None,
                 "question" if at % 50 == 0 else "comment") for at in range(100_000)
            ),
        )  # fmt: skip
    start = time.perf_counter()
    assert (len(project.questions.all()), len(project.questions.open())) == (2_000, 1_000)
    assert time.perf_counter() - start < 2, "a question must not look through all comments for its answers"
