"""How one answer stands to another: which number or day it is ordered by, and whether it says no more than the other.

Pure, and part of `combining`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import dates
from .model import CodedField
from .values import answer_key, is_empty, is_missing


def best_of(value: Any) -> float | None:
    """What a number or an estimate is compared by: its best, else the middle of its ends, else the one end there is."""
    if isinstance(value, Mapping) and not is_missing(value):
        ends = [value[end] for end in ("low", "high") if isinstance(value.get(end), int | float)]
        best = value.get("best")
        return best if isinstance(best, int | float) else sum(ends) / len(ends) if ends else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def day_of(value: Any, *, last: bool) -> Any:
    """A date as it is ordered, by its first day or, from the last on, by its last."""
    if not isinstance(value, str) or not dates.is_valid(value):
        return None
    day = dates.parse_value(value)
    found = (day.last or day.first) if last else (day.first or day.last)
    return None if found is None else -found.toordinal() if last else found.toordinal()


def says_no_more(field: CodedField, one: Any, other: Any) -> bool:
    """Whether an answer is no more than another one says, too: none, the same, part of a list, a vaguer date."""
    if is_empty(one) or answer_key(one) == answer_key(other):
        return True
    if is_empty(other) or is_missing(other):
        return False
    if is_missing(one):
        return True
    if isinstance(one, list) and isinstance(other, list):
        return {answer_key(item) for item in one} <= {answer_key(item) for item in other}
    if field.type == "number":
        return isinstance(other, Mapping) and not isinstance(one, Mapping) and other.get("best") == one
    if field.type == "date" and dates.is_valid(str(one)) and dates.is_valid(str(other)):
        return _is_vaguer(dates.parse_value(str(one)), dates.parse_value(str(other)))
    return False


def _is_vaguer(wide: dates.DateValue, close: dates.DateValue) -> bool:
    """Whether a date leaves open all that another one does."""
    return (
        (wide.first is None or (close.first is not None and wide.first <= close.first))
        and (wide.last is None or (close.last is not None and wide.last >= close.last))
        and (wide.approximate or not close.approximate)
    )
