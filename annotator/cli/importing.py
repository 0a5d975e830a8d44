"""`annotator import`: articles and coded events come in; what came, what did not and why.

Owns the options and the answer's words. Reading is `formats.importing`'s business.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from .parts import CODER, JSON, PROJECT, progress, say, working

if TYPE_CHECKING:
    from ..formats.importing import ImportPlan, ImportReport


@click.command("import")
@PROJECT
@click.argument("source", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "format_", default="", metavar="F", help="What the files are, or a codebook's table (acled-csv).")
@click.option("--map", "mapping", multiple=True, metavar="COLUMN=PART", help="Which column is text, title, date, source, …")
@click.option("--date-order", type=click.Choice(["dmy", "mdy", "ymd"]), help="For dates such as 03/04/2020.")
@click.option("--good-rows", is_flag=True, help="Take the good rows even if others are refused.")
@click.option("--update", is_flag=True, help="Correct articles that are in already, by their id or address.")
@click.option("--source", "source_name", default="", metavar="NAME", help="The source of articles whose file names none.")
@click.option("--date", "date", default="", metavar="DAY", help="The date of articles whose file names none, as 2020-06-02.")
@click.option("--title-from-name", is_flag=True, help="Take a file's name for the title where it has none.")
@click.option("--repair", is_flag=True, help="Repair texts that were decoded wrongly (“Ã©” for “é”).")
@click.option("--boilerplate", is_flag=True, help="List the lines that many articles of a source share; write nothing.")
@click.option("--drop-lines", type=click.Path(path_type=Path), metavar="FILE", help="Take these lines out, one a line of FILE.")
@click.option("--no-languages", is_flag=True, help="Do not note the languages of articles whose file names none.")
@click.option("--as", "whose", metavar="WHOM", help="Codings: coders (as the file says), NAME, model:NAME or candidates:NAME.")
@click.option("--only", default="", metavar="CODER", help="Codings: those of one coder, called as the file calls them.")
@click.option("--preview", is_flag=True, help="Codings: say what would come in and what has no place here; write nothing.")
@CODER
@JSON
def import_(
    project: Path, source: tuple[Path, ...], format_: str, mapping: tuple[str, ...], date_order: str | None,
    good_rows: bool, update: bool, source_name: str, date: str, title_from_name: bool, repair: bool, boilerplate: bool,
    drop_lines: Path | None, no_languages: bool, whose: str | None, only: str, preview: bool, coder: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Bring in articles, or with --format coded events, or texts with what was coded in them.

    Of codings, --map says which field a label is (LABEL=FIELD), or that it stays out (LABEL=).

    \b
    Examples: annotator import iraq.annotator articles/ more.csv --map Body=text --map Published=date
              annotator import iraq.annotator pages/ --boilerplate > lines.txt
              annotator import iraq.annotator pages/ --drop-lines lines.txt --repair
              annotator import iraq.annotator coded.csv --format acled-csv --good-rows
              annotator import iraq.annotator export.json --format label-studio --map Perp=actor1 --preview
              annotator import iraq.annotator said.jsonl --format jsonl --as candidates:model-1
    """
    from .codings import are_codings, bring_codings

    if are_codings(source, format_, whose):
        return bring_codings(
            project, source, format_, whose, mapping, only=only, good_rows=good_rows, preview=preview, coder=coder,
            as_json=as_json,
        )  # fmt: skip
    if only:
        raise UsageError("--only goes with codings: name their --format, or whose work they become with --as.")
    if preview:
        raise UsageError("--preview goes with codings: name their --format, or whose work they become with --as.")
    from ..formats.articles.mending import Mending
    from ..formats.articles.sources import format_names
    from ..formats.importing import ImportPlan

    kind, table = (format_, "") if format_ in format_names() else ("", format_)
    drop = _lines_of(drop_lines) if drop_lines else {}
    mending = Mending(repair, drop, source_name.strip(), _day(date), title_from_name)
    if table and (mending != Mending() or boilerplate):
        raise UsageError("Coded events come in as they are; leave out what is for articles, or --format.")
    plan = ImportPlan(
        source,
        table,
        _mapping(mapping),
        date_order=date_order or "",
        good_rows=good_rows,
        update=update,
        kind=kind,
        mending=mending,
    )
    if boilerplate:
        return _list_lines(plan, as_json)
    return _bring(project, plan, coder, languages=not no_languages, as_json=as_json)


def _bring(project: Path, plan: ImportPlan, coder: str | None, *, languages: bool, as_json: bool) -> int:
    from ..formats.importing import coded_tables, take_in

    with working(project, coder) as opened:
        report = progress("rows read" if plan.table else "articles read")
        told = take_in(opened, plan, (lambda rows, _done, _total: report(rows)) if report else None)
        if told.added and not plan.table:
            opened.search.catch_up(progress("articles indexed"))
        if told.operation is not None and languages:
            noted = opened.languages.catch_up(progress("languages noted"), of=told.operation)
            told.notes += [f"The language of {noted:,} {'article' if noted == 1 else 'articles'} was noted."] if noted else []
    if not told.added and not plan.table and any(one.row is None for one in told.refused):
        told.notes += coded_tables(opened.codebook, plan.paths)
    say(as_json, told.as_json(), "\n".join(_in_words(told, more=_may_hold_more(plan))))
    return 1 if told.failed else 0


def _in_words(told: ImportReport, *, more: bool) -> list[str]:
    """What became of an import; `more` says that there may be more in it than the one file that was refused."""
    lines = [f"{told.added:,} added, {told.known:,} already in, {len(told.refused):,} refused."]
    if told.updated:
        lines[0] = lines[0].replace(" added", f" added, {told.updated} updated", 1)
    if told.drafted:
        lines[0] = lines[0].replace(" added", f" added ({told.drafted} as drafts)", 1)
    if told.stopped and (more or any(one.row is not None for one in told.refused)):
        lines.append("Nothing came in. Mend what is refused, or take what is good alone with --good-rows:")
    lines += [f"  {_refusal(one.as_json())}" for one in told.refused[:50]]
    return [*lines, *(f"  {note}" for note in told.notes)]


def _may_hold_more(plan: ImportPlan) -> bool:
    first = next(iter(plan.paths))
    return len(plan.paths) > 1 or os.path.isdir(first) or first.suffix.lower() in (".zip", ".gz", ".warc")


def _list_lines(plan: ImportPlan, as_json: bool) -> int:
    """The recurring lines, as a file for --drop-lines: what is about a line stands behind a tab."""
    from dataclasses import asdict

    from ..formats.importing import look_through

    count = progress("articles looked at")
    told = look_through(plan, (lambda articles, _done, _total: count(articles)) if count else None)
    lines = [
        f"{one.line}\t{one.articles:,} of {one.of:,}" + (f" articles of {one.source}" if one.source else " articles")
        for one in told.lines
    ]  # fmt: skip
    answer = {"looked_at": told.articles, "lines": [asdict(one) for one in told.lines]}
    say(as_json, answer, "\n".join(lines) if lines else f"No line recurs in the {told.articles:,} articles looked at.")
    return 0


def _lines_of(file: Path) -> dict[str, frozenset[str]]:
    """The lines a file names, for all sources; what stands behind a tab is for people."""
    from ..formats.encodings import read_text

    lines = (" ".join(line.partition("\t")[0].split()) for line in read_text(file).text.lstrip("\ufeff").splitlines())
    return {"": frozenset(filter(None, lines))}


def _day(written: str) -> str:
    from ..dates import AmbiguousDate, read_written

    if not written.strip():
        return ""
    try:
        day = read_written(written.strip())
    except AmbiguousDate as error:
        raise UsageError(f"--date {written} may be {' or '.join(error.readings)}; write it as 2020-06-02.") from None
    if day is None:
        raise UsageError(f"--date takes a day as 2020-06-02, not “{written}”.")
    return day


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
