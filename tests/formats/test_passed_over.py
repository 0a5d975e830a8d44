"""What does not go out of codings is counted with its reason, whether or not it tells of events, before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from coded_lines import article, coding, write

from annotator.errors import UsageError
from annotator.formats.codings.going import CodingOptions
from annotator.formats.codings.outlook import outlook_of_codings
from annotator.formats.codings.taking_in import CodingPlan, Whose, take_in
from annotator.formats.passed_over import PassedOver
from annotator.formats.registry import ExportOptions, export, formats, refuse_options
from annotator.project import Project
from annotator.project.articles import ArticleDraft

NONE = {"verdict": "no_event", "reason": "none", "events": [], "mentions": [], "answers": {}, "evidence": []}


@pytest.fixture
def project(new_project: Callable[..., Project]) -> Iterator[Project]:
    with new_project(coder="Lead") as made:
        yield made


def bring(project: Project, folder: Path, *lines: object, whose: str = "") -> None:
    assert take_in(project, CodingPlan(write(folder / "in.jsonl", *lines), "jsonl", Whose.read(whose))).refused == []  # type: ignore[arg-type]


def test_codings_without_events_are_no_nothing(project: Project, tmp_path: Path):
    """Two coders agree that there is no event and nobody settled it; a model says so of another article; one is untouched."""
    bring(project, tmp_path, article(coding("1" * 32, "A", **NONE), coding("2" * 32, "B", **NONE)))
    bring(project, tmp_path, article(coding("3", **NONE), text="Other."), whose="model:gpt")
    project.articles.add([ArticleDraft("Untouched.")])
    passed = PassedOver({"model": 1, "several": 2}, 3)
    words = [
        "Left out: 1 coding of models, which nobody approved.",
        "Left out: 2 codings of articles that several coders coded and nobody settled.",
        "Left out: 3 articles without a finished coding that goes out.",
    ]
    foreseen = outlook_of_codings(project, CodingOptions())
    assert foreseen.passed_over == passed
    assert foreseen.in_words()[1:] == words
    report = export(project, tmp_path / "out", "spans-jsonl", ExportOptions())
    assert (report.rows, report.left_out, report.passed_over) == (0, {}, passed)
    assert report.in_words().splitlines()[1:] == [*words, "Nothing goes out: the dataset is empty."]
    counts = report.manifest["counts"]
    assert (counts["passed_over"], counts["articles_without_coding"]) == (passed.codings, 3)
    told = report.as_json()
    assert (told["codings"], told["passed_over"], told["articles_without_coding"]) == (0, passed.codings, 3)


def test_nothing_done_is_said_where_it_is_so(project: Project, tmp_path: Path):
    project.articles.add([ArticleDraft("Text.")])
    project.codings.begin(project.articles.uid_of(1), project.coder.uid)
    report = export(project, tmp_path / "out", "spans-jsonl", ExportOptions())
    assert report.passed_over == PassedOver({"not_done": 1}, 1)
    assert report.in_words().splitlines()[1:] == [
        "Left out: 1 coding not done yet.", "Left out: 1 article without a finished coding that goes out.",
        "Nothing is done yet of this choice: the dataset is empty.",
    ]  # fmt: skip


def test_all_codings_are_out_or_left_for_a_reason(project: Project, tmp_path: Path):
    bring(project, tmp_path, article(coding("1" * 32, "A"), coding("2" * 32, "B", **NONE)))
    bring(
        project, tmp_path, article(coding("4" * 32, "A"), text="Alone."), article(coding("5" * 32, "B", **NONE), text="None.")
    )
    a = project.coders.named("A").uid
    for at, options in enumerate(
        (ExportOptions(), ExportOptions(every_coder=True), ExportOptions(coder=a), ExportOptions(adjudicated=True))
    ):
        report = export(project, tmp_path / f"out{at}", "spans-jsonl", options)
        foreseen = outlook_of_codings(project, CodingOptions(), options.coder, options.adjudicated, options.every_coder)
        assert report.passed_over is not None
        assert foreseen.passed_over == report.passed_over
        assert report.codings + sum(report.passed_over.codings.values()) == 4
        assert report.rows + report.passed_over.articles == 3
        assert report.passed_over.in_words(report.left_out) == [
            one for one in report.in_words().splitlines() if one.startswith("Left out")
        ]
    assert "Left out: 2 codings of articles that several coders coded and nobody settled, with 1 event." in (
        export(project, tmp_path / "again", "spans-jsonl", ExportOptions()).in_words()
    )


def test_what_is_not_wanted_is_foreseen(project: Project, tmp_path: Path):
    bring(project, tmp_path, article(coding("1" * 32, "A")), article(coding("5" * 32, "B", **NONE), text="None."))
    assert "Left out: 1 coding without an event." in outlook_of_codings(project, CodingOptions(negatives=False)).in_words()
    assert "Left out: 1 coding" not in "\n".join(outlook_of_codings(project, CodingOptions()).in_words())


def test_articles_and_codings_are_both_said_where_they_differ(project: Project, tmp_path: Path):
    bring(project, tmp_path, article(coding("1" * 32, "A"), coding("2" * 32, "B", **NONE)))
    report = export(project, tmp_path / "out", "spans-jsonl", ExportOptions(every_coder=True))
    assert report.in_words().startswith("1 article in 2 codings with 1 event in ")
    assert (report.as_json()["rows"], report.as_json()["codings"]) == (1, 2)


def test_jsonl_is_not_said_to_have_no_choice_of_coders():
    with pytest.raises(UsageError, match=r"^jsonl has no choice of negatives, inferred values, parts or quotes"):
        refuse_options("jsonl", ExportOptions(codings=CodingOptions(negatives=False)))
    with pytest.raises(UsageError, match=r"^csv has no choice of coders, negatives"):
        refuse_options("csv", ExportOptions(every_coder=True))
    refuse_options("jsonl", ExportOptions(every_coder=True))


def test_what_writes_nothing_has_no_ending_nor_rows_of_incidents():
    readers = [one for one in formats() if not one.writes]
    assert {"text", "json", "ods", "rss", "warc", "zip"} <= {one.name for one in readers}
    assert {(one.suffix, one.incidents) for one in readers} == {("", False)}
    assert all(one.suffix == "csv" and one.incidents for one in formats() if one.name in ("csv", "acled-csv"))
