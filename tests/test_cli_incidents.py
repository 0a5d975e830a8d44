"""`annotator incidents`: listing, linking by candidate and by hand, settling; and one row an incident out of the project."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from told import answer, refused

from annotator.cli import run
from annotator.project import Project
from annotator.project.articles import ArticleDraft

CLASH: dict[str, Any] = {
    "event_date": "2020-06-02", "time_precision": "1", "event_type": "Battles", "sub_event_type": "Armed clash",
    "actor1": "Islamic State (Iraq)", "inter1": "2", "actor2": "Military Forces of Iraq (2018-2020)", "inter2": "1",
    "country": "Iraq", "admin1": "Kirkuk", "location": "Kirkuk", "latitude": 35.4681, "longitude": 44.3922,
    "geo_precision": "1", "source": ["UrduPoint"], "source_scale": "International",
    "notes": "On 2 June 2020, Islamic State clashed with soldiers in Kirkuk.", "fatalities": 5,
}  # fmt: skip
SIDES = {"actor1": CLASH["actor2"], "inter1": "1", "actor2": CLASH["actor1"], "inter2": "2"}
TOLD: tuple[dict[str, Any], ...] = (
    {"source": ["UrduPoint", "AFP"]},
    {"source": ["Reuters"], "fatalities": 3, **SIDES},
    # A week later, and only the week and the province are known.
    {"event_date": "2020-06-05", "time_precision": "2", "source": ["Shafaq"], "fatalities": 4, "location": "Hawija",
     "geo_precision": "2", "latitude": 35.33, "longitude": 43.77,
     "notes": "In the week of 5 June 2020, fighting was reported around Hawija."},
    {"event_date": "2020-09-20", "country": "Syria", "admin1": "Aleppo", "location": "Aleppo", "latitude": 36.2,
     "longitude": 37.16, "actor2": "Military Forces of Syria (2000-)", "source": ["SANA"],
     "notes": "On 20 September 2020, Islamic State clashed with soldiers in Aleppo."},
)  # fmt: skip
"""One clash as three articles tell it, with other days, tolls and sides; and another one."""


@pytest.fixture
def events(tmp_path: Path) -> list[str]:
    """The events of a project `p.annotator` whose lead coded four articles."""
    with Project.create(tmp_path / "p.annotator", "acled", coder="Lead") as project:
        made: list[str] = []
        for number, told in enumerate(TOLD, start=1):
            draft = ArticleDraft(f"Text {number} of a clash.", title=f"Clash {number}", date=f"2020-06-0{2 + number}",
                                 source=f"Paper {number}")  # fmt: skip
            project.articles.add([draft])
            coding = project.codings.begin(draft.uid, project.coder.uid)
            event = project.events.add(coding.uid, {**CLASH, **told})
            for problem in project.events.errors_of(coding.uid).get(event.uid, []):
                project.events.overrule(event.uid, problem, "a test")
            project.finish(coding.uid)
            made.append(event.uid)
        return made


@pytest.fixture
def path(events: list[str], tmp_path: Path) -> str:
    del events
    return str(tmp_path / "p.annotator")


def words(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run([*arguments]) == 0
    return capsys.readouterr().out


def acled(capsys: pytest.CaptureFixture[str], path: str, *more: str) -> list[dict[str, str]]:
    out = Path(path).with_name("out.csv")
    answer(capsys, "export", path, str(out), "--format", "acled-csv", "--incidents", "--number", *more)
    with out.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_three_articles_tell_one_clash_and_the_dataset_has_one_row(
    events: list[str], path: str, capsys: pytest.CaptureFixture[str]
):  # fmt: skip
    """Two are linked by candidate, one by hand; undo gives three rows again."""
    (candidate,) = answer(capsys, "incidents", path, "--candidates")["candidates"]
    assert candidate["events"] == events[:2]
    told = answer(capsys, "incidents", path, "--accept", f"{candidate['score']:.2f}", "--reason", "the same toll and place")
    assert told == {"linked": 1, "refused": []}
    assert answer(capsys, "incidents", path, "--candidates")["candidates"] == []
    told = answer(capsys, "incidents", path, "--link", events[0][:12], events[2][:12], "--reason", "the same week and post")
    assert told["events"] == events[:3]
    (one, other) = acled(capsys, path)
    assert one["source"] == "UrduPoint; AFP; Reuters; Shafaq"
    assert one["fatalities"] == "3"
    assert (one["event_date"], one["time_precision"]) == ("02 June 2020", "1")
    assert (one["location"], one["latitude"], one["geo_precision"]) == ("Kirkuk", "35.4681", "1")
    assert (one["actor1"], one["actor2"]) == (CLASH["actor1"], CLASH["actor2"])
    assert (one["event_id_cnty"], other["country"]) == ("IRQ1", "Syria")
    with Project.open(Path(path)) as project:
        for _ in range(3):  # the numbers, the link by hand, the candidate
            project.history.undo()
        assert [project.incidents.of_event(event) for event in events] == [[], [], [], []]
    rows = acled(capsys, path)
    assert [(row["event_id_cnty"], row["fatalities"]) for row in rows] == [
        ("IRQ1", "5"), ("IRQ2", "3"), ("IRQ3", "4"), ("SYR1", "5"),
    ]  # fmt: skip
    with Project.open(Path(path)) as project:
        project.history.undo()
        for _ in range(2):
            project.history.redo()
    assert len(acled(capsys, path)) == 4, "what was done since stands; nothing is done again behind it"


def test_incidents_are_listed_and_looked_at(events: list[str], path: str, capsys: pytest.CaptureFixture[str]):
    assert "0 incidents of several events" in words(capsys, "incidents", path)
    told = answer(capsys, "incidents", path, "--link", *events[:3])
    at = told["incident"]
    (one,) = answer(capsys, "incidents", path)["incidents"]
    assert (one["incident"], one["events"], one["articles"]) == (at, 3, 3)
    assert [row["incident"] for row in answer(capsys, "incidents", path, "--all")["incidents"]] == [at, events[3]]
    look = answer(capsys, "incidents", path, at[:8])
    assert [row["event"] for row in look["events"]] == events[:3]
    assert (look["values"]["fatalities"], look["combined"]["fatalities"]["by"]) == (3, "lowest")
    assert look["combined"]["fatalities"]["events"] == [events[1]]
    said = words(capsys, "incidents", path, events[0][:10])
    assert "[lowest]" in said
    assert "article 2 Paper 2" in said


def test_what_is_said_can_be_said_otherwise(events: list[str], path: str, capsys: pytest.CaptureFixture[str]):
    at = answer(capsys, "incidents", path, "--link", *events[:3])["incident"]
    assert answer(capsys, "incidents", path, "--separate", at, events[2], "--reason", "Hawija")["events"] == events[:2]
    assert answer(capsys, "incidents", path, "--add", at, events[2])["events"] == events[:3]
    answer(capsys, "incidents", path, "--part", events[0], events[3])
    acled(capsys, path)
    answer(capsys, "incidents", path, "--settle", "IRQ1", "fatalities", "4", "--reason", "the hospital's list")
    (one, _) = acled(capsys, path)
    assert one["fatalities"] == "4"
    assert "fatalities of IRQ1 is no answer" in words(capsys, "incidents", path, "--settle", "IRQ1", "fatalities", "")
    answer(capsys, "incidents", path, "--unsettle", "IRQ1", "fatalities")
    assert acled(capsys, path)[0]["fatalities"] == "3"
    with Project.open(Path(path)) as project:
        reasons = [step.label.get("reason") for step in project.history.steps(100)]
    assert {"Hawija", "the hospital's list"} <= set(reasons)


def test_what_was_parted_is_linked_where_that_is_said(events: list[str], path: str, capsys: pytest.CaptureFixture[str]):
    answer(capsys, "incidents", path, "--part", *events[:2])
    assert "It was said that the event in article 1" in refused(capsys, "incidents", path, "--link", *events[:2])
    assert "goes with --link" in refused(capsys, "incidents", path, "--part", *events[:2], "--after-all")
    assert answer(capsys, "incidents", path, "--link", *events[:2], "--after-all")["events"] == events[:2]


def test_ties_doubtful_links_and_duplicates_are_listed(events: list[str], path: str, capsys: pytest.CaptureFixture[str]):
    answer(capsys, "incidents", path, "--link", events[0], events[3])
    ties = answer(capsys, "incidents", path, "--ties")["incidents"]
    assert all(one["open_fields"] for one in ties)
    doubts = answer(capsys, "incidents", path, "--doubtful")["doubtful"]
    assert {one["event"] for one in doubts} <= {events[0], events[3]}
    assert doubts
    assert "little like the rest" in words(capsys, "incidents", path, "--doubtful")
    assert answer(capsys, "incidents", path, "--duplicates")["duplicates"] == []
    assert "likely one" in words(capsys, "incidents", path, "--duplicates")


def test_two_published_ones_are_never_made_one_in_passing(events: list[str], path: str, capsys: pytest.CaptureFixture[str]):
    acled(capsys, path)
    assert answer(capsys, "incidents", path, "--accept", "0")["linked"] == 0
    (duplicate,) = answer(capsys, "incidents", path, "--duplicates")["duplicates"]
    assert duplicate["events"] == events[:2]
    answer(capsys, "incidents", path, "--link", *duplicate["events"], "--reason", "one clash")
    assert [row["event_id_cnty"] for row in acled(capsys, path)] == ["IRQ1", "IRQ3", "SYR1"]
    assert answer(capsys, "incidents", path, "IRQ2")["id"] == "IRQ1"


def test_wrong_words_are_refused_in_a_line(events: list[str], path: str, capsys: pytest.CaptureFixture[str]):
    at = answer(capsys, "incidents", path, "--link", *events[:2])["incident"]
    for arguments, said in (
        (("--link", events[0]), "two or more events"), (("--separate", at), "an incident and an event"),
        (("--settle", at, "nothing", "1"), "no field nothing"), (("--settle", at, "fatalities", "a lot"), "fatalities"),
        (("--settle", at, "event_type", "Picnic"), "Picnic"), (("--settle", at, "region", "Europe"), "follows"),
        (("--link", events[0], "f"), "no incident or event"), (("IRQ99",), "no incident or event"),
        (("--link", "--candidates", *events[:2]), "one thing"), (("--reason", "why"), "--reason goes with"),
        (("--separate", at, events[3]), "does not tell"), (("--candidates", at), "A list is of all"),
    ):  # fmt: skip
        assert said in refused(capsys, "incidents", path, *arguments), arguments


def test_only_a_lead_says_so(events: list[str], path: str, capsys: pytest.CaptureFixture[str]):
    with Project.open(Path(path)) as project:
        project.coders.add("B")
    assert "lead" in refused(capsys, "incidents", path, "--link", *events[:2], "--as", "B")
    answer(capsys, "incidents", path, "--link", *events[:2])


def test_the_formats_that_have_no_rows_say_so(path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert "no rows of incidents" in refused(
        capsys, "export", path, str(tmp_path / "out.jsonl"), "--format", "jsonl", "--incidents"
    )


def test_what_was_said_of_two_events_is_no_problem(path: str, events: list[str], capsys: pytest.CaptureFixture[str]):
    def twice() -> int:
        assert run(["check", path, "--json"]) in (0, 1)
        return sum(one["rule"] == "W1" for one in json.loads(capsys.readouterr().out)["problems"])

    assert twice() == 2, "the first two are alike, and nobody has said what they are"
    answer(capsys, "incidents", path, "--link", events[0], events[1])
    assert twice() == 0, "one event, told twice"
    with Project.open(Path(path)) as project:
        project.history.undo()
    assert twice() == 2
    answer(capsys, "incidents", path, "--part", events[0], events[1])
    assert twice() == 0, "two events, as the lead says"


def test_a_place_of_ones_own_leaves_the_point_open_and_says_so(
    path: str, events: list[str], capsys: pytest.CaptureFixture[str]
):  # fmt: skip
    at = answer(capsys, "incidents", path, "--link", events[0], events[1])["incident"]
    said = words(capsys, "incidents", path, "--settle", at[:12], "location", "Daquq")
    assert "No event says so: admin1, latitude, longitude, geo_precision may be of another location" in said
    assert "35.4681  [open: said of another location]" in words(capsys, "incidents", path, at[:12])
    (tie,) = answer(capsys, "incidents", path, "--ties")["incidents"]
    assert {"latitude", "longitude", "admin1"} <= set(tie["open_fields"])
    words(capsys, "incidents", path, "--settle", at[:12], "latitude", "35.13")
    open_fields = answer(capsys, "incidents", path, "--ties")["incidents"][0]["open_fields"]
    assert "longitude" in open_fields
    assert "latitude" not in open_fields


def test_who_leaves_and_which_id_goes_is_said(path: str, events: list[str], capsys: pytest.CaptureFixture[str]):
    with Project.open(Path(path)) as project:
        ids = project.incidents.number(events[:2])
    first, second = ids[events[0]], ids[events[1]]
    said = words(capsys, "incidents", path, "--link", second, first)
    assert f"2 events tell {first}. {second} is merged into {first}." in said
    said = words(capsys, "incidents", path, "--part", events[1], events[0])
    assert f"{events[1][:12]} leaves {first}, and {events[0][:12]} stays." in said
    with Project.open(Path(path)) as project:
        assert project.incidents.events_of(first) == [events[0]]


def test_candidates_say_why_and_a_likeness_is_between_0_and_1(path: str, capsys: pytest.CaptureFixture[str]):
    assert "same day" in words(capsys, "incidents", path, "--candidates")
    assert "-1" in refused(capsys, "incidents", path, "--accept", "-1")
