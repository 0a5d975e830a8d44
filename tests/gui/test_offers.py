"""What the text offers: listed and framed for the field in view, taken by keys, never in the way."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn, cast

import pytest
from hands import Hands
from pytestqt.qtbot import QtBot

from annotator import settings
from annotator.assist.candidate import Candidate
from annotator.assist.desk import Offers
from annotator.errors import StorageError
from annotator.formats.sample import make_sample
from annotator.gui import offering
from annotator.gui.offers_panel import OffersPanel
from annotator.places.gazetteer import FILE_NAME
from annotator.project import Project
from annotator.project.register import Entry


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    """The sample with an empty event in view, everything offered."""
    path = tmp_path / "sample.annotator"
    make_sample(path)
    hands = Hands(qtbot, path)
    hands.press("Ctrl+N")
    wait_for_offers(qtbot, hands)
    yield hands
    hands.window.close()


def wait_for_offers(qtbot: QtBot, hands: Hands) -> None:
    qtbot.waitUntil(lambda: bool(hands.window.code().offering.of("event_date")))


def current(hands: Hands) -> Candidate:
    found = hands.window.code().offering.current
    assert found is not None
    return found


def values(hands: Hands) -> dict[str, object]:
    return dict(hands.window.current().event(hands.window.focus.event).values)


def test_the_field_in_view_is_offered_what_the_text_says(desk: Hands):
    offered = [one.value for one in desk.window.code().offering.listed]
    assert offered[0] == "2020-06-02"
    assert {"2020-05-20", "2020-02-12", "2020-06-01"} <= set(offered)
    panel = desk.window.code().offers
    assert panel.isVisible()
    assert "“May 20” is 2020-05-20" in panel.list.texts()[offered.index("2020-05-20")][1]


def test_f3_goes_through_the_offers_and_f2_takes_the_one_in_view(desk: Hands):
    offering = desk.window.code().offering
    wanted = [one.value for one in offering.listed].index("2020-05-20")
    desk.press(*["F3"] * wanted)
    assert current(desk).text == "May 20"
    desk.press("Shift+F3", "F3", "F2")
    assert values(desk)["event_date"] == "2020-05-20"
    assert values(desk)["time_precision"] == "1"
    (dated,) = [one for one in desk.window.current().evidence(desk.window.focus.event) if one.field == "event_date"]
    assert ([span.quote for span in dated.spans], dated.origin) == (["May 20"], "taken")
    assert desk.window.focus.field == "event_type"
    desk.press("Ctrl+Z")
    assert "event_date" not in values(desk)


def test_what_stands_near_the_event_is_offered_first(desk: Hands):
    offering = desk.window.code().offering
    desk.go("event_type")
    strikes = [one.value for one in offering.listed].index("Explosions/Remote violence")
    desk.press(*["F3"] * strikes, "F2", "F2")
    assert values(desk)["sub_event_type"] == "Air/drone strike"
    desk.go("fatalities")
    assert current(desk).text == "another IS terrorist"


@pytest.mark.usefixtures("with_places")
def test_a_place_brings_its_country_and_coordinates(desk: Hands, qtbot: QtBot):
    qtbot.waitUntil(lambda: bool(desk.window.code().offering.of("location")))
    desk.go("location")
    wanted = [one.text for one in desk.window.code().offering.listed].index("Kirkuk")
    desk.press(*["F3"] * wanted, "F2")
    found = values(desk)
    assert (found["location"], found["country"], found["geo_precision"]) == ("Kirkuk", "Iraq", "3")
    assert round(float(str(found["latitude"])), 1) == 35.5


def test_without_a_list_of_places_the_way_to_it_is_offered(desk: Hands):
    desk.go("location")
    assert desk.window.code().offers.places.isVisible()
    desk.go("fatalities")
    assert not desk.window.code().offers.places.isVisible()


def test_a_typed_value_is_remembered_as_changed(desk: Hands):
    desk.press("F2")
    desk.fill("event_date", "2020-06-01")
    assert values(desk)["event_date"] == "2020-06-01"
    (dated,) = [one for one in desk.window.current().evidence(desk.window.focus.event) if one.field == "event_date"]
    assert dated.origin == "changed"


def test_offers_can_be_hidden_and_come_back(desk: Hands, qtbot: QtBot):
    desk.window.actions_by_id["switch_offers"].trigger()
    panel = desk.window.findChild(OffersPanel)
    assert panel is not None
    assert not panel.list.isVisible()
    assert panel.none.isVisible()
    assert panel.none.text().startswith("Offers are off.")
    assert panel.hint == "Offers are off"
    assert desk.window.code().offering.current is None
    desk.window.actions_by_id["switch_offers"].trigger()
    wait_for_offers(qtbot, desk)
    assert panel.list.isVisible()


def test_where_providers_fail_coding_goes_on(desk: Hands, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot):
    from annotator.assist.desk import Desk

    asked: list[object] = []

    def fails(self: Desk, reading: object, **_: object) -> Offers:
        asked.append(reading)
        return Offers()

    monkeypatch.setattr(Desk, "offers", fails)
    desk.press("Ctrl+N")
    qtbot.waitUntil(lambda: bool(asked) and desk.window.code().offering.current is None)
    desk.press("F2")
    assert "Nothing is offered" in desk.window.notice.text
    desk.fill("fatalities", "3")
    assert values(desk)["fatalities"] == 3


def test_who_is_one_actor_is_not_offered_for_the_other(desk: Hands, qtbot: QtBot):
    offering = desk.window.code().offering
    register = desk.window.current().project.registers.register("actors")
    register.put(Entry({"name": "Islamic State (Iraq)", "type": "2", "country": "Iraq"}, ("IS",)))
    desk.go("actor1")
    qtbot.waitUntil(lambda: bool(offering.of("actor1")))
    first = current(desk).value
    desk.press("F2")
    qtbot.waitUntil(lambda: not offering.asking)
    desk.go("actor2")
    assert first not in [one.value for one in offering.listed]


def test_a_file_of_places_that_cannot_be_read_is_to_be_made_anew(desk: Hands):
    folder = settings.data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE_NAME).write_text("garbage", "utf-8")
    desk.go("location")
    assert desk.window.code().offers.places.isVisible()


def test_of_a_file_that_is_gone_nothing_is_offered(project: Project, monkeypatch: pytest.MonkeyPatch):
    asked, answers = threading.Event(), list[Any]()

    def gone(*_: Any, **__: Any) -> NoReturn:
        asked.set()
        raise StorageError("desk.annotator cannot be opened")

    monkeypatch.setattr(project, "beside", gone)
    thread = offering._Thread(project, lambda *told: answers.append(told))
    thread.ask(cast("Any", object()))
    assert asked.wait(10)
    thread.stop()
    assert answers == []
