"""`tables/articles.csv`: every article of the project that counts, with or without events, and what became of it.

These are the denominators: who asks how many articles of a source told of an event finds the others here as well. The texts
are not in it, but their hashes are: by these they are found again. `articles.jsonl` holds the texts where all go out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from ..formats.selection import pseudonyms
from ..project import Project
from .described import Column, Described, Key, sheet
from .statuses import LEFT_OUT, STATUSES, Status, statuses
from .taken import Taken
from .texts import TextRule, sha256

BATCH = 200
NAME = "articles"
BASES = (("adjudicated", "Settled from several coders' work"), ("approved", "One coder's, approved by a reviewer"),
         ("done", "One coder's"))  # fmt: skip
PART_WORDS = (("train", "To learn from"), ("dev", "To choose and tune by"), ("test", "To try on"))
OWN_WORDS = "own_words"
"""Stands for a reason that a coder gave in words of their own, where articles are counted by their reasons."""


def described(parts: bool) -> Described:
    """The table; with `parts` of training data where there are any."""
    of_training = (
        Column("part", title="Part of training data", about="What an article is in, it is in for good; none where it has no "
               "part. Copies, and articles that tell of one incident, are in one part.", codes=PART_WORDS),
    ) if parts else ()  # fmt: skip
    return Described(
        NAME, "tables/articles.csv", "Articles",
        "One row an article of the project, also those without events: the denominators. Texts are known by their hash.",
        (
            Column("article", "integer", "Article: number", "Its number in the project.", required=True),
            Column("article_uid", title="Article", about="What it is known by everywhere, 32 hex digits.", required=True),
            Column("external_id", title="Id from outside", about="What whoever delivered it calls it."),
            Column("title", title="Title"),
            Column("date", "date", "Date", "The day it was published."),
            Column("source", title="Source"),
            Column("url", title="Address"),
            Column("language", title="Language"),
            Column("stub", "integer", "Without text", "1 where only a coded row was there, and no text.", minimum=0, maximum=1),
            Column("length", "integer", "Length", "Of its text, in characters (Unicode code points).", minimum=0),
            Column("sha256", title="Hash of its text", about="SHA-256 of the text in UTF-8, with \\n as line end."),
            Column("replaces", title="Replaces", about="The article, by its uid, whose corrected text this is."),
            Column("duplicate_of", title="Duplicate of", about="The article, by its uid, that it is the same as."),
            Column("status", title="What became of it", codes=tuple(STATUSES.items()), required=True),
            Column("reason", title="Why", about="Why it is no event, unusable, left out or not relevant: a code of the "
                   "codebook, one of " + ", ".join(f"{code} ({said.lower()})" for code, said in LEFT_OUT.items())
                   + ", or a coder's own words."),
            Column("basis", title="What stands for it", codes=BASES),
            Column("coder", title="Coder", about="A pseudonym; of what was adjudicated, who settled it."),
            Column("events", "integer", "Events", "How many events of it this release holds.", minimum=0),
            Column("first_pass", title="First pass", about="What coders said of it before coding, as coder=verdict, "
                   "divided by “; ”: relevant, not, unsure."),
            Column("first_pass_reasons", title="First pass: why", about="Their reasons, in the same order."),
            Column("quoted", "number", "Share quoted", "Of its text, which share this release quotes.", minimum=0, maximum=1),
            *of_training,
        ),
        ("article",), (Key(("duplicate_of",), NAME, ("article_uid",)),),
    )  # fmt: skip


def write_articles(
    taken: Taken, rule: TextRule, shares: Mapping[int, float]
) -> tuple[Described, Counter[tuple[str, str]]]:  # fmt: skip
    """Writes the table; gives it, and how many articles there are by status and reason (a code or `OWN_WORDS`). `shares` are
    quoted, by number."""
    project, parts = taken.project, taken.project.splits.parts()
    table, coders = described(bool(parts)), pseudonyms(project)
    counted: Counter[tuple[str, str]] = Counter()
    with sheet(taken, table) as out:
        batch: list[tuple[int, Status]] = []
        for one in statuses(project):
            batch.append(one)
            if len(batch) == BATCH:
                out.write(_rows(project, rule, batch, coders, shares, counted, parts))
                batch = []
        if batch:
            out.write(_rows(project, rule, batch, coders, shares, counted, parts))
    return table, counted


def _rows(
    project: Project, rule: TextRule, batch: list[tuple[int, Status]], coders: Mapping[str, str], shares: Mapping[int, float],
    counted: Counter[tuple[str, str]], parts: Mapping[int, str],
) -> list[list[Any]]:  # fmt: skip
    known = {row[0]: row for row in project.database.all(
        "SELECT number, uid, external_id, title, date, source, url, language, stub, length, text, replaces, duplicate_of "
        "FROM article WHERE removed = 0 AND number BETWEEN ? AND ?",
        (batch[0][0], batch[-1][0]),
    )}  # fmt: skip
    found: list[list[Any]] = []
    codes = {*LEFT_OUT, *(one.code for one in project.codebook.no_event_reasons)}
    for number, status in batch:
        *head, text, replaces, duplicate = known[number]
        counted[status.status, status.reason if not status.reason or status.reason in codes else OWN_WORDS] += 1
        said = [f"{coders.get(who, who)}={verdict}" for who, verdict, _ in status.first_pass]
        why = [rule.said(reason, number) or "" for _, _, reason in status.first_pass]
        share = shares.get(number)
        found.append([
            *head, sha256(text) if text else None, replaces, duplicate, status.status,
            rule.said(status.reason, number), status.basis, coders.get(status.coder, status.coder), status.events,
            "; ".join(said), "; ".join(why) if any(why) else "", None if share is None else round(share, 4),
            *([parts.get(number)] if parts else []),
        ])  # fmt: skip
    return found


def write_texts(taken: Taken) -> None:
    """`articles.jsonl`: one article a line, with its text."""
    columns = ("number", "uid", "external_id", "title", "date", "source", "url", "language", "text")
    with taken.outputs.text(taken.path("articles.jsonl")) as stream:
        rows = taken.project.database.run(
            f"SELECT {', '.join(columns)} FROM article WHERE removed = 0 AND stub = 0 ORDER BY number"
        )
        for row in rows:
            stream.write(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, separators=(",", ":")) + "\n")
