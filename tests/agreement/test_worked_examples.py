"""Published coefficients come out to the digits given, as a call and, where a table can hold them, through the command."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from published import (
    ABSTRACTORS,
    ARTSTEIN_1,
    ARTSTEIN_2,
    COHEN_1,
    COHEN_2,
    FLEISS,
    GWET,
    KRIPPENDORFF_2004,
    KRIPPENDORFF_A,
    KRIPPENDORFF_B,
    KRIPPENDORFF_C,
    WIKIPEDIA,
    lists,
    of_counts,
    ratings,
)
from scipy.stats import t

from annotator.agreement.coefficients import by_distance, from_table, kappa_max, measure
from annotator.agreement.figures import Metric
from annotator.agreement.ratings import rate
from annotator.cli import run


def _pairs(table: Sequence[Sequence[int]], names: Sequence[Any]) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for one, counts in zip(names, table, strict=True):
        for other, count in zip(names, counts, strict=True):
            rows += [[one, other]] * count
    return rows


EXAMPLES: list[tuple[str, list[list[Any]], Metric, dict[str, float]]] = [
    (
        "K2011 C",
        lists(KRIPPENDORFF_C),
        "nominal",
        {
            "alpha": 0.743421,
            "percent": 0.8181818,
            "ac1": 0.77544,
            "fleiss_kappa": 0.76117,
            "brennan_prediger": 0.77273,
            "conger_kappa": 0.76207,
        },
    ),
    ("K2011 C", lists(KRIPPENDORFF_C), "ordinal", {"alpha": 0.815388}),
    ("K2011 C", lists(KRIPPENDORFF_C), "interval", {"alpha": 0.849107, "ac2": 0.91400}),
    ("K2011 C", lists(KRIPPENDORFF_C), "ratio", {"alpha": 0.797403}),
    (
        "irrCAC",
        lists(GWET),
        "nominal",
        {
            "percent": 0.8181818,
            "ac1": 0.77544,
            "fleiss_kappa": 0.76117,
            "conger_kappa": 0.76282,
            "brennan_prediger": 0.77273,
            "alpha": 0.74342,
        },
    ),
    ("K2011 A", lists(KRIPPENDORFF_A), "nominal", {"alpha": 0.095238}),
    ("K2011 B", lists(KRIPPENDORFF_B), "nominal", {"alpha": 0.691964}),
    ("Wikipedia", lists(WIKIPEDIA), "nominal", {"alpha": 0.691358}),
    ("Wikipedia", lists(WIKIPEDIA), "ordinal", {"alpha": 0.806721}),
    ("Wikipedia", lists(WIKIPEDIA), "interval", {"alpha": 0.810845}),
    ("Wikipedia", lists(WIKIPEDIA), "ratio", {"alpha": 0.808944}),
    ("K2004", lists(KRIPPENDORFF_2004), "nominal", {"percent": 0.833, "alpha": 0.734}),
    (
        "Cohen 2",
        _pairs(COHEN_2, (1, 2, 3)),
        "interval",
        {"percent": 0.70, "cohen_kappa": 0.491525, "ac1": 0.57597, "ac2": 0.63855},
    ),
    ("Cohen 1", _pairs(COHEN_1, (1, 2, 3)), "interval", {"percent": 0.29, "ac1": -0.04797, "ac2": 0.1831}),
    ("Fleiss", of_counts(FLEISS), "nominal", {"fleiss_kappa": 0.209931, "brennan_prediger": 0.222527}),
    (
        "A&P p.558",
        _pairs(ARTSTEIN_1, "xy"),
        "nominal",
        {"percent": 0.7, "brennan_prediger": 0.400, "fleiss_kappa": 0.341, "cohen_kappa": 0.348},
    ),
    (
        "A&P p.568",
        _pairs(ARTSTEIN_2, "SIC"),
        "nominal",
        {"percent": 0.88, "brennan_prediger": 0.820, "fleiss_kappa": 0.7995, "cohen_kappa": 0.8013, "alpha": 0.8005},
    ),
    (
        "irrCAC 3x3",
        _pairs(ABSTRACTORS, "EAN"),
        "nominal",
        {"cohen_kappa": 0.7964094, "fleiss_kappa": 0.7962397, "ac1": 0.8493305},
    ),
    ("yes/no 1", _pairs(((20, 5), (10, 15)), "yn"), "nominal", {"percent": 0.7, "cohen_kappa": 0.4}),
    ("yes/no 2", _pairs(((45, 15), (25, 15)), "yn"), "nominal", {"percent": 0.6, "cohen_kappa": 0.1304}),
    ("yes/no 3", _pairs(((25, 35), (5, 35)), "yn"), "nominal", {"percent": 0.6, "cohen_kappa": 0.2593}),
]
NAMES = [f"{name} {metric}" for name, _, metric, _ in EXAMPLES]


def _digits(value: float) -> float:
    """Half of the last digit that is printed."""
    return 0.5000001 * 10 ** -len(f"{value:.10g}".split(".")[1])


@pytest.mark.parametrize(("name", "rows", "metric", "expected"), EXAMPLES, ids=NAMES)
def test_a_call_gives_the_published_figure(name: str, rows: list[list[Any]], metric: Metric, expected: dict[str, float]):
    figures = measure(rate(rows), metric).figures
    for one, value in expected.items():
        assert figures[one].value == pytest.approx(value, abs=_digits(value)), (name, one)


@pytest.mark.parametrize(("name", "rows", "metric", "expected"), EXAMPLES, ids=NAMES)
def test_the_command_gives_the_published_figure(
    name: str,
    rows: list[list[Any]],
    metric: Metric,
    expected: dict[str, float],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
):
    path = tmp_path / "table.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(("unit", "coder", "value"))
        writer.writerows((u, c, "" if value is None else value) for u, row in enumerate(rows) for c, value in enumerate(row))
    assert (
        run(["agreement", str(path), "--unit", "unit", "--coder", "coder", "--metric", metric, "--rounds", "0", "--json"]) == 0
    )
    told = json.loads(capsys.readouterr().out)["fields"]["value"]
    for one, value in expected.items():
        assert told[one]["value"] == pytest.approx(value, abs=_digits(value)), (name, one)
    assert told["metric"] == metric
    assert told["n_units"] == sum(sum(value is not None for value in row) > 1 for row in rows)


def test_gwets_standard_error():
    """irrCAC prints .14295 and, by t with eleven degrees of freedom, .461 to 1."""
    ac1 = measure(ratings(GWET), "nominal").figures["ac1"]
    assert ac1.value is not None
    assert ac1.error is not None
    assert ac1.error == pytest.approx(0.14295, abs=5e-6)
    assert ac1.value - t.ppf(0.975, 11) * ac1.error == pytest.approx(0.461, abs=5e-4)


def test_the_largest_kappa():
    assert kappa_max(COHEN_2) == pytest.approx(0.831, abs=5e-4)
    assert kappa_max(COHEN_1) == pytest.approx(0.85, abs=0.01)


def test_given_distances():
    """Artstein & Poesio p. 568: statements and requests for information 1 apart, checks half as far from both."""
    found = by_distance(from_table(ARTSTEIN_2, "SIC"), [[0, 1, 0.5], [1, 0, 0.5], [0.5, 0.5, 0]])
    assert found["alpha"].value == pytest.approx(0.8156, abs=5e-5)
    assert found["cohen_kappa"].value == pytest.approx(0.8163, abs=5e-5)


def test_given_distances_of_a_metric_are_the_metric():
    table = [[(one - other) ** 2 for other in range(1, 6)] for one in range(1, 6)]
    found, usual = by_distance(ratings(KRIPPENDORFF_C), table), measure(ratings(KRIPPENDORFF_C), "interval").figures
    assert found["alpha"].value == pytest.approx(usual["alpha"].value)
    assert found["ac2"].value == pytest.approx(usual["ac2"].value)
    two = from_table(COHEN_2, (1, 2, 3))
    quadratic = by_distance(two, [[(one - other) ** 2 for other in range(3)] for one in range(3)])["cohen_kappa"]
    assert quadratic.value == pytest.approx(measure(two, "interval").figures["cohen_kappa_quadratic"].value)
