"""Label Studio: a task an article, an annotation a coder, a region an event with its form, a region each words that support it.

Writes a folder: `labelconfig.xml` from the codebook, and `tasks.json`, or a file a part of training data. An event is a region
labelled `Event` on its anchor; its answers are per-region choices and texts there, and relations named after the fields lead
to the regions of its evidence. Models' codings are predictions, and, where that is asked, what models offer. Reading is in
`label_studio_back`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from ...project.articles import Refused
from ...project.pseudonyms import model_pseudonyms
from ..format import Format
from . import besides
from .arriving import Arriving
from .besides import inferred
from .coded import CodedArticle, CodedEvent, Coding, Span, Support
from .documents import EVENT, MENTION, Anchor, Document, anchors
from .going import Going
from .label_studio_config import (
    CODER,
    OF_ARTICLE,
    REASON,
    SPAN,
    TEXT,
    VERDICT,
    Config,
    is_closed,
)
from .marks import INFERRED, ITEM, WHY
from .offered import offered
from .written_values import as_texts

FORMAT = Format(
    "label-studio", "Label Studio: tasks with annotations and predictions, and the labelling configuration", True, True,
    "text, title, the article's facts; every coder's annotation: evidence as regions with its field and list item, events as "
    "regions with their answers and relations to their evidence, verdicts with reasons, answers on the article, mentions with "
    "reasons, which answers the text nowhere says; ids, columns from outside and what was said of evidence as `meta`; models' "
    "codings, and where asked what models offer of these articles, as predictions. Read: full JSON exports of any project, "
    "labels by field names; what has no field is listed",
    "memos, history; of what it reads from other projects: answers on images and audio, drafts, skipped annotations (listed)",
    suffix="", incidents=False, kind="codings",
)  # fmt: skip
WORDLESS = "events_without_words"


def write(going: Going) -> None:
    """All chosen articles."""
    config = Config(going.codebook)
    models = model_pseudonyms(going.project) if going.options.offers else {}
    with ExitStack() as stack:
        streams = {part: stack.enter_context(going.text(f"{part or 'tasks'}.json")) for part in going.splits}
        begun: set[str] = set()
        for article in going.articles():
            part = article.split if going.options.splits else ""
            stream = streams[part]
            stream.write(",\n" if part in begun else "[\n")
            begun.add(part)
            told = task(article, going, config)
            if models:
                told["predictions"] += _predictions(article, going, config, models)
            stream.write(json.dumps(told, ensure_ascii=False, separators=(",", ":")))
        for part, stream in streams.items():
            stream.write("\n]\n" if part in begun else "[]\n")
    with going.text("labelconfig.xml") as stream:
        stream.write(config.xml())


def read(path: Path, arriving: Arriving) -> Iterator[CodedArticle | Refused]:
    """Tasks of a JSON export, or of a folder of ours. Raises ImportRefused where there are none."""
    from .label_studio_back import read_tasks

    return read_tasks(path, arriving)


def task(article: CodedArticle, going: Going, config: Config) -> dict[str, Any]:
    """One article."""
    document = Document.of(article)
    data = {"text": document.text, **besides.of_article(article, document)}
    annotations: list[dict[str, Any]] = []
    predictions: list[dict[str, Any]] = []
    for coding in article.codings:
        result = _Result(document, coding, going, config).all()
        if coding.is_model and coding.standing == "coded":
            predictions.append({"model_version": coding.coder, "result": result})
        else:
            settled = coding.standing != "coded"
            annotations.append({"was_cancelled": False, "ground_truth": settled, "result": result})
    return {"id": article.number, "data": data, "annotations": annotations, "predictions": predictions}


def _predictions(article: CodedArticle, going: Going, config: Config, models: Mapping[str, str]) -> list[dict[str, Any]]:
    """What models say of an article and nobody has taken."""
    document = Document.of(article)
    found: list[dict[str, Any]] = []
    for coding in map(going.only_said, offered(going.project, article, models)):
        going.offered += len(coding.events)
        score = {} if coding.score is None else {"score": coding.score}
        found.append({"model_version": coding.coder, **score, "result": _Result(document, coding, going, config).all()})
    return found


class _Result:
    """The results of one coding, in their order: what is said of the article, events with their evidence, mentions."""

    def __init__(self, document: Document, coding: Coding, going: Going, config: Config) -> None:
        self.document, self.coding, self.going, self.config = document, coding, going, config
        self.book = going.codebook
        self.results: list[dict[str, Any]] = []

    def all(self) -> list[dict[str, Any]]:
        """The results."""
        coding = self.coding
        anchored = {one.event.uid: one for one in anchors(self.document, coding, self.book)}
        wordless = [event for event in coding.events if event.uid not in anchored]
        self.going.lose(
            WORDLESS,
            "[event is in an article without a word, and has|events are in articles without a word, and have] no region",
            len(wordless),
        )
        meta = {**besides.whole_coding(coding), "unmarked": [besides.whole_event(event) for event in wordless]}
        self._about(CODER, "textarea", [coding.coder], {"meta": {"coding": meta}})
        if coding.verdict:
            self._about(VERDICT, "choices", [coding.verdict])
        if coding.reason:
            self._about(REASON, "choices", [coding.reason])
        for name, value in coding.answers.items():
            if name in self.book.article_fields:
                self._value(OF_ARTICLE + name, self.book.article_fields[name], value, {"id": f"{coding.uid}-{name}"})
        self._evidence(coding.evidence, coding.uid, "")
        for event in coding.events:
            if event.uid in anchored:
                self._event(event, anchored[event.uid])
        self._mentions()
        return self.results

    def _event(self, event: CodedEvent, anchor: Anchor) -> None:
        self._region(event.uid, (anchor.start, anchor.end), EVENT, {"event": besides.whole_event(event)})
        place = {"id": event.uid, "value": self._place((anchor.start, anchor.end))}
        for name, value in event.values.items():
            if name in self.book.fields:
                self._value(name, self.book.fields[name], value, place)
        if names := inferred(event):
            self.config.choose(INFERRED, names)
            self._control(INFERRED, "choices", names, place)
        self._evidence(event.evidence, event.uid, event.uid)

    def _value(self, control: str, asked: Any, value: Any, place: Mapping[str, Any]) -> None:
        texts = as_texts(self.book, asked, value)
        if is_closed(asked):
            self.config.choose(control, texts)
        self._control(control, "choices" if is_closed(asked) else "textarea", texts, place)

    def _evidence(self, evidence: Iterable[Support], owner: str, event: str) -> None:
        for at, support in enumerate(evidence):
            for nth, span in enumerate(support.spans):
                place = self.document.place(span)
                id_ = f"{owner}-{at}-{nth}"
                if support.field not in self.book.fields and support.field not in self.book.article_fields:
                    self.config.labels[support.field] = None
                self._region(id_, place, support.field)
                if support.item:
                    self._control(ITEM, "textarea", [support.item], {"id": id_, "value": self._place(place)})
                if event:
                    self.results.append({
                        "type": "relation", "from_id": event, "to_id": id_, "direction": "right", "labels": [support.field],
                    })  # fmt: skip

    def _mentions(self) -> None:
        for at, mention in enumerate(self.coding.mentions):
            for nth, span in enumerate(mention.spans):
                place = self.document.place(span)
                id_ = f"{self.coding.uid}-m{at}-{nth}"
                self._region(id_, place, MENTION)
                if mention.reason:
                    self.config.choose(WHY, [mention.reason])
                    self._control(WHY, "choices", [mention.reason], {"id": id_, "value": self._place(place)})

    def _place(self, place: tuple[int, int]) -> dict[str, Any]:
        return {"start": place[0], "end": place[1]}

    def _region(self, id_: str, place: tuple[int, int], label: str, meta: Mapping[str, Any] | None = None) -> None:
        value = {**self._place(place), "text": self.document.text[slice(*place)], "labels": [label]}
        told = {"id": id_, "from_name": SPAN, "to_name": TEXT, "type": "labels", "value": value}
        self.results.append(told | ({"meta": dict(meta)} if meta else {}))

    def _about(self, control: str, kind: str, texts: list[str], more: Mapping[str, Any] | None = None) -> None:
        if kind == "choices":
            self.config.choose(control, texts)
        self._control(control, kind, texts, {"id": f"{self.coding.uid}-{control}", **(more or {})})

    def _control(self, control: str, kind: str, texts: list[str], place: Mapping[str, Any]) -> None:
        """An answer: choices or a text, of a region where `place` says which."""
        value = dict(place.get("value", {}))
        if kind == "choices":
            if value:
                value["text"] = self.document.text[value["start"] : value["end"]]
            value["choices"] = texts
        else:
            value["text"] = texts
        told = {"id": place["id"], "from_name": control, "to_name": TEXT, "type": kind, "value": value}
        self.results.append(told | ({"meta": place["meta"]} if "meta" in place else {}))


def region_span(document: Document, value: Mapping[str, Any]) -> Span | None:
    """The words of a region; None where it has no place in title or text."""
    start, end = value.get("start"), value.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        return None
    return document.span(start, end)
