"""What a model coded, beside what people did: it goes out where it is asked for, and is told apart there."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from coded_lines import article, coding, write

from annotator.formats.codings import known
from annotator.formats.codings.taking_in import CodingPlan, Whose, take_in
from annotator.formats.registry import ExportOptions, export, outlook
from annotator.project import Project

LEAD = "a" * 32


@pytest.fixture
def project(new_project: Callable[..., Project], tmp_path: Path) -> Iterator[Project]:
    """The lead coded the first article, a model that and another one."""
    with new_project(coder="Lead") as made:
        bring(made, tmp_path, article(coding(LEAD, "Lead")))
        bring(made, tmp_path, article(coding("1")), article(coding("2", state="approved"), text="Other."), whose="model:gpt")
        yield made


def bring(project: Project, folder: Path, *lines: Any, whose: str = "") -> None:
    assert take_in(project, CodingPlan(write(folder / "in.jsonl", *lines), "jsonl", Whose.read(whose))).refused == []


def written(project: Project, out: Path, format_: str, **options: Any) -> list[dict[str, Any]]:
    """The lines of an export."""
    export(project, out, format_, ExportOptions(**options))
    file = out / "all.jsonl" if out.is_dir() else out
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("format_", ["spans-jsonl", "events-jsonl"])
def test_it_is_asked_for_and_told_apart(project: Project, tmp_path: Path, format_: str):
    usual = written(project, tmp_path / "usual", format_)
    assert [(one["coding"], one["coder_kind"]) for one in usual] == [(LEAD, "person")]
    every = written(project, tmp_path / "every", format_, every_coder=True)
    assert sorted(one["coder_kind"] for one in every) == ["model", "model", "person"]
    model = project.coders.named("gpt").uid
    assert [one["coder_kind"] for one in written(project, tmp_path / "own", format_, coder=model)] == ["model"] * 2


def test_of_one_person_and_models_the_persons_work_goes_out(project: Project, tmp_path: Path):
    for format_ in ("csv", "jsonl"):
        told = export(project, tmp_path / f"out.{format_}", format_, ExportOptions())
        assert (told.events, told.left_out) == (1, {"model": 2})
    assert outlook(project, ExportOptions()).left_out == {"model": 2}
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        assert len({row["coder"] for row in csv.DictReader(stream)}) == 1


def test_approved_elsewhere_is_not_approved_as_a_models(project: Project):
    rows = project.database.all("SELECT DISTINCT c.state FROM coding c JOIN coder k ON k.uid = c.coder WHERE k.kind = 'model'")
    assert rows == [("done",)]


@pytest.mark.parametrize("format_", known.readers())
def test_a_model_stays_one_on_its_way_to_another_project(
    project: Project, tmp_path: Path, new_project: Callable[..., Project], format_: str
):
    export(project, tmp_path / "out", format_, ExportOptions(every_coder=True))
    with new_project("other", coder="Boss") as other:
        assert take_in(other, CodingPlan(tmp_path / "out", format_)).added == 3
        assert sorted(one.kind for one in other.coders.all()) == ["model", "person", "person"]
        told = export(other, tmp_path / "lines", "spans-jsonl", ExportOptions())
        assert (told.events, told.left_out) == (1, {"model": 2})


@pytest.mark.parametrize("format_", ["jsonl", "doccano", "brat", "cas-json"])
def test_a_file_that_does_not_say_what_a_coder_is_comes_in_as_persons(
    project: Project, tmp_path: Path, new_project: Callable[..., Project], format_: str
):
    """So all were written once."""
    out = tmp_path / "out"
    export(project, out, format_, ExportOptions(every_coder=True))
    said = 0
    for file in [out] if out.is_file() else [one for one in out.rglob("*.json*") if one.name != "manifest.json"]:
        text = file.read_text(encoding="utf-8")
        file.write_text(new := re.sub(r'"coder_kind": ?"\w+", ?', "", text), encoding="utf-8")
        said += new != text
    assert said
    with new_project("other", coder="Boss") as other:
        told = take_in(other, CodingPlan(out, format_))
        assert (told.added, told.refused) == (3, [])
        assert {one.kind for one in other.coders.all()} == {"person"}
