"""How a field's values are measured: the metric of its type, and each value in the form in which it is compared.

Owns which fields are asked for agreement at all. Derived fields follow from others and say nothing of a coder; texts that
are written, not chosen, are no question of agreement. A point on the map is one question, not two.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .. import dates
from ..codebook.model import Codebook, CodedField
from ..codebook.soundness import COUNTS
from ..codebook.values import ESTIMATE, is_empty, is_list, is_missing, is_prose
from .figures import Metric

NOTHING = None
"""No value: nothing was said, or, on a scale of numbers, nothing that has a place on it."""


@dataclass(frozen=True, slots=True)
class Scale:
    """One question about events or articles. `name` is its (first) field's; `other` the second of a point's two; `order`
    the ranks of an ordinal scale; `kind` is `date`, `place`, `count` or empty: what is told beside the coefficients."""

    name: str
    field: CodedField
    metric: Metric
    kind: str = ""
    order: tuple[Any, ...] = ()
    other: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields it reads."""
        return (self.name, self.other) if self.other else (self.name,)


def scales_of(codebook: Codebook, fields: Mapping[str, CodedField]) -> list[Scale]:
    """The questions among some fields of a codebook, in their order."""
    points = _point(codebook, fields)
    found: list[Scale] = []
    for name, field in fields.items():
        if field.derived is not None or is_prose(field):
            continue
        if points and name == points[1]:
            continue
        if points and name == points[0]:
            found.append(Scale(name, field, "place", "place", other=points[1]))
        else:
            found.append(_scale(codebook, field))
    return found


def _point(codebook: Codebook, fields: Mapping[str, CodedField]) -> tuple[str, ...]:
    """The fields of a point's latitude and longitude; empty where either is not there."""
    by_part = {field.finds: field.name for field in fields.values() if field.finds and field.derived is None}
    return (by_part["latitude"], by_part["longitude"]) if {"latitude", "longitude"} <= set(by_part) else ()


def _scale(codebook: Codebook, field: CodedField) -> Scale:
    if is_list(field) or field.type == "group":
        return Scale(field.name, field, "sets")
    if field.scale and field.type != "date":
        order = tuple(code.code for code in codebook.code_list(field).walk()) if field.scale == "ordinal" else ()
        return Scale(field.name, field, field.scale, "count" if field.finds in COUNTS else "", order)
    match field.type:
        case "date":
            return Scale(field.name, field, "interval", "date")
        case "integer" | "number" if field.finds in COUNTS:
            return Scale(field.name, field, "log", "count")
        case "integer" | "decimal" | "number":
            return Scale(field.name, field, "interval")
        case "code" if field.finds == "place_precision" or _is_precision(codebook, field):
            return Scale(field.name, field, "ordinal", order=tuple(code.code for code in codebook.code_list(field).walk()))
        case _:
            return Scale(field.name, field, "nominal")


def _is_precision(codebook: Codebook, field: CodedField) -> bool:
    return any(one.precision == field.name for one in codebook.fields.values())


def measured(scale: Scale, values: Mapping[str, Any], aliases: Mapping[str, str]) -> Hashable:
    """A value as its scale compares it: a text, a number, a set, a point, or NOTHING. `aliases` gives for a spelling of an
    actor, case-folded, the name in the register."""
    value = values.get(scale.name)
    if scale.metric == "place":
        other = values.get(scale.other)
        if isinstance(value, int | float) and isinstance(other, int | float):
            return float(value), float(other)
        return NOTHING
    if is_empty(value) or (is_missing(value) and scale.metric != "nominal"):
        return NOTHING  # a code that says why there is no answer has no rank, and is no member of a set
    if scale.metric in ("interval", "log", "ratio") or (scale.metric == "ordinal" and not scale.order):
        return _number(scale, value)
    if scale.metric == "sets":
        items = value if isinstance(value, list) else [value]
        return frozenset(_text(item, scale.field, aliases) for item in items)
    return _text(value, scale.field, aliases)


def answered(scale: Scale, values: Mapping[str, Any]) -> bool:
    """Whether anything stands there, a code that says why nothing does included."""
    return not is_empty(values.get(scale.name))


def _number(scale: Scale, value: Any) -> float | None:
    if scale.kind == "date":
        return _day(value)
    if isinstance(value, bool) or is_missing(value):
        return None
    if isinstance(value, int | float):
        number = float(value)
    elif isinstance(value, dict):
        known = [value[name] for name in ("best", *ESTIMATE) if isinstance(value.get(name), int | float)]
        if not known:
            return None
        number = float(known[0]) if "best" in value else sum(map(float, known)) / len(known)
    else:
        return None
    if scale.metric == "log" and number < 0:
        return None
    return number if math.isfinite(number) else None


def _day(value: Any) -> float | None:
    """A date as a day's number, the middle of a span of days; None for none that can be read."""
    if not isinstance(value, str):
        return None
    try:
        return float(date.fromisoformat(value).toordinal())
    except ValueError:
        pass
    try:
        known = dates.parse_value(value)
    except ValueError:
        return None
    first, last = known.first or known.last, known.last or known.first
    return (first.toordinal() + last.toordinal()) / 2 if first and last else None


def _text(value: Any, field: CodedField, aliases: Mapping[str, str]) -> str:
    """A value as a text that is equal where two values say the same."""
    if isinstance(value, str):
        known = aliases.get(value.casefold(), value) if field.register_ == "actors" else value
        return " ".join(known.split()).casefold() if field.type == "text" else known
    if is_missing(value):
        return str(value["missing"])
    if isinstance(value, dict):
        subs = {sub.name: sub for sub in field.fields}
        parts = [
            f"{name}={_text(value[name], subs.get(name, field), aliases)}"
            for name in sorted(value) if not is_empty(value[name])
        ]  # fmt: skip
        return "; ".join(parts)
    if isinstance(value, list):
        return "; ".join(sorted(_text(item, field, aliases) for item in value))
    return str(value)
