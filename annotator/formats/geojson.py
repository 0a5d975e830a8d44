"""One feature an event as GeoJSON (RFC 7946): a point in degrees of WGS 84, longitude first; all else as properties.

Keeps the columns of the wide table; dates are ISO texts, codes texts; why an answer is missing stands in
`<column>_missing`. Events without coordinates have no geometry and are counted. Loses evidence, memos, history, items of
groups beyond their columns. Features stream, one a line.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any, TextIO

from ..writing import Progress
from .coordinates import points
from .typed_events import TypedEvents, beside


def write_geojson(events: TypedEvents, stream: TextIO, progress: Progress | None = None) -> None:
    """All events as one FeatureCollection."""
    stream.write('{"type":"FeatureCollection","features":[')
    before = "\n"
    for columns in events.batches():
        placed, plain = points(events, columns), beside(events.variables, columns)
        names = list(plain)
        for point, *row in zip(placed, *plain.values(), strict=True):
            feature = {
                "type": "Feature", "id": row[0], "geometry": {"type": "Point", "coordinates": point} if point else None,
                "properties": dict(zip(names, row, strict=True)),
            }  # fmt: skip
            stream.write(before + json.dumps(feature, ensure_ascii=False, separators=(",", ":"), default=_day))
            before = ",\n"
        if progress:
            progress(events.rows)
    stream.write("\n]}\n")


def _day(value: Any) -> str:
    assert isinstance(value, date)
    return value.isoformat()
