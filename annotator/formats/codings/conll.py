"""CoNLL: a token a line with its tag in IOB2, sentences apart, a file a field, for programs that tag words.

Writes a folder: `actor1.conll` for each field with words, `event-anchors.conll`, `mentions-not-coded.conll`, and
`documents.jsonl`, which says of each document, in their order, what it is. Parts of training data, and every coder's work,
stand in folders of their own. A line is `token -X- _ B-ACTOR1`; a document begins with `-DOCSTART- -X- O O`.

Tokens are those of `tokens`: words, and each sign for itself; in scripts without spaces each letter. Sentences are those of
`spans`, title and lines apart; a border within marked words is none. Of words that overlap in one file the longest stay, of
equally long ones the first; the others are counted.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from ...project.temporary_folder import temporary_folder
from ...spans import Span, sentences
from ..format import Format
from . import besides
from .coded import CodedArticle, Coding
from .documents import EVENT, MENTION, Document, anchors
from .going import Going, line
from .tokens import tokens

FORMAT = Format(
    "conll", "CoNLL with IOB2 tags: a token a line, a file a field", False, True,
    "words of text and title, sentences, spans of each field, events' anchors with their kind, mentions with their reason, "
    "articles without events; in `documents.jsonl` the article's facts, coders, verdicts",
    "answers, which event words belong to, white space, list items, memos, history; of words that overlap in one file all but "
    "the longest, and parts of tokens (counted)",
    suffix="", incidents=False, kind="codings",
)  # fmt: skip
ANCHORS, MENTIONS = "event-anchors", "mentions-not-coded"
"""Files of what is no field; fields have no hyphens."""
_START = "-DOCSTART- -X- O O\n\n"
_NO_LABEL = re.compile(r"[\s\-]+")

Tag = tuple[int, int, str]
"""Tokens from … to (excluded), and what they are called."""


@dataclass
class _Spools:
    """Documents on the disk until it is known which files there are, by the folder they belong in."""

    folder: Path
    stack: ExitStack
    streams: dict[str, TextIO] = field(default_factory=dict)
    layers: dict[str, None] = field(default_factory=dict)

    def add(self, place: str, told: dict[str, Any]) -> None:
        """A document."""
        if place not in self.streams:
            path = self.folder / str(len(self.streams))
            self.streams[place] = self.stack.enter_context(path.open("w+", encoding="utf-8", newline=""))
        self.streams[place].write(line(told))

    def read(self, place: str) -> Iterator[dict[str, Any]]:
        """The documents of a folder, in their order."""
        if place in self.streams:
            self.streams[place].seek(0)
            for one in self.streams[place]:
                yield json.loads(one)


def write(going: Going) -> None:
    """All chosen articles."""
    going.not_held |= {"evidence", "spans", "mentions"}  # tags are not as many
    with temporary_folder() as folder, ExitStack() as stack:
        spools = _Spools(folder, stack)
        for article in going.articles():
            document = Document.of(article)
            for coding in article.codings:
                parts = (article.split if going.options.splits else "", going.folder_of(coding))
                spools.add("/".join(part for part in parts if part), _document(article, document, coding, going, spools))
        places = list(spools.streams) if going.every_coder else list(going.splits)
        order = [name for name in (*going.codebook.fields, *going.codebook.article_fields) if name in spools.layers]
        order += [name for name in spools.layers if name not in order]
        for place in places:
            _write_folder(going, spools, place, order)


def _write_folder(going: Going, spools: _Spools, place: str, layers: Sequence[str]) -> None:
    begin = f"{place}/" if place else ""
    with ExitStack() as stack:
        about = stack.enter_context(going.text(f"{begin}documents.jsonl"))
        streams = {layer: stack.enter_context(going.text(f"{begin}{layer}.conll")) for layer in layers}
        for told in spools.read(place):
            about.write(line(told["about"]))
            for layer, stream in streams.items():
                stream.write(_START)
                stream.writelines(_rows(told["sentences"], told["tags"].get(layer, ())))


def _rows(told: list[list[str]], tags: Sequence[Sequence[Any]]) -> Iterator[str]:
    """The lines of a document."""
    called = {at: f"{'B' if at == first else 'I'}-{name}" for first, last, name in tags for at in range(first, last)}
    at = 0
    for sentence in told:
        for token in sentence:
            yield f"{token} -X- _ {called.get(at, 'O')}\n"
            at += 1
        yield "\n"


def _document(
    article: CodedArticle, document: Document, coding: Coding, going: Going, spools: _Spools
) -> dict[str, Any]:  # fmt: skip
    found = tokens(document.text)
    wanted = _wanted(document, coding, going)
    tags: dict[str, list[Tag]] = {}
    for layer, places in wanted.items():
        kept = _apart(_on_tokens(found, places, going), going)
        if kept:
            spools.layers[layer] = None
            tags[layer] = kept
    borders = _borders(document, found, [tag for kept in tags.values() for tag in kept])
    words = [document.text[slice(*one)] for one in found]
    return {
        "about": {
            **besides.of_article(article, document), "coder": coding.coder, "standing": coding.standing, "coding": coding.uid,
            "verdict": coding.verdict, "reason": coding.reason, "events": len(coding.events),
        },
        "sentences": [words[first:last] for first, last in zip(borders, [*borders[1:], len(words)], strict=False)],
        "tags": tags,
    }  # fmt: skip


def _wanted(document: Document, coding: Coding, going: Going) -> dict[str, list[tuple[int, int, str]]]:
    """What is to be tagged in each file: places in the document, and what they are called."""
    wanted: dict[str, list[tuple[int, int, str]]] = {}
    for holder in (coding, *coding.events):
        for support in holder.evidence:
            for span in support.spans:
                wanted.setdefault(support.field, []).append((*document.place(span), support.field.upper()))
    for anchor in anchors(document, coding, going.codebook):
        name = _label(anchor.kind) or EVENT.upper()
        wanted.setdefault(ANCHORS, []).append((anchor.start, anchor.end, name))
    for mention in coding.mentions:
        name = _label(mention.reason) or MENTION.upper()
        wanted.setdefault(MENTIONS, []).extend((*document.place(span), name) for span in mention.spans)
    return wanted


def _label(text: str) -> str:
    return _NO_LABEL.sub("_", text.strip())


def _on_tokens(found: list[Span], places: list[tuple[int, int, str]], going: Going) -> list[Tag]:
    """The tokens that places touch."""
    starts, ends = [one.start for one in found], [one.end for one in found]
    tags: list[Tag] = []
    for start, end, name in places:
        first, last = bisect_right(ends, start), bisect_right(starts, end - 1)
        if first >= last:
            going.lose("without_tokens", "[span holds|spans hold] nothing but white space")
            continue
        if starts[first] < start or ends[last - 1] > end:
            going.lose("expanded", "[span begins or ends|spans begin or end] within a token, which is tagged as a whole")
        tags.append((first, last, name))
    return tags


def _apart(tags: list[Tag], going: Going) -> list[Tag]:
    """The tags that can stand side by side: the longest, of equally long ones the first. The same twice is once."""
    kept: list[Tag] = []
    for tag in sorted(dict.fromkeys(tags), key=lambda one: (one[0] - one[1], one)):
        if any(tag[0] < other[1] and other[0] < tag[1] for other in kept):
            going.lose(
                "overlaps",
                "[span overlaps a longer one of its|spans overlap a longer one of their] field, which alone is tagged",
            )
        else:
            kept.append(tag)
    return sorted(kept)


def _borders(document: Document, found: list[Span], tags: list[Tag]) -> list[int]:
    """The first token of each sentence; none within tagged words."""
    if not found:
        return []
    starts = [one.start for one in found]
    borders = {bisect_right(starts, sentence.start - 1) for sentence in sentences(document.text)}
    if document.body:
        borders.add(bisect_right(starts, document.body - 1))
    inside = {at for first, last, _ in tags for at in range(first + 1, last)}
    return sorted({0, *(at for at in borders if 0 < at < len(found) and at not in inside)})
