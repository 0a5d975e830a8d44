"""Combined events break no rule that none of their parts breaks: synthetic events by hypothesis, and real rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.codebook.checks import check_event
from annotator.codebook.combining import combine
from annotator.codebook.conditions import Scope
from annotator.codebook.loading import find, load
from annotator.codebook.model import Codebook

REAL = Path("/work/shared/data/acled/2023fmt_upper_Africa_Wagner.csv")
GED = Path("/work/shared/data/ucdp_ged/ucdpged_sample_1000x49.csv")
ACLED, PROTEST, UCDP, MAVERICK = (load(find(name))[0] for name in ("acled", "protest", "ucdp_ged", "maverick"))

ARMED = [
    ("Military Forces of Iraq (2014-)", "1"), ("Islamic State (Iraq)", "2"), ("Unidentified Armed Group (Iraq)", "3"),
    ("Hamdani Tribal Militia (Iraq)", "4"), ("Military Forces of Turkey (2016-)", "8"),
]  # fmt: skip
CIVILIANS, RIOTERS, PROTESTERS = ("Civilians (Iraq)", ""), ("Rioters (Iraq)", ""), ("Protesters (Iraq)", "")
NOBODY = ("", "")
SUBS = {code.code: [child.code for child in code.children] for code in ACLED.lists["event_types"].codes}
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
        "source_scale": draw(st.sampled_from(sorted(ACLED.lists["source_scales"].by_code))), "notes": draw(st.sampled_from("abc")),
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
