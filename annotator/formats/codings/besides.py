"""What marked text has no place for, told beside it as JSON: facts of an article, a coding, an event, a span; and taken back.

Owns that these come back exactly, and that JSON of any other shape is refused in words. Must not know any one format.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .coded import CodedArticle, CodedEvent, Coding, Support
from .documents import BETWEEN, Document

_SAID = ("item", "link", "note")


class OddFacts(ValueError):
    """What stands beside a text has another shape than was expected; its text says where."""


def of_article(article: CodedArticle, document: Document) -> dict[str, Any]:
    """All of an article but its words and codings; `body` is where the text begins in the document."""
    facts = {name: value for name, value in article.facts.items() if name != "title"}
    return {**facts, "stub": article.stub, "extra": dict(article.extra), "split": article.split, "body": document.body}


def of_coding(coding: Coding) -> dict[str, Any]:
    """All of a coding but its answers, evidence, events and mentions."""
    return {
        "uid": coding.uid, "coder": coding.coder, "round": coding.round, "standing": coding.standing, "state": coding.state,
        "verdict": coding.verdict, "reason": coding.reason,
    }  # fmt: skip


def of_event(event: CodedEvent) -> dict[str, Any]:
    """All of an event but its values and its words: `evidence` is what supports values without any, `unanswered` are fields
    with words and no value, `inferred_items` what of lists and groups that are partly said the text nowhere says."""
    unanswered = sorted({one.field for one in event.evidence if one.spans and one.field not in event.values})
    items = [{"field": name, "item": item} for name, item in event.inferred_items()]
    return {
        "uid": event.uid, "id": event.id, "extra": dict(event.extra), "overruled": dict(event.overruled),
        "derived": sorted(event.derived), "evidence": without_words(event.evidence), "unanswered": unanswered,
        **({"inferred_items": items} if items else {}),
    }  # fmt: skip


def of_answers(coding: Coding) -> dict[str, Any]:
    """What stands beside the answers on an article and the words of their evidence, told as of an event."""
    unanswered = sorted({one.field for one in coding.evidence if one.spans and one.field not in coding.answers})
    told = {
        "inferred": coding.inferred(),
        "inferred_items": [{"field": name, "item": item} for name, item in coding.inferred_items()],
    }  # fmt: skip
    return {
        "evidence": without_words(coding.evidence), "unanswered": unanswered,
        **{name: said for name, said in told.items() if said},
    }  # fmt: skip


def without_words(evidence: Iterable[Support]) -> list[dict[str, Any]]:
    """What supports answers without words of the article: why, and where else it stands."""
    return [{"field": one.field, "status": one.status, **of_support(one)} for one in evidence if not one.spans]


def of_support(support: Support) -> dict[str, Any]:
    """What is said of evidence besides its field and words; nothing for what says nothing."""
    told = {name: said for name in _SAID if (said := getattr(support, name))}
    if support.spans and support.status != "text":
        told["status"] = support.status
    return told if support.origin == "typed" else {**told, "origin": support.origin}


def inferred(event: CodedEvent) -> list[str]:
    """The fields whose values the text nowhere says, in their order."""
    return event.inferred()


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


def support_of(field: str, facts: Mapping[str, Any]) -> Support:
    """What is said of evidence, without its words. Raises OddFacts."""
    return Support(
        field, text(facts, "item"), text(facts, "status") or "text", (), text(facts, "link"), text(facts, "note"),
        text(facts, "origin") or "typed",
    )  # fmt: skip


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
