"""What an export of texts would take, counted before anything is written.

Owns the counts alone. What a format cannot hold is only known once it is written.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...project import Project
from ..selection import REASONS, choose_codings, left_out
from .going import CodingOptions

_EVENT = "SELECT 1 FROM event v WHERE v.coding = c.uid AND v.removed = 0"
_PART = "SELECT 1 FROM data_split s WHERE s.article = a.uid AND s.removed = 0"


@dataclass(frozen=True, slots=True)
class CodingOutlook:
    """How much would go out, and what not: events left out by reason, articles in no part where parts are asked for."""

    articles: int
    codings: int
    without_event: int
    events: int
    mentions: int
    left_out: dict[str, int]
    in_no_part: int = 0

    def in_words(self) -> list[str]:
        """A sentence for each."""
        of = f" in {self.codings:,} codings" if self.codings != self.articles else ""
        lines = [f"{_many(self.articles, 'article')} will go out, with {_many(self.events, 'event')}{of}."]
        if self.without_event or self.mentions:
            none = f"{self.without_event:,} without an event" if self.without_event else ""
            seen = _many(self.mentions, "mention") if self.mentions else ""
            lines.append(f"Of what is no event: {' and '.join(one for one in (none, seen) if one)}.")
        if self.in_no_part:
            lines.append(f"Left out: {_many(self.in_no_part, 'article')} in no part of the data.")
        return lines + [
            f"Left out: {_many(count, 'event')} {REASONS.get(reason, reason)}." for reason, count in self.left_out.items()
        ]


def outlook_of_codings(
    project: Project, options: CodingOptions, coder: str = "", adjudicated: bool = False, every: bool = False
) -> CodingOutlook:
    """Counts. Raises UsageError where the choice is none."""
    with project.database.reading():
        db, chosen = project.database, choose_codings(project, coder, adjudicated, every)
        where = f"FROM coding c JOIN article a ON a.uid = c.article WHERE {chosen.codings}"
        events = int(db.value(f"SELECT count(*) {chosen.rows}", chosen.values))
        lost = left_out(project, chosen, events)
        outside = 0
        if options.splits:
            outside = db.value(f"SELECT count(DISTINCT a.uid) {where} AND NOT EXISTS ({_PART})", chosen.values)
            where += f" AND EXISTS ({_PART})"
        if not options.negatives:
            where += f" AND EXISTS ({_EVENT})"
        row = db.one(
            f"SELECT count(DISTINCT a.uid), count(*), coalesce(sum(NOT EXISTS ({_EVENT})), 0), coalesce(sum((SELECT count(*) "
            "FROM event v WHERE v.coding = c.uid AND v.removed = 0)), 0), coalesce(sum((SELECT count(*) FROM mention m WHERE "
            f"m.coding = c.uid AND m.removed = 0)), 0) {where}",
            chosen.values,
        )
    assert row is not None
    mentions = row[4] if options.negatives else 0
    return CodingOutlook(row[0], row[1], row[2], row[3], mentions, lost, outside)


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"
