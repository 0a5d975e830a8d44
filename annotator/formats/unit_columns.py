"""What a row of the wide and typed tables says beside the codebook's fields: one list of columns for events, one for incidents.

Owns their names, kinds and titles, and where their cells stand: `e` is the row, `a` the article of its first event, `v` its
answers. Must not know how a table is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..codebook.columns import FlatColumn
from ..project import Project
from .selection import Selection

Kind = Literal["text", "integer", "decimal", "date", "list", "group"]


@dataclass(frozen=True, slots=True)
class UnitColumn:
    """One column: `select` is its SQL."""

    name: str
    kind: Kind
    select: str
    title: str


CODER = "coder"
"""The column of the coder, whose cells become pseudonyms."""
_EVENT = (
    UnitColumn("event_uid", "text", "e.event_uid", "Event"),
    UnitColumn("id", "text", "e.id", "Id the outside world knows"),
    UnitColumn("article", "integer", "e.article", "Article: number"),
    UnitColumn("article_uid", "text", "a.uid", "Article"),
    UnitColumn("article_external_id", "text", "a.external_id", "Article: id from outside"),
    UnitColumn("article_title", "text", "a.title", "Article: title"),
    UnitColumn("article_date", "date", "e.article_date", "Article: date"),
    UnitColumn("article_source", "text", "a.source", "Article: source"),
    UnitColumn("article_url", "text", "a.url", "Article: address"),
    UnitColumn(CODER, "text", "e.coder", "Coder (pseudonym)"),
    UnitColumn("round", "text", "e.round", "Round"),
    UnitColumn("standing", "text", "e.standing", "Coded or adjudicated"),
    UnitColumn("state", "text", "e.state", "State of the coding"),
)
_INCIDENT = (
    UnitColumn("incident", "text", "e.event_uid", "Incident"),
    UnitColumn("id", "text", "e.id", "Id the outside world knows"),
    UnitColumn("events", "integer", "e._events", "How many events tell it"),
    UnitColumn("articles", "integer", "e._articles", "In how many articles"),
    UnitColumn("article_sources", "text", "e._sources", "Sources of the articles"),
    UnitColumn("first_article", "integer", "e.article", "First article: number"),
    UnitColumn("first_article_uid", "text", "a.uid", "First article"),
    UnitColumn("first_article_external_id", "text", "a.external_id", "First article: id from outside"),
    UnitColumn("first_article_date", "date", "e.article_date", "First article: date"),
    UnitColumn("last_article_date", "date", "e._last_date", "Latest date of an article"),
    UnitColumn("state", "text", "e.state", "Whether all its codings are approved"),
    UnitColumn("open_fields", "text", "e._ties", "Fields in which the events differ and no rule decides"),
)


def unit_columns(project: Project, chosen: Selection) -> tuple[UnitColumn, ...]:
    """The columns before the fields'. One of incidents gives way to a field that has its name, by a line under it."""
    if chosen.unit == "event":
        return _EVENT
    taken = {column.name for column in project.table.flat}
    found: list[UnitColumn] = []
    for one in _INCIDENT:
        name = one.name
        while name in taken:
            name += "_"
        taken.add(name)
        found.append(UnitColumn(name, one.kind, one.select, one.title))
    return tuple(found)


def extra_column(chosen: Selection) -> UnitColumn:
    """The last column: what came from outside the codebook."""
    return UnitColumn("extra", "text", chosen.extra, "Columns from outside, as JSON")


def flat_columns(project: Project, chosen: Selection) -> list[FlatColumn]:
    """The fields' columns that may be written."""
    return [column for column in project.table.flat if column.field not in chosen.without]


def joined(chosen: Selection) -> str:
    """FROM and WHERE of the chosen rows, with the first article and the answers beside."""
    return (
        f"FROM {chosen.source} e JOIN article a ON a.number = e.article JOIN {chosen.answers} v ON v.uid = e.event_uid "
        f"WHERE {chosen.where}"
    )
