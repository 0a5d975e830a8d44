"""`tables/incidents.csv`: one row an incident, with what the events that tell it come to.

Owns the table. What an incident says of each field is worked out in `project.incident_rows`, whose TEMP tables are read.
"""

from __future__ import annotations

from typing import Any

from .described import Column, Described, sheet
from .events import INCIDENTS, merged, tell_items
from .fields import released_columns
from .taken import Taken

BATCH = 500


def described_incidents(taken: Taken) -> Described:
    """The table of incidents."""
    fixed = (
        Column("incident", title="Incident", about="What it is known by everywhere; of an event alone, the event's.",
               required=True),
        Column("id", title="Id", about="Given out at a release, and never used again."),
        Column("merged_ids", title="Merged ids", about="Ids once given out that stand for this incident now, divided by “; ”."),
        Column("events", "integer", "Events", "How many events tell it.", minimum=1, required=True),
        Column("articles", "integer", "Articles", "In how many articles.", minimum=1, required=True),
        Column("sources", "integer", "Sources", "Of how many sources, by their names.", minimum=0),
        Column("first_report", "date", "First report", "The first day on which an article told it."),
        Column("last_report", "date", "Last report", "The last such day."),
    )  # fmt: skip
    fields = tuple(column for _, column in released_columns(taken.project.codebook, taken.not_released))
    return Described(
        INCIDENTS, "tables/incidents.csv", "Incidents", "One row an incident: one happening in the world, told by the events "
        "of one or many articles. Each value follows a rule of the codebook; the table of values says which.",
        (*fixed, *fields), ("incident",),
    )  # fmt: skip


def write_incidents(taken: Taken) -> Described:
    """Writes the table, in the order of the first articles that tell them. What must not go out of their texts was taken out of
    the rows before (`held_back`)."""
    project, table = taken.project, described_incidents(taken)
    flat = [one for one, _ in released_columns(project.codebook, taken.not_released)]
    gone: dict[str, list[str]] = {}
    for id_, _, _, into in merged(taken):
        gone.setdefault(into, []).append(id_)
    columns = "".join(f', r."{one.name}"' for one in flat)
    cursor = project.database.run(
        "SELECT r.event_uid, r.id, '', count(*), count(DISTINCT e.article), count(DISTINCT nullif(lower(trim(a.source)), '')), "
        f"min(a.date), max(a.date){columns} FROM temp.incident_rows r JOIN temp.incident_members m ON m.incident = r.event_uid "
        "JOIN events e ON e.event_uid = m.event JOIN article a ON a.number = e.article GROUP BY r.event_uid "
        "ORDER BY r.article, r.position, r.event_uid"
    )
    with sheet(taken, table) as out:
        while rows := cursor.fetchmany(BATCH):
            shaped: list[list[Any]] = []
            for row in rows:
                cells = list(row)
                cells[2] = "; ".join(gone.get(cells[0], ()))
                shaped.append(cells)
            out.write(shaped)
    tell_items(taken, table, "FROM temp.incident_answers v")
    return table
