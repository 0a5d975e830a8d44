"""How far coders agree in one question: percent, Krippendorff's alpha, Gwet's AC1 and AC2, and the kappas.

Owns the formulas and when each is undefined. Must not know what the units are. All of them are finished from sums over
articles, so that each has an interval by drawing articles anew; no table of units × values² is ever made.

Sources: K. Krippendorff, *Computing Krippendorff's Alpha-Reliability* (2011); K. Gwet, *Computing inter-rater reliability
and its variance in the presence of high agreement* (2008) and *Handbook of Inter-Rater Reliability* (2014), whose treatment
of missing values all but alpha follow; J. Cohen (1960, 1968); J. Fleiss (1971); A. Conger (1980); R. Brennan & D. Prediger
(1981); for specific agreement G. Hripcsak & A. Rothschild (2005).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from ..errors import UsageError
from . import distances, kappas
from .alpha import MANY, NEGATIVE, ONE_VALUE, TABLE, alpha, alpha_by
from .distances import Floats, Matrix, Same, Weights
from .figures import Figure, Measures, Metric
from .ratings import Ratings
from .resampling import NONE, Finish, Resampling, estimate, told
from .specific import specific
from .tallies import Units

FIGURES = (
    "percent", "alpha", "ac1", "ac2", "cohen_kappa", "cohen_kappa_linear", "cohen_kappa_quadratic", "fleiss_kappa",
    "conger_kappa", "brennan_prediger",
)  # fmt: skip
CATEGORIES = "categories"

NOTHING = "Nobody gave a value."
ONE_CODER = "Only one coder gave values."
NO_UNIT = "No unit has values of two coders."
CHANCE = "By chance alone all would agree, so that agreement beyond chance is undefined."
TWO_CODERS = "Cohen's kappa is for two coders; there are {}. Conger's kappa is the same for several."
NO_ORDER = "Weighted kappa needs numbers or values in an order."
NO_WEIGHTS = "There are no weights for places; see alpha."
FEW = "Only {} units have values of two coders, fewer than {}."


def measure(
    ratings: Ratings, metric: Metric, resampling: Resampling = NONE, *, least: int = 2, only: Collection[str] = ()
) -> Measures:
    """All figures of `Measures` for one question, with intervals where `resampling` has rounds.

    Coefficients of fewer than `least` units with two values are undefined; percent is always told. `only` names the figures
    wanted (and `categories`), to save the work for the others. UsageError for values that the metric cannot be used on.
    """
    wanted = tuple(only) or (*FIGURES, CATEGORIES)
    study = _Study(ratings, metric, resampling, least)
    study.prepare(wanted)
    return study.measures(wanted)


def by_distance(
    ratings: Ratings, table: Sequence[Sequence[float]] | Floats, resampling: Resampling = NONE, *, least: int = 2
) -> dict[str, Figure]:
    """`alpha` with given distances (V, V) of categories, and the kappas and AC2 weighted by 1 - distance / the largest."""
    given = np.asarray(table, np.float64)
    if given.shape != (len(ratings.categories),) * 2 or (given != given.T).any() or given.diagonal().any() or (given < 0).any():
        raise UsageError("Distances are a symmetric table of all categories, 0 for the same, none below 0.")
    study = _Study(ratings, "nominal", resampling, least)
    study.prepare_by(given)
    return study.figures(FIGURES)


def kappa_max(table: Sequence[Sequence[float]] | Floats) -> float:
    """The largest Cohen's kappa that the margins of a table of two coders (V, V) allow (Cohen 1960); nan where undefined."""
    counts = np.asarray(table, np.float64)
    rows, columns = counts.sum(1) / counts.sum(), counts.sum(0) / counts.sum()
    chance = float(rows @ columns)
    return float((np.minimum(rows, columns).sum() - chance) / (1 - chance)) if chance < 1 else float("nan")


def from_table(table: Sequence[Sequence[int]], categories: Sequence[Any]) -> Ratings:
    """Ratings of two coders out of how often each gave each category: rows are the first coder's."""
    counts = np.asarray(table, np.intp)
    one, other = np.nonzero(counts)
    values = np.repeat(np.stack([one, other], 1).astype(np.int32), counts[one, other], axis=0)
    return Ratings(values, tuple(categories), np.arange(len(values)), np.zeros(len(values), np.intp))


class _Study:
    """One question being measured: notes sums, then finishes them."""

    def __init__(self, ratings: Ratings, metric: Metric, resampling: Resampling, least: int) -> None:
        self.categories: tuple[Any, ...] = ratings.categories
        self.metric: Metric = metric
        self.resampling, self.least = resampling, least
        self.units = Units(ratings, resampling)
        self.finishes: dict[str, Finish] = {}
        self.reasons: dict[str, str] = {}
        self.likeness: Any = None
        self.has: Any = None
        self.members: tuple[Any, ...] = ()
        if metric == "sets":
            self.likeness, self.has, self.members = distances.likeness_of_sets(self.categories)
        self.none = self._why_nothing()
        """Why there is nothing to tell at all."""

    def _why_nothing(self) -> str:
        if not self.units.n_any:
            return NOTHING
        if len(self.units.coders) < 2:
            return ONE_CODER
        return "" if self.units.n else NO_UNIT

    def take(self, name: str, found: Finish | str) -> None:
        """Notes how a figure is finished, or why it cannot be."""
        if isinstance(found, str):
            self.reasons[name] = found
        else:
            self.finishes[name] = found

    def prepare(self, wanted: Collection[str]) -> None:
        """Notes the sums that the figures of a metric need."""
        if self.none:
            return
        if "alpha" in wanted:
            self.take("alpha", alpha(self.units, self.categories, self.metric, self.likeness))
        if not set(wanted) - {"alpha", CATEGORIES}:
            return
        plain = kappas.agreeing(self.units, None)
        self.take("percent", kappas.percent(self.units, plain))
        if {"ac1", "ac2", "fleiss_kappa", "brennan_prediger"} & set(wanted):
            why = self._why_no_weights()
            weights = None if why else distances.gwet_weights(self.categories, self.metric, self.likeness)
            self.finishes |= kappas.by_shares(self.units, plain, weights, None, ac2=not why)
            self.reasons["ac2"] = why
        if "conger_kappa" in wanted:
            self.take("conger_kappa", kappas.conger(self.units, plain, Same()))
        if len(self.units.coders) == 2:
            self.finishes |= kappas.cohen(self.units, plain, Same(), self._scale(), wanted)

    def prepare_by(self, table: Floats) -> None:
        """Notes the sums that figures with given distances need."""
        if self.none:
            return
        table_of_weights = 1 - table / (float(table.max(initial=0.0)) or 1.0)
        weights, form = Weights("given", np.zeros(0), table_of_weights), Matrix(table_of_weights)
        self.take("alpha", alpha_by(self.units, table))
        plain = kappas.agreeing(self.units, None)
        self.take("percent", kappas.percent(self.units, plain))
        self.finishes |= kappas.by_shares(self.units, plain, weights, form, ac2=True)
        weighted = kappas.agreeing(self.units, weights)
        self.take("conger_kappa", kappas.conger(self.units, weighted, form))
        if len(self.units.coders) == 2:
            self.finishes |= kappas.cohen(self.units, weighted, form, None, FIGURES)

    def _why_no_weights(self) -> str:
        """Why AC2 cannot be had."""
        if self.metric == "place":
            return NO_WEIGHTS
        if self.metric == "ratio" and len(self.categories) > TABLE:
            return MANY.format(len(self.categories), TABLE)
        if self.metric == "ratio" and (distances.numbers(self.categories, "ratio") < 0).any():
            return NEGATIVE
        return ""

    def _scale(self) -> Floats | None:
        """Where the categories stand on a line."""
        if self.metric == "ordinal":
            return np.arange(len(self.categories), dtype=np.float64)
        if self.metric == "log":
            return distances.points(self.categories, "log")[:, 0]
        numeric = self.metric == "nominal" and distances.are_numbers(self.categories)
        if numeric or self.metric in ("interval", "ratio"):
            return distances.numbers(self.categories, self.metric)
        return None

    def figures(self, wanted: Collection[str]) -> dict[str, Figure]:
        """The figures, each with its interval or its reason."""
        units, few = self.units, not self.none and self.units.n < self.least
        # With one value alone AC1 would come out as 1 if others were declared, as nothing if not: it is undefined either way.
        percent_alone = few or units.used.size < 2
        finishes = {
            name: finish
            for name, finish in self.finishes.items()
            if name in wanted and (name == "percent" or not percent_alone)
        }
        found = estimate(units.groups(), finishes, self.resampling)
        made: dict[str, Figure] = {}
        for name in FIGURES:
            if name not in wanted:
                continue
            value, low, high = found.get(name, (np.nan, np.nan, np.nan))
            why = FEW.format(units.n, self.least) if few else self.none or self.reasons.get(name, "") or self._why_not(name)
            error = kappas.error_of_ac1(units, value) if name == "ac1" and np.isfinite(value) else None
            made[name] = told(value, low, high, n=units.n, why=why, error=error)
        return made

    def _why_not(self, name: str) -> str:
        if name.startswith("cohen") and len(self.units.coders) != 2:
            return TWO_CODERS.format(len(self.units.coders))
        if self.units.used.size == 1:
            return ONE_VALUE
        if name in ("cohen_kappa_linear", "cohen_kappa_quadratic") and self._scale() is None:
            return NO_ORDER
        return CHANCE

    def measures(self, wanted: Collection[str]) -> Measures:
        """Everything that is told of the question."""
        units, by_value = self.units, dict[str, Figure]()
        if CATEGORIES in wanted and not self.none and self.metric in ("nominal", "sets"):
            names = self.members if self.metric == "sets" else self.categories
            by_value = specific(units, names, self.has, self.resampling)
        return Measures(self.metric, units.n, len(units.coders), units.n_values, self.figures(wanted), by_value)
