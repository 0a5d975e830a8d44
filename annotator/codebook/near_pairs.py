"""Which pairs of many events can be as alike as asked for at all: by days, and by kilometres, names of places or actors.

A likeness never exceeds what days and places allow, so most of the pairs need not be looked at: those that are left share days
and lie near each other, or share days and the name of a place where one has no point. Where the places of two cannot be
compared, only a named actor of both brings them together. Pure; which of the pairs are alike is `likenesses`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from ..places.array_distance import on_the_globe
from .likeness import HALF_WAY, ROUGHLY, TEXT, WINDOW
from .likenesses import Likenesses

Ints = NDArray[np.int64]
Pairs = tuple[Ints, Ints]

CHUNK = 100_000
"""Pairs that are held at a time, more or less."""
CROWDED = 400
"""Events without a place that share days and an actor with one event, at most: beyond, the actor tells nothing."""


def near_pairs(events: Likenesses, least: float) -> Iterator[Pairs]:
    """(n,), (n,): places of the two events of each pair, the smaller first, each pair once; some hundred thousand at a time.
    Every pair of dated events whose likeness is at least `least` is there, but for pairs without places, see above, and for
    two places of other names in one province, of which one has no point."""
    held: list[Pairs] = []
    count = 0
    for pairs in _found(events, least):
        if len(pairs[0]):
            held.append(pairs)
            count += len(pairs[0])
        if count >= CHUNK:
            yield _joined(held)
            held, count = [], 0
    if held:
        yield _joined(held)


def _joined(held: list[Pairs]) -> Pairs:
    return np.concatenate([one for one, _ in held]), np.concatenate([other for _, other in held])


def _found(events: Likenesses, least: float) -> Iterator[Pairs]:
    share = least_share(events, least)
    gap = int((1 - share) * (WINDOW + 1) + 1e-9)
    dated, pointed, named = events.dated, events.pointed, events.place >= 0
    exact = np.flatnonzero(dated & pointed & (events.slack == 0))
    yield from _in_cells(events, exact, exact, _reach(share), gap)
    yield from _roughly_around(events, np.flatnonzero(dated & pointed), share, gap)
    # Of two of which one has no point the names count.
    by_name = np.flatnonzero(dated & named)
    names = events.place[by_name]
    for one, other in _ordered(events, by_name, names, by_name, names, gap):
        kept = ~(pointed[one] & pointed[other])
        yield one[kept], other[kept]
    yield from _without_place(events, gap)


def least_share(events: Likenesses, least: float) -> float:
    """The least share of days and of place that lets a likeness be `least`, all else being equal, by bisection."""
    weights = events.likeness.weights
    heavy = min((weights[part] for part in ("date", "place") if part in weights), default=0.0)

    def reached(share: float) -> float:
        score = 1 - heavy * (1 - share)
        return (score + (1 - score) * TEXT) * (0.5 + 0.5 * share)

    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if reached(middle) < least else (low, middle)
    return low


def _reach(share: float) -> float:
    """Kilometres within which two exact places are that alike."""
    return max(1.0, HALF_WAY * sqrt(1 / share - 1)) if share > 0.005 else 300.0


def _roughly_around(events: Likenesses, every: Ints, share: float, gap: int) -> Iterator[Pairs]:
    """Those of which at least one is placed roughly: for each class of roughness by itself, as far as it reaches."""
    if share > ROUGHLY + 1e-9:
        return
    reach = _reach(min(1.0, share / ROUGHLY))
    slacks = np.unique(events.slack[every])
    for number, slack in enumerate(slacks):
        for larger in slacks[number:]:
            if larger == 0:
                continue
            mine = every[events.slack[every] == slack]
            theirs = mine if larger == slack else every[events.slack[every] == larger]
            yield from _in_cells(events, mine, theirs, reach + slack + larger, gap)


def _in_cells(events: Likenesses, mine: Ints, theirs: Ints, km: float, gap: int) -> Iterator[Pairs]:
    """Pairs that lie in the same cube of that size or in two that touch."""
    if not len(mine) or not len(theirs):
        return
    cells = np.floor(on_the_globe(events.latitude, events.longitude)[np.concatenate((mine, theirs))] / km).astype(np.int64)
    cells -= cells.min(axis=0) - 1
    wide = cells.max(axis=0) + 2
    codes = (cells[:, 0] * wide[1] + cells[:, 1]) * wide[2] + cells[:, 2]
    here, there = codes[: len(mine)], codes[len(mine) :]
    for x, y, z in product((-1, 0, 1), repeat=3):
        yield from _ordered(events, mine, here + (x * wide[1] + y) * wide[2] + z, theirs, there, gap)


def _without_place(events: Likenesses, gap: int) -> Iterator[Pairs]:
    """Whose places cannot be compared, as one has none, or a point where the other has a name: who shares a named actor."""
    held, names = events.names
    kept = events.weight[names] == 1 if len(held) else np.zeros(0, bool)
    kept &= events.dated[held]
    held, names = held[kept], names[kept]
    pointed, named = events.pointed[held], events.place[held] >= 0
    nowhere = ~pointed & ~named
    nothing, rest, point, name = ((held[some], names[some]) for some in (nowhere, ~nowhere, pointed & ~named, named & ~pointed))
    found = np.zeros(0, np.int64)
    for mine, theirs in ((nothing, nothing), (nothing, rest), (point, name)):
        for one, other in _ordered(events, *mine, *theirs, gap, CROWDED):
            found = np.union1d(found, one * len(events) + other)
    yield found // max(len(events), 1), found % max(len(events), 1)


def _ordered(
    events: Likenesses, mine: Ints, keys: Ints, theirs: Ints, other_keys: Ints, gap: int, crowded: int = 0
) -> Iterator[Pairs]:  # fmt: skip
    """Pairs of one of mine and one of theirs that have the same key and whose days are at most `gap` apart, the smaller place
    first. Where both are the same list each pair comes once. With `crowded`, who would meet more than that meets nobody."""
    same = mine is theirs
    yield from _met(events, mine, keys, theirs, other_keys, gap, crowded, later=not same, same=same)
    if not same:
        yield from _met(events, theirs, other_keys, mine, keys, gap, crowded, later=False, same=False)


def _met(
    events: Likenesses, mine: Ints, keys: Ints, theirs: Ints, other_keys: Ints, gap: int, crowded: int, *, later: bool,
    same: bool,
) -> Iterator[Pairs]:  # fmt: skip
    """The pairs in which the other one begins while mine lasts or up to `gap` days after; with `later` not on its first day."""
    if not len(mine) or not len(theirs):
        return
    start = int(min(events.first[mine].min(), events.first[theirs].min()))
    days = int(max(events.last[mine].max(), events.last[theirs].max())) - start + gap + 2
    code = other_keys * days + events.first[theirs] - start
    order = np.argsort(code, kind="stable")
    code = code[order]
    low = np.searchsorted(code, keys * days + events.first[mine] - start + later, "left")
    high = np.searchsorted(code, keys * days + events.last[mine] - start + gap, "right")
    count = np.maximum(high - low, 0)
    if crowded:
        count[count > crowded] = 0
    ends = np.cumsum(count)
    at = 0
    while at < len(mine):
        stop = max(at + 1, int(np.searchsorted(ends, (ends[at - 1] if at else 0) + CHUNK, "right")))
        some = count[at:stop]
        one = np.repeat(mine[at:stop], some)
        if len(one):
            within = np.arange(len(one)) - np.repeat(np.cumsum(some) - some, some)
            other = theirs[order[np.repeat(low[at:stop], some) + within]]
            if same:
                # Of two that begin on one day each would find the other.
                first, second = events.first[one], events.first[other]
                kept = (second > first) | ((second == first) & (one < other))
                one, other = one[kept], other[kept]
            yield np.minimum(one, other), np.maximum(one, other)
        at = stop
