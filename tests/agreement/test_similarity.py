"""How alike two events are: each way of comparing beside numbers worked out by hand, and what holds whatever events say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from said import Values, material

from annotator.agreement.evidence_overlap import shared_spans
from annotator.agreement.pairing import Pairing
from annotator.agreement.submissions import Told
from annotator.codebook.loading import find, load, parse
from annotator.places.distance import distance_km

BOOK = """
annotator_codebook: 1
name: all
lists:
  kinds:
    codes:
      - code: battle
        children: [{code: clash}, {code: siege, children: [{code: long_siege}]}]
      - {code: protest}
sections:
  - name: all
    fields:
      - {name: day, type: date, ranges: true}
      - {name: last, type: date, ranges: true}
      - {name: kind, type: code, codes: kinds}
      - {name: kinds, type: code, codes: kinds, many: true}
      - {name: clear, type: yes_no}
      - {name: actor1, type: text, register: actors, generic: "^(Protesters|Unidentified) "}
      - {name: actor2, type: text, register: actors, generic: "^(Protesters|Unidentified) "}
      - {name: helpers, type: text, register: actors, many: true}
      - {name: groups, type: group, fields: [{name: name, type: text, register: actors}, {name: role, type: text}]}
      - {name: country, type: text, finds: country}
      - {name: province, type: text, finds: admin1}
      - {name: district, type: text, finds: admin2}
      - {name: town, type: text, finds: place}
      - {name: lat, type: decimal, finds: latitude}
      - {name: lon, type: decimal, finds: longitude}
      - {name: dead, type: number, missing: {"-9": Not said}}
      - {name: words, type: text}
      - {name: tags, type: tags}
pairing:
  compare:
"""
WAYS = {
    "days": "{by: days, fields: [day], reach: 4}", "spans": "{by: days, fields: [day, last], reach: 4}",
    "kind": "{by: codes, fields: [kind]}", "kinds": "{by: codes, fields: [kinds]}", "clear": "{by: codes, fields: [clear]}",
    "actors": "{by: actors, fields: [actor1, actor2, helpers, groups]}",
    "place": "{by: place, fields: [country, province, district, town, lat, lon], reach: 100}",
    "number": "{by: number, fields: [dead]}", "words": "{by: same, fields: [words]}", "tags": "{by: same, fields: [tags]}",
    "actor": "{by: same, fields: [actor1]}", "evidence": "{by: evidence}",
}  # fmt: skip


def pairing(
    ways: str, one: Values | Told, other: Values | Told, aliases: dict[str, str] | None = None, sides: str = ""
) -> Pairing:
    compare = "".join(f"    - {WAYS.get(way, way)}\n" for way in ways.split("+"))
    return Pairing(parse(BOOK + compare + sides), material({"a": [one], "b": [other]}, aliases=aliases))


def alike(ways: str, one: Values | Told, other: Values | Told, **more: Any) -> float:
    """The likeness, the same in both directions."""
    found = [float(pairing(ways, *both, **more).matrix(0, 0, 1)[0, 0]) for both in ((one, other), (other, one))]
    assert found[0] == pytest.approx(found[1])
    return found[0]


def known(way: str, one: Values | Told, other: Values | Told) -> bool:
    """Whether a way of comparing takes part."""
    share = pairing(way, one, other).similarity.parts[0].straight
    return bool(share[1][0])


# --- way by way -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("2020-06-02", "2020-06-02", 1), ("2020-06-02", "2020-06-03", 0.75), ("2020-06-02", "2020-06-05", 0.25),
        ("2020-06-02", "2020-06-06", 0), ("2020-06-02", "2021-06-02", 0), ("2020-06", "2020-06", 1), ("2020", "2020", 1),
        ("2020-06", "2020-06-20", 0.8), ("2020-06-01/2020-06-05", "2020-06-04/2020-06-09", 0.8),
        ("2020-05", "2020-06-01", 0.75),        ("2020-06-02~", "2020-06-02", 1),
    ],
)  # fmt: skip
def test_days(one: str, other: str, share: float):
    assert alike("days", {"day": one}, {"day": other}) == pytest.approx(share)


def test_a_first_and_a_last_day_are_one_span():
    both = {"day": "2020-06-02", "last": "2020-06-04"}
    assert alike("spans", both, both) == 1
    assert alike("spans", both, {"day": "2020-06-04"}) == pytest.approx(0.8)
    assert alike("spans", both, {"day": "2020-06-06"}) == pytest.approx(0.5)
    assert alike("spans", both, {"day": "2020-06-02/2020-06-04"}) == 1


@pytest.mark.parametrize(("one", "other"), [("2020", "2020-06-02"), ("nonsense", "2020-06-02"), (None, "2020-06-02")])
def test_what_tells_no_day_takes_no_part(one: str | None, other: str):
    assert not known("days", {"day": one}, {"day": other})


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("clash", "clash", 1), ("clash", "siege", 2 / 4), ("clash", "battle", 2 / 3), ("siege", "long_siege", 4 / 5),
        ("clash", "long_siege", 2 / 5), ("clash", "protest", 0), ("unheard of", "unheard of", 1), ("unheard of", "clash", 0),
    ],
)  # fmt: skip
def test_codes_by_their_tree(one: str, other: str, share: float):
    """Twice the depth of what both stand under, over both depths (Wu & Palmer 1994)."""
    assert alike("kind", {"kind": one}, {"kind": other}) == pytest.approx(share)


def test_lists_of_codes_by_each_ones_nearest():
    assert alike("kinds", {"kinds": ["clash", "protest"]}, {"kinds": ["protest", "clash"]}) == 1
    assert alike("kinds", {"kinds": ["clash", "protest"]}, {"kinds": ["protest"]}) == pytest.approx((0 + 1 + 1) / 3)
    assert alike("kinds", {"kinds": ["clash"]}, {"kinds": ["siege", "protest"]}) == pytest.approx((0.5 + 0.5 + 0) / 3)
    assert alike("clear", {"clear": "yes"}, {"clear": "yes"}) == 1
    assert alike("clear", {"clear": "yes"}, {"clear": "no"}) == 0


ARMY, GROUP = "Army of Mali (2013-2020)", "Red Front"


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ({"actor1": ARMY, "actor2": GROUP}, {"actor1": GROUP, "actor2": ARMY}, 1),
        ({"actor1": ARMY, "actor2": GROUP}, {"helpers": [GROUP], "groups": [{"name": ARMY, "role": "x"}]}, 1),
        ({"actor1": ARMY, "actor2": GROUP}, {"actor1": ARMY}, 2 / 3),
        ({"actor1": ARMY}, {"actor1": "Army of Mali (2020-)"}, 0.7),
        ({"actor1": ARMY}, {"actor1": "army of  mali (2013-2020)"}, 1),
        ({"actor1": ARMY}, {"actor1": GROUP}, 0),
        ({"actor1": "RF"}, {"actor1": GROUP}, 1),  # by the register
        ({"actor1": "Protesters (Mali)"}, {"actor1": "Protesters (Mali)"}, 1),
        ({"actor1": "Protesters (Mali)", "actor2": GROUP}, {"actor1": "Protesters (Mali)", "actor2": ARMY}, 0.5 / 2.5),
        ({"actor1": ARMY, "helpers": [ARMY]}, {"actor1": ARMY}, 1),  # named twice is named
    ],
)
def test_actors(one: Values, other: Values, share: float):
    assert alike("actors", one, other, aliases={"rf": GROUP}) == pytest.approx(share)


def test_points_by_their_distance():
    kirkuk, hawija = {"lat": 35.4681, "lon": 44.3922}, {"lat": 35.3281, "lon": 43.7666}
    km = distance_km(35.4681, 44.3922, 35.3281, 43.7666)
    assert alike("place", kirkuk, hawija) == pytest.approx((1 - km / 100) ** 2)
    assert alike("place", {**kirkuk, "town": "A"}, {**kirkuk, "town": "B"}) == 1
    assert alike("place", {**kirkuk, "town": "A"}, {"lat": -10, "lon": 100, "town": "A"}) == 0


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ({"town": "Łódź"}, {"town": "Lodz"}, 1),
        ({"town": "Lodz", "province": "P"}, {"town": "Lodz", "province": "Q"}, 0.5),
        ({"town": "Lodz", "province": "P"}, {"town": "Zgierz", "province": "P"}, 0.35),
        ({"town": "Lodz", "province": "P"}, {"town": "Zgierz", "province": "Q"}, 0.1),
        ({"town": "Lodz"}, {"town": "Zgierz"}, 0.1),
        ({"town": "Lodz", "province": "P"}, {"province": "P"}, 0.5),
        ({"province": "P"}, {"province": "P"}, 1),
        ({"province": "P", "district": "D"}, {"province": "P", "district": "E"}, 0.5),
        ({"province": "P"}, {"province": "Q"}, 0.1),
        ({"country": "Poland", "town": "Lodz"}, {"country": "Mali", "town": "Lodz"}, 0),
        ({"country": "Poland"}, {"country": "Mali"}, 0),
    ],
)
def test_places_without_points_by_their_names(one: Values, other: Values, share: float):
    assert alike("place", one, other) == pytest.approx(share)


def test_one_country_alone_says_nothing_for_two_events():
    assert not known("place", {"country": "Poland"}, {"country": "Poland"})
    assert not known("place", {"town": "Lodz"}, {"province": "P"})


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        (3, 3, 1), (0, 0, 1), (2, 4, 0.5), (0, 4, 0), ({"low": 2, "best": 4, "high": 9}, 4, 1), ({"low": 2, "high": 4}, 6, 0.5),
        (2.0, 2, 1), (-2, 2, 0),
    ],
)  # fmt: skip
def test_numbers_by_the_smaller_over_the_larger(one: Any, other: Any, share: float):
    assert alike("number", {"dead": one}, {"dead": other}) == pytest.approx(share)


def test_the_same_answers_in_other_capitals_or_order_are_the_same():
    assert alike("words", {"words": "Red  Front"}, {"words": "red front"}) == 1
    assert alike("words", {"words": "Red Front"}, {"words": "Red"}) == 0
    assert alike("tags", {"tags": ["a", "b"]}, {"tags": ["b", "a"]}) == 1
    assert alike("actor", {"actor1": "RF"}, {"actor1": "RED FRONT"}, aliases={"RF": GROUP}) == 1


@pytest.mark.parametrize("way", ["number", "words", "kind", "kinds", "tags", "actors"])
@pytest.mark.parametrize("nothing", [None, "", [], {"missing": "-9"}])
def test_no_answer_takes_no_part(way: str, nothing: Any):
    field = {"number": "dead", "actors": "helpers"}.get(way, way)
    answer = {"number": 3, "words": "x", "kind": "clash", "kinds": ["clash"], "tags": ["a"], "actors": [ARMY]}[way]
    assert known(way, {field: answer}, {field: answer})
    assert not known(way, {field: answer}, {field: nothing})
    assert not known(way, {field: nothing}, {field: nothing})


# --- together -------------------------------------------------------------------------------------------------------------


def test_the_whole_is_the_weighted_mean_over_what_both_answered():
    ways = "{by: number, fields: [dead], weight: 3}+words"
    assert alike(ways, {"dead": 2, "words": "x"}, {"dead": 4, "words": "x"}) == pytest.approx((3 * 0.5 + 1) / 4)
    assert alike(ways, {"dead": 2}, {"dead": 4, "words": "x"}) == pytest.approx(0.5)
    assert alike(ways, {"dead": 2}, {"words": "x"}) == 0


def test_several_fields_of_one_way_count_as_their_mean():
    ways = "{by: same, fields: [words, tags, kind]}"
    one = {"words": "x", "tags": ["a"], "kind": "clash"}
    assert alike(ways, one, {"words": "x", "tags": ["b"]}) == pytest.approx(1 / 2)


def test_another_day_and_another_place_are_not_made_good_by_the_rest():
    """One of them counts as it is; both halve what is left."""
    ways = "days+place+words"
    one = {"day": "2020-06-02", "town": "Lodz", "words": "x"}
    assert alike(ways, one, {**one, "day": "2020-06-12"}) == pytest.approx(2 / 3)
    assert alike(ways, one, {**one, "town": "Oslo"}) == pytest.approx(2.1 / 3)
    assert alike(ways, one, {**one, "town": "Oslo", "day": "2020-06-12"}) == pytest.approx(1.1 / 3 * (0.5 + 0.5 * 0.1))
    assert alike(ways, one, {**one, "town": "Oslo", "day": None}) == pytest.approx(1.1 / 2)


def test_an_answer_of_one_side_is_compared_with_either_side_of_the_other():
    sides = "  sides: [[actor1], [actor2]]\n"
    one, other = {"actor1": ARMY, "actor2": GROUP}, {"actor1": GROUP, "actor2": ARMY}
    both = "{by: same, fields: [actor1]}+{by: same, fields: [actor2]}"
    assert alike(both, one, other) == 0
    assert alike(both, one, other, sides=sides) == 1
    assert alike(both, one, {**one, "actor2": "X"}, sides=sides) == pytest.approx(0.5)
    assert pairing(both, one, other, sides=sides).pair().groups[0].swapped == (False, True)
    assert alike("actor", one, other, sides=sides) == 1  # one side alone is compared both ways


# --- evidence -------------------------------------------------------------------------------------------------------------

SPANS = st.lists(
    st.builds(lambda part, start, size: ("f", part, start, start + size), st.sampled_from(["text", "title"]),
              st.integers(0, 30), st.integers(1, 9)), max_size=6,
)  # fmt: skip


def by_hand(one: list[Any], other: list[Any]) -> float | None:
    here, there = ({(part, at) for _, part, start, end in spans for at in range(start, end)} for spans in (one, other))
    return 2 * len(here & there) / (len(here) + len(there)) if here and there else None


@settings(deadline=None)
@given(st.lists(st.none() | SPANS, min_size=2, max_size=6))
def test_evidence_is_shared_as_far_as_counted_letter_by_letter(events: list[list[Any] | None]):
    pairs = [(one, other) for one in range(len(events)) for other in range(len(events))]
    share, told = shared_spans(events, np.array([one for one, _ in pairs]), np.array([other for _, other in pairs]))
    for (one, other), found, there in zip(pairs, share, told, strict=True):
        expected = by_hand(events[one] or [], events[other] or [])
        assert bool(there) == (expected is not None)
        assert found == pytest.approx(expected or 0.0)
    again, _ = shared_spans(events, np.array([0]), np.array([0]), events[::-1])
    assert again[0] == pytest.approx(by_hand(events[0] or [], events[-1] or []) or 0.0)


def test_title_and_text_are_not_one():
    here = Told("a", {}, (("f", "text", 3, 9),))
    assert alike("evidence", here, Told("b", {}, (("g", "text", 6, 12),))) == pytest.approx(0.5)
    assert alike("evidence", here, Told("b", {}, (("f", "title", 3, 9),))) == 0
    assert not known("evidence", here, Told("b", {}, None))
    assert not known("evidence", here, Told("b", {}, ()))


# --- whatever events say --------------------------------------------------------------------------------------------------

ACLED = load(find("acled"))[0]
NAMES = st.sampled_from([ARMY, GROUP, "Army of Mali (2020-)", "Protesters (Mali)", "Unidentified Armed Group (Mali)"])
EVENTS = st.fixed_dictionaries({}, optional={
    "event_date": st.sampled_from(["2020-06-01", "2020-06-02", "2020-07-02"]), "actor1": NAMES, "actor2": NAMES,
    "assoc_actor_1": st.lists(NAMES, min_size=1, max_size=2, unique=True), "inter1": st.sampled_from(["1", "2", "6"]),
    "inter2": st.sampled_from(["1", "2", "6"]), "sub_event_type": st.sampled_from(["Armed clash", "Arrests", "Attack"]),
    "location": st.sampled_from(["Kidal", "Gao"]), "admin1": st.sampled_from(["Kidal", "Gao"]), "country": st.just("Mali"),
    "fatalities": st.integers(0, 3),
})  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(EVENTS, EVENTS)
def test_likeness_is_between_nought_and_one_symmetric_and_whole_for_the_same(one: dict[str, Any], other: dict[str, Any]):
    from annotator.codebook.pairing import mirror_of, mirrored

    said = Pairing(ACLED, material({"a": [one, other], "b": [other, one]}))
    table = said.matrix(0, 0, 1)
    assert ((table >= 0) & (table <= 1 + 1e-12)).all()
    assert table[0, 0] == pytest.approx(table[1, 1])
    assert table == pytest.approx(said.matrix(0, 1, 0).T)
    compared = set(one) - {"country", "inter1", "inter2"}
    assert table[0, 1] == pytest.approx(1 if compared else 0)
    turned = mirrored(other, mirror_of(said.similarity.pairing))
    assert Pairing(ACLED, material({"a": [one], "b": [turned]})).matrix(0, 0, 1)[0, 0] == pytest.approx(table[0, 0])
