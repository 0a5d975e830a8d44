"""Which events of two coders are the same happening: the worked example, single errors, sides, the lead's word, thresholds."""

from __future__ import annotations

from itertools import combinations, permutations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from said import FIVE, ONE, OTHER, Values, five, material
from tiny import TINY

from annotator.agreement.pairing import Paired, Pairing, pair_events
from annotator.agreement.submissions import Doubled, Material, Told
from annotator.codebook.loading import find, load, parse
from annotator.codebook.model import Codebook
from annotator.project.pairs import Judged


@pytest.fixture(scope="module")
def book() -> Codebook:
    return parse(FIVE)


@pytest.fixture(scope="module")
def acled() -> Codebook:
    return load(find("acled"))[0]


def pairs(paired: Paired) -> list[tuple[int, ...]]:
    return [one.events for one in paired.groups if sum(place >= 0 for place in one.events) > 1]


POLICE, GROUP = "Police Forces of Iraq (2018-)", "Islamic State (Iraq)"
CLASH: dict[str, Any] = {
    "event_date": "2020-06-02", "sub_event_type": "Armed clash", "actor1": POLICE, "inter1": "1",
    "actor2": GROUP, "inter2": "2",
    "country": "Iraq", "admin1": "Kirkuk", "location": "Kirkuk", "latitude": 35.4681, "longitude": 44.3922, "fatalities": 3,
}  # fmt: skip
HAWIJA = {"location": "Hawija", "latitude": 35.3281, "longitude": 43.7666}
MOSUL = {"admin1": "Nineveh", "location": "Mosul", "latitude": 36.3350, "longitude": 43.1189}
OTHERS = {"actor1": "Rioters (Iraq)", "inter1": "5", "actor2": "Unidentified Armed Group (Iraq)", "inter2": "3"}


def clash(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in {**CLASH, **changes}.items() if value is not None}


def one_pair(book: Codebook, mine: Values, theirs: Values) -> bool:
    return bool(pairs(Pairing(book, material({"a": [mine], "b": [theirs]})).pair()))


# --- the worked example ---------------------------------------------------------------------------------------------------


def test_likenesses_pairs_and_detection_of_the_worked_example(book: Codebook):
    """Five answers that count alike: the likenesses, the pairs, and F1 as precision 1 and recall 2/3 give it."""
    pairing = Pairing(book, material({"a": ONE, "b": OTHER}))
    assert pairing.matrix(0, 0, 1) == pytest.approx(np.array([[0.4, 1.0], [0.8, 0.4], [0.2, 0.2]]))
    found = pairing.pair()
    assert [(one.events, pytest.approx(one.likeness)) for one in found.groups] == [((0, 1), 1.0), ((1, 0), 0.8), ((2, -1), 1.0)]
    (swept,) = pairing.sweep([0.5])
    assert (swept.pairs, swept.f1) == (2, pytest.approx(0.8))
    # The soft figure is what the likenesses of the pairs add up to, over the events of either.
    alike = sum(one.likeness for one in found.groups if min(one.events) >= 0)
    assert (alike / 2, alike / 3, 2 * alike / 5) == pytest.approx((0.9, 0.6, 0.72))


# --- single errors, and other events --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [
        {"event_date": "2020-07-20"}, MOSUL, {"location": "Hawija"}, {"sub_event_type": "Arrests"}, OTHERS, {"fatalities": 90},
        {"actor1": None, "inter1": None}, {"latitude": None, "longitude": None}, {"event_date": None}, {"sub_event_type": None},
    ],
)  # fmt: skip
def test_one_error_tears_no_pair_apart(acled: Codebook, error: dict[str, Any]):
    assert one_pair(acled, CLASH, clash(**error))


@pytest.mark.parametrize(
    "changes",
    [
        {"event_date": "2020-06-05", **HAWIJA, **OTHERS},  # the next days, the next town, others doing the same
        {"event_date": "2020-06-12", **MOSUL},  # the same doing the same elsewhere, later
        {"event_date": "2020-06-12", **OTHERS, "sub_event_type": "Mob violence"},
        {**MOSUL, **OTHERS, "sub_event_type": "Mob violence"},
    ],
)
def test_another_event_is_not_paired_for_want_of_a_better_one(acled: Codebook, changes: dict[str, Any]):
    assert not one_pair(acled, CLASH, clash(**changes))


def test_a_wrong_day_does_not_tear_an_event_from_its_like():
    """Nothing declared: the type of an event is all there is beside the day."""
    mine = [{"event_date": "2020-06-09", "type": "A", "sub": "a1"}, {"event_date": "2020-06-02", "type": "B", "sub": "b1"}]
    standard = [{"event_date": "2020-06-02", "type": "B", "sub": "b1"}, {"event_date": "2020-06-02", "type": "A", "sub": "a1"}]
    assert pair_events(parse(TINY), mine, standard) == {0: (1, False), 1: (0, False)}
    assert pair_events(parse(TINY), mine[:1], standard[:1]) == {}


def test_events_without_an_answer_in_common_are_not_paired(book: Codebook):
    assert not one_pair(book, {}, {})
    assert not one_pair(book, five("Protest", None, None, None, None), five(None, "05-03", "Lodz", None, None))


def test_evidence_decides_where_answers_do_not(acled: Codebook):
    """Two clashes of one day in one town: who rests on the same words speaks of the same one."""
    spans = [(("event_date", "text", 10, 20), ("actor1", "text", 30, 60)), (("event_date", "text", 310, 320),)]
    mine = [Told(f"m{n}", CLASH, one) for n, one in enumerate(spans)]
    theirs = [Told(f"t{n}", CLASH, one) for n, one in enumerate(reversed(spans))]
    assert pairs(Pairing(acled, material({"a": mine, "b": theirs})).pair()) == [(0, 1), (1, 0)]


# --- sides ----------------------------------------------------------------------------------------------------------------


def test_the_order_of_sides_says_nothing(acled: Codebook):
    turned = clash(actor1=GROUP, inter1="2", actor2=POLICE, inter2="1")
    (group,) = Pairing(acled, material({"a": [CLASH], "b": [turned]})).pair().groups
    assert (group.events, group.swapped, group.likeness) == ((0, 0), (False, True), pytest.approx(1))


def test_an_alias_tells_the_side(acled: Codebook):
    turned = clash(actor1="Daesh", inter1=None, actor2=POLICE, inter2=None)
    (group,) = Pairing(acled, material({"a": [CLASH], "b": [turned]}, aliases={"daesh": GROUP})).pair().groups
    assert (group.swapped, group.likeness) == ((False, True), pytest.approx(1))
    (group,) = Pairing(acled, material({"a": [clash(actor2=None)], "b": [turned]}, aliases={})).pair().groups
    assert group.swapped == (False, True)  # the police alone tell it


def test_the_tested_side_does_not_tell_which_side_it_is(acled: Codebook):
    """Without actor1 the kinds of actors tell the sides, where they were given; else nothing does."""
    turned = clash(actor1=GROUP, inter1="2", actor2=POLICE, inter2="1")
    pairing = Pairing(acled, material({"a": [CLASH], "b": [turned]}))
    assert pairing.pair(without="actor1").groups[0].swapped == (False, True)
    bare = [{name: value for name, value in one.items() if not name.startswith("inter")} for one in (CLASH, turned)]
    pairing = Pairing(acled, material({"a": bare[:1], "b": bare[1:]}))
    assert pairing.pair().groups[0].swapped == (False, True)
    assert pairing.pair(without="actor2").groups[0].swapped == (False, False)


def test_where_the_answers_were_taken_from_tells_the_sides_of_a_tested_one(acled: Codebook):
    """Whatever was written into actor1 and actor2: the words each was taken from say which is which."""
    here, there = ("text", 10, 30), ("text", 50, 70)
    plain = {name: value for name, value in CLASH.items() if not name.startswith("inter")}
    mine = Told("m", plain, (("actor1", *here), ("actor2", *there)))
    theirs = Told("t", {**plain, "actor1": "X", "actor2": "Y"}, (("actor1", *there), ("actor2", *here)))
    pairing = Pairing(acled, material({"a": [mine], "b": [theirs]}))
    assert pairing.pair(without="actor1").groups[0].swapped == (False, True)
    assert pairing.pair(without="event_date").groups[0].swapped == (False, False)  # their names tell nothing
    alone = Pairing(acled, material({"a": [Told("m", plain, mine.evidence[:1])], "b": [theirs]}))  # type: ignore[index]
    assert alone.pair(without="actor2").groups[0].swapped == (False, True)


def test_three_voices_turn_their_sides_to_the_first_ones(acled: Codebook):
    turned = clash(actor1=GROUP, inter1="2", actor2=POLICE, inter2="1")
    (group,) = Pairing(acled, material({"a": [turned], "b": [CLASH], "c": [turned]})).pair().groups
    assert group.swapped == (False, True, False)


# --- a field left out -----------------------------------------------------------------------------------------------------


def test_a_field_that_is_left_out_takes_no_part(book: Codebook):
    pairing = Pairing(book, material({"a": ONE, "b": OTHER}))
    assert pairing.looks_at("type")
    assert not pairing.looks_at("note")
    assert pairing.matrix(0, 0, 1, without="type") == pytest.approx(np.array([[0.5, 1], [1, 0.5], [0, 0.25]]))
    assert pairing.matrix(0, 0, 1, without="note") == pytest.approx(pairing.matrix(0, 0, 1))


def test_a_part_of_the_place_takes_the_whole_place_with_it(acled: Codebook):
    far = clash(**MOSUL)
    pairing = Pairing(acled, material({"a": [CLASH], "b": [far]}))
    assert pairing.matrix(0, 0, 1)[0, 0] < 0.8
    for name in ("latitude", "admin1", "location"):
        assert pairing.looks_at(name)
        assert pairing.matrix(0, 0, 1, without=name)[0, 0] == pytest.approx(1)


@pytest.mark.parametrize("field", ["event_date", "location", "actor2", "sub_event_type", "fatalities", "evidence"])
def test_what_a_tested_field_says_changes_nothing(acled: Codebook, field: str):
    """Whatever coders put into a field, pairs made without it stay as they are."""
    odd = {"event_date": "1999-01-01", "location": "Lodz", "actor2": "Aliens", "sub_event_type": "Arrests", "fatalities": 1000}
    words = (("actor1", "text", 0, 9),)
    mine = [Told("m", CLASH, words), Told("n", clash(**HAWIJA, fatalities=0), (("actor1", "text", 50, 60),))]
    said = clash(**{field: odd[field]}) if field in odd else CLASH
    theirs = [Told("m", said, (("actor1", "text", 50, 60),) if field == "evidence" else words), mine[1]]
    plain, changed = (Pairing(acled, material({"a": mine, "b": said})) for said in (mine, theirs))
    assert plain.pair(without=field) == changed.pair(without=field)
    assert field == "location" or plain.matrix(0, 0, 1)[0, 0] > changed.matrix(0, 0, 1)[0, 0]  # the point tells the place


# --- the lead's word ------------------------------------------------------------------------------------------------------

SAME: Judged = "same"
DIFFERENT: Judged = "different"


def word(one: str, other: str) -> frozenset[str]:
    return frozenset((one, other))


def test_the_leads_word_goes_before_likeness(book: Codebook):
    pairing = Pairing(book, material({"a": ONE, "b": OTHER}))
    assert pairs(pairing.pair(judged={word("a0.0", "b0.1"): DIFFERENT})) == [(1, 0)]
    # The third and the first of the other are one: the second's best partner is gone, and its next is alike enough no more.
    assert pairs(pairing.pair(judged={word("a0.2", "b0.0"): SAME})) == [(0, 1), (2, 0)]
    found = pairing.pair(judged={word("b0.0", "a0.0"): SAME, word("a0.1", "b0.0"): DIFFERENT}, threshold=0.3)
    assert pairs(found) == [(0, 0), (1, 1)]


def test_a_word_below_the_threshold_still_makes_a_pair(book: Codebook):
    pairing = Pairing(book, material({"a": ONE[2:], "b": OTHER[1:]}))
    assert pairs(pairing.pair()) == []
    (group,) = pairing.pair(judged={word("a0.0", "b0.0"): SAME}).groups
    assert (group.events, group.likeness) == ((0, 0), pytest.approx(0.2))


def test_of_two_words_that_cannot_both_hold_the_more_alike_one_does(book: Codebook):
    pairing = Pairing(book, material({"a": ONE, "b": OTHER}))
    words: dict[frozenset[str], Judged] = {word("a0.0", "b0.0"): SAME, word("a0.1", "b0.0"): SAME}
    for judged in (words, dict(reversed(words.items()))):
        assert (1, 0) in pairs(pairing.pair(judged=judged))
        assert (0, 0) not in pairs(pairing.pair(judged=judged))


def test_words_about_others_and_about_one_coders_own_events_say_nothing(book: Codebook):
    pairing = Pairing(book, material({"a": ONE, "b": OTHER}))
    plain = pairing.pair()
    assert pairing.pair(judged={word("a0.0", "x"): SAME, word("a0.0", "a0.1"): SAME, word("y", "z"): DIFFERENT}) == plain
    assert Pairing(book, material({"a": [], "b": []})).pair(judged={word("a0.0", "b0.0"): SAME}).groups == []


def test_articles_are_grouped_anew_only_where_words_break_their_groups(book: Codebook, monkeypatch: pytest.MonkeyPatch):
    """Three coders: to go through every article with a word in it takes long, and most words say what was found already."""
    pairing = Pairing(book, material(*[{"a": ONE, "b": OTHER, "c": ONE}] * 3))
    plain = pairing.pair()
    fitting: dict[frozenset[str], Judged] = {
        word("a0.0", "b0.1"): SAME,
        word("b0.1", "c0.0"): SAME,
        word("a1.0", "b1.0"): DIFFERENT,
    }
    anew: list[int] = []
    regrouped = Pairing._regrouped
    monkeypatch.setattr(
        Pairing, "_regrouped", lambda self, article, *rest: (anew.append(article), regrouped(self, article, *rest))[1]
    )
    assert pairing.pair(judged=fitting) == plain
    assert anew == []
    found = pairing.pair(judged={**fitting, word("a2.2", "b2.0"): SAME})
    assert anew == [2]
    assert [one for one in found.groups if one.article < 2] == [one for one in plain.groups if one.article < 2]
    assert [one.events for one in found.groups if one.article == 2] == [(0, 1, 0), (1, -1, 1), (2, 0, 2)]


# --- whole material -------------------------------------------------------------------------------------------------------


def test_events_meet_within_their_article_alone(book: Codebook):
    told = {"a": ONE, "b": OTHER}
    found = Pairing(book, material({"a": ONE[:1], "b": []}, told, {"a": [], "b": ONE[:1]}, {"b": OTHER, "a": ONE})).pair()
    assert [(one.article, one.events) for one in found.groups] == [
        (0, (0, -1)), (1, (0, 1)), (1, (1, 0)), (1, (2, -1)), (2, (-1, 0)), (3, (0, 1)), (3, (1, 0)), (3, (2, -1)),
    ]  # fmt: skip


def test_groups_are_a_sequence_and_arrays(book: Codebook):
    told = {"a": ONE, "b": OTHER}
    groups = Pairing(book, material(*[told] * 3)).pair().groups
    assert len(groups) == 9
    assert [groups[n] for n in range(9)] == list(groups) == [*groups[:4], *groups[4:]]
    assert groups[-1].events == (2, -1)
    assert groups.article.tolist() == [one.article for one in groups]
    assert (groups.events >= 0).all(axis=1).sum() == 6


def test_a_higher_threshold_leaves_more_alone(book: Codebook):
    swept = Pairing(book, material({"a": ONE, "b": OTHER})).sweep([0.1, 0.5, 0.9, 1.0])
    assert [one.pairs for one in swept] == [2, 2, 1, 1]
    assert [one.f1 for one in swept] == pytest.approx([0.8, 0.8, 0.4, 0.4])
    assert [one.f1 for one in Pairing(book, material({"a": [], "b": []})).sweep([0.5])] == [None]


def test_f1_is_pooled_over_every_two_coders(book: Codebook):
    """a and b agree in all, c has nothing of theirs: 3 pairs of 3 and 3 events, none of 3 and 1 twice."""
    odd = [five("VAC", "01-01", "Oslo", "Police", 9)]
    swept = Pairing(book, material({"a": ONE, "b": ONE, "c": odd})).sweep([0.5])
    assert (swept[0].pairs, swept[0].f1) == (3, pytest.approx(2 * 3 / (6 + 4 + 4)))


def test_nothing_coded_gives_nothing(book: Codebook):
    nothing = Pairing(book, Material(material().asked, (), {}, [])).pair()
    assert (list(nothing.groups), nothing.divided) == ([], [])
    alone = Doubled("x", 1, "", material({"a": ONE}).articles[0].submissions)
    found = Pairing(book, Material(material().asked, ("a",), {}, [alone])).pair()
    assert [one.events for one in found.groups] == [(0,), (1,), (2,)]


ANSWERS = st.builds(
    five, st.sampled_from(["Protest", "VAC", "Riots"]), st.sampled_from(["05-03", "05-04", None]),
    st.sampled_from(["Lodz", "Oslo"]),
    st.sampled_from(["Students", "Police", None]), st.sampled_from([0, 2]),
)  # fmt: skip
ARTICLE = st.fixed_dictionaries({"a": st.lists(ANSWERS, max_size=4), "b": st.lists(ANSWERS, max_size=4)})
THREE = st.fixed_dictionaries({who: st.lists(ANSWERS, max_size=3) for who in "abc"})


@settings(max_examples=50, deadline=None)
@given(st.lists(THREE, min_size=1, max_size=3), st.floats(0.1, 1.0), st.randoms())
def test_words_that_say_what_was_found_change_nothing(articles: list[Any], least: float, chance: Any):
    told = material(*({who: one[who] for who in "abc"} for one in articles))
    pairing = Pairing(parse(FIVE), told)
    plain = pairing.pair(threshold=least)
    judged: dict[frozenset[str], Judged] = {}
    for number, doubled in enumerate(told.articles):
        uids = [[one.uid for one in said.events] for said in doubled.submissions]
        group = {
            uids[voice][place]: at for at, one in enumerate(plain.groups) if one.article == number
            for voice, place in enumerate(one.events) if place >= 0
        }  # fmt: skip
        for mine, theirs in combinations(uids, 2):
            for one, other in product(mine, theirs):
                if chance.random() < 0.3:
                    judged[word(one, other)] = SAME if group[one] == group[other] else DIFFERENT
    assert pairing.pair(threshold=least, judged=judged).groups == plain.groups


@settings(max_examples=50, deadline=None)
@given(st.lists(ARTICLE, min_size=1, max_size=4), st.floats(0.1, 1.0), st.randoms())
def test_all_articles_at_once_are_paired_as_well_as_by_trying_all(articles: list[Any], least: float, chance: Any):
    """In every article the likenesses of the pairs add up to what the best of all ways gives, some pairs being forbidden."""
    told = material(*({who: one[who] for who in "ab"} for one in articles))
    pairing = Pairing(parse(FIVE), told)
    uids = [[[one.uid for one in said.events] for said in doubled.submissions] for doubled in told.articles]
    apart = {(n, i, j) for n, (a, b) in enumerate(uids) for i in range(len(a)) for j in range(len(b)) if chance.random() < 0.1}
    judged: dict[frozenset[str], Judged] = {word(uids[n][0][i], uids[n][1][j]): DIFFERENT for n, i, j in apart}
    groups = pairing.pair(threshold=least, judged=judged).groups
    for number, (ones, others) in enumerate(uids):
        table = pairing.matrix(number, 0, 1)
        good = np.where(table >= least - 1e-9, table, 0.0)
        for _, row, column in (one for one in apart if one[0] == number):
            good[row, column] = 0.0
        here = [one for one in groups if one.article == number]
        assert sorted(one.events[0] for one in here if one.events[0] >= 0) == list(range(len(ones)))
        assert sorted(one.events[1] for one in here if one.events[1] >= 0) == list(range(len(others)))
        found = [one.events for one in here if min(one.events) >= 0]
        assert all(good[pair] > 0 for pair in found)
        rows, columns = max(good.shape), min(good.shape)
        wide = good if good.shape[0] == columns else good.T
        ways = permutations(range(rows), columns)
        best = max((sum(wide[row, column] for row, column in enumerate(way)) for way in ways), default=0.0)
        assert sum(good[pair] for pair in found) == pytest.approx(best, abs=1e-6)
