"""A broken codebook is refused with file, line, what is wrong and what is allowed; a whole one comes back the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import TINY

from annotator.codebook.compiled import compiled, fingerprint, from_compiled
from annotator.codebook.loading import UNBUILT, find, load, parse
from annotator.errors import CodebookError

BASE = """annotator_codebook: 1
name: small
lists:
  types:
    codes:
      - code: A
        children: [{code: a1}]
tables:
  places: {columns: [country, iso], key: [country], rows: [[Iraq, 368]]}
sections:
  - name: what
    fields:
      - {name: day, type: date}
      - {name: type, type: code, codes: types, level: 1}
      - {name: sub, type: code, codes: types, parent: type}
      - {name: n, type: integer}
      - {name: country, type: text}
rules:
  - {id: R1, field: n, check: {field: n, at_most: 5}, message: too many}
"""
LINES = {text.strip(): number for number, text in enumerate(BASE.splitlines(), start=1)}


def refused(old: str, new: str) -> CodebookError:
    """The refusal of the small codebook with one change."""
    assert BASE.count(old) == 1, f"{old!r} is not there once"
    with pytest.raises(CodebookError) as error:
        parse(BASE.replace(old, new), "ours.yaml")
    assert str(error.value).startswith("ours.yaml, line ")
    assert "\n" not in str(error.value)
    return error.value


def test_the_small_codebook_is_sound():
    assert list(parse(BASE).fields) == ["day", "type", "sub", "n", "country"]


@pytest.mark.parametrize(
    ("old", "new", "line", "what", "allowed"),
    [
        ("name: small", "nmae: small", 2, "`nmae` is not a known key", "sections"),
        ("name: small\n", "", 1, "`name` is missing", ""),
        ("name: small", "name: Small Book", 2, "`name`", ""),
        ("name: small", "name: small\nname: other", 3, "`name` stands here twice", ""),
        ("annotator_codebook: 1", "annotator_codebook: 2", 1, "cannot be “2”", "1"),
        ("{name: n, type: integer}", "{name: n, type: whole}", 16, "`type` cannot be “whole”", "'integer'"),
        ("{name: n, type: integer}", "{name: N, type: integer}", 16, "`name`", ""),
        ("{name: n, type: integer}", "{name: day, type: integer}", 16, "`day` is used twice", ""),
        ("{name: n, type: integer}", "{name: state, type: integer}", 16, "kept for the program", ""),
        ("{name: n, type: integer}", "{name: n, type: integer, minimun: 0}", 16, "`minimun` is not a known key", "minimum"),
        ("{name: n, type: integer}", "{name: n, type: integer, codes: types}", 16, "has no codes", "type: code"),
        ("{name: n, type: integer}", "{name: n, type: text, pattern: '('}", 16, "", ""),
        ("{name: n, type: integer}", "{name: n, type: group}", 16, "a group needs fields", ""),
        ("{name: n, type: integer}", "{name: n, type: integer, confidence: yes}", 16, "not built yet", ""),
        ("{name: n, type: integer}", "{name: n, type: integer, shown_when: {field: zz, present: true}}", 16, "`zz`", "country"),
        ("{name: n, type: integer}", "{name: n, type: integer, shown_when: {field: n}}", 16, "a test takes one of", ""),
        ("{name: n, type: integer}", "{name: n, type: integer, derived: {sum: [1], count: 2}}", 16, "exactly one operator", ""),
        ("{name: n, type: integer}", "{name: n, type: integer, derived: {lookup: {table: t, key: [1], column: iso}}}", 16,
         "there is no table “t”", "places"),
        ("{name: n, type: integer}", "{name: n, type: integer, derived: {lookup: {table: places, key: [1], column: c}}}", 16,
         "has no column “c”", "country, iso"),
        ("codes: types, level: 1", "codes: kinds, level: 1", 14, "names the list “kinds”", "types"),
        ("parent: type}", "parent: n}", 15, "not a field over the same list", ""),
        ("[{code: a1}]", "[{code: A}]", 4, "stands in the list `types` twice", ""),
        ("[[Iraq, 368]]", "[[Iraq]]", 9, "has 1 cells, not 2", ""),
        ("key: [country]", "key: [land]", 9, "`land` is not a column", "country, iso"),
        ("check: {field: n, at_most: 5}", "check: {field: m, at_most: 5}", 19, "`m` is not a field", "day"),
        ("check: {field: n, at_most: 5}, ", "", 19, "stands in `check`", ""),
        ("message: too many", "message: !!python/name:os.system", 19, "", ""),
        ("  - {id: R1", "  - {id: [", 20, "not readable YAML", ""),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(old: str, new: str, line: int, what: str, allowed: str):
    error = refused(old, new)
    assert what in error.what
    assert allowed in error.allowed
    if "not readable" in what:
        assert error.line in (line - 1, line)
    elif "twice" in what and line == 4:
        assert error.line in (4, 5)
    else:
        assert error.line == line


@pytest.mark.parametrize("word", UNBUILT)
def test_what_is_not_built_is_refused_by_its_word(word: str):
    error = refused("name: small", f"name: small\n{word}: []")
    assert error.line == 3
    assert f"`{word}`" in error.what
    assert "not built yet" in error.what


def test_yes_no_and_dates_stay_words():
    book = parse(BASE.replace("[{code: a1}]", "[{code: yes}, {code: no}, {code: on}, {code: 2020-06-02}, {code: '4'}]"))
    assert [code.code for code in book.lists["types"].codes[0].children] == ["yes", "no", "on", "2020-06-02", "4"]


def test_an_alias_may_be_used_within_reason():
    book = parse(BASE.replace("message: too many", "message: &m too many, reason: *m"))
    assert book.rules[0].reason == "too many"


def test_the_compiled_form_comes_back_the_same():
    book = parse(BASE)
    assert from_compiled(compiled(book)) == book
    assert fingerprint(from_compiled(compiled(book))) == fingerprint(book)


def test_a_comment_does_not_change_the_version_and_a_rule_does():
    assert fingerprint(parse("# hello\n" + BASE)) == fingerprint(parse(BASE))
    assert fingerprint(parse(BASE.replace("at_most: 5", "at_most: 6"))) != fingerprint(parse(BASE))


def test_shipped_ones_are_found_by_name_and_others_by_file(tmp_path: Path):
    assert find("acled").name == "acled.yaml"
    path = tmp_path / "tiny.yaml"
    path.write_text("\ufeff" + TINY, encoding="utf-8")
    book, source = load(find(str(path)))
    assert book.name == "tiny"
    assert source == TINY
    with pytest.raises(CodebookError, match="acled, maverick, protest, ucdp_ged"):
        find("nowhere")


def test_files_that_are_no_text_are_refused(tmp_path: Path):
    path = tmp_path / "a.yaml"
    path.write_bytes("name: é".encode("latin-1"))
    with pytest.raises(CodebookError, match="not UTF-8"):
        load(path)
    with pytest.raises(CodebookError, match="cannot be read"):
        load(tmp_path / "nowhere.yaml")
