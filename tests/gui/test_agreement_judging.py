"""The lead's words on a line of pairs: found from its own events on, told in their coders' order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pytest
from tiny import TINY

from annotator.agreement.results import Unit
from annotator.codebook.loading import parse
from annotator.gui.agreement_judging import by_event, judged_of, word_of
from annotator.gui.agreement_words import ValueWords

if TYPE_CHECKING:
    from annotator.project.pairs import Judged


class Unread(dict[str, Sequence[tuple[frozenset[str], "Judged"]]]):
    """Words that may be looked up and not gone through."""

    def __iter__(self) -> Iterator[str]:
        pytest.fail("all words are gone through for one line")

    keys = values = items = __iter__  # type: ignore[assignment]


def test_words_are_found_from_a_lines_events_on():
    words: dict[frozenset[str], Judged] = {
        frozenset(("a1", "b1")): "different", frozenset(("c1", "a2")): "same", frozenset(("a1", "c1")): "same",
        frozenset(("a1", "gone")): "same", frozenset(("x", "y")): "different",
    }  # fmt: skip
    index = by_event(words)
    assert index["a1"] == [(pair, judged) for pair, judged in words.items() if "a1" in pair]
    line, beside = Unit("one", 1, {}, {"A": "a1", "B": "b1"}), Unit("one", 1, {}, {"A": "a2", "C": "c1"})
    found = judged_of(line, Unread(index), [line, beside], ValueWords(parse(TINY)))
    assert [(one.one, one.other, judged) for one, judged in found] == [("a1", "b1", "different"), ("a1", "c1", "same")]
    assert word_of(found) == "not the same: A · B; same: A · C"
    (back,) = judged_of(
        Unit("one", 1, {}, {"C": "c1"}), Unread({"c1": index["c1"][1:]}), [line, beside], ValueWords(parse(TINY))
    )
    assert (back[0].one, back[0].other) == ("c1", "a1"), "the line's own event first"
