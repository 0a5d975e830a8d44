"""What a value brings along: towns give divisions and coordinates; another country or day has other actors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hands import Hands
from pytestqt.qtbot import QtBot

from annotator import settings
from annotator.formats.sample import make_sample
from annotator.places.gazetteer import FILE_NAME
from annotator.project.register import Entry


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, with_places: None) -> Iterator[Hands]:
    """The sample with an empty event, and a small file of places."""
    path = tmp_path / "sample.annotator"
    make_sample(path)
    hands = Hands(qtbot, path)
    hands.press("Ctrl+N")
    yield hands
    hands.window.close()


def values(hands: Hands, *names: str) -> list[object]:
    told = hands.window.current().event(hands.window.focus.event).values
    return [told.get(name) for name in names]


def test_a_town_is_chosen_by_its_first_letters_and_brings_what_it_lies_in(desk: Hands):
    desk.fill("country", "Iraq")
    desk.go("location")
    desk.type("Bagh")
    desk.press("Down", "Return")
    assert values(desk, "location", "admin1", "latitude", "longitude", "geo_precision") == [
        "Baghdad", "Baghdad", 33.3406, 44.4009, "1",
    ]  # fmt: skip
    desk.press("Ctrl+Z")
    assert values(desk, "location", "admin1", "latitude", "country") == [None, None, None, "Iraq"]


def test_another_town_takes_what_followed_from_the_first_along_and_leaves_what_was_typed(desk: Hands):
    desk.fill("country", "Iraq")
    desk.fill("location", "Baghdad")
    desk.fill("latitude", "33.5")
    desk.fill("location", "Mosul")
    assert values(desk, "location", "admin1", "latitude", "longitude") == ["Mosul", "Nineveh", 33.5, 43.1189]


def test_a_town_of_another_country_brings_nothing(desk: Hands):
    desk.fill("country", "Syria")
    desk.fill("location", "Baghdad")
    assert values(desk, "country", "location", "admin1", "latitude") == ["Syria", "Baghdad", None, None]


def test_the_divisions_given_say_which_town_is_not_meant(desk: Hands):
    desk.fill("country", "Iraq")
    desk.fill("admin1", "Diyala")
    desk.fill("location", "Mosul")
    assert values(desk, "admin1", "latitude") == ["Diyala", None]


def test_the_narrower_type_brings_the_broader(desk: Hands):
    desk.fill("sub_event_type", "Arrests")
    assert values(desk, "event_type") == ["Strategic developments"]


def test_another_country_offers_to_resolve_the_actors_again(desk: Hands):
    register = desk.window.current().project.registers.register("actors")
    for country in ("Iraq", "Syria"):
        register.put(Entry({"name": f"Islamic State ({country})", "type": "2", "country": country}))
    desk.fill("country", "Iraq")
    desk.fill("actor2", "Islamic State (Iraq)")
    event = desk.window.focus.event

    def warned() -> list[str]:
        found = desk.window.current().problems(desk.window.current().event(event))
        return [one.message for one in found if one.rule == "register"]

    assert warned() == []
    desk.fill("country", "Syria")
    assert warned() == ["Actor 2: in Syria on 2020-06-02, the register has “Islamic State (Syria)” for “Islamic State (Iraq)”."]
    desk.go("actor2")
    desk.press("Ctrl+.", "Return")
    assert values(desk, "actor2") == ["Islamic State (Syria)"]
    assert warned() == []


def test_an_actors_type_goes_with_the_actor_until_somebody_sets_it(desk: Hands):
    register = desk.window.current().project.registers.register("actors")
    for name, kind in (("Police Forces of Iraq (2018-)", "1"), ("Protesters (Iraq)", "6")):
        register.put(Entry({"name": name, "type": kind, "country": "Iraq"}))
    desk.fill("country", "Iraq")
    desk.fill("actor2", "Police Forces of Iraq (2018-)")
    assert values(desk, "inter2") == ["1"]
    desk.fill("actor2", "Protesters (Iraq)")
    assert values(desk, "inter2") == ["6"]
    desk.window.current().set_values(desk.window.focus.event, {"inter2": "5"})
    desk.fill("actor2", "Police Forces of Iraq (2018-)")
    assert values(desk, "inter2") == ["5"]


def test_a_source_brings_its_scale(desk: Hands):
    desk.window.current().project.registers.register("sources").put(Entry({"name": "Baghdad Post", "scale": "National"}))
    desk.go("source")
    desk.type("Bag")
    desk.press("Down", "Return")
    assert values(desk, "source", "source_scale") == [["Baghdad Post"], "National"]


def test_a_file_of_places_made_while_the_window_is_open_is_used_at_once(desk: Hands):
    file, away = settings.data_folder() / FILE_NAME, settings.data_folder() / "away"
    file.rename(away)
    desk.window.code().renew_places()
    desk.fill("country", "Iraq")
    desk.fill("location", "Baghdad")
    assert values(desk, "location", "latitude") == ["Baghdad", None]
    away.rename(file)
    desk.fill("location", "Mosul")
    assert values(desk, "location", "latitude") == ["Mosul", 36.335]
