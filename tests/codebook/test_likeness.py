"""How alike two events are: by days as far as they are known, by kilometres, by actors on either side, by the code tree."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.codebook.likeness import LISTED, STRONG, Alike, Likeness
from annotator.codebook.loading import find, load

POLICE, GROUP = "Police Forces of Iraq (2018-)", "Islamic State (Iraq)"
CLASH: dict[str, Any] = {
    "event_date": "2020-06-02", "time_precision": "1", "event_type": "Battles", "sub_event_type": "Armed clash",
    "actor1": POLICE, "actor2": GROUP, "country": "Iraq", "admin1": "Kirkuk", "location": "Kirkuk",
    "latitude": 35.4681, "longitude": 44.3922, "geo_precision": "1", "fatalities": 3,
}  # fmt: skip


@pytest.fixture(scope="module")
def acled() -> Likeness:
    return Likeness(load(find("acled"))[0])


def alike(likeness: Likeness, names: dict[str, str] | None = None, **other: Any) -> Alike:
    """The clash against one with other answers; None takes an answer away."""
    changed = {name: value for name, value in {**CLASH, **other}.items() if value is not None}
    return likeness.compare(likeness.read(CLASH, names), likeness.read(changed, names))


def words(found: Alike, part: str) -> str:
    return next((reason.words for reason in found.reasons if reason.part == part), "")


def test_the_same_answers_are_wholly_alike_and_say_why(acled: Likeness):
    found = alike(acled)
    assert found.score == pytest.approx(1)
    assert [reason.words for reason in found.reasons] == [
        "same day", "same place: Kirkuk", f"both name {POLICE} and {GROUP}", "same type: Armed clash", "Fatalities: also 3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "precision", "said"),
    [
        ("2020-06-03", "1", "1 day apart"),
        ("2020-06-12", "1", "10 days apart"),
        ("2020-06-07", "2", "perhaps the same day"),  # a week around the day
        ("2020-06-20", "2", "12 days apart"),
        ("2020-06-20", "3", "perhaps the same day"),  # some day of the month
    ],
)
def test_days_count_as_far_as_they_are_known(acled: Likeness, written: str, precision: str, said: str):
    assert words(alike(acled, event_date=written, time_precision=precision), "date") == said


def test_a_month_spans_its_days_and_a_year_says_nothing():
    protest = Likeness(load(find("protest"))[0])
    day = protest.read({"start_date": "2020-06-02"})
    said = [
        words(protest.compare(day, protest.read({"start_date": one})), "date")
        for one in ("2020-06", "2020-05", "2020-06-01/2020-06-05", "2020", "2020-06-03~", "nonsense")
    ]
    assert said == ["perhaps the same day", "2 days apart", "perhaps the same day", "", "perhaps the same day", ""]


def test_each_day_apart_makes_them_less_alike(acled: Likeness):
    scores = [alike(acled, event_date=f"2020-06-0{day}").score for day in (2, 3, 4, 5, 6)]
    assert scores == sorted(scores, reverse=True)
    assert scores[1] > STRONG > scores[2]
    assert scores[4] < LISTED


@pytest.mark.parametrize(
    ("latitude", "longitude", "precision", "said"),
    [
        (35.4681, 44.3922, "1", "same place: Kirkuk"),
        (35.495, 44.3922, "1", "3 km away"),
        (35.3281, 43.7666, "1", "59 km away"),
        (35.3281, 43.7666, "3", "59 km away, known roughly"),
    ],
)
def test_kilometres_count_as_far_as_the_place_is_known(
    acled: Likeness, latitude: float, longitude: float, precision: str, said: str
):
    assert words(alike(acled, latitude=latitude, longitude=longitude, geo_precision=precision), "place") == said


def test_the_same_deed_in_another_town_is_not_offered(acled: Likeness):
    assert alike(acled, location="Hawija", latitude=35.3281, longitude=43.7666).score < LISTED


def test_without_points_names_of_places_speak(acled: Likeness):
    without: dict[str, Any] = {"latitude": None, "longitude": None}
    here = acled.read({**CLASH, "latitude": None})

    def said(**other: Any) -> str:
        return words(acled.compare(here, acled.read({**CLASH, **without, **other})), "place")

    assert said() == "same place: Kirkuk"
    assert said(location="Hawija") == "Hawija, also in Kirkuk"
    assert said(location="Homs", admin1="Homs", country="Syria") == "other country: Syria"
    assert said(location=None) == "also in Kirkuk"


def test_actors_may_stand_on_either_side(acled: Likeness):
    assert alike(acled, actor1=GROUP, actor2=POLICE).score == pytest.approx(1)
    associated = alike(acled, actor1=GROUP, actor2=None, assoc_actor_1=[POLICE])
    assert associated.score == pytest.approx(1)


def test_an_alias_is_the_name_in_the_register(acled: Likeness):
    names = {"Daesh": GROUP}
    assert alike(acled, names, actor2="Daesh").score == pytest.approx(1)
    assert alike(acled, actor2="Daesh").score < 1


def test_an_earlier_regimes_police_is_nearly_the_same(acled: Likeness):
    other = alike(acled, actor1="Police Forces of Iraq (2014-2018)").score
    assert alike(acled, actor1="Police Forces of Syria (2000-)").score < other < 1


def test_names_of_a_kind_tell_little(acled: Likeness):
    """Neither for nor against: an unnamed group may well be the named one, and civilians are everywhere."""
    nobody = alike(acled, actor1="Unidentified Armed Group (Iraq)", actor2="Civilians (Iraq)").score
    others = alike(acled, actor1="Military Forces of Iraq (2018-)", actor2="Sunni Muslim Militia (Iraq)").score
    assert others < nobody < 1
    unnamed = {**CLASH, "actor1": "Unidentified Armed Group (Iraq)", "actor2": "Civilians (Iraq)"}
    both = acled.compare(acled.read(unnamed), acled.read(unnamed))
    assert both.score < 1


def test_types_are_alike_along_the_tree(acled: Likeness):
    taken = alike(acled, sub_event_type="Government regains territory")
    other = alike(acled, event_type="Protests", sub_event_type="Peaceful protest")
    only_type = alike(acled, sub_event_type=None)
    assert words(taken, "type") == words(only_type, "type") == "both Battles"
    assert words(other, "type") == "other type: Peaceful protest"
    assert other.score < taken.score < 1


def test_deaths_are_compared(acled: Likeness):
    assert words(alike(acled, fatalities=5), "dead") == "Fatalities: 5, here 3"
    assert alike(acled, fatalities=5).score < 1


def test_little_known_is_never_strongly_alike(acled: Likeness):
    bare = acled.read({"event_date": "2020-06-02"})
    assert acled.compare(bare, acled.read({"event_date": "2020-06-02"})).score < STRONG
    nothing = acled.read({})
    assert acled.compare(nothing, nothing).score < LISTED


def test_it_does_not_matter_which_comes_first(acled: Likeness):
    one = acled.read({**CLASH, "event_date": "2020-06-03", "latitude": 35.6, "actor2": "Civilians (Iraq)", "fatalities": 1})
    other = acled.read(CLASH)
    assert acled.compare(one, other).score == pytest.approx(acled.compare(other, one).score)


def test_groups_of_actors_are_compared():
    maverick = Likeness(load(find("maverick"))[0])
    one = maverick.read({"actors": [{"name": "Front", "type": "x"}, {"name": "Villagers"}]})
    other = maverick.read({"actors": [{"name": "Villagers"}, {"name": "Front"}]})
    assert words(maverick.compare(one, other), "actors") == "both name Villagers and Front"


def test_values_of_another_shape_are_passed_over(acled: Likeness):
    odd = acled.read({"event_date": 5, "actor1": {"missing": "-9"}, "latitude": "north", "longitude": None, "fatalities": "x"})
    assert acled.compare(odd, acled.read(CLASH)).reasons == ()
