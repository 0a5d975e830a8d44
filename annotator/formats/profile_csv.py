"""A codebook's own flat table (as ACLED's): its columns in order, with codes or labels, dates and blanks as it says.

Keeps every column the codebook's profile names. Loses evidence, statuses, memos, history and columns from outside.
Most cells come as they stand in the flat tables; only what the profile wants spelled otherwise is touched.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..codebook.columns import columns
from ..codebook.conditions import ArticleFacts, Scope
from ..codebook.derivations import with_derived
from ..codebook.model import Codebook, CodedField, Column, Profile
from ..codebook.values import show
from ..errors import ExportRefused
from ..project import Project
from ..project.imports import AS_READ
from ..project.incident_rows import stamp_rows
from ..writing import Table
from .as_read import columns_of, given_back
from .selection import ORDER, Selection, pseudonyms
from .spelling import day, seconds

BATCH = 2_000
Change = Callable[[Any], Any]

_ARTICLE = "JOIN article a ON a.number = e.article"
_EVENT = "JOIN {answers} v ON v.uid = e.event_uid"
# The last time somebody changed a value here; else what came with the event; else when its coding was done.
_TIMESTAMP = "coalesce(h.time, v.extra ->> '$.timestamp', c.first_done)"
_CODING = "JOIN coding c ON c.uid = v.coding"
_CHANGED = (
    "LEFT JOIN (SELECT d.uid, o.time FROM (SELECT uid, max(operation) AS last FROM change WHERE field <> '*' AND field GLOB "
    "'values.*' AND tbl = 'event' GROUP BY uid) d JOIN operation o ON o.id = d.last) h ON h.uid = {first}"
)
_STAMPS = "LEFT JOIN temp.incident_stamps s ON s.uid = e.event_uid"
_CODING_BY_ARTICLE = (
    "JOIN coding c ON c.article = a.uid AND c.coder = e.coder AND c.round = e.round AND c.standing = e.standing"
)
# Without the noughts behind it, and never with an exponent.
_DECIMAL = (
    "CASE WHEN {0} = CAST({0} AS INTEGER) THEN CAST({0} AS INTEGER) WHEN abs({0}) < 1e-4 AND typeof({0}) = 'real' "
    "THEN rtrim(printf('%.12f', {0}), '0') ELSE {0} END"
)
PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "uid": ("e.event_uid", ()),
    "coder": ("e.coder", ()),
    "article": ("e.article", ()),
    "article_date": ("e.article_date", ()),
    "article_title": ("a.title", (_ARTICLE,)),
    "article_source": ("a.source", (_ARTICLE,)),
    "article_url": ("a.url", (_ARTICLE,)),
    "timestamp": (_TIMESTAMP, (_EVENT, _CODING, _CHANGED)),
}


class _Kept(dict[Any, Any]):
    """A change worked out once for each value there is; for columns with few different ones."""

    def __init__(self, change: Change) -> None:
        super().__init__()
        self.change = change

    def __missing__(self, value: Any) -> Any:
        found = self.change(value)
        if len(self) < 100_000:
            self[value] = found
        return found


@dataclass
class _Plan:
    """The query's columns and what is done to the cells by position."""

    select: list[str]
    joins: dict[str, None]
    changes: list[tuple[int, Change]]
    from_json: list[tuple[int, Column]]


def needs_ids(codebook: Codebook, profile: Profile) -> bool:
    """Whether a row is not complete without the id the outside world knows."""
    return codebook.numbering is not None and any(column.part == "id" for column in profile.columns)


@dataclass
class Counts:
    """What was written: events, and cells as they were read in an import, with those that an edit has overtaken."""

    events: int = 0
    as_read: int = 0
    overtaken: int = 0


def write_profile(project: Project, chosen: Selection, profile: Profile, table: Table) -> Counts:
    """All chosen rows as rows of the profile's table: one each, or one for each side that somebody stands on."""
    rows_of = columns_of(profile)
    columns = [column for one in rows_of for column in one]
    plan = _plan(project, chosen, columns)
    extra = ""
    if plan.from_json or profile.as_read:
        plan.joins.update({_EVENT: None, _ARTICLE: None})
        extra = f', v."values", a.date, a.title, a.source, v.extra -> \'$."{AS_READ}"\''
    joins = " ".join(plan.joins).format(answers=chosen.answers, first=chosen.first)
    cursor = project.database.run(
        f"SELECT {', '.join(plan.select)}{extra} FROM {chosen.source} e {joins} WHERE {chosen.where} {ORDER}", chosen.values
    )
    written = written_columns(profile, chosen)
    counts = Counts()
    while rows := cursor.fetchmany(BATCH):
        counts.events += len(rows)
        behind = [row[len(columns) :] for row in rows] if extra else []
        if plan.from_json:
            rows = [_with_json(project, plan, row) for row in rows]
        elif extra:
            rows = [row[: len(columns)] for row in rows]
        rows = _changed(plan, rows)
        if profile.as_read:
            rows = _as_read(columns, rows, behind, counts)
        rows = _one_a_side(profile, rows) if profile.sides else rows
        if len(written) < len(profile.columns):
            rows = [[row[place] for place in written] for row in rows]
        table.write(rows)
    return counts


def written_columns(profile: Profile, chosen: Selection) -> list[int]:
    """The places of the profile's columns that are written: one of a field that is left out is no column at all."""
    return [place for place, column in enumerate(profile.columns) if column.field not in chosen.without or not column.field]


def header(profile: Profile, chosen: Selection) -> list[str]:
    """The heads of the columns that are written."""
    return [profile.columns[place].column for place in written_columns(profile, chosen)]


def _as_read(columns: list[Column], rows: list[Any], behind: list[Any], counts: Counts) -> list[Any]:
    """The rows with the cells they came with, where the event still says what was read from them."""
    found: list[Any] = []
    for row, (values, *_, kept) in zip(rows, behind, strict=True):
        if kept is None:
            found.append(row)
            continue
        cells, given, overtaken = given_back(columns, row, json.loads(kept), json.loads(values))
        counts.as_read, counts.overtaken = counts.as_read + given, counts.overtaken + overtaken
        found.append(cells)
    return found


def _one_a_side(profile: Profile, rows: list[Any]) -> list[Any]:
    """A row for each side whose first field has an answer; one for an event that has neither."""
    width = len(profile.columns)
    first = next(place for place, column in enumerate(profile.columns) if column.field == profile.sides[0][0])
    blank = ("", None, profile.columns[first].blank)
    found: list[Any] = []
    for row in rows:
        sides = [one for one in (row[:width], row[width:]) if one[first] not in blank]
        found += sides or [row[:width]]
    return found


def _with_json(project: Project, plan: _Plan, row: Any) -> list[Any]:
    """The row with what the flat tables do not hold in one cell."""
    *cells, values, when, title, source, _ = row
    facts = ArticleFacts(when or "", title, source)
    full = with_derived(Scope(project.codebook, json.loads(values), facts, project.registers))
    for place, column in plan.from_json:
        field = project.codebook.fields[column.field]
        cells[place] = show(project.codebook, field, full.get(column.field), write=column.write) or None
    return cells


def _changed(plan: _Plan, rows: list[Any]) -> list[Any]:
    """The rows spelled as the profile wants it; column by column, which is three times faster than row by row."""
    if not plan.changes:
        return rows
    by_column: list[Any] = list(zip(*rows, strict=True))
    for place, change in plan.changes:
        by_column[place] = map(change, by_column[place])
    return list(zip(*by_column, strict=True))


def _plan(project: Project, chosen: Selection, wanted: Sequence[Column]) -> _Plan:
    book = project.codebook
    flat = {one.name for one in columns(book) if one.name == one.field and one.index is None and not one.part}
    flat -= {name for name, field in book.fields.items() if field.type == "date" and field.ranges}
    plan = _Plan([], {}, [], [])
    names = pseudonyms(project)
    for place, column in enumerate(wanted):
        change: Change | None = None
        if column.field:
            field = book.fields[column.field]
            if column.field in flat and not (field.many and column.write == "label"):
                name = f'e."{column.field}"'
                plan.select.append(_DECIMAL.format(name) if field.type == "decimal" and not field.many else name)
                change = _change(book, field, column)
            else:
                plan.select.append("NULL")
                plan.from_json.append((place, column))
        elif column.extra:
            plan.select.append(f"v.extra ->> '$.\"{column.extra}\"'")
            plan.joins[_EVENT] = None
        elif column.part == "id":
            plan.select.append("e.id" if book.numbering else "coalesce(e.id, e.event_uid)")
        elif column.part in PARTS:
            expression, joins = PARTS[column.part] if column.part != "timestamp" else _timestamp(project, chosen)
            plan.select.append(expression)
            plan.joins.update(dict.fromkeys(joins))
            change = {"coder": lambda uid: names.get(uid, uid), "timestamp": _Kept(seconds).__getitem__}.get(column.part)
        else:
            raise ExportRefused(f"Column {column.column} of this table asks for “{column.part}”, which no event has.")
        if column.blank:
            change = _blank(change, column.blank)
        if change:
            plan.changes.append((place, change))
    return plan


def _timestamp(project: Project, chosen: Selection) -> tuple[str, tuple[str, ...]]:
    """The last change of an event. Where none came from outside, its row need not be read, which takes the longest.

    Of an incident that is more than one event as it stands, the last change of anything that makes it what it is.
    """
    if project.database.value("SELECT 1 FROM operation WHERE label LIKE '%\"import_events\"%' LIMIT 1"):
        expression, joins = PARTS["timestamp"]
    else:
        expression, joins = "coalesce(h.time, c.first_done)", (_ARTICLE, _CODING_BY_ARTICLE, _CHANGED)
    if chosen.unit == "incident":
        stamp_rows(project, lambda times: max(times, key=_moment))
        expression, joins = f"coalesce(s.time, {expression})", (*joins, _STAMPS)
    return expression, joins


def _moment(time: str) -> float:
    """A time of ours or from outside, to be compared; one that cannot be read is the oldest."""
    try:
        return float(seconds(time) or 0)
    except ValueError:
        return 0.0


def _change(book: Codebook, field: CodedField, column: Column) -> Change | None:
    """What turns the flat table's cell into the profile's; None where they are the same."""
    if field.type == "date" and column.date:
        return _Kept(lambda text: day(text, column.date)).__getitem__
    if field.type in ("code", "yes_no") and column.write == "label":
        codes = book.code_list(field)
        return _Kept(lambda code: None if code is None else codes.label(str(code))).__getitem__
    return None


def _blank(change: Change | None, blank: str) -> Change:
    def put(value: Any) -> Any:
        shown = change(value) if change else value
        return blank if shown is None or shown == "" else shown

    return put
