"""Answers that repeat their article word for word, withheld from data files of a release that holds no texts.

Owns how they are kept out of every format at once: they are taken out of the copy that is released, inside a transaction that
is rolled back when the files are written. What repeats an article is `repeats`' rule; the tables of a release withhold their
cells themselves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from ..project import Project
from .repeats import ArticleWords
from .taken import Taken, choose_rows

_LONG = 16
"""No shorter text can repeat an article."""
_BESIDE = (
    "SELECT m.event, a.text FROM temp.incident_members m JOIN temp.incident_members o ON o.incident = m.incident "
    "JOIN event v ON v.uid = o.event JOIN coding c ON c.uid = v.coding JOIN article a ON a.uid = c.article "
    "WHERE m.event IN (SELECT value FROM json_each(?)) ORDER BY m.event, a.number"
)
"""The texts of an event's article, and of the others that tell the same incident."""
_SETTLED = (
    "SELECT m.incident, a.text FROM temp.incident_members m JOIN event v ON v.uid = m.event JOIN coding c ON c.uid = v.coding "
    "JOIN article a ON a.uid = c.article WHERE m.incident IN (SELECT value FROM json_each(?)) ORDER BY m.incident, a.number"
)
_BATCH = 500


class _WrittenExceptWithheld(Exception):
    """Takes the changes back."""


@contextmanager
def without_repeated(taken: Taken) -> Iterator[int]:
    """Inside, no answer of an event or an incident repeats an article; gives how many were taken out. Nothing where texts or
    quotes go out."""
    if taken.options.texts != "none":
        yield 0
        return
    project = taken.project
    try:
        with project.database.writing():
            with project.history.operation({"id": "withhold"}):
                count = _take_out(project, "event", "SELECT DISTINCT event FROM temp.incident_members", _BESIDE)
                count += _take_out(project, "incident", "SELECT DISTINCT incident FROM temp.incident_members", _SETTLED)
            if count:
                choose_rows(project, taken.options)
            yield count
            raise _WrittenExceptWithheld
    except _WrittenExceptWithheld:
        pass


def _take_out(project: Project, table: str, which: str, texts: str) -> int:
    """Takes repeating answers out of rows of a table; gives how many."""
    db, count = project.database, 0
    extra = "extra" if table == "event" else "NULL"
    rows = db.run(f'SELECT uid, "values", {extra} FROM {table} WHERE uid IN ({which}) ORDER BY uid')
    found = [row for row in rows if any(_is_long(one) for one in (row[1], row[2]) if one)]
    for start in range(0, len(found), _BATCH):
        batch = {row[0]: (row[1], row[2]) for row in found[start : start + _BATCH]}
        for uid, told in groupby(db.all(texts, (json.dumps(list(batch)),)), key=lambda row: row[0]):
            repeats = _any_of([ArticleWords(row[1]) for row in told])
            values, outside = (json.loads(one) if one else {} for one in batch[uid])
            kept, kept_outside = _kept(values, repeats), _kept(outside, repeats)
            if (gone := _differ(values, kept) + _differ(outside, kept_outside)) == 0:
                continue
            count += gone
            db.run(f'UPDATE {table} SET "values" = ? WHERE uid = ?', (json.dumps(kept, ensure_ascii=False), uid))
            if table == "event":
                text = json.dumps(kept_outside, ensure_ascii=False) if kept_outside else None
                db.run("UPDATE event SET extra = ? WHERE uid = ?", (text, uid))
    return count


def _is_long(text: str) -> bool:
    return any(len(one) >= _LONG for one in _strings(json.loads(text)))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


def _any_of(articles: Sequence[ArticleWords]) -> Callable[[str], bool]:
    return lambda told: len(told) >= _LONG and any(one.repeated_in(told) for one in articles)


def _kept(value: Any, repeats: Callable[[str], bool]) -> Any:
    """A value without the texts in it that repeat an article; None where nothing is left."""
    if isinstance(value, str):
        return None if repeats(value) else value
    if isinstance(value, list):
        items = [_kept(one, repeats) for one in value]
        return [one for one in items if one is not None]
    if isinstance(value, dict):
        parts = {name: _kept(one, repeats) for name, one in value.items()}
        return {name: one for name, one in parts.items() if one is not None or value[name] is None}
    return value


def _differ(before: Any, after: Any) -> int:
    """How many texts were taken out."""
    return sum(1 for _ in _strings(before)) - sum(1 for _ in _strings(after))
