"""One row a span of evidence: which event, field and list item, where it stands, and the words that stand there.

Keeps statuses ("inferred", "not in the text" …), which take a row without offsets. Loses the values themselves; `csv`
or `jsonl` hold them under the same event.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..project import Project
from ..writing import Table
from .jsonl import Counts, articles
from .selection import Selection

_HEADER = (
    "event_uid", "id", "article", "article_uid", "coder", "field", "item", "status", "part", "start", "end", "quote", "link",
    "note", "origin",
)  # fmt: skip


def write_evidence(project: Project, chosen: Selection, table: Table) -> Counts:
    """The evidence of all chosen events, and of article-level answers with no event named."""
    counts, hashed = Counts(), chosen.texts != "full"
    for article in articles(project, chosen, counts):
        table.write(list(_rows(article, hashed)))
    return counts


def header(chosen: Selection) -> tuple[str, ...]:
    """The columns; where quotes are cut or left out, one more has the SHA-256 of what stands there."""
    return _HEADER if chosen.texts == "full" else (*_HEADER, "quote_sha256")


def _rows(article: dict[str, Any], hashed: bool) -> Iterator[list[Any]]:
    for coding in article["codings"]:
        for owner in (coding, *coding["events"]):
            event = (owner["uid"], owner["id"]) if owner is not coding else (None, None)
            for one in owner["evidence"]:
                about = [*event, article["number"], article["uid"], coding["coder"], one["field"], one["item"], one["status"]]
                spans = one["spans"] or ([None] if one["status"] != "text" else [])
                for span in spans:
                    place = [span.get(key) for key in ("part", "start", "end", "quote")] if span else [None] * 4
                    more = [span.get("quote_sha256") if span else None] if hashed else []
                    yield [*about, *place, one["link"], one["note"], one["origin"], *more]
