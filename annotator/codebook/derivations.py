"""Works out what follows from other values: derived fields, and which fields are asked at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .conditions import Scope, holds, work_out
from .model import Codebook, CodedField
from .values import is_empty, tidy


def derive(field: CodedField, scope: Scope) -> Any:
    """The value that follows for one derived field, None for none."""
    return tidy(field, work_out(field.derived, scope))


def with_derived(scope: Scope) -> dict[str, Any]:
    """The event's values with every derived field filled: a given value stays, an absent one is worked out."""
    values = dict(scope.values)
    working = replace(scope, values=values)  # sees each derived value as it is filled in
    for name in scope.codebook.derived_order:
        if is_empty(values.get(name)):
            value = derive(scope.codebook.fields[name], working)
            if is_empty(value):
                values.pop(name, None)
            else:
                values[name] = value
    return values


def is_shown(field: CodedField, scope: Scope) -> bool:
    """Whether the field is asked of this event."""
    return holds(field.shown_when, scope)


def is_required(field: CodedField, scope: Scope) -> bool:
    """Whether the event is not complete without the field."""
    if not is_shown(field, scope):
        return False
    return field.required or (field.required_when is not None and holds(field.required_when, scope))


def allowed_codes(field: CodedField, scope: Scope) -> tuple[str, ...]:
    """The codes offered for a field, given its parent's value; all of the list without a parent."""
    codes = scope.codebook.code_list(field)
    if field.parent:
        parent = codes.by_code.get(str(scope.value(field.parent)))
        return tuple(child.code for child in parent.children) if parent else ()
    if field.level == 1:
        return tuple(code.code for code in codes.codes)
    return tuple(codes.by_code)


def cleared_by(codebook: Codebook, values: Mapping[str, Any], changed: str) -> set[str]:
    """Fields whose code no longer belongs under the changed parent."""
    cleared: set[str] = set()
    for field in codebook.fields.values():
        if field.parent == changed and not is_empty(values.get(field.name)):
            scope = Scope(codebook, values)
            if values[field.name] not in allowed_codes(field, scope):
                cleared.add(field.name)
    return cleared
