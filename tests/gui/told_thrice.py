"""One clash told by three articles, each otherwise, and a protest that has nothing to do with it; for tests of incidents."""

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

CLASH: Mapping[str, Any] = {
    "event_date": "2020-06-02", "time_precision": "1", "event_type": "Battles", "sub_event_type": "Armed clash",
    "actor1": "Islamic State (Iraq)", "inter1": "2", "actor2": "Military Forces of Iraq (2020-2022)", "inter2": "1",
    "country": "Iraq", "admin1": "Kirkuk", "location": "Hawija", "latitude": 35.3258, "longitude": 43.7681,
    "geo_precision": "1", "fatalities": 5, "source": "A local paper", "source_scale": "Subnational",
    "notes": "On 2 June 2020, gunmen attacked an army post near Hawija. 5 fatalities.",
}  # fmt: skip
OTHERWISE: Mapping[str, Any] = {
    **CLASH, "fatalities": 3, "source": "Kirkuk Now", "latitude": 35.3298,
    "notes": "On 2 June 2020, an army post was attacked near Hawija. 3 fatalities.",
}  # fmt: skip
LATER: Mapping[str, Any] = {
    **CLASH, "event_date": "2020-06-20", "time_precision": "2", "fatalities": 4, "source": "صحيفة المدى", "location": "Kirkuk",
    "latitude": 35.4681, "longitude": 44.3922, "geo_precision": "3", "actor1": "Unidentified Armed Group (Iraq)",
    "inter1": "3", "notes": "In June 2020, soldiers were killed in Kirkuk province. 4 fatalities.",
}  # fmt: skip
PROTEST: Mapping[str, Any] = {
    "event_date": "2020-08-20", "time_precision": "1", "event_type": "Protests", "sub_event_type": "Peaceful protest",
    "actor1": "Protesters (Iraq)", "inter1": "6", "country": "Iraq", "admin1": "Basra", "location": "Basra", "latitude": 30.5,
    "longitude": 47.8, "geo_precision": "1", "fatalities": 0, "source": "A local paper", "source_scale": "Subnational",
    "notes": "On 20 August 2020, people marched in Basra.",
}  # fmt: skip
TOLD = (
    (CLASH, "Five soldiers killed near Hawija", "2020-06-03"), (OTHERWISE, "Three soldiers killed near Hawija", "2020-06-04"),
    (LATER, "مقتل أربعة جنود في كركوك", "2020-06-27"), (PROTEST, "March in Basra", "2020-08-21"),
)  # fmt: skip
TEXT = "A report of {0}. {1} were killed, an official said; the place was {2}. {3}"


def told_thrice(path: Path) -> Path:
    """The project, closed, its lead alone in it; everything is done and nothing linked. Made once, then copied."""
    shutil.copyfile(_made(), path)
    return path


def events_in(project: Project) -> list[str]:
    """The events by the number of their article."""
    return [row[0] for row in project.database.all("SELECT event_uid FROM events ORDER BY article")]


@cache
def _made() -> Path:
    path = Path(tempfile.mkdtemp()) / "thrice.annotator"
    with Project.create(path, "acled", coder="Lead", name="Kirkuk 2020") as project:
        for values, title, date in TOLD:
            text = TEXT.format(title, values["fatalities"], values["location"], values["source"])
            project.articles.add([ArticleDraft(text, title=title, date=date, source=str(values["source"]))])
            article = list(project.articles.walk())[-1]
            coding = project.codings.begin(article.uid, project.coder.uid).uid
            event = project.events.add(coding, values).uid
            words = f"{values['fatalities']} were killed"
            start = article.text.index(words)
            project.evidence.add(event, "fatalities", [Quote("text", start, start + len(words), words)])
            project.finish(coding)
    return path
