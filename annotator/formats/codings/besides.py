"""What marked text has no place for, told beside it as JSON: facts of an article, a coding, an event, a span; and taken back.

Owns that these come back exactly, whose facts are believed to be ours, and that ours of any other shape are refused in words:
by no format are they guessed at. Formats that mark everything have the rest beside (`of_coding`, `of_event`); formats of which
a person sees little have all of a coding there (`whole_coding`, `whole_event`). Must not know any one format.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeGuard

from .coded import PARTS, CodedArticle, CodedEvent, Coding, Mention, Span, Support, checksum_of
from .documents import BETWEEN, Document

_SAID = ("item", "link", "note")


class OddFacts(ValueError):
    """What stands beside a text has another shape than was expected; its text says where."""


# --- told ---------------------------------------------------------------------------------------------------------------


def of_article(article: CodedArticle, document: Document) -> dict[str, Any]:
    """All of an article but its text and codings; `body` is where the text begins in the document. Columns from outside, the
    mark of a stub and the part of training data only where there are any."""
    told = {**article.facts, "body": document.body}
    rest = {"stub": article.stub, "extra": dict(article.extra), "split": article.split}
    return told | {name: said for name, said in rest.items() if said}


def of_coding(coding: Coding) -> dict[str, Any]:
    """All of a coding but its answers, evidence, events and mentions; and the checksum of all of it, by which it is known
    whether it comes back untouched."""
    return {
        "uid": coding.uid, "coder": coding.coder, "coder_kind": coding.coder_kind, "round": coding.round,
        "standing": coding.standing, "state": coding.state, "verdict": coding.verdict, "reason": coding.reason,
        "checksum": checksum_of(coding),
    }  # fmt: skip


def whole_coding(coding: Coding) -> dict[str, Any]:
    """All of a coding but its events; spans without their words, which stand in the document."""
    return {
        **of_coding(coding), "answers": dict(coding.answers), "evidence": [_whole_support(one) for one in coding.evidence],
        "mentions": [{"reason": one.reason, "note": one.note, "spans": _places(one.spans)} for one in coding.mentions],
        **_unsaid(coding),
    }  # fmt: skip


def of_answers(coding: Coding) -> dict[str, Any]:
    """What marked words do not tell of answers on the article, and which of them it nowhere says."""
    return {**without_words(coding.evidence, coding.answers), **_unsaid(coding)}


def _unsaid(holder: Coding | CodedEvent) -> dict[str, Any]:
    """What the text nowhere says, where there is any: fields, and items of those that it says in part."""
    items = [{"field": name, "item": item} for name, item in holder.inferred_items()]
    return {name: said for name, said in {"inferred": holder.inferred(), "inferred_items": items}.items() if said}


def of_event(event: CodedEvent) -> dict[str, Any]:
    """All of an event but its values and its words, and which fields are inferred; of values that are said in part, which
    items are, is here."""
    items = {name: said for name, said in _unsaid(event).items() if name == "inferred_items"}
    return {**_of_event(event), **without_words(event.evidence, event.values), **items}


def whole_event(event: CodedEvent) -> dict[str, Any]:
    """All of an event, spans without their words; and which of its values the text nowhere says."""
    return {
        **_of_event(event), "values": dict(event.values), "inferred": inferred(event),
        "evidence": [_whole_support(one) for one in event.evidence], **_unsaid(event),
    }  # fmt: skip


def _of_event(event: CodedEvent) -> dict[str, Any]:
    return {
        "uid": event.uid, "id": event.id, "extra": dict(event.extra), "overruled": dict(event.overruled),
        "derived": sorted(event.derived),
    }  # fmt: skip


def without_words(supports: Iterable[Support], values: Mapping[str, Any]) -> dict[str, Any]:
    """What marked words do not tell of answers: `evidence` is what supports some without any words, `unanswered` are fields
    with words and no value."""
    supports = tuple(supports)
    return {
        "evidence": [{"field": one.field, **of_support(one)} for one in supports if not one.spans],
        "unanswered": sorted({one.field for one in supports if one.spans and one.field not in values}),
    }


def of_support(support: Support) -> dict[str, Any]:
    """What is said of evidence besides its field and words; nothing for what says nothing."""
    told = {name: said for name in _SAID if (said := getattr(support, name))}
    if support.status != "text":
        told["status"] = support.status
    return told if support.origin == "typed" else {**told, "origin": support.origin}


def _whole_support(support: Support) -> dict[str, Any]:
    whole = {"field": support.field, "item": support.item, "status": support.status, **of_support(support)}
    return whole | {"spans": _places(support.spans)}


def _places(spans: Iterable[Span]) -> list[dict[str, Any]]:
    return [{"part": one.part, "start": one.start, "end": one.end} for one in spans]


def inferred(event: CodedEvent) -> list[str]:
    """The fields whose values the text nowhere says, in their order."""
    return event.inferred()


# --- taken back ---------------------------------------------------------------------------------------------------------


def are_ours(facts: object) -> TypeGuard[dict[str, Any]]:
    """Whether what stands beside a text are facts of ours, as `of_article` tells them."""
    if not isinstance(facts, dict):
        return False
    return isinstance(facts.get("body"), int) and isinstance(uid := facts.get("uid"), str) and bool(uid)


def document_of(facts: Mapping[str, Any], whole: str) -> Document:
    """The document of a text, by where the facts say that its body begins; all of it is the body where that cannot be."""
    body = facts.get("body")
    if not isinstance(body, int) or not len(BETWEEN) <= body <= len(whole) or whole[body - len(BETWEEN) : body] != BETWEEN:
        body = 0
    return Document(whole, body)


def article_of(facts: Mapping[str, Any], document: Document, codings: Sequence[Coding] = ()) -> CodedArticle:
    """The article again, of its facts and its document. Raises OddFacts."""
    title, body = document.text[: max(document.body - len(BETWEEN), 0)], document.text[document.body :]
    return CodedArticle(
        uid=text(facts, "uid"), text=body, title=title, date=_day(facts), source=text(facts, "source"),
        url=text(facts, "url"), language=text(facts, "language"), external_id=text(facts, "external_id"),
        stub=bool(facts.get("stub")), number=_number(facts), extra=mapping(facts, "extra"), codings=tuple(codings),
        split=text(facts, "split"),
    )  # fmt: skip


def coding_of(facts: Mapping[str, Any]) -> Coding:
    """A coding, of what `of_coding` tells; where that does not say what its coder is, a person. Raises OddFacts."""
    return Coding(
        uid=text(facts, "uid"), coder=text(facts, "coder"), round=text(facts, "round") or "main",
        standing=text(facts, "standing") or "coded", state=text(facts, "state") or "done", verdict=text(facts, "verdict"),
        reason=text(facts, "reason"), checksum=text(facts, "checksum"), is_model=text(facts, "coder_kind") == "model",
    )  # fmt: skip


def whole_coding_of(facts: Mapping[str, Any], document: Document) -> Coding:
    """A coding without its events, of what `whole_coding` tells; spans with the words at their places. Raises OddFacts."""
    return replace(
        coding_of(facts), answers=mapping(facts, "answers"), evidence=_supports_of(facts, document),
        mentions=tuple(
            Mention(text(one, "reason"), _spans_of(one, document), text(one, "note")) for one in rows(facts, "mentions")
        ),
    )  # fmt: skip


def event_of(facts: Mapping[str, Any]) -> CodedEvent:
    """An event without its values and its evidence, of what `of_event` tells. Raises OddFacts."""
    return CodedEvent(
        uid=text(facts, "uid"), values={}, id=text(facts, "id") or None, extra=mapping(facts, "extra"),
        overruled=mapping(facts, "overruled"), derived=frozenset(texts(facts, "derived")),
    )  # fmt: skip


def whole_event_of(facts: Mapping[str, Any], document: Document) -> CodedEvent:
    """An event, of what `whole_event` tells; spans with the words at their places. Raises OddFacts."""
    return replace(event_of(facts), values=mapping(facts, "values"), evidence=_supports_of(facts, document))


def _supports_of(facts: Mapping[str, Any], document: Document) -> tuple[Support, ...]:
    return tuple(
        replace(support_of(text(one, "field"), one), spans=_spans_of(one, document)) for one in rows(facts, "evidence")
    )


def _spans_of(facts: Mapping[str, Any], document: Document) -> tuple[Span, ...]:
    """The spans, but for those whose places are not in the document."""
    found: list[Span | None] = []
    for one in rows(facts, "spans"):
        start, end = (one.get(name) for name in ("start", "end"))
        if not isinstance(start, int) or not isinstance(end, int):
            raise OddFacts("“spans” are no places")
        told = Span(text(one, "part"), start, end, "")
        found.append(document.span(*document.place(told)) if told.part in PARTS else None)
    return tuple(one for one in found if one is not None)


def support_of(field: str, facts: Mapping[str, Any]) -> Support:
    """What is said of evidence, without its words. Raises OddFacts."""
    return Support(
        field, text(facts, "item"), text(facts, "status") or "text", (), text(facts, "link"), text(facts, "note"),
        text(facts, "origin") or "typed",
    )  # fmt: skip


# --- JSON ---------------------------------------------------------------------------------------------------------------


def text(facts: Mapping[str, Any], name: str) -> str:
    """A text of the facts; empty where there is none. Raises OddFacts for anything else."""
    value = facts.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise OddFacts(f"“{name}” is no text")
    return value


def mapping(facts: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A mapping of the facts; empty where there is none. Raises OddFacts for anything else."""
    value = facts.get(name) or {}
    if not isinstance(value, dict):
        raise OddFacts(f"“{name}” is no mapping")
    return value


def listed(facts: Mapping[str, Any], name: str) -> list[Any]:
    """A list of the facts; empty where there is none. Raises OddFacts for anything else."""
    value = facts.get(name) or []
    if not isinstance(value, list):
        raise OddFacts(f"“{name}” is no list")
    return value


def texts(facts: Mapping[str, Any], name: str) -> list[str]:
    """A list of texts. Raises OddFacts for anything else."""
    found = listed(facts, name)
    if not all(isinstance(one, str) for one in found):
        raise OddFacts(f"“{name}” is no list of texts")
    return found


def rows(facts: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of mappings. Raises OddFacts for anything else."""
    found = listed(facts, name)
    if not all(isinstance(one, dict) for one in found):
        raise OddFacts(f"“{name}” is no list of mappings")
    return found


def parsed(line: str, what: str) -> dict[str, Any]:
    """JSON of a mapping. Raises OddFacts for anything else; `what` says what it is of."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise OddFacts(f"{what} is no JSON") from None
    if not isinstance(found, dict):
        raise OddFacts(f"{what} is no mapping")
    return found


def as_line(value: object) -> str:
    """JSON in one line, whatever stands in it: what could end a line is escaped."""
    line = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    return "".join(f"\\u{ord(sign):04x}" if sign in _ENDS else sign for sign in line)


_ENDS = frozenset("\x7f\x85\u2028\u2029\ufffe\uffff")


def _day(facts: Mapping[str, Any]) -> str | None:
    return None if facts.get("date") is None else text(facts, "date")


def _number(facts: Mapping[str, Any]) -> int:
    value = facts.get("number") or 0
    if not isinstance(value, int):
        raise OddFacts("“number” is no whole number")
    return value
