"""When two answers are the same: lists and groups in any order, texts but for capitals and spaces. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..codebook.values import is_empty, is_missing


def same_answer(one: Any, other: Any) -> bool:
    """Whether two values answer alike."""
    return answer_key(one) == answer_key(other)


def answer_key(value: Any) -> str:
    """A value as a text that is equal for answers that are the same: lists and groups in any order, texts but for capitals
    and spaces."""
    if isinstance(value, str):
        return "text " + " ".join(value.split()).casefold()
    if isinstance(value, bool) or value is None:
        return repr(value)
    if isinstance(value, int | float):
        return f"number {float(value):.12g}"
    if is_missing(value):
        return f"missing {value['missing']}"
    if isinstance(value, Mapping):
        return repr(sorted((name, answer_key(part)) for name, part in value.items() if not is_empty(part)))
    return repr(sorted(map(answer_key, value)))
