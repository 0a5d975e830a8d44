"""What a command says, for tests: its answer in JSON, or the one line with which it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from annotator.cli import run


def answer(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> Any:
    """What a command answers in JSON."""
    capsys.readouterr()
    assert run([*map(str, arguments), "--json"]) == code, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 2) -> str:
    """The line on stderr of a command that does nothing."""
    capsys.readouterr()
    assert run([*map(str, arguments)]) == code
    said = capsys.readouterr().err
    assert said.count("\n") == 1, said
    return said
