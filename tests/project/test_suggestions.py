"""Taking what was offered: one step, with evidence; what a person typed stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote
from annotator.project.suggestions import Offer
from annotator.project.verify import verify

TEXT = "On Monday two men and on Tuesday three men died in Kirkuk, Iraq."


def quote(words: str) -> Quote:
    start = TEXT.index(words)
    return Quote("text", start, start + len(words), words)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.annotator", "acled", coder="A1") as made:
        made.articles.add([ArticleDraft(TEXT, date="2020-06-03")])
        yield made


@pytest.fixture
def event(project: Project) -> str:
    article = next(iter(project.articles.walk()))
    return project.events.add(project.codings.begin(article.uid, project.coder.uid).uid).uid


def place(name: str, words: str, precision: str = "1") -> Offer:
    also = {"country": "Iraq", "admin1": name, "latitude": 35.4, "longitude": 44.3, "geo_precision": precision}
    return Offer("location", name, [quote(words)], "places", also)


def evidence(project: Project, event: str) -> dict[str, tuple[str, str]]:
    return {one.field: (" … ".join(s.quote for s in one.spans), one.origin) for one in project.evidence.of(event)}


def test_a_value_comes_with_its_words_and_what_follows(project: Project, event: str):
    before = project.events.get(event).values
    project.suggestions.take(event, place("Kirkuk", "Kirkuk"))
    values = project.events.get(event).values
    assert (values["location"], values["country"], values["latitude"], values["geo_precision"]) == ("Kirkuk", "Iraq", 35.4, "1")
    assert evidence(project, event) == {
        "location": ("Kirkuk", "taken"), "country": ("Kirkuk", "taken"), "admin1": ("Kirkuk", "taken"),
    }  # fmt: skip
    project.history.undo()
    assert project.events.get(event).values == before
    assert evidence(project, event) == {}
    project.history.redo()
    assert project.events.get(event).values == values
    assert verify(project) == []


def test_another_offer_takes_the_first_ones_place(project: Project, event: str):
    project.suggestions.take(event, place("Kirkuk", "Kirkuk"))
    project.suggestions.take(event, place("Mosul", "Iraq", "3"))
    values = project.events.get(event).values
    assert (values["location"], values["admin1"], values["geo_precision"]) == ("Mosul", "Mosul", "3")
    assert evidence(project, event)["location"] == ("Iraq", "taken")


def test_what_a_person_typed_is_not_overwritten(project: Project, event: str):
    project.events.set_values(event, {"country": "Syria"})
    project.evidence.add(event, "country", [quote("Iraq")])
    project.suggestions.take(event, place("Kirkuk", "Kirkuk"))
    assert project.events.get(event).values["country"] == "Syria"
    assert evidence(project, event)["country"] == ("Iraq", "typed")


def test_one_more_item_and_more_words(project: Project, event: str):
    project.suggestions.take(event, Offer("source", "Reuters", [quote("Monday")], "names"))
    project.suggestions.take(event, Offer("source", "AFP", [quote("Tuesday")], "names"), add=True)
    assert project.events.get(event).values["source"] == ["Reuters", "AFP"]
    project.suggestions.take(event, Offer("fatalities", 5, [quote("two men")], "numbers"))
    project.suggestions.take(event, Offer("fatalities", 5, [quote("three men")], "numbers"), add=True)
    assert evidence(project, event)["fatalities"] == ("two men … three men", "taken")


def test_what_became_of_offers_is_logged(project: Project, event: str):
    project.suggestions.take(event, Offer("fatalities", 2, [quote("two men")], "numbers"))
    with project.history.operation({"id": "set_field", "field": "fatalities"}):
        project.events.set_values(event, {"fatalities": 3})
        project.suggestions.changed_by_hand(event, ["fatalities"])
    assert evidence(project, event)["fatalities"] == ("two men", "changed")
    logged = project.database.all("SELECT field, outcome FROM suggestion ORDER BY id")
    assert logged == [("fatalities", "taken"), ("fatalities", "changed")]


def test_a_value_that_stood_there_keeps_its_own_words(project: Project, event: str):
    project.suggestions.take(event, Offer("country", "Iraq", [quote("Iraq")], "places"))
    project.suggestions.take(event, place("Kirkuk", "Kirkuk"))
    assert evidence(project, event)["country"] == ("Iraq", "taken")


def test_the_articles_own_data_is_taken_as_such(project: Project, event: str):
    project.suggestions.take(event, Offer("source", "Agency", [], "sources", {"source_scale": "National"}))
    (own,) = project.evidence.of(event)
    assert (own.field, own.item, own.status, own.spans, own.origin) == ("source", "Agency", "article", (), "taken")
    assert project.events.get(event).values["source_scale"] == "National"
    project.history.undo()
    assert project.evidence.of(event) == []
    assert verify(project) == []
