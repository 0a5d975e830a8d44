"""The map: where things stand on it, and setting a point by mouse and by keys alone, with the way back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hands import LEFT, PLAIN, Hands
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSplitter
from pytestqt.qtbot import QtBot

from annotator import settings
from annotator.codebook.loading import find, load
from annotator.formats.sample import make_sample
from annotator.gui.map_camera import Camera, to_globe, to_plane
from annotator.gui.map_marks import point_fields
from annotator.gui.map_panel import MapPanel
from annotator.gui.map_view import MapView
from annotator.places.boundaries import add_boundaries


@pytest.mark.parametrize(("latitude", "longitude"), [(0.0, 0.0), (36.3, 43.1), (-54.8, -68.3), (71.2, 179.9), (-16.8, -179.9)])
def test_a_place_is_picked_where_it_is_drawn(latitude: float, longitude: float):
    assert to_globe(*to_plane(latitude, longitude)) == pytest.approx((latitude, longitude))
    camera = Camera(width=600, height=300, scale=37.0).centred(latitude + 1, longitude + 2)
    assert camera.at(*camera.on_screen(latitude, longitude)) == pytest.approx((latitude, longitude))


def test_what_is_under_the_mouse_stays_there_while_zooming():
    camera = Camera(width=600, height=300, scale=20.0).centred(33.0, 44.0)
    before = camera.at(100, 80)
    assert camera.zoomed(3.0, 100, 80).at(100, 80) == pytest.approx(before)
    assert camera.zoomed(1e9, 100, 80).scale < 1e6


def test_a_box_is_seen_whole():
    camera = Camera(width=536, height=100).fitted((38.0, 29.0, 49.0, 38.0))
    for latitude, longitude in ((29.0, 38.0), (38.0, 49.0)):
        x, y = camera.on_screen(latitude, longitude)
        assert 0 <= x <= 536
        assert 0 <= y <= 100


def test_a_pixel_says_how_many_decimals_are_known():
    assert [Camera(scale=scale).decimals for scale in (0.8, 8.0, 80.0, 8000.0)] == [0, 1, 2, 4]


def test_only_a_codebook_with_a_point_has_a_map():
    assert point_fields(load(find("acled"))[0]) is not None
    assert point_fields(load(find("maverick"))[0]) is not None
    assert point_fields(load(find("protest"))[0]) is None


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, with_places: None) -> Iterator[Hands]:
    """The sample with an empty event in view, places offered."""
    path = tmp_path / "sample.annotator"
    make_sample(path)
    hands = Hands(qtbot, path)
    hands.press("Ctrl+N")
    qtbot.waitUntil(lambda: bool(hands.window.code().offering.of("location")))
    yield hands
    hands.window.close()


def panel(hands: Hands) -> MapPanel:
    found = hands.window.code().map
    assert found is not None
    return found


def open_map(qtbot: QtBot, hands: Hands) -> MapView:
    hands.go("location")
    hands.press("F4")
    view = panel(hands).view
    qtbot.waitUntil(lambda: any(one.kind == "candidate" for one in view.marks))
    assert view.hasFocus()
    return view


def values(hands: Hands) -> dict[str, object]:
    return dict(hands.window.current().event(hands.window.focus.event).values)


def number(hands: Hands, name: str) -> float:
    value = values(hands)[name]
    assert isinstance(value, int | float)
    return float(value)


def click(view: MapView, x: float, y: float) -> None:
    QTest.mouseClick(view, LEFT, PLAIN, QPoint(round(x), round(y)))
    QApplication.processEvents()


def test_while_it_is_hidden_nothing_is_looked_up(desk: Hands, qtbot: QtBot):
    desk.go("location")
    assert panel(desk).view.marks == []
    assert open_map(qtbot, desk).marks != []


def test_a_click_sets_the_point_in_one_step(desk: Hands, qtbot: QtBot):
    view = open_map(qtbot, desk)
    there = view.camera.at(20, 90)
    click(view, 20, 90)
    assert (number(desk, "latitude"), number(desk, "longitude")) == pytest.approx(there, abs=0.1)
    assert len(str(values(desk)["latitude"]).partition(".")[2]) <= 2, "no more decimals than a pixel tells"
    assert "Ctrl+Z" in panel(desk).hint
    desk.press("Ctrl+Z")
    assert "latitude" not in values(desk)
    assert "longitude" not in values(desk)


def test_a_ring_gives_its_place(desk: Hands, qtbot: QtBot):
    view = open_map(qtbot, desk)
    ring = next(one for one in view.marks if one.label == "Mosul")
    click(view, *view.camera.on_screen(ring.latitude, ring.longitude))
    assert (values(desk)["location"], values(desk)["country"]) == ("Mosul", "Iraq")
    (told,) = [one for one in desk.window.current().evidence(desk.window.focus.event) if one.field == "location"]
    assert told.origin == "taken"
    qtbot.waitUntil(lambda: any(one.kind == "event" for one in view.marks))
    desk.press("Ctrl+Z")
    assert "location" not in values(desk)
    assert "latitude" not in values(desk)


def test_dragging_moves_the_map_and_sets_nothing(desk: Hands, qtbot: QtBot):
    view = open_map(qtbot, desk)
    before = view.camera.at(100, 50)
    QTest.mousePress(view, LEFT, PLAIN, QPoint(100, 50))
    for x in (110, 130, 160):
        QTest.mouseMove(view, QPoint(x, 50))
    QTest.mouseRelease(view, LEFT, PLAIN, QPoint(160, 50))
    assert view.camera.at(160, 50) == pytest.approx(before)
    assert "latitude" not in values(desk)
    panel(desk).refresh()
    assert view.camera.at(160, 50) == pytest.approx(before), "the map jumped while somebody looked at it"


def test_by_keys_alone(desk: Hands, qtbot: QtBot):
    view = open_map(qtbot, desk)
    far = view.camera.scale
    desk.press("+", "+", "Right", "Down", "Return")
    assert view.camera.scale > far * 2
    middle = view.camera.at(view.width() / 2, view.height() / 2)
    assert (number(desk, "latitude"), number(desk, "longitude")) == pytest.approx(middle, abs=0.1)
    desk.press("Ctrl+Z", "F4")
    assert view.hasFocus()
    desk.press("Tab")
    wanted = view.chosen
    assert wanted is not None
    desk.press("Return")
    assert values(desk)["location"] == wanted.label
    desk.press("Escape")
    assert not view.hasFocus()


def test_f4_again_makes_it_large_and_small(desk: Hands, qtbot: QtBot):
    view = open_map(qtbot, desk)
    reading = desk.window.findChild(QSplitter, "code.reading")
    assert reading is not None
    small = reading.sizes()
    desk.press("F4")
    assert view.height() > 2 * small[1]
    desk.press("F4")
    assert abs(reading.sizes()[1] - small[1]) <= 2


def test_the_articles_other_events_are_marked_and_lead_there(desk: Hands, qtbot: QtBot):
    view = open_map(qtbot, desk)
    first = desk.window.focus.event
    desk.press("Tab", "Return", "Ctrl+N", "F4")
    if not view.hasFocus():
        desk.press("Shift+F4")  # the new event begins at its date, where F4 is the calendar
    qtbot.waitUntil(lambda: any(one.kind == "other" for one in view.marks))
    other = next(one for one in view.marks if one.kind == "other")
    assert other.label == "1"
    click(view, *view.camera.on_screen(other.latitude, other.longitude))
    assert desk.window.focus.event == first


def add_kirkuk() -> None:
    """Boundaries drawn by hand, around 35.3, 43.7."""
    ring = [[42.0, 34.0], [45.0, 34.0], [45.0, 36.0], [42.0, 36.0], [42.0, 34.0]]
    told = [
        {"type": "Feature", "properties": {"shapeName": name, "shapeGroup": "IRQ", "shapeType": kind},
         "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name, kind in (("Kirkuk", "ADM1"), ("Hawija District", "ADM2"))
    ]  # fmt: skip
    path = settings.data_folder() / "kirkuk.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": told}), encoding="utf-8")
    add_boundaries(settings.data_folder(), path)


def test_a_point_on_the_map_fills_the_empty_divisions_it_lies_in(desk: Hands, qtbot: QtBot):
    add_kirkuk()
    view = open_map(qtbot, desk)
    view.camera = view.camera.centred(35.3, 43.7).zoomed(20.0, view.width() / 2, view.height() / 2)
    desk.press("Return")
    assert (values(desk)["admin1"], values(desk)["admin2"]) == ("Kirkuk", "Hawija")
    assert "in Hawija, Kirkuk" in panel(desk).hint
    panel(desk).refresh()
    desk.press("Ctrl+Z")
    assert not {"admin1", "admin2", "latitude", "longitude"} & set(values(desk)), "one step"


def test_divisions_that_stand_there_are_left(desk: Hands, qtbot: QtBot):
    add_kirkuk()
    event = desk.window.focus.event
    desk.window.current().set_values(event, {"country": "Iraq", "admin1": "Diyala"})
    view = open_map(qtbot, desk)
    view.camera = view.camera.centred(35.3, 43.7)
    desk.press("Return")
    assert values(desk)["admin1"] == "Diyala"
    assert "admin2" not in values(desk), "a district of another province"


def test_the_boundaries_of_the_events_country_are_drawn(desk: Hands, qtbot: QtBot):
    add_kirkuk()
    desk.window.current().set_values(desk.window.focus.event, {"country": "Iraq", "latitude": 35.3, "longitude": 43.7})
    view = open_map(qtbot, desk)
    qtbot.waitUntil(lambda: len(view.lines) == 2)
    qtbot.waitUntil(lambda: "lies in Hawija, Kirkuk" in panel(desk).hint)
    drawn = view.grab().toImage()
    view.show_lines(())
    assert view.grab().toImage() != drawn
