"""`tables/values.csv`: for every answer of every incident how it was found: the rule, how many reports say so, how far they
differ, and what supports it.

Owns the table. What events come to is `codebook.combining`'s.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from .. import dates
from ..codebook.combining import CombinedValue, combine
from ..codebook.model import CodedField
from ..codebook.values import answer_key, is_empty, is_list, is_missing, show
from ..project import Project
from .described import Column, Described, Key, sheet
from .events import INCIDENTS
from .fields import is_released, released_part
from .spans import STATUSES
from .taken import Taken
from .texts import TextRule

BATCH = 300
BYS = (
    ("most_precise", "That of the most precise event"), ("lowest", "The lowest"), ("highest", "The highest"),
    ("median", "The one in the middle"), ("ranked", "The code that stands first"), ("earliest", "The earliest"),
    ("latest", "The latest"), ("joined", "Those of all, each once"), ("most_common", "What most events say"),
    ("longest", "The longest"), ("closest", "That of the event closest to the whole"),
    ("only", "All events that answer say the same"), ("settled", "Settled by the lead"),
)  # fmt: skip
_ORDER = [code for code, _ in STATUSES]
_NUMBERS = ("integer", "decimal", "number")


@dataclass(slots=True)
class Support:
    """What supports one event's answer to one field: the best status, and how it was given."""

    status: str = ""
    origin: str = ""


@dataclass(slots=True)
class Told:
    """One incident as its events tell it."""

    incident: str
    id: str | None
    article: int
    """The number of the first that tells it."""
    settled: Mapping[str, Any]
    events: list[str] = field(default_factory=list)
    values: list[dict[str, Any]] = field(default_factory=list)


def described_values() -> Described:
    """The table of values."""
    return Described(
        "values", "tables/values.csv", "Values", "One row an answer of an incident: how it was found, and what supports it. "
        "Answers that the program works out from others are not in it.",
        (
            Column("incident", title="Incident", required=True), Column("id", title="Id of the incident"),
            Column("field", title="Field", required=True), Column("value", title="Value", about="With codes as they are kept."),
            Column("by", title="How it was found", codes=BYS, required=True),
            Column("reports", "integer", "Reports that answer", "Events that answer the field; where none does, those that "
                   "give a code for no answer.", minimum=0),
            Column("same", "integer", "That say this", "Events that say exactly this; all that were joined, of a list.",
                   minimum=0),
            Column("different", "integer", "Different answers", minimum=0),
            Column("missing", "integer", "Without an answer", "Events that give a code for no answer instead.", minimum=0),
            Column("low", title="Lowest", about="Of numbers and dates, over all reports."),
            Column("high", title="Highest", about="Of numbers and dates, over all reports."),
            Column("tied", "integer", "Tied", "1 where equally good reports say different things and nobody settled it.",
                   minimum=0, maximum=1),
            Column("settled", "integer", "Settled", "1 where the lead settled it.", minimum=0, maximum=1),
            Column("stated", title="Support", codes=STATUSES,
                   about="The best there is among the events that say this; empty where nothing was marked."),
            Column("typed", "integer", "Given by hand", "Of the events that answer.", minimum=0),
            Column("imported", "integer", "Imported", "Those whose answer came with an imported table and stands as it came.",
                   minimum=0),
            Column("taken", "integer", "Offers taken", "Of the events that answer, those in which the program's was taken.",
                   minimum=0),
            Column("changed", "integer", "Offers changed", "Those in which it was taken and changed.", minimum=0),
        ),
        ("incident", "field"), (Key(("incident",), INCIDENTS, ("incident",)),),
    )  # fmt: skip


def write_values(taken: Taken, rule: TextRule) -> tuple[Described, Counter[str]]:
    """Writes the table; gives it, and how many answers are tied, settled, combined (`several`), and alike (`agreed`)."""
    project, table = taken.project, described_values()
    names = [
        name for name, asked in project.codebook.fields.items()
        if asked.derived is None and is_released(project.codebook, name, taken.not_released)
    ]  # fmt: skip
    counts: Counter[str] = Counter()
    imported = _imported(project)
    with sheet(taken, table) as out:
        for batch in _batches(told_incidents(project)):
            support = _support(project, batch, imported)
            rows: list[list[Any]] = []
            for one in batch:
                found = combine(project.codebook, one.values, one.settled)
                rows += [_row(taken, rule, one, name, found[name], support, counts) for name in names if name in found]
            out.write(rows)
    return table, counts


def told_incidents(project: Project) -> Iterator[Told]:
    """Every incident with the values of its events, in the order of the articles."""
    rows = project.database.run(
        'SELECT m.incident, r.id, r.article, i."values", m.event, v."values" FROM temp.incident_members m JOIN '
        "temp.incident_rows r ON r.event_uid = m.incident JOIN event v ON v.uid = m.event LEFT JOIN "
        "incident i ON i.uid = m.incident ORDER BY r.article, r.position, m.incident, m.position"
    )
    for (incident, id_, article, settled), of_one in groupby(rows, key=itemgetter(0, 1, 2, 3)):
        one = Told(incident, id_, article, json.loads(settled) if settled else {})
        for *_, event, values in of_one:
            one.events.append(event)
            known = project.codebook.fields
            one.values.append({name: value for name, value in json.loads(values).items() if name in known})
        yield one


def _batches(incidents: Iterator[Told]) -> Iterator[list[Told]]:
    batch: list[Told] = []
    for one in incidents:
        batch.append(one)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _support(project: Project, batch: Sequence[Told], imported: Collection[str]) -> dict[tuple[str, str], Support]:
    """By event and field what supports the answer. Words marked by hand count before the log of offers, which knows of
    answers without words, and that before an import."""
    events = json.dumps([event for one in batch for event in one.events])
    found = _as_imported(project, batch, imported)
    for event, name, outcome in project.database.run(
        "SELECT s.event, s.field, s.outcome FROM json_each(?) n CROSS JOIN suggestion s ON s.event = n.value "
        "WHERE s.outcome <> 'offered' ORDER BY s.id", (events,)
    ) if _has_offers(project) else ():  # fmt: skip
        found[event, name] = Support("", outcome)
    for event, name, status, origin in project.database.run(
        "SELECT v.owner, v.field, v.status, v.origin FROM json_each(?) n CROSS JOIN evidence v ON v.owner = n.value "
        "WHERE v.removed = 0 ORDER BY v.owner, v.field, CASE v.origin WHEN 'changed' THEN 3 WHEN 'taken' THEN 2 ELSE 1 END",
        (events,),
    ):
        known = found.setdefault((event, name), Support())
        if not known.status or _ORDER.index(status) < _ORDER.index(known.status):
            known.status = status
        # What only marks words of an imported answer gives no answer.
        known.origin = known.origin if known.origin == "imported" and origin == "typed" else origin
    return found


def _imported(project: Project) -> frozenset[str]:
    """Events that came with a table."""
    # From the few imports to their rows: which events are new has no index of its own.
    return frozenset(row[0] for row in project.database.run(
        "SELECT h.uid FROM operation o CROSS JOIN change h ON h.operation = o.id WHERE o.label ->> '$.id' = 'import_events' "
        "AND h.tbl = 'event' AND h.field = '*'"
    ))  # fmt: skip


def _as_imported(project: Project, batch: Sequence[Told], imported: Collection[str]) -> dict[tuple[str, str], Support]:
    """The answers of a batch that came with a table and were not written since."""
    events = json.dumps([event for one in batch for event in one.events if event in imported])
    written = {(event, name.partition(".")[2]) for event, name in project.database.run(
        "SELECT h.uid, h.field FROM json_each(?) n CROSS JOIN change h ON h.uid = n.value AND h.tbl = 'event' AND "
        "h.field <> '*' AND h.field GLOB 'values.*' JOIN operation o ON o.id = h.operation WHERE o.undone = 0 AND "
        "o.undoes IS NULL AND o.label ->> '$.id' <> 'import_events'", (events,)
    )}  # fmt: skip
    return {
        (event, name): Support("", "imported")
        for one in batch for event, values in zip(one.events, one.values, strict=True) if event in imported
        for name in values if (event, name) not in written
    }  # fmt: skip


def _has_offers(project: Project) -> bool:
    return bool(project.database.value("SELECT EXISTS (SELECT 1 FROM suggestion)"))


def _row(
    taken: Taken, rule: TextRule, one: Told, name: str, found: CombinedValue, support: Mapping[tuple[str, str], Support],
    counts: Counter[str],
) -> list[Any]:  # fmt: skip
    book = taken.project.codebook
    asked = book.fields[name]
    every = {place: values[name] for place, values in enumerate(one.values) if not is_empty(values.get(name))}
    said = {place: value for place, value in every.items() if not is_missing(value)}
    missing = len(every) - len(said)
    said = said or every
    different = len({answer_key(value) for value in said.values()}) if len(said) > 1 else len(said)
    low, high = extent(asked, list(said.values()))
    ways = {"typed": 0, "imported": 0, "taken": 0, "changed": 0}
    for place in said:
        known = support.get((one.events[place], name))
        ways[known.origin if known is not None and known.origin else "typed"] += 1
    best = [known.status for place in found.events if (known := support.get((one.events[place], name))) and known.status]
    if len(said) > 1:
        counts["several"] += 1
        counts["agreed"] += different == 1
    counts["tied"] += bool(found.tied)
    counts["settled"] += found.by == "settled"
    value = found.value
    if asked.type == "group":
        value = released_part(book, {name: value}, taken.not_released).get(name)
    text = show(book, asked, value)
    # Counted with the events. Lowest and highest are numbers, or days.
    text = rule.kept(text, one.article) or ""
    return [
        one.incident, one.id, name, text, found.by, len(said), len(found.events), different, missing, low, high,
        int(bool(found.tied)), int(found.by == "settled"), min(best, key=_ORDER.index, default=""),
        *ways.values(),
    ]  # fmt: skip


def extent(asked: CodedField, said: Sequence[Any]) -> tuple[Any, Any]:
    """The lowest and the highest of what is said of a number or a date, None where there is nothing to compare."""
    if is_list(asked):
        return None, None
    kept = [value for value in said if not is_missing(value)]
    if asked.type in _NUMBERS:
        numbers = [part for value in kept for part in (value.values() if isinstance(value, dict) else (value,))
                   if isinstance(part, int | float)]  # fmt: skip
        return (min(numbers), max(numbers)) if numbers else (None, None)
    if asked.type == "date":
        days: list[tuple[str, str]] = []
        for value in kept:
            try:
                known = dates.parse_value(str(value))
            except ValueError:
                continue
            if known.first and known.last:
                days.append((known.first.isoformat(), known.last.isoformat()))
        return (min(first for first, _ in days), max(last for _, last in days)) if days else (None, None)
    return None, None
