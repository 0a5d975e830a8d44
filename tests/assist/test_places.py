"""Places in texts: what is offered, how sure, in whose spelling, and what is no place."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.assist.candidate import Candidate, Reading
from annotator.assist.places import PlacesProvider
from annotator.codebook.loading import find, load
from annotator.codebook.model import Codebook
from annotator.formats.articles.sources import read_articles
from annotator.places.boundaries import add_boundaries
from annotator.places.building import build
from annotator.places.gazetteer import FILE_NAME, Gazetteer
from annotator.project.articles import ArticleDraft
from annotator.project.place_register import RegisteredPlace
from annotator.shipped import resource


@pytest.fixture(scope="session")
def acled() -> Codebook:
    return load(find("acled"))[0]


@pytest.fixture(scope="session")
def provider(gazetteer: Gazetteer) -> PlacesProvider:
    return PlacesProvider(gazetteer)


@pytest.fixture(scope="session")
def sample(acled: Codebook) -> Reading:
    """The sample article as an import reads it."""
    draft = next(one for one in read_articles([resource("sample/sample-2020-06-02.txt")]) if isinstance(one, ArticleDraft))
    return Reading(draft.text, draft.title, draft.date or "", draft.source, acled)


def reading(book: Codebook, text: str, **more: Any) -> Reading:
    return Reading(text, "", "2020-06-02", "", book, **more)


def best(found: list[Candidate], field: str, text: str) -> Candidate:
    """The likeliest candidate of a field for a piece of text."""
    return max((one for one in found if one.field == field and one.text == text), key=lambda one: one.score)


def places_of(provider: PlacesProvider, asked: Reading) -> dict[str, tuple[Any, Any]]:
    """What each piece of text is most likely coded as: place and precision."""
    found = [one for one in provider.candidates(asked) if one.field == "location"]
    return {one.text: (best(found, "location", one.text).value, best(found, "location", one.text).also["geo_precision"])
            for one in found}  # fmt: skip


# --- the sample -----------------------------------------------------------------------------------------------------


def test_the_sample_names_its_provinces_its_town_and_its_country(provider: PlacesProvider, sample: Reading):
    _check_sample(provider, sample)


def _check_sample(provider: PlacesProvider, sample: Reading) -> None:
    found = list(provider.candidates(sample))
    divisions = {one.text: one.value for one in found if one.field == "admin1" and one.score > 0.9}
    assert divisions == {"Kirkuk": "Kirkuk", "Salah ad-Din": "Salah ad Din", "Nineveh": "Nineveh"}
    tikrit = best(found, "location", "Salah ad-Din")
    assert (tikrit.value, tikrit.also["geo_precision"], tikrit.also["country"]) == ("Tikrit", "3", "Iraq")
    assert "coded to its capital Tikrit" in tikrit.reason
    town = best(found, "location", "Deir ez-Zor")
    assert (town.value, town.also["country"], town.also["admin1"]) == ("Deir ez-Zor", "Syria", "Deir ez-Zor")
    assert (town.also["geo_precision"], town.also["latitude"], town.also["longitude"]) == ("1", 35.3359, 40.1408)
    countries = [one for one in found if one.field == "country"]
    assert max(countries, key=lambda one: one.score).value == "Iraq"
    assert best(found, "country", "Iraq").score > best(found, "country", "Iraqi").score
    places = {one.text for one in found if one.field == "location"}
    assert places == {"BAGHDAD", "Kirkuk", "Salah ad-Din", "Nineveh", "Deir ez-Zor"}, "a person or a common word"


def test_the_dateline_of_the_sample_is_told_apart(provider: PlacesProvider, sample: Reading):
    found = list(provider.candidates(sample))
    dateline = [one for one in found if one.text == "BAGHDAD"]
    assert {one.value for one in dateline if one.field == "location"} == {"Baghdad"}
    assert all("dateline" in one.reason for one in dateline)
    others = [one.score for one in found if one.text != "BAGHDAD"]
    assert max(one.score for one in dateline) < min(others)


def test_every_span_is_the_text_it_says(provider: PlacesProvider, sample: Reading):
    parts = {"text": sample.text, "title": sample.title}
    found = list(provider.candidates(sample))
    assert {one.part for one in found} == {"text", "title"}
    for one in found:
        assert parts[one.part][one.start : one.end] == one.text
        assert 0 < one.score <= 1
        assert one.reason
        assert one.provider == "places"


def test_the_same_reading_gives_the_same_candidates(provider: PlacesProvider, gazetteer: Gazetteer, sample: Reading):
    once = list(provider.candidates(sample))
    assert list(provider.candidates(sample)) == once == list(PlacesProvider(gazetteer).candidates(sample))


@pytest.mark.long
def test_the_sample_against_all_names_of_the_world(tmp_path: Path, sample: Reading):
    with Gazetteer(build(tmp_path)) as everything:
        _check_sample(PlacesProvider(everything), sample)


# --- what the words around a name say -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written", "place", "precision"),
    [
        ("Clashes erupted in Mosul on Monday.", "Mosul", "Mosul", "1"),
        ("Clashes erupted near Mosul on Monday.", "Mosul", "Mosul", "2"),
        ("Clashes erupted on the outskirts of Mosul.", "Mosul", "Mosul", "2"),
        ("Clashes erupted in northern Mosul.", "Mosul", "Mosul", "2"),
        ("Clashes erupted 12 km south of Mosul.", "Mosul", "Mosul", "2"),
        ("Clashes erupted in the Mosul area.", "Mosul", "Mosul", "2"),
        ("Clashes erupted in Nineveh province.", "Nineveh", "Mosul", "3"),
        ("Clashes erupted in the province of Nineveh.", "Nineveh", "Mosul", "3"),
        ("Clashes erupted in Nineveh.", "Nineveh", "Mosul", "3"),
        ("Clashes erupted in Kirkuk.", "Kirkuk", "Kirkuk", "1"),
        ("Clashes erupted in Kirkuk Governorate.", "Kirkuk", "Kirkuk", "3"),
        ("Clashes erupted in the city of Kirkuk.", "Kirkuk", "Kirkuk", "1"),
        ("Clashes erupted in the provinces of Kirkuk, Diyala and Nineveh.", "Kirkuk", "Kirkuk", "3"),
        ("Clashes erupted in Kirkuk, Diyala and Nineveh provinces.", "Kirkuk", "Kirkuk", "3"),
        ("Des hommes armés ont attaqué un village près de Djibo.", "Djibo", "Djibo", "2"),
        ("L'armée d'Ouagadougou a confirmé l'attaque.", "Ouagadougou", "Ouagadougou", "1"),
        ("L'attaque a eu lieu dans la province du Soum.", "Soum", "Aribinda", "3"),
        ("La protesta fue en la provincia de Córdoba, Argentina.", "Córdoba", "Córdoba", "3"),
        ("وقع هجوم قرب الموصل يوم الاثنين.", "الموصل", "Mosul", "2"),
        ("В понедельник в Киеве прошла акция.", "Киеве", "Kyiv", "1"),
    ],
)
def test_near_part_and_whole(
    provider: PlacesProvider, acled: Codebook, text: str, written: str, place: str, precision: str
):  # fmt: skip
    assert places_of(provider, reading(acled, text)).get(written) == (place, precision)


@pytest.mark.parametrize(
    ("text", "placed"),
    [
        ("BAGHDAD (Reuters) - Three were killed in Mosul.", {"Mosul"}),
        ("KYIV, Ukraine (AP) — Shelling hit Kharkiv.", {"Kharkiv"}),
        ("Kyiv, 3 March (AFP) - Shelling hit Kharkiv.", {"Kharkiv"}),
        ("Kyiv – Shelling hit Kharkiv.", {"Kharkiv"}),
        ("Kyiv saw shelling, and Kharkiv, too.", {"Kyiv", "Kharkiv"}),
    ],
)
def test_datelines(provider: PlacesProvider, acled: Codebook, text: str, placed: set[str]):
    found = list(provider.candidates(reading(acled, text)))
    assert {one.text for one in found if one.field == "location" and "dateline" not in one.reason} == placed


def test_only_the_first_dateline_counts_and_a_headline_has_none(provider: PlacesProvider, acled: Codebook):
    text = "Shelling hit Mosul.\n\nKYIV (AP) - Two died in Kharkiv.\n\nKharkiv - the town lay dark."
    told = Reading(text, "Kharkiv - Two Die As Shells Hit Market", "", "", acled)
    found = [one for one in provider.candidates(told) if one.field == "location"]
    assert {one.text for one in found if "dateline" in one.reason} == {"KYIV"}
    assert {(one.part, one.text) for one in found} == {
        ("title", "Kharkiv"),
        ("text", "Mosul"),
        ("text", "KYIV"),
        ("text", "Kharkiv"),
    }


@pytest.mark.parametrize(
    ("title", "placed"),
    [
        ("Iraqi Forces Kill Two Militants In Mosul After Most Protesters Leave", {"Mosul"}),
        ("US FORCES KILL TWO IN KIRKUK, POLICE SAY", {"KIRKUK"}),
        ("Police hold Most leader after clash near Kharkiv", {"Kharkiv"}),
    ],
)
def test_headlines(provider: PlacesProvider, acled: Codebook, title: str, placed: set[str]):
    found = list(provider.candidates(Reading("", title, "", "", acled)))
    assert {one.text for one in found if one.field == "location"} == placed


@pytest.mark.parametrize(
    "text",
    [
        "Most protesters left. Police said that Of all men one was held.",
        "In March the General said May would be better.",
        "Marco Sinjar said that he would resign. Sinjar added that it was late.",
        "President Mosul was received by Mr Kirkuk.",
        "The party of Lincoln's heirs said nothing.",
        "OSM and CANSA issued statements.",
        "on monday they went on to say that it was over",
        "",
    ],
)
def test_common_words_and_people_are_no_places(provider: PlacesProvider, acled: Codebook, text: str):
    assert [one for one in provider.candidates(reading(acled, text)) if one.field == "location"] == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("A bomb exploded in the Amada-Kirkuk market.", "Kirkuk"),
        ("The Nasr district of Mosul was shelled.", "Nasr"),
    ],
)
def test_a_part_of_a_longer_name_is_not_the_place(provider: PlacesProvider, acled: Codebook, text: str, written: str):
    assert written not in places_of(provider, reading(acled, text))


def test_a_text_without_capitals_is_read_more_carefully(provider: PlacesProvider, acled: Codebook):
    text = (
        "the army said today that most of the police left kirkuk and that in mosul, iraq, fighting went on all night while "
        "people of the old town fled towards the river and many of them were turned back by soldiers at a checkpoint near "
        "the bridge that had been closed since the morning after a nice summer week"
    )
    places = places_of(provider, reading(acled, text))
    assert places["mosul"] == ("Mosul", "1")
    assert set(places) <= {"mosul", "kirkuk"}


# --- homonyms -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Clashes broke out in Tripoli.", "Libya"),
        ("Clashes broke out in Tripoli, Lebanon.", "Lebanon"),
        ("Lebanese soldiers were sent to Tripoli. Lebanon is in crisis.", "Lebanon"),
        ("In Beirut and Sidon people marched; in Tripoli they burned tyres.", "Lebanon"),
    ],
)
def test_the_article_decides_between_homonyms(provider: PlacesProvider, acled: Codebook, text: str, country: str):
    found = list(provider.candidates(reading(acled, text)))
    assert best(found, "location", "Tripoli").also["country"] == country


def test_the_event_in_view_decides_most(provider: PlacesProvider, acled: Codebook):
    asked = reading(acled, "Clashes broke out in Tripoli.")
    found = list(provider.candidates(replace(asked, values={"country": "Lebanon"})))
    assert best(found, "location", "Tripoli").also["country"] == "Lebanon"
    before = list(provider.candidates(replace(asked, previous={"country": "Lebanon"})))
    assert best(before, "location", "Tripoli").also["country"] == "Lebanon"


def test_a_weaker_homonym_is_offered_lower_and_says_so(provider: PlacesProvider, acled: Codebook):
    found = [one for one in provider.candidates(reading(acled, "Clashes broke out in Tripoli.")) if one.field == "location"]
    libya, lebanon = sorted(found, key=lambda one: -one.score)[:2]
    assert (libya.also["country"], lebanon.also["country"]) == ("Libya", "Lebanon")
    assert "Less likely than Tripoli (Libya)" in lebanon.reason


def test_countries_by_name_by_people_and_by_place(provider: PlacesProvider, acled: Codebook):
    found = list(provider.candidates(reading(acled, "Iraq said that Syrian soldiers in Mosul and US forces had met.")))
    told = {(one.text, one.value) for one in found if one.field == "country"}
    assert told == {("Iraq", "Iraq"), ("Syrian", "Syria"), ("Mosul", "Iraq"), ("US", "United States")}
    assert best(found, "country", "Iraq").score > best(found, "country", "Mosul").score > best(found, "country", "Syrian").score


# --- the codebook's and the project's spelling ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Ivory Coast", "Ivory Coast"),
        ("Côte d'Ivoire", "Ivory Coast"),
        ("Congo-Kinshasa", "Democratic Republic of Congo"),
        ("the DRC", "Democratic Republic of Congo"),
        ("Swaziland", "eSwatini"),
        ("Türkiye", "Turkey"),
        ("Burma", "Myanmar"),
        ("Kosovo", "Kosovo"),
    ],
)
def test_countries_are_written_as_the_codebook_has_them(provider: PlacesProvider, acled: Codebook, written: str, code: str):
    found = list(provider.candidates(reading(acled, f"Troops left {written} on Monday.")))
    assert [one.value for one in found if one.field == "country"] == [code]
    assert code in acled.lists["countries"].by_code


def test_every_country_of_the_codebook_is_known(gazetteer: Gazetteer, acled: Codebook):
    """Its list has some that are no ISO country; the rest is found by name."""
    unknown = [code for code in acled.lists["countries"].by_code if not gazetteer.country_code(code)]
    assert len(unknown) <= 8, unknown


def test_another_codebook_gets_its_own_fields_and_precision(provider: PlacesProvider):
    book = load(find("maverick"))[0]
    found = list(provider.candidates(reading(book, "Clashes erupted in Nineveh province, Iraq, and near Kirkuk.")))
    assert {one.field for one in found} == {"country", "division", "location", "latitude", "longitude", "geo_precision"}
    assert best(found, "location", "Nineveh").also["geo_precision"] == "4"  # only the first division is known
    assert best(found, "location", "Kirkuk").also["geo_precision"] == "2"
    assert best(found, "country", "Iraq").value == "Iraq"


def test_a_codebook_without_places_gets_none(provider: PlacesProvider, tiny_codebook: Path):
    assert list(provider.candidates(reading(load(tiny_codebook)[0], "Clashes in Mosul, Iraq."))) == []


def test_each_field_of_a_place_can_be_taken_with_the_others(provider: PlacesProvider, acled: Codebook):
    found = [one for one in provider.candidates(reading(acled, "Clashes in Mosul.")) if one.text == "Mosul"]
    fields = {one.field for one in found}
    assert fields == {"country", "admin1", "admin2", "location", "latitude", "longitude", "geo_precision"}
    latitude = next(one for one in found if one.field == "latitude")
    assert latitude.value == 36.335
    assert latitude.also["location"] == "Mosul"
    assert set(latitude.also) == fields - {"latitude"}
    assert next(one for one in found if one.field == "country").also == {}


def test_the_register_spells_divisions_and_sets_points(gazetteer: Gazetteer, acled: Codebook):
    registered = [
        RegisteredPlace("Mosul", "Iraq", "Nineveh", "Mosul", "", 36.34, 43.13),
        RegisteredPlace("Tikrit", "Iraq", "Salah Al Din", "Tikrit", "", 34.6, 43.68),
        RegisteredPlace("Wadi Hawran", "Iraq", "Al Anbar", "", "", 33.7, 41.5, aliases=("Hawran Valley",)),
    ]
    provider = PlacesProvider(gazetteer, registered)
    found = list(
        provider.candidates(reading(acled, "Raids in Mosul, in Salah ad-Din province and in the Hawran Valley, Iraq."))
    )
    mosul = best(found, "location", "Mosul")
    assert (mosul.also["latitude"], "from the project's places" in mosul.reason) == (36.34, True)
    assert len([one for one in found if one.field == "location" and one.text == "Mosul"]) == 1
    tikrit = best(found, "location", "Salah ad-Din")
    assert (tikrit.value, tikrit.also["admin1"], tikrit.also["latitude"]) == ("Tikrit", "Salah Al Din", 34.6)
    hawran = best(found, "location", "Hawran Valley")
    assert (hawran.value, hawran.also["admin1"], hawran.also["country"]) == ("Wadi Hawran", "Al Anbar", "Iraq")


def test_a_registered_place_without_a_point_takes_the_gazetteers(gazetteer: Gazetteer, acled: Codebook):
    found = list(PlacesProvider(gazetteer, [RegisteredPlace("Mosul", "Iraq")]).candidates(reading(acled, "Raids in Mosul.")))
    assert best(found, "location", "Mosul").also["latitude"] == 36.335
    unknown = PlacesProvider(gazetteer, [RegisteredPlace("Zzyzx", "Iraq")])
    told = best(list(unknown.candidates(reading(acled, "Raids in Zzyzx, Iraq."))), "location", "Zzyzx")
    assert "latitude" not in told.also
    assert told.also["country"] == "Iraq"


@pytest.mark.parametrize(
    "text", ["𝕄osul 😀 in Mosul", "\u202eMosul\u202c", "in\nMosul,\r\nIraq", "Mosul" * 2000, "\x00Mosul", "🇮🇶" * 50]
)
def test_odd_texts_are_read_without_trouble(provider: PlacesProvider, acled: Codebook, text: str):
    for one in provider.candidates(reading(acled, text)):
        assert text[one.start : one.end] == one.text


def test_a_district_known_by_its_boundary_is_offered_with_its_seat(acled: Codebook, places_folder: Path, tmp_path: Path):
    shutil.copy(places_folder / FILE_NAME, tmp_path / FILE_NAME)
    ring = [[43.2, 34.9], [44.0, 34.9], [44.0, 35.5], [43.2, 35.5], [43.2, 34.9]]
    told = {
        "type": "Feature", "properties": {"name": "Zabariya", "country": "Iraq"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }  # fmt: skip
    path = tmp_path / "districts.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [told]}), encoding="utf-8")
    add_boundaries(tmp_path, path, level=2)
    with Gazetteer(tmp_path / FILE_NAME) as grown:
        found = list(PlacesProvider(grown).candidates(reading(acled, "Clashes were reported in Zabariya district.")))
        offer = best(found, "location", next(one.text for one in found if one.field == "location"))
        seat = grown.town(grown.find("Zabariya")[0].seat)
        assert seat is not None
        assert (offer.value, offer.also["admin1"], offer.also["admin2"]) == (seat.name, seat.admin1, "Zabariya")
