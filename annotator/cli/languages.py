"""`annotator languages`: the languages of articles that came in without one, noted where their text leaves no doubt."""

from __future__ import annotations

from pathlib import Path

import click

from .parts import CODER, JSON, PROJECT, progress, say, working


@click.command()
@PROJECT
@CODER
@JSON
def languages(project: Path, coder: str | None, as_json: bool) -> None:
    """Note the languages of articles whose files named none.

    An import does so by itself; this is for articles that were in before. What was said or corrected stays.

    Example: annotator languages iraq.annotator
    """
    with working(project, coder) as opened:
        noted = opened.languages.catch_up(progress("articles looked at"))
        left = opened.languages.waiting()
    told = f"The languages of {noted:,} articles were noted; {left:,} are too short or too mixed to tell."
    say(as_json, {"noted": noted, "left": left}, told)
