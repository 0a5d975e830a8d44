"""The intervals cover the true value as often as they say: projects of the same coders are simulated many times, and the value
that each interval should cover is worked out on one very large project."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from annotator.agreement.layers import compare
from annotator.agreement.results import Agreement, Options
from annotator.agreement.submissions import Asked, Doubled, Material, Submission, Told
from annotator.project import Project

BOOK = """
annotator_codebook: 1
name: simulated
lists:
  acts: {codes: [{code: attack}, {code: bombing}, {code: arson}, {code: kidnapping}]}
sections:
  - name: what
    fields:
      - {name: day, type: date}
      - {name: act, type: code, codes: acts}
      - {name: actor1, type: text, register: actors}
      - {name: town, type: text, finds: place}
      - {name: dead, type: integer, finds: dead}
pairing:
  threshold: 0.5
  compare:
    - {by: days, fields: [day], weight: 3, reach: 7}
    - {by: place, fields: [town], weight: 3}
    - {by: actors, fields: [actor1], weight: 2}
    - {by: codes, fields: [act], weight: 2}
"""
WATCHED: dict[str, tuple[str, str, str]] = {
    "relevance": ("relevance", "any_event", "alpha"), "number": ("number", "events", "alpha"),
    "which": ("which", "events", "f1"), "code": ("fields", "act", "alpha"), "code ac1": ("fields", "act", "ac1"),
    "day": ("fields", "day", "within_1_day"), "dead": ("fields", "dead", "alpha"), "whole": ("whole", "whole", "whole"),
}  # fmt: skip
ACTS = ["attack", "attack", "attack", "attack", "bombing", "bombing", "arson", "kidnapping"]
ARTICLES = 150


def _truth(chance: random.Random) -> list[dict[str, Any]]:
    return [
        {
            "day": (date(2020, 1, 1) + timedelta(chance.randrange(360) + 1)).isoformat(), "act": chance.choice(ACTS),
            "actor1": f"Group {chance.randrange(12)}", "town": f"Town {chance.randrange(30)}",
            "dead": chance.choice([0, 0, 0, 1, 2, 5]),
        }
        for _ in range(chance.choice([0, 0, 1, 1, 1, 2, 2, 3]))
    ]  # fmt: skip


def _as_found(chance: random.Random, event: dict[str, Any]) -> dict[str, Any]:
    found = dict(event)
    if chance.random() < 0.15:
        found["act"] = chance.choice(ACTS)
    if chance.random() < 0.12:
        found["day"] = (date.fromisoformat(event["day"]) + timedelta(chance.choice([-2, -1, 1, 2, 3]))).isoformat()
    if chance.random() < 0.15:
        found["dead"] = max(0, event["dead"] + chance.choice([-1, 1, 2]))
    if chance.random() < 0.1:
        found["actor1"] = "Somebody"
    return found


def simulate(articles: int, seed: int) -> Material:
    """Two coders who err alike; an article in which one finds nothing is called irrelevant by them."""
    chance = random.Random(seed)
    made: list[Doubled] = []
    for number in range(articles):
        truth = _truth(chance)
        submissions: list[Submission] = []
        for who in ("one", "two"):
            events = [_as_found(chance, event) for event in truth if chance.random() > 0.12]
            told = tuple(Told(f"{number}-{who}-{place}", event, ()) for place, event in enumerate(events))
            submissions.append(Submission(f"{number}-{who}", who, "events" if told else "no_event", {}, told))
        made.append(Doubled(f"article {number}", number, "", tuple(submissions), "one two", 100))
    return Material(Asked(), ("one", "two"), {"one": "one", "two": "two"}, made)


def watched(found: Agreement) -> dict[str, Any]:
    return {
        name: question.measures.figures[figure]
        for name, (layer, of, figure) in WATCHED.items()
        if (question := found.question(layer, of)) is not None  # type: ignore[arg-type]
    }


@pytest.fixture
def project(tmp_path: Path) -> Project:
    book = tmp_path / "planted.yaml"
    book.write_text(BOOK, encoding="utf-8")
    return Project.create(tmp_path / "empty.annotator", str(book), coder="lead")


def covered(project: Project, projects: int, rounds: int, large: int) -> dict[str, float]:
    """The share of projects whose interval holds the true value, by figure."""
    true = {name: one.value for name, one in watched(compare(project, simulate(large, 0), Options(0, least=2))).items()}
    hits: Counter[str] = Counter()
    for seed in range(1, projects + 1):
        for name, one in watched(compare(project, simulate(ARTICLES, seed), Options(rounds, seed, least=2))).items():
            hits[name] += one.low is not None and one.low <= true[name] <= one.high
    return {name: hits[name] / projects for name in true}


def test_intervals_cover_the_true_value_in_a_few_projects(project: Project):
    found = covered(project, 20, 200, 12_000)
    project.close()
    # Of 20 at 95 %, fewer than 15 happen less than once in a thousand times.
    assert {name: share for name, share in found.items() if share < 15 / 20} == {}


@pytest.mark.long
def test_intervals_cover_the_true_value_in_93_to_97_of_100_projects(project: Project):
    found = covered(project, 500, 1000, 60_000)
    project.close()
    print(found)
    assert {name: share for name, share in found.items() if not 0.93 <= share <= 0.97} == {}
