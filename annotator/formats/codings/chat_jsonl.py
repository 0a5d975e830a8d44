"""One conversation a line, for models that are trained by chat: the article goes in, JSON of its events comes out.

The system's message holds the task and the codebook's JSON Schema, and every answer is valid by it: what the schema does not
allow is left out and counted. What the text does not say never stands among `values`, of lists item by item: it is under
`inferred`, or left out where that is asked, so that a model is not taught to invent; what follows from other values by the
codebook is always left out, for a program works it out. So it is with `answers` on the article as a whole. A line holds the
messages and nothing else, as trainers want it; which article and coder each is of stands in
`<part>.index.jsonl`, line by line. Loses offsets, mentions, memos, history.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...codebook.json_schema import event_schema, field_schema, fits
from ...codebook.model import CodedField
from ..format import Format
from .coded import CodedArticle, CodedEvent, Coding, Span
from .going import Going
from .lines import about, files, shape

FORMAT = Format(
    "chat-jsonl", "JSON Lines of conversations: an article in, JSON of its events out", False, True,
    "text, title, date, source, values the codebook allows, which are inferred, quotes where asked, that there is no event, "
    "parts", "derived values, offsets, mentions, articles without a text or unusable, memos, history", "", False, "codings",
)  # fmt: skip
_TASK = (
    "You read a news article and write down the events it tells, as one JSON object that is valid by the schema below. "
    "`events` holds one object an event, in the order in which the article is coded. `values` holds what the article says; "
    "leave out a field that it does not answer. "
)
_INFERRED = "What it does not say, but can be inferred or is known from elsewhere, goes under `inferred`. "
_QUOTES = "`quotes` holds, for each field of `values`, the article's own words that say so. "
_ANSWERS = "`answers` holds what is asked of the article as a whole, as `values` does of an event. "
_NONE = 'If it tells no event: {"events": []}.'
_SHAPE = shape(
    "A line has `messages`: the system's with the task and the codebook's JSON Schema, the user's with the article, and the "
    'assistant\'s with the JSON of its events: `{"events": []}` where there is none. `values` are those that words of the '
    "article support; others, and items of lists and parts of groups, stand under `inferred`, or are left out. So do `answers` "
    "on the article as a whole. Values that follow from others by the codebook are left "
    "out. `<part>.index.jsonl` says, line by line, which article and coder it is of. The whole schema is in `codebook.json`.",
    "for line in lines:",
    '    system, article, answer = json.loads(line)["messages"]',
    '    events = json.loads(answer["content"])["events"]',
)


def write(going: Going) -> None:
    """The folder."""
    system = _system(going)
    going.not_held |= {"evidence", "spans", "mentions"}
    with files(going) as out, files(going, "index") as index:
        for article in going.articles(lambda one: _held(going, one)):
            user = _user(article)
            for coding in article.codings:
                answer = json.dumps(_answer(going, coding), ensure_ascii=False, separators=(",", ":"))
                out(article.split, {"messages": [
                    {"role": "system", "content": system}, {"role": "user", "content": user},
                    {"role": "assistant", "content": answer},
                ]})  # fmt: skip
                index(article.split, {"article": article.uid, "number": article.number, "coding": coding.uid,
                                      "coder": coding.coder, "coder_kind": coding.coder_kind,
                                      "standing": coding.standing})  # fmt: skip
    about(going, _SHAPE, answer_schema(going))


def _held(going: Going, article: CodedArticle) -> CodedArticle | None:
    """What of an article can be an example: codings that call it usable, of a text; without mentions."""
    usable = tuple(replace(one, mentions=()) for one in article.codings if one.verdict != "unusable")
    if not article.text.strip():
        going.lose("without_text", "[coding is|codings are] of an article without a text", len(article.codings))
        usable = ()
    else:
        going.lose("unusable", "[coding says|codings say] that the article is unusable", len(article.codings) - len(usable))
    mentions = sum(len(one.mentions) for one in article.codings)
    going.lose("mentions_not_held", "[mention has|mentions have] no place in a conversation", mentions)
    return replace(article, codings=usable) if usable else None


def answer_schema(going: Going) -> dict[str, Any]:
    """The JSON Schema of the assistant's answers."""
    book = going.codebook
    values = event_schema(book, whole=False)
    dialect = values.pop("$schema")
    event: dict[str, Any] = {"values": {"$ref": "#/$defs/values"}}
    if going.options.inferred:
        event["inferred"] = {"$ref": "#/$defs/values"}
    if going.options.quotes:
        quotes = {"type": "array", "items": {"type": "string"}}
        event["quotes"] = {"type": "object", "additionalProperties": quotes}
    whole: dict[str, Any] = {
        "events": {
            "type": "array",
            "items": {"type": "object", "properties": event, "required": ["values"], "additionalProperties": False},
        }
    }
    if book.article_fields:
        properties = {name: field_schema(book, asked, whole=False) for name, asked in book.article_fields.items()}
        answers = {"type": "object", "properties": properties, "additionalProperties": False}
        whole = {"answers": answers, **({"inferred": answers} if going.options.inferred else {}), **whole}
    return {
        "$schema": dialect, "type": "object", "properties": whole, "required": ["events"], "additionalProperties": False,
        "$defs": {"values": values},
    }  # fmt: skip


def _system(going: Going) -> str:
    task = _TASK + (_INFERRED if going.options.inferred else "") + (_QUOTES if going.options.quotes else "")
    task += (_ANSWERS if going.codebook.article_fields else "") + _NONE
    return task + "\n\n" + json.dumps(answer_schema(going), ensure_ascii=False, separators=(",", ":"))


def _user(article: CodedArticle) -> str:
    head = [("Title", article.title), ("Date", article.date), ("Source", article.source)]
    lines = [f"{name}: {' '.join(text.split())}" for name, text in head if text]
    return "\n".join([*lines, *([""] if lines else []), article.text])


def _answer(going: Going, coding: Coding) -> dict[str, Any]:
    said, inferred = _apart(going, coding, coding.answers, going.codebook.article_fields)
    return {
        **({"answers": said} if said else {}), **({"inferred": inferred} if inferred else {}),
        "events": [_event(going, one) for one in coding.events],
    }  # fmt: skip


def _event(going: Going, event: CodedEvent) -> dict[str, Any]:
    given = {name: value for name, value in event.values.items() if name not in event.derived}
    said, inferred = _apart(going, event, given, going.codebook.fields)
    found: dict[str, Any] = {"values": said}
    if inferred:
        found["inferred"] = inferred
    if going.options.quotes:
        found["quotes"] = {
            name: list(dict.fromkeys(_quote(span) for one in event.supports(name) for span in one.spans)) for name in said
        }  # fmt: skip
    return found


def _apart(
    going: Going, holder: Coding | CodedEvent, values: Mapping[str, Any], fields: Mapping[str, CodedField]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is said and what is inferred. A group that is partly said has its items in both, in one order."""
    said: dict[str, Any] = {}
    inferred: dict[str, Any] = {}
    for name, value in values.items():
        if name in fields and _kept(going, fits(going.codebook, fields[name], value)):
            parts = holder.divided(name)
            if parts.said is not None:
                said[name] = parts.said
            if parts.rest is not None:
                inferred[name] = parts.rest
    return said, inferred


def _quote(span: Span) -> str:
    """The words as they stand in the question, where white space of a title is one space."""
    return " ".join(span.quote.split()) if span.part == "title" else span.quote


def _kept(going: Going, fits_: bool) -> bool:
    if not fits_:
        going.lose(
            "not_allowed",
            "[value is not what the codebook allows, and is|values are not what the codebook allows, and are] left out",
        )
    return fits_
