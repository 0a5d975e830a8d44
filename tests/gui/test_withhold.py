"""A lead withholds offers: told before it is done, obeyed by the desk, taken back by undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.assist.desk import Desk
from annotator.gui.withhold_dialog import WithholdDialog
from annotator.project import Project
from annotator.project.articles import ArticleDraft

WORDS = "Police said that three men died in a clash near Kirkuk on 2 June 2020, the {0}th this year."


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    """The window of a lead on ten articles."""
    path = tmp_path / "iraq.annotator"
    with Project.create(path, "acled", coder="ann") as project:
        project.articles.add(ArticleDraft(WORDS.format(n), title=f"Clash {n}", date="2020-06-03") for n in range(10))
    hands = Hands(qtbot, path)
    hands.window.current().project.coders.add("bob")
    yield hands
    hands.window.close()


def opened(hands: Hands) -> WithholdDialog:
    hands.window.actions_by_id["withhold_offers"].trigger()
    return next(one for one in hands.window.findChildren(WithholdDialog) if one.isVisible())


def test_the_lead_withholds_and_undo_takes_it_back(desk: Hands, qtbot: QtBot):
    dialog = opened(desk)
    qtbot.waitUntil(dialog.share.hasFocus)
    desk.type("100")
    qtbot.waitUntil(lambda: dialog.outcome.text().startswith("20 of"))
    assert dialog.outcome.text() == (
        "20 of 20 articles not yet begun would be without offers (an article counts once for each coder)."
    )
    desk.click(dialog.yes)
    assert desk.said() == "Offers are withheld from 20 articles more; undo takes it back."
    project = desk.window.current().project
    article = desk.window.focus.article
    assert not project.assignments.offers_allowed(article, project.coder.uid)
    desk.press("Ctrl+Z")
    assert project.assignments.offers_allowed(article, project.coder.uid)


def test_return_in_a_box_withholds_what_was_just_typed(desk: Hands, qtbot: QtBot):
    dialog = opened(desk)
    qtbot.waitUntil(dialog.share.hasFocus)
    desk.type("100")
    desk.press("Return")  # the count of what was typed is still to come
    assert desk.said() == "Offers are withheld from 20 articles more; undo takes it back."
    assert not any(one.isVisible() for one in desk.window.findChildren(WithholdDialog))


def test_return_in_a_box_that_draws_nothing_does_nothing(desk: Hands, qtbot: QtBot):
    steps = len(desk.window.current().project.history.steps())
    dialog = opened(desk)
    qtbot.waitUntil(dialog.share.hasFocus)
    desk.type("0")
    desk.press("Return")
    assert dialog.isVisible()
    assert not dialog.yes.isEnabled()
    assert len(desk.window.current().project.history.steps()) == steps


def test_nothing_is_asked_and_the_panel_says_why(desk: Hands, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    project, window = desk.window.current().project, desk.window
    desk.press("Ctrl+N")
    qtbot.waitUntil(lambda: bool(window.code().offering.of("event_date")))
    first = window.focus.article
    asked: list[object] = []
    usual = Desk.offers

    def spied(self: Desk, reading: object, **more: object) -> object:
        asked.append(reading)
        return usual(self, reading, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Desk, "offers", spied)
    project.assignments.withhold(1, 1)
    desk.press("Alt+Down", "Ctrl+N")
    assert window.focus.article != first
    qtbot.waitUntil(lambda: not window.code().offering.asking)
    assert asked == []
    assert window.code().offering.withheld
    assert window.code().offering.of("event_date") == []
    panel = window.code().offers
    assert panel.hint == "Offers are withheld"
    assert panel.none.isVisible()
    assert panel.none.text().startswith("No offers for this article: the lead withholds them")
    assert panel.none.height() >= panel.none.heightForWidth(panel.none.width()), "the sentence is not cut"
    assert not panel.list.isVisible()
    desk.press("F2")
    assert desk.said() == "No offers for this article: the lead withholds them."
    # The article that was begun before is still offered for.
    desk.press("Alt+Up")
    window.focus.show_event(window.current().events(first)[0].uid)
    qtbot.waitUntil(lambda: bool(window.code().offering.of("event_date")))
    assert panel.list.isVisible()
    assert not panel.none.isVisible()


def test_offers_come_back_when_they_are_allowed_again(desk: Hands, qtbot: QtBot):
    window = desk.window
    window.current().project.assignments.withhold(1, 1)
    dialog = opened(desk)
    assert dialog.allow.isEnabled()
    assert not dialog.yes.isEnabled(), "the usual share draws nothing that is not withheld already"
    desk.click(dialog.allow)
    assert desk.said() == "Offers are allowed again in 20 articles; undo takes it back."
    desk.press("Ctrl+N")
    qtbot.waitUntil(lambda: bool(window.code().offering.of("event_date")))


def test_an_answer_that_is_still_to_come_is_not_shown_for_the_next_article(desk: Hands, qtbot: QtBot):
    window = desk.window
    desk.press("Ctrl+N")
    window.current().project.assignments.withhold(1, 1)
    offering = window.code().offering
    offering._ask()  # the coder goes on before the providers have answered
    desk.press("Alt+Down")
    qtbot.waitUntil(lambda: not offering.asking)
    if offering._thread is not None:
        offering._thread.stop()
        offering._thread = None
    QApplication.processEvents()
    assert offering.of("event_date") == []


def test_only_a_lead_may(desk: Hands):
    window = desk.window
    bob = window.current().project.coders.named("bob")
    window.work_as(bob.uid)
    assert not window.actions_by_id["withhold_offers"].isEnabled()


def test_the_line_that_says_what_is_saved_follows_the_theme(desk: Hands):
    window = desk.window
    window.set_theme("light")
    desk.press("Ctrl+N")
    window.set_theme("dark")
    QApplication.processEvents()
    saved = window.status.saved
    assert saved.text().startswith("All changes saved")
    colors = saved.palette()
    words, ground = (colors.color(role).lightness() for role in (saved.foregroundRole(), window.backgroundRole()))
    window.set_theme("light")
    assert words > ground + 100
