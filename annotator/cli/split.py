"""`annotator split`: articles are put into train, dev and test, for good."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import click

from ..errors import UsageError
from .parts import JSON, PROJECT, only_lead, reading, say


@click.command()
@PROJECT
@click.option("--shares", metavar="A,B,C", help="How much train, dev and test get; at first 80,10,10.")
@click.option("--seed", type=int, metavar="N", help="The same seed makes the same parts; at first 1.")
@click.option("--by", type=click.Choice(["article", "time"]), help="At random, or the test the latest.")
@click.option("--stratify", metavar="FIELD", help="Evenly by a field of events, verdict, language or source.")
@click.option("--preview", is_flag=True, help="Say what would be; write nothing.")
@click.option("--clear", is_flag=True, help="Take all parts away, which a release that told of them forbids.")
@click.option("--coder", metavar="NAME", help="Which lead; needed where there are several.")
@JSON
def split(
    project: Path, shares: str | None, seed: int | None, by: Literal["article", "time"] | None, stratify: str | None,
    preview: bool, clear: bool, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Put coded articles into train, dev and test. What has a part keeps it; done again, new articles are added in the
    way parts were made before, but for what is said now.

    Articles that are copies of one another, tell one incident or replace one another go into one part.

    \b
    Examples: annotator split iraq.annotator --stratify event_type --preview
              annotator split iraq.annotator --shares 70,15,15 --seed 7
              annotator split iraq.annotator --by time
    """
    from ..project import Project
    from ..releases.splits import as_before, make, plan

    if preview and clear:
        raise UsageError("Name --preview or --clear, not both.")
    told = _shares(shares) if shares is not None else None
    if preview:
        with reading(project) as opened:
            found = plan(opened, as_before(opened, shares=told, seed=seed, by=by, stratify=stratify))
        say(as_json, {**found.as_json(), "preview": True}, found.in_words())
        return
    lead = coder or only_lead(project, "makes the parts, with --coder")
    with Project.open(project) as opened:
        opened.work_as(opened.coders.named(lead))
        if clear:
            count = len(opened.splits.parts())
            opened.splits.clear()
            say(as_json, {"cleared": count}, f"Took the part from {count:,} articles.")
            return
        found = make(opened, as_before(opened, shares=told, seed=seed, by=by, stratify=stratify), _compared())
    say(as_json, {**found.as_json(), "preview": False}, found.in_words())


def _compared() -> Callable[[int, int], None] | None:
    """How far copies are looked for, on stderr where a person is looking."""
    if not sys.stderr.isatty():
        return None
    return lambda done, of: click.echo(f"\r{done:,} of {of:,}: looking for copies", nl=False, err=True)


def _shares(text: str) -> tuple[float, float, float]:
    try:
        train, dev, test = (float(one) for one in text.split(","))
    except ValueError:
        raise UsageError(f"--shares takes three numbers, as 80,10,10, not “{text}”.") from None
    return train, dev, test
