"""Places for the fields of a codebook that ask for them: country, divisions, place, coordinates, precision.

Turns names found in a text into candidates, spelled as the codebook's lists and the project's register spell them. A
division is offered by its seat. Must not decide which homonym is meant (`place_choice`) nor what a name is (`place_names`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..codebook.model import Codebook, CodedField
from ..places.folding import fold
from ..places.gazetteer import Gazetteer, Place
from ..project.place_register import RegisteredPlace
from .candidate import Candidate, Part, Reading
from .place_choice import Choice, Chosen, choose, is_of_a_country, weigh_countries
from .place_names import Name, names

_FINDS = ("country", "admin1", "admin2", "admin3", "place", "latitude", "longitude", "place_precision")
_EXACT, _NEAR, _SECOND, _FIRST = range(4)
"""Steps of precision, the most exact first, as the codes of a codebook's list stand."""
_DATELINE_SCORE = 0.1
_REGISTERED = 2.0
"""What it adds to a place's strength that the project has it in its register: as much as a hundredfold population."""


@dataclass(frozen=True, slots=True)
class _Offer:
    """What is offered for one reading of a name: values by what the fields find, how likely, and why."""

    values: Mapping[str, Any]
    score: float
    country_score: float
    reason: str
    only: tuple[str, ...] = _FINDS


class PlacesProvider:
    """The provider of places. `registered` are the approved places of the project's register; made anew when they change."""

    name = "places"

    def __init__(self, gazetteer: Gazetteer, registered: Iterable[RegisteredPlace] = ()) -> None:
        self.gazetteer = gazetteer
        self._by_name: dict[str, list[Place]] = {}
        self._registered: dict[int, RegisteredPlace] = {}
        self._spelled: dict[tuple[str, str], str] = {}
        codes: dict[str, str] = {}
        for number, entry in enumerate(registered, start=1):
            if entry.country not in codes:
                codes[entry.country] = gazetteer.country_code(entry.country)
            self._take(-number, entry, codes[entry.country])
        self._extra = dict.fromkeys(self._registered, _REGISTERED)

    def _take(self, number: int, entry: RegisteredPlace, country: str) -> None:
        self._registered[number] = entry
        where = (entry.latitude or 0.0, entry.longitude or 0.0)
        place = Place("town", number, entry.name, country, entry.admin1, entry.admin2, entry.admin3, *where, population=5_000)
        for spelling in (entry.name, *entry.aliases):
            self._by_name.setdefault(fold(spelling), []).append(place)
        for division in (entry.admin1, entry.admin2, entry.admin3):
            if division:
                self._spelled.setdefault((country, fold(division)), division)

    def candidates(self, reading: Reading) -> Iterator[Candidate]:
        """Candidates for every field that `finds` a part of a place, from title and text."""
        fields = [field for field in reading.codebook.fields.values() if field.finds in _FINDS]
        if not fields:
            return
        parts: list[tuple[Part, list[Name]]] = [
            ("title", names(reading.title, self._lookup, headline=True)), ("text", names(reading.text, self._lookup)),
        ]  # fmt: skip
        spelling = _Spelling(self.gazetteer, reading.codebook, fields)
        everything = [name for _, found in parts for name in found]
        weights = weigh_countries(everything, self._told(reading, fields))
        for part, found in parts:
            for chosen in choose(found, weights, self._extra):
                for offer in self._offers(chosen, weights, spelling):
                    yield from _as_candidates(chosen.name, part, offer, fields)

    def look_up(self, letters: str, codebook: Codebook, country: str = "", limit: int = 20) -> list[dict[str, Any]]:
        """Places by the beginning of a name a person types: what each gives the fields of the codebook, by their names.

        `country` is spelled as the codebook spells it; with it only its places are looked for. The project's own places
        come first, then towns by their population; of several with one name in one division, the first.
        """
        fields = [field for field in codebook.fields.values() if field.finds in _FINDS]
        spelling = _Spelling(self.gazetteer, codebook, fields)
        code = self.gazetteer.country_code(country) if country else ""
        begun = fold(letters)
        own = [
            place for name, places in self._by_name.items() if begun and name.startswith(begun) for place in places
            if not code or place.country == code
        ]  # fmt: skip
        towns = self.gazetteer.towns_beginning(letters, code, limit) if code or not country else []
        found: dict[tuple[Any, ...], dict[str, Any]] = {}
        for place in [*own, *towns]:
            told = {
                "country": spelling.country(place.country) if place.country else "", **self._divisions(place),
                **self._coded_at(place), "place_precision": spelling.precision(_EXACT),
            }  # fmt: skip
            named = {field.name: told[field.finds] for field in fields if told.get(field.finds) not in (None, "")}
            found.setdefault((told["place"], told["country"], told.get("admin1", "")), named)
        return list(found.values())[:limit]

    def _lookup(self, folded: Collection[str]) -> dict[str, list[Place]]:
        known = self.gazetteer.known(folded)
        places = self.gazetteer.places(entry for entries in known.values() for entry in entries)
        found = {name: [places[entry] for entry in entries if entry in places] for name, entries in known.items()}
        for name in folded:
            if own := self._by_name.get(name):
                known_there = {(place.country, place.admin1) for place in own} | {(place.country, "") for place in own}
                others = [
                    place for place in found.get(name, [])
                    if place.kind != "town" or (place.country, place.admin1) not in known_there
                ]  # fmt: skip
                found[name] = [*own, *others]
        return found

    def _told(self, reading: Reading, fields: Sequence[CodedField]) -> dict[str, float]:
        """What the event in view and the one before it say of the country."""
        told: dict[str, float] = {}
        for field in fields:
            if field.finds == "country":
                for values, weight in ((reading.previous, 1.0), (reading.values, 5.0)):
                    if code := self.gazetteer.country_code(str(values.get(field.name) or "")):
                        told[code] = told.get(code, 0.0) + weight
        return told

    def _offers(self, chosen: Chosen, weights: Mapping[str, float], spelling: _Spelling) -> Iterator[_Offer]:
        for rank, choice in enumerate(chosen.choices):
            offer = self._offer(chosen.name, choice, weights, spelling)
            if offer is None:
                continue
            reason = offer.reason
            if rank:
                reason = f"{reason} Less likely than {_called(chosen.choices[0].place, spelling)}."
            score, country_score = offer.score * 0.5**rank, offer.country_score * 0.5**rank
            if chosen.name.dateline:
                reason = f"Where the article was written (dateline). {reason}"
                score, country_score = score * _DATELINE_SCORE, country_score * _DATELINE_SCORE
            yield _Offer(offer.values, round(score, 3), round(country_score, 3), reason, offer.only)

    def _offer(self, name: Name, choice: Choice, weights: Mapping[str, float], spelling: _Spelling) -> _Offer | None:
        place, share = choice.place, weights.get(choice.place.country, 0.0)
        country = spelling.country(place.country) if place.country else ""
        if place.kind == "country" and is_of_a_country(name):
            return _Offer({"country": country}, 0.0, 0.35 + 0.3 * share, f"{country} by name, said of somebody.", ("country",))
        if place.kind == "country":
            return _Offer({"country": country}, 0.0, 0.5 + 0.45 * share, f"{country} by name.", ("country",))
        if place.kind == "demonym":
            return _Offer({"country": country}, 0.0, 0.3 + 0.3 * share, f"“{name.text}” is of {country}.", ("country",))
        score = min(0.95, max(0.2, 0.3 + 0.1 * (choice.strength - 3)))
        if place.kind == "town":
            return self._town_offer(name, place, country, score, 0.35 + 0.3 * share, spelling)
        seat = self.gazetteer.town(place.seat)
        step = _FIRST if place.kind == "region" else _SECOND
        values: dict[str, Any] = {"country": country, **self._divisions(place), "place_precision": spelling.precision(step)}
        called = _called(place, spelling)
        if seat is None:
            return _Offer(values, score, 0.4 + 0.3 * share, f"{called}; its seat is not known.", ("country", *_levels(place)))
        # The seat's own smaller divisions are not said in the text; they follow from where it is coded.
        at_seat = {key: value for key, value in self._divisions(seat).items() if key not in values}
        values = {**values, **at_seat, **self._coded_at(seat)}
        reason = (
            f"{called}: a whole division, coded to its capital {values['place']}; the note says “Coded to {values['place']}”."
        )
        return _Offer(values, score, 0.4 + 0.3 * share, reason)

    def _town_offer(
        self, name: Name, place: Place, country: str, score: float, country_score: float, spelling: _Spelling
    ) -> _Offer:  # fmt: skip
        near = name.near or (name.text if name.division else "")
        values = {
            "country": country, **self._divisions(place), **self._coded_at(place),
            "place_precision": spelling.precision(_NEAR if near else _EXACT),
        }  # fmt: skip
        reason = f"{_called(place, spelling)}."
        if place.id in self._registered:
            reason = f"{reason[:-1]}, from the project's places."
        if near:
            reason = f"“{near}”: near or a part of it. {reason}"
        return _Offer(values, score, country_score, reason)

    def _coded_at(self, town: Place) -> dict[str, Any]:
        entry = self._registered.get(town.id) or self._entry_of(town)
        name = entry.name if entry else town.name
        if entry and entry.latitude is not None and entry.longitude is not None:
            return {"place": name, "latitude": entry.latitude, "longitude": entry.longitude}
        if town.id in self._registered:  # without a point of its own
            known = [
                one for one in self.gazetteer.find(name, town.country) if one.kind == "town" and one.country == town.country
            ]
            if not known:
                return {"place": name}
            town = known[0]
        return {"place": name, "latitude": round(town.latitude, 4), "longitude": round(town.longitude, 4)}

    def _entry_of(self, town: Place) -> RegisteredPlace | None:
        """The register's entry of a town of the gazetteer: it has the spelling and the point that the project uses."""
        for place in self._by_name.get(fold(town.name), ()):
            if place.country == town.country:
                return self._registered[place.id]
        return None

    def _divisions(self, place: Place) -> dict[str, str]:
        """The divisions a place lies in, spelled as the register spells them."""
        told = {"admin1": place.admin1, "admin2": place.admin2, "admin3": place.admin3}
        return {key: self._spelled.get((place.country, fold(name)), name) for key, name in told.items() if name}


class _Spelling:
    """How one codebook writes countries and precision."""

    def __init__(self, gazetteer: Gazetteer, book: Codebook, fields: Sequence[CodedField]) -> None:
        self._gazetteer, self._book = gazetteer, book
        self._country_field = next((field for field in fields if field.finds == "country"), None)
        self._precision_field = next((field for field in fields if field.finds == "place_precision"), None)
        self._countries: dict[str, str] = {}

    def country(self, code: str) -> str:
        """The country as the codebook's list has it, else by its everyday English name."""
        if code not in self._countries:
            self._countries[code] = self._find_country(code)
        return self._countries[code]

    def _find_country(self, code: str) -> str:
        known = self._gazetteer.countries.get(code)
        if known is None:
            return code
        listed = self._book.code_list(self._country_field).spellings if self._country_field else {}
        for spelling in (known.name, known.alpha3, code, str(known.number)):
            if found := listed.get(spelling.casefold()):
                return found
        return known.name

    def precision(self, step: int) -> str | None:
        """The code of a step: the list stands from the most exact to the least; what it does not tell apart is its last."""
        codes = self._book.code_list(self._precision_field).codes if self._precision_field else ()
        return codes[min(step, len(codes) - 1)].code if codes else None


def _levels(place: Place) -> tuple[str, ...]:
    return tuple(key for key in ("admin1", "admin2", "admin3") if getattr(place, key))


def _called(place: Place, spelling: _Spelling) -> str:
    """A place with what it lies in: "Mosul (Nineveh, Iraq)"."""
    above = [one for one in (place.admin2, place.admin1) if one and one != place.name]
    return f"{place.name} ({', '.join([*above, spelling.country(place.country)])})"


def _as_candidates(name: Name, part: Part, offer: _Offer, fields: Sequence[CodedField]) -> Iterator[Candidate]:
    """A candidate for each field the offer has a value for; the others' values follow when it is taken."""
    values = {
        field.name: offer.values[field.finds] for field in fields
        if field.finds in offer.only and offer.values.get(field.finds) not in (None, "")
    }  # fmt: skip
    for field in fields:
        if field.name in values:
            also = {other: value for other, value in values.items() if other != field.name}
            score = offer.country_score if field.finds == "country" else offer.score
            yield Candidate(
                field.name, values[field.name], part, name.start, name.end, name.text, score, offer.reason,
                also if field.finds != "country" else {}, PlacesProvider.name,
            )  # fmt: skip
