"""Lists of 1,000,000 events: filter, sort and count, with the first lines, ≤ 300 ms."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from corpus import project_with, timed, told

from annotator.project import Project
from annotator.project.event_list import EventList, EventQuery, Filter, index_columns

LINES = 64


def asked() -> dict[str, EventQuery]:
    """What people ask of a list, by name."""
    of_type = Filter("event_type", "is", "Battles")
    late = Filter("event_date", "least", "2023")
    many = Filter("fatalities", "least", 5)
    group = Filter("actor1", "contains", "group 77")
    return {
        "all, by article": EventQuery(),
        "all, by date, newest first": EventQuery(sort="event_date", descending=True),
        "all, by fatalities": EventQuery(sort="fatalities", descending=True),
        "one type, by date": EventQuery((of_type,), sort="event_date"),
        "from 2023 on, by place": EventQuery((late,), sort="location"),
        "one type and country, from 2023, by date": EventQuery(
            (of_type, late, Filter("country", "is", "Mali")), sort="event_date"
        ),
        "five deaths or more, by date": EventQuery((many,), sort="event_date"),
        "part of an actor's name": EventQuery((group,), sort="event_date"),
    }  # fmt: skip


def main(events: int = 1_000_000) -> None:
    """Prints count and first lines of every question, then the whole order and words in the texts."""
    made = project_with(max(events // 10, 1), indexed=False, events=events)
    with tempfile.TemporaryDirectory(dir=made.parent) as folder:
        # The lists make indexes that other benchmarks should not find.
        copy = Path(shutil.copyfile(made, Path(folder) / made.name))
        with Project.open(copy) as project:
            measure(project)


def measure(project: Project) -> None:
    """All questions of one open project."""
    listed = EventList(project.table)
    names = [column.name for column in listed.columns]
    for what, query in asked().items():
        began = time.perf_counter()
        index_columns(project.database, listed.wanting_index(query))
        indexing = time.perf_counter() - began

        def first(query: EventQuery = query) -> None:
            listed.count(query)
            listed.rows(listed.first(query, LINES), names)

        taken = timed(first, 3)
        if indexing > 0.05:
            print(f"{'':4}once, an index for {what}: {indexing:.1f} s")
        told(f"{what} ({listed.count(query):,})", taken * 1000, 300, "ms")
        print(f"{'':4}its whole order: {timed(lambda query=query: listed.numbers(query), 1) * 1000:.0f} ms, in the background")
    words = EventQuery(words="clashed 8999")
    print(f"words in all texts: {timed(lambda: listed.count(words), 1):.1f} s, in the background")


if __name__ == "__main__":
    main()
