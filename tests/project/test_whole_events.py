"""Drafts kept in step, an answer of the event before, dividing and combining: each one operation, each taken back whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.combinations import combine, differences
from annotator.project.divisions import divide, parts_of, shares_of, usual_parts, ways
from annotator.project.evidence import Quote
from annotator.project.repeats import take_from_previous

TEXT = "Between 1 and 3 June, seven people were killed in Kirkuk and Hawija."
CLASH: dict[str, Any] = {
    "event_date": "2020-06-01", "time_precision": "1", "event_type": "Battles", "sub_event_type": "Armed clash",
    "fatalities": 7, "actor1": "Islamic State (Iraq)", "inter1": "2", "actor2": "Military Forces of Iraq (2020-2022)",
    "inter2": "1", "country": "Iraq", "admin1": "Kirkuk", "geo_precision": "1", "latitude": 35.4681,
}  # fmt: skip
NOTES = "On {} June 2020, Islamic State clashed with Military Forces of Iraq in {} (Kirkuk). {}"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Project]:
    """A project on ACLED's codebook with one article."""
    with Project.create(tmp_path / "desk.annotator", "acled", coder="ann") as made:
        made.articles.add([ArticleDraft(TEXT, title="Seven killed", date="2020-06-04")])
        yield made


@pytest.fixture
def coding(desk: Project) -> str:
    """My coding of the article."""
    article = next(iter(desk.articles.walk()))
    return desk.codings.begin(article.uid, desk.coder.uid).uid


@pytest.fixture
def clash(desk: Project, coding: str) -> str:
    """An event with drafted notes and evidence for its date, place and fatalities."""
    uid = desk.events.add(coding, CLASH).uid
    desk.events.set_values(uid, {"location": "Kirkuk"})
    for field, words in (("event_date", "1 and 3 June"), ("fatalities", "seven"), ("location", "Kirkuk")):
        desk.evidence.add(uid, field, [quote(words)])
    return uid


def quote(words: str) -> Quote:
    start = TEXT.index(words)
    return Quote("text", start, start + len(words), words)


def state(project: Project, coding: str) -> list[tuple[Any, ...]]:
    """All there is to see of a coding's events."""
    return [
        (event.uid, dict(event.values), dict(event.extra), [(one.field, one.item, one.status, one.spans) for one in
         project.evidence.of(event.uid)])
        for event in project.events.of(coding)
    ]  # fmt: skip


def quotes(project: Project, event: str, field: str) -> list[str]:
    return [span.quote for one in project.evidence.of(event) if one.field == field for span in one.spans]


def notes(project: Project, event: str) -> str | None:
    return project.events.get(event).values.get("notes")


# --- drafts ---------------------------------------------------------------------------------------------------------


def test_the_draft_comes_with_the_answer_that_makes_it_whole(desk: Project, coding: str):
    uid = desk.events.add(coding, CLASH).uid
    assert notes(desk, uid) is None
    desk.events.set_values(uid, {"location": "Kirkuk"})
    assert notes(desk, uid) == NOTES.format(1, "Kirkuk", "7 fatalities.")
    desk.history.undo()
    assert "location" not in desk.events.get(uid).values
    assert notes(desk, uid) is None


def test_one_undo_takes_back_the_answer_and_the_sentence(desk: Project, coding: str, clash: str):
    before = state(desk, coding)
    desk.events.set_values(clash, {"fatalities": 0})
    assert notes(desk, clash) == NOTES.format(1, "Kirkuk", "There were no fatalities.")
    desk.history.undo()
    assert state(desk, coding) == before
    desk.history.redo()
    assert notes(desk, clash) == NOTES.format(1, "Kirkuk", "There were no fatalities.")
    desk.events.set_values(clash, {"fatalities": 1})
    assert notes(desk, clash) == NOTES.format(1, "Kirkuk", "1 fatality."), "still in step after undo and redo"


@pytest.mark.parametrize("mine", ["On 1 June 2020, my words.", NOTES.format(1, "Kirkuk", "7 fatalities.") + " More.", None])
def test_edited_notes_stay_until_the_draft_is_wanted_again(desk: Project, clash: str, mine: str | None):
    desk.events.set_values(clash, {"notes": mine})
    desk.events.set_values(clash, {"fatalities": 3})
    assert notes(desk, clash) == mine
    desk.events.set_values(clash, {"notes": None})
    problem = next(one for one in desk.events.problems(desk.events.get(clash)) if one.field == "notes")
    assert problem.fix is not None
    desk.events.set_values(clash, problem.fix.set)
    desk.events.set_values(clash, {"fatalities": 4})
    assert notes(desk, clash) == NOTES.format(1, "Kirkuk", "4 fatalities.")


def test_a_copy_goes_on_being_drafted(desk: Project, clash: str):
    copy = desk.events.copy(clash).uid
    desk.events.set_values(copy, {"event_date": "2020-06-02"})
    assert notes(desk, copy) == NOTES.format(2, "Kirkuk", "7 fatalities.")
    assert notes(desk, clash) == NOTES.format(1, "Kirkuk", "7 fatalities.")


def test_an_event_that_came_without_notes_gets_none_by_itself(desk: Project, coding: str):
    uid = desk.events.add(coding, CLASH | {"location": "Kirkuk"}).uid
    desk.events.set_values(uid, {"fatalities": 3})
    assert notes(desk, uid) is None


# --- an answer of the event before ----------------------------------------------------------------------------------


def test_a_field_is_taken_with_its_evidence_in_one_step(desk: Project, coding: str, clash: str):
    second = desk.events.add(coding, {"location": "Hawija"}).uid
    desk.evidence.add(second, "location", [quote("Hawija")])
    before = state(desk, coding)
    take_from_previous(desk, second, "location")
    assert desk.events.get(second).values["location"] == "Kirkuk"
    assert quotes(desk, second, "location") == ["Kirkuk"]
    assert quotes(desk, clash, "location") == ["Kirkuk"]
    desk.history.undo()
    assert state(desk, coding) == before


def test_a_narrower_code_brings_the_broader_one_along(desk: Project, coding: str, clash: str):
    second = desk.events.add(coding, {}).uid
    take_from_previous(desk, second, "sub_event_type")
    assert dict(desk.events.get(second).values) == {"event_type": "Battles", "sub_event_type": "Armed clash"}


def test_what_cannot_be_taken_is_told(desk: Project, coding: str, clash: str):
    second = desk.events.add(coding, {}).uid
    with pytest.raises(UsageError, match="no event before"):
        take_from_previous(desk, clash, "location")
    with pytest.raises(UsageError, match="Tags is not answered"):
        take_from_previous(desk, second, "tags")


# --- dividing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "parts", "shares"),
    [
        (7, 2, [4, 3]), (8, 3, [4, 2, 2]), (2, 3, [2, 0, 0]), (0, 2, [0, 0]), (6, 3, [2, 2, 2]),
        ({"low": 3, "high": 8}, 2, [{"low": 2, "high": 4}, {"low": 1, "high": 4}]),
        ({"missing": "-9"}, 2, []), (None, 2, []),
    ],
)  # fmt: skip
def test_a_number_is_shared_out_and_the_first_gets_the_rest(value: Any, parts: int, shares: list[Any]):
    assert shares_of(value, parts) == shares


def test_dividing_over_days(desk: Project, coding: str, clash: str):
    before = state(desk, coding)
    made = divide(desk, clash, "day", 3)
    assert made == [event.uid for event in desk.events.of(coding)]
    assert made[0] == clash
    values = [desk.events.get(uid).values for uid in made]
    assert [one["event_date"] for one in values] == ["2020-06-01", "2020-06-02", "2020-06-03"]
    assert [one["fatalities"] for one in values] == [3, 2, 2]
    said = "{} fatalities. Fatalities split across 3 events."
    assert [one["notes"] for one in values] == [
        NOTES.format(day, "Kirkuk", said.format(dead)) for day, dead in ((1, 3), (2, 2), (3, 2))
    ]
    for uid in made:
        assert quotes(desk, uid, "event_date") == ["1 and 3 June"]
        assert quotes(desk, uid, "location") == ["Kirkuk"]
        assert [one for one in desk.events.problems(desk.events.get(uid)) if one.field == "notes"] == []
    desk.history.undo()
    assert state(desk, coding) == before
    desk.history.redo()
    assert len(desk.events.of(coding)) == 3


def test_dividing_over_places_leaves_the_other_places_open(desk: Project, coding: str, clash: str):
    first, second = divide(desk, clash, "place", 2)
    assert desk.events.get(first).values["location"] == "Kirkuk"
    values = desk.events.get(second).values
    assert {"admin1", "location", "latitude", "geo_precision"}.isdisjoint(values)
    assert (values["country"], values["event_date"], values["fatalities"]) == ("Iraq", "2020-06-01", 3)
    assert quotes(desk, second, "location") == []
    assert quotes(desk, second, "fatalities") == ["seven"]
    assert notes(desk, second) == "Fatalities split across 2 events."
    desk.events.set_values(second, {"location": "Hawija", "admin1": "Kirkuk"})
    assert notes(desk, second) == NOTES.format(1, "Hawija", "3 fatalities. Fatalities split across 2 events.")


def test_written_notes_are_kept_and_say_so_too(desk: Project, clash: str):
    desk.events.set_values(clash, {"notes": "On 1 June 2020, my words."})
    made = divide(desk, clash, "day", 2)
    assert [notes(desk, uid) for uid in made] == ["On 1 June 2020, my words. Fatalities split across 2 events."] * 2


def test_nothing_is_said_where_nothing_was_shared_out(desk: Project, clash: str):
    desk.events.set_values(clash, {"fatalities": 0})
    made = divide(desk, clash, "day", 2)
    assert notes(desk, made[1]) == NOTES.format(2, "Kirkuk", "There were no fatalities.")


def test_copies_stand_right_behind(desk: Project, coding: str, clash: str):
    last = desk.events.add(coding, {"fatalities": 1}).uid
    made = divide(desk, clash, "day", 4)
    assert [event.uid for event in desk.events.of(coding)] == [*made, last]


def test_a_number_of_parts_that_makes_no_sense_is_refused(desk: Project, coding: str, clash: str):
    before = state(desk, coding)
    for parts in (0, 1, 32):
        with pytest.raises(UsageError, match="2 to 31"):
            divide(desk, clash, "day", parts)
    desk.events.set_values(clash, {"event_date": "9999-12-31"})
    with pytest.raises(UsageError, match="9999"):
        divide(desk, clash, "day", 2)
    desk.history.undo()
    assert state(desk, coding) == before


def test_a_span_of_days_suggests_its_number(tmp_path: Path):
    with Project.create(tmp_path / "p.annotator", "protest", coder="ann") as project:
        project.articles.add([ArticleDraft("Three days of protest.", date="2024-03-12")])
        coding = project.codings.begin(next(iter(project.articles.walk())).uid, project.coder.uid).uid
        span = {"start_date": "2024-03-01/2024-03-03", "end_date": "2024-03-03", "killed": {"low": 1, "high": 4}}
        uid = project.events.add(coding, span | {"participants": 300}).uid
        assert usual_parts(project.codebook, span) == 3
        parts = parts_of(project, uid, "day", 3)
        assert [(one["start_date"], one["end_date"]) for one in parts] == [(f"2024-03-0{day}",) * 2 for day in (1, 2, 3)]
        assert [one["killed"] for one in parts] == [{"low": 1, "high": 2}, {"low": 0, "high": 1}, {"low": 0, "high": 1}]
        assert [one["participants"] for one in parts] == [300] * 3


def test_a_codebook_that_says_nothing_divides_nothing(project: Project):
    assert ways(project.codebook) == ()
    project.articles.add([ArticleDraft(TEXT)])
    coding = project.codings.begin(next(iter(project.articles.walk())).uid, project.coder.uid).uid
    with pytest.raises(UsageError, match="does not say"):
        divide(project, project.events.add(coding, {"n": 3}).uid, "day", 2)


# --- combining ------------------------------------------------------------------------------------------------------


@pytest.fixture
def second(desk: Project, coding: str, clash: str) -> str:
    """An event behind the clash: other fatalities, the same place, more associates, a longitude."""
    values = CLASH | {
        "location": "Kirkuk", "fatalities": 2, "longitude": 44.3922, "assoc_actor_1": ["Women (Iraq)", "Farmers (Iraq)"],
    }  # fmt: skip
    uid = desk.events.add(coding, values, extra={"batch": "7"}).uid
    desk.events.set_values(clash, {"assoc_actor_1": ["Students (Iraq)", "Women (Iraq)"]})
    desk.evidence.add(uid, "location", [quote("Kirkuk and Hawija")])
    desk.evidence.add(uid, "fatalities", [quote("killed")])
    desk.evidence.add(uid, "assoc_actor_1", [quote("people")], item="Farmers (Iraq)")
    desk.evidence.set_status(uid, "longitude", "outside", note="a map")
    desk.evidence.set_status(uid, "event_date", "inferred")
    return uid


def test_differences_are_told(desk: Project, clash: str, second: str):
    told = {one.field: (one.first, one.second, one.combined, one.outcome) for one in differences(desk, clash, second)}
    both = ["Students (Iraq)", "Women (Iraq)", "Farmers (Iraq)"]
    assert told == {
        "fatalities": (7, 2, 7, "kept"),
        "longitude": (None, 44.3922, 44.3922, "filled"),
        "assoc_actor_1": (both[:2], ["Women (Iraq)", "Farmers (Iraq)"], both, "united"),
        "notes": (notes(desk, clash), None, told["notes"][2], "drafted"),
    }
    assert "(with Students, Women and Farmers)" in told["notes"][2]


def test_combining_keeps_both_and_undo_parts_them(desk: Project, coding: str, clash: str, second: str):
    before = state(desk, coding)
    wanted = {one.field: one.combined for one in differences(desk, clash, second)}
    combine(desk, clash, second)
    assert [event.uid for event in desk.events.of(coding)] == [clash]
    event = desk.events.get(clash)
    assert {name: event.values[name] for name in wanted} == wanted
    assert dict(event.extra) == {"batch": "7"}
    assert quotes(desk, clash, "location") == ["Kirkuk", "Kirkuk and Hawija"]
    assert quotes(desk, clash, "fatalities") == ["seven"], "what backs a value given up goes with it"
    found = {(one.field, one.item): one for one in desk.evidence.of(clash)}
    assert found["assoc_actor_1", "Farmers (Iraq)"].spans == (quote("people"),)
    assert (found["longitude", ""].status, found["longitude", ""].note) == ("outside", "a map")
    assert found["event_date", ""].status == "text", "a place in the text says more than a status"
    desk.history.undo()
    assert state(desk, coding) == before


def test_written_notes_win_over_drafted_ones(desk: Project, clash: str, second: str):
    desk.events.set_values(second, {"notes": "On 1 June 2020, my words."})
    combine(desk, clash, second)
    assert notes(desk, clash) == "On 1 June 2020, my words."


def test_a_code_that_does_not_fit_is_not_filled_in(desk: Project, coding: str):
    one = desk.events.add(coding, {"event_type": "Battles"}).uid
    other = desk.events.add(coding, {"event_type": "Riots", "sub_event_type": "Mob violence"}).uid
    assert {told.field: told.outcome for told in differences(desk, one, other)} == {
        "event_type": "kept", "sub_event_type": "kept",
    }  # fmt: skip
    empty = desk.events.add(coding, {}).uid
    combine(desk, empty, other)
    assert desk.events.get(empty).values == {"event_type": "Riots", "sub_event_type": "Mob violence"}


def test_evidence_in_a_group_follows_its_item(tmp_path: Path):
    with Project.create(tmp_path / "m.annotator", "maverick", coder="ann") as project:
        project.articles.add([ArticleDraft(TEXT)])
        coding = project.codings.begin(next(iter(project.articles.walk())).uid, project.coder.uid).uid
        one = project.events.add(coding, {"actors": [{"name": "Traders"}]}).uid
        other = project.events.add(coding, {"actors": [{"name": "Police"}, {"name": "Traders"}]}).uid
        project.evidence.add(other, "actors", [quote("seven")], item="1.name")
        project.evidence.add(other, "actors", [quote("people")], item="2.name")
        combine(project, one, other)
        assert project.events.get(one).values["actors"] == [{"name": "Traders"}, {"name": "Police"}]
        assert {one.item: one.spans[0].quote for one in project.evidence.of(one)} == {"2.name": "seven", "1.name": "people"}


def test_only_events_of_one_coding_are_combined(desk: Project, coding: str, clash: str):
    with pytest.raises(UsageError, match="same article"):
        combine(desk, clash, clash)
