"""The pictures of asking the lead: a ruling beside its field with the dialog that asks, and the lead's list of questions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from desk import HERE, PIECES
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QDialog

ASKED = (
    ("fatalities", "The third soldier died later, says another paper. Do I count him here?"),
    ("actor2", "Nobody claimed it. Do I leave the second actor empty?"),
    ("location", "“Near Hawija”: the town, or the district?"),
    ("event_type", "The blast was an accident, perhaps. Is it still remote violence?"),
)
RULING = "Only people the article itself calls dead. Who dies later counts in the article that tells of it."


def project(path: Path) -> None:
    """Two coders who asked, and a ruling."""
    from annotator.project import Project
    from annotator.project.articles import ArticleDraft
    from annotator.project.evidence import Quote
    from annotator.project.remarks import Spot
    from annotator.project.rulings import RulingDraft

    with Project.create(path, "acled", coder="Lead", name="Iraq 2020") as made:
        made.articles.add([
            ArticleDraft(text, title=title, date=f"2020-06-{3 + at:02}", source="A local paper")
            for at, (title, text) in enumerate(PIECES)
        ])  # fmt: skip
        lead, bomb = made.coder, made.articles.by_number(4)
        assert bomb is not None
        for name, asked in (("A7", ASKED[:2]), ("B2", ASKED[2:])):
            made.work_as(made.coders.add(name))
            coding = made.codings.begin(bomb.uid, made.coder.uid)
            values = {
                "event_date": "2020-06-02",
                "event_type": "Explosions/Remote violence",
                "location": "Hawija",
                "fatalities": 2,
            }
            event = made.events.add(coding.uid, values).uid
            words = "two soldiers"
            start = bomb.text.index(words)
            made.evidence.add(event, "fatalities", [Quote("text", start, start + len(words), words)])
            for field, text in asked:
                made.remarks.ask(Spot(bomb.uid, event, field), text)
        made.work_as(lead)
        made.rulings.add(RulingDraft(RULING, "fatalities", "", "Do people count who were hurt and died later?"))


def take(window: Any, path: Path, shoot: Callable[[str], None]) -> None:
    """Both pictures."""
    project(path)
    window._choose_coder = lambda _project: True
    window.open_project(path)
    window.work_as("A7")
    current = window.current()
    window.open_article(current.project.articles.by_number(4).uid)
    window.show_field("fatalities")
    window.actions_by_id["ask_lead"].trigger()
    dialog = window.findChild(QDialog, "ask")
    dialog.line.setPlainText("A wounded soldier is “expected to die”. Does he count?")
    shoot("asking")
    picture = window.grab()
    painter = QPainter(picture)
    shown = dialog.grab()
    left, top = 300, (picture.height() - shown.height()) // 2
    painter.drawPixmap(left, top, shown)
    painter.setPen(window.palette().color(window.palette().ColorRole.Mid))
    painter.drawRect(left, top, shown.width(), shown.height())
    painter.end()
    picture.save(str(HERE / "asking.png"))
    dialog.reject()
    window.work_as("Lead")
    window.show_place("team")
    window.built("team").show_tab("questions")
    shoot("questions")
