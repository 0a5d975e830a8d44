"""The tables of the file of places. Ids of countries and towns are GeoNames'; those of divisions come from their names."""

from __future__ import annotations

import hashlib

VERSION = 1
"""Raised when tables or folding change: an older file is then made anew, and dumps must be added to it again."""
COUNTRY, DEMONYM, REGION, DISTRICT, TOWN = range(5)
"""Kinds in `spelling`: DISTRICT is any division below the first."""

TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE country (
  id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, alpha3 TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL,
  neighbours TEXT NOT NULL, seat INTEGER, population INTEGER NOT NULL);
CREATE TABLE region (
  id INTEGER PRIMARY KEY, level INTEGER NOT NULL, country TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
  parent INTEGER, seat INTEGER, population INTEGER NOT NULL, added INTEGER NOT NULL DEFAULT 0);
CREATE TABLE town (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, country TEXT NOT NULL, admin1 INTEGER, admin2 INTEGER, admin3 INTEGER,
  latitude REAL NOT NULL, longitude REAL NOT NULL, population INTEGER NOT NULL, square INTEGER NOT NULL,
  added INTEGER NOT NULL DEFAULT 0);
CREATE TABLE spelling (
  folded TEXT NOT NULL, kind INTEGER NOT NULL, id INTEGER NOT NULL, own INTEGER NOT NULL DEFAULT 0,
  added INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (folded, kind, id)) WITHOUT ROWID;
"""
INDEXES = """
CREATE INDEX town_by_square ON town(square);
CREATE INDEX region_by_country ON region(country, level, code);
"""


def region_id(country: str, level: int, key: str) -> int:
    """A division's id, the same in every build: 48 bits of a hash of country, level and code or name."""
    return int.from_bytes(hashlib.blake2b(f"{country}|{level}|{key}".encode(), digest_size=6).digest(), "big")
