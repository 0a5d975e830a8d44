"""Several events' lists, texts and groups as one: every answer once, in the order of the articles.

Owns what `joined` means for a kind of answer. Pure, and part of `combining`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from .model import Codebook, CodedField
from .values import answer_key, is_empty, is_list, is_missing

_TAG = re.compile(r"([^=:]+?)\s*[=:]")


def joined(codebook: Codebook, field: CodedField, values: Sequence[Any], yields: Sequence[str] = (), between: str = "") -> Any:
    """One answer of several, none of which is empty or a missing code: a list, a group, a text, or a code of several parts."""
    if field.type == "group":
        return _entries(field, values)
    if is_list(field):
        every = _distinct(item for value in values for item in (value if isinstance(value, list) else [value]))
        return _yielding(field, every, yields)
    if field.type == "code":
        return _code_of_all(codebook, field, values, between)
    texts = list[str]()
    for value in values:
        if not any(answer_key(value)[len("text ") :] in answer_key(text) for text in texts):
            texts.append(str(value))
    return (between or "; ").join(texts)


def rows_joined(events: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Lists that run side by side: every row of theirs once. None where an event has lists of different length, or none
    where another has one, so that no rows can be told."""
    rows, names = dict[tuple[str, ...], tuple[Any, ...]](), list[str]()
    for event in events:
        here = [name for name, value in event.items() if not is_empty(value)]
        if not here:
            continue
        lists = [event[name] for name in here]
        if (names and names != here) or any(not isinstance(one, list) for one in lists) or len(set(map(len, lists))) != 1:
            return None
        names = here
        for row in zip(*lists, strict=True):
            rows.setdefault(tuple(map(answer_key, row)), row)
    return {name: [row[place] for row in rows.values()] for place, name in enumerate(names)} if names else None


def one_value_a_tag(codebook: Codebook, field: CodedField, values: Sequence[Any], every: Sequence[Any]) -> list[list[Any]]:
    """What was joined with one event's answer alone to each tag whose value is free, as the size of a crowd, where events
    give it different values: as the first event has it, then as each other one."""
    free = {code.code.casefold() for code in codebook.code_list(field).by_code.values() if code.value == "free"}
    stands = {answer_key(item) for item in every}
    variants = [list(every)]
    for tag in dict.fromkeys(_tag(item) for item in every if _tag(item) in free):
        told = dict[frozenset[str], None]()
        for value in values:
            mine = frozenset(answer_key(one) for one in value if _tag(one) == tag) & stands
            if mine:
                told.setdefault(mine)
        if len(told) > 1:
            variants = [
                [item for item in one if _tag(item) != tag or answer_key(item) in mine] for mine in told for one in variants
            ]
    return variants


def _distinct(items: Any) -> list[Any]:
    found = dict[str, Any]()
    for item in items:
        found.setdefault(answer_key(item), item)
    return list(found.values())


def _yielding(field: CodedField, items: list[Any], yields: Sequence[str]) -> list[Any]:
    """Less the answers that yield to others, of a list of tags to other values of the same tag; where only such are given,
    the one that stands first among them."""
    ranks = {answer_key(one): place for place, one in enumerate(yields)}
    best = dict[str, int]()
    for item in items:
        about = _tag(item) if field.type == "tags" else ""
        rank = ranks.get(answer_key(item), -1)
        best[about] = min(rank, best.get(about, rank))
    return [
        item for item in items
        if (rank := ranks.get(answer_key(item), -1)) == best[_tag(item) if field.type == "tags" else ""] or rank == -1
    ]  # fmt: skip


def _tag(item: Any) -> str:
    match = _TAG.match(str(item))
    return (match[1] if match else str(item)).casefold()


def _code_of_all(codebook: Codebook, field: CodedField, values: Sequence[Any], between: str) -> Any:
    """The code that has the parts of all; where the list has none, of those made of no other parts the one with the most,
    the first in the list."""
    parts = {part for value in values for part in str(value).split(between)}
    codes = [code for code in codebook.code_list(field).by_code if set(code.split(between)) <= parts]
    return max(codes, key=lambda code: len(code.split(between)), default=values[0])


# --- groups ---------------------------------------------------------------------------------------------------------------


def _entries(field: CodedField, values: Sequence[Any]) -> list[dict[str, Any]]:
    """Every entry once. Entries with the same name are one, as the first tells it; what it leaves open others fill in. Of
    entries with one name in one event, the first is the first of the others, and so on."""
    lead = _lead(field)
    found = dict[tuple[str, int], dict[str, Any]]()
    for value in values:
        seen = Counter[str]()
        for item in value if isinstance(value, list) else []:
            if not isinstance(item, Mapping):
                continue  # nothing the codebook knows
            said = item.get(lead)
            key = answer_key(item if is_empty(said) else said)
            place = (key, seen[key])
            seen[key] += 1
            found[place] = _filled(field, found[place], item) if place in found else dict(item)
    return list(found.values())


def _lead(field: CodedField) -> str:
    """What names an entry: a name from a register, else the first text that is needed, else the first question."""
    subs = field.fields
    named = [one for one in subs if one.register_] or [one for one in subs if one.required and one.type == "text"]
    return (named or list(subs))[0].name


def _filled(field: CodedField, one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """An entry with what it leaves open as another has it, but for codes under another parent, and what is only about an
    answer the other does not share."""
    found = dict(one)
    about = {sub.precision: sub.name for sub in field.fields if sub.precision}
    about |= {sub.kind: sub.name for sub in field.fields if sub.kind}
    about |= {sub.name: sub.parent for sub in field.fields if sub.parent}
    for sub in field.fields:
        mine, theirs = found.get(sub.name), other.get(sub.name)
        if is_empty(theirs) or not (is_empty(mine) or (is_missing(mine) and not is_missing(theirs))):
            continue
        behind = about.get(sub.name)
        if behind is None or answer_key(found.get(behind)) == answer_key(other.get(behind)):
            found[sub.name] = theirs
    return {sub.name: found[sub.name] for sub in field.fields if sub.name in found} | found
