"""Gamma of units on a continuum: the published disorder to the digit, the best alignment against all there are, and chance."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from random import Random
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement import gamma as module
from annotator.agreement.gamma import Weights, best_alignment, finish, gamma, gamma_sums
from annotator.agreement.unitizing import Continuum, Marked

# The example text of pygamma-agreement, coded by three.
ALEX = [("1", 2, 9), ("2", 11, 17), ("5", 24, 30), ("6", 32, 36), ("6", 36, 44), ("7", 44, 60)]
PAUL = [("1", 2, 9), ("3", 11, 17), ("5", 19, 25), ("6", 32, 44)]
SUZAN = [("1", 2, 9), ("4", 11, 17), ("5", 21, 27), ("6", 32, 36), ("6", 36, 40), ("6", 40, 44)]
PLACES = Weights(alpha=3)

unit = st.integers(0, 28).flatmap(lambda b: st.tuples(st.sampled_from("xy"), st.just(b), st.integers(b + 1, 30)))
Coders = list[list[Marked]]


def coders(least: int, most: int, units: int) -> st.SearchStrategy[Coders]:
    return st.lists(st.lists(unit, max_size=units), min_size=least, max_size=most)


def disorder(lines: Sequence[Sequence[Marked]], one: Sequence[int], weights: Weights) -> float:
    """Of a unitary alignment, by the definition."""

    def two(a: int, b: int) -> float:
        if one[a] < 0 or one[b] < 0:
            return weights.empty
        (c, b1, e1), (d, b2, e2) = lines[a][one[a]], lines[b][one[b]]
        place = ((abs(b1 - b2) + abs(e1 - e2)) / (e1 - b1 + e2 - b2)) ** 2
        return (weights.alpha * place + weights.beta * (c != d)) * weights.empty

    pairs = list(combinations(range(len(lines)), 2))
    return sum(two(a, b) for a, b in pairs) / len(pairs)


def partitions(left: list[frozenset[int]]) -> Iterator[list[tuple[int, ...]]]:
    """Every way to put all units into unitary alignments."""
    who = next((index for index, one in enumerate(left) if one), None)
    if who is None:
        yield []
        return
    first = min(left[who])
    for rest in product(*((-1, *sorted(one)) for one in left[who + 1 :])):
        chosen = (*(-1 for _ in range(who)), first, *rest)
        after = [one - {unit} for one, unit in zip(left, chosen, strict=True)]
        for others in partitions(after):
            yield [chosen, *others]


def same(one: float, other: float) -> bool:
    return (math.isnan(one) and math.isnan(other)) or one == pytest.approx(other, abs=1e-9)


def test_the_disorder_of_the_example():
    found = best_alignment([ALEX, PAUL, SUZAN])
    assert found.disorder == pytest.approx(0.65354, abs=5e-6)
    assert len(found.unitary) == 6
    assert best_alignment([ALEX, PAUL, SUZAN], PLACES).disorder == pytest.approx(0.96, abs=0.0096)


@pytest.mark.parametrize("seed", [1, 3])
def test_gamma_of_the_example(seed: int):
    """The text runs from the first mark to the last, as the other programs take it."""
    text = Continuum(58, [[(kind, begin - 2, end - 2) for kind, begin, end in line] for line in (ALEX, PAUL, SUZAN)])
    assert 0.49 < gamma(text, seed=seed, precision=0.015).value < 0.56
    assert 0.44 < gamma(text, PLACES, seed=seed, precision=0.015).value < 0.47


@settings(deadline=None)
@given(
    st.one_of(coders(2, 2, 4), coders(3, 3, 3)),
    st.sampled_from([Weights(), PLACES, Weights(1, 0), Weights(2, 0.5, 0.7)]),
    st.sampled_from([0, module.SMALL]),
)
def test_no_alignment_is_better(lines: Coders, weights: Weights, small: int):
    """However the choice is made: by trying all ways, or by an integer programme."""
    with patch.object(module, "SMALL", small):
        found = best_alignment(lines, weights)
    least = min(
        sum(disorder(lines, one, weights) for one in way) for way in partitions([frozenset(range(len(line))) for line in lines])
    )
    assert found.total == pytest.approx(least, abs=1e-9)
    assert found.total == pytest.approx(sum(disorder(lines, one, weights) for one in found.unitary), abs=1e-9)
    for coder, line in enumerate(lines):
        assert sorted(one[coder] for one in found.unitary if one[coder] >= 0) == list(range(len(line)))


@settings(deadline=None, max_examples=30)
@given(coders(2, 3, 3), st.integers(0, 3), st.randoms(use_true_random=False))
def test_neither_coders_nor_units_have_an_order(lines: Coders, seed: int, chance: Random):
    shuffled = [chance.sample(line, len(line)) for line in chance.sample(lines, len(lines))]
    one, other = (gamma(Continuum(30, some), seed=seed, precision=0.5) for some in (lines, shuffled))
    assert same(one.observed, other.observed)
    assert same(one.value, other.value)


@settings(deadline=None, max_examples=30)
@given(st.lists(unit, min_size=1, max_size=3), st.integers(2, 3))
def test_who_mark_the_same_agree_wholly(line: list[Marked], many: int):
    found = gamma(Continuum(60, [line] * many), precision=0.5)
    assert found.observed == pytest.approx(0, abs=1e-12)
    assert found.value == pytest.approx(1.0)


@pytest.mark.parametrize("silent", [1, 2])
def test_one_who_marks_and_others_who_do_not_are_far_apart(silent: int):
    assert gamma(Continuum(60, [ALEX, *([] for _ in range(silent))])).value <= 0


@pytest.mark.parametrize("lines", [[], [ALEX], [[], []]])
def test_where_nothing_can_be_said_there_is_no_number(lines: Coders):
    found = gamma(Continuum(60, lines))
    assert math.isnan(found.value)
    assert found.drawn == 0
    assert np.isnan(finish(gamma_sums([Continuum(60, lines)]).sum(axis=0)[None])[0])


def test_an_alignment_needs_two():
    with pytest.raises(ValueError, match="two coders"):
        best_alignment([ALEX])


def test_shuffled_texts_are_as_many_as_precision_needs():
    text = Continuum(60, [ALEX, PAUL])
    assert gamma(text, precision=10).drawn == 30
    assert gamma(text, precision=0.02).drawn > 100
    assert gamma(text) == gamma(text)
    assert gamma(text, seed=1).expected != gamma(text, seed=2).expected


def test_several_articles_count_by_what_was_marked():
    one, other = Continuum(60, [ALEX, PAUL]), Continuum(60, [[("1", 2, 9)], [("1", 40, 50)]])
    sums = gamma_sums([one, other, Continuum(60, [SUZAN]), Continuum(60, [[], []])], precision=0.1)
    assert sums[2:].sum() == 0
    for row, text in zip(sums, (one, other), strict=False):
        assert finish(row[None])[0] == pytest.approx(gamma(text, precision=0.1).value, abs=0.1)
    assert finish(sums[:1])[0] > finish(sums.sum(axis=0)[None])[0] > finish(sums[1:2])[0]


def test_categories_may_be_near_each_other():
    near = Weights(apart=lambda one, other: 0.0 if one == other else 0.25)
    assert best_alignment([[("a", 0, 5)], [("b", 0, 5)]]).total == 1.0
    assert best_alignment([[("a", 0, 5)], [("b", 0, 5)]], near).total == 0.25


def test_too_many_units_in_one_heap_are_refused():
    heap: list[Marked] = [("a", 0, 10)] * 60
    with pytest.raises(ValueError, match="Too many units"):
        best_alignment([heap] * 5)
