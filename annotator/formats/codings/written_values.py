"""An answer as text in a place that holds nothing but text, and back again: exact, and as people write it where that is exact.

Must not know any one format.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ...codebook.model import Codebook, CodedField
from ...codebook.values import Unreadable, read, show
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
    if ours and text.startswith(_BEGINS):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            pass
        else:
            return value[_WHOLE] if isinstance(value, dict) and set(value) == {_WHOLE} else value
    try:
        return read(codebook, asked, text) if asked.type != "group" else text
    except Unreadable:
        return text
    except (ValueError, OverflowError):
        return text


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same, whole numbers and text told apart."""
    if isinstance(one, dict) and isinstance(other, dict):
        return set(one) == set(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other and isinstance(one, bool) == isinstance(other, bool)
