"""Answers as text where another program holds nothing but text, and back again.

For two purposes. `written` and `read_back` are for what is kept: exact, and as people write it where that is exact. `as_texts`
and `from_texts` are for what a person sees and changes there: as people write it, a text an item, and what was not changed
stays what it was. Must not know any one format.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...codebook.model import Codebook, CodedField
from ...codebook.values import Unreadable, is_list, is_missing, read, read_one, show, show_one
from .besides import as_line

_WHOLE = "json"
_BEGINS = ("{", "[", '"')


def written(codebook: Codebook, asked: CodedField, value: Any, fits: Callable[[str], bool] = lambda _: True) -> str:
    """A value as `read_back` reads it: as people write it (“1/2/5”, “A; B”, a missing code), and as JSON where that would be
    read as something else or does not fit the place."""
    for candidate in _candidates(codebook, asked, value):
        if fits(candidate) and same(read_back(codebook, asked, candidate, ours=True), value):
            return candidate
    return as_line({_WHOLE: value})


def _candidates(codebook: Codebook, asked: CodedField, value: Any) -> list[str]:
    found = [as_line(value)] if isinstance(value, str | dict | list) else []
    try:
        shown = value if isinstance(value, str) else show(codebook, asked, value)
    except (TypeError, AttributeError, KeyError, ValueError):  # a value of another shape than the field's
        return found
    return [shown, *found] if shown.strip() else found


def read_back(codebook: Codebook, asked: CodedField, text: str, *, ours: bool) -> Any:
    """The value that a text says; the text itself where it says none of the field's kind. None for a blank one. Only what is
    `ours`, from `written`, may be JSON: anybody else's brackets and quotes are part of what they say."""
    if ours and text.startswith(_BEGINS) and (value := _parsed(text)) is not None:
        return value[_WHOLE] if isinstance(value, dict) and set(value) == {_WHOLE} else value
    try:
        return read(codebook, asked, text) if asked.type != "group" else text
    except (ValueError, OverflowError):  # unreadable, or a number of thousands of digits
        return text


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same, whole numbers and text told apart."""
    if isinstance(one, dict) and isinstance(other, dict):
        return set(one) == set(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other and isinstance(one, bool) == isinstance(other, bool)


# --- as a person sees and changes them --------------------------------------------------------------------------------------


def as_texts(codebook: Codebook, field: CodedField, value: Any) -> list[str]:
    """A value as texts, one an item of a list; items of a group as JSON, a declared missing code as that code."""
    if is_missing(value):
        return [str(value["missing"])]
    items = value if isinstance(value, list) else [value]
    if field.type == "group" or any(isinstance(one, list) or (isinstance(one, dict) and not _estimate(one)) for one in items):
        return [as_line(one) for one in items]
    return [show_one(codebook, field, one) for one in items]


def _estimate(value: Mapping[str, Any]) -> bool:
    return bool(value) and set(value) <= {"low", "best", "high"}


def from_texts(codebook: Codebook, field: CodedField, texts: Sequence[str], carried: Any = None) -> Any:
    """The value of such texts: the `carried` one as it was where it says the same, else as they read now. Raises Unreadable."""
    if carried is not None and as_texts(codebook, field, carried) == list(texts):
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
    item = _parsed(text)
    if not isinstance(item, dict):
        raise Unreadable(f"“{text[:60]}” is no item in JSON.")
    return item


def _parsed(text: str) -> Any:
    """What JSON says; None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
