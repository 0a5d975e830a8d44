"""How far coders agree, in layers and never as one number: is there an event, how many, which, and on pairs field by field,
on the words that values rest on, and on all key fields together.

Owns which questions are asked of a comparison and in which order. What a question's units are is `happenings`' and
`evidence_layer`'s, what is told of a field besides coefficients `field_layer`'s, and the formulas `coefficients`'.

**Pairs and bias.** Coefficients on pairs are of pairs that were chosen for being alike, which flatters a field that helped to
choose them. Each such field is therefore measured twice: on all pairs, and on those made without looking at it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..codebook.pairing import pairing_of
from ..project.pairs import Judged
from .coefficients import measure
from .evidence_layer import evidence_questions
from .field_layer import field_measures
from .figures import Figure, Measures, Metric, undefined
from .grounds import Grounds
from .happenings import Happenings, Table
from .pairing import Paired, Pairing
from .ratings import Ratings, rate
from .resampling import Resampling, divide, figure
from .results import Agreement, Between, Options, Question
from .scales import Scale, scales_of
from .submissions import Asked, Material, gather

if TYPE_CHECKING:
    from ..project import Project

Told = Callable[[int, int], None]
"""How far it is: steps done, of how many."""
THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(2, 20))
"""The thresholds of pairing that are tried beside the one in force."""
ANY_EVENT, VERDICT, EVENTS, WHOLE = "any_event", "verdict", "events", "whole"


def agree(project: Project, asked: Asked | None = None, options: Options | None = None, told: Told | None = None) -> Agreement:
    """How far coders agree in a project. Reads, writes nothing; the same project and options give the same figures.

    `told` hears of every step and may raise to stop it all.
    """
    material = gather(project, asked or Asked())
    return compare(project, material, options or Options(), told)


def compare(project: Project, material: Material, options: Options, told: Told | None = None) -> Agreement:
    """The same for material that was gathered."""
    return _Comparison(project, material, options, told).result()


class _Comparison:
    def __init__(self, project: Project, material: Material, options: Options, told: Told | None) -> None:
        self.project, self.material, self.options = project, material, options
        self.book = project.codebook
        self._told, self._done = told or (lambda _done, _of: None), 0
        self.resampling = Resampling(options.rounds, options.seed, options.level)
        self.happenings = Happenings(self.book, material)
        self.scales = scales_of(self.book, self.book.fields)
        named = set(pairing_of(self.book).key)
        self.keys = [one for one in self.scales if named & set(one.fields)]
        self.about = scales_of(self.book, self.book.article_fields)
        self.pairing = Pairing(self.book, material)
        uids = {one.uid for one in self.happenings.events}
        self.judged: Mapping[frozenset[str], Judged] = {
            pair: word for pair, word in project.pairs.judged().items() if pair <= uids
        }
        self._steps = 6 + 2 * len(self.scales) + len(self.about)

    def result(self) -> Agreement:
        options, material = self.options, self.material
        paired = self.pairing.pair(threshold=options.threshold, judged=self.judged)
        table = self.happenings.table(paired)
        automatic = self._automatic()
        self._step()
        questions = [*self.relevance(), self.number()]
        self._step()
        which = self.which(table, paired)
        if automatic is not None:
            which = _beside(which, self.which(*automatic))
        questions.append(which)
        self._step()
        for scale in self.about:
            questions.append(self.about_article(scale))
            self._step()
        several = table.several
        for scale in self.scales:
            questions.append(self.field(scale, several, automatic))
            self._step()
        questions += evidence_questions(
            self.project, self.happenings, several, (*self.about, *self.scales), self.resampling, options.least
        )
        self._step()
        whole = self.whole(table)
        questions.append(_beside(whole, self.whole(automatic[0])) if automatic is not None else whole)
        matrix = tuple(self._between(one, other, table) for one, other in combinations(range(self.happenings.voices), 2))
        self._step()
        sweep = tuple(self.pairing.sweep(THRESHOLDS, judged=self.judged))
        self._step()
        pairs, events = len(several.article), len({one.uid for one in self.happenings.events})
        return Agreement(
            material.asked, material.who, material.names, len(set(self.happenings.clusters.tolist())), material.single, events,
            pairs, len(table.article) - pairs, len(paired.divided), len(self.judged),
            self._threshold(), options.rounds, options.seed, options.least, tuple(questions), matrix, sweep,
            Grounds(self.happenings, table, (*self.about, *self.scales), self.keys, questions, paired.divided), options.level,
        )  # fmt: skip

    def _step(self) -> None:
        self._done += 1
        self._told(self._done, max(self._steps, self._done))

    def _threshold(self) -> float:
        return pairing_of(self.book).threshold if self.options.threshold is None else self.options.threshold

    def _automatic(self) -> tuple[Table, Paired] | None:
        """The program's own pairs, where the lead's word makes others of them."""
        if not self.judged:
            return None
        paired = self.pairing.pair(threshold=self.options.threshold)
        return self.happenings.table(paired), paired

    def _measure(self, ratings: Ratings, metric: Metric) -> Measures:
        return measure(ratings, metric, self.resampling, least=self.options.least)

    # --- whole articles ---------------------------------------------------------------------------------------------------

    def _by_article(self, value: Callable[[Any], Any], order: Sequence[Any] | None = None) -> Ratings:
        rows = [[None if one is None else value(one) for one in row] for row in self.happenings.submissions]
        return _rate(rows, self.happenings.clusters, self.happenings.strata, order)

    def relevance(self) -> list[Question]:
        """Whether there is any event, and the verdict."""
        any_event = self._by_article(lambda one: {"events": "yes", "no_event": "no"}.get(one.verdict))
        verdict = self._by_article(lambda one: one.verdict or None)
        return [
            Question("relevance", ANY_EVENT, "nominal", self._measure(any_event, "nominal")),
            Question("relevance", VERDICT, "nominal", self._measure(verdict, "nominal")),
        ]

    def number(self) -> Question:
        """How many events; an article that is called unusable has no number."""
        ratings = self._by_article(lambda one: None if one.verdict == "unusable" else float(len(one.events)))
        found = self._measure(ratings, "interval")
        apart = _apart(ratings)
        more = {
            "mean_error": _share(ratings, apart, self.resampling),
            "same_number": _share(ratings, (apart == 0).astype(float), self.resampling),
        }
        return Question("number", EVENTS, "interval", _with(found, more))

    def about_article(self, scale: Scale) -> Question:
        """One of the questions about the article as a whole."""
        return Question("fields", scale.name, scale.metric, self._measure(_answers(self.happenings, scale), scale.metric))

    # --- events -----------------------------------------------------------------------------------------------------------

    def which(self, table: Table, paired: Paired) -> Question:
        """Whether the same events were found. F1 is the positive specific agreement of every two voices, pooled."""
        happenings, both = self.happenings, self._events_of_pairs(table)
        zero = np.zeros(len(happenings.strata))
        likeness = zero.copy()
        several = table.several
        present = (several.events >= 0).sum(axis=1)
        np.add.at(likeness, happenings.clusters[several.article], several.likeness * present * (present - 1) / 2)
        shared, one, other = both[:, 0], both[:, 1], both[:, 2]
        n = int(sum(self._has_events()))
        why = "no article that at least two coded has an event"
        figures = {
            "f1": self._ratio(2 * shared, one + other, n, why),
            "soft_f1": self._ratio(2 * likeness, one + other, n, why),
            "pairs": Figure(float(shared.sum()), n=n),
            "divided": Figure(float(len(paired.divided)), n=n),
        }
        if happenings.voices == 2:
            figures["precision"] = self._ratio(shared, one, n, "the first of the two has no event")
            figures["recall"] = self._ratio(shared, other, n, "the second of the two has no event")
        found = Measures("nominal", n, happenings.voices, int((one + other).sum()), figures)
        return Question("which", EVENTS, "nominal", found)

    def _has_events(self) -> list[bool]:
        return [any(one is not None and one.events for one in row) for row in self.happenings.submissions]

    def _events_of_pairs(self, table: Table, pairs: Sequence[tuple[int, int]] = ()) -> NDArray[np.float64]:
        """For every article, summed over every two voices that both handed it in: events that both have, of the one, of the
        other."""
        happenings = self.happenings
        counts = np.array(
            [[-1 if one is None else len(one.events) for one in row] for row in happenings.submissions], float
        ).reshape(len(happenings.submissions), happenings.voices)
        sums = np.zeros((len(happenings.strata), 3))
        for one, other in pairs or list(combinations(range(happenings.voices), 2)):
            both = (counts[:, one] >= 0) & (counts[:, other] >= 0)
            np.add.at(sums[:, 1], happenings.clusters[both], counts[both, one])
            np.add.at(sums[:, 2], happenings.clusters[both], counts[both, other])
            shared = (table.events[:, one] >= 0) & (table.events[:, other] >= 0)
            np.add.at(sums[:, 0], happenings.clusters[table.article[shared]], 1.0)
        return sums

    def _ratio(self, above: NDArray[np.float64], below: NDArray[np.float64], n: int, why: str) -> Figure:
        return figure(
            np.stack([above, below], axis=1), divide, self.happenings.strata, self.resampling, n=n, why=why
        )  # fmt: skip

    def field(self, scale: Scale, table: Table, automatic: tuple[Table, Paired] | None) -> Question:
        """A field on pairs: with the lead's word, by the program's pairs alone, and on pairs made without looking at it."""
        found = field_measures(self.happenings, scale, table, self.resampling, self.options.least)
        alone = left_out = None
        if automatic is not None:
            alone = field_measures(self.happenings, scale, automatic[0].several, self.resampling, self.options.least)
        if any(self.pairing.looks_at(name) for name in scale.fields):
            blind = self.pairing.pair(threshold=self.options.threshold, judged=self.judged, without=scale.name)
            seen = self.happenings.table(blind).several
            left_out = field_measures(self.happenings, scale, seen, self.resampling, self.options.least)
        self._step()
        return Question("fields", scale.name, scale.metric, found, alone, left_out)

    def whole(self, table: Table) -> Question:
        """Events that are the same in all key fields, among all events (as F1), and among pairs alone."""
        values = [self.happenings.rated(one, table).values for one in self.keys]
        sums = self._events_of_pairs(table)
        same = np.zeros(len(self.happenings.strata))
        for one, other in combinations(range(self.happenings.voices), 2):
            alike = (table.events[:, one] >= 0) & (table.events[:, other] >= 0)
            for codes in values:
                alike &= codes[:, one] == codes[:, other]
            np.add.at(same, self.happenings.clusters[table.article[alike]], 1.0)
        n, events = int(sums[:, 0].sum()), sums[:, 1] + sums[:, 2]
        figures = {
            "whole": self._ratio(2 * same, events, int(events.sum()), "there are no events"),
            "of_pairs": self._ratio(same, sums[:, 0], n, "there are no pairs"),
        }
        return Question("whole", WHOLE, "nominal", Measures("nominal", n, self.happenings.voices, 2 * n, figures))

    def _between(self, one: int, other: int, table: Table) -> Between:
        """Two voices alone, without intervals."""
        happenings = self.happenings
        plain = Resampling(0, self.options.seed, self.options.level)
        sums = self._events_of_pairs(table, [(one, other)]).sum(axis=0)
        shared = (table.events[:, one] >= 0) & (table.events[:, other] >= 0)
        two = Table(table.events[shared], table.swapped[shared], table.article[shared], table.likeness[shared])
        both = sum(row[one] is not None and row[other] is not None for row in happenings.submissions)
        n = int(sums[1] + sums[2])
        f1 = Figure(float(2 * sums[0] / n), n=n) if n else undefined("neither has an event in an article both coded")
        said = self._by_article(lambda one: {"events": "yes", "no_event": "no"}.get(one.verdict))
        relevance = measure(_columns(said, one, other), "nominal", plain, least=self.options.least).figures["alpha"]
        fields: dict[str, tuple[Figure, Figure]] = {}
        for scale in self.scales:
            ratings = _columns(happenings.rated(scale, two), one, other)
            found = measure(ratings, scale.metric, plain, least=self.options.least, only=("percent", "alpha")).figures
            fields[scale.name] = found["percent"], found["alpha"]
        who = self.material.who
        return Between(who[one], who[other], both, int(sums[0]), f1, relevance, fields)


def _answers(happenings: Happenings, scale: Scale) -> Ratings:
    rows = [[None if one is None else happenings.measured(scale, one.answers) for one in row] for row in happenings.submissions]
    return _rate(rows, happenings.clusters, happenings.strata, scale.order or None)


def _rate(rows: list[list[Any]], clusters: NDArray[Any], strata: NDArray[Any], order: Sequence[Any] | None) -> Ratings:
    return rate(rows, clusters=clusters.tolist(), strata=strata.tolist(), order=order)


def _columns(ratings: Ratings, one: int, other: int) -> Ratings:
    return Ratings(ratings.values[:, [one, other]], ratings.categories, ratings.clusters, ratings.strata)


def _beside(question: Question, automatic: Question) -> Question:
    """A question with what the program's pairs alone would give."""
    return replace(question, automatic=automatic.measures)


def _with(measures: Measures, more: Mapping[str, Figure]) -> Measures:
    return replace(measures, figures={**measures.figures, **more})


def _apart(ratings: Ratings) -> NDArray[np.float64]:
    """The distance of every two voices' numbers: (units, pairs of voices), nan where either said nothing."""
    numbers = np.append(np.array(ratings.categories, float), np.nan)[ratings.values]
    pairs = list(combinations(range(numbers.shape[1]), 2))
    if not pairs:
        return np.full((len(numbers), 1), np.nan)
    return np.stack([np.abs(numbers[:, one] - numbers[:, other]) for one, other in pairs], axis=1)


def _share(ratings: Ratings, values: NDArray[np.float64], resampling: Resampling) -> Figure:
    """The mean of something told of every two voices that both spoke, over all of them."""
    known = ~np.isnan(_apart(ratings))
    sums = np.zeros((len(ratings.strata), 2))
    np.add.at(sums[:, 0], ratings.clusters, np.where(known, values, 0.0).sum(axis=1))
    np.add.at(sums[:, 1], ratings.clusters, known.sum(axis=1).astype(float))
    return figure(sums, divide, ratings.strata, resampling, n=int(known.sum()), why="no two coders gave a number")
