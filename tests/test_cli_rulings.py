"""The lead's desk on the command line: questions read and answered, rulings made and found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.cli import run
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.remarks import Spot


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project where a coder asked two things."""
    path = tmp_path / "p.annotator"
    with Project.create(path, "acled", coder="lead") as project:
        project.articles.add([ArticleDraft("Two died.", title="Two dead", date="2020-06-02")])
        project.work_as(project.coders.add("B1"))
        article = next(iter(project.articles.walk())).uid
        event = project.events.add(project.codings.begin(article, project.coder.uid).uid, {"fatalities": 2}).uid
        project.remarks.ask(Spot(article, event, "fatalities"), "Do the wounded\ncount?")
        project.remarks.ask(Spot(article), "Is this news?")
    return path


def test_questions_are_listed_and_answered(path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["questions", str(path)]) == 0
    said = capsys.readouterr().out
    assert "event 1, fatalities = 2\n  Do the wounded\n  count?" in said
    assert "article 1, Two dead" in said
    assert run(["questions", str(path), "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)["questions"]
    assert (first["coder"], first["value"], first["open"], second["event"]) == ("B1", 2, True, "")
    assert run(["questions", str(path), "--answer", first["uid"][:12], "No."]) == 0
    assert "lead: No." in capsys.readouterr().out
    run(["questions", str(path)])
    assert "wounded" not in capsys.readouterr().out
    run(["questions", str(path), "--all", "--json"])
    told = json.loads(capsys.readouterr().out)["questions"]
    assert [one["open"] for one in told] == [False, True]
    assert [one["text"] for one in told[0]["answers"]] == ["No."]


def test_rulings_are_made_found_and_read_with_the_codebook(path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["rulings", str(path)]) == 0
    assert capsys.readouterr().out == "No ruling.\n"
    made = ["--add", "No, only the dead.", "--field", "fatalities", "--question", "Do wounded people count?"]
    assert run(["rulings", str(path), *made]) == 0
    assert "Fatalities\n  Do wounded people count?\n  No, only the dead." in capsys.readouterr().out
    assert run(["rulings", str(path), "WOUND", "dead", "--field", "fatalities", "--json"]) == 0
    assert [one["answer"] for one in json.loads(capsys.readouterr().out)["rulings"]] == ["No, only the dead."]
    assert run(["codebooks", str(path), "--explain", "wounded people"]) == 0
    assert "Ruling" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["questions", "--answer", "feed", "No."], "no question “feed”"),
        (["rulings", "--add", "No.", "--field", "colour"], "no field “colour”"),
        (["rulings", "--field", "fatalities", "--code", "x"], "--add"),
        (["rulings", "word", "--add", "No."], "quotes"),
    ],
)
def test_what_cannot_be_is_one_line(path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], why: str):
    assert run([arguments[0], str(path), *arguments[1:]]) == 2
    said = capsys.readouterr().err
    assert why in said
    assert said.count("\n") == 1


def test_a_coders_own_file_shows_that_coders_questions_and_rules_nothing(path: Path, capsys: pytest.CaptureFixture[str]):
    with Project.open(path) as project:
        other = project.coders.add("B2")
        project.database.run("INSERT INTO project VALUES ('made_for', ?)", (other.uid,))
    assert run(["questions", str(path)]) == 0
    assert capsys.readouterr().out == "No question waits for an answer.\n"
    assert run(["rulings", str(path), "--add", "Yes."]) == 2
    assert "handed out" in capsys.readouterr().err
