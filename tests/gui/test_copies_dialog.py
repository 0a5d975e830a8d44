"""Articles that are copies: looked for, judged, coded once, by keys alone; marks of differences; what a coder does not see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from annotator.gui import copies_words
from annotator.gui.colors import CONTRAST, contrast, is_dark, lane_color, tint
from annotator.gui.copies_dialog import CopiesDialog
from annotator.gui.copies_members import DIFFERS
from annotator.gui.copies_sides import LANES, PALE, STRONG, Sides
from annotator.gui.queue_model import QueueModel
from annotator.gui.workspace import Workspace
from annotator.project import Project
from annotator.project.articles import Article, ArticleDraft
from annotator.project.copies import Copies, CopyFacts, Looked

BASE = "Kirkuk " + " ".join(f"word{place}" for place in range(60))
NEAR = "Kirkuk " + " ".join("🔥x" if place % 12 == 5 else f"word{place}" for place in range(60))
OTHER = "Basra " + " ".join(f"thing{place}" for place in range(40))


@pytest.fixture
def path(tmp_path: Path, tiny_codebook: Path) -> Path:
    """Articles 1, 2 and 3 are copies, 2 the very text; so are 4 and 5; 6 is none."""
    path = tmp_path / "p.annotator"
    texts = (BASE, BASE.upper(), NEAR, OTHER, OTHER + " and more of it", "Something else happened, as far as is known here.")
    with Project.create(path, str(tiny_codebook), coder="Lead") as project:
        project.articles.add(
            ArticleDraft(text, f"Title {place}", "2020-06-02", source=f"Paper {place}")
            for place, text in enumerate(texts, start=1)
        )
        project.search.catch_up()
    return path


def opened(hands: Hands) -> CopiesDialog:
    hands.press("Ctrl+K")
    hands.type("articles that are copies")
    hands.press("Return")
    found = hands.window.findChild(CopiesDialog, "copies")
    assert found is not None
    found.wait()
    return found


def looked(hands: Hands) -> CopiesDialog:
    dialog = opened(hands)
    hands.press("Space")  # the button that looks has the keyboard where nothing is found yet
    dialog.wait()
    QApplication.processEvents()
    return dialog


def lines(dialog: CopiesDialog, name: str) -> list[list[str]]:
    """The cells of a list, as they are shown."""
    tree = getattr(dialog, name)
    model = tree.model()
    columns = [column for column in range(model.columnCount()) if not tree.isColumnHidden(column)]
    return [[model.index(row, column).data() for column in columns] for row in range(model.rowCount())]


def answer(yes: bool, seen: list[str]) -> None:
    """Answers the next question."""

    def do() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QDialog) or box.objectName() != "message":
            QTimer.singleShot(10, do)
            return
        seen.append(box.findChildren(QWidget)[0].accessibleName())
        box.accept() if yes else box.reject()

    QTimer.singleShot(0, do)


def test_copies_are_looked_for_and_judged_by_keys(qtbot: QtBot, path: Path):
    hands = Hands(qtbot, path)
    dialog = looked(hands)
    assert dialog.said.text() == "2 groups of copies."
    assert dialog.told.text() == "2 groups of copies, 5 articles."
    assert lines(dialog, "list") == [["3", "91 %", "Title 1"], ["2", "99 %", "Title 4"]]
    assert dialog.list.hasFocus()
    assert [line[:2] for line in lines(dialog, "members")] == [["1", "fullest text"], ["2", "same text"], ["3", "91 %"]]
    assert dialog.place.text() == "No word differs"
    hands.press("Tab", "Down")
    assert dialog.pair == (1, 3)
    assert dialog.place.text() == "5 differences"
    hands.press("F3")
    assert dialog.place.text() == "Difference 1 of 5"
    assert dialog.sides.other.text.textCursor().position() == BASE.index("word5") + 2, "behind the 🔥, two units for Qt"
    hands.press("Shift+F3")
    assert dialog.place.text() == "Difference 5 of 5"
    hands.press("D")
    assert dialog.said.text() == "Articles 1 and 3 are different. Ctrl+Z takes it back."
    assert lines(dialog, "list")[0] == ["2", "same text", "Title 1"]
    hands.press("Ctrl+Z")
    assert dialog.said.text() == "The last step is taken back."
    assert lines(dialog, "list")[0][0] == "3"
    hands.press("S")
    assert hands.window.current().project.copies.judged() == {(1, 2): "same"}
    hands.press("Ctrl+Down")
    assert dialog.pair == (4, 5)
    hands.press("Return")
    assert dialog.isVisible()
    hands.press("Escape")
    assert hands.window.findChild(CopiesDialog) is None


def test_none_of_a_group_are_copies_by_a_key(qtbot: QtBot, path: Path):
    hands = Hands(qtbot, path)
    dialog = looked(hands)
    assert dialog.place.text() == "No word differs"
    assert dialog.sides.other.about.text().endswith("another headline"), "headlines are no part of the text"
    assert "headline" not in dialog.sides.one.about.text()
    hands.press("X")
    assert dialog.said.text() == "None of the 3 articles is a copy of another. Ctrl+Z takes it back."
    assert [line[2] for line in lines(dialog, "list")] == ["Title 4"]
    hands.press("Ctrl+Z")
    assert [line[2] for line in lines(dialog, "list")] == ["Title 1", "Title 4"]
    hands.press("Escape")


def test_what_is_left_of_a_group_stands_in_its_place(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch):
    """The others are not read anew: among ten thousand groups that takes a second a key."""
    hands = Hands(qtbot, path)
    dialog = looked(hands)
    monkeypatch.setattr(type(dialog.copies), "groups", lambda _self: pytest.fail("all groups were read"))
    hands.press("D")
    assert [line[0] for line in lines(dialog, "list")] == ["2", "2"]
    assert dialog.told.text() == "2 groups of copies, 4 articles."
    hands.press("D")
    assert [line[2] for line in lines(dialog, "list")] == ["Title 4"]
    hands.press("X")
    assert lines(dialog, "list") == []
    assert dialog.pair is None
    hands.press("Escape")


def test_one_of_a_group_is_coded_by_keys(qtbot: QtBot, path: Path):
    hands = Hands(qtbot, path)
    dialog = looked(hands)
    copies = hands.window.current().project.copies
    hands.press("O")
    assert copies.duplicates() == {2: 1, 3: 1}
    assert dialog.said.text() == "Of the group article 1 alone is coded."
    assert lines(dialog, "list")[0][0] == "3 ✓"
    assert [line[5] for line in lines(dialog, "members")] == ["is coded for all", "copy of 1", "copy of 1"]
    assert dialog.told.text().endswith("2 of them are not coded, for a copy is.")
    hands.press("T")
    assert copies.duplicates() == {1: 2, 3: 2}
    assert lines(dialog, "members")[0][0] == "2", "what is coded stands first"
    hands.press("A")
    assert copies.duplicates() == {}
    hands.press("O")
    dialog.which.setCurrentIndex(2)
    assert [line[2] for line in lines(dialog, "list")] == ["Title 4"]
    hands.press("O")
    assert lines(dialog, "list") == [], "what is decided leaves the list"
    assert dialog.pair is None
    dialog.which.setCurrentIndex(3)
    assert [line[2] for line in lines(dialog, "list")] == ["Title 1", "Title 4"]
    hands.press("A")
    assert [line[2] for line in lines(dialog, "list")] == ["Title 4"]
    hands.press("Escape")
    assert hands.window.findChild(CopiesDialog) is None


def test_all_groups_are_coded_once_after_a_question(qtbot: QtBot, path: Path):
    with Project.open(path) as project:
        for number in (1, 2):
            project.codings.begin(project.articles.uid_of(number), project.coder.uid)
    hands = Hands(qtbot, path)
    dialog = looked(hands)
    copies = hands.window.current().project.copies
    seen: list[str] = []
    answer(False, seen)
    dialog.all_once()
    dialog.wait()
    assert copies.duplicates() == {}
    assert "coded no more: 1" in seen[0]
    assert "One of them was begun or handed out already" in seen[0]
    dialog.leasts.setCurrentIndex(3)
    answer(True, seen)
    dialog.all_once()
    dialog.wait()
    assert copies.duplicates() == {2: 1, 3: 1, 5: 4}
    assert dialog.said.text().startswith("3 articles are coded no more.")
    dialog.all_once()
    dialog.wait()
    assert dialog.said.text().startswith("There is nothing more to mark")
    hands.window.actions_by_id["undo"].trigger()
    assert copies.duplicates() == {}


def test_a_search_may_be_stopped(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch):
    import threading

    from annotator.project import copies

    begun = threading.Event()

    def slow(_database: object, progress: object) -> list[object]:
        begun.set()
        while True:
            progress(1, 100)  # type: ignore[operator]

    hands = Hands(qtbot, path)
    dialog = opened(hands)
    monkeypatch.setattr(copies, "find_copies", slow)
    hands.press("Space")
    assert begun.wait(10)
    assert dialog.job.busy
    assert not dialog.look.isEnabled()
    hands.press("Escape")
    dialog.wait()
    assert dialog.isVisible()
    assert dialog.said.text() == "Stopped; all is as it was."


def test_a_refusal_is_said(qtbot: QtBot, path: Path):
    with Project.open(path) as project:
        project.copies.find()
        project.copies.judge(1, 2, "same")
        project.copies.judge(2, 3, "same")
    hands = Hands(qtbot, path)
    dialog = opened(hands)
    hands.press("Tab", "Down", "D")
    assert dialog.said.text().startswith("This speaks against what was said before")


def test_it_is_told_that_articles_came_in_since(qtbot: QtBot, path: Path):
    with Project.open(path) as project:
        project.copies.find()
        project.articles.add([ArticleDraft(NEAR + " again")])
    dialog = opened(Hands(qtbot, path))
    assert dialog.told.text().endswith("One article came in since they were looked for.")
    assert dialog.look.text() == "&Look again"
    assert copies_words.state(Looked("2026-01-01T00:00:00Z", 1200), 1, 2, 1) == (
        "1 group of copies, 2 articles. One of them is not coded, for a copy of it is. 1,200 articles came in since."
    )


def test_the_queue_tells_a_lead_and_no_coder(path: Path, qapp: object):
    with Project.open(path) as project:
        project.copies.find()
        project.copies.code_once(1)
        project.coders.add("B1")
        shown = QueueModel(Workspace(project))
        shown.show("", "")
        line = shown.article_at(1)
        assert line is not None
        assert shown.told_state(line) == "not coded: a copy of article 1"
        project.work_as(project.coders.named("B1"))
        shown = QueueModel(Workspace(project))
        shown.show("", "")
        line = shown.article_at(1)
        assert line is not None
        assert (line.copy_of, shown.told_state(line)) == (0, "to do")


def test_it_is_not_there_for_a_coder(qtbot: QtBot, path: Path, tmp_path: Path):
    from annotator.project.packages import package

    window = Hands(qtbot, path).window
    assert window.actions_by_id["copies"].isEnabled()
    project = window.current().project
    coder = project.coders.add("B1").uid
    with project.history.operation({"id": "hand_out", "count": 1}):
        project.database.run(
            "INSERT INTO assignment (uid, article, coder, round, position) VALUES ('s', ?, ?, 'main', 1)",
            (project.articles.uid_of(1), coder),
        )
    file = package(project, coder, tmp_path / "out").path
    assert not Hands(qtbot, file).window.actions_by_id["copies"].isEnabled()


def article(text: str) -> Article:
    return Article(1, "u", "Title", None, "", "", "", "", "", False, text)


def test_differences_are_marked_where_they_stand(qtbot: QtBot):
    sides = Sides()
    qtbot.addWidget(sides)
    sides.show_pair(article("🔥🔥 two men died"), article("🔥🔥 three men died today"), ("", ""))
    assert len(sides.differences) == 2
    assert (sides.at, sides.swapped.text()) == (0, "Names or numbers differ: two → three")
    for side, found in ((sides.one, ["two", "two"]), (sides.other, ["today", "three", "three"])):
        marked = [one.cursor.selectedText() for one in side.text.extraSelections()]  # type: ignore[attr-defined]
        assert marked == found, "what is swapped is marked once more"
    sides.step(1)
    marked = [one.cursor.selectedText() for one in sides.one.text.extraSelections()]  # type: ignore[attr-defined]
    assert marked == ["two", "two", "d"]
    assert not Sides().step(1)


@pytest.mark.parametrize("dark", [False, True])
def test_marked_words_can_be_read(dark: bool):
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, QColor("#1e2126" if dark else "#ffffff"))
    palette.setColor(QPalette.ColorRole.Text, QColor("#e6e8eb" if dark else "#1b1d21"))
    assert is_dark(palette) == dark
    text = palette.color(QPalette.ColorRole.Text)
    for lane in LANES:
        for share in (PALE, STRONG):
            assert contrast(text, tint(lane_color(lane, dark), palette, share)) >= CONTRAST


def test_every_control_is_named(qtbot: QtBot, path: Path):
    dialog = looked(Hands(qtbot, path))
    for name in ("look", "which", "groups", "members", "one", "other", "before", "next", "same", "different", "part", "none",
                 "once", "only", "again", "leasts", "even", "all"):  # fmt: skip
        widget = dialog.findChild(QWidget, f"copies.{name}")
        assert widget is not None, name
        assert widget.accessibleName() or name in ("look",), name
    assert dialog.look.accessibleName()
    QTest.keyClick(dialog.sides.one.text, Qt.Key.Key_Tab)
    assert dialog.width() <= 1366
    assert dialog.height() <= 768


def test_marked_words_can_be_read_when_the_theme_changes(qtbot: QtBot, path: Path):
    hands = Hands(qtbot, path)
    dialog = looked(hands)
    one = hands.window.current().project.articles.by_number(1)
    assert one is not None
    dialog.sides.show_pair(one, replace(one, text=f"Otherwise {one.text[5:]}"), ("", ""))
    try:
        for theme in ("dark", "light"):
            hands.window.set_theme(theme)
            for side in (dialog.sides.one, dialog.sides.other):
                text = side.text.palette().color(QPalette.ColorRole.Text)
                marked = [one.format.background().color() for one in side.text.extraSelections()]  # type: ignore[attr-defined]
                assert marked
                assert all(contrast(text, color) >= CONTRAST for color in marked), theme
    finally:
        hands.window.set_theme("light")


@pytest.fixture
def bulletins(tmp_path: Path, tiny_codebook: Path) -> Path:
    """Articles 1 and 2 are told in one form of two places, 3 is an edited copy of 1; so are 4 and 5 copies."""
    form = (
        "Gunmen killed two people in {} on Monday, Colonel Ahmed Salih said. They came on motorbikes before dawn and {} fire "
        "on people who were on their way to the market. Nobody has said that they had done it."
    )
    texts = (form.format("Kirkuk", "opened"), form.format("Mosul", "opened"), form.format("Kirkuk", "started"), OTHER)
    path = tmp_path / "bulletins.annotator"
    with Project.create(path, str(tiny_codebook), coder="Lead") as project:
        project.articles.add(
            ArticleDraft(text, f"Title {place}", "2020-06-02", source=f"Paper {place}")
            for place, text in enumerate((*texts, OTHER + " and more of it"), start=1)
        )
        project.search.catch_up()
    return path


def test_another_place_is_told_and_left_out_until_it_is_looked_at_by_keys(qtbot: QtBot, bulletins: Path):
    hands = Hands(qtbot, bulletins)
    dialog = looked(hands)
    copies = hands.window.current().project.copies
    assert dialog.told.text() == "2 groups of copies, 5 articles. In one names or numbers differ (≠)."
    assert [line[0] for line in lines(dialog, "list")] == ["3 ≠", "2"]
    assert [line[2] for line in lines(dialog, "members")] == ["", "Kirkuk → Mosul", ""]
    assert dialog.sides.swapped.text() == "Names or numbers differ: Kirkuk → Mosul"
    assert dialog.place.text() == "Difference 1 of 1"
    dialog.which.setCurrentIndex(1)
    assert [line[0] for line in lines(dialog, "list")] == ["3 ≠"]
    seen: list[str] = []
    dialog.leasts.setCurrentIndex(3)
    answer(True, seen)
    dialog.all_once()
    dialog.wait()
    assert "Left out in one group, as names or numbers differ: look at it first." in seen[0]
    assert copies.duplicates() == {3: 1, 5: 4}
    dialog.activateWindow()
    QApplication.processEvents()
    hands.press("M")
    assert dialog.pair == (1, 3)
    hands.press("Shift+M", "S")
    assert lines(dialog, "list") == [], "it was looked at, and is in doubt no more"
    dialog.which.setCurrentIndex(0)
    answer(True, seen)
    dialog.all_once()
    dialog.wait()
    assert copies.duplicates() == {2: 1, 3: 1, 5: 4}


def test_a_group_is_parted_by_a_key(qtbot: QtBot, bulletins: Path):
    hands = Hands(qtbot, bulletins)
    dialog = looked(hands)
    assert dialog.pair == (1, 2), "what differs in a name is what is looked at first"
    hands.press("E")
    assert dialog.said.text() == "The group is parted into 2, by names and numbers. Ctrl+Z takes it back."
    assert [line[0] for line in lines(dialog, "list")] == ["2", "2"]
    assert dialog.pair == (1, 3)
    hands.press("E")
    assert dialog.said.text().startswith("The group is parted"), "nothing is left to part"
    hands.press("Ctrl+Z")
    dialog.wait()
    assert [line[0] for line in lines(dialog, "list")] == ["3 ≠", "2"]


def test_what_differs_can_be_read_when_the_theme_changes(qtbot: QtBot, bulletins: Path):
    hands = Hands(qtbot, bulletins)
    members = looked(hands).members
    try:
        for theme in ("dark", "light"):
            hands.window.set_theme(theme)
            told = [item for row in range(3) if (item := members.topLevelItem(row)) and item.text(DIFFERS)]
            base = members.palette().color(QPalette.ColorRole.Base)
            assert told
            assert all(contrast(item.foreground(DIFFERS).color(), base) >= CONTRAST for item in told), theme
    finally:
        hands.window.set_theme("light")


def test_a_tick_codes_once_even_if_names_differ(qtbot: QtBot, bulletins: Path):
    hands = Hands(qtbot, bulletins)
    dialog = looked(hands)
    dialog.leasts.setCurrentIndex(3)
    dialog.even.setChecked(True)
    seen: list[str] = []
    answer(True, seen)
    dialog.all_once()
    dialog.wait()
    assert hands.window.current().project.copies.duplicates() == {2: 1, 3: 1, 5: 4}
    assert "Left out" not in seen[0]
    assert lines(dialog, "list")[0][0] == "3 ✓"


def test_of_many_groups_those_in_view_alone_are_read(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch):
    """Ten thousand groups took a second in the window's thread."""
    from annotator.gui import copies_groups

    with Project.open(path) as project:
        project.articles.add(
            ArticleDraft(f"Ram{at} " + " ".join(f"w{at}x{place}" for place in range(40)) + end, f"Long {at}")
            for at in range(80) for end in ("", " again")
        )  # fmt: skip
        project.search.catch_up()
        project.copies.find()
    monkeypatch.setattr(copies_groups, "PAGE", 4)
    hands = Hands(qtbot, path)
    asked: list[int] = []
    facts = Copies.facts

    def watched(self: Copies, numbers: Iterable[int]) -> dict[int, CopyFacts]:
        some = list(numbers)
        asked.extend(some)
        return facts(self, some)

    monkeypatch.setattr(Copies, "facts", watched)
    dialog = opened(hands)
    dialog.grab()
    assert len(dialog.list.lines.groups) == 82
    assert 0 < len(set(asked)) < 120
    assert lines(dialog, "list")[-1] == ["2", "99 %", "Long 79"]


def test_it_goes_before_its_project_is_closed(qtbot: QtBot, path: Path):
    """The list reads what comes into view, and met a closed project where it was painted once more."""
    with Project.open(path) as project:
        project.copies.find()
    hands = Hands(qtbot, path)
    dialog = opened(hands)
    assert dialog.isVisible()
    hands.window.close_project()
    assert not dialog.isVisible()
