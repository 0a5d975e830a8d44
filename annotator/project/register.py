"""A project's register of actors, of places or of sources: entries proposed, approved, changed, refused, listed by pages.

Owns who may do which: a coder proposes and changes the own proposals, the lead does the rest. What checks and candidates
see of the approved entries is `registers`' business; a new name in old events is `renames`'.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from .. import dates
from ..errors import UsageError
from .database import Database
from .history import History, new_uid

State = Literal["proposed", "approved", "refused"]
STATES: tuple[State, ...] = ("proposed", "approved", "refused")
ALIASES = "; "
"""What stands between the aliases of an entry where they are one line."""
_KEPT = ("aliases", "was", "seen")
"""What of an entry lies in `details`; whatever else lies there stays."""
_FITS = (
    "name LIKE ? ESCAPE '\\' OR details LIKE ? ESCAPE '\\' AND EXISTS (SELECT 1 FROM json_tree(details, '$') t "
    "WHERE t.path IN ('$.aliases', '$.was') AND t.atom LIKE ? ESCAPE '\\')"
)
_POINTS = {"latitude": 90.0, "longitude": 180.0}


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the three registers: its table, its columns, and which of them tell two entries apart."""

    name: str
    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    sort: str = ""
    """The column with the code of what sort of actor or source it is."""
    null: tuple[str, ...] = ()
    """Columns that hold NULL where nothing is said."""


KINDS: dict[str, Kind] = {
    "actors": Kind(
        "actors", "actor", ("name", "type", "country", "valid_from", "valid_to", "parent"),
        ("name", "country", "valid_from", "valid_to"), "type", ("valid_from", "valid_to", "parent"),
    ),
    "places": Kind(
        "places", "place", ("name", "country", "admin1", "admin2", "admin3", "latitude", "longitude"),
        ("name", "country", "admin1", "admin2", "admin3"), null=("latitude", "longitude"),
    ),
    "sources": Kind("sources", "source", ("name", "scale", "country"), ("name", "country"), "scale"),
}  # fmt: skip


class EntryRefused(UsageError):
    """An entry that cannot be as it was given; `column` says where the trouble is."""

    def __init__(self, column: str, reason: str) -> None:
        self.column = column
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `values` holds the register's columns, an empty text (of a coordinate None) where nothing is said.

    `was` are former names; `seen` are the first and last year of the events it was learnt from, as ``2015-2020``.
    """

    values: Mapping[str, Any]
    aliases: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    seen: str = ""
    state: State = "approved"
    proposed_by: str = ""
    """Uid of the coder who proposed it, empty for nobody."""
    uid: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        """What it is called in the events."""
        return str(self.values.get("name", ""))

    @property
    def country(self) -> str:
        """The country it belongs to, or the one whose events it is of that sort in; empty for all."""
        return str(self.values.get("country", ""))

    def key(self, kind: Kind) -> tuple[str, ...]:
        """What tells it from others of its register."""
        return tuple(str(self.values.get(column, "")) for column in kind.key)


def years_of(name: str) -> tuple[str, str]:
    """The days a name holds from and to by the years in its brackets: whole years, empty where it names none."""
    first, last = dates.years_in_name(name) or (None, None)
    return (f"{first:04}-01-01" if first else "", f"{last:04}-12-31" if last else "")


def tidied(kind: Kind, entry: Entry) -> Entry:
    """The entry as it is kept. Raises EntryRefused."""
    unknown = [column for column in entry.values if column not in kind.columns]
    if unknown:
        raise EntryRefused(unknown[0], f"The register of {kind.name} has no column {', '.join(unknown)}.")
    values: dict[str, Any] = {}
    for column in kind.columns:
        given = entry.values.get(column)
        if column in _POINTS:
            values[column] = _point(column, given)
        else:
            text = " ".join(str(given if given is not None else "").split())
            values[column] = _day(column, text) if column in ("valid_from", "valid_to") else text
    if not values["name"]:
        raise EntryRefused("name", "An entry needs a name.")
    first, last = values.get("valid_from", ""), values.get("valid_to", "")
    if first and last and first > last:
        raise EntryRefused("valid_to", f"It cannot hold to {last} and only from {first} on.")
    if (values.get("latitude") is None) is not (values.get("longitude") is None):
        raise EntryRefused("longitude", "A point needs latitude and longitude.")
    return replace(
        entry,
        values=values,
        aliases=_names("aliases", entry.aliases, values["name"]),
        was=_names("was", entry.was, values["name"]),
    )


def _names(column: str, names: Iterable[str], name: str) -> tuple[str, ...]:
    kept = dict.fromkeys(" ".join(one.split()) for one in names)
    for one in kept:
        if ";" in one:
            raise EntryRefused(column, f"“{one}” holds a semicolon, which stands between names.")
    return tuple(one for one in kept if one and one != name)


def _day(column: str, text: str) -> str:
    if re.fullmatch(r"\d{4}", text):  # a whole year
        text = f"{text}-01-01" if column == "valid_from" else f"{text}-12-31"
    if text and not (re.fullmatch(r"\d{4}-\d\d-\d\d", text) and dates.is_valid(text)):
        raise EntryRefused(column, f"“{text}” is not a day; write it as 2014-08-09, or a year alone.")
    return text


def _point(column: str, given: Any) -> float | None:
    if given is None or given == "":
        return None
    try:
        degrees = float(str(given).replace(",", "."))
    except ValueError:
        raise EntryRefused(column, f"“{given}” is not a number of degrees.") from None
    if not -_POINTS[column] <= degrees <= _POINTS[column]:
        raise EntryRefused(column, f"{degrees:g} is outside -{_POINTS[column]:g} to {_POINTS[column]:g} degrees.")
    return degrees


class Register:
    """One register of one open project."""

    def __init__(self, name: str, database: Database, history: History) -> None:
        if name not in KINDS:
            raise UsageError(f"There is no register of {name}; there are {', '.join(KINDS)}.")
        self.kind = KINDS[name]
        self.database, self.history = database, history

    # --- looking ------------------------------------------------------------------------------------------------------

    def page(self, search: str = "", state: str = "", *, limit: int = 100, start: int = 0) -> list[Entry]:
        """Entries by name that may be seen: a coder sees of what is not approved the own proposals alone.

        `search` is looked for in names, aliases and former names, `state` is one of STATES; a `limit` of -1 is none.
        """
        where, values = self._where(search, state)
        return self._read(
            f"WHERE {where} ORDER BY name COLLATE NOCASE, name, country, rowid LIMIT ? OFFSET ?", (*values, limit, start)
        )

    def count(self, search: str = "", state: str = "") -> int:
        """How many entries there are that may be seen."""
        where, values = self._where(search, state)
        return int(self.database.value(f"SELECT count(*) FROM {self.kind.table} WHERE {where}", values))

    def all(self) -> list[Entry]:
        """All entries of every state and coder, by what tells them apart."""
        return self._read(f"WHERE removed = 0 ORDER BY {', '.join(self.kind.key)}, rowid", ())

    def get(self, uid: str) -> Entry:
        """One entry. Raises UsageError where there is none."""
        found = self._read("WHERE uid = ? AND removed = 0", (uid,))
        if not found:
            raise UsageError("That entry is not in the register any more.")
        return found[0]

    def named(self, name: str) -> list[Entry]:
        """The entries of a name, of every state."""
        return self._read("WHERE name = ? AND removed = 0 ORDER BY country, rowid", (name,))

    def _where(self, search: str, state: str) -> tuple[str, tuple[Any, ...]]:
        where, values = "removed = 0", list[Any]()
        if not self.is_lead():  # a coder sees what all may use, and of the rest the own work
            where += " AND (state = 'approved' OR proposed_by = ?)"
            values.append(self.history.coder)
        if state:
            where += " AND state = ?"
            values.append(state)
        if words := " ".join(search.split()):
            # SQLite compares only the letters of English without case.
            spelt = dict.fromkeys((words, words.lower(), words.upper(), words.title()))
            where += " AND (" + " OR ".join([_FITS] * len(spelt)) + ")"
            for one in spelt:
                values += ["%" + re.sub(r"([%_\\])", r"\\\1", one) + "%"] * 3
        return where, tuple(values)

    def _read(self, rest: str, values: Sequence[Any]) -> list[Entry]:
        columns = ", ".join(self.kind.columns)
        return [
            self._entry(row)
            for row in self.database.all(
                f"SELECT uid, state, proposed_by, details, {columns} FROM {self.kind.table} {rest}", values
            )
        ]

    def _entry(self, row: Any) -> Entry:
        values = dict(zip(self.kind.columns, row[4:], strict=True))
        values = {name: "" if value is None and name not in _POINTS else value for name, value in values.items()}
        if row[3] == "{}":
            return Entry(values, state=row[1], proposed_by=row[2] or "", uid=row[0])
        details = json.loads(row[3])
        return Entry(
            values, names_in(details, "aliases"), names_in(details, "was"), str(details.get("seen", "")), row[1], row[2] or "",
            row[0],
        )  # fmt: skip

    # --- writing ------------------------------------------------------------------------------------------------------

    def put(self, entry: Entry) -> Entry:
        """A new entry: the lead's is approved at once, a coder's is a proposal. Gives it as it stands.

        What a coder proposed, and what was refused, the lead's entry approves. Raises EntryRefused and UsageError.
        """
        entry, lead = tidied(self.kind, entry), self.is_lead()
        same = next((one for one in self.named(entry.name) if one.key(self.kind) == entry.key(self.kind)), None)
        if same is not None and (same.state == "approved" or not lead):
            said = {"approved": "is there already", "proposed": "was proposed already", "refused": "was refused by the lead"}
            raise UsageError(f"“{entry.name}” {said[same.state]}.")
        made = replace(entry, state="approved" if lead else "proposed", proposed_by="" if lead else self.history.coder)
        with self.history.operation({"id": "add_entry" if lead else "propose_entry", **self._about(entry.name)}):
            if same is None:
                return self.insert([made])[0]
            self.write(same, made)
            return replace(made, uid=same.uid, proposed_by=same.proposed_by)

    def change(self, uid: str, entry: Entry) -> None:
        """Other values for an entry; its name in events stays as it is (see `renames`). A coder changes own proposals."""
        old = self.get(uid)
        if not self.is_lead() and not (old.state == "proposed" and old.proposed_by == self.history.coder):
            raise UsageError("A coder changes the own proposals; the rest of the register is the lead's.")
        entry = tidied(self.kind, entry)
        twin = [one for one in self.named(entry.name) if one.uid != uid and one.key(self.kind) == entry.key(self.kind)]
        if twin:
            raise UsageError(f"“{entry.name}” is there already with the same country and time.")
        with self.history.operation({"id": "change_entry", **self._about(entry.name)}):
            self.write(old, replace(entry, state=old.state))

    def judge(self, uids: Sequence[str], state: State) -> int:
        """Approves or refuses entries, as one operation; gives how many that changed. The lead's."""
        self.must_lead()
        entries = [one for one in map(self.get, uids) if one.state != state]
        name = entries[0].name if len(entries) == 1 else ""
        with self.history.operation({"id": f"judge_entries.{state}", "count": len(entries), **self._about(name)}):
            for one in entries:
                self.write(one, replace(one, state=state))
        return len(entries)

    def insert(self, entries: Sequence[Entry]) -> list[Entry]:
        """New tidied entries, inside the caller's operation."""
        made = [replace(one, uid=new_uid()) for one in entries]
        columns = self.kind.columns
        marks = ", ".join("?" * (len(columns) + 4))
        self.database.run_many(
            f"INSERT INTO {self.kind.table} (uid, state, proposed_by, details, {', '.join(columns)}) VALUES ({marks})",
            [(one.uid, one.state, one.proposed_by or None, _details(one), *self._row(one)) for one in made],
        )
        return made

    def write(self, old: Entry, new: Entry) -> bool:
        """Brings an entry to what a tidied one says, inside the caller's operation; gives whether that changed anything."""
        if replace(old, proposed_by="") == replace(new, proposed_by=""):
            return False
        sets = ", ".join(f"{column} = ?" for column in self.kind.columns)
        self.database.run(
            f"UPDATE {self.kind.table} SET state = ?, {sets}, "
            "details = json_patch(details, json(?)) WHERE uid = ?",
            (new.state, *self._row(new), _details(new, patch=True), old.uid),
        )  # fmt: skip
        return True

    def remove(self, uid: str) -> None:
        """Takes an entry away, inside the caller's operation."""
        self.database.run(f"UPDATE {self.kind.table} SET removed = 1 WHERE uid = ?", (uid,))

    def is_lead(self) -> bool:
        """Whether who works now leads the project."""
        return self.database.value("SELECT role FROM coder WHERE uid = ?", (self.history.coder,)) == "lead"

    def must_lead(self) -> None:
        """Raises UsageError where who works now is not the lead."""
        if not self.is_lead():
            raise UsageError(f"That is for the lead; a coder proposes entries for the register of {self.kind.name}.")

    def _about(self, name: str) -> dict[str, str]:
        return {"register": self.kind.name, "name": name}

    def _row(self, entry: Entry) -> Iterator[Any]:
        for column in self.kind.columns:
            value = entry.values.get(column)
            yield None if column in self.kind.null and value in ("", None) else value if value is not None else ""


def names_in(details: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Names under a key of `details`: a list, or one alone."""
    known = details.get(key, ())
    return tuple(str(one) for one in known) if isinstance(known, list) else (str(known),) if known else ()


def _details(entry: Entry, *, patch: bool = False) -> str:
    kept: dict[str, Any] = {"aliases": list(entry.aliases), "was": list(entry.was), "seen": entry.seen}
    # In a patch, null takes a key away.
    told = {key: kept[key] or None for key in _KEPT if patch or kept[key]}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
