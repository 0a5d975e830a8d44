"""Where two texts differ: rebuilt from the differences, quick on what is long, in scripts of all kinds."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planted_copies import Writer

from annotator.project.copy_differences import differences


def parts(one: str, other: str) -> list[tuple[str, str]]:
    return [(one[a.one.start : a.one.end], other[a.other.start : a.other.end]) for a in differences(one, other)]


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("Two men died in Kirkuk.", "two  men died,\nin KIRKUK", []),
        ("Two men died in Kirkuk.", "Three men died in Kirkuk.", [("Two", "Three")]),
        ("Two men died in Kirkuk.", "Two men died near Domiz in Kirkuk.", [("", "near Domiz")]),
        ("Two men died", "", [("Two men died", "")]),
        ("", "", []),
        ("🔥 fire", "🔥 fires", [("fire", "fires")]),
        ("警察昨天说", "警察今天说", [("昨", "今")]),
        ("قتل أحمد", "قتل احمد", []),
        ("مات محمد في كركوك", "مات أحمد في كركوك", [("محمد", "أحمد")]),
    ],
)
def test_words_that_differ(one: str, other: str, found: list[tuple[str, str]]):
    assert parts(one, other) == found


def test_an_empty_span_stands_where_the_other_has_more():
    (one,) = differences("one two", "one more two")
    assert one.one == (3, 3)
    assert one.other == (4, 8)


_WORDS = st.lists(st.sampled_from("a b c d e f gg hh 字 12 🔥".split()), max_size=40)  # noqa: SIM905


@given(_WORDS, _WORDS)
def test_what_is_not_told_is_the_same(one: list[str], other: list[str]):
    """The texts less their differences are alike, and differences come in order."""
    texts = " ".join(one), " ".join(other)
    found = differences(*texts)
    left = list(texts)
    for side in (0, 1):
        spans = [(each.one, each.other)[side] for each in found]
        assert all(a.end <= b.start for a, b in pairwise(spans))
        for span in reversed(spans):
            left[side] = left[side][: span.start] + " " + left[side][span.end :]
    assert left[0].replace("🔥", "").split() == left[1].replace("🔥", "").split()


@pytest.mark.parametrize("kind", ["changed", "strangers", "one word"])
def test_long_texts_are_quick(kind: str):
    writer = Writer(random.Random(1))
    text = " ".join(writer.words(60_000))
    other = {
        "changed": lambda: writer.changed(text), "strangers": lambda: " ".join(writer.words(60_000)),
        "one word": lambda: "word " * 60_000,
    }[kind]()  # fmt: skip
    if kind == "one word":
        text = "word " * 50_000
    began = time.process_time()
    assert differences(text, other)
    assert time.process_time() - began < 20
