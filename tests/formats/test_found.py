"""Where answers and words belong that are found in other programs' files: to the article, an event, or one event together."""

from __future__ import annotations

from pathlib import Path

import pytest
from round_trips import small_codebook

from annotator.formats.codings.arriving import Arriving
from annotator.formats.codings.coded import Span
from annotator.formats.codings.documents import Document
from annotator.formats.codings.found import FoundCoding
from annotator.formats.codings.marks import ITEM, Mark, coding_of

TEXT = "Two died in Kirkuk and Mosul."


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span("text", start, start + len(words), words)


@pytest.fixture
def found(tmp_path: Path) -> FoundCoding:
    return FoundCoding(Arriving(small_codebook(tmp_path)), "a file")


def test_words_without_an_event_make_one_together(found: FoundCoding):
    found.mark("place", span("Kirkuk"))
    found.answer(None, "kind", "Battle")
    (event,) = found.made().events
    assert event.values == {"place": "Kirkuk", "kind": "Battle"}
    assert [one.spans[0].quote for one in event.evidence] == ["Kirkuk"]


def test_words_with_an_answer_are_not_read_as_one(found: FoundCoding):
    found.answer(None, "place", "Basra")
    found.mark("place", span("Kirkuk"), answered=True)
    found.mark("kind", span("died"), {"note": "why"})
    (event,) = found.made().events
    assert event.values == {"place": "Basra"}
    assert {(one.field, one.note) for one in event.evidence} == {("place", ""), ("kind", "why")}
    assert not found.arriving.unmapped


def test_questions_about_the_article_belong_to_it_whatever_event_they_stand_at(found: FoundCoding):
    name = next(iter(found.arriving.codebook.article_fields))
    event = found.event("1")
    found.mark(name, span("Two"), {"note": "why"}, event)
    made = found.made()
    assert [one.field for one in made.evidence] == [name]
    assert made.events[0].evidence == ()


def test_marks_by_lines_go_the_same_way(found: FoundCoding):
    start = TEXT.index("Kirkuk")
    marks = [Mark("1", start, start + 6, "place"), Mark("2", 0, 3, "weather", {"kind": ("Battle",), ITEM: ("a",)})]
    made = coding_of(marks, [("1", "2")], Document(TEXT, 0), found.arriving, "a file")
    (event,) = made.events
    assert event.values == {"place": "Kirkuk", "kind": "Battle"}
    assert {(one.field, one.item, one.spans[0].quote) for one in event.evidence} == {
        ("place", "", "Kirkuk"), ("kind", "", "Two"),
    }  # fmt: skip
