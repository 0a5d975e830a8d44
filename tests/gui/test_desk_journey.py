"""A morning at the desk by keyboard alone: first pass, coding from offers, map, an earlier event, remarks, guidance, done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.register import Entry
from annotator.project.verify import verify

BOMB = "BAGHDAD (Ostrand Wire) - A roadside bomb killed two soldiers in Kirkuk, Iraq, on Tuesday. Rebels of the Red Front fled."
AGAIN = "In Kirkuk, Iraq, a roadside bomb killed two soldiers on Tuesday, an officer said. The Red Front claimed it."
SPORT = "The club won the cup on Friday in front of 20,000 people."


@pytest.fixture
def path(tmp_path: Path, with_places: None) -> Path:
    """Three articles, registers that know who is in them, and a small file of places."""
    path = tmp_path / "morning.annotator"
    with Project.create(path, "acled", coder="A7") as project:
        project.articles.add(
            ArticleDraft(text, title=title, date="2020-06-03", source=source)
            for title, text, source in (
                ("Bomb kills two", BOMB, ""), ("Cup final", SPORT, "Ostrand Sport"), ("Two dead", AGAIN, "Ostrand Post"),
            )
        )  # fmt: skip
        for name, kind in (("Red Front (Iraq)", "2"), ("Military Forces of Iraq (2020-2022)", "1")):
            aliases = ("soldiers",) if kind == "1" else ()
            project.registers.register("actors").put(Entry({"name": name, "type": kind, "country": "Iraq"}, aliases))
        for name in ("Ostrand Wire", "Ostrand Post"):
            project.registers.register("sources").put(Entry({"name": name, "scale": "National"}))
    return path


@pytest.fixture
def desk(qtbot: QtBot, path: Path) -> Iterator[Hands]:
    hands = Hands(qtbot, path)
    yield hands
    hands.window.close()


def settle(hands: Hands, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not hands.window.code().offering.asking)


def take(hands: Hands, qtbot: QtBot, field: str, value: object) -> None:
    """Looks through the offers of the field in view, and takes one."""
    settle(hands, qtbot)
    assert hands.window.focus.field == field
    offering = hands.window.code().offering
    for _ in offering.listed:
        if offering.current is not None and offering.current.value == value:
            hands.press("F2")
            return
        hands.press("F3")
    raise AssertionError(f"{field}: {value} is not among {[one.value for one in offering.listed]}")


def code_the_bomb(hands: Hands, qtbot: QtBot, source: str) -> None:
    hands.press("Ctrl+N")
    take(hands, qtbot, "event_date", "2020-06-02")
    take(hands, qtbot, "event_type", "Explosions/Remote violence")
    take(hands, qtbot, "fatalities", 2)
    take(hands, qtbot, "actor1", "Red Front (Iraq)")
    take(hands, qtbot, "actor2", "Military Forces of Iraq (2020-2022)")
    take(hands, qtbot, "country", "Iraq")
    # The town brings the divisions and the point; the keyboard is at what is still empty.
    hands.go("location")
    take(hands, qtbot, "location", "Kirkuk")
    hands.go("source")
    take(hands, qtbot, "source", source)


def test_a_morning_by_keyboard_alone(desk: Hands, qtbot: QtBot, path: Path):
    window = desk.window
    # The first pass, with a reason, and back to what is worth coding.
    desk.press("Alt+5")
    qtbot.waitUntil(lambda: window.place == "first_pass" and QApplication.focusWidget() is not None)
    desk.press("R", "N", "Shift+1", "R")
    counts = window.current().project.screening.counts(window.current().project.coder.uid)
    assert (counts.relevant, counts.not_relevant, counts.unsure) == (2, 1, 0)
    desk.press("Alt+1")

    # The first article, out of what the text offers.
    code_the_bomb(desk, qtbot, "Ostrand Wire")
    workspace, event = window.current(), window.focus.event
    assert [one.message for one in workspace.problems(workspace.event(event)) if one.severity == "error"] == []
    before = workspace.event(event).values
    assert str(before["notes"]).startswith("On 2 June 2020,")

    # The map: another point, and the way back.
    desk.press("F4")
    qtbot.waitUntil(lambda: window.code().drawer.panel == "map")
    desk.press("Right", "Right", "Down", "Return")
    assert workspace.event(event).values["latitude"] != before["latitude"]
    desk.press("Ctrl+Z")
    assert workspace.event(event).values["latitude"] == before["latitude"]
    desk.press("Escape")

    # A remark on a field; the keyboard comes back to it.
    desk.go("fatalities")
    desk.press("Ctrl+Shift+C")
    desk.type("Both in uniform?")
    desk.press("Return")
    assert [one.text for one in workspace.project.remarks.of(window.focus.article).comments] == ["Both in uniform?"]
    assert window.focus.field == "fatalities"

    # What the codebook says of it, and back.
    desk.press("Shift+F1")
    assert window.place == "codebook"
    desk.press("Alt+1")
    assert (window.place, window.focus.field) == ("code", "fatalities")
    desk.press("Ctrl+Return")
    assert workspace.coding(workspace.project.articles.by_number(1).uid).state == "done", desk.said()  # type: ignore[union-attr]

    # The next one to do is not the one that was judged irrelevant; it tells of the same bomb.
    assert workspace.article(window.focus.article).number == 3  # type: ignore[union-attr]
    code_the_bomb(desk, qtbot, "Ostrand Post")
    panel = window.code().nearby
    qtbot.waitUntil(lambda: panel.list.count() == 1)
    desk.press("Ctrl+Shift+B", "S")
    (linked,) = workspace.project.database.all("SELECT count(*) FROM incident_link WHERE judged <> 'different' AND removed = 0")
    assert linked[0] == 2
    desk.press("Escape", "Ctrl+Return")
    assert desk.window.current().coding(window.focus.article).state == "done", desk.said()  # type: ignore[union-attr]

    # All of it can be taken back.
    assert verify(workspace.project) == []
    while workspace.project.history.to_undo():
        desk.press("Ctrl+Z")
    assert workspace.project.database.value("SELECT count(*) FROM event WHERE removed = 0") == 0
    assert workspace.project.database.value("SELECT count(*) FROM screening WHERE removed = 0") == 0
    assert verify(workspace.project) == []
