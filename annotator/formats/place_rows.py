"""Places out of tables of coded events, for the project's register: their names, divisions and points as published.

Reads through the codebook's own table profiles, so every generation of a table that can be imported can be learnt from.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..project import Project
from ..project.articles import Refused
from ..project.place_register import RegisteredPlace
from .coded_events import rows_as_values


@dataclass
class Learnt:
    """What was learnt: places new to the register and known ones, rows without a place, places with several points."""

    rows: int = 0
    added: int = 0
    known: int = 0
    without: int = 0
    several_points: int = 0
    refused: list[Refused] = field(default_factory=list)


def learn_places(project: Project, path: Path, progress: Callable[[int], None] | None = None) -> Learnt:
    """Adds the places of a coded table to the register, in one operation; of several points the commonest is taken.
    The lead's.

    `progress` is called with the number of rows read; what it raises cancels before anything is written.
    """
    names = {field.finds: field.name for field in project.codebook.fields.values() if field.finds}
    if "place" not in names:
        raise UsageError(f"The codebook “{project.codebook.name}” has no field for a place (`finds: place`).")
    project.registers.register("places").must_lead()
    told = Learnt()
    points: dict[tuple[str, ...], Counter[tuple[float, float]]] = defaultdict(Counter)
    for number, values, refused in rows_as_values(project.codebook, path):
        told.rows += 1
        if progress and number % 1000 == 0:
            progress(told.rows)
        if refused:
            told.refused.append(refused)
            continue
        key = tuple(_text(values.get(names.get(one, ""))) for one in ("place", "country", "admin1", "admin2", "admin3"))
        if not key[0]:
            told.without += 1
            continue
        latitude, longitude = (values.get(names.get(one, "")) for one in ("latitude", "longitude"))
        if isinstance(latitude, int | float) and isinstance(longitude, int | float):
            points[key][float(latitude), float(longitude)] += 1
        else:
            points[key].update(())
    told.several_points = sum(len(one) > 1 for one in points.values())
    places = [_registered(key, found) for key, found in points.items()]
    told.added, told.known = project.places.add(places, path.name)
    return told


def _registered(key: tuple[str, ...], found: Counter[tuple[float, float]]) -> RegisteredPlace:
    name, country, admin1, admin2, admin3 = key
    latitude, longitude = found.most_common(1)[0][0] if found else (None, None)
    return RegisteredPlace(name, country, admin1, admin2, admin3, latitude, longitude)


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
