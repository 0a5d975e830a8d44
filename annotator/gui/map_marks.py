"""What the map marks: the event in view, the article's other events, and the places that the text offers.

Pure reading of workspace and offers; how marks look is `map_view`'s, what a click on one does is the panel's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..assist.candidate import Candidate
from ..codebook.model import Codebook, CodedField
from ..codebook.values import is_empty, is_missing
from ..project.events import Event

_OFFERING = ("place", "latitude", "admin3", "admin2", "admin1")
"""What is found by the fields whose offers have a point, the fullest first."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark. `key` is an event's uid, or the number of a candidate."""

    kind: Literal["event", "other", "candidate"]
    key: str
    latitude: float
    longitude: float
    label: str
    reach: float = 0.0
    """Kilometres by which the place may be off; 0 where it is exact."""
    lane: int = -1
    """Which event of several it is, for its colour; -1 where events have none."""
    ring: bool = False
    """Whether it stands around others that may lie at the same point."""


@dataclass(frozen=True, slots=True)
class PointFields:
    """The names of the fields that hold a point, and of the country's; that one may be empty."""

    latitude: str
    longitude: str
    country: str = ""
    offering: tuple[str, ...] = ()

    def of(self, values: Mapping[str, Any]) -> tuple[float, float] | None:
        """The point that an event's values give."""
        found = [values.get(name) for name in (self.latitude, self.longitude)]
        return _point(*found)


def point_fields(book: Codebook) -> PointFields | None:
    """The fields of a codebook that hold a point; None where it asks for none."""
    finds: dict[str, CodedField] = {}
    for field in book.fields.values():
        if field.finds:
            finds.setdefault(field.finds, field)
    if "latitude" not in finds or "longitude" not in finds:
        return None
    country = finds["country"].name if "country" in finds else ""
    offering = tuple(finds[one].name for one in _OFFERING if one in finds)
    return PointFields(finds["latitude"].name, finds["longitude"].name, country, offering)


def marks_of_events(fields: PointFields, events: Iterable[Event], in_view: str, name: Callable[[Event], str]) -> list[Mark]:
    """A mark for every event with a point; that in view is the last, so that it lies on top."""
    found: list[Mark] = []
    for number, event in enumerate(events, start=1):
        if point := fields.of(event.values):
            if event.uid == in_view:
                found.append(Mark("event", event.uid, *point, name(event)))
            else:
                found.append(Mark("other", event.uid, *point, str(number)))
    return sorted(found, key=lambda one: one.kind == "event")


def placed_candidates(fields: PointFields, offers: Callable[[str], list[Candidate]]) -> list[tuple[Candidate, Mark]]:
    """The offers that have a point, each point once, with its mark."""
    found: dict[tuple[float, float], tuple[Candidate, Mark]] = {}
    for name in fields.offering:
        for one in offers(name):
            values = {**one.also, one.field: one.value}
            point = fields.of(values)
            if point is not None and point not in found:
                told = str(values.get(fields.offering[0]) or one.text)
                found[point] = (one, Mark("candidate", str(len(found)), *point, told))
    return list(found.values())


def _point(latitude: Any, longitude: Any) -> tuple[float, float] | None:
    for one in (latitude, longitude):
        if is_empty(one) or is_missing(one) or isinstance(one, bool) or not isinstance(one, int | float):
            return None
    if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        return None
    return float(latitude), float(longitude)
