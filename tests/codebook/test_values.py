"""Values: read from text, brought into one form, shown again."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.codebook.loading import parse
from annotator.codebook.model import Codebook
from annotator.codebook.values import Unreadable, is_empty, read, show, tidy

SOURCE = """
annotator_codebook: 1
name: small
number_words: {dozens: 24, no one: 0}
lists:
  types: {codes: [{code: A, label: Alpha, aliases: [first]}, {code: B}]}
sections:
  - name: what
    fields:
      - {name: t, type: text}
      - {name: long, type: long_text}
      - {name: i, type: integer, missing: {"-9": unknown}}
      - {name: d, type: decimal}
      - {name: e, type: number}
      - {name: day, type: date, ranges: true}
      - {name: c, type: code, codes: types}
      - {name: yn, type: yes_no}
      - {name: many, type: text, many: true}
      - {name: ints, type: integer, many: true, separator: ", "}
      - {name: tags, type: tags}
      - {name: g, type: group, fields: [{name: who, type: text}, {name: dead, type: number}]}
"""


@cache
def codebook() -> Codebook:
    return parse(SOURCE)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("t", "  Iraq ", "Iraq"), ("t", " ", None), ("long", "a\n b ", "a\n b "),
        ("i", "12", 12), ("i", "1,200", 1200), ("i", "1\u00a0200", 1200), ("i", "12.0", 12),
        ("i", "Dozens", 24), ("i", "no one", 0),
        ("i", "-9", {"missing": "-9"}), ("i", "-8", -8), ("d", "35.5", 35.5), ("d", "35,5", 35.5), ("d", "35.0", 35),
        ("e", "12", 12), ("e", "10-15", {"low": 10, "high": 15}), ("e", "10/12/15", {"low": 10, "best": 12, "high": 15}),
        ("e", "10-", {"low": 10}), ("e", "-15", {"high": 15}), ("e", "~100", 100), ("e", "dozens", 24),
        ("day", "2020-06-02", "2020-06-02"), ("day", "2 June 2020", "2020-06-02"), ("day", "2020-06", "2020-06"),
        ("day", "2020-06-01/2020-06-04", "2020-06-01/2020-06-04"),
        ("c", "A", "A"), ("c", "alpha", "A"), ("c", "FIRST", "A"), ("c", "other", "other"),
        ("yn", "Yes", "yes"), ("yn", "no", "no"),
        ("many", "a; b;; c", ["a", "b", "c"]), ("many", ";", None), ("ints", "1, 2", [1, 2]),
        ("tags", "x; size=20", ["x", "size=20"]),
    ],
)  # fmt: skip
def test_text_is_read(field: str, text: str, value: Any):
    assert read(codebook(), codebook().fields[field], text) == value


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("i", "many"), ("i", "1.5"), ("i", "9" * 400), ("d", "x"), ("d", "nan"), ("d", "inf"), ("d", "1e999"),
        ("e", "a-b"), ("e", "-"), ("e", "9" * 5_000), ("e", "1-" + "9" * 5_000), ("e", "9" * 16 + "/1/2"),
        ("day", "someday"), ("day", "03/04/2020"), ("day", "2020-13-01"), ("ints", "1, two"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_so_in_a_sentence(field: str, text: str):
    with pytest.raises(Unreadable) as error:
        read(codebook(), codebook().fields[field], text)
    assert text.rsplit(", ", 1)[-1][:5] in str(error.value)
    assert str(error.value).endswith(".")


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("t", " a ", "a"), ("t", "", None), ("long", "\n a \n", " a "), ("d", 3.0, 3), ("e", {"best": 4}, 4), ("e", {}, None),
        ("e", {"high": 5, "low": None}, {"high": 5}), ("many", "a", ["a"]), ("many", [" ", "a"], ["a"]), ("many", [""], None),
        ("g", [{"who": " x ", "dead": {"best": 2}, "else": 1}], [{"who": "x", "dead": 2}]),
        ("i", {"missing": "-9"}, {"missing": "-9"}),
    ],
)  # fmt: skip
def test_values_are_brought_into_one_form(field: str, value: Any, kept: Any):
    found = tidy(codebook().fields[field], value)
    assert found == kept
    assert tidy(codebook().fields[field], found) == found, "once is enough"


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("t", None, ""), ("i", 0, "0"), ("d", 35.5, "35.5"), ("e", {"low": 1, "high": 3}, "1-3"), ("e", {"low": 1}, "1-"),
        ("e", {"low": 1, "best": 2, "high": 3}, "1/2/3"), ("e", {"best": 2, "high": 3}, "2/2/3"), ("many", ["a", "b"], "a; b"),
        ("i", {"missing": "-9"}, "-9"), ("g", [{"who": "x", "dead": 2}, {"who": "y"}], "x, 2; y"),
    ],
)  # fmt: skip
def test_values_are_shown(field: str, value: Any, shown: str):
    assert show(codebook(), codebook().fields[field], value) == shown


def test_codes_are_shown_as_labels_on_request():
    field = codebook().fields["c"]
    assert (show(codebook(), field, "A"), show(codebook(), field, "A", write="label")) == ("A", "Alpha")


@given(st.one_of(
    st.tuples(st.just("i"), st.integers(-8, 10**12)),
    st.tuples(st.just("d"), st.floats(-1e6, 1e6).map(lambda number: round(number, 4))),
    st.tuples(st.just("e"), st.one_of(
        st.integers(0, 10**6), st.fixed_dictionaries({"low": st.integers(0, 99), "high": st.integers(0, 99)}),
        st.fixed_dictionaries({"low": st.integers(0, 9), "best": st.integers(0, 9), "high": st.integers(0, 9)}))),
    st.tuples(st.just("day"), st.dates().map(str)), st.tuples(st.just("c"), st.sampled_from(["A", "B"])),
    st.tuples(st.just("many"), st.lists(st.text("abc", min_size=1), min_size=1, max_size=4)),
))  # fmt: skip
def test_what_is_shown_is_read_back(pair: tuple[str, Any]):
    name, value = pair
    field = codebook().fields[name]
    value = tidy(field, value)
    assert read(codebook(), field, show(codebook(), field, value)) == value


@pytest.mark.parametrize("nothing", [None, "", " ", [], {}])
def test_nothing_is_empty(nothing: Any):
    assert is_empty(nothing)
    assert not is_empty(0)
    assert not is_empty(False)
