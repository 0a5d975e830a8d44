"""`annotator assign` hands out, foresees, takes back and plans re-tests; known trouble is one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tiny import TINY

from annotator.cli import run
from annotator.project import Project
from annotator.project.articles import ArticleDraft


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Forty articles, a lead and two coders; a saved filter."""
    book, path = tmp_path / "tiny.yaml", tmp_path / "desk.annotator"
    book.write_text(TINY, encoding="utf-8")
    with Project.create(path, str(book), coder="lead") as project:
        project.articles.add(
            ArticleDraft(f"Clash {n}", source=("Daily", "Wire")[n % 4 == 0], language=("en", "fr")[n % 2]) for n in range(40)
        )
        for name in ("B2", "Ç <b>3"):
            project.coders.add(name)
        project.saved_filters.save("articles", "Wires", {"filters": [["source", "is", "Wire"]], "state": ""})
    return path


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert run([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def trouble(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert run([*map(str, arguments)]) == 2
    said = capsys.readouterr().err
    assert len(said.strip().splitlines()) == 1
    return said


def handed(path: Path) -> int:
    with Project.open(path, read_only=True) as project:
        return int(
            project.database.value(
                "SELECT count(*) FROM assignment WHERE position IS NOT NULL AND withdrawn = 0 AND removed = 0"
            )
        )


def test_a_preview_writes_nothing_and_says_what_is_done_then(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("assign", str(desk), "--coders", "B2,Ç <b>3", "--double", "0.2", "--load", "B2=10", "--seed", "7")
    foreseen = answer(capsys, *options, "--preview")
    assert handed(desk) == 0
    done = answer(capsys, *options)
    assert done == foreseen | {"done": True}
    assert [one["coder"] for one in done["coders"]] == ["B2", "Ç <b>3"]
    assert (done["articles"], done["double"], done["left"]) == (40, 8, {})
    assert handed(desk) == 48
    assert run([*options]) == 0
    assert "There is nothing to hand out." in capsys.readouterr().out


def test_languages_strata_and_a_saved_filter(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, "assign", desk, "--language", "B2=fr", "--language", "Ç <b>3=en", "--strata", "source", "--load", "6")
    assert [one["new"] for one in told["coders"]] == [6, 6]
    assert told["strata"] == {
        "Daily": {"articles": 30, "handed_out": 9}, "Wire": {"articles": 10, "handed_out": 3},
    }  # fmt: skip
    rest = answer(capsys, "assign", desk, "--coder", "B2", "--saved-filter", "wires", "--order", "random")
    assert rest["articles"] == 7
    assert run(["assign", str(desk), "--coder", "B2", "--language", "B2=ar", "--preview"]) == 0
    assert "nobody chosen reads their language" in capsys.readouterr().out


def test_copies_that_are_left_out_are_counted(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Project.open(desk) as project:
        project.copies.judge(1, 2, "same")
        project.copies.code_once(1, keep=1)
    assert answer(capsys, "assign", desk, "--coder", "B2", "--preview")["left"] == {"copy": 1}
    assert run(["assign", str(desk), "--coder", "B2"]) == 0
    assert "1 left out: another article is coded in their place" in capsys.readouterr().out


def test_taking_back_and_giving_to_others(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer(capsys, "assign", desk, "--coders", "B2")
    with Project.open(desk, coder="B2") as project:
        project.codings.begin(next(project.articles.walk()).uid, project.coder.uid)
    assert answer(capsys, "assign", desk, "--from", "B2", "--to", "Ç <b>3", "--preview")["moved"] == 39
    assert answer(capsys, "assign", desk, "--from", "B2", "--to", "Ç <b>3") == {
        "done": True, "moved": 39, "begun": 1, "kept": 0, "to": {"Ç <b>3": 39},
    }  # fmt: skip
    assert answer(capsys, "assign", desk, "--withdraw", "Ç <b>3", "--preview") == {"done": False, "withdrawn": 39, "begun": 0}
    assert run(["assign", str(desk), "--withdraw", "Ç <b>3"]) == 0
    assert "39 articles are withdrawn from Ç <b>3; 0 are begun" in capsys.readouterr().out


def test_a_re_test(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Project.open(desk, coder="B2") as project:
        for article in list(project.articles.walk())[:10]:
            coding = project.codings.begin(article.uid, project.coder.uid)
            project.codings.set_verdict(coding.uid, "unusable", "other")
            project.finish(coding.uid)
    told = answer(capsys, "assign", desk, "--retest", "0.3", "--after", "7", "--coders", "B2")
    assert told["coders"] == [{"coder": "B2", "done": 10, "before": 0, "new": 3}]
    assert run(["assign", str(desk), "--retest", "0.3"]) == 0
    assert "Nothing more comes again." in capsys.readouterr().out


def test_what_cannot_be_is_one_line(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, arguments in {
        "named by --coders": ["--coders", "B2", "--load", "lead=4"],
        "NAME=NUMBER": ["--load", "many"],
        "NAME=VALUE": ["--language", "fr"],
        "Saved filters of articles: Wires": ["--saved-filter", "Nothing"],
        "step of its own": ["--withdraw", "B2", "--double", "0.2"],
        "Say both": ["--from", "B2"],
        "--retest SHARE": ["--coders", "B2", "--after", "3"],
        "between 0 and 1": ["--double", "20"],
        "There is no round": ["--coders", "B2", "--round", "none"],
        "Strata are": ["--strata", "size"],
        "either --coder or": ["--coders", "B2", "--coder", "B2"],
        "either --with-candidates or --retest": ["--with-candidates", "--retest", "0.1"],
        "Say what to do": [],
    }.items():
        assert words in trouble(capsys, "assign", desk, *arguments)
    assert handed(desk) == 0
