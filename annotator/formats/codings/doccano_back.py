"""doccano's JSON Lines, read: our own lines as they were or as they were changed there, others by their labels.

Where words stand and which event they belong to is taken from entities and relations; answers from `meta`, for doccano cannot
change them. Both of doccano's shapes are read: triples, and entities with relations. Must not know how lines are written.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from ...errors import ImportRefused
from ...project.articles import Refused
from ...spans import Utf16Map
from ..encodings import TEXT_LIMIT, find_encoding, megabytes, reopen
from ..unpacking import Unreadable
from . import archive, besides, doccano_limits, shapes
from .arriving import Arriving
from .coded import CodedArticle, CodedEvent, Coding, Span
from .documents import EVENT, MENTION, Document
from .foreign_articles import foreign_article
from .json_files import loads
from .marks import Mark, coding_of
from .returned_marks import Found, joined, joined_mentions

_TEXTS = ("text", "data")
PARTS = ("train", "dev", "test")
_OF_ALL = ("all", *PARTS)
"""Names of files that are of everybody's work; doccano calls a file of one member's by the member's name."""
_NO_FACTS = {"id", "text", "data", "label", "labels", "entities", "relations", "comments", "meta", "cats"}


@dataclass
class _Told:
    """A line sorted: marks by their ids, and what leads from one to another, with the kind of the relation. `related` says
    whether it is of a project with relations; of one without, what stands there of relations is as it went in."""

    related: bool
    marks: dict[str, Mark] = field(default_factory=dict)
    lines: list[tuple[str, str, str]] = field(default_factory=list)


def read_lines(path: Path, arriving: Arriving) -> Iterator[CodedArticle | Refused]:
    """Lines of a file, or of the files of a folder or of the archive that doccano exports. An article that stands in several
    files, a coder's each, comes once for each of them, with that coding. Raises ImportRefused."""
    if os.path.isdir(path):
        files = [(file, file.relative_to(path).as_posix()) for file in sorted(path.rglob("*.jsonl"))]
        yield from _read_files(files, path.name, "folder", arriving)
    elif zipfile.is_zipfile(path):
        with TemporaryDirectory() as made:
            yield from _read_files(_unpacked(path, Path(made)), path.name, "archive", arriving)
    else:
        yield from _read_file(path, path.name, "doccano", arriving)


def _unpacked(path: Path, folder: Path) -> list[tuple[Path, str]]:
    """The files of lines in an archive, under numbers: no name in it says where they are put. Raises ImportRefused."""
    files: list[tuple[Path, str]] = []
    with archive.opened(path) as packed:
        for name in sorted(one for one in packed.names if one.endswith(".jsonl")):
            file = folder / f"{len(files)}.jsonl"
            try:
                with packed.stream(name, archive.UNPACKED_LIMIT) as stream, file.open("wb") as out:
                    shutil.copyfileobj(stream, out)
            except Unreadable as error:
                raise ImportRefused(f"{path.name}: {name} cannot be read: {error}.") from error
            files.append((file, name))
    return files


def _read_files(
    files: list[tuple[Path, str]], where: str, what: str, arriving: Arriving
) -> Iterator[CodedArticle | Refused]:  # fmt: skip
    if not files:
        raise ImportRefused(f"{where}: the {what} holds no .jsonl of doccano.")
    for file, name in files:
        told = PurePosixPath(name)
        coder = told.parent.name or ("doccano" if told.stem in _OF_ALL else told.stem)
        yield from _read_file(file, name, coder, arriving)


def _read_file(file: Path, name: str, coder: str, arriving: Arriving) -> Iterator[CodedArticle | Refused]:
    stem = PurePosixPath(name).stem
    split = stem if stem in PARTS else ""
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
    if isinstance(one.get("codings"), list):
        raise besides.OddFacts("it is one of this program's own lines; what it is, is jsonl")
    meta = one.get("meta")
    ours = besides.are_ours(meta)
    told = _sorted(one, text, arriving, where, _units(one, text, meta if ours else None))
    for comment in one.get("Comments") or one.get("comments") or ():
        said = comment.get("comment", comment) if isinstance(comment, dict) else comment
        arriving.lose("comment", str(said)[:60], "comments have no place in a coding", where)
    if not ours:
        article = _foreign(one, text)
        return replace(article, codings=(_foreign_coding(told, Document(text, 0), coder, arriving, where),))
    meta = doccano_limits.read(meta)
    document = besides.document_of(meta, text)
    carried = besides.mapping(meta, "coding")
    coding = _ours(carried, told, document, arriving, where) if carried else None
    return besides.article_of(meta, document, (coding or _foreign_coding(told, document, coder, arriving, where),))


def _foreign(one: Mapping[str, Any], text: str) -> CodedArticle:
    """An article of another project, which says what it knows beside the text or in `meta`."""
    told = {**one, **(one["meta"] if isinstance(one.get("meta"), dict) else {})}
    return foreign_article({name: value for name, value in told.items() if name.casefold() not in _NO_FACTS}, text)


def _places(one: Mapping[str, Any]) -> Iterator[tuple[str, int, int, str]]:
    """The marks of a line, of either shape: id, places, label. What is no mark comes with places of −1."""
    for at, entity in enumerate(one.get("entities") or ()):
        yield str(entity.get("id", f"e{at}")), int(entity["start_offset"]), int(entity["end_offset"]), str(entity["label"])
    labels = one.get("label", one.get("labels")) or []
    for at, label in enumerate(labels if isinstance(labels, list) else [labels]):
        if isinstance(label, list) and len(label) == 3:
            yield f"l{at}", int(label[0]), int(label[1]), str(label[2])
        elif isinstance(label, dict) and "start_offset" in label:
            yield f"l{at}", int(label["start_offset"]), int(label["end_offset"]), str(label["label"])
        else:
            yield f"l{at}", -1, -1, str(label)


def _units(one: Mapping[str, Any], text: str, ours: Mapping[str, Any] | None) -> Utf16Map | None:
    """In which units a line counts; None where it counts code points."""
    if ours is not None:
        return Utf16Map(text) if doccano_limits.UNITS.items() <= ours.items() else None
    return doccano_limits.counted(text, [(start, end) for _, start, end, _ in _places(one) if start >= 0])


def _sorted(one: Mapping[str, Any], text: str, arriving: Arriving, where: str, units: Utf16Map | None) -> _Told:
    told = _Told(related="entities" in one)
    length = units.utf16_length if units else len(text)
    for id_, start, end, label in _places(one):
        if start == end == -1:
            arriving.lose("label", label[:60], "it is on the whole text", where)
        elif not 0 <= start < end <= length:
            arriving.lose("mark", label, "it is not within the text", where)
        else:
            place = (units.to_code_point(start), units.to_code_point(end)) if units else (start, end)
            told.marks[id_] = Mark(id_, *place, label)
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
    if not told.related:
        told.lines = _as_they_went(told, base, events, document)
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


def _as_they_went(
    told: _Told, base: Coding, events: list[dict[str, Any]], document: Document
) -> list[tuple[str, str, str]]:  # fmt: skip
    """The relations of marks that stand where they stood: for a project of doccano without relations, which numbers its marks
    anew and keeps those that went in as they were."""
    ids = {(mark.start, mark.end, mark.label): mark.id for mark in told.marks.values()}
    lines: list[tuple[str, str, str]] = []
    for event, carried in zip(base.events, events, strict=True):
        head = ids.get((*carried.get("anchor", ()), EVENT))
        lines += [(head, ids[had], had[2]) for had in _had(event, document) if head and had in ids]
    return lines


def _had(event: CodedEvent, document: Document) -> list[tuple[int, int, str]]:
    return [(*document.place(span), support.field) for support in event.evidence for span in support.spans]


def _shared(marks: list[Mark], had: list[tuple[int, int, str]]) -> int:
    return sum((mark.start, mark.end, mark.label) in had for mark in marks)
