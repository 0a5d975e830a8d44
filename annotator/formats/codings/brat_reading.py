"""A brat folder as codings: ours as it went out, with what was changed in brat; others' by what their labels are called here.

Owns what `.ann` files hold and which of it has a place. What stands in `articles.jsonl` is believed only of files that are
there. Must not know how codings come into a project.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from ...errors import ImportRefused
from ...project.articles import Refused
from ..encodings import TEXT_LIMIT
from . import besides, shapes
from .arriving import Arriving
from .brat import FACTS, NOTE, REASON, field_of_role, joined, split_at_ends, tokens
from .coded import CodedArticle, Coding, Mention, Span
from .documents import EVENT, MENTION, Document
from .found import FoundCoding, FoundEvent
from .read_texts import ReadText, read_text
from .told_words import ToldWords

_WORDS = re.compile(r"(T\S+)\t(\S+) (\d{1,9} \d{1,9}(?:;\d{1,9} \d{1,9})*)(?:\t(.*))?", re.DOTALL)
_EVENT = re.compile(r"(E\S+)\t(.*)", re.DOTALL)
_SAID = re.compile(r"([AM]\S+)\t(\S+) ([TER]\S+)(?: (.*))?", re.DOTALL)
_NOTED = re.compile(r"(#\S*)\t(\S+) (\S+)\t(.*)", re.DOTALL)
_KINDS = {"R": "relation", "*": "relation", "N": "reference"}


def read(path: Path, arriving: Arriving) -> Iterator[CodedArticle | Refused]:
    """The articles of a folder with their codings, or why one cannot be read. Raises ImportRefused for what is no such
    folder."""
    if not os.path.isdir(path):
        raise ImportRefused(f"{path.name} is no folder; brat's texts and annotations stand in a folder, side by side.")
    texts = _texts(path)
    alone = _alone(path, texts)
    if not texts and not alone:
        raise ImportRefused(f"There are no texts (.txt) in {path.name}.")
    for place in alone:
        yield Refused(None, None, "the text (.txt) that it is of is not beside it.", f"{place}.ann")
    told: set[str] = set()
    odd: list[Refused] = []
    for _, lines in groupby(_facts(path, texts, told, odd), key=lambda one: one[1].get("uid")):
        yield from _article(list(lines), texts, arriving)
    yield from odd
    for place in texts:
        if place not in told and odd:
            # It may well be the one that the line is of: as another program's, its article would come in a second time.
            yield Refused(None, None, f"It cannot be read: {FACTS}, which says what it is, is damaged.", f"{place}.txt")
        elif place not in told:
            yield from _article([(place, {})], texts, arriving)


def _texts(folder: Path) -> dict[str, Path]:
    """The texts below a folder, by their path without the ending; links are not followed."""
    found = (file for file in sorted(folder.rglob("*.txt")) if os.path.isfile(file) and not os.path.islink(file))
    return {file.relative_to(folder).with_suffix("").as_posix(): file for file in found}


def _alone(folder: Path, texts: dict[str, Path]) -> list[str]:
    """Annotations without their text, by their path without the ending."""
    files = (file for file in sorted(folder.rglob("*.ann")) if os.path.isfile(file))
    found = (file.relative_to(folder).with_suffix("").as_posix() for file in files)
    return [place for place in found if place not in texts]


def _facts_file(folder: Path) -> tuple[Path, str]:
    """Where facts are told, and what our names of files begin with there: in the folder, or above it where it is that of a
    coder or a part of training data."""
    inside = folder.resolve()
    for above in (inside, *inside.parents[:2]):
        file = above / FACTS
        if os.path.isfile(file) and not os.path.islink(file):
            return file, "".join(f"{name}/" for name in inside.relative_to(above).parts)
    return folder / FACTS, ""


def _facts(
    folder: Path, texts: dict[str, Path], told: set[str], odd: list[Refused]
) -> Iterator[tuple[str, dict[str, Any]]]:  # fmt: skip
    """What we said of the files that are there, and why a line of it cannot be read."""
    file, begin = _facts_file(folder)
    if not os.path.isfile(file) or os.path.islink(file):
        return
    with file.open("r", encoding="utf-8", errors="replace", newline="\n") as stream:
        number = 0
        while one := stream.readline(TEXT_LIMIT):
            number += 1
            try:
                facts = besides.parsed(one, "the line")
                place = facts.get("file")
                if not isinstance(place, str) or not place.startswith(begin):
                    continue
                place = place.removeprefix(begin)
                if place not in texts or place in told:
                    continue
                if not besides.are_ours(facts):
                    raise besides.OddFacts("the line does not say which article it is of")
            except besides.OddFacts as error:
                odd.append(shapes.refused(error, number, FACTS))
                continue
            told.add(place)
            yield place, facts
    if begin and not told:
        odd.clear()  # another program's file, that happens to be called like ours


def _article(
    lines: list[tuple[str, dict[str, Any]]], texts: dict[str, Path], arriving: Arriving
) -> Iterator[CodedArticle | Refused]:  # fmt: skip
    codings: list[Coding] = []
    article: CodedArticle | None = None
    for place, facts in lines:
        try:
            text = _read(texts[place])
            if facts.get("coding") and not os.path.isfile(texts[place].with_suffix(".ann")):
                raise besides.OddFacts("its annotations (.ann) are not beside it")
            document = besides.document_of(facts, text.text)
            found = _coding(texts[place].with_suffix(".ann"), text, document, facts, arriving, place)
            article = article or besides.article_of(facts, document)
            codings += [found.made()] if not found.empty else []
        except (OSError, *shapes.ODD) as error:
            yield shapes.refused(error, None, f"{place}.txt")
    if article is not None:
        yield shapes.one(None, f"{lines[0][0]}.txt", _with, article, codings)


def _with(article: CodedArticle, codings: list[Coding]) -> CodedArticle:
    return replace(article, codings=tuple(codings))


# --- one file ---------------------------------------------------------------------------------------------------------


def _read(file: Path) -> ReadText:
    if file.stat().st_size > TEXT_LIMIT:
        raise besides.OddFacts(f"it is larger than {TEXT_LIMIT // (1024 * 1024)} MB")
    return read_text(file.read_bytes())


@dataclass
class _Annotations:
    """What an `.ann` holds, sorted by kind."""

    words: dict[str, tuple[str, list[tuple[int, int]], str]] = field(default_factory=dict)
    events: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    said: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    others: list[tuple[str, str]] = field(default_factory=list)


def _annotations(file: Path) -> _Annotations:
    found = _Annotations()
    if not os.path.isfile(file) or os.path.islink(file):
        return found
    if file.stat().st_size > TEXT_LIMIT:
        raise besides.OddFacts(f"its .ann is larger than {TEXT_LIMIT // (1024 * 1024)} MB")
    for one in file.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n"):
        if match := _WORDS.fullmatch(one):
            name, type_, places, words = match.groups()
            pairs = [tuple(map(int, pair.split(" "))) for pair in places.split(";")]
            found.words[name] = (type_, [(start, end) for start, end in pairs], words or "")
        elif match := _EVENT.fullmatch(one):
            roles = [(role, target) for part in match[2].split() for role, _, target in [part.partition(":")] if target]
            if roles:
                found.events[match[1]] = roles
        elif match := _SAID.fullmatch(one):
            found.said.setdefault(match[3], []).append((match[2], match[4] or ""))
        elif (match := _NOTED.fullmatch(one)) and match[2] == NOTE:
            found.notes.setdefault(match[3], []).append(match[4])
        elif one.strip():
            kind = _KINDS.get(one[0], "line")
            found.others.append((kind, one.split("\t")[1].split(" ")[0] if kind != "line" and "\t" in one else one[:60]))
    return found


def _coding(
    file: Path, text: ReadText, document: Document, facts: dict[str, Any], arriving: Arriving, place: str
) -> FoundCoding:  # fmt: skip
    held = _annotations(file)
    about = besides.mapping(facts, "coding")
    book, where = arriving.codebook, f"{place}.ann"
    found = FoundCoding(arriving, where, about)
    for name, value in besides.mapping(about, "answers").items():
        if name in book.article_fields:
            found.values[name] = value
    for kind, name in held.others:
        arriving.lose(kind, name, "it has no place in a coding", where)
    told = besides.mapping(about, "events")
    of_event: dict[str, FoundEvent] = {}
    used: set[str] = set()
    for name, (trigger, *_) in held.events.items():
        event = found.event(name, besides.mapping(told, name))
        of_event[name] = event
        if trigger[0] != EVENT:
            _type(event, trigger[0], arriving, where)
        used.add(trigger[1])
        _say(found, event, held, name)
    for name, roles in held.events.items():
        for role, target in roles[1:]:
            if target in held.words:
                used.add(target)
                _mark(found, of_event[name], role, target, held, text, document)
            else:
                arriving.lose("role", role, "it is not held by words of the text", where)
    for name, (type_, _, _) in held.words.items():
        if type_ == MENTION:
            if mention := _mention(held, name, text, document, arriving, where):
                found.mentions.append(mention)
        elif type_ == EVENT:
            if name not in used:
                arriving.lose("words", EVENT, "no event stands on them", where)
        elif name not in used:
            if told and found.asked(type_) is not None and type_ in book.fields:
                # Of ours each stood in an event: what is left of one that was taken away makes no new one.
                arriving.lose("words", type_, "no event holds them", where)
            else:
                _mark(found, None, "", name, held, text, document)
    return found


def _type(event: FoundEvent, type_: str, arriving: Arriving, where: str) -> None:
    """A type of event is a code, where a field of the codebook has it."""
    spelled = type_.replace("_", " ").casefold()
    for name, asked in arriving.codebook.fields.items():
        spellings = arriving.codebook.code_list(asked).spellings
        code = spellings.get(type_.casefold()) or spellings.get(spelled)
        if code and asked.type == "code" and not asked.many:
            event.values.setdefault(name, code)
            return
    arriving.lose("event type", type_, "the codebook has no such code", where)


def _say(found: FoundCoding, event: FoundEvent, held: _Annotations, name: str) -> None:
    """What attributes and notes say of an event."""
    arriving, where, book = found.arriving, found.where, found.arriving.codebook
    for said, token in held.said.get(name, ()):
        label = arriving.field_of(said, where)
        asked = book.fields.get(label)
        if asked is None:
            if label:
                arriving.lose("attribute", said, "it is a question about the article, and stands on an event", where)
            continue
        known = tokens(book, asked)
        if token in known:
            event.values[label] = known[token]
        else:
            found.answer(event, label, token)
    for note in held.notes.get(name, ()):
        try:
            values = besides.mapping(besides.parsed(note, "a note"), "values")
        except besides.OddFacts:
            arriving.lose("note", note[:60], "it is no JSON of values", where)
            continue
        for label, value in values.items():
            if label in book.fields:
                event.values[label] = value
            else:
                arriving.lose("value", label, "the codebook has no such field", where)


def _mark(
    found: FoundCoding, event: FoundEvent | None, role: str, name: str, held: _Annotations, text: ReadText, document: Document
) -> None:  # fmt: skip
    """Words of a role, or of a type that is a field."""
    type_ = held.words[name][0]
    labels = [one for one in (role, field_of_role(role) if role else "") if one and found.knows(one)]
    label = labels[0] if labels and found.asked(type_) is None else type_
    field_ = found.arriving.field_of(label, found.where)
    if not field_:
        return
    about: dict[str, Any] = {}
    for note in held.notes.get(name, ()):
        try:
            about |= besides.parsed(note, "a note")
        except besides.OddFacts:
            about["note"] = note
    for span in _spans(held, name, text, document, found.arriving, found.where, about.pop("spans", None)):
        found.mark(field_, span, about, event)


def _mention(
    held: _Annotations, name: str, text: ReadText, document: Document, arriving: Arriving, where: str
) -> Mention | None:  # fmt: skip
    token = next((token for said, token in held.said.get(name, ()) if said == REASON), "")
    told: dict[str, Any] = {"reason": token, "note": ""}
    for one in held.notes.get(name, ()):
        try:
            about = besides.parsed(one, "a note")
            told |= {**about, "note": besides.text(about, "note"), "reason": besides.text(about, "reason") or told["reason"]}
        except besides.OddFacts:
            told["note"] = one
    spans = tuple(_spans(held, name, text, document, arriving, where, told.get("spans")))
    return Mention(told["reason"], spans, told["note"]) if spans else None


def _spans(
    held: _Annotations, name: str, text: ReadText, document: Document, arriving: Arriving, where: str, told: Any = None
) -> Iterator[Span]:
    """The words of an annotation: the spans that a note tells of where its fragments are still theirs, else by line ends."""
    type_, parts, words = held.words[name]
    if text.ends and _words(text.text, parts) != words:  # brat counts both signs of a line end
        parts = [text.place(*part) for part in parts]
    places = ToldWords(text.text)
    settled = places.parts(parts, words)
    arriving.moved += places.moved
    parts = [part for part in settled if part is not None]
    if len(parts) < len(settled):
        arriving.lose("words", type_, f"“{words[:60]}” stands nowhere in the text", where)
        return
    for start, end in _apart(text.text, parts, told) or joined(text.text, parts):
        span = document.span(start, end)
        if span is None:
            arriving.lose("words", type_, "they are not within the title or the text", where)
        else:
            yield span


def _apart(text: str, parts: list[tuple[int, int]], told: Any) -> list[tuple[int, int]]:
    """The spans that a note tells of; none where they are odd, or others than the fragments."""
    if not isinstance(told, list):
        return []
    pairs = [tuple(one) for one in told if isinstance(one, list) and len(one) == 2 and all(type(at) is int for at in one)]
    whole = all(0 <= start < end <= len(text) for start, end in pairs)
    return pairs if len(pairs) == len(told) and whole and split_at_ends(text, pairs) == sorted(parts) else []


def _words(text: str, parts: list[tuple[int, int]]) -> str:
    return " ".join(text[start:end] for start, end in parts)
