"""Adding boundaries: what comes in, where a point lies then, and how a broken file is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import GazetteerError
from annotator.places import boundary_files, building
from annotator.places.boundaries import add_boundaries
from annotator.places.gazetteer import FILE_NAME, Gazetteer, Place


def division_of(gazetteer: Gazetteer, latitude: float, longitude: float, level: int) -> Place | None:
    """The division of a level, 1 to 3, whose boundary a point lies in."""
    kind = ("", "region", "district", "subdistrict")[level]
    return next((one for one in gazetteer.divisions_at(latitude, longitude) if one.kind == kind), None)


@pytest.fixture
def folder(tmp_path: Path, places_folder: Path) -> Path:
    """A file of places one may write to."""
    shutil.copy(places_folder / FILE_NAME, tmp_path / FILE_NAME)
    return tmp_path


def box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(properties: dict[str, Any], *rings: list[list[float]], kind: str = "Polygon") -> dict[str, Any]:
    coordinates: Any = list(rings) if kind == "Polygon" else [[ring] for ring in rings]
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def write(folder: Path, *features: object, name: str = "b.geojson") -> Path:
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def shape(name: str, level: str = "ADM1") -> dict[str, Any]:
    return {"shapeName": name, "shapeISO": "", "shapeGroup": "IRQ", "shapeType": level}


KIRKUK = feature(shape("Kirkuk Governorate"), box(43.2, 34.8, 44.8, 36.0))
HAWIJA = feature(shape("Al-Hawiga District", "ADM2"), box(43.2, 34.9, 44.0, 35.5))
WITH_HOLE = feature(shape("Ring Land"), box(40.0, 32.0, 42.0, 34.0), box(40.5, 32.5, 41.5, 33.5))
ISLANDS = feature(shape("Two Lands"), box(46.0, 30.0, 47.0, 31.0), box(48.0, 30.0, 48.5, 31.0), kind="MultiPolygon")


def test_a_point_is_found_in_its_divisions(folder: Path):
    told = add_boundaries(folder, write(folder, HAWIJA, KIRKUK, WITH_HOLE, ISLANDS))
    assert (told.known, told.divisions) == (1, 3), "Kirkuk was known"
    with Gazetteer(folder / FILE_NAME) as grown:
        assert [one.name for one in grown.divisions_at(35.32, 43.77)] == ["Kirkuk", "Al-Hawiga"]
        district = division_of(grown, 35.32, 43.77, 2)
        assert district is not None
        assert (district.admin1, district.admin2, district.country) == ("Kirkuk", "Al-Hawiga", "IQ")
        assert division_of(grown, 35.32, 43.77, 3) is None
        assert division_of(grown, 33.0, 41.0, 1) is None, "in the hole"
        for latitude, longitude, name in ((32.2, 41.0, "Ring Land"), (30.5, 46.5, "Two Lands"), (30.5, 48.2, "Two Lands")):
            found = division_of(grown, latitude, longitude, 1)
            assert found is not None
            assert found.name == name
        assert division_of(grown, 30.5, 47.5, 1) is None, "between the islands"
        assert division_of(grown, 30.5, 47.003, 1) is not None, "in the gap that simpler lines leave"
        assert len(list(grown.outlines_of("IQ", 1))) == 4
        assert list(grown.outlines_of("SY", 1)) == []


def test_a_known_division_is_not_doubled_and_a_new_one_gets_its_largest_town(folder: Path):
    with Gazetteer(folder / FILE_NAME) as before:
        (kirkuk,) = [one for one in before.find("Kirkuk", "IQ") if one.kind == "region"]
        held = len(before.regions("IQ"))
    add_boundaries(folder, write(folder, KIRKUK, HAWIJA))
    with Gazetteer(folder / FILE_NAME) as grown:
        assert len(grown.regions("IQ")) == held
        after = next(one for one in grown.find("Kirkuk", "IQ") if one.kind == "region")
        assert (after.id, after.seat) == (kirkuk.id, kirkuk.seat)
        (hawija,) = [one for one in grown.find("Al-Hawiga", "IQ") if one.kind == "district"]
        seat = grown.town(hawija.seat)
        assert seat is not None
        assert 34.9 < seat.latitude < 35.5
        largest = grown._all(
            "SELECT id FROM town WHERE latitude BETWEEN 34.9 AND 35.5 AND longitude BETWEEN 43.2 AND 44.0 "
            "ORDER BY population DESC"
        )
        assert len(largest) > 1
        assert seat.id == largest[0][0]
        assert seat.admin2, "the town has the division it lies in"


def test_a_name_spelled_otherwise_is_known_by_its_towns(folder: Path):
    with Gazetteer(folder / FILE_NAME) as before:
        held = len(before.regions("IQ"))
    whole = feature(shape("Xyzzy"), box(29.0 + 15.1, 29.0, 49.0, 30.6))  # Basra's towns
    told = add_boundaries(folder, write(folder, whole))
    assert (told.known, told.divisions) == (1, 0)
    with Gazetteer(folder / FILE_NAME) as grown:
        assert len(grown.regions("IQ")) == held
        assert grown.find("Xyzzy")[0].name == "Basra"


def test_gadm_tells_parents_and_natural_earth_countries(folder: Path):
    gadm = {
        "GID_0": "IRQ",
        "COUNTRY": "Iraq",
        "GID_1": "IRQ.1_1",
        "NAME_1": "Kirkuk",
        "NAME_2": "Daquq",
        "VARNAME_2": "Tawuq|NA",
    }
    earth = {"name": "Somewhere", "iso_a2": "SY", "admin": "Syria", "name_alt": "Elsewhere|There"}
    add_boundaries(
        folder, write(folder, feature(gadm, box(44.2, 34.9, 44.7, 35.3)), feature(earth, box(36.0, 33.0, 36.2, 33.2)))
    )
    with Gazetteer(folder / FILE_NAME) as grown:
        daquq = next(one for one in grown.find("Tawuq", "IQ") if one.kind == "district")
        assert daquq.admin1 == "Kirkuk"
        assert any(one.kind == "region" and one.country == "SY" for one in grown.find("Elsewhere"))


def test_a_plain_name_needs_country_and_level(folder: Path):
    path = write(folder, feature({"name": "Upper"}, box(44.0, 33.0, 44.2, 33.2)))
    with pytest.raises(GazetteerError, match="feature 1: it does not say which level"):
        add_boundaries(folder, path)
    with pytest.raises(GazetteerError, match="feature 1: it does not say its country; name it with --country"):
        add_boundaries(folder, path, level=2)
    with pytest.raises(GazetteerError, match="No country is called “Atlantis”"):
        add_boundaries(folder, path, level=2, country="Atlantis")
    add_boundaries(folder, path, level=2, country="Iraq")
    with Gazetteer(folder / FILE_NAME) as grown:
        upper = division_of(grown, 33.1, 44.1, 2)
        assert upper is not None
        assert upper.admin2 == "Upper"


def test_a_district_without_a_known_province_is_no_province(folder: Path):
    add_boundaries(folder, write(folder, feature(shape("Far Out", "ADM2"), box(-30.0, -40.0, -29.0, -39.0))))
    with Gazetteer(folder / FILE_NAME) as grown:
        far = grown.find("Far Out")[0]
        assert (far.kind, far.admin1, far.admin2, far.seat) == ("district", "", "Far Out", 0)
        assert -40 < far.latitude < -39, "it stands where its boundary is"


def test_a_number_alone_is_no_name(folder: Path):
    add_boundaries(folder, write(folder, feature(shape("District 9", "ADM2"), box(44.0, 33.0, 44.2, 33.2))))
    with Gazetteer(folder / FILE_NAME) as grown:
        ninth = division_of(grown, 33.1, 44.1, 2)
        assert ninth is not None
        assert ninth.name == "District 9"
        assert grown.find("9") == []


def test_adding_again_replaces_the_outline(folder: Path):
    add_boundaries(folder, write(folder, KIRKUK))
    add_boundaries(folder, write(folder, feature(shape("Kirkuk"), box(43.2, 34.8, 44.0, 36.0))))
    with Gazetteer(folder / FILE_NAME) as grown:
        assert division_of(grown, 35.5, 44.4, 1) is None
        assert len(list(grown.outlines_of("IQ", 1))) == 1


def test_boundaries_survive_a_new_build(folder: Path, monkeypatch: pytest.MonkeyPatch):
    add_boundaries(folder, write(folder, HAWIJA, KIRKUK))
    towns = [one for one in building.sources.towns() if one["countrycode"] == "IQ"]
    monkeypatch.setattr(building.sources, "towns", lambda: towns)
    monkeypatch.setattr(building.sources, "named_towns", list)
    building.build(folder)
    with Gazetteer(folder / FILE_NAME) as made:
        found = division_of(made, 35.32, 43.77, 2)
        assert found is not None
        assert found.name == "Al-Hawiga"
        near = made.nearest(35.32, 43.77, "IQ")
        assert near is not None
        assert near.town.admin2 == "Al-Hawiga"


def test_a_piece_across_the_date_line_is_left_out(folder: Path):
    across = feature(
        shape("Edge"), box(46.0, 30.0, 47.0, 31.0), [[179, 1], [-179, 1], [-179, 2], [179, 1]], kind="MultiPolygon"
    )
    assert add_boundaries(folder, write(folder, across)).across_the_date_line == 1
    with Gazetteer(folder / FILE_NAME) as grown:
        assert division_of(grown, 30.5, 46.5, 1) is not None
        assert division_of(grown, 1.2, 0.0, 1) is None


def _broken(**other: Any) -> dict[str, Any]:
    return {**feature(shape("Odd"), box(1, 1, 2, 2)), **other}


def _lined(coordinates: Any) -> dict[str, Any]:
    return _broken(geometry={"type": "Polygon", "coordinates": coordinates})


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (_broken(geometry=None), "feature 2: it has no geometry"),
        (_lined([]), "feature 2: it has no geometry"),
        (_broken(geometry={"type": "Point", "coordinates": [1, 2]}), "feature 2: a Point is no boundary"),
        (_lined([[[1, 1], [2, 2]]]), "feature 2: a line of it has less than three"),
        (_lined([[1, 2, 3]]), "feature 2: a point of it is broken"),
        (_lined([[["a", 1], [2, 2], [3, 3]]]), "feature 2: a point of it is broken"),
        (_lined(7), "feature 2: a polygon of it is broken"),
        (_lined([[[451234.5, 3912345], [2, 2], [3, 3]]]), "is no longitude and latitude"),
        (_broken(properties=shape("")), "feature 2: it has no name"),
        (_broken(properties=None), "feature 2: it has no name"),
        (_broken(properties={**shape("Odd"), "shapeGroup": "QQQ"}), "feature 2: “QQQ” is no country that is known"),
        (_broken(properties=shape("Iraq", "ADM0")), "feature 2: “Iraq” is a whole country"),
        (_broken(properties=shape("Odd", "ADM4")), "feature 2: “Odd” is of level 4"),
        (17, "feature 2: it is no feature"),
    ],
)  # fmt: skip
def test_a_broken_feature_refuses_the_file_or_is_left_out(folder: Path, broken: Any, said: str):
    before = (folder / FILE_NAME).read_bytes()
    path = write(folder, KIRKUK, broken, WITH_HOLE)
    with pytest.raises(GazetteerError) as caught:
        add_boundaries(folder, path)
    assert said in str(caught.value)
    assert str(caught.value).startswith("b.geojson ")
    assert "\n" not in str(caught.value)
    assert (folder / FILE_NAME).read_bytes() == before
    assert {one.name for one in folder.iterdir()} == {FILE_NAME, "b.geojson"}
    told = add_boundaries(folder, path, good_only=True)
    assert [said in one for one in told.refused] == [True]
    assert told.known + told.divisions == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04\xff", "is not JSON"),
        (b"[" * 5000, "is not JSON"),
        (b"[1, 2]", "is not GeoJSON"),
        (b'{"type": "Topology", "objects": {}}', "is TopoJSON"),
        (b'{"type": "FeatureCollection"}', "is not GeoJSON"),
        (b'{"type": "FeatureCollection", "features": []}', "has no features"),
    ],
)
def test_what_is_no_geojson_is_refused(folder: Path, content: bytes, said: str):
    path = folder / "b.geojson"
    path.write_bytes(content)
    with pytest.raises(GazetteerError, match=said):
        add_boundaries(folder, path)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(boundary_files, "LARGEST", 10)
    with pytest.raises(GazetteerError, match="at most 0 MB are read; take one country"):
        add_boundaries(folder, write(folder, KIRKUK))


def test_adding_can_be_cancelled(folder: Path):
    before = (folder / FILE_NAME).read_bytes()

    def cancel(what: str, _share: float) -> None:
        if what == "boundaries":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add_boundaries(folder, write(folder, KIRKUK), cancel)
    assert (folder / FILE_NAME).read_bytes() == before


def test_a_file_without_boundaries_knows_none(gazetteer: Gazetteer):
    assert gazetteer.divisions_at(35.3, 43.7) == []
    assert list(gazetteer.outlines_of("IQ", 1)) == []
