"""Adds a GeoNames dump (allCountries.txt, BF.txt, …) to a person's file of places: villages, divisions, spellings.

A dump is hostile until read: a broken row refuses the whole file by its number, and the old file stays as it was.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ..errors import GazetteerError
from ..sqlite_driver import sqlite3
from .building import Progress, connect, replacing, worth_keeping
from .distance import square
from .folding import fold
from .gazetteer import FILE_NAME, Gazetteer
from .sources import bare, short
from .tables import DISTRICT, REGION, TOWN, region_id

COLUMNS = 19
_LONGEST_ROW = 1 << 20
_GONE = ("PPLH", "PPLQ", "PPLW")
"""Populated once, abandoned, destroyed."""
_LEVELS = {"ADM1": 1, "ADM2": 2, "ADM3": 3}
_BATCH = 5_000


@dataclass
class Added:
    """What a dump brought: towns and divisions that are new, known ones that got more spellings, rows of other things."""

    towns: int = 0
    divisions: int = 0
    known: int = 0
    passed_over: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    name: str
    others: tuple[str, ...]
    latitude: float
    longitude: float
    feature: str
    country: str
    codes: tuple[str, str, str]
    population: int


def add_dump(folder: Path, dump: Path, progress: Progress | None = None) -> Added:
    """Adds a dump to the folder's file of places, whole or not at all.

    Raises GazetteerError naming the broken row, and what `progress` raises; then the file is as it was.
    """
    say = progress or (lambda _what, _share: None)
    path = folder / FILE_NAME
    with Gazetteer(path) as before:
        countries = frozenset(before.countries)
    if not os.path.isfile(dump):
        raise GazetteerError(f"There is no file {dump}.")
    with replacing(path) as fresh:
        shutil.copyfile(path, fresh)
        db = connect(fresh)
        try:
            db.execute("BEGIN")
            filler = _Filler(db)
            for row in _rows(dump, countries, say, "divisions", 0.0):
                if row.feature in _LEVELS:
                    filler.take_later(row)
            filler.divisions()
            for row in _rows(dump, countries, say, "towns", 0.5):
                filler.town(row)
            told = filler.done()
            what = (
                f"{datetime.now(UTC).date().isoformat()}: {told.towns} towns, {told.divisions} divisions (GeoNames, CC BY 4.0)"
            )
            db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (f"added {dump.name}", what))
            db.execute("COMMIT")
        finally:
            db.close()
    say("done", 1.0)
    return told


@dataclass
class _Filler:
    """Writes rows of a dump; divisions from the largest to the smallest, then towns."""

    db: sqlite3.Connection
    told: Added = field(default_factory=Added)
    _later: list[_Row] = field(default_factory=list)
    _by_code: dict[tuple[str, ...], int] = field(default_factory=dict)
    _seats: list[tuple[int, int]] = field(default_factory=list)
    _towns: list[_Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        rows = self.db.execute("SELECT country, code, id FROM region WHERE level = 1").fetchall()
        self._by_code = {(country, code): number for country, code, number in rows}

    def take_later(self, row: _Row) -> None:
        self._later.append(row)

    def divisions(self) -> None:
        for row in sorted(self._later, key=lambda one: _LEVELS[one.feature]):
            self._division(row, _LEVELS[row.feature])

    def _division(self, row: _Row, level: int) -> None:
        key = (row.country, *row.codes[:level])
        parent = self._by_code.get(key[:-1]) if level > 1 else None
        if "" in key or (level > 1 and parent is None):
            self.told.passed_over += 1
            return
        number = self._by_code.get(key) or self._known_below(row, parent)
        if number is None:
            number = region_id(row.country, level, row.codes[0] if level == 1 else f"{parent}|{fold(row.name)}")
            self.db.execute(
                "INSERT OR IGNORE INTO region VALUES (?, ?, ?, ?, ?, ?, NULL, 0, 1)",
                (number, level, row.country, row.codes[0] if level == 1 else "", short(row.name), parent),
            )
            self.told.divisions += 1
        else:
            self.told.known += 1
        self._by_code[key] = number
        spellings = {bare(name) for name in (row.name, *filter(worth_keeping, row.others))}
        self._spell(REGION if level == 1 else DISTRICT, number, {fold(row.name), bare(row.name)}, spellings)

    def _known_below(self, row: _Row, parent: int | None) -> int | None:
        found = self.db.execute(
            "SELECT s.id FROM spelling s JOIN region r ON r.id = s.id WHERE s.folded IN (?, ?) AND s.kind = ? AND r.parent = ?",
            (fold(row.name), bare(row.name), DISTRICT, parent),
        ).fetchone()
        return found[0] if found else None

    def town(self, row: _Row) -> None:
        if not row.feature.startswith("PPL") or row.feature in _GONE:
            self.told.passed_over += row.feature not in _LEVELS
            return
        self._towns.append(row)
        if len(self._towns) >= _BATCH:
            self._write_towns()

    def _write_towns(self) -> None:
        for row in self._towns:
            chain = [self._by_code.get((row.country, *row.codes[:level])) for level in (1, 2, 3)]
            where = (row.latitude, row.longitude, row.population, square(row.latitude, row.longitude))
            fresh = self.db.execute(
                "INSERT OR IGNORE INTO town VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
                (row.number, row.name, row.country, *chain, *where),
            ).rowcount
            if not fresh:
                self.db.execute(
                    "UPDATE town SET admin2 = coalesce(admin2, ?), admin3 = coalesce(admin3, ?) WHERE id = ?",
                    (*chain[1:], row.number),
                )
            self.told.towns += fresh
            self.told.known += not fresh
            self._spell(TOWN, row.number, {fold(row.name)}, {fold(name) for name in row.others if worth_keeping(name)})
            level = {"PPLC": 1, "PPLA": 1, "PPLA2": 2, "PPLA3": 3}.get(row.feature)
            if level and (division := chain[level - 1]) is not None:
                self._seats.append((row.number, division))
        self._towns.clear()

    def _spell(self, kind: int, number: int, own: set[str], others: set[str]) -> None:
        rows = [(folded, kind, number, folded in own, 1) for folded in own | others if folded]
        self.db.executemany("INSERT OR IGNORE INTO spelling VALUES (?, ?, ?, ?, ?)", rows)

    def done(self) -> Added:
        """Writes what waits and finds a seat for every new division: the one said, else its largest town."""
        self._write_towns()
        self.db.executemany("UPDATE region SET seat = ? WHERE id = ? AND seat IS NULL", self._seats)
        for column in ("admin1", "admin2", "admin3"):
            rows = self.db.execute(
                f"SELECT t.id, t.{column}, max(t.population) FROM region r JOIN town t ON t.{column} = r.id "
                f"WHERE r.seat IS NULL GROUP BY t.{column}"
            ).fetchall()
            self.db.executemany("UPDATE region SET seat = ? WHERE id = ?", [row[:2] for row in rows])
        return self.told


def _rows(dump: Path, countries: frozenset[str], say: Progress, what: str, done: float) -> Iterator[_Row]:
    size = max(1, dump.stat().st_size)
    try:
        with dump.open("rb") as file:
            read = number = 0
            while line := file.readline(_LONGEST_ROW):
                number += 1
                read += len(line)
                if number % 20_000 == 1:
                    say(f"reading {what} of {dump.name}", done + 0.5 * read / size)
                if line.strip():
                    yield _row(line, f"{dump.name} row {number}", countries)
    except OSError as error:
        raise GazetteerError(f"{dump.name} cannot be read: {error.strerror}.") from error


def _row(line: bytes, where: str, countries: frozenset[str]) -> _Row:
    if len(line) >= _LONGEST_ROW:
        raise GazetteerError(
            f"{where}: the row is longer than {_LONGEST_ROW:,} bytes; a GeoNames dump is a text file of short rows."
        )
    try:
        cells = line.decode("utf-8").rstrip("\r\n").split("\t")
    except UnicodeDecodeError as error:
        raise GazetteerError(
            f"{where}: the row is not UTF-8; unzip the dump first, and leave its encoding as it is."
        ) from error
    if len(cells) != COLUMNS:
        raise GazetteerError(f"{where}: {len(cells)} cells where a GeoNames dump has {COLUMNS}, divided by tabs.")
    number, population = _whole(cells[0], where, "geonameid"), _whole(cells[14] or "0", where, "population")
    latitude, longitude = _degrees(cells[4], where, "latitude", 90), _degrees(cells[5], where, "longitude", 180)
    if not cells[1].strip():
        raise GazetteerError(f"{where}, column name: it is empty.")
    country = cells[8]
    # Undersea features and the like have no country and are no places for us.
    feature = cells[7] if country in countries else ""
    if country and country not in countries and cells[6] in ("P", "A"):
        raise GazetteerError(f"{where}, column country code: “{country[:10]}” is no country's code.")
    others = tuple(one for one in cells[3].split(",") if one)
    return _Row(number, cells[1], others, latitude, longitude, feature, country, (cells[10], cells[11], cells[12]), population)


def _whole(cell: str, where: str, column: str) -> int:
    if not cell.isascii() or not cell.isdigit() or len(cell) > 12:
        raise GazetteerError(f"{where}, column {column}: “{cell[:30]}” is no whole number.")
    return int(cell)


def _degrees(cell: str, where: str, column: str, most: int) -> float:
    try:
        value = float(cell)
    except ValueError as error:
        raise GazetteerError(f"{where}, column {column}: “{cell[:30]}” is no number.") from error
    if not -most <= value <= most:
        raise GazetteerError(f"{where}, column {column}: {cell[:30]} lies outside -{most} to {most}.")
    return value
