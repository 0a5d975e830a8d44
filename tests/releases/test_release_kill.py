"""Killed in the middle, a release leaves no half folder and no half log entry, and the next one is as if it had never begun."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from released import files_of, make_project

from annotator.project import Project
from annotator.project.verify import verify
from annotator.releases.options import ReleaseOptions
from annotator.releases.release import again, release

ROOT = Path(__file__).resolve().parents[2]
STAGES = ("copying", "tables", "giving ids", "writing data", "measuring agreement", "writing tables", "noting")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")


def kill_in(path: Path, folder: Path, stage: str, seed: int) -> None:
    """Starts a release and kills it a moment after it reached a stage."""
    child = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("killed_run.py")), str(path), str(folder), stage],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "reached\n"
    time.sleep(random.Random(seed).random() * 0.06)
    child.send_signal(signal.SIGKILL)
    child.stdout.close()
    child.wait()


def test_killed_at_any_stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    make_project(tmp_path).close()
    path, folder = tmp_path / "p.annotator", tmp_path / "one"
    for seed, stage in enumerate(STAGES):
        kill_in(path, folder, stage, seed)
        with Project.open(path) as project:
            assert verify(project) == []
            noted = len(project.releases.all())
            given = project.database.value("SELECT count(*) FROM incident WHERE external_id IS NOT NULL")
            # Noted, or not begun: ids and the log entry come together, and the folder is whole or not there.
            assert (noted, given) in ((0, 0), (1, 4)), stage
            if folder.exists():
                assert noted == 1
            if noted:
                made = again(project, 1, tmp_path / "again")
                assert made.differs == {}
                if folder.exists():
                    assert files_of(tmp_path / "again") == files_of(folder)
                return
    with Project.open(path) as project:
        made = release(project, folder, ReleaseOptions(formats=("csv", "xlsx")))
        assert (made.number, made.numbered) == (1, 4)
    assert [one.name for one in tmp_path.glob(".one*")] == []
