"""Care in the window, by keys alone: covered articles, what is left out, enough for a day, proposals, times, what is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QSpinBox
from pytestqt.qtbot import QtBot

from annotator.gui.kept_dialog import KeptDialog
from annotator.gui.team_care import TeamCare
from annotator.gui.team_place import TeamPlace
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.care import Choices
from annotator.settings import Settings

TEXT = "Seven people were hurt."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Five articles of which 2 and 3 are marked; ann leads, B2 codes."""
    path = tmp_path / "iraq.annotator"
    with Project.create(path, "acled", coder="ann") as project:
        project.articles.add([ArticleDraft(f"{TEXT} {number}", title=f"Title {number}") for number in range(1, 6)])
        project.coders.add("B2")
        uids = [one.uid for one in project.articles.walk()]
        project.content_marks.mark(uids[1], "torture")
        project.content_marks.mark(uids[2], "graphic violence")
    return path


def at_desk(qtbot: QtBot, path: Path, coder: str, monkeypatch: pytest.MonkeyPatch) -> Hands:
    monkeypatch.setattr(
        "annotator.gui.coder_choice.choose_coder", lambda _parent, coders, _last: next(c for c in coders if c.name == coder)
    )
    return Hands(qtbot, path)


@pytest.fixture
def desk(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    """The window of B2."""
    hands = at_desk(qtbot, path, "B2", monkeypatch)
    yield hands
    hands.window.close()


@pytest.fixture
def lead(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    """The window of ann."""
    hands = at_desk(qtbot, path, "ann", monkeypatch)
    yield hands
    hands.window.close()


def number(hands: Hands) -> int:
    article = hands.window.current().article(hands.window.focus.article)
    assert article is not None
    return article.number


def covered(hands: Hands) -> str:
    """What the cover says, empty where the article is seen."""
    cover = hands.window.code().cover
    assert cover.isHidden() != hands.window.reader().page.isHidden()
    return "" if cover.isHidden() else cover.words.text()


def care(hands: Hands) -> TeamCare:
    hands.press("Alt+6")
    place = hands.window.built("team")
    assert isinstance(place, TeamPlace)
    panel = place.show_tab("care")
    assert isinstance(panel, TeamCare)
    QApplication.processEvents()
    return panel


def test_a_marked_article_is_covered_until_it_is_asked_for(desk: Hands):
    assert (number(desk), covered(desk)) == (1, "")
    desk.press("Ctrl+Alt+R", "Alt+Down")
    assert number(desk) == 2
    assert covered(desk) == "This article is marked: torture."
    assert desk.window.code().cover.show_button.hasFocus()
    desk.press("Return")
    assert covered(desk) == ""
    assert desk.window.reader().page.hasFocus()
    desk.press("Alt+Down")
    assert "graphic violence" in covered(desk)
    desk.press("Tab", "Return")
    assert (number(desk), covered(desk)) == (4, "")
    desk.press("Alt+Up", "Alt+Up")
    assert (number(desk), covered(desk)) == (2, ""), "seen once is seen"


def test_the_cover_can_be_switched_off(desk: Hands):
    box = care(desk).findChild(QCheckBox, "care.cover")
    assert box is not None
    box.setFocus()
    desk.press("Space", "Alt+1", "Alt+Down")
    assert (number(desk), covered(desk)) == (2, "")
    desk.press("Ctrl+Z", "Alt+Up")
    desk.press("Alt+Down", "Alt+Down")
    assert (number(desk), bool(covered(desk))) == (3, True), "undone is covered again"


def test_what_a_coder_opts_out_of_is_left_out_and_counted(desk: Hands):
    box = care(desk).findChild(QCheckBox, "care.avoid.torture")
    assert box is not None
    box.setFocus()
    desk.press("Space", "Alt+1")
    queue = desk.window.code().queue
    assert "1 left out, as you asked" in {label.text().partition("done · ")[2] for label in queue.findChildren(QLabel)}
    assert "left out, as you asked" in queue.model.told_marks(queue.model.article_at(1))  # type: ignore[arg-type]
    desk.press("Ctrl+Shift+Return")
    assert number(desk) == 3
    desk.press("Return", "Alt+Up")
    assert "You asked to leave such articles out" in covered(desk)
    for _ in range(4):
        desk.press("Ctrl+Shift+Return")
        assert number(desk) != 2
    desk.window.close_project()
    assert desk.window.open_project(Path(desk.window.settings.recent[0]))
    assert desk.window.current().project.care.choices(desk.window.current().project.coder.uid).avoid == ("torture",)


def test_nothing_but_what_is_left_out_is_said(desk: Hands):
    project = desk.window.current().project
    project.care.choose(Choices(("torture", "graphic violence")))
    for uid in [one.uid for one in project.articles.walk() if not project.content_marks.of(one.uid)]:
        project.codings.begin(uid, project.coder.uid)
    before = number(desk)
    desk.press("Ctrl+Shift+Return")
    assert number(desk) == before
    assert desk.said() == "Nothing is left to do but what you asked to leave out."


def test_enough_for_today_is_told_and_asked(desk: Hands):
    panel = care(desk)
    limit, most = panel.findChild(QComboBox, "care.limit"), panel.findChild(QSpinBox, "care.most")
    assert limit is not None
    assert most is not None
    assert not most.isVisible()
    limit.setFocus()
    desk.press("End")
    assert most.isVisible()
    assert desk.window.current().project.care.choices(desk.window.current().project.coder.uid).hard_a_day == 1
    desk.press("Alt+1", "Alt+Down")
    desk.press("Ctrl+Alt+R", "Return", "Ctrl+N")  # shows it and begins it
    desk.press("Ctrl+Shift+Return")
    assert number(desk) == 4
    assert "Enough hard articles for today" in desk.said()
    desk.press("Ctrl+Alt+R", "Alt+Up")
    assert "enough marked articles for today" in covered(desk)
    desk.press("Return")
    assert (number(desk), covered(desk)) == (3, "")


def test_a_coder_proposes_and_the_lead_accepts_by_keys(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch):
    hands = at_desk(qtbot, path, "B2", monkeypatch)
    hands.press("Ctrl+K")
    hands.type("Mark the content")
    hands.press("Return")
    hands.type("torture")
    hands.press("Return")
    assert hands.said() == "“torture” is proposed; the lead decides."
    assert covered(hands) == ""
    hands.window.close()
    lead = at_desk(qtbot, path, "ann", monkeypatch)
    panel = care(lead)
    assert panel.lead is not None
    proposals = panel.lead.proposals
    item = proposals.topLevelItem(0)
    assert item is not None
    assert [item.text(column) for column in range(4)] == ["1", "Title 1", "torture", "B2"]
    panel.lead.accept.setFocus()
    lead.press("Space")
    assert proposals.topLevelItemCount() == 0
    assert "No coder proposed" in proposals.empty.text()
    assert "torture: 2" in panel.lead.counts.text()
    lead.press("Ctrl+Z")
    assert proposals.topLevelItemCount() == 1
    panel.lead.refuse.setFocus()
    lead.press("Space")
    assert proposals.topLevelItemCount() == 0
    assert "torture: 1" in panel.lead.counts.text()
    lead.window.close()


def test_the_lead_changes_names_limits_and_marks_what_is_in_view(lead: Hands):
    panel = care(lead)
    assert panel.lead is not None
    panel.lead.names.setFocus()
    lead.press("Ctrl+A")
    lead.type("corpses; torture;")
    lead.press("Return")
    marks = lead.window.current().project.content_marks
    assert marks.names() == ("corpses", "torture")
    panel.lead.usual.setFocus()
    lead.press("Ctrl+A")
    lead.type("3")
    lead.press("Return")
    assert lead.window.current().project.care.usual_a_day() == 3
    assert panel.mine.limit.itemText(0) == "the project's usual: 3"
    panel.lead.mark.setFocus()
    lead.press("Space")
    lead.type("corpses")
    lead.press("Return")
    assert "corpses" in panel.lead.here.text()
    assert marks.of(lead.window.focus.article) == ("corpses",)
    lead.press("Alt+1")
    assert covered(lead) == "", "what one looks at is not covered as it is marked"
    panel.lead.names.setFocus()
    lead.press("Alt+6")
    panel.lead.names.setText("x" * 60)
    panel.lead.names.editingFinished.emit()
    assert "characters at most" in lead.said()


def test_times_are_kept_where_the_lead_says_so_and_everybody_is_told(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch):
    hands = at_desk(qtbot, path, "ann", monkeypatch)
    panel = care(hands)
    assert panel.lead is not None
    counting = hands.window.findChild(QLabel, "status.counting")
    assert counting is not None
    panel.lead.keep.setFocus()
    hands.press("Space")
    assert "keeps how long you work" in hands.said()
    assert "keeps how long" in panel.times.text()
    assert counting.text() == "", "only in place Code"
    clock = [1000.0]
    project = hands.window.current().project
    project.times.clock = lambda: clock[0]
    hands.press("Alt+1")
    assert counting.text() == "Time is kept"
    clock[0] += 25
    hands.press("Alt+Down")  # a key is work; the next article's stretch begins
    clock[0] += 500
    hands.press("Alt+6")
    found = project.database.all("SELECT seconds, coder FROM time_spent")
    assert found == [(25, project.coder.uid), (60, project.coder.uid)]
    panel.lead.keep.setFocus()
    hands.press("Space", "Alt+1")
    assert counting.text() == ""
    clock[0] += 30
    hands.press("Alt+Up", "Alt+6")
    assert len(project.database.all("SELECT 1 FROM time_spent")) == 2
    hands.press("Ctrl+Z")
    hands.window.close()

    settings = Settings()
    monkeypatch.setattr("hands.Settings", lambda: settings)
    coder = at_desk(qtbot, path, "B2", monkeypatch)
    assert coder.said().startswith("This project keeps how long you work on an article")
    assert not coder.window.notice.fades
    coder.window.close()
    again = at_desk(qtbot, path, "B2", monkeypatch)
    assert again.said() == "", "told once"
    again.window.close()


def test_what_is_kept_is_shown_and_saved(desk: Hands, tmp_path: Path):
    desk.press("Ctrl+N", "Ctrl+K")
    desk.type("What is kept about me")
    desk.press("Return")
    (dialog,) = desk.window.findChildren(KeptDialog)
    words = dialog.page.toPlainText()
    assert words.startswith("You are B2 in this project, a coder;")
    assert "How long you work is not kept." in words
    assert "Codings: 1 open. Events in them: 1." in words
    assert dialog.write(tmp_path / "kept.json")
    assert json.loads((tmp_path / "kept.json").read_text(encoding="utf-8"))["pseudonym"] == "B2"
    assert dialog.write(tmp_path / "kept.txt")
    assert (tmp_path / "kept.txt").read_text(encoding="utf-8").rstrip() == words
    assert not dialog.write(tmp_path / "no folder" / "kept.txt")
    desk.press("Escape")
    QApplication.sendPostedEvents(None, 52)  # what was closed is deleted
    assert not desk.window.findChildren(KeptDialog)


def test_the_first_pass_covers_the_first_lines_of_marked_articles(desk: Hands):
    desk.press("Alt+5")
    model = desk.window.built("first_pass").model  # type: ignore[attr-defined]
    cards = [model.card(row) for row in range(3)]
    assert TEXT in cards[0].lead
    assert cards[1].lead.startswith("Marked: torture.")
    assert TEXT not in cards[2].lead


def test_a_project_that_is_read_shows_care_and_changes_nothing(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("annotator.gui.window.ask", lambda *_args: True)
    with Project.open(path):
        hands = at_desk(qtbot, path, "B2", monkeypatch)
        assert hands.window.current().read_only
        assert not care(hands).mine.isEnabled()
        hands.press("Alt+1", "Alt+Down")
        assert "torture" in covered(hands)
        hands.window.close()
