"""What an export of texts would take, counted before anything is written.

Owns the counts alone. What a format cannot hold is only known once it is written.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...project import Project
from ..passed_over import PassedOver, passed_over
from ..selection import choose_codings, count_codings, left_out
from .going import CodingOptions


@dataclass(frozen=True, slots=True)
class CodingOutlook:
    """How much would go out, and what not: codings and events left out by reason, articles in no part where parts are asked
    for, codings without an event where these are not wanted."""

    articles: int
    codings: int
    without_event: int
    events: int
    mentions: int
    left_out: dict[str, int]
    passed_over: PassedOver
    in_no_part: int = 0
    not_wanted: int = 0

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
        if self.not_wanted:
            lines.append(f"Left out: {_many(self.not_wanted, 'coding')} without an event.")
        return lines + self.passed_over.in_words(self.left_out)


def outlook_of_codings(
    project: Project, options: CodingOptions, coder: str = "", adjudicated: bool = False, every: bool = False
) -> CodingOutlook:
    """Counts. Raises UsageError where the choice is none."""
    with project.database.reading():
        chosen = choose_codings(project, coder, adjudicated, every)
        counts = count_codings(project, chosen, parts=options.splits, negatives=options.negatives)
        lost, passed = left_out(project, chosen, counts.chosen_events), passed_over(project, chosen)
    mentions = counts.mentions if options.negatives else 0
    return CodingOutlook(
        counts.articles, counts.codings, counts.without_event, counts.events, mentions, lost, passed, counts.in_no_part,
        counts.not_wanted,
    )  # fmt: skip


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"
