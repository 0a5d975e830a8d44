"""Dates as candidates: values of fields, precision, statements, what is to come, what went before."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readings import ACLED, MAVERICK, reading

from annotator.assist.dates import DateProvider, find_dates
from annotator.dates import parse_value

TUESDAY = "2020-06-02"


def offered(text: str, codebook: Any = ACLED, **more: Any) -> list[tuple[str, Any, dict[str, Any]]]:
    """Field, value and what follows, in the order of the text."""
    return [(one.field, one.value, dict(one.also)) for one in DateProvider().candidates(reading(text, codebook, **more))]


def values(text: str, published: str = TUESDAY) -> list[str]:
    return [one.period.value for one in find_dates(text, published)]


def test_a_field_for_one_day_takes_the_middle_of_a_week_and_says_so():
    assert offered("Two men were shot last week.") == [("event_date", "2020-05-28", {"time_precision": "2"})]
    (one,) = DateProvider().candidates(reading("Two men were shot last week."))
    assert "2020-05-25/2020-05-31" in one.reason
    assert "its middle" in one.reason


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("Shots were fired on Sunday.", "2020-05-31", "1"),
        ("Shots were fired over the weekend.", "2020-05-30", "2"),
        ("Shots were fired in mid-May.", "2020-05-15", "3"),
        ("Shots were fired in early May.", "2020-05-01", "3"),
        ("Shots were fired in late May.", "2020-05-31", "3"),
        ("Shots were fired in April.", "2020-04-15", "3"),
        ("Shots were fired between May 3 and May 5.", "2020-05-04", "2"),
        ("Shots were fired this month.", "2020-06-01", "3"),
    ],
)
def test_the_day_and_precision_of_acled(text: str, day: str, precision: str):
    assert offered(text) == [("event_date", day, {"time_precision": precision})]


def test_what_is_vaguer_than_every_precision_is_not_offered_for_one_day():
    assert offered("The town was rebuilt in 2017.") == []


def test_a_field_with_ranges_takes_them_as_they_are():
    told = offered("Shots were fired in mid-May and in 2017.", MAVERICK)
    assert ("start_date", "2020-05-11/2020-05-20", {"date_precision": "4"}) in told
    assert ("start_date", "2017", {"date_precision": "5"}) in told


def test_something_that_lasted_offers_its_first_and_last_day():
    told = offered("Clashes went on from 3 May to 5 May.")
    assert told == [
        ("event_date", "2020-05-03", {"time_precision": "1"}),
        ("event_date", "2020-05-05", {"time_precision": "1"}),
    ]
    assert ("start_date", "2020-05-03/2020-05-05", {"date_precision": "2"}) in offered(
        "Clashes went on from 3 May to 5 May.", MAVERICK
    )


def test_the_day_of_a_statement_is_worth_less_and_the_reason_says_so():
    (said,) = find_dates("On Monday, the militia said that it had freed the hostages.", TUESDAY)
    (done,) = find_dates("On Monday, the militia freed the hostages, officials said.", TUESDAY)
    assert said.is_statement
    assert not done.is_statement
    assert said.score < done.score
    assert "day of the statement (“said”)" in said.reason


def test_a_statement_gives_its_day_without_certainty():
    text = "On Monday, the group said that it had detained two men. On Sunday, a man died."
    found = {one.value: dict(one.also) for one in DateProvider().candidates(reading(text)) if one.field == "event_date"}
    assert found == {"2020-06-01": {"time_precision": "2"}, "2020-05-31": {"time_precision": "1"}}


def test_the_report_s_own_date_line_is_worth_less():
    line, event = find_dates("KABUL (Agency - 2 June 2020) A bomb went off on Sunday.", TUESDAY)
    assert (line.period.value, event.period.value) == ("2020-06-02", "2020-05-31")
    assert line.score < event.score / 2


def test_a_sentence_that_looks_ahead_takes_the_next_weekday():
    (one,) = find_dates("The union will march on Friday.", TUESDAY)
    assert one.period.value == "2020-06-05"
    assert one.is_planned
    assert "looks ahead" in one.reason


def test_a_sequel_counts_from_the_event_before_or_the_last_date():
    text = "Following these developments, the bazaar closed."
    assert values(text) == []
    (one,) = find_dates(text, TUESDAY, before="2020-05-20")
    assert one.period.value == "2020-05-20/2020-06-02"
    assert offered(text, previous={"event_date": "2020-05-20"}) == [("event_date", "2020-05-26", {"time_precision": "3"})]


def test_without_a_day_of_publication_only_whole_dates_are_read():
    assert values("On Monday and on 12 Feb, but also on 3 March 2019 and on 2019-03-04.", "") == ["2019-03-03", "2019-03-04"]


def test_the_weekday_decides_a_year_that_is_not_said():
    assert values("On Friday, 31 May, shots were fired.") == ["2019-05-31"]


def test_a_number_of_two_readings_takes_the_nearer_past_and_names_both():
    (one,) = find_dates("The raid of 05/06/2020 failed.", "2020-06-20")
    assert one.period.value == "2020-06-05"
    assert "2020-05-06 or 2020-06-05" in one.reason


def test_days_that_do_not_exist_are_passed_over():
    assert values("On 31 April and on 30 February 2020 nothing happened.") == []


def test_a_leap_day_finds_its_year():
    assert values("The post was attacked on 29 February.", "2023-03-15") == ["2020-02-29"]


@pytest.mark.parametrize("published", ["0001-01-01", "9999-12-31", "2020-02-29"])
def test_the_ends_of_the_calendar_do_no_harm(published: str):
    text = "Last year, last week, two weeks ago, next month, in mid-May, on Sunday, on 29 February, yesterday and tomorrow."
    assert isinstance(values(text, published), list)


WORDS = (  # noqa: SIM905
    "on monday last week between and 3 5 June May 2019 two days ago the since from to mid - early next , . ( ) will said "
    "yesterday overnight 12/05/2020 the day before later of in New Year's Eve a few 31st recent à le 3 mai hace días в июне قبل"
).split()


@given(st.lists(st.sampled_from(WORDS), max_size=14), st.dates())
def test_any_words_give_values_the_field_can_hold(words: list[str], published: Any):
    text = " ".join(words)
    for one in find_dates(text, published.isoformat()):
        assert parse_value(one.period.value).text == one.period.value
        assert 0 <= one.start < one.end <= len(text)
