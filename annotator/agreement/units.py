"""The units behind each question, made when somebody asks for them: the very articles and pairs a figure is of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from ..codebook.values import same_answer
from .happenings import Happenings, Table
from .results import Layer, Question, Unit
from .scales import Scale

Asked = tuple[Layer, str]


class Units(Mapping[Asked, Sequence[Unit]]):
    """By layer and name. The last asked for is kept."""

    def __init__(self, happenings: Happenings, table: Table, scales: Sequence[Scale], questions: Sequence[Question]) -> None:
        self._happenings, self._table = happenings, table
        self._scales = {one.name: one for one in scales}
        self._names: list[Asked] = [(one.layer, one.name) for one in questions]
        self._kept: tuple[Asked, Sequence[Unit]] | None = None
        self._places: dict[str, list[int]] = {}
        for place, one in enumerate(happenings.material.articles):
            self._places.setdefault(one.article, []).append(place)

    def __iter__(self) -> Iterator[Asked]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, asked: Asked) -> Sequence[Unit]:
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
            here = Table(table.events[run], table.swapped[run], table.article[run], table.likeness[run])
            found += self._events(here, (), present=True)
        return found

    def _made(self, layer: Layer, name: str) -> Iterator[Unit]:
        if layer in ("relevance", "number") or name in self._happenings.codebook.article_fields:
            yield from self._articles(layer, name)
        elif layer == "fields":
            yield from self._events(self._table.several, self._scales[name].fields)
        elif layer == "evidence":
            names = () if name not in self._scales else self._scales[name].fields
            yield from self._events(self._table.several, names, evidence=True)
        else:
            table = self._table if layer == "which" else self._table.several
            yield from self._events(table, (), present=layer == "which")

    def _articles(self, layer: Layer, name: str) -> Iterator[Unit]:
        happenings = self._happenings
        for article, row in zip(happenings.material.articles, happenings.submissions, strict=True):
            values: dict[str, Any] = {}
            for who, one in zip(happenings.material.who, row, strict=True):
                if one is None:
                    continue
                if layer == "number":
                    values[who] = len(one.events)
                elif layer == "relevance":
                    said = {"events": "yes", "no_event": "no"}.get(one.verdict) if name == "any_event" else one.verdict
                    values[who] = said or None
                else:
                    values[who] = one.answers.get(name)
            yield Unit(article.article, article.number, values, {}, _alike(list(values.values())), article.whose)

    def _events(self, table: Table, fields: Sequence[str], *, evidence: bool = False, present: bool = False) -> Iterator[Unit]:
        happenings = self._happenings
        who = happenings.material.who
        key = fields or tuple(name for name, scale in self._scales.items() if name in happenings.codebook.fields)
        for events, swapped, place in zip(table.events.tolist(), table.swapped.tolist(), table.article.tolist(), strict=True):
            article, row = happenings.material.articles[place], happenings.submissions[place]
            values: dict[str, Any] = {}
            uids: dict[str, str] = {}
            for voice, event in enumerate(events):
                if event < 0:
                    if present and row[voice] is not None:
                        values[who[voice]] = None
                    continue
                told = happenings.events[event]
                uids[who[voice]] = told.uid
                if present:
                    values[who[voice]] = "event"
                elif evidence:
                    asked = {happenings.mirror.get(name, name) if swapped[voice] else name for name in fields}
                    values[who[voice]] = sorted(span[1:] for span in told.evidence or () if not asked or span[0] in asked)
                else:
                    names = [happenings.mirror.get(name, name) if swapped[voice] else name for name in key]
                    said = [told.values.get(name) for name in names]
                    values[who[voice]] = said[0] if len(fields) == 1 else said if any(one is not None for one in said) else None
            yield Unit(article.article, article.number, values, uids, _alike(list(values.values())), article.whose)


def _alike(values: Sequence[Any]) -> float:
    """The share of pairs of voices who say the same; 1 where one voice alone speaks."""
    pairs = list(combinations(values, 2))
    return sum(same_answer(one, other) for one, other in pairs) / len(pairs) if pairs else 1.0
