"""What is given to the reader of another format: every one says so in a sentence, and no look at it is deceived."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from odd_project import odd_project

from annotator.errors import ImportRefused
from annotator.formats.codings import known
from annotator.formats.codings.guessing import guess, holds_codings
from annotator.formats.codings.taking_in import CodingPlan, CodingReport, take_in
from annotator.formats.registry import ExportOptions, export
from annotator.project import Project

PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89" + bytes(range(256))
READERS = known.readers()
KINDS = [
    "empty folder", "folder of a picture", "empty file", "text", "picture", "zip of nothing", "zip of a picture", "pipe",
    "locked file", "locked folder", *READERS,
]  # fmt: skip


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Project, Project]]:
    """One that is exported, and an empty one."""
    folder = tmp_path_factory.mktemp("projects")
    with ExitStack() as opened:
        full = opened.enter_context(odd_project(folder))
        empty = Project.create(folder / "empty.annotator", str(folder / "odd.yaml"), coder="Lead")
        yield full, opened.enter_context(empty)


@pytest.fixture(scope="module")
def sources(projects: tuple[Project, Project], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one of each kind that can be made."""
    folder = tmp_path_factory.mktemp("sources")
    (folder / "empty folder").mkdir()
    (folder / "folder of a picture").mkdir()
    (folder / "folder of a picture" / "a.png").write_bytes(PICTURE)
    (folder / "empty file").touch()
    (folder / "text").write_text("Two died in Kirkuk.\nNobody knows more.\n", encoding="utf-8")
    (folder / "picture").write_bytes(PICTURE)
    with zipfile.ZipFile(folder / "zip of nothing", "w"):
        pass
    with zipfile.ZipFile(folder / "zip of a picture", "w") as packed:
        packed.writestr("a.png", PICTURE)
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe")
    (folder / "locked file").write_text("{}", encoding="utf-8")
    (folder / "locked file").chmod(0)
    (folder / "locked folder").mkdir(0)
    for name in READERS:
        export(projects[0], folder / name, name, ExportOptions(every_coder=True))
    return folder


def there(path: Path) -> Path:
    """The path; skips where the system makes no such thing, or locks nothing from who runs the tests."""
    if not os.path.lexists(path) or (path.name.startswith("locked") and os.access(path, os.R_OK)):
        pytest.skip("the system makes no such thing")
    return path


def read(project: Project, path: Path, format_: str) -> CodingReport:
    return take_in(project, CodingPlan(path, format_), preview=True)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("format_", READERS)
def test_what_is_of_another_kind_is_refused_in_a_sentence(
    projects: tuple[Project, Project], sources: Path, format_: str, kind: str
):
    if kind == format_:
        return
    try:
        told = read(projects[1], there(sources / kind), format_)
    except ImportRefused as error:
        said = [str(error)]
    else:
        said = [str(one) for one in told.refused]
        assert not told.added + told.known + told.articles_added, "nothing of it is taken for codings"
    assert said, "it is said"
    for one in said:
        assert len(one) < 400
        assert one.endswith("."), one


@pytest.mark.parametrize("kind", KINDS)
def test_a_look_at_it_says_what_it_is_or_nothing(sources: Path, kind: str):
    assert guess(there(sources / kind)) == (kind if kind in READERS else "")
    assert holds_codings(sources / kind) == (kind == known.OWN)


@pytest.mark.parametrize("format_", READERS)
def test_what_the_system_says_while_a_file_is_read_is_a_sentence(
    projects: tuple[Project, Project], sources: Path, format_: str, monkeypatch: pytest.MonkeyPatch
):
    def broken(_path: Path, _arriving: Any) -> Iterator[Any]:
        raise PermissionError(13, "Permission denied")
        yield

    monkeypatch.setattr(known, "reader", lambda _: broken)
    with pytest.raises(ImportRefused, match="cannot be read: Permission denied"):
        read(projects[1], sources / format_, format_)


def test_a_folder_without_tasks_says_which_files_it_looked_for(projects: tuple[Project, Project], sources: Path):
    with pytest.raises(ImportRefused, match=r"none of tasks\.json, train\.json, dev\.json, test\.json"):
        read(projects[1], sources / "brat", "label-studio")


@pytest.mark.parametrize("begin", ["", "z" * 200_000])
def test_lines_that_doccano_packed_are_doccanos(sources: Path, tmp_path: Path, begin: str):
    """A file a member; one who did nothing has an empty one."""
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("admin.jsonl", "")
        archive.writestr("lena.jsonl", json.dumps({"text": f"{begin}Kirkuk.", "label": [[0, 6, "place"]]}) + "\n")
    assert guess(packed) == "doccano"


def test_our_folder_for_doccano_packed_is_doccanos(sources: Path, tmp_path: Path):
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted((sources / "doccano").rglob("*.json*")):
            archive.write(file, file.relative_to(sources / "doccano").as_posix())
    assert guess(packed) == "doccano"
