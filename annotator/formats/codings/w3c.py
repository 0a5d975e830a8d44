"""W3C Web Annotation in JSON-LD: one collection, an annotation a line.

A coding is an annotation of its article, an event one of the words that stand for it, and what supports an answer one of the
words that say so, linked to its event. Words are told twice, by themselves with what stands around them and by their position:
code points in the article's text, or in its title, which is a source of its own. Terms that the vocabulary does not have stand
in a context of ours inside the file. It is written and not read.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ... import __version__
from ...codebook.model import in_language
from ...codebook.values import is_list
from ..format import Format
from . import besides
from .coded import CodedArticle, CodedEvent, Coding, Span, Support
from .documents import Document, anchors
from .going import Going
from .said import part_of
from .written_values import written

FORMAT = Format(
    "w3c", "W3C Web Annotation, JSON-LD", False, True,
    "the words of every answer with their surroundings and positions, events with their values, mentions, who coded and the "
    "verdict, the article's metadata",
    "the articles' texts, columns from outside, overruled problems, memos, history", "jsonld", incidents=False, kind="codings",
)  # fmt: skip
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
OURS = "urn:annotator:term:"
AROUND = 32
"""How many code points of what stands before and behind the words are told with them."""
TERMS: dict[str, Any] = {
    **{name: OURS + name for name in (
        "verdict", "reason", "round", "standing", "state", "split", "field", "item", "inferred", "inferredItem", "status",
        "origin", "note", "number",
    )},
    "coding": {"@id": OURS + "coding", "@type": "@id"},
    "title": "http://purl.org/dc/terms/title", "date": "http://purl.org/dc/terms/date",
    "publisher": "http://purl.org/dc/terms/publisher", "identifier": "http://purl.org/dc/terms/identifier",
}  # fmt: skip
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
_UID = re.compile("[0-9a-f]{32}")
_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "urn:annotator:w3c")


def iri(uid: str) -> str:
    """What names something of ours: its uid as a `urn:uuid`."""
    return f"urn:uuid:{uuid.UUID(uid) if _UID.fullmatch(uid) else uuid.uuid5(_NAMES, uid)}"


def _made(*parts: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_NAMES, chr(10).join(parts))}"


def write(going: Going) -> None:
    """The collection, its annotations in the order of the articles."""
    project = going.project.about().get("uid", "")
    head = {
        "@context": [CONTEXT, TERMS], "id": _made("collection", project), "type": "AnnotationCollection",
        "label": in_language(going.codebook.title) or going.codebook.name,
        "generator": {"id": "urn:annotator", "type": "Software", "name": f"Annotator {__version__}"},
    }  # fmt: skip
    page = {"id": _made("page", project), "type": "AnnotationPage", "startIndex": 0}
    total = 0
    with going.text() as stream:
        stream.write(f'{_line(head)[:-1]},"first":{_line(page)[:-1]},"items":[')
        for article in going.articles():
            for coding in article.codings:
                for one in _Told(going, article, coding, project).annotations():
                    stream.write(("," if total else "") + "\n" + _line(one))
                    total += 1
        stream.write(f'\n]}},"total":{total}}}\n')


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _kept(told: Mapping[str, Any]) -> dict[str, Any]:
    """Without what says nothing."""
    return {name: said for name, said in told.items() if said or said is True}


def _unsaid(holder: Coding | CodedEvent, name: str) -> dict[str, Any]:
    """That an answer is inferred, or which items of it are."""
    parts = holder.divided(name)
    return {"inferred": True} if parts.said is None else {"inferredItem": list(parts.items)} if parts.items else {}


def _address(text: str) -> str:
    """A text that is an address; nothing for any other."""
    return text if _IRI.fullmatch(text) else ""


@dataclass(frozen=True, slots=True)
class _Told:
    """One coding as annotations."""

    going: Going
    article: CodedArticle
    coding: Coding
    project: str

    def annotations(self) -> Iterator[dict[str, Any]]:
        """The coding's own, then those of its events with what supports them, then mentions."""
        coding = self.coding
        told = besides.of_coding(coding)
        meta = {name: told[name] for name in ("round", "standing", "state", "verdict", "reason")}
        yield self._annotation(
            iri(coding.uid), "describing",
            [self._body(name, value) | _unsaid(coding, name) for name, value in coding.answers.items()],
            [self._about_article()], meta,
        )  # fmt: skip
        yield from self._evidence(coding.evidence, coding.answers, "")
        document = Document.of(self.article)
        places = {one.event.uid: document.span(one.start, one.end) for one in anchors(document, coding, self.going.codebook)}
        for event in coding.events:
            yield self._event(event, places.get(event.uid))
            yield from self._evidence(event.evidence, event.values, event.uid)
        for number, mention in enumerate(coding.mentions):
            bodies = [
                {"type": "TextualBody", "purpose": "tagging", "value": "mention"},
                _kept({"type": "TextualBody", "purpose": "classifying", "value": mention.reason, "note": mention.note}),
            ]
            yield self._annotation(_made("mention", coding.uid, str(number)), "tagging", bodies, self._targets(mention.spans),
                                   {"coding": iri(coding.uid)})  # fmt: skip

    def _annotation(
        self, name: str, motivation: str, bodies: list[dict[str, Any]], targets: list[Any], more: Mapping[str, Any]
    ) -> dict[str, Any]:  # fmt: skip
        who = self.coding.coder
        return _kept({
            "id": name, "type": "Annotation", "motivation": motivation,
            "creator": {"id": _made("coder", self.project, who), "type": "Person", "name": who},
            **more, "body": bodies, "target": targets[0] if len(targets) == 1 else targets,
        })  # fmt: skip

    def _about_article(self) -> dict[str, Any]:
        one = self.article
        return _kept({
            "id": iri(one.uid), "type": "Text", "format": "text/plain", "language": one.language, "title": one.title,
            "date": one.date, "publisher": one.source, "canonical": _address(one.url),
            "identifier": one.external_id, "number": one.number, "split": one.split,
        })  # fmt: skip

    def _event(self, event: CodedEvent, anchor: Span | None) -> dict[str, Any]:
        bodies = [
            self._body(name, value) | _unsaid(event, name) for name, value in event.values.items()
        ]  # fmt: skip
        more = {"identifier": event.id, "coding": iri(self.coding.uid)}
        return self._annotation(iri(event.uid), "classifying", bodies, self._targets([anchor] if anchor else []), more)

    def _body(self, name: str, value: Any, item: str = "") -> dict[str, Any]:
        """An answer; with `item`, that item of one, or that part of a group's item."""
        book = self.going.codebook
        asked = book.fields.get(name) or book.article_fields[name]
        if item and is_list(asked):
            asked = asked.model_copy(update={"many": False, "type": "text" if asked.type == "tags" else asked.type})
        asked = next((sub for sub in asked.fields if sub.name == item.partition(".")[2]), asked)
        label = ""
        if asked.type in ("code", "yes_no") and isinstance(value, str) and not is_list(asked):
            label = book.code_list(asked).label(value)
        return _kept({
            "type": "TextualBody", "purpose": "classifying", "format": "text/plain", "field": name,
            "value": written(book, asked, value), "label": "" if label == value else label,
        })  # fmt: skip

    def _evidence(self, evidence: Iterable[Support], values: Mapping[str, Any], event: str) -> Iterator[dict[str, Any]]:
        for number, support in enumerate(evidence):
            bodies = [_kept({"type": "TextualBody", "purpose": "tagging", "value": support.field, "field": support.field,
                             "item": support.item})]  # fmt: skip
            if (value := part_of(values.get(support.field), support.item)) is not None:
                bodies.append(self._body(support.field, value, support.item))
            if event:
                bodies.append({"type": "SpecificResource", "purpose": "linking", "source": iri(event)})
            more = {
                "coding": iri(self.coding.uid), "status": support.status, "note": support.note,
                "origin": "" if support.origin == "typed" else support.origin, "via": _address(support.link),
            }  # fmt: skip
            name = _made("evidence", self.coding.uid, event, str(number))
            yield self._annotation(name, "tagging", bodies, self._targets(support.spans), more)

    def _targets(self, spans: Iterable[Span]) -> list[Any]:
        """The words in the article; without any, the article."""
        return [self._target(span) for span in spans] or [iri(self.article.uid)]

    def _target(self, span: Span) -> dict[str, Any]:
        whole = self.article.title if span.part == "title" else self.article.text
        quote = {
            "type": "TextQuoteSelector", "exact": span.quote, "prefix": whole[max(span.start - AROUND, 0) : span.start],
            "suffix": whole[span.end : span.end + AROUND],
        }  # fmt: skip
        position = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
        source = iri(self.article.uid) + ("#title" if span.part == "title" else "")
        return {"type": "SpecificResource", "source": source, "selector": [_kept(quote), position]}
