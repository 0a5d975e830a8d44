"""Which events of coders are the same happening, in every article at once; and what another threshold would give.

Two codings: the pairs whose likenesses add up to most (`assignment`), none below the threshold. More: where the pairs of every
two codings fit together, they are the groups, and no better ones exist; else `groups` finds them. The lead's word goes before
any likeness. What events say is read once: leaving a field out, or another threshold, only assigns anew.

Must not know projects, nor what is measured on the pairs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from ..codebook.model import Codebook
from ..project.pairs import Judged
from .assignment import Assignment
from .groups import grouped
from .meetings import Ints, lay_out
from .results import Swept
from .similarity import Floats, Similarity
from .submissions import Asked, Doubled, Material, Submission, Told

_AT_ONCE = 10_000
"""Groups that are made at once while all are gone through."""
_TURNS = 10
"""Events of a group up to which every way of turning their sides is tried."""
_NONE: Ints = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Group:
    """One happening as its voices have it.

    `article` counts in `Material.articles`. By voice of `Material.who`: `events`, the event's place in that voice's
    submission, -1 for none; `swapped`, whether its two sides are read the other way round to fit the first voice's.
    `likeness` is the mean over the pairs in it, 1 for an event alone."""

    article: int
    events: tuple[int, ...]
    swapped: tuple[bool, ...]
    likeness: float


@dataclass(frozen=True, slots=True, eq=False)
class Groups(Sequence[Group]):
    """All happenings: a sequence of `Group`, kept as arrays for whoever counts over many. One row a happening, in `events` and
    `swapped` one column a voice of `Material.who`; each as in `Group`."""

    article: Ints
    events: Ints
    swapped: NDArray[np.bool_]
    likeness: Floats

    def __len__(self) -> int:
        return len(self.article)

    @overload
    def __getitem__(self, index: int) -> Group: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Group]: ...
    def __getitem__(self, index: int | slice) -> Group | Sequence[Group]:
        if isinstance(index, slice):
            return Groups(self.article[index], self.events[index], self.swapped[index], self.likeness[index])
        events, swapped = tuple(self.events[index].tolist()), tuple(self.swapped[index].tolist())
        return Group(int(self.article[index]), events, swapped, float(self.likeness[index]))

    def __iter__(self) -> Iterator[Group]:
        for at in range(0, len(self), _AT_ONCE):
            run = slice(at, at + _AT_ONCE)
            columns = (self.article, self.events, self.swapped, self.likeness)
            for article, events, swapped, likeness in zip(*(one[run].tolist() for one in columns), strict=True):
                yield Group(article, tuple(events), tuple(swapped), likeness)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Divided:
    """One event of a voice that another voice has as several: (voice, event's place), and those of the other."""

    article: int
    one: tuple[int, int]
    many: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Paired:
    """Every happening, of several voices or one alone, by article and then by the place of its first voice's event; and the
    events that are divided."""

    groups: Groups
    divided: Sequence[Divided]


class Pairing:
    """Pairs the events of some material, again and again."""

    def __init__(self, codebook: Codebook, material: Material) -> None:
        self.material = material
        self.meetings = lay_out(material)
        self.similarity = Similarity(codebook, self.meetings, material.aliases)
        self.threshold = self.similarity.pairing.threshold
        self._assignment = Assignment(self.meetings)
        self._begin = np.searchsorted(self.meetings.article[self.meetings.one], np.arange(len(material.articles) + 1))
        self._scores: dict[str, tuple[Floats, Floats]] = {}
        self._places: dict[str, int] = {}
        self._by_key: Ints | None = None

    def looks_at(self, field: str) -> bool:
        """Whether a field takes part in pairing."""
        return self.similarity.looks_at(field)

    def pair(
        self, *, threshold: float | None = None, judged: Mapping[frozenset[str], Judged] | None = None, without: str = ""
    ) -> Paired:
        """The happenings. `threshold` is the codebook's where none is given; `judged` is the lead's word by the uids of two
        events; `without` names a field that is not looked at."""
        from .divided import divided

        least = self.threshold if threshold is None else threshold
        scores, gain = self._combined(without)
        labels = self._labels(scores, least, judged or {})
        return Paired(self._groups(labels, scores, gain), divided(self, labels, scores, least, judged or {}))

    def sweep(self, thresholds: Sequence[float], judged: Mapping[frozenset[str], Judged] | None = None) -> list[Swept]:
        """What each threshold would give: pairs of events, and F1 pooled over every two voices (the positive specific agreement
        of Hripcsak & Rothschild 2005): 2·pairs / (events of the one + events of the other) in the articles both coded."""
        scores, _ = self._combined("")
        return [self._swept(least, self._labels(scores, least, judged or {})) for least in thresholds]

    def matrix(self, article: int, one: int, other: int, without: str = "") -> Floats:
        """The likeness of every event of one voice to every event of another in an article: (events, events)."""
        spoke = {voice: many for voice, _, many in self.meetings.spoke[article]}
        found = np.zeros((spoke.get(one, 0), spoke.get(other, 0)))
        run = self._pairs_of(article)
        scores, place, voice = self._combined(without)[0], self.meetings.place, self.meetings.voice
        for pair in range(run.start, run.stop):
            a, b = self.meetings.one[pair], self.meetings.other[pair]
            if (voice[a], voice[b]) == (one, other):
                found[place[a], place[b]] = scores[pair]
            elif (voice[a], voice[b]) == (other, one):
                found[place[b], place[a]] = scores[pair]
        return found

    def _combined(self, without: str) -> tuple[Floats, Floats]:
        """Of every pair its likeness, and how much better its sides fit as they stand. Only the whole is kept."""
        name = without if without and (self.looks_at(without) or without == "evidence") else ""
        if name:
            return self.similarity.combined(name)
        if not self._scores:
            self._scores[""] = self.similarity.combined()
        return self._scores[""]

    def _pairs_of(self, article: int) -> slice:
        return slice(int(self._begin[article]), int(self._begin[article + 1]))

    # --- who belongs together ---------------------------------------------------------------------------------------------

    def _labels(self, scores: Floats, least: float, judged: Mapping[frozenset[str], Judged]) -> Ints:
        """Of each event the number of its group. Where the groups are as the lead says without being told, they stay."""
        same, different = self._said(judged, scores)
        labels = self._grouped(scores, least)
        if not len(same) and not len(different):
            return labels
        one, other, article = self.meetings.one, self.meetings.other, self.meetings.article
        broken = np.concatenate((
            same[labels[one[same]] != labels[other[same]]], different[labels[one[different]] == labels[other[different]]]
        ))  # fmt: skip
        if not len(broken):
            return labels
        here = np.isin(article, article[one[broken]])
        return np.where(here, self._grouped(scores, least, here, same, different) + labels.max() + 1, labels)

    def _grouped(
        self, scores: Floats, least: float, here: NDArray[np.bool_] | None = None, same: Ints = _NONE, different: Ints = _NONE
    ) -> Ints:
        """The groups by likeness; with `here`, a flag an event, those of some articles alone, what is said of pairs first."""
        meetings, allowed, kept = self.meetings, None, _NONE
        if here is not None:
            allowed = here[meetings.one]
            same, different = same[allowed[same]], different[allowed[different]]
            allowed[different] = False
            kept = self._once(same, allowed)
        taken = np.concatenate((self._assignment.pairs(scores, least, allowed), kept))
        events = len(meetings.events)
        edges = coo_matrix((np.ones(len(taken)), (meetings.one[taken], meetings.other[taken])), shape=(events, events))
        count, labels = connected_components(edges, directed=False)
        labels = labels.astype(np.int64)
        members = np.bincount(labels, minlength=count)
        held = np.bincount(labels[meetings.one[taken]], minlength=count)
        torn = held != members * (members - 1) // 2
        forced, forbidden = self._by_article(same), self._by_article(different)
        for article in np.unique(meetings.article[torn[labels]]).tolist():
            count = self._regrouped(
                article, labels, count, scores, least, forced.get(article, ()), forbidden.get(article, ())
            )  # fmt: skip
        return labels

    def _by_article(self, pairs: Ints) -> dict[int, list[tuple[int, int]]]:
        """The events of some pairs, in their order, by article."""
        found: dict[int, list[tuple[int, int]]] = {}
        one, other = self.meetings.one[pairs], self.meetings.other[pairs]
        for article, *events in zip(self.meetings.article[one].tolist(), one.tolist(), other.tolist(), strict=True):
            found.setdefault(article, []).append((events[0], events[1]))
        return found

    def _said(self, judged: Mapping[frozenset[str], Judged], scores: Floats) -> tuple[Ints, Ints]:
        """The pairs that are judged same, the most alike first, and those judged different."""
        if not judged:
            return _NONE, _NONE
        if not self._places:
            self._places = {told.uid: event for event, told in enumerate(self.meetings.events)}
        met: dict[tuple[int, int], str] = {}
        for uids, word in judged.items():
            events = sorted(self._places[uid] for uid in uids if uid in self._places)
            if len(events) == 2:
                met[events[0], events[1]] = word
        if not met:
            return _NONE, _NONE
        keys = self.meetings.one * len(self.meetings.events) + self.meetings.other
        if self._by_key is None:
            self._by_key = np.argsort(keys)
        order = self._by_key
        wanted = np.array([one * len(self.meetings.events) + other for one, other in met], np.int64)
        at = np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1) if len(keys) else wanted[:0]
        pairs = order[at]
        found = keys[pairs] == wanted[: len(pairs)]
        words = np.array([met[key] == "same" for key in met], bool)[: len(pairs)]
        same, different = pairs[found & words], np.sort(pairs[found & ~words])
        return same[np.lexsort((same, -scores[same]))], different

    def _once(self, same: Ints, allowed: NDArray[np.bool_]) -> Ints:
        """Of the pairs that are judged same those that can hold together, an event once in a meeting; all others of their
        events in that meeting are no longer allowed, and they themselves need no assigning."""
        meetings, kept = self.meetings, list[int]()
        used = set[tuple[int, int]]()
        for pair in same.tolist():
            number = int(meetings.meeting[pair])
            one, other = int(meetings.one[pair]), int(meetings.other[pair])
            if (number, one) in used or (number, other) in used:
                continue
            used |= {(number, one), (number, other)}
            kept.append(pair)
            first, columns = meetings.first[number], meetings.columns[number]
            row, column = divmod(pair - int(first), int(columns))
            allowed[first + row * columns : first + (row + 1) * columns] = False
            allowed[first + column : first + meetings.rows[number] * columns : columns] = False
        return np.array(kept, np.int64)

    def _regrouped(
        self, article: int, labels: Ints, count: int, scores: Floats, least: float,
        same: Sequence[tuple[int, int]], different: Sequence[tuple[int, int]],
    ) -> int:  # fmt: skip
        """The groups of one article whose pairs do not fit together, written into `labels`; the next free number. The words
        are of its own events alone."""
        meetings = self.meetings
        spoke = meetings.spoke[article]
        start, end = spoke[0][1], spoke[-1][1] + spoke[-1][2]
        table = np.zeros((end - start, end - start))
        run = self._pairs_of(article)
        one, other = meetings.one[run] - start, meetings.other[run] - start
        table[one, other] = table[other, one] = scores[run]
        forced, forbidden = ([(one - start, other - start) for one, other in pairs] for pairs in (same, different))
        voices = [number for number, (_, _, many) in enumerate(spoke) for _ in range(many)]
        for group in grouped(voices, table, least, forced, forbidden):
            labels[np.array(group) + start] = count
            count += 1
        return count

    # --- what is told of them ---------------------------------------------------------------------------------------------

    def _groups(self, labels: Ints, scores: Floats, gain: Floats) -> Groups:
        meetings, voices = self.meetings, len(self.material.who)
        numbers, group = np.unique(labels, return_inverse=True)
        places = np.full((len(numbers), voices), -1, np.int64)
        places[group, meetings.voice] = meetings.place
        swapped = np.zeros((len(numbers), voices), bool)
        article = np.zeros(len(numbers), np.int64)
        article[group] = meetings.article
        within = np.flatnonzero(labels[meetings.one] == labels[meetings.other])
        of_pair = group[meetings.one[within]]
        held = np.bincount(of_pair, minlength=len(numbers))
        total = np.bincount(of_pair, scores[within], len(numbers))
        likeness = np.divide(total, held, out=np.ones(len(numbers)), where=held > 0)
        against = gain[within] < -1e-9
        two = against & (held[of_pair] == 1)
        later = np.maximum(*(meetings.voice[events[within[two]]] for events in (meetings.one, meetings.other)))
        swapped[of_pair[two], later] = True
        for number, pairs in _runs(of_pair, within, np.unique(of_pair[against & ~two])):
            swapped[number] = self._turned(pairs, gain, voices)
        first = np.argmax(places >= 0, axis=1) if voices else numbers
        order = np.lexsort((first, places[np.arange(len(numbers)), first], article))
        return Groups(article[order], places[order], swapped[order], likeness[order])

    def _turned(self, pairs: Ints, gain: Floats, voices: int) -> NDArray[np.bool_]:
        """Which voices' sides are turned so that all fit best; the first voice's never are."""
        voice = self.meetings.voice
        met = [
            (int(voice[self.meetings.one[pair]]), int(voice[self.meetings.other[pair]]), float(gain[pair])) for pair in pairs
        ]
        there = sorted({one for pair in met for one in pair[:2]})
        found = np.zeros(voices, bool)
        if len(there) > _TURNS:
            for one, other, better in met:
                if there[0] in (one, other) and better < 0:
                    found[other if one == there[0] else one] = True
            return found
        ways = product((1, -1), repeat=len(there) - 1)
        # max takes the first of equals: the one that turns none, then the later voices before the earlier.
        best = max(ways, key=lambda way: _fit(dict(zip(there, (1, *way), strict=True)), met))
        found[[one for one, way in zip(there[1:], best, strict=True) if way < 0]] = True
        return found

    def _swept(self, least: float, labels: Ints) -> Swept:
        meetings = self.meetings
        pairs = int((labels[meetings.one] == labels[meetings.other]).sum())
        told = sum(
            many + more
            for spoke in meetings.spoke for at, (_, _, many) in enumerate(spoke) for _, _, more in spoke[at + 1 :]
        )  # fmt: skip
        return Swept(float(least), pairs, 2 * pairs / told if told else None)


def _fit(ways: Mapping[int, int], met: Sequence[tuple[int, int, float]]) -> float:
    return round(sum(better * ways[one] * ways[other] for one, other, better in met), 9)


def _runs(of_pair: Ints, within: Ints, wanted: Ints) -> list[tuple[int, Ints]]:
    """Of some groups the pairs in them."""
    order = np.argsort(of_pair, kind="stable")
    keys = of_pair[order]
    begin, end = np.searchsorted(keys, wanted), np.searchsorted(keys, wanted, side="right")
    return [(int(number), within[order[a:b]]) for number, a, b in zip(wanted, begin, end, strict=True)]


def pair_events(
    codebook: Codebook,
    ones: Sequence[Mapping[str, Any]],
    others: Sequence[Mapping[str, Any]],
    aliases: Mapping[str, str] | None = None,
) -> dict[int, tuple[int, bool]]:
    """Of two codings of one article which event is which, by their values: place among `ones` → place among `others`, and
    whether its sides are read the other way round."""
    said = [
        Submission("", who, "events", {}, tuple(Told(f"{who}{place}", values) for place, values in enumerate(events)))
        for who, events in (("a", ones), ("b", others))
    ]
    material = Material(Asked(), ("a", "b"), {}, [Doubled("", 1, "", tuple(said))], aliases=aliases or {})
    groups = Pairing(codebook, material).pair().groups
    return {one.events[0]: (one.events[1], one.swapped[1]) for one in groups if min(one.events) >= 0}
