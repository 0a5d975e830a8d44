"""What was coded before: seen while coding, read beside the article, judged by keys, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hands import Hands
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from annotator.gui.beside import Beside
from annotator.gui.nearby_panel import NearbyPanel
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote

CLASH: dict[str, Any] = {
    "event_date": "2020-06-02", "time_precision": "1", "event_type": "Battles", "sub_event_type": "Armed clash",
    "actor1": "Police Forces of Iraq (2018-)", "actor2": "Islamic State (Iraq)", "country": "Iraq", "admin1": "Kirkuk",
    "location": "Kirkuk", "latitude": 35.4681, "longitude": 44.3922, "geo_precision": "1", "fatalities": 3,
}  # fmt: skip
TEXTS = (
    "Police and gunmen clashed in Kirkuk on Tuesday; three were killed.",
    "Three people died on Tuesday as gunmen attacked police in Kirkuk.",
    "A clash in Kirkuk went on for a second day, residents said.",
)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    """Three articles, each with an event like the others; the first is in view."""
    path = tmp_path / "p.annotator"
    with Project.create(path, "acled", coder="ann") as project:
        project.articles.add(
            [ArticleDraft(text, title=f"Report {n}", date="2020-06-03", source="Paper") for n, text in enumerate(TEXTS, 1)]
        )
        for number, other in enumerate(({}, {"fatalities": 4}, {"event_date": "2020-06-03"}), 1):
            uid = project.database.value("SELECT uid FROM article WHERE number = ?", (number,))
            event = project.events.add(project.codings.begin(uid, project.coder.uid).uid, {**CLASH, **other})
            if number == 2:
                project.evidence.add(event.uid, "fatalities", [Quote("text", 0, 12, TEXTS[1][:12])])
    hands = Hands(qtbot, path)
    qtbot.waitUntil(lambda: panel(hands).list.count() == 2)
    yield hands
    hands.window.close()


def panel(hands: Hands) -> NearbyPanel:
    return hands.window.code().nearby


def tab(hands: Hands) -> str:
    found = hands.window.code().drawer.findChild(QToolButton, "drawer.nearby")
    assert found is not None
    return found.text()


def beside(hands: Hands) -> Beside:
    found = panel(hands).beside
    assert found is not None
    return found


def test_while_coding_the_tab_says_how_many_are_likely_the_same(desk: Hands, qtbot: QtBot):
    assert tab(desk) == "Coded before 2"
    assert panel(desk).isHidden() or not panel(desk).isVisible()
    first, second = panel(desk).lines()
    assert first[0].startswith("2020-06-02 · Armed clash")
    assert first[1].startswith("article 2 · Paper · same day · same place: Kirkuk")
    assert "1 day apart" in second[1]
    desk.fill("event_date", "2020-06-20")
    qtbot.waitUntil(lambda: panel(desk).list.count() == 0)
    assert tab(desk) == "Coded before"


def test_by_keyboard_alone_beside_same_undo_different_and_back(desk: Hands, qtbot: QtBot):
    desk.go("fatalities")
    desk.press("Ctrl+Shift+B")
    assert QApplication.focusWidget() is panel(desk).list
    desk.press("Down", "Up", "Return")
    shown = beside(desk)
    assert QApplication.activeWindow() is shown
    assert TEXTS[1] in shown.page.toPlainText()
    told = {
        item.text(0): (item.text(1), item.text(2), item.font(1).bold())
        for item in map(shown.table.topLevelItem, range(shown.table.topLevelItemCount()))
        if item is not None
    }
    assert told["Fatalities"] == ("3", "4", True)
    assert told["Location"] == ("Kirkuk", "Kirkuk", False)
    desk.press("S")
    qtbot.waitUntil(
        lambda: "marked as the same" in panel(desk).lines()[0][1] or "the same happening" in panel(desk).lines()[0][1]
    )
    assert panel(desk).beside is None
    assert QApplication.focusWidget() is panel(desk).list
    assert tab(desk) == "Coded before 1"
    desk.press("Down", "D")
    qtbot.waitUntil(lambda: panel(desk).list.count() == 1)
    desk.press("Escape")
    assert desk.window.focus.field == "fatalities"
    keyboard = QApplication.focusWidget()
    assert keyboard is not None
    assert desk.window.code().form.isAncestorOf(keyboard)
    assert panel(desk).hint == "Same happening as in article 2"
    desk.press("Ctrl+Z", "Ctrl+Z")
    qtbot.waitUntil(lambda: tab(desk) == "Coded before 2")


def test_escape_closes_what_stands_beside_and_g_goes_there(desk: Hands, qtbot: QtBot):
    desk.press("Ctrl+Shift+B", "Return", "Escape")
    assert panel(desk).beside is None
    before = desk.window.focus.article
    desk.press("Return", "G")
    assert panel(desk).beside is None
    assert desk.window.focus.article != before
    assert desk.window.current().article(desk.window.focus.article).number == 2  # type: ignore[union-attr]
    assert desk.window.focus.event
    qtbot.waitUntil(lambda: panel(desk).list.count() == 2)
    assert any("article 1" in line[1] for line in panel(desk).lines())


def test_another_event_in_view_closes_what_stands_beside(desk: Hands):
    desk.press("Ctrl+Shift+B", "Return")
    assert beside(desk).isVisible()
    desk.window.focus.show_event("")
    assert panel(desk).beside is None
    assert panel(desk).list.count() == 0
    assert panel(desk).hint.startswith("Go to an event")


def test_open_for_reading_it_can_be_read_but_not_judged(qtbot: QtBot, desk: Hands):
    path = desk.window.current().path
    desk.window.close_project()
    with Project.open(path, read_only=True) as project:
        from annotator.gui.coded_before import CodedBefore
        from annotator.gui.focus import Focus
        from annotator.gui.workspace import Workspace

        workspace, focus = Workspace(project), Focus()
        search = CodedBefore(workspace, focus)
        shown = NearbyPanel(workspace, focus, search)
        qtbot.addWidget(shown)
        article = project.database.value("SELECT uid FROM article WHERE number = 1")
        focus.show_article(article, workspace.events(article)[0].uid)
        qtbot.waitUntil(lambda: shown.list.count() == 2)
        shown.list.setCurrentRow(0)
        shown.mark_same()
        assert project.database.value("SELECT count(*) FROM incident_link") == 0
        search.stop()
