"""`annotator agreement`: how far coders agree, in a project or in any table with a row for what one coder said of one unit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ..errors import UsageError
from .parts import JSON, say

_OF_PROJECTS = ("round", "now", "coders", "offers", "since", "until", "report", "csv", "pairs", "names")
METRICS = ("nominal", "ordinal", "interval", "ratio", "sets")


@click.command()
@click.argument("what", metavar="PROJECT|TABLE", type=click.Path(path_type=Path))
@click.option("--unit", default="", metavar="U", help="Table: the column that names the unit.")
@click.option("--coder", default="", metavar="C", help="Table: the column that names who spoke of it.")
@click.option("--value", "values", multiple=True, metavar="V", help="A column to compare; without it all others.")
@click.option("--metric", type=click.Choice(METRICS), help="Table: how values differ; nominal without it.")
@click.option("--order", default="", metavar="A,B,C", help="The values from the lowest on, for ordinal.")
@click.option("--cluster", default="", metavar="COLUMN", help="What units belong to, such as the article; drawn for intervals.")
@click.option("--stratum", default="", metavar="COLUMN", help="Within what is drawn.")
@click.option("--missing", multiple=True, metavar="TEXT", help="A cell that says nothing, as empty ones do; may be repeated.")
@click.option("--rounds", default=1000, show_default=True, type=click.IntRange(0), help="Draws for intervals; 0 for none.")
@click.option("--level", default=0.95, show_default=True, type=click.FloatRange(0.5, 0.999), help="What intervals cover.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="Where the draws start.")
@click.option(
    "--least",
    type=click.IntRange(1),
    metavar="N",
    help="Units a coefficient needs; 2 for a table, 10 for a project.",
)
@click.option("--where", multiple=True, metavar="COLUMN=VALUE", help="Table: only rows with this value.")
@click.option("--sheet", metavar="S", help="The sheet of a workbook.")
@click.option("--begin", default="", metavar="COLUMN", help="Table of spans: where a span begins, counted from 0.")
@click.option("--end", default="", metavar="COLUMN", help="Table of spans: where it ends; that place is not in it.")
@click.option("--end-included", "included", is_flag=True, help="Table of spans: the place where it ends is in it.")
@click.option("--category", default="", metavar="COLUMN", help="Table of spans: what was marked.")
@click.option("--length", default="", metavar="COLUMN|N", help="Table of spans: how long a text is; else up to its last span.")
@click.option("--clusters", default="", metavar="COLUMN", help="Table of groups: the group a coder put the unit in.")
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
    nothing. A set is written with semicolons between its members, {} for an empty one. With --begin and --end a row is a
    span somebody marked in a text (--unit); with --clusters a row puts a unit into a group, such as an incident.

    \b
    Examples: annotator agreement codes.csv --unit article --coder who --value type --json
              annotator agreement codes.xlsx --unit id --coder who --value level --metric ordinal --order low,middle,high
              annotator agreement codes.jsonl --unit event --coder who --cluster article --metric sets --value actors
              annotator agreement spans.csv --unit article --coder who --begin from --end to --category field
              annotator agreement links.csv --unit event --coder who --clusters incident
              annotator agreement pairs.csv --where layer=fields --where field=dead --unit unit --coder coder --value value
              annotator agreement iraq.annotator --report agreement.html --pairs pairs.csv
              annotator agreement iraq.annotator --question again --least 20 --json
    """
    from ..formats.any_table import SUFFIXES
    from . import agreement_tables

    if what.suffix.lower() not in SUFFIXES:
        return _project(what, as_json, asked)
    for name in _OF_PROJECTS:
        if asked[name]:
            raise UsageError(f"--{name} is for a project; {what.name} is a table.")
    told, text = agreement_tables.answer(what, asked)
    say(as_json, told, text)


def _project(what: Path, as_json: bool, asked: Mapping[str, Any]) -> None:
    """Agreement of the coders of a project."""
    from . import agreement_units
    from .agreement_project import Wanted, answer

    for name in (
        "unit",
        "coder",
        "values",
        "metric",
        "order",
        "cluster",
        "stratum",
        "missing",
        "where",
        "sheet",
        *agreement_units.OPTIONS,
    ):
        if asked[name]:
            raise UsageError(f"--{name.removesuffix('s')} is for a table; {what.name} is a project.")
    files = [asked[name].resolve() for name in ("report", "csv", "pairs") if asked[name]]
    if len(set(files)) < len(files):
        raise UsageError("--report, --csv and --pairs each need a file of their own.")
    if asked["since"] and asked["until"] and asked["since"] > asked["until"]:
        raise UsageError("--since lies behind --until: nothing is between them.")
    coders = tuple(name.strip() for name in asked["coders"].split(",") if name.strip())
    told, text = answer(what, Wanted(
        asked["question"], asked["round"], asked["now"], coders, asked["offers"] or "", asked["since"], asked["until"],
        asked["strata"], asked["threshold"], asked["least"] or 10, asked["rounds"], asked["seed"],
        asked["report"], asked["csv"], asked["pairs"], asked["names"], asked["level"],
    ))  # fmt: skip
    say(as_json, told, text)
