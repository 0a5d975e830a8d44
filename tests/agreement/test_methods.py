"""The methods paragraph: every sentence follows from the values, and what was not done has none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from examples import NAMES, against_a_standard, empty, nothing_shared, three_coders

from annotator import __version__
from annotator.agreement.figures import undefined
from annotator.agreement.methods import methods_text
from annotator.agreement.results import Agreement
from annotator.agreement.submissions import Asked
from annotator.codebook.loading import load, parse, shipped
from annotator.codebook.model import Codebook


@pytest.fixture(scope="module")
def book() -> Codebook:
    return load(shipped()["acled"])[0]


def asked(agreement: Agreement, **changed: Any) -> Agreement:
    return replace(agreement, asked=replace(agreement.asked, **changed))


def test_three_coders_are_told_with_all_that_was_done(book: Codebook):
    text = methods_text(three_coders(), book)
    for sentence in (
        "Reproducibility (agreement between coders) was measured on 60 articles that at least two of 3 coders handed in, in "
        "the main round.",
        "what coders first handed in, before anything was changed",
        "14 further articles had one coder alone",
        "The codings hold 311 events: 121 happenings found by at least two coders and 40 by one alone.",
        "from a similarity of 0.5 on",
        "Event date (days apart, nothing left at 4; weight",
        "groups with at most one event of each coder",
        "The lead judged 3 pairs by hand; figures on the program’s pairs alone are told beside.",
        "One event of a coder stood against several of another 4 times.",
        "on pairs made without them",
        "the ordinal metric for “Geo precision”",
        "the MASI distance of sets for “Tags”",
        "the squared distance in kilometres for “Latitude and Longitude”",
        "Beside it stand, where defined, percent alike, Gwet’s AC1, Gwet’s AC2 and Conger’s κ.",
        "A coefficient is told from 10 units on.",
        "α is defined for 8 questions and lies between −.048 (“Geo precision”) and .910 (“Event date”).",
        "Intervals (95 %) are bias-corrected and accelerated ones of a bootstrap over articles with 1,000 rounds, drawn within "
        "articles with the same coders (strata of fewer than 20 articles together), seed 1.",
        "α is undefined for “Tags” (fewer than 10 units).",
        f"worked out with Annotator {__version__}.",
    ):
        assert sentence in text, sentence
    assert "Cohen" not in text, "κ of two coders was undefined throughout"


VARIANTS = [
    ({"submission": "now"}, "what the codings said when this was worked out", "first handed in, before"),
    ({"offers": "with"}, "Only codings count that were made with the values the program offered.", "whether or not"),
    ({"offers": "without"}, "made without values offered", "whether or not"),
    ({"round": "r-2"}, "in the round “Pilot”", "main round"),
    ({"coders": ("u-anna", "u-three")}, "Only the work of coder1 and coder3 was taken.", "B1"),
    ({"since": "2024-01-01"}, "Only work first handed in from 2024-01-01 was taken.", "until"),
    ({"since": "2024-01-01", "until": "2024-03-31"}, "from 2024-01-01 until 2024-03-31", "…"),
    ({"stratum": ""}, "with 1,000 rounds, seed 1", "drawn within"),
    ({"stratum": "month"}, "drawn within articles of the same month", "same coders"),
]


@pytest.mark.parametrize(("changed", "said", "unsaid"), VARIANTS)
def test_what_was_asked_is_said_and_nothing_else(book: Codebook, changed: dict[str, Any], said: str, unsaid: str):
    text = methods_text(asked(three_coders(), **changed), book, round_name="Pilot")
    assert said in text
    assert unsaid not in text


def test_nothing_is_said_of_what_was_not_there(book: Codebook):
    whole = three_coders()
    plain = replace(
        whole, single=0, divided=0, overruled=0, rounds=0,
        questions=tuple(replace(one, automatic=None, left_out=None) for one in whole.questions),
    )  # fmt: skip
    text = methods_text(plain, book)
    assert "No pair was judged by hand." in text
    assert "No intervals were worked out." in text
    for word in ("one coder alone and", "stood against", "a second time", "program’s pairs", "bootstrap"):
        assert word not in text, word


def test_one_is_not_two(book: Codebook):
    text = methods_text(replace(three_coders(), single=1, divided=1, overruled=1, pairs=1, events=1), book)
    assert "1 further article had one coder alone" in text
    assert "several of another once." in text
    assert "The lead judged 1 pair by hand" in text
    assert "hold 1 event: 1 happening found" in text


def test_accuracy_and_stability_are_named_so(book: Codebook):
    accuracy = methods_text(against_a_standard(), book)
    assert accuracy.startswith(
        "Accuracy (agreement of coders with a standard) was measured on 60 articles that coders handed in"
    )
    assert "The standard, or what was adjudicated, is taken as it stood" in accuracy
    assert "Only the work of coder2 was taken." in accuracy
    assert "more than two coders" not in accuracy
    again = methods_text(replace(against_a_standard(), who=("coder", "again"), asked=Asked(question="again")), book)
    assert again.startswith("Stability (agreement of coders with themselves, coding a second time)")
    assert "Reproducibility" not in accuracy + again


@pytest.mark.parametrize("agreement", [nothing_shared(), empty()])
def test_nothing_to_compare_is_all_that_is_said(book: Codebook, agreement: Agreement):
    text = methods_text(agreement, book)
    assert "could not be measured: no article was there to compare." in text
    for word in ("paired", "bootstrap", "coefficient is", "coder1"):
        assert word not in text, word


def test_coders_are_named_only_where_that_is_asked(book: Codebook):
    chosen = asked(three_coders(), coders=("u-anna",))
    assert "B1" not in methods_text(chosen, book)
    assert "Only the work of B1 was taken." in methods_text(chosen, book, names=NAMES)


def test_a_reason_with_a_name_in_front_keeps_its_letter(book: Codebook):
    whole = three_coders()
    first = whole.questions[0]
    figures = {**first.measures.figures, "alpha": undefined("Krippendorff’s α needs two coders")}
    changed = replace(first, measures=replace(first.measures, figures=figures))
    text = methods_text(replace(whole, questions=(changed,)), book)
    assert "α is undefined for “Any event” (Krippendorff’s α needs two coders)." in text
    assert "lies between" not in text


def test_fields_are_named_in_the_language_asked_for():
    source = """
annotator_codebook: 1
name: two
title: {en: Two tongues, fr: Deux langues}
sections:
  - name: what
    fields:
      - {name: event_date, type: date, title: {en: Day, fr: Jour}}
"""
    book, whole = parse(source), three_coders()
    only = replace(whole, questions=tuple(one for one in whole.questions if one.name == "event_date"))
    text = methods_text(only, book, "fr")
    assert "“Jour”" in text
    assert "Deux langues, version 1" in text
    assert "“Day”" in methods_text(only, book)
