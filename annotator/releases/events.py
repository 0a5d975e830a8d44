"""`tables/events.csv`: one row an event that was taken, as its coder or the adjudication has it; and the crosswalk.

Owns both tables: which article tells which event, and which event tells which incident, many to many. Reads the TEMP tables
of `project.choice` and `project.incident_rows`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from ..formats.selection import pseudonyms
from ..project import Project
from ..project.choice import TAKEN
from .articles import BASES
from .articles import NAME as ARTICLES
from .described import Column, Described, Key, sheet
from .fields import released_columns
from .taken import Taken
from .texts import TextRule

BATCH = 500
STANDINGS = (("coded", "As one coder has it"), ("adjudicated", "Settled from several coders' work"))
NAME, INCIDENTS, CROSSWALK = "events", "incidents", "crosswalk"


def described_events(taken: Taken) -> Described:
    """The table of events."""
    fixed = (
        Column("event", title="Event", about="What it is known by everywhere.", required=True),
        Column("incidents", title="Incidents", about="The ids of the incidents it tells, or what they are known by where they "
               "have no id, divided by “; ”; the crosswalk has them one by one."),
        Column("article", "integer", "Article: number", required=True),
        Column("article_uid", title="Article", required=True),
        Column("round", title="Round", about="The name of the round it was coded in."),
        Column("coder", title="Coder", about="A pseudonym; of what was adjudicated, who settled it."),
        Column("standing", title="Coded or adjudicated", codes=STANDINGS),
        Column("basis", title="What it was taken for", codes=BASES),
    )  # fmt: skip
    fields = tuple(column for _, column in released_columns(taken.project.codebook, taken.not_released))
    return Described(
        NAME, "tables/events.csv", "Events", "One row an event: one happening as it was found in one article.",
        (*fixed, *fields), ("event",), (Key(("article",), ARTICLES, ("article",)),),
    )  # fmt: skip


def write_events(taken: Taken, rule: TextRule) -> Described:
    """Writes the table, in the order of articles and events."""
    project, table = taken.project, described_events(taken)
    flat = [one for one, _ in released_columns(project.codebook, taken.not_released)]
    names = pseudonyms(project)
    rounds = round_names(project)
    columns = "".join(f', e."{one.name}"' for one in flat)
    cursor = project.database.run(
        "SELECT e.event_uid, (SELECT group_concat(id, '; ') FROM (SELECT coalesce(r.id, m.incident) AS id FROM "
        "temp.incident_members m JOIN temp.incident_rows r ON r.event_uid = m.incident WHERE m.event = e.event_uid "
        "ORDER BY r.article, r.position, m.incident)), e.article, a.uid, e.round, e.coder, e.standing, (SELECT o.basis FROM "
        f"temp.chosen o WHERE o.number = e.article){columns} FROM events e JOIN article a ON a.number = e.article "
        f"WHERE {TAKEN} ORDER BY e.article, e.position, e.event_uid"
    )
    with sheet(taken, table) as out:
        while rows := cursor.fetchmany(BATCH):
            shaped: list[list[Any]] = []
            for row in rows:
                cells = list(row)
                cells[4], cells[5] = rounds.get(cells[4], cells[4]), names.get(cells[5], cells[5])
                cells[8:] = [rule.own_words(cell, cells[2]) for cell in cells[8:]]
                shaped.append(cells)
            out.write(shaped)
    tell_items(taken, table, f"FROM events e JOIN event v ON v.uid = e.event_uid WHERE {TAKEN}")
    return table


def tell_items(taken: Taken, table: Described, rows: str) -> None:
    """Notes how many entries of groups have no columns in a table of flat columns; `rows` give the answers as `v`."""
    groups = [one for one in taken.project.codebook.fields.values() if one.type == "group"]
    parts = [f'max(coalesce(json_array_length(v."values", \'$."{one.name}"\'), 0) - {one.most}, 0)' for one in groups]
    count = taken.project.database.value(f"SELECT coalesce(sum({' + '.join(parts)}), 0) {rows}") if parts else 0
    if count:
        taken.told.setdefault(table.path, {})["counts"] = {"items_without_column": count}


def round_names(project: Project) -> dict[str, str]:
    """What people call each round, by uid."""
    return {row[0]: row[1] for row in project.database.all("SELECT uid, name FROM round")}


def write_crosswalk(taken: Taken, rule: TextRule) -> Described:
    """Which event of which article tells which incident: one row for each such link, in the order of the incidents."""
    judged = (
        ("linked", "Linked by somebody, or by an id that came with both"),
        ("alone", "No other event tells this incident, and nobody linked it"),
    )
    table = Described(
        CROSSWALK, "tables/crosswalk.csv", "Crosswalk", "Which events tell which incident, many to many: what incidents, "
        "events and articles are joined by. Ids that were merged into others stand in the table of merged ids.",
        (
            Column("incident", title="Incident", required=True), Column("id", title="Id of the incident"),
            Column("event", title="Event", required=True), Column("article", "integer", "Article: number", required=True),
            Column("article_uid", title="Article", required=True), Column("judged", title="How it came about", codes=judged),
            Column("reason", title="Why", about="What was said when it was linked."),
        ),
        ("incident", "event"),
        (Key(("incident",), INCIDENTS, ("incident",)), Key(("event",), NAME, ("event",)),
         Key(("article",), ARTICLES, ("article",))),
    )  # fmt: skip
    with sheet(taken, table) as out:
        for rows in _links(taken, rule):
            out.write(rows)
    return table


_LINKED = (
    "count(*) OVER (PARTITION BY m.incident) > 1 OR EXISTS (SELECT 1 FROM change h JOIN operation o ON o.id = h.operation "
    "WHERE h.tbl = 'incident_link' AND h.uid = l.uid AND o.label ->> '$.id' IN "
    "('link_events', 'add_to_incident', 'separate_event', 'part_events', 'mark_same', 'mark_different'))"
)
"""Whether somebody said which incident an event tells: an id makes a link, too, as does an import."""


def _links(taken: Taken, rule: TextRule) -> Iterator[list[list[Any]]]:
    cursor = taken.project.database.run(
        f"SELECT m.incident, r.id, m.event, a.number, a.uid, CASE WHEN {_LINKED} THEN 'linked' ELSE 'alone' END, "
        "coalesce(l.reason, '') FROM temp.incident_members m JOIN temp.incident_rows r ON r.event_uid = m.incident "
        "JOIN events e ON e.event_uid = m.event JOIN article a ON a.number = e.article LEFT JOIN incident_link l ON "
        "l.incident = m.incident AND l.event = m.event AND l.judged = 'same' AND l.removed = 0 "
        "ORDER BY r.article, r.position, m.incident, m.position"
    )
    while rows := cursor.fetchmany(BATCH):
        yield [[*head, rule.said(reason, head[3])] for *head, reason in rows]


def write_merged(taken: Taken) -> Described:
    """Ids that were given out once and stand for another incident now, with that."""
    table = Described(
        "merged", "tables/merged.csv", "Merged ids", "Ids of incidents that were merged into others: they are not used again.",
        (
            Column("id", title="Merged id", required=True), Column("incident", title="Merged incident", required=True),
            Column("merged_into_id", title="Id it was merged into"),
            Column("merged_into", title="Incident it was merged into", required=True),
        ),
        ("incident",),
    )  # fmt: skip
    with sheet(taken, table) as out:
        out.write(merged(taken))
    return table


def merged(taken: Taken, only: Collection[str] | None = None) -> list[list[Any]]:
    """Merged id and incident, and the id and the incident at the end of the way; of some ends alone where they are named."""
    rows = taken.project.database.all(
        "WITH RECURSIVE way(start, id, at) AS (SELECT uid, external_id, merged_into FROM incident WHERE merged_into IS NOT "
        "NULL AND external_id IS NOT NULL UNION SELECT w.start, w.id, i.merged_into FROM way w JOIN incident i ON i.uid = w.at "
        "WHERE i.merged_into IS NOT NULL) SELECT w.id, w.start, i.external_id, i.uid FROM way w JOIN incident i "
        "ON i.uid = w.at WHERE i.merged_into IS NULL ORDER BY w.id, w.start"
    )
    return [list(row) for row in rows if only is None or row[3] in only]
