"""Whether the parts of a codebook fit each other: every name that is used exists, every table is whole.

Owns what pydantic cannot see of a single part. Yields where, what and what is allowed; `loading` adds the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .combined_rules import unsound_combining
from .language import fields_of
from .model import Codebook, CodedField, Profile
from .pairing import unsound_pairing

Where = tuple[str | int, ...]
Fault = tuple[Where, str, str]
SQL_COLUMNS = frozenset(
    "event event_uid article coder round state standing position id numbered coding article_date verdict".split()  # noqa: SIM905
)
DIVIDES = {"even": ("integer", "number"), "day": ("date",)}
"""The types that `divide` can treat so; a part of the place may be of any."""
COUNTS = ("dead", "injured", "arrested", "crowd")


def unsound(codebook: Codebook) -> Iterator[Fault]:
    """Every fault as (path in the file, sentence, what is allowed)."""
    yield from _fields(codebook)
    yield from _lists(codebook)
    yield from _tables(codebook)
    yield from _rules(codebook)
    yield from _profiles(codebook)
    yield from unsound_pairing(codebook)
    yield from unsound_combining(codebook)


def _fields(codebook: Codebook) -> Iterator[Fault]:
    seen: set[str] = set()
    for kind, sections in (("sections", codebook.sections), ("article", codebook.article)):
        for i, section in enumerate(sections):
            for j, field in enumerate(section.fields):
                where: Where = (kind, i, "fields", j)
                if field.name in seen:
                    yield (*where, "name"), f"the field name `{field.name}` is used twice.", ""
                if field.name in SQL_COLUMNS:
                    yield (*where, "name"), f"the field name `{field.name}` is kept for the program.", ""
                seen.add(field.name)
                yield from _field(codebook, field, where, {other.name: other for s in sections for other in s.fields})
    for name in codebook.summary:
        if name not in codebook.fields:
            yield ("summary",), f"`{name}` is not a field.", ", ".join(codebook.fields)


def _field(codebook: Codebook, field: CodedField, where: Where, known: dict[str, CodedField]) -> Iterator[Fault]:
    if field.type == "code" and field.codes not in codebook.lists:
        yield (*where, "codes"), f"`{field.name}` names the list “{field.codes}”.", ", ".join(codebook.lists)
    if field.type != "code" and field.type != "tags" and field.codes:
        yield (*where, "codes"), f"`{field.name}` is of type {field.type} and has no codes.", "type: code"
    if field.parent and (field.parent not in known or known[field.parent].codes != field.codes):
        yield (*where, "parent"), f"the parent `{field.parent}` is not a field over the same list.", ""
    if field.precision and field.precision not in known:
        yield (*where, "precision"), f"`{field.precision}` is not a field.", ", ".join(known)
    if field.kind and field.kind not in known:
        yield (*where, "kind"), f"`{field.kind}` is not a field.", ", ".join(known)
    if (field.type == "group") != bool(field.fields):
        yield (*where, "fields"), "a group needs fields, and only a group has them.", ""
    if (field.scale in ("interval", "ratio") and field.type not in ("integer", "decimal", "number")) or (
        field.scale == "ordinal" and field.type not in ("integer", "decimal", "number", "code")
    ):
        yield (*where, "scale"), f"`{field.name}` is of type {field.type} and has no {field.scale} scale.", "scale: nominal"
    if field.finds in COUNTS and field.type not in ("integer", "number"):
        yield (*where, "finds"), f"`{field.name}` finds a count and is of type {field.type}.", "type: integer or number"
    yield from _written_by_program(codebook, field, where)
    yield from _patterns(field, where)
    names = set(known) | set(codebook.fields)
    for key in ("shown_when", "required_when", "derived", "draft"):
        for name in fields_of(getattr(field, key)) - names:
            yield (*where, key), f"`{name}` is not a field.", ", ".join(sorted(names))
        yield from _tables_named(codebook, getattr(field, key), (*where, key))
    for k, sub in enumerate(field.fields):
        if sub.type == "group":
            yield (*where, "fields", k), "a group cannot hold a group.", ""
        elif sub.type == "code" and sub.codes not in codebook.lists:
            yield (*where, "fields", k, "codes"), f"there is no list “{sub.codes}”.", ", ".join(codebook.lists)
    if len({sub.name for sub in field.fields}) != len(field.fields):
        yield (*where, "fields"), f"two fields of the group `{field.name}` have one name.", ""


def _patterns(field: CodedField, where: Where) -> Iterator[Fault]:
    if field.pattern and (fault := _bad_pattern(field.pattern)):
        yield (*where, "pattern"), fault, ""
    for place, one in [(where, field), *(((*where, "fields", k), sub) for k, sub in enumerate(field.fields))]:
        if one.generic and one.register_ != "actors":
            yield (*place, "generic"), f"`{one.name}` holds no names from the register of actors.", "register: actors"
        elif one.generic and (fault := _bad_pattern(one.generic)):
            yield (*place, "generic"), fault, ""


def _written_by_program(codebook: Codebook, field: CodedField, where: Where) -> Iterator[Fault]:
    """Drafts, and what becomes of an answer where an event is divided."""
    if field.draft is not None:
        if field.type not in ("text", "long_text") or field.many:
            yield (*where, "draft"), f"`{field.name}` is drafted and is no single text.", "type: text or long_text"
        elif where[0] == "article":
            yield (*where, "draft"), f"`{field.name}` is asked of the article; only an event's text is drafted.", ""
        elif field.derived is not None or field.name in fields_of(field.draft):
            yield (*where, "draft"), f"the draft of `{field.name}` cannot follow from itself, nor beside `derived`.", ""
    if where[0] == "article" and field.divide:
        yield (*where, "divide"), f"`{field.name}` is asked of the article, which is not divided.", ""
    elif field.divide in DIVIDES and field.type not in DIVIDES[field.divide]:
        allowed = " or ".join(DIVIDES[field.divide])
        yield (*where, "divide"), f"`{field.name}` is of type {field.type} and cannot be divided so.", f"type: {allowed}"
    if field.divided_note:
        drafted = any(other.draft is not None for section in codebook.sections for other in section.fields)
        if field.divide != "even" or not drafted:
            what = "needs `divide: even` beside it and a field with a `draft` to stand in"
            yield (*where, "divided_note"), f"the `divided_note` of `{field.name}` {what}.", ""


def _lists(codebook: Codebook) -> Iterator[Fault]:
    for name, codes in codebook.lists.items():
        seen: set[str] = set()
        for code in codes.walk():
            if code.code in seen:
                yield ("lists", name, "codes"), f"the code “{code.code}” stands in the list `{name}` twice.", ""
            seen.add(code.code)
        for code in codes.walk():
            if code.merged_into and code.merged_into not in seen:
                yield (
                    ("lists", name, "codes"),
                    f"“{code.code}” is merged into “{code.merged_into}”, which is not there.",
                    "",
                )


def _tables(codebook: Codebook) -> Iterator[Fault]:
    for name, table in codebook.tables.items():
        for column in table.key:
            if column not in table.columns:
                yield ("tables", name, "key"), f"`{column}` is not a column.", ", ".join(table.columns)
        for i, row in enumerate(table.rows):
            if len(row) != len(table.columns):
                yield ("tables", name, "rows", i), f"this row has {len(row)} cells, not {len(table.columns)}.", ""


def _tables_named(codebook: Codebook, part: object, where: Where) -> Iterator[Fault]:
    lookup = getattr(part, "lookup", None)
    if lookup is not None:
        table = codebook.tables.get(lookup.table)
        if table is None:
            yield where, f"there is no table “{lookup.table}”.", ", ".join(codebook.tables)
        elif lookup.column not in table.columns:
            yield where, f"the table `{lookup.table}` has no column “{lookup.column}”.", ", ".join(table.columns)
        elif len(lookup.key) != len(table.key):
            yield where, f"the table `{lookup.table}` is looked up by {', '.join(table.key)}.", ""
    if isinstance(part, tuple | list):
        for one in part:
            yield from _tables_named(codebook, one, where)
    for name in getattr(part, "model_fields_set", ()):
        yield from _tables_named(codebook, getattr(part, name), where)
        if name == "matches" and (fault := _bad_pattern(getattr(part, name))):
            yield where, fault, ""


def _rules(codebook: Codebook) -> Iterator[Fault]:
    seen: set[str] = set()
    for i, rule in enumerate(codebook.rules):
        where: Where = ("rules", i)
        if rule.id in seen:
            yield (*where, "id"), f"the rule id “{rule.id}” is used twice.", ""
        seen.add(rule.id)
        if (rule.scope == "dataset") != bool(rule.key):
            yield where, f"rule {rule.id}: a rule over the dataset has a key, and only such a rule.", ""
        if rule.scope == "event" and rule.check is None:
            yield where, f"rule {rule.id}: what must hold stands in `check`.", ""
        names = fields_of((rule.when, rule.check, rule.key))
        names |= {name for name in (rule.field, rule.each) if name}
        if rule.fix:
            names |= set(rule.fix.set) | fields_of(tuple(rule.fix.set.values()))
        for name in sorted(names - set(codebook.fields)):
            yield where, f"rule {rule.id}: `{name}` is not a field.", ", ".join(codebook.fields)
        yield from _tables_named(codebook, (rule.when, rule.check, rule.key), where)


def _profiles(codebook: Codebook) -> Iterator[Fault]:
    for name, profile in codebook.profiles.items():
        for i, column in enumerate(profile.columns):
            if column.field and column.field not in codebook.fields:
                yield ("profiles", name, "columns", i), f"`{column.field}` is not a field.", ", ".join(codebook.fields)
            if sum(map(bool, (column.field, column.part, column.extra))) != 1:
                yield ("profiles", name, "columns", i), "a column takes one of a field, a part and an extra.", ""
        yield from _sides(codebook, name, profile)


def _sides(codebook: Codebook, name: str, profile: Profile) -> Iterator[Fault]:
    """A table of one row a side: which fields of the one side stand for which of the other."""
    if not profile.sides:
        return
    where: Where = ("profiles", name, "sides")
    if len(profile.sides) != 2 or len(profile.sides[0]) != len(profile.sides[1]) or not profile.sides[0]:
        yield where, "sides are two lists of as many fields.", ""
        return
    columns = {column.field for column in profile.columns}
    for one, other in zip(*profile.sides, strict=True):
        for field in (one, other):
            if field not in codebook.fields:
                yield where, f"`{field}` is not a field.", ", ".join(codebook.fields)
        if one not in columns:
            yield where, f"`{one}` is of the first side and has no column.", ""
        if other in columns:
            yield where, f"`{other}` is of the second side and stands in the column of `{one}`.", ""
        if one in codebook.fields and other in codebook.fields and (
            codebook.fields[one].type, codebook.fields[one].codes, codebook.fields[one].many
        ) != (codebook.fields[other].type, codebook.fields[other].codes, codebook.fields[other].many):  # fmt: skip
            yield where, f"`{one}` and `{other}` do not take the same answers.", ""
    if not any(column.part == "id" for column in profile.columns):
        yield where, "a table of one row a side needs a column with the id, by which rows find each other.", ""


def _bad_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        return f"“{pattern}” is not a regular expression: {error}."
    return ""
