"""Packages in the window: made, worked in, handed in, brought back; the shared folder; sealed files; what is the lead's."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from hands import Hands
from lead_project import code, hand_out, lead_project
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from annotator.gui import file_dialogs, package_opening, shared_folder
from annotator.gui.conflict_dialog import ConflictDialog
from annotator.gui.hand_in_dialog import HandInDialog
from annotator.gui.make_packages_dialog import MakePackagesDialog
from annotator.gui.merge_dialog import MergeDialog
from annotator.gui.notice import Offer
from annotator.gui.passphrase import PassphraseDialog
from annotator.gui.team_packages import PackagesPanel
from annotator.gui.team_place import TeamPlace
from annotator.gui.window import Window
from annotator.project import Project
from annotator.project.conflicts import open_conflicts
from annotator.project.merging import merge
from annotator.project.packages import hand_in, package

D = TypeVar("D", bound=QDialog)
SECRET = "correct horse battery"


@pytest.fixture
def lead(tmp_path: Path, tiny_codebook: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The lead opens it as the lead: who codes is not asked."""
    monkeypatch.setattr(Window, "_choose_coder", lambda _window, _project: True)
    return lead_project(tmp_path / "iraq.annotator", str(tiny_codebook))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    return folder


@pytest.fixture
def desk(qtbot: QtBot, lead: Path) -> Iterator[Hands]:
    hands = Hands(qtbot, lead)
    yield hands
    hands.window.close()


def packed(lead: Path, out: Path, name: str = "B2", passphrase: str = "") -> Path:
    with Project.open(lead) as project:
        return package(project, project.coders.named(name).uid, out, passphrase=passphrase).path


def handed_in(mine: Path, out: Path, passphrase: str = "") -> Path:
    with Project.open(mine) as project:
        return hand_in(project, out, passphrase=passphrase)


def opened(desk: Hands, qtbot: QtBot, action: str, kind: type[D]) -> D:
    desk.window.actions_by_id[action].trigger()
    return shown(desk, qtbot, kind)


def shown(desk: Hands, qtbot: QtBot, kind: type[D]) -> D:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in desk.window.findChildren(kind)))
    return next(one for one in desk.window.findChildren(kind) if one.isVisible())


def panel(desk: Hands) -> PackagesPanel:
    desk.window.actions_by_id["packages"].trigger()
    QApplication.processEvents()
    place = desk.window.place_in_view()
    assert isinstance(place, TeamPlace)
    found = place.panel("packages")
    assert isinstance(found, PackagesPanel)
    return found


def rows(of: PackagesPanel) -> list[list[str]]:
    items = [of.table.topLevelItem(row) for row in range(of.table.topLevelItemCount())]
    return [[item.text(column) for column in range(of.table.columnCount())] for item in items if item is not None]


def unmark(dialog: MakePackagesDialog, row: int) -> None:
    item = dialog.coders.topLevelItem(row)
    assert item is not None
    item.setCheckState(0, Qt.CheckState.Unchecked)


def lines(dialog: MergeDialog) -> list[str]:
    items = [dialog.tree.topLevelItem(row) for row in range(dialog.tree.topLevelItemCount())]
    below = [item.child(at) for item in items if item is not None for at in range(item.childCount())]
    return [one.text(0) for one in below if one is not None]


def visible(desk: Hands, *names: str) -> list[bool]:
    return [desk.window.actions_by_id[name].isVisible() for name in names]


# --- the journey -------------------------------------------------------------------------------------------------------


def test_a_round_trip_by_keyboard(desk: Hands, qtbot: QtBot, lead: Path, out: Path, tmp_path: Path):
    """The lead makes packages, a coder works and hands in, the lead brings back and settles what differs."""
    desk.press("Ctrl+K")
    desk.type("Make packages")
    desk.press("Return")
    making = shown(desk, qtbot, MakePackagesDialog)
    qtbot.waitUntil(making.coders.hasFocus)
    desk.press("Alt+F", "Ctrl+A")
    desk.type(str(out))
    desk.press("Return")
    making.wait()
    assert [one.name for one in making.made] == ["B2", "C3"]
    desk.press("Escape")
    assert [row[:2] for row in rows(panel(desk))] == [["B2", "No. 1"], ["C3", "No. 2"]]
    mine = out / "iraq-B2-1.annotator"

    # The coder's machine.
    assert desk.window.open_project(mine), desk.said()
    assert "made for B2" in desk.said()
    assert desk.window.current().project.coder.name == "B2"
    desk.press("Ctrl+N")
    desk.press("Ctrl+K")
    desk.type("Hand in")
    desk.press("Return")
    handing = shown(desk, qtbot, HandInDialog)
    qtbot.waitUntil(handing.folder.line.hasFocus)
    desk.press("Return")
    handing.wait()
    assert handing.written is not None
    assert handing.written.parent == mine.parent
    desk.press("Escape")
    assert desk.window.close_project()

    # The coder went on at two machines.
    twin = tmp_path / "twin.annotator"
    shutil.copyfile(mine, twin)
    code(mine, 1, 3)
    code(twin, 1, 4)

    # The lead again.
    assert desk.window.open_project(lead)
    desk.window.shared.choose(out)
    qtbot.waitUntil(lambda: desk.window.notice.offered is not None)
    assert desk.said() == "Work of B2 is waiting in the shared folder."
    bringing = opened(desk, qtbot, "bring_back", MergeDialog)
    bringing.add([mine, twin])
    bringing.wait()
    assert bringing.report is not None
    assert bringing.report.operation is None
    assert any("Article 1, Article 1: changed on both sides (Event 1: N)" in line for line in lines(bringing))
    assert bringing.summary.text().endswith("Nothing is written yet.")
    assert open_conflicts(desk.window.current().project) == []
    qtbot.waitUntil(bringing.isActiveWindow)
    bringing.yes.setFocus()
    desk.press("Return")
    bringing.wait()
    assert "“Undo bring work together” takes it back." in bringing.summary.text()
    desk.press("Escape")
    qtbot.waitUntil(lambda: desk.window.notice.offered is None)

    found = panel(desk)
    assert rows(found)[0][4] != "nothing yet"
    assert found.title.text() == "One coding was changed on both sides"
    found.conflicts.setFocus()
    desk.press("Return")
    settling = shown(desk, qtbot, ConflictDialog)
    now = settling.current
    assert now is not None
    cells = [item.text() if (item := settling.table.item(0, column)) else "" for column in range(3)]
    assert cells[0] == "Event 1: N"
    assert sorted(cells[1:]) == ["3", "4"]
    qtbot.waitUntil(settling.table.hasFocus)
    desk.press("T")
    assert settling.current is None
    assert settling.title.text() == "All conflicts are settled."
    desk.press("Escape")
    project = desk.window.current().project
    assert str(project.events.of(now.coding)[0].values["n"]) == now.differences[0].other
    assert panel(desk).title.text() == "No coding is in conflict."
    desk.press("Ctrl+Z")
    assert panel(desk).title.text() == "One coding was changed on both sides", "settling is a step like any other"
    desk.press("Ctrl+Z")
    assert project.codings.find(now.article, project.coders.named("B2").uid) is None, "and so is bringing back"


def test_a_conflict_is_looked_at_in_its_place(desk: Hands, qtbot: QtBot, lead: Path, out: Path, tmp_path: Path):
    assert desk.window.close_project()
    mine, twin = packed(lead, out), tmp_path / "twin.annotator"
    code(mine, 2)
    shutil.copyfile(mine, twin)
    code(mine, 2, 3)
    code(twin, 2, 4)
    with Project.open(lead) as project:
        merge(project, [mine, twin])
    assert desk.window.open_project(lead)
    panel(desk).settle()
    settling = shown(desk, qtbot, ConflictDialog)
    qtbot.waitUntil(settling.table.hasFocus)
    desk.press("O")
    workspace = desk.window.current()
    assert (desk.window.place, desk.window.focus.article) == ("code", workspace.project.articles.by_number(2).uid)  # type: ignore[union-attr]
    assert workspace.whose == workspace.project.coders.named("B2").uid
    assert [event.values["n"] for event in workspace.events(desk.window.focus.article)] == [4]


# --- dialogs -----------------------------------------------------------------------------------------------------------


def test_a_passphrase_is_asked_twice_and_cannot_be_recovered(desk: Hands, qtbot: QtBot, out: Path):
    making = opened(desk, qtbot, "make_packages", MakePackagesDialog)
    making.folder.line.setText(str(out))
    assert making.yes.isEnabled()
    making.secret.wanted.setChecked(True)
    assert not making.yes.isEnabled()
    assert "Nobody can recover it" in making.secret.words.text()
    making.secret.first.setText(SECRET)
    making.secret.again.setText("another")
    assert making.secret.words.text() == "The two differ."
    assert not making.yes.isEnabled()
    making.secret.again.setText(SECRET)
    unmark(making, 1)
    making.run()
    making.wait()
    assert [one.path.name for one in making.made] == ["iraq-B2-1.annotator.age"]
    making.close()


def test_nothing_is_made_for_nobody_or_nowhere(desk: Hands, qtbot: QtBot, out: Path):
    making = opened(desk, qtbot, "make_packages", MakePackagesDialog)
    making.folder.line.setText(str(out / "nowhere"))
    assert "no folder" in making.outcome.text()
    assert not making.yes.isEnabled()
    making.folder.line.setText(str(out))
    for row in range(2):
        unmark(making, row)
    assert not making.yes.isEnabled()
    assert making.outcome.text() == "Mark the coders who get a package."
    making.close()


def test_making_stops_and_leaves_no_half_file(
    desk: Hands, qtbot: QtBot, out: Path, monkeypatch: pytest.MonkeyPatch
):  # fmt: skip
    from annotator.gui import make_packages_dialog as module

    usual, reached, go_on = module.package, threading.Event(), threading.Event()

    def slow(*arguments: object, **more: object) -> object:
        tell = more.pop("progress")

        def waiting(what: str, share: float) -> None:
            reached.set()
            go_on.wait(10)
            tell(what, share)  # type: ignore[operator]

        return usual(*arguments, progress=waiting, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "package", slow)
    making = opened(desk, qtbot, "make_packages", MakePackagesDialog)
    making.folder.line.setText(str(out))
    qtbot.waitUntil(making.isActiveWindow)
    making.run()
    assert reached.wait(10)
    desk.press("Escape")  # stops first
    assert making.isVisible()
    go_on.set()
    making.wait()
    assert making.outcome.text() == "Stopped."
    assert list(out.iterdir()) == []
    making.close()


def test_a_sealed_file_is_looked_at_with_its_passphrase(desk: Hands, qtbot: QtBot, lead: Path, out: Path):
    assert desk.window.close_project()
    mine = packed(lead, out)
    code(mine, 1)
    back = handed_in(mine, out, SECRET)
    assert desk.window.open_project(lead)
    bringing = opened(desk, qtbot, "bring_back", MergeDialog)
    bringing.add([back])
    assert bringing.report is None
    assert not bringing.yes.isEnabled()
    bringing.secret.setText("another")
    bringing.look()
    bringing.wait()
    assert any("passphrase" in line for line in lines(bringing))
    assert not bringing.yes.isEnabled()
    bringing.secret.setText(SECRET)
    assert bringing.yes.text() == "Look"
    bringing._go()
    bringing.wait()
    assert bringing.yes.text() == "Bring back"
    bringing._go()
    bringing.wait()
    assert bringing.report is not None
    assert bringing.report.files[0].new == 1
    bringing.close()


def test_the_projects_own_file_is_not_taken_in(desk: Hands, qtbot: QtBot, lead: Path):
    bringing = opened(desk, qtbot, "bring_back", MergeDialog)
    bringing.add([lead])
    assert bringing.paths == []
    assert bringing.summary.text() == "Choose the files: “Add files…”."
    bringing.close()


def test_work_of_a_stranger_comes_in_only_when_it_is_wanted(
    desk: Hands, qtbot: QtBot, lead: Path, out: Path, tmp_path: Path
):  # fmt: skip
    assert desk.window.close_project()
    before = tmp_path / "before.annotator"
    shutil.copyfile(lead, before)
    with Project.open(lead) as project:
        project.coders.add("<b>D4</b>")
        hand_out(project, "<b>D4</b>", range(1, 3))
    mine = packed(lead, out, "<b>D4</b>")
    code(mine, 1)
    assert desk.window.open_project(before)
    bringing = opened(desk, qtbot, "bring_back", MergeDialog)
    bringing.add([mine])
    bringing.wait()
    assert any("does not know" in line for line in lines(bringing))
    assert not bringing.yes.isEnabled()
    bringing.strangers.setChecked(True)
    bringing.wait()
    assert bringing.yes.isEnabled()
    bringing.take()
    bringing.wait()
    bringing.close()
    assert "<b>D4</b>" in [one.name for one in desk.window.current().project.coders.all()]


# --- a coder's file ----------------------------------------------------------------------------------------------------


def test_what_is_the_leads_is_not_offered_in_a_coders_file(desk: Hands, lead: Path, out: Path):
    of_the_lead = ("import", "make_packages", "bring_back", "number_events", "correct_article", "correct_text",
                   "withhold_offers", "change_coder")  # fmt: skip
    of_the_coder = ("hand_in", "take_in")
    assert visible(desk, *of_the_lead) == [True] * len(of_the_lead)
    assert visible(desk, *of_the_coder) == [False, False]
    assert desk.window.close_project()
    assert desk.window.open_project(packed(lead, out))
    assert visible(desk, *of_the_lead) == [False] * len(of_the_lead)
    assert not any(desk.window.actions_by_id[name].isEnabled() for name in of_the_lead)
    assert visible(desk, *of_the_coder) == [True, True]
    data = desk.window.code().article_panel
    data.edit_metadata()
    assert desk.window.findChild(QWidget, "article.edit.lead") is not None
    desk.type("x")
    desk.press("Return")
    assert desk.window.current().article(desk.window.focus.article).title == "Article 1"  # type: ignore[union-attr]
    desk.window.take_files([out / "more.csv"])
    assert "ask the lead" in desk.said()
    buttons = panel(desk).buttons
    assert [name for name, one in buttons.items() if one.isVisible()] == ["hand_in", "take_in", "shared_folder"]


def test_a_newer_package_is_taken_in_where_the_coder_works(
    desk: Hands, qtbot: QtBot, lead: Path, out: Path, monkeypatch: pytest.MonkeyPatch
):
    assert desk.window.close_project()
    mine = packed(lead, out)
    assert desk.window.open_project(mine)
    assert desk.window.close_project()
    code(mine, 1, 5)
    with Project.open(lead) as project:
        hand_out(project, "B2", range(5, 7))
    newer = packed(lead, out)
    asked: list[str] = []
    monkeypatch.setattr(package_opening, "ask", lambda _window, text, _yes: (asked.append(text), True)[1])
    assert not desk.window.open_project(newer)
    assert mine.name in asked[0]
    assert desk.window.current().path == mine
    taking = shown(desk, qtbot, MergeDialog)
    taking.wait()
    assert taking.windowTitle() == "Take in an update"
    assert any("2 new articles" in line for line in lines(taking))
    taking.take()
    taking.wait()
    taking.close()
    QApplication.processEvents()
    articles = desk.window.current().project.articles
    assert sum(1 for _ in articles.walk()) == 6
    # From now on it is no news.
    asked.clear()
    assert desk.window.open_project(mine)
    assert asked == []


def test_a_newer_package_waits_in_the_shared_folder(desk: Hands, qtbot: QtBot, lead: Path, out: Path, tmp_path: Path):
    assert desk.window.close_project()
    mine = packed(lead, tmp_path)
    with Project.open(lead) as project:
        hand_out(project, "B2", range(5, 7))
    assert desk.window.open_project(mine)
    desk.window.shared.choose(out)
    qtbot.waitUntil(lambda: not desk.window.shared._look.running)  # type: ignore[union-attr]
    assert desk.window.notice.offered is None
    newer = package_beside(lead, out)
    desk.window.shared.look()
    qtbot.waitUntil(lambda: desk.window.notice.offered is not None)
    desk.window.notice.clear()
    assert desk.said() == "A new package is waiting in the shared folder."
    desk.window.notice.go.click()
    taking = shown(desk, qtbot, MergeDialog)
    assert taking.paths == [newer]
    taking.wait()
    taking.take()
    taking.wait()
    taking.close()
    qtbot.waitUntil(lambda: desk.window.shared.waiting == ())
    assert desk.window.notice.offered is None


def package_beside(lead: Path, out: Path) -> Path:
    """A package made by the lead's own machine meanwhile."""
    return packed(lead, out)


def test_a_sealed_package_is_opened_and_kept(
    desk: Hands, qtbot: QtBot, lead: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    assert desk.window.close_project()
    sealed = packed(lead, out, passphrase=SECRET)
    tried: list[str] = []

    def answers(dialog: PassphraseDialog) -> int:
        for secret in ("another", SECRET):
            dialog.line.setText(secret)
            dialog.accept()
            tried.append(dialog.wrong.text())
        return dialog.result()

    monkeypatch.setattr(PassphraseDialog, "exec", answers)
    kept = tmp_path / "mine"
    monkeypatch.setattr(file_dialogs, "save_file", lambda *_: (str(kept), ""))
    looked: list[Path] = []
    monkeypatch.setattr(package_opening, "_goes_elsewhere", lambda _window, opened, *_: looked.append(opened))
    assert desk.window.open_project(sealed)
    # Where even a killed program leaves it no longer than until the next start.
    assert looked[0].parent.parent.name.startswith("annotator-temporary-")
    assert not looked[0].exists()
    assert tried[0].startswith("That is not its passphrase")
    assert desk.window.current().path == tmp_path / "mine.annotator"
    assert desk.window.current().project.coder.name == "B2"
    assert SECRET not in (tmp_path / "settings" / "settings.json").read_text(encoding="utf-8")


def test_an_opened_package_takes_no_files_place(
    desk: Hands, lead: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    assert desk.window.close_project()
    mine = packed(lead, tmp_path)
    code(mine, 1)
    before = mine.read_bytes()
    sealed = packed(lead, out, passphrase=SECRET)
    monkeypatch.setattr(file_dialogs, "save_file", lambda *_: (str(mine), ""))
    monkeypatch.setattr(
        PassphraseDialog, "exec", lambda dialog: (dialog.line.setText(SECRET), dialog.accept(), dialog.result())[2]
    )
    assert not desk.window.open_project(sealed)
    assert "is there already" in desk.said()
    assert mine.read_bytes() == before


def test_a_copy_of_the_same_package_leads_to_the_file_worked_in(
    desk: Hands, lead: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    assert desk.window.close_project()
    mine = packed(lead, out)
    copy = tmp_path / "from the mail.annotator"
    shutil.copyfile(mine, copy)
    assert desk.window.open_project(mine)
    asked: list[str] = []
    monkeypatch.setattr(package_opening, "ask", lambda _window, text, _yes: (asked.append(text), True)[1])
    assert not desk.window.open_project(copy)
    assert desk.window.current().path == mine
    assert asked == [f"B2 works in {mine.name} here, and this file is no newer package. Open {mine.name}?"]


def test_what_is_no_package_is_refused_in_a_sentence(desk: Hands, tmp_path: Path):
    file = tmp_path / "letter.age"
    file.write_text("Dear all", encoding="utf-8")
    assert not desk.window.open_project(file)
    assert "letter.age is no encrypted package" in desk.said()


# --- the shared folder and the notice ----------------------------------------------------------------------------------


def test_a_folder_that_hangs_holds_nobody_up(desk: Hands, qtbot: QtBot, out: Path, monkeypatch: pytest.MonkeyPatch):
    hanging, answers = threading.Event(), threading.Event()

    def files(_folder: Path) -> shared_folder.Files:
        hanging.set()
        answers.wait(20)
        return ()

    monkeypatch.setattr(shared_folder, "_files", files)
    monkeypatch.setattr(shared_folder, "LEAVE_WITHIN", 0.01)
    desk.window.shared.choose(out)
    assert hanging.wait(10)
    first = desk.window.shared._look
    desk.window.shared.look()
    assert desk.window.shared._look is first, "no second look while the first has not come back"
    desk.press("Ctrl+N")
    assert desk.window.focus.event
    assert desk.window.close_project()
    answers.set()
    assert first is not None
    qtbot.waitUntil(lambda: not first.running)
    assert first.found is None, "a project that is closed is not opened again"


def test_the_same_files_are_not_read_again(
    desk: Hands, qtbot: QtBot, lead: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from annotator.project import arrivals

    assert desk.window.close_project()
    mine = packed(lead, tmp_path)
    code(mine, 1)
    handed_in(mine, out)
    assert desk.window.open_project(lead)
    read: list[Path] = []
    usual = arrivals.waiting
    monkeypatch.setattr(arrivals, "waiting", lambda project, folder: (read.append(folder), usual(project, folder))[1])
    shared = desk.window.shared
    shared.choose(out)
    qtbot.waitUntil(lambda: len(shared.waiting) == 1)
    for _ in range(3):
        shared.look()
        qtbot.waitUntil(lambda: not shared._look.running)  # type: ignore[union-attr]
    assert read == [out]
    desk.window.actions_by_id["bring_back"].trigger()
    bringing = shown(desk, qtbot, MergeDialog)
    bringing.wait()
    bringing.take()
    bringing.wait()
    bringing.close()
    qtbot.waitUntil(lambda: shared.waiting == ())
    desk.press("Ctrl+Z")
    qtbot.waitUntil(lambda: len(shared.waiting) == 1)


def test_a_folder_that_is_away_is_no_trouble(desk: Hands, qtbot: QtBot, out: Path):
    desk.window.shared.choose(out / "away")
    qtbot.waitUntil(lambda: not desk.window.shared._look.running)  # type: ignore[union-attr]
    QApplication.processEvents()
    assert desk.said() == ""


def test_an_offer_stays_behind_what_is_said(desk: Hands):
    notice, taken = desk.window.notice, []
    notice.offer(Offer("Something waits.", "Take it…", lambda: taken.append(1)))
    assert (notice.text, notice.go.isVisible()) == ("Something waits.", True)
    notice.say("Saved.")
    assert (notice.text, notice.go.isVisible()) == ("Saved.", False)
    notice.edited()
    assert notice.text == "Something waits."
    notice.go.click()
    assert taken == [1]
    assert not notice.isVisible()
    notice.offer(Offer("Again.", "Take it…", lambda: None))
    notice._close()
    assert (notice.isVisible(), notice.offered) == (False, None)


def test_a_coder_in_the_leads_project_has_nothing_to_hand_in(desk: Hands):
    desk.window.work_as(desk.window.current().project.coders.named("B2").uid)
    found = panel(desk)
    assert found.about.text() == "You work in the lead's own project: there is nothing to hand in."
    assert not any(button.isVisible() for button in found.buttons.values())
    assert not desk.window.actions_by_id["make_packages"].isEnabled()


def test_without_coders_the_tab_says_what_to_do(qtbot: QtBot, tmp_path: Path, tiny_codebook: Path):
    path = tmp_path / "alone.annotator"
    with Project.create(path, str(tiny_codebook), coder="Lead"):
        pass
    hands = Hands(qtbot, path)
    assert panel(hands).about.text().startswith("Nobody codes here besides you.")
    making = opened(hands, qtbot, "make_packages", MakePackagesDialog)
    assert not making.yes.isEnabled()
    making.close()
    hands.window.close()
