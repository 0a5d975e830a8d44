"""Folders for a while: they go with their work, and those of a killed program go the next time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from team import give, packed, texts

from annotator.errors import StorageError
from annotator.project import Project, temporary_folder
from annotator.project.arrivals import opened
from annotator.project.temporary_folder import clear
from annotator.project.temporary_folder import temporary_folder as made

ROOT = Path(__file__).resolve().parents[2]
HOLDING = """
import sys
from pathlib import Path
from annotator.project import Project
from annotator.project.arrivals import opened
with Project.open(Path(sys.argv[1])) as project, opened(Path(sys.argv[2]), project) as copy:
    print(copy.path, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the system's temporary files are; nothing of ours may stay."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(temporary_folder, "_STALE", 0.0)
    return folder


def test_it_goes_whatever_happens_inside(place: Path):
    with made() as folder, made() as other:
        assert list(folder.iterdir()) == list(other.iterdir()) == []
        (folder / "a.txt").write_text("texts", encoding="utf-8")
        clear()
        assert (folder / "a.txt").exists()
    with pytest.raises(ZeroDivisionError), made() as folder:
        raise ZeroDivisionError
    assert list(place.iterdir()) == []


def test_what_others_named_so_is_theirs(place: Path):
    named, linked, old = (place / f"annotator-temporary-{one}" for one in ("thesis", "linked", "old"))
    for folder in (named, old):
        (folder / "files").mkdir(parents=True)
    (named / "thesis.txt").write_text("mine", encoding="utf-8")
    linked.symlink_to(old, target_is_directory=True)
    (place / "annotator-temporary-file").write_text("mine", encoding="utf-8")
    with made():
        pass
    assert {one.name for one in place.iterdir()} == {named.name, linked.name, "annotator-temporary-file"}


def test_what_was_made_just_now_is_left_alone(place: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(temporary_folder, "_STALE", 60.0)
    new = place / "annotator-temporary-new"
    new.mkdir()
    clear()
    assert new.exists()


def test_no_place_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(StorageError, match="no place for temporary files"), made():
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_package_of_a_killed_program_goes_the_next_time(place: Path, new_project: Callable[..., Project], tmp_path: Path):
    lead = new_project("main", "Lead")
    lead.articles.add(texts(2))
    coder = lead.coders.add("B2").uid
    give(lead, coder, [one.uid for one in lead.articles.walk()])
    path = packed(lead, coder, tmp_path / "out")
    lead.close()
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(lead.path), str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(place)},
    )  # fmt: skip
    assert child.stdout is not None
    with child:
        copy = Path(child.stdout.readline().strip())
        assert copy.is_relative_to(place)
        clear()
        assert copy.exists(), "another program needs it"
        child.send_signal(signal.SIGKILL)
    assert copy.exists()
    with Project.open(lead.path) as project, opened(path, project) as found:
        assert not copy.exists()
        assert found.path.exists()
    assert list(place.iterdir()) == []
