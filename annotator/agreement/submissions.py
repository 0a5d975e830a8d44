"""What coders handed in, article by article, as agreement compares it. Reads a project, writes nothing.

Owns which codings are compared: those of a round that were handed in, as they were at first or as they stand now, with or
without the program's offers; and beside them a standard, or the same coder's second coding in a re-test.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ..project.codings import MAIN

Question = Literal["between", "again", "standard"]
"""What is asked: reproducibility, coder against coder; stability, each coder against the own second coding; accuracy,
coders against a standard or what was adjudicated."""
AGAIN, STANDARD = "again", "standard"
"""Who speaks in a second coding, and in a standard or an adjudicated coding, in place of a coder's uid."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which codings are compared. Empty fields choose nothing away."""

    question: Question = "between"
    round: str = MAIN
    submission: Literal["first", "now"] = "first"
    coders: tuple[str, ...] = ()
    offers: Literal["", "with", "without"] = ""
    """Codings that were made with or without what the program offers."""
    since: str = ""
    until: str = ""
    """ISO days between which work was handed in for the first time, both included."""
    stratum: Literal["", "language", "source", "month", "coders"] = "coders"
    """Within what the articles are drawn for an interval: articles of one language, source, month of the article, or of
    the same set of coders."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event as it was handed in. `values` without derived fields; `evidence` as (field, part, start, end), None where
    it was not kept."""

    uid: str
    values: Mapping[str, Any]
    evidence: tuple[tuple[str, str, int, int], ...] | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """One coding as it is compared. `who` is the coder's uid, or AGAIN or STANDARD."""

    coding: str
    who: str
    verdict: str
    answers: Mapping[str, Any]
    events: tuple[Told, ...]
    time: str = ""
    evidence: tuple[tuple[str, str, int, int], ...] | None = None
    """Of the answers about the article."""


@dataclass(frozen=True, slots=True)
class Doubled:
    """One article that was coded more than once, with at least two submissions."""

    article: str
    number: int
    title: str
    submissions: tuple[Submission, ...]
    stratum: str = ""
    length: int = 0
    """Of its text, in code points."""


@dataclass(frozen=True, slots=True)
class Material:
    """All that is compared: whose work (`who`, in a fixed order, with their names), and the articles coded more than once.
    `single` counts the articles that one coder alone handed in."""

    asked: Asked
    who: tuple[str, ...]
    names: Mapping[str, str]
    articles: Sequence[Doubled]
    single: int = 0
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Spelling of an actor → its name in the register."""
