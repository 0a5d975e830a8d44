"""A project's codings go out in a format, come into an empty project, and go out again: equal where the format can."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import odd_project
import pytest

from annotator.formats.codings import known
from annotator.formats.codings.taking_in import CodingPlan, CodingReport, take_in
from annotator.formats.registry import ExportOptions, export
from annotator.project import Project

Make = Callable[[Path], Project]


def _empty(folder: Path, like: Project) -> Project:
    """Another project with the same codebook and nothing in it."""
    folder.mkdir()
    book = folder / "book.yaml"
    book.write_text(like.database.value("SELECT source FROM codebook"), encoding="utf-8")
    return Project.create(folder / "other.annotator", str(book), coder="Lead")


def _back(
    tmp_path: Path, project: Project, format_: str, options: ExportOptions | None = None
) -> tuple[Path, Path, CodingReport]:
    """What was exported, what is exported after it came in elsewhere, and what became of it there."""
    options = options or ExportOptions(every_coder=True)
    first, second = tmp_path / f"first.{format_}", tmp_path / f"second.{format_}"
    export(project, first, format_, options)
    with _empty(tmp_path / "other", project) as other:
        report = take_in(other, CodingPlan(first, format_))
        export(other, second, format_, options)
    return first, second, report


@pytest.fixture
def odd(tmp_path: Path) -> Project:
    folder = tmp_path / "odd"
    folder.mkdir()
    return odd_project.odd_project(folder)


def _told(path: Path) -> dict[str, bytes]:
    """What was written, by file. The manifest tells when and by which program."""
    if path.is_file():
        return {"": path.read_bytes()}
    files = (file for file in sorted(path.rglob("*")) if file.is_file() and file.name != "manifest.json")
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in files}


@pytest.mark.parametrize("make", [odd_project.odd_project, odd_project.odd_texts])
@pytest.mark.parametrize("format_", known.readers())
def test_a_format_that_reads_gives_back_what_it_wrote(format_: str, make: Make, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    with make(folder) as project:
        first, second, report = _back(tmp_path, project, format_)
    assert report.refused == []
    assert report.added == (4 if make is odd_project.odd_project else 5)
    assert _told(second) == _told(first)


def test_our_own_lines_list_what_is_no_value_and_keep_it(odd: Project, tmp_path: Path) -> None:
    with odd:
        _, _, report = _back(tmp_path, odd, "jsonl")
    assert {(one.what, one.name) for one in report.unmapped} == {("value", "arrested"), ("value", "shade")}
