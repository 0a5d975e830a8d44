"""Answers as values of one kind each: what a table whose columns have types can hold of lists, groups and single answers.

Owns what is kept of an answer that is not of its field's kind: nothing, and it is counted. Must not know any one format.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..codebook.model import CodedField
from ..codebook.values import ESTIMATE, is_list, is_missing

OTHERS = "values_of_another_kind"
"""Counted: answers that are not of their field's kind."""


class Missing(str):
    """What stands for an answer that is missing: its declared code."""

    __slots__ = ()


def typed(asked: CodedField, value: Any, lost: Counter[str]) -> Any:
    """The answer to a list, a group or any other field: None, `Missing`, text, int, float, an estimate as a mapping of low,
    best and high, a list of these, or a list of mappings for a group, with all its parts. Dates and codes are texts."""
    if asked.type == "group" or is_list(asked):
        return _listed(asked, value, lost)
    return _item(asked, value, lost)


def _listed(asked: CodedField, value: Any, lost: Counter[str]) -> Any:
    if value is None:
        return None
    if is_missing(value) and value["missing"] in asked.missing:
        return Missing(value["missing"])
    if isinstance(value, list):
        if asked.type != "group":
            return [kept for item in value if (kept := _item(asked, item, lost)) is not None]
        if all(isinstance(item, dict) for item in value):
            return [{sub.name: typed(sub, item.get(sub.name), lost) for sub in asked.fields} for item in value]
    lost[OTHERS] += 1
    return None


def _item(asked: CodedField, value: Any, lost: Counter[str]) -> Any:
    if value is None:
        return None
    if is_missing(value) and value["missing"] in asked.missing:
        return Missing(value["missing"])
    match asked.type:
        case "integer" if isinstance(value, int):
            return value
        case "decimal" if isinstance(value, int | float):
            return float(value)
        case "number" if isinstance(value, int):
            return {"low": None, "best": value, "high": None}
        case "number" if isinstance(value, dict) and all(isinstance(one, int) for one in value.values()):
            return {part: value.get(part) for part in ESTIMATE}
        case "integer" | "decimal" | "number":
            pass
        case _ if isinstance(value, str):
            return value
    lost[OTHERS] += 1
    return None
