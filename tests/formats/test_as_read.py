"""Older tables given back: every cell of an imported file as it was, for as long as the event says what was read."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.codebook.loading import find, load, parse
from annotator.codebook.model import Codebook
from annotator.errors import CodebookError
from annotator.formats.coded_events import OLDER, CodedRead, read_coded
from annotator.formats.coded_tables import best_profile
from annotator.formats.registry import Exported, ExportOptions, export
from annotator.project import Project
from annotator.project.imports import AS_READ

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "acled"
Row = dict[str, str]

OF_2016: Row = {
    "GWNO": "645", "EVENT_ID_CNTY": "12IRQ", "EVENT_ID_NO_CNTY": "12", "EVENT_DATE": "01-January-2015", "YEAR": "2015",
    "TIME_PRECISION": "1", "EVENT_TYPE": "Battle-No change of territory", "ACTOR1": "Islamic State (Iraq)",
    "ALLY_ACTOR_1": "", "INTER1": "2", "ACTOR2": "Military Forces of Iraq (2014-2018)", "ALLY_ACTOR_2": "", "INTER2": "1",
    "INTERACTION": "12", "COUNTRY": "Iraq", "ADMIN1": "Kirkuk", "ADMIN2": " ", "ADMIN3": "", "LOCATION": "Kirkuk ",
    "LATITUDE": "35.470", "LONGITUDE": "44", "GEO_PRECISION": "1", "SOURCE": "AFP;Xinhua",
    "NOTES": "Two men fought.\r\nOne \"fell\". ", "FATALITIES": "1",
}  # fmt: skip
OF_2018: Row = {
    "data_id": "7302319", "iso": "368", "event_id_cnty": "IRQ4186", "event_id_no_cnty": "4186",
    "event_date": "13 November 2020", "year": "2020", "time_precision": "1", "event_type": "Protests",
    "sub_event_type": "Peaceful protest", "actor1": "Protesters (Iraq)", "assoc_actor_1": "Teachers (Iraq)", "inter1": "6",
    "actor2": "", "assoc_actor_2": "", "inter2": "0", "interaction": "60", "region": "Middle East", "country": "Iraq",
    "admin1": "Kirkuk", "admin2": "Kirkuk", "admin3": "", "location": "Kirkuk", "latitude": "35.4681", "longitude": "44.3922",
    "geo_precision": "1", "source": "AFP", "source_scale": "International",
    "notes": "On 13 November 2020, teachers protested in Kirkuk. [size=no report]", "fatalities": "0",
    "timestamp": "1605559070", "iso3": "IRQ",
}  # fmt: skip
OF_2023: Row = {
    "event_id_cnty": "IRQ7", "event_date": "18-February-2024", "year": "2024.0", "time_precision": "1",
    "disorder_type": "Political violence", "event_type": "Violence against civilians", "sub_event_type": "Attack",
    "actor1": "Islamic State (Iraq)", "assoc_actor_1": "nan", "inter1": "2", "actor2": "Civilians (Iraq)",
    "assoc_actor_2": "Women (Iraq)", "inter2": "7", "interaction": "27", "civilian_targeting": "", "iso": "368",
    "region": "Middle East", "country": "Iraq", "admin1": "Kirkuk", "admin2": "Kirkuk", "admin3": "", "location": "Kirkuk",
    "latitude": "35.4681", "longitude": "44.3922", "geo_precision": "1", "source": "AFP", "source_scale": "International",
    "notes": "On 18 February 2024, gunmen killed a woman in Kirkuk.", "fatalities": "1", "tags": "",
    "timestamp": "1708988307.0",
}  # fmt: skip
FIRST: Row = {
    **{name: cell for name, cell in OF_2023.items() if name not in ("actor2", "assoc_actor_2", "inter2")},
    "event_date": "18 February 2024", "year": "2024", "assoc_actor_1": "", "inter1": "Rebel group",
    "interaction": "Rebel group-Civilians", "timestamp": "1708988307",
}  # fmt: skip
SECOND: Row = {**FIRST, "actor1": "Civilians (Iraq)", "assoc_actor_1": "Women (Iraq) ", "inter1": "7"}
ALONE: Row = {
    **FIRST, "event_id_cnty": "IRQ8", "disorder_type": "Demonstrations", "event_type": "Protests",
    "sub_event_type": "Peaceful protest", "actor1": "Protesters (Iraq)", "inter1": "Protesters",
    "interaction": "Protesters only", "notes": "On 18 February 2024, people protested in Kirkuk.", "fatalities": "0",
    "tags": "crowd size=no report",
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.annotator", "acled", coder="ann") as made:
        yield made


def _table(tmp_path: Path, *rows: Row) -> Path:
    path = tmp_path / "given.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _read(project: Project, path: Path, table: str) -> CodedRead:
    return read_coded(project, path, table, project.coder.uid)


def _out(project: Project, table: str) -> tuple[Exported, list[Row]]:
    out = project.path.with_name(f"{table}.csv")
    report = export(project, out, table, ExportOptions())
    return report, _rows(out)


def _only(project: Project) -> str:
    return project.database.value("SELECT event_uid FROM events")


@pytest.mark.parametrize(
    ("table", "row"), [("acled-2016-csv", OF_2016), ("acled-2018-csv", OF_2018), ("acled-2023-csv", OF_2023)]
)
def test_a_row_of_each_form_comes_back_cell_by_cell(project: Project, tmp_path: Path, table: str, row: Row):
    path = _table(tmp_path, row)
    if table != "acled-2023-csv":  # its columns are those of today
        assert best_profile(project.codebook, path) is project.codebook.profiles[table]
    told = _read(project, path, table)
    assert (told.added, told.drafted, told.refused) == (1, 0, [])
    report, rows = _out(project, table)
    assert rows == [row]
    assert list(rows[0]) == [column.column for column in project.codebook.profiles[table].columns]
    assert (report.rows, report.events) == (1, 1)


ODD = (
    "", " ", "0", "0.0", "1", "1.0", "007", "-3", "1,5", "1e3", "nan", "NA", "NULL", "x", " x ", "x;y", "x; ; y", ";", "'", '"',
    "a\nb", "a\r\nb", "\ta", "Battles", "battles", "BATTLES ", "Remote violence", "Military Forces", "State forces", "12",
    "60.0", "2015-01-01", "1 January 2015", "India", "12.50", "35.4681000", "1e-5", "0.00001", "-0.0", "é", "😀", "اشتباك",
    "=1+1", "dozens", "None", "true", "{}", "[]", "10/12/15", "=", "crowd size=", "99999999999999999999", "1e300",
)  # fmt: skip


def test_whatever_stands_in_a_cell_comes_back(project: Project, tmp_path: Path):
    """Every column with every odd cell, in rows that differ in their id."""
    columns = [name for name in OF_2016 if name not in ("EVENT_ID_CNTY", "EVENT_DATE", "COUNTRY")]
    cases = [(name, cell) for name in columns for cell in ODD]
    rows = [{**OF_2016, "EVENT_ID_CNTY": f"{n}IRQ", name: cell} for n, (name, cell) in enumerate(cases)]
    told = _read(project, _table(tmp_path, *rows), "acled-2016-csv")
    assert (told.added, told.drafted, told.refused) == (len(rows), 0, [])
    given, found = {row["EVENT_ID_CNTY"]: row for row in rows}, {}
    for row in _out(project, "acled-2016-csv")[1]:
        found[row["EVENT_ID_CNTY"]] = row
    assert [(given[one], found[one]) for one in given if found.get(one) != given[one]] == []


def test_the_form_of_today_is_written_one_way_whatever_came_in(project: Project, tmp_path: Path):
    _read(project, _table(tmp_path, OF_2016), "acled-2016-csv")
    report, (row,) = _out(project, "acled-csv")
    expected = {
        "event_date": "01 January 2015", "event_type": "Battles", "sub_event_type": "Armed clash", "inter1": "Rebel group",
        "location": "Kirkuk", "latitude": "35.47", "source": "AFP; Xinhua",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert "as_read" not in report.manifest["counts"]


def test_a_changed_answer_is_written_as_it_is_now(project: Project, tmp_path: Path):
    _read(project, _table(tmp_path, OF_2016), "acled-2016-csv")
    uid = _only(project)
    # The old type said the sub-event type, too: with another one it would say what is no longer so.
    project.events.set_values(uid, {"sub_event_type": "Government regains territory", "location": "Hawija"})
    project.finish(project.events.get(uid).coding)
    report, (row,) = _out(project, "acled-2016-csv")
    assert (row["EVENT_TYPE"], row["LOCATION"]) == ("Battles", "Hawija")
    assert (row["LATITUDE"], row["NOTES"]) == (OF_2016["LATITUDE"], OF_2016["NOTES"])
    counts = report.manifest["counts"]
    assert (counts["overtaken"], counts["as_read"]) == (2, 4)
    assert "2 cells not as imported" in report.in_words()
    project.history.undo()
    project.history.undo()
    project.finish(project.events.get(uid).coding)
    assert _out(project, "acled-2016-csv")[1] == [OF_2016]


def test_what_was_left_open_stays_open_until_somebody_fills_it(project: Project, tmp_path: Path):
    _read(project, _table(tmp_path, OF_2023), "acled-2023-csv")
    uid = _only(project)
    assert _out(project, "acled-2023-csv")[1][0]["civilian_targeting"] == ""
    assert _out(project, "acled-csv")[1][0]["civilian_targeting"] == "Civilian targeting"
    project.events.set_values(uid, {"civilian_targeting": "Civilian targeting", "assoc_actor_1": ["Students (Iraq)"]})
    project.finish(project.events.get(uid).coding)
    row = _out(project, "acled-2023-csv")[1][0]
    assert (row["civilian_targeting"], row["assoc_actor_1"]) == ("Civilian targeting", "Students (Iraq)")


def test_spelling_makes_no_other_row(project: Project, tmp_path: Path):
    _read(project, _table(tmp_path, OF_2018), "acled-2018-csv")
    again = _table(tmp_path, {**OF_2018, "event_date": "2020-11-13", "fatalities": "0.0", "location": "Kirkuk "})
    assert _read(project, again, "acled-2018-csv").known == 1
    assert AS_READ not in project.events.get(_only(project)).extra


def test_rows_of_an_older_codebook_come_in_done_with_the_reason(project: Project, tmp_path: Path):
    told = _read(project, _table(tmp_path, {**OF_2016, "EVENT_TYPE": "Riots/Protests"}), "acled-2016-csv")
    assert (told.added, told.drafted) == (1, 0)
    assert "1 × A1, event_type: overruled, for the table follows an older codebook." in told.notes
    event = project.events.get(_only(project))
    assert event.values["event_type"] == "Riots/Protests"
    assert OLDER in event.overruled.values()
    assert _out(project, "acled-2016-csv")[1][0]["EVENT_TYPE"] == "Riots/Protests"


def test_events_coded_here_have_no_cell_of_outside(project: Project, tmp_path: Path):
    _read(project, _table(tmp_path, {**OF_2023, "civilian_targeting": "Civilian targeting"}), "acled-csv")
    row = _out(project, "acled-2018-csv")[1][0]
    assert (row["data_id"], row["iso3"], row["event_id_no_cnty"]) == ("", "", "")
    assert (row["inter1"], row["inter2"], row["interaction"]) == ("2", "7", "27")
    assert _out(project, "acled-2016-csv")[1][0]["ALLY_ACTOR_2"] == "Women (Iraq)"


# --- one row an actor ----------------------------------------------------------------------------------------------


def test_two_rows_of_one_event_are_one_event_and_two_rows_again(project: Project, tmp_path: Path):
    path = _table(tmp_path, FIRST, ALONE, SECOND)
    assert best_profile(project.codebook, path) is project.codebook.profiles["acled-monadic-csv"]
    told = _read(project, path, "acled-monadic-csv")
    assert (told.added, told.drafted, told.refused) == (2, 0, [])
    first = project.events.get(project.database.value("SELECT event_uid FROM events WHERE id = 'IRQ7'")).values
    assert (first["actor1"], first["inter1"], first["actor2"]) == ("Islamic State (Iraq)", "2", "Civilians (Iraq)")
    assert (first["inter2"], first["assoc_actor_2"]) == ("7", ["Women (Iraq)"])
    report, rows = _out(project, "acled-monadic-csv")
    assert rows == [FIRST, SECOND, ALONE]
    assert (report.rows, report.events) == (3, 2)
    (wide, alone) = _out(project, "acled-csv")[1]
    assert (wide["actor2"], wide["inter2"], alone["actor2"]) == ("Civilians (Iraq)", "Civilians", "")


def test_rows_that_differ_in_more_than_the_side_stay_apart(project: Project, tmp_path: Path):
    told = _read(
        project, _table(tmp_path, FIRST, {**SECOND, "fatalities": "9"}, {**ALONE, "event_id_cnty": ""}), "acled-monadic-csv"
    )
    assert told.added == 3
    assert any("tell of the same incident" in note for note in told.notes)


def test_a_second_side_that_changed_is_written_as_it_is_now(project: Project, tmp_path: Path):
    _read(project, _table(tmp_path, FIRST, SECOND), "acled-monadic-csv")
    uid = _only(project)
    project.events.set_values(uid, {"assoc_actor_2": ["Girls (Iraq)"]})
    project.finish(project.events.get(uid).coding)
    rows = _out(project, "acled-monadic-csv")[1]
    assert [row["assoc_actor_1"] for row in rows] == ["", "Girls (Iraq)"]
    assert [row["inter1"] for row in rows] == ["Rebel group", "7"]


SMALL = """
annotator_codebook: 1
name: small
sections:
  - name: s
    fields: [{name: day, type: date}, {name: a, type: text}, {name: b, type: text}, {name: n, type: integer}]
profiles:
  t:
    columns: [{column: id, part: id}, {column: day, field: day}, {column: a, field: a}]
    sides: [[a], [b]]
"""


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("[[a], [b]]", "[[a], [b], [n]]", "two lists of as many fields"),
        ("[[a], [b]]", "[[a, day], [b]]", "two lists of as many fields"),
        ("[[a], [b]]", "[[a], [c]]", "`c` is not a field"),
        ("[[a], [b]]", "[[b], [a]]", "`b` is of the first side and has no column"),
        ("[[a], [b]]", "[[a], [n]]", "do not take the same answers"),
        ("{column: a, field: a}", "{column: a, field: a}, {column: b, field: b}", "stands in the column of `a`"),
        ("{column: id, part: id}, ", "", "needs a column with the id"),
        ("{column: a, field: a}", "{column: a, field: a, extra: a}", "one of a field, a part and an extra"),
        ("{column: a, field: a}", "{column: a}", "one of a field, a part and an extra"),
        ("{column: a, field: a}", "{column: x, extra: 'a\"b'}", "`extra`: string should match pattern"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(old: str, new: str, what: str):
    assert parse(SMALL).profiles["t"].sides == (("a",), ("b",))
    with pytest.raises(CodebookError) as refused:
        parse(SMALL.replace(old, new))
    assert what in refused.value.what


def test_the_forms_have_the_headers_of_their_time():
    book: Codebook = load(find("acled"))[0]
    for name, row in (("2016", OF_2016), ("2018", OF_2018), ("2023", OF_2023), ("monadic", FIRST)):
        assert [column.column for column in book.profiles[f"acled-{name}-csv"].columns] == list(row)
    assert [len(book.profiles[f"acled-{name}-csv"].columns) for name in ("2016", "2018", "2023", "monadic")] == [25, 31, 31, 28]


# --- real files, where they are ------------------------------------------------------------------------------------


def _real(name: str) -> Path:
    path = REAL / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the repository")
    return path


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("2016fmt_v_Asia_all.csv", "acled-2016-csv"), ("2019fmt_dkoban.csv", "acled-2018-csv"),
        ("2020fmt_raw_Burkina_Faso.csv", "acled-2018-csv"), ("acled_old_dummy.csv", "acled-2023-csv"),
        ("2024fmt_raw_sample.csv", "acled-csv"),
    ],
)  # fmt: skip
def test_real_files_come_back_cell_by_cell(project: Project, name: str, table: str):
    path = _real(name)
    told = _read(project, path, table)
    assert (told.drafted, told.known, told.refused) == (0, 0, [])
    assert _out(project, table)[1] == _rows(path)


def test_of_a_file_with_rows_twice_each_comes_back_once(project: Project):
    path = _real("2023fmt_upper_Africa_Wagner.csv")
    _read(project, path, "acled-2023-csv")
    given = [tuple(row.values()) for row in _rows(path)]
    assert [tuple(row.values()) for row in _out(project, "acled-2023-csv")[1]] == list(dict.fromkeys(given))


@pytest.mark.parametrize("name", ["2020fmt_raw_Burkina_Faso.csv", "2023fmt_upper_Africa_Wagner.csv", "acled_old_dummy.csv"])
def test_one_row_an_actor_there_and_back(project: Project, tmp_path: Path, name: str):
    _read(project, _real(name), "acled-2018-csv" if name.startswith("2020") else "acled-2023-csv")
    given = _out(project, "acled-monadic-csv")[1]
    assert 2 in Counter(row["event_id_cnty"] for row in given).values()
    with Project.create(tmp_path / "again.annotator", "acled", coder="ann") as again:
        told = _read(again, _table(tmp_path, *given), "acled-monadic-csv")
        assert (told.added, told.drafted) == (project.database.value("SELECT count(*) FROM events"), 0)
        assert _out(again, "acled-monadic-csv")[1] == given
