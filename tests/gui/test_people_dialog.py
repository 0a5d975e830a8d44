"""Who I am, chosen once and always shown; becoming the lead is asked about; people come, change and go by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hands import Hands
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from annotator.gui.coder_choice import CoderDialog
from annotator.gui.palette import Palette
from annotator.gui.people_dialog import PeopleDialog
from annotator.gui.window import Window
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.settings import Settings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """ann leads; two people are called bea; a model codes."""
    path = tmp_path / "iraq.annotator"
    with Project.create(path, "acled", coder="ann") as project:
        project.articles.add([ArticleDraft("Seven.", title="One")])
        for name in ("bea", "bea"):
            project.coders.add(name)
        project.coders.add("llm", kind="model")
    return path


def uids(path: Path) -> list[str]:
    with Project.open(path, read_only=True) as project:
        return [one.uid for one in project.coders.all()]


def opened(qtbot: QtBot, path: Path, settings: Settings) -> Window:
    window = Window(settings)
    qtbot.addWidget(window)
    window.show()
    assert window.open_project(path)
    return window


def shown(window: Window) -> str:
    label = window.findChild(QLabel, "status.coder")
    assert label is not None
    return label.text()


def choosing(monkeypatch: pytest.MonkeyPatch, row: int) -> list[list[str]]:
    """Chooses a row in the real dialog; gives what it offered, each time."""
    offered: list[list[str]] = []

    def run(dialog: CoderDialog) -> int:
        offered.append([dialog.list.item(at).text() for at in range(dialog.list.count())])
        dialog.list.setCurrentRow(row)
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(CoderDialog, "exec", run)
    return offered


def asked(monkeypatch: pytest.MonkeyPatch, module: str, answer: bool) -> list[str]:
    questions: list[str] = []
    monkeypatch.setattr(f"annotator.gui.{module}.ask", lambda _p, question, _yes: questions.append(question) or answer)
    return questions


def test_who_i_am_is_chosen_once_and_shown_after_reopening(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch):
    offered = choosing(monkeypatch, 2)
    ann, _one, other = uids(path)[:3]
    settings = Settings()
    window = opened(qtbot, path, settings)
    assert offered == [["ann · lead", f"bea ({_one[:8]}) · coder", f"bea ({other[:8]}) · coder"]]
    assert shown(window) == f"Coder: bea ({other[:8]})"
    window.close_project()
    window = opened(qtbot, path, settings)
    assert len(offered) == 1
    assert window.current().project.coder.uid == other
    assert shown(window) == f"Coder: bea ({other[:8]})"
    window.close_project()
    with Project.open(path) as project:
        project.coders.remove(other)
    choosing(monkeypatch, 1)
    window = opened(qtbot, path, settings)
    assert shown(window) == "Coder: bea", "who was taken away is not remembered; nobody else has the name now"
    window.close_project()
    assert ann


def test_whoever_was_a_coder_here_is_asked_before_leading(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch):
    choosing(monkeypatch, 1)
    window = opened(qtbot, path, Settings())
    questions = asked(monkeypatch, "coder_choice", False)

    def become(row: int) -> None:
        window.actions_by_id["change_coder"].trigger()
        next(one for one in window.findChildren(Palette) if one.isVisible()).choose(row)
        QApplication.processEvents()

    become(0)
    assert len(questions) == 1
    assert "This computer was used by bea (" in questions[0]
    assert not window.current().is_lead
    questions = asked(monkeypatch, "coder_choice", True)
    become(0)
    assert len(questions) == 1
    assert window.current().is_lead
    become(0)
    become(2)
    assert len(questions) == 1, "only on the way to leading"
    window.close_project()


def test_a_file_that_was_removed_from_the_remembered_coder_asks_before_leading(
    qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
):
    choosing(monkeypatch, 2)
    settings = Settings()
    window = opened(qtbot, path, settings)
    gone = window.current().project.coder.uid
    window.close_project()
    with Project.open(path) as project:
        project.coders.remove(gone)
    choosing(monkeypatch, 0)
    questions = asked(monkeypatch, "coder_choice", False)
    window = Window(settings)
    qtbot.addWidget(window)
    assert not window.open_project(path)
    assert len(questions) == 1


def test_reading_alone_does_not_make_a_lead(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch):
    choosing(monkeypatch, 1)
    settings = Settings()
    opened(qtbot, path, settings).close_project()
    monkeypatch.setattr("annotator.gui.window.ask", lambda *_args: True)
    with Project.open(path):
        window = opened(qtbot, path, settings)
        assert window.current().read_only
        assert not window.current().is_lead
        window.close_project()


def test_a_file_made_for_a_coder_offers_no_choice(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch):
    bea = uids(path)[2]
    with Project.open(path) as project, project.database.writing():
        project.database.run("INSERT INTO project VALUES ('made_for', ?)", (bea,))
    offered = choosing(monkeypatch, 0)
    window = opened(qtbot, path, Settings(coders={str(path.resolve()): uids(path)[0]}))
    assert offered == []
    assert window.current().project.coder.uid == bea
    window.actions_by_id["change_coder"].trigger()
    assert not [one for one in window.findChildren(Palette) if one.isVisible()]
    assert "made for bea" in window.notice.text
    assert not window.actions_by_id["people"].isEnabled()
    window.close_project()


def answering(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    left = list(answers)

    def line(_parent: object, _question: str, _yes: str, *, text: str = "", refuse: Callable[[str], str]) -> str:
        answer = left.pop(0)
        assert not refuse(answer), text
        return answer

    for module in ("people_dialog", "coder_actions"):
        monkeypatch.setattr(f"annotator.gui.{module}.ask_line", line)


def rows(dialog: PeopleDialog) -> list[tuple[str, ...]]:
    items: list[Any] = [dialog.list.topLevelItem(at) for at in range(dialog.list.topLevelItemCount())]
    return [(item.text(0), item.text(1), item.text(5)) for item in items]


def test_people_come_change_and_go_by_keys(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch):
    choosing(monkeypatch, 0)
    hands = Hands(qtbot, path)
    hands.press("Ctrl+K")
    hands.type("People")
    hands.press("Return")
    (dialog,) = hands.window.findChildren(PeopleDialog)
    assert rows(dialog)[0] == ("ann", "lead", "you")
    assert not dialog.away.isEnabled()
    answering(monkeypatch, "<b>Zoë</b> 🦉", "Z1")
    hands.press("Alt+A")
    qtbot.waitUntil(lambda: ("<b>Zoë</b> 🦉", "coder", "") in rows(dialog))
    dialog.list.setFocus()
    hands.press("End", "Up", "Down", "Alt+R")
    qtbot.waitUntil(lambda: rows(dialog)[-1][0] == "Z1")
    asked(monkeypatch, "people_dialog", True)
    hands.press("Alt+L")
    qtbot.waitUntil(lambda: rows(dialog)[-1] == ("Z1", "lead", ""))
    hands.press("Alt+C")
    qtbot.waitUntil(lambda: rows(dialog)[-1] == ("Z1", "coder", ""))
    hands.press("Alt+T")
    qtbot.waitUntil(lambda: rows(dialog)[-1] == ("Z1", "coder", "taken away"))
    hands.press("Alt+B")
    qtbot.waitUntil(lambda: rows(dialog)[-1] == ("Z1", "coder", ""))
    hands.press("Home", "Alt+C")
    qtbot.waitUntil(lambda: "needs a lead" in dialog.said.text())
    assert rows(dialog)[0] == ("ann", "lead", "you")
    hands.press("Escape")
    for _ in range(6):
        hands.press("Ctrl+Z")
    assert [one.name for one in hands.window.current().project.coders.all()] == ["ann", "bea", "bea", "llm"]
    hands.window.close()


def test_who_gives_the_lead_away_sees_the_own_work_alone(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch):
    choosing(monkeypatch, 0)
    hands = Hands(qtbot, path)
    project = hands.window.current().project
    project.coders.set_role(project.coders.all()[1].uid, "lead")
    hands.press("Ctrl+K")
    hands.type("People")
    hands.press("Return", "Home", "Alt+C")
    qtbot.waitUntil(lambda: not hands.window.current().is_lead)
    qtbot.waitUntil(lambda: not any(one.isVisible() for one in hands.window.findChildren(PeopleDialog)))
    assert not hands.window.current().is_lead
    assert not hands.window.actions_by_id["people"].isEnabled()
    hands.window.close()


def test_the_dialog_of_choice_is_used_by_keys(qtbot: QtBot, path: Path):
    def choose() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, CoderDialog)
        qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
        qtbot.keyClick(dialog.list, Qt.Key.Key_Return)

    QTimer.singleShot(0, choose)
    window = opened(qtbot, path, Settings())
    assert window.current().project.coder.uid == uids(path)[1]
    window.close_project()
