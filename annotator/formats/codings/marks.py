"""Events out of marks that somebody made elsewhere: labels on words, with answers to some of them, and lines between marks.

Owns which marks are one event: those that lines join, directly or over others. Where an answer and its words go, and what words
alone say, is `found`'s affair. Pure; must not know any one format, files or projects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...codebook.model import CodedField
from ...codebook.values import word_read
from .arriving import Arriving
from .coded import Coding, Mention, Span
from .documents import EVENT, MENTION, Document
from .found import FoundCoding, FoundEvent
from .written_values import from_texts

ITEM, INFERRED, WHY = "Item", "Inferred", "MentionReason"
"""Questions about a mark that are no field: which item of a list it supports, which answers the text nowhere says, why a
mention is not coded."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words with a label. `answers` are what was answered about just these words, by the name of the question."""

    id: str
    start: int
    end: int
    label: str
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)


def coding_of(
    marks: Sequence[Mark], lines: Iterable[tuple[str, str]], document: Document, arriving: Arriving, where: str,
    beside: bool = False,
) -> Coding:  # fmt: skip
    """Events, mentions, answers and evidence, in a coding without a uid or a coder. What has no place in the codebook is noted
    in `arriving`, with `where`. With `beside` there are events already, and a mark that no line leads to belongs to none of
    them: it is noted, too."""
    found = FoundCoding(arriving, where)
    groups = _together(marks, lines)
    alone = not beside and not any(_is_event(group) for group in groups)
    for at, group in enumerate(groups):
        event = found.event(f"{at}") if _is_event(group) else None
        for mark in group:
            span = document.span(mark.start, mark.end)
            if span is None:
                arriving.lose("mark", mark.label, "it is not within the title or the text", where)
            elif mark.label == MENTION:
                found.mentions.append(Mention(next(iter(mark.answers.get(WHY, ())), ""), (span,)))
            else:
                _take(mark, span, found, event, alone)
    return found.made()


def answer(
    arriving: Arriving, name: str, texts: Sequence[str], where: str, *, known: Any = None
) -> tuple[CodedField, Any] | None:  # fmt: skip
    """The field of a question, and what the texts answer to it; None where that cannot be told, which is noted."""
    label = arriving.field_of(name, where)
    if not label:
        return None
    book = arriving.codebook
    asked = book.fields.get(label) or book.article_fields[label]
    try:
        value = from_texts(book, asked, texts, known)
        for text in texts if value is not known else ():
            if said := word_read(book, asked, text):
                arriving.lose("value", f"{label}: {text[:60]}", said, where)
        return asked, value
    except (ValueError, OverflowError) as error:  # unreadable, or a number of thousands of digits
        arriving.lose("value", f"{label}: {'; '.join(texts)[:60]}", str(error)[:200], where)
        return None


def _take(mark: Mark, span: Span, found: FoundCoding, event: FoundEvent | None, alone: bool) -> None:
    """What one mark says, of an event or, where all stand alone, of the one that all are."""
    arriving, where = found.arriving, found.where
    name = "" if mark.label == EVENT else arriving.field_of(mark.label, where)
    of_article = name in arriving.codebook.article_fields
    if event is None and name and not of_article and not alone:
        arriving.lose("mark", mark.label, "there are events, and no line leads from one to it", where)
        return
    supported: list[str] = []
    for question, texts in mark.answers.items():
        answered = None if question in (ITEM, INFERRED, WHY) else answer(arriving, question, texts, where)
        if answered and answered[1] is not None:
            asked, value = answered
            found.holder(asked.name, event).values[asked.name] = value
            supported.append(asked.name)
    item = next(iter(mark.answers.get(ITEM, ())), "")
    if name:
        found.mark(name, span, {"item": item} if item else None, event, answered=name in supported)
    elif mark.label != EVENT:
        for one in supported:
            found.mark(one, span, event=event, answered=True)


def _is_event(group: Sequence[Mark]) -> bool:
    told = [mark for mark in group if mark.label != MENTION]
    return len(told) > 1 or any(mark.label == EVENT for mark in told)


def _together(marks: Sequence[Mark], lines: Iterable[tuple[str, str]]) -> list[list[Mark]]:
    """Marks that lines join, directly or over others, in the order of their first."""
    head = {mark.id: mark.id for mark in marks}

    def top(one: str) -> str:
        while head[one] != one:
            head[one] = head[head[one]]
            one = head[one]
        return one

    for one, other in lines:
        if one in head and other in head:
            head[top(one)] = top(other)
    groups: dict[str, list[Mark]] = {}
    for mark in marks:
        groups.setdefault(top(mark.id), []).append(mark)
    return list(groups.values())
