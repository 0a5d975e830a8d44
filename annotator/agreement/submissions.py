"""What coders handed in, article by article, as agreement compares it. Reads a project, writes nothing.

Owns which codings are compared: those of a round that were handed in, as they were at first or as they stand now, with or
without the program's offers; and beside them a standard, or the same coder's second coding in a re-test.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

from ..codebook.likeness import Likeness
from ..codebook.model import Codebook
from ..codebook.pairing import pairing_of
from ..errors import UsageError
from ..project import doubles
from ..project.codings import MAIN
from ..project.doubles import HandedIn
from ..spans import Carrier

if TYPE_CHECKING:
    from ..project import Project

Question = Literal["between", "again", "standard"]
"""What is asked: reproducibility, coder against coder; stability, each coder against the own second coding; accuracy,
coders against a standard or what was adjudicated."""
CODER, AGAIN, STANDARD = "coder", "again", "standard"
"""Who speaks where one coder is compared at a time: the coder, the same one in a second coding, and a standard or an
adjudicated coding. Between coders, their uids do."""
Span = tuple[str, str, int, int]
"""Field, part of the article (text or title), start and end in code points, half-open."""


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
    evidence: tuple[Span, ...] | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """One coding as it is compared. `who` is the coder's uid, or AGAIN or STANDARD."""

    coding: str
    who: str
    verdict: str
    answers: Mapping[str, Any]
    events: tuple[Told, ...]
    time: str = ""
    evidence: tuple[Span, ...] | None = None
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
    whose: str = ""
    """The coder, where one is compared at a time: an article that two coders have is there twice then."""


@dataclass(frozen=True, slots=True)
class Material:
    """All that is compared: whose work (`who`, in a fixed order, with their names), and the articles coded more than once.
    `single` counts the articles that one coder alone handed in; 0 where some work was chosen away, as others may have them."""

    asked: Asked
    who: tuple[str, ...]
    names: Mapping[str, str]
    articles: Sequence[Doubled]
    single: int = 0
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Spelling of an actor → its name in the register."""


def gather(project: Project, asked: Asked | None = None, article: str = "") -> Material:
    """What was handed in of all articles that were coded more than once, or of one alone. Of the events the fields of the
    codebook in force, without derived ones, as those say nothing of a coder's own."""
    asked = asked or Asked()
    rounds, standings = _where(project, asked)
    rows = (row for row in doubles.handed_in(project, rounds, standings, now=asked.submission == "now", article=article))
    kept = [row for row in rows if _is_asked(asked, row)]
    submissions = dict(zip((row.coding for row in kept), _submissions(project, asked, kept), strict=True))
    names = {one.uid: one.name for one in project.coders.everybody()}
    articles: list[Doubled] = []
    for _, of_article in groupby(kept, key=lambda row: row.article):
        articles += _doubled(asked, list(of_article), submissions)
    spoke = {one.who for doubled in articles for one in doubled.submissions}
    if asked.question == "between":
        who = tuple(uid for uid in names if uid in spoke)
        told = {uid: names[uid] for uid in who}
    else:
        told = {CODER: "first time", AGAIN: "again"} if asked.question == "again" else {CODER: "coder", STANDARD: "standard"}
        who = tuple(told) if articles else ()
        told |= {one.whose: names.get(one.whose, one.whose) for one in articles}
    chosen = article or asked.coders or asked.offers or asked.since or asked.until or asked.question != "between"
    single = 0 if chosen else doubles.count_single(project, rounds, now=asked.submission == "now")
    return Material(asked, who, told, articles, single, _aliases(project, articles if article else None))


def _aliases(project: Project, articles: Sequence[Doubled] | None) -> Mapping[str, str]:
    """Other spellings of actors and their names in the register: of those some articles name, or all there are."""
    if articles is None:
        return doubles.aliases(project)
    likeness = Likeness(project.codebook)
    events = (event for doubled in articles for one in doubled.submissions for event in one.events)
    return doubles.aliases(project, {name for event in events for name in likeness.names(event.values)})


def _where(project: Project, asked: Asked) -> tuple[list[str], list[str]]:
    """The rounds and standings whose codings are read."""
    if asked.question == "standard":
        return [asked.round], ["coded", "standard", "adjudicated"]
    if asked.question == "again":
        again = [one.uid for one in project.rounds.all() if one.kind == "retest" and asked.round in (MAIN, one.uid)]
        return [MAIN, *again], ["coded"]
    return [asked.round], ["coded"]


def _is_asked(asked: Asked, row: HandedIn) -> bool:
    if row.standing != "coded":
        return True
    if asked.coders and row.coder not in asked.coders:
        return False
    day = row.time[:10]
    if (asked.since and day < asked.since) or (asked.until and day > asked.until):
        return False
    return not asked.offers or row.offers == (asked.offers == "with")


def _doubled(asked: Asked, rows: list[HandedIn], submissions: Mapping[str, Submission]) -> Iterator[Doubled]:
    """An article as it is compared: once with all its coders, or once for each of them beside the standard or themselves."""
    first = rows[0]

    def made(some: Sequence[Submission], whose: str = "") -> Doubled:
        return Doubled(
            first.article, first.number, first.title, tuple(some), _stratum(asked, first, some), first.length, whose
        )  # fmt: skip

    if asked.question == "between":
        if len(rows) > 1:
            yield made([submissions[row.coding] for row in rows])
        return
    if asked.question == "standard":
        # What was settled from coders' work counts before a standard made by hand.
        best = min((row for row in rows if row.standing != "coded"), key=lambda row: row.standing, default=None)
        for row in rows:
            if best is not None and row.standing == "coded":
                coder, there = submissions[row.coding], submissions[best.coding]
                yield made([replace(coder, who=CODER), replace(there, who=STANDARD)], row.coder)
        return
    for row in rows:
        again = next((one for one in rows if one.coder == row.coder and one.round != MAIN), None)
        if row.round == MAIN and again is not None:
            yield made(
                [replace(submissions[row.coding], who=CODER), replace(submissions[again.coding], who=AGAIN)], row.coder
            )  # fmt: skip


def _stratum(asked: Asked, row: HandedIn, submissions: Sequence[Submission]) -> str:
    match asked.stratum:
        case "language":
            return row.language
        case "source":
            return row.source
        case "month":
            return row.date[:7]
        case "coders":
            return " ".join(one.who for one in submissions)
        case _:
            return ""


def _submissions(project: Project, asked: Asked, rows: Sequence[HandedIn]) -> Iterator[Submission]:
    """What each coding says. Of a standard and an adjudicated coding always what it says now."""
    own = _own(project.codebook)
    as_it_stands = [row.coding for row in rows if asked.submission == "now" or row.standing != "coded" or not row.submission]
    events = doubles.events_now(project, as_it_stands)
    owners = [uid for told in events.values() for uid, _ in told] + as_it_stands
    evidence = doubles.evidence_now(project, owners)
    now = set(as_it_stands)
    for row in rows:
        if row.coding in now:
            told = tuple(
                Told(uid, _some(values, own), tuple(evidence.get(uid, ()))) for uid, values in events.get(row.coding, ())
            )  # fmt: skip
            spans = tuple(evidence.get(row.coding, ()))
            verdict = row.verdict or ("events" if told else "")
            yield Submission(row.coding, row.coder, verdict, json.loads(row.answers), told, row.time, spans)
        else:
            yield _first(project, row, own)


def _first(project: Project, row: HandedIn, own: frozenset[str]) -> Submission:
    kept = json.loads(row.submission)
    carry = _carriers(project, kept, row)
    told = tuple(Told(one["uid"], _some(one["values"], own), _spans(one.get("evidence"), carry)) for one in kept["events"])
    verdict = kept.get("verdict") or ("events" if told else "")
    spans = _spans(kept.get("evidence"), carry)
    return Submission(row.coding, row.coder, verdict, kept.get("answers") or {}, told, row.time, spans)


def _own(book: Codebook) -> frozenset[str]:
    """The fields that say what a coder found. Those of a side count even where they could be derived: a given value helps to
    tell the sides."""
    sides = {name for side in pairing_of(book).sides for name in side}
    return frozenset(name for name, field in book.fields.items() if name in sides or field.derived is None)


def _some(values: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in names}


def _carriers(project: Project, kept: Mapping[str, Any], row: HandedIn) -> Mapping[str, Carrier]:
    """By part of the article, what carries spans of what was coded to what stands now; nothing where that is the same."""
    before = kept.get("article", row.article)
    told = [*(kept.get("evidence") or ()), *(one for event in kept["events"] for one in event.get("evidence") or ())]
    parts = {span[0] for one in told for span in one[3]}
    found: dict[str, Carrier] = {}
    if "title" in parts and (title := doubles.title_at(project, row.coding, before, row.time)) != row.title:
        found["title"] = Carrier(title, row.title)
    if "text" in parts and before != row.article:
        with suppress(UsageError):
            found["text"] = Carrier(project.articles.get(before).text, project.articles.get(row.article).text)
    return found


def _spans(kept: Iterable[Any] | None, carry: Mapping[str, Carrier]) -> tuple[Span, ...] | None:
    if kept is None:
        return None
    found: list[Span] = []
    for field_, _item, _status, spans in kept:
        for part, start, end in spans:
            if part not in carry:
                found.append((field_, part, start, end))
            elif (there := carry[part].carry((start, end))) is not None:
                found.append((field_, part, there.start, there.end))
    return tuple(found)
