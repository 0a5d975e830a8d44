"""The guide of a codebook: pages with their facts, and what is found by words, in the shipped codebooks."""

from __future__ import annotations

import re

import pytest

from annotator.codebook.guide import Guide, as_text, general, guide_of
from annotator.codebook.guide_search import search
from annotator.codebook.loading import load, parse, shipped
from annotator.codebook.wording import Point, linked


@pytest.fixture(scope="module")
def acled() -> Guide:
    return guide_of(load(shipped()["acled"])[0])


def titles(guide: Guide, words: str) -> list[str]:
    return [hit.entry.title for hit in search(guide, words)]


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_page_reads_and_every_link_leads_somewhere(name: str):
    guide = guide_of(load(shipped()[name])[0])
    seen: list[str] = []

    def walk(points: tuple[Point, ...]) -> None:
        for point in points:
            linked(point.text, lambda to, words: seen.append(to) or words, str)
            walk(point.points)

    for entry in guide.entries.values():
        for fact in entry.facts:
            walk(fact.points)
        assert {*entry.below, *entry.rules} <= set(guide.entries), entry.id
        text = as_text(guide, entry)
        assert not re.search(r"\{[a-z_]+\}|None(?! of)|\ue000|Form\(", text), text
    assert seen
    assert set(seen) <= set(guide.entries)


def test_a_guide_is_made_once(acled: Guide):
    assert guide_of(acled.codebook) is acled


def test_a_field_says_when_it_is_asked_and_what_follows(acled: Guide):
    text = as_text(acled, acled.entries["field/actor2"])
    assert "Needed: Where Event type is Battles or Violence against civilians, or Sub-event type is Excessive force" in text
    assert "From it follow: Actor 2 type" in text
    assert "A4.target (error): Violence against civilians needs civilians as actor 2, not “[Actor 2]”." in text
    assert "Asked: Where Actor 2 is answered" in as_text(acled, acled.entries["field/assoc_actor_2"])
    assert "Answer: One code of a closed list of 6" in as_text(acled, acled.entries["field/event_type"])


def test_a_field_says_what_it_comes_to_in_an_incident_and_whether_it_is_released(acled: Guide):
    told = {name: as_text(acled, acled.entries[f"field/{name}"]) for name in acled.codebook.fields}
    assert "In an incident: The lowest\n" in told["fatalities"] + "\n"
    assert "That of the most precise event; of equals what most of them say" in told["event_date"]
    assert "From the same event as Country, First division, Second division and 4 more" in told["location"]
    assert "In an incident: From the same event as Sub-event type" in told["actor1"]
    assert "The first of Government regains territory, " in told["sub_event_type"]
    assert "In an incident" not in told["year"]
    assert not any("Released:" in text for text in told.values())
    kept = acled.codebook.model_dump(by_alias=True, exclude_unset=True)
    kept["sections"][0]["fields"][0]["released"] = False
    guide = guide_of(type(acled.codebook).model_validate(kept))
    assert "Released: No: it stays in the project" in as_text(guide, guide.entries["field/event_date"])


def test_a_code_says_where_it_belongs(acled: Guide):
    text = as_text(acled, acled.entries["code/event_types/Armed clash"])
    assert "Belongs under: Battles" in text
    assert "Disorder type: Political violence" in text
    assert "firefight" in text


def test_a_rule_says_where_it_applies_and_what_must_hold(acled: Guide):
    text = as_text(acled, acled.entries["rule/A9.peaceful"])
    assert "Applies: Where Sub-event type is Peaceful protest" in text
    assert "Must hold: Fatalities is at most 0" in text


def test_the_fields_of_a_group_have_pages():
    guide = guide_of(load(shipped()["maverick"])[0])
    text = as_text(guide, guide.entries["field/actors.subtype"])
    assert "Allowed codes: Those under the answer to Type" in text
    assert guide.entry_of("actors.type", "armed") is guide.entries["code/actor_types/armed"]
    assert guide.entry_of("actors.type") is guide.entries["field/actors.type"]


def test_a_message_speaks_of_no_event(acled: Guide):
    assert (
        general("{event_date} after {article_date} in {item}", acled.codebook)
        == "[Event date] after [article's date] in [entry]"
    )


def test_titles_come_before_definitions_and_these_before_the_rest(acled: Guide):
    found = titles(acled, "peaceful protest")
    assert found[0] == "Peaceful protest"
    assert found.index("Excessive force against protesters") > 0
    assert titles(acled, "event date")[0] == "Event date"
    assert titles(acled, "inter1")[0] == "Actor 1 type"
    assert search(acled, "A9.peaceful")[0].entry.id == "rule/A9.peaceful"


def test_all_words_must_be_found_by_their_beginnings_without_accents(acled: Guide):
    assert titles(acled, "TURKIYE") == titles(acled, "Türkiye") == ["Turkey"]
    assert "Protest with intervention" in titles(acled, "tear ga")
    assert titles(acled, "tear zebra") == []
    assert search(acled, "  ") == []


def test_a_hit_shows_where_it_was_found(acled: Guide):
    hit = next(one for one in search(acled, "tear gas") if one.entry.title == "Protest with intervention")
    assert [hit.snippet[first:last] for first, last in hit.marks] == ["tear", "gas"]


def test_a_language_is_chosen_and_unspaced_scripts_are_found():
    book = parse(
        "annotator_codebook: 1\nname: two\nlanguages: [en, zh]\nsections:\n  - name: a\n    fields:\n"
        "      - {name: n, type: text, title: {en: Weapon, zh: 武器}, definition: {en: What was used, zh: 使用了什么武器}}\n"
    )
    assert titles(guide_of(book, "zh"), "器") == ["武器"]
    assert titles(guide_of(book), "weap") == ["Weapon"]
