"""`annotator adjudication`, and that what was settled comes out of `annotator export --adjudicated`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from tiny import TINY
from told import answer, refused

from annotator.cli import run
from annotator.project import Project, adjudication
from annotator.project.articles import ArticleDraft

EVENT = {"event_date": "2020-06-02", "type": "A", "sub": "a1", "country": "Iraq", "n": 2}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Three articles that B and C coded: one settled, one begun, one waiting."""
    book, path = tmp_path / "tiny.yaml", tmp_path / "team.annotator"
    book.write_text(TINY, encoding="utf-8")
    with Project.create(path, str(book), coder="Lead") as project:
        lead = project.coder
        project.articles.add([ArticleDraft(f"Text {number}.", title=f"Title {number}") for number in range(1, 4)])
        made: dict[str, list[str]] = {}
        for name, count in (("B", 2), ("C", 3)):
            project.work_as(project.coders.add(name))
            for one in project.articles.walk():
                coding = project.codings.begin(one.uid, project.coder.uid).uid
                made.setdefault(one.uid, []).append(project.events.add(coding, {**EVENT, "n": count}).uid)
                project.finish(coding)
            project.work_as(lead)
        for place, (article, events) in enumerate(list(made.items())[:2]):
            coding = adjudication.begin(project, article, [events])
            if place == 0:
                (event,) = project.events.of(coding.uid)
                adjudication.take(project, event.uid, ["n"], events[1], "text_says", "three")
                adjudication.finish(project, coding.uid)
    return path


def test_how_far_it_is(path: Path, capsys: pytest.CaptureFixture[str]):
    told = answer(capsys, "adjudication", str(path))
    assert (told["waiting"], told["open"], told["done"], told["undecided"]) == (1, 1, 1, 1)
    assert [(one["article"], one["state"], one["undecided"]) for one in told["cases"]] == [
        (1, "done", None), (2, "open", 1), (3, "waiting", None),
    ]  # fmt: skip
    assert told["cases"][0]["coders"] == ["B", "C"]
    assert run(["adjudication", str(path)]) == 0
    said = capsys.readouterr().out
    assert "1 waiting, 1 begun, 1 done; 1 differences" in said
    assert "Title 2" in said
    assert "Title 3" not in said


def test_a_settled_case_whose_source_changed_is_told(path: Path, capsys: pytest.CaptureFixture[str]):
    """What was taken from a coder, and what all had said alike, changed after the case was done."""
    assert answer(capsys, "adjudication", str(path))["changed"] == 0
    with Project.open(path) as project:
        project.work_as(project.coders.named("C"))
        first = next(iter(project.articles.walk())).uid
        coding = project.codings.find(first, project.coder.uid)
        assert coding is not None
        (event,) = project.events.of(coding.uid)
        project.events.set_values(event.uid, {"n": 4, "country": "Syria"})
        project.finish(coding.uid)
    told = answer(capsys, "adjudication", str(path))
    assert (told["changed"], told["done"], told["undecided"]) == (1, 1, 2)
    assert [(one["changed"], one["undecided"]) for one in told["cases"]] == [(1, 1), (0, 1), (0, None)]
    assert run(["adjudication", str(path)]) == 0
    said = capsys.readouterr().out
    assert "done        1 to decide  1 changed since  Title 1" in said
    assert "1 of those begun or done changed since" in said


def test_a_late_coding_is_told_and_counted_as_joined(path: Path, capsys: pytest.CaptureFixture[str]):
    """A third coder hands in what the others have, after one case is done and another begun: no event stands apart."""
    with Project.open(path) as project:
        project.work_as(project.coders.add("D"))
        for one in list(project.articles.walk())[:2]:
            coding = project.codings.begin(one.uid, project.coder.uid).uid
            project.events.add(coding, {**EVENT, "n": 3})
            project.finish(coding)
    told = answer(capsys, "adjudication", str(path))
    assert told["changed"] == 0
    assert [one["undecided"] for one in told["cases"]] == [None, 1, None]
    with Project.open(path) as project:
        project.work_as(project.coders.named("D"))
        for one in list(project.articles.walk())[:1]:
            coding = project.codings.find(one.uid, project.coder.uid)
            assert coding is not None
            (event,) = project.events.of(coding.uid)
            project.events.set_values(event.uid, {"country": "Syria"})
            project.finish(coding.uid)
    told = answer(capsys, "adjudication", str(path))
    assert (told["changed"], told["cases"][0]["undecided"]) == (1, 1), "a done case with something to decide"


def test_reasons_are_counted_and_added(path: Path, capsys: pytest.CaptureFixture[str]):
    added = answer(capsys, "adjudication", str(path), "--add-reason", "The report  was corrected")
    told = answer(capsys, "adjudication", str(path), "--reasons")
    assert told["reasons"][added["reason"]] == "The report was corrected"
    assert told["counted"] == [{"field": "n", "code": "", "reason": "text_says", "count": 1}]
    assert run(["adjudication", str(path), "--reasons"]) == 0
    assert "The text says so" in capsys.readouterr().out
    assert "already" in refused(capsys, "adjudication", str(path), "--add-reason", "the text was misread", "--as", "Lead")
    assert "lead" in refused(capsys, "adjudication", str(path), "--add-reason", "Mine", "--as", "B")


def test_decisions_as_a_table_and_the_dataset(path: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    out = tmp_path / "decisions.csv"
    told = answer(capsys, "adjudication", str(path), "--decisions", str(out))
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == told["decisions"]
    (row,) = [one for one in rows if one["reason"] == "text_says"]
    assert (row["article"], row["field"], row["value"], row["from"], row["decider"], row["note"], row["changed"]) == (
        "1", "n", "3", "coder3", "coder1", "three", "0",
    )  # fmt: skip
    data = tmp_path / "data.jsonl"
    assert answer(capsys, "export", str(path), str(data), "--format", "jsonl", "--adjudicated")["events"] == 1
    (line,) = data.read_text(encoding="utf-8").splitlines()
    (event,) = json.loads(line)["codings"][0]["events"]
    assert event["values"]["n"] == 3
    assert {"field": "n", "from": ["coder3"]}.items() <= next(
        one for one in event["decisions"] if one["field"] == "n"
    ).items()  # fmt: skip
    before = data.read_bytes()
    assert run(["export", str(path), str(tmp_path / "again.jsonl"), "--format", "jsonl", "--adjudicated"]) == 0
    assert (tmp_path / "again.jsonl").read_bytes() == before


def test_what_is_refused(path: Path, capsys: pytest.CaptureFixture[str]):
    assert "at a time" in refused(capsys, "adjudication", str(path), "--reasons", "--add-reason", "x")
    assert "--decisions" in refused(capsys, "adjudication", str(path), "--formulas")
    assert "no round" in refused(capsys, "adjudication", str(path), "--round", "other")
    assert "is a project" in _failed(capsys, "adjudication", str(path), "--decisions", str(path))


def _failed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run([*arguments]) in (1, 2)
    return capsys.readouterr().err
