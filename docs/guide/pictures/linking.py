"""The picture of the chapter on incidents, and the made-up reports of one clash; `make` takes it with the rest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from adjudicating import ATTACK
from PySide6.QtWidgets import QApplication

TEXT = (
    "Gunmen attacked an army post near {place} in Kirkuk province on Tuesday evening. {dead} soldiers were killed, {who} said."
)
REPORTS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("Five soldiers killed near Hawija", "A local paper", "2020-06-03", {"fatalities": 5}),
    ("Post attacked, three dead", "A radio station", "2020-06-03",
     {"fatalities": 3, "location": "Riyad", "latitude": 35.27, "longitude": 43.79}),
    ("A week of attacks in Kirkuk", "A weekly", "2020-06-08",
     {"event_date": "2020-06-04", "time_precision": "2", "fatalities": 4, "location": "Kirkuk", "latitude": 35.4681,
      "longitude": 44.3922, "geo_precision": "3"}),
)  # fmt: skip
OTHERS = (
    ("Dibis", 35.6717, 44.0667, "2020-06-11"),
    ("Daquq", 35.137, 44.448, "2020-06-15"),
    ("Taza", 35.2942, 44.325, "2020-06-19"),
)
"""Towns, points and days of clashes that two papers each tell."""


def take(folder: Path, window: Any, shoot: Callable[[str], None]) -> None:
    """One clash that three reports tell otherwise, linked, at its tie; candidates wait beside it."""
    path = folder / "Kirkuk 2020, incidents.annotator"
    _reports(path)
    window.open_project(path)
    window.actions_by_id["place_incidents"].trigger()
    QApplication.processEvents()
    panel = window.place_in_view().panel("incidents")
    panel.look()
    while panel.work.searching:
        QApplication.processEvents()
    project = window.current().project
    events = [row[0] for row in project.database.all("SELECT event_uid FROM events ORDER BY article")]
    window.current().lead(lambda it: it.incidents.link(events[:3], "the same post, told thrice"))
    panel.show_event(events[0])
    while panel.work.behind:
        QApplication.processEvents()
    panel.show_list("tie")
    panel.go_to_table()
    shoot("incidents")


def _reports(path: Path) -> None:
    from annotator.project import Project
    from annotator.project.articles import ArticleDraft
    from annotator.project.evidence import Quote

    told = [(title, source, day, {**ATTACK, "source": source, **values}) for title, source, day, values in REPORTS]
    for town, north, east, day in OTHERS:
        for source, dead in (("A local paper", 2), ("A radio station", 1)):
            values = {"location": town, "latitude": north, "longitude": east, "event_date": day, "fatalities": dead}
            told.append((f"Attack near {town}", source, day, {**ATTACK, "source": source, **values}))
    with Project.create(path, "acled", coder="Lead", name="Kirkuk 2020") as project:
        for title, source, day, values in told:
            values = {
                **values,
                "notes": f"An army post near {values['location']} was attacked. {values['fatalities']} fatalities.",
            }
            text = TEXT.format(place=values["location"], dead=values["fatalities"], who=f"{source}'s source")
            project.articles.add([ArticleDraft(text, title=title, date=day, source=source)])
            article = list(project.articles.walk())[-1]
            coding = project.codings.begin(article.uid, project.coder.uid).uid
            event = project.events.add(coding, values).uid
            for field, words in (
                ("location", str(values["location"])),
                ("fatalities", f"{values['fatalities']} soldiers were killed"),
            ):
                start = article.text.index(words)
                project.evidence.add(event, field, [Quote("text", start, start + len(words), words)])
            project.finish(coding)
