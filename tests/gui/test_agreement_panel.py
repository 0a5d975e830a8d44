"""Tab Agreement: every cell leads to the very pairs behind it, pairs are overruled, and a result knows when it is old."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from agreement_desk import agreement_tab, behind, cells, lead_desk, listed, make_team, settle, uid
from agreements import CODERS, agree_by_hand
from hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from annotator.agreement.results import Agreement, Options, Unit
from annotator.gui import agreement_work
from annotator.gui.agreement_panel import AgreementPanel
from annotator.gui.review_place import ReviewPlace
from annotator.project import Project, adjudication

made = pytest.fixture(scope="module")(make_team)
desk = pytest.fixture(lead_desk)


# --- layers ---------------------------------------------------------------------------------------------------------------


def test_layers_stand_in_their_order_and_nothing_sums_them_up(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot)
    tree = panel.layers
    heads = [tree.topLevelItem(at) for at in range(tree.topLevelItemCount())]
    assert [head.text(0).partition(":")[0].partition("?")[0] for head in heads if head] == [
        "Relevance", "How many events", "Which events", "Field by field, on pairs", "Evidence", "Whole events",
    ]  # fmt: skip
    assert all(not any(head.text(column) for column in range(1, tree.columnCount())) for head in heads if head)
    assert tree.hasFocus()
    assert panel.about.text().startswith("3 coders  ·  6 articles")


def test_what_is_undefined_says_so_and_why(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot, least=100)
    assert panel.layers.show_question("fields", "event_type")
    item = panel.layers.currentItem()
    assert item is not None
    assert (item.text(1), item.text(3)) == ("12", "undef."), "n is told all the same"
    assert item.text(2) == "94 %", "and so is percent"
    assert "Told from 100 units on" in item.toolTip(3)
    table = panel.question.figures.table
    table.setFocus()
    desk.press("Down")
    assert "Told from 100 units on" in panel.question.figures.why.text()
    desk.press("Up")
    assert not panel.question.figures.why.isVisible()


def test_two_figures_stand_beside_where_pairs_differ(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot)
    panel.layers.show_question("fields", "event_date")
    item = panel.layers.currentItem()
    assert item is not None
    assert item.text(6).startswith("."), "α on pairs made without looking at the date"
    panel.layers.show_question("fields", "event_type")
    desk.press("Down")
    beside = panel.layers.currentItem()
    assert beside is not None
    assert "program's pairs alone" in beside.text(0)
    assert beside.text(1) == "11"


# --- the pairs behind -----------------------------------------------------------------------------------------------------


def test_a_line_leads_to_all_its_pairs_by_keyboard(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot)
    panel.layers.show_question("fields", "fatalities")
    desk.press("Return")
    found = listed(panel)
    assert {(one.number, tuple(one.events.values())) for one in found} == {
        (one.number, tuple(one.events.values())) for one in behind(panel, "fields", "fatalities")
    }
    assert [one.alike for one in found] == sorted(one.alike for one in found), "what differs comes first"
    assert cells(panel, 0)[:5] == ["2", "Bomb near Daquq, report 2", "2", "2", "3"]
    told = panel.pairs.quotes.toPlainText()
    assert all(name in told for name in CODERS)
    assert told.count("“two soldiers”") == 3
    desk.press("Escape")
    assert not panel.pairs.isVisible()
    assert panel.layers.hasFocus()


def test_pairs_follow_the_line_while_they_are_open(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot)
    panel.layers.show_question("fields", "fatalities")
    desk.press("Return")
    panel.layers.setFocus()
    panel.layers.show_question("relevance", "any_event")
    assert panel.layers.hasFocus()
    assert len(panel.pairs.model.units) == 6
    assert {cells(panel, row)[4] for row in range(2)} == {"no"}, "the third coder found none in two of them"


def test_a_cell_of_the_answers_leads_to_its_pairs(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot)
    panel.layers.show_question("fields", "event_type")
    panel.question.tabs.setCurrentWidget(panel.question.codes)
    codes = panel.question.codes
    assert codes.whose.currentText() == "Every two coders"
    codes.whose.setFocus()
    desk.press("Down")
    assert codes.whose.currentData() == (uid(desk, "B1"), uid(desk, "B2"))
    names = [codes.grid.grid.headerData(at, Qt.Orientation.Horizontal) for at in range(3)]
    row, column = names.index("Explosions/Remote violence"), names.index("Battles")
    cell = codes.grid.grid.index(row, column)
    assert cell.data() == "1", "B1 says explosion where B2 says battle"
    assert codes.grid.grid.index(column, row).data() == "", "and never the other way round"
    codes.grid.setCurrentIndex(cell)
    panel.question.focus_tab()
    desk.press("Return")
    (unit,) = listed(panel)
    assert unit.number == 1
    assert "B1: Explosions/Remote violence · B2: Battles" in panel.pairs.title.text()
    codes.grid.setCurrentIndex(codes.grid.grid.index(names.index("Protests"), names.index("Protests")))
    panel.question.focus_tab()
    desk.press("Return")
    assert len(listed(panel)) == 6


def test_a_cell_of_the_matrix_leads_to_what_both_spoke_of(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot)
    panel.layers.show_question("fields", "event_type")
    panel.question.tabs.setCurrentWidget(panel.question.matrix)
    grid = panel.question.matrix.grid
    assert grid.grid.index(0, 2).data() == ".700"
    panel.question.focus_tab()
    desk.press("Right", "Return")
    found = listed(panel)
    third = uid(desk, CODERS[2])
    assert [one.number for one in sorted(found, key=lambda one: one.number)] == [1, 2, 4, 5]
    assert all(third in one.values and uid(desk, "B1") in one.values for one in found)


def test_a_bar_and_an_answer_lead_to_their_pairs(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot)
    panel.layers.show_question("fields", "event_type")
    panel.question.tabs.setCurrentWidget(panel.question.time)
    panel.question.focus_tab()
    assert panel.question.time.plot.hasFocus()
    assert "% alike, of 12" in panel.question.time.plot.accessibleName()
    desk.press("Down", "Return")
    assert len(listed(panel)) == 12
    panel.question.tabs.setCurrentIndex(0)
    table = panel.question.figures.table
    lines = table.findItems("Battles", Qt.MatchFlag.MatchRecursive)
    table.setCurrentItem(lines[0])
    table.setFocus()
    desk.press("Return")
    (unit,) = listed(panel)
    assert unit.number == 1


def test_a_pair_opens_in_place_code_and_in_adjudication(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot)
    panel.layers.show_question("fields", "fatalities")
    desk.press("Return", "Right", "Right")
    unit = panel.pairs.current()
    assert unit is not None
    third = uid(desk, CODERS[2])
    assert panel.pairs.whose() == third
    desk.press("Return")
    window = desk.window
    assert window.place == "code"
    assert window.current().whose == third
    assert (window.focus.article, window.focus.event) == (unit.article, unit.events[third])
    desk.press("Alt+3")
    assert not window.current().looks_on
    panel.pairs.list.setFocus()
    desk.press("A")
    place = window.built("review")
    assert isinstance(place, ReviewPlace)
    assert place.tabs.tabText(place.tabs.currentIndex()) == "Adjudication"


def test_what_was_adjudicated_is_looked_at_where_it_is_settled(
    desk: Hands, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):  # fmt: skip
    project = desk.window.current().project
    article = project.articles.by_number(2)
    assert article is not None
    coding = project.codings.find(article.uid, uid(desk, "B1"))
    assert coding is not None
    mine = project.events.of(coding.uid)[0].uid
    settled = project.events.of(adjudication.begin(project, article.uid, [[mine]]).uid)[0].uid

    def accuracy(own: Project, *asked: Any) -> Agreement:
        found = agree_by_hand(own, *asked)
        unit = Unit(article.uid, 2, {"coder": "event", "standard": "event"}, {"coder": mine, "standard": settled})
        return replace(found, who=("coder", "standard"), units={**found.units, ("which", "events"): [unit]})

    monkeypatch.setattr(agreement_work, "agree", accuracy)
    panel = agreement_tab(desk, qtbot)
    panel.layers.show_question("which", "events")
    desk.press("Return", "Right")
    assert panel.pairs.whose() == "standard"
    desk.press("Return")
    place = desk.window.built("review")
    assert isinstance(place, ReviewPlace)
    assert desk.window.place == "review"
    assert place.tabs.tabText(place.tabs.currentIndex()) == "Adjudication"
    assert not desk.window.current().looks_on


# --- the lead's word ------------------------------------------------------------------------------------------------------


def test_a_pair_is_overruled_and_undo_takes_it_back(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot)
    project = desk.window.current().project
    panel.layers.show_question("which", "events")
    desk.press("Return")
    row = next(at for at, one in enumerate(panel.pairs.model.units) if len(one.events) == 2)
    panel.pairs.list.selectRow(row)
    unit = panel.pairs.current()
    assert unit is not None
    assert not panel.pairs.back.isEnabled()
    desk.press("N")
    assert project.pairs.judged() == {frozenset(unit.events.values()): "different"}
    assert cells(panel, row)[-1] == "not the same: B1 · B2"
    assert panel.stale.text() == "Changed since: coded work or your words on pairs"
    assert panel.pairs.list.hasFocus()
    desk.press("Ctrl+Z")
    assert project.pairs.judged() == {}
    assert cells(panel, row)[-1] == ""
    assert desk.window.place == "review", "what was done in Review is seen there"
    assert panel.pairs.list.hasFocus()
    desk.press("N")
    assert len(project.pairs.judged()) == 1
    desk.press("Delete")
    assert project.pairs.judged() == {}, "the word is taken back"
    desk.press("Ctrl+Z")
    assert len(project.pairs.judged()) == 1, "and that can be undone, too"


def test_where_more_than_one_word_can_be_meant_it_is_asked(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot)
    project = desk.window.current().project
    panel.layers.show_question("which", "events")
    desk.press("Return")
    row = next(at for at, one in enumerate(panel.pairs.model.units) if len(one.events) == 3)
    panel.pairs.list.selectRow(row)
    unit = panel.pairs.current()
    assert unit is not None
    desk.press("N")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [one.text() for one in menu.actions()] == [
        "B1 · B2",
        f"B1 · \u2068{CODERS[2]}\u2069",
        f"B2 · \u2068{CODERS[2]}\u2069",
    ]
    desk.press("Down", "Return")
    assert project.pairs.judged() == {frozenset((unit.events[uid(desk, "B1")], unit.events[uid(desk, CODERS[2])])): "different"}


def test_an_event_left_alone_is_joined_to_another(desk: Hands, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    def apart(project: Project, *asked: Any) -> Agreement:
        """Nothing is paired."""
        found = agree_by_hand(project, *asked)
        alone = [Unit(one.article, one.number, {who: "event"}, {who: event}) for one in found.units["which", "events"]
                 for who, event in one.events.items()]  # fmt: skip
        units = {**found.units, ("which", "events"): alone}
        return replace(found, units=units)

    monkeypatch.setattr(agreement_work, "agree", apart)
    panel = agreement_tab(desk, qtbot)
    panel.layers.show_question("which", "events")
    desk.press("Return", "S")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.actions()[0].text().startswith("B2: 2020-06-02"), "the others' events of the article, in words"
    unit = panel.pairs.current()
    desk.press("Return")
    (said,) = desk.window.current().project.pairs.judged().items()
    assert unit is not None
    assert set(unit.events.values()) < set(said[0])
    assert said[1] == "same"


def test_in_a_project_open_for_reading_nothing_is_judged(qtbot: QtBot, desk: Hands):
    path = desk.window.current().path
    desk.window.close_project()
    from annotator.gui.focus import Focus
    from annotator.gui.workspace import Workspace

    with Project.open(path, read_only=True) as project:
        panel = AgreementPanel(Workspace(project), Focus())
        qtbot.addWidget(panel)
        panel.show()
        panel.bar.options = Options(rounds=0, least=2)
        panel.work_out()
        settle(panel, qtbot)
        panel.layers.pairs_asked.emit(panel.layers.current())
        assert panel.pairs.model.rowCount() == 6
        assert not any(button.isEnabled() for button in (panel.pairs.same, panel.pairs.apart, panel.pairs.back))
        assert panel.pairs.open.isEnabled()
        panel.hide()
