"""A coding beside the standard: what counts, what is the same, what is missing, and the score that follows."""

from __future__ import annotations

from typing import Any

import pytest
from tiny import TINY

from annotator.agreement.feedback import Side, compare, counted_fields
from annotator.codebook.loading import find, load, parse
from annotator.codebook.model import Codebook
from annotator.codebook.values import same_answer

CLASH = {"event_date": "2020-06-02", "type": "A", "sub": "a1", "country": "Iraq", "n": 3, "note": "Three men died."}
PROTEST = {"event_date": "2020-06-05", "type": "B", "sub": "b1", "country": "Syria"}


@pytest.fixture(scope="module")
def book() -> Codebook:
    return parse(TINY)


def side(name: str, *events: dict[str, Any], verdict: str = "events", answers: dict[str, Any] | None = None) -> Side:
    return Side(name, verdict, answers or {}, [(f"{name}{place}", one) for place, one in enumerate(events)])


def marks(book: Codebook, mine: Side, standard: Side, named: tuple[str, ...] = ()) -> dict[str, str]:
    """Of the first event, by field."""
    return {one.field: one.mark for one in compare(book, mine, standard, named).events[0].answers}


def test_what_a_person_answers_counts(book: Codebook):
    """The derived year and the long note do not."""
    assert counted_fields(book) == ("event_date", "type", "sub", "country", "n")
    assert counted_fields(book, ("note", "n", "unknown")) == ("n", "note")


def test_each_field_is_same_different_missing_or_extra(book: Codebook):
    mine = {**CLASH, "n": 4, "country": None}
    standard = {**CLASH, "sub": None, "note": "Other words."}
    assert marks(book, side("m", mine), side("s", standard)) == {
        "event_date": "same", "type": "same", "sub": "extra", "country": "missing", "n": "different",
    }  # fmt: skip


def test_a_field_nobody_answered_does_not_count(book: Codebook):
    assert "n" not in marks(book, side("m", PROTEST), side("s", PROTEST))


def test_the_same_coding_scores_one_and_an_order_of_its_own_does_no_harm(book: Codebook):
    told = compare(book, side("m", PROTEST, CLASH), side("s", CLASH, PROTEST))
    assert told.score == 1
    assert [(one.my_place, one.standard_place) for one in told.events] == [(1, 2), (2, 1)]
    assert told.count == 1 + 5 + 4


def test_an_event_of_one_side_counts_with_all_its_answers(book: Codebook):
    told = compare(book, side("m", CLASH), side("s", CLASH, PROTEST))
    assert [(one.mine, one.standard) for one in told.events] == [("m0", "s0"), ("", "s1")]
    assert {one.mark for one in told.events[1].answers} == {"missing"}
    assert (told.same, told.count) == (1 + 5, 1 + 5 + 4)
    turned = compare(book, side("m", CLASH, PROTEST), side("s", CLASH))
    assert {one.mark for one in turned.events[1].answers} == {"extra"}
    assert turned.score == told.score


def test_relevance_counts_as_a_field(book: Codebook):
    nothing = side("m", verdict="no_event")
    assert compare(book, nothing, side("s", verdict="no_event")).score == 1
    told = compare(book, nothing, side("s", CLASH))
    assert told.relevance.mark == "different"
    assert (told.same, told.count) == (0, 1 + 5)


def test_only_the_fields_named_by_the_round_count(book: Codebook):
    told = compare(book, side("m", {**CLASH, "n": 9}), side("s", CLASH), ("n",))
    assert (told.same, told.count) == (1, 2)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Red  Front", "red front", True), ("Red Front", "Red Fronts", False), (2, 2.0, True), ("2", 2, False),
        (["a", "b"], ["b", "a"], True), (["a", "a"], ["a"], False), (["a"], "a", False),
        ([{"name": "X", "role": "side"}, {"name": "Y"}], [{"name": "Y", "role": None}, {"role": "side", "name": "x"}], True),
        ({"low": 1, "high": 3}, {"high": 3, "low": 1}, True), ({"missing": "-9"}, {"missing": "-8"}, False),
        ({"missing": "-9"}, None, False), (True, 1, False), ("عرب", "عرب", True),
    ],
)  # fmt: skip
def test_what_is_the_same_answer(one: object, other: object, same: bool):
    assert same_answer(one, other) is same
    assert same_answer(other, one) is same


def test_sides_whose_order_says_nothing_are_read_to_fit_the_standard():
    """The two actors the other way round are no two mistakes; one of them named wrongly is one."""
    acled = load(find("acled"))[0]
    fight = {"event_date": "2020-06-02", "sub_event_type": "Armed clash", "actor1": "Red Front", "actor2": "Army of Mali",
             "assoc_actor_2": ["Police"], "location": "Kidal"}  # fmt: skip
    turned = {**fight, "actor1": "Army of Mali", "assoc_actor_1": ["Police"], "actor2": "Red Front", "assoc_actor_2": None}
    assert compare(acled, side("m", turned), side("s", fight)).score == 1
    told = compare(acled, side("m", {**turned, "actor2": "Blue Front"}), side("s", fight))
    assert [(one.field, one.mine, one.standard) for one in told.counted() if one.mark != "same"] == [
        ("actor1", "Blue Front", "Red Front")
    ]


def test_events_that_differ_in_all_are_not_compared(book: Codebook):
    told = compare(book, side("m", PROTEST), side("s", {"event_date": "2020-01-01", "type": "A", "sub": "a1"}))
    assert [(one.my_place, one.standard_place) for one in told.events] == [(1, 0), (0, 1)]
