"""Who has which package, when work came back, and what is new since."""

from __future__ import annotations

from pathlib import Path

import pytest
from lead_project import code, hand_out, lead_project

from annotator.project import Project
from annotator.project.merging import merge
from annotator.project.package_state import Out, out
from annotator.project.packages import package


@pytest.fixture
def lead(tmp_path: Path, tiny_codebook: Path) -> Path:
    return lead_project(tmp_path / "iraq.annotator", str(tiny_codebook))


def of(project: Project, name: str) -> Out:
    return next(one for one in out(project) if one.coder.name == name)


def test_what_is_new_counts_from_a_coders_last_package(lead: Path, tmp_path: Path):
    with Project.open(lead) as project:
        assert [(one.coder.name, one.package, one.back, dict(one.new)) for one in out(project)] == [
            ("B2", None, "", {}), ("C3", None, "", {}),
        ]  # fmt: skip
        for name in ("B2", "B2", "C3"):
            package(project, project.coders.named(name).uid, tmp_path)
        found = of(project, "B2").package
        assert found is not None
        assert (found.number, found.counts["articles"]) == (2, 4)
        assert dict(of(project, "B2").new) == {}
        hand_out(project, "B2", range(5, 7))
        assert dict(of(project, "B2").new) == {"assignment": 2}
        assert dict(of(project, "C3").new) == {}, "what another coder gets is nobody's news"
        package(project, project.coders.named("B2").uid, tmp_path)
        assert dict(of(project, "B2").new) == {}


def test_work_that_was_taken_back_did_not_come(lead: Path, tmp_path: Path):
    with Project.open(lead) as project:
        mine = package(project, project.coders.named("B2").uid, tmp_path).path
    code(mine, 1)
    with Project.open(lead) as project:
        merge(project, [mine])
        assert of(project, "B2").back
        assert not of(project, "C3").back
        project.history.undo()
        assert not of(project, "B2").back
