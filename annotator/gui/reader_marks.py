"""What is marked in an article: evidence of its events and mentions, as spans of what the reader shows, in lanes.

The reader shows title and text as one string; `Layout` converts between the two and it. All offsets are code points.
Must not know widgets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ..project.articles import Article
from ..project.evidence import Part, Quote
from ..spans import Span, lanes, trim
from .focus import Focus
from .workspace import Workspace

Kind = Literal["mine", "other", "mention"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One span as it is painted. `kind` says whether it is of the event in view or the article itself, of another event, or
    a mention."""

    start: int
    end: int
    kind: Kind
    uid: str
    owner: str
    field: str = ""
    item: str = ""
    reason: str = ""
    note: str = ""
    lane: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """Where title and text stand in what is shown: the title, a line end, the text."""

    title: str = ""
    text: str = ""

    @classmethod
    def of(cls, article: Article | None) -> Layout:
        """The layout of an article, empty for none."""
        return cls(article.title, article.text) if article else cls()

    @property
    def shown(self) -> str:
        """All that is shown."""
        return f"{self.title}\n{self.text}" if self.title else self.text

    @property
    def text_start(self) -> int:
        """Where the text starts."""
        return len(self.title) + 1 if self.title else 0

    def shown_span(self, quote: Quote) -> Span:
        """Where a quote stands in what is shown."""
        shift = self.text_start if quote.part == "text" else 0
        return Span(quote.start + shift, quote.end + shift)

    def quotes(self, span: tuple[int, int]) -> list[Quote]:
        """The quotes a span of what is shown covers: none, one, or one in the title and one in the text."""
        shift = self.text_start
        parts: tuple[tuple[Part, str, int, int], ...] = (
            ("title", self.title, span[0], min(span[1], len(self.title))),
            ("text", self.text, max(span[0] - shift, 0), span[1] - shift),
        )
        found: list[Quote] = []
        for part, source, start, end in parts:
            if start < end:
                inner = trim(source, (start, end))
                if inner.start < inner.end:
                    found.append(Quote(part, inner.start, inner.end, source[inner.start : inner.end]))
        return found


def gather(workspace: Workspace, focus: Focus, layout: Layout) -> list[Mark]:
    """All marks of the article in view, each in its lane."""
    found: list[Mark] = []
    coding = workspace.coding(focus.article)
    owners = [coding.uid, *(event.uid for event in workspace.events(focus.article))] if coding else []
    for owner in owners:
        kind: Kind = "mine" if owner in (focus.event, owners[0]) else "other"
        for one in workspace.evidence(owner):
            found += [Mark(*layout.shown_span(quote), kind, one.uid, owner, one.field, one.item) for quote in one.spans]
    for mention in workspace.mentions(focus.article):
        found += [
            Mark(*layout.shown_span(quote), "mention", mention.uid, "", reason=mention.reason, note=mention.note)
            for quote in mention.spans
        ]
    return in_lanes(found)


def in_lanes(marks: Sequence[Mark]) -> list[Mark]:
    """The marks with lanes, sorted by start."""
    placed = lanes([(mark.start, mark.end) for mark in marks])
    return sorted((replace(mark, lane=lane) for mark, lane in zip(marks, placed, strict=True)), key=lambda mark: mark.start)


def at_field(marks: Sequence[Mark], field: str, item: str) -> Iterator[Mark]:
    """The marks of a field of the event in view; with `item`, of that item alone."""
    for mark in marks:
        if field and mark.kind == "mine" and mark.field == field and item in ("", mark.item):
            yield mark
