"""All fields of an event or incident in one row, one typed column a field, with what `unit_columns` says of it.

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
from .unit_columns import CODER, extra_column, flat_columns, joined, unit_columns


def header(project: Project, chosen: Selection) -> list[str]:
    """The columns of this project's wide table."""
    fixed, extra = unit_columns(project, chosen), extra_column(chosen)
    return [*(one.name for one in fixed), *(one.name for one in flat_columns(project, chosen)), extra.name]


def write_wide(project: Project, chosen: Selection, table: Table) -> int:
    """All chosen rows; gives how many group items have no column."""
    names = pseudonyms(project)
    fixed, extra = unit_columns(project, chosen), extra_column(chosen)
    flat = [f'e."{column.name}"' for column in flat_columns(project, chosen)]
    groups = any(field.type == "group" for field in project.codebook.fields.values())
    values = 'v."values"' if groups else "NULL"
    selects = [*(one.select for one in fixed), *flat, extra.select, values]
    coder = next((place for place, one in enumerate(fixed) if one.name == CODER), None)
    cursor = project.database.run(f"SELECT {', '.join(selects)} {joined(chosen)} {ORDER}", chosen.values)
    items = 0
    while rows := cursor.fetchmany(BATCH):
        shaped: list[list[Any]] = []
        for row in rows:
            cells = list(row)
            answers = cells.pop()
            if answers is not None:
                items += left_out(project.codebook, json.loads(answers), chosen.without)
            if coder is not None:
                cells[coder] = names.get(cells[coder], cells[coder])
            shaped.append(cells)
        table.write(shaped)
    return items
