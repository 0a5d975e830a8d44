"""Adds a file of boundaries to a person's file of places: divisions, their outlines, their seats, the towns in them.

A file is hostile until read: a broken feature refuses the whole file by its number, unless the good ones alone are
wanted; the old file of places stays as it was.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from ..errors import GazetteerError
from ..sqlite_driver import sqlite3
from .boundary_files import BrokenFeature, Feature, features, read_feature
from .boundary_tables import make_tables, put_towns, regions_at, towns_in, write
from .building import Progress, connect, replacing, worth_keeping
from .folding import fold
from .gazetteer import FILE_NAME, Gazetteer
from .lines import inside, simplified
from .sources import bare, short
from .tables import DISTRICT, REGION, region_id

_SAME_GROUND = 0.8
"""The share of towns that two divisions must have in common, each way, to be one under two names."""
_FEW = 3
"""With fewer towns than this nothing is said of ground in common."""


@dataclass
class AddedBoundaries:
    """What a file brought: divisions that are new, known ones that got an outline, towns that got a division; what was left."""

    divisions: int = 0
    known: int = 0
    towns: int = 0
    across_the_date_line: int = 0
    refused: list[str] = field(default_factory=list)


def add_boundaries(
    folder: Path, file: Path, progress: Progress | None = None, *, country: str = "", level: int = 0, good_only: bool = False
) -> AddedBoundaries:
    """Adds a file of boundaries to the folder's file of places, whole or not at all; with `good_only` what can be read of it.

    `country` is a name or code, `level` 1 to 3: they go before what the file says. Raises GazetteerError naming the broken
    feature, and what `progress` raises; then the file of places is as it was.
    """
    say = progress or (lambda _what, _share: None)
    path = folder / FILE_NAME
    if not os.path.isfile(file):
        raise GazetteerError(f"There is no file {file}.")
    told = AddedBoundaries()
    with Gazetteer(path) as before:
        code = before.country_code(country) if country else ""
        if country and not code:
            raise GazetteerError(f"No country is called “{country}”.")
        say(f"reading {file.name}", 0.0)
        read = partial(read_feature, country_code=_remembering(before), country=code, level=level)
        found: list[Feature] = []
        for number, one in enumerate(features(file), start=1):
            try:
                found.append(read(one, f"{file.name} feature {number}", number))
            except BrokenFeature as error:
                if not good_only:
                    raise
                told.refused.append(str(error))
    if not found:
        raise GazetteerError(f"{file.name}: none of its features can be taken. {told.refused[0]}")
    with replacing(path) as fresh:
        shutil.copyfile(path, fresh)
        db = connect(fresh)
        try:
            db.execute("BEGIN")
            make_tables(db)
            adder = _Adder(db, told)
            # The larger divisions first: the smaller ones are found in them.
            for place, one in enumerate(sorted(found, key=lambda one: one.level)):
                if place % 20 == 0:
                    say("boundaries", 0.1 + 0.9 * place / len(found))
                adder.take(one)
            what = f"{datetime.now(UTC).date().isoformat()}: boundaries of {len(found)} divisions"
            db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (f"added {file.name}", what))
            db.execute("COMMIT")
        finally:
            db.close()
    say("done", 1.0)
    return told


def _remembering(gazetteer: Gazetteer) -> Any:
    """The gazetteer's codes of countries; each name is asked for once."""
    known: dict[str, str] = {}

    def code(name: str) -> str:
        if name not in known:
            upper = name.upper()
            known[name] = upper if upper in gazetteer.countries else gazetteer.country_code(name)
        return known[name]

    return code


@dataclass
class _Adder:
    """Writes one division after the other."""

    db: sqlite3.Connection
    told: AddedBoundaries
    _written: set[int] = field(default_factory=set)

    def take(self, one: Feature) -> None:
        self.told.across_the_date_line += one.left_out
        pieces = simplified(one.pieces)
        point = inside(pieces[0]) if pieces else None
        towns = towns_in(self.db, one.country, pieces)
        parent = self._parent(one, point, towns)
        region = self._known(one, parent, towns)
        if region is None:
            region = self._new(one, parent, towns)
            self.told.divisions += 1
        else:
            self.told.known += 1
            self.db.execute("UPDATE region SET parent = ? WHERE id = ? AND parent IS NULL", (parent, region))
        self._spell(one, region)
        if point is not None:
            write(self.db, region, one.level, one.country, point, pieces, more=region in self._written)
            self._written.add(region)
        self.told.towns += sum(1 for town in towns if town[2 + one.level] is None)
        put_towns(self.db, region, one.level, (town[0] for town in towns))
        self._seat(one, region, towns)

    def _parent(self, one: Feature, point: tuple[float, float] | None, towns: Sequence[Any]) -> int | None:
        """The division above: the one told, else the one whose ground it lies on, else that of most of its towns."""
        if one.level == 1:
            return None
        if one.above:
            above: int | None = None
            for level, name in enumerate(one.above, start=1):
                above = self._named((name,), one.country, level, above)
            if above is not None:
                return above
        if point is not None and (found := regions_at(self.db, point[1], point[0]).get(one.level - 1)) is not None:
            return found
        votes = Counter(town[1 + one.level] for town in towns if town[1 + one.level] is not None)
        return votes.most_common(1)[0][0] if votes else None

    def _known(self, one: Feature, parent: int | None, towns: Sequence[Any]) -> int | None:
        found = self._named((one.name, *one.others), one.country, one.level, parent)
        return found if found is not None else self._of_the_same_ground(one, towns)

    def _named(self, names: Sequence[str], country: str, level: int, parent: int | None) -> int | None:
        """A division of one of the names in a country: in the division above where that is known, by its own name first."""
        kind = REGION if level == 1 else DISTRICT
        for name in names:
            rows = self.db.execute(
                "SELECT r.id, r.parent, s.own FROM spelling s JOIN region r ON r.id = s.id WHERE s.folded IN (?, ?) "
                "AND s.kind = ? AND r.country = ? AND r.level = ? ORDER BY s.own DESC, r.id",
                (fold(name), bare(name), kind, country, level),
            ).fetchall()
            # By another spelling no two of one file are the same.
            rows = [
                row for row in rows
                if (parent is None or row[1] in (parent, None)) and (row[2] or row[0] not in self._written)
            ]  # fmt: skip
            if rows and (parent is not None or level == 1 or len({row[0] for row in rows}) == 1):
                return rows[0][0]
        return None

    def _of_the_same_ground(self, one: Feature, towns: Sequence[Any]) -> int | None:
        """A division known by a name that is spelled otherwise, which has the same towns and no outline yet."""
        column = 2 + one.level
        votes = Counter(town[column] for town in towns if town[column] is not None)
        if not votes or len(towns) < _FEW:
            return None
        best, shared = votes.most_common(1)[0]
        whole = self.db.execute(f"SELECT count(*) FROM town WHERE country = ? AND admin{one.level} = ?", (one.country, best))
        taken = self.db.execute("SELECT 1 FROM boundary WHERE region = ?", (best,)).fetchone()
        if taken or shared < _FEW or shared < _SAME_GROUND * max(len(towns), whole.fetchone()[0]):
            return None
        return best

    def _new(self, one: Feature, parent: int | None, towns: Sequence[Any]) -> int:
        folded, name = fold(one.name) or one.name.casefold(), short(one.name)
        if not _has_letters(name):  # “District 9”
            name = one.name
        number = region_id(one.country, one.level, f"boundary|{folded}" if one.level == 1 else f"{parent}|{folded}")
        self.db.execute(
            "INSERT OR IGNORE INTO region VALUES (?, ?, ?, ?, ?, ?, NULL, ?, 1)",
            (number, one.level, one.country, "", name, parent, sum(town[2] for town in towns)),
        )
        return number

    def _spell(self, one: Feature, region: int) -> None:
        own = {fold(one.name), bare(one.name)}
        others = {bare(name) for name in one.others if worth_keeping(name)}
        kind = REGION if one.level == 1 else DISTRICT
        rows = [(folded, kind, region, folded in own, 1) for folded in own | others if _has_letters(folded)]
        self.db.executemany("INSERT OR IGNORE INTO spelling VALUES (?, ?, ?, ?, ?)", rows)

    def _seat(self, one: Feature, region: int, towns: Sequence[Any]) -> None:
        """Where none is known: below the first level the town of its name, else the largest."""
        of_its_name = [town for town in towns if fold(town[1]) == bare(one.name)] if one.level > 1 else []
        seat = max(of_its_name or towns, default=None, key=lambda town: (town[2], -town[0]))
        if seat is not None:
            self.db.execute("UPDATE region SET seat = ? WHERE id = ? AND seat IS NULL", (seat[0], region))


def _has_letters(name: str) -> bool:
    return any(letter.isalpha() for letter in name)
