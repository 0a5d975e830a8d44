"""Distances on the globe for many points at once. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .distance import EARTH_KM

Floats = NDArray[np.float64]


def kilometres(latitude: Floats, longitude: Floats, other_latitude: Floats, other_longitude: Floats) -> Floats:
    """Great-circle distances of points in degrees by the haversine formula, as `places.distance` has it for one; nan where a
    point is missing."""
    north, other_north = np.radians(latitude), np.radians(other_latitude)
    half_east = np.radians(other_longitude - longitude) / 2
    chord = np.sin((other_north - north) / 2) ** 2 + np.cos(north) * np.cos(other_north) * np.sin(half_east) ** 2
    return 2 * EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(chord)))


def on_the_globe(latitude: Floats, longitude: Floats) -> Floats:
    """(n,), (n,) degrees → (n, 3) kilometres from the middle of the globe: near points are near in each of the three."""
    north, east = np.radians(latitude), np.radians(longitude)
    return EARTH_KM * np.column_stack((np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)))
