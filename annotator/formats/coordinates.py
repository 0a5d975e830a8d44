"""Where an event is on the map: which fields of a codebook hold latitude and longitude, and whether a pair is a place."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from .typed_events import TypedEvents, Variable

NOWHERE, BEYOND = "events_without_coordinates", "coordinates_beyond_the_earth"
PLACED = {
    NOWHERE: "events have no coordinates and no place on the map",
    BEYOND: "events have coordinates that are nowhere on the earth and no place on the map",
}
"""What is said of each count."""


def points(events: TypedEvents, columns: Sequence[list[Any]]) -> list[tuple[float, float] | None]:
    """(longitude, latitude) in degrees of WGS 84 for each row, None for none; counts those in `events.lost`."""
    latitude, longitude = (_place(events.variables, finds) for finds in ("latitude", "longitude"))
    if latitude is None or longitude is None:
        events.lost[NOWHERE] += len(columns[0])
        return [None] * len(columns[0])
    return [_point(events.lost, *pair) for pair in zip(columns[longitude], columns[latitude], strict=True)]


def _place(variables: Sequence[Variable], finds: str) -> int | None:
    return next((place for place, one in enumerate(variables) if one.asked is not None and one.asked.finds == finds
                 and one.kind in ("decimal", "integer")), None)  # fmt: skip


def _point(lost: Counter[str], longitude: Any, latitude: Any) -> tuple[float, float] | None:
    if not isinstance(longitude, int | float) or not isinstance(latitude, int | float):
        lost[NOWHERE] += 1
        return None
    if not (math.isfinite(longitude) and math.isfinite(latitude) and abs(longitude) <= 180 and abs(latitude) <= 90):
        lost[BEYOND] += 1
        return None
    return float(longitude), float(latitude)
