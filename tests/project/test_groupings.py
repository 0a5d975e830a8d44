"""How links become groups: as the plain rule says, which is written out here, and without looking twice at what stays apart."""

from __future__ import annotations

from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.project.groupings import grouped

THINGS = range(9)
PAIRS = list(combinations(THINGS, 2))
scores = st.dictionaries(st.sampled_from(PAIRS), st.integers(1, 20).map(lambda one: one / 20), max_size=len(PAIRS))


def plainly(
    links: list[tuple[int, int, float]], average: float, likeness: dict[tuple[int, int], float],
    together: list[list[int]], parted: set[tuple[int, int]], sure: set[tuple[int, int]],
) -> set[tuple[int, ...]]:  # fmt: skip
    """The groups by the rule as it is said, the most alike first; those that gained anything."""
    groups = [frozenset(one) for one in together]
    groups += [frozenset([thing]) for thing in THINGS if not any(thing in one for one in groups)]
    gained = set[frozenset[int]]()
    for score, one, other in sorted((-score, one, other) for one, other, score in links):
        assert score < 0
        mine, theirs = (next(group for group in groups if thing in group) for thing in (one, other))
        between = [(min(pair), max(pair)) for pair in product(mine, theirs)]
        mean = sum(likeness.get(pair, 0.0) for pair in between) / len(between)
        if mine == theirs or parted & set(between) or (mean < average - 1e-9 and (one, other) not in sure):
            continue
        groups = [group for group in groups if group not in (mine, theirs)] + [mine | theirs]
        gained = {one for one in gained if one not in (mine, theirs)} | {mine | theirs}
    return {tuple(sorted(one)) for one in gained}


@given(
    scores, st.sampled_from([0.2, 0.4, 0.5]), st.integers(0, 4), st.sets(st.sampled_from(PAIRS), max_size=4),
    st.sets(st.sampled_from(PAIRS), max_size=4), st.randoms(),
)  # fmt: skip
def test_groups_are_as_the_rule_says(
    likeness: dict[tuple[int, int], float], average: float, units: int, parted: set[tuple[int, int]],
    sure: set[tuple[int, int]], random: Random,
):  # fmt: skip
    together = [[2 * one, 2 * one + 1] for one in range(units)]
    links = [(*pair, score) for pair, score in likeness.items() if score >= 0.5 or pair in sure]
    expected = plainly(links, average, likeness, together, parted, sure)
    items = list(likeness.items())
    random.shuffle(links)
    random.shuffle(items)
    found = grouped(
        links, average, likeness=dict(items), together=together, apart=lambda one, other: (one, other) in parted, sure=sure
    )  # fmt: skip
    assert {one.members for one in found} == expected
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_two_that_stay_apart_are_looked_at_once():
    size = 60
    units = [list(range(size)), list(range(size, 2 * size))]
    likeness = {(one, other): 0.9 for one in units[0] for other in units[1]}
    links = [(*pair, score) for pair, score in likeness.items()]
    asked = 0

    def apart(one: int, other: int) -> bool:
        nonlocal asked
        asked += 1
        return (one, other) == (size - 1, 2 * size - 1)

    assert grouped(links, 0.4, likeness=likeness, together=units, apart=apart) == []
    assert asked <= size * size, "each pair once, whatever links there are"


def test_what_is_apart_stays_so_as_it_grows():
    likeness = {(0, 1): 0.9, (0, 2): 0.8, (1, 2): 0.7, (2, 3): 0.6, (0, 3): 0.6, (1, 3): 0.6}
    links = [(*pair, score) for pair, score in likeness.items()]
    found = grouped(links, 0.1, likeness=likeness, apart=lambda one, other: (one, other) == (0, 1))
    assert [one.members for one in found] == [(0, 2, 3)]


def test_it_can_be_told_how_far_it_is_and_stopped():
    links = [(one, one + 1, 0.9) for one in range(0, 30_000, 2)]
    heard: list[tuple[int, int]] = []
    grouped(links, 0.4, likeness={}, told=lambda done, whole: heard.append((done, whole)))
    assert [done for done, _ in heard] == [0, 5000, 10_000]

    def stop(_done: int, _whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grouped(links, 0.4, likeness={}, told=stop)
