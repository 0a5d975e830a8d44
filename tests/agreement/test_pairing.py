"""The best pairs of events: as good as trying all, whatever the scores; and by what the events say."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st
from tiny import TINY

from annotator.agreement.pairing import EXACT, THRESHOLD, best_pairs, pair_events
from annotator.codebook.likeness import Likeness
from annotator.codebook.loading import parse

Scores = list[list[float]]


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
    return max(sum(s for s in (scores[r][c] for r, c in enumerate(way)) if s >= THRESHOLD) for way in ways)


def is_sound(scores: Scores, pairs: list[tuple[int, int]]) -> bool:
    rows, columns = [row for row, _ in pairs], [column for _, column in pairs]
    once = len(set(rows)) == len(rows) and len(set(columns)) == len(columns)
    return once and rows == sorted(rows) and all(scores[row][column] >= THRESHOLD for row, column in pairs)


@given(tables(5))
def test_no_other_pairs_add_up_to_more(scores: Scores):
    pairs = best_pairs(scores)
    assert is_sound(scores, pairs)
    assert abs(total(scores, pairs) - best_of_all(scores)) < 1e-9


@given(tables(4), st.integers(EXACT + 1, 14))
def test_one_small_side_is_enough_to_be_exact(scores: Scores, many: int):
    """A few events against many, from either side."""
    wide = [(row * many)[:many] for row in scores]
    tall = [list(column) for column in zip(*wide, strict=True)]
    pairs = best_pairs(tall)
    assert is_sound(tall, pairs)
    assert abs(total(tall, pairs) - total(wide, best_pairs(wide))) < 1e-9


@given(st.integers(EXACT + 1, 12).flatmap(lambda n: st.lists(
    st.lists(st.integers(0, 20).map(lambda k: k / 20), min_size=n, max_size=n), min_size=n, max_size=n)))  # fmt: skip
def test_many_on_both_sides_are_paired_at_least_half_as_well(scores: Scores):
    """What could be paired and is not was shut out by a pair that is at least as alike: a pair shuts out two at most."""
    pairs = best_pairs(scores)
    assert is_sound(scores, pairs)
    of_row, of_column = dict(pairs), {column: row for row, column in pairs}
    for row, cells in enumerate(scores):
        for column, score in enumerate(cells):
            if score >= THRESHOLD:
                there = [scores[row][of_row[row]]] if row in of_row else []
                there += [scores[of_column[column]][column]] if column in of_column else []
                assert max(there, default=0.0) >= score


def test_the_one_best_pair_gives_way_where_two_others_are_worth_more():
    assert best_pairs([[0.9, 0.8], [0.8, 0.0]]) == [(0, 1), (1, 0)]


def test_of_equal_sums_the_order_of_both_sides_is_kept():
    assert best_pairs([[0.7, 0.7], [0.7, 0.7]]) == [(0, 0), (1, 1)]


def test_nothing_is_paired_with_nothing():
    assert best_pairs([]) == best_pairs([[]]) == best_pairs([[0.1]]) == []


def test_a_wrong_day_does_not_tear_an_event_from_its_like():
    likeness = Likeness(parse(TINY))
    mine = [{"event_date": "2020-06-09", "type": "A", "sub": "a1"}, {"event_date": "2020-06-02", "type": "B", "sub": "b1"}]
    standard = [{"event_date": "2020-06-02", "type": "B", "sub": "b1"}, {"event_date": "2020-06-02", "type": "A", "sub": "a1"}]
    assert pair_events(likeness, mine, standard) == [(0, 1), (1, 0)]
