"""One row an answer: event, field, item, part, value, label, and the status of the evidence behind it.

Lists and groups take a row an item, estimates a row each for low, best and high; a group's `item` is its position and the
part of it, as "2.role". Answers on an article as a whole come with no event named. Keeps every answer, and that one is
missing for a reason; loses quotes and offsets (`evidence-csv` holds them), memos, history, columns from outside.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..codebook.conditions import ArticleFacts, Scope
from ..codebook.derivations import with_derived
from ..codebook.model import Codebook, CodedField, in_language
from ..codebook.values import ESTIMATE, is_missing
from ..project import Project
from ..writing import Table
from .jsonl import Counts, articles
from .profile_csv import BATCH
from .selection import ORDER, Selection
from .unit_columns import joined

_HEADER = (
    "event_uid", "id", "article", "article_uid", "coder", "field", "item", "part", "value", "label", "missing", "evidence",
)  # fmt: skip
_OF_INCIDENTS = ("incident", "id", "events", "field", "item", "part", "value", "label", "missing")
Answer = tuple[str, str, Any, str, str]
"""Item, part, value, label, and "yes" where the value says why there is no answer."""


def header(chosen: Selection) -> tuple[str, ...]:
    """The columns."""
    return _HEADER if chosen.unit == "event" else _OF_INCIDENTS


def write_long(project: Project, chosen: Selection, table: Table) -> Counts:
    """The answers of all chosen codings, in the order of articles, events and the form; events without any are counted."""
    counts = Counts()
    if chosen.unit == "incident":
        _write_incidents(project, chosen, table, counts)
        return counts
    for article in articles(project, chosen, counts):
        table.write(list(_rows(project.codebook, article, counts)))
    return counts


def _write_incidents(project: Project, chosen: Selection, table: Table, counts: Counts) -> None:
    """The answers of incidents; whose article says what is the crosswalk's matter."""
    book = project.codebook
    cursor = project.database.run(
        f'SELECT e.event_uid, e.id, e._events, v."values", a.date, a.title, a.source {joined(chosen)} {ORDER}', chosen.values
    )
    while rows := cursor.fetchmany(BATCH):
        lines: list[list[Any]] = []
        for uid, known, events, text, day, title, source in rows:
            values = {name: value for name, value in json.loads(text).items() if name in book.fields}
            values = with_derived(Scope(book, values, ArticleFacts(day or "", title, source), project.registers))
            before = len(lines)
            for name, asked in book.fields.items():
                if name not in chosen.without:
                    lines += [[uid, known, events, name, *one] for one in _answers(book, asked, values.get(name))]
            if len(lines) == before:
                counts.lost["incidents_without_answers"] += 1
        counts.events += len(rows)
        table.write(lines)


def _rows(codebook: Codebook, article: dict[str, Any], counts: Counts) -> Iterator[list[Any]]:
    for coding in article["codings"]:
        for owner in (coding, *coding["events"]):
            whole = owner is coding
            fields = codebook.article_fields if whole else codebook.fields
            values: Mapping[str, Any] = owner["answers"] if whole else owner["values"]
            about = [
                *([None, None] if whole else [owner["uid"], owner["id"]]),
                article["number"],
                article["uid"],
                coding["coder"],
            ]
            statuses = _statuses(owner["evidence"])
            found = 0
            for name, asked in fields.items():
                for item, *answer in _answers(codebook, asked, values.get(name)):
                    found += 1
                    yield [*about, name, item, *answer, statuses.get((name, item)) or statuses.get((name, ""), "")]
            if not whole and not found:
                counts.lost["events_without_answers"] += 1


def _statuses(evidence: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """What kinds of evidence each answer has, in a word each."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in evidence:
        kinds = found.setdefault((one["field"], one["item"]), [])
        if one["status"] not in kinds:
            kinds.append(one["status"])
    return {about: " ".join(sorted(kinds)) for about, kinds in found.items()}


def _answers(codebook: Codebook, asked: CodedField, value: Any, item: str = "") -> Iterator[Answer]:
    if value is None:
        return
    if is_missing(value):
        yield item, "", value["missing"], in_language(asked.missing.get(value["missing"], "")), "yes"
    elif isinstance(value, list):
        subs = {sub.name: sub for sub in asked.fields}
        for place, one in enumerate(value, start=1):
            if asked.type != "group":
                # Evidence of a list's item names the item itself.
                yield from _answers(codebook, asked, one, str(one) if isinstance(one, str | int | float) else str(place))
                continue
            for name, sub in subs.items():
                yield from _parts(codebook, sub, one.get(name), f"{place}.{name}")
    elif isinstance(value, dict):
        for part in ESTIMATE:
            if value.get(part) is not None:
                yield item, part, value[part], "", ""
    else:
        closed = asked.type in ("code", "yes_no")
        label = codebook.code_list(asked).label(str(value)) if closed else ""
        yield item, "best" if asked.type == "number" else "", value, label, ""


def _parts(codebook: Codebook, sub: CodedField, value: Any, item: str) -> Iterator[Answer]:
    """A part of a group's item; one that is a list has a row for each, all under the part's name."""
    for one in value if isinstance(value, list) else [value]:
        yield from _answers(codebook, sub, one, item)
