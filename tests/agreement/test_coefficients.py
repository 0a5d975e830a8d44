"""What every coefficient must hold to, whatever is measured; when there is none, and that it says why."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement import coefficients as c
from annotator.agreement.alpha import NEGATIVE, ONE_VALUE
from annotator.agreement.coefficients import FIGURES, measure
from annotator.agreement.figures import Metric
from annotator.agreement.ratings import Ratings, rate
from annotator.agreement.resampling import Resampling
from annotator.errors import UsageError

Rows = list[list[Any]]
PATIENT = settings(deadline=None, max_examples=60)
METRICS: tuple[Metric, ...] = ("nominal", "ordinal", "interval", "ratio", "log")


def tables(values: st.SearchStrategy[Any] = st.integers(0, 4), coders: int = 4) -> st.SearchStrategy[Rows]:  # noqa: B008
    cell = st.one_of(st.none(), values)
    return st.integers(2, coders).flatmap(
        lambda width: st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=12)
    )


def figures(rows: Rows, metric: Metric = "nominal", **options: Any) -> dict[str, float | None]:
    return {name: figure.value for name, figure in measure(rate(rows, **options), metric, least=1).figures.items()}


def same(one: dict[str, float | None], other: dict[str, float | None]) -> None:
    for name, value in one.items():
        assert (value is None) == (other[name] is None), name
        if value is not None:
            assert value == pytest.approx(other[name], abs=1e-9), name


def plain_alpha(rows: Rows, apart: Callable[[Any, Any], float]) -> float | None:
    """By the definition, pair by pair."""
    units = [said for row in rows if len(said := [value for value in row if value is not None]) > 1]
    values = [value for unit in units for value in unit]
    if len(set(values)) < 2:
        return None
    n = len(values)
    observed = sum(apart(one, other) / (len(unit) - 1) for unit in units for one, other in permutations(unit, 2)) / n
    expected = sum(apart(one, other) for one, other in permutations(values, 2)) / (n * (n - 1))
    return 1 - observed / expected if expected else None


# --- metrics --------------------------------------------------------------------------------------------------------


def masi(one: frozenset[str], other: frozenset[str]) -> float:
    if one == other:
        return 0.0
    shared = len(one & other)
    monotone = 2 / 3 if one < other or other < one else 1 / 3 if shared else 0.0
    return 1 - (shared / len(one | other)) * monotone * bool(shared)


def chord(one: tuple[float, float], other: tuple[float, float]) -> float:
    points = []
    for latitude, longitude in (one, other):
        a, b = math.radians(latitude), math.radians(longitude)
        points.append((math.cos(a) * math.cos(b), math.cos(a) * math.sin(b), math.sin(a)))
    return sum((6371.0088 * (x - y)) ** 2 for x, y in zip(*points, strict=True))


APART: dict[Metric, Callable[[Any, Any], float]] = {
    "nominal": lambda a, b: a != b,
    "interval": lambda a, b: (a - b) ** 2,
    "ratio": lambda a, b: ((a - b) / (a + b)) ** 2 if a + b else 0.0,
    "log": lambda a, b: (math.log1p(a) - math.log1p(b)) ** 2,
}


@pytest.mark.parametrize("metric", APART)
@PATIENT
@given(rows=tables())
def test_alpha_is_its_definition(metric: Metric, rows: Rows):
    expected, found = plain_alpha(rows, APART[metric]), figures(rows, metric)["alpha"]
    assert found == (None if expected is None else pytest.approx(expected, abs=1e-9))


@PATIENT
@given(rows=tables(st.frozensets(st.sampled_from("abcd"))))
def test_alpha_of_sets(rows: Rows):
    expected, found = plain_alpha(rows, masi), figures(rows, "sets")["alpha"]
    assert found == (None if expected is None else pytest.approx(expected, abs=1e-9))


@PATIENT
@given(rows=tables(st.sampled_from([(36.3, 43.1), (36.2, 44.0), (-1.3, 36.8), (0.0, 179.9), (0.0, -179.9)])))
def test_alpha_of_places(rows: Rows):
    expected, found = plain_alpha(rows, chord), figures(rows, "place")["alpha"]
    assert found == (None if expected is None else pytest.approx(expected, abs=1e-9))


def test_two_empty_sets_are_the_same():
    found = measure(rate([[[], []], [["a"], ["a"]], [["a", "b"], ["a"]]]), "sets")
    assert found.figures["alpha"].value == pytest.approx(plain_alpha(
        [[frozenset(), frozenset()], [frozenset("a")] * 2, [frozenset("ab"), frozenset("a")]], masi))  # fmt: skip
    assert {name: figure.value for name, figure in found.categories.items()} == {"a": 1.0, "b": 0.0}


def test_twenty_thousand_days_are_measured_without_a_table():
    """A table of all values with all values would need 3 GB, one for each unit more than there is."""
    dice = np.random.default_rng(2)
    days = dice.integers(0, 20_000, 60_000)
    values = np.stack([days, np.clip(days + dice.integers(-3, 4, days.size), 0, 19_999)], 1).astype(np.int32)
    own = np.arange(days.size)
    ratings = Ratings(values, tuple(range(20_000)), own, np.zeros(days.size, np.intp))
    figure = measure(ratings, "interval", Resampling(rounds=50), only=("alpha",)).figures["alpha"]
    assert figure.value is not None
    assert figure.value > 0.9999
    nominal = measure(ratings, "nominal", Resampling(rounds=50)).figures
    assert nominal["alpha"].value == pytest.approx(1 / 7, abs=0.02)
    assert nominal["alpha"].low is not None
    assert nominal["conger_kappa"].low is not None


@pytest.mark.parametrize("metric", ["nominal", "interval", "ordinal"])
def test_many_values_give_the_same_as_few(metric: Metric, monkeypatch: pytest.MonkeyPatch):
    """More values than have columns of their own are worked out between groups of articles: the figures are the same."""
    dice = np.random.default_rng(5)
    rows = [[int(v) if dice.random() > 0.1 else None for v in (t, t if dice.random() < 0.6 else dice.integers(9))]
            for t in dice.integers(0, 9, 150)]  # fmt: skip
    drawn = Resampling(rounds=300)
    few = measure(rate(rows), metric, drawn).figures
    monkeypatch.setattr("annotator.agreement.tallies.WIDE", 3)
    many = measure(rate(rows), metric, drawn).figures
    for name in FIGURES:
        assert many[name].value == (None if few[name].value is None else pytest.approx(few[name].value)), name
        if few[name].low is not None:
            assert (many[name].low, many[name].high) == pytest.approx((few[name].low, few[name].high), rel=1e-3), name


# --- properties -----------------------------------------------------------------------------------------------------


@PATIENT
@given(tables(), st.randoms(use_true_random=False), st.sampled_from(METRICS))
def test_the_order_of_coders_and_units_does_not_matter(rows: Rows, dice: Any, metric: Metric):
    before = figures(rows, metric)
    turned = [list(row) for row in zip(*dice.sample(list(zip(*rows, strict=True)), len(rows[0])), strict=True)]
    dice.shuffle(turned)
    same(before, figures(turned, metric))


@PATIENT
@given(tables(), st.permutations(range(5)))
def test_names_of_nominal_values_do_not_matter(rows: Rows, names: Sequence[int]):
    renamed = [[None if value is None else "abcde"[names[value]] for value in row] for row in rows]
    before, after = figures(rows), figures(renamed)
    same({name: value for name, value in before.items() if "linear" not in name and "quadratic" not in name}, after)


@PATIENT
@given(tables(), st.sampled_from(METRICS))
def test_a_unit_of_one_coder_does_not_matter_to_alpha(rows: Rows, metric: Metric):
    lone = [*rows, [3, *[None] * (len(rows[0]) - 1)]]
    assert figures(lone, metric)["alpha"] == pytest.approx(figures(rows, metric)["alpha"])
    assert figures(lone, metric)["percent"] == pytest.approx(figures(rows, metric)["percent"])


@PATIENT
@given(tables())
def test_a_coder_who_said_nothing_does_not_matter(rows: Rows):
    same(figures(rows), figures([[*row, None] for row in rows]))


@PATIENT
@given(tables())
def test_a_category_nobody_used_does_not_matter_to_alpha_and_kappa(rows: Rows):
    before, after = figures(rows), figures(rows, order=[0, 1, 2, 3, 4, 9])
    for name in ("alpha", "percent", "fleiss_kappa", "conger_kappa", "cohen_kappa"):
        assert after[name] == (None if before[name] is None else pytest.approx(before[name])), name


@PATIENT
@given(st.lists(st.integers(0, 4), min_size=2, max_size=15).filter(lambda said: len(set(said)) > 1), st.integers(2, 4))
def test_who_always_agree_agree_wholly(said: list[int], coders: int):
    for metric in METRICS:
        for name, value in figures([[value] * coders for value in said], metric).items():
            assert value == pytest.approx(1) or (value is None and coders > 2 and name.startswith("cohen")), (metric, name)


@PATIENT
@given(tables(), st.sampled_from(METRICS))
def test_nothing_is_more_than_whole_agreement(rows: Rows, metric: Metric):
    measures = measure(rate(rows), metric)
    for name, figure in measures.figures.items():
        assert figure.value is None or figure.value <= 1 + 1e-9, name
        assert (figure.value is None) == bool(figure.why)
        assert figure.n == measures.n_units


@PATIENT
@given(tables(coders=2))
def test_two_coders_make_fleiss_scott_and_conger_cohen(rows: Rows):
    full = [row for row in rows if None not in row]
    if not full:
        return
    found = figures(full)
    values = [value for row in full for value in row]
    pi = sum((values.count(value) / len(values)) ** 2 for value in set(values))
    if pi < 1:
        observed = sum(one == other for one, other in full) / len(full)
        assert found["fleiss_kappa"] == pytest.approx((observed - pi) / (1 - pi))
    assert found["conger_kappa"] == (None if found["cohen_kappa"] is None else pytest.approx(found["cohen_kappa"]))


def test_specific_agreement_is_f1():
    """40 both yes, 5 and 9 one alone."""
    rows = [["y", "y"]] * 40 + [["y", "n"]] * 5 + [["n", "y"]] * 9 + [["n", "n"]] * 46
    found = measure(rate(rows), "nominal", Resampling(rounds=200)).categories
    assert found["y"].value == pytest.approx(80 / 94)
    assert found["y"].n == 94
    assert found["n"].value == pytest.approx(92 / 106)
    assert found["y"].low is not None
    assert found["y"].low < 80 / 94 < (found["y"].high or 0)


# --- when there is none ---------------------------------------------------------------------------------------------


def whys(rows: Rows, metric: Metric = "nominal", **options: Any) -> dict[str, str]:
    return {name: figure.why for name, figure in measure(rate(rows, **options), metric).figures.items()}


@pytest.mark.parametrize("metric", [*METRICS, "sets"])
def test_one_value_used_by_all_is_no_agreement_beyond_chance(metric: Metric):
    value: Any = frozenset("a") if metric == "sets" else 1
    found = measure(rate([[value, value]] * 5), metric)
    assert found.figures["percent"].value == 1
    for name in FIGURES[1:]:
        assert (found.figures[name].value, found.figures[name].why) == (None, ONE_VALUE), name


def test_one_value_used_by_all_of_several_declared():
    found = whys([["no", "no"]] * 5, order=["no", "yes"])
    assert all(found[name] == ONE_VALUE for name in FIGURES[1:])


def test_coders_who_share_no_unit():
    assert set(whys([["a", None], [None, "b"], ["a", None]]).values()) == {c.NO_UNIT}


def test_one_coder_alone():
    assert set(whys([["a", None], ["b", None]]).values()) == {c.ONE_CODER}


def test_nothing_at_all():
    assert set(whys([[None, None]]).values()) == {c.NOTHING}
    assert set(whys([]).values()) == {c.NOTHING}


def test_cohens_kappa_is_for_two():
    found = whys([["a", "b", "a"], ["b", "b", "b"]])
    assert "there are 3" in found["cohen_kappa"]
    assert "Conger" in found["cohen_kappa"]


def test_weighted_kappa_needs_an_order():
    rows: Rows = [["a", "b"], ["b", "b"], ["c", "a"]]
    assert whys(rows)["cohen_kappa_linear"] == c.NO_ORDER
    assert whys(rows, "ordinal", order=["a", "b", "c"])["cohen_kappa_linear"] == ""


def test_places_have_no_weights():
    rows: Rows = [[(1.0, 2.0), (1.0, 2.1)], [(5.0, 2.0), (5.0, 2.0)]]
    found = measure(rate(rows), "place").figures
    assert found["ac2"].why == c.NO_WEIGHTS
    assert found["alpha"].value is not None


def test_what_is_below_zero_has_no_ratio():
    found = whys([[-1, 2], [3, 3]], "ratio")
    assert found["alpha"] == found["ac2"] == NEGATIVE


def test_few_units_are_told_by_percent_alone():
    found = measure(rate([["a", "b"], ["b", "b"], ["a", "a"]]), "nominal", least=10)
    assert found.figures["percent"].value == pytest.approx(2 / 3)
    assert found.n_units == 3
    assert {figure.why for name, figure in found.figures.items() if name != "percent"} == {c.FEW.format(3, 10)}


def test_one_of_three_marks_is_not_agreement():
    found = measure(rate([["a", None, None], ["a", "b", "b"], ["b", "b", "a"]]), "nominal")
    assert found.figures["percent"].value == pytest.approx(1 / 3)
    assert found.n_units == 2


def test_only_what_is_asked_for():
    assert set(measure(rate([[1, 2], [2, 2]]), "nominal", only=("alpha",)).figures) == {"alpha"}
    assert not measure(rate([[1, 2], [2, 2]]), "nominal", only=("alpha",)).categories


def test_texts_are_no_numbers():
    with pytest.raises(UsageError, match="needs numbers"):
        measure(rate([["a", "b"]] * 3), "interval")
    with pytest.raises(UsageError, match="not in the order"):
        rate([["a", "b"]], order=["a"])
    with pytest.raises(UsageError, match="2 values where the first has 1"):
        rate([["a"], ["a", "b"]])
