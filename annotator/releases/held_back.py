"""What is taken out of the rows of incidents before anything is written from them: their articles' own words, where a release
gives out no text, and parts of groups that are not released.

Owns that promise for everything that is written from the rows of incidents, data files of other programs among them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from ..project import Project
from ..project.incident_texts import take_out
from .fields import free_text, hidden_fields
from .repeats import ArticleWords

_Found = tuple[str, list[str], dict[str, Any], dict[str, Any] | None]


def hold_back_texts(project: Project) -> int:
    """Empties every answer of an incident, and every column from outside, that repeats one of its articles (see `repeats`).

    Call it on the filled TEMP tables of `incident_rows`, before anything is written from them. Gives how many incidents lost
    something."""
    # Read to the end before the first is changed: what is changed is what is read.
    return take_out(project, list(_repeating(project)))


def hold_back_parts(project: Project, without: Collection[str]) -> int:
    """Empties the parts of groups that are not released, whose group is. Formats leave out whole fields, not parts of them.
    Gives how many incidents lost something; costs nothing where there is no such part."""
    book = project.codebook
    hidden = {path for path, _ in hidden_fields(book, without) if "." in path}
    if not hidden:
        return 0
    gone = [one.name for one in project.table.flat if one.sub and f"{one.field}.{one.sub}" in hidden]
    found: list[_Found] = []
    for uid, values, extra in project.database.run('SELECT uid, "values", extra FROM temp.incident_answers'):
        told = json.loads(values)
        kept = {name: _without_parts(name, value, hidden) for name, value in told.items()}
        if kept != told:
            found.append((uid, gone, kept, json.loads(extra) if extra else None))
    return take_out(project, found)


def _without_parts(group: str, value: Any, hidden: Collection[str]) -> Any:
    if not isinstance(value, list) or not any(path.startswith(f"{group}.") for path in hidden):
        return value
    return [
        {name: part for name, part in item.items() if f"{group}.{name}" not in hidden} if isinstance(item, dict) else item
        for item in value
    ]


def _repeating(project: Project) -> Iterator[_Found]:
    flat = [one for one in project.table.flat if free_text(project.codebook, one)]
    columns = "".join(f', r."{one.name}"' for one in flat)
    rows = project.database.run(
        f'SELECT r.event_uid, s."values", s.extra{columns}, a.text FROM temp.incident_rows r JOIN temp.incident_answers s ON '
        "s.uid = r.event_uid JOIN temp.incident_members m ON m.incident = r.event_uid JOIN events e ON e.event_uid = m.event "
        "JOIN article a ON a.number = e.article ORDER BY r.article, r.position, r.event_uid, m.position"
    )
    for uid, group in groupby(rows, key=itemgetter(0)):
        of_one = list(group)
        articles = [ArticleWords(row[-1]) for row in of_one]
        _, values, extra, *cells, _ = of_one[0]
        gone = [one.name for one, cell in zip(flat, cells, strict=True) if _repeats(articles, cell)]
        told, outside = json.loads(values), json.loads(extra) if extra else None
        kept, left = _without(told, articles), _without(outside, articles)
        if gone or kept != told or left != outside:
            yield uid, gone, kept, left


def _repeats(articles: list[ArticleWords], told: Any) -> bool:
    return isinstance(told, str) and any(one.repeated_in(told) for one in articles)


def _without(value: Any, articles: list[ArticleWords]) -> Any:
    """A value without the texts in it that repeat an article."""
    if isinstance(value, dict):
        kept = {name: _without(one, articles) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one is not None or value[name] is None}
    if isinstance(value, list):
        return [one for one in (_without(each, articles) for each in value) if one is not None]
    return None if _repeats(articles, value) else value
