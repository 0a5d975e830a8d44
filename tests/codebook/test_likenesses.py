"""The likeness of many pairs at once is the likeness of each; and no pair is left out that could be alike enough."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from annotator.codebook.likeness import Facts, Likeness
from annotator.codebook.likenesses import Likenesses
from annotator.codebook.loading import find, load
from annotator.codebook.near_pairs import near_pairs

COUNT = 150


def made_up(likeness: Likeness, seed: int) -> list[Facts]:
    """Events near each other in all that counts, with answers missing."""
    chance = random.Random(seed)
    found: list[Facts] = []
    for _ in range(COUNT):
        values: dict[str, Any] = {
            "event_date": f"2020-06-{chance.randint(1, 12):02}", "time_precision": chance.choice("11123"),
            "sub_event_type": chance.choice(("Armed clash", "Attack", "Peaceful protest", "Government regains territory")),
            "actor1": chance.choice(("Police (2018-)", "Police (2014-2018)", "Unidentified Armed Group (X)", "Front", "FRONT")),
            "actor2": chance.choice(("Civilians (X)", "Daesh", "Front", None)), "country": chance.choice(("Iraq", "Syria")),
            "admin1": chance.choice(("K", "L", None)), "fatalities": chance.choice((0, 0, 3, 5, None)),
            "location": chance.choice(("Kirkuk", "Homs", "Deir ez Zor", "Zor Deir ez", None)),
            "notes": chance.choice(("men attacked a town with guns", "police attacked the market town", None)),
            "geo_precision": chance.choice("1123"),
        }  # fmt: skip
        if chance.random() < 0.7:
            values |= {"latitude": 35 + chance.random() * 0.3, "longitude": 44 + chance.random() * 0.3}
        if chance.random() < 0.05:
            del values["event_date"]
        given = {name: value for name, value in values.items() if value is not None}
        found.append(likeness.read(given, title=chance.choice(("", "Town attacked", "Market in flames"))))
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_all_pairs_at_once_say_what_each_says(seed: int):
    likeness = Likeness(load(find("acled"))[0])
    facts = made_up(likeness, seed)
    one, other = np.triu_indices(COUNT, 1)
    each = np.array([likeness.compare(facts[a], facts[b]).score for a, b in zip(one, other, strict=True)])
    events = Likenesses(likeness, facts)
    assert np.allclose(events.scores(one, other), each, atol=1e-9)
    assert np.allclose(events.scores(other, one), each, atol=1e-9)
    assert np.allclose(events.scores(one, other, 0.6), np.where(each >= 0.6 - 1e-9, each, 0), atol=1e-9)


@pytest.mark.parametrize("least", [0.4, 0.55, 0.7])
def test_no_pair_with_places_is_left_out_and_none_comes_twice(least: float):
    likeness = Likeness(load(find("acled"))[0])
    events = Likenesses(likeness, made_up(likeness, 3))
    found = [pair for one, other in near_pairs(events, least) for pair in zip(one.tolist(), other.tolist(), strict=True)]
    assert len(found) == len(set(found))
    assert all(one < other for one, other in found)
    one, other = np.triu_indices(COUNT, 1)
    scores = events.scores(one, other)
    pointed, named = events.pointed[one] & events.pointed[other], (events.place[one] >= 0) & (events.place[other] >= 0)
    wanted = (scores >= least) & events.dated[one] & events.dated[other]
    wanted &= pointed | (named & (events.place[one] == events.place[other]))
    assert set(zip(one[wanted].tolist(), other[wanted].tolist(), strict=True)) <= set(found)
    assert wanted.sum() > 20


def test_points_meet_across_the_line_where_days_change():
    likeness = Likeness(load(find("acled"))[0])
    day = {"event_date": "2020-06-02", "time_precision": "1", "geo_precision": "1"}
    points = [(-17.0, 179.99), (-17.0, -179.99), (89.99, 10.0), (89.99, -170.0), (0.0, 0.0)]
    facts = [likeness.read({**day, "latitude": north, "longitude": east}) for north, east in points]
    found = {
        (int(a), int(b)) for one, other in near_pairs(Likenesses(likeness, facts), 0.4) for a, b in zip(one, other, strict=True)
    }
    assert found == {(0, 1), (2, 3)}


def test_no_events_make_no_pairs():
    likeness = Likeness(load(find("acled"))[0])
    assert list(near_pairs(Likenesses(likeness, []), 0.5)) == []
