"""What is done with the lines of a boundary: fewer points, a point inside, pieces that cross the date line. Pure.

Points are longitude, latitude in degrees; a ring is closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from .outlines import Point, Polygon, Ring

KEPT_DEGREES = 0.005
"""How far a line may be moved when points are left out: half a kilometre."""
_THIN = 0.0005
"""Points nearer to the last one than this are left out first, which is cheap."""
_SCANS = 9


def simplified(pieces: Sequence[Sequence[Ring]], far: float = KEPT_DEGREES) -> list[Polygon]:
    """The pieces of a division with fewer points, the largest first.

    Holes and islands that would vanish do; the largest piece stays whatever its size.
    """
    ordered = sorted(pieces, key=lambda rings: -_extent(rings[0]))
    found: list[Polygon] = []
    for place, rings in enumerate(ordered):
        outer = simple_ring(rings[0], far) or (tuple(rings[0]) if place == 0 else ())
        if outer:
            holes = (simple_ring(one, far) for one in rings[1:])
            found.append(Polygon((outer, *(one for one in holes if one))))
    return found


def simple_ring(ring: Ring, far: float = KEPT_DEGREES) -> tuple[Point, ...]:
    """A ring without the points that lie nearer than `far` to the line without them (Douglas and Peucker's way).

    Empty where less than a triangle is left.
    """
    points = _thinned(ring)
    if len(points) < 4:
        return ()
    # A closed ring has no ends: the point furthest from the first is the other one.
    first = points[0]
    middle = max(range(len(points)), key=lambda place: _square(points[place], first))
    kept = {0, middle, len(points) - 1}
    waiting = [(0, middle), (middle, len(points) - 1)]
    while waiting:
        start, end = waiting.pop()
        furthest, place = _furthest(points, start, end)
        if furthest > far * far:
            kept.add(place)
            waiting += [(start, place), (place, end)]
    found = tuple(points[place] for place in sorted(kept))
    return found if len(found) >= 4 else ()


def _thinned(ring: Ring) -> list[Point]:
    points = [ring[0]]
    for point in ring[1:-1]:
        if abs(point[0] - points[-1][0]) + abs(point[1] - points[-1][1]) >= _THIN:
            points.append(point)
    return [*points, ring[0]]


def _furthest(points: Sequence[Point], start: int, end: int) -> tuple[float, int]:
    """The squared distance of the point furthest from the line between two, and its place."""
    (x, y), (end_x, end_y) = points[start], points[end]
    across, up = end_x - x, end_y - y
    length = across * across + up * up
    best, at = 0.0, start
    for place in range(start + 1, end):
        right, high = points[place][0] - x, points[place][1] - y
        if length:
            along = min(1.0, max(0.0, (right * across + high * up) / length))
            right, high = right - along * across, high - along * up
        off = right * right + high * high
        if off > best:
            best, at = off, place
    return best, at


def inside(polygon: Polygon) -> Point:
    """A point well inside: the middle of the widest stretch of ground on some lines from west to east.

    A middle of the corners would lie outside a crescent.
    """
    _, south, _, north = polygon.box
    best = (-1.0, polygon.rings[0][0])
    for number in range(1, _SCANS + 1):
        # Not at round shares of the height, where corners of plain shapes lie.
        y = south + (north - south) * (number - 0.4829) / _SCANS
        crossings = sorted(_crossings(polygon, y))
        for left, right in zip(crossings[::2], crossings[1::2], strict=False):
            best = max(best, (right - left, ((left + right) / 2, y)))
    return best[1]


def _crossings(polygon: Polygon, y: float) -> Iterator[float]:
    for ring in polygon.rings:
        for (x, low), (next_x, high) in pairwise(ring):
            if (low > y) != (high > y):
                yield x + (y - low) * (next_x - x) / (high - low)


def crosses_the_date_line(ring: Ring) -> bool:
    """Whether a line jumps from one side of the map to the other."""
    return any(abs(x - next_x) > 180 for (x, _), (next_x, _) in pairwise(ring))


def _square(one: Point, other: Point) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def _extent(ring: Ring) -> float:
    xs, ys = zip(*ring, strict=True)
    return (max(xs) - min(xs)) * (max(ys) - min(ys))
