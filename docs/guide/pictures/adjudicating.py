"""The pictures of the chapter on adjudication, and the made-up work of three coders; `make` takes them with the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QDialog

ATTACK = {
    "event_date": "2020-06-02", "time_precision": "1", "event_type": "Battles", "sub_event_type": "Armed clash",
    "actor1": "Islamic State (Iraq)", "inter1": "2", "actor2": "Military Forces of Iraq (2020-2022)", "inter2": "1",
    "country": "Iraq", "admin1": "Kirkuk", "location": "Hawija", "latitude": 35.3258, "longitude": 43.7681,
    "geo_precision": "2", "fatalities": 2, "source": "A local paper", "source_scale": "Subnational",
    "notes": "On 2 June 2020, gunmen attacked an army post near the town. 2 fatalities.",
}  # fmt: skip
MARCH = {
    **{name: value for name, value in ATTACK.items() if name not in ("actor2", "inter2")}, "event_type": "Protests",
    "sub_event_type": "Peaceful protest", "actor1": "Protesters (Iraq)", "inter1": "6", "location": "Daquq",
    "latitude": 35.137, "longitude": 44.448, "geo_precision": "1", "fatalities": 0,
    "notes": "On 2 June 2020, people marched against power cuts.",
}  # fmt: skip
TEXT = (
    "Gunmen attacked an army post near {0} in Kirkuk province on Tuesday evening. Two soldiers were killed and a third was "
    "wounded, a security source said. The army sent helicopters; the attackers fled towards the hills.\n\n"
    "On the same day, some two hundred people marched in Daquq against power cuts. They went home after an hour."
)
TOWNS = ("Hawija", "Dibis", "Riyad", "Abbasi", "Zab", "Taza")
WORDS = {
    "event_date": "on Tuesday evening", "fatalities": "Two soldiers were killed", "location": "{0}",
    "actor1": "Gunmen", "actor2": "an army post", "sub_event_type": "attacked",
}  # fmt: skip


def take(folder: Path, window: Any, shoot: Callable[[str], None]) -> None:
    """A case on which three coders differ, before and after some of it is settled; and the same in the dark."""
    from annotator.gui import coder_choice
    from annotator.gui.adjudication_deeds import Why

    path = folder / "Kirkuk 2020, twice.annotator"
    team(path)
    choose, coder_choice.choose_coder = coder_choice.choose_coder, lambda _parent, coders, _last: coders[0]
    try:
        window.open_project(path)
    finally:
        coder_choice.choose_coder = choose
    window.actions_by_id["place_adjudication"].trigger()
    QApplication.processEvents()  # what is not seen yet does not follow
    bench = window.place_in_view().panel("adjudication").bench
    bench.why = Why("text_says")
    bench.enter()
    bench.take(0)
    bench.next_open()
    shoot("adjudication")
    window.set_theme("dark")
    shoot("adjudication-dark")
    window.set_theme("light")
    bench.give_reason()
    QApplication.processEvents()
    dialog = window.findChild(QDialog, "reason")
    dialog.grab().save(str(Path(__file__).parent / "adjudication-reason.png"))
    dialog.reject()


def team(path: Path) -> None:
    """Three coders' work on six articles."""
    from annotator.project import Project
    from annotator.project.articles import ArticleDraft
    from annotator.project.evidence import Quote

    with Project.create(path, "acled", coder="Lead", name="Kirkuk 2020") as project:
        project.articles.add(
            ArticleDraft(TEXT.format(town), title=f"Two soldiers killed near {town}", date="2020-06-03", source="A local paper")
            for town in TOWNS
        )
        articles = list(project.articles.walk())
        for name in ("B1", "B2", "B3"):
            project.work_as(project.coders.add(name))
            for article, town in zip(articles, TOWNS, strict=True):
                coding = project.codings.begin(article.uid, project.coder.uid).uid
                for values in said(name, town):
                    event = project.events.add(coding, values).uid
                    for field, words in WORDS.items():
                        told = words.format(town) if name != "B2" or field != "location" else f"near {town}"
                        if values["event_type"] != "Battles":
                            told = {"event_date": "On the same day", "location": "Daquq"}.get(field, "nowhere")
                        if (start := article.text.find(told)) >= 0 and field in values:
                            project.evidence.add(event, field, [Quote("text", start, start + len(told), told)])
                project.finish(coding)


def said(coder: str, town: str) -> list[Mapping[str, Any]]:
    """What a coder found in an article."""
    first = {**ATTACK, "location": town}
    if coder == "B2":
        return [
            {**first, "event_date": "2020-06-03", "geo_precision": "1", "notes": first["notes"] + " A third was hurt."},
            MARCH,
        ]
    if coder == "B3":
        return [{**first, "actor1": "Unidentified Armed Group (Iraq)", "inter1": "3"}]
    return [first, MARCH]
