"""The log of searches by keys alone: noted, changed, removed, added up; and noted from the report of an import."""

from __future__ import annotations

from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.gui.import_dialog import ImportDialog
from annotator.gui.search_form import SearchForm
from annotator.gui.searches_dialog import SearchesDialog
from annotator.gui.workspace import Workspace
from annotator.project import Project
from annotator.project.search_records import SearchDraft


@pytest.fixture
def path(tmp_path: Path, tiny_codebook: Path) -> Path:
    path = tmp_path / "p.annotator"
    with Project.create(path, str(tiny_codebook), coder="Lead"):
        pass
    return path


def in_form(*keys: str, seen: list[str] | None = None) -> None:
    """What is done in the form once it is there: chords and, between quotes, text."""

    def do() -> None:
        form = QApplication.activeModalWidget()
        if not isinstance(form, SearchForm) or not form.isActiveWindow() or form.focusWidget() is None:
            QTimer.singleShot(10, do)
            return
        for key in keys:
            target = form.focusWidget() or form
            if key.startswith('"'):
                QTest.keyClicks(target, key.strip('"'))
            else:
                QTest.keySequence(target, QKeySequence(key))
            QApplication.processEvents()
            if not form.isVisible():
                return
        if seen is not None:
            seen.append(form.wrong.text())
        form.reject()

    QTimer.singleShot(0, do)


def dialog_of(hands: Hands) -> SearchesDialog:
    found = hands.window.findChild(SearchesDialog, "searches")
    assert found is not None
    return found


def back(qtbot: QtBot, dialog: SearchesDialog) -> None:
    """The window manager's part: the dialog behind the form has the keyboard again."""
    dialog.activateWindow()
    qtbot.waitUntil(dialog.list.hasFocus)


def lines(dialog: SearchesDialog) -> list[list[str]]:
    items = [dialog.list.topLevelItem(row) for row in range(dialog.list.topLevelItemCount())]
    return [[item.text(column) for column in range(8)] for item in items if item]


def test_a_search_is_noted_changed_and_removed_by_keys(qtbot: QtBot, path: Path):
    hands = Hands(qtbot, path)
    hands.press("Ctrl+K")
    hands.type("log of searches")
    hands.press("Return")
    dialog = dialog_of(hands)
    assert dialog.totals.text() == "No search is noted yet."
    in_form('"Factiva"', "Tab", '"protest* AND Iraq"', "Tab", '"2019"', "Tab", '"2020-06"', "Tab", '"2026-03-02"', "Tab",
            '"4,100"', "Tab", '"4012"', "Tab", '"230"', "Return")  # fmt: skip
    hands.press("Space")
    assert lines(dialog) == [
        ["2026-03-02", "Factiva", "protest* AND Iraq", "2019-01-01 – 2020-06-30", "4,100", "4,012", "230", ""]
    ]
    assert dialog.totals.text() == "One search: 4,100 hits, 4,012 retrieved, 230 of them duplicates."
    back(qtbot, dialog)
    in_form("Alt+U", "Ctrl+A", "Delete", "Alt+N", '"by the library"', "Alt+D", "Return")
    hands.press("Return")
    back(qtbot, dialog)
    assert lines(dialog)[0][6:] == ["–", "by the library"]
    assert dialog.totals.text().endswith("One lacks a number.")
    hands.press("Delete")
    assert lines(dialog) == []
    assert "Factiva is out of the log" in dialog.said.text()
    hands.press("Escape", "Ctrl+Z")
    assert [one.name for one in hands.window.current().project.search_records.all()] == ["Factiva"]


def test_what_cannot_be_is_said_and_the_form_stays(qtbot: QtBot, path: Path):
    hands = Hands(qtbot, path)
    hands.press("Ctrl+K")
    hands.type("log of searches")
    hands.press("Return")
    dialog = dialog_of(hands)
    for keys, reason in (
        ((), "name of the database"),
        (('"X"', "Alt+H", '"many"'), "“many” is not a number."),
        (('"X"', "Alt+F", '"soon"'), "“soon” is not a date"),
        (('"X"', "Alt+H", '"3"', "Alt+R", '"4"'), "more retrieved (4) than found (3)"),
    ):
        seen: list[str] = []
        in_form(*keys, "Return", seen=seen)
        dialog.add.click()
        assert len(seen) == 1
        assert reason in seen[0]
    assert lines(dialog) == []


def test_many_and_long_searches_stay_readable(qtbot: QtBot, path: Path):
    with Project.open(path) as project:
        for number in range(60):
            project.search_records.add(
                SearchDraft(f"Archive {number} " + "of newspapers " * 6, "a OR\n" * 40, "2019", "", "", number, number, 0)
            )
    hands = Hands(qtbot, path)
    hands.press("Ctrl+K")
    hands.type("log of searches")
    hands.press("Return")
    dialog = dialog_of(hands)
    assert len(lines(dialog)) == 60
    assert dialog.width() <= 1366
    assert dialog.height() <= 768
    assert dialog.list.horizontalScrollBar().maximum() == 0
    assert "\n" not in lines(dialog)[0][2]


def test_an_import_offers_to_note_where_it_came_from(qtbot: QtBot, workspace: Workspace, tmp_path: Path):
    dialog = ImportDialog(workspace)
    qtbot.addWidget(dialog)
    dialog.show()
    file = tmp_path / "articles.csv"
    file.write_text("title,text,date\nOne,First body.,2020-06-02\nTwo,Second body.,2020-06-03\n", encoding="utf-8")
    for known, told in ((0, "2 added"), (2, "0 added, 2 already in")):
        dialog.take([file])
        dialog.wait()
        assert not dialog.search_button.isVisible()
        dialog.run()
        dialog.wait()
        assert told in dialog.outcome.text()
        assert dialog.search_button.isVisible()
        assert dialog.search_button.isEnabled()
        in_form('"Factiva"', "Return")
        dialog.search_button.click()
        one = workspace.project.search_records.all()[-1]
        assert (one.name, one.retrieved, one.duplicates) == ("Factiva", 2, known)
        assert not dialog.search_button.isEnabled()


def test_coders_do_not_see_the_log(qtbot: QtBot, path: Path):
    window = Hands(qtbot, path).window
    workspace = window.current()
    workspace.project.coders.add("B1")
    for who, may in (("Lead", True), ("B1", False)):
        workspace.project.work_as(workspace.project.coders.named(who))
        workspace.coder_changed.emit()
        for name in ("searches", "release"):
            assert window.actions_by_id[name].isEnabled() is may
