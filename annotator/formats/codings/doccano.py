"""doccano: an article a line, with entities, relations between them, and what doccano has no place for as `meta`.

Writes a folder: `all.jsonl`, or a file a part of training data, in a folder a coder where every coder's work goes out; and the
types of labels for both of doccano's lists. An event is an entity `Event` on its anchor, with a relation named after the field
to each entity that supports one of its answers. Words that support the same field are one entity, whoever's event they are of.
Lines are ASCII: doccano guesses the encoding of lines with relations, and takes “é” for two other letters or reads nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

from ...project.articles import Refused
from ...spans import Utf16Map
from ..format import Format
from . import besides, doccano_limits
from .arriving import Arriving
from .coded import CodedArticle, Coding
from .colors import color_of
from .documents import EVENT, MENTION, Document, anchors
from .going import Going

FORMAT = Format(
    "doccano", "doccano: texts with entities and relations, one a line", True, True,
    "text, title, spans with their fields, events as entities with relations to what supports them, articles without events, "
    "mentions; in `meta` the article's facts, answers, which of them the text nowhere says, verdicts, reasons, ids, columns "
    "from outside; places as doccano's window counts them (UTF-16). Read: exports with labels or with entities and relations, "
    "packed or not; what has no field is listed",
    "memos, history, answers that somebody could change in doccano, which has no place for them; of what it reads: comments, "
    "labels on whole texts (listed)",
    suffix="", incidents=False, kind="codings",
)  # fmt: skip
COLORS = {EVENT: "#4a5058", MENTION: "#8a8f98"}
_KEYS = "1234567890abcdefghijklmnopqrstuvwxyz"


def write(going: Going) -> None:
    """All chosen articles."""
    labels: dict[str, None] = {}
    with ExitStack() as stack:
        streams: dict[str, TextIO] = {}

        def stream(name: str) -> TextIO:
            if name not in streams:
                streams[name] = stack.enter_context(going.text(name))
            return streams[name]

        if not going.every_coder:
            for part in going.splits:
                stream(f"{part or 'all'}.jsonl")
        for article in going.articles():
            document = Document.of(article)
            part = (article.split if going.options.splits else "") or "all"
            for coding in article.codings:
                folder = going.folder_of(coding)
                told = _line(article, document, coding, going, labels)
                stream(f"{folder}/{part}.jsonl" if folder else f"{part}.jsonl").write(
                    json.dumps(told, separators=(",", ":")) + "\n"
                )
    fields = {**going.codebook.fields, **going.codebook.article_fields, **labels}
    _write_types(going, "labels.json", [EVENT, *fields, MENTION])
    _write_types(going, "relation-labels.json", [name for name in fields if name not in going.codebook.article_fields])


def read(path: Path, arriving: Arriving) -> Iterator[CodedArticle | Refused]:
    """Lines of a file that doccano exported, or of a folder of ours. Raises ImportRefused."""
    from .doccano_back import read_lines

    return read_lines(path, arriving)


def _line(
    article: CodedArticle, document: Document, coding: Coding, going: Going, labels: dict[str, None]
) -> dict[str, Any]:  # fmt: skip
    entities: dict[tuple[int, int, str], int] = {}
    relations: dict[tuple[int, int, str], None] = {}

    def entity(start: int, end: int, label: str) -> int:
        return entities.setdefault((start, end, label), len(entities))

    heads: dict[int, str] = {}
    shared = 0
    anchored = {one.event.uid: one for one in anchors(document, coding, going.codebook)}
    events = []
    for event in coding.events:
        told = besides.whole_event(event)
        if anchor := anchored.get(event.uid):
            told["anchor"] = [anchor.start, anchor.end]
            head = entity(anchor.start, anchor.end, EVENT)
            shared += heads.setdefault(head, event.uid) != event.uid
            for support in event.evidence:
                for span in support.spans:
                    labels[support.field] = None
                    tail = entity(*document.place(span), support.field)
                    relations[(head, tail, support.field)] = None
        events.append(told)
    going.lose(
        "events_without_words",
        "[event is in an article without a word, and has|events are in articles without a word, and have] no entity",
        len(coding.events) - len(anchored),
    )
    if not document.text:
        going.lose(
            "codings_without_text",
            "[coding is of an article|codings are of articles] without title and text, which doccano does not take",
        )
    going.lose(
        "events_on_the_same_words",
        "[event is on the words of another one, and shares|events are on the words of another one, and share] its entity",
        shared,
    )
    for support in coding.evidence:
        for span in support.spans:
            labels[support.field] = None
            entity(*document.place(span), support.field)
    for mention in coding.mentions:
        for span in mention.spans:
            entity(*document.place(span), MENTION)
    units = Utf16Map(document.text)
    facts = {**besides.of_article(article, document), "coding": {**besides.whole_coding(coding), "events": events}}
    return {
        "text": document.text,
        "entities": [
            {"id": id_, "start_offset": units.to_utf16(start), "end_offset": units.to_utf16(end), "label": label}
            for (start, end, label), id_ in entities.items()
        ],
        "relations": [
            {"id": id_, "from_id": one, "to_id": other, "type": field} for id_, (one, other, field) in enumerate(relations)
        ],
        "meta": doccano_limits.written(facts) | doccano_limits.UNITS,
    }


def _write_types(going: Going, name: str, labels: list[str]) -> None:
    """A file for doccano's page of labels: each with a colour and, while there are any, a key."""
    types = [
        {
            "text": label, "prefix_key": None, "suffix_key": _KEYS[at] if at < len(_KEYS) else None,
            "background_color": COLORS.get(label) or color_of(going.codebook, label), "text_color": "#ffffff",
        }
        for at, label in enumerate(labels)
    ]  # fmt: skip
    with going.text(name) as stream:
        json.dump(types, stream, ensure_ascii=False, indent=1)
        stream.write("\n")
