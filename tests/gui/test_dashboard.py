"""Tab Dashboard of place Events: what is drawn, walked by keys, followed to the table, and given out as pictures."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from annotator.formats.importing import ImportPlan, take_in
from annotator.gui.dashboard_map import EventMap, Spot, drawn_together, size_of
from annotator.gui.dashboard_panel import DashboardPanel
from annotator.gui.dashboard_plots import Bars, Columns, Plot, Squares
from annotator.gui.events_panel import EventsPanel
from annotator.gui.events_place import EventsPlace
from annotator.gui.focus import Focus
from annotator.gui.part_words import part_text
from annotator.gui.theme import make_palette
from annotator.gui.workspace import Workspace
from annotator.project.articles import ArticleDraft
from annotator.project.event_parts import CELL, CHOICE, DAY, cell
from annotator.project.filtering import Filter

HEAD = (
    "event_id_cnty,event_date,event_type,sub_event_type,actor1,actor2,country,admin1,latitude,longitude,fatalities,source,notes"
)
ROWS = (
    "IRQ1,2 June 2020,Battles,Armed clash,Military Forces of Iraq (2020-2022),Sons & <IS>,Iraq,Kirkuk,35.47,44.39,2,Wire,A",
    "IRQ2,1 May 2020,Protests,Peaceful protest,Protesters (Iraq),,Iraq,Baghdad,33.34,44.40,0,Radio,B",
    "IRQ3,8 May 2020,Protests,Peaceful protest,محتجون,Military Forces of Iraq (2020-2022),Iraq,Baghdad,33.35,44.41,0,Radio,C",
    "SYR3,3 June 2020,Battles,Armed clash,Military Forces of Syria (2000-),,Syria,Homs,34.73,36.71,11,Wire; Radio,D",
)  # fmt: skip


@pytest.fixture
def place(qtbot: QtBot, workspace: Workspace, focus: Focus, tmp_path: Path) -> Iterator[EventsPlace]:
    path = tmp_path / "coded.csv"
    path.write_text("\n".join((HEAD, *ROWS)) + "\n", "utf-8")
    project = workspace.project
    assert take_in(project, ImportPlan((path,), "acled-csv")).added == 4
    # And one that says little, in the article.
    coding = project.codings.begin(next(one.uid for one in project.articles.walk() if not one.stub), project.coder.uid, "main")
    project.events.add(coding.uid, {"event_type": "Battles", "country": "Syria", "fatalities": 5})
    made = EventsPlace(workspace, focus)
    qtbot.addWidget(made)
    made.resize(1250, 700)
    made.show()
    yield made
    made.hide()
    made.stop()


@pytest.fixture
def panel(qtbot: QtBot, place: EventsPlace) -> DashboardPanel:
    shown = place.show_tab("dashboard")
    assert isinstance(shown, DashboardPanel)
    settle(qtbot, shown)
    return shown


def settle(qtbot: QtBot, panel: DashboardPanel) -> None:
    QApplication.processEvents()  # what was shown just now begins to count
    qtbot.waitUntil(lambda: not panel.busy, timeout=20_000)
    QApplication.processEvents()


def table(qtbot: QtBot, place: EventsPlace) -> EventsPanel:
    found = place.panel("table")
    assert isinstance(found, EventsPanel)
    qtbot.waitUntil(lambda: not found.model.busy, timeout=20_000)
    return found


def plot(panel: DashboardPanel, name: str) -> Plot:
    found = panel.cards[name].plot
    assert isinstance(found, Plot)
    return found


def press(widget: Plot | EventMap, *keys: Qt.Key) -> None:
    widget.setFocus()
    for key in keys:
        QTest.keyClick(widget, key)


def test_all_plots_stand_with_their_numbers(panel: DashboardPanel):
    shown = {name: card.title.text() for name, card in panel.cards.items() if not card.isHidden()}
    assert shown == {
        "time": "Events by day", "kinds": "Event type", "map": "Map", "actors": "Actors", "regions": "Country",
        "coverage": "Coverage: events by source and month",
    }  # fmt: skip
    assert panel.cards["time"].about.text() == "1 event without a day"
    assert [one.words for one in plot(panel, "kinds").items] == ["Battles: 3 events", "Protests: 2 events"]
    assert plot(panel, "actors").items[0].words == "Military Forces of Iraq (2020-2022): 2 events"
    assert panel.bar.whole.text() == "5 events  ·  1 May – 3 Jun 2020"


@pytest.mark.parametrize("name", ["time", "kinds", "actors", "regions", "coverage"])
def test_every_bar_leads_to_the_events_it_counts(qtbot: QtBot, place: EventsPlace, panel: DashboardPanel, name: str):
    bars = plot(panel, name)
    asked = [(at, one) for at, one in enumerate(bars.items) if panel.cards[name].shown.filters[at] is not None]
    assert asked
    for at, one in asked:
        place.show_tab("dashboard")
        settle(qtbot, panel)
        bars.at = at
        press(bars, Qt.Key.Key_Return)
        assert place.in_front == "table"
        assert len(table(qtbot, place).model.numbers) == one.value
    # What was listed from here is not followed: coming back, all is counted again.
    place.show_tab("dashboard")
    settle(qtbot, panel)
    assert panel.figures is not None
    assert panel.figures.all.events == 5
    assert not panel.bar._follows.isVisibleTo(panel)


def test_arrows_walk_and_enter_lists(qtbot: QtBot, place: EventsPlace, panel: DashboardPanel):
    kinds = plot(panel, "kinds")
    press(kinds, Qt.Key.Key_Home, Qt.Key.Key_Down)
    assert kinds.at == 1
    assert kinds.accessibleName() == "Event type: Protests: 2 events"
    press(kinds, Qt.Key.Key_End, Qt.Key.Key_Down, Qt.Key.Key_Return)
    listed = table(qtbot, place)
    assert [listed.filters.in_words(one) for one in listed.filters.filters] == ["Event type is Protests"]
    assert place.focusWidget() is listed.table


def test_arrows_walk_the_grid_both_ways(panel: DashboardPanel):
    grid = plot(panel, "coverage")
    assert isinstance(grid, Squares)
    assert grid.columns == ["May 2020", "Jun"]
    assert grid.rows[:2] == ["Radio", "Wire"]
    press(grid, Qt.Key.Key_Home, Qt.Key.Key_Right)
    assert grid.items[grid.at].words.startswith("Radio, 2020-06")
    press(grid, Qt.Key.Key_Down)
    assert grid.items[grid.at].words.startswith("Wire, 2020-06")
    assert grid.items[grid.at].value == 2
    press(grid, Qt.Key.Key_Left)
    assert grid.items[grid.at].value == 0


def test_what_is_empty_leads_nowhere_and_says_so(qtbot: QtBot, place: EventsPlace, panel: DashboardPanel):
    grid = plot(panel, "coverage")
    press(grid, Qt.Key.Key_Home, Qt.Key.Key_Down)
    assert grid.items[grid.at].value == 0
    with qtbot.waitSignal(panel.said) as said:
        press(grid, Qt.Key.Key_Return)
    assert said.args == ["There is no event behind it."]
    assert place.in_front == "dashboard"


def test_a_click_lists_and_a_click_with_shift_counts_alone(qtbot: QtBot, place: EventsPlace, panel: DashboardPanel):
    regions = plot(panel, "regions")
    room = dict(regions.rooms(regions.rect().toRectF(), regions.look()))[1]
    spot = room.center().toPoint()
    QTest.mouseClick(regions, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, spot)
    settle(qtbot, panel)
    # One of the events in Syria says the division, and no other is said below it.
    assert [one.value for one in panel.bar.only.filters] == ["Syria"]
    assert panel.figures is not None
    assert panel.figures.all.events == 2
    assert panel.figures.regions is not None
    assert panel.figures.regions.column == "admin1"
    panel.bar.only.clear()
    settle(qtbot, panel)
    QTest.mouseClick(plot(panel, "kinds"), Qt.MouseButton.LeftButton, pos=QPoint(40, 10))
    assert place.in_front == "table"
    assert len(table(qtbot, place).model.numbers) == 3


def test_a_circle_of_the_map_leads_to_its_events(qtbot: QtBot, place: EventsPlace, panel: DashboardPanel):
    shown = panel.cards["map"].plot
    assert isinstance(shown, EventMap)
    assert panel.cards["map"].about.text() == "1 event without a point"
    assert sum(one.events for one in shown.circles) == 4
    shown.at = 0
    most = shown.circles[0].events
    press(shown, Qt.Key.Key_Return)
    assert most == 2 == len(table(qtbot, place).model.numbers)
    place.show_tab("dashboard")
    settle(qtbot, panel)
    before = shown.at
    press(shown, Qt.Key.Key_Left)
    assert shown.at != before
    assert "1 event" in shown.accessibleName()


def test_circles_come_apart_when_looked_at_from_near():
    spots = [Spot(10.0 + at / 100, 20.0, 1, 1.0) for at in range(100)]
    far, near = drawn_together(spots, size_of(20.0)), drawn_together(spots, size_of(2000.0))
    assert (len(far), sum(one.events for one in far)) == (1, 100)
    assert len(near) > 20
    assert sum(one.events for one in near) == 100
    assert all(float(one.south / one.size).is_integer() for one in near)


def test_it_follows_the_table_until_let_go(qtbot: QtBot, place: EventsPlace, panel: DashboardPanel):
    place.show_tab("table")
    listed = table(qtbot, place)
    listed.filters.add(Filter("event_type", "is", "Protests"))
    place.show_tab("dashboard")
    settle(qtbot, panel)
    assert panel.figures is not None
    assert panel.figures.all.events == 2
    assert panel.bar._follows.isVisibleTo(panel)
    away = panel.bar._follows.findChild(QToolButton)
    assert away is not None
    assert "As the table: Event type is Protests" in away.accessibleName()
    away.click()
    settle(qtbot, panel)
    assert panel.figures.all.events == 5
    # It stays let go until the table lists something else.
    place.show_tab("table")
    place.show_tab("dashboard")
    settle(qtbot, panel)
    assert panel.figures.all.events == 5


def test_choices_narrow_and_are_seen_in_the_table(qtbot: QtBot, place: EventsPlace, panel: DashboardPanel):
    panel.bar.since.setText("June 2020")
    panel.bar.since.editingFinished.emit()
    settle(qtbot, panel)
    assert "June" in panel.bar.since.toolTip()  # no day, and it is said why
    assert panel.figures is not None
    assert panel.figures.all.events == 5
    panel.bar.since.setText("2020-06")
    panel.bar.since.editingFinished.emit()
    settle(qtbot, panel)
    assert panel.figures.all.events == 2
    panel.bar.which.setCurrentIndex(1)
    settle(qtbot, panel)
    assert panel.figures.asked.query.filters[:1] == (Filter(CHOICE, "is", "done"),)
    panel.bar.which.setCurrentIndex(2)
    settle(qtbot, panel)
    assert panel.figures.asked.query.filters[0].value == "released"


@pytest.fixture
def clash_told_twice(qtbot: QtBot, workspace: Workspace, panel: DashboardPanel) -> DashboardPanel:
    """Of the three events that a release takes two tell one clash, of 2 dead and of none; incidents are counted."""
    project = workspace.project
    rows = project.database.all("SELECT event_uid FROM events WHERE id IN ('IRQ1', 'IRQ2')")
    project.incidents.link([row[0] for row in rows])
    assert panel.bar.which.itemText(3) == "Incidents a release gives"
    panel.bar.which.setCurrentIndex(3)
    settle(qtbot, panel)
    return panel


def test_incidents_are_counted_once(qtbot: QtBot, clash_told_twice: DashboardPanel):
    panel = clash_told_twice
    assert panel.bar.count.itemText(0) == "Count incidents"
    assert panel.bar.whole.text().startswith("2 incidents, told by 3 events  ·  ")
    assert [one.words for one in plot(panel, "kinds").items] == ["Battles: 1 incident", "Protests: 1 incident"]
    assert panel.cards["time"].title.text() == "Incidents by day"
    assert "event" not in panel.cards["actors"].about.text()
    assert panel.cards["coverage"].title.text() == "Coverage: incidents by source and month"
    panel.bar.count.setCurrentIndex(1)
    settle(qtbot, panel)
    assert panel.bar.whole.text().startswith("Fatalities: 0 in 2 incidents, told by 3 events")
    panel.bar.which.setCurrentIndex(2)
    settle(qtbot, panel)
    assert panel.bar.whole.text().startswith("Fatalities: 2 in 3 events  ·")
    assert panel.bar.count.itemText(0) == "Count events"


def test_a_bar_of_incidents_lists_the_events_that_tell_them(
    qtbot: QtBot, place: EventsPlace, clash_told_twice: DashboardPanel
):  # fmt: skip
    panel, kinds = clash_told_twice, plot(clash_told_twice, "kinds")
    with qtbot.waitSignal(panel.said) as said:
        press(kinds, Qt.Key.Key_Home, Qt.Key.Key_Return)
    assert said.args == ["All events that tell these incidents; one alone may say something else."]
    listed = table(qtbot, place)
    assert len(listed.model.numbers) == 2
    assert listed.filters.in_words(listed.filters.filters[0]) == "Coding is of a release; all else is of incidents"
    place.show_tab("dashboard")
    settle(qtbot, panel)
    press(kinds, Qt.Key.Key_Space)
    settle(qtbot, panel)
    assert panel.bar.whole.text().startswith("1 incident, told by 2 events")


def test_a_picture_of_incidents_says_what_that_means(clash_told_twice: DashboardPanel):
    made = clash_told_twice.picture()
    assert made is not None
    assert made.caption.lines[0].startswith("2 incidents, told by 3 events")
    assert made.caption.lines[1] == (
        "Incidents as a release gives them: each counts once, with the values that its events come to"
    )
    assert not any("Coding" in line for line in made.caption.lines)


def test_a_number_is_added_up(qtbot: QtBot, panel: DashboardPanel):
    panel.bar.count.setCurrentIndex(1)
    settle(qtbot, panel)
    assert plot(panel, "kinds").items[0].value == 18
    assert plot(panel, "kinds").items[0].words == "Battles: Fatalities: 18 in 3 events"
    assert panel.cards["time"].title.text() == "Fatalities by day"
    assert panel.cards["actors"].about.text().startswith("Fatalities  ·  ")


def test_bars_are_stacked_by_kind(qtbot: QtBot, panel: DashboardPanel):
    panel.bar.stacked.setChecked(True)
    time = plot(panel, "time")
    assert isinstance(time, Columns)
    assert [name for _, name in time.key] == ["Battles", "Protests"]
    for one in (*time.items, *plot(panel, "actors").items):
        assert sum(value for _, value in one.pieces) == one.value


def test_the_unit_can_be_changed(qtbot: QtBot, panel: DashboardPanel):
    choice = panel.cards["time"].choice
    assert [choice.itemData(at) for at in range(choice.count())] == ["day", "week", "month", "year"]
    choice.setCurrentIndex(2)
    choice.activated.emit(2)
    settle(qtbot, panel)
    assert panel.cards["time"].title.text() == "Events by month"
    assert [one.value for one in plot(panel, "time").items] == [2, 2]
    assert panel.cards["time"].shown.filters[0] == (Filter(DAY, "is", "2020-05-01/2020-05-31"),)


def test_the_same_numbers_as_a_table_are_copied(qtbot: QtBot, place: EventsPlace, panel: DashboardPanel):
    card = panel.cards["kinds"]
    card.as_table.click()
    card.table.setFocus()
    QTest.keyClick(card.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Event type\tEvents\nBattles\t3\nProtests\t2\n"
    card.table.setCurrentCell(1, 0)
    QTest.keyClick(card.table, Qt.Key.Key_Return)
    assert len(table(qtbot, place).model.numbers) == 2


def test_the_keyboard_goes_from_plot_to_plot(qtbot: QtBot, panel: DashboardPanel):
    panel.window().activateWindow()
    qtbot.waitUntil(panel.window().isActiveWindow)
    panel.setFocus()
    found: list[str] = []
    for _ in range(7):
        now = QApplication.focusWidget()
        assert now is not None, found
        found.append(now.objectName())
        QTest.keySequence(now, QKeySequence("F6"))
    names = [f"dashboard.{name}" for name in ("time", "kinds", "map", "actors", "regions", "coverage")]
    assert found == [*names, "dashboard.which"]


def test_the_keyboard_has_a_plot_to_go_to_before_anything_is_counted(qtbot: QtBot, workspace: Workspace, focus: Focus):
    made = DashboardPanel(workspace, focus)
    qtbot.addWidget(made)
    proxy = made.focusProxy()
    assert proxy is made.cards["time"].plot
    assert all(card.plot.isVisibleTo(made) for card in made.cards.values())


def test_an_svg_holds_its_words(panel: DashboardPanel, tmp_path: Path):
    panel.bar.stacked.setChecked(True)
    panel.save_picture("", tmp_path / "all.svg")
    told = "\n".join(ElementTree.parse(tmp_path / "all.svg").getroot().itertext())
    wanted = (
        "desk", "5 events  ·  1 May – 3 Jun 2020", "Codebook: ACLED (2024 format), version 2024", "Events by day", "Battles",
        "Military Forces of Iraq (2020-2022)", "Sons & <IS>", "محتجون", "Country", "Syria", "May 2020",
        "1 event without a point",
    )  # fmt: skip
    assert [one for one in wanted if one not in told] == []
    assert not list(tmp_path.glob(".*unfinished"))


def test_a_png_is_sharp_white_and_not_blank(panel: DashboardPanel, tmp_path: Path, qtbot: QtBot):
    panel.setPalette(make_palette(dark=True))
    made = panel.picture("actors")
    assert made is not None
    panel.save_picture("actors", tmp_path / "actors.png")
    image = QImage(str(tmp_path / "actors.png"))
    assert (image.width(), image.height()) == (2 * made.size.width(), 2 * made.size.height())
    white = image.pixelColor(2, 2)
    assert white.name() == "#ffffff"
    colors = {image.pixelColor(x, y).name() for x in range(0, image.width(), 5) for y in range(0, image.height(), 5)}
    assert len(colors) > 3
    assert make_palette(dark=False).accent().color().name() in colors
    # Nothing is cut off at the edges.
    edge = [image.pixelColor(image.width() - 3, y).name() for y in range(image.height())]
    assert set(edge) == {"#ffffff"}


def test_a_picture_of_no_kind_is_refused(qtbot: QtBot, panel: DashboardPanel, tmp_path: Path):
    with qtbot.waitSignal(panel.said) as said:
        panel.save_picture("", tmp_path / "all.gif")
    assert said.args == ["all.gif is neither .svg nor .png."]
    assert not (tmp_path / "all.gif").exists()


def test_articles_cover_the_months_where_they_have_dates(qtbot: QtBot, workspace: Workspace, panel: DashboardPanel):
    drafts = [ArticleDraft(text=f"Text {at}.", source="Daily", date=f"2020-0{1 + at * 2}-05") for at in range(3)]
    drafts += [ArticleDraft(text=f"More {at}.", source="Wire", date="2020-06-01") for at in range(9)]
    with qtbot.waitSignal(workspace.changed):
        workspace.project.articles.add(drafts)
    qtbot.waitUntil(lambda: panel.cards["coverage"].title.text() == "Coverage: articles by source and month", timeout=20_000)
    grid = plot(panel, "coverage")
    row = next(at for at, name in enumerate(grid.rows) if name == "Daily")  # type: ignore[attr-defined]
    assert [one.value for one in grid.items if one.at[1] == row] == [1, 0, 1, 0, 1, 0]
    assert "no article" in next(one.words for one in grid.items if one.at == (1, row))


def test_a_coder_sees_their_own_alone(qtbot: QtBot, place: EventsPlace, panel: DashboardPanel, workspace: Workspace):
    bea = workspace.project.coders.add("bea")
    workspace.work_as(bea.uid)
    shown = place.show_tab("dashboard")
    assert isinstance(shown, DashboardPanel)
    settle(qtbot, shown)
    assert shown.figures is not None
    assert shown.figures.all.events == 0
    assert shown.empty.isVisibleTo(shown)
    assert shown.empty.text() == "No event is coded yet."
    # What a release takes would say which articles others coded, too.
    assert [shown.bar.which.itemData(at) for at in range(shown.bar.which.count())] == ["", "done"]
    article = next(one for one in workspace.project.articles.walk() if not one.stub)
    coding = workspace.project.codings.begin(article.uid, bea.uid, "main").uid
    with qtbot.waitSignal(workspace.changed):
        workspace.project.events.add(coding, {"event_type": "Riots", "event_date": "2020-06-02"})
    qtbot.waitUntil(lambda: shown.figures is not None and shown.figures.all.events == 1, timeout=20_000)
    settle(qtbot, shown)
    assert [one.words for one in plot(shown, "kinds").items] == ["Riots: 1 event"]


def test_nothing_at_all_is_said(qtbot: QtBot, workspace: Workspace, focus: Focus):
    panel = DashboardPanel(workspace, focus)
    qtbot.addWidget(panel)
    panel.resize(1200, 600)
    panel.show()
    settle(qtbot, panel)
    assert panel.empty.text() == "No event is coded yet."
    assert [name for name, card in panel.cards.items() if not card.isHidden()] == ["coverage"]
    panel.hide()


def test_bars_say_how_many_more_there_are(qtbot: QtBot):
    made = Bars("bars")
    qtbot.addWidget(made)
    made.rest = "and 3 more"
    before = made.high(made.look())
    made.rest = ""
    assert made.high(made.look()) < before


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2020-06-01/2020-06-07", "1 – 7 Jun 2020"), ("2020-06-29/2020-07-05", "29 Jun – 5 Jul 2020"),
        ("2019-12-30/2020-01-05", "30 Dec 2019 – 5 Jan 2020"), ("2020-02-01/2020-02-29", "February 2020"),
        ("2020-01-01/2020-12-31", "2020"), ("2020-06-02/2020-06-02", "2 Jun 2020"), ("nonsense", "nonsense"),
    ],
)  # fmt: skip
def test_a_stretch_of_days_is_told_shortly(value: str, words: str):
    assert part_text(DAY, value) == words


def test_a_square_of_the_map_is_told_by_its_edges():
    assert part_text(CELL, cell(-1.5, 44.25, 0.25).value) == "1.5° S to 1.25° S, 44.25° E to 44.5° E"
    assert part_text(CELL, "nonsense") == "nonsense"
