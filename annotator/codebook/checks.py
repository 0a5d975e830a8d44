"""Judges an event, and a whole dataset, by the codebook: built-in checks of every field, then the codebook's rules.

Owns what a problem is. A problem never changes anything: it says what is wrong, why, and what would put it right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from .. import dates
from .conditions import Scope, holds, same, work_out
from .derivations import allowed_codes, derive, is_required, is_shown, with_derived
from .drafts import draft
from .model import Code, CodedField, Fix, Rule, in_language, title_of
from .values import ESTIMATE, is_empty, is_list, is_missing, show, tidy

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Way:
    """A way out: what a click would set."""

    label: str
    set: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule says about an event."""

    rule: str
    severity: Severity
    field: str
    message: str
    reason: str = ""
    fix: Way | None = None
    item: int | None = None

    @property
    def key(self) -> str:
        """What an overruling refers to: the rule and its field."""
        return f"{self.rule}:{self.field}"


def check_event(scope: Scope) -> list[Problem]:
    """All problems of one event, in form order, errors and warnings mixed."""
    full = replace(scope, values=with_derived(scope))
    found: list[Problem] = []
    for field in scope.codebook.fields.values():
        found.extend(_check_field(field, scope, full))
    for rule in scope.codebook.rules:
        if rule.scope == "event":
            found.extend(_check_rule(rule, full))
    order = {name: place for place, name in enumerate(scope.codebook.fields)}
    return sorted(found, key=lambda problem: order.get(problem.field, len(order)))


def check_answers(scope: Scope) -> list[Problem]:
    """Problems of the article-level answers (the scope's values)."""
    found: list[Problem] = []
    for field in scope.codebook.article_fields.values():
        found.extend(_check_field(field, scope, scope))
    return found


def _check_field(field: CodedField, scope: Scope, full: Scope) -> Iterator[Problem]:
    given = scope.values.get(field.name)
    if is_empty(given):
        if is_required(field, full) and is_empty(full.values.get(field.name)):
            text = draft(field, full)
            fix = Way("Write the draft", {field.name: text}) if text else None
            yield _say(field, "required", f"{title_of(field)} is needed here.", fix=fix)
        return
    if not is_shown(field, full):
        yield _say(field, "shown", f"{title_of(field)} is not asked of this event.", fix=Way("Clear it", {field.name: None}))
    if is_missing(given):
        if given["missing"] not in field.missing:
            yield _say(field, "code", f"“{given['missing']}” is not a missing code of {title_of(field)}.")
        return
    yield from _check_value(field, given, full)
    if field.derived is not None:
        yield from _check_derived(field, given, scope, full)


def _check_value(field: CodedField, value: Any, full: Scope) -> Iterator[Problem]:
    if field.type == "group":
        yield from _check_group(field, value, full)
        return
    items = value if is_list(field) and isinstance(value, list) else [value]
    if isinstance(value, list) is not is_list(field):
        yield _say(field, "type", f"{title_of(field)} holds a {type(value).__name__} where none belongs.")
        return
    for position, item in enumerate(items):
        yield from _check_one(field, item, full, position if is_list(field) else None)
    if field.unique and len({str(item) for item in items}) != len(items):
        kept = list(dict.fromkeys(items))
        yield _say(
            field,
            "unique",
            f"{title_of(field)} names the same thing twice.",
            fix=Way("Keep it once", {field.name: kept}),
        )


def _check_group(field: CodedField, items: list[Any], full: Scope) -> Iterator[Problem]:
    for position, item in enumerate(items):
        inside = replace(full, values={**full.values, **item}, item=item)
        for sub in field.fields:
            value = item.get(sub.name)
            if is_empty(value):
                if (sub.required or (sub.required_when and holds(sub.required_when, inside))) and is_shown(sub, inside):
                    yield _say(
                        field,
                        "required",
                        f"{title_of(sub)} is needed in {title_of(field)} {position + 1}.",
                        item=position,
                    )
                continue
            for problem in _check_value(sub, value, inside):
                message = f"{title_of(field)} {position + 1}: {problem.message}"
                yield replace(problem, field=field.name, item=position, message=message, fix=None)


def _check_one(field: CodedField, item: Any, full: Scope, position: int | None) -> Iterator[Problem]:
    say = lambda kind, message, **more: _say(field, kind, message, item=position, **more)  # noqa: E731
    match field.type:
        case "code" | "yes_no":
            yield from _check_code(field, item, full, position)
        case "tags":
            yield from _check_tag(field, item, full, position)
        case "date":
            try:
                parsed = dates.parse_value(str(item))
            except ValueError as error:
                yield say("date", f"{title_of(field)}: {error}")
                return
            if not field.ranges and parsed.precision != "day":
                yield say("date", f"{title_of(field)} takes one day, not “{item}”.")
        case "integer":
            if not isinstance(item, int) or isinstance(item, bool):
                yield say("type", f"{title_of(field)}: “{item}” is not a whole number.")
                return
            yield from _check_range(field, item, position)
        case "decimal":
            if not isinstance(item, int | float) or isinstance(item, bool):
                yield say("type", f"{title_of(field)}: “{item}” is not a number.")
                return
            yield from _check_range(field, item, position)
        case "number":
            yield from _check_estimate(field, item, position)
        case _:
            if field.pattern and not re.search(field.pattern, str(item)):
                yield say("pattern", f"{title_of(field)}: “{item}” does not have the form asked for.")
            if field.register_ == "actors":
                yield from _check_actor(field, str(item), full, position)


def _check_actor(field: CodedField, name: str, full: Scope, position: int | None) -> Iterator[Problem]:
    """Who an actor is depends on the country and the day: when either changes, the register may know another entry."""
    countries = (one.name for one in full.codebook.fields.values() if one.finds == "country")
    country = next((str(full.values[one]) for one in countries if isinstance(full.values.get(one), str)), None)
    day = str(full.values.get(_date_field(full)) or full.article.date or "")
    meant = full.lookups.resolved("actors", name, country, day if dates.is_valid(day) and len(day) == 10 else None)
    if not meant:
        return
    where = " ".join(part for part in (f"in {country}" if country else "", f"on {day}" if day else "") if part)
    given = full.values.get(field.name)
    items = [meant if one == name else one for one in given] if isinstance(given, list) else meant
    inside = field.name in full.codebook.fields
    fix = Way(f"Use “{meant}”", {field.name: items}) if inside else None
    message = f"{title_of(field)}: {where}, the register has “{meant}” for “{name}”."
    yield _say(field, "register", message, fix=fix, item=position, severity="warning")


def _check_code(field: CodedField, item: Any, full: Scope, position: int | None) -> Iterator[Problem]:
    codes = full.codebook.code_list(field)
    code = codes.by_code.get(str(item))
    if code is None:
        near = codes.spellings.get(str(item).casefold())
        fix = Way(f"Use “{codes.label(near)}”", {field.name: near}) if near and position is None else None
        yield _say(field, "code", f"“{item}” is not an answer of {title_of(field)}.", fix=fix, item=position)
    elif field.parent:
        allowed = allowed_codes(field, full)
        if str(item) not in allowed:
            parent = codes.parents.get(str(item))
            fix = Way(f"Set {parent}", {field.parent: parent}) if parent else None
            given = full.value(field.parent)
            above = codes.label(str(given)) if given else "nothing"
            message = f"“{codes.label(str(item))}” does not belong to “{above}”."
            yield _say(field, "parent", message, fix=fix, item=position)
    elif field.level == 1 and str(item) not in allowed_codes(field, full):
        yield _say(field, "code", f"“{codes.label(str(item))}” is not a first-level code.", item=position)
    elif code.merged_into:
        yield _say(
            field,
            "code",
            f"“{codes.label(str(item))}” was merged into “{codes.label(code.merged_into)}”.",
            item=position,
        )


def _check_tag(field: CodedField, item: Any, full: Scope, position: int | None) -> Iterator[Problem]:
    codes = full.codebook.code_list(field)
    if not codes.codes:
        return
    name, sign, value = _tag_parts(str(item))
    code = codes.by_code.get(name) or codes.by_code.get(codes.spellings.get(name.casefold(), ""))
    if code is None:
        yield _say(field, "code", f"“{name}” is not a tag of the codebook.", item=position, severity="warning")
        return
    yield from _check_tag_value(field, code, sign, value, position)
    day = str(full.values.get(_date_field(full)) or full.article.date or "")[:10]
    if day and ((code.valid_from and day < code.valid_from) or (code.valid_to and day > code.valid_to)):
        yield _say(field, "code", f"The tag “{name}” was not in use on {day}.", item=position, severity="warning")


def _check_tag_value(field: CodedField, code: Code, sign: str, value: str, position: int | None) -> Iterator[Problem]:
    if code.value == "none" and sign:
        yield _say(field, "code", f"The tag “{code.code}” takes no value.", item=position, severity="warning")
    elif code.value != "none" and not value:
        yield _say(
            field,
            "code",
            f"The tag “{code.code}” needs a value, as “{code.code}=…”.",
            item=position,
            severity="warning",
        )
    elif isinstance(code.value, tuple) and value not in code.value:
        yield _say(field, "code", f"“{value}” is not a value of the tag “{code.code}”.", item=position, severity="warning")


def _tag_parts(tag: str) -> tuple[str, str, str]:
    match = re.match(r"([^=:]+?)\s*([=:])\s*(.*)$", tag)
    return (match[1], match[2], match[3]) if match else (tag, "", "")


def _date_field(scope: Scope) -> str:
    return next((field.name for field in scope.codebook.fields.values() if field.type == "date"), "")


def _check_range(field: CodedField, item: float, position: int | None) -> Iterator[Problem]:
    if field.minimum is not None and item < field.minimum:
        yield _say(field, "range", f"{title_of(field)} cannot be below {field.minimum:g}.", item=position)
    if field.maximum is not None and item > field.maximum:
        yield _say(field, "range", f"{title_of(field)} cannot be above {field.maximum:g}.", item=position)


def _check_estimate(field: CodedField, item: Any, position: int | None) -> Iterator[Problem]:
    parts = item if isinstance(item, dict) else {"best": item}
    if not all(isinstance(number, int | float) and not isinstance(number, bool) for number in parts.values()):
        yield _say(field, "type", f"{title_of(field)}: “{item}” is not a number estimate.", item=position)
        return
    for number in parts.values():
        yield from _check_range(field, number, position)
    ordered = [parts[name] for name in ESTIMATE if name in parts]
    if ordered != sorted(ordered):
        yield _say(field, "range", f"{title_of(field)}: low, best and high are not in order.", item=position)


def _check_derived(field: CodedField, given: Any, scope: Scope, full: Scope) -> Iterator[Problem]:
    without = {name: value for name, value in full.values.items() if name != field.name}
    follows = derive(field, replace(scope, values=without))
    if follows is not None and not same(follows, tidy(field, given)):
        codebook = scope.codebook
        yield _say(
            field, "derived",
            f"{title_of(field)} is “{show(codebook, field, given, write='label')}”, but from the other answers follows "
            f"“{show(codebook, field, follows, write='label')}”.",
            fix=Way(f"Use “{show(codebook, field, follows, write='label')}”", {field.name: follows}),
        )  # fmt: skip


def _check_rule(rule: Rule, full: Scope) -> Iterator[Problem]:
    if not rule.each:
        if holds(rule.when, full) and not holds(rule.check, full):
            yield _fired(rule, full, None)
        return
    for position, item in enumerate(full.value(rule.each) or []):
        inside = full.with_item(item)
        if holds(rule.when, inside) and not holds(rule.check, inside):
            yield _fired(rule, inside, position)


def _fired(rule: Rule, scope: Scope, position: int | None) -> Problem:
    fix = _way(rule.fix, scope) if rule.fix else None
    return Problem(
        rule.id, rule.severity, rule.field, _filled(in_language(rule.message), scope), in_language(rule.reason), fix,
        position,
    )  # fmt: skip


def _way(fix: Fix, scope: Scope) -> Way | None:
    worked = {name: tidy(scope.codebook.fields[name], work_out(value, scope)) for name, value in fix.set.items()}
    if all(same(scope.values.get(name), value) for name, value in worked.items()):
        return None
    return Way(_filled(in_language(fix.label), scope), worked)


def _filled(text: str, scope: Scope) -> str:
    """The message with {field} replaced by the field's shown value, {item} by the item."""

    def put(match: re.Match[str]) -> str:
        name = match[1]
        if name == "item":
            return str(scope.item)
        if name == "article_date":
            return scope.article.date or "?"
        field = scope.codebook.fields.get(name)
        if field is None:
            return match[0]
        return show(scope.codebook, field, scope.values.get(name), write="label") or "nothing"

    return re.sub(r"\{([a-z][a-z0-9_]*)\}", put, text)


def _say(
    field: CodedField, kind: str, message: str, *, fix: Way | None = None, item: int | None = None,
    severity: Severity = "error",
) -> Problem:  # fmt: skip
    reason = _REASONS.get(kind, "")
    return Problem(field.check_ids.get(kind, kind), severity, field.name, message, reason, fix, item)


_REASONS = {
    "required": "Without it the event is not complete.",
    "shown": "Another answer says that this question does not apply.",
    "code": "Only answers of the codebook's closed list can be counted.",
    "parent": "Each sub-type belongs to one type.",
    "derived": "The value follows from other answers by the codebook's own table.",
    "unique": "A list names each thing once.",
    "date": "Dates are kept as ISO days, so that they sort and compare.",
    "type": "The value is not of the field's kind.",
    "range": "The number lies outside what the codebook allows.",
    "pattern": "The codebook asks for a certain form.",
    "register": "Who an actor is depends on the country of the event and on its day.",
}


def check_dataset(
    scopes: Iterable[tuple[str, Scope]], judged: Callable[[str], Container[str]] = lambda _event: ()
) -> dict[str, list[Problem]]:
    """Problems between events, by event id: rules over the dataset, judged in one pass by their key.

    `judged` names the events of which somebody has said already whether they are the same happening as this one: about those
    nothing is asked any more.

    Memory grows with the number of keys; a project uses its own index for the same rules.
    """
    groups: dict[tuple[int, tuple[Any, ...]], list[tuple[str, Scope]]] = {}
    rules: tuple[Rule, ...] = ()
    for name, scope in scopes:
        rules = rules or tuple(rule for rule in scope.codebook.rules if rule.scope == "dataset")
        if not rules:
            return {}
        full = replace(scope, values=with_derived(scope))
        for place, rule in enumerate(rules):
            if holds(rule.when, full) and (key := rule_key(rule, full)) is not None:
                groups.setdefault((place, key), []).append((name, full))
    found: dict[str, list[Problem]] = {}
    for (place, _), members in groups.items():
        rule = rules[place]
        for name, scope in clashing(rule, members):
            known = judged(name)
            others = [other for other, _ in members if other != name and other not in known][:3]
            if not others:
                continue
            problem = _fired(rule, scope, None)
            found.setdefault(name, []).append(replace(problem, message=f"{problem.message} ({', '.join(others)})"))
    return found


def rule_key(rule: Rule, full: Scope) -> tuple[Any, ...] | None:
    """The key of a dataset rule for one event (derived values filled), None where a part is missing."""
    parts = tuple(work_out(part, full) for part in rule.key)
    if any(is_empty(part) for part in parts):
        return None
    return tuple(tuple(part) if isinstance(part, list) else str(part) for part in parts)


def clashing(rule: Rule, members: list[tuple[str, Scope]]) -> list[tuple[str, Scope]]:
    """Of events sharing a key, those the rule speaks of."""
    if len(members) < 2:
        return []
    if rule.together is None:
        return members
    held = {name: str(scope.values.get(rule.together.field)) for name, scope in members}
    for wanted in rule.together.sets:
        if set(wanted) <= set(held.values()):
            return [member for member in members if held[member[0]] in wanted]
    return []


def overruled(problems: Iterable[Problem], reasons: Mapping[str, str]) -> list[Problem]:
    """The problems that still stand when those with a kept reason are left out."""
    return [problem for problem in problems if problem.key not in reasons]


__all__ = ["Problem", "Severity", "Way", "check_answers", "check_dataset", "check_event", "overruled"]
