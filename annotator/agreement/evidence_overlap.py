"""How much of the text two events rest on in common: unions of spans and their overlap, for many pairs at once. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Spans = Sequence[tuple[str, str, int, int]]
"""(field, part, start, end), half-open, in code points."""

CHUNK = 2_000_000
"""Spans that are looked up at once: bounds the memory it takes."""


def shared_spans(
    evidence: Sequence[Spans | None], one: NDArray[np.int64], other: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Dice's coefficient on the code points two events rest on, 2·|A ∩ B| / (|A| + |B|), and whether both rest on any.

    `evidence` has the spans of each event; `one` and `other` name the events of each pair. Every event's spans are laid on one
    number line, each event on a stretch of its own, so that how much of an event lies before a point is one look-up.
    """
    counts = np.fromiter((len(spans or ()) for spans in evidence), np.int64, len(evidence))
    starts = np.fromiter((_at(part, start) for spans in evidence for _, part, start, _ in spans or ()), np.int64)
    ends = np.fromiter((_at(part, end) for spans in evidence for _, part, _, end in spans or ()), np.int64)
    width = int(ends.max()) + 1 if len(ends) else 1
    owner = np.repeat(np.arange(len(evidence)), counts)
    held, low, high = _united(owner, starts + owner * width, ends + owner * width)
    lengths = np.bincount(held, high - low, len(evidence))
    before = np.concatenate(([0], np.cumsum(high - low)))
    known = (lengths[one] > 0) & (lengths[other] > 0)
    many = np.bincount(held, minlength=len(evidence))
    begin = np.concatenate(([0], np.cumsum(many)[:-1])) if len(many) else many
    share = np.zeros(len(one))
    where = np.flatnonzero(known)
    step = max(1, int(CHUNK / max(1.0, float(many[one[where]].mean()) if len(where) else 1.0)))
    for at in range(0, len(where), step):
        pairs = where[at : at + step]
        mine, theirs = one[pairs], other[pairs]
        index = np.repeat(np.arange(len(pairs)), many[mine])
        inside = np.arange(len(index)) - np.repeat(np.cumsum(many[mine]) - many[mine], many[mine])
        span = begin[mine][index] + inside
        shift = (theirs[index] - mine[index]) * width

        def covered(points: NDArray[np.int64]) -> NDArray[np.int64]:
            """How many code points of all events lie before each point."""
            place = np.searchsorted(low, points, side="right")
            last = np.maximum(place - 1, 0)
            return np.where(place > 0, before[last] + np.minimum(points, high[last]) - low[last], 0)

        common = np.bincount(index, covered(high[span] + shift) - covered(low[span] + shift), len(pairs))
        share[pairs] = 2 * common / (lengths[mine] + lengths[theirs])
    return share, known


TITLE = 1 << 24
"""Where the title begins on the number line: behind any text."""


def _at(part: str, offset: int) -> int:
    return offset + TITLE if part == "title" else offset


def _united(
    owner: NDArray[np.int64], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Spans that overlap or touch become one: (event, start, end), sorted."""
    order = np.argsort(starts, kind="stable")
    owner, starts, ends = owner[order], starts[order], ends[order]
    if not len(starts):
        return owner, starts, ends
    furthest = np.maximum.accumulate(ends)
    opens = np.concatenate(([True], (starts[1:] > furthest[:-1]) | (owner[1:] != owner[:-1])))
    return owner[opens], starts[opens], furthest[np.concatenate((opens[1:], [True]))]
