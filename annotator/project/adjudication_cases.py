"""What waits for adjudication: articles that several coders handed in, and each coder's work on one of them, read only.

Owns which codings count as handed in. Must not know what was decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from .codings import MAIN, Coding
from .work import named

if TYPE_CHECKING:
    from .events import Event
    from .project import Project

DONE = "('done', 'approved')"
"""The states in which a coding is handed in."""


@dataclass(frozen=True, slots=True)
class Case:
    """One article that at least two coders handed in, or that was begun to be settled. `coders` by uid, as they joined;
    `coding` is the adjudicated coding, empty while the case waits."""

    article: str
    number: int
    title: str
    coders: tuple[str, ...]
    state: Literal["waiting", "open", "done"]
    coding: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One coder's finished coding of an article, read only."""

    coding: str
    coder: str
    name: str
    verdict: str
    reason: str
    answers: Mapping[str, Any]
    events: tuple[Event, ...]


# Articles with more than one coding, and adjudicated codings, are found in the index alone: the codings' rows are long.
_SEVERAL = (
    "WITH several(article) AS MATERIALIZED (SELECT article FROM coding WHERE round = :round AND standing = 'coded' "
    "GROUP BY article HAVING count(*) > 1) "
)
_HANDED_IN = (
    f"{_SEVERAL}SELECT c.article, c.coder FROM several s CROSS JOIN coding c ON c.article = s.article "
    f"WHERE c.round = :round AND c.standing = 'coded' AND c.state IN {DONE} AND c.removed = 0"
)
_ARTICLES = (
    f"{_SEVERAL}SELECT a.uid, a.number, a.title FROM several s CROSS JOIN article a ON a.uid = s.article WHERE a.removed = 0"
)
_BEGUN = (
    "SELECT c.article, c.uid, c.state, a.number, a.title FROM coding c JOIN article a ON a.uid = c.article "
    "WHERE c.rowid IN (SELECT rowid FROM coding WHERE round = :round AND standing = 'adjudicated') "
    "AND c.removed = 0 AND a.removed = 0 ORDER BY c.rowid DESC"
)


def cases(project: Project, round_: str = MAIN) -> list[Case]:
    """The articles with at least two finished codings of the round, and those begun, by number."""
    db, asked = project.database, named(round=round_)
    order = {row[0]: place for place, row in enumerate(db.all("SELECT uid FROM coder ORDER BY rowid"))}
    coders: dict[str, list[str]] = {}
    for article, coder in db.run(_HANDED_IN, asked):
        coders.setdefault(article, []).append(coder)
    begun = {row[0]: row[1:] for row in db.run(_BEGUN, asked)}
    told = {row[0]: (row[1], row[2]) for row in db.run(_ARTICLES, asked)}
    told |= {article: (number, title) for article, (_, _, number, title) in begun.items()}
    found: list[Case] = []
    for article, (number, title) in told.items():
        theirs = coders.get(article, [])
        if len(theirs) > 1 or article in begun:
            uid, state = begun[article][:2] if article in begun else ("", "waiting")
            found.append(Case(article, number, title, tuple(sorted(theirs, key=order.__getitem__)), _state(state), uid))
    found.sort(key=lambda one: one.number)
    return found


def _state(state: str) -> Literal["waiting", "open", "done"]:
    return "waiting" if state == "waiting" else "done" if state in ("done", "approved") else "open"


def lanes(project: Project, article: str, round_: str = MAIN) -> list[Lane]:
    """The finished codings of an article, in the order in which their coders joined."""
    rows = project.database.all(
        f"SELECT c.uid, k.name FROM coding c JOIN coder k ON k.uid = c.coder WHERE c.article = ? AND c.round = ? "
        f"AND c.standing = 'coded' AND c.state IN {DONE} AND c.removed = 0 ORDER BY k.rowid",
        (article, round_),
    )
    found: list[Lane] = []
    for uid, name in rows:
        coding = project.codings.get(uid)
        events = tuple(project.events.of(uid))
        found.append(Lane(uid, coding.coder, name, coding.verdict, coding.reason, coding.answers, events))
    return found


def settled_coding(project: Project, article: str, round_: str = MAIN) -> Coding | None:
    """The adjudicated coding of an article and round, whoever began it."""
    uid = project.database.value(
        "SELECT uid FROM coding WHERE article = ? AND round = ? AND standing = 'adjudicated' AND removed = 0 ORDER BY rowid",
        (article, round_),
    )
    return project.codings.get(uid) if uid else None
