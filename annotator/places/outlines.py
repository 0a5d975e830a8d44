"""The outlines of countries: whether a point could lie in one, and the lines a map draws.

Owns the shipped file of outlines, read when first asked. Pure, the same on every machine; knows no towns (`gazetteer`).
The lines are Natural Earth's (public domain); how the file is made stands in `resources/map/make.py`.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from math import cos, floor, radians
from typing import Any

from ..shipped import resource
from .distance import DEGREE_KM
from .folding import fold

TOLERANCE_KM = 20.0
"""How far outside its country a point may lie on another's ground: borders are drawn coarsely."""
SEA_KM = 100.0
"""How far at sea, for small islands are not drawn, and things happen on ships."""
_EDGE = 170.0
"""Beyond this longitude, east or west, the other side of the date line is near."""
Point = tuple[float, float]
"""Longitude, latitude: as they lie on a map, x before y."""
Ring = Sequence[Point]
_Segment = tuple[float, float, float, float]


@dataclass(frozen=True)
class Polygon:
    """One piece of land: its outer line and those of its holes, each closed."""

    rings: tuple[Ring, ...]

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        xs, ys = zip(*self.rings[0], strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    @cached_property
    def _bands(self) -> dict[int, list[_Segment]]:
        """The pieces of line in each degree of latitude, so that only a few are looked at."""
        bands: dict[int, list[_Segment]] = defaultdict(list)
        for ring in self.rings:
            for (x, y), (next_x, next_y) in pairwise(ring):
                for band in range(floor(min(y, next_y)), floor(max(y, next_y)) + 1):
                    bands[band].append((x, y, next_x, next_y))
        return bands

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies on it: a ray to the east crosses the lines an odd number of times."""
        west, south, east, north = self.box
        if not (west <= x <= east and south <= y <= north):
            return False
        inside = False
        for left, low, right, high in self._bands.get(floor(y), ()):
            if (low > y) != (high > y) and x < left + (y - low) * (right - left) / (high - low):
                inside = not inside
        return inside

    def within(self, x: float, y: float, km: float) -> bool:
        """Whether one of its lines passes within so many kilometres of a point."""
        high = km / DEGREE_KM
        narrow = max(cos(radians(y)), 0.02)
        wide = high / narrow
        west, south, east, north = self.box
        if x < west - wide or x > east + wide or y < south - high or y > north + high:
            return False
        return any(
            _nearer(x, y, segment, narrow, high)
            for band in range(floor(y - high), floor(y + high) + 1) for segment in self._bands.get(band, ())
        )  # fmt: skip


def _nearer(x: float, y: float, segment: _Segment, narrow: float, degrees: float) -> bool:
    """Whether a piece of line passes within so many degrees of latitude; on a plane, which is true enough so near."""
    left, low, right, high = (segment[0] - x) * narrow, segment[1] - y, (segment[2] - x) * narrow, segment[3] - y
    if min(left, right) > degrees or max(left, right) < -degrees or min(low, high) > degrees or max(low, high) < -degrees:
        return False
    across, up = right - left, high - low
    length = across * across + up * up
    along = min(1.0, max(0.0, -(left * across + low * up) / length)) if length else 0.0
    return (left + along * across) ** 2 + (low + along * up) ** 2 <= degrees * degrees


@dataclass(frozen=True)
class Shape:
    """A country or territory as it is drawn. `codes` are the countries (alpha-2) its ground may be counted to."""

    name: str
    codes: tuple[str, ...]
    polygons: tuple[Polygon, ...]


@dataclass(frozen=True)
class _Disputed:
    """Ground that several countries count as their own: a box around it."""

    codes: tuple[str, ...]
    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True)
class Outlines:
    """All countries."""

    shapes: tuple[Shape, ...]
    disputed: tuple[_Disputed, ...]
    names: dict[str, str]

    @cached_property
    def _polygons(self) -> dict[str, tuple[Polygon, ...]]:
        found: dict[str, list[Polygon]] = defaultdict(list)
        for shape in self.shapes:
            for code in shape.codes:
                found[code].extend(shape.polygons)
        return {code: tuple(some) for code, some in found.items()}

    def of(self, code: str) -> tuple[Shape, ...]:
        """The shapes that are a country's own; none where it is not drawn."""
        return tuple(shape for shape in self.shapes if shape.codes[0] == code)

    def country_code(self, country: str) -> str:
        """The alpha-2 code of a country's name, code or ISO number; empty for what is none."""
        text = country.strip()
        if text.isascii() and text.isdigit():
            return self.names.get(str(int(text)), "") if len(text) < 9 else ""
        if len(text) == 2 and text.isascii() and text.upper() in self._polygons:
            return text.upper()
        return self.names.get(fold(text), "")

    def could_lie_in(
        self, latitude: float, longitude: float, code: str, tolerance_km: float = TOLERANCE_KM, sea_km: float = SEA_KM
    ) -> bool:
        """Whether a point may lie in a country: on its ground, near it, or where it is disputed whose ground it is.

        A country that is not drawn is never wrong.
        """
        polygons = self._polygons.get(code)
        if polygons is None:
            return True
        if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
            return False
        sides = _both_sides(longitude)
        if any(one.holds(x, latitude) or one.within(x, latitude, tolerance_km) for x in sides for one in polygons):
            return True
        if any(
            code in one.codes and one.south <= latitude <= one.north and one.west <= longitude <= one.east
            for one in self.disputed
        ):
            return True
        near = any(one.within(x, latitude, sea_km) for x in sides for one in polygons)
        return near and not self.is_land(latitude, longitude)

    def is_land(self, latitude: float, longitude: float) -> bool:
        """Whether a point lies on any country's ground."""
        return any(polygon.holds(longitude, latitude) for shape in self.shapes for polygon in shape.polygons)


def _both_sides(longitude: float) -> tuple[float, ...]:
    """A longitude, and near the date line the same as it is counted from the other side."""
    if abs(longitude) < _EDGE:
        return (longitude,)
    return (longitude, longitude - 360 if longitude > 0 else longitude + 360)


@cache
def outlines() -> Outlines:
    """The shipped outlines; read once, when first asked for."""
    told: dict[str, Any] = json.loads(gzip.decompress(resource("map/countries.json.gz").read_bytes()))
    arcs = [_arc(one, told["step"]) for one in told["arcs"]]
    shapes = tuple(
        Shape(one["name"], tuple(one["codes"]), tuple(_polygon(polygon, arcs) for polygon in one["polygons"]))
        for one in told["shapes"]
    )
    disputed = tuple(_Disputed(tuple(one["codes"]), *one["box"]) for one in told["disputed"])
    return Outlines(shapes, disputed, told["names"])


def _arc(flat: Sequence[int], step: int) -> list[Point]:
    points: list[Point] = []
    x = y = 0
    for place in range(0, len(flat), 2):
        x, y = x + flat[place], y + flat[place + 1]
        points.append((x / step, y / step))
    return points


def _polygon(rings: Sequence[Sequence[int]], arcs: Sequence[list[Point]]) -> Polygon:
    return Polygon(tuple(tuple(_ring(ring, arcs)) for ring in rings))


def _ring(numbers: Sequence[int], arcs: Sequence[list[Point]]) -> Iterator[Point]:
    """Arcs one behind the other; a number below nought is one read backwards. Where two meet, the point stands once."""
    for place, number in enumerate(numbers):
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        yield from arc if place == 0 else arc[1:]


@lru_cache(maxsize=20_000)
def could_lie_in(latitude: float, longitude: float, country: str) -> bool:
    """Whether a point could lie in a country of this name, code or ISO number; one that is unknown is never wrong."""
    known = outlines()
    code = known.country_code(country)
    return not code or known.could_lie_in(latitude, longitude, code)
