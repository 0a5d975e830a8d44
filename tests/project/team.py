"""A team for tests: a lead's project, packages of its coders, and what they do in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.codings import MAIN
from annotator.project.history import new_uid
from annotator.project.packages import package


def texts(count: int, what: str = "Two died in Kirkuk") -> list[ArticleDraft]:
    """Articles that differ."""
    numbers = range(1, count + 1)
    return [ArticleDraft(f"{what}, number {one}.", title=f"Article {one}", date="2020-06-02") for one in numbers]


def give(project: Project, coder: str, articles: Sequence[str], round_: str = MAIN) -> None:
    """Hands articles to a coder."""
    with project.history.operation({"id": "hand_out", "count": len(articles)}):
        project.database.run_many(
            "INSERT INTO assignment (uid, article, coder, round, position) VALUES (?, ?, ?, ?, ?) ON CONFLICT "
            "(article, coder, round) DO UPDATE SET withdrawn = 0, removed = 0, position = excluded.position",
            [(new_uid(), article, coder, round_, place) for place, article in enumerate(articles, start=1)],
        )


def take_back(project: Project, coder: str, articles: Sequence[str]) -> None:
    """Withdraws articles from a coder."""
    with project.history.operation({"id": "withdraw", "count": len(articles)}):
        project.database.run_many(
            "UPDATE assignment SET withdrawn = 1 WHERE coder = ? AND article = ?", [(coder, one) for one in articles]
        )


def packed(project: Project, coder: str, folder: Path, **more: Any) -> Path:
    """A package for a coder."""
    folder.mkdir(parents=True, exist_ok=True)
    return package(project, coder, folder, **more).path


@contextmanager
def at_work(path: Path) -> Iterator[Project]:
    """A coder's file, open."""
    with Project.open(path) as project:
        yield project


def code(project: Project, article: str, *events: dict[str, Any], done: bool = True) -> str:
    """Codes an article with some events; gives the coding."""
    coding = project.codings.begin(article, project.coder.uid)
    if not events:
        project.codings.set_verdict(coding.uid, "no_event")
    for values in events:
        project.events.add(coding.uid, values)
    if done:
        project.finish(coding.uid)
    return coding.uid


EVENT = {"event_date": "2020-06-02", "type": "A", "sub": "a1", "country": "Iraq", "n": 2}


def work_of(project: Project) -> dict[str, list[Any]]:
    """All coders' work in effect: rows without their order, and what is exported of it."""
    found: dict[str, list[Any]] = {}
    for table in ("coding", "event", "evidence", "mention", "flag", "screening", "comment", "actor", "version"):
        found[table] = sorted(map(repr, map(tuple, project.database.all(f"SELECT * FROM {table} WHERE removed = 0"))))
    found["events"] = sorted(map(repr, map(tuple, project.database.all("SELECT * FROM events"))))
    return found
