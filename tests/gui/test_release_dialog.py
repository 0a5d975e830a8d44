"""The dialog of releases: chosen, foreseen, made, made again; what changed and why; what keeps a release from being made."""

from __future__ import annotations

import csv
import json
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hands import Hands
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTreeWidget, QTreeWidgetItem
from pytestqt.qtbot import QtBot
from released_project import edit, event_of, releasable

from annotator.gui import file_dialogs
from annotator.gui import release_dialog as module
from annotator.gui.release_changes import ID, NOW, WHAT, WHY, YOURS, ChangesPage
from annotator.gui.release_dialog import ReleaseDialog
from annotator.gui.release_list import DetailsDialog
from annotator.gui.release_since import SinceDialog
from annotator.gui.window import Window
from annotator.gui.workspace import Workspace
from annotator.project import Project
from annotator.releases.changes import Change
from annotator.releases.options import ReleaseOptions
from annotator.releases.release import release


@pytest.fixture
def path(tmp_path: Path, tiny_codebook: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(Window, "_choose_coder", lambda _window, _project: True)
    return releasable(tmp_path / "iraq.annotator", str(tiny_codebook))


@pytest.fixture
def hands(qtbot: QtBot, path: Path) -> Iterator[Hands]:
    made = Hands(qtbot, path)
    yield made
    made.window.close()


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked before a release; the answer is yes."""
    asked: list[str] = []
    monkeypatch.setattr(module, "ask", lambda _parent, question, _yes: bool(asked.append(question)) or True)
    return asked


def opened(hands: Hands) -> ReleaseDialog:
    hands.press("Ctrl+Shift+X")
    found = [one for one in hands.window.findChildren(ReleaseDialog) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def edited(hands: Hands, number: int, **values: object) -> None:
    """A coder gives other answers; the lead sits down again."""
    edit(hands.window.current().project, number, **values)
    hands.window.current().coder_changed.emit()


def lines(tree: QTreeWidget) -> dict[str, str]:
    """Every line of a tree: its text and what stands at the right."""
    found: dict[str, str] = {}

    def walk(item: QTreeWidgetItem) -> None:
        for place in range(item.childCount()):
            child = item.child(place)
            assert child is not None
            found[child.text(0)] = child.text(1)
            walk(child)

    walk(tree.invisibleRootItem())
    return found


def looked(dialog: ReleaseDialog) -> dict[str, str]:
    dialog.tabs.setCurrentWidget(dialog.foreseen)
    dialog.wait()
    assert dialog.wrong.text() == ""
    return lines(dialog.foreseen.tree)


def tick(dialog: ReleaseDialog, name: str, on: bool, among: str = "fields") -> None:
    made = getattr(dialog.what, among)
    item = next(made.item(row) for row in range(made.count()) if made.item(row).data(Qt.ItemDataRole.UserRole) == name)
    item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)


def test_the_preview_counts_and_names_what_does_not_go_out(hands: Hands):
    dialog = opened(hands)
    assert dialog.windowTitle() == "Release 1"
    assert not dialog.tabs.isTabEnabled(2)
    assert "cannot be taken back" in dialog.warning.text()
    told = looked(dialog)
    assert told["Incidents that go out"] == "5"
    assert told["ids that will be given, for good"] == "5"
    assert told["codings done by one coder"] == "5"
    assert told["Codings that do not go out"] == "2"
    assert told["coded by several, and not adjudicated"] == "2"
    assert [one for one in told if one.startswith("6  Report 6  · ")] == ["6  Report 6  · B2", "6  Report 6  · C3"]
    assert hands.window.current().project.releases.last() is None


def test_a_choice_makes_the_preview_stale_and_a_word_about_it_does_not(hands: Hands):
    dialog = opened(hands)
    looked(dialog)
    assert dialog.yes.text().replace("&", "") == "Release 1…"
    dialog.what.licence.setCurrentText("CC BY 4.0")
    dialog.what.citation.setText("Somebody")
    assert dialog.preview is not None
    dialog.tabs.setCurrentWidget(dialog.what)
    dialog.what.done.click()
    assert dialog.preview is None
    assert dialog.yes.text().replace("&", "") == "Look first"
    dialog.go()
    dialog.wait()
    told = lines(dialog.foreseen.tree)
    assert told["Incidents that go out"] == "0"
    assert told["done, and not approved"] == "5"
    assert not dialog.yes.isEnabled()


def test_what_was_edited_during_a_look_makes_it_stale(hands: Hands, monkeypatch: pytest.MonkeyPatch):
    """A look sees the state of its beginning: what comes of it must not be released as if it were of now."""
    go_on, foresee = threading.Event(), module.foresee

    def slowly(project: Project, options: ReleaseOptions, progress: Any) -> Any:
        found = foresee(project, options, progress)
        assert go_on.wait(20)
        return found

    monkeypatch.setattr(module, "foresee", slowly)
    dialog = opened(hands)
    dialog.tabs.setCurrentWidget(dialog.foreseen)
    assert dialog.job.busy
    edited(hands, 1, n=4)
    go_on.set()
    dialog.wait()
    assert dialog.preview is None
    assert dialog.yes.text().replace("&", "") == "Look first"
    dialog.go()
    dialog.wait()
    assert dialog.preview is not None


def test_what_is_chosen_is_what_goes_out(hands: Hands, questions: list[str], tmp_path: Path):
    dialog = opened(hands)
    tick(dialog, "note", False)
    tick(dialog, "long-csv", True, "formats")
    dialog.what.texts.setCurrentIndex(dialog.what.texts.findData("none"))
    dialog.what.licence.setCurrentText("  CC0   1.0 ")
    dialog.what.notes.setPlainText("Take care.\nTwice.")
    dialog.what.replication.setChecked(False)
    dialog.what.manual.setChecked(True)
    options = dialog.options()
    assert options == ReleaseOptions(
        without=("note",), texts="none", licence="CC0 1.0", notes="Take care.\nTwice.", replication=False,
        formats=("csv", "long-csv"), manual_pdf=True,
    )  # fmt: skip
    told = looked(dialog)
    assert "Note  (note)" in told
    dialog.folder.setText(str(tmp_path / "out"))
    dialog.go()
    dialog.wait()
    assert dialog.wrong.text() == ""
    assert len(questions) == 1
    assert "5 incidents get an id, for good" in questions[0]
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["options"]["licence"] == "CC0 1.0"
    assert manifest["not_released"] == ["note"]
    assert manifest["renderings"] == ["codebook/manual.pdf"]
    assert (tmp_path / "out" / "codebook" / "manual.pdf").read_bytes().startswith(b"%PDF")
    assert not any(one["name"].endswith(".pdf") for one in manifest["files"])
    assert {one.name for one in (tmp_path / "out" / "data").iterdir()} == {"wide.csv", "long.csv"}
    assert "A clash." not in "".join(one.read_text("utf-8", "replace") for one in (tmp_path / "out" / "data").iterdir())
    assert "Release 1 stands in" in dialog.outcome.text()
    assert "5 ids were given." in dialog.outcome.text()


def test_the_folder_is_shown_and_the_next_time_all_is_offered_again(
    hands: Hands, questions: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    (tmp_path / "iraq-release-1").mkdir()
    dialog = opened(hands)
    assert dialog.path() == tmp_path / "iraq-release-1-2"
    dialog.what.licence.setCurrentText("ODbL 1.0")
    tick(dialog, "country", False)
    looked(dialog)
    dialog.go()
    dialog.wait()
    dialog.show_button.click()
    assert shown == [QUrl.fromLocalFile(str(tmp_path / "iraq-release-1-2"))]
    hands.press("Escape")
    dialog = opened(hands)
    assert dialog.windowTitle() == "Release 2"
    assert dialog.path() == tmp_path / "iraq-release-2"
    assert dialog.what.options() == ReleaseOptions(without=("country",), licence="ODbL 1.0")
    told = looked(dialog)
    assert "Changes since release 1: nothing changed" in told
    assert questions


def test_a_closed_dialog_keeps_what_was_chosen_and_looks_again_after_a_change(hands: Hands):
    dialog = opened(hands)
    dialog.what.citation.setText("Somebody (2026)")
    looked(dialog)
    hands.press("Escape")
    edited(hands, 1, n=4)
    again = opened(hands)
    assert again is dialog
    assert again.what.citation.text() == "Somebody (2026)"
    assert again.preview is None


def test_no_is_no(hands: Hands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(module, "ask", lambda *_: False)
    dialog = opened(hands)
    looked(dialog)
    dialog.go()
    assert not dialog.job.busy
    assert hands.window.current().project.releases.all() == []
    assert [one.name for one in tmp_path.iterdir() if "release" in one.name] == []


def test_a_folder_that_cannot_be_is_refused_with_its_reason_and_nothing_happens(hands: Hands, questions: list[str]):
    dialog = opened(hands)
    looked(dialog)
    dialog.folder.setText(str(hands.window.current().path))
    dialog.go()
    dialog.wait()
    assert "is a file" in dialog.wrong.text()
    assert dialog.yes.isEnabled()
    assert hands.window.current().project.releases.all() == []
    assert questions


def test_stopping_leaves_nothing(hands: Hands, questions: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    dialog = opened(hands)
    looked(dialog)
    real = module.release

    def slow(own: Project, folder: Path, options: ReleaseOptions, progress: object, **more: object) -> object:
        def stopping(what: str, share: float) -> None:
            if what.startswith("writing"):
                dialog.job._job.progress.stop()  # type: ignore[union-attr]
            progress(what, share)  # type: ignore[operator]

        return real(own, folder, options, stopping, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "release", slow)
    dialog.go()
    dialog.wait()
    assert dialog.wrong.text() == "Stopped; nothing was released, and no id was given."
    assert hands.window.current().project.releases.all() == []
    assert hands.window.current().project.database.value("SELECT count(*) FROM events WHERE id IS NOT NULL") == 0
    assert [one.name for one in tmp_path.iterdir() if "release" in one.name] == []
    assert questions


def test_nothing_ticked_is_said(hands: Hands):
    dialog = opened(hands)
    for name in dialog.what.options().formats or ("csv",):
        tick(dialog, name, False, "formats")
    dialog.go()
    assert dialog.wrong.text() == "Tick at least one file of data."
    assert dialog.preview is None


def test_what_a_format_needs_is_said_at_the_preview_and_only_while_it_is_ticked(hands: Hands, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    dialog = opened(hands)
    tick(dialog, "spss", True, "formats")
    dialog.look()
    dialog.wait()
    assert "need pyreadstat" in dialog.wrong.text()
    assert dialog.preview is None
    tick(dialog, "spss", False, "formats")
    assert dialog.wrong.text() == ""
    looked(dialog)
    assert dialog.preview is not None


def test_a_left_out_article_is_opened(hands: Hands):
    dialog = opened(hands)
    looked(dialog)
    tree = dialog.foreseen.tree
    item = tree.findItems("6  Report 6", Qt.MatchFlag.MatchStartsWith | Qt.MatchFlag.MatchRecursive)[0]
    tree.setCurrentItem(item)
    assert dialog.foreseen.open.isEnabled()
    tree.setFocus()
    hands.press("Return")
    assert not dialog.isVisible()
    assert hands.window.place == "code"
    article = hands.window.current().project.articles.get(hands.window.focus.article)
    assert article.number == 6


def test_a_word_on_no_change_is_not_taken_along(hands: Hands):
    dialog = opened(hands)
    dialog.changes.reasons["IRQ1 n"] = "an undone edit"
    assert dialog.options().reasons == {}
    dialog.reject()


# --- changes and their reasons -------------------------------------------------------------------------------------------


@pytest.fixture
def changes() -> list[Change]:
    """500 changes, some with long values."""
    when = "2026-06-01T10:00:00Z"
    made = [
        Change(f"IRQ{one}", "changed", "n", str(one), str(one + 1), "n was edited", who="coder1", time=when)
        for one in range(497)
    ]
    return [*made, Change("IRQ900", "deleted", reason="the article holds no event"),
            Change("IRQ901", "merged", merged_into="IRQ1", reason="events were linked"),
            Change("IRQ902", "changed", "note", "a\n" * 4000, "b " * 4000)]  # fmt: skip


@pytest.mark.parametrize("column", [ID, WHAT, NOW, YOURS])
def test_typing_writes_the_reason_of_the_line_wherever_the_mark_is(
    qtbot: QtBot, hands: Hands, changes: list[Change], column: int
):
    page = ChangesPage(hands.window.current())
    qtbot.addWidget(page)
    page.show_changes(changes)
    page.show()
    page.table.setCurrentIndex(page.model.index(7, column))
    page.table.setFocus()
    QTest.keyClicks(page.table, "i")
    writing = page.table.viewport().findChild(QLineEdit)
    assert writing is not None
    QTest.keyClicks(writing, "t was wrong")
    QTest.keyClick(writing, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.reasons == {"IRQ7 n": "it was wrong"})
    assert page.table.currentIndex().row() == 7


def test_what_the_history_says_has_the_room_that_is_not_written_in(qtbot: QtBot, hands: Hands, changes: list[Change]):
    page = ChangesPage(hands.window.current())
    qtbot.addWidget(page)
    page.resize(1100, 600)
    page.show()
    long = "the answers were given anew when the article was read again by somebody else than before"
    page.show_changes([replace(one, reason=long) for one in changes[:20]])
    wide = page.table.columnWidth
    assert wide(WHY) > 2 * wide(YOURS)
    page.model.say([0, 1], long)
    assert abs(wide(WHY) - wide(YOURS)) < 4
    page.show_changes([replace(one, reason="n was edited") for one in changes[30:40]])
    assert wide(WHY) < wide(YOURS)
    assert not page.table.horizontalScrollBar().isVisible()


def test_changes_are_narrowed_and_reasons_written_for_many(
    qtbot: QtBot, hands: Hands, changes: list[Change], monkeypatch: pytest.MonkeyPatch
):
    page = ChangesPage(hands.window.current())
    qtbot.addWidget(page)
    page.show_changes(changes)
    assert page.count.text() == "498 values changed, 1 deleted, 1 merged into another"
    page.search.setText("irq49 edited")
    assert {one.id for one in page.model.rows} == {"IRQ49", *(f"IRQ49{one}" for one in range(7))}
    assert page.count.text().startswith("8 of 500 shown")
    page.search.clear()
    page.kind.setCurrentIndex(page.kind.findData("merged"))
    assert [one.id for one in page.model.rows] == ["IRQ901"]
    assert page.model.index(0, 4).data() == "merged into IRQ1"
    page.kind.setCurrentIndex(0)
    page.known.setCurrentIndex(page.known.findData("unknown"))
    assert [one.id for one in page.model.rows] == ["IRQ902"]
    assert len(page.model.index(0, 3).data()) <= 200
    page.known.setCurrentIndex(page.known.findData("unsaid"))
    assert len(page.model.rows) == 500
    monkeypatch.setattr("annotator.gui.release_changes.ask_line", lambda *_, **__: "The source  was corrected.")
    page.table.selectAll()
    page.say.click()
    assert len(page.reasons) == 500
    assert page.reasons["IRQ3 n"] == "The source was corrected."
    assert page.reasons["IRQ900"] == "The source was corrected."
    page.search.setText("IRQ900")
    assert page.model.rows == []  # it has a reason now
    page.known.setCurrentIndex(0)
    page.model.setData(page.model.index(0, YOURS), " ")
    assert "IRQ900" not in page.reasons


def test_what_changed_since_an_earlier_release_is_saved_as_a_table(qtbot: QtBot, hands: Hands, path: Path, tmp_path: Path):
    project = hands.window.current().project
    release(project, tmp_path / "one", ReleaseOptions())
    edited(hands, 2, n=3, note="=cmd|' /C calc'!A0")
    dialog = opened(hands)
    dialog.tabs.setCurrentWidget(dialog.list)
    dialog.list.list.setFocus()
    hands.press("Alt+S")
    qtbot.waitUntil(lambda: dialog.findChild(SinceDialog) is not None)  # a button pressed by its letter waits a moment
    since = dialog.findChild(SinceDialog)
    assert since is not None
    since.wait()
    assert {(one.id, one.field, one.now) for one in since.page.model.all} == {
        ("IRQ2", "note", "=cmd|' /C calc'!A0"), ("IRQ2", "n", "3"),
    }  # fmt: skip
    assert not since.page.say.isVisible()
    since.save_as(tmp_path / "since.csv")
    with (tmp_path / "since.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["now"] for row in rows} == {"'=cmd|' /C calc'!A0", "3"}
    assert "2 changes stand in since.csv." in since.said.text()
    before = path.stat().st_size
    since.save_as(path)
    assert "is a project" in since.said.text()
    assert path.stat().st_size == before


# --- releases so far -----------------------------------------------------------------------------------------------------


def test_the_releases_so_far_are_told_and_one_is_looked_into(hands: Hands, tmp_path: Path):
    project = hands.window.current().project
    release(project, tmp_path / "one", ReleaseOptions(licence="CC BY 4.0"))
    edited(hands, 1, n=0)
    release(project, tmp_path / "two", ReleaseOptions(texts="none"))
    dialog = opened(hands)
    dialog.tabs.setCurrentWidget(dialog.list)
    items = [dialog.list.list.topLevelItem(row) for row in range(2)]
    rows = [[item.text(column) for column in (0, 2, 5, 6, 7)] for item in items if item is not None]
    assert rows == [["2", "5", "0", "none", ""], ["1", "5", "5", "quotes, up to 300 characters", "CC BY 4.0"]]
    assert not dialog.yes.isVisible()
    dialog.list.list.setFocus()
    hands.press("Down", "Return")
    details = dialog.list.findChild(DetailsDialog)
    assert details is not None
    told = lines(details.tree)
    assert told["release"] == "1"
    assert told["incidents"] == "5"
    assert "manifest.json" not in told


@pytest.mark.parametrize("spoilt", [False, True])
def test_a_release_is_made_again_and_says_whether_it_is_the_same(
    qtbot: QtBot, hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoilt: bool
):
    project = hands.window.current().project
    release(project, tmp_path / "one", ReleaseOptions())
    if spoilt:
        kept = json.loads(project.database.value("SELECT manifest FROM release"))
        next(one for one in kept["files"] if one["name"] == "data/wide.csv")["sha256"] = "0"
        project.database.run("UPDATE release SET manifest = ?", (json.dumps(kept),))
    edited(hands, 1, n=0)
    told: list[str] = []
    monkeypatch.setattr(module, "tell", lambda _parent, text: told.append(text))
    offered: list[str] = []

    def choose(*asked: object, **_: object) -> tuple[str, str]:
        offered.append(str(asked[2]))
        return str(tmp_path / "again"), ""

    monkeypatch.setattr(file_dialogs, "save_file", choose)
    dialog = opened(hands)
    dialog.tabs.setCurrentWidget(dialog.list)
    dialog.list.list.setFocus()
    hands.press("Alt+M")
    qtbot.waitUntil(lambda: bool(offered))
    dialog.wait()
    assert offered == [str(tmp_path / "iraq-release-1-again")]
    assert dialog.wrong.text() == ""
    if spoilt:
        assert "is not as it was" in told[0]
        assert "\ndata/wide.csv: nothing is known that explains it" in told[0]
    else:
        assert "Every byte of its" in told[0]
        for one in (tmp_path / "one").rglob("*"):
            if one.is_file():
                assert one.read_bytes() == (tmp_path / "again" / one.relative_to(tmp_path / "one")).read_bytes()


def test_only_a_lead_releases(hands: Hands):
    workspace: Workspace = hands.window.current()
    workspace.project.work_as(workspace.project.coders.named("B2"))
    workspace.coder_changed.emit()
    hands.press("Ctrl+Shift+X")
    assert hands.window.findChildren(ReleaseDialog) == []


def test_it_fits_a_small_screen(hands: Hands):
    dialog = opened(hands)
    assert dialog.width() <= 1366
    assert dialog.height() <= 768
    assert dialog.minimumSizeHint().height() <= 700
    assert event_of(hands.window.current().project, 1)
