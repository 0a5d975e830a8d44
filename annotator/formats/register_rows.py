"""Actors and sources out of tables of coded events, for the project's registers.

An actor's sort goes by name and country of the event, for the same soldiers are State forces at home and others abroad; the
years in its name say when it holds, the years of its events are kept beside. A source's scale is taken from rows that name
it alone: where a row names several, its scale is theirs together and says nothing of each. Tables are read through the
codebook's own profiles, so every generation that can be imported can be learnt from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..codebook.model import Codebook, CodedField
from ..codebook.values import is_missing
from ..errors import UsageError
from ..project import Project
from ..project.articles import Refused
from ..project.register import Entry, EntryRefused, Kind, Register, tidied, years_of
from .coded_events import rows_as_values

Progress = Callable[[int], None]
TOLD_EVERY = 1000


@dataclass(frozen=True, slots=True)
class Conflict:
    """An entry of which the table says something else than the register, which was kept."""

    name: str
    country: str
    has: str
    table: str


@dataclass
class LearntEntries:
    """What was learnt. `filled` of the `known` had no sort so far and got the table's; `several` have more than one in the
    table, the commonest was taken; `unsaid` of the `added` came without one. `together` counts rows that name several
    sources, `without` rows that name none."""

    rows: int = 0
    added: int = 0
    known: int = 0
    filled: int = 0
    several: int = 0
    unsaid: int = 0
    together: int = 0
    without: int = 0
    conflicting: list[Conflict] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


@dataclass
class _Seen:
    """What the rows say of one name in one country."""

    sorts: Counter[str] = field(default_factory=Counter)
    first: int = 0
    last: int = 0

    def on(self, year: int) -> None:
        if year:
            self.first, self.last = min(self.first or year, year), max(self.last, year)


def sort_field(book: Codebook, register: str) -> CodedField | None:
    """The field whose codes say what sort an actor is, or a source's scale: the `kind` of the first field with the register."""
    for one in book.fields.values():
        for coded in (one, *one.fields):
            if coded.register_ == register and coded.kind:
                return next((sub for sub in one.fields if sub.name == coded.kind), None) or book.fields.get(coded.kind)
    return None


def learn(project: Project, register: str, path: Path, progress: Progress | None = None) -> LearntEntries:
    """Adds the actors or sources of a coded table to the register, in one operation. The lead's.

    Entries that are there keep what they have. `progress` is called with the number of rows read; what it raises cancels
    before anything is written.
    """
    book = project.registers.register(register)
    book.must_lead()
    paths = [one for one in project.codebook.fields.values() if any(part.register_ == register for part in (one, *one.fields))]
    if register == "places" or not paths:
        raise UsageError(f"The codebook “{project.codebook.name}” has no field with names of {register}.")
    told = LearntEntries()
    seen: dict[tuple[str, str], _Seen] = {}
    where, when = _country_field(project.codebook), _date_field(project.codebook)
    for _number, values, refused in rows_as_values(project.codebook, path):
        told.rows += 1
        if progress and told.rows % TOLD_EVERY == 0:
            progress(told.rows)
        if refused:
            told.refused.append(refused)
            continue
        names = [(name, sort) for one in paths for name, sort in _names(one, values, register)]
        told.without += not names
        country = str(values.get(where, "")) if register == "actors" else ""
        year = str(values.get(when, ""))[:4]
        alone = register == "actors" or len({name for name, _ in names}) == 1
        told.together += not alone and bool(names)
        for name, sort in names:
            known = seen.setdefault((name, country), _Seen())
            if register == "actors":
                known.on(int(year) if year.isdigit() else 0)
            if sort and alone:
                known.sorts[sort] += 1
    _take_in(project, register, path.name, seen, told)
    return told


def _names(one: CodedField, values: Mapping[str, Any], register: str) -> Iterator[tuple[str, str]]:
    """The names a field holds, each with what the row says of its sort."""
    items = values.get(one.name)
    if one.type == "group":
        for item in items if isinstance(items, list) else ():
            for sub in one.fields:
                if sub.register_ == register:
                    yield from _names(sub, {**values, **item}, register)
        return
    for name in items if isinstance(items, list) else [items]:
        if isinstance(name, str) and (name := " ".join(name.split())):
            sort = values.get(one.kind) if one.kind else None
            yield name, "" if sort is None or is_missing(sort) else str(sort)


def _country_field(book: Codebook) -> str:
    return next((one.name for one in book.fields.values() if one.finds == "country"), "")


def _date_field(book: Codebook) -> str:
    return next((one.name for one in book.fields.values() if one.type == "date"), "")


def _take_in(project: Project, register: str, file: str, seen: Mapping[tuple[str, str], _Seen], told: LearntEntries) -> None:
    book = project.registers.register(register)
    there: dict[tuple[str, str], list[Entry]] = {}
    for entry in book.all():
        for name in (entry.name, *entry.was):
            there.setdefault((name, entry.country), []).append(entry)
    fresh: list[Entry] = []
    with project.history.operation({"id": "learn_entries", "register": register, "source": file}):
        for (name, country), one in seen.items():
            sort = _commonest(one.sorts)
            told.several += len(one.sorts) > 1
            # An entry for all countries stands for this one, unless it is of another sort here.
            everywhere = [
                entry for entry in there.get((name, ""), ()) if not sort or entry.values[book.kind.sort] in ("", sort)
            ]
            known = there.get((name, country)) or everywhere
            if not known:
                fresh += _made(book.kind, name, country, sort, one, told, file)
                continue
            told.known += 1
            for entry in known:
                told.filled += _learnt_of(book, entry, sort, one, told)
        told.added = len(fresh)
        told.unsaid = sum(not entry.values[book.kind.sort] for entry in fresh)
        book.insert(fresh)


def _made(kind: Kind, name: str, country: str, sort: str, one: _Seen, told: LearntEntries, file: str) -> list[Entry]:
    values = {"name": name, "country": country, kind.sort: sort}
    if kind.name == "actors":
        first, last = years_of(name)
        # Where events lie outside the years in the name, these say something else, as those of “Former …” do.
        values["valid_from"] = first if not one.first or first <= f"{one.first}-12-31" else ""
        values["valid_to"] = last if not one.last or last >= f"{one.last}-01-01" else ""
    try:
        return [tidied(kind, Entry(values, seen=_span(one.first, one.last)))]
    except EntryRefused as error:
        told.refused.append(Refused(None, error.column, f"{name}: {error}", file))
        return []


def _learnt_of(book: Register, entry: Entry, sort: str, one: _Seen, told: LearntEntries) -> bool:
    """Adds to a known entry what it does not say yet; gives whether that was its sort."""
    has = str(entry.values[book.kind.sort])
    if sort and has and sort != has:
        told.conflicting.append(Conflict(entry.name, entry.country, has, sort))
    first, _, last = entry.seen.partition("-")
    years = [int(year) for year in (first, last or first) if year.isdigit()]
    if one.first:
        years += [one.first, one.last]
    span = _span(min(years), max(years)) if years else ""
    fills = bool(sort and not has)
    values = {**entry.values, book.kind.sort: sort} if fills else entry.values
    book.write(entry, replace(entry, values=values, seen=span))
    return fills


def _commonest(sorts: Counter[str]) -> str:
    """Of as many, the first by its letters: the same table always teaches the same."""
    return min(sorts, key=lambda sort: (-sorts[sort], sort)) if sorts else ""


def _span(first: int, last: int) -> str:
    return "" if not first else str(first) if first == last else f"{first}-{last}"
