"""Two coders' work for tests of agreement: articles with events and evidence in a project, from real keys where they are at
hand (`../shared`, or the folder ANNOTATOR_SHARED names), else from made-up ones that look like them."""

from __future__ import annotations

import csv
import json
import os
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote

SHARED = Path(os.environ.get("ANNOTATOR_SHARED", Path(__file__).resolve().parents[2].parent / "shared"))

BOOK = """
annotator_codebook: 1
name: planted
lists:
  kinds:
    codes:
      - code: violence
        children: [{code: attack}, {code: bombing}, {code: arson}, {code: kidnapping}, {code: robbery}]
      - code: protest
        children: [{code: march}, {code: strike}, {code: riot}, {code: forced work stoppage}]
sections:
  - name: what
    fields:
      - {name: day, type: date}
      - {name: kind, type: code, codes: kinds, level: 1}
      - {name: act, type: code, codes: kinds, parent: kind}
      - {name: actor1, type: text, register: actors}
      - {name: actor2, type: text, register: actors}
      - {name: country, type: text, finds: country}
      - {name: town, type: text, finds: place}
      - {name: north, type: decimal, finds: latitude}
      - {name: east, type: decimal, finds: longitude}
      - {name: dead, type: integer, finds: dead}
      - {name: targets, type: text, many: true}
      - {name: note, type: long_text}
summary: [day, act, actor1, town]
pairing:
  threshold: 0.5
  compare:
    - {by: days, fields: [day], weight: 3, reach: 7}
    - {by: place, fields: [country, town, north, east], weight: 3, reach: 100}
    - {by: actors, fields: [actor1, actor2], weight: 2}
    - {by: codes, fields: [act], weight: 2}
    - {by: evidence, weight: 2}
  sides: [[actor1], [actor2]]
  key: [day, act, actor1, actor2, town, dead]
"""
ORDERED = BOOK.replace("  sides: [[actor1], [actor2]]\n", "")
"""The same where the order of actors says something."""


@dataclass(frozen=True, slots=True)
class Found:
    """One event of a key: values, and the words they rest on as (field, words)."""

    values: Mapping[str, Any]
    words: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """An article and its key."""

    text: str
    events: list[Found] = field(default_factory=list)


def muc4(count: int) -> list[Source]:
    """Reports of MUC-4 with their keys; what a key does not hold (days, places, deaths) is made up, the same in every run."""
    path = SHARED / "data" / "muc4" / "dev.json"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else list(_like_muc4())
    chance = random.Random(4)
    found: list[Source] = []
    for line in lines:
        told = json.loads(line)
        kinds = [one["incident_type"] for one in told["templates"]]
        if len(set(kinds)) < len(kinds):
            continue  # two incidents of one kind in one report would need more than a kind to tell them apart
        events = [_of_template(told["doctext"], one, place, chance) for place, one in enumerate(told["templates"])]
        found.append(Source(told["doctext"], events))
    chance.shuffle(found)
    several = [one for one in found if len(one.events) > 1 and any(event.words for event in one.events)]
    one_event, without = ([one for one in found if len(one.events) == many] for many in (1, 0))
    half, quarter = count // 2, count // 4
    kept = several[:half] + without[:quarter]
    return kept + one_event[: count - len(kept)]


def _of_template(text: str, told: Mapping[str, Any], place: int, chance: random.Random) -> Found:
    act = str(told["incident_type"])
    values: dict[str, Any] = {
        "day": (date(1989, 1, 1) + timedelta(chance.randrange(300) + 30 * place)).isoformat(),
        "kind": "protest" if act == "forced work stoppage" else "violence",
        "act": act, "country": "El Salvador", "town": f"Town {chance.randrange(40)}",
        "north": round(13 + chance.random(), 3), "east": round(-89 + chance.random(), 3), "dead": chance.randrange(4),
    }  # fmt: skip
    words: list[tuple[str, str]] = []
    for name, slot in (("actor1", "PerpOrg"), ("actor2", "Victim")):
        first = told[slot][0][0][0] if told[slot] else ""
        values[name] = first or f"unnamed {name} {place}"
        if first and first in text:
            words.append((name, first))
    names = [group[0][0] for group in told["Target"]]
    if names:
        values["targets"] = names
    individuals = [group[0][0] for group in told["PerpInd"]]
    if individuals and individuals[0] in text:
        words.append(("act", individuals[0]))
    return Found(values, words)


def _like_muc4() -> Iterator[str]:
    chance = random.Random(9)
    for number in range(120):
        acts = chance.sample(["attack", "bombing", "arson", "kidnapping", "robbery"], chance.choice([0, 1, 1, 2, 2]))
        text, templates = f"report {number} of the agency. ", []
        for act in acts:
            who, whom, thing = f"front {chance.randrange(9)}", f"mayor {chance.randrange(9)}", f"farm {chance.randrange(9)}"
            text += f"rebels of the {who} did an {act} on {whom} near the {thing}, a spokesman said. "
            templates.append({
                "incident_type": act, "PerpOrg": [[[who, 0]]], "PerpInd": [[["rebels", 0]]], "Target": [[[thing, 0]]],
                "Victim": [[[whom, 0]]], "Weapon": [],
            })  # fmt: skip
        yield json.dumps({"doctext": text, "templates": templates})


def maverick(count: int) -> list[Source]:
    """Pairs of reports of different events of MAVERICK as articles of two events."""
    path = SHARED / "data" / "maverick" / "maverick_event_report.csv"
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            rows = [
                row for row in csv.DictReader(file) if row["date_start"] and row["actor1"] and row["actor2"] and row["city"]
            ]
    else:
        rows = list(_like_maverick())
    rows = [row for row in rows if row["actor1"] != row["actor2"]]  # whose sides can be told apart
    random.Random(6).shuffle(rows)
    by_event = list({row["event_id"]: row for row in rows}.values())
    found: list[Source] = []
    for one, other in zip(by_event[::2], by_event[1::2], strict=False):
        if one["date_start"] != other["date_start"] and one["city"] != other["city"] and len(found) < count:
            events = [_of_report(one), _of_report(other)]
            told = [f"{one.values['actor1']} and {one.values['actor2']} met on {one.values['day']}" for one in events]
            found.append(Source(f"It was reported that {' and '.join(told)}.", events))
    return found


def _of_report(row: Mapping[str, str]) -> Found:
    values: dict[str, Any] = {
        "day": row["date_start"][:10], "kind": "protest", "act": "riot" if row["deaths_best"] not in ("", "0") else "march",
        "actor1": row["actor1"], "actor2": row["actor2"], "country": row["country"], "town": row["city"],
    }  # fmt: skip
    for name, column in (("north", "latitude"), ("east", "longitude")):
        with suppress(ValueError):
            values[name] = float(row[column])
    values["dead"] = int(float(row["deaths_best"])) if row["deaths_best"].replace(".", "").isdigit() else 0
    return Found(values, [("actor1", row["actor1"]), ("day", row["date_start"][:10])])


def _like_maverick() -> Iterator[dict[str, str]]:
    chance = random.Random(3)
    for number in range(200):
        yield {
            "event_id": f"E{number}", "date_start": (date(2010, 1, 1) + timedelta(chance.randrange(900))).isoformat(),
            "actor1": f"Party {chance.randrange(30)} youth", "actor2": f"Police of {chance.randrange(20)}", "country": "Land",
            "city": f"City {chance.randrange(80)}", "latitude": f"{5 + chance.random():.3f}",
            "longitude": f"{chance.random():.3f}", "deaths_best": str(chance.choice([0, 0, 1, 4])),
        }  # fmt: skip


def fill(project: Project, sources: Sequence[Source], coders: Sequence[str]) -> None:
    """Every coder codes every article by its key, with its evidence, and hands it in."""
    lead = project.coder
    drafts = [ArticleDraft(f"{one.text}\n{number}", title=f"Report {number}") for number, one in enumerate(sources, start=1)]
    project.articles.add(drafts)
    for name in coders:
        project.work_as(project.coders.add(name))
        for number, one in enumerate(sources, start=1):
            code(project, number, one)
    project.work_as(lead)


def code(project: Project, number: int, source: Source) -> str:
    """Codes one article by a key as who works now; gives the coding."""
    article = project.articles.by_number(number)
    assert article is not None
    coding = project.codings.begin(article.uid, project.coder.uid).uid
    if not source.events:
        project.codings.set_verdict(coding, "no_event")
    for told in source.events:
        event = project.events.add(coding, told.values)
        for name, words in told.words:
            at = source.text.find(words)
            if words and at >= 0:
                project.evidence.add(event.uid, name, [Quote("text", at, at + len(words), words)])
    project.finish(coding)
    return coding
