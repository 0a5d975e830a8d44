"""The file of places, opened for lookup: names to places, a place's seat, what is near a point.

Owns reading; `building` writes the file and `dumps` adds to it. A connection is for one thread at a time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import log10
from pathlib import Path
from typing import Any, Literal

from ..errors import GazetteerError
from ..sqlite_driver import sqlite3
from . import boundary_tables
from .distance import distance_km, squares_around
from .folding import fold
from .outlines import Polygon
from .tables import COUNTRY, DEMONYM, DISTRICT, REGION, TOWN, VERSION

FILE_NAME = "places.sqlite"
Kind = Literal["country", "demonym", "region", "district", "subdistrict", "town"]
_LEVELS: dict[int, Kind] = {1: "region", 2: "district", 3: "subdistrict"}
_FAR_KM = 2_500.0
"""Further than this from any town nothing is near; the loneliest islands stay within."""


@dataclass(frozen=True, slots=True)
class Place:
    """A country, a division of one, or a town. `country` is the ISO 3166 alpha-2 code, XK for Kosovo.

    Latitude and longitude are decimal degrees; those of a country or a division are its seat's, else those of a point
    inside its boundary. `seat` is that town's id, 0 where none is known. `own_name` tells whether it was found by its name
    and not by another spelling of it, `capital` whether it is its country's.
    """

    kind: Kind
    id: int
    name: str
    country: str
    admin1: str = ""
    admin2: str = ""
    admin3: str = ""
    latitude: float = 0.0
    longitude: float = 0.0
    population: int = 0
    seat: int = 0
    own_name: bool = True
    capital: bool = False

    @property
    def prominence(self) -> float:
        """How likely a name alone means this place, about 0 to 10.

        Tenfold population counts 1, a capital 1; found by another spelling costs 1.
        """
        people = log10(self.population + 10)
        extra = {"country": 2.0, "demonym": 2.0, "region": 0.5, "district": -1.0, "subdistrict": -2.0, "town": 0.0}[self.kind]
        return people + extra + self.capital - (not self.own_name)


@dataclass(frozen=True, slots=True)
class Country:
    """A country: ISO codes, its everyday English name, its neighbours' alpha-2 codes."""

    code: str
    alpha3: str
    number: int
    name: str
    neighbours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """A town and its distance in kilometres."""

    town: Place
    km: float


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turns the driver's errors into a sentence."""
    try:
        yield
    except sqlite3.Error as error:
        raise GazetteerError(f"{path.name} cannot be used ({error}); make it anew with `annotator places build`.") from error


class Gazetteer:
    """The open file. Use as a context manager, or call `close`."""

    def __init__(self, path: Path) -> None:
        """Raises GazetteerError where there is none, or one of another version."""
        self.path = path
        if not os.path.isfile(path):
            raise GazetteerError("There is no file of places yet; make it with `annotator places build`.")
        with translated(path):
            self._connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None, check_same_thread=False
            )
        try:
            version = self._all("PRAGMA user_version")[0][0]
            if version != VERSION:
                raise GazetteerError(f"{path.name} is of another version; make it anew with `annotator places build`.")
            with translated(path):
                self.has_boundaries = boundary_tables.has_boundaries(self._connection)
        except BaseException:
            self._connection.close()
            raise
        self._countries: dict[str, Country] = {}

    def _all(self, sql: str, values: Collection[Any] = ()) -> list[Any]:
        with translated(self.path):
            return self._connection.execute(sql, tuple(values)).fetchall()

    def about(self) -> dict[str, str]:
        """What the file says of itself: sources, their versions and licences, when it was built, what was added."""
        return dict(self._all("SELECT key, value FROM about ORDER BY key"))

    @property
    def countries(self) -> dict[str, Country]:
        """All countries by alpha-2 code."""
        if not self._countries:
            for code, alpha3, number, name, neighbours in self._all(
                "SELECT code, alpha3, number, name, neighbours FROM country"
            ):
                self._countries[code] = Country(code, alpha3, number, name, tuple(neighbours.split()))
        return self._countries

    def country_code(self, name: str) -> str:
        """The alpha-2 code of a country's name in any spelling or of its alpha-3 code; empty if there is none."""
        folded = fold(name)
        rows = self._all(
            "SELECT c.code FROM spelling s JOIN country c ON c.id = s.id WHERE s.folded = ? AND s.kind = ? "
            "ORDER BY s.own DESC LIMIT 1", (folded, COUNTRY),
        )  # fmt: skip
        if not rows:
            rows = self._all("SELECT code FROM country WHERE lower(alpha3) = ? OR lower(name) = ?", (folded, name.casefold()))
        return rows[0][0] if rows else ""

    def known(self, folded: Collection[str]) -> dict[str, list[tuple[int, int, bool]]]:
        """Those folded names that are any: to each its (kind, id, own name) entries. One query for all of an article."""
        found: dict[str, list[tuple[int, int, bool]]] = {}
        rows = self._all(
            "SELECT folded, kind, id, own FROM spelling WHERE folded IN (SELECT value FROM json_each(?))",
            (json.dumps(list(folded), ensure_ascii=False),),
        )
        for name, kind, number, own in rows:
            found.setdefault(name, []).append((kind, number, bool(own)))
        return found

    def places(self, entries: Iterable[tuple[int, int, bool]]) -> dict[tuple[int, int, bool], Place]:
        """The places of entries that `known` gave, in a query a kind."""
        wanted = set(entries)
        found: dict[tuple[int, int, bool], Place] = {}
        for kind, rows in (
            (TOWN, self._towns("t.id IN (SELECT value FROM json_each(?))", [_ids(wanted, TOWN)])),
            (REGION, self._divisions(_ids(wanted, REGION))),
            (DISTRICT, self._divisions(_ids(wanted, DISTRICT))),
            (COUNTRY, self._country_places(_ids(wanted, COUNTRY), "country")),
            (DEMONYM, self._country_places(_ids(wanted, DEMONYM), "demonym")),
        ):
            for place in rows:
                for own in (True, False):
                    if (kind, place.id, own) in wanted:
                        found[kind, place.id, own] = place if own else _by_another_name(place)
        return found

    def find(self, name: str, country: str = "", limit: int = 20) -> list[Place]:
        """The places of a name in any known spelling, those of a country (alpha-2) first, then by prominence."""
        entries = self.known([fold(name)]).get(fold(name), [])
        found = list(self.places(entries).values())
        found.sort(key=lambda one: (one.country != country if country else False, -one.prominence, one.id))
        return found[:limit]

    def towns_beginning(self, letters: str, country: str = "", limit: int = 20) -> list[Place]:
        """The towns that have a spelling with such a beginning, of one country (alpha-2) where it is named, the most
        prominent first; none for less than two letters, which begin too many."""
        folded = fold(letters)
        if len(folded) < 2:
            return []
        inside = "AND t.country = ? " if country else ""
        rows = self._all(
            "SELECT DISTINCT t.id FROM spelling s JOIN town t ON t.id = s.id WHERE s.kind = ? AND s.folded >= ? "
            f"AND s.folded < ? {inside}ORDER BY t.population DESC LIMIT ?",
            (TOWN, folded, folded + "\U0010ffff", *([country] if country else []), limit),
        )
        found = self._towns("t.id IN (SELECT value FROM json_each(?))", [json.dumps([row[0] for row in rows])])
        return sorted(found, key=lambda one: (-one.population, one.id))

    def town(self, number: int) -> Place | None:
        """A town by its id."""
        rows = self._towns("t.id = ?", [number]) if number else []
        return rows[0] if rows else None

    def regions(self, country: str) -> list[Place]:
        """The first divisions of a country, by name."""
        return self._division_rows("r.level = 1 AND r.country = ? ORDER BY r.name", [country])

    def nearest(self, latitude: float, longitude: float, country: str = "", within: float = _FAR_KM) -> Near | None:
        """The town nearest to a point, of one country where it is named; None where none lies `within` so many kilometres."""
        radius = 20.0
        while True:
            radius = min(radius, within)
            if found := self._nearest_within(latitude, longitude, country, radius):
                return found
            if radius >= within:
                return None
            radius *= 3

    def _nearest_within(self, latitude: float, longitude: float, country: str, km: float) -> Near | None:
        squares = json.dumps(list(squares_around(latitude, longitude, km)))
        sql = "SELECT id, latitude, longitude FROM town WHERE square IN (SELECT value FROM json_each(?))"
        rows = self._all(f"{sql} AND country = ?" if country else sql, (squares, country) if country else (squares,))
        best = min(((distance_km(latitude, longitude, row[1], row[2]), row[0]) for row in rows), default=None)
        if best is None or best[0] > km:
            return None
        town = self.town(best[1])
        return Near(town, best[0]) if town else None

    def divisions_at(self, latitude: float, longitude: float) -> list[Place]:
        """The divisions whose boundaries a point lies in, the largest first; none where no boundaries were added."""
        if not self.has_boundaries:
            return []
        with translated(self.path):
            found = boundary_tables.regions_at(self._connection, latitude, longitude)
        places = {place.id: place for place in self._divisions(json.dumps(list(found.values())))}
        return [places[found[level]] for level in sorted(found) if found[level] in places]

    def outlines_of(self, country: str, level: int) -> Iterator[Polygon]:
        """The pieces of a country's (alpha-2) boundaries of a level."""
        if self.has_boundaries:
            for (outline,) in self._all(
                "SELECT p.outline FROM boundary b JOIN boundary_piece p ON p.region = b.region "
                "WHERE b.country = ? AND b.level = ? ORDER BY p.id",
                (country, level),
            ):
                yield boundary_tables.polygon(outline)

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def __enter__(self) -> Gazetteer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _towns(self, where: str, values: list[Any]) -> list[Place]:
        if values == ["[]"]:
            return []
        rows = self._all(
            "SELECT t.id, t.name, t.country, a.name, b.name, c.name, t.latitude, t.longitude, t.population, "
            "EXISTS (SELECT 1 FROM country k WHERE k.code = t.country AND k.seat = t.id) FROM town t "
            "LEFT JOIN region a ON a.id = t.admin1 LEFT JOIN region b ON b.id = t.admin2 "
            f"LEFT JOIN region c ON c.id = t.admin3 WHERE {where}",
            values,
        )
        return [
            Place("town", *row[:3], *(name or "" for name in row[3:6]), *row[6:9], capital=bool(row[9])) for row in rows
        ]  # fmt: skip

    def _divisions(self, ids: str) -> list[Place]:
        return self._division_rows("r.id IN (SELECT value FROM json_each(?))", [ids]) if ids != "[]" else []

    def _division_rows(self, where: str, values: list[Any]) -> list[Place]:
        point, boundary = "t.latitude, t.longitude", ""
        if self.has_boundaries:
            point = "coalesce(t.latitude, b.latitude), coalesce(t.longitude, b.longitude)"
            boundary = "LEFT JOIN boundary b ON b.region = r.id "
        rows = self._all(
            f"SELECT r.level, r.id, r.name, r.country, p.name, g.name, {point}, r.population, r.seat "
            "FROM region r LEFT JOIN region p ON p.id = r.parent LEFT JOIN region g ON g.id = p.parent "
            f"LEFT JOIN town t ON t.id = r.seat {boundary}WHERE {where}",
            values,
        )
        found = []
        for level, number, name, country, parent, grandparent, latitude, longitude, people, seat in rows:
            # What a division lies in need not be known, so each has the place of its level.
            admin1, admin2, admin3 = {
                1: (name, "", ""), 2: (parent or "", name, ""), 3: (grandparent or "", parent or "", name),
            }[level]  # fmt: skip
            where_is = (latitude or 0.0, longitude or 0.0)
            found.append(Place(_LEVELS[level], number, name, country, admin1, admin2, admin3, *where_is, people, seat or 0))
        return found

    def _country_places(self, ids: str, kind: Kind) -> list[Place]:
        if ids == "[]":
            return []
        rows = self._all(
            "SELECT c.id, c.name, c.code, t.latitude, t.longitude, c.population, c.seat FROM country c "
            "LEFT JOIN town t ON t.id = c.seat WHERE c.id IN (SELECT value FROM json_each(?))",
            [ids],
        )
        return [
            Place(kind, *row[:3], latitude=row[3] or 0.0, longitude=row[4] or 0.0, population=row[5], seat=row[6] or 0)
            for row in rows
        ]


def _ids(entries: Iterable[tuple[int, int, bool]], kind: int) -> str:
    return json.dumps(sorted({number for one, number, _ in entries if one == kind}))


def _by_another_name(place: Place) -> Place:
    return replace(place, own_name=False)
