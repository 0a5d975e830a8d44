"""`annotator assign`: what a lead hands out. So far: in which articles the program offers nothing."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import UsageError
from .parts import JSON, PROJECT, reading, say


@click.command()
@PROJECT
@click.option("--coder", metavar="NAME", help="For whom; without it, for all people who code.")
@click.option("--without-candidates", "share", type=float, metavar="SHARE", help="Withhold offers from this share, as 0.2.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed draws the same articles.")
@click.option("--with-candidates", "allow", is_flag=True, help="Offer again in all articles that are not begun.")
@JSON
def assign(project: Path, coder: str | None, share: float | None, seed: int, allow: bool, as_json: bool) -> None:
    """Say in which articles the program may offer nothing: a share of those not yet begun, drawn by a seed.

    What is coded with offers and without them can be compared then. It is the lead's step, and undo takes it back.

    \b
    Examples: annotator assign iraq.annotator --coder B2 --without-candidates 0.2 --seed 7
              annotator assign iraq.annotator --with-candidates
    """
    if allow == (share is not None):
        raise UsageError("Say either --without-candidates SHARE or --with-candidates.")
    from ..project import Project

    with Project.open(project) as opened:
        opened.work_as(next((one for one in opened.coders.all() if one.role == "lead"), opened.coder))
        whom = opened.coders.named(coder).uid if coder is not None else None
        if share is None:
            count = opened.assignments.allow(whom)
            say(as_json, {"allowed": count}, f"Offers are allowed again in {count} articles.")
            return
        told = opened.assignments.withhold(share, seed, whom)
    answer = {"withheld": told.new, "without_candidates": told.all, "not_begun": told.open, "seed": seed}
    text = f"{told.new} articles got an assignment without candidates; {told.all} of {told.open} not yet begun have one now."
    say(as_json, answer, text)


def offer_figures(project: Path, coder: str | None, as_json: bool) -> None:
    """Says how far offers led, a line a field; articles without offers have lines of their own."""
    from dataclasses import asdict

    with reading(project) as opened:
        found = opened.suggestions.figures(opened.coders.named(coder).uid if coder is not None else "")
    lines = [f"{'field':24} {'values':>7} {'typed':>7} {'taken':>7} {'changed':>7} {'without words':>14}"]
    for one in found:
        row = f"{one.field:24} {one.values:7} {one.typed:7} {one.taken:7} {one.changed:7} {one.without:14}"
        lines.append(row if one.offered else f"{row}  (offers withheld)")
    say(as_json, {"figures": [asdict(one) for one in found]}, "\n".join(lines) if found else "No values yet.")
