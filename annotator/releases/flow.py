"""`tables/flow.csv`: from what was searched to what is released, with all that falls out on the way; and `tables/searches.csv`.

Owns the steps. What stands at a step is what stood at the one before less what fell out there, within articles and within
events; the numbers of searches are what people noted, and need not add up with those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ..codebook.model import Codebook, in_language
from ..project import Project
from .articles import OWN_WORDS
from .described import Column, Described, sheet
from .statuses import LEFT_OUT, STATUSES
from .taken import Taken

EVENTS_LEFT_OUT: dict[str, str] = {
    **LEFT_OUT,
    "adjudicated": "Settled by adjudication, which stands for its article",
    "another_approved": "Another coding of the article was approved",
    "other_round": "Of other rounds",
    "standard": "Of a standard made for training or testing",
}
_ARTICLE_STEPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("articles", "Articles in the project", ()),
    ("unique", "Articles that are no duplicates", ("duplicate", "replaced")),
    ("to_code", "Articles left to code after the first pass", ("screened_out",)),
    ("coded", "Articles coded and taken", ("not_coded", "in_work", "left_out")),
    ("with_events", "Articles with events", ("unusable", "no_event")),
)
"""Each step with what falls out before it, by the status of the article."""

Row = tuple[int, str, str, str, str, str, int | None]


def described_flow() -> Described:
    """The flow as a table."""
    units = (("search", "What people noted of their searches"), ("article", "Articles"), ("event", "Events"),
             ("incident", "Incidents"))  # fmt: skip
    kinds = (("stands", "So many are there at this step"), ("out", "So many fell out before this step"))
    return Described(
        "flow", "tables/flow.csv", "Flow", "From what was retrieved to what is released. Within articles and within events, "
        "what stands at a step is what stood at the one before less what fell out.",
        (
            Column("line", "integer", "Line", required=True), Column("step", "integer", "Step", required=True),
            Column("unit", title="Of what", codes=units, required=True),
            Column("kind", title="Stands or falls out", codes=kinds, required=True),
            Column("name", title="Name", required=True), Column("reason", title="Why it fell out", about="A code; "
                   "own_words where coders said it in words of their own."),
            Column("label", title="In words"), Column("n", "integer", "How many", minimum=0),
        ),
        ("line",),
    )  # fmt: skip


def write_flow(
    taken: Taken, articles: Counter[tuple[str, str]], events: int, events_left_out: Mapping[str, int], incidents: int,
    of_several: int,
) -> tuple[Described, list[Row]]:  # fmt: skip
    """Writes the flow; gives it with its rows. `articles` are counted by status and reason."""
    rows = [
        *_searched(taken.project),
        *_articles(taken.project.codebook, articles),
        *_events(events, events_left_out, incidents, of_several),
    ]
    table = described_flow()
    with sheet(taken, table) as out:
        out.write([[line, *row] for line, row in enumerate(rows, start=1)])
    return table, rows


def _searched(project: Project) -> Iterator[Row]:
    rows = project.database.all(
        "SELECT count(*), sum(hits), sum(retrieved), sum(duplicates) FROM search_record WHERE removed = 0"
    )
    count, hits, retrieved, duplicates = rows[0]
    if not count:
        return
    yield 1, "search", "stands", "hits", "", "Hits of all searches, as noted", hits
    yield 2, "search", "stands", "retrieved", "", "Articles retrieved, as noted", retrieved
    yield 3, "search", "out", "retrieved", "duplicate", "Of these there already, as noted", duplicates


def _articles(codebook: Codebook, counted: Counter[tuple[str, str]]) -> Iterator[Row]:
    stands = sum(counted.values())
    for step, (name, label, falls) in enumerate(_ARTICLE_STEPS, start=4):
        for status in falls:
            for (_, reason), n in sorted((one, n) for one, n in counted.items() if one[0] == status):
                stands -= n
                code = f"{status}:{reason}" if reason else status
                yield step, "article", "out", name, code, _in_words(codebook, status, reason), n
        yield step, "article", "stands", name, "", label, stands


def _in_words(codebook: Codebook, status: str, reason: str) -> str:
    known = {one.code: in_language(one.label) or one.code for one in codebook.no_event_reasons}
    said = LEFT_OUT.get(reason) or known.get(reason) or ("in the coder's words" if reason == OWN_WORDS else reason)
    return f"{STATUSES[status]}: {said}" if said else STATUSES[status]


def _events(events: int, left_out: Mapping[str, int], incidents: int, of_several: int) -> Iterator[Row]:
    yield 9, "event", "stands", "events", "", "Events in all codings", events + sum(left_out.values())
    for reason, n in sorted(left_out.items()):
        yield 10, "event", "out", "events_taken", reason, EVENTS_LEFT_OUT.get(reason, reason), n
    yield 10, "event", "stands", "events_taken", "", "Events taken", events
    yield 11, "incident", "stands", "incidents", "", "Incidents they tell", incidents
    yield 12, "incident", "stands", "of_several", "", "Incidents that several events tell", of_several


def write_searches(taken: Taken) -> Described:
    """Where articles were searched for, as the lead noted it, in the order of the days."""
    columns: dict[str, Any] = {
        "search": ("string", "Search"), "name": ("string", "Database"), "query": ("string", "Query"),
        "first": ("date", "First day asked for"), "last": ("date", "Last day asked for"), "made": ("date", "Made on"),
        "hits": ("integer", "Hits"), "retrieved": ("integer", "Retrieved"),
        "duplicates": ("integer", "Of these there already"), "note": ("string", "Note"),
    }  # fmt: skip
    table = Described(
        "searches", "tables/searches.csv", "Searches", "Where articles were searched for. Numbers are what people noted.",
        tuple(Column(name, kind, title) for name, (kind, title) in columns.items()), ("search",),
    )  # fmt: skip
    rows = taken.project.database.all(
        'SELECT uid, name, "query", first, last, made, hits, retrieved, duplicates, note FROM search_record '
        "WHERE removed = 0 ORDER BY made IS NULL, made, name, uid"
    )
    with sheet(taken, table) as out:
        out.write(rows)
    return table
