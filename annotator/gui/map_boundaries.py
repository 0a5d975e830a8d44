"""The boundaries of divisions that a person added to their places: which a point lies in, and their lines for the map.

Owns when the file of places is read: it is opened to ask and closed again, so that another can take its place. Lines are
made in small steps while nothing else is to be done. How they are painted is `map_view`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPointF, QRectF, QTimer, Signal
from PySide6.QtGui import QPolygonF

from ..codebook.model import Codebook
from ..codebook.values import is_empty
from ..errors import GazetteerError
from .map_camera import POLE, to_plane

if TYPE_CHECKING:
    from ..places.gazetteer import Gazetteer, Place

_STEP = 0.006
"""Seconds of work at a time."""


@dataclass(frozen=True, slots=True)
class Line:
    """A closed line on the plane, with the level of the division it is around."""

    level: int
    line: QPolygonF
    box: QRectF


class Boundaries(QObject):
    """The boundaries of one map. `read()` says that more of the lines asked for are there: a level is shown as a whole."""

    read = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()
        self._of: tuple[str, float] = ("", 0.0)
        self._coming: Iterator[Line] = iter(())
        self._found: list[Line] = []
        self._rest = QTimer(self)
        self._rest.setInterval(0)
        self._rest.timeout.connect(self._go_on)

    def at(self, latitude: float, longitude: float) -> list[Place]:
        """The divisions a point lies in, the largest first."""
        with suppress(GazetteerError), _opened() as gazetteer:
            return gazetteer.divisions_at(latitude, longitude)
        return []

    def show_country(self, code: str) -> None:
        """The lines wanted are those of a country (alpha-2); `read` follows where they are others."""
        wanted = (code, _written())
        if wanted == self._of:
            return
        self._of, self.lines, self._found = wanted, (), []
        self.read.emit()
        self._coming = _lines(code) if code else iter(())
        self._rest.start()

    def _go_on(self) -> None:
        until = perf_counter() + _STEP
        try:
            while perf_counter() < until:
                line = next(self._coming)
                if self._found and self._found[-1].level != line.level:
                    self._tell()
                self._found.append(line)
            return
        except (StopIteration, GazetteerError):
            self._rest.stop()
        self._tell()

    def _tell(self) -> None:
        self.lines = tuple(self._found)
        self.read.emit()


def _opened() -> Gazetteer:
    from .. import settings
    from ..places.gazetteer import FILE_NAME, Gazetteer

    return Gazetteer(settings.data_folder() / FILE_NAME)


def _written() -> float:
    """When the file of places was written; 0 where there is none."""
    from .. import settings
    from ..places.gazetteer import FILE_NAME

    try:
        return (settings.data_folder() / FILE_NAME).stat().st_mtime
    except OSError:
        return 0.0


def _lines(code: str) -> Iterator[Line]:
    """The largest divisions first: they are seen from furthest."""
    with _opened() as gazetteer:
        for level in (1, 2, 3):
            for polygon in gazetteer.outlines_of(code, level):
                for ring in polygon.rings:
                    points = [QPointF(*to_plane(max(-POLE, min(POLE, y)), x)) for x, y in ring]
                    line = QPolygonF(points)
                    yield Line(level, line, line.boundingRect())


def follows(
    divisions: list[Place], country: str, book: Codebook, values: Mapping[str, Any], known: Mapping[str, str]
) -> dict[str, str]:
    """What a point's divisions say to an event's empty fields for them, from the largest down.

    `country` is the alpha-2 code the event says, empty for none; `known` are the spellings the project uses, by folded name.
    Nothing below a division that the event gives otherwise.
    """
    from ..places.folding import fold

    found: dict[str, str] = {}
    if any(country not in ("", one.country) for one in divisions):
        return found
    for one in divisions:
        level = ("region", "district", "subdistrict").index(one.kind) + 1
        field = next((field for field in book.fields.values() if field.finds == f"admin{level}"), None)
        if field is None:
            continue
        name = known.get(fold(one.name), one.name)
        listed = book.code_list(field)
        if listed.codes:
            name = listed.spellings.get(name.casefold(), "")
        told = values.get(field.name)
        if is_empty(told):
            if name:
                found[field.name] = name
        elif fold(str(told)) != fold(name):
            break
    return found
