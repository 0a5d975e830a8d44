"""Coded events in: all header generations of a table, their dirt, and that nothing is lost on the way back out."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.cli import run
from annotator.errors import ImportRefused, UsageError
from annotator.formats.coded_events import NO_COLUMN, read_coded, rows_as_values
from annotator.formats.registry import ExportOptions, export
from annotator.project import Project
from annotator.project.imports import AS_READ
from annotator.project.verify import verify

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "acled"
LABELS = {
    "": "", "0": "", "1": "State forces", "2": "Rebel group", "3": "Political militia", "4": "Identity militia",
    "5": "Rioters", "6": "Protesters", "7": "Civilians", "8": "External/Other forces",
}  # fmt: skip

OLD = {
    "GWNO": "645", "EVENT_ID_CNTY": "12IRQ", "EVENT_ID_NO_CNTY": "12", "EVENT_DATE": "01-January-2015", "YEAR": "2015",
    "TIME_PRECISION": "1", "EVENT_TYPE": "Battle-No change of territory", "ACTOR1": "Islamic State (Iraq)",
    "ALLY_ACTOR_1": "", "INTER1": "2", "ACTOR2": "Military Forces of Iraq (2014-2018)", "ALLY_ACTOR_2": "", "INTER2": "1",
    "INTERACTION": "12", "COUNTRY": "Iraq", "ADMIN1": "Kirkuk", "ADMIN2": "", "ADMIN3": "", "LOCATION": "Kirkuk",
    "LATITUDE": "35.47", "LONGITUDE": "44.4", "GEO_PRECISION": "1", "SOURCE": "AFP",
    "NOTES": "Two men fought.\r\nOne \"fell\".", "FATALITIES": "1",
}  # fmt: skip
NEW = {
    "event_id_cnty": "IRQ12", "event_date": "02 June 2020", "year": "2020", "time_precision": "1",
    "disorder_type": "Political violence", "event_type": "Battles", "sub_event_type": "Armed clash",
    "actor1": "Islamic State (Iraq)", "assoc_actor_1": "", "inter1": "Rebel group",
    "actor2": "Military Forces of Iraq (2018-2020)", "assoc_actor_2": "Kurdish Ethnic Group (Iraq); Women (Iraq)",
    "inter2": "State forces", "interaction": "State forces-Rebel group", "civilian_targeting": "", "iso": "368",
    "region": "Middle East", "country": "Iraq", "admin1": "Kirkuk", "admin2": "Kirkuk", "admin3": "", "location": "Kirkuk",
    "latitude": "35.4681", "longitude": "44.3922", "geo_precision": "1", "source": "AFP; Xinhua",
    "source_scale": "International", "notes": "On 2 June 2020, two sides fought in Kirkuk. 2 dead.", "fatalities": "2",
    "tags": "", "timestamp": "1591000000",
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.annotator", "acled", coder="ann") as made:
        yield made


def _table(tmp_path: Path, *rows: dict[str, str], name: str = "coded.csv") -> Path:
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def _read(project: Project, path: Path, good_rows: bool = False):
    return read_coded(project, path, "acled-csv", project.coder.uid, good_rows=good_rows)


def _events(project: Project) -> list[dict[str, object]]:
    return [dict(project.events.get(row[0]).values) for row in project.database.all(
        "SELECT event_uid FROM events ORDER BY article")]  # fmt: skip


def _out(project: Project, tmp_path: Path, **options: object) -> list[dict[str, str]]:
    export(project, tmp_path / "out.csv", "acled-csv", ExportOptions(**options))  # type: ignore[arg-type]
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_row_of_today_comes_in_done_and_goes_out_as_it_was(project: Project, tmp_path: Path):
    told = _read(project, _table(tmp_path, NEW))
    assert (told.added, told.known, told.drafted, told.refused) == (1, 0, 0, [])
    assert _out(project, tmp_path) == [NEW]
    article = project.articles.by_number(1)
    assert article is not None
    assert (article.stub, article.text, article.external_id) == (True, "", "IRQ12")


def test_digits_become_labels_and_noughts_nothing(project: Project, tmp_path: Path):
    one_sided = {**NEW, "actor1": "Protesters (Iraq)", "inter1": "6", "actor2": "", "inter2": "0", "interaction": "60",
                 "event_type": "Protests", "sub_event_type": "Peaceful protest", "disorder_type": "Demonstrations",
                 "fatalities": "0", "assoc_actor_2": "nan"}  # fmt: skip
    _read(project, _table(tmp_path, one_sided))
    (row,) = _out(project, tmp_path)
    told = [row[name] for name in ("inter1", "inter2", "interaction", "assoc_actor_2")]
    assert told == ["Protesters", "", "Protesters only", ""]


def test_old_headers_and_types_are_understood(project: Project, tmp_path: Path):
    told = _read(project, _table(tmp_path, OLD))
    (values,) = _events(project)
    assert (told.added, told.drafted) == (1, 0)
    expected = {"event_date": "2015-01-01", "event_type": "Battles", "sub_event_type": "Armed clash", "inter1": "2"}
    assert {name: values[name] for name in expected} == expected
    assert values["notes"] == 'Two men fought.\nOne "fell".'
    event = project.events.get(project.database.value("SELECT event_uid FROM events"))
    assert {name: cell for name, cell in event.extra.items() if name != AS_READ} == {"gwno": "645", "event_id_no_cnty": "12"}
    assert "1 ids do not have the codebook's form, as 12IRQ; they are kept." in told.notes
    assert project.database.value("SELECT id FROM events") == "12IRQ"


def test_a_type_of_old_without_a_place_today_is_a_draft_with_its_value(project: Project, tmp_path: Path):
    told = _read(project, _table(tmp_path, {**OLD, "EVENT_TYPE": "Riots/Protests"}, {**OLD, "EVENT_ID_CNTY": "13IRQ"}))
    assert (told.added, told.drafted) == (2, 1)
    assert any("“Riots/Protests” is not an answer of Event type" in note for note in told.notes)
    (uid,) = [row[0] for row in project.database.all("SELECT event_uid FROM events WHERE state = 'open'")]
    event = project.events.get(uid)
    assert event.values["event_type"] == "Riots/Protests"
    assert any(problem.field == "event_type" for problem in project.events.errors_of(event.coding)[uid])


def test_what_the_table_has_no_column_for_is_overruled_with_that_reason(project: Project, tmp_path: Path):
    _read(project, _table(tmp_path, OLD))
    event = project.events.get(project.database.value("SELECT event_uid FROM events"))
    assert event.overruled == {"required:source_scale": NO_COLUMN}
    assert project.events.errors_of(event.coding) == {}
    project.codings.reopen(event.coding)
    project.finish(event.coding)
    told = _read(project, _table(tmp_path, {**NEW, "source_scale": ""}))
    assert told.drafted == 1, "an empty cell of a column that is there is the row's own fault"


def test_given_derived_values_are_kept_and_compared(project: Project, tmp_path: Path):
    told = _read(project, _table(tmp_path, {**NEW, "year": "2019", "region": "Europe"}))
    (values,) = _events(project)
    assert (values["year"], values["region"], told.drafted) == (2019, "Europe", 1)
    event = project.events.get(project.database.value("SELECT event_uid FROM events"))
    problems = {one.field: one for one in project.events.problems(event)}
    assert problems["year"].fix is not None
    assert problems["year"].fix.set == {"year": 2020}
    assert "region" in problems


def test_a_value_that_cannot_be_read_stays_and_is_a_problem(project: Project, tmp_path: Path):
    told = _read(project, _table(tmp_path, {**NEW, "fatalities": "a handful", "latitude": "35,5N"}))
    (values,) = _events(project)
    assert (told.drafted, values["fatalities"], values["latitude"]) == (1, "a handful", "35,5N")


def test_a_row_is_refused_only_for_its_date_or_country(project: Project, tmp_path: Path):
    rows = [NEW, {**NEW, "event_date": "someday"}, {**NEW, "country": ""}, {**NEW, "event_date": "31 June 2020"}]
    path = _table(tmp_path, *rows)
    told = _read(project, path)
    assert told.added == 0
    assert [(one.row, one.column, one.file) for one in told.refused] == [
        (3, "event_date", "coded.csv"), (4, "country", "coded.csv"), (5, "event_date", "coded.csv"),
    ]  # fmt: skip
    assert "“someday”" in told.refused[0].reason
    assert project.articles.count() == 0
    assert project.history.to_undo() is None, "nothing came in, so there is nothing to undo"
    assert _read(project, path, good_rows=True).added == 1
    assert project.articles.count() == 1


def test_identical_rows_are_already_in(project: Project, tmp_path: Path):
    path = _table(tmp_path, NEW, {**NEW, "event_id_cnty": "IRQ13"}, NEW)
    assert [(told.added, told.known) for told in (_read(project, path), _read(project, path))] == [(2, 1), (0, 3)]
    spelled = {**NEW, "event_date": "2020-06-02", "inter1": "2", "fatalities": "2.0"}
    assert _read(project, _table(tmp_path, spelled, name="api.csv")).known == 1
    changed = _read(project, _table(tmp_path, {**NEW, "fatalities": "3"}, name="update.csv"))
    assert changed.added == 1
    assert any("tell of the same incident" in note for note in changed.notes)
    assert project.database.value("SELECT count(*) FROM incident") == 2


def test_two_coders_may_bring_in_the_same_rows(project: Project, tmp_path: Path):
    path = _table(tmp_path, NEW)
    _read(project, path)
    other = project.coders.add("bert")
    assert read_coded(project, path, "acled-csv", other.uid).added == 1
    assert project.articles.count() == 1
    assert project.database.value("SELECT count(*) FROM events") == 2


def test_an_import_is_one_operation_undone_redone_and_done_again(project: Project, tmp_path: Path):
    path = _table(tmp_path, NEW, {**NEW, "event_id_cnty": "IRQ13"})
    _read(project, path)
    step = project.history.undo()
    assert step is not None
    assert step.label["id"] == "import_events"
    assert (project.articles.count(), _events(project)) == (0, [])
    project.history.redo()
    assert len(_out(project, tmp_path)) == 2
    project.history.undo()
    assert _read(project, path).added == 2
    assert [row["event_id_cnty"] for row in _out(project, tmp_path)] == ["IRQ12", "IRQ13"]


def test_cancelling_leaves_nothing(project: Project, tmp_path: Path):
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_coded(project, _table(tmp_path, NEW), "acled-csv", project.coder.uid, stop)
    assert project.articles.count() == 0


@pytest.mark.parametrize(
    ("written", "day"),
    [("2020-06-02", "2020-06-02"), ("2 June 2020", "2020-06-02"), ("02-June-2020", "2020-06-02"), ("19173.0", "2022-06-30"),
     ("43984", "2020-06-02"), ("31-12-19", "2019-12-31")],
)  # fmt: skip
def test_dates_of_all_generations_are_read(project: Project, tmp_path: Path, written: str, day: str):
    _read(project, _table(tmp_path, {**NEW, "event_date": written}))
    assert _events(project)[0]["event_date"] == day


def test_the_order_of_days_is_found_from_the_whole_column(project: Project, tmp_path: Path):
    _read(project, _table(tmp_path, {**NEW, "event_date": "03/04/2020"}, {**NEW, "event_date": "25/04/2020"}))
    assert [values["event_date"] for values in _events(project)] == ["2020-04-03", "2020-04-25"]


def test_an_order_nobody_can_find_is_asked_for(project: Project, tmp_path: Path):
    path = _table(tmp_path, {**NEW, "event_date": "03/04/2020"})
    (refused,) = _read(project, path).refused
    assert "say whether the day or the month comes first" in refused.reason
    told = read_coded(project, path, "acled-csv", project.coder.uid, date_order="mdy")
    assert (told.added, _events(project)[0]["event_date"]) == (1, "2020-03-04")


@pytest.mark.parametrize("written", ["1.5", "99999999999999999999", "1e5", "a handful"])
def test_what_is_no_whole_number_stays_apart_from_one(project: Project, tmp_path: Path, written: str):
    told = _read(project, _table(tmp_path, {**NEW, "fatalities": written}))
    assert told.drafted == 1
    assert any("is not a whole number" in note for note in told.notes)
    assert verify(project) == []


def test_an_id_of_another_country_is_told_and_kept(project: Project, tmp_path: Path):
    told = _read(project, _table(tmp_path, {**NEW, "event_id_cnty": "SYR7"}))
    assert any("another prefix" in note and "SYR7 where IRQ follows" in note for note in told.notes)
    assert _out(project, tmp_path)[0]["event_id_cnty"] == "SYR7"
    assert project.incidents.number([]) == {}


def test_columns_from_outside_are_kept_and_named(project: Project, tmp_path: Path):
    told = _read(project, _table(tmp_path, {**NEW, "Desk": "Iraq desk", "iso3": "IRQ"}))
    assert "Kept beside the codebook's fields: Desk." in told.notes
    event = project.events.get(project.database.value("SELECT event_uid FROM events"))
    assert event.extra == {"desk": "Iraq desk", "iso3": "IRQ", "timestamp": "1591000000"}


def test_a_table_of_something_else_is_refused_as_a_whole(project: Project, tmp_path: Path):
    with pytest.raises(ImportRefused, match="no column for event_date, country; there are name, age"):
        _read(project, _table(tmp_path, {"name": "x", "age": "3"}))
    with pytest.raises(UsageError, match="no table “gtd-csv”"):
        read_coded(project, _table(tmp_path, NEW), "gtd-csv", project.coder.uid)


def test_a_table_is_read_for_checking_by_profile_or_field_names(project: Project, tmp_path: Path):
    book = project.codebook
    rows = list(rows_as_values(book, _table(tmp_path, OLD, {**OLD, "EVENT_DATE": "never"})))
    assert [(row, values.get("sub_event_type")) for row, values, _ in rows] == [(2, "Armed clash"), (3, None)]
    assert rows[0][2] is None
    assert rows[1][2] is not None
    assert rows[1][2].column == "EVENT_DATE"
    bare = book.model_copy(update={"profiles": {}})
    (plain,) = rows_as_values(bare, _table(tmp_path, {"event_type": "Battles", "fatalities": "4"}, name="plain.csv"))
    assert plain == (2, {"event_type": "Battles", "fatalities": 4}, None)


def test_the_command_line_says_what_came_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    project = str(tmp_path / "p.annotator")
    assert run(["new", project, "--coder", "ann"]) == 0
    path = _table(tmp_path, {**OLD, "EVENT_TYPE": "Riots/Protests"}, {**OLD, "EVENT_DATE": "x"})
    assert run(["import", project, str(path), "--format", "acled-csv"]) == 1
    assert run(["import", project, str(path), "--format", "acled-csv", "--good-rows"]) == 0
    told = capsys.readouterr().out
    assert "1 added (1 as drafts), 0 already in, 1 refused." in told
    assert "coded.csv row 3, column EVENT_DATE: “x” is not a date." in told


# --- real files, where they are ------------------------------------------------------------------------------------


def _real(name: str) -> Path:
    path = REAL / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the repository")
    return path


def test_burkina_faso_2020_comes_in_and_goes_out_cell_by_cell(project: Project, tmp_path: Path):
    path = _real("2020fmt_raw_Burkina_Faso.csv")
    told = _read(project, path)
    assert (told.added, told.known, told.drafted, told.refused) == (2980, 0, 0, [])
    with path.open(encoding="utf-8-sig", newline="") as stream:
        given = list(csv.DictReader(stream))
    for before, after in zip(given, _out(project, tmp_path), strict=True):
        kept = {name: cell for name, cell in before.items() if name in after}
        kept |= {name: LABELS[before[name]] for name in ("inter1", "inter2")}
        low, high = before["interaction"].replace("78", "87")  # the one pair ACLED writes the other way round
        kept["interaction"] = f"{LABELS[low]} only" if high == "0" else f"{LABELS[low]}-{LABELS[high]}"
        assert {name: after[name] for name in kept} == kept


@pytest.mark.parametrize(
    ("name", "added", "known", "drafted"),
    [("2016fmt_v_Asia_all.csv", 10194, 0, 7983), ("2019fmt_dkoban.csv", 496, 0, 0),
     ("2022fmt_BurkinaFaso_subset15cols.csv", 4999, 0, 0), ("2023fmt_upper_Africa_Wagner.csv", 1588, 2064, 0),
     ("2024fmt_raw_sample.csv", 2, 0, 0), ("acled_old_dummy.csv", 326, 0, 0)],
)  # fmt: skip
def test_real_files_of_all_generations_come_in(project: Project, name: str, added: int, known: int, drafted: int):
    told = _read(project, _real(name))
    assert (told.added, told.known, told.drafted, told.refused) == (added, known, drafted, [])
