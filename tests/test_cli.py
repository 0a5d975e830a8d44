"""The command line end to end: exit codes, one-line trouble, JSON that programs read."""

from __future__ import annotations

from pathlib import Path

import pytest
from told import answer

from annotator.cli import run
from annotator.errors import UsageError
from annotator.project import Project
from annotator.shipped import resource


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A new project with the sample article."""
    path = tmp_path / "desk.annotator"
    assert run(["new", str(path), "--codebook", "acled", "--coder", "A7"]) == 0
    assert run(["import", str(path), str(resource("sample"))]) == 0
    return path


def trouble(capsys: pytest.CaptureFixture[str], *arguments: object, code: int) -> str:
    """The one line on stderr."""
    capsys.readouterr()
    assert run([*map(str, arguments)]) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 1, told.err
    assert "Traceback" not in told.err
    return told.err


def test_new_says_what_it_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, "new", tmp_path / "p.annotator", "--codebook", "protest", "--coder", "B2")
    assert (told["codebook"], told["coder"]) == ("protest", "B2")


def test_new_does_not_touch_an_existing_file(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = desk.read_bytes()
    trouble(capsys, "new", desk, code=1)
    assert desk.read_bytes() == before


def test_the_sample_is_read_by_its_header_and_known_the_second_time(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Project.open(desk) as project:
        article = project.articles.by_number(1)
        assert article is not None
        assert article.date == "2020-06-02"
        assert article.text.startswith("BAGHDAD (UrduPoint")
        assert article.title.startswith("The Iraqi armed forces have obtained information")
    assert answer(capsys, "import", desk, resource("sample")) == {
        "added": 0, "known": 1, "updated": 0, "drafted": 0, "refused": [], "notes": [],
    }  # fmt: skip


def test_search_finds_the_sample(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [one["number"] for one in answer(capsys, "search", desk, "Kirkuk")["articles"]] == [1]
    assert answer(capsys, "search", desk, "Ulaanbaatar")["articles"] == []


def test_check_of_an_empty_project_has_no_problems(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "check", desk) == {"problems": []}


def test_check_answers_1_where_an_event_has_errors(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Project.open(desk) as project:
        article = project.articles.by_number(1)
        assert article is not None
        coding = project.codings.begin(article.uid, project.coder.uid, "main")
        project.events.add(coding.uid, {"event_type": "Battles", "sub_event_type": "Peaceful protest"})
    problems = answer(capsys, "check", desk, code=1)["problems"]
    assert {"event", "coder", "rule", "field", "severity", "reason", "fix"} <= set(problems[0])
    assert any(one["field"] == "sub_event_type" and one["severity"] == "error" for one in problems)


def test_codebooks_are_listed_copied_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [one["name"] for one in answer(capsys, "codebooks")["codebooks"]]
    assert {"acled", "protest", "maverick", "ucdp_ged"} <= set(names)
    copy = tmp_path / "ours.yaml"
    told = answer(capsys, "codebooks", "acled", "--copy", copy)
    assert answer(capsys, "codebooks", copy)["hash"] == told["hash"]
    assert "already there" in trouble(capsys, "codebooks", "acled", "--copy", copy, code=2)


def test_a_codebook_and_a_projects_explain_by_words(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, "codebooks", "acled", "--explain", "peaceful protest")["entries"]
    assert told[0]["title"] == "Peaceful protest"
    assert answer(capsys, "codebooks", desk, "--explain", "peaceful protest")["entries"][0] == told[0]
    run(["codebooks", "acled", "--explain", "A9.peaceful"])
    assert "Must hold: Fatalities is at most 0" in capsys.readouterr().out
    assert answer(capsys, "codebooks", "acled", "--explain", "zebra")["entries"] == []
    assert "needs a word" in trouble(capsys, "codebooks", "acled", "--explain", " ", code=2)


def test_a_broken_codebook_is_refused_with_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "ours.yaml"
    run(["codebooks", "acled", "--copy", str(copy)])
    lines = copy.read_text("utf-8").splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if line.strip() == "type: date")
    lines[at] = lines[at].replace("date", "dates")
    copy.write_text("".join(lines), "utf-8")
    told = trouble(capsys, "new", tmp_path / "p.annotator", "--codebook", copy, code=1)
    assert f"ours.yaml, line {at + 1}" in told or f"ours.yaml:{at + 1}" in told
    assert "long_text" in told, "what is allowed is told"
    assert not (tmp_path / "p.annotator").exists()


def test_coders_are_added_and_several_must_be_named(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [one["name"] for one in answer(capsys, "coders", desk, "--add", "B2")["coders"]] == ["A7", "B2"]
    told = trouble(capsys, "import", desk, resource("sample"), code=2)
    assert "A7" in told
    assert "B2" in told
    assert answer(capsys, "import", desk, resource("sample"), "--coder", "B2")["known"] == 1


def test_a_backup_is_made_listed_and_restored(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = Path(answer(capsys, "backup", desk)["backup"])
    assert made.is_file()
    assert answer(capsys, "backup", desk, "--list")["backups"] == [str(made)]
    with Project.open(desk) as project:
        project.coders.add("later")
    answer(capsys, "backup", desk, "--restore", made)
    with Project.open(desk) as project:
        assert [one.name for one in project.coders.all()] == ["A7"]


def test_verify_finds_a_new_project_whole(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "verify", desk) == {"faults": []}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["nothing.annotator"], 2),
        (["check", "nothing.annotator"], 1),
        (["export", "nothing.annotator", "x.csv", "--format", "csv"], 1),
        (["new", "p.annotator", "--codebook", "no-such-codebook"], 1),
        (["import", "nothing.annotator", "x.csv"], 1),
        (["backup", "nothing.annotator"], 1),
    ],
)
def test_what_is_not_there_is_one_line(
    arguments: list[str], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    trouble(capsys, *arguments, code=code)
    assert list(tmp_path.iterdir()) == []


def test_wrong_usage_is_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export"]) == 2
    assert run(["import", "--no-such-option"]) == 2
    assert "Usage" in capsys.readouterr().err


def test_every_command_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    from annotator.cli import annotator

    for name, command in annotator.commands.items():
        if not command.hidden and name != "formats":
            assert "Example" in (command.help or ""), name


def test_usage_errors_are_ours(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert issubclass(UsageError, Exception)
    assert "COLUMN=PART" in trouble(capsys, "import", desk, resource("sample"), "--map", "Body", code=2)


def test_reading_leaves_nothing_beside_the_project(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer(capsys, "check", desk)
    assert [one.name for one in desk.parent.iterdir()] == [desk.name]


@pytest.mark.parametrize(
    ("arguments", "near"), [(("chek", "q"), "check"), (("chek",), "check"), (("exprot", "a", "b"), "export")]
)
def test_a_mistyped_command_is_told_with_the_one_that_was_meant(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], near: str
) -> None:
    told = trouble(capsys, *arguments, code=2)
    assert told == f"annotator: There is no command or project “{arguments[0]}”; did you mean {near}?\n"


def test_what_is_like_no_command_is_told_where_the_commands_stand(capsys: pytest.CaptureFixture[str]) -> None:
    assert "`annotator --help` lists" in trouble(capsys, "iraq", code=2)


def test_the_formats_are_told_with_what_they_keep_and_lose(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["formats"]) == 0
    told = capsys.readouterr().out.split("\n\n")
    acled = next(one for one in told if one.startswith("acled-csv (reads and writes): "))
    assert "keeps event_id_cnty, event_date" in acled
    assert "loses evidence, memos" in acled
    assert max(map(len, acled.splitlines())) <= 100


def test_a_stopped_import_says_that_nothing_came_in_and_what_takes_the_good_rows(
    desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "some.csv"
    table.write_text("text,date\nA clash.,2020-06-02\nA march.,someday\n", encoding="utf-8")
    capsys.readouterr()
    assert run(["import", str(desk), str(table)]) == 1
    told = capsys.readouterr().out
    assert "Nothing came in." in told
    assert "--good-rows" in told
    assert run(["import", str(desk), str(table), "--good-rows"]) == 0
    assert "Nothing came in." not in capsys.readouterr().out


def test_coded_events_taken_for_articles_are_refused_with_the_format_that_reads_them(
    desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "acled.csv"
    with Project.open(desk) as project:
        columns = [column.column for column in project.codebook.profiles["acled-csv"].columns]
    table.write_text(f"{','.join(columns)}\n{',' * (len(columns) - 1)}\n", encoding="utf-8")
    told = answer(capsys, "import", desk, table, code=1)
    assert told["notes"] == ["acled.csv holds coded events; they come in with --format acled-csv."]
    assert run(["import", str(desk), str(table)]) == 1
    shown = capsys.readouterr().out
    assert "--format acled-csv" in shown
    assert "--good-rows" not in shown


def test_assign_withholds_offers_from_a_share_and_gives_them_back(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, "assign", desk, "--coder", "A7", "--without-candidates", "1", "--seed", "7")
    assert told == {"withheld": 1, "without_candidates": 1, "not_begun": 1, "seed": 7}
    assert answer(capsys, "assign", desk, "--without-candidates", "1", "--seed", "7")["withheld"] == 0
    assert run(["coders", str(desk), "--add", "B2"]) == 0
    assert run(["assign", str(desk), "--coder", "B2", "--without-candidates", "1"]) == 0
    assert "1 articles got an assignment without candidates" in capsys.readouterr().out
    assert answer(capsys, "assign", desk, "--with-candidates") == {"allowed": 2}
    assert "between 0 and 1" in trouble(capsys, "assign", desk, "--without-candidates", "20", code=2)
    assert "either" in trouble(capsys, "assign", desk, code=2)


def test_candidates_tells_how_far_offers_led(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "candidates", desk, "--figures") == {"figures": []}
    with Project.open(desk) as project:
        coding = project.codings.begin(next(iter(project.articles.walk())).uid, project.coder.uid)
        project.events.add(coding.uid, {"fatalities": 3})
    (told,) = [one for one in answer(capsys, "candidates", desk, "--figures", "--coder", "A7")["figures"] if one["values"]]
    assert told == {"field": "fatalities", "offered": True, "values": 1, "typed": 0, "taken": 0, "changed": 0, "without": 1}
    assert "either" in trouble(capsys, "candidates", desk, code=2)
