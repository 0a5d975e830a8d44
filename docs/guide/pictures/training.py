"""The pictures of trainings and tests, and the made-up team in them."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

TEXT = "Some {0} students marched to the ministry in Erbil on {1}. Police watched; it ended with speeches in the square."
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday")
EVENT: dict[str, Any] = {
    "event_date": "2020-06-04", "time_precision": "1", "event_type": "Protests", "sub_event_type": "Peaceful protest",
    "actor1": "Protesters (Iraq)", "inter1": "6", "country": "Iraq", "admin1": "Erbil", "location": "Erbil",
    "latitude": 36.1911, "longitude": 44.0092, "geo_precision": "1", "source": "A local paper", "source_scale": "Subnational",
    "notes": "On 4 June 2020, students marched to the ministry in Erbil.", "fatalities": 0,
}  # fmt: skip
UNSURE = {
    "geo_precision": "2",
    "sub_event_type": "Protest with intervention",
    "time_precision": "2",
    "actor1": "Students (Iraq)",
}


def team(path: Path) -> None:
    """A lead and three coders in a training of four articles and a test."""
    from annotator.agreement.judging import judge_all
    from annotator.project import Project, training
    from annotator.project.articles import ArticleDraft
    from annotator.project.evidence import Quote

    dice = random.Random(7)
    with Project.create(path, "acled", coder="Lead", name="Iraq 2020") as project:
        project.articles.add(
            ArticleDraft(TEXT.format(100 + 50 * n, DAYS[n % 4]), title=f"Students march in Erbil ({n + 1})", date="2020-06-05",
                         source="A local paper")
            for n in range(8)
        )  # fmt: skip
        articles = [one.uid for one in project.articles.walk()]
        lead = project.coder.uid
        coders = [project.coders.add(name).uid for name in ("A7", "B2", "C3")]

        def code(coder: str, article: str, round_: str, standing: str, slips: float) -> None:
            project.history.coder = coder
            values = {**EVENT, **{name: other for name, other in UNSURE.items() if dice.random() < slips}}
            coding = project.codings.begin(article, coder, round_, standing).uid
            event = project.events.add(coding, values)
            text = project.articles.get(article).text
            for field, words in (
                ("location", "Erbil"),
                ("sub_event_type", "ended with speeches"),
                ("geo_precision", "the ministry"),
            ):
                start = text.index(words)
                project.evidence.add(event.uid, field, [Quote("text", start, start + len(words), words)])
            for error in [one for errors in project.events.errors_of(coding).values() for one in errors]:
                project.events.overrule(event.uid, error, "A made-up example")
            project.finish(coding)
            project.history.coder = lead

        for name, kind, of in (("Training 1", "training", articles[:4]), ("Test of June", "test", articles[4:])):
            made = project.rounds.add(name, kind)  # type: ignore[arg-type]
            for article in of:
                code(lead, article, made.uid, "standard", 0)
            training.give_to(project, made.uid, coders)
            for place, coder in enumerate(coders):
                for article in of[: 4 if kind == "training" or place < 2 else 2]:
                    code(coder, article, made.uid, "coded", 0.15 + 0.25 * place)
        judge_all(project, made)
        project.search.catch_up()


def take(window: Any, path: Path, shoot: Callable[[str], None]) -> None:
    """Both pictures."""
    from desk import Camera
    from PySide6.QtWidgets import QSplitter

    from annotator.gui import coder_choice

    team(path)
    choose, coder_choice.choose_coder = coder_choice.choose_coder, lambda _parent, coders, _last: coders[0]
    try:
        window.open_project(path)
    finally:
        coder_choice.choose_coder = choose
    camera = Camera(window, shoot)
    window.show_place("team")
    window.built("team").show_tab("rounds")
    camera.rest(1)
    shoot("rounds")
    window.work_as("B2")
    window.show_place("code")
    window.current().look_at(round_=window.current().project.rounds.named("Training 1").uid)
    window.code().findChild(QSplitter, "code.reading").setSizes([330, 270])
    window.code().show_feedback()
    camera.rest(1)
    shoot("feedback")
