"""Codings that are put together of what a file of marked text holds, in whatever order it holds it.

Owns where an answer and its words belong: to the article, to their event, or to the one event that all of a text make which
belong to none; and what words without a value say: they are the answer, read as if somebody had typed them. Must not know any
one format, nor how codings come into a project.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ...codebook.model import CodedField
from ...codebook.values import Unreadable, is_list, is_missing, read, word_read
from . import besides
from .arriving import Arriving, plain
from .coded import CodedEvent, Coding, Mention, Span, Support
from .written_values import read_back, same

LOOSE = "loose"
"""The key of the event that all words make together which belong to no event."""


@dataclass
class FoundEvent:
    """One event while it is put together. `about` is what was told beside the text, where we wrote the file."""

    about: Mapping[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    supports: list[tuple[Support, Span]] = field(default_factory=list)

    def made(self) -> CodedEvent:
        """The event. Raises OddFacts."""
        return replace(besides.event_of(self.about), values=self.values, evidence=_evidence(self.supports, self.about))


@dataclass
class FoundCoding:
    """One coding while it is put together. `about` is what was told beside the text: nothing where others wrote the file."""

    arriving: Arriving
    where: str
    about: Mapping[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    supports: list[tuple[Support, Span]] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    parts: dict[str, int] = field(default_factory=dict)
    """Mentions of several spans that are not all met yet, by a key of the format's."""
    events: dict[str, FoundEvent] = field(default_factory=dict)
    answered: set[tuple[int, str]] = field(default_factory=set)
    """What was answered, and not only marked: of which values, and the field."""

    def event(self, key: str, about: Mapping[str, Any] | None = None) -> FoundEvent:
        """The event of a key, new where there is none yet."""
        return self.events.setdefault(key, FoundEvent(about or {}))

    def answer(self, event: FoundEvent | None, name: str, text: str) -> None:
        """What a text says of a field, of an event or the article as a whole."""
        asked = self.asked(name)
        if asked is None:
            return
        value = read_back(self.arriving.codebook, asked, text, ours=self.ours(event))
        if said := word_read(self.arriving.codebook, asked, text):
            self.arriving.lose("value", f"{name}: {text[:60]}", said, self.where)
        if value is not None:
            values = self.holder(name, event).values
            if (id(values), name) in self.answered and not same(value, values[name]):
                self.arriving.lose_second(name, name, self.where)
                return
            self.answered.add((id(values), name))
            values[name] = value

    def holder(self, name: str, event: FoundEvent | None = None) -> FoundEvent | FoundCoding:
        """What an answer to a field belongs to, with its words: the coding where it is asked of the article, else the event;
        without one, that of all words without an event."""
        return self if name in self.arriving.codebook.article_fields else event or self.event(LOOSE)

    def ours(self, event: FoundEvent | None) -> bool:
        """Whether we wrote an event, or the coding where none is given: something was told beside it."""
        return bool(event.about if event else self.about)

    def asked(self, name: str) -> CodedField | None:
        """The question of a name: of events, else of the article."""
        book = self.arriving.codebook
        return book.fields.get(name) or book.article_fields.get(name)

    def knows(self, label: str) -> bool:
        """Whether a label is a field here, or was said to be one or to stay out."""
        return label in self.arriving.names or self.asked(plain(label)) is not None

    def mark(
        self, name: str, span: Span, about: Mapping[str, Any] | None = None, event: FoundEvent | None = None, *,
        answered: bool = False,
    ) -> None:  # fmt: skip
        """Words that support a field. Where nothing else is said of them and nobody gave its value, the words are the value;
        `answered` says that somebody did. Raises OddFacts."""
        asked = self.asked(name)
        if asked is None:
            return
        holder = self.holder(name, event)
        support = besides.support_of(name, about or {})
        if not about and not answered and name not in besides.texts(holder.about, "unanswered"):
            support = replace(support, item=self._said(asked, holder.values, span, given=bool(holder.about)))
        holder.supports.append((support, span))

    def _said(self, asked: CodedField, values: dict[str, Any], span: Span, given: bool) -> str:
        """Takes the words as the answer where there is none; gives the list's item that they are."""
        if given and asked.name in values:
            return ""
        if asked.type == "group":
            self._lose_words(asked, span, "words cannot say which part of a repeated group they answer")
            return ""
        if asked.name in values and not is_list(asked):
            return ""
        try:
            value = read(self.arriving.codebook, asked, " ".join(span.quote.split()))
        except Unreadable as error:
            self._lose_words(asked, span, str(error))
            return ""
        if said := word_read(self.arriving.codebook, asked, span.quote):
            self._lose_words(asked, span, said)
        items = value if isinstance(value, list) else [value]
        codes = self.arriving.codebook.code_list(asked)
        if asked.type in ("code", "yes_no") and not is_missing(value) and not all(one in codes.by_code for one in items):
            self._lose_words(asked, span, "the words are none of its codes")
            return ""
        if value is None or not is_list(asked) or is_missing(value):
            if value is not None:
                values.setdefault(asked.name, value)
            return ""
        held = values.setdefault(asked.name, [])
        if isinstance(held, list):
            held += [item for item in items if item not in held]
        return str(items[0]) if len(items) == 1 else ""

    def _lose_words(self, asked: CodedField, span: Span, reason: str) -> None:
        self.arriving.lose("value", f"{asked.name}: {' '.join(span.quote.split())[:60]}", reason, self.where)

    def made(self) -> Coding:
        """The coding. Raises OddFacts."""
        told = besides.coding_of(self.about)
        events = tuple(one.made() for one in self.events.values())
        return replace(
            told, verdict=told.verdict or ("events" if events else ""), answers=self.values,
            evidence=_evidence(self.supports, self.about), events=events, mentions=tuple(self.mentions),
        )  # fmt: skip

    @property
    def empty(self) -> bool:
        """Whether nothing was found at all."""
        return not (self.about or self.values or self.supports or self.mentions or self.events)


def _evidence(supports: list[tuple[Support, Span]], about: Mapping[str, Any]) -> tuple[Support, ...]:
    """Words that support the same together, and what supports without words; in the order in which `jsonl` tells them."""
    spans: dict[Support, list[Span]] = {}
    for support, span in supports:
        spans.setdefault(support, []).append(span)
    found = [replace(support, spans=tuple(own)) for support, own in spans.items()]
    found += [besides.support_of(besides.text(one, "field"), one) for one in besides.rows(about, "evidence")]
    return tuple(sorted(found, key=lambda one: (one.field, one.item)))
