"""What of a coding goes along where a format has no structure of its own for it, and how it joins what comes back.

A tool of spans knows where words are marked, and little else. Values, ids, reasons and what was said of evidence travel beside
the marks, and when the marks come back, moved, taken away or new, they are put together again here. Pure; must not know any
one format, files or projects.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...codebook.model import Codebook, CodedField
from ...codebook.values import Unreadable, is_list, is_missing, read, read_one, show_one
from .coded import CodedArticle, CodedEvent, Coding, Mention, Span, Support, from_json
from .documents import Document


def article_json(article: CodedArticle, document: Document) -> dict[str, Any]:
    """What is said of an article, for a place beside its document; `body` is where its text begins there. Columns from outside
    and the mark of a stub only where there are any."""
    told: dict[str, Any] = {**article.facts, "body": document.body}
    if article.extra:
        told["extra"] = dict(article.extra)
    if article.stub:
        told["stub"] = True
    return told


def article_back(told: Mapping[str, Any], document: str) -> CodedArticle | None:
    """The article of a document and of what `article_json` said of it, without codings; None where that is not said, or where
    the title does not stand in the document as it says."""
    body, uid, title = told.get("body"), told.get("uid"), told.get("title") or ""
    if not isinstance(body, int) or not isinstance(uid, str) or not uid or not isinstance(title, str):
        return None
    if body < 0 or body > len(document) or Document.of(CodedArticle(uid, document[body:], title)).text != document:
        return None
    extra, number = told.get("extra"), told.get("number")
    return CodedArticle(
        uid, document[body:], title, None if told.get("date") is None else _text(told, "date"), _text(told, "source"),
        _text(told, "url"), _text(told, "language"), _text(told, "external_id"), bool(told.get("stub")),
        number if isinstance(number, int) else 0, extra if isinstance(extra, dict) else {},
    )  # fmt: skip


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""


def coding_json(coding: Coding) -> dict[str, Any]:
    """A coding but for its events, as a line of `jsonl` has it; spans without their words, which stand in the document."""
    return {
        "uid": coding.uid, "coder": coding.coder, "round": coding.round, "standing": coding.standing, "state": coding.state,
        "verdict": coding.verdict, "reason": coding.reason, "answers": dict(coding.answers),
        "evidence": [support_json(one) for one in coding.evidence],
        "mentions": [{"reason": one.reason, "note": one.note, "spans": _spans(one.spans)} for one in coding.mentions],
        **_inferred(coding),
    }  # fmt: skip


def event_json(event: CodedEvent) -> dict[str, Any]:
    """An event as a line of `jsonl` has it, spans without their words; and which of its values the text nowhere says."""
    return {
        "uid": event.uid, "id": event.id, "values": dict(event.values),
        "derived": [name for name in event.values if name in event.derived], "inferred": event.inferred(),
        "extra": dict(event.extra), "overruled": dict(event.overruled),
        "evidence": [support_json(one) for one in event.evidence], **_inferred(event),
    }  # fmt: skip


def _inferred(holder: Coding | CodedEvent) -> dict[str, Any]:
    """What the text nowhere says, where there is any: fields, and items of those that it says in part."""
    items = [{"field": name, "item": item} for name, item in holder.inferred_items()]
    told = {"inferred": holder.inferred(), "inferred_items": items}
    return {name: said for name, said in told.items() if said}


def support_json(support: Support) -> dict[str, Any]:
    """What supports an answer; what is usual is left out."""
    told: dict[str, Any] = {"field": support.field, "item": support.item, "status": support.status}
    told["spans"] = _spans(support.spans)
    told |= {name: value for name in ("link", "note") if (value := getattr(support, name))}
    return told | ({"origin": support.origin} if support.origin != "typed" else {})


def _spans(spans: Iterable[Span]) -> list[dict[str, Any]]:
    return [{"part": one.part, "start": one.start, "end": one.end} for one in spans]


def coding_back(told: Mapping[str, Any], events: Sequence[Mapping[str, Any]], document: Document) -> Coding | None:
    """A coding and its events from what the functions above said of them, with the words of its spans; None where that has
    another shape."""
    try:
        coding = from_json({"uid": "-", "codings": [{**told, "events": list(events)}]}).codings[0]
        return replace(
            coding, evidence=tuple(_quoted(one, document) for one in coding.evidence),
            events=tuple(
                replace(event, evidence=tuple(_quoted(one, document) for one in event.evidence)) for event in coding.events
            ),
            mentions=tuple(replace(one, spans=_with_words(one.spans, document)) for one in coding.mentions),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _quoted(support: Support, document: Document) -> Support:
    return replace(support, spans=_with_words(support.spans, document))


def _with_words(spans: Iterable[Span], document: Document) -> tuple[Span, ...]:
    found = (document.span(*document.place(one)) for one in spans if one.part in ("title", "text"))
    return tuple(one for one in found if one is not None)


# --- marks that come back ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """Words that are marked in what came back. `key` are the places of support and span that they had on the way out, where
    the format knows; `item` is None where it does not say."""

    field: str
    span: Span
    item: str | None = None
    key: tuple[int, int] | None = None


def joined(carried: Sequence[Support], found: Iterable[Found]) -> tuple[Support, ...]:
    """What supports the answers, by the marks that came back: a support keeps its status, link and note with the marks it
    still has, moved or not, and is gone with the last of them. New marks join the support of their field and item, or are one.
    Supports that never had a mark stay, but where there is one now."""
    marks = list(found)
    placed: dict[tuple[int, int], Found] = {}
    rest: list[Found] = []
    slots = {
        (at, nth): (support, span) for at, support in enumerate(carried) for nth, span in enumerate(support.spans)
    }  # fmt: skip
    for mark in marks:
        key = mark.key if mark.key in slots and mark.key not in placed else None
        if key is not None and slots[key][0].field == mark.field:
            placed[key] = mark
        else:
            rest.append(mark)
    rest = _place(rest, placed, {key: slot for key, slot in slots.items() if key not in placed}, exact=True)
    rest = _place(rest, placed, {key: slot for key, slot in slots.items() if key not in placed}, exact=False)
    kept: list[Support] = []
    for at, support in enumerate(carried):
        back = [placed[(at, nth)] for nth in range(len(support.spans)) if (at, nth) in placed]
        if back:
            item = next((mark.item for mark in back if mark.item is not None), support.item)
            kept.append(replace(support, item=item, spans=tuple(mark.span for mark in back)))
        elif not support.spans:
            kept.append(support)
    return _with_new(kept, rest)


def _place(
    marks: list[Found], placed: dict[tuple[int, int], Found], free: dict[tuple[int, int], tuple[Support, Span]], exact: bool
) -> list[Found]:
    """Gives marks the places of their field that are free: those where the same words stood, or any. The marks left over."""
    left: list[Found] = []
    for mark in marks:
        key = next(
            (key for key, (support, span) in free.items() if support.field == mark.field
             and mark.item in (None, support.item) and (not exact or _same(span, mark.span))), None,
        )  # fmt: skip
        if key is None:
            left.append(mark)
        else:
            placed[key] = mark
            del free[key]
    return left


def _same(one: Span, other: Span) -> bool:
    return (one.part, one.start, one.end) == (other.part, other.start, other.end)


def _with_new(kept: list[Support], new: list[Found]) -> tuple[Support, ...]:
    for mark in new:
        item = mark.item or ""
        at = next((at for at, one in enumerate(kept) if (one.field, one.item) == (mark.field, item)), None)
        if at is None:
            kept.append(Support(mark.field, item, spans=(mark.span,)))
        elif kept[at].spans:
            kept[at] = replace(kept[at], spans=(*kept[at].spans, mark.span))
        else:
            kept[at] = Support(mark.field, item, spans=(mark.span,))
    return tuple(kept)


def joined_mentions(carried: Sequence[Mention], found: Sequence[tuple[Span, str | None, int | None]]) -> tuple[Mention, ...]:
    """Mentions by the marks that came back: words, the reason where it is said, and which mention they were part of where the
    format knows; without that, the one that had these words. Each new mark is a mention of its own."""
    parts: dict[int, list[tuple[Span, str | None]]] = {}
    new: list[Mention] = []
    taken: set[tuple[int, int]] = set()
    for span, reason, key in found:
        at = key if key is not None and key < len(carried) else None
        if at is None:
            place = next(
                ((at, nth) for at, one in enumerate(carried) for nth, old in enumerate(one.spans)
                 if _same(old, span) and (at, nth) not in taken), None,
            )  # fmt: skip
            if place is not None:
                taken.add(place)
                at = place[0]
        if at is None:
            new.append(Mention(reason or "", (span,)))
        else:
            parts.setdefault(at, []).append((span, reason))
    kept = [
        replace(
            one, spans=_in_order([span for span, _ in parts[at]], one.spans),
            reason=next((reason for _, reason in parts[at] if reason is not None), one.reason),
        )
        for at, one in enumerate(carried) if at in parts
    ]  # fmt: skip
    return (*kept, *new)


def _in_order(spans: Sequence[Span], old: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in the order they had; the new ones behind."""
    places = [(one.part, one.start, one.end) for one in old]

    def place(span: Span) -> int:
        here = (span.part, span.start, span.end)
        return places.index(here) if here in places else len(places)

    return tuple(sorted(spans, key=place))


# --- values as a person sees and changes them ------------------------------------------------------------------------------


def as_strings(codebook: Codebook, field: CodedField, value: Any) -> list[str]:
    """A value as texts, one an item of a list; items of a group as JSON, a declared missing code as that code."""
    if is_missing(value):
        return [str(value["missing"])]
    items = value if isinstance(value, list) else [value]
    if field.type == "group" or any(isinstance(one, list) or (isinstance(one, dict) and not _estimate(one)) for one in items):
        return [json.dumps(one, ensure_ascii=False) for one in items]
    return [show_one(codebook, field, one) for one in items]


def _estimate(value: Mapping[str, Any]) -> bool:
    return bool(value) and set(value) <= {"low", "best", "high"}


def from_strings(codebook: Codebook, field: CodedField, texts: Sequence[str], carried: Any = None) -> Any:
    """The value of such texts: the `carried` one as it was where it says the same, else as they read now. Raises Unreadable."""
    if carried is not None and as_strings(codebook, field, carried) == list(texts):
        return carried
    texts = [one for one in texts if one.strip()]
    if not texts:
        return None
    if len(texts) == 1 and texts[0] in field.missing:
        return {"missing": texts[0]}
    if field.type == "group":
        return [_group_item(one) for one in texts]
    if is_list(field):
        return [read_one(codebook, field, one) for one in texts]
    if len(texts) > 1:
        raise Unreadable(f"“{field.name}” takes one answer, and there are {len(texts)}.")
    return read(codebook, field, texts[0])


def _group_item(text: str) -> dict[str, Any]:
    try:
        item = json.loads(text)
    except (ValueError, RecursionError):
        item = None
    if not isinstance(item, dict):
        raise Unreadable(f"“{text[:60]}” is no item in JSON.")
    return item
