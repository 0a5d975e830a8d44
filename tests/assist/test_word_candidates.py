"""Event words as candidates for codes, with their parents."""

from __future__ import annotations

from typing import Any

import yaml
from readings import ACLED, PROTEST, reading

from annotator.assist.words import WordProvider
from annotator.codebook.model import Codebook


def offered(text: str, codebook: Codebook = ACLED, **more: Any) -> list[tuple[str, Any, str, dict[str, Any]]]:
    """Field, value, quote and what follows."""
    return [
        (one.field, one.value, one.text, dict(one.also)) for one in WordProvider().candidates(reading(text, codebook, **more))
    ]


def test_a_word_points_to_its_code_and_the_code_above_it_and_either_brings_the_other():
    assert offered("An Airstrike hit the base.") == [
        ("event_type", "Explosions/Remote violence", "Airstrike", {"sub_event_type": "Air/drone strike"}),
        ("sub_event_type", "Air/drone strike", "Airstrike", {"event_type": "Explosions/Remote violence"}),
    ]


def test_the_longest_word_wins():
    told = offered("Police arrested protesters at noon.")
    assert {(value, quote) for _, value, quote, _ in told} == {
        ("Protests", "arrested protesters"), ("Protest with intervention", "arrested protesters"),
    }  # fmt: skip


def test_only_whole_words_count():
    assert offered("The mineral marches on; a rocketry club.") == []


def test_the_title_is_read_as_well():
    (first, *_) = WordProvider().candidates(reading("", ACLED, title="Grenade thrown in Jos"))
    assert (first.part, first.start, first.end) == ("title", 0, 7)


def test_a_codebook_without_words_offers_nothing():
    plain = Codebook.model_validate(yaml.safe_load(
        "{annotator_codebook: 1, name: a, lists: {l: {codes: [{code: x}]}},"
        " sections: [{name: s, fields: [{name: f, type: code, codes: l}]}]}"
    ))  # fmt: skip
    assert offered("x", plain) == []


def test_one_provider_serves_several_codebooks_in_turn():
    provider = WordProvider()
    for codebook in (ACLED, PROTEST, ACLED):
        fields = {one.field for one in provider.candidates(reading("They held a sit-in.", codebook))}
        assert fields
        assert fields <= set(codebook.fields)
