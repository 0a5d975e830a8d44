"""The condition language: each test and each operator, with nothing there and with something there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from annotator.codebook.conditions import ArticleFacts, Scope, holds, work_out
from annotator.codebook.language import OPERATORS, TESTS, Condition, Expression, fields_of
from annotator.codebook.loading import parse
from annotator.codebook.model import Codebook

SOURCE = """
annotator_codebook: 1
name: small
lists:
  types:
    codes:
      - {code: A, label: Alpha, children: [{code: a1, label: First}]}
tables:
  places: {columns: [country, year, iso], key: [country, year], rows: [[Iraq, 2020, 368], [Mali, 2020, null]], fold: true}
sections:
  - name: what
    fields:
      - {name: day, type: date, ranges: true}
      - {name: type, type: code, codes: types, level: 1}
      - {name: sub, type: code, codes: types, parent: type}
      - {name: n, type: integer, missing: {"-9": unknown}}
      - {name: dead, type: number}
      - {name: country, type: text}
      - {name: tags, type: tags}
      - {name: sides, type: group, fields: [{name: who, type: text}, {name: dead, type: integer}]}
      - {name: note, type: long_text}
"""
VALUES: dict[str, Any] = {
    "day": "2020-06-01/2020-06-04", "type": "A", "sub": "a1", "n": 4, "dead": {"low": 1, "high": 3}, "country": "Iraq",
    "tags": ["x", "size=20"], "sides": [{"who": "Rebels", "dead": 2}, {"who": "Army"}], "note": "On 2 June 2020, two died.",
}  # fmt: skip
ARTICLE = ArticleFacts("2020-06-05", "Clash", "Reuters", "Text", "Iraq")
_expression: TypeAdapter[Any] = TypeAdapter(Expression)


@cache
def codebook() -> Codebook:
    return parse(SOURCE)


class Registers:
    """Knows one actor."""

    def resolved(self, register: str, name: str, country: str | None, date: str | None) -> str:
        return ""

    def registered(self, register: str, name: str, country: str | None, date: str | None) -> Mapping[str, Any] | None:
        known = (register, name, country, date) == ("actors", "Rebels", "Iraq", "2020-06-05")
        return {"type": "2"} if known else None


def scope(item: Any = None, **changes: Any) -> Scope:
    values = {name: value for name, value in (VALUES | changes).items() if value is not None}
    return Scope(codebook(), values, ARTICLE, Registers(), item)


def judged(condition: dict[str, Any], item: Any = None, **changes: Any) -> bool:
    return holds(Condition.model_validate(condition), scope(item, **changes))


def worked(expression: Any, item: Any = None, **changes: Any) -> Any:
    return work_out(_expression.validate_python(expression), scope(item, **changes))


CONDITIONS: list[tuple[dict[str, Any], bool]] = [
    ({"field": "country", "is": "Iraq"}, True), ({"field": "country", "is": "iraq"}, False),
    ({"field": "n", "is": "4"}, True), ({"field": "n", "is": 4.0}, True), ({"field": "country", "is": None}, False),
    ({"field": "country", "is_not": "Syria"}, True), ({"field": "country", "is_not": "Iraq"}, False),
    ({"field": "country", "in": ["Syria", "Iraq"]}, True), ({"field": "country", "in": ["Syria"]}, False),
    ({"field": "country", "not_in": ["Syria"]}, True), ({"field": "country", "not_in": ["Iraq"]}, False),
    ({"field": "n", "present": True}, True), ({"field": "n", "present": False}, False),
    ({"field": "country", "matches": "^I"}, True), ({"field": "country", "matches": "^q"}, False),
    ({"field": "tags", "matches": "^size="}, True),
    ({"field": "n", "at_least": 4}, True), ({"field": "n", "at_least": 5}, False),
    ({"field": "n", "at_most": 4}, True), ({"field": "n", "at_most": 3}, False),
    ({"field": "n", "more_than": 3}, True), ({"field": "n", "more_than": 4}, False),
    ({"field": "n", "less_than": 5}, True), ({"field": "n", "less_than": 4}, False),
    ({"field": "day", "at_most": {"article": "date"}}, True), ({"field": "day", "more_than": {"article": "date"}}, False),
    ({"field": "tags", "contains": "x"}, True), ({"field": "tags", "contains": "y"}, False),
    ({"field": "tags", "contains_any": ["y", "x"]}, True), ({"field": "tags", "contains_any": ["y"]}, False),
    ({"field": "tags", "contains_all": ["x", "size=20"]}, True), ({"field": "tags", "contains_all": ["x", "y"]}, False),
    ({"field": "tags", "inside": ["x", "size=20", "z"]}, True), ({"field": "tags", "inside": ["x"]}, False),
    ({"of": {"year": {"field": "day"}}, "is": 2020}, True), ({"of": 1, "is": 2}, False),
    ({"all": [{"field": "n", "is": 4}, {"field": "country", "is": "Iraq"}]}, True),
    ({"all": [{"field": "n", "is": 4}, {"field": "country", "is": "Mali"}]}, False), ({"all": []}, True),
    ({"any": [{"field": "n", "is": 5}, {"field": "country", "is": "Iraq"}]}, True), ({"any": []}, False),
    ({"not": {"field": "n", "is": 5}}, True), ({"not": {"field": "n", "is": 4}}, False),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "expected"), CONDITIONS, ids=str)
def test_a_condition_holds_or_not(condition: dict[str, Any], expected: bool):
    assert judged(condition) is expected


def test_every_test_is_judged_both_ways():
    for test in TESTS:
        assert {expected for condition, expected in CONDITIONS if test in condition} == {True, False}, test


@pytest.mark.parametrize("test", ["at_least", "at_most", "more_than", "less_than"])
def test_comparing_with_nothing_says_nothing(test: str):
    assert judged({"field": "n", test: 5}, n=None)
    assert judged({"field": "n", test: {"field": "dead"}}, dead=None)


def test_nothing_is_only_nothing():
    assert judged({"field": "n", "is": {"field": "country"}}, n=None, country=None)
    assert not judged({"field": "n", "is": 4}, n=None)
    assert judged({"field": "n", "present": False}, n={"missing": "-9"}), "a missing code is no value"
    assert judged({"field": "tags", "inside": ["x"]}, tags=None)
    assert not judged({"field": "country", "matches": ""}, country=None)


EXPRESSIONS: list[tuple[Any, Any]] = [
    (7, 7), ("text", "text"), (None, None), (["a", "b"], ("a", "b")),
    ({"field": "country"}, "Iraq"), ({"article": "title"}, "Clash"), ({"year": {"field": "day"}}, 2020),
    ({"sum": [{"field": "n"}, 3, {"each": "sides.dead"}]}, 9), ({"count": {"field": "tags"}}, 2),
    ({"lowest": [{"field": "n"}, 3]}, 3), ({"highest": [{"field": "n"}, 3]}, 4),
    ({"sorted": ["b", {"field": "tags"}, "a"]}, ["a", "b", "size=20", "x"]),
    ({"first": [None, {"field": "country"}, "z"]}, "Iraq"),
    ({"join": {"values": [{"field": "country"}, None, 1], "between": "-"}}, "Iraq-1"),
    ({"lookup": {"table": "places", "key": ["IRAQ", 2020], "column": "iso"}}, 368),
    ({"lookup": {"table": "places", "key": ["Mali", 2020], "column": "iso", "otherwise": 0}}, 0),
    ({"case": [{"when": {"field": "n", "is": 1}, "then": "one"}, {"when": {"field": "n", "is": 4}, "then": "four"}]}, "four"),
    ({"case": [{"when": {"field": "n", "is": 1}, "then": "one"}], "otherwise": "else"}, "else"),
    ({"registered": {"register": "actors", "name": "Rebels", "country": {"article": "country"}, "date": {"article": "date"},
                     "column": "type"}}, "2"),
    ({"registered": {"register": "actors", "name": "Army", "column": "type"}}, None),
    ({"label": "type"}, "Alpha"), ({"parent_code": "sub"}, "A"),
    ({"days_between": ["2020-06-01", {"article": "date"}]}, 4), ({"days_between": ["2020-06-05", "2020-06-01"]}, -4),
    ({"first_year_in_name": "Military Forces of Iraq (2014-2020)"}, 2014),
    ({"last_year_in_name": "Military Forces of Iraq (2014-2020)"}, 2020), ({"last_year_in_name": "Rebels"}, None),
    ({"date_in_text": {"field": "note"}}, "2020-06-02"), ({"each": "sides.who"}, ["Rebels", "Army"]),
    ({"days_in": {"field": "day"}}, 4), ({"middle_day": {"field": "day"}}, "2020-06-02"),
    ({"last_day_known": {"field": "day"}}, "2020-06-04"),
    ({"replace": {"of": {"field": "country"}, "pattern": "[aq]", "by": "_"}}, "Ir__"), ({"lower": "ÄB"}, "äb"),
    ({"distinct": ["b", "a", "b"]}, ["b", "a"]),
    ({"without": {"of": {"field": "tags"}, "values": ["x"]}}, ["size=20"]),
    ({"without": {"of": {"field": "tags"}, "matches": "^size"}}, ["x"]),
    ({"low_of": {"field": "dead"}}, 1), ({"best_of": {"field": "dead"}}, None), ({"high_of": {"field": "dead"}}, 3),
    ({"join": {"values": ["a", "b", "c"], "between": ", ", "last": " and "}}, "a, b and c"),
    ({"join": {"values": ["a", None], "between": ", ", "last": " and "}}, "a"),
    ({"phrase": ["in ", {"field": "country"}, " (", 4, ")"]}, "in Iraq (4)"), ({"phrase": ["in ", None]}, None),
    ({"long_date": "2020-06-02"}, "2 June 2020"), ({"long_date": "2020-06"}, "June 2020"), ({"long_date": "2020~"}, "2020"),
    ({"long_date": {"field": "day"}}, "1 June 2020 to 4 June 2020"), ({"long_date": "../2020-06-04"}, "until 4 June 2020"),
    ({"long_date": {"field": "country"}}, None),
    ({"could_lie_in": {"latitude": 36.3, "longitude": 43.1, "country": {"field": "country"}}}, True),
    ({"could_lie_in": {"latitude": 36.3, "longitude": 43.1, "country": "Mali"}}, False),
    ({"could_lie_in": {"latitude": 36.3, "longitude": 43.1, "country": 466}}, False),
    ({"could_lie_in": {"latitude": "36.3", "longitude": "43.1", "country": "ML"}}, False),
    ({"could_lie_in": {"latitude": None, "longitude": 43.1, "country": "Mali"}}, True),
    ({"could_lie_in": {"latitude": 36.3, "longitude": 43.1, "country": "Atlantis"}}, True),
    ({"low_of": 5}, 5), ({"item": "self"}, {"who": "Rebels"}), ({"item": "who"}, "Rebels"),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "expected"), EXPRESSIONS, ids=lambda one: str(one)[:60])
def test_an_expression_is_worked_out(expression: Any, expected: Any):
    assert worked(expression, item={"who": "Rebels"}) == expected


def test_every_operator_is_worked_out():
    used = {key for expression, _ in EXPRESSIONS if isinstance(expression, dict) for key in expression}
    assert set(OPERATORS) <= used


@pytest.mark.parametrize("operator", sorted(set(OPERATORS) - {"count", "sorted", "article", "case", "lookup"}))
def test_nothing_in_gives_nothing_out(operator: str):
    """No operator breaks on an event without values."""
    for expression, _ in EXPRESSIONS:
        if isinstance(expression, dict) and operator in expression and "field" in str(expression):
            bare = Scope(codebook(), {})
            assert work_out(_expression.validate_python(expression), bare) in (None, [], 3, 1, "1", "z"), expression


@pytest.mark.parametrize(
    "wrong",
    [
        {}, {"field": "n"}, {"is": 3}, {"field": "n", "is": 1, "in": [1]}, {"field": "n", "item": "x", "is": 1},
        {"all": [], "any": []}, {"all": [], "field": "n", "is": 1}, "n is 4", {"field": "n", "equals": 4},
        {"not": {}},
    ],
    ids=str,
)  # fmt: skip
def test_a_condition_of_another_shape_is_refused(wrong: Any):
    with pytest.raises(ValidationError):
        Condition.model_validate(wrong)


@pytest.mark.parametrize(
    "wrong", [{}, {"field": "n", "year": 1}, {"otherwise": 1}, {"field": "n", "otherwise": 1}, {"run": "x"}]
)
def test_an_expression_of_another_shape_is_refused(wrong: Any):
    with pytest.raises(ValidationError):
        _expression.validate_python(wrong)


def test_the_fields_of_a_condition_are_known():
    condition = Condition.model_validate(
        {
            "all": [
                {"field": "n", "is": {"sum": [{"field": "dead"}, {"each": "sides.dead"}]}},
                {"not": {"of": {"label": "type"}, "is": 1}},
            ]
        }
    )
    assert fields_of(condition) == {"n", "dead", "sides", "type"}
