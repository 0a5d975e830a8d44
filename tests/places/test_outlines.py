"""Points and countries: towns, coasts, islands, the date line, and ground that more than one country counts as its own."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from annotator.places.outlines import could_lie_in, outlines

TOWNS = [
    ("Iraq", 36.335, 43.119), ("Syria", 35.34, 40.14), ("Mali", 16.77, -3.0), ("Chile", -53.16, -70.91),
    ("United States", 21.31, -157.86), ("Canada", 43.65, -79.38), ("Lesotho", -29.31, 27.48), ("South Africa", -29.12, 26.22),
    ("Vatican City", 41.9, 12.45), ("San Marino", 43.94, 12.45), ("Cape Verde", 14.93, -23.51), ("Maldives", 4.17, 73.51),
    ("Indonesia", -8.65, 115.22), ("Netherlands", 52.37, 4.9), ("Singapore", 1.29, 103.85), ("eSwatini", -26.32, 31.14),
    ("Democratic Republic of Congo", -4.32, 15.31), ("Republic of Congo", -4.27, 15.28), ("Ivory Coast", 5.36, -4.0),
]  # fmt: skip
DATE_LINE = [
    ("Fiji", -18.14, 178.44), ("Fiji", -16.8, -179.97), ("Fiji", -16.8, 179.99), ("Russia", 66.0, -175.0),
    ("Russia", 64.73, 177.51), ("United States", 51.88, -176.65), ("United States", 52.9, 172.9),
    ("New Zealand", -43.95, -176.56),
]  # fmt: skip
TWO_CLAIMS = [
    (42.66, 21.16, "Kosovo", "Serbia"), (31.9, 35.2, "Palestine", "Israel"), (31.5, 34.45, "Palestine", "Israel"),
    (31.78, 35.23, "Palestine", "Israel"), (27.15, -13.2, "Western Sahara", "Morocco"), (9.56, 44.06, "Somalia", "Somaliland"),
    (25.03, 121.56, "Taiwan", "China"), (35.34, 33.32, "Cyprus", "Turkey"), (44.95, 34.1, "Ukraine", "Russia"),
    (34.08, 74.8, "India", "Pakistan"), (33.13, 35.78, "Syria", "Israel"), (9.6, 28.43, "Sudan", "South Sudan"),
    (22.28, 114.16, "Hong Kong", "China"), (4.92, -52.31, "French Guiana", "France"),
    (18.46, -66.1, "Puerto Rico", "United States"),
    (22.22, 36.64, "Egypt", "Sudan"), (78.22, 15.65, "Svalbard and Jan Mayen", "Norway"), (-21.1, 55.5, "Reunion", "France"),
]  # fmt: skip
WRONG = [
    ("Iraq", 43.119, 36.335), ("Syria", 35.46, 44.39), ("Iraq", -36.335, 43.119), ("Mali", 12.37, -1.52),
    ("Iraq", -60.0, -130.0),
    ("Serbia", 41.33, 19.82), ("Ukraine", 55.75, 37.62), ("Fiji", -18.14, 170.0), ("Iraq", 95.0, 43.1), ("Iraq", 36.3, 243.1),
    ("Lesotho", -33.92, 18.42), ("Israel", 33.51, 36.29), ("China", 35.68, 139.69),
]  # fmt: skip


@pytest.mark.parametrize(("country", "latitude", "longitude"), TOWNS + DATE_LINE)
def test_a_town_lies_in_its_country(country: str, latitude: float, longitude: float):
    assert outlines().country_code(country)
    assert could_lie_in(latitude, longitude, country)


@pytest.mark.parametrize(("latitude", "longitude", "one", "other"), TWO_CLAIMS)
def test_where_two_countries_claim_the_ground_neither_is_wrong(latitude: float, longitude: float, one: str, other: str):
    for country in (one, other):
        assert outlines().country_code(country), country
        assert could_lie_in(latitude, longitude, country), country
    assert not could_lie_in(latitude, longitude, "Peru")


@pytest.mark.parametrize(("country", "latitude", "longitude"), WRONG)
def test_a_point_of_elsewhere_is_told(country: str, latitude: float, longitude: float):
    assert not could_lie_in(latitude, longitude, country)


def test_borders_and_the_sea_are_given_room():
    assert could_lie_in(34.42, 40.93, "Iraq")  # Abu Kamal, on the border
    assert could_lie_in(13.0, 42.9, "Yemen")  # in the strait
    assert not could_lie_in(5.0, 65.0, "Yemen")  # far out at sea
    assert outlines().could_lie_in(6.84, 158.3, "FM")  # an island not drawn


def test_what_is_unknown_is_never_wrong():
    assert could_lie_in(0.0, 0.0, "Atlantis")
    assert could_lie_in(0.0, 0.0, "Tuvalu")  # not drawn


@pytest.mark.parametrize("written", ["Iraq", "IRAQ", "iq", "IRQ", "368", "Republic of Iraq"])
def test_a_country_is_known_by_name_code_or_number(written: str):
    assert outlines().country_code(written) == "IQ"


def test_every_country_of_acled_is_known():
    from annotator.codebook.loading import find, load

    book = load(find("acled"))[0]
    countries = book.code_list(book.fields["country"]).codes
    assert [one.code for one in countries if not outlines().country_code(one.code)] == []


def test_a_check_is_fast_once_the_outlines_are_read():
    points = [(lat / 10, lon / 10) for lat in range(300, 380, 4) for lon in range(380, 480, 4)]
    could_lie_in(0.0, 0.0, "Iraq")
    began = time.perf_counter()
    for latitude, longitude in points:
        could_lie_in(latitude, longitude, "Iraq")
    assert (time.perf_counter() - began) / len(points) < 0.001


def test_no_outline_is_read_before_a_point_is_checked():
    code = (
        "from annotator.codebook.loading import find, load; from annotator.places.outlines import outlines;"
        "load(find('acled')); print(outlines.cache_info().currsize)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "0"
