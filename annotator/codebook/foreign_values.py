"""Values from elsewhere: made canonical by the codebook, kept with a doubt, or refused with a reason.

Owns what another program's JSON may mean as a value of a field. A text that no value can be read from is kept, as it is when a
person types it: it stands in its field with a problem beside it. What has a shape that no field holds is no value. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .model import Codebook, CodedField
from .values import ESTIMATE, Unreadable, Value, is_empty, is_list, read_date, read_one, tidy, tidy_one, word_read

MOST = 10**15
"""Whole numbers up to here are the same in every program."""
LONGEST = 1_000
"""Items a list or group may have at most."""


class NoValue(ValueError):
    """Something that is no value of the field; its text says why."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A value in canonical form, None for nothing; and in words what is doubtful about it, and what was read as something
    else."""

    value: Value
    doubts: tuple[str, ...] = ()
    read: tuple[str, ...] = ()


def take(codebook: Codebook, field: CodedField, value: Any) -> Taken:
    """The value of a field that something from elsewhere is. Raises NoValue."""
    doubts: list[str] = []
    made = _whole(codebook, field, value, doubts)
    texts = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
    read = {one: word for one in texts if (word := word_read(codebook, field, one))}
    return Taken(tidy(field, made), tuple(dict.fromkeys(doubts)), tuple(f"“{one[:40]}”: {said}" for one, said in read.items()))


def _whole(codebook: Codebook, field: CodedField, value: Any, doubts: list[str]) -> Value:
    if is_empty(value):
        return None
    if isinstance(value, dict) and set(value) == {"missing"}:
        code = value["missing"]
        if not isinstance(code, str) or code not in field.missing:
            raise NoValue("that is not one of its missing codes")
        return value
    if field.type == "group":
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value) or len(value) > LONGEST:
            raise NoValue("a group holds a list of items with fields")
        return [dict(_item(codebook, field, item, doubts)) for item in value]
    if is_list(field):
        items = value if isinstance(value, list) else [value]
        if len(items) > LONGEST:
            raise NoValue(f"a list holds {LONGEST:,} items at most")
        return [_one(codebook, field, item, doubts) for item in items if not is_empty(item)]
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return _one(codebook, field, value, doubts)


def _item(codebook: Codebook, field: CodedField, item: dict[str, Any], doubts: list[str]) -> Iterator[tuple[str, Value]]:
    subs = {sub.name: sub for sub in field.fields}
    for name, value in item.items():
        if name not in subs:
            doubts.append(f"“{str(name)[:40]}” is not asked there and was left out")
            continue
        yield name, _whole(codebook, subs[name], value, doubts)


def _one(codebook: Codebook, field: CodedField, value: Any, doubts: list[str]) -> Value:
    if isinstance(value, bool):
        if field.type != "yes_no":
            raise NoValue("true and false are answers of a yes-or-no question alone")
        return "yes" if value else "no"
    if isinstance(value, dict):
        return _estimate(field, value)
    if isinstance(value, int | float):
        if (isinstance(value, float) and not math.isfinite(value)) or abs(value) >= MOST:
            raise NoValue("the number is beyond all bounds")
        if field.type == "decimal":
            return value
        if field.type in ("integer", "number"):
            if int(value) != value:
                doubts.append(f"“{value}” is not a whole number")
            return value if int(value) != value else int(value)
        value = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    if not isinstance(value, str):
        raise NoValue("one answer belongs there, not a list")
    return _text(codebook, field, value, doubts)


def _text(codebook: Codebook, field: CodedField, text: str, doubts: list[str]) -> Value:
    said = str(tidy_one(field, text) or "")
    if not said:
        return None
    match field.type:
        case "code" | "yes_no" | "tags" if codebook.code_list(field).codes:
            codes = codebook.code_list(field)
            if said in codes.by_code or (field.type == "tags" and said.partition("=")[0].strip() in codes.by_code):
                return said
            code = codes.spellings.get(said.casefold())
            if code is None:
                doubts.append(f"“{said[:60]}” is not one of its codes")
            return code or said
        case "date":
            try:
                return read_date(field, said)
            except (Unreadable, OverflowError) as error:
                doubts.append(str(error)[:120].rstrip("."))
        case "integer" | "decimal" | "number":
            try:
                read = read_one(codebook, field, said)
                return read if not isinstance(read, int | float) or abs(read) < MOST else said
            except Unreadable as error:
                doubts.append(str(error)[:120].rstrip("."))
        case _:
            pass
    return said


def _estimate(field: CodedField, value: dict[str, Any]) -> Value:
    parts = {name: value.get(name) for name in ESTIMATE if value.get(name) is not None}
    right = all(isinstance(part, int) and not isinstance(part, bool) and abs(part) < MOST for part in parts.values())
    if field.type != "number" or not parts or set(value) - set(ESTIMATE) or not right:
        raise NoValue("nothing of that shape is an answer")
    return parts
