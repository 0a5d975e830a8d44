"""The likeness of many pairs of events at once: the same numbers as `Likeness.compare` gives for one pair, from arrays.

What events say is laid out once as arrays; a pair is two places in the list of events. Owns no judgement of its own: shares,
weights and what is not known are `likeness`'s, and a test compares the two. Pure; must not know projects, nor which pairs are
worth comparing (`near_pairs`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..places.array_distance import kilometres
from .actor_sets import shared_actors
from .likeness import (
    HALF_WAY,
    MANY_WORDS,
    NONE_DEAD,
    NOTHING_ALIKE,
    OTHER_NAME,
    OVERLAPPING,
    ROUGHLY,
    SEVERAL_WORDS,
    TEXT,
    UNKNOWN,
    WHAT,
    WINDOW,
    Alike,
    Facts,
    Likeness,
    Part,
    place_key,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Likenesses:
    """What some events say, as arrays, and how alike any pairs of them are. Where nothing is said, codes are -1, days 0."""

    def __init__(self, likeness: Likeness, facts: Sequence[Facts]) -> None:
        self.likeness, self.facts = likeness, facts
        days = [one.days for one in facts]
        self.first = _numbers(one[0].toordinal() if one else 0 for one in days)
        self.last = _numbers(one[1].toordinal() if one else 0 for one in days)
        self.exact = np.fromiter((one.exact for one in facts), bool, len(facts))
        self.latitude, self.longitude = (
            np.array([one.point[axis] if one.point else np.nan for one in facts], float) for axis in (0, 1)
        )
        self.slack = np.array([one.slack for one in facts], float)
        self.country = _coded(one.country for one in facts)
        self.divisions = [_coded(one.divisions[level] if one.divisions else "" for one in facts) for level in range(3)]
        keys: dict[str, str] = {}
        self.place = _coded(
            (keys.get(one.place) or keys.setdefault(one.place, place_key(one.place))) if one.place else "" for one in facts
        )
        self._dead = np.array([one.dead or (np.nan, np.nan) for one in facts], float).reshape(-1, 2)
        self._kinds: dict[Hashable, int] = {}
        self.types = _numbers(self._kinds.setdefault(one.types, len(self._kinds)) for one in facts)
        numbers: dict[str, int] = {}
        self.names = _members(([name.casefold() for name in one.actors] for one in facts), numbers)
        """(event, number of the name) for every actor."""
        spelled: dict[str, str] = {}
        for name in (name for one in facts for name in one.actors):
            spelled.setdefault(name.casefold(), name)
        self._names = list(numbers)
        self._weight = {name: likeness.weight(spelled[name]) for name in numbers}
        self.weight = np.array(list(self._weight.values()), float)
        """What each name tells, by its number."""
        self._words: dict[int, tuple[str, ...]] = {}
        """Of events the words of their texts, once somebody asks."""

    def __len__(self) -> int:
        return len(self.facts)

    @property
    def dated(self) -> Flags:
        """Which events have days that say something."""
        return self.first > 0

    @property
    def pointed(self) -> Flags:
        """Which events have a point."""
        return ~np.isnan(self.latitude)

    def scores(self, one: Ints, other: Ints, least: float = 0.0) -> Floats:
        """How alike the events of each pair are, 0 to 1; 0 where that is less than `least`, which is told sooner."""
        weights = self.likeness.weights
        shares: dict[Part, Floats] = {"date": self.dates(one, other), "place": self.places(one, other)}
        near = np.fmin(np.fmin(shares["date"], shares["place"]), 1.0)
        factor = 0.5 + 0.5 * np.where(np.isnan(near), 1.0, near)
        told = np.full(len(one), np.nan)
        sums = np.zeros(len(one))
        left = 1.0
        found = np.zeros(len(one))
        at = np.arange(len(one))
        steps: list[tuple[Part, Callable[[Ints, Ints], Floats]]] = [
            ("date", lambda a, b: shares["date"][at]), ("place", lambda a, b: shares["place"][at]),
            ("dead", self.deaths), ("type", self._types), ("actors", self._actors),
        ]  # fmt: skip
        for part, work_out in steps:
            if part not in weights:
                continue
            share = work_out(one[at], other[at])
            if part in WHAT:
                told = np.fmax(told, share)
            sums += weights[part] * np.where(np.isnan(share), UNKNOWN, share)
            left -= weights[part]
            best = sums + left
            kept = (best + (1 - best) * TEXT) * factor >= least - 1e-9
            if not kept.all():
                at, sums, factor, told = at[kept], sums[kept], factor[kept], told[kept]
        sums += (1 - sums) * TEXT * self._texts(one[at], other[at])
        factor = factor * (NOTHING_ALIKE + (1 - NOTHING_ALIKE) * np.where(np.isnan(told), 1.0, told))
        found[at] = np.minimum(sums * factor, 1.0)
        return np.where(found >= least - 1e-9, found, 0.0)

    def compare(self, one: int, other: int) -> Alike:
        """The same of one pair, with its reasons; the words tell of `other`."""
        return self.likeness.compare(self.facts[one], self.facts[other])

    # --- the parts: a share from 0 to 1, nan where not both say anything -------------------------------------------------

    def dates(self, one: Ints, other: Ints) -> Floats:
        """By days."""
        first, last, other_first, other_last = self.first[one], self.last[one], self.first[other], self.last[other]
        gap = np.maximum(np.maximum(other_first - last, first - other_last), 0)
        same = (first == other_first) & (last == other_last)
        exact = self.exact[one] & self.exact[other]
        share = np.select([gap > 0, ~exact, same], [np.maximum(0.0, 1 - gap / (WINDOW + 1)), ROUGHLY, 1.0], OVERLAPPING)
        return np.where((first > 0) & (other_first > 0), share, np.nan)

    def places(self, one: Ints, other: Ints) -> Floats:
        """By kilometres, else by names and divisions."""
        named = (self.place[one] >= 0) & (self.place[other] >= 0)
        same_name = named & (self.place[one] == self.place[other])
        slack = self.slack[one] + self.slack[other]
        km = kilometres(self.latitude[one], self.longitude[one], self.latitude[other], self.longitude[other])
        pointed = ~np.isnan(km)
        off = np.maximum(0.0, np.nan_to_num(km) - slack)
        share = np.where(off <= 1, 1.0, 1 / (1 + (off / HALF_WAY) ** 2))
        share = np.where(named & ~same_name, share * OTHER_NAME, share)
        share = np.where((slack > 0) & (share > 0.1), share * ROUGHLY, share)
        if pointed.all():
            return share
        abroad = (self.country[one] >= 0) & (self.country[other] >= 0) & (self.country[one] != self.country[other])
        divided, in_one = np.zeros(len(one), bool), np.zeros(len(one), bool)
        for codes in self.divisions:
            both = (codes[one] >= 0) & (codes[other] >= 0)
            divided |= both
            in_one |= both & (codes[one] == codes[other])
        by_name = np.select(
            [abroad, same_name & divided & ~in_one, same_name, named & in_one, named, divided & in_one, divided],
            [0.0, 0.5, 1.0, 0.35, 0.1, 0.5, 0.1],
            np.nan,
        )
        return np.where(pointed, share, by_name)

    def deaths(self, one: Ints, other: Ints) -> Floats:
        """By the numbers of dead."""
        (low, high), (other_low, other_high) = self._dead[one].T, self._dead[other].T
        apart = np.maximum(np.maximum(other_low - high, low - other_high), 0)
        most = np.maximum(high, other_high)
        share = np.maximum(0.0, 1 - np.divide(apart, most, out=np.zeros(len(one)), where=most > 0))
        share = np.where(apart > 0, share, np.where(most > 0, 1.0, NONE_DEAD))
        return np.where(np.isnan(low) | np.isnan(other_low), np.nan, share)

    def _types(self, one: Ints, other: Ints) -> Floats:
        """Worked out once for every two kinds that meet."""
        example = list(self._kinds)
        here, there = self.types[one], self.types[other]
        kinds, where = np.unique(here * len(example) + there, return_inverse=True)
        share = np.full(len(kinds), np.nan)
        for place, kind in enumerate(kinds):
            mine, theirs = (Facts(types=example[number]) for number in divmod(int(kind), len(example)))  # type: ignore[arg-type]
            reason = self.likeness.type(mine, theirs)
            share[place] = reason.share if reason else np.nan
        return share[where]

    def _actors(self, one: Ints, other: Ints) -> Floats:
        dice, known = shared_actors(self.names, self.names, self._names, self._weight.__getitem__, one, other)
        total = np.bincount(self.names[0], self.weight[self.names[1]], len(self)) if len(self.names[0]) else np.zeros(len(self))
        sure = np.minimum(1.0, np.minimum(total[one], total[other]))
        return np.where(known, sure * dice + (1 - sure) * 0.5, np.nan)

    def _texts(self, one: Ints, other: Ints) -> Floats:
        """By words in common; 0 where there are none."""
        from scipy.sparse import csr_matrix

        if not len(one):
            return np.zeros(0)
        events, places = np.unique(np.concatenate((one, other)), return_inverse=True)
        for event in events.tolist():
            if event not in self._words:
                self._words[event] = self.facts[event].words
        held, words = _members((self._words[event] for event in events.tolist()), {})
        length = np.bincount(held, minlength=len(events))
        table = csr_matrix((np.ones(len(held), np.float32), (held, words)), shape=(len(events), int(words.max(initial=0)) + 1))
        here, there = places[: len(one)], places[len(one) :]
        common = np.zeros(len(one))
        for start in range(0, len(one), _ROWS):
            part = slice(start, start + _ROWS)
            common[part] = np.asarray(table[here[part]].multiply(table[there[part]]).sum(axis=1), float).ravel()
        whole = (length[here] + length[there]).astype(float)
        share = np.minimum(1.0, np.divide(2 * common / MANY_WORDS, whole, out=np.zeros(len(one)), where=whole > 0))
        return share * np.minimum(1.0, common / SEVERAL_WORDS)


_ROWS = 50_000
"""Pairs whose texts are compared at a time."""


def _numbers(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)


def _coded(texts: Iterable[str]) -> Ints:
    numbers: dict[str, int] = {}
    return np.fromiter((numbers.setdefault(text, len(numbers)) if text else -1 for text in texts), np.int64)


def _members(lists: Iterable[Sequence[Any]], numbers: dict[Any, int]) -> tuple[Ints, Ints]:
    """(event, number of the member) for every member; `numbers` learns the new ones."""
    events: list[int] = []
    found: list[int] = []
    for event, members in enumerate(lists):
        events += [event] * len(members)
        found += [numbers.setdefault(member, len(numbers)) for member in members]
    return np.array(events, np.int64), np.array(found, np.int64)
