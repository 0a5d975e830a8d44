"""Tab Agreement: the work can be stopped, a result knows when it is old, and goes out as files; keys, names and colours."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from agreement_desk import agreement_tab, ask, behind, cells, lead_desk, listed, make_team, settle, uid
from agreements import CODERS, agree_by_hand
from hands import Hands
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from annotator.agreement.results import Agreement, Options
from annotator.agreement.submissions import Asked
from annotator.gui import agreement_work, file_dialogs
from annotator.gui.colors import contrast
from annotator.gui.jobs import Job
from annotator.project import Project, adjudication

made = pytest.fixture(scope="module")(make_team)
desk = pytest.fixture(lead_desk)


# --- the work -------------------------------------------------------------------------------------------------------------


def test_work_can_be_stopped_and_leaves_what_was_there(desk: Hands, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    panel = agreement_tab(desk, qtbot)
    before, going = panel.worked, threading.Event()

    def endless(_project: Project, _asked: Asked, _options: Options, told: Callable[[int, int], None]) -> Agreement:
        while True:
            told(1, 10)
            going.wait(0.01)

    monkeypatch.setattr(agreement_work, "agree", endless)
    ask(desk, panel, qtbot)
    assert panel.busy
    assert not panel.bar.work.isEnabled()
    desk.click(panel.job.button)
    settle(panel, qtbot)
    assert panel.worked is before
    assert "Stopped" in desk.said()
    ask(desk, panel, qtbot)
    assert "Escape" in panel.job.button.text()
    assert panel.job.bar.maximum() > 0, "a bar without a range looks full"
    desk.press("Escape")
    settle(panel, qtbot)
    assert panel.worked is before
    assert not panel.job.isVisible()


def held(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """The comparison waits until the event is set."""
    go = threading.Event()

    def wait(project: Project, asked: Asked, options: Options, told: Callable[[int, int], None]) -> Agreement:
        while not go.wait(0.01):
            told(1, 10)
        return agree_by_hand(project, asked, options, told)

    monkeypatch.setattr(agreement_work, "agree", wait)
    return go


def test_work_goes_on_behind_another_place_and_a_small_window(desk: Hands, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    go = held(monkeypatch)
    panel = agreement_tab(desk, qtbot, work=False)
    ask(desk, panel, qtbot)
    desk.press("Alt+1")
    assert panel.busy
    desk.window.showMinimized()
    QApplication.processEvents()
    desk.window.showNormal()
    QApplication.processEvents()
    now = QApplication.focusWidget()
    desk.press("Alt+3")
    assert panel.job.isVisible(), "how far it is can be seen again"
    desk.press("Alt+1")
    go.set()
    settle(panel, qtbot)
    assert panel.worked is not None
    assert "worked out" in desk.said()
    assert QApplication.focusWidget() is now, "the keyboard stays where it is"
    desk.press("Alt+3")
    assert panel.layers.isVisible()
    assert not panel.job.isVisible()
    assert not panel.stale.isVisible()


def test_what_changes_while_it_is_worked_out_makes_it_old(desk: Hands, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    go = held(monkeypatch)
    panel = agreement_tab(desk, qtbot, work=False)
    ask(desk, panel, qtbot)
    workspace = desk.window.current()
    article = workspace.project.articles.by_number(2)
    assert article is not None
    coding = workspace.project.codings.find(article.uid, uid(desk, "B1"))
    assert coding is not None
    workspace.lead(lambda project: project.codings.reopen(coding.uid))
    go.set()
    settle(panel, qtbot)
    assert panel.worked is not None
    assert panel.stale.text().startswith("Changed since")


def test_closing_the_project_stops_the_work(desk: Hands, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    held(monkeypatch)
    panel = agreement_tab(desk, qtbot, work=False)
    ask(desk, panel, qtbot)
    job = panel.findChild(Job)
    assert job is not None
    desk.press("Alt+1")
    assert job.running
    assert desk.window.close_project()
    assert not job.running
    QApplication.processEvents()


def test_a_result_is_kept_and_marked_when_it_is_of_another_choice(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot)
    first = panel.worked
    panel.bar.submission.setCurrentIndex(1)
    assert panel.stale.text() == "These figures are of another choice"
    ask(desk, panel, qtbot)
    settle(panel, qtbot)
    assert panel.worked is not first
    assert not panel.stale.isVisible()
    panel.bar.submission.setCurrentIndex(0)
    assert panel.worked is first, "it is at hand still"
    assert not panel.stale.isVisible()


def test_settling_changes_nothing_between_coders(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot)
    workspace = desk.window.current()
    article = workspace.project.articles.by_number(2)
    assert article is not None
    lanes = adjudication.lanes(workspace.project, article.uid)
    groups = [[lane.events[0].uid for lane in lanes]]
    assert workspace.lead(lambda project: adjudication.begin(project, article.uid, groups)) is not None
    assert panel.stale.text() == ""
    coding = workspace.project.codings.find(article.uid, uid(desk, "B1"))
    assert coding is not None
    workspace.lead(lambda project: project.codings.reopen(coding.uid))
    assert panel.stale.text() == "Changed since: coded work or your words on pairs"


def test_what_is_chosen_is_what_is_asked(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot, work=False)
    bar = panel.bar
    bar.question.setCurrentIndex(bar.question.findData("standard"))
    bar.offers.setCurrentIndex(bar.offers.findData("without"))
    bar.coders_listed()[1].setChecked(False)
    bar.since.setText("2020-06-01")
    asked = bar.asked()
    assert (asked.question, asked.offers, asked.since, asked.submission) == ("standard", "without", "2020-06-01", "first")
    assert uid(desk, "B1") not in asked.coders
    assert {uid(desk, name) for name in CODERS[1:]} <= set(asked.coders)
    bar.until.setText("2020-13-01")
    ask(desk, panel, qtbot)
    assert not panel.busy
    assert "is no day" in desk.said()
    bar.until.setText("2020-05-01")
    ask(desk, panel, qtbot)
    assert "behind the last" in desk.said()


def test_nothing_to_compare_says_what_to_do(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot, work=False)
    assert "Work out" in panel.empty.text()
    for action in panel.bar.coders_listed():
        action.setChecked(action.text() in ("Lead", "B1"))
    ask(desk, panel, qtbot)
    settle(panel, qtbot)
    assert "nobody to compare with" in panel.empty.text()
    assert panel.hand_out.isVisible()
    panel.action_requested.disconnect()  # else the dialog would open
    with qtbot.waitSignal(panel.action_requested) as asked:
        desk.click(panel.hand_out)
    assert asked.args == ["hand_out"]
    panel.bar.question.setCurrentIndex(panel.bar.question.findData("again"))
    ask(desk, panel, qtbot)
    settle(panel, qtbot)
    assert "re-test" in panel.empty.text()


# --- keys and names -------------------------------------------------------------------------------------------------------


def test_f6_goes_round_the_parts(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot)
    desk.press("Return")
    now = QApplication.focusWidget
    desk.press("F6")
    assert now() is panel.bar.question
    desk.press("F6")
    assert now() is panel.layers
    desk.press("F6")
    assert now() is panel.question.figures.table
    desk.press("F6")
    assert now() is panel.pairs.list


def test_every_control_says_what_it_is(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot)
    desk.press("Return")
    for kind in (QComboBox, QLineEdit, QAbstractButton):
        for control in panel.findChildren(kind):
            if (
                control.isVisible()
                and not control.objectName().startswith("qt_")
                and control.focusPolicy() & Qt.FocusPolicy.TabFocus
            ):
                name = control.accessibleName() or getattr(control, "text", str)()
                assert name, control.objectName()


def test_the_real_comparison_fills_the_same_panel(desk: Hands, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    from annotator.agreement import layers

    monkeypatch.setattr(agreement_work, "agree", layers.agree)
    panel = agreement_tab(desk, qtbot)
    assert panel.worked is not None, desk.said()
    assert panel.worked.agreement.articles == 6
    assert panel.layers.show_question("fields", "fatalities")
    desk.press("Return")
    assert cells(panel, 0)[2:5] == ["2", "2", "3"]
    assert len(listed(panel)) == len(behind(panel, "fields", "fatalities"))


def test_coders_are_ticked_by_keys_while_the_menu_stays(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot, work=False)
    bar = panel.bar
    bar.coders.menu().popup(desk.window.mapToGlobal(QPoint(200, 200)))
    desk.press("Down", "Down", "Space", "Down", "Space")
    assert [one.isChecked() for one in bar.coders_listed()] == [False, False, True, True]
    assert bar.coders.menu().isVisible()
    desk.press("Escape")
    assert bar.coders.text() == f"B2, {CODERS[2]}"
    bar.coders.menu().popup(desk.window.mapToGlobal(QPoint(200, 200)))
    desk.press("Down", "Return")
    assert bar.chosen_coders() == ()
    assert bar.coders.text() == "all coders"


# --- what goes out --------------------------------------------------------------------------------------------------------


def test_report_and_tables_are_written_and_nothing_is_written_over_unasked(
    desk: Hands, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from annotator.gui import agreement_exports as exports

    panel = agreement_tab(desk, qtbot)
    for kind in ("report", "figures", "values", "json"):
        panel.write(kind, tmp_path / f"{kind}.out")
        settle(panel, qtbot)
        assert "Written" in desk.said()
        text = (tmp_path / f"{kind}.out").read_text(encoding="utf-8")
        assert not any(name in text for name in CODERS), "coders go out under pseudonyms"
        assert "event_type" in text or "Event type" in text
    there, asked = tmp_path / "report.out", list[str]()
    monkeypatch.setattr(file_dialogs, "save_file", lambda *_args, **_more: (str(there), ""))
    monkeypatch.setattr(exports, "may_write", lambda _parent, path: asked.append(path.name))
    there.write_text("mine", encoding="utf-8")
    desk.window.actions_by_id["agreement_report"].trigger()
    settle(panel, qtbot)
    assert asked == ["report.out"]
    assert there.read_text(encoding="utf-8") == "mine"
    panel.write("report", tmp_path / "no such folder" / "report.html")
    settle(panel, qtbot)
    assert "no such folder" in desk.said()


def test_the_methods_paragraph_goes_to_the_clipboard(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot, work=False)
    desk.window.actions_by_id["methods"].trigger()
    assert "Work out" in desk.said(), "there is nothing to write of yet"
    ask(desk, panel, qtbot)
    settle(panel, qtbot)
    desk.window.actions_by_id["methods"].trigger()
    text = QApplication.clipboard().text()
    assert "6 articles" in text
    assert not any(name in text for name in CODERS)


def test_other_colours_reach_what_stands_back(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot, least=100)
    panel.layers.show_question("fields", "event_type")
    desk.window.set_theme("dark")
    QApplication.processEvents()
    ground = QApplication.palette().base().color()
    item, line = panel.layers.currentItem(), panel.question.figures.table.topLevelItem(0)
    assert item is not None
    assert line is not None
    assert contrast(item.foreground(3).color(), ground) >= 4.5
    figure = line.child(1)
    assert figure is not None
    assert contrast(figure.foreground(1).color(), ground) >= 4.5
    assert contrast(panel.about.palette().windowText().color(), QApplication.palette().window().color()) >= 4.5
    desk.window.set_theme("light")
