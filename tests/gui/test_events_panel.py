"""Place Events: found by words and filters, ordered by the header, opened by Enter."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.formats.importing import ImportPlan, take_in
from annotator.gui.events_panel import EventsPanel
from annotator.gui.focus import Focus
from annotator.gui.workspace import Workspace
from annotator.project.event_list import Filter

ROWS = "\n".join((
    "event_id_cnty,event_date,event_type,sub_event_type,actor1,country,location,fatalities,notes",
    "IRQ1,2 June 2020,Battles,Armed clash,Military Forces of Iraq (2020-2022),Iraq,Kirkuk,2,A clash by the river.",
    "IRQ2,1 May 2020,Protests,Peaceful protest,Protesters (Iraq),Iraq,Baghdad,0,Teachers marched.",
    "SYR3,3 June 2020,Battles,Armed clash,Military Forces of Syria (2000-),Syria,Homs,11,Another clash.",
))  # fmt: skip


@pytest.fixture
def place(qtbot: QtBot, workspace: Workspace, focus: Focus, tmp_path: Path) -> EventsPanel:
    path = tmp_path / "coded.csv"
    path.write_text(ROWS + "\n", "utf-8")
    assert take_in(workspace.project, ImportPlan((path,), "acled-csv")).added == 3
    made = EventsPanel(workspace, focus)
    qtbot.addWidget(made)
    made.resize(1200, 600)
    made.show()
    settle(qtbot, made)
    return made


def settle(qtbot: QtBot, place: EventsPanel) -> None:
    qtbot.waitUntil(lambda: not place.model.busy, timeout=20_000)
    QApplication.processEvents()


def column(place: EventsPanel, name: str) -> list[str]:
    at = place.model.visible.index(name)
    return [place.model.index(row, at).data() for row in range(place.model.rowCount())]


def click_header(qtbot: QtBot, place: EventsPanel, name: str) -> None:
    head = place.table.horizontalHeader()
    at = place.model.visible.index(name)
    x = head.sectionViewportPosition(at) + head.sectionSize(at) // 2
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=head.viewport().rect().center().__class__(x, 8))
    settle(qtbot, place)


def test_all_events_stand_there(place: EventsPanel):
    assert column(place, "id") == ["IRQ1", "IRQ2", "SYR3"]
    assert place.count.text() == "3 events"


def test_a_header_orders_turns_round_and_lets_go(qtbot: QtBot, place: EventsPanel):
    click_header(qtbot, place, "event_date")
    assert column(place, "id") == ["IRQ2", "IRQ1", "SYR3"]
    click_header(qtbot, place, "event_date")
    assert column(place, "id") == ["SYR3", "IRQ1", "IRQ2"]
    click_header(qtbot, place, "event_date")
    assert column(place, "id") == ["IRQ1", "IRQ2", "SYR3"]


def test_words_find_events(qtbot: QtBot, place: EventsPanel):
    place.search.setFocus()
    QTest.keyClicks(place.search, "clash river")
    QTest.keyClick(place.search, Qt.Key.Key_Return)
    settle(qtbot, place)
    assert column(place, "id") == ["IRQ1"]
    assert place.count.text() == "1 of 3 events"


def test_filters_are_chips_that_can_be_taken_away(qtbot: QtBot, place: EventsPanel):
    place.filters.add(Filter("event_type", "is", "Battles"))
    place.filters.add(Filter("fatalities", "least", 5.0))
    settle(qtbot, place)
    assert column(place, "id") == ["SYR3"]
    place.filters.remove(place.filters.filters[1])
    settle(qtbot, place)
    assert column(place, "id") == ["IRQ1", "SYR3"]
    place.filters.clear()
    settle(qtbot, place)
    assert len(column(place, "id")) == 3


def test_a_list_without_events_says_why(qtbot: QtBot, place: EventsPanel):
    place.filters.add(Filter("event_type", "is", "Riots"))
    settle(qtbot, place)
    assert place.empty.isVisible()
    assert "agrees with" in place.empty.text()


def test_enter_opens_the_event(qtbot: QtBot, place: EventsPanel):
    place.table.selectRow(2)
    with qtbot.waitSignal(place.open_requested) as heard:
        QTest.keyClick(place.table, Qt.Key.Key_Return)
    article, event = heard.args or ("", "")
    assert place.model.line(2) is not None
    assert event == place.model.line(2).event  # type: ignore[union-attr]
    assert place._workspace.events(article)[0].uid == event


def test_rows_are_copied_as_a_table(place: EventsPanel):
    place.table.selectRow(0)
    place.copy_rows()
    head, row = QApplication.clipboard().text().splitlines()
    cells = dict(zip(head.split("\t"), row.split("\t"), strict=True))
    assert cells["Id"] == "IRQ1"
    assert cells["Event type"] == "Battles"


def test_columns_are_shown_and_hidden(place: EventsPanel):
    assert "notes" not in place.model.visible
    place.show_column("notes", seen=True)
    assert column(place, "notes")[1] == "Teachers marched."
    place.show_column("notes", seen=False)
    assert "notes" not in place.model.visible


def test_columns_order_and_filters_are_remembered(qtbot: QtBot, place: EventsPanel, workspace: Workspace, focus: Focus):
    place.show_column("notes", seen=True)
    place.filters.add(Filter("event_type", "is", "Battles"))
    place.sort_by("fatalities", descending=True)
    settle(qtbot, place)
    other = EventsPanel(workspace, focus)
    qtbot.addWidget(other)
    other.restore_state(place.save_state())
    other.show()
    settle(qtbot, other)
    assert other.model.visible == place.model.visible
    assert column(other, "id") == column(place, "id") == ["SYR3", "IRQ1"]


def test_the_list_follows_an_edit(qtbot: QtBot, place: EventsPanel, workspace: Workspace):
    line = place.model.line(0)
    assert line is not None
    workspace.set_values(line.event, {"fatalities": 7})
    settle(qtbot, place)
    assert column(place, "fatalities")[0] == "7"
    workspace.undo()
    settle(qtbot, place)
    assert column(place, "fatalities")[0] == "2"


def test_another_coders_event_is_not_opened(qtbot: QtBot, place: EventsPanel, workspace: Workspace):
    other = workspace.project.coders.add("B2", role="lead")
    workspace.project.work_as(other)
    workspace.coder_changed.emit()
    settle(qtbot, place)
    assert len(column(place, "id")) == 3  # a lead sees everybody's
    place.table.selectRow(0)
    with qtbot.waitSignal(workspace.refused) as heard:
        place.open_current()
    assert "another coder's" in (heard.args or [""])[0]


def test_a_coder_sees_only_their_own(qtbot: QtBot, place: EventsPanel, workspace: Workspace):
    other = workspace.project.coders.add("B2")
    workspace.project.work_as(other)
    workspace.coder_changed.emit()
    settle(qtbot, place)
    assert column(place, "id") == []


def test_the_arrow_of_the_columns_has_room_beside_the_word(place: EventsPanel):
    button = place.columns_button
    assert button.menu() is not None
    assert button.sizeHint().width() > button.fontMetrics().horizontalAdvance(button.text()) + 20
