"""The desk: merging and ranking, and providers that fail, wait or talk nonsense."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.metadata import EntryPoint
from typing import Any

import pytest
from readings import ACLED, reading

from annotator.assist import desk as desk_module
from annotator.assist.candidate import Candidate, Provider, Reading
from annotator.assist.dates import DateProvider
from annotator.assist.desk import Desk, Trouble, merged, outside_providers
from annotator.assist.numbers import NumberProvider

TEXT = "On Sunday, two men were shot dead."
SOUND = Candidate("location", "Kirkuk", "text", 3, 9, "Sunday", 0.5, "made up")


class Says:
    """Offers what it was given."""

    def __init__(self, *candidates: Any, name: str = "says") -> None:
        self.name, self._candidates = name, candidates

    def candidates(self, reading: Reading) -> Iterable[Any]:
        return self._candidates


class Breaks:
    name = "breaks"

    def candidates(self, reading: Reading) -> Iterator[Candidate]:
        yield SOUND
        raise RuntimeError(reading.text)


class Waits:
    name = "waits"

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def candidates(self, reading: Reading) -> Iterable[Candidate]:
        self.go_on.wait(20)
        return [SOUND]


def test_providers_that_are_slow_to_load_hold_nothing_up(monkeypatch: pytest.MonkeyPatch):
    ready = threading.Event()

    def slow() -> tuple[tuple[Provider, ...], tuple[Trouble, ...]]:
        ready.wait(20)
        return (Says(SOUND),), ()

    monkeypatch.setattr(desk_module, "outside_providers", slow)
    desk = Desk([DateProvider()], patience=0.01)
    desk._load_outside()
    early = desk.offers(reading(TEXT))
    assert [one.provider for one in early.troubles] == ["providers"]
    assert {one.provider for one in early.candidates} == {"dates"}
    ready.set()
    while desk._loading is not None and not desk._loading:
        ready.wait(0.01)
    late = desk.offers(reading(TEXT))
    assert late.troubles == ()
    assert len(late.candidates) > len(early.candidates)


def test_fields_stand_in_the_form_s_order_and_the_best_first():
    offers = Desk([NumberProvider(), DateProvider(), Says(SOUND, replace(SOUND, value="Mosul", score=0.9))]).offers(
        reading(TEXT)
    )
    assert [(one.field, one.value) for one in offers.candidates] == [
        ("event_date", "2020-05-31"), ("fatalities", 2), ("location", "Mosul"), ("location", "Kirkuk"),
    ]  # fmt: skip
    assert offers.troubles == ()
    assert [one.value for one in offers.of("location")] == ["Mosul", "Kirkuk"]
    assert set(offers.seconds) == {"numbers", "dates", "says"}


def test_one_candidate_for_a_value_at_a_place_keeps_what_both_know():
    other = replace(SOUND, score=0.8, also={"country": "Iraq"}, provider="b")
    (one,) = merged([replace(SOUND, also={"admin1": "Kirkuk"}, provider="a"), other])
    assert (one.score, one.provider, one.also) == (0.8, "b", {"admin1": "Kirkuk", "country": "Iraq"})


@pytest.mark.parametrize("where", ["own", "outside"])
def test_a_provider_that_raises_is_reported_and_what_it_found_before_counts(where: str):
    desk = Desk([Breaks()]) if where == "own" else Desk([], [Breaks()])
    offers = desk.offers(reading(TEXT))
    assert [one.value for one in offers.candidates] == ["Kirkuk"]
    (trouble,) = offers.troubles
    assert (trouble.provider, "RuntimeError" in trouble.reason) == ("breaks", True)
    assert TEXT not in trouble.reason


def test_a_provider_that_waits_is_left_behind_and_not_asked_until_it_is_done():
    waits = Waits()
    desk = Desk([DateProvider()], [waits], patience=0.05)
    began = time.perf_counter()
    first, second = desk.offers(reading(TEXT)), desk.offers(reading(TEXT))
    assert time.perf_counter() - began < 5
    assert [one.field for one in first.candidates] == ["event_date"]
    assert "longer than" in first.troubles[0].reason
    assert "still at work" in second.troubles[0].reason
    waits.go_on.set()
    desk._stuck["waits"].join(5)
    assert len(desk.offers(reading(TEXT)).candidates) == 2


@pytest.mark.parametrize(
    "nonsense",
    [
        "text", None, replace(SOUND, field="nowhere"), replace(SOUND, text="Monday"), replace(SOUND, end=999),
        replace(SOUND, start=-1), replace(SOUND, score=float("nan")), replace(SOUND, part="title"),
    ],
)  # fmt: skip
def test_nonsense_is_dropped_and_counted(nonsense: Any):
    offers = Desk([Says(nonsense, SOUND)]).offers(reading(TEXT))
    assert [one.value for one in offers.candidates] == ["Kirkuk"]
    assert "1 of its 2 candidates" in offers.troubles[0].reason


def test_providers_can_be_switched_off():
    assert Desk([DateProvider(), NumberProvider()]).offers(reading(TEXT), off=["dates", "numbers"]).candidates == ()


def test_providers_of_other_packages_are_loaded_and_a_broken_one_is_trouble():
    points = [
        EntryPoint("dates", "annotator.assist.dates:DateProvider", "annotator.providers"),
        EntryPoint("gone", "no_such_package:Provider", "annotator.providers"),
        EntryPoint("wrong", "annotator.assist.desk:PATIENCE", "annotator.providers"),
    ]
    found, troubles = outside_providers(points)
    assert [one.name for one in found] == ["dates"]
    assert [one.provider for one in troubles] == ["gone", "wrong"]


def test_an_empty_article_offers_nothing():
    assert Desk([DateProvider(), NumberProvider()]).offers(reading("", ACLED, date="")).candidates == ()


@pytest.mark.parametrize(
    "piece", ["killed 12 people ", "On Monday said ", "a ", "two hundred and ", "June ", "Abu Omar ", "\n"]
)
def test_a_long_line_costs_no_more_than_its_length(piece: str):
    began = time.perf_counter()
    Desk([DateProvider(), NumberProvider()]).offers(reading(piece * (60_000 // len(piece))))
    assert time.perf_counter() - began < 20
