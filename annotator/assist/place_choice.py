"""Which of the places of one name is meant, and whether it is a place at all.

Weighs prominence, the countries the article speaks of, the event's country, and the names near by. Must not know
codebooks: countries are alpha-2 codes here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..places.folding import fold
from ..places.gazetteer import Place
from .place_names import Name

CLOSE = 80
"""Code points within which one name is the neighbour of another."""
ALTERNATIVES = 3
_DIVISIONS = ("region", "district", "subdistrict")
_FAMOUS = 400_000
"""News of any country speak of cities of this size elsewhere."""
_BEHIND = 2.0
"""A homonym so much weaker than the best is not offered."""
_ENOUGH_ONE, _ENOUGH_MORE = 5.0, 3.6
"""The strength at which one word, or several, count as a place: 100,000 people with nothing around, or a village in the
article's own country."""
_ACRONYM = 7.0
"""What five capitals need to be a place and not an acronym."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One reading of a name, with its strength (prominence and what speaks for it; see `Place.prominence`)."""

    place: Place
    strength: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """A name and its readings, the likeliest first."""

    name: Name
    choices: tuple[Choice, ...]


def weigh_countries(found: Sequence[Name], told: Mapping[str, float]) -> dict[str, float]:
    """How much the article is about each country: 1 for the one it speaks of most. `told` are weights from outside it."""
    weights: dict[str, float] = defaultdict(float, told)
    for name in found:
        countries = {place.country for place in name.places if place.kind in ("country", "demonym")}
        if countries:
            share = 0.4 if is_of_a_country(name) else 1.0
            for country in countries:
                weights[country] += share / len(countries) * (0.5 if name.dateline else 1.0)
            continue
        strongest = sorted(name.places, key=lambda one: -one.prominence)[:2]
        lone = len({place.country for place in name.places}) == 1
        clear = lone or strongest[0].prominence - strongest[-1].prominence > 1.5
        if clear and strongest[0].prominence > 4.5 and not name.titled and not name.within_name:
            weights[strongest[0].country] += 0.3 if name.dateline else 0.8
    most = max(weights.values(), default=0.0)
    return {country: weight / most for country, weight in weights.items()} if most else {}


def choose(found: Sequence[Name], weights: Mapping[str, float], registered: Mapping[int, float]) -> list[Chosen]:
    """The readings of every name that is a place, the likeliest first. `registered` are extra strengths by place id."""
    countries: dict[str, list[int]] = defaultdict(list)
    divisions: dict[tuple[str, str], list[int]] = defaultdict(list)
    for name in found:
        for place in name.places:
            if place.kind in ("country", "demonym"):
                countries[place.country].append(name.start)
            elif place.kind in _DIVISIONS:
                divisions[place.country, fold(place.name)].append(name.start)
    chosen: list[Chosen] = []
    for name in found:
        choices = []
        for place in _fitting(name):
            strength = _strength(name, place, weights) + registered.get(place.id, 0.0)
            strength += _is_near(name.start, countries.get(place.country, ()), CLOSE)
            strength += _within(place, name, divisions)
            choices.append(Choice(place, strength))
        choices.sort(key=lambda one: (-one.strength, one.place.id))
        if choices and _is_a_place(name, choices[0]):
            best = choices[0].strength
            kept = [one for one in choices if best - one.strength < _BEHIND]
            if choices[0].place.kind in ("country", "demonym"):
                kept = _with_a_country([one for one in choices if one.place.own_name or one is choices[0]])
            chosen.append(Chosen(name, tuple(kept[:ALTERNATIVES])))
    return chosen


def _with_a_country(choices: list[Choice]) -> list[Choice]:
    """What a country's name may mean beside the country: another one, or its capital (Djibouti, Panama)."""
    code = choices[0].place.country
    return [
        one for one in choices
        if one.place.kind in ("country", "demonym") or (one.place.capital and one.place.country == code)
    ]  # fmt: skip


def is_of_a_country(name: Name) -> bool:
    """Whether a name says of what country somebody is and not where: "Iraqi", "US forces"."""
    kinds = {place.kind for place in name.places}
    return "country" not in kinds or (name.shouted and len(name.text.replace(".", "")) <= 3 and not name.placed)


def _within(place: Place, name: Name, divisions: Mapping[tuple[str, str], Sequence[int]]) -> float:
    """What it adds that a division the place lies in is named, too: most right beside it, as in "San Lorenzo (Santa Fe)"."""
    above = [divisions.get((place.country, fold(one)), ()) for one in (place.admin1, place.admin2) if one]
    if any(_is_near(name.start, starts, CLOSE // 2) for starts in above):
        return 2.5
    return 1.0 if any(len(starts) > 1 or (starts and starts[0] != name.start) for starts in above) else 0.0


def _is_near(start: int, starts: Sequence[int], distance: int) -> bool:
    """Whether another of the sorted starts lies within the distance."""
    number = bisect_left(starts, start - distance + 1)
    while number < len(starts) and starts[number] < start + distance:
        if starts[number] != start:
            return True
        number += 1
    return False


def _fitting(name: Name) -> list[Place]:
    """The places a name can mean as its surroundings say: a division, a town, or any."""
    if name.division:
        divisions = [place for place in name.places if place.kind in _DIVISIONS]
        first = [place for place in divisions if place.kind == "region"]
        smaller = [place for place in divisions if place.kind != "region"]
        wanted = smaller or first if name.district else first or smaller
        return wanted or [place for place in name.places if place.kind == "town"]
    if name.near and (countries := [place for place in name.places if place.kind == "country"]):
        return countries
    if name.town or name.near:
        towns = [place for place in name.places if place.kind == "town"]
        return towns or name.places
    # Without a word for it a region gives way to a town of its name in it, and to a great city of its name.
    towns = [place for place in name.places if place.kind == "town"]
    inside = {(place.country, place.admin1) for place in towns if place.population > 10_000 or place.id < 0}
    great = {place.country for place in towns if place.capital or place.population > _FAMOUS}
    return [
        replace(place, population=place.population // 300)
        if place.kind in _DIVISIONS and ((place.country, place.admin1) in inside or place.country in great) else place
        for place in name.places
    ]  # fmt: skip


def _strength(name: Name, place: Place, weights: Mapping[str, float]) -> float:
    strength = place.prominence + 2.0 * weights.get(place.country, 0.0)
    if weights and place.country not in weights and place.kind != "country":
        strength -= 2.3 if not place.own_name else 0.6 if place.population > _FAMOUS else 1.5
    if name.placed and not name.titled:
        strength += 0.8
    if name.words > 1:
        strength += 0.5
    if place.kind in ("country", "demonym"):
        return strength
    if name.titled:
        strength -= 4.0
    elif name.person:
        strength -= 1.0 if place.capital or place.population > 1_000_000 else 3.0
    if name.within_name:
        strength -= 2.0
    if name.opening and name.words == 1 and not name.placed and not name.dateline:
        strength -= 0.7
    if place.kind in _DIVISIONS and name.division:
        strength += 2.0
    return strength


def _is_a_place(name: Name, best: Choice) -> bool:
    place = best.place
    if place.kind in ("country", "demonym"):
        return True
    if name.division and place.kind in _DIVISIONS:
        return True
    if len(name.text) <= 3 and not (name.placed and best.strength > 5.5):
        return False
    short = name.shouted and not name.dateline and name.words == 1 and len(name.text) <= 5
    if short and (best.strength < _ACRONYM or not place.own_name):
        return False
    if name.plain and name.words == 1 and not (name.placed or name.near or name.division) and place.kind == "town":
        return place.own_name and place.population > _FAMOUS
    return best.strength >= (_ENOUGH_MORE if name.words > 1 else _ENOUGH_ONE)
