"""Three and more coders: groups with at most one event of each, and events that one coder has as several."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from said import FIVE, ONE, OTHER, Values, five, material

from annotator.agreement.groups import grouped
from annotator.agreement.pairing import Divided, Paired, Pairing
from annotator.agreement.submissions import Material, Told
from annotator.codebook.loading import find, load, parse
from annotator.codebook.model import Codebook

LEAST = 0.5
Scores = NDArray[np.float64]


@pytest.fixture(scope="module")
def book() -> Codebook:
    return parse(FIVE)


@pytest.fixture(scope="module")
def acled() -> Codebook:
    return load(find("acled"))[0]


# --- groups by scores -----------------------------------------------------------------------------------------------------


@st.composite
def spoken(draw: st.DrawFn, voices: int = 4, most: int = 2) -> tuple[list[int], Scores]:
    """Events of some voices and how alike every two are."""
    counts = draw(st.lists(st.integers(0, most), min_size=2, max_size=voices))
    who = [voice for voice, count in enumerate(counts) for _ in range(count)]
    scores = np.zeros((len(who), len(who)))
    for one, other in combinations(range(len(who)), 2):
        if who[one] != who[other]:
            scores[one, other] = scores[other, one] = draw(st.integers(0, 10)) / 10
    return who, scores


def within(groups: list[tuple[int, ...]], scores: Scores) -> float:
    return sum(scores[pair] for group in groups for pair in combinations(group, 2))


def ways(events: list[int], who: list[int]) -> list[list[tuple[int, ...]]]:
    """Every way to lay events into groups with one of each voice."""
    if not events:
        return [[]]
    found: list[list[tuple[int, ...]]] = []
    for rest in ways(events[1:], who):
        found.append([(events[0],), *rest])
        for place, group in enumerate(rest):
            if who[events[0]] not in {who[one] for one in group}:
                found.append([*rest[:place], (events[0], *group), *rest[place + 1 :]])
    return found


def fits(group: tuple[int, ...], scores: Scores) -> bool:
    """Whether each event of a group is alike enough to the others by the mean."""
    return all(scores[one, list(group)].sum() / (len(group) - 1) >= LEAST - 1e-9 for one in group if len(group) > 1)


@settings(deadline=None)
@given(spoken())
def test_a_group_holds_one_event_of_a_voice_and_every_event_is_in_one(said: tuple[list[int], Scores]):
    who, scores = said
    groups = grouped(who, scores, LEAST)
    assert sorted(event for group in groups for event in group) == list(range(len(who)))
    assert all(len({who[event] for event in group}) == len(group) for group in groups)
    assert groups == sorted(groups)


@settings(max_examples=150, deadline=None)
@given(spoken(voices=3))
def test_no_pair_of_events_left_alone_could_be_joined(said: tuple[list[int], Scores]):
    who, scores = said
    groups = grouped(who, scores, LEAST)
    for one, other in combinations(groups, 2):
        if not {who[event] for event in one} & {who[event] for event in other} and len(one) == len(other) == 1:
            assert scores[one[0], other[0]] < LEAST


@settings(max_examples=100, deadline=None)
@given(spoken(voices=3, most=2))
def test_groups_are_nearly_as_good_as_the_best_of_all(said: tuple[list[int], Scores]):
    """The best of all ways whose events fit their groups; joining by average link need not find it, but comes near."""
    who, scores = said
    every = ways(list(range(len(who))), who)
    best = max(within(way, scores) for way in every if all(fits(group, scores) for group in way))
    assert within(grouped(who, scores, LEAST), scores) >= best / 2 - 1e-9


@settings(deadline=None)
@given(spoken(voices=2, most=4))
def test_two_voices_alone_reach_what_pairs_reach_or_stay_below(said: tuple[list[int], Scores]):
    from annotator.agreement.assignment import best_pairs

    who, scores = said
    first = [event for event, voice in enumerate(who) if voice == 0]
    second = [event for event, voice in enumerate(who) if voice == 1]
    table = scores[np.ix_(first, second)]
    best = sum(table[pair] for pair in best_pairs(table, LEAST))
    assert within(grouped(who, scores, LEAST), scores) == pytest.approx(best)


def test_groups_are_assigned_anew_where_the_most_alike_first_was_wrong():
    """a1-b1 are the most alike, yet a1-b2 and a2-b1 with what c has are worth more."""
    who = [0, 0, 1, 1, 2]
    scores = np.zeros((5, 5))
    for one, other, share in ((0, 2, 0.9), (0, 3, 0.85), (1, 2, 0.85), (1, 3, 0.0), (0, 4, 0.6), (3, 4, 0.6)):
        scores[one, other] = scores[other, one] = share
    assert grouped(who, scores, LEAST) == [(0, 3, 4), (1, 2)]


def test_forced_pairs_hold_and_forbidden_ones_never_meet():
    who = [0, 1, 2]
    scores = np.array([[0, 0.9, 0.1], [0.9, 0, 0.9], [0.1, 0.9, 0]])
    assert grouped(who, scores, LEAST) == [(0, 1, 2)]
    assert grouped(who, scores, LEAST, forbidden=[(0, 2)]) == [(0, 1), (2,)]
    assert grouped(who, scores, 0.95, forced=[(0, 2)]) == [(0, 2), (1,)]
    # Of words that cannot all hold the first ones do.
    assert grouped(who, scores, 0.95, forced=[(0, 1), (1, 2)], forbidden=[(0, 2)]) == [(0, 1), (2,)]
    assert grouped([0, 0, 1], scores, LEAST, forced=[(0, 2), (1, 2)]) == [(0, 2), (1,)]


# --- groups of what coders said -------------------------------------------------------------------------------------------


def groups(paired: Paired) -> list[tuple[int, ...]]:
    return [one.events for one in paired.groups]


def test_three_coders_have_one_happening_as_one_group(book: Codebook):
    found = Pairing(book, material({"a": ONE, "b": OTHER, "c": ONE[::-1]})).pair()
    assert groups(found) == [(0, 1, 2), (1, 0, 1), (2, -1, 0)]
    assert [one.likeness for one in found.groups] == pytest.approx([1.0, (0.8 + 0.8 + 1) / 3, 1.0])


def test_a_coder_between_two_others_joins_them(book: Codebook):
    """a and c are alike in two of five, both are alike with b in three and four: their mean reaches the threshold."""
    a = five("Protest", "05-03", "Lodz", "Students", 0)
    b = five("Riots", "05-03", "Lodz", "Students", 1)
    c = five("Riots", "05-03", "Lodz", "Police", 1)
    found = Pairing(book, material({"a": [a], "b": [b], "c": [c]})).pair()
    assert groups(found) == [(0, 0, 0)]
    assert found.groups[0].likeness == pytest.approx((0.6 + 0.8 + 0.4) / 3)


def test_the_leads_word_holds_among_three(book: Codebook):
    told = material({"a": ONE, "b": OTHER, "c": ONE})
    pairing = Pairing(book, told)
    found = groups(pairing.pair(judged={frozenset(("a0.0", "b0.1")): "different"}))
    assert {one[:2] for one in found} == {(0, -1), (1, 0), (2, -1), (-1, 1)}
    assert {one[2] for one in found} == {0, 1, 2, -1}
    found = groups(pairing.pair(judged={frozenset(("a0.2", "b0.1")): "same"}))
    assert (2, 1) in {one[:2] for one in found}
    assert sorted(place for one in found for place in one[2:] if place >= 0) == [0, 1, 2]


VALUES = st.builds(
    five, st.sampled_from(["Protest", "VAC", "Riots"]), st.sampled_from(["05-03", "05-04"]),
    st.sampled_from(["Lodz", "Warsaw"]), st.sampled_from(["Students", "Police", None]), st.sampled_from([0, 2, None]),
)  # fmt: skip
CODED = st.lists(st.lists(VALUES, max_size=3), min_size=2, max_size=4)


def by_uid(material: Material, paired: Paired) -> set[frozenset[str]]:
    """The groups as sets of uids, whatever the order of coders and articles."""
    found: set[frozenset[str]] = set()
    for group in paired.groups:
        said = {one.who: one.events for one in material.articles[group.article].submissions}
        found.add(frozenset(said[who][place].uid for who, place in zip(material.who, group.events, strict=True) if place >= 0))
    return found


@settings(max_examples=60, deadline=None)
@given(CODED, st.permutations("abcd"), st.floats(0.2, 0.9))
def test_the_order_of_coders_says_nothing(coded: list[list[Values]], order: list[str], least: float):
    told = dict(zip("abcd", coded, strict=False))
    straight = material(told)
    mixed = material({who: told[who] for who in order if who in told})
    one, other = (Pairing(parse(FIVE), said) for said in (straight, mixed))
    assert by_uid(straight, one.pair(threshold=least)) == by_uid(mixed, other.pair(threshold=least))
    assert one.sweep([least])[0].f1 == pytest.approx(other.sweep([least])[0].f1)


@settings(max_examples=60, deadline=None)
@given(CODED, st.floats(0.2, 0.9))
def test_coders_who_agree_in_all_are_grouped_whole(coded: list[list[Values]], least: float):
    events = [*coded[0]]
    found = Pairing(parse(FIVE), material({"a": events, "b": events, "c": events})).pair(threshold=least)
    answered = [one for one in events if one]
    assert [one.events for one in found.groups] == [(n, n, n) for n in range(len(events))] or len(answered) < len(events)


# --- divided --------------------------------------------------------------------------------------------------------------

POLICE, GROUP = "Police Forces of Iraq (2018-)", "Islamic State (Iraq)"
CLASH: dict[str, Any] = {
    "event_date": "2020-06-02", "sub_event_type": "Armed clash", "actor1": POLICE, "actor2": GROUP, "country": "Iraq",
    "admin1": "Kirkuk", "location": "Kirkuk", "latitude": 35.4681, "longitude": 44.3922, "fatalities": 0,
}  # fmt: skip
TAZA = {"location": "Taza Khurmatu", "latitude": 35.2970, "longitude": 44.3280}
MOSUL = {"admin1": "Nineveh", "location": "Mosul", "latitude": 36.3350, "longitude": 43.1189}


def divided(book: Codebook, mine: list[Any], theirs: list[Any], **more: Any) -> list[Divided]:
    return list(Pairing(book, material({"a": mine, "b": theirs})).pair(**more).divided)


@pytest.mark.parametrize(
    "parts",
    [
        [{}, {"event_date": "2020-06-03"}],  # over days
        [{"event_date": f"2020-06-0{n}"} for n in (1, 2, 3)],
        [{"event_date": f"2020-06-0{n}"} for n in (2, 3, 4)],  # the last one is two days off, and next to the third
        [{"fatalities": 3}, {"fatalities": 3, "event_date": "2020-06-03"}],
        [{"fatalities": 4}, {"fatalities": 2, **MOSUL}],  # far off, but the numbers add up
        [{"fatalities": 4}, {"fatalities": 2, "event_date": "2020-06-30"}],
        [{"fatalities": 6}, TAZA],  # over places
    ],
)
def test_an_event_that_another_has_as_several_is_found_once(acled: Codebook, parts: list[dict[str, Any]]):
    mine = [{**CLASH, "fatalities": 6 if "fatalities" in parts[0] else 0}]
    many = [{**CLASH, **one} for one in parts]
    whole = (0, 0), tuple((1, n) for n in range(len(many)))
    assert [(one.one, one.many) for one in divided(acled, mine, many)] == [whole]
    turned = (1, 0), tuple((0, n) for n in range(len(many)))
    assert [(one.one, one.many) for one in divided(acled, many, mine)] == [turned]


@pytest.mark.parametrize(
    "other",
    [
        {"sub_event_type": "Arrests", "actor1": "Students (Iraq)", "actor2": None},  # others, doing something else
        {"event_date": "2020-06-20", "fatalities": 0},  # weeks later
        {**MOSUL, "fatalities": 0},  # the same day, far off
        {**TAZA, "event_date": "2020-06-04", "fatalities": 0},  # near, on another day
        {"event_date": "2020-06-03", "fatalities": 9},  # the first one has the whole number already
    ],
)
def test_another_event_is_no_part(acled: Codebook, other: dict[str, Any]):
    six = {**CLASH, "fatalities": 6}
    assert divided(acled, [six], [six, {**six, **other}]) == []


def test_what_is_paired_as_well_elsewhere_is_no_part(acled: Codebook):
    second = {**CLASH, "event_date": "2020-06-03"}
    assert divided(acled, [CLASH, second], [CLASH, second]) == []
    assert divided(acled, [CLASH, {**second, "fatalities": 5}], [CLASH, second]) == []


def test_evidence_from_other_words_speaks_against_a_part(acled: Codebook):
    here, there = (("actor1", "text", 10, 40),), (("actor1", "text", 300, 330),)
    second = {**CLASH, "event_date": "2020-06-03"}
    parts = [Told("b0", CLASH, here), Told("b1", second, here)]
    assert len(divided(acled, [Told("a0", CLASH, here)], parts)) == 1
    assert divided(acled, [Told("a0", CLASH, here)], [parts[0], Told("b1", second, there)]) == []


def test_what_the_lead_calls_different_is_no_part(acled: Codebook):
    many = [CLASH, {**CLASH, "event_date": "2020-06-03"}]
    assert divided(acled, [CLASH], many, judged={frozenset(("a0.0", "b0.1")): "different"}) == []


def test_each_two_coders_are_told_apart(acled: Codebook):
    many = [CLASH, {**CLASH, "event_date": "2020-06-03"}]
    found = Pairing(acled, material({"a": [CLASH], "b": many, "c": many})).pair().divided
    assert [(one.one, one.many) for one in found] == [((0, 0), ((1, 0), (1, 1))), ((0, 0), ((2, 0), (2, 1)))]
