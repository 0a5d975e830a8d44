"""Codings that are put together of what a file of marked text holds, in whatever order it holds it.

Owns what words without a value say: they are the answer, read as if somebody had typed them; and that words which belong to
no event make one event of the text together. Must not know any one format, nor how codings come into a project.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ...codebook.model import CodedField
from ...codebook.values import Unreadable, is_list, is_missing, read
from . import besides
from .arriving import Arriving, plain
from .coded import CodedEvent, Coding, Mention, Span, Support
from .written_values import read_back, same

LOOSE = "loose"
"""The key of the event that words without an event make together."""


@dataclass
class FoundEvent:
    """One event while it is put together. `about` is what was told beside the text, where we wrote the file."""

    about: Mapping[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    supports: list[tuple[Support, Span]] = field(default_factory=list)

    def made(self) -> CodedEvent:
        """The event. Raises OddFacts."""
        about = self.about
        return CodedEvent(
            uid=besides.text(about, "uid"), values=self.values, evidence=_evidence(self.supports, about),
            id=besides.text(about, "id") or None, extra=besides.mapping(about, "extra"),
            overruled=besides.mapping(about, "overruled"), derived=frozenset(besides.texts(about, "derived")),
        )  # fmt: skip


@dataclass
class FoundCoding:
    """One coding while it is put together. `about` is what was told beside the text: nothing where others wrote the file."""

    arriving: Arriving
    where: str
    about: Mapping[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
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
        value = read_back(self.arriving.codebook, asked, text)
        if value is not None:
            values = event.values if event else self.answers
            if (id(values), name) in self.answered and not same(value, values[name]):
                self.arriving.lose_second(name, name, self.where)
                return
            self.answered.add((id(values), name))
            values[name] = value

    def asked(self, name: str) -> CodedField | None:
        """The question of a name: of events, else of the article."""
        book = self.arriving.codebook
        return book.fields.get(name) or book.article_fields.get(name)

    def knows(self, label: str) -> bool:
        """Whether a label is a field here, or was said to be one or to stay out."""
        return label in self.arriving.names or self.asked(plain(label)) is not None

    def mark(self, name: str, span: Span, about: Mapping[str, Any] | None = None, event: FoundEvent | None = None) -> None:
        """Words that support a field. Where nobody gave its value, the words are the value. Raises OddFacts."""
        asked = self.asked(name)
        if asked is None:
            return
        if event is None and name in self.arriving.codebook.fields:
            event = self.event(LOOSE)
        support = besides.support_of(name, about or {})
        values = event.values if event else self.answers
        known = event.about if event else self.about
        if not about and name not in besides.texts(known, "unanswered"):
            support = replace(support, item=self._said(asked, values, span, given=bool(known)))
        (event.supports if event else self.supports).append((support, span))

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
        about = self.about
        events = tuple(one.made() for one in self.events.values())
        return Coding(
            uid=besides.text(about, "uid"), coder=besides.text(about, "coder"), round=besides.text(about, "round") or "main",
            standing=besides.text(about, "standing") or "coded", state=besides.text(about, "state") or "done",
            verdict=besides.text(about, "verdict") or ("events" if events else ""), reason=besides.text(about, "reason"),
            answers=self.answers, evidence=_evidence(self.supports, about), events=events, mentions=tuple(self.mentions),
        )  # fmt: skip

    @property
    def empty(self) -> bool:
        """Whether nothing was found at all."""
        return not (self.about or self.answers or self.supports or self.mentions or self.events)


def _evidence(supports: list[tuple[Support, Span]], about: Mapping[str, Any]) -> tuple[Support, ...]:
    """Words that support the same together, and what supports without words; in the order in which `jsonl` tells them."""
    spans: dict[Support, list[Span]] = {}
    for support, span in supports:
        spans.setdefault(support, []).append(span)
    found = [replace(support, spans=tuple(own)) for support, own in spans.items()]
    found += [besides.support_of(besides.text(one, "field"), one) for one in besides.rows(about, "evidence")]
    return tuple(sorted(found, key=lambda one: (one.field, one.item)))
