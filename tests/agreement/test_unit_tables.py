"""Tables of spans and of groups: what is told of them, what they may not hold, and that the figures are those of the parts."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.clusterings import compare
from annotator.agreement.resampling import Resampling
from annotator.agreement.unit_tables import ClusterColumns, SpanColumns, measure_clusters, measure_spans
from annotator.agreement.unitizing import Continuum, alpha_u
from annotator.errors import ImportRefused

SPANS = SpanColumns("coder", "begin", "end", unit="article", category="category")
ONE_TEXT = SpanColumns("coder", "begin", "end", category="category")
GROUPS = ClusterColumns("unit", "coder", "incident", article="month")
KALPHA = Path(__file__).resolve().parents[3] / "shared" / "data" / "kalpha" / "example.csv"
Rows = list[tuple[int, dict[str, Any]]]


def numbered(rows: list[dict[str, Any]]) -> Rows:
    return list(enumerate(rows, start=2))


def spans(*rows: tuple[Any, ...]) -> Rows:
    return numbered([dict(zip(("article", "coder", "begin", "end", "category"), row, strict=True)) for row in rows])


def groups(*rows: tuple[Any, ...]) -> Rows:
    return numbered([dict(zip(("month", "coder", "unit", "incident"), row, strict=True)) for row in rows])


def value(told: Mapping[str, Any]) -> float:
    return told["value"]


def krippendorff() -> Rows:
    """His example of 2004, p. 254."""
    marks = [("a", "c", 225, 70), ("a", "c", 370, 30), ("a", "k", 180, 60), ("a", "k", 300, 50), ("b", "c", 220, 80),
             ("b", "c", 355, 20), ("b", "c", 400, 20), ("b", "k", 180, 60), ("b", "k", 300, 50)]  # fmt: skip
    return spans(*(("1", coder, str(at - 150), str(at - 150 + size), kind) for coder, kind, at, size in marks))


def test_the_example_of_krippendorff_as_a_table():
    told, text = measure_spans("marks.csv", krippendorff(), ONE_TEXT, length=300)
    assert value(told["categories"]["c"]["alpha_u"]) == pytest.approx(0.7286, abs=5e-5)
    assert value(told["categories"]["k"]["alpha_u"]) == 1.0
    assert value(told["alpha_u"]) == pytest.approx(0.859, abs=1e-3)
    assert (told["n_articles"], told["n_coders"], told["n_units"]) == (1, 2, 9)
    assert json.loads(json.dumps(told)) == told
    assert "0.729" in text
    assert "No intervals: they need several articles." in text


def planted(many: int) -> Iterator[tuple[Any, ...]]:
    for article in range(many):
        for at, kind in ((20, "date"), (60, "place")):
            yield str(article), "A", at, at + 20, kind
            # Every third article the other coder's span is somewhere else.
            yield str(article), "B", at + 100 * (article % 3 == 0), at + 20 + 100 * (article % 3 == 0), kind


def test_several_articles_have_intervals():
    told, text = measure_spans("marks.csv", spans(*planted(30)), SPANS, Resampling(200), length=300)
    for figure in (told["alpha_u"], told["f1"], told["gamma"], told["categories"]["date"]["alpha_u"]):
        assert figure["low"] < figure["value"] < figure["high"]
    assert value(told["f1"]) == pytest.approx(2 / 3)
    assert "200 draws of articles" in text


def test_the_length_may_be_a_column_or_where_the_last_span_ends():
    rows = [(number, {**cells, "places": 300}) for number, cells in spans(*planted(6))]
    by_column = SpanColumns("coder", "begin", "end", unit="article", category="category", length="places")
    assert measure_spans("m", rows, by_column)[0] == measure_spans("m", rows, SPANS, length=300)[0]
    shortest = measure_spans("m", rows, SPANS)[0]
    wanted = [
        Continuum(
            length, [[("date", 20, 40), ("place", 60, 80)], [("date", 20 + off, 40 + off), ("place", 60 + off, 80 + off)]]
        )
        for off, length in [(100, 180), (0, 80), (0, 80)] * 2
    ]
    assert value(shortest["alpha_u"]) == pytest.approx(alpha_u(wanted).joint)


def test_who_marked_nothing_in_an_article_has_a_row_without_a_span():
    marked = spans(("1", "A", 0, 5, "x"), ("2", "A", 0, 5, "x"), ("2", "B", 0, 5, "x"))
    told, _ = measure_spans("m", marked, SPANS, length=50)
    assert (told["n_articles"], told["n_single"], value(told["f1"])) == (1, 1, 1.0)
    told, _ = measure_spans("m", [*marked, (9, {"article": "1", "coder": "B", "begin": "", "end": None})], SPANS, length=50)
    assert (told["n_articles"], told["n_single"]) == (2, 0)
    assert value(told["f1"]) == pytest.approx(2 / 3)
    assert value(told["alpha_u"]) < 1


def test_coders_of_different_articles_have_no_value():
    told, text = measure_spans("m", spans(("1", "A", 0, 5, "x"), ("2", "B", 0, 5, "x")), SPANS, Resampling(20))
    assert told["alpha_u"] == told["f1"] == told["gamma"] == {"undefined": "No article was coded by two coders.", "n": 0}
    assert "No article was coded by two coders." in text
    told, _ = measure_spans("m", [], SPANS)
    assert "undefined" in told["alpha_u"]


def test_one_article_has_no_interval_though_others_have_nothing():
    nothing = [(article, who, "", "", "") for article in "234" for who in "AB"]
    rows = spans(("1", "A", 0, 10, "x"), ("1", "B", 0, 11, "x"), *nothing)
    told, _ = measure_spans("m", rows, SPANS, Resampling(100), length=50)
    assert told["n_articles"] == 4
    for figure in (told["alpha_u"], told["gamma"], told["categories"]["x"]["alpha_u"], told["f1"]):
        assert "value" in figure
        assert "low" not in figure


def test_few_units_have_their_f1_alone():
    told, text = measure_spans("m", krippendorff(), ONE_TEXT, length=300, least=5)
    assert told["categories"]["k"]["alpha_u"] == {"undefined": "Fewer than 5 units were marked.", "n": 4}
    assert value(told["categories"]["k"]["f1"]) == 1.0
    assert "k: alpha_U is undefined. Fewer than 5 units were marked." in text


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("1", "A", "x", 5, "c"), "m.csv row 2, column begin: “x” is no place in a text: a whole number from 0 on."),
        (("1", "A", "", 5, "c"), "m.csv row 2, column begin: the cell is empty."),
        (("1", "A", 5, 5, "c"), "m.csv row 2, column end: the span ends before it begins."),
        (("1", "A", 5, -6, "c"), "m.csv row 2, column end: “-6” is no place in a text: a whole number from 0 on."),
        (("1", "A", 5, 500, "c"), "m.csv row 2, column end: the span ends behind the text, which has 100 places."),
        (("1", "", 5, 6, "c"), "m.csv row 2, column coder: the cell is empty."),
        (("1", "A", 5, 6, None), "m.csv row 2, column category: the cell is empty."),
    ],
)
def test_a_row_that_cannot_be_taken_is_named(row: tuple[Any, ...], why: str):
    with pytest.raises(ImportRefused) as refused:
        measure_spans("m.csv", spans(row), SPANS, length=100)
    assert str(refused.value) == why


def test_a_text_has_one_length_and_one_stratum():
    columns = SpanColumns("coder", "begin", "end", unit="article", length="places", stratum="language")
    one = {"article": "1", "coder": "A", "begin": 0, "end": 5, "places": 9, "language": "fr"}
    with pytest.raises(ImportRefused, match="row 3, column places: the text had another length before, in row 2"):
        measure_spans("m", numbered([one, {**one, "places": 8}]), columns)
    with pytest.raises(ImportRefused, match="row 3, column language"):
        measure_spans("m", numbered([one, {**one, "language": "ar"}]), columns)


marks = st.tuples(st.sampled_from("12"), st.sampled_from("ABC"), st.integers(0, 20), st.integers(21, 40), st.sampled_from("xy"))


@settings(deadline=None, max_examples=30)
@given(st.lists(marks, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing(rows: list[tuple[Any, ...]], chance: Any):
    told, _ = measure_spans("m", spans(*rows), SPANS, length=40, with_gamma=False)
    again, _ = measure_spans("m", spans(*chance.sample(rows, len(rows))), SPANS, length=40, with_gamma=False)
    assert told["n_units"] == again["n_units"]
    for name in ("alpha_u", "f1"):
        assert told[name].get("value", 9) == pytest.approx(again[name].get("value", 9))


@pytest.mark.skipif(not KALPHA.exists(), reason="the data to try things on are not here")
def test_a_table_from_elsewhere():
    lines = [line for line in KALPHA.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    rows = numbered(list(csv.DictReader(lines, ["coder", "begin", "end", "category"])))
    columns = SpanColumns("coder", "begin", "end", category="category", included=True)
    told, _ = measure_spans("example.csv", rows, columns, length=101)
    assert value(told["categories"]["cat1"]["alpha_u"]) == 1.0
    # All of it was marked by all three, and cut into pieces otherwise.
    assert value(told["categories"]["cat6"]["f1"]) == 1.0
    assert 0 < value(told["categories"]["cat6"]["alpha_u"]) < 0.5
    assert told["n_coders"] == 3


def test_groups_of_two_coders():
    """The CoNLL scorer's test A-4, as a table."""
    sides = {"A": ["a", "bc", "def"], "B": ["a", "bcx", "dy", "z"]}
    rows = groups(*(("", who, unit, place) for who, made in sides.items() for place, some in enumerate(made) for unit in some))
    told, text = measure_clusters("incidents.csv", rows, ClusterColumns("unit", "coder", "incident"))
    (pair,) = told["pairs"]
    assert (pair["key"], pair["response"], pair["n_units"]) == ("A", "B", 4)
    for name, f1 in (("muc", 1 / 3), ("b_cubed", 0.4683), ("ceaf_m", 0.6154), ("ceaf_e", 0.6286)):
        assert value(pair[name]["f1"]) == pytest.approx(f1, abs=5e-5)
    assert value(pair["conll"]) == pytest.approx((1 / 3 + 0.4683 + 0.6286) / 3, abs=1e-4)
    assert value(pair["b_cubed"]["recall"]) == pytest.approx(0.5556, abs=5e-5)
    assert "A and B" in text
    assert json.loads(json.dumps(told)) == told


def test_groups_within_articles_are_added_up():
    rows = groups(
        ("jan", "A", "1", "x"), ("jan", "A", "2", "x"), ("jan", "B", "1", "x"), ("jan", "B", "2", "y"),
        ("feb", "A", "1", "x"), ("feb", "A", "2", "y"), ("feb", "B", "1", "p"), ("feb", "B", "2", "p"), ("feb", "C", "1", "p"),
    )  # fmt: skip
    told, _ = measure_clusters("i", rows, GROUPS, Resampling(50))
    assert [(one["key"], one["response"]) for one in told["pairs"]] == [("A", "B"), ("A", "C"), ("B", "C")]
    both = compare(["12"], ["1", "2"]) + compare(["1", "2"], ["12"])
    assert value(told["pairs"][0]["b_cubed"]["f1"]) == pytest.approx(both.b_cubed.f1)
    assert value(told["pairs"][0]["muc"]["f1"]) == 0
    assert (told["pairs"][0]["n_articles"], told["pairs"][1]["n_articles"]) == (2, 1)


def test_groups_of_many_articles_have_intervals():
    said = {"A": lambda month, unit: unit // 2, "B": lambda month, unit: unit // 2 if month % 3 else unit}
    rows = groups(*((str(m), who, str(u), group(m, u)) for m in range(12) for who, group in said.items() for u in range(4)))
    told, text = measure_clusters("i", rows, GROUPS, Resampling(200))
    figure = told["pairs"][0]["conll"]
    assert figure["low"] < figure["value"] < figure["high"] <= 1
    assert "200 draws of articles" in text


def test_coders_without_a_common_unit_have_no_value():
    told, _ = measure_clusters("i", groups(("jan", "A", "1", "x"), ("feb", "B", "2", "x")), GROUPS)
    assert told["pairs"][0]["muc"]["f1"] == {"undefined": "The two coders have no unit in common.", "n": 0}
    told, text = measure_clusters("i", groups(("jan", "A", "1", "x")), GROUPS)
    assert told["pairs"] == []
    assert "one coder" in text


def test_groups_of_one_unit_have_no_links():
    rows = groups(*(("jan", who, unit, unit) for who in "AB" for unit in "12"))
    (pair,) = measure_clusters("i", rows, GROUPS)[0]["pairs"]
    assert pair["muc"]["f1"]["undefined"] == "All groups are of one unit: there is no link to find."
    assert value(pair["b_cubed"]["f1"]) == value(pair["ceaf_e"]["f1"]) == 1.0


def test_a_unit_is_in_one_group_of_a_coder():
    with pytest.raises(ImportRefused, match="i row 3: A has put unit 1 into a group before, in row 2"):
        measure_clusters("i", groups(("jan", "A", "1", "x"), ("jan", "A", "1", "y")), GROUPS)
    with pytest.raises(ImportRefused, match="i row 2, column unit: the cell is empty"):
        measure_clusters("i", groups(("jan", "A", "", "x")), GROUPS)


def test_a_unit_the_other_does_not_have_counts_against_it():
    whole = groups(("jan", "A", "1", "x"), ("jan", "A", "2", "x"), ("jan", "B", "1", "x"), ("jan", "B", "2", ""))
    (pair,) = measure_clusters("i", whole, GROUPS)[0]["pairs"]
    assert value(pair["b_cubed"]["recall"]) == 0.25
    assert value(pair["b_cubed"]["precision"]) == 1.0
