"""The boundaries of divisions in the file of places: how they are kept, and in which of them a point lies.

The tables are made when the first boundaries are added, so that a file without them stays as it is. Lines are kept in
pieces, and found by the one-degree squares their boxes touch. Must not know where boundaries come from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import floor
from typing import Any

from ..sqlite_driver import sqlite3
from .distance import square, squares_around
from .outlines import Point, Polygon

TABLES = """
CREATE TABLE IF NOT EXISTS boundary (
  region INTEGER PRIMARY KEY, level INTEGER NOT NULL, country TEXT NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL);
CREATE TABLE IF NOT EXISTS boundary_piece (
  id INTEGER PRIMARY KEY, region INTEGER NOT NULL, west REAL NOT NULL, south REAL NOT NULL, east REAL NOT NULL,
  north REAL NOT NULL, outline TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS boundary_square (
  square INTEGER NOT NULL, piece INTEGER NOT NULL, PRIMARY KEY (square, piece)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS boundary_by_country ON boundary(country, level);
CREATE INDEX IF NOT EXISTS boundary_piece_by_region ON boundary_piece(region);
"""
NAMES = ("boundary", "boundary_piece", "boundary_square")
STEP = 10_000
"""Points are kept as whole numbers of so many to a degree: eleven metres."""
NEAR_KM = 0.6
"""A point in the gap that simpler lines leave between two divisions lies in the nearest."""


def make_tables(db: sqlite3.Connection) -> None:
    """Makes the tables where there are none."""
    for statement in filter(str.strip, TABLES.split(";")):
        db.execute(statement)


def has_boundaries(db: sqlite3.Connection) -> bool:
    """Whether the file has the tables."""
    return db.execute("SELECT 1 FROM sqlite_master WHERE name = 'boundary_square'").fetchone() is not None


def write(
    db: sqlite3.Connection, region: int, level: int, country: str, point: Point, pieces: Iterable[Polygon], *, more: bool
) -> None:
    """Keeps a division's boundary in place of an older one, or with `more` beside what was written of it."""
    if not more:
        db.execute("DELETE FROM boundary_square WHERE piece IN (SELECT id FROM boundary_piece WHERE region = ?)", (region,))
        db.execute("DELETE FROM boundary_piece WHERE region = ?", (region,))
        db.execute("INSERT OR REPLACE INTO boundary VALUES (?, ?, ?, ?, ?)", (region, level, country, point[1], point[0]))
    for piece in pieces:
        box = piece.box
        rings = [[round(part * STEP) for point in ring for part in point] for ring in piece.rings]
        number = db.execute(
            "INSERT INTO boundary_piece (region, west, south, east, north, outline) VALUES (?, ?, ?, ?, ?, ?)",
            (region, *box, json.dumps(rings, separators=(",", ":"))),
        ).lastrowid
        db.executemany(
            "INSERT OR IGNORE INTO boundary_square VALUES (?, ?)", [(one, number) for one in _squares_of_box(*box)]
        )  # fmt: skip


def _squares_of_box(west: float, south: float, east: float, north: float) -> Iterator[int]:
    for row in range(floor(south), floor(north) + 1):
        for column in range(floor(west), floor(east) + 1):
            yield square(row, column)


@lru_cache(maxsize=512)
def polygon(outline: str) -> Polygon:
    """A piece as it is kept, as one that can be asked."""
    rings = json.loads(outline)
    return Polygon(
        tuple(tuple((flat[place] / STEP, flat[place + 1] / STEP) for place in range(0, len(flat), 2)) for flat in rings)
    )  # fmt: skip


def regions_at(db: sqlite3.Connection, latitude: float, longitude: float) -> dict[int, int]:
    """The divisions a point lies in: to each level the id. Of several of one level, the smallest."""
    squares = json.dumps(list(squares_around(latitude, longitude, NEAR_KM)))
    wide = 0.02  # degrees: more than NEAR_KM but for the poles, where nobody draws divisions
    rows: Sequence[Any] = db.execute(
        "SELECT DISTINCT b.level, p.region, p.outline, (p.east - p.west) * (p.north - p.south) AS size "
        "FROM boundary_square s JOIN boundary_piece p ON p.id = s.piece JOIN boundary b ON b.region = p.region "
        "WHERE s.square IN (SELECT value FROM json_each(?)) AND p.west <= ? AND p.east >= ? AND p.south <= ? AND p.north >= ? "
        "ORDER BY size, p.region",
        (squares, longitude + wide, longitude - wide, latitude + wide, latitude - wide),
    ).fetchall()
    found: dict[int, int] = {}
    for level, region, outline, _ in rows:
        if level not in found and polygon(outline).holds(longitude, latitude):
            found[level] = region
    for level, region, outline, _ in rows:
        if level not in found and polygon(outline).within(longitude, latitude, NEAR_KM):
            found[level] = region
    return found


def towns_in(db: sqlite3.Connection, country: str, pieces: Iterable[Polygon]) -> list[Any]:
    """The towns of a country on the ground of some pieces: id, name, population, admin1, admin2, admin3."""
    found: dict[int, Any] = {}
    for piece in pieces:
        west, south, east, north = piece.box
        for row in db.execute(
            "SELECT id, name, population, admin1, admin2, admin3, latitude, longitude FROM town WHERE square IN "
            "(SELECT value FROM json_each(?)) AND country = ? AND latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ?",
            (json.dumps(list(_squares_of_box(*piece.box))), country, south, north, west, east),
        ):
            if piece.holds(row[7], row[6]):
                found[row[0]] = row[:6]
    return list(found.values())


def put_towns(db: sqlite3.Connection, region: int, level: int, towns: Iterable[int]) -> None:
    """Towns that are in no division of a level yet are in this one."""
    column = f"admin{level}"
    rows = [(region, number) for number in towns]
    db.executemany(f"UPDATE town SET {column} = ? WHERE id = ? AND {column} IS NULL", rows)


def put_all_towns(db: sqlite3.Connection) -> None:
    """The same for every boundary there is, after the towns were made anew."""
    for region, level, country in db.execute("SELECT region, level, country FROM boundary ORDER BY level, region").fetchall():
        pieces = [polygon(row[0]) for row in db.execute("SELECT outline FROM boundary_piece WHERE region = ?", (region,))]
        put_towns(db, region, level, (row[0] for row in towns_in(db, country, pieces)))
