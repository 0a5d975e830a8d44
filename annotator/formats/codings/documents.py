"""A coded article as marked text: one running text, labels on stretches of it, an anchor for each event.

Owns how title and text become one document and come apart again, and which words stand for an event. Offsets of labels and
anchors count code points in the document, half-open. Pure; must not know formats, files or projects.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ...codebook.event_kinds import event_kinds
from ...codebook.model import Codebook
from .coded import CodedArticle, CodedEvent, Coding, Mention, Span, Support
from .said import part_of

BETWEEN = "\n\n"
"""What stands between title and text."""
EVENT, MENTION = "Event", "Mention"
"""Labels of what is no field. Fields have small letters, so that none is called so."""


@dataclass(frozen=True, slots=True)
class Document:
    """An article as one text: its title, an empty line, its text; the text alone where there is no title.

    `body` is where the text begins."""

    text: str
    body: int

    @classmethod
    def of(cls, article: CodedArticle) -> Document:
        """The document of an article."""
        title = article.title + BETWEEN if article.title else ""
        return cls(title + article.text, len(title))

    def place(self, span: Span) -> tuple[int, int]:
        """Where words of the article stand in the document."""
        shift = self.body if span.part == "text" else 0
        return span.start + shift, span.end + shift

    def span(self, start: int, end: int) -> Span | None:
        """The words of the article at a place of the document; None where they are in no one part of it."""
        if start >= self.body and start < end <= len(self.text):
            return Span("text", start - self.body, end - self.body, self.text[start:end])
        title = self.body - len(BETWEEN)
        if 0 <= start < end <= title:
            return Span("title", start, end, self.text[start:end])
        return None


@dataclass(frozen=True, slots=True)
class Label:
    """Words that support an answer. `event` is the event's uid, empty for answers on the article as a whole; `item` is the
    list's item, or a group's position and part; `value` is what is answered, of the item where there is one, None where the
    answer has no such item."""

    start: int
    end: int
    text: str
    field: str
    item: str
    event: str
    value: Any
    support: Support


@dataclass(frozen=True, slots=True)
class Anchor:
    """The words that stand for an event: those that support `field`, or, where nothing in the text supports anything, the
    document's first word (`field` is empty then). `kind` is the code of the event's kind, empty where it has none."""

    event: CodedEvent
    start: int
    end: int
    text: str
    field: str
    kind: str


def labels(document: Document, coding: Coding) -> list[Label]:
    """All words of a coding that support an answer, in the order of the document; the longer first where two begin alike."""
    found = list(_labels(document, coding.evidence, "", coding.answers))
    for event in coding.events:
        found += _labels(document, event.evidence, event.uid, event.values)
    return sorted(found, key=lambda one: (one.start, -one.end, one.field, one.item, one.event))


def _labels(document: Document, evidence: Sequence[Support], event: str, values: Any) -> Iterator[Label]:
    for support in evidence:
        for span in support.spans:
            start, end = document.place(span)
            value = part_of(values.get(support.field), support.item)
            yield Label(start, end, document.text[start:end], support.field, support.item, event, value, support)


def marked(document: Document, mention: Mention) -> list[tuple[int, int]]:
    """Where a mention's words stand in the document."""
    return [document.place(span) for span in mention.spans]


def anchors(document: Document, coding: Coding, codebook: Codebook) -> list[Anchor]:
    """An anchor for each event of a coding, in their order; none where the document has no word at all.

    The words of its kind stand for an event (`codebook.event_kinds`); without any, those of the first field in the codebook's
    order whose answers are codes, or of the first at all. Which words these are says nothing of its `kind`."""
    found: list[Anchor] = []
    kinds = [one.name for one in event_kinds(codebook)]
    codes = [name for name, asked in codebook.fields.items() if asked.type == "code"]
    for event in coding.events:
        places = {
            name: min(document.place(span) for span in spans)
            for name in codebook.fields
            if (spans := [span for one in event.supports(name) for span in one.spans])
        }
        best = next((name for name in (*kinds, *codes, *places) if name in places), "")
        place = places[best] if best else first_word(document.text)
        if place is not None:
            found.append(Anchor(event, *place, document.text[slice(*place)], best, _kind(event, kinds)))
    return found


def _kind(event: CodedEvent, kinds: Sequence[str]) -> str:
    """The code of the first field of these that the event answers; of several codes the first."""
    for name in kinds:
        value = event.values.get(name)
        codes = value if isinstance(value, list) else [value]
        if code := next((one for one in codes if isinstance(one, str) and one), ""):
            return code
    return ""


def first_word(text: str) -> tuple[int, int] | None:
    """Where the first word of a text stands; None where it has none."""
    start = next((at for at, sign in enumerate(text) if not sign.isspace()), None)
    if start is None:
        return None
    return start, next((at for at in range(start, len(text)) if text[at].isspace()), len(text))
