"""What a provider offers for a field, and what it gets to read. A candidate is never an answer until somebody takes it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from ..codebook.model import Codebook
from ..project.evidence import Quote, Status
from ..project.precodings import Precoding

Part = Literal["text", "title"]
Where = Literal["text", "title", "article", "nowhere"]
"""Where a value was found: in the text, in the title, in what is said about the article (its source), or in no words at all, as
a model may say."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value found in the text. Offsets count code points, half-open, in `part`; the article's own data has no offsets,
    both are 0, and `text` is what it says. `more` are further words that say the same.

    `value` is canonical for its field (ISO date or range, number, code, name). `score` runs from 0 to 1 and orders the
    candidates of one field; `reason` says in words how the value was read. `also` are values of other fields that follow
    when this one is taken, such as the date's precision or a place's country and coordinates.
    """

    field: str
    value: Any
    part: Where
    start: int
    end: int
    text: str
    score: float
    reason: str
    also: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    provider: str = ""
    more: Sequence[Quote] = ()

    @property
    def quotes(self) -> list[Quote]:
        """The words as evidence; none for the article's own data, and for what has no words."""
        if self.part == "article" or self.part == "nowhere":
            return []
        return [Quote(self.part, self.start, self.end, self.text), *self.more]

    @property
    def status(self) -> Status:
        """What is said of a value without words."""
        return "inferred" if self.part == "nowhere" else "article"


@dataclass(frozen=True, slots=True)
class Reading:
    """The article as providers see it, and what is coded so far. `date` is the day of publication, ISO, empty if unknown."""

    text: str
    title: str
    date: str
    source: str
    codebook: Codebook
    language: str = ""
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    """The values of the event in view."""
    previous: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    """The values of the event before it in the same article."""
    precoded: Sequence[Precoding] = ()
    """What models say of the article."""


class Provider(Protocol):
    """Finds candidates. Pure: the same reading gives the same candidates; must not write, wait or go to the network."""

    name: str

    def candidates(self, reading: Reading) -> Iterable[Candidate]:
        """All candidates of one article, in any order."""
        ...
