"""Dealing units out to train, dev and test: what is linked stays together, shares and strata are kept as units let them."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.project.together import join
from annotator.releases.dealing import OFTEN, RARE, Unit, borders, deal, deal_by_day

SHARES = {"train": 80.0, "dev": 10.0, "test": 10.0}
NAMES = st.integers(0, 30).map(lambda one: f"a{one:02}")


@given(st.lists(st.lists(NAMES, min_size=1, max_size=4), max_size=30))
def test_what_is_linked_by_any_way_has_one_name(links: list[list[str]]) -> None:
    found = join(links, ["a00", "a99"])
    for link in links:
        assert len({found[one] for one in link}) == 1
    # Nothing else is joined: walking from a name by links reaches all of its component and no more.
    for name in found:
        reached, fresh = {name}, {name}
        while fresh:
            fresh = {other for link in links if fresh & set(link) for other in link} - reached
            reached |= fresh
        assert reached == {other for other, root in found.items() if root == found[name]}
        assert found[name] == min(reached)


@given(st.lists(st.integers(1, 12), max_size=60), st.integers(0, 5), st.sampled_from([(80, 10, 10), (6, 2, 2), (1, 0, 1)]))
def test_shares_are_reached_within_a_unit(sizes: list[int], seed: int, shares: tuple[int, ...]) -> None:
    units = [Unit(f"u{place}", size) for place, size in enumerate(sizes)]
    wanted: dict[str, float] = dict(zip(SHARES, shares, strict=True))
    dealt = deal(units, wanted, seed)
    assert set(dealt) == {unit.name for unit in units}
    got = Counter[str]()
    for unit in units:
        got[dealt[unit.name]] += unit.size
    most = max(sizes, default=0)
    for part, share in wanted.items():
        want = share / sum(shares) * sum(sizes)
        assert want - 2 * most <= got[part] <= want + most
        assert share or not got[part]


def test_small_numbers_come_out_exactly() -> None:
    dealt = deal([Unit(str(one), 1) for one in range(10)], SHARES, 1)
    assert Counter(dealt.values()) == {"train": 8, "dev": 1, "test": 1}


def test_a_seed_deals_the_same_again_and_another_one_otherwise() -> None:
    units = [Unit(str(one), 1) for one in range(50)]
    assert deal(units, SHARES, 1) == deal(reversed(units), SHARES, 1)
    assert deal(units, SHARES, 1) != deal(units, SHARES, 2)


def test_what_a_part_holds_counts_towards_its_share() -> None:
    units = [Unit(str(one), 1) for one in range(10)]
    dealt = deal(units, SHARES, 1, {"train": {"": 90}})
    assert Counter(dealt.values()) == {"dev": 5, "test": 5}


@given(st.integers(0, 20))
def test_strata_are_even(seed: int) -> None:
    """Twenty riots among 200 articles: a random draw would often put none of them into the test."""
    units = [Unit(f"r{one}", 1, {"riot": 1}) for one in range(20)] + [Unit(f"n{one}", 1, {"none": 1}) for one in range(180)]
    dealt = deal(units, SHARES, seed)
    assert Counter(part for name, part in dealt.items() if name[0] == "r") == {"train": 16, "dev": 2, "test": 2}
    assert Counter(dealt.values()) == {"train": 160, "dev": 20, "test": 20}


@given(st.lists(st.sets(st.sampled_from("abcdefgh"), max_size=3), min_size=30, max_size=120), st.integers(0, 5))
def test_a_part_gets_its_share_however_many_strata_there_are(strata: list[set[str]], seed: int) -> None:
    """Each stratum's own rounding would add up to several articles."""
    units = [Unit(f"u{place}", 1, dict.fromkeys(sorted(some), 1)) for place, some in enumerate(strata)]
    counts = Counter(deal(units, SHARES, seed).values())
    assert all(counts[part] < share / 100 * len(units) + 1 for part, share in SHARES.items())


def test_what_is_too_rare_for_every_part_is_dealt_together() -> None:
    """Each value stands once: on their own all would go where most is wanted."""
    units = [Unit(f"u{one}", 1, {f"kind {one}": 1}) for one in range(20)]
    dealt = deal(units, SHARES, 1)
    assert Counter(dealt.values()) == {"train": 16, "dev": 2, "test": 2}
    assert RARE == "rare"


def test_articles_of_several_strata_count_in_each() -> None:
    units = [Unit(f"b{one}", 2, {"x": 2, "y": 1}) for one in range(30)] + [Unit(f"c{one}", 1, {"y": 1}) for one in range(30)]
    dealt = deal(units, SHARES, 3)
    y = Counter(dealt[f"b{one}"] for one in range(30)) + Counter(dealt[f"c{one}"] for one in range(30))
    assert y["test"] in range(5, 8)
    assert y["dev"] in range(5, 8)


def test_by_day_nothing_is_earlier_in_a_later_part_but_what_belongs_together() -> None:
    units = [Unit(f"u{day:02}", 1, day=f"2020-01-{day:02}") for day in range(1, 21)]
    days = borders(units, SHARES)
    assert days == ["2020-01-16", "2020-01-18"]
    dealt = deal_by_day([*units, Unit("undated", 1)], list(SHARES), days)
    assert dealt["u16"] == "train"
    assert dealt["u17"] == dealt["u18"] == "dev"
    assert dealt["u19"] == dealt["u20"] == "test"
    assert "undated" not in dealt


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 28)), max_size=40))
def test_a_day_is_in_one_part(given_: list[tuple[int, int]]) -> None:
    units = [Unit(f"u{place}", size, day=f"2020-02-{day:02}") for place, (size, day) in enumerate(given_)]
    days = borders(units, SHARES)
    assert days == sorted(days)
    dealt = deal_by_day(units, list(SHARES), days)
    order = list(SHARES)
    by_day = sorted((unit.day, order.index(dealt[unit.name])) for unit in units)
    assert [part for _, part in by_day] == sorted(part for _, part in by_day)
    assert len({(day, part) for day, part in by_day}) == len({day for day, _ in by_day})


def test_without_any_unit_nothing_is_dealt() -> None:
    assert deal([], SHARES, 1) == {}
    assert borders([], SHARES) == ["", ""]


def test_many_strata_are_not_looked_through_for_each_of_them() -> None:
    """Their names are compared some times each, and not with those of all others."""
    looks = Counter[str]()

    class Name(str):
        __slots__ = ()
        __hash__ = str.__hash__

        def __lt__(self, other: str) -> bool:
            looks["all"] += 1
            return str.__lt__(self, other)

    strata = [Name(f"s{one:04}") for one in range(800)]
    units = [Unit(f"u{one}", 1, {strata[one % len(strata)]: 1}) for one in range(10 * len(strata))]
    assert Counter(deal(units, SHARES, 1).values()) == {"train": 6400, "dev": 800, "test": 800}
    assert looks["all"] < 10 * len(units)


def test_dealing_ends_where_it_is_asked_to() -> None:
    asked = Counter[str]()

    def check() -> None:
        asked["times"] += 1
        if asked["times"] == 3:
            raise InterruptedError

    units = [Unit(str(one), 1) for one in range(3 * OFTEN)]
    with pytest.raises(InterruptedError):
        deal(units, SHARES, 1, check=check)
    assert asked["times"] == 3
