"""Beside libraries, on random data; each on its own ground, away from where it is known to go wrong."""

from __future__ import annotations

from typing import Any, Literal

import krippendorff
import numpy as np
import pytest
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import masi_distance
from sklearn.metrics import cohen_kappa_score

from annotator.agreement.coefficients import measure
from annotator.agreement.ratings import rate

SEEDS = range(8)


def random_rows(
    seed: int, *, coders: int = 3, units: int = 40, missing: float = 0.2, values: int = 4
) -> list[list[int | None]]:
    dice = np.random.default_rng(seed)
    true = dice.integers(1, values + 1, units)
    said = np.where(dice.random((units, coders)) < 0.6, true[:, None], dice.integers(1, values + 1, (units, coders)))
    gone = dice.random((units, coders)) < missing
    return [[None if out else int(value) for value, out in zip(*row, strict=True)] for row in zip(said, gone, strict=True)]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha_beside_krippendorff(seed: int, metric: Literal["nominal", "ordinal", "interval", "ratio"]):
    """The library wants coders in rows and nan for nothing said."""
    rows = random_rows(seed, coders=2 + seed % 4)
    data = np.array([[np.nan if value is None else value for value in row] for row in rows], float).T
    expected = krippendorff.alpha(reliability_data=data, level_of_measurement=metric)
    assert measure(rate(rows), metric).figures["alpha"].value == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_cohen_beside_scikit_learn(seed: int):
    """All of both coders' values; with one class the library would say nan."""
    rows = random_rows(seed, coders=2, missing=0)
    one, other = zip(*rows, strict=True)
    found = measure(rate(rows), "interval").figures
    for name, weights in (("cohen_kappa", None), ("cohen_kappa_linear", "linear"), ("cohen_kappa_quadratic", "quadratic")):
        expected = cohen_kappa_score(one, other, weights=weights, labels=[1, 2, 3, 4])
        assert found[name].value == pytest.approx(expected), name


@pytest.mark.parametrize("seed", SEEDS)
def test_beside_nltk(seed: int):
    """Without missing values, for which the library's kappa breaks; its kappa of several coders is Davies and Fleiss',
    which for two is Cohen's."""
    rows = random_rows(seed, coders=2, missing=0)
    task = AnnotationTask(data=[(str(c), str(u), value) for u, row in enumerate(rows) for c, value in enumerate(row)])
    found = measure(rate(rows), "nominal").figures
    assert found["alpha"].value == pytest.approx(task.alpha())
    assert found["cohen_kappa"].value == pytest.approx(task.kappa())
    assert found["fleiss_kappa"].value == pytest.approx(task.pi())
    assert found["brennan_prediger"].value == pytest.approx(task.S())


@pytest.mark.parametrize("seed", SEEDS)
def test_sets_beside_nltk(seed: int):
    """No empty sets: the library divides by their size."""
    dice = np.random.default_rng(seed)
    members = ["army", "police", "rebels", "crowd"]

    def one() -> frozenset[str]:
        return frozenset(dice.choice(members, dice.integers(1, 4), replace=False).tolist())

    rows = [[value, value if dice.random() < 0.5 else one(), one() if dice.random() < 0.4 else value]
            for value in (one() for _ in range(30))]  # fmt: skip
    data = [(str(c), str(u), value) for u, row in enumerate(rows) for c, value in enumerate(row)]
    expected = AnnotationTask(data=data, distance=masi_distance).alpha()
    # nltk writes 0.67 and 0.33 where MASI has two thirds and one third.
    assert measure(rate(rows), "sets").figures["alpha"].value == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("seed", SEEDS)
def test_fleiss_beside_statsmodels(seed: int):
    rater = pytest.importorskip("statsmodels.stats.inter_rater")
    rows = random_rows(seed, missing=0)
    counts: Any = [[row.count(value) for value in range(1, 5)] for row in rows]
    found = measure(rate(rows), "nominal").figures
    assert found["fleiss_kappa"].value == pytest.approx(rater.fleiss_kappa(counts, method="fleiss"))
    assert found["brennan_prediger"].value == pytest.approx(rater.fleiss_kappa(counts, method="randolph"))
