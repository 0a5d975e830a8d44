"""An article with its codings on its way out of a project or into one: the same shape in both directions.

Offsets count code points, half-open, in the part of the article they name. The JSON form is a line of the format `jsonl`.
Pure; must not know files or projects.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .said import Divided, divided

PARTS = ("title", "text")


@dataclass(frozen=True, slots=True)
class Span:
    """Words of an article. `quote` is what stands there."""

    part: str
    start: int
    end: int
    quote: str

    def as_json(self) -> dict[str, Any]:
        """As `jsonl` and the project hold it."""
        return {"part": self.part, "start": self.start, "end": self.end, "quote": self.quote}


@dataclass(frozen=True, slots=True)
class Support:
    """What supports one answer: spans (`status` text), or why there are none."""

    field: str
    item: str = ""
    status: str = "text"
    spans: tuple[Span, ...] = ()
    link: str = ""
    note: str = ""
    origin: str = "typed"


@dataclass(frozen=True, slots=True)
class CodedEvent:
    """One event. `derived` are those of its values that follow from others by the codebook and nobody gave."""

    uid: str
    values: Mapping[str, Any]
    evidence: tuple[Support, ...] = ()
    id: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    overruled: Mapping[str, str] = field(default_factory=dict)
    derived: frozenset[str] = frozenset()

    def supports(self, name: str) -> Iterator[Support]:
        """What supports the answer to a field."""
        return (one for one in self.evidence if one.field == name)

    def divided(self, name: str) -> Divided:
        """The value of a field in two: what words of the article support, and what not. Nothing supports a derived one."""
        return divided(self.values.get(name), () if name in self.derived else tuple(self.supports(name)))

    def is_inferred(self, name: str) -> bool:
        """Whether nothing of a value is said in the text: it is derived, or without a span that supports any of it."""
        return self.divided(name).said is None

    def inferred(self) -> list[str]:
        """The fields whose values the text nowhere says, in their order."""
        return [name for name in self.values if self.is_inferred(name)]

    def inferred_items(self) -> list[tuple[str, str]]:
        """Of values that are partly said: what is not, as field and item."""
        return [(name, item) for name in self.values for item in self.divided(name).items]


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that were seen and not coded, and why."""

    reason: str
    spans: tuple[Span, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision behind an adjudicated coding. `owner` is the uid of the event it is about, empty for the article as a whole;
    `whose` are the coders who said it; `decider` is the one who decided."""

    kind: str
    field: str
    owner: str = ""
    whose: tuple[str, ...] = ()
    decider: str = ""
    reason: str = ""
    note: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class Coding:
    """One coder's work on the article. `coder` is a pseudonym on the way out.

    On the way in, a `uid` of 32 hexadecimal digits says that this program made it; whatever else is there, or nothing, says
    that another program did."""

    uid: str
    coder: str
    round: str = "main"
    standing: str = "coded"
    state: str = "done"
    verdict: str = ""
    reason: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[Support, ...] = ()
    events: tuple[CodedEvent, ...] = ()
    mentions: tuple[Mention, ...] = ()
    decisions: tuple[Decided, ...] = ()
    score: float | None = None
    """How sure a model is of it, 0 to 1, where another program says so."""
    is_model: bool = field(default=False, compare=False)
    """Whether a model did it, and no person, as far as the file says."""

    checksum: str = field(default="", compare=False)
    """On the way in: what `checksum_of` gave on the way out, where the format has a place for it."""

    @property
    def is_untouched(self) -> bool:
        """Whether it came in as this program wrote it, and nothing of it was changed elsewhere."""
        return bool(self.checksum) and self.checksum == checksum_of(self)

    def divided(self, name: str) -> Divided:
        """The answer to a question about the article in two: what its words support, and what not."""
        return divided(self.answers.get(name), [one for one in self.evidence if one.field == name])

    def inferred(self) -> list[str]:
        """The questions about the article whose answers it nowhere says, in their order."""
        return [name for name in self.answers if self.divided(name).said is None]

    def inferred_items(self) -> list[tuple[str, str]]:
        """Of answers on the article that are partly said: what is not, as field and item."""
        return [(name, item) for name in self.answers for item in self.divided(name).items]

    @property
    def coder_kind(self) -> str:
        """What the coder is, as rows tell it: person or model."""
        return "model" if self.is_model else "person"


def checksum_of(coding: Coding) -> str:
    """By which a coding is known to say what it said, in whatever order: of its SHA-256, 32 hex digits. What follows from other
    values, and quotes, which follow from their places, are no part of it."""
    told = [
        coding.uid, coding.coder, coding.round, coding.standing, coding.state, coding.verdict, coding.reason,
        dict(coding.answers), _flat(coding.evidence), sorted(
            _line([one.uid, one.id or "", {name: value for name, value in one.values.items() if name not in one.derived},
                   dict(one.extra), dict(one.overruled), _flat(one.evidence)]) for one in coding.events
        ),
        sorted(
            _line([one.reason, one.note, sorted([span.part, span.start, span.end] for span in one.spans)])
            for one in coding.mentions
        ),
    ]  # fmt: skip
    line = _line(told)
    return hashlib.sha256(line.encode("utf-8", "replace")).hexdigest()[:32]


def _line(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _flat(evidence: Iterable[Support]) -> list[list[Any]]:
    return sorted(
        [one.field, one.item, one.status, one.link, one.note, one.origin, *place]
        for one in evidence
        for place in ([[span.part, span.start, span.end] for span in one.spans] or [["", 0, 0]])
    )


@dataclass(frozen=True, slots=True)
class CodedArticle:
    """An article and its codings. `number` is 0 where no project gave one; `split` is the part of training data it is in.

    `row` is its place in the file it was read from: its line, or its place in a list from 1; `file` the name of one of several
    files; `without` are numbers that were none (NaN, Infinity), by what they were of. All three are for telling what is refused
    or lost."""

    uid: str
    text: str
    title: str = ""
    date: str | None = None
    source: str = ""
    url: str = ""
    language: str = ""
    external_id: str = ""
    stub: bool = False
    number: int = 0
    extra: Mapping[str, Any] = field(default_factory=dict)
    codings: tuple[Coding, ...] = ()
    split: str = ""
    row: int | None = None
    file: str = ""
    without: tuple[str, ...] = ()

    @property
    def facts(self) -> dict[str, Any]:
        """What is said about the article, by name, in one order; empty ones as well."""
        return {
            "uid": self.uid, "number": self.number, "title": self.title, "date": self.date, "source": self.source,
            "url": self.url, "language": self.language, "external_id": self.external_id,
        }  # fmt: skip


def from_json(article: Mapping[str, Any]) -> CodedArticle:
    """A line of `jsonl`. Raises KeyError, TypeError or ValueError where it has another shape."""
    return CodedArticle(
        uid=article["uid"], text=article.get("text", ""), title=article.get("title") or "", date=article.get("date"),
        source=article.get("source") or "", url=article.get("url") or "", language=article.get("language") or "",
        external_id=article.get("external_id") or "", stub=bool(article.get("stub")), number=article.get("number") or 0,
        extra=article.get("extra") or {}, codings=tuple(_coding(one) for one in article.get("codings", ())),
        split=article.get("split", ""),
    )  # fmt: skip


def _coding(one: Mapping[str, Any]) -> Coding:
    return Coding(
        uid=one["uid"], coder=one["coder"], round=one.get("round", "main"), standing=one.get("standing", "coded"),
        state=one.get("state", "done"), verdict=one.get("verdict") or "", reason=one.get("reason") or "",
        answers=one.get("answers") or {}, evidence=_evidence(one),
        events=tuple(_event(event) for event in one.get("events", ())),
        mentions=tuple(
            Mention(mention["reason"], _spans(mention), mention.get("note") or "") for mention in one.get("mentions", ())
        ),
        decisions=tuple(
            _decided(told, owner) for owner, holder in [("", one), *((event["uid"], event) for event in one.get("events", ()))]
            for told in holder.get("decisions", ())
        ),
        is_model=one.get("coder_kind") == "model",
    )  # fmt: skip


def _decided(told: Mapping[str, Any], owner: str) -> Decided:
    return Decided(
        told["kind"], told.get("field") or "", owner, tuple(told.get("from", ())), told.get("decider") or "",
        told.get("reason") or "", told.get("note") or "", told.get("time") or "",
    )  # fmt: skip


def _event(one: Mapping[str, Any]) -> CodedEvent:
    return CodedEvent(
        uid=one["uid"], values=one["values"], evidence=_evidence(one), id=one.get("id"), extra=one.get("extra") or {},
        overruled=one.get("overruled") or {}, derived=frozenset(one.get("derived", ())),
    )  # fmt: skip


def _evidence(owner: Mapping[str, Any]) -> tuple[Support, ...]:
    return tuple(
        Support(
            one["field"], one.get("item") or "", one.get("status", "text"), _spans(one), one.get("link") or "",
            one.get("note") or "", one.get("origin") or "typed",
        )
        for one in owner.get("evidence", ())
    )  # fmt: skip


def _spans(holder: Mapping[str, Any]) -> tuple[Span, ...]:
    return tuple(Span(one["part"], one["start"], one["end"], one.get("quote", "")) for one in holder.get("spans", ()))
