"""The guide to the command line names every key that a program gets to read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tiny import TINY

from annotator.cli.main import run
from annotator.project import Project
from annotator.project.articles import ArticleDraft

GUIDE = Path(__file__).parents[1] / "docs" / "guide" / "command-line.md"


@pytest.mark.parametrize(
    ("arguments", "inside", "section"),
    [(["release", "--preview"], "", "## Releases"), (["review", "--list", "done"], "work", "## Review and progress")],
)
def test_every_key_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], inside: str, section: str
) -> None:
    book, path = tmp_path / "tiny.yaml", tmp_path / "p.annotator"
    book.write_text(TINY, encoding="utf-8")
    with Project.create(path, str(book), coder="lead") as project:
        project.articles.add([ArticleDraft("Two were hurt.", "T", "2020-06-02")])
        coding = project.codings.begin(project.articles.uid_of(1), project.coder.uid)
        project.codings.set_verdict(coding.uid, "no_event")
        project.finish(coding.uid)
    capsys.readouterr()
    assert run([arguments[0], str(path), *arguments[1:], "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    told = GUIDE.read_text(encoding="utf-8").partition(section)[2].partition("\n## ")[0]
    keys = [*answer, *(answer[inside][0] if inside else ())]
    assert [key for key in keys if f'"{key}"' not in told] == []
