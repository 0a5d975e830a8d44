"""Actors of the register in a text: names, aliases, country and day, and words that are no names."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readings import MAVERICK, reading

from annotator.assist.actors import ActorProvider
from annotator.assist.names import NameFinder, plain
from annotator.project import Project
from annotator.project.history import new_uid
from annotator.project.registers import Actor

TURKEY = [
    Actor("Military Forces of Turkey (2016-)", "1", "Turkey", "2016-07-15", aliases=("Turkish army",)),
    Actor("Military Forces of Turkey (2016-)", "8", "Iraq", "2016-07-15", aliases=("Turkish army",)),
    Actor("Military Forces of Turkey (2003-2016)", "1", "Turkey", "2003-03-01", "2016-07-14", aliases=("Turkish army",)),
]
IS = Actor("Islamic State (Iraq)", "2", "Iraq", aliases=("IS", "Daesh"))


def offered(actors: list[Actor], text: str, **more: Any) -> list[tuple[str, Any, dict[str, Any]]]:
    """Value, quote and what follows, of the field of the first actor."""
    found = ActorProvider(actors).candidates(reading(text, **more))
    return [(one.value, one.text, dict(one.also)) for one in found if one.field == "actor1"]


def test_an_alias_stands_for_the_name_and_brings_the_type():
    assert offered([IS], "Fighters of Daesh fled.") == [("Islamic State (Iraq)", "Daesh", {"inter1": "2"})]


def test_the_name_without_its_brackets_is_known():
    assert offered([IS], "The islamic State fled.")[0][0] == "Islamic State (Iraq)"
    assert offered([Actor("BJP: Bharatiya Janata Party")], "The BJP rallied; Bharatiya Janata Party flags flew.") == [
        ("BJP: Bharatiya Janata Party", "BJP", {}), ("BJP: Bharatiya Janata Party", "Bharatiya Janata Party", {}),
    ]  # fmt: skip


def test_short_names_in_capitals_are_no_small_words():
    assert offered([IS], "It is late and IS fled.") == [("Islamic State (Iraq)", "IS", {"inter1": "2"})]


def test_a_name_that_is_also_a_month_is_none_at_the_head_of_a_sentence():
    assert offered([Actor("May")], "May the truce hold. In May it broke.") == [("May", "May", {})]


def test_country_and_day_decide_the_entry():
    text = "The Turkish army shelled hills."
    at_home = {"country": "Turkey", "event_date": "2020-06-01"}
    abroad = {"country": "Iraq", "event_date": "2020-06-01"}
    before = {"country": "Turkey", "event_date": "2010-06-01"}
    assert offered(TURKEY, text, values=at_home) == [("Military Forces of Turkey (2016-)", "Turkish army", {"inter1": "1"})]
    assert offered(TURKEY, text, values=abroad) == [("Military Forces of Turkey (2016-)", "Turkish army", {"inter1": "8"})]
    assert offered(TURKEY, text, values=before)[0][0] == "Military Forces of Turkey (2003-2016)"


def test_without_a_country_all_valid_entries_are_offered():
    assert len(offered(TURKEY, "The Turkish army shelled hills.")) == 2


def test_a_group_s_name_brings_the_type_within_the_group():
    (one,) = ActorProvider([IS]).candidates(reading("Daesh fled.", MAVERICK))
    assert (one.field, one.also) == ("actors.name", {"type": "2"})


def test_the_longest_name_wins_and_only_whole_words_count():
    actors = [Actor("Army"), Actor("Army of God")]
    assert [value for value, _, _ in offered(actors, "The Army of God met the Army, not the Armyworm.")] == [
        "Army of God",
        "Army",
    ]


def test_the_register_gives_approved_actors_with_aliases(new_project: Callable[..., Project]):
    project = new_project()
    with project.history.operation({"id": "test"}):
        for state, name in (("approved", "Group A"), ("proposed", "Group B")):
            project.database.run(
                "INSERT INTO actor (uid, name, type, state, details) VALUES (?, ?, '2', ?, ?)",
                (new_uid(), name, state, '{"aliases": ["A-men"]}'),
            )
    assert project.registers.actors() == [Actor("Group A", "2", aliases=("A-men",))]


# --- the finder -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "quote"),
    [
        ("Deir ez-Zor", "near Deir ez‑Zor today", "Deir ez‑Zor"),
        ("Cote d'Ivoire", "en Côte d’Ivoire", "Côte d’Ivoire"),
        ("Popular  Front", "the popular\nfront", "popular\nfront"),
        ("الجيش", "قال الجيش إن", "الجيش"),
        ("解放军", "中国解放军说", "解放军"),
    ],
)
def test_spellings_fall_together_and_offsets_stay(name: str, text: str, quote: str):
    (hit,) = NameFinder([name]).find(text)
    assert text[hit.start : hit.end] == quote


@given(st.text(max_size=60))
def test_the_compared_form_is_as_long_as_the_text(text: str):
    assert len(plain(text)) == len(text)


@given(st.lists(st.text(alphabet="ab cé-", min_size=1, max_size=6), max_size=6), st.text(alphabet="ab cé-.", max_size=30))
def test_hits_are_the_names_they_say_and_do_not_overlap(names: list[str], text: str):
    hits = NameFinder(names).find(text)
    for hit in hits:
        assert plain(text[hit.start : hit.end]) == " ".join(plain(names[hit.name]).split())
    assert all(one.end <= other.start for one, other in pairwise(hits))


def test_who_is_named_by_what_they_do_need_no_capital():
    crowd = [Actor("Protesters (Iraq)", "6", "Iraq"), Actor("Shell Guards (Iraq)", "4", "Iraq")]
    assert offered(crowd, "Police beat protesters near the shell guards.") == [
        ("Protesters (Iraq)", "protesters", {"inter1": "6"}),
    ]  # fmt: skip
