"""A new version of the codebook in the window: the lead adopts and takes back, a coder gets it with a package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hands import Hands
from lead_project import EVENT, code, lead_project
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tiny import NEXT

from annotator.codebook.loading import parse
from annotator.gui.adopt_dialog import AdoptDialog
from annotator.gui.merge_dialog import MergeDialog
from annotator.gui.window import Window
from annotator.project import Project
from annotator.project.adoption import adopt
from annotator.project.evidence import Quote
from annotator.project.packages import package
from annotator.project.problem_counts import waiting


@pytest.fixture
def lead(tmp_path: Path, tiny_codebook: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The lead coded the second article, with a note and words behind it."""
    monkeypatch.setattr(Window, "_choose_coder", lambda _window, _project: True)
    path = lead_project(tmp_path / "iraq.annotator", str(tiny_codebook))
    with Project.open(path) as project:
        article = project.articles.by_number(2)
        assert article is not None
        coding = project.codings.begin(article.uid, project.coder.uid)
        event = project.events.add(coding.uid, {**EVENT, "note": "seen <b>here</b>"})
        project.evidence.add(event.uid, "note", [Quote("text", 0, 8, "Two died")])
    return path


@pytest.fixture
def desk(qtbot: QtBot, lead: Path) -> Iterator[Hands]:
    hands = Hands(qtbot, lead)
    yield hands
    hands.window.close()


@pytest.fixture
def version(tmp_path: Path) -> Path:
    path = tmp_path / "next.yaml"
    path.write_text(NEXT, encoding="utf-8")
    return path


def rows(desk: Hands) -> set[str]:
    return set(desk.window.code().form._rows)


def dialog(desk: Hands, qtbot: QtBot) -> AdoptDialog:
    desk.press("Ctrl+K")
    desk.type("Adopt a codebook")
    desk.press("Return")
    qtbot.waitUntil(lambda: any(one.isVisible() for one in desk.window.findChildren(AdoptDialog)))
    found = next(one for one in desk.window.findChildren(AdoptDialog) if one.isVisible())
    qtbot.waitUntil(found.line.hasFocus)
    return found


def lines(found: AdoptDialog) -> list[str]:
    items = [found.tree.topLevelItem(row) for row in range(found.tree.topLevelItemCount())]
    below = [item.child(at) for item in items if item is not None for at in range(item.childCount())]
    return [one.text(0) for one in below if one is not None]


def look_at_second(desk: Hands) -> tuple[str, str]:
    workspace = desk.window.current()
    article = workspace.project.articles.by_number(2)
    assert article is not None
    desk.window.open_article(article.uid)
    return article.uid, desk.window.focus.event


def test_the_lead_adopts_and_takes_back_by_keyboard(desk: Hands, qtbot: QtBot, version: Path):
    article, event = look_at_second(desk)
    assert {"note"} <= rows(desk)
    desk.window.show_place("events")
    desk.window.show_place("code")
    asking = dialog(desk, qtbot)
    desk.type(str(version))
    desk.press("Return")
    asking.wait()
    assert asking.yes.text() == "Adopt"
    assert "Weather (weather): text" in lines(asking)
    assert "note: one event holds it; the values stay in the file and are not shown" in lines(asking)
    assert "types: a1; one event holds it, where it becomes a problem" in lines(asking)
    assert "tiny 2 would take the place of version 1; one event is judged anew." in asking.summary.text()
    qtbot.waitUntil(asking.yes.isEnabled)
    desk.press("Return")
    asking.wait()
    QApplication.processEvents()
    assert "tiny 2 is in force" in desk.said()
    workspace = desk.window.current()
    assert workspace.codebook.version == "2"
    assert "weather" in rows(desk)
    assert "note" not in rows(desk)
    assert (desk.window.focus.article, desk.window.focus.event) == (article, event)
    assert waiting(workspace.project) == 1
    desk.window.show_place("events")
    desk.window.show_place("codebook")
    desk.window.show_place("team")
    desk.window.show_place("code")
    desk.fill("weather", "rain")
    assert workspace.event(event).values["weather"] == "rain"
    desk.press("Ctrl+H")
    desk.press("Escape")
    # Back: first the weather, then the version.
    desk.press("Ctrl+Z", "Ctrl+Z")
    assert desk.window.current().codebook.version == "1"
    assert "note" in rows(desk)
    assert "weather" not in rows(desk)
    assert (desk.window.focus.article, desk.window.focus.event) == (article, event)
    assert desk.window.current().event(event).values["note"] == "seen <b>here</b>"
    desk.press("Ctrl+Y")
    assert desk.window.current().codebook.version == "2"
    assert "weather" in rows(desk)


def test_what_is_wrong_is_said_with_its_line(desk: Hands, qtbot: QtBot, version: Path, tiny_codebook: Path):
    asking = dialog(desk, qtbot)
    assert not asking.yes.isEnabled()
    version.write_text(NEXT.replace("type: integer, minimum: 0", "type: whole"), encoding="utf-8")
    asking.line.setText(str(version))
    asking.look()
    asking.wait()
    assert "next.yaml, line 22" in asking.summary.text()
    assert asking.yes.text() == "Compare"
    asking.line.setText(str(tiny_codebook))
    asking.look()
    asking.wait()
    assert asking.summary.text() == "This version is in force already: tiny 1."
    assert not asking.yes.isEnabled()
    version.write_text(NEXT.replace("name: tiny", "name: ours"), encoding="utf-8")
    asking.line.setText(str(version))
    asking.look()
    asking.wait()
    assert "another codebook" in asking.summary.text()
    assert not asking.yes.isEnabled()
    asking.close()


def test_a_coder_gets_it_with_a_package(desk: Hands, qtbot: QtBot, lead: Path, tmp_path: Path):
    assert desk.window.close_project()
    with Project.open(lead) as project:
        mine = package(project, project.coders.named("B2").uid, tmp_path / "mine.annotator").path
    code(mine, 3, 4)
    with Project.open(lead) as project:
        adopt(project, parse(NEXT), NEXT)
        newer = package(project, project.coders.named("B2").uid, tmp_path / "newer.annotator").path
    assert desk.window.open_project(mine)
    assert not desk.window.actions_by_id["adopt_codebook"].isVisible()
    workspace = desk.window.current()
    article = workspace.project.articles.by_number(3)
    assert article is not None
    desk.window.open_article(article.uid)
    event = desk.window.focus.event
    desk.press("Ctrl+K")
    desk.type("Take in an update")
    desk.press("Return")
    qtbot.waitUntil(lambda: any(one.isVisible() for one in desk.window.findChildren(MergeDialog)))
    taking = next(one for one in desk.window.findChildren(MergeDialog) if one.isVisible())
    taking.add([newer])
    taking.wait()
    qtbot.waitUntil(taking.isActiveWindow)
    taking.yes.setFocus()
    desk.press("Return")
    taking.wait()
    assert taking.isVisible()
    taking.activateWindow()  # the window manager's part: panels went, and popups of theirs
    qtbot.waitUntil(taking.isActiveWindow)
    desk.press("Escape")
    assert "weather" in rows(desk)
    assert "note" not in rows(desk)
    assert (desk.window.focus.article, desk.window.focus.event) == (article.uid, event)
    desk.fill("weather", "rain")
    assert desk.window.current().event(event).values["weather"] == "rain"
