"""`annotator rounds`, end to end: a test is made, given, judged, and passed by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.cli import run
from annotator.project import Project, results
from annotator.project.articles import ArticleDraft

EVENT = {"event_date": "2020-06-02", "type": "A", "sub": "a1", "country": "Iraq", "n": 3}


@pytest.fixture
def path(tmp_path: Path, tiny_codebook: Path) -> Path:
    """A lead who coded two of three articles, and a coder."""
    path = tmp_path / "team.annotator"
    with Project.create(path, str(tiny_codebook), coder="lead") as project:
        project.articles.add(ArticleDraft(f"Article {n}", date="2020-06-03") for n in range(3))
        project.coders.add("B2")
        for number in (1, 2):
            code(project, number, "main")
    return path


def code(project: Project, number: int, round_: str, **values: Any) -> None:
    article = project.articles.by_number(number)
    assert article is not None
    coding = project.codings.begin(article.uid, project.coder.uid, round_).uid
    project.events.add(coding, {**EVENT, **values})
    project.finish(coding)


def answer(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> Any:
    capsys.readouterr()
    assert run(["rounds", *map(str, arguments), "--json"]) == code
    out, err = capsys.readouterr()
    return json.loads(out) if not code else err.strip()


def test_a_test_from_its_making_to_the_open_gate(path: Path, capsys: pytest.CaptureFixture[str]):
    made = answer(capsys, path, "--new", "Test 1", "--kind", "test", "--pass-mark", "0.9", "--fields", "n, country")
    assert (made["round"], made["kind"]) == ("Test 1", "test")
    told = answer(capsys, path, "--standard", "Test 1", "--coder", "lead", "--article", "1", "--article", "2")
    assert told == {"standards": 2, "done": 2}
    assert answer(capsys, path, "--give", "Test 1", "--coder", "B2") == {"given": 2}
    with Project.open(path, coder="B2") as project:
        code(project, 1, made["uid"])
        assert results.gate(project, project.coder.uid)
    assert answer(capsys, path, "--judge", "Test 1")["not_judged"] == ["B2 has handed in 1 of 2 articles of “Test 1”."]
    with Project.open(path, coder="B2") as project:
        code(project, 2, made["uid"], n=1, country="Syria")
    [judged] = answer(capsys, path, "--judge", "Test 1")["results"]
    assert (judged["coder"], judged["score"], judged["passed"]) == ("B2", round(4 / 6, 4), False)
    assert judged["details"]["fields"] == {"country": {"same": 1, "counted": 2}, "n": {"same": 1, "counted": 2}}
    opened = answer(capsys, path, "--open", "Test 1", "--coder", "B2", "--note", "Trained elsewhere")
    assert (opened["passed"], opened["score"]) == (True, judged["score"])
    listed = answer(capsys, path)["rounds"]
    assert [(one["round"], one["kind"]) for one in listed] == [("main", "main"), ("Test 1", "test")]
    assert (listed[1]["standards"], listed[1]["coders"][0]["done"]) == (2, 2)
    with Project.open(path, coder="B2") as project:
        assert results.gate(project, project.coder.uid) == ""
    capsys.readouterr()
    assert run(["rounds", str(path)]) == 0
    assert "  B2: 2 of 2 handed in; 67%, passed by hand" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--new", "Main "), "There is a round"), (("--new", "X", "--fields", "nope"), "no field nope"),
        (("--new", "X", "--judge", "Y"), "One step at a time"),
        (("--give", "main", "--coder", "B2"), "no training and no test"),
        (("--give", "main"), "Say to whom"), (("--judge", "nope"), "There is no round"),
        (("--standard", "main", "--coder", "lead"), "at least one --article"), (("--open", "main"), "Say for whom"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_one_line(path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], why: str):
    told = answer(capsys, path, *arguments, code=2)
    assert why in told
    assert "\n" not in told
