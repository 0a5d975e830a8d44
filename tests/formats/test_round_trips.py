"""A project's codings go out in a format, come into an empty project, and go out again: equal where the format can."""

from __future__ import annotations

from pathlib import Path

import odd_project
import pytest

from annotator.formats.codings.taking_in import CodingPlan, CodingReport, take_in
from annotator.formats.registry import ExportOptions, export
from annotator.project import Project


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


def test_our_own_lines_come_back_byte_for_byte(odd: Project, tmp_path: Path) -> None:
    with odd:
        first, second, report = _back(tmp_path, odd, "jsonl")
    assert report.refused == []
    assert (report.added, report.known, report.events, report.articles_added) == (4, 0, 4, 4)
    assert first.read_bytes() == second.read_bytes()
    assert {one.what for one in report.unmapped} == {"value"}, "what is no value is listed, and kept"
