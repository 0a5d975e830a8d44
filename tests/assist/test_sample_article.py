"""`annotator candidates` on the sample article, end to end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.cli import run
from annotator.project import Project
from annotator.project.history import new_uid
from annotator.shipped import resource


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the sample and a register of four actors."""
    path = tmp_path / "p.annotator"
    assert run(["new", str(path), "--coder", "A7"]) == 0
    assert run(["import", str(path), str(resource("sample"))]) == 0
    actors = [
        ("Islamic State (Iraq)", "2", "Iraq", ["IS", "Islamic State terrorist group"]),
        ("Military Forces of Iraq (2014-)", "1", "Iraq", ["Iraqi armed forces", "Iraqi military"]),
        ("Popular Mobilization Forces (Iraq)", "3", "Iraq", ["Hashd al-Shaabi"]),
        ("Global Coalition Against Daesh", "8", "", ["US-led international coalition"]),
    ]
    with Project.open(path) as opened, opened.history.operation({"id": "test"}):
        for name, kind, country, aliases in actors:
            opened.database.run(
                "INSERT INTO actor (uid, name, type, country, valid_from, details) VALUES (?, ?, ?, ?, '2014-01-01', ?)",
                (new_uid(), name, kind, country, json.dumps({"aliases": aliases})),
            )
    return path


def candidates(project: Path, capsys: pytest.CaptureFixture[str], article: str = "1") -> list[dict[str, Any]]:
    capsys.readouterr()
    assert run(["candidates", str(project), article, "--json"]) == 0
    return json.loads(capsys.readouterr().out)["candidates"]


def test_the_dates_of_the_sample(project: Path, capsys: pytest.CaptureFixture[str]):
    dates = [one for one in candidates(project, capsys) if one["field"] == "event_date"]
    by_text = {(one["text"], one["part"]): one for one in dates}
    assert by_text["earlier in the day", "text"]["value"] == "2020-06-02"
    monday = by_text["Monday", "text"]
    assert monday["value"] == "2020-06-01"
    assert "statement" in monday["reason"]
    assert by_text["February 12", "text"]["value"] == "2020-02-12"
    assert by_text["May 20", "text"]["value"] == "2020-05-20"
    assert by_text["mid-May", "text"]["also"] == {"time_precision": "3"}
    assert "2020-05-11/2020-05-20" in by_text["mid-May", "text"]["reason"]
    assert "2019-10" in by_text["October", "text"]["reason"]
    assert "2020-05-20/2020-06-02" in by_text["Following these developments", "text"]["reason"]
    assert monday["score"] < by_text["May 20", "text"]["score"]


def test_the_counts_of_the_sample_and_what_they_count(project: Path, capsys: pytest.CaptureFixture[str]):
    counts = {one["text"]: one for one in candidates(project, capsys) if one["provider"] == "numbers"}
    assert (counts["two IS extremists"]["field"], counts["two IS extremists"]["value"]) == ("fatalities", 2)
    assert (counts["two senior IS members"]["field"], counts["two senior IS members"]["value"]) == ("", 2)
    assert "arrested" in counts["two senior IS members"]["reason"]
    assert (counts["another IS terrorist"]["field"], counts["another IS terrorist"]["value"]) == ("fatalities", 1)


def test_actors_and_words_of_the_sample(project: Path, capsys: pytest.CaptureFixture[str]):
    found = candidates(project, capsys)
    actors = {one["value"] for one in found if one["field"] == "actor1"}
    assert actors == {
        "Islamic State (Iraq)", "Military Forces of Iraq (2014-)", "Popular Mobilization Forces (Iraq)",
        "Global Coalition Against Daesh",
    }  # fmt: skip
    assert {one["value"] for one in found if one["field"] == "sub_event_type"} == {"Arrests", "Air/drone strike", "Armed clash"}


def test_every_quote_stands_where_it_says(project: Path, capsys: pytest.CaptureFixture[str]):
    with Project.open(project, read_only=True) as opened:
        article = opened.articles.find("1")
    for one in candidates(project, capsys, article.uid):
        part = article.text if one["part"] == "text" else article.title
        assert part[one["start"] : one["end"]] == one["text"]


def test_an_article_that_is_not_there_is_one_line(project: Path, capsys: pytest.CaptureFixture[str]):
    capsys.readouterr()
    assert run(["candidates", str(project), "999"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1


def test_the_text_for_people_names_field_value_and_reason(project: Path, capsys: pytest.CaptureFixture[str]):
    capsys.readouterr()
    assert run(["candidates", str(project), "1"]) == 0
    assert "fatalities       2 " in capsys.readouterr().out
