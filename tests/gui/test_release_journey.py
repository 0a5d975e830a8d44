"""A lead releases, goes on, releases again and makes the first one anew: by keys alone."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot
from released_project import edit, event_of, releasable

from annotator.gui import file_dialogs
from annotator.gui.release_changes import YOURS
from annotator.gui.release_dialog import ReleaseDialog
from annotator.gui.window import Window
from annotator.project.search_records import SearchDraft


def files(folder: Path) -> dict[str, bytes]:
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def to_front(qtbot: QtBot, dialog: QDialog) -> None:
    """The window manager's part: the dialog that is in front has the keyboard."""
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)


def answering(said: list[str]) -> None:
    """Reads the message that comes and presses Enter on it."""

    def do() -> None:
        message = QApplication.activeModalWidget()
        if not isinstance(message, QDialog) or message.objectName() != "message" or not message.isActiveWindow():
            QTimer.singleShot(10, do)
            return
        words = message.findChild(QLabel)
        assert words is not None
        said.append(words.text())
        QTest.keySequence(message.focusWidget() or message, QKeySequence("Return"))

    QTimer.singleShot(0, do)


@pytest.fixture
def dialog_of(qtbot: QtBot) -> Callable[[Hands], ReleaseDialog]:
    """The dialog, opened by its key, once the keyboard is in it."""

    def open_it(hands: Hands) -> ReleaseDialog:
        hands.press("Ctrl+Shift+X")
        found = next(one for one in hands.window.findChildren(ReleaseDialog) if one.isVisible())
        to_front(qtbot, found)
        return found

    return open_it


def test_two_releases_and_the_first_one_again(
    qtbot: QtBot, tmp_path: Path, tiny_codebook: Path, monkeypatch: pytest.MonkeyPatch,
    dialog_of: Callable[[Hands], ReleaseDialog],
):  # fmt: skip
    monkeypatch.setattr(Window, "_choose_coder", lambda _window, _project: True)
    hands = Hands(qtbot, releasable(tmp_path / "iraq.annotator", str(tiny_codebook)))
    project, said = hands.window.current().project, list[str]()
    project.search_records.add(SearchDraft("Factiva"))

    # Release 1: Enter looks, Enter releases, Enter says yes.
    dialog = dialog_of(hands)
    hands.press("Alt+I")
    hands.type("Roe (2026)")
    hands.press("Return")
    dialog.wait()
    assert dialog.preview is not None
    qtbot.waitUntil(dialog.foreseen.tree.hasFocus)
    answering(said)
    hands.press("Alt+R")
    qtbot.waitUntil(lambda: bool(said))
    dialog.wait()
    assert "5 incidents get an id, for good: no undo takes them back" in said[0]
    assert dialog.made is not None
    assert dialog.made.number == 1
    first = files(tmp_path / "iraq-release-1")
    assert "manifest.json" in first
    to_front(qtbot, dialog)
    hands.press("Escape")
    assert not dialog.isVisible()
    hands.press("Ctrl+Z")
    assert project.releases.last() is not None
    assert project.search_records.all() == []  # undo passes by what was given out
    notice = hands.window.notice.text
    assert notice.startswith("Undone, in the whole project: ")
    assert notice.endswith("\nIt was done before release 1, which stays, as do the ids it gave.")
    assert project.database.value("SELECT count(*) FROM events WHERE id IS NOT NULL") == 5

    # Work goes on: a value is corrected, two incidents turn out to be one.
    edit(project, 1, n=3)
    hands.window.current().coder_changed.emit()
    project.incidents.link([event_of(project, 2), event_of(project, 3)], "the same march")

    # The preview tells it; a reason is written in the table; release 2.
    dialog = dialog_of(hands)
    dialog.tabs.setFocus()
    hands.press("Right", "Right")
    dialog.wait()
    assert dialog.tabs.currentWidget() is dialog.changes
    found = {(one.id, one.kind, one.field, one.merged_into) for one in dialog.changes.model.all}
    assert ("IRQ1", "changed", "n", "") in found
    assert {one for one in found if one[1] == "merged"} == {("IRQ3", "merged", "", "IRQ2")}
    hands.press("Tab")
    hands.type("irq1")
    hands.press("Down", "Return")
    hands.type("The ministry corrected its toll.")
    hands.press("Return")
    assert dialog.changes.model.index(0, YOURS).data() == "The ministry corrected its toll."
    said.clear()
    dialog.changes.table.setFocus()
    answering(said)
    hands.press("Alt+R")
    qtbot.waitUntil(lambda: bool(said))
    dialog.wait()
    assert "have no word of yours" in said[0] or "has no word of yours" in said[0]
    assert dialog.wrong.text() == ""
    with (tmp_path / "iraq-release-2" / "changes.csv").open(encoding="utf-8", newline="") as stream:
        told = {(row["id"], row["change"], row["field"]): row for row in csv.DictReader(stream)}
    assert told["IRQ1", "changed", "n"]["note"] == "The ministry corrected its toll."
    assert (told["IRQ1", "changed", "n"]["was"], told["IRQ1", "changed", "n"]["now"]) == ("1", "3")
    assert told["IRQ3", "merged", ""]["merged_into"] == "IRQ2"
    assert "the same march" in told["IRQ3", "merged", ""]["reason"]

    # Release 1 again: the same bytes.
    to_front(qtbot, dialog)
    hands.press("Alt+F")
    qtbot.waitUntil(lambda: any(one.isVisible() and one is not dialog for one in hands.window.findChildren(ReleaseDialog)))
    dialog = next(one for one in hands.window.findChildren(ReleaseDialog) if one.isVisible())
    to_front(qtbot, dialog)
    assert dialog.tabs.currentWidget() is dialog.list
    monkeypatch.setattr(file_dialogs, "save_file", lambda *_asked, **_more: (str(tmp_path / "again"), ""))
    dialog.list.list.setFocus()
    hands.press("Down")
    said.clear()
    answering(said)
    hands.press("Alt+M")
    qtbot.waitUntil(lambda: bool(said))
    dialog.wait()
    assert "Every byte of its" in said[0]
    assert files(tmp_path / "again") == first
    hands.window.close()
