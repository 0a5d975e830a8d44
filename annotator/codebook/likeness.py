"""How alike two events are by their answers: days, place, actors, type, deaths and texts, from 0 to 1 with reasons.

Which field plays which part follows from the codebook: the days it pairs events by (else the first date), what `finds` a
place, names from the register of actors, codes of the summary, the count of dead, prose. `likenesses` says the same of many
pairs at once. Pure; must not know projects, nor which events are worth comparing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from sys import intern
from typing import Any, Literal

from ..dates import parse_value
from ..places.distance import distance_km
from ..places.folding import fold
from .model import Codebook, CodedField, title_of
from .pairing import pairing_of
from .values import ESTIMATE, is_missing

Part = Literal["date", "place", "actors", "type", "dead", "text", "crowd", "proposed"]
"""What speaks for or against. The last two are no likeness: many others are as alike, and a coder said so."""

WINDOW = 3
"""Days between two reports of one happening, at most."""
LISTED, STRONG = 0.5, 0.75
"""From which likeness on two events may be one happening, and from which on they likely are."""
_WEIGHTS: dict[Part, float] = {"date": 0.25, "place": 0.25, "actors": 0.20, "type": 0.10, "dead": 0.20}
WHAT: tuple[Part, ...] = ("actors", "type", "dead")
"""The parts that tell what happened, not when and where."""
MOST_DAYS = 62
"""A date that spans more days than this says nothing here."""
UNKNOWN = 0.4
"""What a part counts of which one event says nothing: a little less than half, so that little known is no strong likeness."""
SLACK = (0.0, 10.0, 60.0)
"""Kilometres by which a place may be off, by the position of its precision in the list: exact, near it, region."""
HALF_WAY = 15.0
"""Kilometres at which two exact places are half alike."""
ROUGHLY = 0.8
"""What is left of an agreement that holds only as far as dates or places are known."""
OVERLAPPING = 0.7
"""How alike two spans of days are that have days in common and are not the same."""
OTHER_NAME = 0.75
"""What is left of a distance where the places are named, and named otherwise."""
NONE_DEAD = 0.5
"""How alike two events are in that nobody died: most events are."""
GENERIC = 0.25
"""What a name weighs that says a kind of actor, not which one."""
SAME_BASE = 0.7
"""How alike two names are that differ only in their brackets, as two regimes' police."""
NOTHING_ALIKE = 0.85
"""What is left of a likeness where neither actors nor type nor deaths agree: same day and place alone are many happenings."""
MANY_WORDS = 0.5
"""The share of words in common (Dice) from which on two texts say the same."""
SEVERAL_WORDS = 5
"""Words in common below which their share counts less: two titles of two words prove little."""
TEXT = 0.2
"""How much of what is lacking two texts make good that say the same. They only speak for: two languages share no words, and
two reports may tell of one thing in other words."""
_WORDS = re.compile(r"\w{4,}")
"""Words that are compared: shorter ones are in every text."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for or against: a part, how alike in it from 0 to 1, and in words."""

    part: Part
    share: float
    words: str


@dataclass(frozen=True, slots=True)
class Alike:
    """How alike two events are, 0 to 1, and why; what is not known of both gives no reason."""

    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What of an event's answers is compared, read once."""

    first: date | None = None
    last: date | None = None
    exact: bool = True
    """Whether its days are known: one day, or all from the first to the last."""
    country: str = ""
    divisions: tuple[str, ...] = ()
    place: str = ""
    point: tuple[float, float] | None = None
    slack: float = 0.0
    actors: tuple[str, ...] = ()
    types: tuple[tuple[tuple[str, ...], ...], ...] = ()
    """By field of the type: its codes, each with its ancestors before it."""
    dead: tuple[int, int] | None = None
    texts: tuple[str, ...] = ()
    """Its prose and its article's title."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words of its texts, each once: they take longer to find than all the rest, and few events need them."""
        return tuple(map(intern, set(_WORDS.findall(" ".join(self.texts).casefold()))))

    @property
    def days(self) -> tuple[date, date] | None:
        """The days it may have happened on, from and to; None where it has no date."""
        first, last = self.first or self.last, self.last or self.first
        return (first, last) if first and last else None


class Likeness:
    """Compares events of one codebook."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        fields = codebook.fields.values()
        days = next((one.fields for one in pairing_of(codebook).compare if one.by == "days"), ())
        dates = [codebook.fields[name] for name in days] or [one for one in fields if one.type == "date" and not one.many]
        self.date = next(iter(dates), None)
        self.end = codebook.fields[days[1]] if len(days) > 1 else None
        self.finds = {one.finds: one for one in fields if one.finds and not one.many}
        self.actors = tuple(one for one in fields if one.register_ == "actors" or any(_names_actors(sub) for sub in one.fields))
        self.types = tuple(self._types())
        self.prose = tuple(one for one in fields if one.type == "long_text" and not one.many)
        self._generic = [re.compile(one.generic) for one in _naming(self.actors) if one.generic]
        self._coarse = self._days_by_code()
        # The same dates and codes come again and again.
        self._read_days = lru_cache(10_000)(self._days_of)
        self._read_paths = lru_cache(10_000)(self._paths_of)
        precise = self.finds.get("place_precision")
        self._precise = {code.code: n for n, code in enumerate(codebook.code_list(precise).codes)} if precise else {}
        has: dict[Part, bool] = {
            "date": self.date is not None, "place": bool(self.finds.keys() & {"place", "latitude", "admin1", "country"}),
            "actors": bool(self.actors), "type": bool(self.types), "dead": "dead" in self.finds,
        }  # fmt: skip
        whole = sum(_WEIGHTS[part] for part, there in has.items() if there) or 1.0
        self.weights: dict[Part, float] = {part: _WEIGHTS[part] / whole for part, there in has.items() if there}
        """What each part counts, of those that the codebook knows; their sum is 1."""

    # --- what an event says ---------------------------------------------------------------------------------------------

    def read(self, values: Mapping[str, Any], names: Mapping[str, str] | None = None, title: str = "") -> Facts:
        """What is compared of an event. `names` gives for a spelling of an actor the name in the register; `title` is the
        article's."""
        first, last, exact = self._days(values)
        known = names or {}
        latitude, longitude = (self._number(values, part) for part in ("latitude", "longitude"))
        return Facts(
            first, last, exact, self._text(values, "country"),
            tuple(self._text(values, part) for part in ("admin1", "admin2", "admin3")), self._text(values, "place"),
            (latitude, longitude) if latitude is not None and longitude is not None else None, self._slack(values),
            tuple(dict.fromkeys(intern(known.get(name, name)) for name in self.names(values))),
            tuple(self._paths(field, values) for field in self.types), self._dead(values),
            tuple(text for one in (title, *(values.get(field.name) for field in self.prose)) for text in _texts(one)[:1]),
        )  # fmt: skip

    def names(self, values: Mapping[str, Any]) -> list[str]:
        """The names of all actors of an event, whatever their side."""
        found: list[str] = []
        for field in self.actors:
            value = values.get(field.name)
            if field.type != "group":
                found += _texts(value)
                continue
            for item in value if isinstance(value, list) else ():
                found += [name for sub in field.fields if _names_actors(sub) for name in _texts(item.get(sub.name))]
        return found

    def coarse(self) -> dict[str, int]:
        """The codes of the date's precision that stand for more than a day and yet say something, and how many days."""
        return {code: days for code, days in self._coarse.items() if 1 < days <= MOST_DAYS}

    def _days_by_code(self) -> dict[str, int]:
        field = self.codebook.fields.get(self.date.precision) if self.date else None
        return {code.code: code.days for code in self.codebook.code_list(field).walk() if code.days} if field else {}

    def _types(self) -> Iterator[CodedField]:
        """The codes that name an event in lists; without such, the first code that every event must have."""
        books = self.codebook.fields
        parts = {one.precision for one in books.values()} | {one.kind for one in books.values()}
        fit = [one for one in books.values() if one.type == "code" and not one.finds and one.name not in parts]
        named = [one for one in fit if one.name in self.codebook.summary]
        yield from named or [one for one in fit if one.required][:1]

    def _days(self, values: Mapping[str, Any]) -> tuple[date | None, date | None, bool]:
        written = values.get(self.date.name) if self.date else None
        if self.date is None or not isinstance(written, str):
            return None, None, True
        ended = values.get(self.end.name) if self.end else None
        return self._read_days(written, ended if isinstance(ended, str) else "", str(values.get(self.date.precision)))

    def _days_of(self, written: str, ended: str, precision: str) -> tuple[date | None, date | None, bool]:
        try:
            value = parse_value(written)
        except ValueError:  # an event may hold what cannot be read
            return None, None, True
        first, last = value.first or value.last, value.last or value.first
        assert first is not None
        assert last is not None
        stopped = self._end(ended, first)
        if stopped:
            known = self._coarse.get(precision, 1) == 1
            return (first, stopped, known) if (stopped - first).days <= MOST_DAYS else (None, None, True)
        more = self._coarse.get(precision, 2 if value.approximate else 1) - 1 if first == last else 0
        if (last - first).days + more > MOST_DAYS:
            return None, None, True
        try:
            return first - timedelta(more), last + timedelta(more), first == last and not more
        except OverflowError:
            return first, last, first == last

    def _end(self, written: str, first: date) -> date | None:
        """The last day, where the event lasted and says so."""
        try:
            value = parse_value(written) if written else None
        except ValueError:
            return None
        last = value and (value.last or value.first)
        return last if last and last > first else None

    def _text(self, values: Mapping[str, Any], part: str) -> str:
        field = self.finds.get(part)  # type: ignore[call-overload]
        value = values.get(field.name) if field else None
        return intern(value) if isinstance(value, str) else ""

    def _number(self, values: Mapping[str, Any], part: str) -> float | None:
        field = self.finds.get(part)  # type: ignore[call-overload]
        value = values.get(field.name) if field else None
        return float(value) if isinstance(value, int | float) else None

    def _slack(self, values: Mapping[str, Any]) -> float:
        field = self.finds.get("place_precision")
        place = self._precise.get(str(values.get(field.name))) if field else None
        return SLACK[min(place, len(SLACK) - 1)] if place is not None else 0.0

    def _paths(self, field: CodedField, values: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
        found = _texts(values.get(field.name)) or (_texts(values.get(field.parent)) if field.parent else [])
        return self._read_paths(field.name, tuple(found))

    def _paths_of(self, name: str, found: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        codes = self.codebook.code_list(self.codebook.fields[name])
        paths: list[tuple[str, ...]] = []
        for code in found:
            path = [code]
            while path[0] in codes.parents and len(path) < 20:
                path.insert(0, codes.parents[path[0]])
            paths.append(tuple(path))
        return tuple(paths)

    def _dead(self, values: Mapping[str, Any]) -> tuple[int, int] | None:
        field = self.finds.get("dead")
        value = values.get(field.name) if field else None
        if isinstance(value, int) and not isinstance(value, bool):
            return value, value
        if isinstance(value, dict) and not is_missing(value):
            known = [value[name] for name in ESTIMATE if isinstance(value.get(name), int)]
            return (min(known), max(known)) if known else None
        return None

    # --- how alike they are ---------------------------------------------------------------------------------------------

    def compare(self, one: Facts, other: Facts) -> Alike:
        """How alike two events are. It does not matter which comes first, but for the words: those tell of `other`."""
        found = [self._date(one, other), self._place(one, other), self._actors(one, other)]
        found += [self.type(one, other), self._deaths(one, other), self._texts(one, other)]
        reasons = tuple(reason for reason in found if reason is not None)
        shares = {reason.part: reason.share for reason in reasons}
        score = sum(weight * shares.get(part, UNKNOWN) for part, weight in self.weights.items())
        score += (1 - score) * TEXT * shares.get("text", 0.0)
        # Neither another day nor another place is made good by the same actors doing the same.
        nearest = min(shares.get("date", 1.0), shares.get("place", 1.0))
        told = max((shares[part] for part in WHAT if part in shares), default=1.0)
        score *= (0.5 + 0.5 * nearest) * (NOTHING_ALIKE + (1 - NOTHING_ALIKE) * told)
        return Alike(min(score, 1.0), reasons)

    def _date(self, one: Facts, other: Facts) -> Reason | None:
        here, there = one.days, other.days
        if here is None or there is None:
            return None
        gap = max((there[0] - here[1]).days, (here[0] - there[1]).days, 0)
        if gap:
            apart = f"{gap} days apart" if gap > 1 else "1 day apart"
            return Reason("date", max(0.0, 1 - gap / (WINDOW + 1)), apart)
        if not (one.exact and other.exact):
            return Reason("date", ROUGHLY, "perhaps the same day")
        if here != there:
            return Reason("date", OVERLAPPING, "days in common")
        return Reason("date", 1.0, "same day" if here[0] == here[1] else "same days")

    def _place(self, one: Facts, other: Facts) -> Reason | None:
        same_name = bool(one.place) and place_key(one.place) == place_key(other.place)
        if one.point is not None and other.point is not None:
            return self._distance(one, other, same_name)
        if one.country and other.country and one.country != other.country:
            return Reason("place", 0.0, f"other country: {self._label('country', other.country)}")
        known = [(a, b) for a, b in zip(one.divisions, other.divisions, strict=True) if a and b]
        same_division = next((b for a, b in reversed(known) if a == b), "")
        if same_name:
            share = 0.5 if known and not same_division else 1.0  # places of one name in two provinces
            return Reason("place", share, f"same place: {other.place}")
        if one.place and other.place:
            if same_division:
                return Reason("place", 0.35, f"{other.place}, also in {same_division}")
            return Reason("place", 0.1, f"other place: {other.place}")
        if known:
            return Reason("place", 0.5, f"also in {same_division}") if same_division else Reason("place", 0.1, "other province")
        return None

    def _distance(self, one: Facts, other: Facts, same_name: bool) -> Reason:
        assert one.point is not None
        assert other.point is not None
        km, slack = distance_km(*one.point, *other.point), one.slack + other.slack
        off = max(0.0, km - slack)
        share = 1.0 if off <= 1 else 1 / (1 + (off / HALF_WAY) ** 2)
        here = f"same place: {other.place}" if same_name else "same point"
        if one.place and other.place and not same_name:
            share, here = share * OTHER_NAME, f"other place: {other.place}"
        words = here if km <= 1 else f"{km:,.0f} km away"
        if slack and share > 0.1:
            return Reason("place", share * ROUGHLY, f"{words}, known roughly")
        return Reason("place", share, words)

    def _actors(self, one: Facts, other: Facts) -> Reason | None:
        if not one.actors or not other.actors:
            return None
        shared = sorted(
            {name for name in other.actors if any(_but_for_brackets(name, mine) for mine in one.actors)},
            key=lambda name: (-self.weight(name), other.actors.index(name)),
        )
        common = (1 - SAME_BASE) * self._in_common(one, other, str.casefold)
        common += SAME_BASE * self._in_common(one, other, base_name)
        all_one, all_other = (sum(map(self.weight, side.actors)) for side in (one, other))
        dice = 2 * common / (all_one + all_other)
        sure = min(1.0, all_one, all_other)
        share = sure * dice + (1 - sure) * 0.5  # names that say a kind of actor tell little, for and against
        if not shared:
            return Reason("actors", share, "other actors" if sure == 1 else "actors not named alike")
        return Reason("actors", share, f"both name {_listed(shared)}")

    def _in_common(self, one: Facts, other: Facts, key: Callable[[str], str]) -> float:
        """What the names weigh that both have, names of one key taken together."""
        mine, theirs = (self._by_key(side, key) for side in (one, other))
        return sum(min(weight, theirs.get(name, 0.0)) for name, weight in mine.items())

    def _by_key(self, side: Facts, key: Callable[[str], str]) -> dict[str, float]:
        found: dict[str, float] = {}
        for name in side.actors:
            found[key(name)] = found.get(key(name), 0.0) + self.weight(name)
        return found

    def weight(self, name: str) -> float:
        """What a name tells: 1, or little where it says a kind of actor, not which one."""
        return GENERIC if any(pattern.search(name) for pattern in self._generic) else 1.0

    def type(self, one: Facts, other: Facts) -> Reason | None:
        """How alike the types are."""
        shares: list[float] = []
        words = ""
        for field, mine, theirs in zip(self.types, one.types, other.types, strict=True):
            if not mine or not theirs:
                continue
            share, code = _best(mine, theirs)
            shares.append(share)
            label = self.codebook.code_list(field).label(code)
            words = words or (f"same type: {label}" if share == 1 else f"both {label}" if share else f"other type: {label}")
        return Reason("type", sum(shares) / len(shares), words) if shares else None

    def _deaths(self, one: Facts, other: Facts) -> Reason | None:
        if one.dead is None or other.dead is None:
            return None
        title = title_of(self.finds["dead"])
        (low, high), (other_low, other_high) = one.dead, other.dead
        apart = max(other_low - high, low - other_high, 0)
        told = _range(*other.dead)
        if not apart:
            return Reason("dead", 1.0 if max(high, other_high) > 0 else NONE_DEAD, f"{title}: also {told}")
        return Reason("dead", max(0.0, 1 - apart / max(high, other_high)), f"{title}: {told}, here {_range(*one.dead)}")

    def _texts(self, one: Facts, other: Facts) -> Reason | None:
        mine, theirs = set(one.words), set(other.words)
        common = len(mine & theirs)
        if not common:
            return None
        share = min(1.0, 2 * common / (len(mine) + len(theirs)) / MANY_WORDS) * min(1.0, common / SEVERAL_WORDS)
        return Reason("text", share, f"{common} words in common" if common > 1 else "a word in common")

    def _label(self, part: str, code: str) -> str:
        field = self.finds[part]  # type: ignore[index]
        return self.codebook.code_list(field).label(code)


def _names_actors(field: CodedField) -> bool:
    return field.register_ == "actors"


def _naming(fields: Iterable[CodedField]) -> Iterator[CodedField]:
    """The fields that hold names of actors, members of groups included."""
    for field in fields:
        yield from (sub for sub in field.fields if _names_actors(sub)) if field.type == "group" else (field,)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def base_name(name: str) -> str:
    """A name but for its brackets, as two regimes' police have it in common."""
    return name.partition(" (")[0].casefold()


def _but_for_brackets(one: str, other: str) -> bool:
    return base_name(one) == base_name(other)


def place_key(name: str) -> str:
    """The name of a place as it is compared, its words in any order: "Kipkaren River" is "River Kipkaren"."""
    return " ".join(sorted(fold(name).split())) or name.casefold()


def _best(mine: tuple[tuple[str, ...], ...], theirs: tuple[tuple[str, ...], ...]) -> tuple[float, str]:
    """How alike two sets of codes are, and the code that says it: the one both have, the parent of both, or the other's."""
    ends = {path[-1] for path in mine}
    common = [path[-1] for path in theirs if path[-1] in ends]
    if common:
        return 2 * len(common) / (len(mine) + len(theirs)), common[0]
    above = {code for path in mine for code in path}
    parent = next((code for path in theirs for code in reversed(path) if code in above), "")
    return (0.6, parent) if parent else (0.0, theirs[0][-1])


def _listed(names: list[str]) -> str:
    if len(names) < 3:
        return " and ".join(names)
    return f"{names[0]} and {len(names) - 1} more"


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"
