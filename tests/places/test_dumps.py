"""Adding GeoNames dumps: what comes in, what stays, and how a broken file is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotator.errors import GazetteerError
from annotator.places import building, dumps
from annotator.places.gazetteer import Gazetteer


def row(number: int = 99_000_001, name: str = "Fantou", others: str = "", latitude: str = "12.53", longitude: str = "1.95",
        feature: str = "P", code: str = "PPL", country: str = "BF", admin: tuple[str, str, str] = ("08", "54", ""),
        people: str = "700") -> str:  # fmt: skip
    cells = [str(number), name, name, others, latitude, longitude, feature, code, country, "", *admin, "", people, "", "250",
             "Africa/Ouagadougou", "2020-01-01"]  # fmt: skip
    return "\t".join(cells) + "\n"


@pytest.fixture
def folder(tmp_path: Path, places_folder: Path) -> Path:
    """A file of places one may write to."""
    shutil.copy(places_folder / "places.sqlite", tmp_path / "places.sqlite")
    return tmp_path


def _dump(folder: Path, *rows: str) -> Path:
    path = folder / "BF.txt"
    path.write_text("".join(rows), encoding="utf-8")
    return path


def test_villages_divisions_and_spellings_come_in(folder: Path):
    dump = _dump(
        folder,
        row(),
        row(99_000_002, "Botou", "Boutou,Bōtu", code="PPLA3", admin=("08", "54", "5401")),
        row(99_000_003, "Tapoa", feature="A", code="ADM2"),
        row(99_000_004, "Botou", feature="A", code="ADM3", admin=("08", "54", "5401")),
        row(99_000_005, "Est", "East Region,Goulmou", feature="A", code="ADM1", admin=("08", "", "")),
        row(99_000_006, "A hill", feature="T", code="HLL"),
        row(99_000_007, "Gone", code="PPLQ"),
        "\n",
    )
    told = dumps.add_dump(folder, dump)
    assert (told.towns, told.passed_over) == (2, 2)
    with Gazetteer(folder / "places.sqlite") as grown:
        fantou = grown.find("FANTOU")[0]
        assert (fantou.admin1, fantou.country, fantou.population) == ("Est", "BF", 700)
        assert "Tapoa" in fantou.admin2
        botou = next(one for one in grown.find("Botu", "BF") if one.kind == "town")
        assert (botou.name, botou.admin3) == ("Botou", "Botou")
        third = next(one for one in grown.find("Botou", "BF") if one.kind == "subdistrict")
        seat = grown.town(third.seat)
        assert seat is not None
        assert seat.id == botou.id
        assert grown.find("Goulmou")[0].kind == "region"
        near = grown.nearest(12.53, 1.95)
        assert near is not None
        assert near.town.name == "Fantou"
        assert "2 towns" in grown.about()["added BF.txt"]


def test_adding_twice_adds_nothing_new(folder: Path):
    dump = _dump(folder, row())
    dumps.add_dump(folder, dump)
    told = dumps.add_dump(folder, dump)
    assert (told.towns, told.known) == (0, 1)


def test_what_was_added_survives_a_new_build(folder: Path, monkeypatch: pytest.MonkeyPatch):
    dumps.add_dump(folder, _dump(folder, row(), row(99_000_003, "Tapoa Nouvelle", feature="A", code="ADM2")))
    monkeypatch.setattr(building.sources, "towns", list)
    monkeypatch.setattr(building.sources, "named_towns", list)
    building.build(folder)
    with Gazetteer(folder / "places.sqlite") as made:
        assert made.find("Mosul") == []
        assert made.find("Fantou")[0].admin2 == "Tapoa Nouvelle"
        assert "added BF.txt" in made.about()


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("a\tb\n", "row 2: 2 cells where a GeoNames dump has 19"),
        (row(latitude="x"), "row 2, column latitude: “x” is no number"),
        (row(latitude="91"), "row 2, column latitude: 91 lies outside"),
        (row(longitude="nan"), "row 2, column longitude"),
        (row(name=" "), "row 2, column name"),
        (row(people="many"), "row 2, column population: “many” is no whole number"),
        (row(people="9" * 40), "row 2, column population"),
        (row(country="QQ"), "row 2, column country code: “QQ”"),
        (row().replace("99000001", "²"), "row 2, column geonameid"),
    ],
)
def test_a_broken_row_refuses_the_file(folder: Path, broken: str, said: str):
    before = (folder / "places.sqlite").read_bytes()
    with pytest.raises(GazetteerError) as caught:
        dumps.add_dump(folder, _dump(folder, row(), broken, row(99_000_009)))
    assert said in str(caught.value)
    assert str(caught.value).startswith("BF.txt ")
    assert (folder / "places.sqlite").read_bytes() == before
    assert {one.name for one in folder.iterdir()} == {"places.sqlite", "BF.txt"}


def test_a_zip_or_another_encoding_is_refused(folder: Path):
    path = folder / "BF.zip"
    path.write_bytes(b"PK\x03\x04\xff\xfe\x00" * 50)
    with pytest.raises(GazetteerError, match=r"row 1: the row is not UTF-8; unzip the dump first"):
        dumps.add_dump(folder, path)
    with pytest.raises(GazetteerError, match="There is no file"):
        dumps.add_dump(folder, folder / "none.txt")


def test_an_endless_row_is_refused(folder: Path):
    with pytest.raises(GazetteerError, match=r"row 1: the row is longer than"):
        dumps.add_dump(folder, _dump(folder, "x" * (dumps._LONGEST_ROW + 5)))


def test_adding_can_be_cancelled(folder: Path):
    before = (folder / "places.sqlite").read_bytes()

    def cancel(what: str, _share: float) -> None:
        if "towns" in what:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dumps.add_dump(folder, _dump(folder, row()), cancel)
    assert (folder / "places.sqlite").read_bytes() == before
    assert {one.name for one in folder.iterdir()} == {"places.sqlite", "BF.txt"}
