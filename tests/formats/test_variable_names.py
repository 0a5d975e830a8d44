"""Names and numbers as statistics programs allow them."""

from __future__ import annotations

import pytest

from annotator.codebook.model import Code, CodeList
from annotator.formats.coded_numbers import CodedNumbers
from annotator.formats.spss import _numbers, _ranges
from annotator.formats.variable_names import SPSS, STATA, short_names


def test_names_that_fit_keep_theirs_and_others_are_told_apart():
    long = "x" * 32
    found = short_names(["a", f"{long}one", f"{long}two", long, "if", "str12", "v_if", "9lives", "Ä b"], 32, STATA)
    assert found["a"] == "a"
    assert (found[long], found[f"{long}one"], found[f"{long}two"]) == (long, "x" * 30 + "_2", "x" * 30 + "_3")
    assert (found["v_if"], found["if"], found["str12"], found["9lives"], found["Ä b"]) == (
        "v_if", "v_if_2", "v_str12", "v_9lives", "__b",
    )  # fmt: skip


def test_names_are_unique_without_regard_to_case():
    found = short_names([f"{'n' * 70}{number}" for number in range(1_100)], 64, SPSS)
    assert len({name.casefold() for name in found.values()}) == 1_100
    assert max(map(len, found.values())) == 64


def _list(*codes: tuple[str, str]) -> CodeList:
    return CodeList(codes=tuple(Code(code=code, label=label) for code, label in codes))


def test_whole_numbers_stand_for_themselves():
    numbers = CodedNumbers(_list(("1", "One"), ("-3", "Minus"), ("40", "")))
    assert (numbers["1"], numbers["-3"], numbers["40"], numbers.told) == (1, -3, 40, {})
    assert numbers.labels == {1: "One", -3: "Minus", 40: "40"}
    assert (numbers["new"], numbers["newer"], numbers["new"]) == (41, 42, 41)
    assert numbers.told == {"1": "1", "-3": "-3", "40": "40", "41": "new", "42": "newer"}


@pytest.mark.parametrize("odd", ["01", "1.5", "a", "+1", "123456789012"])
def test_else_the_place_in_the_list_stands_for_a_code(odd: str):
    numbers = CodedNumbers(_list(("7", "Same"), (odd, "Same"), ("x", "Other")))
    assert (numbers["7"], numbers[odd], numbers["x"]) == (1, 2, 3)
    assert numbers.told == {"1": "7", "2": odd, "3": "x"}
    assert numbers.labels == {1: "Same (7)", 2: f"Same ({odd})", 3: "Other"}
    assert numbers.labels[numbers["Other"]] == "Other (not listed)"


def test_spss_names_three_missing_numbers_or_one_range():
    assert (_numbers(["-9", "-99"]), _ranges([-9.0, -99.0])) == ({"-9": -9.0, "-99": -99.0}, [-99.0, -9.0])
    assert _numbers(["-9", "unknown"]) == {"-9": -999_900.0, "unknown": -999_901.0}
    four = _numbers(["-1", "-2", "-3", "-4"])
    assert sorted(four.values()) == [-999_903.0, -999_902.0, -999_901.0, -999_900.0]
    assert _ranges(list(four.values())) == [{"lo": -999_903.0, "hi": -999_900.0}]
