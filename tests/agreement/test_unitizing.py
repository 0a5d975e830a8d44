"""Alpha for units on a continuum and F1 of what is marked: the published example, and what must hold whatever is marked."""

from __future__ import annotations

import math
from itertools import pairwise, permutations
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.unitizing import (
    Continuum,
    Marked,
    alpha_u,
    alpha_u_sums,
    f1,
    overlap_sums,
    token_f1_sums,
)
from annotator.spans import words

# Krippendorff 2004, p. 254: a continuum from 150 to 450, counted from its begin here.
FIRST: list[Marked] = [("c", 75, 145), ("c", 220, 250), ("k", 30, 90), ("k", 150, 200)]
SECOND: list[Marked] = [("c", 70, 150), ("c", 205, 225), ("c", 250, 270), ("k", 30, 90), ("k", 150, 200)]


def coded(length: int) -> st.SearchStrategy[list[Marked]]:
    begin = st.integers(0, length - 1)
    unit = begin.flatmap(lambda b: st.tuples(st.sampled_from("xyz"), st.just(b), st.integers(b + 1, length)))
    return st.lists(unit, max_size=4)


def continua(least: int = 0) -> st.SearchStrategy[list[Continuum]]:
    one = st.integers(1, 40).flatmap(lambda n: st.lists(coded(n), max_size=4).map(lambda coders: Continuum(n, coders)))
    return st.lists(one, min_size=least, max_size=4)


def same(one: float, other: float) -> bool:
    return (math.isnan(one) and math.isnan(other)) or one == pytest.approx(other, abs=1e-9)


def plainly(articles: list[Continuum]) -> float:
    """Joint alpha by the formula alone, a loop a sum, no array and no sorting."""
    articles = [one for one in articles if len(one.coders) > 1]
    observed = expected = 0.0
    coded = sum(one.length * len(one.coders) for one in articles)
    for kind in sorted({str(unit[0]) for one in articles for units in one.coders for unit in units}):
        lengths: list[int] = []
        gaps: list[int] = []
        for one in articles:
            lines = [_united([unit for unit in units if unit[0] == kind]) for units in one.coders]
            for line in lines:
                lengths += [end - begin for begin, end in line]
                edges = [0, *(edge for unit in line for edge in unit), one.length]
                gaps += [after - before for before, after in list(pairwise(edges))[::2]]
            for mine, other in permutations(lines, 2):
                for begin, end in mine:
                    met = [(b, e) for b, e in other if max(b, begin) < min(e, end)]
                    cost = sum((begin - b) ** 2 + (end - e) ** 2 for b, e in met) if met else 2 * (end - begin) ** 2
                    observed += cost / (len(lines) - 1) / coded
        room = sum(b * b * sum(gap - b + 1 for gap in gaps if gap >= b) for b in lengths)
        met = (len(lengths) - 1) / 3 * sum(2 * b**3 - 3 * b**2 + b for b in lengths)
        pairs = coded * (coded - 1) - sum(b * (b - 1) for b in lengths)
        expected += 2 * (room + met) / pairs if pairs else math.nan
    return 1 - observed / expected if expected else math.nan


def _united(units: list[Marked]) -> list[tuple[int, int]]:
    line: list[tuple[int, int]] = []
    for _, begin, end in sorted(units, key=lambda unit: unit[1:]):
        if line and begin < line[-1][1]:
            line[-1] = (line[-1][0], max(line[-1][1], end))
        else:
            line.append((begin, end))
    return line


def test_the_example_of_krippendorff_2004():
    found = alpha_u([Continuum(300, [FIRST, SECOND])])
    assert found.observed["c"] == pytest.approx(0.0144, abs=5e-5)
    assert found.expected["c"] == pytest.approx(0.0532, abs=5e-5)
    assert found.categories["c"] == pytest.approx(0.7286, abs=5e-5)
    assert found.categories["k"] == 1.0
    assert found.joint == pytest.approx(0.859, abs=1e-3)


@pytest.mark.parametrize(
    ("one", "other", "apart"), [((5, 6), (4, 2), 26), ((5, 6), (6, 4), 2), ((370, 30), (355, 20), 850), ((10, 5), (50, 2), 29)]
)
def test_how_far_two_units_are_apart(one: tuple[int, int], other: tuple[int, int], apart: int):
    """Of units that do not meet, either lies in a gap of the other coder: the squares of both lengths, each way."""
    length = 450
    lines = [[("c", begin, begin + size)] for begin, size in (one, other)]
    found = alpha_u([Continuum(length, lines)]).observed["c"] * 2 * length**2 / 2
    assert found == pytest.approx(apart)


@given(continua())
def test_it_is_what_the_formula_says(articles: list[Continuum]):
    assert same(alpha_u(articles).joint, plainly(articles))


@given(continua(1), st.randoms(use_true_random=False))
def test_neither_coders_nor_articles_have_an_order(articles: list[Continuum], chance: Random):
    shuffled = [Continuum(one.length, chance.sample(one.coders, len(one.coders))) for one in articles]
    chance.shuffle(shuffled)
    one, other = alpha_u(articles), alpha_u(shuffled)
    assert same(one.joint, other.joint)
    assert all(same(one.categories[kind], other.categories[kind]) for kind in one.categories)
    both = f1(overlap_sums(articles).joint().sum(axis=0)[None])[0]
    assert same(both, f1(overlap_sums(shuffled).joint().sum(axis=0)[None])[0])


@given(coded(40).filter(bool), st.integers(2, 4))
def test_who_mark_the_same_agree_wholly(units: list[Marked], many: int):
    one = Continuum(41, [units] * many)
    found = alpha_u([one])
    assert found.joint == pytest.approx(1.0)
    assert all(value == pytest.approx(1.0) for value in found.categories.values())
    assert f1(overlap_sums([one]).joint())[0] == 1.0


@given(continua(), st.lists(coded(30), max_size=1))
def test_what_one_coder_alone_coded_changes_nothing(articles: list[Continuum], alone: list[list[Marked]]):
    assert same(alpha_u(articles).joint, alpha_u([*articles, Continuum(30, alone)]).joint)


@pytest.mark.parametrize("silent", [1, 2, 5])
def test_one_who_marks_and_others_who_do_not_are_far_apart(silent: int):
    found = alpha_u([Continuum(300, [FIRST, *([] for _ in range(silent))])])
    assert all(value < 0 for value in found.categories.values())
    assert f1(overlap_sums([Continuum(300, [FIRST, []])]).joint())[0] == 0


@pytest.mark.parametrize(
    ("articles", "why"),
    [
        ([], "No article was coded by two coders."),
        ([Continuum(300, [FIRST]), Continuum(300, [SECOND])], "No article was coded by two coders."),
        ([Continuum(300, [[], []]), Continuum(0, [[], []])], "Nobody marked anything."),
        ([Continuum(1, [[("c", 0, 1)]] * 2)], "Nothing could differ: what was marked leaves no room to be marked elsewhere."),
    ],
)
def test_where_nothing_can_be_said_it_says_why(articles: list[Continuum], why: str):
    assert math.isnan(alpha_u(articles).joint)
    assert all(math.isnan(value) for value in alpha_u(articles).categories.values())
    assert alpha_u_sums(articles).why() == why


@pytest.mark.parametrize("unit", [("c", 5, 5), ("c", -1, 3), ("c", 8, 11), ("c", 6, 2)])
def test_a_unit_lies_inside_its_article(unit: Marked):
    for measure in (alpha_u, overlap_sums, lambda some: token_f1_sums(some, [[(0, 10)]])):
        with pytest.raises(ValueError, match="inside a text of 10"):
            measure([Continuum(10, [[unit], []])])


def test_units_that_overlap_are_one_and_units_that_touch_are_two():
    def alpha(units: list[Marked]) -> float:
        return alpha_u([Continuum(50, [units, [("c", 10, 30)]])]).joint

    assert alpha([("c", 10, 25), ("c", 15, 30), ("c", 12, 14)]) == 1.0
    assert alpha([("c", 10, 20), ("c", 20, 30)]) < 1.0


@given(continua(1), st.data())
def test_drawing_an_article_twice_is_having_it_twice(articles: list[Continuum], data: st.DataObject):
    times = data.draw(st.lists(st.integers(0, 3), min_size=len(articles), max_size=len(articles)))
    drawn = [one for one, many in zip(articles, times, strict=True) for _ in range(many)]
    made, again = alpha_u_sums(articles), alpha_u(drawn)
    sums, finish = made.joint()
    weights = np.array([times, times], dtype=np.float64)
    assert same(finish(weights @ sums.toarray())[1], again.joint)
    for kind in made.categories:
        sums, finish = made.of(kind)
        assert same(finish(weights @ sums.toarray())[0], again.categories.get(kind, math.nan))


def test_a_category_nobody_used_is_no_category():
    with pytest.raises(KeyError):
        alpha_u_sums([Continuum(300, [FIRST, SECOND])]).of("z")


def test_chance_gives_nearly_nothing():
    """Minus the length of the units in lengths of an article, as units have no room to hang over its end."""
    chance = np.random.default_rng(1)
    articles = [
        Continuum(2000, [[("c", int(begin), int(begin) + 20)] for begin in chance.integers(0, 1980, 2)]) for _ in range(4000)
    ]
    assert alpha_u(articles).joint == pytest.approx(-0.01, abs=0.01)


def test_long_articles_cost_nothing():
    """Ten thousand articles of a hundred thousand characters: what counts is what was marked."""
    chance = np.random.default_rng(2)
    begins = chance.integers(0, 99_000, (10_000, 2, 3)).tolist()
    articles = [
        Continuum(100_000, [[(kind, begin, begin + 100 + kind) for kind, begin in enumerate(line)] for line in lines])
        for lines in begins
    ]
    made = alpha_u_sums(articles)
    assert made.sums.nnz < 30 * len(articles)
    assert -0.01 < alpha_u(articles).joint < 0.01


def test_tokens_both_marked_and_one_alone():
    text = "Police shot two men in Kirkuk, officials said."
    cut = words(text)
    one = [("deaths", 12, 19), ("place", 23, 29)]
    other = [("deaths", 7, 19), ("place", 23, 30)]
    made = token_f1_sums([Continuum(len(text), [one, other])], [cut])
    assert made.of("deaths").tolist() == [[2, 0, 1]]
    assert made.of("place").tolist() == [[1, 0, 0]]
    assert f1(made.of("deaths"))[0] == pytest.approx(0.8)
    assert f1(made.joint())[0] == pytest.approx(6 / 7)


def test_a_span_without_a_word_marks_no_token():
    made = token_f1_sums([Continuum(5, [[("c", 2, 3)], []])], [words("a , b")])
    assert made.joint().sum() == 0
    assert np.isnan(f1(made.joint().sum(axis=0)[None])[0])


def test_all_pairs_of_coders_count():
    lines: list[list[Marked]] = [[("c", 0, 4)], [("c", 2, 6)], [("c", 8, 9)]]
    made = overlap_sums([Continuum(10, lines), Continuum(10, [[("c", 0, 9)]])])
    assert made.of("c").tolist() == [[2, 2 + 4 + 4, 2 + 1 + 1], [0, 0, 0]]


@given(continua(1))
def test_overlap_is_what_a_count_of_places_says(articles: list[Continuum]):
    made = overlap_sums(articles)
    wanted = np.zeros(3)
    for one in articles:
        sets = [{(kind, at) for kind, begin, end in units for at in range(begin, end)} for units in one.coders]
        for index, mine in enumerate(sets):
            for other in sets[index + 1 :]:
                wanted += [len(mine & other), len(mine - other), len(other - mine)]
    assert made.joint().sum(axis=0).tolist() == wanted.tolist()
