"""A lead's project for tests of the window and the command line: six short articles, two coders, four articles each."""

from __future__ import annotations

from pathlib import Path

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.history import new_uid

EVENT = {"event_date": "2020-06-02", "type": "A", "sub": "a1", "country": "Iraq", "n": 2}
"""An event of the tiny codebook that can be done."""


def hand_out(project: Project, coder: str, numbers: range) -> None:
    """Gives articles, by their numbers, to a coder."""
    uid = project.coders.named(coder).uid
    with project.history.operation({"id": "hand_out", "count": len(numbers)}):
        project.database.run_many(
            "INSERT INTO assignment (uid, article, coder, round, position) SELECT ?, uid, ?, 'main', ? FROM article "
            "WHERE number = ?",
            [(new_uid(), uid, place, number) for place, number in enumerate(numbers, start=1)],
        )


def lead_project(path: Path, codebook: str) -> Path:
    """The project, closed; its coders are B2 and C3."""
    with Project.create(path, codebook, coder="Lead", name="Iraq") as project:
        project.articles.add(
            ArticleDraft(f"Two died in Kirkuk, number {one}.", title=f"Article {one}", date="2020-06-02") for one in range(1, 7)
        )
        project.search.catch_up()
        for name, numbers in (("B2", range(1, 5)), ("C3", range(3, 7))):
            project.coders.add(name)
            hand_out(project, name, numbers)
    return path


def code(path: Path, number: int, fatalities: int = 2) -> None:
    """In a coder's file: an event in an article, or another number of deaths in the one that is there."""
    with Project.open(path) as project:
        article = project.articles.by_number(number)
        assert article is not None
        coding = project.codings.begin(article.uid, project.coder.uid)
        there = project.events.of(coding.uid)
        if there:
            project.events.set_values(there[0].uid, {"n": fatalities})
        else:
            project.events.add(coding.uid, {**EVENT, "n": fatalities})
