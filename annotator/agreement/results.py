"""What comes out of comparing coders' work on a project: layers of questions, each with its figures and the units behind it.

Shapes alone, for whoever shows or writes them. How they come about is `layers`' matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

from .figures import Figure, Measures, Metric
from .submissions import Asked

Layer = Literal["relevance", "number", "which", "fields", "evidence", "whole"]
LAYERS: tuple[Layer, ...] = ("relevance", "number", "which", "fields", "evidence", "whole")
"""Any event? How many? Which? Field by field on pairs; the words values rest on; all key fields alike."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing several coders spoke of: an article, or a happening in it. `values` and `events` (uids) by who said it;
    `events` is empty where the unit is an article. `values` are told as they are compared: a name as one of those who
    gave it wrote it. `alike` is the share of the `pairs` of coders who both said something that said the same, 1 for no such
    pair; `whose` the coder, where one is compared at a time."""

    article: str
    number: int
    values: Mapping[str, Any]
    events: Mapping[str, str] = field(default_factory=dict)
    alike: float = 1.0
    whose: str = ""
    pairs: int = 1


@runtime_checkable
class ByArticle(Protocol):
    """Units that are made when they are asked for, those of one article without the others."""

    def happenings(self, article: str) -> Sequence[Unit]:
        """The happenings in an article."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a layer. `name` is the field's, or of what the layer asks (`any_event`, `verdict`, `events`, `tokens`,
    …); `measures` are those with the lead's word on pairs, `automatic` those of the program's pairs alone where the two
    differ, `left_out` those on pairs made without looking at this field (None where it plays no part in pairing)."""

    layer: Layer
    name: str
    metric: Metric
    measures: Measures
    automatic: Measures | None = None
    left_out: Measures | None = None


@dataclass(frozen=True, slots=True)
class Swept:
    """What another threshold would give: pairs, and the detection figures."""

    threshold: float
    pairs: int
    f1: float | None


@dataclass(frozen=True, slots=True)
class Between:
    """Two coders alone: articles both coded, pairs of events, F1 of detection, and by field the share alike and alpha."""

    one: str
    other: str
    articles: int
    pairs: int
    f1: Figure
    relevance: Figure
    fields: Mapping[str, tuple[Figure, Figure]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Everything that is told of one comparison.

    `who` in a fixed order, with `names` as people call them; `pairs` counts happenings that at least two have, `unpaired`
    those of one alone, `divided` how often one event of a coder stands against several of another; `overruled` how many
    pairs are the lead's word. `matrix` has every two coders; `sweep` the thresholds tried.
    """

    asked: Asked
    who: tuple[str, ...]
    names: Mapping[str, str]
    articles: int
    single: int
    events: int
    pairs: int
    unpaired: int
    divided: int
    overruled: int
    threshold: float
    rounds: int
    seed: int
    least: int
    questions: tuple[Question, ...]
    matrix: tuple[Between, ...] = ()
    sweep: tuple[Swept, ...] = ()
    units: Mapping[tuple[Layer, str], Sequence[Unit]] = field(default_factory=dict)
    """The units behind each question, by layer and name."""
    level: float = 0.95
    """Of the intervals."""

    def question(self, layer: Layer, name: str) -> Question | None:
        """One question, None where it was not asked."""
        return next((one for one in self.questions if (one.layer, one.name) == (layer, name)), None)

    def happenings(self, article: str) -> Sequence[Unit]:
        """What was found in an article: groups of events, and events of one coder alone."""
        if isinstance(self.units, ByArticle):
            return self.units.happenings(article)
        found = (unit for (layer, _), units in self.units.items() if layer == "which" for unit in units)
        return [unit for unit in found if unit.article == article]


@dataclass(frozen=True, slots=True)
class Options:
    """How it is worked out: rounds of the bootstrap (0 for no intervals) and its seed, the level of the intervals, from how
    many units on a coefficient is told, the threshold of pairing (None for the codebook's)."""

    rounds: int = 1000
    seed: int = 1
    level: float = 0.95
    least: int = 10
    threshold: float | None = None
