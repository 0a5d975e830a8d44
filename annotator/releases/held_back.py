"""What is taken out of the rows of incidents before anything is written from them: their articles' own words, where a release
gives out no text, and parts of groups that are not released.

Owns that promise for everything that is written from the rows of incidents, data files of other programs among them, and for
`changes.csv`, which tells rows of two states.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ..project import Project
from ..project.incident_texts import take_out
from .fields import hidden_fields
from .options import ReleaseOptions
from .texts import TextRule, rule_of

_Found = tuple[str, list[str], dict[str, Any], dict[str, Any] | None]


def hold_back_texts(project: Project) -> int:
    """Empties every answer of an incident, and every column from outside, that repeats one of its articles (see `repeats`).

    Call it on the filled TEMP tables of `incident_rows`, before anything is written from them. Gives how many incidents lost
    something."""
    # Read to the end before the first is changed: what is changed is what is read.
    return take_out(project, list(_repeating(project)))


def hold_back_parts(project: Project, without: Collection[str]) -> None:
    """Empties the parts of groups that are not released, whose group is. Formats leave out whole fields, not parts of them.
    Costs nothing where there is no such part."""
    book = project.codebook
    hidden = {path for path, _ in hidden_fields(book, without) if "." in path}
    if not hidden:
        return
    gone = [one.name for one in project.table.flat if one.sub and f"{one.field}.{one.sub}" in hidden]
    found: list[_Found] = []
    for uid, values, extra in project.database.run('SELECT uid, "values", extra FROM temp.incident_answers'):
        told = json.loads(values)
        kept = {name: _without_parts(name, value, hidden) for name, value in told.items()}
        if kept != told:
            found.append((uid, gone, kept, json.loads(extra) if extra else None))
    take_out(project, found)


def hold_back_change(project: Project, rule: TextRule, key: str, cells: Mapping[str, str]) -> list[str]:
    """A row of `changes.csv`, by column, without what repeats an article that tells the incident of that key, or told it:
    cells as they were and are, the lead's note, and of a reason what somebody wrote. Reads `temp.told_by` (see `reasons`)."""
    numbers = [row[0] for row in project.database.run(
        "SELECT DISTINCT a.number FROM temp.told_by t JOIN event v ON v.uid = t.event JOIN coding c ON c.uid = v.coding "
        "JOIN article a ON a.uid = c.article WHERE t.key = ? ORDER BY a.number", (key,)
    )]  # fmt: skip
    kept = dict(cells)
    for name in ("was", "now", "reason", "note"):
        if any(rule.repeats(cells[name], number) for number in numbers):
            kept[name] = cells[name].partition(": ")[0] if name == "reason" else ""
            if any(rule.repeats(kept[name], number) for number in numbers):
                kept[name] = ""
    return list(kept.values())


def _without_parts(group: str, value: Any, hidden: Collection[str]) -> Any:
    if not isinstance(value, list) or not any(path.startswith(f"{group}.") for path in hidden):
        return value
    return [
        {name: part for name, part in item.items() if f"{group}.{name}" not in hidden} if isinstance(item, dict) else item
        for item in value
    ]


def _repeating(project: Project) -> Iterator[_Found]:
    # Whatever a column is meant for: what stands in it may be anything that was brought in or is half right.
    flat = project.table.flat
    columns = "".join(f', r."{one.name}"' for one in flat)
    rule = rule_of(project, ReleaseOptions(texts="none"))
    rows = project.database.run(
        f'SELECT r.event_uid, r.article, s."values", s.extra{columns} FROM temp.incident_rows r JOIN temp.incident_answers s '
        "ON s.uid = r.event_uid ORDER BY r.article, r.position, r.event_uid"
    )
    for uid, number, values, extra, *cells in rows:
        # The other articles that tell an incident are beside its first.
        gone = [one.name for one, cell in zip(flat, cells, strict=True) if rule.kept(cell, number) != cell]
        told, outside = json.loads(values), json.loads(extra) if extra else None
        kept, left = rule.kept(told, number), rule.kept(outside, number)
        if gone or kept != told or left != outside:
            yield uid, gone, kept, left
