"""The codebook's fields as columns of a release's tables: those that are released, with kinds, codes and missing codes.

Owns which fields and which parts of groups go out, and what a data dictionary says of a field. Must not know files.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..codebook.columns import FlatColumn, columns
from ..codebook.language import fields_of
from ..codebook.model import Codebook, CodedField, in_language, title_of
from ..codebook.values import is_list
from .described import Column, Kind

_KINDS: dict[str, Kind] = {"integer": "integer", "number": "integer", "decimal": "number"}


def is_released(codebook: Codebook, path: str, without: Collection[str]) -> bool:
    """Whether a field, or `group.sub`, goes out; article-level questions as well."""
    name, _, sub = path.partition(".")
    if name in without or path in without:
        return False
    asked = codebook.fields.get(name) or codebook.article_fields.get(name)
    if asked is None or not asked.released:
        return False
    part = next((one for one in asked.fields if one.name == sub), None) if sub else None
    return part is None or part.released


def is_asked(codebook: Codebook, path: str) -> bool:
    """Whether a codebook asks for that: a field, a question about articles, or `group.sub`."""
    name, between, sub = path.partition(".")
    asked = codebook.fields.get(name) or codebook.article_fields.get(name)
    return asked is not None and (not between or any(one.name == sub for one in asked.fields))


def hidden_fields(codebook: Codebook, without: Collection[str]) -> list[tuple[str, str]]:
    """Path and title of everything that is asked and does not go out: fields, parts of groups, questions about articles."""
    found: list[tuple[str, str]] = []
    for asked in (*codebook.fields.values(), *codebook.article_fields.values()):
        if not is_released(codebook, asked.name, without):
            found.append((asked.name, title_of(asked)))
            continue
        parts = ((f"{asked.name}.{sub.name}", sub) for sub in asked.fields)
        found += [
            (path, f"{title_of(asked)}: {title_of(sub)}") for path, sub in parts if not is_released(codebook, path, without)
        ]
    return found


def told_of_hidden(codebook: Codebook, without: Collection[str]) -> list[tuple[str, str]]:
    """Fields that go out though they are worked out, or drafted, from one that does not, each with that one."""
    gone = {path.partition(".")[0] for path, _ in hidden_fields(codebook, without)}
    rests = {
        name: fields_of((one.derived, one.draft)) for name, one in codebook.fields.items() if one.derived or one.draft
    }  # fmt: skip
    found: dict[str, str] = {}
    while more := {
        name: min(one for one in read if one in gone or one in found)
        for name, read in rests.items() if name not in found and name not in gone and (read & gone or read & found.keys())
    }:  # fmt: skip
        found.update((name, found.get(hidden, hidden)) for name, hidden in more.items())
    return [(name, found[name]) for name in codebook.fields if name in found]


def released_part(codebook: Codebook, values: Mapping[str, Any], without: Collection[str]) -> dict[str, Any]:
    """An event's values as they go out: no field, and no part of a group's entries, that is not released."""
    kept: dict[str, Any] = {}
    for name, value in values.items():
        if not is_released(codebook, name, without):
            continue
        asked = codebook.fields.get(name) or codebook.article_fields[name]
        if asked.type == "group" and isinstance(value, list):
            value = [
                {sub: told for sub, told in item.items() if is_released(codebook, f"{name}.{sub}", without)}
                if isinstance(item, dict) else item
                for item in value
            ]  # fmt: skip
        kept[name] = value
    return kept


def released_columns(codebook: Codebook, without: Collection[str]) -> list[tuple[FlatColumn, Column]]:
    """The flat columns that go out, in the form's order, each with its description."""
    return [
        (one, describe(codebook, one)) for one in columns(codebook)
        if is_released(codebook, f"{one.field}.{one.sub}" if one.sub else one.field, without)
    ]  # fmt: skip


def describe(codebook: Codebook, flat: FlatColumn) -> Column:
    """What a reader is told of one flat column."""
    owner = codebook.fields[flat.field]
    leaf, title = owner, title_of(owner)
    if flat.index is not None:
        leaf = next(sub for sub in owner.fields if sub.name == flat.sub)
        title = f"{title} {flat.index + 1}: {title_of(leaf)}"
    if flat.part:
        title = f"{title} ({flat.part})"
    return _column(codebook, leaf, flat.name, title)


def _column(codebook: Codebook, leaf: CodedField, name: str, title: str) -> Column:
    several = is_list(leaf)
    about = [in_language(leaf.definition)]
    if several:
        about.append(f"Several answers, divided by “{leaf.separator}”.")
    if leaf.derived is not None:
        about.append("Worked out by the program.")
    codes: tuple[tuple[str, str], ...] = ()
    if leaf.type in ("code", "yes_no") and not several:
        known = codebook.code_list(leaf)
        there = (
            known.codes if leaf.level == 1 else [one for one in known.walk() if not leaf.parent or one.code in known.parents]
        )
        codes = tuple((one.code, in_language(one.label) or one.code) for one in there)
    kind: Kind = "string" if several else _KINDS.get(leaf.type, "string")
    return Column(
        name, kind, title, " ".join(part for part in about if part), codes,
        {code: in_language(text) or code for code, text in leaf.missing.items()},
        minimum=leaf.minimum if kind != "string" else None, maximum=leaf.maximum if kind != "string" else None,
    )  # fmt: skip


def written(asked: CodedField) -> bool:
    """Whether people write the answer to a field themselves: it may be many things, and is told of nobody."""
    return asked.type in ("text", "long_text", "tags")


def free_text(codebook: Codebook, flat: FlatColumn) -> bool:
    """Whether what people write, and not a code, a number or a date, stands in a column."""
    owner = codebook.fields[flat.field]
    leaf = next((sub for sub in owner.fields if sub.name == flat.sub), owner) if flat.sub else owner
    return written(leaf)
