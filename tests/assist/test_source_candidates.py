"""Who reports: the article's own source, and the register's names where an agency is named."""

from __future__ import annotations

from dataclasses import replace

from readings import ACLED, reading

from annotator.assist.candidate import Candidate
from annotator.assist.desk import Desk
from annotator.assist.sources import SourceProvider
from annotator.project.registers import Source

KNOWN = [Source("UrduPoint", "International", ("UrduPoint News",)), Source("Sputnik", "Other"), Source("Al Sabah", "National")]


def offered(text: str, source: str = "", title: str = "") -> list[Candidate]:
    read = replace(reading(text, ACLED, title=title), source=source)
    return list(Desk([SourceProvider(KNOWN)]).offers(read).candidates)


def test_the_articles_own_source_comes_first_with_its_scale():
    first, *_ = offered("BAGHDAD (Sputnik) Two men died.", source="al sabah")
    assert (first.value, first.part, first.start, first.end, first.text) == ("Al Sabah", "article", 0, 0, "al sabah")
    assert first.also == {"source_scale": "National"}


def test_a_source_that_nobody_registered_is_offered_and_said_to_be_new():
    (only,) = offered("Two men died.", source="The Ostrand Post")
    assert (only.value, dict(only.also)) == ("The Ostrand Post", {})
    assert "not in the register" in only.reason


def test_agencies_in_the_dateline_stand_before_those_quoted():
    found = offered("BAGHDAD (UrduPoint News / Sputnik - 02nd June) A spokesman told Al Sabah on Tuesday.")
    assert [(one.value, one.text) for one in found] == [
        ("UrduPoint", "UrduPoint News"), ("Sputnik", "Sputnik"), ("Al Sabah", "Al Sabah"),
    ]  # fmt: skip
    assert found[1].score > found[2].score


def test_names_far_down_the_text_are_no_source():
    assert offered("Two men died. " * 60 + "The paper is owned by Sputnik.") == []


def test_a_common_word_is_no_agency():
    assert offered("They launched a sputnik (a sputnik) into the sky.") == []
