"""Who said what beside what: how often one coder's answer stood beside another's, and which units those are.

Reads the units of a question; must not know how agreement in them is measured.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from ..codebook.values import is_empty
from .results import Unit

MOST = 24
"""Values with a line of their own; rarer ones share the last."""
OTHER = object()
"""Stands for all rarer values in `Crosstab.values`."""


@dataclass(frozen=True, slots=True)
class Crosstab:
    """Values in a fixed order, the same for rows and columns; None for no answer, `OTHER` for the rarer ones.

    `counts` says by row and column how many pairs of answers fell there, `members` the places of their units in the
    sequence that was counted. `total` counts the pairs of answers, `same` those on the diagonal. Without two coders
    named every two are counted; then the table is its own mirror, and a pair off the diagonal stands on both sides of it.
    """

    values: tuple[Any, ...]
    counts: Mapping[tuple[int, int], int]
    members: Mapping[tuple[int, int], Sequence[int]]
    total: int
    same: int
    mirrored: bool


def crosstab(
    units: Sequence[Unit], one: str = "", other: str = "", order: Sequence[Any] = (), most: int = MOST, *, nothing: bool = False
) -> Crosstab:
    """Counts two coders' answers, or those of every two where none are named. Values stand as in `order`, then by how often
    they were given, numbers among themselves by size; nothing said comes last, and is no answer that could be alike unless
    `nothing` says that it is what was asked. A coder who did not speak of a unit counts for nothing there."""
    known: dict[str, Any] = {}
    pairs = [(place, *keys) for place, keys in _pairs(units, one, other, known)]
    often = Counter(key for _, *keys in pairs for key in keys)
    kept, rest = _in_order(known, often, order, most)
    where = {key: place for place, key in enumerate(kept)}
    values = [known[key] for key in kept]
    if rest:
        values.append(OTHER)
    mirrored = not (one and other)
    counts, members = Counter[tuple[int, int]](), dict[tuple[int, int], list[int]]()
    total = same = 0
    for place, first, second in pairs:
        cell = where.get(first, len(kept)), where.get(second, len(kept))
        if nothing or (first and second):
            total += 1
            same += first == second
        for at in {cell, cell[::-1]} if mirrored else {cell}:
            counts[at] += 1
            held = members.setdefault(at, [])
            if not held or held[-1] != place:
                held.append(place)
    return Crosstab(tuple(values), counts, members, total, same, mirrored)


def shares(units: Sequence[Unit], who: Sequence[str], *, nothing: bool = False) -> dict[tuple[str, str], tuple[int, int]]:
    """Of every two coders: of how many units both said something, and in how many the same; `nothing` as in `crosstab`."""
    found = {pair: (0, 0) for pair in combinations(who, 2)}
    for unit in units:
        keys = {one: key_of(unit.values[one]) for one in who if one in unit.values}
        for pair in combinations(keys, 2):
            n, same = found[pair]
            if nothing or (keys[pair[0]] and keys[pair[1]]):
                found[pair] = n + 1, same + (keys[pair[0]] == keys[pair[1]])
    return found


def key_of(value: Any) -> str:
    """A text that is equal for equal values; lists and sets are alike in any order."""
    if is_empty(value):
        return ""
    if isinstance(value, list | set | frozenset):
        return json.dumps(sorted(key_of(one) for one in value), ensure_ascii=False)
    if isinstance(value, Mapping):
        return json.dumps({str(name): key_of(part) for name, part in value.items()}, sort_keys=True, ensure_ascii=False)
    if isinstance(value, bool):
        return repr(value)
    return f"{float(value):.12g}" if isinstance(value, int | float) else str(value)


def _pairs(units: Sequence[Unit], one: str, other: str, known: dict[str, Any]) -> Iterator[tuple[int, tuple[str, str]]]:
    for place, unit in enumerate(units):
        speakers = (one, other) if one and other else tuple(unit.values)
        keys = []
        for name in speakers:
            if name in unit.values:
                keys.append(key_of(unit.values[name]))
                known.setdefault(keys[-1], unit.values[name])
        for pair in combinations(keys, 2):
            yield place, pair


def _in_order(known: Mapping[str, Any], often: Counter[str], order: Sequence[Any], most: int) -> tuple[list[str], list[str]]:
    """The keys that get a line, in their order, and those that do not."""
    said = sorted((key for key in known if key), key=lambda key: (-often[key], key))
    kept, rest = (said, []) if len(said) <= most else (said[: most - 1], said[most - 1 :])
    ranks = {key_of(value): place for place, value in enumerate(order)}
    if all(_is_number(known[key]) for key in kept):
        by: Callable[[str], Any] = lambda key: float(known[key])  # noqa: E731
    elif ranks:
        by = lambda key: (ranks.get(key, len(ranks)), -often[key], key)  # noqa: E731
    else:
        by = lambda key: (-often[key], key)  # noqa: E731
    kept = sorted(kept, key=by)
    return ([*kept, ""] if "" in known else kept), rest


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
