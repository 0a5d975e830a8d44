"""Distances on the globe, and the one-degree squares by which near points are found. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from math import asin, cos, degrees, floor, radians, sin, sqrt

EARTH_KM = 6371.0
DEGREE_KM = 111.19
"""One degree of latitude, a little under, so that no square is missed."""


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The great-circle distance of two points in kilometres (haversine formula on a sphere; within 0.6 % of the truth)."""
    north, other_north = radians(latitude), radians(other_latitude)
    half_north, half_east = (other_north - north) / 2, radians(other_longitude - longitude) / 2
    chord = sin(half_north) ** 2 + cos(north) * cos(other_north) * sin(half_east) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(chord)))


def square(latitude: float, longitude: float) -> int:
    """The number of the one-degree square of a point."""
    return _square(min(89, floor(latitude)), floor(longitude))


def _square(south: int, west: int) -> int:
    return (south + 90) * 360 + (west + 180) % 360


def squares_around(latitude: float, longitude: float, km: float) -> Iterator[int]:
    """The squares that a circle of `km` kilometres around a point can touch."""
    high = km / DEGREE_KM
    south, north = max(-90, floor(latitude - high)), min(89, floor(latitude + high))
    # How far east a circle reaches: all around where it holds a pole.
    reach, parallel = sin(min(radians(high), radians(90))), cos(radians(latitude))
    wide = degrees(asin(reach / parallel)) + 1e-9 if abs(latitude) + high < 90 and reach < parallel else 180.0
    west, east = floor(longitude - wide), floor(longitude + wide)
    columns = range(west, min(east, west + 359) + 1)
    for row in range(south, north + 1):
        for column in columns:
            yield _square(row, column)
