"""The registers of actors, places and sources as checks see them. Fulfils `codebook.conditions.Lookups`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .database import Database
from .history import History
from .register import Register, names_in

_TABLES = {"actors": "actor", "places": "place", "sources": "source"}
_COLUMNS = {
    "actors": "name, type, country, valid_from, valid_to, parent, details",
    "places": "name, country, admin1, admin2, admin3, latitude, longitude, details",
    "sources": "name, scale, country, details",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """An approved entry of the register of actors; empty texts where nothing is said."""

    name: str
    type: str = ""
    country: str = ""
    valid_from: str = ""
    valid_to: str = ""
    parent: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """An approved entry of the register of sources; an empty scale where none is said."""

    name: str
    scale: str = ""
    aliases: tuple[str, ...] = ()


@dataclass
class Registers:
    """The registers of one open project."""

    database: Database
    history: History
    _spelled: tuple[tuple[int, int], dict[str, str]] | None = field(default=None, repr=False)
    """The last change and how many purges there were, and as of then what every spelling, in small letters, stands for."""

    def registered(self, register: str, name: str, country: str | None, date: str | None) -> Mapping[str, Any] | None:
        """The entry of a name: one of the event's country before one without country; valid on the day where days are given."""
        rows = self.database.all(
            f"SELECT {_COLUMNS[register]} FROM {_TABLES[register]} WHERE name = ? AND state = 'approved' AND removed = 0",
            (name,),
        )
        names = _COLUMNS[register].split(", ")
        found = [dict(zip(names, row, strict=True)) for row in rows]
        if register == "actors" and date:
            found = [
                one for one in found
                if (not one["valid_from"] or one["valid_from"] <= date) and (not one["valid_to"] or date <= one["valid_to"])
            ]  # fmt: skip
        found = [one for one in found if not one["country"] or not country or one["country"] == country]
        found.sort(key=lambda one: one["country"] != (country or ""))
        if not found:
            return None
        return {**found[0], **json.loads(found[0]["details"])}

    def resolved(self, register: str, name: str, country: str | None, date: str | None) -> str:
        """What the register calls a name that it knows, but not for this country or day; empty where the name holds, or
        where there is none or more than one to choose from.

        Meant is the entry of the same name but for its first brackets, as “Police Forces of Mali (2020-2024)” and
        “Police Forces of Mali (2024-)”, or “Civilians (Mali)” and “Civilians (Niger)”.
        """
        bare, bracket, rest = name.partition(" (")
        if not bracket or not (country or date) or self.registered(register, name, country, date) is not None:
            return ""
        table = _TABLES[register]
        rows = self.database.all(
            f"SELECT DISTINCT name FROM {table} WHERE name >= ? AND name < ? AND state = 'approved' AND removed = 0",
            (f"{bare} (", f"{bare} )"),
        )
        names = [row[0] for row in rows]
        if name not in names:
            return ""
        behind = rest.partition(")")[2]
        alike = [one for one in names if one != name and one.partition(" (")[2].partition(")")[2] == behind]
        found = [one for one in alike if (entry := self.registered(register, one, country, date)) and _is_of(entry, country)]
        return found[0] if len(found) == 1 else ""

    def register(self, name: str) -> Register:
        """The register of `actors`, `places` or `sources`, to list and to change."""
        return Register(name, self.database, self.history)

    def names(self, register: str) -> list[str]:
        """All approved names of a register, sorted."""
        rows = self.database.all(
            f"SELECT DISTINCT name FROM {_TABLES[register]} WHERE state = 'approved' AND removed = 0 ORDER BY name"
        )
        return [row[0] for row in rows]

    def actors(self) -> list[Actor]:
        """All approved actors with their aliases, by name."""
        rows = self.database.all(
            "SELECT name, type, country, coalesce(valid_from, ''), coalesce(valid_to, ''), coalesce(parent, ''), details "
            "FROM actor WHERE state = 'approved' AND removed = 0 ORDER BY name, country, valid_from"
        )
        return [Actor(*row[:6], aliases=_aliases(row[6])) for row in rows]

    def spellings(self) -> dict[str, str]:
        """Every other spelling of the approved actors, and the name it stands for; of two entries' the first one's."""
        found: dict[str, str] = {}
        for name, details in self.database.run(
            "SELECT name, details FROM actor WHERE details <> '{}' AND state = 'approved' AND removed = 0"
        ):
            known = json.loads(details)
            for spelling in (*names_in(known, "aliases"), *names_in(known, "was")):
                found.setdefault(spelling, name)
        return found

    def called(self, names: Iterable[str]) -> dict[str, str]:
        """Of some names those that are other spellings of an approved actor, whatever their capitals, and the name each stands
        for. All spellings are kept and read anew once an actor was changed: to look through a large register takes longer
        than a key may."""
        known = self._folded()
        return {name: there for name in names if (there := known.get(name.casefold()))}

    def _folded(self) -> dict[str, str]:
        # History tells of every change, whoever made it; but of a purge the log alone.
        last, purged = self.database.all("SELECT coalesce(max(id), 0) FROM change UNION ALL SELECT count(*) FROM purge")
        now = int(last[0]), int(purged[0])
        if self._spelled is not None and not self.database.in_transaction:
            before, known = self._spelled
            changed = "SELECT EXISTS (SELECT 1 FROM change WHERE id > ? AND tbl = 'actor')"
            if before[1] == now[1] and not self.database.value(changed, (before[0],)):
                self._spelled = now, known
                return known
        known = {spelling.casefold(): name for spelling, name in self.spellings().items()}
        # What is not committed may be taken back, and its numbers be given again.
        self._spelled = None if self.database.in_transaction else (now, known)
        return known

    def sources(self) -> list[Source]:
        """All approved sources with their aliases, by name."""
        rows = self.database.all(
            "SELECT name, scale, details FROM source WHERE state = 'approved' AND removed = 0 ORDER BY name, country"
        )
        return [Source(*row[:2], aliases=_aliases(row[2])) for row in rows]


def _is_of(entry: Mapping[str, Any], country: str | None) -> bool:
    """Whether an entry says that it belongs to the country; one without any is of all."""
    return not country or entry["country"] in ("", country)


def _aliases(details: str) -> tuple[str, ...]:
    return () if details == "{}" else names_in(json.loads(details), "aliases")
