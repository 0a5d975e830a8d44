"""Which answers words of an article support, and which not: of a list by its items, of a group by the parts of its items,
where what supports them is told by item.

Pure; must not know articles, formats, files or projects.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .coded import Support

_ESTIMATE = {"low", "best", "high"}
_PLACE = re.compile("[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class Divided:
    """A value in two: what words support (`said`) and what not (`rest`); None where there is nothing of it.

    `items` names what is in the rest of a value that is partly said: a list's item, or a group's position and part, as
    evidence names them. A group keeps its items in both, those empty that have no part there."""

    said: Any
    rest: Any
    items: tuple[str, ...] = ()


def divided(value: Any, supports: Sequence[Support]) -> Divided:
    """A value by what supports it. What no support names by its item has the support of the whole."""
    by_item: dict[str, bool] = {}
    for one in supports:
        by_item[one.item] = by_item.get(one.item, False) or bool(one.spans)
    if not isinstance(value, list) or not any(by_item) or not value:
        return Divided(value, None) if any(by_item.values()) else Divided(None, value)
    if all(map(_is_group_item, value)):
        return _divided_group(value, by_item)
    said, rest = list[Any](), list[Any]()
    for one in value:
        (said if _says(by_item, str(one), "") else rest).append(one)
    return _of(value, said, rest, tuple(dict.fromkeys(map(str, rest))))


def _divided_group(value: Sequence[Mapping[str, Any]], by_item: Mapping[str, bool]) -> Divided:
    said, rest, items = list[Any](), list[Any](), list[str]()
    for number, one in enumerate(value, start=1):
        told = {name: part for name, part in one.items() if _says(by_item, f"{number}.{name}", f"{number}", f"{number}.", "")}
        untold = {name: part for name, part in one.items() if name not in told}
        said.append(told)
        rest.append(untold)
        items += [f"{number}.{name}" for name in untold]
    return _of(value, said if any(said) else [], rest if any(rest) else [], tuple(items))


def _of(value: Any, said: list[Any], rest: list[Any], items: tuple[str, ...]) -> Divided:
    if not rest:
        return Divided(value, None)
    return Divided(said, rest, items) if said else Divided(None, value)


def _says(by_item: Mapping[str, bool], *names: str) -> bool:
    """Whether words support the first of the names that anything is said of."""
    return next((by_item[name] for name in names if name in by_item), False)


def _is_group_item(one: Any) -> bool:
    return isinstance(one, dict) and not (one and set(one) <= _ESTIMATE)


def part_of(value: Any, item: str) -> Any:
    """What an item of evidence names in a value: all of it without an item, None where the item is not in it."""
    if not item or not isinstance(value, list):
        return value
    number, _, part = item.partition(".")
    if all(map(_is_group_item, value)):
        one = value[int(number) - 1] if _PLACE.fullmatch(number) and int(number) <= len(value) else {}
        return one.get(part) if part else one or None
    return next((one for one in value if str(one) == item), None)


def only_said(
    values: Mapping[str, Any], evidence: Sequence[Support], derived: Iterable[str] = ()
) -> tuple[dict[str, Any], tuple[Support, ...], int]:
    """Values without what no words support, what supports those that stay, and how many values, or items and parts of one,
    that left out. Items of a group that have nothing left are gone, and the evidence of others moves up with them."""
    kept: dict[str, Any] = {}
    moved: dict[str, dict[str, str]] = {}
    gone: dict[str, set[str]] = {}
    out = 0
    for name, value in values.items():
        parts = divided(value, [one for one in evidence if one.field == name])
        if name in derived or parts.said is None:
            out += 1
            continue
        kept[name] = parts.said
        gone[name] = set(parts.items)
        out += len(parts.items)
        if parts.items and all(map(_is_group_item, parts.said)):
            kept[name] = [one for one in parts.said if one]
            stay = [number for number, one in enumerate(parts.said, start=1) if one]
            moved[name] = {str(was): str(now) for now, was in enumerate(stay, start=1)}
    found: list[Support] = []
    for one in evidence:
        left_out = one.field in values and (one.field not in kept or one.item in gone[one.field])
        number, dot, part = one.item.partition(".")
        if one.field in moved and one.item:
            if number not in moved[one.field]:
                continue
            one = replace(one, item=f"{moved[one.field][number]}{dot}{part}")
        if one.spans or not left_out:
            found.append(one)
    return kept, tuple(found), out
