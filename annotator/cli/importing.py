"""`annotator import`: articles and coded events come in; what came, what did not and why.

Owns the options and the answer's words. Reading is `formats.importing`'s business.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..errors import UsageError
from .parts import CODER, JSON, PROJECT, progress, say, working


@click.command("import")
@PROJECT
@click.argument("source", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "format_", default="", metavar="F", help="A codebook's table (as acled-csv) for coded events.")
@click.option("--map", "mapping", multiple=True, metavar="COLUMN=PART", help="Which column is text, title, date, source, …")
@click.option("--date-order", type=click.Choice(["dmy", "mdy", "ymd"]), help="For dates such as 03/04/2020.")
@click.option("--good-rows", is_flag=True, help="Take the good rows even if others are refused.")
@click.option("--update", is_flag=True, help="Correct articles that are in already, by their id or address.")
@CODER
@JSON
def import_(
    project: Path, source: tuple[Path, ...], format_: str, mapping: tuple[str, ...], date_order: str | None,
    good_rows: bool, update: bool, coder: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Bring in articles, or with --format coded events.

    \b
    Examples: annotator import iraq.annotator articles/ more.csv --map Body=text --map Published=date
              annotator import iraq.annotator coded.csv --format acled-csv --good-rows
    """
    from ..formats.importing import ImportPlan, coded_tables, take_in
    from ..formats.registry import FORMATS

    table = "" if format_ in {one.name for one in FORMATS if one.reads} else format_
    plan = ImportPlan(source, table, _mapping(mapping), date_order=date_order or "", good_rows=good_rows, update=update)
    with working(project, coder) as opened:
        report = progress("rows read" if plan.table else "articles read")
        told = take_in(opened, plan, (lambda rows, _done, _total: report(rows)) if report else None)
        if told.added and not plan.table:
            opened.search.catch_up(progress("articles indexed"))
    lines = [f"{told.added} added, {told.known} already in, {len(told.refused)} refused."]
    if told.updated:
        lines[0] = lines[0].replace(" added", f" added, {told.updated} updated", 1)
    if told.drafted:
        lines[0] = lines[0].replace(" added", f" added ({told.drafted} as drafts)", 1)
    if not told.added and not plan.table and any(one.row is None for one in told.refused):
        told.notes += coded_tables(opened.codebook, source)
    answer = told.as_json()
    if told.stopped and any(one.row is not None for one in told.refused):
        lines.append("Nothing came in. Mend what is refused, or take the good rows alone with --good-rows:")
    lines += [f"  {_refusal(one)}" for one in answer["refused"][:50]]
    lines += [f"  {note}" for note in told.notes]
    say(as_json, answer, "\n".join(lines))
    return 1 if told.refused and not good_rows else 0


def _mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    wanted: dict[str, str] = {}
    for pair in pairs:
        column, sign, part = pair.rpartition("=")
        if not sign:
            raise UsageError(f"--map takes COLUMN=PART, not “{pair}”.")
        wanted[part] = column
    return wanted


def _refusal(one: dict[str, Any]) -> str:
    where = [one["file"]] if one.get("file") else []
    where += [f"row {one['row']}"] if one["row"] is not None else []
    column = f", column {one['column']}" if one["column"] else ""
    return f"{' '.join(where)}{column}: {one['reason']}"
