"""What an export of texts would take, counted before anything is written.

Owns the counts alone. What a format cannot hold is only known once it is written.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...project import Project
from ..selection import REASONS, choose_codings, count_codings, left_out
from .going import CodingOptions


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
        chosen = choose_codings(project, coder, adjudicated, every)
        counts = count_codings(project, chosen, parts=options.splits, negatives=options.negatives)
        lost = left_out(project, chosen, counts.chosen_events)
    mentions = counts.mentions if options.negatives else 0
    return CodingOutlook(
        counts.articles, counts.codings, counts.without_event, counts.events, mentions, lost, counts.in_no_part
    )  # fmt: skip


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"
