"""The best pairs by their scores: those that add up to most, none twice, none below a threshold. Pure.

Exact: the linear assignment problem, solved by scipy (a shortest augmenting path algorithm, Crouse 2016). Where every event's
best partner is another's, the sum of the best is the most there can be, and no solver is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from .meetings import Meetings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Pair = tuple[int, int]

ROUNDING = 1e-9
"""Scores nearer a threshold than this reach it, and sums nearer each other are equal: what sums of decimals are off by."""


def best_pairs(scores: Sequence[Sequence[float]] | Floats, threshold: float) -> list[Pair]:
    """Row and column of the pairs whose scores add up to most, in the order of the rows.

    `scores` has one row an event of one side and one column an event of the other, each from 0 to 1. No pair scores below
    `threshold`, none nought. Of equal sums one that keeps the order of both sides is taken."""
    table = np.asarray(scores, float)
    if table.ndim < 2 or not table.size:
        return []
    rows, columns = table.shape
    offset = np.subtract.outer(np.arange(rows), np.arange(columns)) / max(rows, columns)
    return _solved(table - ROUNDING * offset**2, table, threshold)


def _solved(preferred: Floats, scores: Floats, threshold: float) -> list[Pair]:
    good = (scores >= threshold - ROUNDING) & (scores > 0)
    found = linear_sum_assignment(np.where(good, preferred, 0.0), maximize=True)
    return [(int(row), int(column)) for row, column in zip(*found, strict=True) if good[row, column]]


class Assignment:
    """The best pairs of all meetings at once."""

    def __init__(self, meetings: Meetings) -> None:
        self.meetings = meetings
        meeting = meetings.meeting
        within = np.arange(len(meeting)) - meetings.first[meeting]
        self._column = within % meetings.columns[meeting] if len(meeting) else within
        self._row = within // meetings.columns[meeting] if len(meeting) else within
        size = np.maximum(meetings.rows, meetings.columns)[meeting]
        self._order = ROUNDING * ((self._row - self._column) / np.maximum(size, 1)) ** 2
        # The pairs once row by row, as they stand, and once column by column.
        self._turned = np.lexsort((self._row, self._column, meeting))

    def pairs(self, scores: Floats, threshold: float, allowed: NDArray[np.bool_] | None = None) -> Ints:
        """The pairs taken, by their position. `scores` has one number a pair; a pair that is not `allowed` is never taken."""
        good = (scores >= threshold - ROUNDING) & (scores > 0)
        if allowed is not None:
            good &= allowed
        preferred = np.where(good, scores - self._order, 0.0)
        meeting = self.meetings.meeting
        taken = np.zeros(len(scores), bool)
        open_ = np.ones(len(self.meetings.first), bool)
        by_row, by_column = np.arange(len(scores)), self._turned
        for order, line, other in ((by_row, self._row, self._column), (by_column, self._column, self._row)):
            if not len(order):
                break
            best = _best_of_lines(order, meeting, line, preferred)
            best = best[good[best] & open_[meeting[best]]]
            clash = _clashing(meeting[best], other[best])
            settled = np.zeros(len(open_), bool)
            settled[:] = open_
            settled[clash] = False
            taken[best[settled[meeting[best]]]] = True
            open_ &= ~settled
        for number in np.flatnonzero(open_):
            first, rows, columns = self.meetings.first[number], self.meetings.rows[number], self.meetings.columns[number]
            run = slice(first, first + rows * columns)
            found = linear_sum_assignment(preferred[run].reshape(rows, columns), maximize=True)
            places = first + found[0] * columns + found[1]
            taken[places[good[places]]] = True
        return np.flatnonzero(taken)


def _best_of_lines(order: Ints, meeting: Ints, line: Ints, preferred: Floats) -> Ints:
    """Of each row (or column) the pair that scores most, the first of equals."""
    meetings, lines, scores = meeting[order], line[order], preferred[order]
    opens = np.concatenate(([True], (meetings[1:] != meetings[:-1]) | (lines[1:] != lines[:-1])))
    starts = np.flatnonzero(opens)
    most = np.maximum.reduceat(scores, starts)
    which = np.cumsum(opens) - 1
    hits = np.flatnonzero(scores == most[which])
    _, firsts = np.unique(which[hits], return_index=True)
    return order[hits[firsts]]


def _clashing(meeting: Ints, other: Ints) -> Ints:
    """The meetings in which two lines want the same partner."""
    order = np.lexsort((other, meeting))
    meetings, others = meeting[order], other[order]
    return meetings[1:][(meetings[1:] == meetings[:-1]) & (others[1:] == others[:-1])]
