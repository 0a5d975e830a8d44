"""Groups against groups: the published figures, another library, and what must hold; F1 as the end of kappa."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotator.agreement.clusterings import (
    Clusterings,
    Score,
    compare,
    compare_labels,
    kappa_of_marks,
    positive_specific_agreement,
)

# The scorer's test A-4 of the CoNLL shared tasks, and A-2, of a key and a response with other members.
KEY = ["a", "bc", "def"]
A4 = ["a", "bcx", "dy", "z"]
A2 = ["a", "de"]

groupings = st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=1, max_size=8)


def scores(found: Clusterings) -> list[Score]:
    return [found.muc, found.b_cubed, found.ceaf_m, found.ceaf_e]


def grouped(labels: list[int | None]) -> list[list[int]]:
    return [[at for at, label in enumerate(labels) if label == one] for one in sorted({*labels} - {None}, key=str)]


@pytest.mark.parametrize(
    ("score", "recall", "precision", "f1"),
    [
        (lambda found: found.muc, 1 / 3, 1 / 3, 1 / 3),
        (lambda found: found.b_cubed, 0.5556, 0.4048, 0.4683),
        (lambda found: found.ceaf_m, 0.6667, 0.5714, 0.6154),
        (lambda found: found.ceaf_e, 0.7333, 0.5500, 0.6286),
    ],
)
def test_the_published_figures(score: Callable[[Clusterings], Score], recall: float, precision: float, f1: float):
    found = score(compare(KEY, A4))
    assert found.recall == pytest.approx(recall, abs=5e-5)
    assert found.precision == pytest.approx(precision, abs=5e-5)
    assert found.f1 == pytest.approx(f1, abs=5e-5)


def test_of_a_response_that_lacks_members():
    found = compare(KEY, A2)
    assert (found.muc.recall, found.muc.precision, found.muc.f1) == pytest.approx((1 / 3, 1, 0.5))
    assert (found.ceaf_e.recall, found.ceaf_e.precision, found.ceaf_e.f1) == pytest.approx((0.6, 0.9, 0.72))


@given(groupings, st.data())
def test_it_is_what_another_library_says(key: list[int | None], data: st.DataObject):
    scorch = pytest.importorskip("scorch.scores")
    response = data.draw(st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=len(key), max_size=len(key)))
    sides = [set(group) for group in grouped(key)], [set(group) for group in grouped(response)]
    found = compare_labels(key, response)
    # It divides by nothing where nothing is shared.
    assume(found.b_cubed.recalled)
    for mine, theirs in zip(scores(found), (scorch.muc, scorch.b_cubed, scorch.ceaf_m, scorch.ceaf_e), strict=True):
        if mine.recalled:
            assert (mine.recall, mine.precision, mine.f1) == pytest.approx(tuple(theirs(*map(list, sides))))


@given(groupings, st.data())
def test_the_other_way_round_recall_is_precision(key: list[int | None], data: st.DataObject):
    response = data.draw(st.permutations(key))
    for one, other in zip(scores(compare_labels(key, response)), scores(compare_labels(response, key)), strict=True):
        assert one.recall == pytest.approx(other.precision, nan_ok=True)
        assert one.f1 == pytest.approx(other.f1, nan_ok=True)


@given(
    groupings.filter(lambda labels: any(one is not None for one in labels)), st.permutations(range(8)), st.permutations("wxyz")
)
def test_the_same_groups_agree_wholly_whatever_they_are_called(labels: list[int | None], order: list[int], names: list[str]):
    order = [at for at in order if at < len(labels)]
    renamed = [None if labels[at] is None else names[labels[at] or 0] for at in order]
    found = compare_labels([labels[at] for at in order], renamed)
    assert all(one.f1 == pytest.approx(1.0) for one in scores(found)[1:])
    # Groups of one have no links, and nothing can be said of them.
    assert found.muc.f1 == pytest.approx(1.0) if found.muc.key else math.isnan(found.muc.f1)


def test_nothing_against_nothing_has_no_value():
    assert all(math.isnan(one.f1) for one in scores(compare([], [[]])))


def test_nothing_against_something_is_no_agreement():
    for found in scores(compare([], [{"a", "b"}])):
        assert math.isnan(found.recall)
        assert found.precision == found.f1 == 0


def test_a_member_is_in_one_group():
    with pytest.raises(ValueError, match="two groups"):
        compare(["ab", "bc"], ["a"])


def test_articles_are_added_up():
    whole = compare([*KEY, "gh"], [*A4, "g", "h"])
    parts = compare(KEY, A4) + compare(["gh"], ["g", "h"])
    for one, other in zip(scores(whole), scores(parts), strict=True):
        assert (one.recall, one.precision) == pytest.approx((other.recall, other.precision))


@pytest.mark.parametrize(("neither", "kappa"), [(10, 0.5627), (100, 0.7376), (1_000, 0.7594), (1_000_000, 0.7619)])
def test_kappa_goes_to_f1_as_what_nobody_marked_grows(neither: int, kappa: float):
    """Hripcsak & Rothschild 2005: eight marked by both, two and three by one alone."""
    assert kappa_of_marks(8, 2, 3, neither) == pytest.approx(kappa, abs=5e-5)
    assert kappa_of_marks(8, 2, 3, neither) < positive_specific_agreement(8, 2, 3)


def test_positive_specific_agreement():
    assert positive_specific_agreement(8, 2, 3) == pytest.approx(0.7619, abs=5e-5)
    assert positive_specific_agreement(8, 2, 3) == positive_specific_agreement(8, 3, 2)
    assert math.isnan(positive_specific_agreement(0, 0, 0))
    assert math.isnan(kappa_of_marks(0, 0, 0, 0))
    assert math.isnan(kappa_of_marks(5, 0, 0, 0))


def test_the_share_that_counts_is_symmetric_where_kappa_needs_no_guess():
    assert positive_specific_agreement(0, 2, 0) == 0
    assert kappa_of_marks(0, 2, 0, 5) == 0
