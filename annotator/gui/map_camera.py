"""How a place on the globe stands on the screen: Mercator's projection, seen from a middle and so near.

Pure. On the plane, x is the longitude and y grows to the south, both in degrees at the equator.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import atan, ceil, degrees, log, log10, pi, radians, sinh, tan

POLE = 84.0
"""The last latitude that is drawn."""
NEAREST, FURTHEST = 12_000.0, 0.7
"""Pixels a degree: about ten metres a pixel, and the whole world in a narrow panel."""
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


def to_plane(latitude: float, longitude: float) -> tuple[float, float]:
    """A place on the plane."""
    held = radians(max(-POLE, min(POLE, latitude)))
    return longitude, -degrees(log(tan(pi / 4 + held / 2)))


def to_globe(x: float, y: float) -> tuple[float, float]:
    """Latitude and longitude of a point on the plane."""
    return degrees(atan(sinh(radians(-y)))), (x + 180) % 360 - 180


@dataclass(frozen=True, slots=True)
class Camera:
    """What part of the plane is seen: its middle, pixels a degree, and the size of the picture."""

    x: float = 0.0
    y: float = 0.0
    scale: float = 2.0
    width: int = 1
    height: int = 1

    def on_screen(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Pixels of a place, in the turn of the globe that is nearest to the middle."""
        x, y = to_plane(latitude, longitude)
        x = self.x + (x - self.x + 180) % 360 - 180
        return (x - self.x) * self.scale + self.width / 2, (y - self.y) * self.scale + self.height / 2

    def at(self, left: float, top: float) -> tuple[float, float]:
        """Latitude and longitude under a pixel."""
        return to_globe((left - self.width / 2) / self.scale + self.x, (top - self.height / 2) / self.scale + self.y)

    def moved(self, right: float, down: float) -> Camera:
        """The picture pushed by so many pixels."""
        return replace(self, x=self.x - right / self.scale, y=self.y - down / self.scale).held()

    def zoomed(self, times: float, left: float, top: float) -> Camera:
        """Nearer or further; what is under the pixel stays there."""
        scale = max(FURTHEST, min(NEAREST, self.scale * times))
        x, y = (left - self.width / 2) / self.scale + self.x, (top - self.height / 2) / self.scale + self.y
        return replace(
            self, scale=scale, x=x - (left - self.width / 2) / scale, y=y - (top - self.height / 2) / scale
        ).held()  # fmt: skip

    def centred(self, latitude: float, longitude: float) -> Camera:
        """The same, over another place."""
        x, y = to_plane(latitude, longitude)
        return replace(self, x=x, y=y).held()

    def sized(self, width: int, height: int) -> Camera:
        """The same in a larger or smaller picture."""
        return replace(self, width=max(width, 1), height=max(height, 1))

    def fitted(self, box: Box, nearest: float = 60.0) -> Camera:
        """A box seen whole, with a margin; no nearer than so many pixels a degree."""
        (west, top), (east, bottom) = to_plane(box[3], box[0]), to_plane(box[1], box[2])
        room = 0.8
        scale = min(self.width * room / max(east - west, 1e-6), self.height * room / max(bottom - top, 1e-6), nearest)
        return replace(
            self, x=(west + east) / 2, y=(top + bottom) / 2, scale=max(FURTHEST, min(NEAREST, scale))
        ).held()  # fmt: skip

    def held(self) -> Camera:
        """The middle kept on the globe."""
        edge = abs(to_plane(POLE, 0.0)[1])
        return replace(self, x=(self.x + 180) % 360 - 180, y=max(-edge, min(edge, self.y)))

    @property
    def decimals(self) -> int:
        """How many decimals of a degree a pixel stands for."""
        return max(0, ceil(log10(self.scale)))
