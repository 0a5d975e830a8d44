"""Combined events break no rule that none of their parts breaks: synthetic events by hypothesis, and real rows."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.codebook.checks import check_event
from annotator.codebook.combining import combine
from annotator.codebook.conditions import Scope
from annotator.codebook.loading import find, load
from annotator.codebook.model import Codebook
from annotator.formats.coded_tables import CodedTable, best_profile

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
ACLED, PROTEST, UCDP = (load(find(name))[0] for name in ("acled", "protest", "ucdp_ged"))

ARMED = [
    ("Military Forces of Iraq (2014-)", "1"), ("Islamic State (Iraq)", "2"), ("Unidentified Armed Group (Iraq)", "3"),
    ("Hamdani Tribal Militia (Iraq)", "4"), ("Military Forces of Turkey (2016-)", "8"),
]  # fmt: skip
CIVILIANS, RIOTERS, PROTESTERS = ("Civilians (Iraq)", ""), ("Rioters (Iraq)", ""), ("Protesters (Iraq)", "")
NOBODY = ("", "")
SUBS = {code.code: [child.code for child in code.children] for code in ACLED.lists["event_types"].codes}
SCALES = sorted(ACLED.lists["source_scales"].by_code)
FORCE = ["Excessive force against protesters", "Protest with intervention"]
PLACES = [
    ("Kirkuk", "Kirkuk", 35.47, 44.39, "1"), ("Kirkuk", "Hawija", 35.32, 43.77, "1"), ("Kirkuk", "Kirkuk", 35.47, 44.39, "3"),
    ("Nineveh", "Mosul", 36.34, 43.13, "2"),
]  # fmt: skip


@st.composite
def _acled(draw: st.DrawFn) -> dict[str, Any]:
    """An event without an error."""
    kind = draw(st.sampled_from(sorted(SUBS)))
    sub = draw(st.sampled_from(SUBS[kind]))
    armed = st.sampled_from(ARMED)
    if kind == "Battles":
        sides = [draw(armed), draw(armed)]
    elif kind == "Violence against civilians":
        sides = [draw(armed), CIVILIANS]
    elif kind == "Riots":
        sides = draw(st.permutations([RIOTERS, draw(st.sampled_from([*ARMED, RIOTERS, CIVILIANS]))]))
    elif sub in FORCE:
        sides = draw(st.permutations([PROTESTERS, draw(armed)]))
    elif kind == "Protests":
        sides = [PROTESTERS, draw(st.sampled_from([PROTESTERS, NOBODY]))]
    else:
        sides = [
            draw(armed),
            draw(st.sampled_from([*ARMED, CIVILIANS] + ([] if sub in ("Agreement", "Arrests") else [NOBODY]))),
        ]
    found: dict[str, Any] = {"event_type": kind, "sub_event_type": sub}
    groups = ["Health Workers (Iraq)", "Women (Iraq)", "Students (Iraq)", "Civilians (Iraq)"][: 3 if kind == "Battles" else 4]
    for number, (name, inter) in enumerate(sides, start=1):
        if name:
            found[f"actor{number}"] = name
            if inter:
                found[f"inter{number}"] = inter
            if several := draw(st.lists(st.sampled_from(groups), max_size=2, unique=True)):
                found[f"assoc_actor_{number}"] = several
    peaceful = sub in ("Peaceful protest", "Protest with intervention")
    admin, location, latitude, longitude, exact = draw(st.sampled_from(PLACES))
    found |= {
        "event_date": draw(st.sampled_from(["2020-06-02", "2020-06-03"])), "time_precision": draw(st.sampled_from("123")),
        "fatalities": 0 if peaceful else draw(st.integers(0, 4)), "country": "Iraq", "admin1": admin, "location": location,
        "latitude": latitude, "longitude": longitude, "geo_precision": exact,
        "source": draw(st.lists(st.sampled_from(["Xinhua", "Rudaw", "NINA"]), min_size=1, unique=True)),
        "source_scale": draw(st.sampled_from(SCALES)), "notes": draw(st.sampled_from("abc")),
    }  # fmt: skip
    if draw(st.booleans()):
        found["tags"] = [draw(st.sampled_from(["crowd size=no report", "crowd size=around 50", "women targeted: girls"]))]
    return found


def _errors(book: Codebook, values: dict[str, Any], severity: str = "error") -> set[str]:
    return {one.key for one in check_event(Scope(book, values)) if one.severity == severity}


def _combined(book: Codebook, events: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: one.value for name, one in combine(book, events).items() if one.value is not None}


@settings(max_examples=300, deadline=None)
@given(st.lists(_acled(), min_size=1, max_size=4))
def test_combined_acled_events_break_no_rule_of_their_own(events: list[dict[str, Any]]):
    assert [_errors(ACLED, one) for one in events] == [set()] * len(events)
    assert _errors(ACLED, _combined(ACLED, events)) == set()


@settings(max_examples=200, deadline=None)
@given(st.lists(_acled(), min_size=1, max_size=3))
def test_the_sources_scale_follows_from_those_of_the_reports(events: list[dict[str, Any]]):
    """It names no kind of source that no report has, and one of each where a code says both."""
    scale = _combined(ACLED, events)["source_scale"]
    parts = {part for one in events for part in one["source_scale"].split("-")}
    assert set(scale.split("-")) <= parts
    assert scale in SCALES
    assert set(scale.split("-")) == parts or len(parts) > 2 or not {"-".join(parts), "-".join(list(parts)[::-1])} & set(SCALES)


def test_a_demonstration_that_turned_violent_is_coded_by_its_violent_part():
    peaceful = {"event_type": "Protests", "sub_event_type": "Peaceful protest", "actor1": "Protesters (Iraq)", "fatalities": 0}
    violent = {"event_type": "Riots", "sub_event_type": "Violent demonstration", "actor1": "Rioters (Iraq)", "fatalities": 1}
    assert _combined(ACLED, [peaceful, violent]) == violent | {"fatalities": 0}


def test_victims_stay_the_second_actor_whatever_the_first_article_has():
    looted = {"event_type": "Strategic developments", "sub_event_type": "Looting/property destruction",
              "actor1": "Civilians (Iraq)", "actor2": "Islamic State (Iraq)", "inter2": "2"}  # fmt: skip
    killed = {"event_type": "Violence against civilians", "sub_event_type": "Attack",
              "actor1": "Islamic State (Iraq)", "inter1": "2", "actor2": "Civilians (Iraq)"}  # fmt: skip
    for told in ([looted, killed], [killed, looted]):
        assert _combined(ACLED, told) == killed
    assert _combined(ACLED, [looted, looted]) == looted


# --- other codebooks ----------------------------------------------------------------------------------------------------


@st.composite
def _deaths(draw: st.DrawFn) -> dict[str, Any]:
    counts = {name: draw(st.integers(0, 5)) for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")}
    kind, side = draw(st.sampled_from([("1", "IS"), ("3", "Civilians")]))
    if kind == "3":
        counts["deaths_b"] = 0
    best = sum(counts.values())
    offices = draw(st.lists(st.sampled_from(["AFP", "BBC", "Xinhua"]), min_size=1, max_size=3))
    first, last = draw(st.integers(1, 9)), draw(st.integers(0, 9))
    return counts | {
        "type_of_violence": kind, "side_a": "Government of Iraq", "side_b": side, "low": draw(st.integers(0, best)),
        "high": draw(st.integers(best, 30)),
        "source_office": offices, "source_date": [f"2020-06-{one:02}" for one in range(len(offices))],
        "date_start": f"2020-06-0{first}", "date_end": f"2020-06-1{last}", "date_prec": draw(st.sampled_from("234")),
    }  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(_deaths(), min_size=1, max_size=4))
def test_estimates_stay_in_order_and_lists_of_sources_side_by_side(events: list[dict[str, Any]]):
    whole = _combined(UCDP, events)
    found = _errors(UCDP, whole) | _errors(UCDP, whole, "warning")
    assert found & {"G1.low:low", "G1.high:high", "G3:date_end", "G6.deaths:deaths_b", "G9:number_of_sources"} == set()
    assert len(whole["source_office"]) == len(whole["source_date"])
    pairs = list(zip(whole["source_office"], whole["source_date"], strict=True))
    told = [pair for one in events for pair in zip(one["source_office"], one["source_date"], strict=True)]
    alike = all(one["source_office"] == events[0]["source_office"] for one in events)
    assert pairs == (told[: len(pairs)] if alike else list(dict.fromkeys(told)))


@st.composite
def _protest(draw: st.DrawFn) -> dict[str, Any]:
    yes_no = st.sampled_from(["yes", "no", "unclear"])
    found: dict[str, Any] = {
        "start_date": draw(st.sampled_from(["2020-06-02", "2020-06"])),
        "date_estimate": draw(st.sampled_from(["exact", "reckoned"])),
        "country": "Iraq", "city": draw(st.sampled_from(["Basra", "Mosul"])), "summary_line": draw(st.sampled_from("ab")),
        "forms": draw(st.lists(st.sampled_from(["rally", "march", "other"]), min_size=1, unique=True)), "issues": ["work"],
    }  # fmt: skip
    if draw(st.booleans()):
        found["participants"] = draw(st.integers(1, 9))
    else:
        found |= {"participants": {"missing": "-9"}, "participants_words": "a crowd"}
    for name in ("organised", "counter_protest", "police", "violence", "damage", "campaign"):
        found[name] = draw(yes_no)
    if found["organised"] == "yes":
        found["organisers"] = ["Union"]
    if found["counter_protest"] == "yes":
        found["counter_participants"] = 5
    if found["police"] == "yes":
        done = draw(st.sampled_from([["watched"], ["arrests"], ["arrests", "gas_water"], ["unclear"]]))
        found["police_actions"] = done
        if "arrests" in done:
            found["arrested"] = draw(st.integers(1, 4))
    if found["violence"] == "yes":
        found["violence_kinds"] = [draw(st.sampled_from(["arson", "threats"]))]
    if found["damage"] == "yes":
        found["damage_words"] = draw(st.sampled_from(["a car", "two cars"]))
    if found["campaign"] == "yes":
        found["campaign_name"] = draw(st.sampled_from(["Bread", "Peace"]))
    return found


@settings(max_examples=200, deadline=None)
@given(st.lists(_protest(), min_size=1, max_size=4))
def test_combined_protests_break_no_rule_of_their_own(events: list[dict[str, Any]]):
    assert [_errors(PROTEST, one) for one in events] == [set()] * len(events)
    assert _errors(PROTEST, _combined(PROTEST, events)) == set()


# --- real rows ----------------------------------------------------------------------------------------------------------


def _rows(book: Codebook, path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        pytest.skip("the real tables are not here")
    return [{**one.values, "id": one.id} for one in CodedTable(book, path, best_profile(book, path)).rows()]


@pytest.mark.parametrize("name", ["2020fmt_raw_Burkina_Faso.csv", "2023fmt_upper_Africa_Wagner.csv", "2019fmt_dkoban.csv"])
def test_real_rows_put_together_break_no_rule_of_their_own(name: str):
    """Rows with one id come back as they are; so do, as if they were one happening, those of one place and day."""
    same, near = defaultdict[str, list[dict[str, Any]]](list), defaultdict[tuple[str, ...], list[dict[str, Any]]](list)
    for row in _rows(ACLED, DATA / "acled" / name):
        key = str(row.pop("id"))
        same[key].append(row)
        if len(same[key]) == 1:
            near[tuple(str(row.get(part)) for part in ("event_date", "country", "admin1", "location"))].append(row)
    for rows in same.values():
        assert _combined(ACLED, rows) == rows[0]
    several = [rows for rows in near.values() if len(rows) > 1]
    assert len(several) > 30
    for rows in several:
        assert _errors(ACLED, _combined(ACLED, rows)) <= set().union(*(_errors(ACLED, row) for row in rows))


def test_real_rows_of_one_conflict_keep_their_estimates_in_order():
    near = defaultdict[tuple[str, ...], list[dict[str, Any]]](list)
    for row in _rows(UCDP, DATA / "ucdp_ged" / "ucdpged_sample_1000x49.csv"):
        del row["id"]
        near[str(row["dyad_name"]), str(row["country"])].append(row)
    several = [rows[:4] for rows in near.values() if len(rows) > 1]
    assert len(several) > 30
    for rows in several:
        found = _errors(UCDP, _combined(UCDP, rows), "warning") & {"G1.low:low", "G1.high:high"}
        assert found <= set().union(*(_errors(UCDP, row, "warning") for row in rows))
        errors = _errors(UCDP, _combined(UCDP, rows))
        assert errors <= set().union(*(_errors(UCDP, row) for row in rows))
