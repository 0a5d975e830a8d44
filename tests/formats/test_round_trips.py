"""A project's codings go out in a format, come into an empty project, and go out again: equal where the format can."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import odd_project
import pytest

from annotator.cli.main import run
from annotator.codebook.loading import load, shipped
from annotator.formats.articles.sources import format_names
from annotator.formats.codings import known
from annotator.formats.codings.guessing import guess
from annotator.formats.codings.taking_in import CodingPlan, CodingReport, take_in
from annotator.formats.registry import ExportOptions, export, formats, writable
from annotator.project import Project

Make = Callable[[Path], Project]
_GUID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


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
    """What was written, by file. The manifest tells when and by which program; of a REFI-QDA archive, in which codes and users
    have an identity that is their project's, the identities in the order in which they are met."""
    if path.suffix == ".qdpx":
        with zipfile.ZipFile(path) as archive:
            return {name: _numbered(archive.read(name)) for name in archive.namelist()}
    if path.is_file():
        return {"": path.read_bytes()}
    files = (file for file in sorted(path.rglob("*")) if file.is_file() and file.name != "manifest.json")
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in files}


def _numbered(text: bytes) -> bytes:
    known: dict[bytes, bytes] = {}
    return _GUID.sub(lambda found: known.setdefault(found[0], b"<%d>" % len(known)), text)


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


# --- what is told of formats ------------------------------------------------------------------------------------------


def test_every_format_says_what_it_reads_writes_keeps_and_loses(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["formats", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["formats"]
    assert {*known.MODULES, known.OWN, *format_names()} <= {one["name"] for one in told}
    for one in told:
        assert one["reads"] or one["writes"], one["name"]
        assert all(one[what].strip() for what in ("name", "title", "keeps", "loses")), one["name"]
    assert len({one["name"] for one in told}) == len(told)


def test_every_format_that_reads_comes_in_by_the_command(
    tmp_path: Path, odd: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """Asked for a file that is not there, each says so: none is unknown."""
    odd.close()
    articles = format_names()
    rows = set(odd.codebook.profiles)
    for one in formats():
        if not one.reads or one.name in rows or (one.kind == "rows" and one.name not in articles):
            continue  # tables of codebooks: theirs are tested with the codebook
        assert one.name in (*articles, *known.readers()), one.name
        assert run(["import", str(odd.path), str(tmp_path / "none"), "--format", one.name]) == 1
        assert "none" in (said := "".join(capsys.readouterr())), one.name
        assert "no format" not in said, one.name
        assert "no table" not in said, one.name


def test_every_format_that_writes_stands_in_the_dialogs_list(odd: Project) -> None:
    with odd:
        offered = {one.name for one in writable(odd.codebook)}
        tables = {name for path in shipped().values() for name, _ in load(path)[0].tables_for_others}
        assert offered == {one.name for one in formats() if one.writes and one.name not in tables}


def test_readers_are_guessed_by_what_they_wrote(odd: Project, tmp_path: Path) -> None:
    with odd:
        for name in known.readers():
            out = tmp_path / f"guessed.{name}"
            export(odd, out, name, ExportOptions(every_coder=True))
            assert guess(out) == name
