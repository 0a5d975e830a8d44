"""One event a line, with its article, its values and the words that support them; and a line for what is none.

For models that judge or fill in one event at a time. What was seen and not coded (a mention), and an article in which nothing
was found, are lines of their own, told apart by `kind`. Loses memos, history, columns from outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..format import Format
from .coded import CodedArticle, CodedEvent
from .going import Going
from .lines import about, files, shape, told_coding, told_event, told_span

FORMAT = Format(
    "events-jsonl", "JSON Lines of events, each with its article; and of what is no event", False, True,
    "text, metadata, codings with verdicts, values, which are inferred or derived, evidence with offsets and quotes, mentions, "
    "parts", "memos, history, columns from outside", "", False, "codings",
)  # fmt: skip
_SHAPE = shape(
    "A line is an event (`kind` is `event`), a mention (`mention`: seen and not coded, with the `reason`), or a coding without "
    "an event (`no_event`; `unusable` where nobody can use the article), with its `verdict` and `reason`. "
    "Each holds the article's `title` and `text`. `values` are the "
    "answers by field, `inferred` and `derived` name some of them, and `inferred_items` items of lists and parts of groups; "
    "`evidence` has the `spans` that support an answer, or the `status` that says why there are none. `start` and `end` count "
    "in the `part` they name, title or text. `answers` are those on the article as a whole, with `answers_inferred`. An "
    "event's `external_id` is its own, `article_external_id` its article's.",
    'events = [one for one in map(json.loads, lines) if one["kind"] == "event"]',
)


def write(going: Going) -> None:
    """The folder."""
    going.not_held |= {"evidence", "spans"}  # that of answers on the article is not here
    with files(going) as out:
        for article in going.articles():
            for one in _lines(article):
                out(article.split, one)
    about(going, _SHAPE)


def _lines(article: CodedArticle) -> Iterator[dict[str, Any]]:
    facts = article.facts
    about_it = {
        "article": facts.pop("uid"), "article_external_id": facts.pop("external_id"), **facts, "text": article.text,
    }  # fmt: skip
    for coding in article.codings:
        told = told_coding(coding)
        for event in coding.events:
            yield _line("event", told_event(event), about_it, told, {"evidence": _evidence(event)})
        if not coding.events:
            yield _line("unusable" if coding.verdict == "unusable" else "no_event", {"id": coding.uid}, about_it, told)
        told = {name: said for name, said in told.items() if name != "reason"}  # a mention has its own
        for place, mention in enumerate(coding.mentions, start=1):
            yield _line("mention", {"id": f"{coding.uid}-{place}"}, about_it, told, {
                "reason": mention.reason, "note": mention.note, "spans": [told_span(span) for span in mention.spans],
            })  # fmt: skip


def _line(kind: str, *parts: Mapping[str, Any]) -> dict[str, Any]:
    """All that is told of one thing. No part may speak over another."""
    told: dict[str, Any] = {"kind": kind}
    for part in parts:
        assert told.keys().isdisjoint(part), told.keys() & part.keys()
        told |= part
    return told


def _evidence(event: CodedEvent) -> list[dict[str, Any]]:
    return [
        {"field": one.field, "item": one.item or None, "status": one.status, "link": one.link, "note": one.note,
         "spans": [told_span(span) for span in one.spans]}
        for one in event.evidence
    ]  # fmt: skip
