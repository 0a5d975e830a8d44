"""A lead brings a month of a paper in by keys alone: wrongly decoded, with lines of its pages, without a source."""

from __future__ import annotations

from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from annotator.gui import file_dialogs
from annotator.gui.import_dialog import ImportDialog
from annotator.gui.import_lines import RecurringLines
from annotator.project import Project
from annotator.project.articles import ArticleDraft

FRENCH = "La police a tiré mardi sur des manifestants réunis sur la place principale, tuant deux personnes, selon la mairie."


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    wrong = FRENCH.encode().decode("cp1252")
    rows = "".join(
        f'Day {at},Lead {at},"{wrong} {chr(65 + at)}\n\nPartager cet article\n\n© {2016 + at} Le Journal",{13 + at}/04/2020\n'
        for at in range(6)
    )
    (tmp_path / "le-journal.csv").write_text(f"Headline,Lead,Body,Published\n{rows}", "utf-8")
    return tmp_path / "le-journal.csv"


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Hands:
    with Project.create(tmp_path / "desk.annotator", "acled", coder="ann"):
        pass
    return Hands(qtbot, tmp_path / "desk.annotator")


def shown(dialog: QDialog) -> None:
    dialog.setModal(True)  # as `exec` does: else the menus behind hear the same keys
    dialog.show()
    dialog.activateWindow()
    QApplication.processEvents()


def articles(hands: Hands) -> list[tuple[str, str, str | None, str, str]]:
    project = hands.window.current().project
    return [(one.title, one.source, one.date, one.language, one.text) for one in project.articles.walk()]


def test_a_month_of_a_paper_comes_in_by_keys(qtbot: QtBot, hands: Hands, paper: Path, monkeypatch: pytest.MonkeyPatch):
    told: list[str] = []
    # A button pressed by its letter goes down first and acts a moment later.

    def tick(lines: RecurringLines) -> int:
        shown(lines)
        lines.wait()
        QApplication.processEvents()
        assert lines.focusWidget() is lines.list
        hands.press("Space", "Down", "Space", "Alt+L")
        qtbot.waitUntil(lambda: not lines.isVisible())
        return lines.result()

    def bring(dialog: ImportDialog) -> int:
        shown(dialog)
        hands.press("Alt+F")
        qtbot.waitUntil(lambda: dialog.preview.rowCount() == 6)
        hands.press("Alt+R")
        qtbot.waitUntil(dialog.mending.repair.isChecked)
        hands.press("Alt+U")
        hands.type("Le Journal")
        hands.press("Alt+C")
        qtbot.waitUntil(lambda: bool(dialog.mending.drop))
        told.append(dialog.mending.lines_said.text())
        shown(dialog)  # the window manager's part: the dialog behind is active again
        assert dialog.focusWidget() is dialog.mending.lines
        hands.press("Alt+I")
        qtbot.waitUntil(lambda: dialog.report is not None)
        told.append(dialog.outcome.text())
        assert dialog.focusWidget() is dialog.close_button
        hands.press("Return")
        qtbot.waitUntil(lambda: not dialog.isVisible())
        return dialog.result()

    monkeypatch.setattr(file_dialogs, "open_files", lambda *_: [str(paper)])
    monkeypatch.setattr(ImportDialog, "exec", bring)
    monkeypatch.setattr(RecurringLines, "exec", tick)
    hands.press("Ctrl+I")
    assert told[0] == "2 lines are left out of texts of Le Journal."
    assert told[1].startswith("6 added, 0 already in, 0 refused.")
    assert "The encoding of 6 articles were repaired." in told[1]
    assert articles(hands)[0] == ("Day 0", "Le Journal", "2020-04-13", "fr", f"{FRENCH} A")
    hands.press("Ctrl+Z")
    assert articles(hands) == []
    hands.press("Ctrl+Shift+Z")
    assert articles(hands)[5][3:] == ("fr", f"{FRENCH} F")


def test_languages_of_earlier_articles_are_noted_from_the_palette(hands: Hands, qtbot: QtBot):
    project = hands.window.current().project
    project.articles.add([ArticleDraft(FRENCH), ArticleDraft("Oui.")])
    hands.press("Ctrl+K")
    hands.type("Note the languages")
    hands.press("Return")
    qtbot.waitUntil(lambda: hands.said() == "The languages of 1 were noted.")
    assert [one.language for one in project.articles.walk()] == ["fr", ""]
