"""The registers of actors, places and sources as checks see them. Fulfils `codebook.conditions.Lookups`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
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
