"""How far sources cover the time: articles by source and month, and what is counted in them.

Owns the shape of such a table, made from counts; where those come from is `event_figures`'.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from .periods import next_start, start_of

MOST_MONTHS = 48
"""From more months on coverage is told by year."""
Months = dict[tuple[str, str], int]
"""Counts by source and month (`2020-06`), an empty month for none."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Articles by source and time: `periods` are months or years without a gap, `cells[source, period]` holds articles and
    events. `undated` articles have no month, `rest` counts sources that are not listed.

    Where most articles have no date, as where tables of coded rows were imported, `by_events` is true: then events are told
    by what they say of their source and day, and stand in both places of a cell; `articles` counts events, too.
    """

    by_events: bool = False
    unit: Literal["month", "year"] = "month"
    periods: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    cells: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    articles: int = 0
    undated: int = 0
    rest: int = 0


def covered(articles: Months, events: Months, most: int) -> Coverage:
    """Coverage from counts by source and month (`2020-06`, empty where an article has none): the sources with most articles,
    all months from the first to the last, or the years where that are too many."""
    undated = sum(count for (_, month), count in articles.items() if not month)
    by_source: dict[str, int] = defaultdict(int)
    for (source, _), count in articles.items():
        by_source[source] += count
    ranked = sorted(by_source, key=lambda one: (-by_source[one], one))
    months = sorted({month for _, month in articles if month})
    total = sum(by_source.values())
    if not months:
        return Coverage(articles=total, undated=undated)
    first, last = (date.fromisoformat(f"{one}-01") for one in (months[0], months[-1]))
    yearly = (last.year - first.year) * 12 + last.month - first.month >= MOST_MONTHS
    length = 4 if yearly else 7
    periods: list[str] = []
    at: date | None = start_of(first, "year") if yearly else first
    while at is not None and at <= last:
        periods.append(at.isoformat()[:length])
        at = next_start(at, "year" if yearly else "month")
    shown = ranked[:most]
    cells: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for place, counts in enumerate((articles, events)):
        for (source, month), count in counts.items():
            if month and source in by_source:
                cells[source, month[:length]][place] += count
    listed = set(shown)
    return Coverage(
        False, "year" if yearly else "month", tuple(periods), tuple(shown),
        {key: (told[0], told[1]) for key, told in cells.items() if key[0] in listed},
        total, undated, len(ranked) - len(shown),
    )  # fmt: skip


def by_month(rows: Iterable[Any]) -> Months:
    """Rows of source, month and count as such counts; what is no month counts under none."""
    found: Months = defaultdict(int)
    for source, month, count in rows:
        found[source, month if _is_month(month) else ""] += count
    return found


def _is_month(text: str | None) -> bool:
    try:
        date.fromisoformat(f"{text}-01")
    except ValueError:
        return False
    return True
