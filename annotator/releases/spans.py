"""`tables/evidence.csv` and `tables/mentions.csv`: every span that supports a value, and every passage seen and not coded.

Owns both tables, and how much of each article they quote. An offset counts Unicode code points, half-open; each span has the
hash of its words, also where the words do not go out. Spans that no longer stand where they stood are left out and counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..codebook.model import in_language
from ..formats.selection import pseudonyms
from ..project.choice import TAKEN
from .articles import NAME as ARTICLES
from .described import Column, Described, Key, sheet
from .events import NAME as EVENTS
from .fields import is_released
from .taken import Taken
from .texts import TextRule, sha256

BATCH = 200
MOVED = "spans_moved"
STATUSES = (
    ("text", "Stated in the text"), ("inferred", "Inferred"), ("article", "From the article's own data"),
    ("outside", "From another source"), ("not_in_text", "Not in the text"),
)  # fmt: skip
ORIGINS = (("typed", "Given by hand"), ("taken", "An offer of the program, taken"), ("changed", "An offer, taken and changed"))
_SPAN = (
    Column("span", "integer", "Span", "Its place among the spans that belong together; 0 for none.", required=True, minimum=0),
    Column("part", title="Part of the article", codes=(("text", "Text"), ("title", "Title"))),
    Column("start", "integer", "Start", "In characters (Unicode code points) from the start of the part.", minimum=0),
    Column("end", "integer", "End", "The first character behind it.", minimum=0),
    Column("quote", title="Quote", about="The words, as far as this release holds them; “…” ends one that was cut."),
    Column("quote_sha256", title="Hash of the quote", about="SHA-256 of the whole quote in UTF-8."),
)


@dataclass
class Spans:
    """What was written: both tables, the share of each article that is quoted, by number, and what is counted."""

    evidence: Described
    mentions: Described
    shares: dict[int, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


def described_evidence() -> Described:
    """The table of evidence."""
    return Described(
        "evidence", "tables/evidence.csv", "Evidence", "One row a span: which value of which event it supports, and where it "
        "stands. A status without a span (inferred, not in the text …) has a row without one.",
        (
            Column("evidence", title="Evidence", about="Spans of the same evidence stand together.", required=True),
            Column("event", title="Event", about="Empty for an answer about the article as a whole."),
            Column("article", "integer", "Article: number", required=True),
            Column("article_uid", title="Article", required=True),
            Column("field", title="Field", required=True),
            Column("item", title="Item", about="Of a list the item; of a group its place and part, as in 2.role."),
            Column("status", title="Status", codes=STATUSES, required=True), *_SPAN,
            Column("link", title="Address", about="Of another source."), Column("note", title="Note"),
            Column("origin", title="Given by", codes=ORIGINS),
        ),
        ("evidence", "span"),
        (Key(("event",), EVENTS, ("event",)), Key(("article",), ARTICLES, ("article",))),
    )  # fmt: skip


def described_mentions(taken: Taken) -> Described:
    """The table of mentions."""
    reasons = tuple((one.code, in_language(one.label) or one.code) for one in taken.project.codebook.mention_reasons)
    return Described(
        "mentions", "tables/mentions.csv", "Mentions", "Passages seen and not coded, with the reason: one row a span.",
        (
            Column("mention", title="Mention", about="Spans of the same mention stand together.", required=True),
            Column("article", "integer", "Article: number", required=True),
            Column("article_uid", title="Article", required=True),
            Column("coder", title="Coder", about="A pseudonym."), Column("reason", title="Why", codes=reasons),
            Column("note", title="Note"), *_SPAN,
        ),
        ("mention", "span"), (Key(("article",), ARTICLES, ("article",)),),
    )  # fmt: skip


def write_spans(taken: Taken, rule: TextRule) -> Spans:
    """Writes both tables, by article."""
    found = Spans(described_evidence(), described_mentions(taken), counts={"spans": 0, MOVED: 0})
    with sheet(taken, found.evidence) as evidence, sheet(taken, found.mentions) as mentions:
        for one in _read(taken):
            quoted: list[tuple[int, int]] = []
            evidence.write(
                [
                    row
                    for told in one.evidence
                    if _goes_out(taken, told[2], told[3])
                    for row in _evidence_rows(one, told, rule, found, quoted)
                ]
            )
            mentions.write([row for told in one.mentions for row in _mention_rows(one, told, rule, found, quoted)])
            if share := rule.quoted(quoted, len(one.text)):
                found.shares[one.number] = share
    return found


@dataclass(slots=True)
class _Article:
    number: int
    uid: str
    title: str
    text: str
    coder: str
    evidence: list[tuple[Any, ...]] = field(default_factory=list)
    mentions: list[tuple[Any, ...]] = field(default_factory=list)


def _read(taken: Taken) -> Iterator[_Article]:
    """The articles of the choice with what is marked in them, in batches."""
    db, last, names = taken.project.database, 0, pseudonyms(taken.project)
    while rows := db.all(
        "SELECT o.number, a.uid, a.title, a.text, o.coder FROM temp.chosen o JOIN article a ON a.number = o.number "
        f"WHERE o.number > ? ORDER BY o.number LIMIT {BATCH}",
        (last,),
    ):
        articles = {row[0]: _Article(row[0], row[1], row[2], row[3], str(names.get(row[4], row[4]))) for row in rows}
        last = rows[-1][0]
        span = (rows[0][0], last)
        shown = "v.uid, {owner}, v.field, v.item, v.status, v.spans, v.link, v.note, v.origin"
        for number, *told in db.run(
            f"SELECT o.number, {shown.format(owner='NULL')} FROM temp.chosen o JOIN evidence v ON v.owner = o.coding WHERE "
            "o.number BETWEEN ? AND ? AND v.removed = 0 ORDER BY o.number, v.field, v.item, v.spans, v.uid", span
        ):  # fmt: skip
            articles[number].evidence.append(tuple(told))
        for number, *told in db.run(
            f"SELECT e.article, {shown.format(owner='v.owner')} FROM events e JOIN evidence v ON v.owner = e.event_uid WHERE "
            f"e.article BETWEEN ? AND ? AND {TAKEN} AND v.removed = 0 "
            "ORDER BY e.article, e.position, e.event_uid, v.field, v.item, v.spans, v.uid", span
        ):  # fmt: skip
            articles[number].evidence.append(tuple(told))
        for number, *told in db.run(
            "SELECT o.number, v.uid, v.spans, v.reason, v.note FROM temp.chosen o JOIN mention v ON v.coding = o.coding WHERE "
            "o.number BETWEEN ? AND ? AND v.removed = 0 ORDER BY o.number, v.spans, v.uid", span
        ):  # fmt: skip
            articles[number].mentions.append(tuple(told))
        yield from (one for one in articles.values() if one.evidence or one.mentions)


def _evidence_rows(
    one: _Article, told: tuple[Any, ...], rule: TextRule, found: Spans, quoted: list[tuple[int, int]]
) -> Iterator[list[Any]]:
    uid, event, name, item, status, spans, link, note, origin = told
    about = [uid, event, one.number, one.uid, name, rule.own_words(item, one.number), status]
    behind = [rule.own_words(link, one.number), rule.said(note, one.number), origin]
    there = json.loads(spans)
    kept = list(_spans(one, there, rule, found, quoted))
    if not kept and not (there and status == "text"):
        kept = [[0, *[None] * 5]]
    for cells in kept:
        yield [*about, *cells, *behind]


def _mention_rows(
    one: _Article, told: tuple[Any, ...], rule: TextRule, found: Spans, quoted: list[tuple[int, int]]
) -> Iterator[list[Any]]:
    uid, spans, reason, note = told
    about = [uid, one.number, one.uid, one.coder, rule.own_words(reason, one.number), rule.said(note, one.number)]
    for cells in _spans(one, json.loads(spans), rule, found, quoted):
        yield [*about, *cells]


def _spans(
    one: _Article, spans: list[dict[str, Any]], rule: TextRule, found: Spans, quoted: list[tuple[int, int]]
) -> Iterator[list[Any]]:
    for place, span in enumerate(spans, start=1):
        part, start, end, quote = span["part"], span["start"], span["end"], span["quote"]
        if (one.text if part == "text" else one.title)[start:end] != quote:
            found.counts[MOVED] += 1
            continue
        found.counts["spans"] += 1
        if part == "text":
            quoted.append((start, end))
        yield [place, part, start, end, rule.quote(quote, part), sha256(quote)]


def _goes_out(taken: Taken, name: str, item: str) -> bool:
    """Whether evidence supports something that goes out."""
    sub = item.partition(".")[2] if item[:1].isdigit() else ""
    return is_released(taken.project.codebook, f"{name}.{sub}" if sub else name, taken.not_released)
