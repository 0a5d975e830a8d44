"""A new version of the codebook on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lead_project import EVENT, lead_project
from tiny import NEXT, TINY

from annotator.cli import run
from annotator.project import Project
from annotator.project.packages import package


@pytest.fixture
def lead(tmp_path: Path, tiny_codebook: Path) -> Path:
    path = lead_project(tmp_path / "iraq.annotator", str(tiny_codebook))
    with Project.open(path) as project:
        article = project.articles.by_number(1)
        assert article is not None
        project.events.add(project.codings.begin(article.uid, project.coder.uid).uid, {**EVENT, "note": "seen"})
    return path


@pytest.fixture
def version(tmp_path: Path) -> Path:
    path = tmp_path / "next.yaml"
    path.write_text(NEXT, encoding="utf-8")
    return path


def in_force(path: Path) -> str:
    with Project.open(path, read_only=True) as project:
        return project.codebook.version


def test_a_preview_writes_nothing(lead: Path, version: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["codebooks", str(version), "--adopt", str(lead), "--preview"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "new field: weather (text)" in said
    assert "field gone: note (long_text), held by 1 events" in said
    assert "code gone: types a1, held by 1 events" in said
    assert "rule changed: R1" in said
    assert said[-1] == "tiny 2 would take the place of version 1; 1 events to be judged anew."
    assert in_force(lead) == "1"


def test_it_is_adopted_by_the_lead(lead: Path, version: Path, capsys: pytest.CaptureFixture[str]):
    adopting = ["codebooks", str(version), "--adopt", str(lead), "--coder"]
    assert run([*adopting, "B2"]) == 2
    assert "lead" in capsys.readouterr().err
    assert run([*adopting, "Lead", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["adopted"], told["was"], told["version"]) == (True, "1", "2")
    assert [one["name"] for one in told["fields_removed"]] == ["note"]
    assert in_force(lead) == "2"
    assert run([*adopting, "Lead"]) == 2
    assert "in force already" in capsys.readouterr().err


def test_what_cannot_be_adopted_is_one_line(lead: Path, version: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    def refused(*arguments: object) -> str:
        assert run(["codebooks", *map(str, arguments)]) != 0
        said = capsys.readouterr().err
        assert said.count("\n") == 1, said
        return said

    assert "--adopt" in refused(version, "--preview")
    version.write_text(NEXT.replace("type: integer, minimum", "type: whole, minimum"), encoding="utf-8")
    assert "next.yaml, line 22" in refused(version, "--adopt", lead, "--coder", "Lead")
    version.write_text(TINY.replace("name: tiny", "name: ours"), encoding="utf-8")
    assert "another codebook" in refused(version, "--adopt", lead, "--coder", "Lead")
    with Project.open(lead) as project:
        mine = package(project, project.coders.named("B2").uid, tmp_path / "mine.annotator").path
    version.write_text(NEXT, encoding="utf-8")
    assert "package" in refused(version, "--adopt", mine, "--coder", "B2")
    assert in_force(lead) == "1"
