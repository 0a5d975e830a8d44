"""Counts as candidates: which field takes which, what becomes of ranges and vague words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readings import ACLED, MAVERICK, PROTEST, reading

from annotator.assist.counts import find_counts
from annotator.assist.numbers import NumberProvider


def offered(text: str, codebook: Any = ACLED) -> list[tuple[str, Any]]:
    """Field and value."""
    return [(one.field, one.value) for one in NumberProvider().candidates(reading(text, codebook))]


@pytest.mark.parametrize(
    ("text", "lowest", "estimate"),
    [
        ("At least 12 people were killed.", 12, {"low": 12}),
        ("Up to 12 people were killed.", 12, {"high": 12}),
        ("Between 10 and 15 people were killed.", 10, {"low": 10, "high": 15}),
        ("About 12 people were killed.", 12, 12),
        ("Dozens of people were killed.", 12, 24),
        ("A soldier was killed.", 1, 1),
        ("Nobody was killed.", 0, 0),
    ],
)
def test_a_whole_number_is_the_lowest_and_an_estimate_keeps_both(text: str, lowest: int, estimate: Any):
    assert offered(text) == [("fatalities", lowest)]
    assert offered(text, MAVERICK) == [("deaths", estimate)]


def test_each_field_takes_its_own_kind():
    text = "Police arrested 12 of about 300 protesters; four were injured and one was killed."
    told = offered(text, PROTEST)
    assert ("arrested", 12) in told
    assert ("participants", 300) in told
    assert ("injured", 4) in told
    assert ("killed", 1) in told


def test_what_no_field_asks_for_is_offered_without_a_field():
    (one,) = NumberProvider().candidates(reading("Troops detained two senior IS members in Nineveh."))
    assert (one.field, one.value, one.text) == ("", 2, "two senior IS members")
    assert "2 arrested" in one.reason
    assert "No field of this codebook asks for it" in one.reason


def test_a_word_the_codebook_gives_no_number_is_not_offered():
    assert offered("Scores of people were killed.") == []
    assert offered("Scores of people were killed.", PROTEST) == [("killed", 40)]


def test_counts_told_together_are_also_offered_added_up():
    told = offered("At least four soldiers and two gunmen were killed.")
    assert told == [("fatalities", 4), ("fatalities", 2), ("fatalities", 6)]


def test_the_smallest_a_field_allows_holds():
    assert offered("No one was arrested.", PROTEST) == []


def test_a_name_of_a_group_is_not_one_person():
    assert offered("The army killed Hamas fighters near Islamic State positions.") == []


@pytest.mark.parametrize(
    "text",
    [
        "The third attack killed all hopes.",
        "He was killed on 12 May 2019.",
        "A man aged 35 ran.",
        "They paid $200 for it.",
        "Brigade 45 attacked at 10:30 with 12 tanks.",
        "He was killed 12 kilometres from the town.",
        "AK-47 fire was heard; 40% of the houses burned.",
    ],
)
def test_what_is_no_count(text: str):
    assert [one for one in find_counts(text) if one.low != 1] == []


WORDS = (  # noqa: SIM905
    "two 12 1,200 dozens of several a the soldier soldiers people were was killed and wounded , . ; or to between at least "
    "up who said that in Ali Hassan dead including them three 35 - year old no one thousand hundred twenty protesters marched"
).split()


@given(st.lists(st.sampled_from(WORDS), max_size=16))
def test_any_words_give_counts_within_the_text(words: list[str]):
    text = " ".join(words)
    for one in find_counts(text, "en"):
        assert 0 <= one.start < one.end <= len(text)
        assert one.vague or one.low is not None or one.high is not None
        assert one.low is None or one.high is None or one.low <= one.high


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str):
    find_counts(text)
