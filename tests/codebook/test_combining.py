"""What the events of one incident come to: one value a field, who says it, and where they leave it open."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.codebook.combining import CombinedValue, combine, differing
from annotator.codebook.loading import find, load, parse
from annotator.codebook.values import answer_key, same_answer

HEAD = """annotator_codebook: 1
name: small
lists:
  types: {codes: [{code: A, children: [{code: a1}, {code: a2}]}, {code: B, children: [{code: b1}]}]}
  exact: {codes: [{code: "1"}, {code: "2"}, {code: "3"}]}
  scales: {codes: [{code: N}, {code: R}, {code: O}, {code: O-N}, {code: N-R}]}
  forms: {codes: [{code: march}, {code: rally}, {code: other}]}
  tags: {codes: [{code: crowd, value: free}, {code: women}]}
sections:
  - name: what
    fields:
      - {name: day, type: date, ranges: true, precision: day_exact}
      - {name: day_exact, type: code, codes: exact}
      - {name: end, type: date, ranges: true}
      - {name: year, type: integer, derived: {year: {field: day}}}
      - {name: type, type: code, codes: types, level: 1}
      - {name: sub, type: code, codes: types, parent: type}
      - {name: actor1, type: text, register: actors}
      - {name: with1, type: text, register: actors, many: true, unique: false}
      - {name: kind1, type: code, codes: exact, derived: {case: [{when: {field: actor1, is: Rioters}, then: "3"}]}}
      - {name: actor2, type: text, register: actors}
      - {name: with2, type: text, register: actors, many: true, shown_when: {field: actor2, present: true}}
      - {name: kind2, type: code, codes: exact, derived: {case: [{when: {field: actor2, is: Rioters}, then: "3"}]}}
      - {name: town, type: text, finds: place}
      - {name: lat, type: decimal, finds: latitude}
      - {name: lon, type: decimal, finds: longitude}
      - {name: place_exact, type: code, codes: exact, finds: place_precision}
      - {name: dead, type: number, finds: dead, missing: {"-9": Not said}}
      - {name: crowd, type: number, finds: crowd}
      - {name: sources, type: text, many: true}
      - {name: dates, type: text, many: true, unique: false}
      - {name: scale, type: code, codes: scales}
      - {name: forms, type: code, codes: forms, many: true}
      - {name: tags, type: tags, codes: tags}
      - {name: note, type: long_text, draft: {phrase: ["In ", {field: town}, " ", {field: dead}, " died."]}}
      - {name: words, type: text}
      - name: people
        type: group
        fields:
          - {name: name, type: text, register: actors, required: true, kind: what}
          - {name: what, type: code, codes: types, level: 1}
          - {name: narrow, type: code, codes: types, parent: what}
          - {name: hurt, type: yes_no}
pairing:
  compare: [{by: days, fields: [day]}]
  sides: [[actor1, with1, kind1], [actor2, with2, kind2]]
"""


def book(*rules: str) -> Any:
    """The small codebook with these rules."""
    return parse(HEAD + ("combine:\n" + "".join(f"  - {rule}\n" for rule in rules) if rules else ""))


USUAL = book()
Values = dict[str, Any]


def put(events: list[Values], *rules: str, **settled: Any) -> dict[str, CombinedValue]:
    """The combined values under these rules."""
    return combine(book(*rules) if rules else USUAL, events, settled)


def one(name: str, answers: list[Any], *rules: str) -> CombinedValue:
    """One field of events that say nothing else."""
    return put([{} if answer is None else {name: answer} for answer in answers], *rules)[name]


# --- one field --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "answers", "value", "events"),
    [
        ("{by: lowest, fields: [dead]}", [5, 3, None, 4], 3, (1,)),
        ("{by: highest, fields: [dead]}", [5, 3, 5], 5, (0, 2)),
        ("{by: lowest, fields: [dead]}", [{"low": 1, "best": 9, "high": 12}, 5], 5, (1,)),
        ("{by: lowest, fields: [dead]}", [{"low": 1, "best": 4, "high": 12}, 5], {"low": 1, "best": 4, "high": 12}, (0,)),
        ("{by: lowest, fields: [dead]}", [{"low": 2, "high": 4}, 4], {"low": 2, "high": 4}, (0,)),
        ("{by: lowest, fields: [dead]}", [4, {"low": 1, "best": 4, "high": 12}], {"low": 1, "best": 4, "high": 12}, (1,)),
        ("{by: lowest, fields: [dead]}", [{"missing": "-9"}, 5, 6], 5, (1,)),
        ("{by: lowest, fields: [dead]}", [0, 5], 0, (0,)),
        ("{by: median, fields: [crowd]}", [100, 900, 200], 200, (2,)),
        ("{by: median, fields: [crowd]}", [100, 900], 100, (0,)),
        ("{by: ranked, fields: [type]}", ["B", "A", "B"], "A", (1,)),
        ("{by: ranked, fields: [type], order: [B]}", ["B", "A", "B"], "B", (0, 2)),
        ("{by: earliest, fields: [end]}", ["2020-06-02", "2020-06-01", "2020-06"], "2020-06-01", (1,)),
        ("{by: latest, fields: [end]}", ["2020-06-02", "../2020-06-03", "2020-06-01/.."], "../2020-06-03", (1,)),
        ("{by: most_common, fields: [town]}", ["Basra", "Mosul", "mosul "], "Mosul", (1, 2)),
        ("{by: longest, fields: [words]}", ["a crowd", "a crowd of nurses"], "a crowd of nurses", (1,)),
        ("{by: joined, fields: [sources]}", [["Xinhua"], ["Rudaw", "xinhua"]], ["Xinhua", "Rudaw"], (0, 1)),
        ("{by: joined, fields: [words]}", ["police", "a doctor", "Police"], "police; a doctor", (0, 1, 2)),
        ('{by: joined, fields: [words], between: " / "}', ["police", "a doctor"], "police / a doctor", (0, 1)),
        ('{by: joined, fields: [scale], between: "-"}', ["R", "N"], "N-R", (0, 1)),
        ('{by: joined, fields: [scale], between: "-"}', ["N", "O-N"], "O-N", (0, 1)),
        ('{by: joined, fields: [scale], between: "-"}', ["R", "N", "O"], "O-N", (0, 1, 2)),
        ('{by: joined, fields: [scale], between: "-"}', ["R", "O"], "R", (0, 1)),
        ("{by: joined, fields: [forms], yields: [other]}", [["other"], ["march"]], ["march"], (0, 1)),
        ("{by: joined, fields: [tags], yields: [crowd=none]}", [["crowd=none", "women"], ["crowd=50"]],
         ["women", "crowd=50"], (0, 1)),
        ("{by: joined, fields: [tags], yields: [crowd=none]}", [["crowd=none"], ["women"]], ["crowd=none", "women"], (0, 1)),
    ],
)  # fmt: skip
def test_a_rule_takes(rule: str, answers: list[Any], value: Any, events: tuple[int, ...]):
    found = one(rule.split("[")[1].split("]")[0], answers, rule)
    assert (found.value, found.events, found.tied) == (value, events, ())
    assert found.by == rule[5:].split(",")[0]


def test_what_all_say_needs_no_rule():
    assert one("dead", [4, None, 4]) == CombinedValue(4, "only", (0, 2))
    assert one("sources", [["A", "B"], ["b", "A"]]) == CombinedValue(["A", "B"], "only", (0, 1))
    assert "dead" not in put([{"town": "Basra"}, {"town": "Basra"}])


def test_a_code_for_a_missing_answer_stands_where_there_is_no_other():
    missing = {"missing": "-9"}
    assert one("dead", [None, missing]) == CombinedValue(missing, "only", (1,))
    assert one("dead", [missing, 3]) == CombinedValue(3, "only", (1,))
    assert one("words", [{"missing": "-9"}, "x"], "{by: joined, fields: [words]}") == CombinedValue("x", "only", (1,))


def test_a_tie_is_shown_and_the_first_article_stands_until_it_is_settled():
    events = [{"type": "A"}, {"type": "B"}, {"type": "B"}, {"type": "A"}]
    assert put(events)["type"] == CombinedValue("A", "most_common", (0, 3), ("A", "B"))
    assert put(events, type="B")["type"] == CombinedValue("B", "settled", (1, 2))
    assert put(events, type="C")["type"] == CombinedValue("C", "settled", ())
    assert put(events, type=None)["type"] == CombinedValue(None, "settled", ())


@pytest.mark.parametrize(
    ("answers", "value", "tied"),
    [
        (["2020-06", "2020-06-02"], "2020-06-02", ()),
        (["2020-06-01/2020-06-05", "2020-06-02~", "2020-06-02"], "2020-06-02", ()),
        (["2020-06-02~", "2020-06-03"], "2020-06-02~", ("2020-06-02~", "2020-06-03")),
        (["../2020-06-05", "2020-06-03/2020-06-04"], "2020-06-03/2020-06-04", ()),
        (["2020-06-03/..", "../2020-06-04"], "2020-06-03/..", ("2020-06-03/..", "../2020-06-04")),
    ],
)
def test_a_vaguer_date_says_no_more_than_one_within_it(answers: list[str], value: str, tied: tuple[str, ...]):
    found = one("end", answers)
    assert (found.value, found.tied) == (value, tied)


# --- what belongs together --------------------------------------------------------------------------------------------

BASRA = {"town": "Basra", "lat": 30.5, "lon": 47.8}
MOSUL = {"town": "Mosul", "lat": 36.3, "lon": 43.1, "place_exact": "2"}


def test_a_place_is_whole_from_the_most_precise_event():
    found = put([MOSUL, BASRA | {"place_exact": "1"}])
    assert {name: found[name].value for name in MOSUL} == BASRA | {"place_exact": "1"}
    assert all(found[name].by == "most_precise" and found[name].events == (1,) for name in MOSUL)
    assert put([BASRA, MOSUL])["town"].value == "Mosul"  # without a precision it is the least precise
    assert put([{"place_exact": "1"}, MOSUL])["place_exact"].value == "2"  # how precise nothing is says nothing


def test_an_answer_of_another_event_is_not_put_beside():
    found = put([{"town": "Basra", "place_exact": "1"}, MOSUL])
    assert found["lat"] == CombinedValue(None, "most_precise", ())
    assert found["lat"].value is None


def test_the_fuller_of_two_that_agree_stands():
    less = {"town": "basra", "place_exact": "1"}
    found = put([less, BASRA | {"place_exact": "1"}, MOSUL])
    assert (found["town"].value, found["lat"].value) == ("Basra", 30.5)
    assert all(one.tied == () for one in found.values())


def test_a_tie_of_what_belongs_together_is_told_where_it_differs():
    other = BASRA | {"lat": 30.6, "place_exact": "1"}
    found = put(
        [BASRA | {"place_exact": "1"}, other, MOSUL],
        "{by: most_precise, fields: [town, lat, lon, place_exact], precision: place_exact}",
    )
    assert (found["lat"].tied, found["town"].tied, found["lon"].tied) == ((30.5, 30.6), (), ())


def test_what_belongs_to_a_settled_answer_comes_from_who_gives_it():
    found = put([BASRA | {"place_exact": "1"}, MOSUL], town="mosul")
    assert found["town"] == CombinedValue("mosul", "settled", (1,))
    assert (found["lat"].value, found["place_exact"].value) == (36.3, "2")
    nobody = put([BASRA | {"place_exact": "1"}, MOSUL], town="Erbil")
    assert (nobody["lat"].value, nobody["town"].events) == (30.5, ())


def test_one_odd_spelling_does_not_hide_a_majority():
    events = [
        {"actor1": "C", "actor2": "D"}, {"actor1": "A", "actor2": "B."}, {"actor1": "A", "actor2": "B"},
    ]  # fmt: skip
    found = put(events, "{by: most_common, fields: [actor1, actor2]}")
    assert (found["actor1"].value, found["actor1"].tied, found["actor2"].tied) == ("A", (), ("B.", "B"))


@pytest.mark.parametrize(
    ("then", "value", "tied"),
    [("", "x", ("x", "yy", "yy!")), ("first", "x", ()), ("most_common", "x", ("x", "yy")), ("highest", "yy!", ())],
)
def test_a_second_rule_decides_between_equals(then: str, value: str, tied: tuple[str, ...]):
    words = [("A", "x", 1), ("A", "yy", 1), ("B", "www", 9), ("A", "yy!", 2)]
    events = [{"type": kind, "words": text, "dead": dead} for kind, text, dead in words]
    found = put(events, "{by: ranked, fields: [type, words, dead]" + (f", then: {then}" if then else "") + "}")
    assert (found["type"].value, found["words"].value, found["words"].tied) == (
        "A",
        value,
        tied if then != "most_common" else ("x", "yy"),
    )


def test_the_longest_text_decides_between_equals():
    found = one("note", ["x", "yyy", "zz"], "{by: closest, fields: [note], then: longest}")
    assert (found.value, found.by, found.tied) == ("yyy", "closest", ())


def test_the_closest_event_says_most_of_all_else():
    events = [{"town": "Basra", "dead": 9, "words": "first"}, {"town": "Basra", "dead": 3, "words": "second"}]
    rules = "{by: closest, fields: [words]}", "{by: lowest, fields: [dead]}"
    assert put(events, *rules)["words"] == CombinedValue("second", "closest", (1,))
    assert put(events[::-1], *rules)["words"].value == "second"


def test_counts_of_one_rule_are_of_one_event_and_summed_up():
    events = [{"dead": 5, "crowd": 0}, {"dead": 1, "crowd": 9}, {"dead": 4, "crowd": 3}]
    found = put(events, "{by: median, fields: [dead, crowd]}")
    assert (found["dead"].value, found["crowd"].value) == (4, 3)


def test_only_events_are_asked_that_say_the_same_of_another_field():
    events = [{"actor1": "A", "with1": ["x"]}, {"actor1": "B", "with1": ["y"]}, {"actor1": "A", "with1": ["z"]}]
    assert put(events)["with1"].value == ["x", "z"]
    assert put(events, actor1="B")["with1"].value == ["y"]
    assert put(events, actor1="Q")["with1"].value == ["x", "y", "z"]


# --- lists and groups -------------------------------------------------------------------------------------------------


def test_lists_of_one_rule_run_side_by_side():
    rule = "{by: joined, fields: [sources, dates]}"
    events = [{"sources": ["A", "B"], "dates": ["1", "2"]}, {"sources": ["A", "C"], "dates": ["1", "1"]}]
    found = put(events, rule)
    assert (found["sources"].value, found["dates"].value) == (["A", "B", "C"], ["1", "2", "1"])
    uneven = put([events[0], {"sources": ["A", "C"], "dates": ["1"]}], rule)
    assert (uneven["sources"].value, uneven["dates"].value) == (["A", "B", "C"], ["1", "2"])
    assert put([events[0], {"town": "x"}], rule)["dates"].value == ["1", "2"]


def test_entries_with_one_name_are_one_and_fill_each_other():
    first = [{"name": "Police", "what": "A", "hurt": "no"}, {"name": "Unknown"}]
    second = [{"name": "unknown", "hurt": "yes"}, {"name": "POLICE", "what": "B", "narrow": "b1"}, {"name": "Unknown"}]
    found = put([{"people": first}, {"people": second}])["people"]
    assert found.value == [
        {"name": "Police", "what": "A", "hurt": "no"},
        {"name": "Unknown", "hurt": "yes"},
        {"name": "Unknown"},
    ]
    assert (found.by, found.events) == ("joined", (0, 1))
    third = [{"name": "Police", "what": "A", "narrow": "a1"}]
    assert put([{"people": first}, {"people": third}])["people"].value[0]["narrow"] == "a1"
    assert first[1] == {"name": "Unknown"}  # the events' own values stay as they are


# --- sides ------------------------------------------------------------------------------------------------------------


def test_sides_are_read_alike_as_the_first_article_has_them():
    events = [
        {"actor1": "Army", "with1": ["x"], "kind1": "1", "actor2": "Rebels", "kind2": "2"},
        {"actor1": "Rebels", "kind1": "2", "with1": ["y"], "actor2": "Army", "kind2": "1"},
    ]
    found = put(events)
    assert {name: one.value for name, one in found.items()} == {
        "actor1": "Army", "with1": ["x"], "kind1": "1", "actor2": "Rebels", "with2": ["y"], "kind2": "2",
    }  # fmt: skip
    assert (found["actor1"].by, found["with2"].events) == ("only", (1,))
    assert differing(USUAL, events) == []
    assert put(events[::-1])["actor1"].value == "Rebels"


def test_sides_stand_as_the_event_has_them_that_is_taken():
    """Whoever is second in its kind of event stays second, though the first article has it the other way round."""
    events = [{"type": "B", "actor1": "Villagers", "actor2": "Army"}, {"type": "A", "actor1": "Army", "actor2": "Villagers"}]
    found = put(events, "{by: ranked, fields: [type, actor1, actor2]}")
    assert (found["actor1"].value, found["actor2"].value) == ("Army", "Villagers")
    settled = put(events, "{by: ranked, fields: [type, actor1, actor2]}", actor1="Villagers")
    assert (settled["actor1"].value, settled["actor2"].value, settled["actor2"].by) == ("Villagers", "Army", "only")


def test_a_given_value_goes_with_the_answer_it_follows_from():
    events = [{"actor1": "Army", "kind1": "1"}, {"actor1": "Gang", "kind1": "2"}, {"actor1": "Gang", "kind1": "1"},
              {"actor1": "gang", "kind1": "2"}]  # fmt: skip
    found = put(events)
    assert (found["actor1"].value, found["kind1"].value, found["kind1"].tied) == ("Gang", "2", ())
    assert put(events[:1] + events[1:3] * 1)["kind1"].tied == ("2", "1")
    assert "kind1" not in put(events, actor1="Nobody")
    assert "year" not in put([{"day": "2020-06-02"}])


def test_what_the_incident_is_not_asked_goes():
    events = [{"actor1": "A"}, {"actor1": "A"}, {"actor1": "A", "actor2": "B", "with2": ["x"]}]
    assert put(events)["with2"].value == ["x"]
    gone = put(events, "{by: joined, fields: [with2]}", actor2=None)
    assert gone["with2"] == CombinedValue(None, "only", ())
    assert put([{"with2": ["x"]}, {"with2": ["x"]}])["with2"].value == ["x"]  # asked of none of them: theirs to answer for


def test_a_text_nobody_wrote_is_drafted_anew():
    mine = {"town": "Basra", "dead": 3, "note": "In Basra 3 died."}
    other = {"town": "Basra", "place_exact": "1", "dead": 9, "note": "In Basra 9 died."}
    assert put([other, mine])["note"].value == "In Basra 3 died."
    found = put([mine | {"town": "Mosul", "note": "In Mosul 3 died."}, other])["note"]
    assert (found.value, found.events, found.tied) == ("In Basra 3 died.", (), ())
    written = put([mine | {"town": "Mosul", "note": "Three died."}, other | {"note": "Nine people died there."}])["note"]
    assert written.value == "Three died.", "as the one wrote it who tells the toll"


# --- what always holds ------------------------------------------------------------------------------------------------

_NAMES = st.sampled_from(["Army", "Rebels", "Villagers"])


@st.composite
def _event(draw: st.DrawFn) -> Values:
    maybe: dict[str, st.SearchStrategy[Any]] = {
        "day": st.sampled_from(["2020-06-02", "2020-06-03", "2020-06"]), "day_exact": st.sampled_from("12"),
        "type": st.sampled_from("AB"), "actor1": _NAMES, "actor2": _NAMES, "with1": st.lists(_NAMES, min_size=1, unique=True),
        "kind1": st.sampled_from("12"), "kind2": st.sampled_from("12"), "town": st.sampled_from(["Basra", "Mosul"]),
        "lat": st.integers(1, 2), "place_exact": st.sampled_from("123"),
        "dead": st.one_of(st.integers(0, 3), st.just({"low": 1, "best": 2, "high": 3}), st.just({"missing": "-9"})),
        "sources": st.lists(st.sampled_from(["a", "A", "b", "c"]), min_size=1),
        "scale": st.sampled_from(["N", "R", "O", "O-N"]),
        "note": st.text("ab", min_size=1, max_size=3),
        "people": st.lists(st.fixed_dictionaries({"name": _NAMES}), min_size=1, max_size=2),
    }  # fmt: skip
    return {name: draw(some) for name, some in maybe.items() if draw(st.booleans())}


@settings(max_examples=150, deadline=None)
@given(_event())
def test_one_event_comes_back_as_it_is_and_so_does_the_same_one_twice(event: Values):
    for told in ([event], [event, dict(event)]):
        found = put(told)
        assert {name: one.value for name, one in found.items()} == event
        assert all(one == CombinedValue(one.value, "only", tuple(range(len(told)))) for one in found.values())
    assert differing(USUAL, [event, event]) == []


@settings(max_examples=150, deadline=None)
@given(st.lists(_event(), min_size=2, max_size=4))
def test_what_was_combined_stands_when_it_is_combined_again(events: list[Values]):
    whole = {name: one.value for name, one in put(events).items() if one.value is not None}
    again = put([whole, whole])
    assert {name: one.value for name, one in again.items()} == whole


@settings(max_examples=100, deadline=None)
@given(st.lists(_event(), min_size=2, max_size=3))
def test_the_order_decides_only_ties_and_the_order_of_lists(events: list[Values]):
    """Without sides, which follow the first article, whatever is not tied nor joined is the same in any order."""
    events = [{name: value for name, value in one.items() if name not in ("actor2", "kind2")} for one in events]
    first = put(events)
    if any(one.tied for one in first.values()):
        return  # what follows from a tied answer may differ with it
    for order in permutations(range(len(events))):
        found = put([events[i] for i in order])
        for name, value in first.items():
            if value.by == "joined" and isinstance(value.value, list):
                assert set(map(answer_key, value.value)) == set(map(answer_key, found[name].value))
            else:
                assert same_answer(found[name].value, value.value), name
            assert sorted(order[i] for i in found[name].events) == list(value.events)


@settings(max_examples=100, deadline=None)
@given(st.lists(_event(), min_size=1, max_size=4), _event())
def test_settled_answers_stand_whatever_the_events_say(events: list[Values], settled: Values):
    found = combine(USUAL, events, settled)
    assert {name: found[name].value for name in settled} == settled
    assert all(found[name].by == "settled" and found[name].tied == () for name in settled)


_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.text("ab1-/~", max_size=4)),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.sampled_from(["best", "missing", "name"]), inner)),
    max_leaves=4,
)


_MANY_RULES = book(
    "{by: joined, fields: [sources, dates]}", '{by: joined, fields: [scale], between: "-"}', "{by: joined, fields: [words]}",
    "{by: longest, fields: [note]}", "{by: median, fields: [dead]}", "{by: latest, fields: [end]}",
    "{by: joined, fields: [tags], yields: [crowd=a]}",
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(sorted(USUAL.fields)), _JSON, max_size=6), min_size=2, max_size=3))
def test_answers_of_the_wrong_kind_are_combined_without_ado(events: list[Values]):
    for one in (USUAL, _MANY_RULES):
        found = combine(one, events)
        assert set(found) <= set(USUAL.fields)
        differing(one, events)


def test_nothing_told_is_nothing_combined():
    assert combine(USUAL, []) == {}
    assert differing(USUAL, []) == []
    assert combine(USUAL, [], {"town": "Basra"}) == {"town": CombinedValue("Basra", "settled", ())}
    assert combine(USUAL, [{}, {}]) == {}
    assert combine(USUAL, [{"weather": "hot"}], {"wind": 3}) == {}  # no fields of this codebook


def test_fields_in_which_events_differ_are_told_in_the_forms_order():
    events = [
        {
            "dead": {"missing": "-9"},
            "town": "Basra",
            "type": "A",
            "sources": ["a", "b"],
            "note": "x",
            "actor1": "P",
            "actor2": "Q",
        },
        {"dead": 3, "town": "basra ", "type": "B", "sources": ["B", "a"], "note": "y", "actor1": "Q", "actor2": "P"},
        {"lat": 3},
    ]
    assert differing(USUAL, events) == ["type", "note"]


def test_fields_come_in_the_forms_order_and_codebooks_are_told_apart():
    acled = load(find("acled"))[0]
    event = {"notes": "x", "event_date": "2020-06-02"}
    assert list(combine(acled, [event, event])) == ["event_date", "notes"]
    assert list(combine(USUAL, [event | {"note": "x"}])) == ["note"]
    assert list(combine(acled, [event])) == ["event_date", "notes"]


# --- settled to what no event says ------------------------------------------------------------------------------------

PLACE = "{by: most_precise, fields: [town, lat, lon, place_exact], precision: place_exact}"


def test_a_place_of_the_leads_own_does_not_lie_where_another_does():
    told = [{"town": "Menaka", "lat": 15.92, "lon": 2.4, "place_exact": "1"}, {"town": "Gao", "lat": 16.27, "place_exact": "2"}]
    found = put(told, PLACE, town="Kidal")
    assert found["town"] == CombinedValue("Kidal", "settled", ())
    assert (found["lat"].value, found["lat"].tied, found["lat"].beside) == (15.92, (15.92, 16.27), "town")
    assert (found["lon"].tied, found["lon"].beside) == ((2.4,), "town"), "one event says it, of another town"
    assert found["place_exact"].beside == "town"
    whole = put(told, PLACE, town="Kidal", lat=18.44, lon=1.41, place_exact="1")
    assert not any(one.tied or one.beside for one in whole.values()), "all of it is settled"


def test_what_belongs_to_a_settled_place_that_an_event_says_is_not_open():
    told = [{"town": "Menaka", "lat": 15.92, "place_exact": "1"}, {"town": "Gao", "lat": 16.27, "place_exact": "2"}]
    found = put(told, PLACE, town="gao")
    assert (found["lat"].value, found["lat"].tied, found["lat"].beside) == (16.27, (), "")
    found = put(told, PLACE, place_exact="3")
    assert not any(one.beside for one in found.values()), "how precise it is says nothing of where it is"
    assert not any(one.beside for one in put(told, PLACE, town=None).values())


def test_one_event_of_which_the_place_is_settled_is_open_as_well():
    found = put([{"town": "Menaka", "lat": 15.92}], PLACE, town="Kidal")
    assert (found["lat"].tied, found["lat"].beside) == ((15.92,), "town")


def test_other_answers_that_come_from_one_event_are_not_open():
    told = [{"type": "A", "actor1": "Army"}, {"type": "B", "actor1": "Rioters"}]
    found = put(told, "{by: ranked, fields: [type, actor1]}", actor1="Police")
    assert (found["type"].tied, found["type"].beside) == ((), "")


# --- what contradicts itself in one row -------------------------------------------------------------------------------


def test_a_tag_that_holds_one_value_is_a_tie_where_events_give_it_two():
    rule = "{by: joined, fields: [tags], yields: [crowd=none]}"
    found = one("tags", [["crowd=thousands", "women"], ["crowd=hundreds"], ["crowd=Hundreds"], ["crowd=none"]], rule)
    assert found.value == ["crowd=thousands", "women"], "the first article's stands"
    assert found.tied == (["crowd=thousands", "women"], ["women", "crowd=hundreds"])
    assert one("tags", [["crowd=5", "women"], ["crowd=5"], ["crowd=none"]], rule).tied == ()
    assert one("tags", [["crowd=5", "crowd=6"], ["crowd=6", "crowd=5"]], rule).tied == (), "one event may say both"


def test_the_text_that_is_closest_does_not_contradict_the_toll():
    events: list[Values] = [
        {"dead": 6, "town": "Basra", "day": "2020-06-02", "words": "six died"},
        {"dead": 6, "town": "Basra", "day": "2020-06-02", "words": "six were killed"},
        {"dead": 5, "town": "Mosul", "day": "2020-06-03", "words": "five died"},
    ]
    rules = "{by: lowest, fields: [dead]}", "{by: closest, fields: [words], then: longest}"
    assert put(events, *rules)["words"].value == "five died"
    assert put(events, *rules, dead=4)["words"].value == "six were killed", "where no text tells the toll, what agrees most"
