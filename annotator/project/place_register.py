"""The project's register of places: what coders and published data call them, and where they are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from .database import Database
from .history import History, new_uid

_COLUMNS = "name, country, admin1, admin2, admin3, latitude, longitude"


@dataclass(frozen=True, slots=True)
class RegisteredPlace:
    """One approved place. The country is spelled as the codebook spells it; coordinates are decimal degrees."""

    name: str
    country: str = ""
    admin1: str = ""
    admin2: str = ""
    admin3: str = ""
    latitude: float | None = None
    longitude: float | None = None
    aliases: tuple[str, ...] = field(default=())

    @property
    def key(self) -> tuple[str, ...]:
        """What tells two places apart: name, country and divisions."""
        return (self.name, self.country, self.admin1, self.admin2, self.admin3)


class PlaceRegister:
    """The register of one open project."""

    def __init__(self, database: Database, history: History) -> None:
        self.database, self.history = database, history

    def all(self) -> list[RegisteredPlace]:
        """All approved places, by name."""
        rows = self.database.all(
            f"SELECT {_COLUMNS}, details FROM place WHERE state = 'approved' AND removed = 0 ORDER BY name, country, uid"
        )
        return [RegisteredPlace(*row[:7], aliases=tuple(json.loads(row[7]).get("aliases", ()))) for row in rows]

    def divisions(self, country: str) -> list[str]:
        """The names of divisions that a country's approved places have, each once."""
        rows = self.database.all(
            "SELECT DISTINCT value FROM place, json_each(json_array(admin1, admin2, admin3)) "
            "WHERE country = ? AND state = 'approved' AND removed = 0 AND value <> '' ORDER BY value",
            (country,),
        )
        return [row[0] for row in rows]

    def add(self, places: Iterable[RegisteredPlace], source: str = "") -> tuple[int, int]:
        """Adds places in one operation; gives how many were added and how many were there already.

        Those there keep what they have: somebody may have put their point right.
        """
        known = {
            tuple(row) for row in self.database.all("SELECT name, country, admin1, admin2, admin3 FROM place WHERE removed = 0")
        }
        fresh: dict[tuple[str, ...], RegisteredPlace] = {}
        already = 0
        for place in places:
            if place.key in known:
                already += 1
            else:
                fresh.setdefault(place.key, place)
        if not fresh:
            return 0, already
        with self.history.operation({"id": "add_places", "source": source, "count": len(fresh)}):
            self.database.run_many(
                f"INSERT INTO place (uid, {_COLUMNS}, details) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [(new_uid(), *one.key, one.latitude, one.longitude, _details(one)) for one in fresh.values()],
            )
        return len(fresh), already


def _details(place: RegisteredPlace) -> str:
    return json.dumps({"aliases": list(place.aliases)} if place.aliases else {}, ensure_ascii=False)
