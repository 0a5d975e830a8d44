"""How alike the events of coders are, all pairs at once: by days, places, actors, codes, numbers and evidence, as numbers.

Owns the likeness of events as the codebook's `pairing` declares it. What events say is read once into arrays; each entry of
`compare` gives a number from 0 to 1 for every pair, and whether both events had an answer. Must not know projects, nor which
events are then paired (`pairing`).

**The likeness** of two events is Σ w·s / Σ w over the entries to which both have an answer, w being the entry's weight. Where
the codebook compares days and places, one more thing holds: who is wrong about the day still means the same event, and so is
who is wrong about the place, but another day *and* another place are not made good by the rest. The likeness is multiplied by
½ + ½ · max(day, place).

    same       1 where the answers are the same (lists in any order, texts but for capitals and spaces), else 0
    codes      nearness in the tree, 2·depth(common)/(depth(a) + depth(b)) (Wu & Palmer 1994); for lists the mean of each
               code's nearest on the other side, which without a tree is Dice's coefficient
    days       1 for the same day or span, 0.8 where spans overlap, else falling evenly to 0 at `reach` days apart
    place      (1 − kilometres / reach)², where both have a point; else by names and divisions
    actors     Dice's coefficient on names by the register; kinds of actors weigh a quarter, names alike but for brackets 0.7
    number     the smaller over the larger; 1 where both are nought
    evidence   Dice's coefficient on the characters of text and title the answers were taken from
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..codebook.model import Codebook, CodedField, Compared
from ..codebook.pairing import REACH, mirror_of, pairing_of
from ..codebook.values import ESTIMATE, answer_key, is_empty, is_missing
from ..dates import parse_value
from ..places.array_distance import kilometres
from ..places.folding import fold
from .evidence_overlap import Span, shared_spans
from .meetings import Meetings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Share = tuple[Floats, Flags]
"""How alike, from 0 to 1, and whether both have an answer; one a pair."""

MOST_DAYS = 62
"""A date that spans more days than this says nothing, but for another like it."""
GENERIC = 0.25
"""What a name weighs that says a kind of actor, not which one."""
OVERLAPPING = 0.8
"""How alike two spans of days are that have days in common and are not the same."""
_HALF_NAME, _DIVISION, _OTHER = 0.5, 0.35, 0.1
"""Places without points: the same name in other divisions, or a division where the other names the place in it; another place
in the same division; another place."""


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of `compare`, worked out for all pairs. `turned` is the same with the sides of one event read the other way
    round, None where that makes no difference. `fields` are those it reads, their mirror images included."""

    entry: Compared
    fields: frozenset[str]
    straight: Share
    turned: Share | None = None


@dataclass(slots=True)
class _Numbered:
    """Values of one kind as numbers, -1 for no answer; equal numbers mean equal keys."""

    key: Callable[[Any], Any]
    numbers: dict[Any, int] = field(default_factory=dict)
    seen: dict[Any, int] = field(default_factory=dict)

    def of(self, column: Iterable[Any]) -> Ints:
        return np.fromiter((self._of(value) for value in column), np.int64)

    def _of(self, value: Any) -> int:
        if value is None:
            return -1
        if type(value) is str:
            known = self.seen.get(value)
            if known is None:
                known = self.seen[value] = self._number(value)
            return known
        return self._number(value)

    def _number(self, value: Any) -> int:
        if is_empty(value) or is_missing(value):
            return -1
        key = self.key(value)
        return -1 if key is None else self.numbers.setdefault(key, len(self.numbers))

    @property
    def keys(self) -> list[Any]:
        return list(self.numbers)


class Similarity:
    """The likeness of every two events that meet."""

    def __init__(self, codebook: Codebook, meetings: Meetings, aliases: Mapping[str, str]) -> None:
        self.codebook, self.meetings = codebook, meetings
        self.pairing = pairing_of(codebook)
        self.mirror = mirror_of(self.pairing)
        self._one, self._other = meetings.one, meetings.other
        self._names = {spelling.casefold(): name for spelling, name in aliases.items()}
        naming = [sub for one in codebook.fields.values() for sub in (one, *one.fields)]
        self._generic = [re.compile(one.generic) for one in naming if one.register_ == "actors" and one.generic]
        self._same = _Numbered(self._plain_key)
        self._actor = _Numbered(self._actor_key)
        self._place_name = _Numbered(lambda value: fold(value) or answer_key(value) if isinstance(value, str) else None)
        self._spelled: dict[str, str] = {}
        self._spans_gain: Floats | None = None
        self._columns: dict[str, list[Any]] = {}
        self._read: dict[Any, Any] = {}
        self.parts = tuple(self._part(entry) for entry in self.pairing.compare)
        self._gains = self._orientations()
        self.span = self._first_span()
        """First and last day of each event, as ordinal numbers, by the first entry that compares days; nan for none."""
        self.amount = self._first_amount()
        """Of each event the number that is compared first; nan for none."""
        self._columns.clear()
        self._read.clear()

    def looks_at(self, name: str) -> bool:
        """Whether a field takes part: in a comparison, or in telling which side is which."""
        return any(name in part.fields for part in self.parts) or name in self.mirror

    def combined(self, without: str = "") -> tuple[Floats, Floats]:
        """The likeness of every pair, and how much better its sides fit as they stand than turned (below nought: turned).

        `without` names a field that is not looked at, nor its mirror image; an entry that reads it is left out whole. Where it
        is one of a side, the words the sides' answers rest on tell them apart, beside what remains."""
        hidden = {without, self.mirror.get(without, "")} - {""}
        parts = [part for part in self.parts if not part.fields & hidden and part.entry.by != without]
        straight = self._mean(parts, turned=False)
        gain = np.zeros(len(self._one))
        for names, one in self._gains:
            if not names & hidden:
                gain += one
        if hidden & self.mirror.keys():
            gain += self._told_by_evidence()
        if any(part.turned is not None for part in parts):
            turned = self._mean(parts, turned=True)
            apart = straight - turned
            gain = np.where(np.abs(apart) > 1e-9, apart, gain)
            return np.maximum(straight, turned), gain
        return straight, gain

    def rest(self) -> Share:
        """The likeness by what an event keeps when it is divided: all but days, places, numbers and the words they rest on."""
        parts = [part for part in self.parts if part.entry.by not in ("days", "place", "number", "evidence")]
        known = np.zeros(len(self._one), bool)
        for part in parts:
            known |= part.straight[1]
        straight = self._mean(parts, turned=False)
        return np.maximum(straight, self._mean(parts, turned=True)), known

    def by(self, *kinds: str) -> Share:
        """The likeness by the entries of some kinds alone."""
        return _averaged([part.straight for part in self.parts if part.entry.by in kinds], len(self._one))

    def _mean(self, parts: Sequence[Part], *, turned: bool) -> Floats:
        above, below = np.zeros(len(self._one)), np.zeros(len(self._one))
        at: dict[str, list[Share]] = {"days": [], "place": []}
        for part in parts:
            share, known = part.turned if turned and part.turned is not None else part.straight
            weight = part.entry.weight * known
            above += weight * share
            below += weight
            if part.entry.by in at:
                at[part.entry.by].append((share, known))
        found = np.divide(above, below, out=np.zeros_like(above), where=below > 0)
        (day, dated), (place, placed) = (_averaged(at[by], len(found)) for by in ("days", "place"))
        return np.where(dated & placed, found * (0.5 + 0.5 * np.maximum(day, place)), found)

    # --- the entries ------------------------------------------------------------------------------------------------------

    def _part(self, entry: Compared) -> Part:
        compared = {
            "same": self._each(self._alike), "codes": self._each(self._codes), "number": self._each(self._number),
            "days": self._days, "place": self._place, "actors": self._actors, "evidence": self._evidence,
        }[entry.by]  # fmt: skip
        other = tuple(self.mirror.get(name, name) for name in entry.fields)
        straight = compared(entry, entry.fields, entry.fields)
        reads = frozenset(entry.fields) | frozenset(other)
        if other == entry.fields or (entry.by == "actors" and set(other) == set(entry.fields)):
            return Part(entry, reads, straight)
        turned = _averaged([compared(entry, entry.fields, other), compared(entry, other, entry.fields)], len(self._one))
        return Part(entry, reads, straight, turned)

    def _each(self, compare: Callable[[str, str], Share]) -> Callable[[Compared, Sequence[str], Sequence[str]], Share]:
        """Field by field: the mean over the fields to which both have an answer."""

        def compared(_entry: Compared, here: Sequence[str], there: Sequence[str]) -> Share:
            return _averaged([compare(one, other) for one, other in zip(here, there, strict=True)], len(self._one))

        return compared

    def _column(self, name: str) -> list[Any]:
        if name not in self._columns:
            self._columns[name] = [told.values.get(name) for told in self.meetings.events]
        return self._columns[name]

    def _kept(self, what: str, name: str, read: Callable[[], Any]) -> Any:
        """What was read of a field, read once."""
        if (what, name) not in self._read:
            self._read[what, name] = read()
        return self._read[what, name]

    def _both(self, one: Ints, other: Ints) -> tuple[Ints, Ints, Flags]:
        here, there = one[self._one], other[self._other]
        return here, there, (here >= 0) & (there >= 0)

    def _alike(self, one: str, other: str) -> Share:
        here, there, known = self._both(*(self._kept("same", name, lambda n=name: self._answers(n)) for name in (one, other)))
        return (here == there).astype(float), known

    def _answers(self, name: str) -> Ints:
        return (self._actor if _of_actor(self.codebook.fields[name]) else self._same).of(self._column(name))

    def _codes(self, one: str, other: str) -> Share:
        numbered: _Numbered = self._kept("codes", self.codebook.fields[one].codes, lambda: _Numbered(_codes_of))
        here, there, known = self._both(
            *(self._kept("codes of", name, lambda n=name: numbered.of(self._column(n))) for name in (one, other))
        )
        parents = self.codebook.code_list(self.codebook.fields[one]).parents
        paths = [[_path(code, parents) for code in codes] for codes in numbered.keys]
        return _by_kind(here, there, known, lambda a, b: _nearness(paths[a], paths[b])), known

    def _first_span(self) -> tuple[Floats, Floats]:
        every = np.arange(len(self.meetings.events))
        names = next((entry.fields for entry in self.pairing.compare if entry.by == "days"), None)
        return self._span_of(names, every) if names else (np.full(len(every), np.nan), np.full(len(every), np.nan))

    def _first_amount(self) -> Floats:
        name = next((entry.fields[0] for entry in self.pairing.compare if entry.by == "number"), "")
        return self._amounts(name) if name else np.full(len(self.meetings.events), np.nan)

    def _amounts(self, name: str) -> Floats:
        return self._kept("number", name, lambda: np.fromiter(map(_amount, self._column(name)), float))

    def _number(self, one: str, other: str) -> Share:
        here, there = (self._amounts(name)[events] for name, events in ((one, self._one), (other, self._other)))
        known = ~(np.isnan(here) | np.isnan(there))
        low, high = np.minimum(np.abs(here), np.abs(there)), np.maximum(np.abs(here), np.abs(there))
        share = np.divide(low, high, out=np.ones_like(low), where=high > 0)
        return np.where(known & (here * there >= 0), share, 0.0), known

    def _days(self, entry: Compared, here: Sequence[str], there: Sequence[str]) -> Share:
        (first, last), (other_first, other_last) = self._span_of(here, self._one), self._span_of(there, self._other)
        gap = np.maximum(np.maximum(other_first - last, first - other_last), 0)
        same = (first == other_first) & (last == other_last)
        wide = (last - first > MOST_DAYS) | (other_last - other_first > MOST_DAYS)
        known = ~np.isnan(gap) & (same | ~wide)
        share = np.where(gap > 0, np.maximum(0.0, 1 - gap / (entry.reach or REACH["days"])), OVERLAPPING)
        return np.where(known, np.where(same, 1.0, share), 0.0), known

    def _span_of(self, names: Sequence[str], events: Ints) -> tuple[Floats, Floats]:
        """First and last day of events, as ordinal numbers; nan for no date. With two fields, from the first date's first
        to the last date's last."""
        spans = self._kept("days", "+".join(names), lambda: self._spans(names))
        return spans[events, 0], spans[events, 1]

    def _spans(self, names: Sequence[str]) -> Floats:
        seen: dict[Any, tuple[float, float]] = {None: (np.nan, np.nan)}
        columns = [self._column(name) for name in names]
        read = np.array([_span(value, seen) for column in columns for value in column], float)
        each = read.reshape(len(columns), -1, 2)
        with np.errstate(invalid="ignore"):
            return np.column_stack((np.fmin.reduce(each[:, :, 0]), np.fmax.reduce(each[:, :, 1])))

    def _place(self, entry: Compared, here: Sequence[str], there: Sequence[str]) -> Share:
        parts = {self.codebook.fields[name].finds: place for place, name in enumerate(here)}
        nothing = np.zeros(len(self._one), bool)

        def compared(part: str) -> tuple[Flags, Flags, Flags]:
            """Whether both say the same, whether both say anything, whether either does."""
            if part not in parts:
                return nothing, nothing, nothing
            one, other = (self._place_names(names[parts[part]]) for names in (here, there))
            mine, theirs, known = self._both(one, other)
            return known & (mine == theirs), known, (mine >= 0) | (theirs >= 0)

        (same, named, any_name), (at_home, inside, _) = compared("place"), compared("country")
        abroad = inside & ~at_home
        divisions = [compared(part) for part in ("admin1", "admin2", "admin3")]
        near, divided = (np.any([one[n] for one in divisions], axis=0) for n in (0, 1))
        apart = np.any([one[1] & ~one[0] for one in divisions], axis=0)
        share = np.select(
            [abroad, same & (near | ~divided), same, named & near, named, near & ~apart & ~any_name, near],
            [0.0, 1.0, _HALF_NAME, _DIVISION, _OTHER, 1.0, _HALF_NAME],
            _OTHER,
        )
        known = named | divided | abroad
        # One country alone is the same for most events of an article: it tells against, not for.
        if "latitude" in parts and "longitude" in parts:
            at = [parts["latitude"], parts["longitude"]]
            km = kilometres(*self._points([here[n] for n in at], self._one), *self._points([there[n] for n in at], self._other))
            pointed = ~np.isnan(km)
            share = np.where(pointed, np.maximum(0.0, 1 - np.nan_to_num(km) / (entry.reach or REACH["place"])) ** 2, share)
            known |= pointed
        return np.where(known, share, 0.0), known

    def _place_names(self, name: str) -> Ints:
        return self._kept("place", name, lambda: self._place_name.of(self._column(name)))

    def _points(self, names: Sequence[str], events: Ints) -> list[Floats]:
        return [self._amounts(name)[events] for name in names]

    def _evidence(self, _entry: Compared, _here: Sequence[str], _there: Sequence[str]) -> Share:
        return shared_spans([told.evidence for told in self.meetings.events], self._one, self._other)

    # --- actors -----------------------------------------------------------------------------------------------------------

    def _actors(self, _entry: Compared, here: Sequence[str], there: Sequence[str]) -> Share:
        from ..codebook.actor_sets import shared_actors

        sets = [self._kept("actors", "+".join(sorted(names)), lambda n=names: self._actor_sets(n)) for names in (here, there)]
        names = [self._spelled.get(key, "") for key in self._actor.keys]
        return shared_actors(sets[0], sets[1], names, self._weight, self._one, self._other)

    def _actor_sets(self, names: Sequence[str]) -> tuple[Ints, Ints]:
        """(event, number of the name) for every name an event holds, each once."""
        events: list[int] = []
        found: list[int] = []
        number = self._actor._of
        for name in names:
            coded = self.codebook.fields[name]
            members = [sub.name for sub in coded.fields if sub.register_ == "actors"]
            for event, value in enumerate(self._column(name)):
                if value is None:
                    continue
                if type(value) is str:
                    events.append(event)
                    found.append(number(value))
                elif isinstance(value, list):
                    for item in value:
                        texts = [item] if isinstance(item, str) else [item.get(one) for one in members]
                        for text in texts:
                            if isinstance(text, str):
                                events.append(event)
                                found.append(number(text))
        both = np.array([events, found], np.int64).reshape(2, -1)
        both = np.unique(both[:, both[1] >= 0], axis=1)
        return both[0], both[1]

    def _weight(self, name: str) -> float:
        return GENERIC if any(pattern.search(name) for pattern in self._generic) else 1.0

    def _actor_key(self, value: Any) -> Any:
        """A name as the register has it; lists and groups of names likewise, in any order."""
        if isinstance(value, str):
            text = " ".join(value.split())
            name = self._names.get(text.casefold(), text)
            self._spelled.setdefault(name.casefold(), name)
            return name.casefold()
        return answer_key([self._actor_key(one) for one in value] if isinstance(value, list) else value)

    def _plain_key(self, value: Any) -> Any:
        return answer_key(value)

    # --- sides ------------------------------------------------------------------------------------------------------------

    def _orientations(self) -> list[tuple[frozenset[str], Floats]]:
        """For each two fields that stand in each other's place, how much better they fit as they stand than turned. A field
        that neither answered fits like one answered alike: who is alone on a side is told from it."""
        found: list[tuple[frozenset[str], Floats]] = []
        for one, other in zip(*self.pairing.sides, strict=True) if self.mirror else ():
            gain = self._fit(one, one) + self._fit(other, other) - self._fit(one, other) - self._fit(other, one)
            if np.any(gain):
                found.append((frozenset((one, other)), gain))
        return found

    def _fit(self, one: str, other: str) -> Floats:
        share, known = self._alike(one, other)
        empty = [self._kept("same", name, lambda n=name: self._answers(n)) < 0 for name in (one, other)]
        return np.where(known, share, (empty[0][self._one] & empty[1][self._other]).astype(float))

    def _told_by_evidence(self) -> Floats:
        """How much better the sides fit as they stand by the words their first answers rest on, whatever those say."""
        if self._spans_gain is None:
            self._spans_gain = np.zeros(len(self._one))
            here, there = (self._spans_of(side[0]) for side in self.pairing.sides)
            for mine, theirs, sign in ((here, here, 1), (there, there, 1), (here, there, -1), (there, here, -1)):
                self._spans_gain += sign * shared_spans(mine, self._one, self._other, theirs)[0]
        return self._spans_gain

    def _spans_of(self, name: str) -> list[list[Span]]:
        return [[span for span in told.evidence or () if span[0] == name] for told in self.meetings.events]


def _averaged(shares: Sequence[Share], pairs: int) -> Share:
    """The mean of what is known."""
    if len(shares) == 1:
        return shares[0]
    above, count = np.zeros(pairs), np.zeros(pairs)
    for share, known in shares:
        above += share * known
        count += known
    return np.divide(above, count, out=np.zeros(pairs), where=count > 0), count > 0


def _by_kind(here: Ints, there: Ints, known: Flags, share: Callable[[int, int], float]) -> Floats:
    """A share that is worked out once for every two kinds of values that meet."""
    found = np.zeros(len(here))
    if not known.any():
        return found
    low, high = np.minimum(here[known], there[known]), np.maximum(here[known], there[known])
    width = int(high.max()) + 1
    kinds, where = np.unique(low * width + high, return_inverse=True)
    found[known] = np.array([share(int(kind) // width, int(kind) % width) for kind in kinds])[where]
    return found


def _of_actor(coded: CodedField) -> bool:
    return coded.register_ == "actors"


def _codes_of(value: Any) -> tuple[str, ...] | None:
    codes = (
        [value] if isinstance(value, str) else [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
    )
    return tuple(sorted(set(codes))) or None


def _path(code: str, parents: Mapping[str, str]) -> tuple[str, ...]:
    path = [code]
    while path[0] in parents and len(path) < 20:
        path.insert(0, parents[path[0]])
    return tuple(path)


def _nearness(mine: Sequence[tuple[str, ...]], theirs: Sequence[tuple[str, ...]]) -> float:
    near = [[_near(one, other) for other in theirs] for one in mine]
    return (sum(map(max, near)) + sum(map(max, zip(*near, strict=True)))) / (len(mine) + len(theirs))


def _near(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    common = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        common += 1
    return 2 * common / (len(one) + len(other))


def _amount(value: Any) -> float:
    """A number, or the best of an estimate, else the middle of it; nan for none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, dict) and not is_missing(value):
        if isinstance(value.get("best"), int | float):
            return float(value["best"])
        known = [float(value[name]) for name in ESTIMATE if isinstance(value.get(name), int | float)]
        return sum(known) / len(known) if known else np.nan
    return np.nan


def _span(value: Any, seen: dict[Any, tuple[float, float]]) -> tuple[float, float]:
    """First and last day a written date can mean."""
    if not isinstance(value, str):
        return seen[None]
    known = seen.get(value)
    if known is None:
        try:
            read = parse_value(value)
            first, last = read.first or read.last or date.min, read.last or read.first or date.min
            known = (float(first.toordinal()), float(last.toordinal()))
        except ValueError:  # an event may hold what cannot be read
            known = seen[None]
        seen[value] = known
    return known
