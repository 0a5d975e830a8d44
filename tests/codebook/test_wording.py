"""Conditions and expressions in plain English: every operator has words, and the words say what the engine judges."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from annotator.codebook.language import OPERATORS, TESTS, Condition, Expression
from annotator.codebook.loading import parse
from annotator.codebook.model import Codebook
from annotator.codebook.patterns import in_words
from annotator.codebook.wording import SPOKEN_OPERATORS, SPOKEN_TESTS, Point, Wording, link, linked, plain

BOOK = """
annotator_codebook: 1
name: small
lists:
  kinds: {codes: [{code: a, label: Alpha, children: [{code: a1, label: First}]}, {code: b, label: Beta}]}
tables:
  places: {columns: [name, land], key: [name], rows: [[X, Y]]}
sections:
  - name: all
    fields:
      - {name: day, title: Day, type: date}
      - {name: end, title: End, type: date}
      - {name: kind, title: Kind, type: code, codes: kinds, level: 1}
      - {name: narrow, title: Narrow, type: code, codes: kinds, parent: kind}
      - {name: forms, title: Forms, type: code, codes: kinds, many: true}
      - {name: n, title: Number, type: integer}
      - {name: sure, title: "Sure?", type: yes_no}
      - {name: name, title: Name, type: text}
      - {name: names, title: Names, type: text, many: true}
      - name: people
        title: People
        type: group
        fields: [{name: role, title: Role, type: code, codes: kinds}]
"""


@pytest.fixture(scope="module")
def book() -> Codebook:
    return parse(BOOK)


def test_every_operator_and_every_test_has_words():
    assert set(OPERATORS) == SPOKEN_OPERATORS
    assert set(TESTS) == SPOKEN_TESTS


@pytest.mark.parametrize(("data", "says", "denied"), [
    ({"field": "kind", "is": "a"}, "Kind is Alpha", "Kind is not Alpha"),
    ({"field": "kind", "is_not": "a"}, "Kind is not Alpha", "Kind is Alpha"),
    ({"field": "sure", "is": "yes"}, "“Sure?” is Yes", "“Sure?” is not Yes"),
    ({"field": "kind", "is": None}, "Kind is empty", "Kind is not empty"),
    ({"field": "kind", "in": ["a", "b"]}, "Kind is Alpha or Beta", "Kind is neither Alpha nor Beta"),
    ({"field": "kind", "not_in": ["a", "b"]}, "Kind is neither Alpha nor Beta", "Kind is Alpha or Beta"),
    ({"field": "kind", "present": True}, "Kind is answered", "Kind is empty"),
    ({"field": "kind", "present": False}, "Kind is empty", "Kind is answered"),
    ({"of": {"article": "text"}, "present": True}, "the article's text is known", "the article's text is not known"),
    ({"field": "n", "at_least": 2}, "Number is at least 2", "Number is less than 2"),
    ({"field": "n", "at_most": 2}, "Number is at most 2", "Number is more than 2"),
    ({"field": "n", "more_than": 2}, "Number is more than 2", "Number is at most 2"),
    ({"field": "n", "less_than": 2}, "Number is less than 2", "Number is at least 2"),
    ({"field": "day", "at_least": "2020-01-01"}, "Day is 2020-01-01 or later", "Day is before 2020-01-01"),
    ({"field": "day", "more_than": "2020-01-01"}, "Day is after 2020-01-01", "Day is 2020-01-01 or earlier"),
    ({"of": {"days_between": [{"field": "day"}, {"field": "end"}]}, "at_least": 0},
     "End is not before Day", "End is before Day"),
    ({"field": "forms", "contains": "a"}, "Alpha is among Forms", "Alpha is not among Forms"),
    ({"field": "forms", "contains_any": ["a", "b"]},
     "one of Alpha or Beta is among Forms", "none of Alpha or Beta is among Forms"),
    ({"field": "forms", "contains_all": ["a", "b"]},
     "all of Alpha and Beta are among Forms", "not all of Alpha and Beta are among Forms"),
    ({"field": "forms", "inside": ["a"]}, "Forms is nothing but Alpha", "Forms hold something other than Alpha"),
    ({"of": {"each": "people.role"}, "contains": "a"},
     "an entry of People has Role: Alpha", "no entry of People has Role: Alpha"),
    ({"field": "name", "matches": "^Form"}, "Name begins with “Form”", "Name does not begin with “Form”"),
    ({"field": "names", "matches": "x$"}, "an entry of Names ends with “x”", "no entry of Names ends with “x”"),
    ({"of": {"date_in_text": {"field": "name"}}, "is": {"field": "day"}},
     "the first date told in Name is the same as Day", "the first date told in Name is another than Day"),
    ({"all": [{"field": "kind", "is": "a"}, {"field": "n", "present": True}]},
     "Kind is Alpha and Number is answered", "Kind is not Alpha or Number is empty"),
    ({"any": [{"field": "kind", "in": ["a", "b"]}, {"field": "n", "is": 1}]},
     "Kind is Alpha or Beta, or Number is 1", "Kind is neither Alpha nor Beta, and Number is not 1"),
    ({"all": [{"field": "n", "is": 1}, {"any": [{"field": "kind", "is": "a"}, {"field": "kind", "is": "b"}]}]},
     "Number is 1, and (Kind is Alpha or Kind is Beta)", "Number is not 1, or (Kind is not Alpha and Kind is not Beta)"),
])  # fmt: skip
def test_a_condition_and_its_opposite(book: Codebook, data: dict[str, object], says: str, denied: str):
    say, condition = Wording(book), Condition.model_validate(data)
    assert plain(say.condition(condition)) == says
    assert plain(say.condition(Condition.model_validate({"not": data}))) == denied


@pytest.mark.parametrize(("data", "says"), [
    ({"year": {"field": "day"}}, "the year of Day"),
    ({"sum": [{"field": "n"}, 1]}, "Number plus 1"),
    ({"count": {"field": "names"}}, "the number of entries in Names"),
    ({"count": {"each": "people.role"}}, "the number of People with Role"),
    ({"lowest": [{"field": "n"}, 3]}, "the lowest of Number and 3"),
    ({"highest": [{"field": "n"}, 3]}, "the highest of Number and 3"),
    ({"sorted": [{"field": "name"}, {"field": "names"}]}, "Name and Names, in whatever order"),
    ({"first": [{"field": "name"}, "nobody"]}, "Name, or where that is empty “nobody”"),
    ({"join": {"values": [{"field": "n"}, "0"], "between": ""}}, "Number directly followed by 0"),
    ({"join": {"values": [{"field": "name"}, {"field": "names"}]}}, "Name and Names with “; ” between them"),
    ({"lookup": {"table": "places", "key": [{"field": "name"}], "column": "land"}}, "the “land” of Name in the table places"),
    ({"case": [{"when": {"field": "n", "is": 1}, "then": "one"}], "otherwise": "more"},
     "“one” where Number is 1; otherwise “more”"),
    ({"registered": {"register": "actors", "name": {"field": "name"}, "column": "type", "date": {"field": "day"}}},
     "the type that the register of actors gives for Name on Day"),
    ({"label": "kind"}, "the label of Kind"),
    ({"parent_code": "narrow"}, "the broader code above Narrow"),
    ({"days_between": [{"field": "day"}, {"article": "date"}]}, "the number of days from Day to the article's date"),
    ({"first_year_in_name": {"field": "name"}}, "the first year named in Name"),
    ({"last_year_in_name": {"item": "self"}}, "the last year named in the entry"),
    ({"each": "people.role"}, "Role of all People"),
    ({"days_in": {"field": "day"}}, "the number of days in Day"),
    ({"replace": {"of": {"field": "name"}, "pattern": "x"}}, "Name without what fits the pattern “x”"),
    ({"lower": {"field": "name"}}, "Name in small letters"),
    ({"middle_day": {"field": "day"}}, "the middle day of Day"),
    ({"last_day_known": {"field": "day"}}, "the last day of Day"),
    ({"distinct": {"field": "names"}}, "Names without repeats"),
    ({"without": {"of": {"field": "forms"}, "values": ["a"]}}, "Forms without Alpha"),
    ({"low_of": {"field": "n"}}, "the low number of Number"),
    ({"best_of": {"field": "n"}}, "the best number of Number"),
    ({"high_of": {"field": "n"}}, "the high number of Number"),
    ({"phrase": ["On ", {"long_date": {"field": "day"}}]}, "“On” Day written out, as 2 June 2020"),
])  # fmt: skip
def test_an_expression_is_a_noun(book: Codebook, data: object, says: str):
    assert plain(Wording(book).value(TypeAdapter(Expression).validate_python(data))) == says


def test_a_long_condition_becomes_an_outline(book: Codebook):
    parts = [{"field": "n", "is": 1}, {"field": "name", "present": True}, {"field": "kind", "is": "a"}]
    point = Wording(book).outline(Condition.model_validate({"all": parts}))
    assert point.text == "all of these hold"
    assert [plain(one.text) for one in point.points] == ["Number is 1", "Name is answered", "Kind is Alpha"]
    assert Wording(book).outline(Condition.model_validate({"not": {"all": parts}})).text == "at least one of these holds"


def test_a_sum_of_ones_counts_what_holds(book: Codebook):
    one = {"case": [{"when": {"field": "sure", "is": "yes"}, "then": 1}], "otherwise": 0}
    point = Wording(book).value_outline(TypeAdapter(Expression).validate_python({"sum": [one, one]}))
    assert point == Point("how many of these hold", (point.points[0], point.points[0]))
    assert plain(point.points[0].text) == "“Sure?” is Yes"


@pytest.mark.parametrize(("pattern", "says"), [
    ("^Rioters \\(", "begins with “Rioters (”"),
    ("^(Women|Men)", "begins with “Women” or “Men”"),
    ("^crowd size\\s*[=:]", "begins with “crowd size=” or “crowd size:”"),
    ("^(?:Old )?Guard$", "reads “Old Guard” or “Guard”"),
    ("^A \\(|B \\(", "begins with “A (” or contains “B (”"),
    ("^[A-Z]{2,4}-\\d+$", "fits the pattern “^[A-Z]{2,4}-\\d+$”"),
    ("a.c", "fits the pattern “a.c”"),
    ("(?=x)", "fits the pattern “(?=x)”"),
    ("[", "fits the pattern “[”"),
])  # fmt: skip
def test_simple_patterns_are_read_and_others_quoted(pattern: str, says: str):
    assert in_words(pattern) == says


def test_links_are_shown_or_taken_out():
    text = f"see {link('field/x', 'X & Y')} <now>"
    assert plain(text) == "see X & Y <now>"
    assert linked(text, lambda to, words: f"[{to}|{words}]", str.upper) == "SEE [field/x|X & Y] <NOW>"
