"""Place First pass: a queue judged by keyboard alone, reasons, undo, what is offered afterwards in place Code."""

from __future__ import annotations

from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from annotator.gui.first_pass import FirstPass
from annotator.gui.first_pass_cards import marking
from annotator.gui.first_pass_model import CARD, PAGE, FirstPassModel
from annotator.gui.focus import Focus
from annotator.gui.queue import STATES
from annotator.gui.workspace import Workspace
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.screening import Screened

ARTICLES = (
    ("Traders march over stall fees", "About 200 traders marched to the town hall of Ostrand on Wednesday."),
    ("Wheat harvest begins", "Farmers in the Velm valley began to bring in the wheat two weeks early."),
    ("احتجاج على انقطاع الكهرباء", "خرج نحو 150 شخصا يوم الأربعاء احتجاجا على انقطاع الكهرباء."),
    ("Museum shows coins", "The city museum opened a show of coins found at the old port."),
    ("", "Villagers blocked the road to the quarry with tractors on Sunday."),
)


@pytest.fixture
def queue_file(tmp_path: Path) -> Path:
    """A project with five articles, the third in Arabic, the last without a title."""
    path = tmp_path / "pass.annotator"
    with Project.create(path, "acled", coder="ann") as made:
        made.articles.add(ArticleDraft(text, title=title, date="2021-04-01", source="Daily") for title, text in ARTICLES)
    return path


def place(hands: Hands) -> FirstPass:
    found = hands.window.place_in_view()
    assert isinstance(found, FirstPass)
    return found


def current(hands: Hands) -> int:
    card = place(hands).card()
    return card.number if card else 0


def said(hands: Hands, number: int) -> Screened | None:
    project = hands.window.current().project
    article = project.articles.by_number(number)
    assert article is not None
    return project.screening.of(article.uid)


def progress(hands: Hands) -> str:
    return place(hands).progress.text()


def test_a_queue_is_judged_by_keys_alone_taken_back_and_done_again(qtbot: QtBot, queue_file: Path):
    hands = Hands(qtbot, queue_file)
    hands.press("Alt+5")
    assert (current(hands), progress(hands)) == (1, "0 of 5 judged · 0 relevant · 0 not · 0 unsure")
    hands.press("R", "N", "Shift+2")
    assert (said(hands, 1), said(hands, 2), current(hands)) == (Screened("relevant"), Screened("not", "crime_or_accident"), 3)
    about = hands.window.findChild(QLabel, "first_pass.about")
    assert about is not None
    assert "Wheat harvest begins" in about.text()
    assert "Crime or accident only" in about.text()
    hands.press("3", "2")
    assert (said(hands, 3), said(hands, 4), current(hands)) == (Screened("unsure"), Screened("not"), 5)
    assert progress(hands) == "4 of 5 judged · 1 relevant · 2 not · 1 unsure"
    hands.press("Backspace")
    assert (said(hands, 4), current(hands)) == (None, 4)
    hands.press("Ctrl+Z")
    assert (said(hands, 3), current(hands), hands.window.place) == (None, 3, "first_pass")
    hands.press("Ctrl+Z")
    assert said(hands, 2) is None, "a verdict and its reason are one step"
    hands.press("Ctrl+Shift+Z")
    assert (said(hands, 2), current(hands)) == (Screened("not", "crime_or_accident"), 2)
    assert progress(hands) == "2 of 5 judged · 1 relevant · 1 not · 0 unsure"
    hands.press("Down", "R", "R", "R")
    assert progress(hands) == "5 of 5 judged · 4 relevant · 1 not · 0 unsure"
    for _ in range(5):
        hands.press("Ctrl+Z")
    assert progress(hands) == "0 of 5 judged · 0 relevant · 0 not · 0 unsure"


def test_own_words_are_a_reason_and_letters_in_them_judge_nothing(qtbot: QtBot, queue_file: Path):
    hands = Hands(qtbot, queue_file)
    hands.press("Alt+5", "U", "W")
    hands.type("run or unrest 12")
    hands.press("Return")
    assert (said(hands, 1), current(hands)) == (Screened("unsure", "run or unrest 12"), 2)
    assert QApplication.focusWidget() is place(hands).cards
    assert [said(hands, number) for number in (2, 3, 4, 5)] == [None] * 4
    hands.press("R")
    assert said(hands, 2) == Screened("relevant")


def test_moving_reading_and_opening(qtbot: QtBot, queue_file: Path):
    hands = Hands(qtbot, queue_file)
    hands.press("Alt+5", "Down", "Down")
    assert (current(hands), place(hands).text.isVisible()) == (3, False)
    hands.press("Space")
    assert place(hands).text.isVisible()
    assert ARTICLES[2][1] in place(hands).text.toPlainText()
    hands.press("End", "Home", "PgDown", "Up")
    before = current(hands)
    hands.press("Return")
    assert not place(hands).text.isVisible()
    hands.press("Ctrl+Return")
    article = hands.window.current().article(hands.window.focus.article)
    assert article is not None
    assert (hands.window.place, article.number) == ("code", before)
    hands.press("Alt+5", "Home", "O")
    assert hands.window.place == "code"


def test_what_was_judged_stays_in_the_list_until_it_is_seen_again(qtbot: QtBot, queue_file: Path):
    hands = Hands(qtbot, queue_file)
    hands.press("Alt+5", "R", "N")
    assert place(hands).model.rowCount() == 5
    hands.press("Alt+1", "Alt+5")
    assert (place(hands).model.rowCount(), current(hands)) == (3, 3)
    place(hands).part.setCurrentIndex(4)
    assert (place(hands).model.rowCount(), current(hands)) == (1, 2)
    place(hands).part.setCurrentIndex(0)
    hands.press("R", "R", "R", "Alt+1", "Alt+5")
    assert place(hands).empty.isVisible()
    assert "All articles are judged" in place(hands).empty.text()
    hands.press("R", "Backspace")
    assert (current(hands), said(hands, 5)) == (5, None), "the last verdict can be taken back from an empty list"


def test_code_offers_what_was_not_screened_out(qtbot: QtBot, queue_file: Path):
    hands = Hands(qtbot, queue_file)
    hands.press("Alt+5", "N", "R", "U", "N", "Alt+1")
    queue = hands.window.code().queue
    hands.window.focus.show_article("")
    hands.press("Ctrl+Shift+Return")
    shown = hands.window.current().article(hands.window.focus.article)
    assert shown is not None
    assert shown.number == 2
    for state, expected in (("todo", [2, 3, 5]), ("relevant", [2]), ("unsure", [3])):
        queue._state.setCurrentIndex(STATES.index(state))
        lines = [queue.model.article_at(row) for row in range(queue.model.rowCount())]
        assert [line.number for line in lines if line] == expected
    hands.press("Alt+5")
    place(hands).part.setCurrentIndex(1)
    hands.press("Home", "Down", "Down", "R", "Alt+1")
    assert queue.model.rowCount() == 0, "the list is read anew when it is seen again"


def test_the_mouse_judges_too(qtbot: QtBot, queue_file: Path):
    hands = Hands(qtbot, queue_file)
    hands.press("Alt+5")
    first = place(hands)
    hands.click(first.buttons["not"])
    hands.click(first.strip.buttons[0][1])
    assert said(hands, 1) == Screened("not", "no_disorder")
    hands.click(first.strip.buttons[0][1])
    assert said(hands, 1) == Screened("not")
    cards = first.cards
    at = cards.visualRect(first.model.index(3, 0)).center()
    QTest.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert current(hands) == 4
    hands.click(first.buttons["back"])
    assert (said(hands, 1), current(hands)) == (None, 1)


def test_cards_come_in_pages(project: Project, workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    project.articles.add(ArticleDraft(f"Article {n}", title=f"T{n}") for n in range(PAGE * 3))
    model = FirstPassModel(workspace)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show("left")
    asked: list[int] = []
    real = type(project.screening).cards
    monkeypatch.setattr(
        type(project.screening), "cards", lambda self, numbers: (asked.append(len(numbers)), real(self, numbers))[1]
    )
    model.show("all")
    for row in (0, PAGE - 1, PAGE + 3):
        assert model.index(row, 0).data(CARD).number == row + 1
        assert "not judged" in model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert set(asked) <= {PAGE}
    assert tester.model() is model


def test_the_words_of_the_codebook_are_marked(workspace: Workspace):
    words = marking(workspace.codebook)
    assert words is not None
    found = [one[0] for one in words.finditer("Protesters marched; police used tear gas. The archives marvelled.")]
    assert found == ["marched", "tear gas"]


def test_another_coder_begins_anew(qtbot: QtBot, project: Project, workspace: Workspace, focus: Focus):
    shown = FirstPass(workspace, focus)
    qtbot.addWidget(shown)
    shown.show()
    shown.judge("not")
    assert shown.model.counts.judged == 1
    project.work_as(project.coders.add("bea"))
    workspace.coder_changed.emit()
    assert (shown.model.counts.judged, shown.model.rowCount()) == (0, 1)
