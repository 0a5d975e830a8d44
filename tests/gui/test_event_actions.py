"""Drafted notes, a field of the event before, dividing and combining, by key in the real window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hands import Hands
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from annotator.gui.actions import RECORDS
from annotator.gui.combine_dialog import CombineDialog
from annotator.gui.divide_dialog import DivideDialog
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote

TEXT = "Between 1 and 3 June, seven people were killed in Kirkuk and Hawija."
CLASH: dict[str, Any] = {
    "event_date": "2020-06-01", "time_precision": "1", "event_type": "Battles", "sub_event_type": "Armed clash",
    "fatalities": 7, "actor1": "Islamic State (Iraq)", "inter1": "2", "actor2": "Military Forces of Iraq (2020-2022)",
    "inter2": "1", "country": "Iraq", "admin1": "Kirkuk",
}  # fmt: skip
NOTES = "On 1 June 2020, Islamic State clashed with Military Forces of Iraq in Kirkuk (Kirkuk). 7 fatalities."


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    """At the window of a project with one article and one event that lacks its place."""
    path = tmp_path / "desk.annotator"
    with Project.create(path, "acled", coder="ann") as project:
        project.articles.add([ArticleDraft(TEXT, title="Seven killed", date="2020-06-04")])
        coding = project.codings.begin(next(iter(project.articles.walk())).uid, project.coder.uid).uid
        uid = project.events.add(coding, CLASH).uid
        start = TEXT.index("seven")
        project.evidence.add(uid, "fatalities", [Quote("text", start, start + 5, "seven")])
    made = Hands(qtbot, path)
    yield made
    made.window.close()


def values(hands: Hands) -> dict[str, Any]:
    """Those of the event in view."""
    return dict(hands.window.current().event(hands.window.focus.event).values)


def part(hands: Hands, kind: type[QWidget], name: str) -> Any:
    found = hands.window.findChild(kind, name)
    assert found is not None, name
    return found


def dialog(qtbot: QtBot, hands: Hands, kind: type[QDialog]) -> Any:
    found = hands.window.findChild(kind)
    assert found is not None
    qtbot.waitUntil(found.isVisible)
    return found


def events(hands: Hands) -> list[str]:
    return [event.uid for event in hands.window.current().events(hands.window.focus.article)]


def test_no_two_actions_share_a_key():
    keys = [key for record in RECORDS if record.place in ("", "code") for key in record.keys]
    assert len(keys) == len(set(keys))


def test_notes_write_themselves_until_the_coder_does(hands: Hands):
    text = part(hands, QPlainTextEdit, "field.notes")
    whose = part(hands, QLabel, "drafted.notes")
    assert text.toPlainText() == ""
    hands.fill("location", "Kirkuk")
    assert text.toPlainText() == NOTES
    assert values(hands)["notes"] == NOTES
    assert whose.isVisible()
    hands.fill("fatalities", "1")
    assert text.toPlainText() == NOTES.replace("7 fatalities", "1 fatality")
    hands.press("Ctrl+Z")
    assert text.toPlainText() == NOTES
    assert values(hands)["fatalities"] == 7

    hands.go("notes")
    hands.press("Ctrl+End")
    hands.type(" The army says more.")
    hands.press("Ctrl+Return")
    assert not whose.isVisible()
    hands.fill("fatalities", "3")
    assert values(hands)["notes"] == f"{NOTES} The army says more."


def test_emptied_notes_offer_the_draft(hands: Hands):
    hands.fill("location", "Kirkuk")
    hands.go("notes")
    hands.press("Ctrl+A", "Backspace", "Ctrl+Return")
    assert "notes" not in values(hands)
    hands.fill("fatalities", "2")
    assert "notes" not in values(hands)
    hands.go("notes")
    hands.press("Ctrl+.", "Return")
    assert values(hands)["notes"] == NOTES.replace("7", "2")
    assert part(hands, QLabel, "drafted.notes").isVisible()


def test_a_field_of_the_event_before(hands: Hands):
    first = hands.window.focus.event
    hands.press("Ctrl+N")
    assert hands.window.focus.event != first
    hands.go("fatalities")
    hands.press("F5")
    assert values(hands)["fatalities"] == 7
    (found,) = hands.window.current().evidence(hands.window.focus.event)
    assert [span.quote for span in found.spans] == ["seven"]
    assert "take Fatalities from the event before" in hands.window.actions_by_id["undo"].text()
    hands.press("Ctrl+Z")
    assert "fatalities" not in values(hands)
    hands.go("admin2")
    hands.press("F5")
    assert hands.said() == "Second division is not answered in the event before."
    hands.press("Alt+Left")
    hands.go("fatalities")
    hands.press("F5")
    assert hands.said() == "There is no event before this one in the article."


def test_dividing_over_days(qtbot: QtBot, hands: Hands):
    hands.fill("location", "Kirkuk")
    hands.press("Ctrl+Shift+J")
    shown: DivideDialog = dialog(qtbot, hands, DivideDialog)
    hands.type("3")
    rows = [shown.table.topLevelItem(row) for row in range(shown.table.topLevelItemCount())]
    assert [[row.text(column) for column in range(3)] for row in rows if row] == [
        ["1", "2020-06-01", "3"], ["2", "2020-06-02", "2"], ["3", "2020-06-03", "2"],
    ]  # fmt: skip
    assert "Fatalities split across 3 events." in shown.note.text()
    hands.press("Return")
    made = events(hands)
    assert len(made) == 3
    assert hands.said() == "Divided into 3 events."
    assert hands.window.focus.event == made[0]
    assert values(hands)["notes"] == NOTES.replace("7", "3") + " Fatalities split across 3 events."
    assert "divide an event into 3" in hands.window.actions_by_id["undo"].text()
    hands.press("Ctrl+Z")
    assert events(hands) == made[:1]
    assert values(hands)["notes"] == NOTES


def test_dividing_over_places_asks_for_the_next_place(qtbot: QtBot, hands: Hands):
    hands.fill("location", "Kirkuk")
    hands.press("Ctrl+Shift+J")
    shown: DivideDialog = dialog(qtbot, hands, DivideDialog)
    hands.press("Alt+L")
    qtbot.waitUntil(lambda: shown.chosen() == "place")
    hands.press("Return")
    first, second = events(hands)
    assert (hands.window.focus.event, hands.window.focus.field) == (second, "location")
    hands.type("Hawija")
    hands.press("Return")
    assert values(hands)["notes"] == (
        "On 1 June 2020, Islamic State clashed with Military Forces of Iraq in Hawija. 3 fatalities. "
        "Fatalities split across 2 events."
    )
    assert hands.window.current().event(first).values["location"] == "Kirkuk"


def test_leaving_the_question_changes_nothing(qtbot: QtBot, hands: Hands):
    for key, kind in (("Ctrl+Shift+J", DivideDialog), ("Ctrl+J", CombineDialog)):
        if kind is CombineDialog:
            hands.press("Ctrl+D", "Alt+Left")
        before = hands.window.actions_by_id["undo"].text()
        count = len(events(hands))
        hands.press(key)
        dialog(qtbot, hands, kind)
        hands.press("Escape")
        assert len(events(hands)) == count
        assert hands.window.actions_by_id["undo"].text() == before


def test_combining_with_the_next_event(qtbot: QtBot, hands: Hands):
    hands.fill("location", "Kirkuk")
    hands.press("Ctrl+J")
    assert hands.said() == "There is no event behind this one to combine it with."
    hands.press("Ctrl+D")
    hands.fill("fatalities", "2")
    hands.fill("admin2", "Daquq")
    hands.press("Alt+Left")
    first = hands.window.focus.event
    hands.press("Ctrl+J")
    shown: CombineDialog = dialog(qtbot, hands, CombineDialog)
    rows = [shown.table.topLevelItem(row) for row in range(shown.table.topLevelItemCount())]
    told = {row.text(0): (row.text(1), row.text(2), row.text(3)) for row in rows if row}
    assert told["Fatalities"] == ("7", "2", "this event's")
    assert told["Second division"] == ("–", "Daquq", "the next one's")
    assert told["Notes"][2] == "drafted anew"
    assert "One answer of the next event is given up." in shown.about.text()
    hands.press("Return")
    assert events(hands) == [first]
    assert values(hands)["notes"] == NOTES.replace("(Kirkuk)", "(Daquq, Kirkuk)")
    hands.press("Ctrl+Z")
    assert len(events(hands)) == 2
    assert "admin2" not in values(hands)


def test_combining_twins_says_that_nothing_differs(qtbot: QtBot, hands: Hands):
    hands.press("Ctrl+D", "Alt+Left", "Ctrl+J")
    shown: CombineDialog = dialog(qtbot, hands, CombineDialog)
    assert "the same answers" in shown.about.text()
    hands.press("Return")
    assert len(events(hands)) == 1
