"""Which events of two coders are the same happening: the worked example, single errors, sides, the lead's word, thresholds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from said import FIVE, ONE, OTHER, Values, material

from annotator.agreement.pairing import Paired, Pairing
from annotator.codebook.loading import find, load, parse
from annotator.codebook.model import Codebook


@pytest.fixture(scope="module")
def book() -> Codebook:
    return parse(FIVE)


@pytest.fixture(scope="module")
def acled() -> Codebook:
    return load(find("acled"))[0]


def pairs(paired: Paired) -> list[tuple[int, ...]]:
    return [one.events for one in paired.groups if sum(place >= 0 for place in one.events) > 1]


POLICE, GROUP = "Police Forces of Iraq (2018-)", "Islamic State (Iraq)"
CLASH: dict[str, Any] = {
    "event_date": "2020-06-02", "sub_event_type": "Armed clash", "actor1": POLICE, "inter1": "1",
    "actor2": GROUP, "inter2": "2",
    "country": "Iraq", "admin1": "Kirkuk", "location": "Kirkuk", "latitude": 35.4681, "longitude": 44.3922, "fatalities": 3,
}  # fmt: skip
HAWIJA = {"location": "Hawija", "latitude": 35.3281, "longitude": 43.7666}
MOSUL = {"admin1": "Nineveh", "location": "Mosul", "latitude": 36.3350, "longitude": 43.1189}
OTHERS = {"actor1": "Rioters (Iraq)", "inter1": "5", "actor2": "Unidentified Armed Group (Iraq)", "inter2": "3"}


def clash(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in {**CLASH, **changes}.items() if value is not None}


def one_pair(book: Codebook, mine: Values, theirs: Values) -> bool:
    return bool(pairs(Pairing(book, material({"a": [mine], "b": [theirs]})).pair()))


# --- the worked example ---------------------------------------------------------------------------------------------------


def test_likenesses_pairs_and_detection_of_the_worked_example(book: Codebook):
    """Five answers that count alike: the likenesses, the pairs, and F1 as precision 1 and recall 2/3 give it."""
    pairing = Pairing(book, material({"a": ONE, "b": OTHER}))
    assert pairing.matrix(0, 0, 1) == pytest.approx(np.array([[0.4, 1.0], [0.8, 0.4], [0.2, 0.2]]))
    found = pairing.pair()
    assert [(one.events, pytest.approx(one.likeness)) for one in found.groups] == [((0, 1), 1.0), ((1, 0), 0.8), ((2, -1), 1.0)]
    (swept,) = pairing.sweep([0.5])
    assert (swept.pairs, swept.f1) == (2, pytest.approx(0.8))
    # The soft figure is what the likenesses of the pairs add up to, over the events of either.
    alike = sum(one.likeness for one in found.groups if min(one.events) >= 0)
    assert (alike / 2, alike / 3, 2 * alike / 5) == pytest.approx((0.9, 0.6, 0.72))
