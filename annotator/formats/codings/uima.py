"""Codings as UIMA's CAS, with layers that INCEpTION shows: what a CAS of ours has, and its making.

An event is a span of the layer `Event` on its anchor, a feature a field, with links to spans of the layer `Evidence`. The
facts of article and coding stand in two more layers, on the title or the first word: INCEpTION drops what has no place in the
text when it takes files in. cassis turns our code points into UTF-16 units and back.
`xmi` and `cas_json` write what is made here; `uima_reading` reads it.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...codebook.model import Codebook, in_language, title_of
from . import besides
from .besides import inferred
from .coded import CodedArticle, CodedEvent, Coding, Support
from .documents import BETWEEN, Document, anchors, first_word
from .going import Going
from .written_values import written

if TYPE_CHECKING:  # cassis is loaded when a CAS is made or read, not before
    from cassis import Cas, TypeSystem

LAYERS = "webanno.custom."
EVENT, EVIDENCE, MENTION, ARTICLE, CODING = (LAYERS + name for name in ("Event", "Evidence", "Mention", "Article", "Coding"))
LINK, LINKS, ROLE, TARGET = LAYERS + "EventRolesLink", "roles", "role", "target"
METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
OF_EVENT = ("inferred", "about")
OF_EVIDENCE = ("field", "item", "value", "note", "about")
OF_MENTION = ("reason", "note", "part")
OF_ARTICLE = ("uid", "date", "source", "url", "external_id", "about")
OF_CODING = ("uid", "coder", "coder_kind", "round", "standing", "state", "verdict", "reason", "checksum", "about")
TAKEN = frozenset(
    (*keyword.kwlist, "begin", "end", "sofa", "self", "type", LINKS, "get", "get_covered_text", "set", "value", "xmiID")
)
"""Names that no feature of ours has: cassis makes a class of a layer, in which features are attributes beside its own methods,
and none may be a word of Python."""
_STRING, _ANNOTATION = "uima.cas.String", "uima.tcas.Annotation"


def features(names: Iterable[str], taken: Iterable[str]) -> dict[str, str]:
    """The feature of each field: its name, with `_` behind names that a layer has for itself or cannot have."""
    used = {*TAKEN, *taken}
    found: dict[str, str] = {}
    for name in names:
        feature = name
        while feature in used:
            feature += "_"
        used.add(feature)
        found[name] = feature
    return found


def event_features(codebook: Codebook) -> dict[str, str]:
    """The feature of each field of events."""
    return features(codebook.fields, OF_EVENT)


def coding_features(codebook: Codebook) -> dict[str, str]:
    """The feature of each question about an article."""
    return features(codebook.article_fields, OF_CODING)


def type_system(codebook: Codebook) -> TypeSystem:
    """The types of a codebook's layers."""
    from cassis import TypeSystem

    system = TypeSystem()
    metadata = system.create_type(METADATA, "uima.tcas.DocumentAnnotation")
    for name in ("documentTitle", "documentId", "documentUri", "collectionId", "documentBaseUri"):
        system.create_feature(metadata, name, _STRING)
    system.create_feature(metadata, "isLastSegment", "uima.cas.Boolean")
    evidence = system.create_type(EVIDENCE, _ANNOTATION, "Words that support an answer")
    for name in OF_EVIDENCE:
        system.create_feature(evidence, name, _STRING)
    link = system.create_type(LINK, "uima.cas.TOP")
    system.create_feature(link, ROLE, _STRING)
    system.create_feature(link, TARGET, _ANNOTATION)
    event = system.create_type(EVENT, _ANNOTATION, "One happening as one coder found it in one article")
    for name, feature in event_features(codebook).items():
        system.create_feature(event, feature, _STRING, description=_about(codebook.fields[name]))
    for name in OF_EVENT:
        system.create_feature(event, name, _STRING)
    system.create_feature(event, LINKS, "uima.cas.FSArray", elementType=LINK)
    mention = system.create_type(MENTION, _ANNOTATION, "Words that were seen and not coded")
    for name in OF_MENTION:
        system.create_feature(mention, name, _STRING)
    article = system.create_type(ARTICLE, _ANNOTATION, "What is said about the article")
    for name in OF_ARTICLE:
        system.create_feature(article, name, _STRING)
    coding = system.create_type(CODING, _ANNOTATION, "One coder's work on the article")
    for name, feature in coding_features(codebook).items():
        system.create_feature(coding, feature, _STRING, description=_about(codebook.article_fields[name]))
    for name in OF_CODING:
        system.create_feature(coding, name, _STRING)
    return system


def _about(asked: Any) -> str:
    return ": ".join(part for part in (" ".join(title_of(asked).split()), in_language(asked.definition)) if part)


@dataclass
class Maker:
    """Makes a CAS of each coding. `fits` says which signs the format holds; others are replaced one for one and counted."""

    going: Going
    fits: Callable[[str], bool] = lambda _: True
    system: TypeSystem = field(init=False)

    def __post_init__(self) -> None:
        self.system = type_system(self.going.codebook)
        self._types = {name: self.system.get_type(name) for name in (EVENT, EVIDENCE, MENTION, ARTICLE, CODING, LINK, METADATA)}
        self._array = self.system.get_type("uima.cas.FSArray")
        self._events, self._answers = event_features(self.going.codebook), coding_features(self.going.codebook)

    def made(self, article: CodedArticle, coding: Coding, name: str) -> Cas:
        """The CAS of a coding. `name` is what the document is called."""
        from cassis import Cas

        document = Document.of(article)
        cas = Cas(self.system, sofa_string=self.safe(document.text), sofa_mime="text/plain")
        if not document.text.strip():
            self.going.lose("without_words", "[article has|articles have] no words; INCEpTION does not take such documents")
        cas.add(
            self._types[METADATA](
                begin=0, end=len(document.text), language=self.safe(article.language) or "x-unspecified",
                documentTitle=self.safe(article.title) or name, documentId=name, isLastSegment=False,
            )
        )  # fmt: skip
        facts = besides.of_article(article, document)
        told = {one: self.safe(facts.pop(one)) for one in OF_ARTICLE if facts.get(one) not in (None, "")}
        facts = {one: said for one, said in facts.items() if said not in (None, "") and one != "title"}
        start, end = head = self._head(document)
        cas.add(
            self._types[ARTICLE](
                begin=start, end=end, **told, about=self._line(facts | ({"date": ""} if article.date == "" else {}))
            )
        )
        self._add_coding(cas, document, coding, head)
        return cas

    def _head(self, document: Document) -> tuple[int, int]:
        """Where the facts of article and coding stand: the title, else the first word."""
        if document.body:
            return 0, document.body - len(BETWEEN)
        return first_word(document.text) or (0, 0)

    def _add_coding(self, cas: Cas, document: Document, coding: Coding, head: tuple[int, int]) -> None:
        told = {name: self.safe(said) for name, said in besides.of_coding(coding).items() if said}
        answers = self._said(coding.answers, self._answers)
        cas.add(
            self._types[CODING](begin=head[0], end=head[1], **answers, **told, about=self._line(besides.of_answers(coding)))
        )
        places = {anchor.event.uid: (anchor.start, anchor.end) for anchor in anchors(document, coding, self.going.codebook)}
        for event in coding.events:
            self._add_event(cas, document, event, places.get(event.uid, (0, 0)))
        for support in coding.evidence:
            self._add_evidence(cas, document, support, coding.answers)
        for number, mention in enumerate(coding.mentions, start=1):
            for span in mention.spans:
                start, end = document.place(span)
                part = str(number) if len(mention.spans) > 1 else None
                note = self.safe(mention.note) or None
                cas.add(self._types[MENTION](begin=start, end=end, reason=self.safe(mention.reason), note=note, part=part))

    def _add_event(self, cas: Cas, document: Document, event: CodedEvent, place: tuple[int, int]) -> None:
        links = [
            self._types[LINK](role=support.field, target=target)
            for support in event.evidence for target in self._add_evidence(cas, document, support, event.values)
        ]  # fmt: skip
        cas.add(
            self._types[EVENT](
                begin=place[0], end=place[1], **self._said(event.values, self._events),
                roles=self._array(elements=links) if links else None,
                inferred=", ".join(inferred(event)) or None, about=self._line(besides.of_event(event)),
            )
        )  # fmt: skip

    def _add_evidence(self, cas: Cas, document: Document, support: Support, values: Any) -> list[Any]:
        told = besides.of_support(support)
        item, note = told.pop("item", None), told.pop("note", None)
        value = self._written(support.field, values[support.field]) if support.field in values else None
        added: list[Any] = []
        for span in support.spans:
            start, end = document.place(span)
            added.append(self._types[EVIDENCE](
                begin=start, end=end, field=support.field, item=item and self.safe(item), value=value,
                note=note and self.safe(note), about=self._line(told) if told else None,
            ))  # fmt: skip
            cas.add(added[-1])
        return added

    def _said(self, values: Any, names: dict[str, str]) -> dict[str, str]:
        return {names[name]: self._written(name, value) for name, value in values.items() if name in names}

    def _written(self, name: str, value: Any) -> str:
        book = self.going.codebook
        asked = book.fields.get(name) or book.article_fields.get(name)
        assert asked is not None, "an answer is to a question of the codebook"
        return self.safe(written(book, asked, value, self.fits))

    def _line(self, facts: dict[str, Any]) -> str:
        """Facts as JSON, without those that say nothing; what the format does not hold is escaped there."""
        return besides.as_line({name: said for name, said in facts.items() if said not in (None, {}, [])})

    def safe(self, text: str) -> str:
        """The text, with a replacement for each sign that the format does not hold."""
        if self.fits(text):
            return text
        changed = "".join(sign if self.fits(sign) else "\ufffd" for sign in text)
        self.going.lose(
            "signs_replaced", "[sign was|signs were] replaced that XML forbids", sum(map(str.__ne__, text, changed))
        )  # fmt: skip
        return changed
