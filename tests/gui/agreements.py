"""A project that three coders coded, and what comparing them gives, made by hand: quick, and the same every time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from annotator.agreement.crosstab import key_of
from annotator.agreement.figures import Figure, Measures, Metric, undefined
from annotator.agreement.results import Agreement, Between, Layer, Options, Question, Swept, Unit
from annotator.agreement.submissions import Asked
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote

CODERS = ("B1", "B2", "باحثة ٣")
TEXT = "Report {1}: a roadside bomb killed two soldiers near {0} on Tuesday. On Wednesday students marched; nobody was hurt."
TOWNS = ("Hawija", "Daquq", "Dibis", "Taza")
BOMB = {
    "event_date": "2020-06-02", "time_precision": "1", "event_type": "Explosions/Remote violence",
    "sub_event_type": "Remote explosive/landmine/IED", "actor1": "Islamic State (Iraq)", "inter1": "2",
    "actor2": "Military Forces of Iraq (2020-2022)", "inter2": "1", "country": "Iraq", "admin1": "Kirkuk",
    "latitude": 35.3258, "longitude": 43.7681, "geo_precision": "1", "fatalities": 2, "source": "A local paper",
    "source_scale": "Subnational", "notes": "On 2 June 2020, a bomb killed two soldiers near the town. 2 fatalities.",
}  # fmt: skip
MARCH = {
    **BOMB, "event_date": "2020-06-03", "event_type": "Protests", "sub_event_type": "Peaceful protest",
    "actor1": "Protesters (Iraq)", "inter1": "6", "actor2": "", "inter2": "", "fatalities": 0,
    "notes": "On 3 June 2020, students marched in the town. No fatalities.",
}  # fmt: skip
NOTHING = 3
"""Every so manieth article holds no event for the third coder."""


def team_project(path: Path, articles: int = 6) -> Path:
    """The project, closed: every article handed in by all three; they differ in what `_said` says."""
    with Project.create(path, "acled", coder="Lead", name="Kirkuk") as project:
        project.articles.add(
            ArticleDraft(
                TEXT.format(TOWNS[at % 4], at + 1), title=f"Bomb near {TOWNS[at % 4]}, report {at + 1}", date="2020-06-04"
            )
            for at in range(articles)
        )
        with project.history.operation({"id": "hand_out", "count": articles}):
            for voice, name in enumerate(CODERS):
                project.work_as(project.coders.add(name))
                for article in project.articles.walk():
                    _code(project, article.uid, article.number, article.text, voice)
                project.work_as(project.coders.named("Lead"))
    return path


def _code(project: Project, article: str, number: int, text: str, voice: int) -> None:
    coding = project.codings.begin(article, project.coder.uid).uid
    events = _said(number, voice)
    if not events:
        project.codings.set_verdict(coding, "no_event", project.codebook.no_event_reasons[0].code)
    for values in events:
        event = project.events.add(coding, {**values, "location": TOWNS[(number - 1) % 4]}).uid
        words = "two soldiers" if values["fatalities"] else "nobody was hurt"
        start = text.index(words)
        project.evidence.add(event, "fatalities", [Quote("text", start, start + len(words), words)])
    project.finish(coding)


def _said(number: int, voice: int) -> list[dict[str, Any]]:
    """Everybody has the bomb, the third coder a death more in even articles; the march is the first two's alone."""
    if voice == 2 and number % NOTHING == 0:
        return []
    bomb = {**BOMB, "fatalities": 3} if voice == 2 and number % 2 == 0 else dict(BOMB)
    if voice == 1 and number == 1:
        bomb["event_type"], bomb["sub_event_type"] = "Battles", "Armed clash"
    return [bomb, dict(MARCH)] if voice < 2 else [bomb]


def agree_by_hand(
    project: Project, asked: Asked, options: Options, told: Callable[[int, int], None] | None = None
) -> Agreement:
    """What a comparison gives: events are paired by their place in the article. The sums are simple, the shapes true."""
    if told is not None:
        told(1, 2)
    coders = [one for one in project.coders.all() if one.name in CODERS and (not asked.coders or one.uid in asked.coders)]
    who = tuple(one.uid for one in coders)
    units = _units(project, who) if asked.question == "between" and len(who) > 1 else {}
    least = options.least
    questions = tuple(
        Question(layer, name, metric, _measures(units[layer, name], metric, least), *_besides(layer, name, units, metric))
        for (layer, name), metric in METRICS.items() if units
    )  # fmt: skip
    events = units.get(("which", "events"), ())
    return Agreement(
        asked, who, {one.uid: one.name for one in coders}, articles=len(units.get(("relevance", "any_event"), ())), single=2,
        events=sum(len(one.events) for one in events), pairs=sum(len(one.events) > 1 for one in events),
        unpaired=sum(len(one.events) == 1 for one in events), divided=1, overruled=len(project.pairs.judged()),
        threshold=0.5 if options.threshold is None else options.threshold, rounds=options.rounds, seed=options.seed,
        least=least, questions=questions,
        matrix=tuple(_between(one, other, units) for one, other in combinations(who, 2)) if units else (),
        sweep=tuple(Swept(at / 10, 12 - at, 0.9 - at / 50) for at in range(3, 8)) if units else (), units=units,
    )  # fmt: skip


METRICS: dict[tuple[Layer, str], Metric] = {
    ("relevance", "any_event"): "nominal", ("number", "events"): "interval", ("which", "events"): "nominal",
    ("fields", "event_type"): "nominal", ("fields", "event_date"): "interval", ("fields", "location"): "nominal",
    ("fields", "fatalities"): "log", ("fields", "geo_precision"): "ordinal", ("evidence", "tokens"): "nominal",
    ("whole", "whole"): "nominal",
}  # fmt: skip


def _units(project: Project, who: Sequence[str]) -> dict[tuple[Layer, str], list[Unit]]:
    found: dict[tuple[Layer, str], list[Unit]] = {key: [] for key in METRICS}
    for article in project.articles.walk():
        codings = {one: project.codings.find(article.uid, one) for one in who}
        events = {one: project.events.of(coding.uid) for one, coding in codings.items() if coding is not None}
        at = article.uid, article.number
        found["relevance", "any_event"].append(_unit(*at, {one: "yes" if of else "no" for one, of in events.items()}))
        found["number", "events"].append(_unit(*at, {one: len(of) for one, of in events.items()}))
        for place in range(max(map(len, events.values()), default=0)):
            here = {one: of[place] for one, of in events.items() if place < len(of)}
            uids = {one: event.uid for one, event in here.items()}
            found["which", "events"].append(_unit(*at, {one: "event" if one in here else None for one in events}, uids))
            if len(here) > 1:
                for layer, name in METRICS:
                    if layer == "fields":
                        found[layer, name].append(
                            _unit(*at, {one: event.values.get(name) for one, event in here.items()}, uids)
                        )
                found["evidence", "tokens"].append(_unit(*at, dict.fromkeys(here, 2), uids))
                found["whole", "whole"].append(
                    _unit(*at, {one: event.values["fatalities"] for one, event in here.items()}, uids)
                )
    return found


def _unit(article: str, number: int, values: Mapping[str, Any], events: Mapping[str, str] | None = None) -> Unit:
    pairs = [key_of(one) == key_of(other) for one, other in combinations(values.values(), 2)]
    return Unit(article, number, values, events or {}, sum(pairs) / len(pairs) if pairs else 1.0)


def _measures(units: Sequence[Unit], metric: Metric, least: int) -> Measures:
    units = [one for one in units if len(one.values) > 1]
    n = len(units)
    percent = sum(one.alike for one in units) / n if n else 0.0
    said = {key_of(value): value for one in units for value in one.values.values()}
    names = ("alpha", "ac1", "ac2", "fleiss_kappa")
    if n < least:
        figures = {name: undefined(f"Told from {least} units on; there are {n}.", n) for name in names}
    elif len(said) < 2:
        figures = {
            name: undefined("Everybody said the same one thing throughout: chance has no say in it.", n) for name in names
        }
    else:
        figures = {name: Figure(percent - 0.1, max(percent - 0.3, -1.0), min(percent + 0.1, 1.0), n) for name in names}
    figures["percent"] = Figure(percent, n=n)
    beside = {"log": ("zero_alpha", "exact", "log_alpha"), "interval": ("exact", "within_1_day", "median_days")}
    for place, name in enumerate(beside.get(metric, ())):
        figures[name] = Figure((percent, min(1.0, percent + 0.1), 0.0)[place], n=n)
    categories = {str(value): Figure(percent, n=n) for value in said.values()} if metric == "nominal" else {}
    return Measures(metric, n, 3, 3 * n, figures, categories)


def _besides(layer: Layer, name: str, units: Mapping[tuple[Layer, str], Sequence[Unit]], metric: Metric) -> tuple[Any, Any]:
    """The program's pairs alone, and pairs made without the field."""
    if name == "event_date":
        return None, _measures(units[layer, name][1:], metric, 2)
    return (_measures(units[layer, name][1:], metric, 2), None) if name == "event_type" else (None, None)


def _between(one: str, other: str, units: Mapping[tuple[Layer, str], Sequence[Unit]]) -> Between:
    shared = [unit for unit in units["which", "events"] if one in unit.events and other in unit.events]
    fields = {
        name: (Figure(0.8, n=len(shared)), Figure(0.7, 0.5, 0.9, len(shared))) for layer, name in METRICS if layer == "fields"
    }
    return Between(one, other, len(units["relevance", "any_event"]), len(shared), Figure(0.9, n=9), Figure(0.6, n=6), fields)
