"""What a measurement of agreement says: a number with its interval, or why there is none. Shapes alone, nothing worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Metric = Literal["nominal", "ordinal", "interval", "ratio", "sets", "place", "log"]
"""How far apart two values are: differing or not; by rank; squared difference; relative difference; MASI on sets;
squared kilometres between points; squared difference of log(1 + x)."""


RELIABLE, TENTATIVE = 0.8, 0.667
"""Krippendorff's lines (2004, p. 241), for alpha alone."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `value` is None where it is undefined, and `why` says so in a sentence; `low` and `high` bound its
    interval where one was asked for and can be had; `n` is how many units it rests on; `error` is a standard error where
    a formula gives one."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    why: str = ""
    error: float | None = None

    def told(self) -> dict[str, object]:
        """For JSON: `value`, `low`, `high`, `n`, or `undefined` with the reason."""
        if self.value is None:
            return {"undefined": self.why, "n": self.n}
        kept = {"value": self.value, "low": self.low, "high": self.high, "n": self.n, "error": self.error}
        return {name: one for name, one in kept.items() if one is not None}


def undefined(why: str, n: int = 0) -> Figure:
    """No number, and why."""
    return Figure(None, n=n, why=why)


@dataclass(frozen=True, slots=True)
class Measures:
    """How far coders agree in one question.

    `n_units` counts units with at least two values, `n_values` the values in them, `n_coders` the coders who gave any.
    `figures` by name: `percent`, `alpha`, `ac1`, `ac2`, `cohen_kappa`, `cohen_kappa_linear`, `cohen_kappa_quadratic`,
    `fleiss_kappa`, `conger_kappa`, `brennan_prediger`; for days, places and counts more beside them. `categories` holds the
    specific agreement of each value (nominal and sets alone).
    """

    metric: Metric
    n_units: int
    n_coders: int
    n_values: int
    figures: Mapping[str, Figure]
    categories: Mapping[str, Figure] = field(default_factory=dict)
