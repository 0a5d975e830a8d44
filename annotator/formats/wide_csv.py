"""All fields of an event in one row, one typed column a field, with its article and who coded it.

Keeps every answer, ids, states and columns from outside (as JSON). Loses evidence, memos, history, and items of a
repeated group beyond those the codebook gives columns; these are counted.
"""

from __future__ import annotations

import json
from typing import Any

from ..codebook.columns import left_out
from ..project import Project
from ..writing import Table
from .profile_csv import BATCH
from .selection import ORDER, Selection, pseudonyms

FIXED = (
    "event_uid", "id", "article", "article_uid", "article_external_id", "article_title", "article_date", "article_source",
    "article_url", "coder", "round", "standing", "state",
)  # fmt: skip
_SELECT = (
    "e.event_uid, e.id, e.article, a.uid, a.external_id, a.title, e.article_date, a.source, a.url, e.coder, e.round, "
    "e.standing, e.state"
)
_CODER = FIXED.index("coder")


def header(project: Project) -> list[str]:
    """The columns of this project's wide table."""
    return [*FIXED, *(column.name for column in project.table.flat), "extra"]


def write_wide(project: Project, chosen: Selection, table: Table) -> int:
    """All chosen events; gives how many group items have no column."""
    names = pseudonyms(project)
    flat = "".join(f', e."{column.name}"' for column in project.table.flat)
    groups = any(field.type == "group" for field in project.codebook.fields.values())
    values = 'v."values"' if groups else "NULL"
    cursor = project.database.run(
        f"SELECT {_SELECT}{flat}, v.extra, {values} FROM {chosen.source} e "
        f"JOIN article a ON a.number = e.article JOIN event v ON v.uid = e.event_uid WHERE {chosen.where} {ORDER}",
        chosen.values,
    )
    items = 0
    while rows := cursor.fetchmany(BATCH):
        shaped: list[list[Any]] = []
        for row in rows:
            cells = list(row)
            answers = cells.pop()
            if answers is not None:
                items += left_out(project.codebook, json.loads(answers))
            cells[_CODER] = names.get(cells[_CODER], cells[_CODER])
            shaped.append(cells)
        table.write(shaped)
    return items
