"""`annotator searches`: the log of where articles were looked for; read, added to, mended."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from .parts import JSON, PROJECT, only_lead, reading, say

if TYPE_CHECKING:
    from ..project.search_records import SearchRecord, SearchTotals

SHORT = 10
"""Characters of a search's uid that are printed; they name it."""
_COUNT = click.IntRange(min=0)


@click.command()
@PROJECT
@click.option("--add", metavar="NAME", help="Note a search in this database.")
@click.option("--change", metavar="UID", help="Change what is noted of a search; the beginning of its uid will do.")
@click.option("--remove", metavar="UID", help="Take a search out of the log.")
@click.option("--name", metavar="NAME", help="With --change: another database.")
@click.option("--query", metavar="Q", help="The query, as it was typed there.")
@click.option("--from", "first", metavar="DAY", help="First day asked for; a month or a year will do.")
@click.option("--to", "last", metavar="DAY", help="Last day asked for.")
@click.option("--made", metavar="DAY", help="The day the search was made on.")
@click.option("--hits", type=_COUNT, metavar="N", help="How many it found.")
@click.option("--retrieved", type=_COUNT, metavar="N", help="How many of them were taken over.")
@click.option("--duplicates", type=_COUNT, metavar="N", help="How many of those were there already.")
@click.option("--note", metavar="TEXT", help="What else should be known.")
@click.option("--coder", metavar="NAME", help="Which lead; needed where there are several.")
@JSON
def searches(
    project: Path, add: str | None, change: str | None, remove: str | None, coder: str | None, as_json: bool, **told: Any
) -> None:
    """List the searches that articles came from, note one, change or remove one.

    \b
    Examples: annotator searches iraq.annotator
              annotator searches iraq.annotator --add Factiva --query "protest* AND Iraq" --from 2019 --to 2020-06
                  --made 2026-03-02 --hits 4100 --retrieved 4012 --duplicates 230
              annotator searches iraq.annotator --change 3f9a01 --duplicates 231
    """
    deeds = [deed for deed in (add, change, remove) if deed is not None]
    given = {name: value for name, value in told.items() if value is not None}
    if len(deeds) > 1:
        raise UsageError("Name one of --add, --change and --remove.")
    if (given and add is None and change is None) or (add is not None and "name" in given):
        raise UsageError("What a search is to say goes with --add NAME or --change UID.")
    if change is not None and not given:
        raise UsageError("Say what is to change, as in --hits 4100.")
    if deeds:
        _write(project, add, change, remove, coder, given)
    elif coder is not None:
        raise UsageError("--coder goes with --add, --change or --remove.")
    with reading(project) as opened:
        found, totals = opened.search_records.all(), opened.search_records.totals()
    text = "\n\n".join([*map(_in_words, found), _totals(totals)]) if found else "No search is noted."
    say(as_json, {"searches": [asdict(one) for one in found], "totals": asdict(totals)}, text)


def _write(
    path: Path, add: str | None, change: str | None, remove: str | None, coder: str | None, given: dict[str, Any]
) -> None:
    from ..project import Project
    from ..project.search_records import SearchDraft

    lead = coder or only_lead(path, "writes in the log, with --coder")
    with Project.open(path) as opened:
        opened.work_as(opened.coders.named(lead))
        book = opened.search_records
        if add is not None:
            book.add(SearchDraft(add, **given))
        elif change is not None:
            there = book.get(change)
            draft = SearchDraft(**{one.name: getattr(there, one.name) for one in fields(SearchDraft)})
            book.change(there.uid, replace(draft, **given))
        elif remove is not None:
            book.remove(remove)


def _in_words(one: SearchRecord) -> str:
    days = f"{one.first or '…'} to {one.last or '…'}" if one.first or one.last else ""
    made = f"made on {one.made}" if one.made else ""
    lines = [f"{one.uid[:SHORT]}  " + ", ".join(filter(None, (one.name, days, made)))]
    lines += [f"  {line}" for line in one.query.split("\n") if one.query]
    lines.append(f"  {_counts(one)}")
    lines += [f"  {line}" for line in one.note.split("\n") if one.note]
    return "\n".join(lines)


def _counts(one: SearchRecord | SearchTotals) -> str:
    told = ((one.hits, "hits"), (one.retrieved, "retrieved"), (one.duplicates, "duplicates"))
    return ", ".join(f"{what} {'–' if count is None else f'{count:,}'}" for count, what in told)


def _totals(totals: SearchTotals) -> str:
    untold = f" ({totals.untold} of them not with every number)" if totals.untold else ""
    return f"{totals.searches} {'search' if totals.searches == 1 else 'searches'}{untold}: {_counts(totals)}."
