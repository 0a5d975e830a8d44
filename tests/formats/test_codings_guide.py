"""The guide page on codings from elsewhere: its snippet runs, and its commands take in what it wrote."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from annotator.cli.main import run
from annotator.formats.codings import known
from annotator.project import Project

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "guide" / "codings-in.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
COMMANDS = [line for line in GUIDE.splitlines() if line.startswith("annotator import ")]


def test_the_snippet_and_the_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    Project.create(tmp_path / "iraq.annotator", "acled", coder="A").close()
    assert len(SNIPPETS) == 1
    exec(compile(SNIPPETS[0], "guide", "exec"), {})
    for command in COMMANDS:
        assert run(shlex.split(command)[1:]) == 0, command
    with Project.open(tmp_path / "iraq.annotator", read_only=True) as project:
        assert [(one.model, one.values) for one in project.precodings.models()] == [("model-1", 3)]
        assert [(one.name, one.kind) for one in project.coders.all()] == [("A", "person"), ("model-1", "model")]
        assert project.database.value("SELECT count(*) FROM evidence") == 2


def test_the_guide_names_every_format_that_is_read():
    for name in known.readers():
        words = {"label-studio": "Label Studio", "brat": "brat folder"}.get(name, f"`{name}`")
        assert words in GUIDE or name in GUIDE, name
