"""Three coders' work on the same articles, for tests of adjudication: one article they agree on, one a way to differ."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote

NAMES = ("B2", "C3", "D4")
CLASH = {
    "event_date": "2020-06-02", "time_precision": "1", "event_type": "Battles", "sub_event_type": "Armed clash",
    "actor1": "Islamic State (Iraq)", "inter1": "2", "actor2": "Military Forces of Iraq (2020-2022)", "inter2": "1",
    "country": "Iraq", "admin1": "Kirkuk", "location": "Hawija", "latitude": 35.3258, "longitude": 43.7681,
    "geo_precision": "1", "fatalities": 2, "source": "A local paper", "source_scale": "Subnational",
}  # fmt: skip
PROTEST = {
    **{name: value for name, value in CLASH.items() if name not in ("actor2", "inter2")}, "event_type": "Protests",
    "sub_event_type": "Peaceful protest", "actor1": "Protesters (Iraq)", "inter1": "6", "location": "Daquq",
    "latitude": 35.137, "longitude": 44.448, "fatalities": 0,
}  # fmt: skip
SWAPPED = {**CLASH, "actor1": CLASH["actor2"], "inter1": "1", "actor2": CLASH["actor1"], "inter2": "2"}
TEXT = (
    "Gunmen attacked an army post near Hawija in Kirkuk province on Tuesday. Two soldiers were killed, a security source said. "
    "On the same day, some people marched in Daquq against power cuts."
)
TITLES = ("All alike", "A wrong date", "Another actor", "Sides swapped", "A missed event", "A divided event", "No event?")
ALIKE, DATE, ACTOR, SIDES, MISSED, DIVIDED, NO_EVENT = range(1, 8)
"""The articles' numbers."""


def events_of(number: int, coder: str) -> list[Mapping[str, Any]]:
    """What a coder found in an article."""
    match number, coder:
        case (2, "C3"):
            return [{**CLASH, "event_date": "2020-06-01"}]
        case (3, "D4"):
            return [{**CLASH, "actor1": "Unidentified Armed Group (Iraq)", "inter1": "3"}]
        case (4, "C3"):
            return [SWAPPED]
        case (5, "D4"):
            return [CLASH]
        case (5, _):
            return [CLASH, PROTEST]
        case (6, "D4"):
            return [CLASH, {**CLASH, "event_date": "2020-06-03", "location": "Riyad", "fatalities": 0}]
        case (7, "D4"):
            return []
        case _:
            return [CLASH]


def settled_project(path: Path) -> Path:
    """The project, closed, with its lead and the three coders; nothing is settled yet. Made once, then copied."""
    shutil.copyfile(_made(), path)
    return path


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()


@cache
def _made() -> Path:
    return _make(Path(_folder().name) / "made.annotator")


def _make(path: Path) -> Path:
    with Project.create(path, "acled", coder="Lead", name="Kirkuk 2020") as project:
        project.articles.add([
            ArticleDraft(f"{TEXT} Report {at}.", title=title, date="2020-06-03", source="A local paper")
            for at, title in enumerate((*TITLES, "Coded once"), start=1)
        ])  # fmt: skip
        articles = {one.number: one for one in project.articles.walk()}
        for name in NAMES:
            project.work_as(project.coders.add(name))
            for number, article in articles.items():
                if number <= len(TITLES) or name == "B2":
                    code(project, article.uid, events_of(number, name))
        project.search.catch_up()
    return path


def code(project: Project, article: str, events: list[Mapping[str, Any]]) -> None:
    """Finishes an article with some events, each with words of the text."""
    coding = project.codings.begin(article, project.coder.uid).uid
    for values in events:
        said = "Gunmen attacked a post" if values["event_type"] == "Battles" else "People marched against power cuts"
        notes = f"On {values['event_date']}, {said} in {values['location']}. {values['fatalities']} fatalities."
        event = project.events.add(coding, {**values, "notes": notes}).uid
        words = {"location": str(values["location"]), "fatalities": "Two soldiers", "event_date": "on Tuesday"}
        if project.coder.name == "C3":
            words["location"] = "near Hawija"
        for field, said in words.items():
            start = TEXT.find(said)
            if start >= 0 and values[field] not in (0, "Riyad"):
                project.evidence.add(event, field, [Quote("text", start, start + len(said), said)])
    if not events:
        project.codings.set_verdict(coding, "no_event", project.codebook.no_event_reasons[0].code)
    project.finish(coding)
