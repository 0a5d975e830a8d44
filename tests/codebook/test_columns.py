"""A codebook as flat columns: a name and a kind for every part of a value."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.codebook.columns import cells, columns, left_out
from annotator.codebook.loading import find, load, parse, shipped

SOURCE = """
annotator_codebook: 1
name: small
sections:
  - name: what
    fields:
      - {name: t, type: text}
      - {name: i, type: integer, missing: {"-9": unknown}}
      - {name: d, type: decimal}
      - {name: e, type: number}
      - {name: day, type: date, ranges: true}
      - {name: plain, type: date}
      - {name: tags, type: tags}
      - {name: many, type: integer, many: true, separator: "|"}
      - {name: g, type: group, most: 2, fields: [{name: who, type: text}, {name: dead, type: number}]}
"""
BOOK = parse(SOURCE)
FLAT = columns(BOOK)


def row(**values: Any) -> dict[str, Any]:
    """The filled cells of an event."""
    found = dict(zip([column.name for column in FLAT], cells(BOOK, FLAT, values), strict=True))
    return {name: cell for name, cell in found.items() if cell is not None}


def test_names_and_kinds():
    assert {column.name: column.kind for column in FLAT} == {
        "t": "TEXT", "i": "INTEGER", "d": "REAL", "e_low": "INTEGER", "e_best": "INTEGER", "e_high": "INTEGER",
        "day": "TEXT", "day_end": "TEXT", "plain": "TEXT", "tags": "TEXT", "many": "TEXT",
        "g1_who": "TEXT", "g1_dead_low": "INTEGER", "g1_dead_best": "INTEGER", "g1_dead_high": "INTEGER",
        "g2_who": "TEXT", "g2_dead_low": "INTEGER", "g2_dead_best": "INTEGER", "g2_dead_high": "INTEGER",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, {}), ({"t": "a", "i": 0, "d": 1.5}, {"t": "a", "i": 0, "d": 1.5}), ({"i": {"missing": "-9"}}, {"i": -9}),
        ({"e": 4}, {"e_best": 4}), ({"e": {"low": 1, "high": 3}}, {"e_low": 1, "e_high": 3}),
        ({"day": "2020-06-01/2020-06-04"}, {"day": "2020-06-01", "day_end": "2020-06-04"}),
        ({"day": "2020-06"}, {"day": "2020-06-01", "day_end": "2020-06-30"}),
        ({"plain": "2020-06-02"}, {"plain": "2020-06-02"}), ({"tags": ["a", "b=1"]}, {"tags": "a; b=1"}),
        ({"many": [1, 2]}, {"many": "1|2"}),
        ({"g": [{"who": "x", "dead": 2}, {"who": "y"}]}, {"g1_who": "x", "g1_dead_best": 2, "g2_who": "y"}),
    ],
)  # fmt: skip
def test_cells(values: dict[str, Any], expected: dict[str, Any]):
    assert row(**values) == expected


def test_items_beyond_the_columns_are_counted():
    assert left_out(BOOK, {"g": [{"who": str(n)} for n in range(5)]}) == 3
    assert left_out(BOOK, {"g": [{"who": "x"}], "t": "y"}) == 0


@pytest.mark.parametrize("name", shipped())
def test_shipped_codebooks_have_unique_columns(name: str):
    flat = columns(load(find(name))[0])
    names = [column.name for column in flat]
    assert len(names) == len(set(names))


def test_a_part_gives_way_to_a_field_of_its_name():
    book = parse(SOURCE.replace("{name: plain, type: date}", "{name: e_low, type: integer}"))
    flat = columns(book)
    assert [column.name for column in flat].count("e_low") == 1
    assert next(column for column in flat if column.name == "e_low").field == "e_low"
