"""Events that somebody looks for by hand: by the number of their article, an id, a day, or words in their answers and titles.

For the lead, since it finds everybody's. Reads finished work alone, as the view `dataset` has it. Which events are alike is
`nearby`'s and `incident_candidates`'.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ..codebook.likeness import WINDOW, Likeness
from .event_list import EventList
from .filtering import escaped
from .nearby import nearby
from .same_happening import lead_only

if TYPE_CHECKING:
    from .project import Project

_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_NUMBER = re.compile(r"#?(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Found:
    """An event with its article. `why` says how it is like the event it was looked for beside; `id` is its incident's."""

    event: str
    article: str
    number: int
    title: str
    date: str
    source: str
    coder: str
    id: str
    values: Mapping[str, Any]
    why: str = ""


def find_events(project: Project, words: str, beside: str = "", limit: int = 60) -> list[Found]:
    """The events that fit what was typed, those near a day by how near they are, else in the order of articles.

    A number means an article's; a day (``2020-06-02``, ``2020-06``) the days around it; every other word must stand in the
    event's answers, its id or its article's title. Where nothing was typed: the events most like `beside`. UsageError for
    whoever does not lead.
    """
    lead_only(project)
    typed = words.split()
    if not typed:
        if not beside:
            return []
        alike = {one.event: " · ".join(reason.words for reason in one.alike.reasons) for one in nearby(project, beside, 20)}
        return _read(project, "e.event_uid IN (SELECT value FROM json_each(?))", [json.dumps(list(alike))], alike, limit)
    parts, asked, near = list[str](), list[Any](), ""
    for word in typed:
        sql, given, is_day = _condition(project, word)
        parts.append(sql)
        asked += given
        if is_day:
            near = word
    return _read(project, " AND ".join(parts), asked, {}, limit, near)


def is_any_finished(project: Project) -> bool:
    """Whether there is any event of finished work."""
    return bool(project.database.value("SELECT EXISTS (SELECT 1 FROM dataset)"))


def _condition(project: Project, word: str) -> tuple[str, list[Any], bool]:
    """What a word asks of an event `e` and its article `a`, the values to bind, and whether it is a day to be near to."""
    if number := _NUMBER.fullmatch(word):
        return "(e.article = ? OR e.id = ?)", [int(number[1]), word], False
    day = Likeness(project.codebook).date
    if day is not None and _DAY.fullmatch(word):
        if len(word) == len("2020-06-02") and (around := _around(word)) is not None:
            return f'julianday(e."{day.name}") IS NOT NULL AND e."{day.name}" BETWEEN ? AND ?', around, True
        return f'e."{day.name}" LIKE ?', [f"{word}%"], False
    columns = EventList(project.table).columns
    texts = [f'e."{one.name}"' for one in columns if one.field and one.kind in ("text", "code", "list")]
    held = " || char(10) || ".join(f"coalesce({name}, '')" for name in ("e.id", "a.title", *texts))
    return f"({held}) LIKE ? ESCAPE '\\'", [f"%{escaped(word)}%"], False


def _around(word: str) -> list[Any] | None:
    try:
        day = date.fromisoformat(word)
        return [(day - timedelta(WINDOW)).isoformat(), (day + timedelta(WINDOW)).isoformat()]
    except (ValueError, OverflowError):
        return None


def _read(
    project: Project, condition: str, asked: list[Any], why: Mapping[str, str], limit: int, near: str = ""
) -> list[Found]:  # fmt: skip
    day = Likeness(project.codebook).date
    order, first = "e.article, e.position", list[Any]()
    if near and day is not None:
        order, first = f'abs(julianday(e."{day.name}") - julianday(?)), {order}', [near]
    rows = project.database.all(
        'SELECT e.event_uid, a.uid, a.number, a.title, coalesce(a.date, \'\'), a.source, e.coder, coalesce(e.id, \'\'), '
        'v."values" FROM dataset e JOIN article a ON a.number = e.article JOIN event v ON v.uid = e.event_uid '
        f"WHERE {condition} ORDER BY {order} LIMIT ?",
        (*asked, *first, limit),
    )  # fmt: skip
    found = [
        Found(uid, article, number, title, day_, source, coder, id_, json.loads(values), why.get(uid, ""))
        for uid, article, number, title, day_, source, coder, id_, values in rows
    ]
    if why:
        order_of = {event: at for at, event in enumerate(why)}
        found.sort(key=lambda one: order_of[one.event])
    return found
