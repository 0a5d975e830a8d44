"""Nothing but SQLite opens a project that is open: its locks would be gone, and with them what others then write over."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from annotator.codebook.loading import load
from annotator.errors import AnnotatorError, ExportRefused
from annotator.formats.any_table import open_any
from annotator.formats.articles.sources import preview, read_articles
from annotator.formats.codings import guessing
from annotator.formats.importing import ImportPlan, take_in
from annotator.held_files import BELONGS, is_held
from annotator.places.boundary_files import looks_like_boundaries
from annotator.project import Project
from annotator.project.arrivals import PackageRefused, digest_of, opened, waiting
from annotator.project.articles import ArticleDraft, Refused
from annotator.project.backup import back_up
from annotator.project.sealing import is_sealed
from annotator.writing import save_text

LOCKS = Path("/proc/locks")
ROOT = Path(__file__).resolve().parents[2]
needs_locks = pytest.mark.skipif(not LOCKS.exists(), reason="the system does not list its locks")


def locks(path: Path) -> int:
    """How many POSIX locks this process has on a file."""
    lines = [line.split() for line in LOCKS.read_text(encoding="ascii").splitlines()]
    return sum(
        1 for line in lines
        if "POSIX" in line and str(os.getpid()) in line and any(part.endswith(f":{path.stat().st_ino}") for part in line)
    )  # fmt: skip


def all_locks(path: Path) -> tuple[int, int]:
    return locks(path), locks(Path(f"{path}-shm"))


@pytest.fixture
def path(project: Project) -> Path:
    return project.path


def test_a_file_is_held_while_it_is_open_under_any_name(project: Project, path: Path, tmp_path: Path):
    link, twin = tmp_path / "link.csv", tmp_path / "twin.csv"
    link.symlink_to(path)
    os.link(path, twin)
    beside = [Path(f"{path}-wal"), Path(f"{path}-shm")]
    assert all(is_held(one) for one in (path, link, twin, *beside))
    assert not is_held(tmp_path / "tiny.yaml")
    assert not is_held(tmp_path / "nothing")
    with Project.open(path, read_only=True):
        pass
    assert is_held(path), "the other connection is still there"
    project.close()
    assert not any(is_held(one) for one in (path, link, twin))
    assert path.read_bytes().startswith(b"SQLite")


@pytest.mark.skipif(sys.platform == "win32", reason="locks of Windows belong to handles")
def test_no_open_of_python_reaches_it(project: Project, path: Path, tmp_path: Path):
    ways: list[Callable[[], object]] = [
        path.read_bytes, lambda: os.open(path, os.O_RDONLY), lambda: open(str(path)).close(),
        lambda: open(os.fsencode(path)).close(),
        lambda: shutil.copyfile(path, tmp_path / "copy"), Path(f"{path}-shm").read_bytes, Path(f"{path}-wal").read_bytes,
    ]  # fmt: skip
    for way in ways:
        with pytest.raises(OSError, match=BELONGS):
            way()
    assert digest_of(tmp_path / "tiny.yaml")


DOORS: dict[str, Callable[[Project, Path], object]] = {
    "articles": lambda _, path: list(read_articles([path])),
    "folder": lambda _, path: list(read_articles([path.parent])),
    "preview": lambda _, path: preview(path),
    "preview of a folder": lambda _, path: preview(path.parent),
    "as text": lambda _, path: list(read_articles([path], kind="text")),
    "as csv": lambda _, path: preview(path, kind="csv"),
    "as workbook": lambda _, path: preview(path, kind="xlsx"),
    "as parquet": lambda _, path: preview(path, kind="parquet"),
    "as zip": lambda _, path: list(read_articles([path], kind="zip")),
    "as web archive": lambda _, path: list(read_articles([path], kind="warc")),
    "table": lambda _, path: open_any(path, suffix=".csv"),
    "json": lambda _, path: open_any(path, suffix=".jsonl"),
    "guess": lambda _, path: guessing.guess(path),
    "guess of a folder": lambda _, path: guessing.guess(path.parent),
    "codings": lambda _, path: guessing.holds_codings(path),
    "codebook": lambda _, path: load(path),
    "boundaries": lambda _, path: looks_like_boundaries(path),
    "sealed": lambda _, path: is_sealed(path),
    "package": lambda project, path: opened(path, project).__enter__(),
    "shared folder": lambda project, path: waiting(project, path.parent),
    "backup": lambda project, _: back_up(project),
    "reader": lambda _, path: Project.open(path, read_only=True).close(),
    "import": lambda project, path: take_in(project, ImportPlan((path, path.parent))),
    "written over": lambda _, path: save_text(path, "mine"),
}


@needs_locks
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", ["itself", "-wal", "-shm", "linked"])
def test_every_door_leaves_the_locks(project: Project, path: Path, door: str, name: str):
    project.database.value("SELECT count(*) FROM article")
    target = path if name == "itself" else Path(f"{path}{name}")
    if name == "linked":
        target = path.with_name("linked.jsonl")
        target.symlink_to(path)
    assert min(all_locks(path)) > 0
    with suppress(AnnotatorError):
        DOORS[door](project, target)
    assert min(all_locks(path)) > 0


def test_it_is_passed_over_in_a_folder_and_refused_by_name(project: Project, path: Path):
    (path.parent / "a.txt").write_text("Two men were killed in Kirkuk.", encoding="utf-8")
    told = take_in(project, ImportPlan((path.parent / "a.txt", path), good_rows=True))
    assert told.added == 1
    assert [str(one) for one in told.refused] == [f"p.annotator: {BELONGS}; choose another file."]
    found = list(read_articles([path.parent]))
    assert [one.origin for one in found if isinstance(one, ArticleDraft)] == ["a.txt"]
    assert [one.file for one in found if isinstance(one, Refused)] == ["tiny.yaml"]
    with pytest.raises(PackageRefused, match="is the file that is open"), opened(path, project):
        pass
    plain = path.with_name("plain.csv")
    os.link(path, plain)
    with pytest.raises(ExportRefused, match="is a project"):
        save_text(plain, "mine")
    assert path.samefile(plain)


@pytest.mark.skipif(sys.platform == "win32", reason="locks of Windows belong to handles")
def test_another_program_that_looks_in_leaves_the_log(project: Project, path: Path):
    """What a reader elsewhere takes away where it believes itself the last one."""
    for door in DOORS.values():
        with suppress(AnnotatorError):
            door(project, path)
    inode, size = Path(f"{path}-wal").stat().st_ino, Path(f"{path}-shm").stat().st_size
    code = (
        f"from annotator.sqlite_driver import sqlite3\nlooking = sqlite3.connect({str(path)!r})\n"
        "print(looking.execute('SELECT count(*) FROM operation').fetchone())\nlooking.close()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True)
    assert Path(f"{path}-wal").stat().st_ino == inode
    assert Path(f"{path}-shm").stat().st_size == size
