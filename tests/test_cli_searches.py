"""The log of searches on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.cli import run
from annotator.project import Project

ADD = ["--query", "protest*", "--from", "2019", "--to", "2020-06", "--hits", "4100", "--retrieved", "4012"]


@pytest.fixture
def path(tmp_path: Path, tiny_codebook: Path) -> Path:
    """An empty project of one lead and one coder."""
    path = tmp_path / "p.annotator"
    with Project.create(path, str(tiny_codebook), coder="Lead") as project:
        project.coders.add("B1")
    return path


def test_a_search_is_noted_changed_and_removed(path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["searches", str(path)]) == 0
    assert capsys.readouterr().out == "No search is noted.\n"
    assert run(["searches", str(path), "--add", "Factiva", *ADD, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (one,) = told["searches"]
    assert (one["name"], one["first"], one["last"], one["hits"], one["duplicates"]) == (
        "Factiva", "2019-01-01", "2020-06-30", 4100, None,
    )  # fmt: skip
    assert (told["totals"]["hits"], told["totals"]["untold"]) == (4100, 1)
    assert run(["searches", str(path), "--change", one["uid"][:8], "--duplicates", "230", "--name", "Nexis"]) == 0
    said = capsys.readouterr().out
    assert f"{one['uid'][:10]}  Nexis, 2019-01-01 to 2020-06-30" in said
    assert "  protest*\n  hits 4,100, retrieved 4,012, duplicates 230" in said
    assert said.endswith("1 search: hits 4,100, retrieved 4,012, duplicates 230.\n")
    assert run(["searches", str(path), "--remove", one["uid"]]) == 0
    assert capsys.readouterr().out == "No search is noted.\n"


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (["--hits", "3"], "goes with --add NAME"),
        (["--add", "Factiva", "--name", "Nexis"], "goes with --add NAME"),
        (["--add", "Factiva", "--remove", "ab"], "Name one of"),
        (["--change", "ab"], "Say what is to change"),
        (["--change", "ab", "--hits", "3"], "There is no search “ab”"),
        (["--remove", ""], "There is no search"),
        (["--add", "Factiva", "--hits", "3", "--retrieved", "4"], "more retrieved"),
        (["--add", "Factiva", "--coder", "B1"], "lead's"),
        (["--coder", "Lead"], "--coder goes with"),
    ],
)
def test_wrong_usage_is_one_line(path: Path, asked: list[str], reason: str, capsys: pytest.CaptureFixture[str]):
    assert run(["searches", str(path), *asked]) == 2
    assert reason in capsys.readouterr().err
    with Project.open(path, read_only=True) as project:
        assert project.search_records.all() == []
