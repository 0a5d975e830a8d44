"""Cross-tabulations and periods: what falls into a cell are the units behind it, and no others."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.agreement.crosstab import OTHER, crosstab, key_of, shares
from annotator.agreement.periods import by_period
from annotator.agreement.results import Unit


def units(*rows: Mapping[str, object]) -> list[Unit]:
    return [
        Unit(f"article {at}", at + 1, row, {}, float(len(set(map(key_of, row.values()))) == 1)) for at, row in enumerate(rows)
    ]


def test_two_coders_have_rows_and_columns_of_their_own():
    table = crosstab(units({"a": "x", "b": "y"}, {"a": "x", "b": "x"}, {"a": "x"}, {"b": "y", "c": "y"}), "a", "b")
    assert table.values == ("x", "y")
    assert table.counts == {(0, 1): 1, (0, 0): 1}
    assert table.members == {(0, 1): [0], (0, 0): [1]}
    assert (table.total, table.same, table.mirrored) == (2, 1, False)


def test_every_two_coders_make_a_table_that_is_its_own_mirror():
    table = crosstab(units({"a": "x", "b": "y", "c": "x"}, {"a": "y", "c": "y"}))
    assert table.counts == {(0, 0): 1, (0, 1): 2, (1, 0): 2, (1, 1): 1}
    assert table.members[0, 1] == [0], "a unit stands once in a cell, however many of its pairs fall there"
    assert (table.total, table.same) == (4, 2)


def test_the_order_is_the_codebooks_and_numbers_go_by_size():
    said = units({"a": "x", "b": "z"}, {"a": "z", "b": "z"}, {"a": None, "b": "y"})
    assert crosstab(said, order=("z", "y", "x")).values == ("z", "y", "x", None)
    assert crosstab(units({"a": 10, "b": 9}, {"a": 2, "b": 10})).values == (2, 9, 10)


def test_rare_values_share_the_last_line():
    table = crosstab(units(*({"a": f"v{at}", "b": "often"} for at in range(9))), "a", "b", most=4)
    assert len(table.values) == 4
    assert table.values[0] == "often"
    assert table.values[-1] is OTHER
    assert sum(table.counts.values()) == 9


def test_lists_are_alike_in_any_order_and_numbers_in_any_type():
    assert key_of(["b", "a"]) == key_of({"a", "b"})
    assert key_of(2) == key_of(2.0) != key_of("x")
    assert key_of([]) == key_of(None) == ""
    assert key_of((1.0, 2.0)) != key_of((2.0, 1.0)), "a place is no set"


def test_shares_of_every_two():
    found = shares(units({"a": 1, "b": 1, "c": 2}, {"a": 1, "b": 2}), ("a", "b", "c"))
    assert found == {("a", "b"): (2, 1), ("a", "c"): (1, 0), ("b", "c"): (1, 0)}


def test_periods_leave_no_gap_and_hold_their_units():
    said = units({"a": 1, "b": 1}, {"a": 1, "b": 2}, {"a": 1}, {"a": 1, "b": 1})
    days = {
        "article 0": "2020-06-03T10:00:00.000Z",
        "article 1": "2020-06-05",
        "article 2": "2020-06-05",
        "article 3": "2020-06-17",
    }
    weeks = by_period(said, days, "week")
    assert [one.start for one in weeks] == ["2020-06-01", "2020-06-08", "2020-06-15"]
    assert [one.n for one in weeks] == [2, 0, 1]
    assert [one.alike for one in weeks] == [0.5, None, 1.0]
    assert weeks[0].members == (0, 1)
    assert [one.n for one in by_period(said, days, "month")] == [3]
    assert by_period(said, {}, "week") == []
