"""Texts drafted from the other answers: when there is one, when it follows a change, and that ACLED's obeys its own rules."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from annotator.codebook.checks import check_event
from annotator.codebook.conditions import ArticleFacts, Scope
from annotator.codebook.derivations import with_derived
from annotator.codebook.drafts import divided_note, draft, redrafted, with_note
from annotator.codebook.loading import find, load, parse
from annotator.codebook.model import Codebook
from annotator.errors import CodebookError

SMALL = """
annotator_codebook: 1
name: small
sections:
  - name: what
    fields:
      - {name: day, type: date, divide: day}
      - {name: year, type: integer, derived: {year: {field: day}}}
      - {name: town, type: text, divide: place}
      - {name: dead, type: integer, divide: even, divided_note: "Deaths split across {parts} events."}
      - name: account
        type: long_text
        required: true
        draft: {phrase: ["In ", {field: year}, " in ", {field: town}, "."]}
"""
IRAQ: dict[str, Any] = {
    "event_date": "2020-06-02", "time_precision": "1", "event_type": "Battles", "sub_event_type": "Armed clash",
    "fatalities": 2, "actor1": "Islamic State (Iraq)", "inter1": "2", "actor2": "Military Forces of Iraq (2014-2020)",
    "inter2": "1", "country": "Iraq", "admin1": "Kirkuk", "admin2": "Al Hawiga", "location": "Hawija",
    "latitude": 35.3257, "longitude": 43.7755, "geo_precision": "1", "source": ["UrduPoint"], "source_scale": "International",
}  # fmt: skip
POLICE = {"actor1": "Police Forces of Iraq (2014-2020)", "inter1": "1"}
SIDES: dict[str, dict[str, Any]] = {
    "Battles": {},
    "Protests": {"actor1": "Protesters (Iraq)", "inter1": "6", "actor2": "Police Forces of Iraq (2014-2020)", "inter2": "1"},
    "Riots": {"actor1": "Rioters (Iraq)", "inter1": "5", "actor2": "Civilians (Iraq)", "inter2": "7"},
    "Explosions/Remote violence": {"actor2": "Civilians (Iraq)", "inter2": "7"},
    "Violence against civilians": {"actor2": "Civilians (Iraq)", "inter2": "7"},
    "Strategic developments": {**POLICE, "actor2": "Islamic State (Iraq)", "inter2": "2", "fatalities": 0},
}
HARMLESS = {"Peaceful protest", "Protest with intervention"}
ALONE = {"Peaceful protest"}
ARTICLE = ArticleFacts(date="2020-06-02", title="Two killed", source="UrduPoint", text="On Tuesday …")


@cache
def acled() -> Codebook:
    return load(find("acled"))[0]


@cache
def small() -> Codebook:
    return parse(SMALL)


def event_of(sub: str, **changes: Any) -> dict[str, Any]:
    """A whole event of a sub-event type but for its notes."""
    kind = acled().lists["event_types"].parents[sub]
    made = IRAQ | {"event_type": kind, "sub_event_type": sub} | SIDES[kind]
    if sub in HARMLESS:
        made |= {"fatalities": 0}
    if sub in ALONE:
        made |= {"actor2": None, "inter2": None}
    if kind in ("Protests", "Riots"):
        made |= {"tags": ["crowd size=no report"]}
    if sub == "Sexual violence":
        made |= {"assoc_actor_2": ["Women (Iraq)"]}
    return {name: value for name, value in (made | changes).items() if value is not None}


def drafted(values: dict[str, Any], codebook: Codebook | None = None, name: str = "notes") -> str | None:
    """What would be written beside these values."""
    scope = Scope(codebook or acled(), values, ARTICLE)
    return draft(scope.codebook.fields[name], replace(scope, values=with_derived(scope)))


def changed(before: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The drafted fields that follow a change, with the small codebook."""
    after = {name: value for name, value in (before | changes).items() if value is not None}
    return redrafted(Scope(small(), before), Scope(small(), after), set(changes))


SUBS = sorted(load(find("acled"))[0].lists["event_types"].parents)
VAGUE = {"time_precision": "2", "geo_precision": "2"}
VAGUER = {"time_precision": "3", "geo_precision": "3", "admin2": None}


@pytest.mark.parametrize("changes", [{}, VAGUE, VAGUER], ids=["exact", "week", "month"])
@pytest.mark.parametrize("sub", SUBS)
def test_acleds_draft_keeps_acleds_rules(sub: str, changes: dict[str, Any]):
    values = event_of(sub, **changes)
    assert check_event(Scope(acled(), values | {"notes": drafted(values)}, ARTICLE)) == []


@pytest.mark.parametrize("sub", SUBS)
def test_acleds_draft_says_who_did_what(sub: str):
    text = drafted(event_of(sub))
    assert text is not None
    assert "2 June 2020, " in text
    assert text.endswith((" in Hawija (Al Hawiga, Kirkuk). 2 fatalities.", " in Hawija (Al Hawiga, Kirkuk).")), text
    assert " None" not in text
    assert "  " not in text


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (
            event_of("Armed clash"),
            "On 2 June 2020, Islamic State clashed with Military Forces of Iraq in Hawija (Al Hawiga, Kirkuk). 2 fatalities.",
        ),
        (
            event_of("Armed clash", fatalities=None, admin1=None, admin2=None),
            "On 2 June 2020, Islamic State clashed with Military Forces of Iraq in Hawija. Casualties unknown.",
        ),
        (
            event_of("Attack", fatalities=0, actor1="Unidentified Armed Group (Iraq)", inter1="3", **VAGUE),
            "Around 2 June 2020 (as reported), an unidentified armed group attacked civilians near Hawija (Al Hawiga, Kirkuk). "
            "There were no fatalities. Coded to Hawija.",
        ),
        (
            event_of("Attack", fatalities=1, assoc_actor_2=["Farmers (Iraq)", "Women (Iraq)", "Girls (Iraq)"]),
            "On 2 June 2020, Islamic State attacked civilians (with Farmers, Women and Girls) in Hawija (Al Hawiga, Kirkuk). "
            "1 fatality.",
        ),
        (
            event_of("Arrests", **VAGUER),
            "Arrests: Around 2 June 2020 (as reported), Police Forces of Iraq made arrests among Islamic State in the area of "
            "Hawija (Kirkuk). Coded to Hawija.",
        ),
        (
            event_of("Protest with intervention", **POLICE, actor2="Protesters (Iraq)", inter2="6"),
            "On 2 June 2020, protesters demonstrated and were met with an intervention by Police Forces of Iraq in Hawija "
            "(Al Hawiga, Kirkuk).",
        ),
    ],
    ids=["plain", "unknown", "around", "associates", "arrests", "order"],
)
def test_acleds_draft_word_for_word(values: dict[str, Any], text: str):
    assert drafted(values) == text


@pytest.mark.parametrize("name", ["event_date", "sub_event_type", "actor1", "location"])
def test_acleds_draft_waits_for_a_whole_sentence(name: str):
    assert drafted(event_of("Armed clash", **{name: None})) is None


def test_a_draft_follows_the_answers_it_was_made_from():
    there = {"day": "2020-06-02", "town": "Basra", "account": "In 2020 in Basra."}
    assert changed(there, town="Mosul") == {"account": "In 2020 in Mosul."}
    assert changed(there, day="2021-06-02") == {"account": "In 2021 in Basra."}, "through the derived year"
    assert changed(there, town=None) == {"account": None}
    assert changed(there, dead=3) == {}, "it does not read that"
    assert changed({"day": "2020-06-02"}, town="Basra") == {"account": "In 2020 in Basra."}, "first written"


@pytest.mark.parametrize("text", ["In 2020 in Basra!", "In 2020 in Basra. More.", "Other.", None, {"missing": "-9"}])
def test_what_a_coder_wrote_or_took_away_stays(text: Any):
    there = {"day": "2020-06-02", "town": "Basra", **({"account": text} if text else {})}
    assert changed(there, town="Mosul") == {}


def test_what_is_given_with_the_change_stays():
    there = {"day": "2020-06-02", "town": "Basra", "account": "In 2020 in Basra."}
    assert changed(there, town="Mosul", account="Mine.") == {}


def test_a_sentence_on_division_goes_along():
    note = divided_note(small(), ["dead"], 3)
    assert note == "Deaths split across 3 events."
    there = {"day": "2020-06-02", "town": "Basra", "account": with_note("In 2020 in Basra.", note)}
    assert changed(there, town="Mosul") == {"account": "In 2020 in Mosul. Deaths split across 3 events."}
    assert changed(there, town=None) == {"account": "Deaths split across 3 events."}
    alone = {"day": "2020-06-02", "account": note}
    assert changed(alone, town="Mosul") == {"account": "In 2020 in Mosul. Deaths split across 3 events."}


def test_an_empty_required_text_offers_its_draft():
    (problem,) = check_event(Scope(small(), {"day": "2020-06-02", "town": "Basra"}))
    assert problem.fix is not None
    assert dict(problem.fix.set) == {"account": "In 2020 in Basra."}
    (problem,) = check_event(Scope(small(), {"day": "2020-06-02"}))
    assert problem.fix is None


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("{field: town}, ", "{field: towns}, ", "`towns` is not a field"),
        ("{field: town}, ", "{field: account}, ", "cannot follow from itself"),
        ("type: long_text", "type: date", "is drafted and is no single text"),
        ("type: text, divide: place", "type: text, divide: even", "cannot be divided so"),
        ("type: date, divide: day", "type: date, divide: even", "cannot be divided so"),
        ("divide: even, ", "", "needs `divide: even`"),
        ("divide: even", "divide: fair", "cannot be “fair”"),
    ],
)
def test_what_does_not_fit_is_refused(old: str, new: str, what: str):
    with pytest.raises(CodebookError) as refused:
        parse(SMALL.replace(old, new))
    assert what in refused.value.what


@pytest.mark.parametrize("name", ["protest", "maverick"])
def test_codebooks_without_drafts_draft_nothing(name: str):
    assert load(find(name))[0].drafted == {}
