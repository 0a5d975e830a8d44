"""The main job, end to end, by key and mouse alone: articles become coded events, coded events become datasets."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hands import Hands
from journey_articles import EMOJI_AND_ARABIC, PROTEST, SAMPLE_ROWS
from pytestqt.qtbot import QtBot
from told import answer

from annotator.cli import run
from annotator.project import Project
from annotator.shipped import resource

OWN, OUTSIDE, INFERRED = "Ctrl+2", "Ctrl+3", "Ctrl+1"

HEADER = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,"
    "longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
)


def desk(folder: Path, codebook: str, *articles: Path) -> Path:
    """A new project with articles, by the command line."""
    path = folder / "desk.annotator"
    assert run(["new", str(path), "--codebook", codebook, "--coder", "A7"]) == 0
    assert run(["import", str(path), *map(str, articles)]) == 0
    return path


def written(folder: Path, text: str) -> Path:
    """An article's file."""
    path = folder / "article.txt"
    path.write_text(text, "utf-8")
    return path


def assert_quotes_stand(path: Path) -> int:
    """Every quote of a JSONL equals the text at its offsets; gives how many there are."""
    seen = 0
    for line in path.read_text("utf-8").splitlines():
        article = json.loads(line)
        parts = {"title": article["title"], "text": article["text"]}
        for coding in article["codings"]:
            for event in coding["events"]:
                for evidence in event["evidence"]:
                    for span in evidence["spans"]:
                        assert parts[span["part"]][span["start"] : span["end"]] == span["quote"]
                        seen += 1
    return seen


def source_and_place(hands: Hands, *, location: str, admin1: str, latitude: str, longitude: str, country: str) -> None:
    """Fills where it happened and who reported it."""
    hands.fill("country", country)
    hands.fill("admin1", admin1)
    hands.fill("location", location)
    hands.fill("latitude", latitude)
    hands.fill("longitude", longitude)
    hands.fill("source", "UrduPoint")
    hands.fill("source_scale", "International")


def clash_in_kirkuk(hands: Hands) -> None:
    hands.press("Ctrl+N")
    hands.fill("event_date", "2 June 2020")
    hands.attach("event_date", "On Tuesday")
    hands.fill("time_precision", "1")
    hands.fill("sub_event_type", "Armed clash")
    hands.attach("sub_event_type", "killed within the first hours of the offensive")
    hands.fill("event_type", "Battles")
    hands.take("fatalities", "two")
    hands.fill("actor1", "Military Forces of Iraq (2020-2022)")
    hands.attach("actor1", "the army forces")
    hands.fill("inter1", "State forces")
    hands.fill("actor2", "Islamic State (Iraq)")
    hands.attach("actor2", "IS extremists")
    hands.fill("inter2", "Rebel group")
    source_and_place(hands, country="Iraq", admin1="Kirkuk", location="Kirkuk", latitude="35.4681", longitude="44.3922")
    hands.attach("admin1", "northern Kirkuk")
    hands.attach("location", "Kirkuk")
    hands.status("country", INFERRED)
    hands.fill("geo_precision", "3")
    hands.status("source", OWN)
    hands.fill(
        "notes",
        "On 2 June 2020, Iraqi military forces clashed with Islamic State fighters in northern Kirkuk (coded to Kirkuk) in an "
        "offensive. 2 fighters were killed.",
    )


def arrests_in_nineveh(hands: Hands) -> None:
    hands.press("Ctrl+N")
    hands.fill("event_date", "1 June 2020")
    hands.attach("event_date", "On Monday")
    hands.fill("time_precision", "2")
    hands.fill("event_type", "Strategic developments")
    hands.fill("sub_event_type", "Arrests")
    hands.attach("sub_event_type", "it had detained two senior IS members")
    hands.take("actor1", "Popular Mobilization Forces")
    hands.fill("inter1", "Political militia")
    hands.fill("actor2", "Islamic State (Iraq)")
    hands.attach("actor2", "IS members")
    hands.fill("inter2", "Rebel group")
    source_and_place(hands, country="Iraq", admin1="Nineveh", location="Mosul", latitude="36.335", longitude="43.1189")
    hands.attach("admin1", "Nineveh")
    hands.status("location", INFERRED)
    hands.attach("country", "Iraqi northern province")
    hands.fill("geo_precision", "3")
    hands.fill("fatalities", "0")
    hands.status("fatalities", INFERRED)
    hands.fill(
        "notes",
        "Around 1 June 2020 (as reported), the Popular Mobilization Forces detained 2 senior Islamic State members in Nineveh "
        "province (coded to Mosul).",
    )


def arrest_of_20_may(hands: Hands) -> None:
    hands.press("Ctrl+N")
    hands.take("event_date", "May 20")
    hands.fill("event_date", "20 May 2020")
    hands.fill("time_precision", "1")
    hands.fill("event_type", "Strategic developments")
    hands.fill("sub_event_type", "Arrests")
    hands.attach("sub_event_type", "detained Abdullah Qardash")
    hands.fill("actor1", "Police Forces of Iraq (2020-2022)")
    hands.attach("actor1", "Iraq's National Intelligence Service")
    hands.fill("inter1", "State forces")
    hands.fill("actor2", "Islamic State (Iraq)")
    hands.attach("actor2", "one of the IS' senior leaders")
    hands.fill("inter2", "Rebel group")
    source_and_place(hands, country="Iraq", admin1="Baghdad", location="Baghdad", latitude="33.3406", longitude="44.4009")
    hands.status("admin1", INFERRED)
    hands.status("location", INFERRED)
    hands.attach("country", "Iraq's National Intelligence Service")
    hands.fill("geo_precision", "3")
    hands.fill("fatalities", "0")
    hands.status("fatalities", INFERRED)
    hands.fill(
        "notes",
        "On 20 May 2020, Iraq's National Intelligence Service detained a senior Islamic State leader. The place is not given "
        "(coded to Baghdad).",
    )


def air_strike_in_deir_ez_zor(hands: Hands) -> None:
    hands.press("Ctrl+N")
    hands.fill("event_date", "2020-05-26")
    hands.attach("event_date", "Following these developments")
    hands.fill("time_precision", "3")
    hands.fill("event_type", "Explosions/Remote violence")
    hands.fill("sub_event_type", "Air/drone strike")
    hands.attach("sub_event_type", "killed in an airstrike")
    hands.fill("fatalities", "1")
    hands.attach("fatalities", "another IS terrorist, Mouataz al-Jabouri")
    hands.fill("actor1", "Global Coalition Against Daesh")
    hands.attach("actor1", "the US-led international coalition")
    hands.fill("inter1", "External/Other forces")
    hands.fill("actor2", "Islamic State (Syria)")
    hands.attach("actor2", "IS terrorist group")
    hands.fill("inter2", "Rebel group")
    source_and_place(
        hands, country="Syria", admin1="Deir ez Zor", location="Deir ez Zor", latitude="35.3359", longitude="40.1408"
    )
    hands.attach("admin1", "Deir ez-Zor")
    hands.attach("location", "Deir ez-Zor")
    hands.attach("country", "Syria")
    hands.fill("geo_precision", "3")
    hands.fill(
        "notes",
        "Around 26 May 2020 (between 20 May and 2 June), an airstrike of the US-led coalition killed an Islamic State leader "
        "in Deir ez Zor (coded to Deir ez Zor). 1 fatality.",
    )


def test_the_sample_article_becomes_four_acled_rows(qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = desk(tmp_path, "acled", resource("sample"))
    hands = Hands(qtbot, path)
    for code_one in (clash_in_kirkuk, arrests_in_nineveh, arrest_of_20_may, air_strike_in_deir_ez_zor):
        code_one(hands)
    hands.press("Ctrl+Return")
    article = hands.window.current().article(hands.window.focus.article)
    assert article is not None
    coding = hands.window.current().coding(article.uid)
    assert coding is not None
    assert coding.state == "done", hands.said()
    hands.window.close()

    problems = answer(capsys, "check", path)["problems"]
    assert [one for one in problems if one["severity"] == "error"] == []
    answer(capsys, "export", path, tmp_path / "iraq.csv", "--format", "acled-csv", "--number")
    text = (tmp_path / "iraq.csv").read_text("utf-8")
    assert text.splitlines()[0] == HEADER
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["event_id_cnty"] for row in rows] == ["IRQ1", "IRQ2", "IRQ3", "SYR1"]
    assert [{name: row[name] for name in SAMPLE_ROWS[0]} for row in rows] == SAMPLE_ROWS
    assert [row["year"] for row in rows] == ["2020"] * 4
    assert [row["event_type"] for row in rows] == [
        "Battles", "Strategic developments", "Strategic developments", "Explosions/Remote violence",
    ]  # fmt: skip
    assert [row["disorder_type"] for row in rows] == [
        "Political violence", "Strategic developments", "Strategic developments", "Political violence",
    ]  # fmt: skip
    assert rows[0]["interaction"] == "State forces-Rebel group"
    assert rows[3]["interaction"] == "Rebel group-External/Other forces"
    assert [row["iso"] for row in rows] == ["368", "368", "368", "760"]
    assert [row["region"] for row in rows] == ["Middle East"] * 4
    assert [row["fatalities"] for row in rows] == ["2", "0", "0", "1"]
    answer(capsys, "export", path, tmp_path / "iraq.jsonl", "--format", "jsonl")
    assert assert_quotes_stand(tmp_path / "iraq.jsonl") >= 20
    assert answer(capsys, "verify", path) == {"faults": []}


def test_a_protest_article_with_another_codebook(qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = desk(tmp_path, "protest", written(tmp_path, PROTEST))
    hands = Hands(qtbot, path)
    hands.press("Ctrl+N")
    hands.fill("start_date", "2024-03-11")
    hands.attach("start_date", "on Monday morning")
    hands.fill("date_estimate", "text")
    hands.fill("country", "Ostland")
    hands.status("country", OUTSIDE)
    hands.take("city", "OSTRAND")
    hands.take("site", "the old bridge")
    hands.fill("summary_line", "Bus drivers and families block the old bridge for higher wages.")
    hands.fill("forms", "Blockade")
    hands.attach("forms", "blocked the old bridge")
    hands.fill("issues", "Wages")
    hands.attach("issues", "higher wages")
    hands.take("participants", "300")
    hands.fill("organised", "y")
    hands.attach("organised", "The drivers' union had called for the blockade")
    hands.take("organisers", "The drivers' union")
    hands.fill("counter_protest", "y")
    hands.attach("counter_protest", "A group of about twenty shop owners")
    hands.fill("counter_participants", "20")
    hands.fill("police", "y")
    hands.attach("police", "Police stood by")
    hands.fill("police_actions", "Watched")
    hands.fill("violence", "n")
    hands.attach("violence", "No one was hurt")
    hands.fill("damage", "n")
    hands.status("damage", INFERRED)
    hands.fill("campaign", "n")
    hands.status("campaign", INFERRED)
    hands.select("it would march to the town hall next week")
    hands.press("Ctrl+M", "Down", "Return")
    hands.fill("article_kind", "report")
    hands.fill("tells_of_protest", "y")
    hands.press("Ctrl+Return")
    workspace = hands.window.current()
    uid = hands.window.focus.article
    coding = workspace.coding(uid)
    assert coding is not None
    assert coding.state == "done", hands.said()
    assert [one.reason for one in workspace.mentions(uid)] == [workspace.codebook.mention_reasons[1].code]
    hands.window.close()
    answer(capsys, "export", path, tmp_path / "protest.csv", "--format", "csv")
    (row,) = csv.DictReader((tmp_path / "protest.csv").read_text("utf-8").splitlines())
    assert (row["city"], row["site"], row["violence"]) == ("OSTRAND", "the old bridge", "no")
    answer(capsys, "export", path, tmp_path / "protest.jsonl", "--format", "jsonl")
    assert assert_quotes_stand(tmp_path / "protest.jsonl") >= 9


def test_emoji_and_arabic_before_the_evidence(qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = desk(tmp_path, "acled", written(tmp_path, EMOJI_AND_ARABIC))
    hands = Hands(qtbot, path)
    hands.press("Ctrl+N")
    hands.fill("event_date", "3 June 2020")
    hands.attach("event_date", "Wednesday")
    hands.take("fatalities", "three")
    hands.take("location", "Mosul")
    hands.go("actor1")
    hands.find("Iraqi army")
    hands.press("Ctrl+E")
    hands.go("actor2")
    hands.select("عناصر التنظيم")
    hands.press("Ctrl+T")
    hands.press("Ctrl+Z", "Ctrl+Shift+Z")
    workspace = hands.window.current()
    (event,) = workspace.events(hands.window.focus.article)
    assert event.values["fatalities"] == 3
    assert event.values["actor2"] == "عناصر التنظيم"
    found = {one.field: one.spans[0].quote for one in workspace.evidence(event.uid)}
    assert found["actor1"] == "Iraqi army"
    assert found["event_date"] == "Wednesday"
    hands.window.close()
    with Project.open(path) as project:
        article = project.articles.by_number(1)
        assert article is not None
        parts = {"title": article.title, "text": article.text}
        for one in project.evidence.of(event.uid):
            for span in one.spans:
                assert parts[span.part][span.start : span.end] == span.quote
    assert answer(capsys, "verify", path) == {"faults": []}
