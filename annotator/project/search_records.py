"""The log of searches: where articles were looked for, with which words, and how many came of it. The lead's.

Owns the table `search_record`. Its numbers are what a person read off a database's page: nothing here counts articles, and
no article knows the search that found it. They are the beginning of the flow that a release tells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..dates import parse_value, read_written
from ..errors import UsageError
from .database import Database
from .history import History, new_uid

_FORMS = {False: "2020-06-02", True: "2020-06-02, 2020-06 or 2020"}
_COLUMNS = 'uid, name, "query", first, last, made, hits, retrieved, duplicates, note'


@dataclass(frozen=True, slots=True)
class SearchDraft:
    """What a search is to say. Days are written in any spelling that has one reading; a month or a year stands for its first
    and its last day. None is a number nobody noted."""

    name: str
    """The database or archive, as its users call it."""
    query: str = ""
    """As it was typed there, line by line."""
    first: str = ""
    last: str = ""
    """The days that were asked for, both included; empty where the search left a side open."""
    made: str = ""
    """The day the search was made on."""
    hits: int | None = None
    retrieved: int | None = None
    """Of the hits, how many were taken over."""
    duplicates: int | None = None
    """Of those retrieved, how many were there already."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SearchRecord(SearchDraft):
    """One search as it is kept: its days are ISO days, or empty."""

    uid: str = ""


@dataclass(frozen=True, slots=True)
class SearchTotals:
    """The numbers of some searches added up: None where no search tells one; `untold` counts the searches that do not."""

    searches: int
    hits: int | None
    retrieved: int | None
    duplicates: int | None
    untold: int


@dataclass
class SearchRecords:
    """The log of searches of one open project."""

    database: Database
    history: History

    def all(self) -> list[SearchRecord]:
        """Every search, by the day it was made on, those without one last."""
        return self._read("removed = 0 ORDER BY made IS NULL, made, rowid", ())

    def get(self, uid: str) -> SearchRecord:
        """One search by its uid or the beginning of it. UsageError where there is none, or several begin so."""
        found = self._read("removed = 0 AND substr(uid, 1, ?) = ? LIMIT 2", (len(uid), uid)) if uid else []
        if len(found) != 1:
            raise UsageError(f"There is no search “{uid}”." if not found else f"Several searches begin with “{uid}”.")
        return found[0]

    def totals(self) -> SearchTotals:
        """The numbers of all searches added up."""
        return add_up(self.all())

    def add(self, draft: SearchDraft) -> str:
        """Notes a search; gives its uid. UsageError for what cannot be, and where who works is no lead."""
        cells, uid = self._sound(draft), new_uid()
        with self.history.operation({"id": "add_search", "name": cells[0]}):
            self.database.run(f"INSERT INTO search_record ({_COLUMNS}) VALUES (?{', ?' * len(cells)})", (uid, *cells))
        return uid

    def change(self, uid: str, draft: SearchDraft) -> None:
        """Another word for a search that is noted."""
        cells, uid = self._sound(draft), self.get(uid).uid
        sets = ", ".join(f"{column} = ?" for column in _COLUMNS.split(", ")[1:])
        with self.history.operation({"id": "change_search", "name": cells[0]}):
            self.database.run(f"UPDATE search_record SET {sets} WHERE uid = ?", (*cells, uid))

    def remove(self, uid: str) -> None:
        """Takes a search out of the log (undo brings it back)."""
        self._must_lead()
        found = self.get(uid)
        with self.history.operation({"id": "remove_search", "name": found.name}):
            self.database.run("UPDATE search_record SET removed = 1 WHERE uid = ?", (found.uid,))

    def _read(self, where: str, values: tuple[object, ...]) -> list[SearchRecord]:
        rows = self.database.all(f"SELECT {_COLUMNS} FROM search_record WHERE {where}", values)  # type: ignore[arg-type]
        return [
            SearchRecord(
                name, query, first or "", last or "", made or "", hits, retrieved, duplicates, note, uid=uid
            )
            for uid, name, query, first, last, made, hits, retrieved, duplicates, note in rows
        ]  # fmt: skip

    def _must_lead(self) -> None:
        coder = self.history.coder
        packaged = self.database.value("SELECT 1 FROM project WHERE key = 'made_for'")
        if packaged or self.database.value("SELECT role FROM coder WHERE uid = ?", (coder,)) != "lead":
            raise UsageError("The log of searches is the lead's.")

    def _sound(self, draft: SearchDraft) -> tuple[str | int | None, ...]:
        """The cells as they are kept, the uid left out. UsageError for what cannot be."""
        self._must_lead()
        name = " ".join(draft.name.split())
        if not name:
            raise UsageError("A search needs the name of the database that was searched.")
        first, last, made = _day(draft.first, "first"), _day(draft.last, "last"), _day(draft.made)
        if first and last and first > last:
            raise UsageError(f"The days asked for end on {last}, before they begin on {first}.")
        for what, count in (("hits", draft.hits), ("retrieved", draft.retrieved), ("duplicates", draft.duplicates)):
            if count is not None and count < 0:
                raise UsageError(f"The number of {what} cannot be below 0.")
        _at_most("retrieved", draft.retrieved, "found", draft.hits)
        _at_most("duplicates", draft.duplicates, "retrieved", draft.retrieved)
        counts = (draft.hits, draft.retrieved, draft.duplicates)
        return (name, _lines(draft.query), first or None, last or None, made or None, *counts, _lines(draft.note))


def add_up(searches: Iterable[SearchRecord]) -> SearchTotals:
    """The numbers of some searches added up."""
    among = list(searches)

    def total(counts: Iterable[int | None]) -> int | None:
        told = [count for count in counts if count is not None]
        return sum(told) if told else None

    untold = sum(None in (one.hits, one.retrieved, one.duplicates) for one in among)
    return SearchTotals(
        len(among), total(one.hits for one in among), total(one.retrieved for one in among),
        total(one.duplicates for one in among), untold,
    )  # fmt: skip


def _at_most(less: str, count: int | None, more: str, limit: int | None) -> None:
    if count is not None and limit is not None and count > limit:
        raise UsageError(f"There cannot be more {less} ({count:,}) than {more} ({limit:,}).")


def _day(written: str, of_period: Literal["first", "last", ""] = "") -> str:
    """The ISO day somebody wrote; of a month or a year the first one or the last, where one of them is asked for.

    UsageError for what is no date.
    """
    if not (text := written.strip()):
        return ""
    found: date | str | None
    try:
        value = parse_value(text)
        whole = value.precision == "day" or (of_period and value.precision != "range")
        found = (value.last if of_period == "last" else value.first) if whole and not value.approximate else None
    except ValueError:
        try:
            found = read_written(text)
        except ValueError as error:
            raise UsageError(str(error)) from None
    if found is None:
        raise UsageError(f"“{text}” is not a date; write it as {_FORMS[bool(of_period)]}.")
    return str(found)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
