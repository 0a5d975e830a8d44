"""A lead's corrections that run through coders' work, done again on work that comes in without them.

Entries of registers are renamed and texts corrected while coders work elsewhere. What comes in is corrected likewise where it
still says what was corrected; what the coder changed since stays. Spans that were set on an old text are anchored in the one
that took its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..spans import Carrier
from .corrected_texts import standing
from .database import Database
from .evidence import Quote, quotes_of, spans_text
from .schema import JSON_COLUMNS
from .work import ARTICLE, PARTS, Key, Row, Unit

if TYPE_CHECKING:
    from .project import Project

_OLD = object()


def redo_corrections(project: Project, unit: Unit, beside: Unit, told_by: Database | None) -> Unit:
    """The unit with the corrections that `beside` has and it has not; `told_by` is the file that tells them, else ours."""
    missing = sorted(set(beside.others) - set(unit.others))
    rows = dict(unit.rows)
    before = rows["coding", unit.uid][ARTICLE]
    touched: set[Key] = set()
    for table, uid, name, old, new in _changes(told_by or project.database, unit.uid, missing):
        key = (table, uid)
        if key in rows and table in PARTS:
            column, _, inside = name.partition(".")
            if column == "removed" and new == 1:
                del rows[key]
            elif column in PARTS[table] and (row := _corrected(table, rows[key], column, inside, old, new)) is not None:
                rows[key] = row
                touched.add(key)
    corrected = Unit(unit.uid, rows, unit.steps, {**beside.others, **unit.others}, unit.time)
    return move_to_standing(project, _anchored(project, corrected, before, touched))


def move_to_standing(project: Project, unit: Unit) -> Unit:
    """The unit on the text that stands now, where its article's text was corrected since."""
    key = ("coding", unit.uid)
    before = unit.rows[key][ARTICLE]
    if not project.database.value("SELECT removed FROM article WHERE uid = ?", (before,)):
        return unit
    now = standing(project, before)
    taken = project.database.value(
        "SELECT 1 FROM coding WHERE article = ? AND coder = ? AND round = ? AND standing = 'coded' AND uid <> ?",
        (now, *unit.rows[key][1:3], unit.uid),
    )
    if not now or now == before or taken:
        return unit
    row = unit.rows[key]
    moved = Unit(unit.uid, {**unit.rows, key: (*row[:ARTICLE], now, *row[ARTICLE + 1 :])}, unit.steps, unit.others, unit.time)
    return _anchored(project, moved, before, set())


def _changes(db: Database, unit: str, operations: list[str]) -> Iterable[Sequence[Any]]:
    asked = json.dumps(operations)
    for sql in (
        "SELECT h.tbl, h.uid, h.field, h.old, h.new FROM work_operation o JOIN work_change h ON h.operation = o.id "
        "JOIN operation m ON m.id = h.came_with AND m.undone = 0 "
        "WHERE h.unit = ? AND o.uid IN (SELECT value FROM json_each(?)) AND h.field <> '*' ORDER BY h.id",
        "SELECT h.tbl, h.uid, h.field, h.old, h.new FROM operation o JOIN change h ON h.operation = o.id "
        "WHERE (h.uid = ?1 OR h.uid IN (SELECT uid FROM event WHERE coding = ?1) OR h.uid IN (SELECT uid FROM mention "
        "WHERE coding = ?1) OR h.uid IN (SELECT v.uid FROM evidence v WHERE v.owner = ?1 OR v.owner IN (SELECT uid FROM event "
        "WHERE coding = ?1))) AND o.uid IN (SELECT value FROM json_each(?2)) AND h.field <> '*' "
        "AND (h.tbl <> 'coding' OR h.field <> 'state') ORDER BY h.id",
    ):
        if operations:
            yield from db.all(sql, (unit, asked))


def _corrected(table: str, row: Row, column: str, inside: str, old: Any, new: Any) -> Row | None:
    """The row with a correction; None where it says something else by now."""
    at = PARTS[table].index(column)
    if column not in JSON_COLUMNS.get(table, ()):
        return (*row[:at], new, *row[at + 1 :]) if row[at] == old else None
    values = json.loads(row[at])
    there = values.get(inside, _OLD)
    if there != (_OLD if old is None else json.loads(old)):
        return None
    if new is None:
        del values[inside]
    else:
        values[inside] = json.loads(new)
    return (*row[:at], json.dumps(values, ensure_ascii=False, separators=(",", ":")), *row[at + 1 :])


def _anchored(project: Project, unit: Unit, before: str, done: set[Key]) -> Unit:
    """The unit with its spans where they stand in the article's text, but for rows that are `done`; lost ones go."""
    now = unit.rows["coding", unit.uid][ARTICLE]
    if now == before:
        return unit
    old, new = project.articles.get(before), project.articles.get(now)
    carriers = {"text": Carrier(old.text, new.text), "title": Carrier(old.title, new.title)}
    texts = {"text": new.text, "title": new.title}
    rows = dict(unit.rows)
    for key, row in unit.rows.items():
        if key[0] not in ("evidence", "mention") or key in done:
            continue
        at = PARTS[key[0]].index("spans")
        quotes = quotes_of(row[at])
        carried = [_carried(quote, carriers[quote.part], texts[quote.part]) for quote in quotes]
        kept = [quote for quote in carried if quote is not None]
        if kept:
            rows[key] = (*row[:at], spans_text(kept), *row[at + 1 :])
        elif quotes:
            del rows[key]
    return Unit(unit.uid, rows, unit.steps, unit.others, unit.time)


def _carried(quote: Quote, carrier: Carrier, text: str) -> Quote | None:
    found = carrier.carry((quote.start, quote.end))
    return replace(quote, start=found.start, end=found.end, quote=text[found.start : found.end]) if found else None
