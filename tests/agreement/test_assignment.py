"""The best pairs by their scores: as good as trying all, whatever the scores."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.assignment import best_pairs

Scores = list[list[float]]
LEAST = 0.3


def tables(most: int) -> st.SearchStrategy[Scores]:
    sizes = st.tuples(st.integers(1, most), st.integers(1, most))
    cell = st.integers(0, 20).map(lambda n: n / 20)
    return sizes.flatmap(lambda s: st.lists(st.lists(cell, min_size=s[1], max_size=s[1]), min_size=s[0], max_size=s[0]))


def total(scores: Scores, pairs: list[tuple[int, int]]) -> float:
    return sum(scores[row][column] for row, column in pairs)


def best_of_all(scores: Scores) -> float:
    """By trying every way to lay the smaller side on the larger."""
    if len(scores) > len(scores[0]):
        scores = [list(column) for column in zip(*scores, strict=True)]
    ways = permutations(range(len(scores[0])), len(scores))
    return max(sum(s for s in (scores[r][c] for r, c in enumerate(way)) if s >= LEAST) for way in ways)


@settings(deadline=None)
@given(tables(5))
def test_no_other_pairs_add_up_to_more(scores: Scores):
    pairs = best_pairs(scores, LEAST)
    rows, columns = [row for row, _ in pairs], [column for _, column in pairs]
    assert rows == sorted(set(rows))
    assert len(set(columns)) == len(columns)
    assert all(scores[row][column] >= LEAST for row, column in pairs)
    assert abs(total(scores, pairs) - best_of_all(scores)) < 1e-7


@settings(deadline=None)
@given(tables(12), st.randoms())
def test_neither_side_nor_order_changes_what_the_best_add_up_to(scores: Scores, chance: object):
    turned = [list(column) for column in zip(*scores, strict=True)]
    mixed = scores[:]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    best = total(scores, best_pairs(scores, LEAST))
    assert abs(total(turned, best_pairs(turned, LEAST)) - best) < 1e-6
    assert abs(total(mixed, best_pairs(mixed, LEAST)) - best) < 1e-6


def test_the_one_best_pair_gives_way_where_two_others_are_worth_more():
    """The most alike first would give .60, and no partner to the second."""
    scores = [[0.60, 0.55], [0.50, 0.00]]
    pairs = best_pairs(scores, 0.5)
    assert pairs == [(0, 1), (1, 0)]
    assert round(total(scores, pairs), 10) == 1.05


def test_of_equal_sums_the_order_of_both_sides_is_kept():
    assert best_pairs([[0.7, 0.7], [0.7, 0.7]], LEAST) == [(0, 0), (1, 1)]
    assert best_pairs([[0.7] * 4] * 3, LEAST) == [(0, 0), (1, 1), (2, 2)]


def test_nothing_is_paired_with_nothing():
    assert best_pairs([], LEAST) == best_pairs([[]], LEAST) == best_pairs([[0.1]], LEAST) == best_pairs([[0.0]], 0.0) == []


def test_what_rounding_takes_away_does_not_count():
    assert best_pairs([[0.1 + 0.2]], 0.3) == best_pairs([[0.8 - 0.5]], 0.3) == [(0, 0)]
