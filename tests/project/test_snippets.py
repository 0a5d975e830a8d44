"""Snippets: the words around what was found, as the index would find it, in any script."""

from __future__ import annotations

import time

import pytest

from annotator.project.snippets import LENGTH, snippet


def marked(text: str, words: str) -> list[str]:
    found = snippet(text, words)
    return [found.text[start:end] for start, end in found.found]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("A march of 300 people marched.", "march", ["march"]),
        ("A march of 300 people marched.", "march*", ["march", "march"]),
        ("Police in Zürich and ZURICH", "zurich", ["Zürich", "ZURICH"]),
        ("Cafe\u0301 closed, café open", "CAFE", ["Cafe\u0301", "café"]),
        ("the shop of Salah ad-Din, then Salah", '"salah ad-din"', ["Salah ad-Din"]),
        ("Salah went; ad was Din", '"salah ad-din"', []),
        ("قُتِل رجلان في أحداث كركوك", "قتل", ["قُتِل"]),
        ("قتل رجلان في أحداث كركوك", "احداث", ["أحداث"]),
        ("警察が抗議者を逮捕した。", "抗議", ["抗議"]),
        ("😀😀 a riot 😀 again", "riot", ["riot"]),
        ("a_b and c", "b", ["b"]),
        ("nothing here", "riot", []),
        ("nothing here", "!!", []),
        ("one two three", "three one", ["one", "three"]),
    ],
)
def test_what_is_marked(text: str, words: str, expected: list[str]):
    assert marked(text, words) == expected


def test_the_snippet_begins_a_little_before_with_a_whole_word_and_is_one_line():
    text = "Some words\n\n" * 40 + "and then  a\nriot began in town. " + "More. " * 100
    found = snippet(text, "riot")
    assert "\n" not in found.text
    start = found.found[0][0]
    assert start <= 26
    assert found.text.startswith("…")
    assert found.text.endswith("…")
    assert len(found.text) <= LENGTH + 2
    assert found.text[start : start + 4] == "riot"


def test_where_only_the_title_was_found_the_text_begins():
    assert snippet("The first words.", "riot").text == "The first words."


def test_it_takes_less_than_a_millisecond():
    text = ("Les manifestants ont défilé à travers la ville, selon la police. " * 40) + "émeute"
    snippet(text, "emeute")
    began = time.perf_counter()
    for _ in range(20):
        assert snippet(text, "emeute").found
    assert (time.perf_counter() - began) / 20 < 0.01  # ten times the budget: other work runs beside
