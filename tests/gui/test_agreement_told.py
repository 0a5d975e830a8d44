"""Tab Agreement: what it tells can be read, whatever its size and writing, and it says whose work and which pairs it is of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from agreement_desk import agreement_tab, cells, lead_desk, listed, make_team, uid
from agreements import CODERS, agree_by_hand
from hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTreeWidget
from pytestqt.qtbot import QtBot

from annotator.agreement.figures import Figure, Measures
from annotator.agreement.results import Agreement, Layer, Question, Unit
from annotator.gui import agreement_work
from annotator.gui.agreement_panel import AgreementPanel
from annotator.gui.cut_lines import CutLine
from annotator.gui.table_cells import ROOM
from annotator.project import Project

made = pytest.fixture(scope="module")(make_team)
desk = pytest.fixture(lead_desk)


def told(monkeypatch: pytest.MonkeyPatch, change: Any) -> None:
    """The comparison gives something else than was worked out."""
    monkeypatch.setattr(agreement_work, "agree", lambda project, *asked: change(project, agree_by_hand(project, *asked)))


def chosen_figure(panel: AgreementPanel, title: str) -> None:
    table = panel.question.figures.table
    (line,) = table.findItems(title, Qt.MatchFlag.MatchRecursive)
    table.setCurrentItem(line)
    table.setFocus()


# --- columns --------------------------------------------------------------------------------------------------------------


def test_a_million_can_be_read(desk: Hands, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    def many(measures: Measures) -> Measures:
        figures = {name: replace(one, n=1_000_000) for name, one in measures.figures.items()}
        return replace(measures, n_units=1_000_000, figures=figures)

    def change(_project: Project, found: Agreement) -> Agreement:
        return replace(found, questions=tuple(replace(one, measures=many(one.measures)) for one in found.questions))

    told(monkeypatch, change)
    panel = agreement_tab(desk, qtbot)
    panel.layers.show_question("fields", "event_type")
    figures = panel.question.figures.table
    trees: Sequence[tuple[QTreeWidget, int]] = ((panel.layers, 1), (figures, 3))
    for tree, column in trees:
        line = tree.currentItem()
        assert line is not None
        assert line.text(column) == "1,000,000"
        assert tree.header().sectionSize(column) >= tree.fontMetrics().horizontalAdvance("1,000,000") + 2 * ROOM


def test_the_column_says_which_kappa_it_is(desk: Hands, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    kinds = {"any_event": "cohen_kappa"}

    def change(_project: Project, found: Agreement) -> Agreement:
        def with_kappa(one: Question) -> Question:
            name = kinds.get(one.name, kinds.get("", ""))
            figures = {key: figure for key, figure in one.measures.figures.items() if "kappa" not in key}
            return replace(one, measures=replace(one.measures, figures=figures | ({name: Figure(0.5, n=9)} if name else {})))

        return replace(found, questions=tuple(map(with_kappa, found.questions)))

    told(monkeypatch, change)
    panel = agreement_tab(desk, qtbot)
    assert panel.layers.headerItem().text(5) == "κ (Cohen)"
    for names, title in (({"": "fleiss_kappa"}, "κ (Fleiss)"), ({"any_event": "cohen_kappa", "": "fleiss_kappa"}, "κ")):
        kinds.clear()
        kinds.update(names)
        panel.layers.show_agreement(change(desk.window.current().project, panel.worked.agreement))  # type: ignore[union-attr]
        assert panel.layers.headerItem().text(5) == title


def test_a_line_without_room_ends_in_dots(qtbot: QtBot):
    line = CutLine("line", "72 of 78 pairs of answers are alike")
    qtbot.addWidget(line)
    line.resize(90, 20)
    assert line.shown().endswith("…")
    assert line.shown().startswith("72 of")
    line.resize(900, 20)
    assert line.shown() == line.text()


# --- writing from right to left -------------------------------------------------------------------------------------------


def test_values_stand_behind_a_name_written_from_right_to_left(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot)
    panel.layers.show_question("fields", "event_date")
    desk.press("Return")
    quotes = panel.pairs.quotes
    text = quotes.toPlainText()
    name = text.index(CODERS[2])
    day = text.index("2020-06-02", name)

    def across(position: int) -> int:
        cursor = QTextCursor(quotes.document())
        cursor.setPosition(position)
        return quotes.cursorRect(cursor).x()

    assert min(map(across, range(day, day + 10))) >= max(map(across, range(name, name + len(CODERS[2]))))
    days = [across(at) for at in range(day, day + 10)]
    assert days == sorted(days), "year, month, day"


# --- which pairs ----------------------------------------------------------------------------------------------------------


def divided_once(_project: Project, found: Agreement) -> Agreement:
    """One event is divided; the result does not tell which."""
    figures = {**found.question("which", "events").measures.figures, "divided": Figure(1.0, n=6)}  # type: ignore[union-attr]
    return replace(found, questions=tuple(
        replace(one, measures=replace(one.measures, figures=figures)) if one.layer == "which" else one
        for one in found.questions
    ))  # fmt: skip


def divided_here(project: Project, found: Agreement) -> Agreement:
    """The same, and which."""
    one, other = found.who[:2]
    unit = next(unit for unit in found.units["which", "events"] if len(unit.events) == 3)
    events = {who: unit.events[who] for who in (one, other)}
    parted = Unit(unit.article, unit.number, {one: "1 event", other: "2 events"}, events, 0.0)
    units: Mapping[tuple[Layer, str], Sequence[Unit]] = {**found.units, ("which", "divided"): [parted]}
    return replace(divided_once(project, found), units=units)


def test_what_is_divided_is_listed(desk: Hands, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    told(monkeypatch, divided_here)
    panel = agreement_tab(desk, qtbot)
    panel.layers.show_question("which", "events")
    chosen_figure(panel, "Divided, combined")
    desk.press("Return")
    assert len(listed(panel)) == 1
    assert cells(panel, 0)[2:4] == ["1 event", "2 events"]
    assert panel.pairs.title.text() == "Happenings found  ·  Divided, combined"
    assert "2 events" in panel.pairs.quotes.toPlainText()
    assert panel.pairs.apart.isEnabled()


def test_where_it_is_not_told_which_are_divided_all_are_listed(desk: Hands, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    told(monkeypatch, divided_once)
    panel = agreement_tab(desk, qtbot)
    panel.layers.show_question("which", "events")
    chosen_figure(panel, "Divided, combined")
    desk.press("Return")
    assert len(listed(panel)) == 12


def test_a_cell_says_how_many_pairs_in_how_many_happenings(desk: Hands, qtbot: QtBot):
    panel = agreement_tab(desk, qtbot)
    panel.layers.show_question("fields", "event_type")
    panel.question.tabs.setCurrentWidget(panel.question.codes)
    grid = panel.question.codes.grid
    names = [grid.grid.headerData(at, Qt.Orientation.Horizontal) for at in range(3)]
    at = names.index("Explosions/Remote violence")
    pairs = grid.grid.index(at, at).data()
    grid.setCurrentIndex(grid.grid.index(at, at))
    panel.question.focus_tab()
    desk.press("Return")
    assert int(pairs) > len(listed(panel))
    assert panel.pairs.title.text() == (
        f"Event type  ·  {pairs} pairs in {len(listed(panel))} happenings  ·  Explosions/Remote violence"
    )


# --- whose work -----------------------------------------------------------------------------------------------------------


def test_coders_compared_one_at_a_time_are_named(desk: Hands, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    def change(project: Project, found: Agreement) -> Agreement:
        """B1 says the same again, the third coder something else."""
        article = project.articles.by_number(1)
        assert article is not None
        first, third = (project.coders.named(name).uid for name in (CODERS[0], CODERS[2]))
        units = [
            Unit(article.uid, 1, {"coder": "Battles", "again": again}, {}, float(again == "Battles"), whose)
            for whose, again in ((first, "Battles"), (third, "Protests"))
        ]
        names = {"coder": "first time", "again": "again", first: CODERS[0], third: CODERS[2]}
        return replace(found, who=("coder", "again"), names=names, units={**found.units, ("fields", "event_type"): units},
                       matrix=())  # fmt: skip

    told(monkeypatch, change)
    panel = agreement_tab(desk, qtbot)
    panel.layers.show_question("fields", "event_type")
    desk.press("Return")
    assert cells(panel, 0)[1] == f"\u2068{CODERS[2]}\u2069 · Bomb near Hawija, report 1", "what differs comes first"
    assert cells(panel, 1)[1] == "B1 · Bomb near Hawija, report 1"
    assert panel.pairs.model.headerData(1, Qt.Orientation.Horizontal) == "Coder · article"
    assert "Coding of" in panel.pairs.quotes.toPlainText()
    assert CODERS[2] in panel.pairs.quotes.toPlainText()
    panel.question.tabs.setCurrentWidget(panel.question.matrix)
    grid = panel.question.matrix.grid
    model = grid.grid
    rows = [model.headerData(at, Qt.Orientation.Vertical) for at in range(model.rowCount())]
    assert rows == ["All coders", "B1", CODERS[2]]
    assert [[model.index(row, column).data() for column in range(2)] for row in range(3)] == [
        ["50 %", "2"], ["100 %", "1"], ["0 %", "1"],
    ]  # fmt: skip
    grid.setCurrentIndex(model.index(2, 0))
    panel.question.focus_tab()
    desk.press("Return")
    (unit,) = listed(panel)
    assert unit.whose == uid(desk, CODERS[2])
    assert panel.pairs.title.text().startswith("Event type  ·  ")


def test_the_list_with_the_keyboard_stands_out(desk: Hands, qtbot: QtBot):
    from PySide6.QtWidgets import QStyleOptionViewItem

    panel = agreement_tab(desk, qtbot)

    def ground(view: QTreeWidget) -> int:
        option = QStyleOptionViewItem()
        view.initViewItemOption(option)
        return option.palette.highlight().color().lightness()

    assert panel.layers.hasFocus()
    assert ground(panel.layers) < ground(panel.question.figures.table)
    desk.press("F6")
    assert panel.question.figures.table.hasFocus()
    assert ground(panel.layers) > ground(panel.question.figures.table)
