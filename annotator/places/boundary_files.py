"""Reads a GeoJSON file of boundaries, as geoBoundaries, GADM and Natural Earth give them, or with a plain `name`.

Owns what the properties mean and what is refused, feature by feature. Must not know the file of places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from ..errors import GazetteerError
from .lines import crosses_the_date_line
from .outlines import Point, Ring

LARGEST = 250_000_000
"""Bytes of a file that is read: in memory it takes some four times as much."""
_OVER = 0.01
"""Degrees past the edge of the map that are taken for the edge."""
_COUNTRY = -1
CountryCode = Callable[[str], str]
"""The alpha-2 code of a country's name or code; empty for none."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One division. `above` are the names of the divisions it lies in, the first level first, where they are told.

    `pieces` are its polygons, each with its outer ring and its holes; `left_out` how many were, for they cross the date line.
    """

    number: int
    name: str
    others: tuple[str, ...]
    country: str
    level: int
    above: tuple[str, ...]
    pieces: tuple[tuple[Ring, ...], ...]
    left_out: int


class BrokenFeature(GazetteerError):
    """Why one feature cannot be taken; its text begins with the file's name and the feature's number."""


def looks_like_boundaries(path: Path) -> bool:
    """Whether a file is meant as GeoJSON: by its ending, or by the brace it begins with."""
    if path.suffix.lower() in (".geojson", ".json", ".topojson"):
        return True
    try:
        with path.open("rb") as file:
            return file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"
    except OSError:
        return False


def features(path: Path) -> Sequence[Any]:
    """The features of a file, unread. Raises GazetteerError where it is no GeoJSON."""
    import orjson

    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise GazetteerError(
                f"{path.name} has {size / 1e6:,.0f} MB and at most {LARGEST / 1e6:,.0f} MB are read; take one country or one "
                "level at a time, or a file with simpler lines."
            )
        told = orjson.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except OSError as error:
        raise GazetteerError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    except MemoryError as error:
        raise GazetteerError(f"{path.name} does not fit into memory; take one country or one level at a time.") from error
    except ValueError as error:
        raise GazetteerError(f"{path.name} is not JSON: {error}.") from error
    kind = told.get("type") if isinstance(told, dict) else None
    if kind == "Topology":
        raise GazetteerError(f"{path.name} is TopoJSON; take the GeoJSON of the same boundaries.")
    if kind == "Feature":
        return [told]
    if not isinstance(told, dict) or kind != "FeatureCollection" or not isinstance(told.get("features"), list):
        raise GazetteerError(f"{path.name} is not GeoJSON: a FeatureCollection of boundaries is wanted.")
    if not told["features"]:
        raise GazetteerError(f"{path.name} has no features.")
    return told["features"]


def read_feature(told: Any, where: str, number: int, country_code: CountryCode, country: str, level: int) -> Feature:
    """One feature; `country` (alpha-2) and `level` are what the person said, empty and 0 where the file is to say it.

    Raises BrokenFeature, whose text begins with `where`.
    """
    if not isinstance(told, dict):
        raise BrokenFeature(f"{where}: it is no feature.")
    properties = told.get("properties")
    if not isinstance(properties, dict):
        properties = {}
    named = _Named(properties)
    name, said_level = named.name_and_level()
    if not name:
        raise BrokenFeature(f"{where}: it has no name.")
    depth = level or said_level
    if depth == _COUNTRY:
        raise BrokenFeature(f"{where}: “{name[:40]}” is a whole country; the divisions of it are wanted.")
    if depth == 0:
        raise BrokenFeature(f"{where}: it does not say which level of division it is; name it with --level.")
    if not 1 <= depth <= 3:
        raise BrokenFeature(f"{where}: “{name[:40]}” is of level {depth}; levels 1 to 3 are kept.")
    code = country or _country(named.countries(), where, country_code)
    pieces, left_out = _pieces(told.get("geometry"), where)
    return Feature(number, name, named.others(depth), code, depth, named.above(depth), pieces, left_out)


def _country(said: Sequence[str], where: str, country_code: CountryCode) -> str:
    if not said:
        raise BrokenFeature(f"{where}: it does not say its country; name it with --country.")
    found = next((code for one in said if (code := country_code(one))), "")
    if not found:
        raise BrokenFeature(f"{where}: “{said[0][:40]}” is no country that is known.")
    return found


class _Named:
    """The properties of a feature, as one of the sources writes them."""

    def __init__(self, properties: Mapping[str, Any]) -> None:
        self._told = {key.casefold(): value for key, value in properties.items()}

    def _text(self, key: str) -> str:
        value = self._told.get(key)
        text = " ".join(value.split()) if isinstance(value, str) else ""
        # What GADM and Natural Earth write for nothing.
        return "" if text in ("NA", "-99", "-1", "<Null>") else text[:200]

    def _first(self, *keys: str) -> str:
        return next((text for key in keys if (text := self._text(key))), "")

    def name_and_level(self) -> tuple[str, int]:
        """The name, and the level as the properties tell it: 0 where they do not."""
        for level in (5, 4, 3, 2, 1):
            if self._text(f"name_{level}") and "gid_0" in self._told:
                return self._text(f"name_{level}"), level
        name = self._first("shapename", "name", "name_en", "woe_name", "gn_name")
        kind = self._text("shapetype").upper()
        if kind.startswith("ADM") and kind[3:] in tuple("012345"):
            return name, int(kind[3:]) or _COUNTRY
        return name, 1 if "iso_a2" in self._told and "admin" in self._told else 0

    def countries(self) -> list[str]:
        """What may say the country, the surest first."""
        keys = ("shapegroup", "gid_0", "iso_a2", "adm0_a3", "country", "name_0", "admin", "shapeiso")
        found = [self._text(key) for key in keys]
        return [one.partition("-")[0] if key == "shapeiso" else one for key, one in zip(keys, found, strict=True) if one]

    def others(self, level: int) -> tuple[str, ...]:
        """Other spellings."""
        keys = (f"varname_{level}", f"nl_name_{level}", "name_alt", "name_en", "name_local", "name_ar", "name_fr", "name_ru")
        found = [part.strip() for key in keys for part in self._text(key).split("|")]
        return tuple(dict.fromkeys(one for one in found if one))

    def above(self, level: int) -> tuple[str, ...]:
        """The names of the divisions above; none but where each is told."""
        found = [self._text(f"name_{one}") for one in range(1, level)]
        return tuple(found) if all(found) else ()


def _pieces(geometry: Any, where: str) -> tuple[tuple[tuple[Ring, ...], ...], int]:
    if not isinstance(geometry, dict) or not geometry.get("type"):
        raise BrokenFeature(f"{where}: it has no geometry.")
    kind, told = geometry["type"], geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise BrokenFeature(f"{where}: a {str(kind)[:30]} is no boundary; a Polygon or MultiPolygon is.")
    polygons = [told] if kind == "Polygon" else told
    if not isinstance(polygons, list) or not polygons or polygons == [[]]:
        raise BrokenFeature(f"{where}: it has no geometry.")
    found: list[tuple[Ring, ...]] = []
    for one in polygons:
        if not isinstance(one, list) or not one:
            raise BrokenFeature(f"{where}: a polygon of it is broken.")
        found.append(tuple(tuple(_ring(ring, where)) for ring in one))
    whole = [rings for rings in found if not crosses_the_date_line(rings[0])]
    return tuple(whole), len(found) - len(whole)


def _ring(ring: Any, where: str) -> Iterator[Point]:
    if not isinstance(ring, list) or len(ring) < 3:
        raise BrokenFeature(f"{where}: a line of it has less than three points.")
    for point in ring:
        yield _point(point, where)
    if ring[0][:2] != ring[-1][:2]:
        yield _point(ring[0], where)


def _point(point: Any, where: str) -> Point:
    if not isinstance(point, list) or len(point) < 2:
        raise BrokenFeature(f"{where}: a point of it is broken.")
    x, y = point[:2]
    if isinstance(x, bool) or isinstance(y, bool) or not isinstance(x, int | float) or not isinstance(y, int | float):
        raise BrokenFeature(f"{where}: a point of it is broken.")
    if not (isfinite(x) and isfinite(y)) or abs(x) > 180 + _OVER or abs(y) > 90 + _OVER:
        raise BrokenFeature(
            f"{where}: {x:g}, {y:g} is no longitude and latitude; save the file in degrees (WGS 84, EPSG:4326)."
        )
    return max(-180.0, min(180.0, float(x))), max(-90.0, min(90.0, float(y)))
