"""What each figure rests on: the very articles and pairs it is of, made when somebody asks for them.

Owns that units say what figures count: two values are alike here where the coefficients take them for one category, and a value
nobody gave is compared with nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from .happenings import Happenings, Table
from .pairing import Divided
from .results import Layer, Question, Unit
from .scales import Scale

Key = tuple[Layer, str]
DIVIDED: Key = ("which", "divided")
_NEVER = object()
"""What nothing is alike to."""


class Grounds(Mapping[Key, Sequence[Unit]]):
    """The units by layer and name of a question, and under `DIVIDED` the events one has as several. Those of the last question
    asked for are kept."""

    def __init__(
        self,
        happenings: Happenings,
        table: Table,
        scales: Sequence[Scale],
        keys: Sequence[Scale],
        questions: Sequence[Question],
        divided: Sequence[Divided],
    ) -> None:
        """`keys` are the scales whose values all must be alike in the layer of whole events."""
        self._happenings, self._table, self._keys = happenings, table, tuple(keys)
        self._scales = {name: one for one in scales for name in one.fields}
        self._divided = divided
        self._names: list[Key] = [*((one.layer, one.name) for one in questions), DIVIDED]
        self._places: dict[str, list[int]] = {}
        for place, one in enumerate(happenings.material.articles):
            self._places.setdefault(one.article, []).append(place)
        self._kept: tuple[Key, Sequence[Unit]] | None = None

    def __iter__(self) -> Iterator[Key]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, asked: Key) -> Sequence[Unit]:
        if asked not in self._names:
            raise KeyError(asked)
        if self._kept is None or self._kept[0] != asked:
            self._kept = asked, list(self._made(*asked))
        return self._kept[1]

    def happenings(self, article: str) -> list[Unit]:
        """What was found in one article: groups of events, and events of one coder alone. No other article's are made."""
        table, found = self._table, list[Unit]()
        for place in self._places.get(article, ()):
            run = slice(*np.searchsorted(table.article, (place, place + 1)).tolist())
            found += self._found(Table(table.events[run], table.swapped[run], table.article[run], table.likeness[run]))
        return found

    def _made(self, layer: Layer, name: str) -> Iterator[Unit]:
        several = self._table.several
        if layer in ("relevance", "number") or name in self._happenings.codebook.article_fields:
            yield from self._articles(layer, name)
        elif (layer, name) == DIVIDED:
            yield from self._parted()
        elif layer == "which":
            yield from self._found(self._table)
        elif layer == "evidence":
            yield from self._evidence(several, self._scales[name].fields if name in self._scales else ())
        elif layer == "fields":
            yield from self._fields(several, (self._scales[name],), missing=False)
        else:
            yield from self._fields(several, self._keys, missing=True)

    def _articles(self, layer: Layer, name: str) -> Iterator[Unit]:
        happenings = self._happenings
        scale = self._scales.get(name) if layer == "fields" else None
        for article, row in zip(happenings.material.articles, happenings.submissions, strict=True):
            values: dict[str, Any] = {}
            keys: list[Any] = []
            for who, one in zip(happenings.material.who, row, strict=True):
                if one is None:
                    continue
                if layer == "number":
                    value = key = None if one.verdict == "unusable" else len(one.events)
                elif layer == "relevance":
                    said = {"events": "yes", "no_event": "no"}.get(one.verdict) if name == "any_event" else one.verdict
                    value = key = said or None
                else:
                    value, key = one.answers.get(name), happenings.measured(scale, one.answers) if scale else None
                values[who] = value
                keys.append(key)
            pairs, alike = _alike([key for key in keys if key is not None])
            yield Unit(article.article, article.number, values, {}, alike, article.whose, pairs)

    def _parted(self) -> Iterator[Unit]:
        """Events of one voice that another has as several: how many each has, and the first of them."""
        happenings = self._happenings
        for one in self._divided:
            article = happenings.material.articles[one.article]
            sides = (one.one, (*one.many[0],))
            values: dict[str, Any] = {}
            uids: dict[str, str] = {}
            for (voice, event), many in zip(sides, (1, len(one.many)), strict=True):
                who, said = happenings.material.who[voice], happenings.submissions[one.article][voice]
                assert said is not None
                values[who] = "1 event" if many == 1 else f"{many} events"
                uids[who] = said.events[event].uid
            yield Unit(article.article, article.number, values, uids, 0.0, article.whose)

    def _found(self, table: Table) -> Iterator[Unit]:
        """Every happening, and who of those who had the article has it."""
        happenings = self._happenings
        for events, _swapped, place in self._rows(table):
            values: dict[str, Any] = {}
            for who, one, event in zip(happenings.material.who, happenings.submissions[place], events, strict=True):
                if one is not None:
                    values[who] = "event" if event >= 0 else None
            pairs, alike = _alike(["event" if value else _NEVER for value in values.values()])
            yield self._unit(place, values, events, pairs, alike)

    def _fields(self, table: Table, scales: Sequence[Scale], *, missing: bool) -> Iterator[Unit]:
        """Values of one field, or of several as one; with `missing` an answer that is not there is alike to another such."""
        happenings = self._happenings
        if not scales:
            return
        codes = np.stack([happenings.rated(scale, table).values for scale in scales], axis=2)
        told = [happenings.told(scale, table) for scale in scales]
        names = [scale.name for scale in scales]
        for place, (events, _swapped, article) in enumerate(self._rows(table)):
            values: dict[str, Any] = {}
            keys: list[Any] = []
            for voice, (who, event) in enumerate(zip(happenings.material.who, events, strict=True)):
                if event < 0:
                    continue
                said = [one[place][voice] for one in told]
                values[who] = dict(zip(names, said, strict=True)) if missing else said[0]
                key = tuple(codes[place, voice].tolist())
                if missing or key[0] >= 0:
                    keys.append(key)
            pairs, alike = _alike(keys)
            yield self._unit(article, values, events, pairs, alike)

    def _evidence(self, table: Table, fields: Sequence[str]) -> Iterator[Unit]:
        happenings = self._happenings
        for events, swapped, place in self._rows(table):
            values: dict[str, Any] = {}
            for who, event, turned in zip(happenings.material.who, events, swapped, strict=True):
                told = happenings.events[event].evidence if event >= 0 else None
                if told is not None:
                    asked = {happenings.mirror.get(name, name) if turned else name for name in fields}
                    values[who] = sorted(span[1:] for span in told if not asked or span[0] in asked)
            pairs, alike = _alike(list(values.values()))
            yield self._unit(place, values, events, pairs, alike)

    def _rows(self, table: Table) -> Iterator[tuple[list[int], list[bool], int]]:
        return zip(table.events.tolist(), table.swapped.tolist(), table.article.tolist(), strict=True)

    def _unit(self, place: int, values: Mapping[str, Any], events: Sequence[int], pairs: int, alike: float) -> Unit:
        happenings = self._happenings
        article = happenings.material.articles[place]
        uids = {
            who: happenings.events[event].uid
            for who, event in zip(happenings.material.who, events, strict=True) if event >= 0
        }  # fmt: skip
        return Unit(article.article, article.number, values, uids, alike, article.whose, pairs)


def _alike(keys: Sequence[Any]) -> tuple[int, float]:
    """How many pairs of voices both said something, and the share of them who said the same; 1 where there is no pair."""
    pairs = list(combinations(keys, 2))
    same = sum(one == other and one is not _NEVER for one, other in pairs)
    # Two who both missed what a third found are no pair: neither of them spoke of it.
    spoke = sum(not (one is _NEVER and other is _NEVER) for one, other in pairs)
    return spoke, same / spoke if spoke else 1.0
