"""brat's folder: a text and its `.ann` side by side, with the configuration brat shows them by; out, and in again.

An event is an event of type `Event` on its anchor, its roles are the words that support its answers, each of a type named
after its field. Codes are attributes; other answers stand as JSON in the event's note, for brat has no place for them. Offsets
count code points in the document. What brat cannot hold at all stands in `articles.jsonl`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TextIO

from ...codebook.model import Codebook, CodedField, in_language, title_of
from ...codebook.values import is_list
from ...project.articles import Refused
from ..format import Format
from . import besides
from .arriving import Arriving
from .besides import inferred
from .coded import CodedArticle, Coding, Mention, Span, Support
from .colors import color_of
from .documents import EVENT, MENTION, Document, anchors
from .going import Going, line

FORMAT = Format(
    "brat", "brat folder: a text and its annotations, a pair an article", True, True,
    "text, metadata, events on their anchors, words of every answer, codes as attributes, other values in notes, mentions, "
    "who coded and the verdict (in articles.jsonl); several marks on the same words, which brat shows one "
    "above the other and pybrat reads with error=\"ignore\" alone",
    "memos, decisions behind adjudicated values, history; "
    "events of articles without a text; spans of line ends and tabs alone", "", incidents=False,
    kind="codings",
)  # fmt: skip
FACTS = "articles.jsonl"
REASON = "reason"
NOTE = "AnnotatorNotes"
_BREAKS = re.compile("[\t\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]+")
_TOKEN = re.compile("[^A-Za-z0-9_.-]+")


def read(path: Path, arriving: Arriving) -> Iterator[CodedArticle | Refused]:
    """The articles of a folder with their codings (see `brat_reading`)."""
    from .brat_reading import read as read_folder

    return read_folder(path, arriving)


def write(going: Going) -> None:
    """Texts, annotations and configuration. Counts events without a word to stand on, and spans of line ends alone."""
    known = {name: tokens(going.codebook, asked) for name, asked in going.codebook.fields.items()}
    with going.text(FACTS) as facts:
        for article in going.articles(lambda one: _held(going, one)):
            document = Document.of(article)
            for coding in article.codings:
                place = going.place_of(article, coding)
                sheet = _Sheet(going, document, known)
                sheet.write(coding)
                with going.text(f"{place}.txt") as stream:
                    stream.write(document.text)
                with going.text(f"{place}.ann") as stream:
                    stream.writelines(f"{one}\n" for one in sheet.lines)
                facts.write(line(_beside(place, article, document, coding, sheet)))
    with going.text("annotation.conf") as stream:
        _write_types(going.codebook, stream)
    with going.text("visual.conf") as stream:
        _write_looks(going.codebook, stream)


def _held(going: Going, article: CodedArticle) -> CodedArticle:
    """The article without events that have no word to stand on: brat has no place for them."""
    document, codings = Document.of(article), list[Coding]()
    for coding in article.codings:
        events = tuple(anchor.event for anchor in anchors(document, coding, going.codebook))
        going.lose("without_anchor", "[event has|events have] no word to stand on", len(coding.events) - len(events))
        codings.append(replace(coding, events=events))
    return replace(article, codings=tuple(codings))


def _beside(place: str, article: CodedArticle, document: Document, coding: Coding, sheet: _Sheet) -> dict[str, Any]:
    told = {**besides.of_coding(coding), "answers": dict(coding.answers), **besides.of_answers(coding)}
    return {"file": place, **besides.of_article(article, document), "coding": {**told, "events": sheet.events}}


@dataclass
class _Sheet:
    """The lines of one `.ann`; `events` is what is told beside of each, by its id there."""

    going: Going
    document: Document
    tokens: Mapping[str, Mapping[str, Any]]
    lines: list[str] = field(default_factory=list)
    events: dict[str, Any] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def write(self, coding: Coding) -> None:
        reasons = {one.code for one in self.going.codebook.mention_reasons}
        for anchor in anchors(self.document, coding, self.going.codebook):
            event = anchor.event
            trigger = self._words(EVENT, [(anchor.start, anchor.end)])
            roles = [f"{EVENT}:{trigger}"]
            of_role: dict[str, int] = {}
            for support in event.evidence:
                for span in support.spans:
                    if words := self._support(support, span):
                        of_role[support.field] = nth = of_role.get(support.field, 0) + 1
                        roles.append(f"{role(support.field)}{nth if nth > 1 else ''}:{words}")
            name = self._new("E", " ".join(roles))
            self.events[name] = besides.of_event(event)
            rest: dict[str, Any] = {}
            for asked in event.values:
                known = self.tokens.get(asked, {}).items()
                if token := next((token for token, stands_for in known if stands_for == event.values[asked]), ""):
                    self._new("A", f"{asked} {name} {token}")
                else:
                    rest[asked] = event.values[asked]
            note = {"values": rest, "inferred": inferred(event)}
            if note := {key: told for key, told in note.items() if told}:
                self._note(name, note)
        for support in coding.evidence:
            for span in support.spans:
                self._support(support, span)
        for mention in coding.mentions:
            self._mention(mention, reasons)

    def _mention(self, mention: Mention, reasons: set[str]) -> None:
        """Words with their reason: an attribute where it is one of the codebook's; any other text stands in the note."""
        places = [self.document.place(span) for span in mention.spans]
        words = self._words(MENTION, places)
        if not words:
            return
        told: dict[str, Any] = {}
        if mention.reason in reasons:
            self._new("A", f"{REASON} {words} {mention.reason}")
        elif mention.reason:
            told["reason"] = mention.reason
        if mention.note:
            told["note"] = mention.note
        told |= self._edges(places)
        if told:
            self._note(words, told)

    def _edges(self, places: list[tuple[int, int]]) -> dict[str, Any]:
        """The spans themselves, where the fragments do not say them: one begins or ends in a line end or tab, two stand on
        both sides of one, or they are told in another order than that of their places."""
        text = self.document.text
        return {} if joined(text, split_at_ends(text, places)) == places else {"spans": places}

    def _support(self, support: Support, span: Span) -> str:
        place = self.document.place(span)
        words = self._words(support.field, [place])
        told = besides.of_support(support) | self._edges([place])
        if words and told:
            self._note(words, told)
        return words

    def _words(self, type_: str, places: list[tuple[int, int]]) -> str:
        """A line for words, in fragments by their places where they are several or run over line ends; gives its id, or
        nothing where no words are left."""
        whole, parts = self.document.text, list[tuple[int, int]]()
        for start, end in places:
            own = list(_fragments(whole, start, end))
            if not own or (own[0][0], own[-1][1]) != (start, end):
                self.going.lose(
                    "edges",
                    "[span begins or ends|spans begin or end] in a line end or tab, or [holds|hold] nothing else",
                )
            parts += own
        if not parts:
            return ""
        parts.sort()
        where = ";".join(f"{start} {end}" for start, end in parts)
        return self._new("T", f"{type_} {where}\t{' '.join(whole[start:end] for start, end in parts)}")

    def _note(self, owner: str, told: dict[str, Any]) -> None:
        self._new("#", f"{NOTE} {owner}\t{besides.as_line(told)}")

    def _new(self, kind: str, rest: str) -> str:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        name = f"{kind}{self.counts[kind]}"
        self.lines.append(f"{name}\t{rest}")
        return name


def _fragments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for found in _BREAKS.finditer(text, start, end):
        if found.start() > at:
            yield at, found.start()
        at = found.end()
    if end > at:
        yield at, end


def split_at_ends(text: str, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The fragments that spans are told in, by their places."""
    return sorted(part for place in places for part in _fragments(text, *place))


def joined(text: str, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Fragments with nothing but line ends and tabs between them as the one span they were."""
    whole: list[tuple[int, int]] = []
    for start, end in parts:
        if whole and start > whole[-1][1] and _BREAKS.fullmatch(text, whole[-1][1], start):
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole


def role(name: str) -> str:
    """A field's role. brat takes digits at the end of one for the number of a repeated role."""
    return name + "_" if name[-1].isdigit() else name


def field_of_role(name: str) -> str:
    """The field of a role, or of a repeated one."""
    base = name.rstrip("0123456789") or name
    return base[:-1] if base.endswith("_") and base[-2:-1].isdigit() else base


# --- codes as attributes ----------------------------------------------------------------------------------------------


def tokens(codebook: Codebook, asked: CodedField) -> dict[str, Any]:
    """What brat may say of a field of codes, and the answer each stands for: codes in letters brat allows. Codes that cannot
    be told apart there are left out."""
    if asked.type not in ("code", "yes_no") or is_list(asked):
        return {}
    found: dict[str, list[Any]] = {}
    for code in codebook.code_list(asked).walk():
        found.setdefault(_TOKEN.sub("_", code.code), []).append(code.code)
    for code in asked.missing:
        found.setdefault(_TOKEN.sub("_", code), []).append({"missing": code})
    return {token: values[0] for token, values in found.items() if len(values) == 1 and token.strip("_")}


# --- configuration ----------------------------------------------------------------------------------------------------


def _write_types(codebook: Codebook, stream: TextIO) -> None:
    stream.write("[entities]\n")
    names = [*codebook.fields, *codebook.article_fields]
    stream.writelines(f"{name}\n" for name in [*names, MENTION])
    stream.write("\n[relations]\n\n[events]\n")
    stream.write("\t".join([EVENT, ", ".join(f"{role(name)}*:{name}" for name in codebook.fields)]) + "\n")
    stream.write("\n[attributes]\n")
    for name, asked in codebook.fields.items():
        if values := tokens(codebook, asked):
            stream.write(f"{name}\tArg:{EVENT}, Value:{'|'.join(values)}\n")
    if reasons := [one.code for one in codebook.mention_reasons]:
        stream.write(f"{REASON}\tArg:{MENTION}, Value:{'|'.join(reasons)}\n")


def _write_looks(codebook: Codebook, stream: TextIO) -> None:
    fields = {**codebook.fields, **codebook.article_fields}
    stream.write("[labels]\n")
    for name, asked in fields.items():
        title = " ".join(title_of(asked).replace("|", "/").split())
        stream.write(f"{name} | {title} | {name}\n")
        if name in codebook.fields and role(name) != name:
            stream.write(f"{role(name)} | {title} | {name}\n")
    for reason in codebook.mention_reasons:
        label = " ".join(in_language(reason.label).replace("|", "/").split())
        stream.write(f"{reason.code} | {label or reason.code}\n")
    stream.write("\n[drawing]\nSPAN_DEFAULT\tfgColor:black, bgColor:#dddddd, borderColor:darken\n")
    stream.write(f"{EVENT}\tbgColor:#ffffff, borderColor:black\n{MENTION}\tbgColor:#dddddd, borderColor:darken\n")
    for name in fields:
        stream.write(f"{name}\tfgColor:white, bgColor:{color_of(codebook, name)}, borderColor:darken\n")
