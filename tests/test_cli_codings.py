"""`annotator import` of codings: whose they become, labels, previews, what is refused and listed."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from coded_lines import article, coding, event, evidence, span, write

from annotator.cli.main import run
from annotator.project import Project

SAID = article(
    coding("c1", "Ada", event(values={"event_date": "2020-06-01", "Toll": 2}, evidence=[evidence("n", span("two"))]))
)


@pytest.fixture
def made(tmp_path: Path, tiny_codebook: Path) -> Path:
    assert run(["new", str(tmp_path / "p.annotator"), "--codebook", str(tiny_codebook), "--coder", "Lead"]) == 0
    return tmp_path / "p.annotator"


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    return write(tmp_path / "said.jsonl", SAID)


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def coders(path: Path) -> dict[str, str]:
    with Project.open(path, read_only=True) as project:
        return {one.name: one.kind for one in project.coders.all()}


def extra_of(project: Project) -> list[str]:
    """The columns from outside that were kept with articles."""
    return [row[0] for row in project.database.all("SELECT extra FROM article WHERE extra IS NOT NULL AND extra <> '{}'")]


def test_our_own_lines_are_codings_by_what_stands_in_them(made: Path, lines: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["import", str(made), str(lines), "--format", "jsonl", "--json"]) == 0
    answer = told(capsys)
    assert (answer["added"], answer["known"], answer["refused"], answer["coders"]) == (1, 0, [], ["Ada"])
    assert answer["articles"] == {"added": 1, "known": 0}
    assert answer["labels"] == {"event_date": 1, "Toll": 1}
    assert [(one["what"], one["name"], one["count"], one["where"]) for one in answer["unmapped"]] == [
        ("label", "Toll", 1, "row 1")
    ]
    assert run(["import", str(made), str(lines), "--format", "jsonl", "--json"]) == 0
    assert (told(capsys)["known"], coders(made)) == (1, {"Lead": "person", "Ada": "person"})


def test_what_doccano_packed_is_told_without_its_name(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as packed:
        packed.writestr("lena.jsonl", json.dumps({"text": "Two died.", "label": [[0, 3, "n"]], "Comments": []}) + "\n")
    assert run(["import", str(made), str(tmp_path / "export.zip"), "--as", "coders", "--json"]) == 0
    assert (told(capsys)["added"], coders(made)) == (1, {"Lead": "person", "lena": "person"})


def test_lines_without_codings_are_articles_as_before(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = write(tmp_path / "plain.jsonl", {"text": "An article.", "title": "News"})
    assert run(["import", str(made), str(file), "--format", "jsonl", "--json"]) == 0
    assert "updated" in told(capsys)


def test_codings_of_any_line_are_codings(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    plain = {"uid": "", "text": "Nobody coded this one.", "title": "News"}
    file = write(tmp_path / "said.jsonl", plain, *({**plain, "text": f"Nor this, {number}."} for number in range(9)), SAID)
    assert run(["import", str(made), str(file), "--json"]) == 0
    assert any(one.startswith("said.jsonl: It holds codings, too") for one in told(capsys)["notes"])
    assert run(["import", str(made), str(file), "--format", "jsonl", "--json"]) == 0
    answer = told(capsys)
    assert (answer["added"], answer["refused"], answer["articles"]) == (1, [], {"added": 0, "known": 11})
    with Project.open(made, read_only=True) as project:
        assert not extra_of(project)


def test_who_takes_the_articles_alone_is_told_of_the_codings(made: Path, lines: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["import", str(made), str(lines), "--json"]) == 0
    (note,) = (one for one in told(capsys)["notes"] if one.startswith("said.jsonl: It holds codings, too"))
    assert note.endswith("--format jsonl.")
    with Project.open(made, read_only=True) as project:
        assert not extra_of(project)
    assert run(["import", str(made), str(lines), "--format", "jsonl", "--json"]) == 0
    assert told(capsys)["articles"] == {"added": 0, "known": 1}


def test_what_codings_become_is_said_by_as(made: Path, lines: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["import", str(made), str(lines), "--as", "model:m-1", "--map", "Toll=n", "--json"]) == 0
    assert told(capsys)["unmapped"] == []
    assert coders(made) == {"Lead": "person", "m-1": "model"}
    assert run(["import", str(made), str(lines), "--as", "candidates:m-2", "--map", "Toll="]) == 0
    assert "1 value of 1 event of models offered, 0 already" in capsys.readouterr().out
    assert run(["candidates", str(made), "1", "--json"]) == 0
    said = [one for one in told(capsys)["candidates"] if one["provider"] == "model m-2"]
    assert [(one["field"], one["value"]) for one in said] == [("event_date", "2020-06-01")]


def test_a_preview_writes_nothing(made: Path, lines: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["import", str(made), str(lines), "--as", "coders", "--preview"]) == 0
    out = capsys.readouterr().out
    assert "1 coding would be added, 0 already in, 0 refused; 1 event in 1 new and 0 known articles." in out
    assert "label “Toll”: the codebook has no such field (1 times, first in row 1)" in out
    with Project.open(made, read_only=True) as project:
        assert project.articles.is_empty()
    assert coders(made) == {"Lead": "person"}


def test_broken_rows_keep_all_out_unless_good_ones_are_wanted(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = write(tmp_path / "said.jsonl", SAID, "{broken")
    assert run(["import", str(made), str(file), "--format", "jsonl"]) == 1
    out = capsys.readouterr().out
    assert "Nothing came in." in out
    assert "row 2: the line is not JSON" in out
    assert run(["import", str(made), str(file), "--format", "jsonl", "--good-rows", "--json"]) == 0
    answer = told(capsys)
    assert (answer["added"], [one["row"] for one in answer["refused"]]) == (1, [2])
    assert run(["import", str(made), str(file), "--format", "jsonl", "--good-rows"]) == 0, "what is known is there"
    broken = write(tmp_path / "broken.jsonl", "{broken")
    assert run(["import", str(made), str(broken), "--format", "jsonl", "--as", "coders", "--good-rows"]) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--preview"], "--preview goes with codings"),
        (["--as", "model"], "Say which model"),
        (["--as", "coders", "--map", "Toll"], "--map takes LABEL=FIELD"),
        (["--as", "coders", "--map", "Toll=weather"], "no field “weather”"),
        (["--as", "coders", "more.jsonl"], "one file or folder at a time"),
        (["--as", "coders", "--format", "pdf"], "no format “pdf” to read codings from"),
    ],
)
def test_wrong_usage_is_one_line(made: Path, lines: Path, arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]):
    assert run(["import", str(made), str(lines), *arguments]) == 2
    error = capsys.readouterr().err
    assert says in error
    assert len(error.strip().splitlines()) == 1


def test_what_cannot_be_told_is_asked(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "odd.bin"
    file.write_bytes(b"\0\1")
    assert run(["import", str(made), str(file), "--as", "coders"]) == 2
    assert "What odd.bin is cannot be told; say it with --format." in capsys.readouterr().err


def test_only_the_lead_brings_codings_in(made: Path, lines: Path, capsys: pytest.CaptureFixture[str]):
    with Project.open(made) as project:
        project.coders.add("Bo")
    assert run(["import", str(made), str(lines), "--as", "coders", "--coder", "Bo"]) == 2
    assert "brought in by the lead" in capsys.readouterr().err


def test_models_that_offer_are_listed_and_sent_away(made: Path, lines: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["import", str(made), str(lines), "--as", "candidates:m-2", "--map", "Toll=", "--json"]) == 0
    capsys.readouterr()
    assert run(["candidates", str(made), "--models", "--json"]) == 0
    assert told(capsys)["models"] == [{"model": "m-2", "articles": 1, "events": 1, "values": 1}]
    assert run(["candidates", str(made), "--remove", "m-3"]) == 2
    assert "Models: m-2." in capsys.readouterr().err
    assert run(["candidates", str(made), "--remove", "m-2", "--json"]) == 0
    assert told(capsys) == {"model": "m-2", "values": 1}
    assert run(["candidates", str(made), "--models"]) == 0
    assert "No model offers anything." in capsys.readouterr().out
    assert run(["candidates", str(made), "--models", "--figures"]) == 2
