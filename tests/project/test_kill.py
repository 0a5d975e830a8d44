"""Killed at a random moment, a project holds every change that was shown as saved, and its whole history."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scripted_run import checksum

from annotator.project import Project
from annotator.project.verify import verify
from annotator.project.writer_lock import WriterLock

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("ANNOTATOR_KILLS", "6"))
LINES = 150
"""The parent kills behind a random one of the first lines, so the moment depends on work done and not on the clock."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")


def run_and_kill(path: Path, seed: int) -> list[dict[str, Any]]:
    """Starts the run, kills it in the middle of whatever it does then, and gives all it said before."""
    child = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("scripted_run.py")), str(path), str(seed), "100000"],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert child.stdout is not None
    dice = random.Random(seed)
    wanted = dice.randint(1, LINES)
    said: list[str] = []
    for line in child.stdout:
        said.append(line)
        if len(said) >= wanted:
            break
    # Some work more or less, so that it dies inside a transaction as well as between two.
    sum(range(dice.randint(0, 400_000)))
    child.send_signal(signal.SIGKILL)
    said += child.stdout.readlines()
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL
    whole = [line for line in said if line.endswith("\n")]
    return [json.loads(line) for line in whole]


def state(project: Project) -> list[Any]:
    """Everything that undo and redo bring back; values by name, for their order says nothing."""
    db = project.database
    found: list[Any] = [
        db.all(f'SELECT {columns} FROM {table} WHERE removed = 0 ORDER BY uid')
        for table, columns in (
            ("article", "uid, title, date"), ("coding", "uid, state, verdict, memo"), ("event", 'uid, position, "values"'),
            ("evidence", "uid, owner, field, spans"),
        )
    ] + [project.database.all("SELECT * FROM events ORDER BY event_uid")]  # fmt: skip
    found[2] = [(uid, position, json.loads(values)) for uid, position, values in found[2]]
    return found


def judge(path: Path, said: list[dict[str, Any]]) -> int:
    """Opens what the kill left behind and looks at all of it; gives how many changes were shown as saved."""
    with Project.open(path) as project:
        assert verify(project) == []
        saved = [line for line in said if "saved" in line]
        assert [line for line in saved if checksum(project, line["saved"]) != line["sum"]] == []
        last = state(project)
        begun = {row[0] for row in project.database.all("SELECT uid FROM operation WHERE undoes IS NULL AND undone = 0")}
        while project.history.to_undo():
            project.history.undo()
        assert state(project)[:4] == [[], [], [], []]
        assert verify(project) == []
        for _ in range(len(begun) - 1):
            assert project.history.redo() is not None
        assert state(project) == last
        assert verify(project) == []
    return len(saved)


def kill_once(folder: Path, codebook: Path, seed: int) -> int:
    """One run, one kill, everything looked at; gives how many changes were shown as saved."""
    path = folder / f"p{seed}.annotator"
    Project.create(path, str(codebook), coder="A1").close()
    said = run_and_kill(path, seed)
    assert path.with_name(f"{path.name}.lock").exists(), "the killed process left its lock behind"
    saved = judge(path, said)
    assert sorted(one.name for one in folder.glob(f"{path.name}*")) == [path.name]
    return saved


def test_a_few_kills(tmp_path: Path, tiny_codebook: Path):
    seeds = range(min(KILLS, 6))
    saved = sum(kill_once(tmp_path, tiny_codebook, seed) for seed in seeds)
    assert saved > len(seeds), "the runs were killed before they saved anything"


@pytest.mark.long
@pytest.mark.parametrize("seed", range(KILLS))
def test_many_kills(tmp_path: Path, tiny_codebook: Path, seed: int):
    kill_once(tmp_path, tiny_codebook, seed)


def test_killed_twice_without_being_opened_between(tmp_path: Path, tiny_codebook: Path):
    path = tmp_path / "p.annotator"
    Project.create(path, str(tiny_codebook), coder="A1").close()
    said = run_and_kill(path, 1001) + run_and_kill(path, 1002)
    assert judge(path, said) > 0


def test_a_stale_lock_of_another_host_is_recognised(tmp_path: Path, tiny_codebook: Path):
    path = tmp_path / "p.annotator"
    Project.create(path, str(tiny_codebook), coder="A1").close()
    WriterLock(path).path.write_text('{"pid": 1, "host": "elsewhere", "user": "nobody"}', encoding="utf-8")
    with Project.open(path) as project:
        assert not project.read_only
