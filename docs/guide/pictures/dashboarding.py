"""The dashboard's pictures: half a year of made-up articles of four sources, and what was coded in them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from annotator.gui.window import Window

TOWNS = (
    ("Kirkuk", "Kirkuk", 35.4681, 44.3922), ("Mosul", "Nineveh", 36.3354, 43.1189), ("Basra", "Basra", 30.5085, 47.7804),
    ("Tikrit", "Salah al-Din", 34.6158, 43.6786), ("Baqubah", "Diyala", 33.7466, 44.6437),
    ("Ramadi", "Al Anbar", 33.4206, 43.3078), ("Nasiriyah", "Dhi Qar", 31.0422, 46.2673),
)  # fmt: skip
KINDS = (
    ("Battles", "Armed clash", "Military Forces of Iraq (2018-)", "Islamic State (Iraq)"),
    ("Protests", "Peaceful protest", "Protesters (Iraq)", None),
    ("Explosions/Remote violence", "Remote explosive/landmine/IED", "Islamic State (Iraq)", "Military Forces of Iraq (2018-)"),
    ("Riots", "Mob violence", "Rioters (Iraq)", "Police Forces of Iraq (2018-)"),
)
SOURCES = (("Northern Courier", 0, 182), ("River Radio", 0, 182), ("The Market Daily", 60, 182), ("Provincial Wire", 0, 95))
"""What they are called, and from which day to which they were read."""


def take(window: Window, path: Path, shoot: Callable[[str], None]) -> None:
    """The dashboard, stacked, light and dark."""
    from annotator.gui.dashboard_actions import show

    _make(path)
    window.open_project(path)
    panel = show(window)
    while panel.busy or panel.figures is None:
        QApplication.processEvents()
    panel.bar.stacked.setChecked(True)
    shoot("dashboard")
    window.set_theme("dark")
    shoot("dashboard-dark")
    window.set_theme("light")


def _make(path: Path) -> None:
    from annotator.project import Project
    from annotator.project.articles import ArticleDraft

    dice, begin = random.Random(5), date(2020, 1, 1)
    drafts: list[ArticleDraft] = []
    for at in range(260):
        name, first, last = dice.choice(SOURCES)
        day = begin + timedelta(days=round(dice.triangular(first, last, min(150, last))))
        drafts.append(ArticleDraft(f"Made-up article {at}.", title=f"Article {at}", date=day.isoformat(), source=name))
    with Project.create(path, "acled", coder="A7", name="Iraq 2020") as project:
        project.articles.add(drafts)
        for article in list(project.articles.walk()):
            coding = project.codings.begin(article.uid, project.coder.uid, "main").uid
            for _ in range(dice.choice((0, 1, 1, 2))):
                kind, sub, one, other = dice.choice(KINDS)
                town, province, north, east = dice.choice(TOWNS)
                day = date.fromisoformat(str(article.date)) - timedelta(days=dice.choice((0, 1, 1, 2)))
                values = {
                    "event_date": day.isoformat(), "event_type": kind, "sub_event_type": sub, "actor1": one, "actor2": other,
                    "country": "Iraq", "admin1": province, "location": town, "latitude": north, "longitude": east,
                    "fatalities": dice.randint(0, 4) if kind != "Protests" else 0, "source": [str(article.source)],
                }  # fmt: skip
                project.events.add(coding, {name: value for name, value in values.items() if value is not None})
