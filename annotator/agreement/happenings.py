"""The pairs of coders' events as one table of numbers, and every field's values in it: what all figures on events are of.

A row is a happening that at least one coder has, a column who speaks (a voice), a cell the number of that voice's event
among all events, or -1. Values are read once a field and kept as numbers; another pairing only makes another table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..codebook.model import Codebook
from ..codebook.pairing import mirror_of, pairing_of
from .pairing import Paired
from .ratings import Ratings
from .scales import Scale, answered, measured
from .submissions import Material, Submission, Told

if TYPE_CHECKING:
    from numpy import intp

Codes = NDArray[np.int32]
"""For every event the place of its value among a scale's categories; -1 for nothing said."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A field's values: every event's as a number, whether anything stands there, and what the numbers stand for."""

    codes: Codes
    answered: NDArray[np.bool_]
    categories: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A pairing as a table. `events` (happenings, voices); `swapped` likewise: whose sides are read the other way round;
    `article` (happenings,) the place in the material; `likeness` (happenings,)."""

    events: NDArray[np.int64]
    swapped: NDArray[np.bool_]
    article: NDArray[np.int64]
    likeness: NDArray[np.float64]

    @property
    def several(self) -> Table:
        """The happenings that at least two voices have."""
        kept = (self.events >= 0).sum(axis=1) > 1
        return Table(self.events[kept], self.swapped[kept], self.article[kept], self.likeness[kept])


@dataclass
class Happenings:
    """The events of some material, numbered, with their values by scale."""

    codebook: Codebook
    material: Material
    events: list[Told] = field(default_factory=list)
    _start: NDArray[np.int64] = field(init=False)
    _coded: dict[str, Coded] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = {spelling.casefold(): name for spelling, name in self.material.aliases.items()}
        """Spelling of an actor, case-folded → its name in the register."""
        voices = {who: place for place, who in enumerate(self.material.who)}
        start = np.full((len(self.material.articles), max(len(voices), 1)), -1, np.int64)
        self.submissions: list[list[Submission | None]] = []
        """By article and voice."""
        for place, article in enumerate(self.material.articles):
            row: list[Submission | None] = [None] * len(voices)
            for one in article.submissions:
                row[voices[one.who]] = one
                start[place, voices[one.who]] = len(self.events)
                self.events.extend(one.events)
            self.submissions.append(row)
        self._start = start
        uids = {uid: place for place, uid in enumerate(dict.fromkeys(one.article for one in self.material.articles))}
        self.clusters: NDArray[intp] = np.array([uids[one.article] for one in self.material.articles], np.intp)
        """For every entry of the material its article's number: an article that is there twice is drawn as one."""
        strata: dict[str, int] = {}
        of_cluster = np.zeros(len(uids), np.intp)
        for one, cluster in zip(self.material.articles, self.clusters, strict=True):
            of_cluster[cluster] = strata.setdefault(one.stratum, len(strata))
        self.strata: NDArray[intp] = of_cluster
        """For every article the number of its stratum."""
        pairing = pairing_of(self.codebook)
        self.mirror = mirror_of(pairing)
        """For a field of one side the same of the other."""
        self.first_side = {two: one for one, two in zip(*pairing.sides, strict=True)} if self.mirror else {}
        """For a field of the second side the same of the first."""

    @property
    def voices(self) -> int:
        """How many speak."""
        return len(self.material.who)

    def table(self, paired: Paired) -> Table:
        """A pairing as a table."""
        groups = paired.groups
        events = groups.events + self._start[groups.article][:, : groups.events.shape[1]]
        return Table(np.where(groups.events >= 0, events, -1), groups.swapped, groups.article, groups.likeness)

    def coded(self, scale: Scale) -> Coded:
        """A field's values of all events; a field and its mirror share their categories."""
        if scale.name not in self._coded:
            both = [scale.name, *([self.mirror[scale.name]] if scale.name in self.mirror else [])]
            kept = [
                [measured(_renamed(scale, name), one.values, self.names) for one in self.events] for name in both
            ]  # fmt: skip
            said = {value for values in kept for value in values if value is not None}
            known = _in_order(scale, said)
            categories = tuple(known)
            if scale.metric == "nominal" and scale.field.type == "text":
                # Compared without regard to capitals, told as somebody wrote it.
                written = {
                    value: told
                    for name, values in zip(both, kept, strict=True)
                    for value, one in zip(values, self.events, strict=True) if isinstance(told := one.values.get(name), str)
                }  # fmt: skip
                categories = tuple(written.get(value, value) for value in known)
            for name, values in zip(both, kept, strict=True):
                codes = np.fromiter((known.get(value, -1) for value in values), np.int32, len(values))
                there = np.fromiter((answered(_renamed(scale, name), one.values) for one in self.events), bool, len(values))
                self._coded[name] = Coded(codes, there, categories)
        return self._coded[scale.name]

    def measured(self, scale: Scale, values: Mapping[str, Any]) -> Any:
        """A value in the form in which it is compared."""
        return measured(scale, values, self.names)

    def told(self, scale: Scale, table: Table) -> list[list[Any]]:
        """What the voices say of the table's happenings, for people: a text as one of those who gave it wrote it, a set of
        texts by its members, all else as it was coded; None for nothing said."""
        codes = self._read(table, scale, lambda coded: coded.codes, -1)
        if scale.field.type == "text":
            labels = [sorted(one) if isinstance(one, frozenset) else one for one in self.coded(scale).categories]
            return [[labels[code] if code >= 0 else None for code in row] for row in codes.tolist()]
        numbered = table.events.tolist()
        if scale.name in self.mirror:
            names = [(scale.name, self.mirror[scale.name])] * self.voices
            return [
                [None if event < 0 else self.events[event].values.get(name[turned]) for name, event, turned in zip(
                    names, row, swapped, strict=True)]
                for row, swapped in zip(numbered, table.swapped.tolist(), strict=True)
            ]  # fmt: skip
        return [[None if event < 0 else _raw(scale, self.events[event].values) for event in row] for row in numbered]

    def rated(self, scale: Scale, table: Table) -> Ratings:
        """What the voices say of the table's happenings."""
        codes = self._read(table, scale, lambda coded: coded.codes, -1)
        coded = self.coded(scale)
        used = np.unique(codes[codes >= 0])
        if scale.order or len(used) == len(coded.categories):
            return Ratings(codes, coded.categories, self.clusters[table.article], self.strata)
        again = np.full(len(coded.categories) + 1, -1, np.int32)
        again[used] = np.arange(len(used), dtype=np.int32)
        categories = tuple(coded.categories[place] for place in used)
        return Ratings(again[codes], categories, self.clusters[table.article], self.strata)

    def is_answered(self, scale: Scale, table: Table) -> Ratings:
        """Whether the voices answer at all: `yes` or `no` for each event that is there."""
        said = self._read(table, scale, lambda coded: coded.answered.astype(np.int32), -1)
        return Ratings(said, ("no", "yes"), self.clusters[table.article], self.strata)

    def _read(self, table: Table, scale: Scale, of: Any, nothing: int) -> NDArray[np.int32]:
        coded = of(self.coded(scale))
        values = np.append(coded, nothing)[table.events]
        if scale.name in self.mirror:
            self.coded(scale)
            other = of(self._coded[self.mirror[scale.name]])
            values = np.where(table.swapped, np.append(other, nothing)[table.events], values)
        return values.astype(np.int32)


def _raw(scale: Scale, values: Mapping[str, Any]) -> Any:
    """A value as it was coded; a point as its two numbers."""
    said = tuple(values.get(name) for name in scale.fields)
    return said[0] if len(said) == 1 else said if any(one is not None for one in said) else None


def _renamed(scale: Scale, name: str) -> Scale:
    return scale if name == scale.name else Scale(name, scale.field, scale.metric, scale.kind, scale.order, scale.other)


def _in_order(scale: Scale, said: set[Any]) -> Mapping[Any, int]:
    """The categories with their numbers: by rank where the scale has ranks, else sorted."""
    if scale.order:
        extra = sorted(said - set(scale.order))
        return {value: place for place, value in enumerate((*scale.order, *extra))}
    try:
        ordered: Sequence[Any] = sorted(said)
    except TypeError:
        ordered = sorted(said, key=repr)
    if scale.metric == "sets":
        ordered = sorted(said, key=sorted)
    return {value: place for place, value in enumerate(ordered)}
