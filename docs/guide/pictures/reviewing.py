"""The pictures of the chapter on reviewing, and the made-up work of three coders; `make` takes them with the rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

EVENT = {
    "event_date": "2020-06-02", "time_precision": "1", "event_type": "Explosions/Remote violence",
    "sub_event_type": "Remote explosive/landmine/IED", "actor1": "Islamic State (Iraq)", "inter1": "2",
    "actor2": "Military Forces of Iraq (2020-2022)", "inter2": "1", "country": "Iraq", "admin1": "Kirkuk",
    "location": "Hawija", "latitude": 35.3258, "longitude": 43.7681, "geo_precision": "1", "fatalities": 2,
    "source": "A local paper", "source_scale": "Subnational",
    "notes": "On 2 June 2020, a roadside bomb killed two soldiers near the town. 2 fatalities.",
}  # fmt: skip
TEXT = (
    "A roadside bomb killed two soldiers and wounded a third near {0} in Kirkuk province on Tuesday, a security source said. "
    "It was attack number {1} of the year."
)
TOWNS = ("Hawija", "Daquq", "Dibis", "Taza", "Riyad", "Altun Kupri", "Zab", "Abbasi")


def take(folder: Path, window: Any, shoot: Callable[[str], None]) -> None:
    """Progress, the list of spot checks, a coding looked at, and one that came back."""
    from annotator.gui import coder_choice

    path = folder / "Kirkuk 2020.annotator"
    coding, coder = _team(path)
    choose, coder_choice.choose_coder = coder_choice.choose_coder, lambda _parent, coders, _last: coders[0]
    try:
        window.open_project(path)
    finally:
        coder_choice.choose_coder = choose
    window.show_place("team")
    shoot("progress")
    panel = window.built("team").show_tab("review")
    shoot("review")
    lines = panel.model.lines
    panel.list.setCurrentIndex(panel.model.index(next(at for at, one in enumerate(lines) if one.events), 0))
    panel.open.click()
    window.show_field("location")
    shoot("looking-on")
    window.current().look_at()
    window.work_as(coder)
    window.show_place("code")
    window.open_article(coding)
    window.code().drawer.show_panel("remarks")
    QApplication.processEvents()
    shoot("sent-back")


def _team(path: Path) -> tuple[str, str]:
    """Three coders' work, some of it reviewed; gives the article and the coder of a coding that was sent back."""
    from annotator.project import Project
    from annotator.project.articles import ArticleDraft
    from annotator.project.evidence import Quote
    from annotator.project.remarks import Spot

    with Project.create(path, "acled", coder="Lead", name="Kirkuk 2020") as project:
        project.articles.add(
            ArticleDraft(TEXT.format(TOWNS[at % 8], at + 1), title=f"Two soldiers killed near {TOWNS[at % 8]}, report {at + 1}",
                         date="2020-06-03", source="A local paper") for at in range(180)
        )  # fmt: skip
        articles, lead = [one.uid for one in project.articles.walk()], project.coder
        for number, (name, count, pace) in enumerate((("B1", 52, 4), ("B2", 38, 3), ("B3", 16, 2))):
            coder = project.coders.add(name)
            project.work_as(coder)
            for place, article in enumerate(articles[number * 60 : number * 60 + 60]):
                with project.history.operation({"id": "assign"}):
                    project.database.run(
                        "INSERT INTO assignment (uid, article, coder, round, position) VALUES (?, ?, ?, 'main', ?)",
                        (f"{number}-{place}", article, coder.uid, place),
                    )
                if place < count:
                    _code(project, article, place, date.today() - timedelta(days=(count - place) // pace * 7 // 5 + 1), Quote)
        project.work_as(lead)
        project.reviews.set_draw(0.2, 7)
        drawn = project.reviews.work("spot")
        project.reviews.approve([one.coding for one in drawn[:6]])
        back = next(one for one in drawn[6:] if one.events)
        event = project.events.of(back.coding)[0]
        project.remarks.comment(Spot(back.article, event.uid, "location"), "“Near” the town: which precision is that?")
        project.reviews.send_back(back.coding, "The bomb was near the town, not in it. See the guidance on precision.")
        return back.article, back.coder


def _code(project: Any, article: str, place: int, day: date, quote: Any) -> None:
    coding = project.codings.begin(article, project.coder.uid).uid
    if place % 6 == 5:
        project.codings.set_verdict(coding, "no_event", project.codebook.no_event_reasons[0].code)
    else:
        town = TOWNS[project.articles.get(article).number % 8 - 1]
        event = project.events.add(coding, {**EVENT, "location": town}).uid
        text = project.articles.get(article).text
        for field, words in (("location", town), ("fatalities", "two soldiers"), ("event_date", "Tuesday"))[: 1 + place % 3]:
            start = text.index(words)
            project.evidence.add(event, field, [quote("text", start, start + len(words), words)])
    if place % 13 != 12:
        with project.history.operation({"id": "done"}):
            project.database.run(
                "UPDATE coding SET state = 'done', verdict = coalesce(verdict, 'events'), first_done = ? WHERE uid = ?",
                (f"{day.isoformat()}T10:12:00.000Z", coding),
            )
