"""What files of marked text say twice."""

from __future__ import annotations

from pathlib import Path

from round_trips import small_codebook

from annotator.formats.codings.arriving import Arriving
from annotator.formats.codings.coded import Span
from annotator.formats.codings.found import FoundCoding


def test_of_two_answers_to_one_question_the_first_stands_and_the_other_is_listed(tmp_path: Path):
    arriving = Arriving(small_codebook(tmp_path))
    found = FoundCoding(arriving, "a.txt")
    event, other = found.event("1"), found.event("2")
    for said in ("Kirkuk", "Kirkuk", "Basra"):
        found.answer(event, "place", said)
    found.answer(other, "place", "Mosul")
    assert (event.values, other.values) == ({"place": "Kirkuk"}, {"place": "Mosul"})
    assert [(one.what, one.name, one.count) for one in arriving.unmapped] == [("label", "place", 1)]


def test_an_answer_overrules_words_that_nobody_called_one(tmp_path: Path):
    arriving = Arriving(small_codebook(tmp_path))
    found = FoundCoding(arriving, "a.txt")
    event = found.event("1")
    found.mark("place", Span("text", 0, 4, "here"), event=event)
    found.answer(event, "place", "Kirkuk")
    assert (event.values, arriving.unmapped) == ({"place": "Kirkuk"}, [])
