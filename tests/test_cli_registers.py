"""The commands about registers, end to end."""

from __future__ import annotations

from pathlib import Path

import pytest
from told import answer

from annotator.cli import run
from annotator.project import Project
from annotator.project.register import Entry

HEADER = "event_id_cnty,event_date,event_type,actor1,assoc_actor_1,inter1,actor2,inter2,country,source,source_scale"
ROWS = (
    "IRQ1,02 June 2016,Battles,Military Forces of Turkey (2016-),,External/Other forces,PKK,Rebel group,Iraq,AFP,International",
    "IRQ2,03 June 2020,Battles,Military Forces of Turkey (2016-),Guards (Iraq),8,PKK,2,Iraq,AFP; Rudaw,National-International",
    "TUR1,03 June 2018,Battles,Military Forces of Turkey (2016-),,State forces,PKK,Rebel group,Turkey,Rudaw,Subnational",
    "IRQ4,03 June 2019,Battles,Former Military Forces of Iraq (2014-2015),,8,PKK,3,Iraq,,",
)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    path = tmp_path / "desk.annotator"
    assert run(["new", str(path), "--codebook", "acled", "--coder", "A7"]) == 0
    return path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "acled.csv"
    path.write_text("\n".join([HEADER, *ROWS]) + "\n", encoding="utf-8")
    return path


def said(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> tuple[str, str]:
    capsys.readouterr()
    assert run([*map(str, arguments)]) == code
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    return told.out, told.err


def test_actors_are_learnt_by_country_with_years(desk: Path, table: Path, capsys: pytest.CaptureFixture[str]):
    told = answer(capsys, "actors", "learn", desk, table)
    assert (told["rows"], told["added"], told["known"], told["several"], told["unsaid"]) == (4, 6, 0, 1, 1)
    rows = {(row["name"], row["country"]): row for row in answer(capsys, "actors", "list", desk)["actors"]}
    abroad, home = (rows["Military Forces of Turkey (2016-)", where] for where in ("Iraq", "Turkey"))
    assert (abroad["type"], home["type"]) == ("8", "1")
    assert (abroad["valid_from"], abroad["valid_to"], abroad["seen"]) == ("2016-01-01", "", "2016-2020")
    assert rows["PKK", "Iraq"]["type"] == "2", "of several types the commonest"
    former = rows["Former Military Forces of Iraq (2014-2015)", "Iraq"]
    assert (former["valid_from"], former["valid_to"]) == ("2014-01-01", ""), "its events are later than the years in its name"
    assert rows["Guards (Iraq)", "Iraq"]["type"] == ""
    with Project.open(desk) as project:
        found = project.registers.registered("actors", "Military Forces of Turkey (2016-)", "Iraq", "2020-06-03")
        assert found is not None
        assert found["type"] == "8"
        project.history.undo()
        assert project.registers.register("actors").all() == []


def test_learning_again_tells_new_known_and_conflicting(desk: Path, table: Path, capsys: pytest.CaptureFixture[str]):
    with Project.open(desk) as project:
        actors = project.registers.register("actors")
        actors.put(Entry({"name": "PKK", "type": "3"}))
        actors.put(Entry({"name": "Military Forces of Turkey (2016-)", "country": "Iraq"}))
    told = answer(capsys, "actors", "learn", desk, table)
    assert (told["added"], told["known"], told["filled"]) == (5, 1, 1)
    told = answer(capsys, "actors", "learn", desk, table)
    assert (told["added"], told["known"], told["filled"]) == (0, 6, 0)
    with Project.open(desk) as project:
        actors = project.registers.register("actors")
        entry = next(one for one in actors.named("PKK") if one.country == "Iraq")
        actors.change(entry.uid, Entry({**entry.values, "type": "3"}, seen=entry.seen))
    told = answer(capsys, "actors", "learn", desk, table)
    assert told["conflicting"] == [{"name": "PKK", "country": "Iraq", "has": "3", "table": "2"}]
    out, _ = said(capsys, "actors", "learn", desk, table)
    assert "PKK (Iraq): register 3, table 2" in out


def test_a_source_has_the_scale_of_rows_that_name_it_alone(desk: Path, table: Path, capsys: pytest.CaptureFixture[str]):
    out, _ = said(capsys, "sources", "learn", desk, table)
    assert "1 rows name several sources, and their scale says nothing of each alone." in out
    rows = answer(capsys, "sources", "list", desk)["sources"]
    assert [(row["name"], row["scale"]) for row in rows] == [("AFP", "International"), ("Rudaw", "Subnational")]
    assert answer(capsys, "sources", "learn", desk, table)["without"] == 1


def test_the_oldest_generation_can_be_learnt(desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    old = tmp_path / "old.csv"
    header = "GWNO,EVENT_ID_CNTY,EVENT_DATE,EVENT_TYPE,ACTOR1,ALLY_ACTOR_1,INTER1,ACTOR2,ALLY_ACTOR_2,INTER2,COUNTRY,SOURCE"
    row = '645,1IRQ,01-January-2015,Riots/Protests,Rioters (Iraq),"A; B",5,,,0,Iraq,AFP'
    old.write_bytes(f"{header}\r\n{row}\r\n".encode())
    assert answer(capsys, "actors", "learn", desk, old)["added"] == 3
    assert answer(capsys, "sources", "learn", desk, old)["unsaid"] == 1
    assert answer(capsys, "actors", "list", desk, "--search", "rioters")["actors"][0]["type"] == "5"


@pytest.mark.parametrize("register", ["actors", "sources", "places"])
def test_a_file_goes_round(desk: Path, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], register: str):
    with Project.open(desk) as project:
        book = project.registers.register(register)
        more = {"latitude": 35.5, "longitude": -4} if register == "places" else {}
        book.put(Entry({"name": 'Odd, "quoted" é', "country": "Iraq", **more}, ("One", "=Two"), ("Three",)))
        project.work_as(project.coders.add("B2"))
        made = book.put(Entry({"name": "Proposed"}))
        refused = book.put(Entry({"name": "Refused"}))
        project.work_as(project.coders.all()[0])
        book.judge([refused.uid], "refused")
    if register != "places":
        answer(capsys, register, "learn", desk, table, "--coder", "A7")
    first, second, other = tmp_path / "1.csv", tmp_path / "2.csv", tmp_path / "other.annotator"
    told = answer(capsys, register, "export", desk, first)
    assert told["bytes"] == first.stat().st_size
    assert run(["new", str(other), "--codebook", "acled", "--coder", "A7"]) == 0
    assert run(["coders", str(other), "--add", "B2"]) == 0
    assert answer(capsys, register, "import", other, first, "--coder", "A7")["added"] == told["entries"]
    answer(capsys, register, "export", other, second)
    assert second.read_bytes() == first.read_bytes()
    again = answer(capsys, register, "import", other, first, "--coder", "A7")
    assert (again["added"], again["changed"], again["known"]) == (0, 0, told["entries"])
    assert b"B2" in first.read_bytes()
    assert made.state == "proposed"


def test_a_file_with_other_columns_changes_those_alone(desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "a.csv"
    file.write_text("name,country,type,valid_from,aliases\nPKK,Iraq,Rebel group,1984,Workers\n", encoding="utf-8")
    assert answer(capsys, "actors", "import", desk, file)["added"] == 1
    file.write_text("Name,Country,Valid from,Type,Colour\nPKK,Iraq,1984-01-01,political militia,red\n", encoding="utf-8")
    told = answer(capsys, "actors", "import", desk, file)
    assert (told["added"], told["changed"]) == (0, 1)
    assert "Colour" in told["notes"][0]
    row = answer(capsys, "actors", "list", desk)["actors"][0]
    assert (row["type"], row["aliases"], row["state"]) == ("3", ["Workers"], "approved")


def test_one_refused_row_stops_an_import(desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "a.csv"
    file.write_text("name,type,valid_to\nA,Rebel group,\nB,Pirates,\nC,,never\nD,x\n", encoding="utf-8")
    told = answer(capsys, "actors", "import", desk, file, code=1)
    assert [(one["row"], one["column"]) for one in told["refused"]] == [(3, "type"), (4, "valid_to"), (5, None)]
    assert answer(capsys, "actors", "list", desk) == {"actors": []}
    file.write_text("who,type\nA,\n", encoding="utf-8")
    assert "there is no column “name”" in said(capsys, "actors", "import", desk, file, code=1)[1]


def test_a_coders_file_is_a_proposal_and_changes_nothing(desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["coders", str(desk), "--add", "B2"]) == 0
    file = tmp_path / "a.csv"
    file.write_text("name,type\nA,2\n", encoding="utf-8")
    answer(capsys, "actors", "import", desk, file, "--coder", "A7")
    file.write_text("name,type,state\nA,3,approved\nB,3,approved\n", encoding="utf-8")
    told = answer(capsys, "actors", "import", desk, file, "--coder", "B2")
    assert (told["added"], told["changed"], told["left"]) == (1, 0, 1)
    rows = answer(capsys, "actors", "list", desk)["actors"]
    assert [(row["name"], row["type"], row["state"], row["proposed_by"]) for row in rows] == [
        ("A", "2", "approved", ""), ("B", "3", "proposed", "B2"),
    ]  # fmt: skip
    assert "for the lead" in said(capsys, "actors", "learn", desk, file, "--coder", "B2", code=2)[1]
    assert "for the lead" in said(capsys, "places", "learn", desk, file, "--coder", "B2", code=2)[1]
    assert "for the lead" in said(capsys, "actors", "approve", desk, "B", "--coder", "B2", code=2)[1]
    assert answer(capsys, "actors", "approve", desk, "B", "--coder", "A7")["approved"] == 1
    assert answer(capsys, "actors", "refuse", desk, "B", "--coder", "A7")["refused"] == 1
    assert "There is no “Z”" in said(capsys, "actors", "approve", desk, "Z", "--coder", "A7", code=1)[0]
    assert "[refused] B" in said(capsys, "actors", "list", desk)[0]


def test_a_rename_counts_first_and_goes_through_with_yes(desk: Path, table: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["import", str(desk), str(table), "--format", "acled-csv"]) == 0
    answer(capsys, "actors", "learn", desk, table)
    asked = ("actors", "rename", desk, "PKK", "PKK: Kurdistan Workers Party")
    told = answer(capsys, *asked)
    assert (told["events"], told["values"], told["entries"], told["done"]) == (4, 4, 2, False)
    assert "Nothing was changed" in said(capsys, *asked)[0]
    assert answer(capsys, *asked, "--yes")["done"]
    assert answer(capsys, "actors", "learn", desk, table)["added"] == 0, "a former name leads to the entry"
    assert answer(capsys, *asked, code=1)["events"] == 0
    assert "stands neither" in said(capsys, *asked, "--yes", code=2)[1]


def test_a_register_is_not_written_over_a_project(desk: Path, capsys: pytest.CaptureFixture[str]):
    assert "is a project" in said(capsys, "actors", "export", desk, desk, code=1)[1]


def test_a_codebook_without_actors_says_so(
    tmp_path: Path, tiny_codebook: Path, table: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "tiny.annotator"
    assert run(["new", str(path), "--codebook", str(tiny_codebook), "--coder", "A7"]) == 0
    assert "has no field with names of actors" in said(capsys, "actors", "learn", path, table, code=2)[1]
