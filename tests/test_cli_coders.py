"""The command about people, end to end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.cli import run
from annotator.project import Project


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    path = tmp_path / "desk.annotator"
    assert run(["new", str(path), "--codebook", "acled", "--coder", "A7"]) == 0
    return path


def answer(capsys: pytest.CaptureFixture[str], desk: Path, *arguments: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert run(["coders", str(desk), *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)["coders"]


def refused(capsys: pytest.CaptureFixture[str], desk: Path, *arguments: str) -> str:
    capsys.readouterr()
    assert run(["coders", str(desk), *arguments]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    return told


def test_people_come_change_and_go(desk: Path, capsys: pytest.CaptureFixture[str]):
    bea = answer(capsys, desk, "--add", "bea")[1]["uid"]
    assert answer(capsys, desk, "--add", "llm 3", "--model")[2]["kind"] == "model"
    assert answer(capsys, desk, "--rename", "bea", "ب2")[1]["name"] == "ب2"
    assert answer(capsys, desk, "--role", bea, "lead")[1]["role"] == "lead"
    assert answer(capsys, desk, "--role", "A7", "coder")[0]["role"] == "coder"
    assert "needs a lead" in refused(capsys, desk, "--role", bea[:8], "coder")
    assert "coder or lead" in refused(capsys, desk, "--role", "A7", "king")
    rows = answer(capsys, desk, "--remove", "A7")
    assert [(row["name"], row["removed"]) for row in rows] == [("ب2", False), ("llm 3", False), ("A7", True)]
    assert not answer(capsys, desk, "--bring-back", "A7")[0]["removed"]
    assert "themselves" in refused(capsys, desk, "--remove", bea)
    assert "--add" in refused(capsys, desk, "--model")
    assert run(["coders", str(desk)]) == 0
    assert "llm 3" in capsys.readouterr().out


def test_what_is_asked_together_is_done_together_or_not(desk: Path, capsys: pytest.CaptureFixture[str]):
    assert "no coder" in refused(capsys, desk, "--add", "bea", "--remove", "cid")
    assert len(answer(capsys, desk)) == 1


def test_equal_names_are_told_apart(desk: Path, capsys: pytest.CaptureFixture[str]):
    answer(capsys, desk, "--add", "bea")
    first, second = (row["uid"] for row in answer(capsys, desk, "--add", "bea")[1:])
    assert first[:8] in refused(capsys, desk, "--rename", "bea", "B2")
    answer(capsys, desk, "--rename", second[:8], "B2")
    with Project.open(desk, read_only=True) as project:
        assert [one.uid for one in project.coders.all() if one.name == "bea"] == [first]


def test_a_file_made_for_a_coder_has_its_people_elsewhere(desk: Path, capsys: pytest.CaptureFixture[str]):
    with Project.open(desk) as project, project.database.writing():
        project.database.run("INSERT INTO project VALUES ('made_for', ?)", (project.coder.uid,))
    assert "lead's project" in refused(capsys, desk, "--add", "bea")
    assert len(answer(capsys, desk)) == 1
