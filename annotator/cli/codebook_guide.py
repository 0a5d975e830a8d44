"""What a codebook says about something, by words: pages of its guide on the command line. Found and worded by `codebook`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from .parts import reading, say

if TYPE_CHECKING:
    from ..codebook.guide import Entry
    from ..codebook.model import Codebook
    from ..codebook.wording import Point
    from ..project.rulings import Ruling

MOST = 12
"""Pages printed."""


def look_up(name: str, words: str, as_json: bool) -> None:
    """Prints the pages that hold all the words, the best first."""
    from ..codebook.guide import as_text, guide_of
    from ..codebook.guide_rulings import with_rulings
    from ..codebook.guide_search import search

    if not words.strip():
        raise UsageError("--explain needs a word to look for.")
    book, rulings = codebook_of(name)
    guide = with_rulings(guide_of(book), rulings)
    hits = search(guide, words, MOST)
    text = "\n\n".join(as_text(guide, hit.entry) for hit in hits) or f"Nothing in {guide.codebook.name} holds “{words}”."
    say(as_json, {"entries": [_told(hit.entry) for hit in hits]}, text)


def codebook_of(name: str) -> tuple[Codebook, list[Ruling]]:
    """A shipped codebook, one from a file, or a project's with its rulings."""
    from ..codebook.loading import find, load

    if name.endswith(".annotator"):
        with reading(Path(name)) as project:
            return project.codebook, project.rulings.all()
    return load(find(name))[0], []


def _told(entry: Entry) -> dict[str, Any]:
    told = {key: value for key, value in asdict(entry).items() if value}
    return {**told, "facts": {fact.name: [_lines(point) for point in fact.points] for fact in entry.facts}}


def _lines(point: Point) -> Any:
    from ..codebook.wording import plain

    return {plain(point.text): [_lines(one) for one in point.points]} if point.points else plain(point.text)
