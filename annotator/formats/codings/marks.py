"""Events out of marks that somebody made elsewhere: labels on words, with answers to some of them, and lines between marks.

Owns what such marks mean here: marks that hang together are one event, all that stand alone in an article without such are one
event together, and a mark answers the field that its label is. Pure; must not know any one format, files or projects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...codebook.model import CodedField
from ...codebook.values import Unreadable, is_list
from .arriving import Arriving
from .carried import from_strings
from .coded import CodedEvent, Mention, Span, Support
from .documents import Document

EVENT, MENTION = "Event", "Mention"
"""Labels of what is no field. Fields have small letters, so that none is called so."""
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


@dataclass
class _Event:
    values: dict[str, Any] = field(default_factory=dict)
    supports: list[Support] = field(default_factory=list)


def events_of(
    marks: Sequence[Mark],
    lines: Iterable[tuple[str, str]],
    document: Document,
    arriving: Arriving,
    where: str,
    beside: bool = False,
) -> tuple[list[CodedEvent], list[Mention], list[Support], dict[str, Any]]:
    """Events, mentions, and evidence and answers on the article as a whole. Events have no uid. What has no place in the
    codebook is noted in `arriving`, with `where`. With `beside` there are events already, and a mark that no line leads
    to belongs to none of them: it is noted, too."""
    events: list[_Event] = []
    mentions: list[Mention] = []
    of_article = _Event()
    groups = _together(marks, lines)
    alone = None if beside or any(_is_event(group) for group in groups) else _Event()
    for group in groups:
        for mark in group:
            if mark.label == MENTION and (span := _span(document, mark, arriving, where)):
                mentions.append(Mention(next(iter(mark.answers.get(WHY, ())), ""), (span,)))
        told = [mark for mark in group if mark.label != MENTION]
        event = _Event() if _is_event(group) else alone
        for mark in told:
            if event is not None or _of_article(arriving, mark.label):
                _take(mark, event or _Event(), of_article, document, arriving, where)
            elif arriving.field_of(mark.label, where):
                arriving.lose("mark", mark.label, "there are events, and no line leads from one to it", where)
        if event is not None and event is not alone:
            events.append(event)
    if alone is not None and (alone.values or alone.supports):
        events.append(alone)
    return (
        [CodedEvent("", one.values, tuple(one.supports)) for one in events], mentions, of_article.supports, of_article.values,
    )  # fmt: skip


def _is_event(group: Sequence[Mark]) -> bool:
    told = [mark for mark in group if mark.label != MENTION]
    return len(told) > 1 or any(mark.label == EVENT for mark in told)


def _of_article(arriving: Arriving, label: str) -> bool:
    return arriving.names.get(label, label) in arriving.codebook.article_fields


def answer(
    arriving: Arriving, name: str, texts: Sequence[str], where: str, *, known: Any = None
) -> tuple[CodedField, Any] | None:  # fmt: skip
    """The field of a question, and what the texts answer to it; None where that cannot be told, which is noted."""
    label = arriving.field_of(name, where)
    if not label:
        return None
    asked = _asked(arriving, label)
    try:
        return asked, from_strings(arriving.codebook, asked, texts, known)
    except Unreadable as error:
        arriving.lose("value", f"{label}: {'; '.join(texts)[:60]}", str(error), where)
        return None


def _asked(arriving: Arriving, name: str) -> CodedField:
    book = arriving.codebook
    return book.fields.get(name) or book.article_fields[name]


def _span(document: Document, mark: Mark, arriving: Arriving, where: str) -> Span | None:
    span = document.span(mark.start, mark.end)
    if span is None:
        arriving.lose("mark", mark.label, "it is not within the title or the text", where)
    return span


def _take(mark: Mark, event: _Event, of_article: _Event, document: Document, arriving: Arriving, where: str) -> None:
    """What one mark says."""
    span = _span(document, mark, arriving, where)
    name = "" if mark.label == EVENT else arriving.field_of(mark.label, where)
    answered = False
    for question, texts in mark.answers.items():
        if question in (ITEM, INFERRED, WHY):
            continue
        if (found := answer(arriving, question, texts, where)) and found[1] is not None:
            owner = of_article if found[0].name in arriving.codebook.article_fields else event
            _add(owner, found[0], found[1], arriving, where)
            answered = answered or found[0].name == name
            if not name and span and mark.label != EVENT:
                owner.supports.append(Support(found[0].name, spans=(span,)))
    if not name or span is None:
        return
    owner = of_article if name in arriving.codebook.article_fields else event
    asked = _asked(arriving, name)
    item = next(iter(mark.answers.get(ITEM, ())), "")
    if not answered and not item:
        item = _from_words(owner, asked, span, arriving, where)
    owner.supports.append(Support(name, item, spans=(span,)))


def _from_words(owner: _Event, asked: CodedField, span: Span, arriving: Arriving, where: str) -> str:
    """Answers a field by the marked words, where they can be read as an answer; gives the list's item that this is."""
    words = " ".join(span.quote.split())
    if asked.type == "group":
        arriving.lose("value", f"{asked.name}: {words[:60]}", "the words do not say which part of the group they answer", where)
        return ""
    try:
        value = from_strings(arriving.codebook, asked, [words])
    except Unreadable as error:
        arriving.lose("value", f"{asked.name}: {words[:60]}", str(error), where)
        return ""
    codes = arriving.codebook.code_list(asked)
    if asked.type in ("code", "yes_no") and not all(
        one in codes.by_code for one in (value if isinstance(value, list) else [value])
    ):
        arriving.lose("value", f"{asked.name}: {words[:60]}", "the marked words are none of its codes", where)
        return ""
    if value is None:
        return ""
    _add(owner, asked, value, arriving, where)
    return str(value[0]) if is_list(asked) else ""


def _add(owner: _Event, asked: CodedField, value: Any, arriving: Arriving, where: str) -> None:
    known = owner.values.get(asked.name)
    if known is None or known == value:
        owner.values[asked.name] = value
    elif isinstance(known, list) and isinstance(value, list):
        owner.values[asked.name] = known + [one for one in value if one not in known]
    else:
        arriving.lose("value", f"{asked.name}: {str(value)[:60]}", f"the event says already “{str(known)[:60]}”", where)


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
