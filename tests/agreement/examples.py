"""Agreements made by hand, for whatever shows or writes them: three coders on a codebook of 31 columns, all layers, some
figures undefined, and small variants. The numbers are plausible, not worked out."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from annotator.agreement.figures import Figure, Measures, Metric, undefined
from annotator.agreement.results import Agreement, Between, Layer, Question, Swept, Unit
from annotator.agreement.submissions import STANDARD, Asked

WHO = ("u-anna", "u-ben", "u-three")
NAMES = {"u-anna": "B1", "u-ben": "<script>alert('B2')</script>", "u-three": "باحثة ٣ 🕊"}
ARTICLES = 60
ONE_VALUE = "All values are the same, so nothing is expected to differ."
FEW = "Fewer than 10 units."

Key = tuple[Layer, str]
QUESTIONS: dict[Key, tuple[Metric, float, dict[str, float]]] = {
    ("relevance", "any_event"): ("nominal", 0.81, {}),
    ("number", "events"): ("interval", 0.72, {"mean_error": 0.31, "same_number": 0.78}),
    ("which", "events"): (
        "nominal", 0.0, {"f1": 0.82, "soft_f1": 0.74, "divided": 4, "pairs": 121},
    ),
    ("fields", "event_date"): (
        "interval", 0.91, {"exact": 0.88, "within_1_day": 0.94, "within_7_days": 0.99, "median_days": 0.0, "answered": 0.9},
    ),
    ("fields", "sub_event_type"): ("nominal", 0.68, {"answered": 0.95}),
    ("fields", "actor1"): ("nominal", 0.61, {}),
    ("fields", "latitude"): (
        "place", 0.86,
        {"exact": 0.71, "within_5_km": 0.83, "within_25_km": 0.92, "within_100_km": 0.98, "median_km": 1.2},
    ),
    ("fields", "geo_precision"): ("ordinal", -0.048, {}),
    ("fields", "fatalities"): ("log", 0.77, {"zero_alpha": 0.88, "exact": 0.81, "log_alpha": 0.77}),
    ("fields", "tags"): ("sets", 0.52, {}),
    ("evidence", "tokens"): ("nominal", 0.0, {"token_f1": 0.66, "alpha_u": 0.58}),
    ("whole", "whole"): ("nominal", 0.0, {"whole": 0.44, "of_pairs": 0.53}),
}  # fmt: skip
TYPES = (
    "Peaceful protest", "Protest with intervention", "Violent demonstration", "Armed clash", "Attack", "Mob violence",
    "Remote explosive/landmine/IED",
)  # fmt: skip
VALUES: dict[str, Sequence[Any]] = {
    "event_date": ("2020-06-01", "2020-06-02", "2020-06-03"),
    "sub_event_type": TYPES,
    "actor1": ("Protesters (Iraq)", "=cmd|' /C calc'!A0", "متظاهرون", "Rioters (Iraq)"),
    "latitude": ([35.33, 43.77], [35.13, 44.32]),
    "geo_precision": ("1", "2", "3"),
    "fatalities": (0, 1, 2, 10),
    "tags": (["armed presence"], ["armed presence", "crowd size=about 200"], ["<b>bold</b>"]),
}


def three_coders() -> Agreement:
    """Sixty articles by three coders, every layer, some figures undefined, one pair in ten the lead's."""
    units = _units()
    questions = tuple(_question(key, units[key]) for key in QUESTIONS)
    return Agreement(
        Asked(), WHO, NAMES, articles=ARTICLES, single=14, events=311, pairs=121, unpaired=40, divided=4, overruled=3,
        threshold=0.5, rounds=1000, seed=1, least=10, questions=questions, matrix=tuple(_matrix()),
        sweep=tuple(Swept(at / 10, 150 - 9 * at, 0.86 - 0.002 * at * at) for at in range(1, 10)), units=units,
    )  # fmt: skip


def days() -> dict[str, str]:
    """A day for each article, over five months."""
    return {f"a{number}": f"2020-{1 + number % 5:02d}-17" for number in range(1, ARTICLES + 1)}


def against_a_standard() -> Agreement:
    """Coders beside a standard: who speaks is a role, not a person."""
    whole = three_coders()
    who = ("coder", STANDARD)
    units = {
        key: [replace(unit, values=dict(zip(who, unit.values.values(), strict=False)), events={}) for unit in of]
        for key, of in whole.units.items()
    }
    names = {**NAMES, "coder": "coder", STANDARD: "standard"}
    return replace(
        whole, asked=Asked(question="standard", coders=("u-ben",)), who=who, names=names, units=units, matrix=(), single=0
    )


def nothing_shared() -> Agreement:
    """One coder alone: every figure is undefined, there are no pairs."""
    why = "No unit has values of two coders."
    figures = {"percent": undefined(why), "alpha": undefined(why)}
    questions = tuple(
        Question(layer, name, metric, Measures(metric, 0, 1, 0, figures)) for (layer, name), (metric, _, _) in QUESTIONS.items()
    )
    return Agreement(
        Asked(), ("u-anna",), NAMES, articles=0, single=20, events=31, pairs=0, unpaired=31, divided=0, overruled=0,
        threshold=0.5, rounds=1000, seed=1, least=10, questions=questions,
    )  # fmt: skip


def empty() -> Agreement:
    """Nobody handed anything in."""
    return replace(nothing_shared(), who=(), questions=(), single=0, events=0, unpaired=0)


def _units() -> dict[Key, list[Unit]]:
    chance = random.Random(5)
    found: dict[Key, list[Unit]] = {key: [] for key in QUESTIONS}
    for number in range(1, ARTICLES + 1):
        article = f"a{number}"
        any_event = ["yes" if chance.random() < 0.9 else "no" for _ in WHO]
        found["relevance", "any_event"].append(_unit(article, number, any_event))
        found["number", "events"].append(_unit(article, number, [chance.choice((1, 1, 2)) for _ in WHO]))
        for place in range(2):
            events = {who: f"e-{number}-{place}-{who}" for who in WHO[: 3 - place]}
            present = ["event" if who in events else None for who in WHO]
            found["which", "events"].append(_unit(article, number, present, events))
            for (layer, name), of in found.items():
                if layer == "fields":
                    said = [_said(chance, name) for _ in events]
                    of.append(_unit(article, number, said, events))
                elif layer == "evidence":
                    spans = [[("text", 3, 9), ("title", 0, 4)] if chance.random() < 0.6 else [] for _ in events]
                    of.append(_unit(article, number, spans, events))
                elif layer == "whole":
                    of.append(_unit(article, number, [[chance.random() < 0.6, None, "x"] for _ in events], events))
    return found


def _said(chance: random.Random, name: str) -> Any:
    values = VALUES[name]
    if chance.random() < 0.03:
        return None
    return values[0] if chance.random() < 0.6 else chance.choice(values)


def _unit(article: str, number: int, values: Sequence[Any], events: Mapping[str, str] | None = None) -> Unit:
    voices = tuple(events) if events and len(events) == len(values) else WHO
    pairs = [one == other for one, other in combinations(values, 2)]
    return Unit(article, number, dict(zip(voices, values, strict=True)), events or {}, sum(pairs) / len(pairs))


def _question(key: Key, units: Sequence[Unit]) -> Question:
    layer, name = key
    metric, alpha, more = QUESTIONS[key]
    measures = _measures(metric, alpha, more, units, layer, name)
    automatic = _measures(metric, alpha - 0.01, more, units[2:], layer, name) if layer in ("which", "whole") else None
    left_out = (
        _measures(metric, alpha - 0.07, more, units[6:], layer, name) if name in ("event_date", "sub_event_type") else None
    )
    return Question(layer, name, metric, measures, automatic, left_out)


def _measures(
    metric: Metric, alpha: float, more: Mapping[str, float], units: Sequence[Unit], layer: Layer, name: str
) -> Measures:
    n = len(units)
    figures: dict[str, Figure] = {}
    if layer not in ("which", "evidence", "whole"):
        figures["percent"] = Figure(sum(unit.alike for unit in units) / n, n=n)
        figures["alpha"] = _around(alpha, n)
        figures["ac2" if metric in ("ordinal", "interval", "log", "place") else "ac1"] = _around(min(0.97, alpha + 0.06), n)
        figures["cohen_kappa"] = undefined("Cohen’s κ is for two coders; there are 3.", n)
        figures["fleiss_kappa"] = undefined("Not every unit has a value of every coder.", n)
        figures["conger_kappa"] = _around(alpha + 0.004, n)
    if name == "tags":
        figures["alpha"] = undefined(FEW, 7)
    figures |= {one: _around(value, n) if 0 < value <= 1 else Figure(value, n=n) for one, value in more.items()}
    if name == "any_event":
        figures["brennan_prediger"] = undefined(ONE_VALUE, n)
    categories = {value: Figure(0.5 + 0.06 * place, n=20 - place) for place, value in enumerate(TYPES)}
    return Measures(metric, n, 3, 3 * n - 8, figures, categories if name == "sub_event_type" else {})


def _around(value: float, n: int) -> Figure:
    return Figure(value, max(-1.0, value - 0.09), min(1.0, value + 0.07), n)


def _matrix() -> list[Between]:
    found = []
    for place, (one, other) in enumerate(combinations(WHO, 2)):
        alpha = undefined(FEW, 6) if place == 2 else _around(0.55 + place / 5, 80)
        fields = {name: (Figure(0.8 - place / 10, n=80), alpha) for layer, name in QUESTIONS if layer == "fields"}
        found.append(Between(one, other, 60 - place, 80 - place, _around(0.9 - place / 8, 60), _around(0.8, 60), fields))
    return found
