"""`annotator agreement`: how far coders agree, in a project or in any table with a row for what one coder said of one unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from ..errors import ImportRefused, UsageError
from .parts import JSON, say

if TYPE_CHECKING:
    from ..agreement.figures import Figure, Measures, Metric

METRICS = ("nominal", "ordinal", "interval", "ratio", "sets")
RELIABLE, TENTATIVE = 0.8, 0.667
"""Krippendorff's lines, for alpha alone."""


@click.command()
@click.argument("what", metavar="PROJECT|TABLE", type=click.Path(path_type=Path))
@click.option("--unit", default="", metavar="U", help="Table: the column that names the unit.")
@click.option("--coder", default="", metavar="C", help="Table: the column that names who spoke of it.")
@click.option("--value", "values", multiple=True, metavar="V", help="A column to compare; without it all others.")
@click.option("--metric", type=click.Choice(METRICS), default="nominal", show_default=True, help="How values differ.")
@click.option("--order", default="", metavar="A,B,C", help="The values from the lowest on, for ordinal.")
@click.option("--cluster", default="", metavar="COLUMN", help="What units belong to, such as the article; drawn for intervals.")
@click.option("--stratum", default="", metavar="COLUMN", help="Within what is drawn.")
@click.option("--missing", multiple=True, metavar="TEXT", help="A cell that says nothing, as empty ones do; may be repeated.")
@click.option("--rounds", default=1000, show_default=True, type=click.IntRange(0), help="Draws for intervals; 0 for none.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="Where the draws start.")
@click.option(
    "--least",
    type=click.IntRange(1),
    metavar="N",
    help="Units a coefficient needs; 2 for a table, 10 for a project.",
)
@click.option("--sheet", metavar="S", help="The sheet of a workbook.")
@click.option(
    "--question",
    type=click.Choice(["between", "again", "standard"]),
    default="between",
    show_default=True,
    help="Project: coders with one another, with themselves in a re-test, or with the standard.",
)
@click.option("--round", "round", default="", metavar="NAME", help="Project: the round; without it the main one.")
@click.option("--now", is_flag=True, help="Project: work as it stands, not as it was handed in first.")
@click.option("--coders", default="", metavar="A,B,C", help="Project: these coders alone.")
@click.option("--offers", type=click.Choice(["with", "without"]), help="Project: work done with or without offers.")
@click.option("--since", default="", metavar="DAY", help="Project: work handed in from this day on.")
@click.option("--until", default="", metavar="DAY", help="Project: work handed in up to this day.")
@click.option(
    "--strata",
    type=click.Choice(["coders", "language", "source", "month", "none"]),
    default="coders",
    show_default=True,
    help="Project: articles of one what are drawn together.",
)
@click.option("--threshold", type=click.FloatRange(0, 1), help="Project: from which likeness on events are paired.")
@click.option("--report", type=click.Path(path_type=Path), metavar="FILE", help="Project: write all of it as one HTML page.")
@click.option("--csv", "csv", type=click.Path(path_type=Path), metavar="FILE", help="Project: write all figures as a table.")
@click.option("--pairs", type=click.Path(path_type=Path), metavar="FILE", help="Project: write who said what of which pair.")
@click.option("--names", is_flag=True, help="Project: name the coders in what is written; else pseudonyms stand there.")
@JSON
def agreement(what: Path, as_json: bool, **asked: Any) -> None:
    """Say how far coders agree: in a project layer by layer, in a table column by column.

    A table has a row for what one coder said of one unit: CSV, TSV, XLSX, Parquet, JSON or JSON Lines. An empty cell says
    nothing. A set is written with semicolons between its members, {} for an empty one.

    \b
    Examples: annotator agreement codes.csv --unit article --coder who --value type --json
              annotator agreement codes.xlsx --unit id --coder who --value level --metric ordinal --order low,middle,high
              annotator agreement codes.jsonl --unit event --coder who --cluster article --metric sets --value actors
              annotator agreement iraq.annotator --report agreement.html --pairs pairs.csv
              annotator agreement iraq.annotator --question again --least 20 --json
    """
    from ..formats.any_table import SUFFIXES

    if what.suffix.lower() not in SUFFIXES:
        return _project(what, as_json, asked)
    found = _table(what, asked)
    fields = {name: _told(measures) for name, measures in found.items()}
    say(as_json, {"fields": fields}, "\n".join(_lines(found, asked)))


def _project(what: Path, as_json: bool, asked: Mapping[str, Any]) -> None:
    """Agreement of the coders of a project."""
    from .agreement_project import Wanted, answer

    for name in ("unit", "coder", "values", "order", "cluster", "stratum", "missing", "sheet"):
        if asked[name]:
            raise UsageError(f"--{name.removesuffix('s')} is for a table; {what.name} is a project.")
    coders = tuple(name.strip() for name in asked["coders"].split(",") if name.strip())
    told, text = answer(what, Wanted(
        asked["question"], asked["round"], asked["now"], coders, asked["offers"] or "", asked["since"], asked["until"],
        asked["strata"], asked["threshold"], asked["least"] or 10, asked["rounds"], asked["seed"],
        asked["report"], asked["csv"], asked["pairs"], asked["names"],
    ))  # fmt: skip
    say(as_json, told, text)


def _table(path: Path, asked: Mapping[str, Any]) -> dict[str, Measures]:
    """What a table in long form says, by value column."""
    from ..agreement.coefficients import measure
    from ..agreement.long_form import Columns, LongTable
    from ..agreement.resampling import Resampling
    from ..formats.any_table import open_any

    if not asked["unit"] or not asked["coder"]:
        raise UsageError("Say which column names the unit (--unit) and which the coder (--coder).")
    table = open_any(path, asked["sheet"])
    roles = {name: asked[name] for name in ("unit", "coder", "cluster", "stratum") if asked[name]}
    values = asked["values"] or tuple(column for column in table.columns if column not in roles.values())
    for column in (*roles.values(), *values):
        if column not in table.columns:
            raise UsageError(f"{path.name} has no column “{column}”; there are {', '.join(table.columns)}.")
    if len(set(roles.values())) < len(roles) or set(values) & set(roles.values()):
        raise UsageError("Each of --unit, --coder, --cluster, --stratum and --value needs a column of its own.")
    if not values:
        raise UsageError(f"{path.name} has no column left to compare.")
    columns = Columns(**roles, values=tuple(dict.fromkeys(values)), missing=frozenset(asked["missing"]))
    long = LongTable(path.name, _rows(table), columns)
    metric = cast("Metric", asked["metric"])
    resampling = Resampling(asked["rounds"], asked["seed"])
    order = [part.strip() for part in asked["order"].split(",") if part.strip()]
    return {
        column: measure(long.ratings(column, metric, order), metric, resampling, least=asked["least"] or 2)
        for column in columns.values
    }


def _rows(table: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """All rows; one that cannot be read is no row to leave out of a coefficient."""
    yield from table.rows
    for one in table.refused:
        raise ImportRefused(f"{table.path.name} row {one.row}: {one.reason}")


# --- what is said ---------------------------------------------------------------------------------------------------


def _told(measures: Measures) -> dict[str, Any]:
    counts = {
        "metric": measures.metric, "n_units": measures.n_units, "n_coders": measures.n_coders, "n_values": measures.n_values,
    }  # fmt: skip
    figures = {name: figure.told() for name, figure in measures.figures.items()}
    return {**counts, **figures, "categories": {name: figure.told() for name, figure in measures.categories.items()}}


def reading(alpha: Figure) -> str:
    """What Krippendorff's lines say of an alpha: .800 to rely on, .667 for tentative conclusions."""
    if alpha.value is None:
        return ""
    if alpha.value >= RELIABLE:
        return "reliable"
    return "tentative" if alpha.value >= TENTATIVE else "not reliable"


def _lines(found: Mapping[str, Measures], asked: Mapping[str, Any]) -> Iterator[str]:
    head = ("", "units", "coders", "percent", "alpha", "95 % interval", "AC1", "kappa", "by alpha")
    rows: list[tuple[str, ...]] = [head]
    notes: list[str] = []
    for name, one in found.items():
        alpha = one.figures["alpha"]
        kappa = one.figures["cohen_kappa" if one.n_coders == 2 else "fleiss_kappa"]
        rows.append(
            (name, f"{one.n_units:,}", str(one.n_coders), _percent(one.figures["percent"]), _number(alpha), _interval(alpha),
             _number(one.figures["ac1"]), _number(kappa), reading(alpha))
        )  # fmt: skip
        if alpha.value is None:
            notes.append(f"{name}: alpha is undefined. {alpha.why}")
    widths = [max(len(row[at]) for row in rows) for at in range(len(head))]
    for row in rows:
        cells = [cell.ljust(width) if at in (0, len(head) - 1) else cell.rjust(width)
                 for at, (cell, width) in enumerate(zip(row, widths, strict=True))]  # fmt: skip
        yield "  ".join(cells).rstrip()
    yield from notes
    drawn = f"{asked['rounds']:,} draws of {'clusters' if asked['cluster'] else 'units'}, seed {asked['seed']}"
    yield f"Metric {asked['metric']}; " + (f"intervals by {drawn}." if asked["rounds"] else "no intervals.")
    yield "Kappa is Cohen's for two coders, Fleiss' for more. By alpha: from .800 on reliable, from .667 on tentative."


def _percent(figure: Figure) -> str:
    return "–" if figure.value is None else f"{figure.value:.1%}"


def _number(figure: Figure) -> str:
    return "–" if figure.value is None else f"{figure.value:.3f}"


def _interval(figure: Figure) -> str:
    return "" if figure.low is None or figure.high is None else f"{figure.low:.3f} to {figure.high:.3f}"
