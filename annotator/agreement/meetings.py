"""Whose events meet whose: every two codings of one article, their events side by side, laid out as arrays. Pure.

Voices are taken in the order of their names in `Material.who` sorted, so that nothing that follows depends on the order in
which they are given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .submissions import Material, Told

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Meetings:
    """All events of some material, and every two of them that could be one happening.

    Events are counted by article, then voice (sorted), then place. A meeting is two codings of one article: its pairs stand
    in a run from `first` on, row by row: `rows` events of the one voice against `columns` of the other.
    """

    events: list[Told]
    article: Ints
    voice: Ints
    """Of each event its voice's position in `Material.who`."""
    place: Ints
    """Of each event its place in its coding."""
    spoke: list[list[tuple[int, int, int]]]
    """Of each article the voices that spoke: (voice, first event, events), voices sorted."""
    starts: Ints
    """(meetings, 2): first event of either."""
    rows: Ints
    columns: Ints
    first: Ints
    one: Ints
    """Of each pair the event of the one voice."""
    other: Ints
    meeting: Ints
    """Of each pair its meeting."""


def lay_out(material: Material) -> Meetings:
    """All meetings of some material."""
    position = {who: place for place, who in enumerate(material.who)}
    events: list[Told] = []
    article: list[int] = []
    voice: list[int] = []
    place: list[int] = []
    spoke: list[list[tuple[int, int, int]]] = []
    met: list[tuple[int, int, int, int, int, int, int]] = []
    for number, doubled in enumerate(material.articles):
        here: list[tuple[int, int, int]] = []
        for said in sorted(doubled.submissions, key=lambda one: one.who):
            speaker, start, count = position[said.who], len(events), len(said.events)
            met += [(number, v, speaker, begin, start, many, count) for v, begin, many in here if many and count]
            here.append((speaker, start, count))
            events += said.events
            article += [number] * count
            voice += [speaker] * count
            place += range(count)
        spoke.append(here)
    table = np.array(met, np.int64).reshape(-1, 7)
    rows, columns = table[:, 5], table[:, 6]
    sizes = rows * columns
    first = np.concatenate(([0], np.cumsum(sizes)[:-1])) if len(sizes) else sizes
    meeting = np.repeat(np.arange(len(table)), sizes)
    within = np.arange(len(meeting)) - first[meeting]
    return Meetings(
        events, np.array(article, np.int64), np.array(voice, np.int64), np.array(place, np.int64), spoke,
        table[:, 3:5], rows, columns, first,
        table[meeting, 3] + within // columns[meeting], table[meeting, 4] + within % columns[meeting], meeting,
    )  # fmt: skip
