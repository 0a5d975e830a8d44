"""Answers as text and back: exact for whatever may be an answer, and as people write it where that is exact."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_project import EVENTS, FULL, ODD

from annotator.codebook.loading import load
from annotator.codebook.model import Codebook
from annotator.formats.codings.arriving import Arriving
from annotator.formats.codings.besides import as_line
from annotator.formats.codings.found import FoundCoding
from annotator.formats.codings.plain_xml import holds
from annotator.formats.codings.written_values import read_back, same, written

ANY = st.recursive(
    st.text() | st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Codebook:
    path = tmp_path_factory.mktemp("book") / "odd.yaml"
    path.write_text(ODD, encoding="utf-8")
    return load(path)[0]


@pytest.mark.parametrize("values", EVENTS)
def test_every_odd_answer_comes_back(book: Codebook, values: dict[str, Any]):
    for name, value in values.items():
        text = written(book, book.fields[name], value)
        assert same(read_back(book, book.fields[name], text, ours=True), value), name


@settings(max_examples=300, deadline=None)
@given(value=ANY, data=st.data())
def test_anything_comes_back_whatever_the_field(book: Codebook, value: Any, data: st.DataObject):
    asked = book.fields[data.draw(st.sampled_from(list(book.fields)))]
    text = written(book, asked, value, lambda one: holds(one) and "\n" not in one)
    assert same(read_back(book, asked, text, ours=True), value)
    assert "\n" not in text
    assert holds(text) or any(0xD800 <= ord(sign) <= 0xDFFF for sign in text)


@pytest.mark.parametrize(
    ("name", "text"),
    [("deaths", "1/2/5"), ("kind", "7"), ("sources", "قال"), ("latitude", "35.4681"), ("event_date", "2020-06-01/2020-06-03"),
     ("place", "كركوك"), ("arrested", "12")],
)  # fmt: skip
def test_answers_are_written_as_people_write_them(book: Codebook, name: str, text: str):
    value = ["قال"] if name == "sources" else FULL[name]
    assert written(book, book.fields[name], value) == text
    assert written(book, book.fields["deaths"], {"missing": "-9"}) == "-9"


def test_what_would_be_read_as_something_else_is_written_exactly(book: Codebook):
    assert written(book, book.fields["arrested"], "12") == '"12"'
    assert written(book, book.fields["sources"], ["A; B", "C"]) == '["A; B", "C"]'
    assert written(book, book.fields["place"], "-9") == '"-9"'
    assert read_back(book, book.fields["place"], " ", ours=True) is None
    assert read_back(book, book.fields["arrested"], "dozens", ours=True) == "dozens"


@pytest.mark.parametrize("text", ['"Peace"', "[1]", '{"json": 5}', '{"json": {"missing": "-9"}}'])
def test_what_others_put_in_quotes_and_brackets_is_what_they_say(book: Codebook, text: str):
    assert read_back(book, book.fields["place"], text, ours=False) == text
    assert read_back(book, book.fields["place"], text, ours=True) != text
    found = FoundCoding(Arriving(book), "")
    ours, theirs = found.event("1", {"uid": "a" * 32}), found.event("2")
    for one in (ours, theirs):
        found.answer(one, "place", text)
    assert theirs.values == {"place": text}
    assert ours.values != theirs.values


def test_a_line_is_one_line():
    assert len(as_line({"a": "1\n2\r3\u20284\x855\x0b6\x7f7"}).splitlines()) == 1
