"""The shipped codebooks: they load, are whole, are the same each time, and say something of every code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from annotator.codebook.checks import check_answers, check_event
from annotator.codebook.compiled import compiled, fingerprint, from_compiled
from annotator.codebook.conditions import Scope, holds, work_out
from annotator.codebook.derivations import allowed_codes, is_required, is_shown, with_derived
from annotator.codebook.language import OPERATORS, TESTS
from annotator.codebook.loading import find, load, parse, shipped
from annotator.codebook.model import (
    Code,
    Codebook,
    CodedField,
    CodeList,
    Column,
    Combined,
    Compared,
    FieldType,
    Fix,
    Numbering,
    Pairing,
    Profile,
    Rewrite,
    Rule,
    Section,
    Table,
    Together,
    in_language,
)
from annotator.codebook.values import read, show

HEADER = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,"
    "latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
)


@pytest.fixture(scope="module")
def acled() -> Codebook:
    return load(find("acled"))[0]


@pytest.fixture(scope="module")
def protest() -> Codebook:
    return load(find("protest"))[0]


@pytest.fixture(scope="module")
def maverick() -> Codebook:
    return load(find("maverick"))[0]


@pytest.fixture(params=["acled", "protest", "maverick", "ucdp_ged"])
def codebook(request: pytest.FixtureRequest) -> Codebook:
    return load(find(request.param))[0]


def test_four_codebooks_are_shipped():
    assert {"acled", "maverick", "protest", "ucdp_ged"} <= set(shipped())


def test_loading_is_deterministic(codebook: Codebook):
    again, _ = load(find(codebook.name))
    assert fingerprint(again) == fingerprint(codebook)


def test_compiled_form_comes_back_the_same(codebook: Codebook):
    back = from_compiled(compiled(codebook))
    assert back == codebook
    assert compiled(back) == compiled(codebook)


def all_fields(codebook: Codebook) -> Iterator[CodedField]:
    for field in (*codebook.fields.values(), *codebook.article_fields.values()):
        yield field
        yield from field.fields


def test_every_field_says_what_it_asks(codebook: Codebook):
    assert [field.name for field in all_fields(codebook) if not in_language(field.definition)] == []


def test_every_rule_gives_a_reason(codebook: Codebook):
    assert [rule.id for rule in codebook.rules if not (in_language(rule.message) and in_language(rule.reason))] == []


def test_reasons_for_no_event_and_for_mentions(codebook: Codebook):
    assert {"background", "planned", "denied", "out_of_scope", "already_coded"} <= {
        reason.code for reason in codebook.mention_reasons
    }
    for reason in (*codebook.no_event_reasons, *codebook.mention_reasons):
        assert reason.definition, reason.code
        assert reason.example, reason.code


def test_acled_counts(acled: Codebook):
    types = acled.lists["event_types"]
    assert len(types.codes) == 6
    assert len(types.parents) == 25
    assert len(acled.lists["interactions"].codes) == 44
    assert len(acled.lists["countries"].codes) == 243
    assert len(acled.tables["countries"].rows) == 243
    assert len(acled.lists["regions"].codes) == 17
    assert len(acled.lists["inter"].codes) == 8


def test_acled_types_stand_in_order_of_precedence(acled: Codebook):
    types = acled.lists["event_types"]
    assert [code.code for code in types.codes] == [
        "Battles", "Protests", "Riots", "Explosions/Remote violence", "Violence against civilians",
        "Strategic developments",
    ]  # fmt: skip
    assert [child.code for child in types.codes[1].children] == [
        "Excessive force against protesters", "Protest with intervention", "Peaceful protest",
    ]  # fmt: skip


def test_every_acled_type_is_explained(acled: Codebook):
    for code in acled.lists["event_types"].walk():
        assert code.definition, code.code
        assert code.example, code.code
        assert code.counter_example, code.code
    assert all(code.words for parent in acled.lists["event_types"].codes for code in parent.children)


def test_every_sub_type_has_a_disorder_type(acled: Codebook):
    assert set(acled.lists["event_types"].parents) == {str(row[0]) for row in acled.tables["disorder"].rows}
    assert {str(row[1]) for row in acled.tables["disorder"].rows} == set(acled.lists["disorder_types"].by_code)


def test_acled_header_is_exact(acled: Codebook):
    assert ",".join(column.column for column in acled.profiles["acled-csv"].columns) == HEADER


def test_acled_countries_agree_with_their_table(acled: Codebook):
    rows = acled.tables["countries"].index
    assert {key[0] for key in rows} == set(acled.lists["countries"].by_code)
    assert {row["region"] for row in rows.values()} == set(acled.lists["regions"].by_code)
    prefixes = [row["prefix"] for row in rows.values()]
    assert len(set(prefixes)) == len(prefixes)
    numbers = [row["iso"] for row in rows.values() if row["iso"] is not None]
    assert len(set(numbers)) == len(numbers) == 242, "Kosovo alone has no number"


@pytest.mark.parametrize(
    ("country", "iso", "region", "prefix"),
    [
        ("Iraq", 368, "Middle East", "IRQ"),
        ("Syria", 760, "Middle East", "SYR"),
        ("Burkina Faso", 854, "Western Africa", "BFO"),
        ("Democratic Republic of Congo", 180, "Middle Africa", "DRC"),
        ("Nigeria", 566, "Western Africa", "NIG"),
        ("Palestine", 275, "Middle East", "PSE"),
        ("Afghanistan", 4, "Caucasus and Central Asia", "AFG"),
    ],
)
def test_acled_country_facts(acled: Codebook, country: str, iso: int, region: str, prefix: str):
    scope = Scope(acled, {"country": country})
    full = with_derived(scope)
    assert (full["iso"], full["region"]) == (iso, region)
    assert acled.numbering is not None
    assert work_out(acled.numbering.prefix, scope) == prefix


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("inter1", "1", "1"), ("inter1", "State forces", "1"), ("inter1", "Communal / Identity Groups", "4"),
        ("inter1", "8.0", "8"), ("interaction", "State forces-Rebel group", "12"),
        ("interaction", "External/Other forces-Civilians", "78"), ("interaction", "Protesters only", "60"),
        ("civilian_targeting", "Civilians targeted", "Civilian targeting"),
        ("disorder_type", "Demostrations", "Demonstrations"),
        ("event_type", "Violence Against Civilians", "Violence against civilians"),
        ("event_type", "Remote violence", "Explosions/Remote violence"),
        ("country", "Türkiye", "Turkey"), ("country", "IRQ", "Iraq"),
    ],
)  # fmt: skip
def test_acled_reads_old_spellings(acled: Codebook, field: str, text: str, code: str):
    assert read(acled, acled.fields[field], text) == code


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("12", "State forces-Rebel group"), ("58", "Rioters-External/Other forces"),
        ("68", "Protesters-External/Other forces"), ("78", "External/Other forces-Civilians"),
        ("88", "External/Other forces-External/Other forces"), ("60", "Protesters only"),
    ],
)  # fmt: skip
def test_acled_interaction_labels(acled: Codebook, code: str, label: str):
    assert show(acled, acled.fields["interaction"], code, write="label") == label


def rewritten(codebook: Codebook, values: dict[str, Any]) -> dict[str, Any]:
    for rewrite in codebook.profiles["acled-csv"].rewrites:
        scope = Scope(codebook, values)
        if holds(rewrite.when, scope):
            values = values | {name: work_out(value, scope) for name, value in rewrite.set.items()}
    return {name: value for name, value in values.items() if value is not None}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Battle-No change of territory", ("Battles", "Armed clash")),
        ("Battle-Government regains territory", ("Battles", "Government regains territory")),
        ("Battle-Non-state actors overtake territory", ("Battles", "Non-state actor overtakes territory")),
        ("Headquarters or base established", ("Strategic developments", "Headquarters or base established")),
        ("Riots/Protests", ("Riots/Protests", None)),
    ],
)
def test_acled_rewrites_types_of_2016(acled: Codebook, old: str, new: tuple[str, str | None]):
    values = rewritten(acled, {"event_type": read(acled, acled.fields["event_type"], old)})
    assert (values["event_type"], values.get("sub_event_type")) == new


def test_acled_nought_is_no_actor_type(acled: Codebook):
    assert rewritten(acled, {"inter2": "0"}) == {}


def test_acled_number_words(acled: Codebook):
    field = acled.fields["fatalities"]
    assert [read(acled, field, word) for word in ("several", "tens", "Dozens", "hundreds")] == [3, 10, 12, 100]


def test_sub_types_depend_on_the_type(acled: Codebook):
    offered = allowed_codes(acled.fields["sub_event_type"], Scope(acled, {"event_type": "Riots"}))
    assert offered == ("Violent demonstration", "Mob violence")


PROTEST: dict[str, Any] = {
    "start_date": "2020-06-01/2020-06-02", "date_estimate": "reckoned", "country": "Iraq", "city": "Basra",
    "summary_line": "Graduates blocked the gate of an oil field.", "forms": ["rally", "blockade"],
    "issues": ["work", "dismissals"], "participants": {"low": 100, "high": 200}, "organised": "unclear",
    "counter_protest": "no", "police": "yes", "police_actions": ["gas_water", "arrests"], "arrested": 5,
    "violence": "no", "damage": "no", "campaign": "no",
}  # fmt: skip


def test_protest_event(protest: Codebook):
    assert check_event(Scope(protest, PROTEST)) == []


def test_protest_yes_opens_further_questions(protest: Codebook):
    field = protest.fields["police_actions"]
    assert is_required(field, Scope(protest, {"police": "yes"}))
    assert not is_shown(field, Scope(protest, {"police": "no"}))
    assert [problem.rule for problem in check_event(Scope(protest, PROTEST | {"police": "no"}))] == ["shown"]


def test_protest_answers_that_exclude_each_other(protest: Codebook):
    wrong = PROTEST | {"police_actions": ["watched", "batons"], "arrested": None}
    (problem,) = check_event(Scope(protest, {name: value for name, value in wrong.items() if value is not None}))
    assert problem.rule == "P2"
    assert problem.fix is not None
    assert dict(problem.fix.set) == {"police_actions": ["batons"]}


def test_protest_asks_of_the_article(protest: Codebook):
    missing = {problem.field for problem in check_answers(Scope(protest, {}))}
    assert missing == {"article_kind", "tells_of_protest"}
    assert not is_shown(protest.article_fields["protests_told"], Scope(protest, {"tells_of_protest": "no"}))


def test_protest_number_not_said(protest: Codebook):
    values = PROTEST | {"participants": {"missing": "-9"}}
    assert [problem.field for problem in check_event(Scope(protest, values))] == ["participants_words"]


ATTACKERS = {"name": "Young men", "type": "political", "precision": "2", "perpetrator": "yes", "violence": "blades"}
VICTIMS = {"name": "Traders", "type": "social", "precision": "2", "victim": "yes"}
REPORT: dict[str, Any] = {
    "source_type": "media", "source_class": "media_local", "event_kind": "attack", "account": "Men attacked traders.",
    "start_date": "2020-06-01/2020-06-03", "date_precision": "2", "country": "Nigeria", "location": "Kano",
    "geo_precision": "1", "actors": [ATTACKERS, VICTIMS], "deaths": {"low": 4, "best": 5, "high": 8}, "property": "no",
    "certain_time": "no", "certain_place": "yes", "certain_actors": "yes", "certain_harm": "yes",
    "certain_source": "unclear", "certain_first_hand": "no",
}  # fmt: skip


def test_maverick_report(maverick: Codebook):
    assert check_event(Scope(maverick, REPORT)) == []
    full = with_derived(Scope(maverick, REPORT))
    assert {name: full.get(name) for name in ("certain", "actor_count", "days", "deaths_low", "deaths_high")} == {
        "certain": 3, "actor_count": 2, "days": 3, "deaths_low": 4, "deaths_high": 8,
    }  # fmt: skip


def test_maverick_group_has_names_types_and_five_parts(maverick: Codebook):
    group = maverick.fields["actors"]
    assert group.most == 6
    assert [sub.name for sub in group.fields] == [
        "name", "id", "type", "subtype", "party", "violence", "precision",
        "initiator", "perpetrator", "intervener", "bystander", "victim",
    ]  # fmt: skip
    assert len(maverick.lists["geo_precisions"].codes) == 6


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"deaths": {"low": 9, "best": 5, "high": 8}}, "M1"),
        ({"start_date": "2020-06-03", "end_date": "2020-06-01"}, "M2"),
        ({"actors": [ATTACKERS, {"name": "A priest", "type": "social", "precision": "2"}]}, "M3"),
        ({"actors": [VICTIMS]}, "M4"),
        ({"actors": [ATTACKERS | {"violence": "none"}, VICTIMS]}, "M5"),
        ({"actors": [ATTACKERS | {"type": "martian"}, VICTIMS]}, "code"),
        ({"deaths": {"missing": "-9"}}, "M6"),
        ({"event_key": "12"}, "pattern"),
    ],
)
def test_maverick_rules(maverick: Codebook, changes: dict[str, Any], rule: str):
    assert rule in {problem.rule for problem in check_event(Scope(maverick, REPORT | changes))}


def test_maverick_derived_count_differs(maverick: Codebook):
    (problem,) = check_event(Scope(maverick, REPORT | {"certain": 6}))
    assert problem.fix is not None
    assert dict(problem.fix.set) == {"certain": 3}


GUIDE = Path(__file__).parents[2] / "docs" / "codebook-language.md"


def test_the_guides_small_codebook_loads():
    blocks = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    codebook = parse(next(block for block in blocks if block.startswith("annotator_codebook")))
    values = {"day": "2020-06-02", "kind": "strike"}
    assert {problem.field for problem in check_event(Scope(codebook, values))} == {"demand"}


def test_the_guide_names_every_key_operator_and_test():
    told = set(re.findall(r"`([a-z_]+)`", GUIDE.read_text(encoding="utf-8")))
    models = (Codebook, CodedField, Section, CodeList, Code, Table, Rule, Fix, Together, Profile, Column, Rewrite, Numbering,
              Pairing, Compared, Combined)  # fmt: skip
    keys = {setting.alias or name for model in models for name, setting in model.model_fields.items()}
    assert sorted((keys | set(OPERATORS) | set(TESTS)) - told) == []
    assert sorted(set(get_args(FieldType)) - told) == []
    assert sorted(set(get_args(Compared.model_fields["by"].annotation)) - told) == []
    ways = (*get_args(Combined.model_fields["by"].annotation), *get_args(Combined.model_fields["then"].annotation))
    assert sorted({way for way in ways if way} - told) == []
