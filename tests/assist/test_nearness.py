"""The candidates near what is known of an event come first."""

from __future__ import annotations

from typing import Any

from annotator.assist.candidate import Candidate
from annotator.assist.nearness import by_nearness


def candidate(value: Any, start: int, score: float = 0.8, part: Any = "text") -> Candidate:
    return Candidate("event_date", value, part, start, start + 5, "words", score, "")


def order(candidates: list[Candidate], own: Any = (), others: Any = ()) -> list[Any]:
    return [one.value for one in by_nearness(candidates, own, others)]


def test_without_evidence_the_score_decides_and_then_the_text():
    assert order([candidate("c", 500, 0.5), candidate("b", 300), candidate("a", 10), candidate("t", 0, part="title")]) == [
        "a", "b", "t", "c",
    ]  # fmt: skip


def test_what_stands_near_the_event_comes_first():
    found = [candidate("first", 10), candidate("second", 2_000), candidate("between", 1_000)]
    assert order(found, own=[("text", 2_050, 2_060)]) == ["second", "between", "first"]


def test_a_much_better_score_wins_over_nearness():
    assert order([candidate("sure", 10, 1.0), candidate("near", 2_000, 0.3)], own=[("text", 2_050, 2_060)]) == ["sure", "near"]


def test_what_another_event_took_is_less_likely():
    assert order([candidate("taken", 10), candidate("free", 400)], others=[("text", 10, 15)]) == ["free", "taken"]


def test_the_title_is_near_to_nothing_in_the_text():
    assert order([candidate("title", 0, 0.8, "title"), candidate("text", 0, 0.7)], own=[("text", 5, 9)]) == ["text", "title"]
