"""`annotator export`: datasets go out as tables, and as texts with what was coded in them."""

from __future__ import annotations

from pathlib import Path

import click

from .parts import CODER, JSON, PROJECT, only_lead, progress, reading, say, working


@click.command()
@PROJECT
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--format", "format_", required=True, metavar="F", help="See `annotator formats`.")
@click.option("--adjudicated", is_flag=True, help="Only what was settled from coders' codings.")
@click.option("--incidents", "one_each", is_flag=True, help="One row an incident, not one an event.")
@click.option("--number", is_flag=True, help="Give ids to events that have none yet.")
@click.option("--formulas", is_flag=True, help="Make cells that a spreadsheet would run harmless.")
@click.option("--every-coder", is_flag=True, help="Texts and jsonl: every coder's coding of an article, and the adjudicated.")
@click.option("--no-negatives", is_flag=True, help="Texts: leave out articles without an event, and mentions.")
@click.option("--no-inferred", is_flag=True, help="Texts: leave out values that the text nowhere says.")
@click.option("--splits", is_flag=True, help="Texts: a file each for train, dev and test (see `annotator split`).")
@click.option("--quotes", is_flag=True, help="chat-jsonl: the words behind each value, too.")
@click.option("--offers", is_flag=True, help="label-studio: what models offer and nobody took, as predictions.")
@CODER
@JSON
def export(
    project: Path, out: Path, format_: str, adjudicated: bool, one_each: bool, number: bool, formulas: bool, every_coder: bool,
    no_negatives: bool, no_inferred: bool, splits: bool, quotes: bool, offers: bool, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Write a dataset and its manifest.

    With --adjudicated and --number, --coder names the lead who gives the ids; the only one does where there is one. With
    --incidents, each article counts by one coding: the adjudicated, else the only approved one, else the only one done. So it
    does in texts with what was coded in them, unless --coder, --adjudicated or --every-coder is named.

    \b
    Examples: annotator export iraq.annotator iraq.csv --format acled-csv --number
              annotator export iraq.annotator iraq.csv --format acled-csv --incidents --number
              annotator export iraq.annotator iraq.csv --format acled-csv --adjudicated --number
              annotator export iraq.annotator iraq-data --format hugging-face --splits --no-inferred
    """
    from ..formats.codings.going import CodingOptions
    from ..formats.registry import ExportOptions, refuse_options
    from ..formats.registry import export as write

    # What was settled is nobody's own: there a coder named is the lead who numbers it.
    nobodys = number and (adjudicated or one_each)
    codings = CodingOptions(not no_negatives, not no_inferred, splits, quotes, offers)
    unit = "incident" if one_each else "event"
    asked = ExportOptions(
        adjudicated=adjudicated, number=number, formulas=formulas, unit=unit, codings=codings, every_coder=every_coder
    )
    refuse_options(format_, asked)
    numbers = (coder or only_lead(project, "gives the ids, with --coder")) if nobodys else coder
    with working(project, numbers) if number else reading(project) as opened:
        whose = opened.coders.named(coder).uid if coder and not nobodys else ""
        report = write(opened, out, format_, asked.of(whose), progress("rows"))
    say(as_json, report.as_json(), report.in_words())
