"""What the data sheet says and does not keep back: unknown numbers of searches, answers withheld, figures without a value."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from parts_project import make, write
from released import files_of, make_project

from annotator.project import Project
from annotator.project.search_records import SearchDraft
from annotator.releases.options import ReleaseOptions
from annotator.releases.release import release


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    made = make(tmp_path_factory.mktemp("parts"))
    yield made
    made.close()


def written(project: Project, folder: Path, options: ReleaseOptions) -> str:
    write(project, folder, options)
    return (folder / "datasheet.md").read_text("utf-8")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def closing(tmp_path: Path) -> Iterator[Project]:
    made = make(tmp_path)
    yield made
    made.close()


def test_a_sum_of_some_searches_says_so(closing: Project, tmp_path: Path):
    made = closing
    made.search_records.add(SearchDraft("Wire archive", hits=4065))
    told = written(made, tmp_path / "out", ReleaseOptions())
    assert "| Hits of all searches, as noted | 4,105 |" in told
    assert "| Articles retrieved, as noted of 1 of 2 searches: at least | 14 |" in told
    labels = {one["label"]: one["n"] for one in rows(tmp_path / "out" / "tables" / "flow.csv")}
    assert labels["Of these there already, as noted of 1 of 2 searches: at least"] == "2"
    for one in made.search_records.all():
        if one.retrieved:
            made.search_records.remove(one.uid)
    told = written(made, tmp_path / "other", ReleaseOptions())
    assert "| Articles retrieved, as noted: no search says it | not known |" in told


def test_an_answer_that_was_withheld_is_marked(project: Project, tmp_path: Path):
    told = written(project, tmp_path / "none", ReleaseOptions(texts="none"))
    marked = [one for one in rows(tmp_path / "none" / "tables" / "values.csv") if one["withheld"] == "1"]
    assert [(one["field"], one["value"]) for one in marked] == [("note", "")]
    assert "; of incidents, by field: `note` 1; `withheld` in `tables/values.csv` marks each" in told
    told = written(project, tmp_path / "full", ReleaseOptions(texts="full"))
    assert {one["withheld"] for one in rows(tmp_path / "full" / "tables" / "values.csv")} == {"0"}
    assert "by field" not in told


def test_every_question_of_agreement_has_a_figure_or_a_reason(tmp_path: Path):
    with make_project(tmp_path) as opened:
        release(opened, tmp_path / "out", ReleaseOptions())
    told = files_of(tmp_path / "out")["datasheet.md"].decode("utf-8").splitlines()
    words = next(line for line in told if line.startswith("| Words: Words taken as evidence"))
    assert words == ("| Words: Words taken as evidence | 2 | F1 1.000 | undefined | fewer than 10 spans were marked |")
    country = next(line for line in told if line.startswith("| Of events: Country"))
    assert country.endswith("| undefined | Only 2 units have values of two coders, fewer than 10. |")
    assert not any("| – | – |" in line for line in told if line.startswith(("| Words", "| Events as")))
