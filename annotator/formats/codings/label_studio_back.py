"""Label Studio's full JSON export, read: our own projects as they were or as they were changed there, others by their labels.

Answers, places of words, verdicts and relations are taken from what a person can change there; what has no control (ids,
states, notes on evidence) from `meta`. Must not know how tasks are written.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ...errors import ImportRefused
from ...project.articles import Refused
from . import besides, shapes
from .arriving import Arriving
from .coded import CodedArticle, CodedEvent, Coding
from .documents import EVENT, MENTION, Document
from .foreign_articles import foreign_article
from .json_files import items
from .label_studio import region_span
from .label_studio_config import CODER, OF_ARTICLE, REASON, VERDICT
from .marks import INFERRED, ITEM, WHY, Mark, answer, coding_of
from .returned_marks import Found, joined, joined_mentions
from .told_words import ToldWords

_PLACE = re.compile(r"(.*)-(m?)(\d+)-(\d+)", re.DOTALL)


@dataclass
class _Told:
    """An annotation sorted: answers on the whole, and by region its place, labels, answers and `meta`."""

    about: dict[str, list[str]] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)
    regions: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    labels: dict[str, list[str]] = field(default_factory=dict)
    answers: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(dict))
    metas: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    lines: list[tuple[str, str]] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)


def read_tasks(path: Path, arriving: Arriving) -> Iterator[CodedArticle | Refused]:
    """Tasks of a JSON file, or of the files of a folder. Raises ImportRefused."""
    files = [path]
    if os.path.isdir(path):
        names = ("tasks.json", "train.json", "dev.json", "test.json")
        files = [path / name for name in names if os.path.isfile(path / name)]
        if not files:
            raise ImportRefused(f"{path.name}: the folder holds no tasks of Label Studio: none of {', '.join(names)}.")
    for file in files:
        yield from _read_file(file, arriving)


def _read_file(file: Path, arriving: Arriving) -> Iterator[CodedArticle | Refused]:
    split = file.stem if file.stem in ("train", "dev", "test") else ""
    for number, one in items(file):
        if number == 1 and isinstance(one, dict) and "data" not in one:
            raise ImportRefused(
                f"{file.name}: the tasks have no “data”. Export them from Label Studio as JSON; JSON-MIN leaves out too much."
            )
        article = shapes.one(number, file.name, _article, one, arriving, f"{file.name} task {number}")
        if isinstance(article, CodedArticle):
            yield replace(article, split=split or article.split, row=number, file=file.name)
        else:
            yield replace(article, row=number, file=file.name)


def _article(one: Any, arriving: Arriving, where: str) -> CodedArticle | Refused:
    if isinstance(one, ValueError):
        raise one
    data = one["data"]
    text = data.get("text")
    if isinstance(text, str) and besides.are_ours(data):
        document = besides.document_of(data, text)
        article = besides.article_of(data, document)
    else:
        text = text if isinstance(text, str) and text else _longest(data)
        if not text:
            return Refused(None, "data", "there is no text in the task.")
        document = Document(text, 0)
        article = foreign_article({name: said for name, said in data.items() if name != "body"}, text)
    codings: list[Coding] = []
    for annotation in one.get("annotations") or one.get("completions") or []:
        if annotation.get("was_cancelled"):
            arriving.lose("annotation", "skipped", "it was skipped in Label Studio", where)
            continue
        coder = _coder(annotation.get("completed_by"))
        codings.append(_coding(annotation.get("result") or [], coder, document, arriving, where))
    for prediction in one.get("predictions") or []:
        if isinstance(prediction, dict):  # an export may name them by their numbers alone
            coder, score = str(prediction.get("model_version") or "model"), prediction.get("score")
            coding = _coding(prediction.get("result") or [], coder, document, arriving, where)
            codings.append(replace(coding, score=score if isinstance(score, int | float) else None, is_model=True))
        else:
            arriving.lose("prediction", "of a model", "the export has only its number; export predictions as well", where)
    return replace(article, codings=tuple(codings))


def _longest(data: Mapping[str, Any]) -> str:
    """The text of a task whose key is called otherwise."""
    return max((one for one in data.values() if isinstance(one, str)), key=len, default="")


def _coder(who: Any) -> str:
    if isinstance(who, dict):
        return str(who.get("email") or who.get("id") or "Label Studio")
    return f"user {who}" if isinstance(who, int) else str(who or "Label Studio")


def _coding(result: Sequence[Any], coder: str, document: Document, arriving: Arriving, where: str) -> Coding:
    told = _sorted(result, arriving, where)
    _settle(told, document, arriving, where)
    base = besides.whole_coding_of(told.meta, document) if told.meta else Coding("", coder)
    coder = next(iter(told.about.get(CODER, ())), base.coder)
    base = replace(base, coder=coder, is_model=base.is_model and coder == base.coder)  # who signs a model's work took it over
    events = [besides.whole_event_of(one, document) for one in besides.rows(told.meta, "unmarked")]
    known: set[str] = set()
    mentions: list[tuple[Any, str | None, int | None]] = []
    evidence: list[Found] = []
    for id_, labels in told.labels.items():
        span = region_span(document, told.regions[id_])
        if EVENT in labels and (back := _carried_event(told.metas.get(id_, {}), document)):
            known.add(id_)
            events.append(_event(id_, back, told, document, arriving, where, known))
        elif MENTION in labels and span:
            known.add(id_)
            reason = next(iter(told.answers[id_].get(WHY, ())), None)
            place = _PLACE.fullmatch(id_)
            ours = place is not None and place[1] == base.uid and place[2] == "m"
            mentions.append((span, reason, int(place[3]) if place and ours else None))
    for id_, labels in told.labels.items():
        span = region_span(document, told.regions[id_])
        if id_ not in known and span and (key := _key(id_, base.uid)) and told.meta:
            known.add(id_)
            item = next(iter(told.answers[id_].get(ITEM, ())), "")
            evidence += [Found(name, span, item, key) for label in labels if (name := arriving.field_of(label, where))]
    made = _new(told, known, document, arriving, where, bool(events))
    new, answers = list(made.events), dict(made.answers)
    verdict = next(iter(told.about.get(VERDICT, ())), "")
    answers |= {
        asked.name: value for name, texts in told.about.items() if name.startswith(OF_ARTICLE)
        if (found := answer(arriving, name.removeprefix(OF_ARTICLE), texts, where, known=base.answers.get(
            name.removeprefix(OF_ARTICLE)))) and (value := found[1]) is not None and (asked := found[0])
    }  # fmt: skip
    answers |= _others(told, arriving, where, new)
    return replace(
        base, events=(*events, *new), mentions=(*joined_mentions(base.mentions, mentions), *made.mentions),
        answers=answers, evidence=(*joined(base.evidence, evidence), *made.evidence), verdict=verdict,
        reason=next(iter(told.about.get(REASON, ())), ""),
    )  # fmt: skip


def _sorted(result: Sequence[Any], arriving: Arriving, where: str) -> _Told:
    told = _Told()
    for one in result:
        kind, value = one.get("type"), one.get("value") or {}
        if kind == "relation":
            told.lines.append((one["from_id"], one["to_id"]))
            continue
        id_, control = str(one.get("id", "")), str(one.get("from_name", ""))
        texts = value.get("choices") or value.get("text") or []
        texts = [str(part) for part in (texts if isinstance(texts, list) else [texts])]
        has_place = isinstance(value.get("start"), int) and isinstance(value.get("end"), int)
        labels = value.get("labels") or value.get("hypertextlabels")
        if has_place:
            told.regions.setdefault(id_, value)
        if labels and has_place:
            told.regions[id_] = value
            if isinstance(value.get("text"), str):
                told.words[id_] = value["text"]
            told.labels.setdefault(id_, []).extend(str(label) for label in labels)
            told.metas[id_] = one.get("meta") or {}
        elif kind in ("choices", "textarea", "number", "datetime", "rating", "taxonomy"):
            if kind not in ("choices", "textarea"):
                texts = [str(value[kind])] if kind in value else []
            if has_place:
                told.answers[id_].setdefault(control, []).extend(texts)
            else:
                told.about.setdefault(control, []).extend(texts)
                if control == CODER:
                    told.meta = (one.get("meta") or {}).get("coding") or {}
        else:
            arriving.lose("result", str(kind), "it is no label, choice or text", where)
    return told


def _settle(told: _Told, document: Document, arriving: Arriving, where: str) -> None:
    """Regions stand where their words do: offsets of another way of counting say others. Words that a person moved there are
    told as they are now. An event may keep a region whose words stand nowhere, for its words are not evidence."""
    places = ToldWords(document.text)
    for id_, words in told.words.items():
        region = told.regions[id_]
        place = places.place(region["start"], region["end"], words)
        if place is not None:
            told.regions[id_] = {**region, "start": place[0], "end": place[1]}
        elif EVENT not in told.labels[id_]:
            for label in told.labels.pop(id_):
                reason = f"“{' '.join(words.split())[:60]}” stands nowhere in the text"
                arriving.lose("words", label, reason, where)
    arriving.moved += places.moved


def _carried_event(meta: Mapping[str, Any], document: Document) -> CodedEvent | None:
    event = besides.mapping(meta, "event")
    return besides.whole_event_of(event, document) if event else None


def _event(
    id_: str, back: CodedEvent, told: _Told, document: Document, arriving: Arriving, where: str, known: set[str]
) -> CodedEvent:  # fmt: skip
    """An event of ours as it stands there now."""
    values: dict[str, Any] = {}
    for name, texts in told.answers[id_].items():
        found = None if name == INFERRED else answer(arriving, name, texts, where, known=back.values.get(name))
        if found and found[1] is not None and found[0].name in arriving.codebook.fields:
            values[found[0].name] = found[1]
    marks: list[Found] = []
    for one, other in told.lines:
        end = other if one == id_ else one if other == id_ else ""
        if end not in told.labels or end in known:
            continue
        known.add(end)
        span = region_span(document, told.regions[end])
        item = next(iter(told.answers[end].get(ITEM, ())), "")
        for label in told.labels[end]:
            if span and (name := arriving.field_of(label, where)):
                marks.append(Found(name, span, item, _key(end, back.uid)))
    derived = frozenset(name for name in back.derived if name in values and values[name] == back.values.get(name))
    return replace(back, values=values, evidence=joined(back.evidence, marks), derived=derived)


def _key(id_: str, owner: str) -> tuple[int, int] | None:
    place = _PLACE.fullmatch(id_)
    return (int(place[3]), int(place[4])) if place and place[1] == owner and not place[2] else None


def _new(told: _Told, known: set[str], document: Document, arriving: Arriving, where: str, beside: bool) -> Coding:
    """What was made there: regions that none of ours has."""
    marks = [
        Mark(id_, told.regions[id_]["start"], told.regions[id_]["end"], label, told.answers[id_])
        for id_, labels in told.labels.items() if id_ not in known for label in labels
    ]  # fmt: skip
    return coding_of(marks, told.lines, document, arriving, where, beside)


def _others(told: _Told, arriving: Arriving, where: str, events: list[CodedEvent]) -> dict[str, Any]:
    """Answers on the whole in a project that is none of ours: on the article, or of its one event."""
    answers: dict[str, Any] = {}
    of_event: dict[str, Any] = {}
    for name, texts in told.about.items():
        if name in (CODER, VERDICT, REASON) or name.startswith(OF_ARTICLE):
            continue
        if (found := answer(arriving, name, texts, where)) and found[1] is not None:
            where_to = answers if found[0].name in arriving.codebook.article_fields else of_event
            where_to[found[0].name] = found[1]
    if of_event and len(events) <= 1:
        event = events[0] if events else CodedEvent("", {})
        events[:] = [replace(event, values={**of_event, **event.values})]
    elif of_event:
        for name in of_event:
            arriving.lose("answer", name, "it is on the whole article, and there are several events", where)
    return answers
