"""Every rule of the ACLED codebook: an event where it speaks, and one where it must be silent."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from annotator.codebook.checks import Problem, check_dataset, check_event
from annotator.codebook.conditions import ArticleFacts, Scope
from annotator.codebook.derivations import with_derived
from annotator.codebook.loading import find, load
from annotator.codebook.model import Codebook

Values = dict[str, Any]

BATTLE: Values = {
    "event_date": "2020-06-02", "time_precision": "1",
    "event_type": "Battles", "sub_event_type": "Armed clash", "fatalities": 2,
    "actor1": "Islamic State (Iraq)", "inter1": "2",
    "actor2": "Military Forces of Iraq (2014-2020)", "inter2": "1",
    "country": "Iraq", "admin1": "Kirkuk", "admin2": "Al Hawiga", "location": "Hawija",
    "latitude": 35.3257, "longitude": 43.7755, "geo_precision": "1",
    "source": ["UrduPoint"], "source_scale": "International",
    "notes": "On 2 June 2020, gunmen attacked soldiers in Hawija (Al Hawiga, Kirkuk). Two soldiers were killed.",
}  # fmt: skip
ATTACK = BATTLE | {
    "event_type": "Violence against civilians", "sub_event_type": "Attack",
    "actor2": "Civilians (Iraq)", "inter2": "7",
}  # fmt: skip
PEACEFUL = BATTLE | {
    "event_type": "Protests", "sub_event_type": "Peaceful protest", "fatalities": 0,
    "actor1": "Protesters (Iraq)", "inter1": "6", "actor2": None, "inter2": None, "tags": ["crowd size=around 50"],
}  # fmt: skip
INTERVENTION = PEACEFUL | {
    "sub_event_type": "Protest with intervention", "actor2": "Police Forces of Iraq (2014-2020)", "inter2": "1",
}  # fmt: skip
EXCESSIVE = INTERVENTION | {"sub_event_type": "Excessive force against protesters", "fatalities": 3}
DEMONSTRATION = PEACEFUL | {
    "event_type": "Riots", "sub_event_type": "Violent demonstration", "actor1": "Rioters (Iraq)", "inter1": "5",
}  # fmt: skip
MOB = DEMONSTRATION | {"sub_event_type": "Mob violence", "actor2": "Civilians (Iraq)", "inter2": "7"}
BLAST = BATTLE | {
    "event_type": "Explosions/Remote violence", "sub_event_type": "Remote explosive/landmine/IED",
    "actor2": "Civilians (Iraq)", "inter2": "7",
}  # fmt: skip
ARRESTS = BATTLE | {
    "event_type": "Strategic developments", "sub_event_type": "Arrests", "fatalities": 0,
    "actor1": "Police Forces of Iraq (2014-2020)", "inter1": "1", "actor2": "Islamic State (Iraq)", "inter2": "2",
    "notes": "Arrests: On 2 June 2020, police arrested four men in Hawija (Al Hawiga, Kirkuk).",
}  # fmt: skip
WHOLE = [BATTLE, ATTACK, PEACEFUL, INTERVENTION, EXCESSIVE, DEMONSTRATION, MOB, BLAST, ARRESTS]
NAMES = ["battle", "attack", "peaceful", "intervention", "excessive", "demonstration", "mob", "blast", "arrests"]
ARTICLE = ArticleFacts(date="2020-06-02", title="Two killed", source="UrduPoint", text="On Tuesday …")


@cache
def acled() -> Codebook:
    return load(find("acled"))[0]


def scope(values: Values, article: ArticleFacts = ARTICLE) -> Scope:
    return Scope(acled(), {name: value for name, value in values.items() if value is not None}, article)


def problems(values: Values, article: ArticleFacts = ARTICLE) -> list[Problem]:
    return check_event(scope(values, article))


def speaking(rule: str, found: list[Problem]) -> list[Problem]:
    return [problem for problem in found if problem.rule == rule or problem.rule.startswith(rule + ".")]


@pytest.mark.parametrize("values", WHOLE, ids=NAMES)
def test_whole_event_has_no_problem(values: Values):
    assert problems(values) == []


FIRES: list[tuple[str, Values, Values]] = [
    ("A1", BATTLE, {"sub_event_type": "Attack"}),
    ("A1", BATTLE, {"event_type": "Riots/Protests"}),
    ("A1", BATTLE, {"disorder_type": "Demonstrations"}),
    ("A2", BATTLE, {"actor2": None, "inter2": None}),
    ("A2", ATTACK, {"actor2": None, "inter2": None}),
    ("A2", INTERVENTION, {"actor2": None, "inter2": None}),
    ("A2", ARRESTS, {"actor2": None, "inter2": None}),
    ("A3", BATTLE, {"inter2": None}),
    ("A3", PEACEFUL, {"inter2": "1"}),
    ("A3", BATTLE, {"interaction": "13"}),
    ("A4", ATTACK, {"actor2": "Military Forces of Iraq (2014-2020)", "inter2": "1"}),
    ("A4", ATTACK, {"actor1": "Rioters (Iraq)", "inter1": "5"}),
    ("A4", ATTACK, {"actor1": "Civilians (Iraq)", "inter1": "7", "actor2": "Islamic State (Iraq)", "inter2": "2"}),
    ("A5", BATTLE, {"actor1": "Rioters (Iraq)", "inter1": "5"}),
    ("A5", BATTLE, {"actor2": "Civilians (Iraq)", "inter2": "7"}),
    ("A5", BATTLE, {"assoc_actor_2": ["Civilians (Iraq)"]}),
    ("A6", PEACEFUL, {"actor1": "Rioters (Iraq)", "inter1": "5"}),
    ("A6", PEACEFUL, {"actor2": "Police Forces of Iraq (2014-2020)", "inter2": "1"}),
    ("A6", INTERVENTION, {"actor2": "Civilians (Iraq)", "inter2": "7"}),
    ("A6", EXCESSIVE, {"actor2": "Protesters (Iraq)", "inter2": "6"}),
    ("A7", DEMONSTRATION, {"actor1": "Protesters (Iraq)", "inter1": "6"}),
    ("A8", BATTLE, {"civilian_targeting": "Civilian targeting"}),
    ("A8", INTERVENTION, {"civilian_targeting": "Civilian targeting"}),
    ("A8", DEMONSTRATION,
     {"actor2": "Civilians (Iraq)", "inter2": "7", "civilian_targeting": "Civilian targeting"}),
    ("A9", PEACEFUL, {"fatalities": 1}),
    ("A9", INTERVENTION, {"fatalities": 2}),
    ("A10", BATTLE, {"year": 2019}),
    ("A10", BATTLE, {"iso": 4}),
    ("A10", BATTLE, {"region": "Europe"}),
    ("A10", BATTLE, {"latitude": 99.5}),
    ("A10", BATTLE, {"fatalities": -1}),
    ("A11", DEMONSTRATION, {"inter1": "6"}),
    ("A11", ATTACK, {"actor2": "Farmers (Iraq)", "inter2": "7"}),
    ("A11", ATTACK, {"inter2": "3"}),
    ("W3", BATTLE, {"notes": "Gunmen attacked soldiers in Hawija on 2 June 2020."}),
    ("W3", BATTLE, {"notes": "On 3 June 2020, gunmen attacked soldiers in Hawija."}),
    ("W3", BATTLE, {"notes": "Around 2 June 2020 (as reported), gunmen attacked soldiers in Hawija."}),
    ("W3", BATTLE, {"notes": "On 2 June 2020, gunmen attacked soldiers (coded to provincial capital Kirkuk)."}),
    ("W4", ARRESTS, {"fatalities": 1}),
    ("W4", ARRESTS, {"notes": "On 2 June 2020, police arrested four men in Hawija."}),
    ("W5", BATTLE, {"assoc_actor_1": ["Islamic State (Iraq)"]}),
    ("W5", BATTLE, {"assoc_actor_1": ["Albu Nasir (Iraq)", "Albu Nasir (Iraq)"]}),
    ("W5", BATTLE, {"actor2": "Military Forces of Iraq (2010-2014)"}),
    ("W5", BATTLE, {"assoc_actor_2": ["Government of Iraq (2020-)", "Police Forces of Iraq (2003-2006)"]}),
    ("W5", BATTLE, {"inter2": "8"}),
    ("W5", BATTLE, {"actor2": "Military Forces of Turkey (2016-)", "inter2": "1"}),
    ("W5", BATTLE, {"actor1": "Unidentified Gang (Iraq)", "inter1": None}),
    ("W6", ATTACK, {"sub_event_type": "Sexual violence"}),
    ("W6", PEACEFUL, {"tags": None}),
    ("W6", DEMONSTRATION, {"tags": ["armed presence"]}),
    ("W7", BATTLE, {"event_date": "2020-06-03", "notes": "On 3 June 2020, gunmen attacked soldiers."}),
    ("W7", BATTLE, {"event_date": "2020-03-02", "notes": "On 2 March 2020, gunmen attacked soldiers."}),
    ("W8.outside", BATTLE, {"latitude": -35.3257}),
    ("W8.outside", BATTLE, {"latitude": 33.51, "longitude": 36.29}),
    ("W8.exchanged", BATTLE, {"latitude": 43.7755, "longitude": 35.3257}),
]  # fmt: skip
SILENT: list[tuple[str, Values, Values]] = [
    ("A1", EXCESSIVE, {"disorder_type": "Political violence; Demonstrations"}),
    ("A2", DEMONSTRATION, {"actor2": None}),
    ("A2", BLAST, {"actor2": None, "inter2": None}),
    ("A2", ARRESTS, {"sub_event_type": "Other", "actor2": None, "inter2": None}),
    ("A3", PEACEFUL, {"interaction": "60"}),
    ("A3", BATTLE, {"interaction": "12"}),
    ("A3", ATTACK, {"actor1": "Military Forces of Turkey (2016-)", "inter1": "8", "interaction": "78"}),
    ("A4", ATTACK, {"actor1": "Private Security Forces (Iraq)", "inter1": "8"}),
    ("A4", MOB, {}),
    ("A5", BATTLE, {"actor1": "Military Forces of Turkey (2016-)", "inter1": "8"}),
    ("A5", ATTACK, {"assoc_actor_2": ["Civilians (Syria)"]}),
    ("A6", PEACEFUL, {"actor2": "Protesters (Iraq)", "inter2": "6"}),
    ("A6", INTERVENTION, {"actor2": "Rioters (Iraq)", "inter2": "5"}),
    ("A6", EXCESSIVE, {"actor1": "Police Forces of Iraq (2014-2020)", "inter1": "1",
                       "actor2": "Protesters (Iraq)", "inter2": "6"}),
    ("A7", DEMONSTRATION, {"actor1": "Police Forces of Iraq (2014-2020)", "inter1": "1",
                           "actor2": "Rioters (Iraq)", "inter2": "5"}),
    ("A8", ATTACK, {"civilian_targeting": "Civilian targeting"}),
    ("A8", ATTACK, {"civilian_targeting": None}),
    ("A8", BLAST, {"civilian_targeting": "Civilian targeting"}),
    ("A8", MOB, {"civilian_targeting": "Civilian targeting"}),
    ("A9", EXCESSIVE, {"fatalities": 7}),
    ("A10", BATTLE, {"year": 2020, "iso": 368, "region": "Middle East", "latitude": -90}),
    ("A11", ATTACK, {"actor2": "Civilians (International)"}),
    ("A11", BATTLE, {"actor1": "Unidentified Armed Group (Iraq)", "inter1": "3"}),
    ("W3", BATTLE, {"time_precision": "2",
                    "notes": "Around 2 June 2020 (as reported), gunmen attacked soldiers in Hawija."}),
    ("W3", BATTLE, {"geo_precision": "3",
                    "notes": "On 2 June 2020, gunmen attacked soldiers (coded to provincial capital Kirkuk)."}),
    ("W3", ARRESTS, {"notes": "Detonation: on 2 June 2020, a bomb exploded too early in Hawija."}),
    ("W4", ARRESTS, {"sub_event_type": "Disrupted weapons use", "fatalities": 1}),
    ("W4", BATTLE, {"fatalities": 12}),
    ("W5", BATTLE, {"actor2": "Islamic State (Iraq)", "inter2": "2"}),
    ("W5", BATTLE, {"actor2": "Military Forces of Turkey (2016-)", "inter2": "8",
                    "assoc_actor_2": ["Police Forces of Iraq (2020-)", "Albu Nasir (Iraq)"]}),
    ("W5", BATTLE, {"actor2": "Military Forces of Iraq (2014-2020) Breakaway Council", "inter2": "2"}),
    ("W5", BATTLE, {"actor2": "Former Military Forces of Iraq (1979-2003)", "inter2": "2"}),
    ("W6", ATTACK, {"sub_event_type": "Sexual violence", "assoc_actor_2": ["Women (Iraq)"]}),
    ("W6", PEACEFUL, {"tags": ["armed presence", "crowd size=no report"]}),
    ("W6", BATTLE, {"tags": None}),
    ("W7", BATTLE, {"event_date": "2020-05-20", "notes": "On 20 May 2020, gunmen attacked soldiers."}),
    ("W8", BATTLE, {"latitude": 34.42, "longitude": 40.93}),  # Abu Kamal, over the border by a little
    ("W8", BATTLE, {"latitude": None}),
    ("W8.outside", BATTLE, {"latitude": 43.7755, "longitude": 35.3257}),
    ("W7", BATTLE, {"event_date": "2020-06-03", "time_precision": "2", "notes": "Around 3 June 2020, gunmen …"}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "base", "changes"), FIRES, ids=[f"{one[0]}-{i}" for i, one in enumerate(FIRES)])
def test_rule_fires(rule: str, base: Values, changes: Values):
    found = speaking(rule, problems(base | changes))
    assert found, f"{rule} is silent"
    severity = "error" if rule.startswith("A") else "warning"
    assert {problem.severity for problem in found} == {severity}
    for problem in found:
        assert problem.message
        assert problem.reason
        assert "{" not in problem.message, "a name in braces was not filled in"


@pytest.mark.parametrize(("rule", "base", "changes"), SILENT, ids=[f"{one[0]}-{i}" for i, one in enumerate(SILENT)])
def test_rule_is_silent(rule: str, base: Values, changes: Values):
    assert speaking(rule, problems(base | changes)) == []


RIOT_BESIDE = DEMONSTRATION | {"assoc_actor_1": ["Students (Iraq)"]}
PROTEST_BESIDE = PEACEFUL | {"assoc_actor_1": ["Students (Iraq)"]}
PAIRS: list[tuple[str, Values, Values, bool]] = [
    ("W1", BATTLE, BATTLE, True),
    ("W1", BATTLE, BATTLE | {"actor1": BATTLE["actor2"], "inter1": "1", "actor2": BATTLE["actor1"], "inter2": "2"}, True),
    ("W1", BATTLE, BATTLE | {"event_date": "2020-06-03"}, False),
    ("W1", BATTLE, BATTLE | {"location": "Kirkuk"}, False),
    ("W1", BATTLE, ATTACK, False),
    ("W2", BATTLE, BLAST | {"actor2": BATTLE["actor2"], "inter2": "1"}, True),
    ("W2", BATTLE, BLAST, False),
    ("W2", PROTEST_BESIDE, RIOT_BESIDE, True),
    ("W2", PROTEST_BESIDE, RIOT_BESIDE | {"assoc_actor_1": ["Farmers (Iraq)"]}, False),
    ("W2", PROTEST_BESIDE, RIOT_BESIDE | {"event_date": "2020-06-03"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "one", "other", "fires"), PAIRS)
def test_rules_between_events(rule: str, one: Values, other: Values, fires: bool):
    found = check_dataset([("first", scope(one)), ("second", scope(other))])
    told = {name for name, all_of_it in found.items() if speaking(rule, all_of_it)}
    assert told == ({"first", "second"} if fires else set())


FIXES: list[tuple[str, Values, Values, Values]] = [
    ("A1", BATTLE, {"sub_event_type": "Attack"}, {"event_type": "Violence against civilians"}),
    ("A3", BATTLE, {"interaction": "13"}, {"interaction": "12"}),
    ("A4", ATTACK, {"actor1": "Civilians (Iraq)", "inter1": "7", "actor2": "Islamic State (Iraq)", "inter2": "2"},
     {"actor1": "Islamic State (Iraq)", "inter1": "2", "actor2": "Civilians (Iraq)", "inter2": "7"}),
    ("A5", BATTLE, {"assoc_actor_2": ["Civilians (Iraq)", "Albu Nasir (Iraq)"]}, {"assoc_actor_2": ["Albu Nasir (Iraq)"]}),
    ("A8", BATTLE, {"civilian_targeting": "Civilian targeting"}, {"civilian_targeting": None}),
    ("A10", BATTLE, {"iso": 4}, {"iso": 368}),
    ("W3", BATTLE, {"notes": "On 3 June 2020, gunmen attacked."}, {"event_date": "2020-06-03"}),
    ("W5", BATTLE, {"assoc_actor_1": ["A", "B", "A"]}, {"assoc_actor_1": ["A", "B"]}),
    ("W5", BATTLE, {"inter2": "8"}, {"inter2": "1"}),
    ("W5", BATTLE, {"inter2": None}, {"inter2": "1"}),
    ("W5", BATTLE, {"actor1": "Military Forces of Turkey (2016-)", "inter1": None}, {"inter1": "8"}),
    ("W5", BATTLE, {"actor1": "Unidentified Armed Group (Iraq)", "inter1": None}, {"inter1": "3"}),
    ("W5", BATTLE, {"actor1": "Unidentified Tribal Militia (Iraq)", "inter1": None}, {"inter1": "4"}),
    ("W6", PEACEFUL, {"tags": None}, {"tags": ["crowd size=no report"]}),
    ("W8", BATTLE, {"latitude": 43.7755, "longitude": 35.3257}, {"latitude": 35.3257, "longitude": 43.7755}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "base", "changes", "way_out"), FIXES, ids=[f"{one[0]}-{i}" for i, one in enumerate(FIXES)])
def test_fix_puts_it_right(rule: str, base: Values, changes: Values, way_out: Values):
    wrong = base | changes
    offered = [problem.fix for problem in speaking(rule, problems(wrong)) if problem.fix]
    put_right = [fix for fix in offered if {name: fix.set.get(name, "absent") for name in way_out} == way_out]
    assert put_right
    left = speaking(rule, problems(wrong | dict(put_right[0].set)))
    assert len(left) < len(speaking(rule, problems(wrong)))


def test_an_imported_row_without_its_article_is_not_asked_for_todays_style():
    """Old rows have neither tags nor the notes' form of today; there is no text to add them from."""
    row = PEACEFUL | {"event_date": "2016-06-02", "tags": None, "notes": "Students marched."}
    assert problems(row, ArticleFacts()) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (BATTLE, {"year": 2020, "disorder_type": "Political violence", "interaction": "12"}),
        (BATTLE, {"iso": 368, "region": "Middle East"}),
        (ATTACK, {"interaction": "27", "civilian_targeting": "Civilian targeting"}),
        (EXCESSIVE, {"disorder_type": "Political violence; Demonstrations", "interaction": "16"}),
        (PEACEFUL, {"interaction": "60", "disorder_type": "Demonstrations"}),
        (BATTLE | {"actor1": "Rioters (Iraq)", "inter1": None}, {"inter1": "5", "interaction": "15"}),
    ],
)
def test_derived_values(values: Values, expected: Values):
    full = with_derived(scope(values))
    assert {name: full.get(name) for name in expected} == expected


def test_a_battle_is_no_civilian_targeting():
    assert "civilian_targeting" not in with_derived(scope(BATTLE))
