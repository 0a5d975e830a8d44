"""One row an incident, flat like `events`: what the chosen events come to, in TEMP tables of this connection.

`incident_rows` has the columns of `events` and those of `MORE`; its `event_uid` is the incident's uid, or the event's where it
stands alone. `incident_answers` (uid, values, extra, coding) is what `event` is to `events`: the row's values as JSON, the
columns from outside and the coding of its first event. `incident_members` (incident, event, position) says what each row is
made of, first events first. An event that tells several incidents is in the row of each.

Rows of one event are copied as they are; what several come to is `codebook.combining`'s. What follows from values is worked
out again, with the facts of the first article. Which codings are taken is `choice`'s. Must not know formats.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ..codebook.columns import cells
from ..codebook.combining import CombinedValue, combine
from ..codebook.conditions import ArticleFacts, Scope
from ..codebook.derivations import with_derived
from .choice import TAKEN, Chosen, make_choice
from .imports import AS_READ
from .incident_links import IN_EFFECT, where_it_went

if TYPE_CHECKING:
    from .project import Project

MORE = (
    ("_first", "TEXT NOT NULL"), ("_events", "INTEGER NOT NULL"), ("_articles", "INTEGER NOT NULL"), ("_sources", "TEXT"),
    ("_last_date", "TEXT"), ("_ties", "TEXT"),
)  # fmt: skip
"""What the rows have beside: the first event's uid, how many events and articles, the articles' sources and latest date, and
the fields that the rules leave open, with commas between. No field has a name like these."""
BETWEEN = "; "
"""Between the sources of several articles."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class IncidentCounts:
    """What the rows are made of: how many there are and how many are of several events; how many events in them, and how many
    of those are in more than one row; rows in which the rules leave fields open, and how many fields that is in all."""

    rows: int
    of_several: int
    events: int
    in_several: int
    with_ties: int = 0
    ties: int = 0


_MEMBERS = (
    "CREATE TEMP TABLE incident_members (incident TEXT NOT NULL, event TEXT NOT NULL, position INTEGER NOT NULL, "
    "PRIMARY KEY (incident, event)) WITHOUT ROWID",
    # What is settled of each event, at once: then every event finds its incidents in an index made on the way.
    "INSERT OR IGNORE INTO temp.incident_members WITH told(event, incident) AS MATERIALIZED (SELECT l.event, l.incident FROM "
    f"incident_link l JOIN incident i ON i.uid = l.incident WHERE l.judged = 'same' AND {IN_EFFECT}) "
    "SELECT coalesce(t.incident, e.event_uid), e.event_uid, row_number() OVER (PARTITION BY coalesce(t.incident, e.event_uid) "
    f"ORDER BY e.article, e.position, e.event_uid) FROM events e LEFT JOIN told t ON t.event = e.event_uid WHERE {TAKEN}",
    "CREATE INDEX temp.incident_members_by_event ON incident_members(event)",
)
_COUNTED = (
    "SELECT count(*), coalesce(sum(held > 1), 0) FROM (SELECT count(*) AS held FROM temp.incident_members GROUP BY incident)",
    "SELECT count(*), coalesce(sum(rows > 1), 0) FROM (SELECT count(*) AS rows FROM temp.incident_members GROUP BY event)",
)
_MEANT = (
    "CREATE TEMP TABLE incident_meant AS SELECT m.incident, count(*) AS held, max(coalesce(i.\"values\", '{}')) AS settled, "
    "max(i.external_id) AS external_id FROM temp.incident_members m LEFT JOIN incident i ON i.uid = m.incident "
    "GROUP BY m.incident"
)
"""Rows to be made, with what is settled of them."""
_SEVERAL = "(k.held > 1 OR k.settled <> '{}')"
_TOLD = (
    'SELECT k.incident, k.external_id, k.settled, e.event_uid, v."values", v.extra, v.coding, e.article, e.coder, e.round, '
    "e.standing, e.state, e.position, a.date, a.title, a.source FROM temp.incident_meant k JOIN temp.incident_members m ON "
    "m.incident = k.incident CROSS JOIN events e ON e.event_uid = m.event CROSS JOIN event v ON v.uid = e.event_uid CROSS JOIN "
    f"article a ON a.number = e.article WHERE {_SEVERAL} ORDER BY k.incident, m.position"
)
_ANSWERS = (
    # A view: the values of most rows are those of one event and need not be copied.
    "CREATE TEMP VIEW incident_answers AS SELECT r.event_uid AS uid, coalesce(k.\"values\", v.\"values\") AS \"values\", "
    "iif(k.uid IS NULL, v.extra, k.extra) AS extra, v.coding AS coding FROM temp.incident_rows r CROSS JOIN event v ON "
    "v.uid = r._first LEFT JOIN temp.incident_combined k ON k.uid = r.event_uid"
)  # fmt: skip


_MADE = "coalesce(o.label ->> '$.of.of.id', o.label ->> '$.of.id', o.label ->> '$.id')"
_NO_NUMBER = f"{_MADE} NOT IN ('number_events', 'number_release')"
_NO_IMPORT = f"{_NO_NUMBER} AND {_MADE} <> 'import_events'"
"""Whether an operation `o`, or what it took back, is more than that an event got its number, or came in with it."""
_STAMPS = (
    # As the table of one event has it: the last change of a value here, else what came with it, else when it was done.
    "SELECT m.incident, coalesce(o.time, v.extra ->> '$.timestamp', c.first_done) FROM temp.incident_combined k "
    "CROSS JOIN temp.incident_members m ON m.incident = k.uid CROSS JOIN event v ON v.uid = m.event CROSS JOIN coding c ON "
    "c.uid = v.coding LEFT JOIN operation o ON o.id = (SELECT max(h.operation) FROM change h WHERE h.uid = v.uid "
    "AND h.tbl = 'event' AND h.field <> '*' AND h.field GLOB 'values.*')",
    "SELECT l.incident, max(o.time) FROM temp.incident_combined k CROSS JOIN incident_link l ON l.incident = k.uid "
    "CROSS JOIN change h ON h.uid = l.uid AND h.tbl = 'incident_link' AND h.field <> '*' CROSS JOIN operation o ON "
    f"o.id = h.operation WHERE {_NO_NUMBER} GROUP BY l.incident",
    "SELECT l.incident, max(o.time) FROM change h CROSS JOIN incident_link l ON l.uid = h.uid CROSS JOIN "
    "temp.incident_combined k ON k.uid = l.incident CROSS JOIN operation o ON o.id = h.operation WHERE h.field = '*' "
    f"AND h.tbl = 'incident_link' AND {_NO_IMPORT} GROUP BY l.incident",
    "SELECT k.uid, max(o.time) FROM temp.incident_combined k CROSS JOIN change h ON h.uid = k.uid AND h.tbl = 'incident' "
    "AND h.field GLOB 'values.*' AND h.field <> '*' CROSS JOIN operation o ON o.id = h.operation "
    f"WHERE {_NO_NUMBER} GROUP BY k.uid",
    # What was settled of one that was merged into another went along.
    "SELECT g.uid, max(o.time) FROM incident g CROSS JOIN change h ON h.uid = g.uid AND h.tbl = 'incident' AND h.field GLOB "
    "'values.*' AND h.field <> '*' CROSS JOIN operation o ON o.id = h.operation WHERE g.merged_into IS NOT NULL "
    f"AND g.\"values\" <> '{{}}' AND {_NO_NUMBER} GROUP BY g.uid",
)


def count_incidents(project: Project, chosen: Chosen) -> IncidentCounts:
    """What there would be, without making it; ties are not counted. Fills `incident_members` alone."""
    del chosen  # its tables are read
    db = project.database
    with db.scratch():
        _clear(project)
        for statement in _MEMBERS:
            db.run(statement)
    return _counted(project)


def make_incident_rows(
    project: Project, chosen: Chosen, without: frozenset[str] = frozenset(), *, alone: bool = True
) -> IncidentCounts:  # fmt: skip
    """Makes the tables from what `make_choice` filled, on a connection for reading only, too.

    Fields of `without` are given out by nobody: what is open in them is not counted. They are made all the same, for others
    follow from them. Without `alone` the rows of one event are not made.
    """
    count_incidents(project, chosen)
    db = project.database
    open_fields = rows_open = 0
    with db.scratch():
        _make_tables(project)
        db.run(_MEANT)
        if alone:
            _copy_alone(project)
        insert, keep = _inserts(project)
        for batch in _batched(_combined(project, without)):
            db.run_many(insert, [row for row, _, _ in batch])
            db.run_many(keep, [kept for _, kept, _ in batch])
            open_fields += sum(len(ties) for _, _, ties in batch)
            rows_open += sum(bool(ties) for _, _, ties in batch)
        db.run("DROP TABLE temp.incident_meant")
        db.run("CREATE INDEX temp.incident_rows_in_order ON incident_rows(article, position, event_uid)")
    found = _counted(project)
    return IncidentCounts(found.rows, found.of_several, found.events, found.in_several, rows_open, open_fields)


def without_id(project: Project) -> list[str]:
    """The first event of each row without an outside id, in the order of rows, as `incident_members` was last filled."""
    return [row[0] for row in project.database.run(
        "SELECT m.event FROM temp.incident_members m CROSS JOIN events e ON e.event_uid = m.event LEFT JOIN incident i ON "
        "i.uid = m.incident WHERE m.position = 1 AND i.external_id IS NULL ORDER BY e.article, e.position, e.event_uid"
    )]  # fmt: skip


def unnumbered(project: Project) -> list[str]:
    """The first event of each incident without an outside id that a release would take, in the order of rows."""
    count_incidents(project, make_choice(project))
    return without_id(project)


def stamp_rows(project: Project, newest: Callable[[Sequence[str]], str]) -> None:
    """Fills `incident_stamps` (uid, time) for the rows that are not one event as it stands: when anything last changed that
    makes them what they are, a value of an event, a link, or what is settled. `newest` knows the latest of several times,
    which may have come from outside in another spelling. That an import or a number linked an event is no change of it."""
    db = project.database
    times: dict[str, list[str]] = {}
    made = {row[0] for row in db.run("SELECT uid FROM temp.incident_combined")}
    for sql in _STAMPS:
        for uid, time in db.all(sql):
            if time:
                times.setdefault(uid if uid in made else where_it_went(db, uid), []).append(time)
    with db.scratch():
        db.run("DROP TABLE IF EXISTS temp.incident_stamps")
        db.run("CREATE TEMP TABLE incident_stamps (uid TEXT PRIMARY KEY, time TEXT)")
        db.run_many(
            "INSERT INTO temp.incident_stamps VALUES (?, ?)", ((uid, newest(times[uid])) for uid in made & times.keys())
        )


def come_to(
    project: Project, told: Sequence[Mapping[str, Any]], settled: Mapping[str, Any], facts: ArticleFacts
) -> tuple[dict[str, CombinedValue], dict[str, Any]]:
    """What events come to, by field, and all values of the row, derived ones filled. `told` are the events' own values in
    the order of articles; `facts` are the first article's."""
    combined = combine(project.codebook, told, settled)
    values = {name: one.value for name, one in combined.items() if one.value is not None}
    return combined, with_derived(Scope(project.codebook, values, facts, project.registers))


def _clear(project: Project) -> None:
    db = project.database
    db.run("DROP VIEW IF EXISTS temp.incident_answers")
    for table in ("members", "meant", "rows", "combined", "stamps"):
        db.run(f"DROP TABLE IF EXISTS temp.incident_{table}")


def _make_tables(project: Project) -> None:
    db = project.database
    flat = {column.name: column.kind for column in project.table.flat}
    kinds = [f'"{name}" {flat.get(name, "")}' for name in project.table.names if name != "event_uid"]
    more = [f"{name} {kind}" for name, kind in MORE]
    db.run(f"CREATE TEMP TABLE incident_rows (event_uid TEXT PRIMARY KEY, {', '.join([*kinds, *more])})")
    db.run('CREATE TEMP TABLE incident_combined (uid TEXT PRIMARY KEY, "values" TEXT NOT NULL, extra TEXT)')
    db.run(_ANSWERS)


def _counted(project: Project) -> IncidentCounts:
    rows, of_several, events, in_several = (
        number for sql in _COUNTED for number in project.database.one(sql) or (0, 0)
    )  # fmt: skip
    return IncidentCounts(rows, of_several, events, in_several)


def _copy_alone(project: Project) -> None:
    """The rows of one event, as it stands; its id is that of the incident."""
    given = {"event_uid": "k.incident", "id": "k.external_id"}
    copied = ", ".join(given.get(name, f'e."{name}"') for name in project.table.names)
    project.database.run(
        f"INSERT INTO temp.incident_rows SELECT {copied}, e.event_uid, 1, 1, nullif(a.source, ''), e.article_date, NULL "
        "FROM temp.incident_meant k JOIN temp.incident_members m ON m.incident = k.incident CROSS JOIN events e ON "
        f"e.event_uid = m.event CROSS JOIN article a ON a.number = e.article WHERE NOT {_SEVERAL}"
    )


def _inserts(project: Project) -> tuple[str, str]:
    marks = ", ".join("?" * (len(project.table.names) + len(MORE)))
    return f"INSERT INTO temp.incident_rows VALUES ({marks})", "INSERT INTO temp.incident_combined VALUES (?, ?, ?)"


_Made = tuple[list[Any], tuple[str, str, str | None], list[str]]


def _batched(made: Iterator[_Made]) -> Iterator[list[_Made]]:
    """Some at a time: the tables are read while they grow by what was read before."""
    batch: list[_Made] = []
    for one in made:
        batch.append(one)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _combined(project: Project, without: frozenset[str]) -> Iterator[_Made]:
    """The rows of incidents of several events, or of which something is settled: flat, with JSON, and the open fields."""
    book = project.codebook
    for incident, group in groupby(project.database.run(_TOLD), key=lambda row: row[0]):
        rows = list(group)
        _, external_id, settled, first, _, extra, _, article, coder, round_, standing, _, position, day, title, source = rows[0]
        told = [_own(project, row[4]) for row in rows]
        facts = ArticleFacts(day or "", title, source)
        combined, full = come_to(project, told, json.loads(settled), facts)
        ties = [name for name, one in combined.items() if one.tied and name not in without]
        dates = sorted(row[13] for row in rows if row[13])
        sources = list(dict.fromkeys(row[15] for row in rows if row[15]))
        state = "approved" if all(row[11] == "approved" for row in rows) else "done"
        flat = [
            incident, article, coder, round_, standing, state, position, external_id, day, None, None,
            *cells(book, project.table.flat, full), first, len(rows), len({row[7] for row in rows}),
            BETWEEN.join(sources) or None, dates[-1] if dates else None, ",".join(ties) or None,
        ]  # fmt: skip
        values = {name: one.value for name, one in combined.items() if one.value is not None}
        outside = extra if len(rows) == 1 else _outside([row[5] for row in rows])
        yield flat, (incident, _json(values), outside), ties


def _own(project: Project, values: str) -> dict[str, Any]:
    return {name: value for name, value in json.loads(values).items() if name in project.codebook.fields}


def _outside(extras: Sequence[str | None]) -> str | None:
    """The columns from outside of several events, each as the first that has it. Cells as they were read are of a row that
    told one event, and say nothing of what several come to."""
    found: dict[str, Any] = {}
    for extra in extras:
        for name, value in json.loads(extra or "{}").items():
            if name != AS_READ:
                found.setdefault(name, value)
    return _json(found) if found else None


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
