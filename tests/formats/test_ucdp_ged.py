"""UCDP GED in and out: 49 columns cell by cell, what its rules say, and what the program writes of itself."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from annotator.cli import run
from annotator.codebook.checks import check_event
from annotator.codebook.conditions import Scope, work_out
from annotator.codebook.derivations import with_derived
from annotator.codebook.loading import find, load
from annotator.codebook.model import Codebook
from annotator.formats.checking import check_table
from annotator.formats.coded_events import read_coded
from annotator.formats.coded_tables import best_profile
from annotator.formats.registry import ExportOptions, export
from annotator.project import Project

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "ucdp_ged"
HEADER = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id,"
    "dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,number_of_sources,"
    "source_article,source_office,source_date,source_headline,source_original,where_prec,where_coordinates,"
    "where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,"
    "date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"
)
ROW = {
    "id": "900001", "relid": "IRQ-2016-1-524-12.1", "year": "2016", "active_year": "1", "code_status": "Clear",
    "type_of_violence": "1", "conflict_dset_id": "259", "conflict_new_id": "259", "conflict_name": "Iraq: Government",
    "dyad_dset_id": "524", "dyad_new_id": "524", "dyad_name": "Government of Iraq - IS", "side_a_dset_id": "116",
    "side_a_new_id": "116", "side_a": "Government of Iraq", "side_b_dset_id": "234", "side_b_new_id": "234", "side_b": "IS",
    "number_of_sources": "2",
    "source_article": '"Northern Post,2016-01-02,Two killed near dam";"Radio Delta,2016-01-03,Dam attack: ""two dead"""',
    "source_office": "Northern Post;Radio Delta", "source_date": "2016-01-02;2016-01-03",
    "source_headline": "Two killed near dam;Dam attack: \"two dead\"", "source_original": "police; a doctor",
    "where_prec": "2", "where_coordinates": "Mosul dam", "where_description": "a checkpoint\nnear the dam",
    "adm_1": "Ninawa province", "adm_2": "Mosul district", "latitude": "36.630", "longitude": "43.0",
    "geom_wkt": "POINT (43 36.63)", "priogrid_gid": "182247", "country": "Iraq", "country_id": "645",
    "region": "Middle East", "event_clarity": "1", "date_prec": "1", "date_start": "2016-01-01 00:00:00.000",
    "date_end": "2016-01-01 00:00:00.000", "deaths_a": "2", "deaths_b": "0", "deaths_civilians": "0", "deaths_unknown": "0",
    "best": "2", "high": "3", "low": "2", "gwnoa": "645", "gwnob": "",
}  # fmt: skip
ONE_SIDED = {
    **ROW, "id": "900002", "relid": "", "type_of_violence": "3", "side_a": "IS", "side_b": "Civilians", "gwnoa": "",
    "dyad_name": "IS  - Civilians", "conflict_name": "IS - Civilians", "number_of_sources": "-1", "source_office": "",
    "source_date": "", "source_headline": "", "where_prec": "4", "adm_2": "", "deaths_a": "0", "deaths_civilians": "2",
    "date_prec": "4", "date_end": "2016-01-31 00:00:00.000", "country": "Nowhere", "country_id": "9999", "region": "Asia",
}  # fmt: skip


@pytest.fixture(scope="module")
def book() -> Codebook:
    return load(find("ucdp_ged"))[0]


def _table(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def _there_and_back(tmp_path: Path, path: Path) -> tuple[Any, Path]:
    with Project.create(tmp_path / "p.annotator", "ucdp_ged", coder="ann") as project:
        told = read_coded(project, path, "ucdp-ged-csv", project.coder.uid)
        out = tmp_path / "out.csv"
        export(project, out, "ucdp-ged-csv", ExportOptions())
    return told, out


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _values(**changes: Any) -> dict[str, Any]:
    """The first row's values."""
    found = {
        "date_start": "2016-01-01", "date_end": "2016-01-01", "date_prec": "1", "type_of_violence": "1",
        "event_clarity": "1", "side_a": "Government of Iraq", "side_b": "IS", "conflict_name": "Iraq: Government",
        "dyad_name": "Government of Iraq - IS", "country": "Iraq", "adm_1": "Ninawa province", "adm_2": "Mosul district",
        "where_coordinates": "Mosul dam", "where_prec": "2", "latitude": 36.63, "longitude": 43, "deaths_a": 2,
        "deaths_b": 0, "deaths_civilians": 0, "deaths_unknown": 0, "low": 2, "high": 3, "source_article": "Northern Post",
    }  # fmt: skip
    return {name: value for name, value in {**found, **changes}.items() if value is not None}


def _rules(book: Codebook, **changes: Any) -> set[str]:
    return {problem.rule for problem in check_event(Scope(book, _values(**changes)))}


def test_the_header_is_the_datasets(book: Codebook):
    assert ",".join(column.column for column in book.profiles["ucdp-ged-csv"].columns) == HEADER
    assert len(HEADER.split(",")) == 49


def test_rows_come_in_done_and_go_out_as_they_were(tmp_path: Path, book: Codebook):
    path = _table(tmp_path / "ged.csv", ROW, ONE_SIDED)
    assert best_profile(book, path) is book.profiles["ucdp-ged-csv"]
    told, out = _there_and_back(tmp_path, path)
    assert (told.added, told.drafted, told.refused) == (2, 0, [])
    assert _rows(out) == [ROW, ONE_SIDED]


def test_a_row_without_days_or_type_is_refused(tmp_path: Path):
    path = _table(tmp_path / "ged.csv", {**ROW, "date_start": ""}, {**ROW, "date_end": "then"}, {**ROW, "type_of_violence": ""})
    told, _ = _there_and_back(tmp_path, path)
    assert [one.column for one in told.refused] == ["date_start", "date_end", "type_of_violence"]


def test_what_follows_is_worked_out(book: Codebook):
    full = with_derived(Scope(book, _values()))
    follows = ("year", "best", "gwnoa", "gwnob", "country_id", "region")
    assert {name: full.get(name) for name in follows} == {
        "year": 2016, "best": 2, "gwnoa": 645, "gwnob": None, "country_id": 645, "region": "Middle East",
    }  # fmt: skip
    assert "best" not in with_derived(Scope(book, _values(deaths_unknown=None))), "a sum of what is known so far is no total"


def test_names_of_conflict_and_dyad_and_the_point_are_drafted(book: Codebook):
    def draft(name: str, **changes: Any) -> Any:
        return work_out(book.fields[name].draft, Scope(book, _values(**changes)))

    assert draft("dyad_name") == "Government of Iraq - IS"
    assert draft("conflict_name") is None, "with a state, what is fought over must be known"
    assert draft("conflict_name", type_of_violence="3", side_a="IS", side_b="Civilians") == "IS - Civilians"
    assert draft("geom_wkt") == "POINT (43 36.63)"


def test_an_event_as_it_should_be_has_no_problem(book: Codebook):
    assert _rules(book) == set()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"low": 3}, "G1.low"), ({"high": 1}, "G1.high"),
        ({"deaths_a": 0, "low": 0, "high": 0}, "G1.none"), ({"best": 5, "high": 5}, "G2"),
        ({"date_end": "2015-12-31"}, "G3"), ({"date_end": "2017-01-01", "date_prec": "5"}, "G3.year"),
        ({"date_end": "2016-01-02"}, "G4"), ({"date_end": "2016-01-07", "date_prec": "2"}, "G4"),
        ({"side_a": "IS", "side_b": "Government of Iraq"}, "G5.state"),
        ({"type_of_violence": "2"}, "G5.groups_a"), ({"type_of_violence": "2", "side_b": "Government of Iran"}, "G5.groups_b"),
        ({"type_of_violence": "3"}, "G6.civilians"), ({"side_b": "Civilians"}, "G6.others"),
        ({"type_of_violence": "3", "side_b": "Civilians", "deaths_b": 1}, "G6.deaths"),
        ({"where_prec": "3", "adm_2": None}, "G7.second"), ({"where_prec": "4", "adm_1": None}, "G7.first"),
        ({"where_prec": "4"}, "G7.too_close"), ({"latitude": -36.63}, "G8.outside"),
        ({"latitude": 43, "longitude": 36.63}, "G8.exchanged"),
        ({"number_of_sources": 3, "source_office": ["A", "B"]}, "G9"), ({"gwnoa": 640}, "derived"),
        ({"relid": "IRQ 2016"}, "pattern"), ({"deaths_a": None}, "required"),
    ],
)  # fmt: skip
def test_what_its_rules_say(book: Codebook, changes: dict[str, Any], rule: str):
    assert rule in _rules(book, **changes)


@pytest.mark.parametrize(("last", "precision"), [("01", "1"), ("02", "2"), ("06", "2"), ("07", "3"), ("08", "4"), ("31", "4")])
def test_the_date_precision_is_that_of_the_days(book: Codebook, last: str, precision: str):
    assert "G4" not in _rules(book, date_end=f"2016-01-{last}", date_prec=precision)
    wrong = check_event(Scope(book, _values(date_end=f"2016-01-{last}", date_prec="5")))
    (problem,) = (one for one in wrong if one.rule == "G4")
    assert problem.severity == "warning"
    assert problem.fix is not None
    assert problem.fix.set == {"date_prec": precision}


def test_low_best_and_high_out_of_order_are_warnings(book: Codebook):
    found = {one.rule: one.severity for one in check_event(Scope(book, _values(low=5, high=1)))}
    assert (found["G1.low"], found["G1.high"]) == ("warning", "warning")


def test_a_point_of_a_state_that_was_larger_then_is_no_problem(book: Codebook):
    south = {"country": "Sudan", "latitude": 4.9147, "longitude": 29.4769}
    assert "G8.outside" not in _rules(book, **south, date_start="2003-05-01", date_end="2003-05-01")
    assert "G8.outside" in _rules(book, **south, date_start="2013-05-01", date_end="2013-05-01")


def test_the_thousand_real_rows_come_back_cell_by_cell(tmp_path: Path):
    path = REAL / "ucdpged_sample_1000x49.csv"
    if not path.exists():
        pytest.skip("the rows are not beside the repository")
    told, out = _there_and_back(tmp_path, path)
    assert (told.added, told.known, told.drafted, told.refused) == (1000, 0, 0, [])
    assert _rows(out) == _rows(path)
    assert Counter(one.rule for one in check_table(path, "ucdp_ged")) == {"G1.low": 8, "G1.high": 5}


def test_a_journey_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path, project, out = _table(tmp_path / "ged.csv", ROW, ONE_SIDED), tmp_path / "wars.annotator", tmp_path / "out.csv"
    assert run(["new", str(project), "--codebook", "ucdp_ged", "--coder", "A7"]) == 0
    assert run(["import", str(project), str(path), "--format", "ucdp-ged-csv"]) == 0
    assert run(["export", str(project), str(out), "--format", "ucdp-ged-csv"]) == 0
    assert "cells as imported, where this table would be spelled otherwise today." in capsys.readouterr().out
    assert out.read_bytes() == path.read_bytes()
