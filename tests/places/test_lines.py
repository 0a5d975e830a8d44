"""Fewer points, and a point inside: on shapes drawn by hand."""

from __future__ import annotations

from math import cos, pi, sin

import pytest

from annotator.places.lines import crosses_the_date_line, inside, simple_ring, simplified
from annotator.places.outlines import Polygon

SQUARE = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0))
HOLE = ((1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0), (1.0, 1.0))
CRESCENT = (
    *((3 * cos(turn * pi / 10), 3 * sin(turn * pi / 10)) for turn in range(-5, 6)),
    *((2.2 * cos(turn * pi / 10), 2.2 * sin(turn * pi / 10)) for turn in range(5, -6, -1)),
)
CRESCENT = (*CRESCENT, CRESCENT[0])


@pytest.mark.parametrize(
    "rings", [(SQUARE,), (SQUARE, HOLE), (CRESCENT,), (((0.0, 0.0), (1.0, 0.001), (0.5, 1.0), (0.0, 0.0)),)]
)
def test_the_point_lies_inside(rings: tuple[tuple[tuple[float, float], ...], ...]):
    polygon = Polygon(rings)
    assert polygon.holds(*inside(polygon))


def test_the_middle_of_a_crescent_would_not():
    xs, ys = zip(*CRESCENT, strict=True)
    assert not Polygon((CRESCENT,)).holds(sum(xs) / len(xs), sum(ys) / len(ys))


def test_points_that_say_nothing_are_left_out_and_corners_kept():
    fine = [(number / 100, 0.001 * (number % 2)) for number in range(400)]
    ring = (*fine, (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0))
    kept = simple_ring(ring)
    assert set(kept) == {(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)}
    assert kept[0] == kept[-1]
    assert set(simple_ring(CRESCENT)) == set(CRESCENT), "every corner is more than half a kilometre off"


def test_small_holes_and_islands_vanish_but_never_the_largest_piece():
    islet = tuple((x / 10_000, y / 10_000) for x, y in SQUARE)
    tiny_hole = tuple((2 + x / 10_000, 2 + y / 10_000) for x, y in SQUARE)
    assert [one.rings for one in simplified([(islet,), (SQUARE, tiny_hole)])] == [(SQUARE,)]
    assert [one.rings for one in simplified([(islet,)])] == [(islet,)]
    assert len(simplified([(SQUARE, HOLE)])[0].rings) == 2


def test_the_date_line_is_told():
    assert crosses_the_date_line(((179.0, 0.0), (-179.0, 0.0), (-179.0, 1.0), (179.0, 0.0)))
    assert not crosses_the_date_line(SQUARE)
