"""The pictures of the chapter on agreement, and the made-up work of three coders on the same articles; `make` takes them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

CODERS = ("B1", "B2", "B3")
ARTICLES, WEEKS = 72, 9
TOWNS = (
    ("Hawija", 35.3258, 43.7681), ("Daquq", 35.1367, 44.4489), ("Dibis", 35.6711, 44.0686), ("Taza", 35.2961, 44.3319),
    ("Riyad", 35.3586, 43.8992), ("Altun Kupri", 35.7522, 44.1378),
)  # fmt: skip
SHARED = {
    "time_precision": "1", "country": "Iraq", "admin1": "Kirkuk", "geo_precision": "1", "source": "A local paper",
    "source_scale": "Subnational", "notes": "As the article tells it.",
}  # fmt: skip
ARMY, GROUP = "Military Forces of Iraq (2020-2022)", "Islamic State (Iraq)"
BOMB = {
    "event_type": "Explosions/Remote violence", "sub_event_type": "Remote explosive/landmine/IED", "actor1": GROUP,
    "inter1": "2", "actor2": ARMY, "inter2": "1",
}  # fmt: skip
CLASH = {**BOMB, "event_type": "Battles", "sub_event_type": "Armed clash"}
MARCH = {
    "event_type": "Protests", "sub_event_type": "Peaceful protest", "actor1": "Protesters (Iraq)", "inter1": "6", "actor2": "",
    "inter2": "",
}  # fmt: skip
SHOVED = {**MARCH, "sub_event_type": "Protest with intervention", "actor2": "Police Forces of Iraq (2020-2022)", "inter2": "1"}
LIKELY = {"event_type": (0.03, 0.10, 0.16), "fatalities": (0.02, 0.05, 0.14), "event_date": (0.02, 0.04, 0.12),
          "town": (0.02, 0.06, 0.10), "missed": (0.03, 0.10, 0.22)}  # fmt: skip
"""How often each of the three says otherwise; all of them learn: in the last week half as often."""
WORDS = {
    "bomb": "A roadside bomb killed {dead} soldiers near {town} on Tuesday, a security source said.",
    "clash": "Gunmen fought with the army near {town} on Tuesday; {dead} soldiers were killed.",
    "march": "On Wednesday about two hundred people marched in {town} against power cuts.",
    "none": "The council of {town} met on Tuesday to speak about the harvest.",
}
NUMBERS = ("no", "one", "two", "three", "four", "five")


def take(window: Any, path: Path, shoot: Callable[[str], None]) -> None:
    """The layers with a question's figures, answers beside each other with the pairs of a cell, and change over time."""
    from annotator.gui import coder_choice

    team(path)
    choose, coder_choice.choose_coder = coder_choice.choose_coder, lambda _parent, coders, _last: coders[0]
    try:
        window.open_project(path)
    finally:
        coder_choice.choose_coder = choose
    panel = work_out(window)
    panel.layers.show_question("fields", "event_date")
    shoot("agreement")
    show_answers(panel, "event_type")
    shoot("agreement-pairs")
    window.set_theme("dark")
    panel.pairs.left.emit()
    panel.question.tabs.setCurrentWidget(panel.question.time)
    shoot("agreement-dark")
    window.set_theme("light")


def work_out(window: Any) -> Any:
    """The tab with its figures."""
    window.show_place("review")
    panel = window.built("review").show_tab("agreement")
    panel.work_out()
    while panel.busy:
        QApplication.processEvents()
    return panel


def show_answers(panel: Any, field: str) -> None:
    """A question's answers beside each other, and the pairs of the cell with most that differ."""
    panel.layers.show_question("fields", field)
    panel.question.tabs.setCurrentWidget(panel.question.codes)
    codes = panel.question.codes
    counts = codes._table.counts
    row, column = max((cell for cell in counts if cell[0] != cell[1]), key=lambda cell: (counts[cell], cell))
    codes.grid.setCurrentIndex(codes.grid.grid.index(row, column))
    codes.grid.asked.emit(row, column)
    QApplication.processEvents()


def team(path: Path) -> None:
    """Three coders' work on the same articles, handed in over some weeks."""
    from annotator.project import Project
    from annotator.project.articles import ArticleDraft

    draw = random.Random(11)
    happenings = [_happenings(draw, at) for at in range(ARTICLES)]
    with Project.create(path, "acled", coder="Lead", name="Kirkuk 2020") as project:
        project.articles.add(
            ArticleDraft(" ".join(words for words, _ in told) + f" It was report {at + 1}.", title=_title(told, at),
                         date=_day(at, 4), source="A local paper")
            for at, told in enumerate(happenings)
        )  # fmt: skip
        lead, articles = project.coder, list(project.articles.walk())
        for voice, name in enumerate(CODERS):
            project.work_as(project.coders.add(name))
            for at, article in enumerate(articles):
                if draw.random() < 0.8:
                    _code(project, article, happenings[at], voice, at, draw)
        project.work_as(lead)


def _day(at: int, of: int) -> str:
    return (date(2020, 6, of) + timedelta(days=7 * (at % 20))).isoformat()


def _title(told: list[tuple[str, dict[str, Any]]], at: int) -> str:
    town = TOWNS[at % len(TOWNS)][0]
    return {0: f"Council of {town} meets", 1: f"Two days in {town}", 2: f"Violence and protest in {town}"}[
        sum(bool(values) for _, values in told)
    ]


def _happenings(draw: random.Random, at: int) -> list[tuple[str, dict[str, Any]]]:
    """Sentences of an article, each with the event it tells of; nothing for none."""
    town, north, east = TOWNS[at % len(TOWNS)]
    where = {**SHARED, "location": town, "latitude": north, "longitude": east}
    if at % 9 == 8:
        return [(WORDS["none"].format(town=town), {})]
    dead = draw.choice((1, 2, 2, 3, 4))
    kind = draw.choice(("bomb", "bomb", "clash"))
    first = (BOMB if kind == "bomb" else CLASH, WORDS[kind].format(dead=NUMBERS[dead], town=town))
    told = [(first[1], {**where, **first[0], "event_date": _day(at, 2), "fatalities": dead})]
    if draw.random() < 0.45:
        told.append((WORDS["march"].format(town=town), {**where, **MARCH, "event_date": _day(at, 3), "fatalities": 0}))
    return told


def _code(
    project: Any, article: Any, told: list[tuple[str, dict[str, Any]]], voice: int, at: int, draw: random.Random
) -> None:  # fmt: skip
    from annotator.project.evidence import Quote

    coding = project.codings.begin(article.uid, project.coder.uid).uid
    week = at * WEEKS // ARTICLES

    def errs(what: str) -> bool:
        return draw.random() < LIKELY[what][voice] * (1.3 - 0.8 * week / WEEKS)

    found = 0
    for words, values in told:
        if not values or (found and errs("missed")):
            continue
        said, found = dict(values), found + 1
        if errs("event_type"):
            other = {"Battles": BOMB, "Explosions/Remote violence": CLASH, "Protests": SHOVED}[said["event_type"]]
            said |= other
        if errs("fatalities") and said["event_type"] != "Protests":
            said["fatalities"] += 1
        if errs("event_date"):
            said["event_date"] = (date.fromisoformat(said["event_date"]) - timedelta(days=draw.choice((1, 1, 7)))).isoformat()
        if errs("town"):
            other_town = TOWNS[(at + 1) % len(TOWNS)]
            said |= {"location": other_town[0], "latitude": other_town[1], "longitude": other_town[2]}
        event = project.events.add(coding, said).uid
        _mark(project, article, event, words, said, draw, Quote)
    if not found:
        project.codings.set_verdict(coding, "no_event", project.codebook.no_event_reasons[0].code)
    project.finish(coding)
    day = date.today() - timedelta(days=7 * (WEEKS - 1 - week))
    with project.history.operation({"id": "done"}):
        project.database.run(
            "UPDATE coding SET first_done = ? WHERE uid = ?", (f"{day.isoformat()}T10:{10 + voice}:00.000Z", coding)
        )


def _mark(
    project: Any, article: Any, event: str, words: str, said: dict[str, Any], draw: random.Random, quote: Any
) -> None:  # fmt: skip
    """Marks words of the article; a longer stretch now and then."""
    for field, of in (("fatalities", "soldiers"), ("event_date", "Tuesday"), ("event_date", "Wednesday"), ("event_type", "")):
        marked = of if of else {"Protests": "marched"}.get(said["event_type"], "soldiers")
        if marked not in words or draw.random() < 0.1:
            continue
        start = article.text.index(words) + words.index(marked)
        end = start + len(marked)
        if field == "fatalities" and draw.random() < 0.7:
            start -= len(words[: words.index(marked)].rsplit(" ", 2)[-2]) + 1
        project.evidence.add(event, field, [quote("text", start, end, article.text[start:end])])
