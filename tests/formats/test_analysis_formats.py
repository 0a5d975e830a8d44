"""Formats for analysis, loaded by the programs they are for: values, labels, counts, and the same bytes again."""

from __future__ import annotations

import csv
import datetime as dt
import errno
import json
import math
import struct
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import fastexcel
import polars as pl
import pytest
from odd_project import EVENTS, LONG_NAME, LONG_NOTE, NOTE, TITLE, odd_project

from annotator import writing
from annotator.errors import ExportRefused
from annotator.formats import analysis, events_xlsx, stata
from annotator.formats.registry import FORMATS, Exported, ExportOptions, export
from annotator.project import Project
from annotator.project.database import sqlite3

SUFFIX = {one.name: one.suffix for one in FORMATS}


@pytest.fixture
def project(tmp_path: Path):
    with odd_project(tmp_path) as made:
        yield made


def client(name: str) -> Any:
    """The program a format is for, where it is installed."""
    return pytest.importorskip(name)


def exported(project: Project, format_: str) -> tuple[Exported, Path]:
    if format_ == "spss":
        client("pyreadstat")
    out = project.path.parent / f"out.{SUFFIX[format_]}"
    return export(project, out, format_, ExportOptions()), out


def counts(report: Exported) -> dict[str, int]:
    told = report.manifest["counts"]
    return {name: told[name] for name in told if name not in ("rows", "events", "left_out", "formulas")}


@pytest.mark.parametrize("format_", list(analysis.NAMES))
def test_the_same_project_gives_the_same_bytes_a_minute_later(
    project: Project, format_: str, monkeypatch: pytest.MonkeyPatch
):  # fmt: skip
    report, out = exported(project, format_)
    first, told = out.read_bytes(), json.dumps(report.manifest)
    clock = time.time
    monkeypatch.setattr(time, "time", lambda: clock() + 3600)
    project.table.make()
    if format_ == "spss":
        time.sleep(1.1)  # its header counts seconds, by a clock of its own
    report, out = exported(project, format_)
    assert out.read_bytes() == first
    assert json.dumps(report.manifest) == told
    assert report.events == len(EVENTS)
    assert "Anna" not in told
    assert b"Anna Real" not in first


@pytest.mark.parametrize("format_", list(analysis.NAMES))
def test_cancelling_leaves_nothing(project: Project, tmp_path: Path, format_: str):
    if format_ == "spss":
        client("pyreadstat")

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(project, tmp_path / "out.any", format_, ExportOptions(), stop)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["odd.annotator", "odd.annotator-shm", "odd.annotator-wal",
                                                                "odd.annotator.lock", "odd.yaml"]  # fmt: skip


@pytest.mark.parametrize("format_", list(analysis.NAMES))
def test_a_full_disk_leaves_nothing(project: Project, tmp_path: Path, format_: str, monkeypatch: pytest.MonkeyPatch):
    if format_ == "spss":
        client("pyreadstat")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing.os, "fsync", full)
    with pytest.raises(ExportRefused, match="the disk is full"):
        export(project, tmp_path / "out.any", format_, ExportOptions())
    assert not list(tmp_path.glob("*out*"))


@pytest.mark.parametrize("format_", list(analysis.NAMES))
def test_a_project_without_events_gives_a_table_without_rows(tmp_path: Path, format_: str):
    with Project.create(tmp_path / "p.annotator", "protest", coder="A") as project:
        report, out = exported(project, format_)
        assert (report.rows, report.events) == (0, 0)
        assert out.stat().st_size > 0


FLAT_LOST = {"items_without_column": 1, "dates_not_of_one_day": 1, "values_of_another_kind": 1}


def test_what_has_no_place_is_counted_and_told(project: Project):
    report, _ = exported(project, "geojson")
    assert counts(report) == {**FLAT_LOST, "coordinates_beyond_the_earth": 1, "events_without_coordinates": 2}
    assert "1 items of repeated groups have no column here; jsonl and parquet hold them." in report.in_words()
    assert counts(exported(project, "stata")[0]) == {**FLAT_LOST, "missing_codes_as_text": 1}
    assert counts(exported(project, "parquet")[0]) == {"dates_not_of_one_day": 1, "values_of_another_kind": 1}
    assert counts(exported(project, "xlsx")[0]) == {**FLAT_LOST, "texts_cut": 1}


def test_parquet_has_types_lists_and_groups_whole(project: Project):
    _, out = exported(project, "parquet")
    table = pl.read_parquet(out)
    assert {name: table.schema[name] for name in ("article", "told", "share", "kind", "sources", "article_date")} == {
        "article": pl.Int64, "told": pl.Date, "share": pl.Float64, "kind": pl.String, "sources": pl.List(pl.String),
        "article_date": pl.Date,
    }  # fmt: skip
    first, second, third, last = table.to_dicts()
    assert (first["told"], first["event_date"], first["event_date_end"]) == (
        dt.date(2020, 6, 2), dt.date(2020, 6, 1), dt.date(2020, 6, 3),
    )  # fmt: skip
    assert (first["deaths_low"], first["deaths_best"], first["deaths_high"], first["share"]) == (1, 2, 5, 0.1)
    assert (first["sources"], first["note"], first["article_title"], first["kind"]) == (["A; B", "抗议"], NOTE, TITLE, "7")
    assert first["actors"] == [
        {"name": "One", "shade": "dark", "killed": None, "killed_missing": "-9"},
        {"name": "Two, “2”", "shade": None, "killed": {"low": None, "best": 3, "high": None}, "killed_missing": None},
        {"name": "Third", "shade": None, "killed": None, "killed_missing": None},
    ]
    assert (second["kind"], second["kind_missing"], second["deaths_best"], second["deaths_best_missing"]) == (
        None, "-99", None, "-9",
    )  # fmt: skip
    assert (second["told"], second["told_missing"], second["note"]) == (None, "-9", LONG_NOTE)
    assert (third["told"], third["told_missing"], third["arrested"], third["shade"]) == (None, None, None, "light")
    assert last["actors"] is last["kind"] is last["article_date"] is None
    duckdb = pytest.importorskip("duckdb")
    rows = duckdb.sql(f"select name from (select unnest(actors, max_depth := 2) from '{out}')").fetchall()
    assert rows == [("One",), ("Two, “2”",), ("Third",)]
    schema = pytest.importorskip("pyarrow.parquet").read_schema(out)
    assert schema.names == table.columns


# --- Stata and SPSS -------------------------------------------------------------------------------------------------------


def test_every_part_of_a_stata_file_stands_where_its_map_says(project: Project):
    _, out = exported(project, "stata")
    content = out.read_bytes()
    at = content.index(b"<map>") + 5
    places = [int.from_bytes(content[at + 8 * n : at + 8 * n + 8], "little") for n in range(14)]
    tags = ("stata_dta", "map", "variable_types", "varnames", "sortlist", "formats", "value_label_names", "variable_labels",
            "characteristics", "data", "strls", "value_labels", "/stata_dta")  # fmt: skip
    for place, tag in zip(places, tags, strict=False):
        assert content[place:].startswith(f"<{tag}>".encode()), tag
    assert places[-1] == len(content)
    texts, at = [], content.index(b"<strls>") + 7
    while content[at : at + 3] == b"GSO":
        variable, row, kind, size = struct.unpack_from("<IQBI", content, at + 3)
        texts.append((row, variable))
        assert (kind, content[at + 20 + size - 1]) == (130, 0)
        at += 20 + size
    assert len(texts) == 4, "two long texts in two rows"
    assert texts == sorted(texts), "by row and then by variable"


def test_stata_values_labels_and_missing_codes(project: Project):
    report, out = exported(project, "stata")
    reader: ModuleType = client("pyreadstat")
    table, about = reader.read_dta(str(out), output_format="polars", user_missing=False)
    names = about.column_names
    renamed = report.manifest["meaning"]["renamed"]
    first_short, second_short = (next(short for short, name in renamed.items() if name == LONG_NAME + end) for end in ("", "b"))
    assert {len(first_short), len(second_short)} == {32}
    assert len({name.casefold() for name in names}) == len(names)
    assert renamed["v_long"] == "long"
    row = table.to_dicts()[0]
    assert (row["told"], row["event_date"]) == (dt.date(2020, 6, 2), dt.date(2020, 6, 1))
    assert (row["deaths_high"], row["share"], row["longitude"], row["arrested"]) == (5, 0.1, -44.25, 12)
    assert (row[first_short], row[second_short], row["kind"]) == (1, 2, 7)
    assert (row["note"], row["article_title"], row["place"], row["sources"]) == (NOTE, TITLE, "كركوك", "A; B; 抗议")
    assert [one["note"] for one in table.to_dicts()] == [NOTE, LONG_NOTE, "", ""]
    assert about.column_names_to_labels["kind"] == "Kind of happening"
    assert len(about.column_names_to_labels[second_short]) == 80
    kinds = about.variable_value_labels["kind"]
    assert (kinds[1], kinds[7]) == ("Clash", "Été “chaud”, 抗议")
    shades = about.variable_value_labels["shade"]
    assert [shades[row["shade"]] for row in table.to_dicts()[:3]] == ["احتجاج 😀", "unheard of", "Same (light)"]
    assert report.manifest["meaning"]["codes"]["shade"] == {"1": "dark", "2": "black", "3": "light", "4": "unheard of"}
    assert report.manifest["meaning"]["missing"] == {".a": "-9", ".b": "-99"}


def test_stata_says_why_an_answer_is_missing(project: Project):
    _, out = exported(project, "stata")
    client("pandas")
    with_reasons, about = client("pyreadstat").read_dta(str(out), output_format="pandas", user_missing=True)
    assert with_reasons.loc[1, ["told", "kind", "deaths_best", "arrested"]].tolist() == ["a", "b", "a", "b"]
    assert {about.variable_value_labels[name]["a"] for name in ("kind", "deaths_best", "arrested", "told")} == {"Not said (-9)"}
    assert with_reasons.loc[1, "place"] == "-9"


def test_pandas_reads_the_stata_file_with_its_categories(project: Project):
    _, out = exported(project, "stata")
    table = client("pandas").read_stata(out)
    assert table["kind"].astype(object).tolist()[0] == "Été “chaud”, 抗议"
    assert table["shade"].astype(object).tolist()[:3] == ["احتجاج 😀", "unheard of", "Same (light)"]
    assert table["told"].tolist()[0] == dt.datetime(2020, 6, 2)
    assert table["note"].tolist() == [NOTE, LONG_NOTE, "", ""]
    assert math.isnan(table["arrested"].tolist()[1])
    assert len(table) == len(EVENTS)
    with client("pandas").io.stata.StataReader(out) as reader:
        assert reader.value_labels()["kind"][1] == "Clash"


def test_spss_values_labels_and_missing_codes(project: Project):
    report, out = exported(project, "spss")
    reader = client("pyreadstat")
    table, about = reader.read_sav(str(out), output_format="polars", user_missing=True)
    first, second, third, last = table.to_dicts()
    assert (first["told"], first["event_date_end"], first["article"]) == (dt.date(2020, 6, 2), dt.date(2020, 6, 3), 1)
    assert (first["deaths_best"], first["share"], first["longitude"], first["kind"]) == (2, 0.1, -44.25, 7)
    assert (first["article_title"], first["place"], first["note"]) == (TITLE, "كركوك", NOTE)
    assert (first[LONG_NAME], first[f"{LONG_NAME}b"]) == (1, 2)
    assert (second["deaths_best"], second["kind"], second["arrested"]) == (-9, -99, -99)
    assert about.missing_ranges["kind"] == [{"lo": -99.0, "hi": -99.0}, {"lo": -9.0, "hi": -9.0}]
    assert about.variable_value_labels["kind"][-9] == "Not said (-9)"
    assert about.variable_value_labels["kind"][7] == "Été “chaud”, 抗议"
    assert about.variable_value_labels["shade"][third["shade"]] == "Same (light)"
    assert about.column_names_to_labels["kind"] == "Kind of happening"
    assert second["note"].encode() == LONG_NOTE.encode()[: len(second["note"].encode())]
    assert 32_760 <= len(second["note"].encode()) <= 32_767
    assert (third["arrested"], last["kind"]) == (None, None)
    assert counts(report) == {**FLAT_LOST, "missing_codes_as_text": 1, "texts_cut": 1}
    missing, _ = reader.read_sav(str(out), output_format="polars")
    assert missing["kind"].to_list() == [7, None, 1, None]


def test_without_pyreadstat_the_refusal_says_what_to_install(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(__import__("sys").modules, "pyreadstat", None)
    with pytest.raises(ExportRefused, match=r"pip install 'annotator\[spss\]'"):
        export(project, tmp_path / "out.sav", "spss", ExportOptions())
    assert not list(tmp_path.glob("*out*"))


def test_more_variables_than_stata_holds_are_refused(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stata, "MOST_VARIABLES", 10)
    with pytest.raises(ExportRefused, match="Stata holds 10 variables"):
        export(project, tmp_path / "out.dta", "stata", ExportOptions())


# --- maps -----------------------------------------------------------------------------------------------------------------


def test_geojson_has_a_feature_an_event(project: Project):
    _, out = exported(project, "geojson")
    told = json.loads(out.read_bytes())
    assert set(told) == {"type", "features"}
    features = told["features"]
    assert [one["geometry"] and one["geometry"]["coordinates"] for one in features] == [[-44.25, 35.4681], None, None, None]
    first = features[0]["properties"]
    assert features[0]["id"] == first["event_uid"]
    assert (first["told"], first["note"], first["article_title"], first["deaths_low"]) == ("2020-06-02", NOTE, TITLE, 1)
    assert (features[1]["properties"]["kind"], features[1]["properties"]["kind_missing"]) == (None, "-99")
    frame = client("geopandas").read_file(out)
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.isna().tolist() == [False, True, True, True]
    assert (frame.geometry[0].x, frame.geometry[0].y) == (-44.25, 35.4681)
    assert frame["note"].tolist()[:2] == [NOTE, LONG_NOTE]


def test_a_geopackage_is_one_by_the_standard(project: Project):
    _, out = exported(project, "geopackage")
    file = sqlite3.connect(str(out))
    try:
        assert file.execute("PRAGMA application_id").fetchone()[0] == int.from_bytes(b"GPKG", "big")
        assert file.execute("PRAGMA user_version").fetchone()[0] == 10300
        assert file.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
        assert [row[0] for row in file.execute("SELECT srs_id FROM gpkg_spatial_ref_sys ORDER BY 1")] == [-1, 0, 4326]
        extent = file.execute("SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = 'events'").fetchone()
        assert extent == (-44.25, 35.4681, -44.25, 35.4681)
        blobs = [row[0] for row in file.execute("SELECT geom FROM events ORDER BY fid")]
        assert (blobs[0][:4], len(blobs[0]), blobs[1:]) == (b"GP\0\1", 29, [None, None, None])
        rows = file.execute("SELECT told, deaths_high, note, kind, kind_missing FROM events ORDER BY fid").fetchall()
        assert rows[:2] == [("2020-06-02", 5, NOTE, "7", None), (None, None, LONG_NOTE, None, "-99")]
        said = file.execute("SELECT label FROM codes WHERE \"column\" = 'kind'").fetchall()
        assert said == [("Clash",), ("Été “chaud”, 抗议",), ("Not said",), ("In words",)]
    finally:
        file.close()
    frame = client("geopandas").read_file(out, layer="events")
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.isna().tolist() == [False, True, True, True]
    assert (frame.geometry[0].x, frame.geometry[0].y) == (-44.25, 35.4681)
    assert frame["told"][0] == dt.datetime(2020, 6, 2)


# --- tables of text -------------------------------------------------------------------------------------------------------


def test_a_workbook_has_three_sheets(project: Project):
    _, out = exported(project, "xlsx")
    rows = fastexcel.read_excel(out).load_sheet("events", dtypes="string").to_polars().to_dicts()
    assert len(rows) == len(EVENTS)
    assert (rows[0]["told"], rows[0]["kind"], rows[0]["place"]) == ("2020-06-02", "7", "كركوك")
    openpyxl = client("openpyxl")
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["events", "codes", "about"]
    header, first, second, *_ = book["events"].values
    told = dict(zip(header, first, strict=True))
    assert (told["article"], told["share"], told["told"], told["kind"], told["deaths_best"]) == (1, 0.1, "2020-06-02", "7", 2)
    # A bare carriage return stands escaped in the file, as Excel writes it; this reader leaves it so.
    assert (told["article_title"], told["note"].replace("_x000D_", "\r")) == (TITLE, NOTE)
    assert len(dict(zip(header, second, strict=True))["note"].encode("utf-16-le")) // 2 in (32_766, 32_767)
    assert not [cell for row in book["events"] for cell in row if cell.data_type == "f"]
    codes = list(book["codes"].values)
    assert ("shade", "Shade", "black", "احتجاج 😀", "dark", None, "no") in codes
    assert ("kind", "Kind\nof happening", "-99", "In words", None, None, "yes") in codes
    about = dict(list(book["about"].values)[1:])
    assert (about["codebook"], about["events"], about["dates_not_of_one_day"]) == ("odd", "4", "1")


def test_more_events_than_a_sheet_holds_are_refused(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(events_xlsx, "MOST_ROWS", 4)
    with pytest.raises(ExportRefused, match="A sheet holds 3 events"):
        export(project, tmp_path / "out.xlsx", "xlsx", ExportOptions())
    assert not list(tmp_path.glob("*out*"))


def test_the_long_table_has_a_row_an_answer(project: Project):
    report, out = exported(project, "long-csv")
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == report.rows
    uids = list(dict.fromkeys(row["event_uid"] for row in rows if row["event_uid"]))
    assert len(uids) == 3
    assert counts(report)["events_without_answers"] == 1
    first = [row for row in rows if row["event_uid"] == uids[0]]
    found = {(row["field"], row["item"], row["part"]): row for row in first}
    assert {part: found["deaths", "", part]["value"] for part in ("low", "best", "high")} == {
        "low": "1",
        "best": "2",
        "high": "5",
    }
    assert found["deaths", "", "low"]["evidence"] == found["place", "", ""]["evidence"] == "text"
    assert (found["sources", "A; B", ""]["evidence"], found["sources", "抗议", ""]["evidence"]) == ("text", "")
    assert (found["kind", "", ""]["value"], found["kind", "", ""]["label"]) == ("7", "Été “chaud”, 抗议")
    assert found["note", "", ""]["value"] == NOTE
    assert [found["actors", f"{place}.name", ""]["value"] for place in (1, 2, 3)] == ["One", "Two, “2”", "Third"]
    assert (found["actors", "1.killed", ""]["value"], found["actors", "1.killed", ""]["missing"]) == ("-9", "yes")
    assert (found["actors", "2.killed", "best"]["value"], found["actors", "2.killed", "best"]["evidence"]) == ("3", "inferred")
    (whole,) = [row for row in rows if not row["event_uid"]]
    assert (whole["field"], whole["value"], whole["label"]) == ("scope", "7", "Été “chaud”, 抗议")
    gone = next(row for row in rows if row["event_uid"] == uids[1] and row["field"] == "kind")
    assert (gone["value"], gone["label"], gone["missing"]) == ("-99", "In words", "yes")
