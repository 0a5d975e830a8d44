"""What an export of codings does not take: codings by the reason, with events or without; articles of which none goes out.

Owns the counts and their words. Which codings are chosen is `selection`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..project import Project
from .selection import REASONS, Selection

_CODINGS = (
    "(SELECT c.uid, c.coder, c.round, c.standing, c.state, a.number AS article FROM coding c JOIN article a "
    "ON a.uid = c.article WHERE c.removed = 0 AND a.removed = 0)"
)
"""All codings with those columns of the flat table `events` that reasons ask for."""


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Codings that are not chosen, by reason; articles without a chosen one, begun or not."""

    codings: dict[str, int]
    articles: int

    @property
    def is_work_done(self) -> bool:
        """Whether any of it is finished work."""
        return bool(self.codings.keys() - {"not_done"})

    def in_words(self, events: dict[str, int]) -> list[str]:
        """A sentence for each reason, with the events that are left out for it, and one for the articles."""
        lines: list[str] = []
        for reason in sorted({*self.codings, *events}):
            why = REASONS.get(reason, reason).removeprefix("in codings ")
            with_events = f", with {_many(events[reason], 'event')}" if events.get(reason) else ""
            lines.append(f"Left out: {_many(self.codings.get(reason, 0), 'coding')} {why}{with_events}.")
        if self.articles:
            lines.append(f"Left out: {_many(self.articles, 'article')} without a finished coding that goes out.")
        return lines


def passed_over(project: Project, chosen: Selection) -> PassedOver:
    """Counts. A choice by `make_choice` must stand on this connection where the selection is of one."""
    db, values = project.database, chosen.values
    rows = db.all(f"SELECT {chosen.reason} AS why, count(*) FROM {_CODINGS} e GROUP BY why ORDER BY why", values)
    articles = db.value(
        f"SELECT count(DISTINCT a.uid) FROM coding c JOIN article a ON a.uid = c.article WHERE {chosen.codings}", values
    )
    return PassedOver({row[0]: row[1] for row in rows if row[0]}, project.articles.count() - int(articles))


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"
