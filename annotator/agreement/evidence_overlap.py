"""How much of the text two events rest on in common: unions of spans and their overlap, for many pairs at once. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Span = tuple[str, str, int, int]
"""(field, part, start, end), half-open, in code points."""

CHUNK = 2_000_000
"""Spans that are looked up at once: bounds the memory it takes."""
TITLE = 1 << 24
"""Where the title begins on the number line: behind any text."""


@dataclass(frozen=True, slots=True)
class _Laid:
    """The spans of all events on one number line, each event on a stretch of its own of `width`, so that how much of an event
    lies before a point is one look-up. Spans of one event do not overlap."""

    low: Ints
    high: Ints
    lengths: Ints
    """Of each event."""
    many: Ints
    begin: Ints
    """How many spans an event has, and the first."""
    before: Ints
    """How many code points lie before each span."""

    def covered(self, points: Ints) -> Ints:
        """How many code points of all events lie before each point."""
        if not len(self.low):
            return np.zeros(len(points), np.int64)
        place = np.searchsorted(self.low, points, side="right")
        last = np.maximum(place - 1, 0)
        return np.where(place > 0, self.before[last] + np.minimum(points, self.high[last]) - self.low[last], 0)


def shared_spans(
    evidence: Sequence[Sequence[Span] | None], one: Ints, other: Ints, others: Sequence[Sequence[Span] | None] | None = None
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Dice's coefficient on the code points two events rest on, 2·|A ∩ B| / (|A| + |B|), and whether both rest on any.

    `evidence` has the spans of each event; `one` and `other` name the events of each pair. With `others` the second event of
    each pair has its spans there."""
    read = [_read(spans) for spans in (evidence, *(() if others is None else (others,)))]
    width = max(int(ends.max(initial=0)) for _, _, ends in read) + 1
    laid = [_laid(*spans, width) for spans in read]
    mine, theirs = laid[0], laid[-1]
    known = (mine.lengths[one] > 0) & (theirs.lengths[other] > 0)
    share = np.zeros(len(one))
    where = np.flatnonzero(known)
    step = max(1, int(CHUNK / max(1.0, float(mine.many[one[where]].mean()) if len(where) else 1.0)))
    for at in range(0, len(where), step):
        pairs = where[at : at + step]
        ones, twos = one[pairs], other[pairs]
        many = mine.many[ones]
        index = np.repeat(np.arange(len(pairs)), many)
        span = mine.begin[ones][index] + np.arange(len(index)) - np.repeat(np.cumsum(many) - many, many)
        shift = (twos[index] - ones[index]) * width
        inside = theirs.covered(mine.high[span] + shift) - theirs.covered(mine.low[span] + shift)
        share[pairs] = 2 * np.bincount(index, inside, len(pairs)) / (mine.lengths[ones] + theirs.lengths[twos])
    return share, known


def _read(evidence: Sequence[Sequence[Span] | None]) -> tuple[Ints, Ints, Ints]:
    """Of each event how many spans it has; start and end of all spans."""
    counts = np.fromiter((len(spans or ()) for spans in evidence), np.int64, len(evidence))
    starts = np.fromiter((_at(part, start) for spans in evidence for _, part, start, _ in spans or ()), np.int64)
    ends = np.fromiter((_at(part, end) for spans in evidence for _, part, _, end in spans or ()), np.int64)
    return counts, starts, ends


def _at(part: str, offset: int) -> int:
    return offset + TITLE if part == "title" else offset


def _laid(counts: Ints, starts: Ints, ends: Ints, width: int) -> _Laid:
    """Spans that overlap or touch become one."""
    owner = np.repeat(np.arange(len(counts)), counts)
    starts, ends = starts + owner * width, ends + owner * width
    order = np.argsort(starts, kind="stable")
    owner, starts, ends = owner[order], starts[order], ends[order]
    furthest = np.maximum.accumulate(ends)
    opens = np.ones(len(starts), bool)
    opens[1:] = (starts[1:] > furthest[:-1]) | (owner[1:] != owner[:-1])
    low, high, held = starts[opens], furthest[np.append(opens[1:], True)] if len(starts) else ends, owner[opens]
    many = np.bincount(held, minlength=len(counts))
    lengths = np.bincount(held, high - low, len(counts)).astype(np.int64)
    return _Laid(low, high, lengths, many, np.cumsum(many) - many, np.concatenate(([0], np.cumsum(high - low))))
