"""How far offers led: counted in a job, articles without offers apart, copied for a spreadsheet, for the lead alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.gui.offers_dialog import OffersDialog, share_taken
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote
from annotator.project.suggestions import Figures, Offer, Suggestions

SEVEN = [Quote("text", 0, 5, "Seven")]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    """The window of a lead: three events with an offer taken, one typed with words; offers withheld from the other article."""
    path = tmp_path / "iraq.annotator"
    with Project.create(path, "acled", coder="ann") as project:
        project.articles.add([ArticleDraft("Seven died.", title="One"), ArticleDraft("Seven were hurt.", title="Two")])
        first, second = (one.uid for one in project.articles.walk())
        coding = project.codings.begin(first, project.coder.uid)
        events = [project.events.add(coding.uid, {}).uid for _ in range(4)]
        for uid in events[:3]:
            project.suggestions.take(uid, Offer("fatalities", 7, SEVEN, "numbers"))
        with project.history.operation({"id": "set_field", "field": "fatalities"}):
            project.events.set_values(events[2], {"fatalities": 9})
            project.suggestions.changed_by_hand(events[2], ["fatalities"])
        project.events.set_values(events[3], {"fatalities": 7})
        project.evidence.add(events[3], "fatalities", SEVEN)
    hands = Hands(qtbot, path)
    project = hands.window.current().project  # one coder until now: nobody is asked who works
    bob = project.coders.add("bob").uid
    project.assignments.withhold(1, 1, bob)
    other = project.codings.begin(second, bob)
    event = project.events.add(other.uid, {"fatalities": 1}).uid
    project.evidence.add(event, "fatalities", SEVEN)
    yield hands
    hands.window.close()


def opened(hands: Hands) -> OffersDialog:
    hands.window.actions_by_id["offer_figures"].trigger()
    return next(one for one in hands.window.findChildren(OffersDialog) if one.isVisible())


def rows(dialog: OffersDialog) -> list[list[str]]:
    table = dialog.table
    items = [table.topLevelItem(row) for row in range(table.topLevelItemCount())]
    return [[item.text(column) for column in range(table.columnCount())] for item in items if item]


def test_figures_are_shown_with_a_block_for_articles_without_offers(desk: Hands):
    dialog = opened(desk)
    dialog.wait()
    assert rows(dialog) == [
        ["Articles with offers", *[""] * 6],
        ["Fatalities", "4", "1", "2", "1", "0", "50"],
        ["All fields", "4", "1", "2", "1", "0", "50"],
        ["Articles without offers: withheld by the lead", *[""] * 6],
        ["Fatalities", "1", "1", "0", "0", "0", "0"],
        ["All fields", "1", "1", "0", "0", "0", "0"],
    ]
    assert dialog.summary.text() == (
        "Of 4 values with words, 2 are an offer taken as it was (50 %), 1 an offer that was changed. "
        "Where offers are withheld, 1 of 1 values have words."
    )


def test_a_coder_is_chosen_by_the_keyboard_and_one_without_values_is_told_so(desk: Hands, qtbot: QtBot):
    desk.window.current().project.coders.add("cleo")
    dialog = opened(desk)
    qtbot.waitUntil(dialog.whom.hasFocus)
    desk.press("Down")
    dialog.wait()
    assert dialog.whom.currentText() == "ann"
    assert [row[0] for row in rows(dialog)] == ["Fatalities", "All fields"]
    desk.press("Down", "Down")
    dialog.wait()
    assert dialog.whom.currentText() == "cleo"
    assert rows(dialog) == []
    assert dialog.summary.text() == "No values yet: there is nothing to count."
    assert not dialog.copy.isEnabled()
    desk.press("Escape")
    assert not any(one.isVisible() for one in desk.window.findChildren(OffersDialog))


def test_the_table_is_copied_for_a_spreadsheet_without_totals(desk: Hands):
    dialog = opened(desk)
    dialog.wait()
    desk.click(dialog.copy)
    assert QApplication.clipboard().text() == (
        "Articles\tField\tValues\tTyped\tTaken\tChanged\tWithout words\tShare taken (%)\n"
        "with offers\tFatalities\t4\t1\t2\t1\t0\t50\n"
        "offers withheld\tFatalities\t1\t1\t0\t0\t0\t0\n"
    )


def test_only_a_lead_may(desk: Hands):
    window = desk.window
    action = window.actions_by_id["offer_figures"]
    assert action.isEnabled()
    window.work_as(window.current().project.coders.named("bob").uid)
    assert not action.isEnabled()


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Counting that ends only when it is interrupted; set when it runs."""
    going = threading.Event()

    def count(self: Suggestions, coder: str = "") -> list[Figures]:
        going.set()
        self.database.value(ENDLESS)
        return []

    monkeypatch.setattr(Suggestions, "figures", count)
    return going


def test_it_can_be_stopped(desk: Hands, endless: threading.Event):
    dialog = opened(desk)
    assert endless.wait(20)
    assert dialog.summary.text() == "Counting all values…"
    assert dialog.job.isVisible()
    desk.click(dialog.job.button)
    dialog.wait()
    assert dialog.summary.text() == "Stopped before the end; nothing is counted."
    assert not dialog.copy.isEnabled()
    dialog.reject()


def test_escape_and_another_coder_stop_it(desk: Hands, endless: threading.Event, qtbot: QtBot):
    dialog = opened(desk)
    qtbot.waitUntil(dialog.whom.hasFocus)
    assert endless.wait(20)
    endless.clear()
    desk.press("Down")
    assert endless.wait(20), "the first was given up, the second runs"
    assert sum(one.name == "job" for one in threading.enumerate()) == 1
    desk.press("Escape")
    assert [one.name for one in threading.enumerate() if one.name == "job"] == []


def test_the_share_leaves_values_without_words_out():
    assert share_taken(Figures("n", True, 10, 3, 1, 0, 6)) == "25"
    assert share_taken(Figures("n", True, 6, 0, 0, 0, 6)) == ""
