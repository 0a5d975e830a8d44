"""`annotator release`: what would go out, giving out, listing, making again, what changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tiny import TINY

from annotator.cli import run
from annotator.project import Project
from annotator.project.articles import ArticleDraft

EVENT = {"event_date": "2020-06-02", "type": "A", "sub": "a1", "country": "Iraq", "n": 2}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Three articles, each with an event."""
    book, path = tmp_path / "tiny.yaml", tmp_path / "iraq.annotator"
    book.write_text(TINY, encoding="utf-8")
    with Project.create(path, str(book), coder="Lead") as project:
        project.articles.add([ArticleDraft(f"Text {number}.", title=f"Title {number}") for number in range(1, 4)])
        for one in list(project.articles.walk()):
            coding = project.codings.begin(one.uid, project.coder.uid).uid
            project.events.add(coding, {**EVENT, "n": one.number})
            project.finish(coding)
    return path


def edit(path: Path, number: int, **values: Any) -> None:
    with Project.open(path) as project:
        article = project.articles.by_number(number)
        assert article is not None
        coding = project.codings.find(article.uid, project.coder.uid)
        assert coding is not None
        project.events.set_values(project.events.of(coding.uid)[0].uid, values)
        project.finish(coding.uid)


def answer(capsys: pytest.CaptureFixture[str], *arguments: Any, code: int = 0) -> Any:
    assert run(["release", *map(str, arguments), "--json"]) == code
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], *arguments: Any) -> str:
    assert run(["release", *map(str, arguments)]) in (1, 2)
    said = capsys.readouterr().err
    assert said.count("\n") == 1, "one line"
    return said


def test_the_whole_way(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    told = answer(capsys, path, "--preview", "--format", "csv")
    assert (told["number"], told["incidents"], told["without_id"], told["formats"]) == (1, 3, 3, ["csv"])
    one = tmp_path / "one"
    told = answer(capsys, path, one, "--format", "csv", "--texts", "none", "--licence", "CC BY 4.0", "--notes", "First.")
    assert (told["release"], told["ids_given"], told["differs"]) == (1, 3, {})
    assert told["manifest"] == json.loads((one / "manifest.json").read_text(encoding="utf-8"))
    assert told["manifest"]["options"]["licence"] == "CC BY 4.0"
    edit(path, 2, n=5)
    told = answer(capsys, path, "--changes-since", 1)
    assert told["counts"]["changed"] == 1
    (change,) = told["changes"]
    assert (change["key"], change["was"], change["now"], change["reason"]) == ("IRQ2 n", "2", "5", "n was edited")
    told = answer(capsys, path, tmp_path / "two", "--format", "csv", "--reason", "IRQ2 n=a later count")
    assert "IRQ2,changed,n,2,5,,n was edited,coder1," in (tmp_path / "two" / "changes.csv").read_text(encoding="utf-8")
    assert "a later count" in (tmp_path / "two" / "changes.csv").read_text(encoding="utf-8")
    told = answer(capsys, path, "--list")
    assert [each["release"] for each in told["releases"]] == [1, 2]
    told = answer(capsys, path, tmp_path / "again", "--again", 1)
    assert told["differs"] == {}
    assert (tmp_path / "again" / "data" / "wide.csv").read_bytes() == (one / "data" / "wide.csv").read_bytes()


def test_it_speaks_to_people(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["release", str(path), "--list"]) == 0
    assert "No release was made yet." in capsys.readouterr().out
    assert run(["release", str(path), "--preview"]) == 0
    said = capsys.readouterr().out
    assert "Release 1 would hold 3 incidents" in said
    assert "3 incidents would get an id, for good." in said
    assert run(["release", str(path), str(tmp_path / "one")]) == 0
    assert "3 incidents told by 3 events in 3 articles. 3 incidents got an id." in capsys.readouterr().out
    assert run(["release", str(path), "--changes-since", "1"]) == 0
    assert "Nothing changed since release 1." in capsys.readouterr().out
    edit(path, 2, n=5)
    assert run(["release", str(path), "--changes-since", "1"]) == 0
    assert capsys.readouterr().out.startswith("IRQ2  n: 2 → 5  (n was edited; coder1, ")
    assert run(["release", str(path), str(tmp_path / "again"), "--again", "1"]) == 0
    assert "again, as it was given out." in capsys.readouterr().out


def test_a_release_that_is_not_the_same_is_an_error_that_says_why(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    edit(path, 2, note="as Maria told us")
    assert answer(capsys, path, tmp_path / "one")["release"] == 1
    assert run(["purge", str(path), "--words", "Maria", "--reason", "asked for", "--yes"]) == 0
    capsys.readouterr()
    told = answer(capsys, path, tmp_path / "again", "--again", 1, code=1)
    assert told["differs"]["data/wide.csv"] == "something was purged from the project since"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Name a new folder"),
        (["--preview", "--list"], "Say one of"),
        (["x", "--again", "3"], "no release 3; none was made yet"),
        (["--changes-since", "1"], "no release 1"),
        (["x", "--reason", "because"], "is no reason; write KEY=TEXT"),
        (["x", "--format", "odt"], "as odt"),
        (["x", "--without", "nothing"], "no field nothing"),
        (["no/where"], "There is no folder no"),
        (["x", "--again", "1", "--texts", "none", "--format", "parquet"], "--again takes no --texts"),
        (["x", "--list"], "--list takes no folder"),
        (["--changes-since", "1", "--licence", "CC0"], "--changes-since takes no --licence"),
        (["x", "--licence", "\udcff"], "What is said of licence is no text"),
        (["x", "--reason", "IRQ1 n=a\udcff"], "What is said of IRQ1 n is no text"),
        (["x", "--reason", "IRQ1 n=a typo"], "No change has the key IRQ1 n"),
        (["x", "--without", "n.part"], "no field n.part"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str],
    said: str,
):  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert said in refused(capsys, path, *arguments)


def test_articles_without_an_event_are_told_apart(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with Project.open(path) as project:
        project.articles.add([ArticleDraft("Nothing happened.", title="Quiet")])
        coding = project.codings.begin(list(project.articles.walk())[-1].uid, project.coder.uid).uid
        project.codings.set_verdict(coding, "no_event")
        project.finish(coding)
    words = "3 incidents told by 3 events in 3 articles (1 more without an event)"
    assert run(["release", str(path), "--preview"]) == 0
    assert "of 3 events in 3 articles (1 more without an event)" in capsys.readouterr().out
    assert run(["release", str(path), str(tmp_path / "one"), "--format", "csv"]) == 0
    assert words in capsys.readouterr().out
    assert run(["release", str(path), "--list"]) == 0
    assert words in capsys.readouterr().out
    answer(capsys, path, tmp_path / "two", "--format", "csv", "--without", "note")
    told = answer(capsys, path, "--changes-since", 1, "--without", "note")
    assert (told["counts"]["deleted"], told["counts"]["fields"]) == (0, 1)
