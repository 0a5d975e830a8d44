"""Our own lines, read: one article a line with its codings, as `formats.jsonl` writes them.

Owns the shape of a line: what does not have it is refused by its row and place. A line without codings is an article. Labels
are the codebook's fields, unless the person says otherwise; what has no field is kept beside the event. Must not know how
codings come into a project.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...codebook.values import is_empty
from ...errors import ImportRefused
from ...project.articles import Refused
from ..encodings import TEXT_LIMIT, file_size, megabytes
from . import shapes
from .arriving import Arriving
from .coded import CodedArticle, CodedEvent, Coding, Support, from_json
from .written_values import same

LINE_LIMIT = 4 * TEXT_LIMIT
"""The most a line may measure (bytes): a long text, with what was coded in it by several."""
Shape = dict[str, Any]
_NONE = type(None)
_TEXT = (str, _NONE)
_SPANS: Shape = {"part": str, "start": int, "end": int, "quote": _TEXT}
_EVIDENCE: Shape = {
    "field": str, "item": _TEXT, "status": _TEXT, "spans": [_SPANS], "link": _TEXT, "note": _TEXT, "origin": _TEXT,
}  # fmt: skip
_DECISION: Shape = {
    "kind": str, "field": _TEXT, "from": [str], "decider": _TEXT, "reason": _TEXT, "note": _TEXT, "time": _TEXT,
}  # fmt: skip
_EVENT: Shape = {
    "uid": str, "id": _TEXT, "values": dict, "derived": [str], "extra": (dict, _NONE), "overruled": (dict, _NONE),
    "evidence": [_EVIDENCE], "decisions": [_DECISION],
}  # fmt: skip
_CODING: Shape = {
    "uid": str, "coder": str, "coder_kind": _TEXT, "round": _TEXT, "standing": _TEXT, "state": _TEXT, "verdict": _TEXT,
    "reason": _TEXT, "answers": (dict, _NONE), "evidence": [_EVIDENCE], "events": [_EVENT],
    "mentions": [{"reason": str, "spans": [_SPANS], "note": _TEXT}], "decisions": [_DECISION],
}  # fmt: skip
_ARTICLE: Shape = {
    "uid": str, "number": (int, _NONE), "title": _TEXT, "date": _TEXT, "source": _TEXT, "url": _TEXT, "language": _TEXT,
    "external_id": _TEXT, "stub": (bool, _NONE), "extra": (dict, _NONE), "text": _TEXT, "codings": [_CODING], "split": _TEXT,
}  # fmt: skip
_NEEDED = {"uid", "coder", "values", "field", "part", "start", "end", "reason", "kind"}
"""What must be there, in whatever holds it as plain text, number or object."""
_KINDS = {str: "a text", int: "a whole number", bool: "true or false", dict: "an object"}


def read(path: Path, arriving: Arriving) -> Iterator[CodedArticle | Refused]:
    """The articles of a file, line by line in constant memory. ImportRefused where it is no file or holds nothing."""
    path, any_line = Path(path), False
    file_size(path)
    with path.open("rb") as stream:
        number = 0
        while raw := stream.readline(LINE_LIMIT + 1):
            number += 1
            if len(raw) > LINE_LIMIT:
                while raw and not raw.endswith(b"\n"):
                    raw = stream.readline(LINE_LIMIT)
                yield Refused(number, None, f"the line is longer than {megabytes(LINE_LIMIT)}.")
            elif raw.strip(b"\xef\xbb\xbf \t\r\n"):
                yield _line(raw, number, arriving)
            else:
                continue
            any_line = True
    if not any_line:
        raise ImportRefused(f"{path.name}: the file is empty.")


def _line(raw: bytes, number: int, arriving: Arriving) -> CodedArticle | Refused:
    try:
        told = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Refused(number, None, "the line is not UTF-8.")
    except (ValueError, RecursionError) as error:
        why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error).split("\n", 1)[0][:120]
        return Refused(number, None, f"the line is not JSON ({why}).")
    try:
        if not isinstance(told, dict):
            return Refused(number, None, "the line is not an object in {braces}.")
        _check(told, _ARTICLE, "")
    except _Wrong as error:
        return Refused(number, error.place or None, str(error))
    return shapes.one(number, "", _article, told, number, arriving)


def _article(told: Shape, number: int, arriving: Arriving) -> CodedArticle:
    article = replace(shapes.sound(from_json(told)), row=number)
    where = f"row {number}"
    return replace(article, codings=tuple(_named(one, arriving, where) for one in article.codings))


class _Wrong(Exception):
    def __init__(self, place: str, why: str) -> None:
        super().__init__(why)
        self.place = place


def _check(holder: Mapping[str, Any], shape: Shape, place: str) -> None:
    """Raises _Wrong where something is not of its kind. Keys that are not known are for later versions of the format."""
    for name, kind in shape.items():
        at = f"{place}.{name}" if place else name
        if name not in holder:
            if name in _NEEDED and not isinstance(kind, (list, tuple)):
                raise _Wrong(at, f"“{name}” is missing.")
            continue
        _check_one(holder[name], kind, at)


def _check_one(value: Any, kind: Any, at: str) -> None:
    if isinstance(kind, list):
        if not isinstance(value, list):
            raise _Wrong(at, "that is not a list.")
        for place, item in enumerate(value):
            _check_one(item, kind[0], f"{at}[{place}]")
    elif isinstance(kind, dict):
        if not isinstance(value, dict):
            raise _Wrong(at, "that is not an object.")
        _check(value, kind, at)
    else:
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise _Wrong(at, f"that is not {_KINDS[kinds[0]]}.")


# --- labels -----------------------------------------------------------------------------------------------------------


def _named(coding: Coding, arriving: Arriving, where: str) -> Coding:
    """The coding with the names of fields that are theirs here."""
    answers, _ = _values(coding.answers, arriving, where)
    events = tuple(_event(one, arriving, where) for one in coding.events)
    decisions = tuple(
        replace(one, field=name)
        for one in coding.decisions
        if (name := _called(one.field, arriving) if one.field else "") or not one.field
    )
    return replace(
        coding, answers=answers, evidence=_evidence(coding.evidence, arriving), events=events, decisions=decisions
    )  # fmt: skip


def _event(event: CodedEvent, arriving: Arriving, where: str) -> CodedEvent:
    values, left = _values(event.values, arriving, where)
    extra = {**{label: value for label, value in left.items() if label not in event.derived}, **event.extra}
    derived = frozenset(name for one in event.derived if (name := _called(one, arriving)))
    return replace(event, values=values, extra=extra, evidence=_evidence(event.evidence, arriving), derived=derived)


def _values(given: Mapping[str, Any], arriving: Arriving, where: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values by field, and those that have none. Where two labels are one field, the first that says something stands."""
    values: dict[str, Any] = {}
    left: dict[str, Any] = {}
    for label, value in given.items():
        name = arriving.field_of(label, where)
        if not name:
            if label not in arriving.names:
                left[label] = value
        elif is_empty(values.get(name)):
            values[name] = value
        elif not is_empty(value) and not same(value, values[name]):
            arriving.lose_second(label, name, where)
            left[label] = value
    return values, left


def _evidence(evidence: Iterable[Support], arriving: Arriving) -> tuple[Support, ...]:
    return tuple(replace(one, field=name) for one in evidence if (name := _called(one.field, arriving)))


def _called(label: str, arriving: Arriving) -> str:
    """What a label is called here; itself where it is no field, for that is told when it is judged."""
    name = arriving.called(label)
    return label if name is None else name
