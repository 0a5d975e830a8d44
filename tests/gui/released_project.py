"""A project that can be released, for tests of the window: a lead, two coders, six articles, five of them done by one coder and
one by both."""

from __future__ import annotations

from pathlib import Path

from annotator.project import Project
from annotator.project.articles import ArticleDraft

EVENT = {"event_date": "2020-06-02", "type": "A", "sub": "a1", "country": "Iraq", "n": 2, "note": "A clash."}
ARTICLES = 6


def releasable(path: Path, codebook: str) -> Path:
    """The project, closed; article 6 was coded by both, and the lead works in it."""
    with Project.create(path, codebook, coder="Lead", name="Iraq") as project:
        lead, coders = project.coder, [project.coders.add(name) for name in ("B2", "C3")]
        project.articles.add(
            ArticleDraft(f"Two died in Kirkuk, number {one}.", title=f"Report {one}", date="2020-06-02")
            for one in range(1, ARTICLES + 1)
        )
        project.search.catch_up()
        for number, article in enumerate(list(project.articles.walk()), start=1):
            for coder in coders if number == ARTICLES else coders[number % 2 : number % 2 + 1]:
                project.work_as(coder)
                coding = project.codings.begin(article.uid, coder.uid)
                project.events.add(coding.uid, {**EVENT, "n": number % 5})
                project.finish(coding.uid)
        project.work_as(lead)
    return path


def event_of(project: Project, number: int) -> str:
    """The event of an article that one coder coded."""
    return str(project.database.value("SELECT event_uid FROM events WHERE article = ? ORDER BY position LIMIT 1", (number,)))


def edit(project: Project, number: int, **values: object) -> None:
    """Its coder gives other answers."""
    me, event = project.coder, event_of(project, number)
    whose = project.database.value("SELECT c.coder FROM event e JOIN coding c ON c.uid = e.coding WHERE e.uid = ?", (event,))
    coder = project.coders.get(str(whose))
    assert coder is not None
    project.work_as(coder)
    project.events.set_values(event, values)
    coding = project.events.get(event).coding
    if project.codings.get(coding).state not in ("done", "approved"):
        project.finish(coding)
    project.work_as(me)
