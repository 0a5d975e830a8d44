"""Spellings that are one name, and such that are not; distances and squares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.places.distance import distance_km, square, squares_around
from annotator.places.folding import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Salah ad-Din", "Şalāḩ ad Dīn"),
        ("Salah ad-Din", "SALAH AL-DIN"),
        ("Deir ez-Zor", "Deir al Zor"),
        ("Ar Raqqah", "al-Raqqa"),
        ("Kirkūk", "Kirkuk"),
        ("N'Djamena", "N’djaména"),
        ("Iraq's", "Iraq"),
        ("Iraq’s", "IRAQ"),
        ("U.S.", "US"),
        ("St. John's", "Saint John’s"),
        ("Łódź", "Lodz"),
        ("Gorom-Gorom", "Gorom Gorom"),
        ("d'Abidjan", "Abidjan"),
        ("Côte d’Ivoire", "COTE D'IVOIRE"),
        ("الموصل", "بالموصل"),
        ("الأنبار", "الانبار"),
        ("Київ", "КИЇВ"),
        ("e\u0301tude", "étude"),
    ],
)
def test_one_name(one: str, other: str):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kyiv", "Kiev"),
        ("An Nasr", "Nasr"),
        ("Utah", "Uta"),
        ("Ad Dawr", "Ar Dawr"),
        ("मोसुल", "मसल"),
        ("Las Vegas", "La Vegas"),
    ],
)
def test_two_names(one: str, other: str):
    assert fold(one) != fold(other)


def test_nothing_to_fold():
    assert fold("") == fold("—…") == ""


def test_distance_of_known_points():
    assert distance_km(33.34, 44.40, 36.335, 43.119) == pytest.approx(353, abs=3)  # Baghdad to Mosul
    assert distance_km(0, 179.5, 0, -179.5) == pytest.approx(111.2, abs=0.1)


_LATITUDE = st.floats(-89, 89)
_LONGITUDE = st.floats(-180, 179.99)


@given(_LATITUDE, _LONGITUDE, _LATITUDE, _LONGITUDE)
def test_the_squares_around_a_point_hold_all_that_is_near(north: float, east: float, other_north: float, other_east: float):
    km = distance_km(north, east, other_north, other_east)
    assert km == pytest.approx(distance_km(other_north, other_east, north, east), abs=1e-6)
    if km < 3000:
        assert square(other_north, other_east) in set(squares_around(north, east, km + 0.01))
