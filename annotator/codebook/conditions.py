"""Judges conditions and works out expressions over one event.

Owns the meaning of the codebook language. Everything from outside the event comes through `Scope`: the article's
facts and the registers (`Lookups`), which the project fulfils.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as setting
from datetime import date, timedelta
from functools import cache
from typing import Any, Protocol

from .. import dates
from ..places.outlines import could_lie_in
from .language import Condition, Expression, Form
from .model import Codebook
from .values import is_empty, is_missing


class Lookups(Protocol):
    """What checks may ask of the project."""

    def registered(self, register: str, name: str, country: str | None, date: str | None) -> Mapping[str, Any] | None:
        """The register's entry for a name that holds in the country on the day, or None."""
        ...

    def resolved(self, register: str, name: str, country: str | None, date: str | None) -> str:
        """What a known name that does not hold in the country on the day is called there and then; empty where it holds,
        is not known, or nothing else is."""
        ...


class NoLookups:
    """Registers without entries."""

    def registered(self, register: str, name: str, country: str | None, date: str | None) -> None:
        """Nothing is known."""

    def resolved(self, register: str, name: str, country: str | None, date: str | None) -> str:
        """Nothing is known."""
        return ""


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What checks may know of the article; empty texts where unknown."""

    date: str = ""
    title: str = ""
    source: str = ""
    text: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """One event as it is judged."""

    codebook: Codebook
    values: Mapping[str, Any]
    article: ArticleFacts = ArticleFacts()
    lookups: Lookups = setting(default_factory=NoLookups)
    item: Any = None

    def with_item(self, item: Any) -> Scope:
        """The same event with one item of a list in view."""
        return replace(self, item=item)

    def value(self, name: str) -> Any:
        """A field's value, None for none and for missing codes."""
        found = self.values.get(name)
        return None if is_empty(found) or is_missing(found) else found


def holds(condition: Condition | None, scope: Scope) -> bool:
    """Whether the condition is true of the event; no condition always holds."""
    if condition is None:
        return True
    if condition.all is not None:
        return all(holds(part, scope) for part in condition.all)
    if condition.any is not None:
        return any(holds(part, scope) for part in condition.any)
    if condition.not_ is not None:
        return not holds(condition.not_, scope)
    if condition.field is not None:
        left = scope.value(condition.field)
    elif condition.item is not None:
        left = _item(condition.item, scope)
    else:
        left = work_out(condition.of, scope)
    return _test(condition, left, scope)


def _test(condition: Condition, left: Any, scope: Scope) -> bool:
    test = condition.test
    if test == "present":
        return is_empty(left) is not condition.present
    if test == "matches":
        texts = left if isinstance(left, list) else [left]
        return any(_pattern(condition.matches or "").search(str(text)) for text in texts if not is_empty(text))
    right = work_out(getattr(condition, test + "_" if test in ("is", "in") else test), scope)
    match test:
        case "is":
            return same(left, right)
        case "is_not":
            return not same(left, right)
        case "in":
            return any(same(left, one) for one in _many(right))
        case "not_in":
            return not any(same(left, one) for one in _many(right))
        case "contains":
            return any(same(one, right) for one in _many(left))
        case "contains_any":
            return any(same(one, other) for one in _many(left) for other in _many(right))
        case "contains_all":
            return all(any(same(one, other) for one in _many(left)) for other in _many(right))
        case "inside":
            return all(any(same(one, other) for other in _many(right)) for one in _many(left))
    return _ordered(test, left, right)


def _ordered(test: str, left: Any, right: Any) -> bool:
    """Comparison of numbers or of ISO dates; with a side missing it says nothing and holds."""
    if is_empty(left) or is_empty(right):
        return True
    left, right = _comparable(left), _comparable(right)
    if type(left) is not type(right):
        left, right = str(left), str(right)
    match test:
        case "at_least":
            return left >= right
        case "at_most":
            return left <= right
        case "more_than":
            return left > right
    return left < right


def _comparable(value: Any) -> Any:
    if isinstance(value, dict):
        value = value.get("best", value.get("low", value.get("high")))
    if isinstance(value, bool | int | float):
        return float(value)
    text = str(value)
    return float(text) if re.fullmatch(r"[-+]?\d+(\.\d+)?", text) else text


def same(left: Any, right: Any) -> bool:
    """Equality in which 4 and "4" are the same and nothing equals only nothing."""
    if is_empty(left) or is_empty(right):
        return is_empty(left) and is_empty(right)
    return left == right or str(left) == str(right)


def _many(value: Any) -> Iterable[Any]:
    if is_empty(value):
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def _item(name: str, scope: Scope) -> Any:
    if name == "self":
        return scope.item
    return scope.item.get(name) if isinstance(scope.item, Mapping) else None


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def work_out(expression: Expression, scope: Scope) -> Any:
    """The expression's value over the event; None where it has none."""
    if not isinstance(expression, Form):
        return expression
    operator = expression.operator
    return _WORK[operator](expression, scope)


def _field(form: Form, scope: Scope) -> Any:
    return scope.value(form.field or "")


def _article(form: Form, scope: Scope) -> Any:
    return getattr(scope.article, form.article or "date") or None


def _year(form: Form, scope: Scope) -> Any:
    text = work_out(form.year, scope)
    match = re.match(r"(?:\.\./)?(\d{4})", str(text or ""))
    return int(match[1]) if match else None


def _numbers(expressions: tuple[Expression, ...] | None, scope: Scope) -> list[float]:
    flat = [one for expression in expressions or () for one in _many(work_out(expression, scope))]
    return [number for one in flat if isinstance(number := _comparable(one), float)]


def _whole(number: float) -> int | float:
    return int(number) if number.is_integer() else number


def _sum(form: Form, scope: Scope) -> Any:
    numbers = _numbers(form.sum, scope)
    return _whole(sum(numbers)) if numbers else None


def _count(form: Form, scope: Scope) -> Any:
    return len(list(_many(work_out(form.count, scope))))


def _lowest(form: Form, scope: Scope) -> Any:
    numbers = _numbers(form.lowest, scope)
    return _whole(min(numbers)) if numbers else None


def _highest(form: Form, scope: Scope) -> Any:
    numbers = _numbers(form.highest, scope)
    return _whole(max(numbers)) if numbers else None


def _sorted(form: Form, scope: Scope) -> Any:
    values = [work_out(part, scope) for part in form.sorted or ()]
    return sorted(str(one) for value in values for one in _many(value))


def _first(form: Form, scope: Scope) -> Any:
    return next((value for part in form.first or () if not is_empty(value := work_out(part, scope))), None)


def _join(form: Form, scope: Scope) -> Any:
    assert form.join is not None
    values = [one for part in form.join.values for one in _many(work_out(part, scope))]
    texts = [str(one) for one in values if not is_empty(one)]
    between, last = form.join.between, form.join.last
    if last is None or len(texts) < 2:
        return between.join(texts) or None
    return f"{between.join(texts[:-1])}{last}{texts[-1]}"


def _phrase(form: Form, scope: Scope) -> Any:
    parts = [work_out(part, scope) for part in form.phrase or ()]
    # A space between two words is written on purpose, though blank text is no value elsewhere.
    whole = all(part not in (None, "", []) for part in parts)
    return "".join(str(part) for part in parts) or None if whole else None


def _long_date(form: Form, scope: Scope) -> Any:
    try:
        known = dates.parse_value(str(work_out(form.long_date, scope)))
    except ValueError:
        return None
    if known.precision != "range":
        return _in_prose(known.first, known.precision)
    ends = [_in_prose(day, "day") for day in (known.first, known.last) if day]
    return " to ".join(ends) if len(ends) == 2 else f"{'from' if known.first else 'until'} {ends[0]}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _in_prose(day: date | None, precision: str) -> str:
    """2 June 2020, or as much of it as is known; never by the computer's language, whose words no check would read."""
    assert day is not None
    month = "" if precision == "year" else f"{_MONTHS[day.month - 1]} "
    return f"{f'{day.day} ' if precision == 'day' else ''}{month}{day.year:04}"


def _lookup(form: Form, scope: Scope) -> Any:
    assert form.lookup is not None
    table = scope.codebook.tables[form.lookup.table]
    key = tuple(table.key_text(work_out(part, scope)) for part in form.lookup.key)
    row = table.index.get(key)
    found = row.get(form.lookup.column) if row else None
    return work_out(form.lookup.otherwise, scope) if found is None else found


def _case(form: Form, scope: Scope) -> Any:
    for branch in form.case or ():
        if holds(branch.when, scope):
            return work_out(branch.then, scope)
    return work_out(form.otherwise, scope)


def _registered(form: Form, scope: Scope) -> Any:
    assert form.registered is not None
    asked = form.registered
    name = work_out(asked.name, scope)
    if is_empty(name):
        return None
    country, date = work_out(asked.country, scope), work_out(asked.date, scope)
    row = scope.lookups.registered(asked.register_, str(name), country, date)
    return row.get(asked.column) if row else None


def _label(form: Form, scope: Scope) -> Any:
    field = scope.codebook.fields[form.label or ""]
    value = scope.value(field.name)
    return scope.codebook.code_list(field).label(str(value)) if value is not None else None


def _parent_code(form: Form, scope: Scope) -> Any:
    field = scope.codebook.fields[form.parent_code or ""]
    return scope.codebook.code_list(field).parents.get(str(scope.value(field.name)))


def _day(value: Any, last: bool = False) -> Any:
    try:
        known = dates.parse_value(str(value))
    except ValueError:
        return None
    return (known.last or known.first) if last else (known.first or known.last)


def _days_between(form: Form, scope: Scope) -> Any:
    assert form.days_between is not None
    first, second = (_day(work_out(part, scope)) for part in form.days_between)
    return (second - first).days if first and second else None


def _name_year(form: Form, scope: Scope, position: int) -> Any:
    name = work_out(form.first_year_in_name if position == 0 else form.last_year_in_name, scope)
    years = dates.years_in_name(str(name)) if name else None
    return years[position] if years else None


def _date_in_text(form: Form, scope: Scope) -> Any:
    text = work_out(form.date_in_text, scope)
    found = dates.dates_in_note(str(text)) if text else []
    return found[0][2] if found else None


def _each(form: Form, scope: Scope) -> Any:
    group, _, sub = (form.each or "").partition(".")
    items = scope.value(group) or []
    return [item[sub] for item in items if isinstance(item, Mapping) and not is_empty(item.get(sub))]


def _days_in(form: Form, scope: Scope) -> Any:
    value = work_out(form.days_in, scope)
    first, last = _day(value), _day(value, last=True)
    return (last - first).days + 1 if first and last else None


def _middle_day(form: Form, scope: Scope) -> Any:
    value = work_out(form.middle_day, scope)
    first, last = _day(value), _day(value, last=True)
    return (first + timedelta(days=(last - first).days // 2)).isoformat() if first and last else None


def _last_day(form: Form, scope: Scope) -> Any:
    last = _day(work_out(form.last_day_known, scope), last=True)
    return last.isoformat() if last else None


def _could_lie_in(form: Form, scope: Scope) -> bool:
    assert form.could_lie_in is not None
    asked = form.could_lie_in
    latitude, longitude = (_comparable(work_out(part, scope)) for part in (asked.latitude, asked.longitude))
    country = work_out(asked.country, scope)
    if not isinstance(latitude, float) or not isinstance(longitude, float) or is_empty(country):
        return True
    return could_lie_in(latitude, longitude, str(country))


def _replace(form: Form, scope: Scope) -> Any:
    assert form.replace is not None
    text = work_out(form.replace.of, scope)
    return None if is_empty(text) else _pattern(form.replace.pattern).sub(form.replace.by, str(text)) or None


def _lower(form: Form, scope: Scope) -> Any:
    text = work_out(form.lower, scope)
    return str(text).casefold() if not is_empty(text) else None


def _distinct(form: Form, scope: Scope) -> Any:
    return list({str(one): one for one in _many(work_out(form.distinct, scope))}.values()) or None


def _without(form: Form, scope: Scope) -> Any:
    assert form.without is not None
    asked = form.without
    unwanted = [one for part in asked.values for one in _many(work_out(part, scope))]
    kept = [one for one in _many(work_out(asked.of, scope)) if not any(same(one, other) for other in unwanted)]
    if asked.matches:
        kept = [one for one in kept if not _pattern(asked.matches).search(str(one))]
    return kept or None


def _end_of(form: Form, scope: Scope) -> Any:
    value = work_out(getattr(form, form.operator), scope)
    if not isinstance(value, Mapping):
        return value
    near = {"low_of": ("low", "best"), "best_of": ("best",), "high_of": ("high", "best")}[form.operator]
    return next((value[name] for name in near if value.get(name) is not None), None)


_WORK = {
    "field": _field, "item": lambda form, scope: _item(form.item or "self", scope), "article": _article,
    "year": _year, "sum": _sum, "count": _count, "lowest": _lowest, "highest": _highest, "sorted": _sorted,
    "first": _first, "join": _join, "lookup": _lookup, "case": _case, "registered": _registered, "label": _label,
    "parent_code": _parent_code, "days_between": _days_between,
    "first_year_in_name": lambda form, scope: _name_year(form, scope, 0),
    "last_year_in_name": lambda form, scope: _name_year(form, scope, 1),
    "date_in_text": _date_in_text, "each": _each, "days_in": _days_in, "middle_day": _middle_day,
    "last_day_known": _last_day, "replace": _replace, "lower": _lower,
    "distinct": _distinct, "without": _without, "phrase": _phrase, "long_date": _long_date,
    "could_lie_in": _could_lie_in,
    "low_of": _end_of, "best_of": _end_of, "high_of": _end_of,
}  # fmt: skip
