"""How far coders agree in what is released, as the manifest tells it: the main figures of each question, with intervals.

Figures are rounded to four digits: beyond those, two machines may differ. Must not know how figures are worked out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..project import Project

if TYPE_CHECKING:
    from ..agreement.results import Agreement

ROUNDS, SEED, DIGITS = 1000, 1, 4
FIGURES = ("percent", "alpha", "ac1", "f1", "soft_f1", "exact", "mean_error", "token_f1", "alpha_u", "whole")
"""Those that are told of a question, where it has them."""


def measured(project: Project, told: Callable[[int, int], None] | None = None) -> Agreement | None:
    """How far coders agree in first submissions of the main round; None where no article was coded twice."""
    if not project.database.value(
        "SELECT EXISTS (SELECT 1 FROM coding WHERE round = 'main' AND standing = 'coded' AND removed = 0 "
        "AND first_done IS NOT NULL GROUP BY article HAVING count(*) > 1)"
    ):
        return None
    from ..agreement.layers import agree
    from ..agreement.results import Options

    found = agree(project, options=Options(rounds=ROUNDS, seed=SEED), told=told)
    return found if found.articles else None


def figures_of(found: Agreement) -> dict[str, Any]:
    """The figures by layer and question."""
    layers: dict[str, dict[str, Any]] = {}
    for one in found.questions:
        figures = {name: _rounded(one.measures.figures[name].told()) for name in FIGURES if name in one.measures.figures}
        layers.setdefault(one.layer, {})[one.name] = {
            "n_units": one.measures.n_units, "n_coders": one.measures.n_coders, **figures,
        }  # fmt: skip
    return {
        "submission": "first", "coders": len(found.who), "articles": found.articles, "events": found.events,
        "pairs": found.pairs, "rounds": ROUNDS, "seed": SEED, "level": found.level, "layers": layers,
    }  # fmt: skip


def _rounded(told: dict[str, Any]) -> dict[str, Any]:
    return {
        name: round(float(value), DIGITS) if isinstance(value, float) else value
        for name, value in told.items() if name in ("value", "low", "high", "n", "undefined")
    }  # fmt: skip
