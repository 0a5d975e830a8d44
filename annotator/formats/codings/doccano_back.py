"""doccano's JSON Lines, read: our own lines as they were or as they were changed there, others by their labels.

Where words stand and which event they belong to is taken from entities and relations; answers from `meta`, for doccano cannot
change them. Both of doccano's shapes are read: triples, and entities with relations. Must not know how lines are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ...errors import ImportRefused
from ...project.articles import Refused
from ..encodings import TEXT_LIMIT, find_encoding, megabytes, reopen
from . import besides, shapes
from .arriving import Arriving
from .coded import CodedArticle, CodedEvent, Coding, Span
from .documents import EVENT, MENTION, Document
from .foreign_articles import foreign_article
from .json_files import loads
from .marks import Mark, coding_of
from .returned_marks import Found, joined, joined_mentions

_TEXTS = ("text", "data")
_NO_FACTS = {"id", "text", "data", "label", "labels", "entities", "relations", "comments", "meta", "cats"}


@dataclass
class _Told:
    """A line sorted: marks by their ids, and what leads from one to another, with the kind of the relation."""

    marks: dict[str, Mark] = field(default_factory=dict)
    lines: list[tuple[str, str, str]] = field(default_factory=list)


def read_lines(path: Path, arriving: Arriving) -> Iterator[CodedArticle | Refused]:
    """Lines of a file, or of the files of a folder. An article that stands in several files, a coder's each, comes once for
    each of them, with that coding. Raises ImportRefused."""
    if not path.is_dir():
        yield from _read_file(path, path.name, arriving, path.stem if path.stem in ("train", "dev", "test") else "")
        return
    files = sorted(path.rglob("*.jsonl"))
    if not files:
        raise ImportRefused(f"{path.name}: the folder holds no .jsonl of doccano.")
    for file in files:
        name = file.relative_to(path).as_posix()
        yield from _read_file(file, name, arriving, file.stem if file.stem in ("train", "dev", "test") else "")


def _read_file(file: Path, name: str, arriving: Arriving, split: str) -> Iterator[CodedArticle | Refused]:
    coder = file.parent.name if "/" in name else "doccano"
    anything = False
    with reopen(file, find_encoding(file, None).name) as stream:
        number = 0
        while text := stream.readline(TEXT_LIMIT + 1):
            number += 1
            if len(text) > TEXT_LIMIT:
                while text and not text.endswith("\n"):
                    text = stream.readline(TEXT_LIMIT + 1)
                yield Refused(number, None, f"the line is longer than {megabytes(TEXT_LIMIT)}.", name)
                continue
            text = text.strip("\ufeff \t\r\n")
            if not text:
                continue
            if not anything and text.startswith("["):
                raise ImportRefused(f"{name}: the file is one list; export from doccano as JSONL, a line an article.")
            anything = True
            article = shapes.one(number, name, _article, text, coder, arriving, f"{name} line {number}")
            if isinstance(article, Refused):
                yield article
                continue
            yield replace(article, split=split or article.split, row=number, file=name)
    if not anything:
        raise ImportRefused(f"{name}: the file is empty.")


def _article(line: str, coder: str, arriving: Arriving, where: str) -> CodedArticle:
    one: Mapping[str, Any] = loads(line)
    text = next((one[name] for name in _TEXTS if isinstance(one.get(name), str)), None)
    if text is None:
        raise ValueError("it has no “text”")
    meta = one.get("meta")
    told = _sorted(one, text, arriving, where)
    for comment in one.get("Comments") or one.get("comments") or ():
        arriving.lose("comment", str(comment)[:60], "comments have no place in a coding", where)
    if not besides.are_ours(meta):
        article = _foreign(one, text)
        return replace(article, codings=(_foreign_coding(told, Document(text, 0), coder, arriving, where),))
    document = besides.document_of(meta, text)
    carried = besides.mapping(meta, "coding")
    coding = _ours(carried, told, document, arriving, where) if carried else None
    return besides.article_of(meta, document, (coding or _foreign_coding(told, document, coder, arriving, where),))


def _foreign(one: Mapping[str, Any], text: str) -> CodedArticle:
    """An article of another project, which says what it knows beside the text or in `meta`."""
    told = {**one, **(one["meta"] if isinstance(one.get("meta"), dict) else {})}
    return foreign_article({name: value for name, value in told.items() if name.casefold() not in _NO_FACTS}, text)


def _sorted(one: Mapping[str, Any], text: str, arriving: Arriving, where: str) -> _Told:
    told = _Told()
    for at, entity in enumerate(one.get("entities") or ()):
        start, end = int(entity["start_offset"]), int(entity["end_offset"])
        told.marks[str(entity.get("id", f"e{at}"))] = Mark(str(entity.get("id", f"e{at}")), start, end, str(entity["label"]))
    labels = one.get("label", one.get("labels")) or []
    for at, label in enumerate(labels if isinstance(labels, list) else [labels]):
        if isinstance(label, list) and len(label) == 3:
            told.marks[f"l{at}"] = Mark(f"l{at}", int(label[0]), int(label[1]), str(label[2]))
        elif isinstance(label, dict) and "start_offset" in label:
            start, end = int(label["start_offset"]), int(label["end_offset"])
            told.marks[f"l{at}"] = Mark(f"l{at}", start, end, str(label["label"]))
        else:
            arriving.lose("label", str(label)[:60], "it is on the whole text", where)
    for mark in list(told.marks.values()):
        if not 0 <= mark.start < mark.end <= len(text):
            arriving.lose("mark", mark.label, "it is not within the text", where)
            del told.marks[mark.id]
    for relation in one.get("relations") or ():
        told.lines.append((str(relation["from_id"]), str(relation["to_id"]), str(relation.get("type", ""))))
    return told


def _foreign_coding(told: _Told, document: Document, coder: str, arriving: Arriving, where: str) -> Coding:
    lines = [(one, other) for one, other, _ in told.lines]
    return replace(coding_of(list(told.marks.values()), lines, document, arriving, where), coder=coder)


# --- our own ----------------------------------------------------------------------------------------------------------


def _ours(carried: Mapping[str, Any], told: _Told, document: Document, arriving: Arriving, where: str) -> Coding:
    events = besides.rows(carried, "events")
    base = besides.whole_coding_of(carried, document)
    base = replace(base, events=tuple(besides.whole_event_of(one, document) for one in events))
    of_event, taken = _of_events(told, base, events, document)
    kept: list[CodedEvent] = []
    for at, event in enumerate(base.events):
        if at not in of_event and events[at].get("anchor"):
            arriving.lose("event", event.uid, "its entity was taken away in doccano", where)
            continue
        marks = _found(of_event.get(at, ()), document, arriving, where)
        kept.append(replace(event, evidence=joined(event.evidence, marks)))
    mentions = [mark for mark in told.marks.values() if mark.label == MENTION]
    spans = [span for mark in mentions if (span := document.span(mark.start, mark.end))]
    of_article = [
        mark for mark in told.marks.values()
        if mark.id not in taken and arriving.names.get(mark.label, mark.label) in arriving.codebook.article_fields
    ]  # fmt: skip
    taken |= {mark.id for mark in (*mentions, *of_article)}
    rest = [mark for mark in told.marks.values() if mark.id not in taken]
    lines = [(one, other) for one, other, _ in told.lines]
    new = coding_of(rest, lines, document, arriving, where, bool(kept))
    return replace(
        base, events=(*kept, *new.events), evidence=joined(base.evidence, _found(of_article, document, arriving, where)),
        mentions=joined_mentions(base.mentions, [(span, None, None) for span in _as_often(spans, base)]),
    )  # fmt: skip


def _as_often(spans: list[Span], base: Coding) -> list[Span]:
    """One entity stands for all mentions that had these words."""
    old = [(one.part, one.start, one.end) for mention in base.mentions for one in mention.spans]
    return [span for span in spans for _ in range(max(old.count((span.part, span.start, span.end)), 1))]


def _found(marks: Any, document: Document, arriving: Arriving, where: str) -> list[Found]:
    found: list[Found] = []
    for mark in marks:
        span = document.span(mark.start, mark.end)
        if span is None:
            arriving.lose("mark", mark.label, "it is not within the title or the text", where)
        elif name := arriving.field_of(mark.label, where):
            found.append(Found(name, span))
    return found


def _of_events(
    told: _Told, base: Coding, events: list[dict[str, Any]], document: Document
) -> tuple[dict[int, list[Mark]], set[str]]:  # fmt: skip
    """The marks of each of our events, by its place; and all marks that are told. An event's entity is the one on its anchor;
    one that was moved is known by what hangs on it. Several events may share an entity: each has what it had, and the first
    what is new."""
    hanging: dict[str, list[Mark]] = {id_: [] for id_, mark in told.marks.items() if mark.label == EVENT}
    for one, other, _ in told.lines:
        for head, tail in ((one, other), (other, one)):
            if head in hanging and tail in told.marks and tail not in hanging:
                hanging[head].append(told.marks[tail])
    had = [_had(event, document) for event in base.events]
    at_home: dict[int, str] = {}
    for at, event in enumerate(events):
        place = event.get("anchor")
        ids = [id_ for id_ in hanging if [told.marks[id_].start, told.marks[id_].end] == place]
        if ids:
            at_home[at] = max(ids, key=lambda id_: _shared(hanging[id_], had[at]))
    for at in range(len(events)):
        free = [id_ for id_ in hanging if id_ not in at_home.values()]
        if at not in at_home and free and events[at].get("anchor"):
            best = max(free, key=lambda id_: _shared(hanging[id_], had[at]))
            if _shared(hanging[best], had[at]):
                at_home[at] = best
    marks: dict[int, list[Mark]] = {}
    for id_ in dict.fromkeys(at_home.values()):
        sharing = [at for at, other in at_home.items() if other == id_]
        for at in sharing:
            marks[at] = [mark for mark in hanging[id_] for _ in range(had[at].count((mark.start, mark.end, mark.label)))]
        old = {mark.id for at in sharing for mark in marks[at]}
        marks[sharing[0]] += [mark for mark in hanging[id_] if mark.id not in old]
    taken = set(at_home.values()) | {mark.id for id_ in at_home.values() for mark in hanging[id_]}
    return marks, taken


def _had(event: CodedEvent, document: Document) -> list[tuple[int, int, str]]:
    return [(*document.place(span), support.field) for support in event.evidence for span in support.spans]


def _shared(marks: list[Mark], had: list[tuple[int, int, str]]) -> int:
    return sum((mark.start, mark.end, mark.label) in had for mark in marks)
