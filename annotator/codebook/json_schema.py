"""A codebook as JSON Schema (draft 2020-12): what one event's values may be."""

from __future__ import annotations

import re
from typing import Any

from .model import Codebook, CodedField, in_language, title_of
from .values import is_list

DAY = r"^(\.\./|)\d{4}(-\d{2}(-\d{2})?)?(/(\.\.|\d{4}(-\d{2}(-\d{2})?)?))?~?$"


def event_schema(codebook: Codebook, *, whole: bool = True) -> dict[str, Any]:
    """The schema of one event: an object of the codebook's fields, nothing else allowed. Where it need not be `whole`, no
    answer is required: as of what one article says."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": in_language(codebook.title) or codebook.name,
        "type": "object",
        "properties": {name: field_schema(codebook, field, whole=whole) for name, field in codebook.fields.items()},
        "required": [name for name, field in codebook.fields.items() if whole and field.required and field.derived is None],
        "additionalProperties": False,
    }


def field_schema(codebook: Codebook, field: CodedField, *, whole: bool = True) -> dict[str, Any]:
    """The schema of the answers to one field."""
    if field.type == "group":
        inner = {
            "type": "object",
            "properties": {sub.name: field_schema(codebook, sub, whole=whole) for sub in field.fields},
            "required": [sub.name for sub in field.fields if whole and sub.required],
            "additionalProperties": False,
        }
        schema: dict[str, Any] = {"type": "array", "items": inner}
    elif field.many or field.type == "tags":
        schema = {"type": "array", "items": _one(codebook, field), "uniqueItems": field.unique}
    else:
        schema = _one(codebook, field)
    if field.missing:
        codes = {
            "type": "object", "properties": {"missing": {"enum": list(field.missing)}}, "required": ["missing"],
            "additionalProperties": False,
        }  # fmt: skip
        schema = {"anyOf": [schema, codes]}
    schema["title"] = title_of(field)
    if field.definition:
        schema["description"] = in_language(field.definition)
    if field.derived is not None:
        schema["readOnly"] = True
    return schema


def _one(codebook: Codebook, field: CodedField) -> dict[str, Any]:
    match field.type:
        case "integer":
            return {"type": "integer", **_limits(field)}
        case "decimal":
            return {"type": "number", **_limits(field)}
        case "number":
            whole = {"type": "integer", **_limits(field)}
            parts = {
                "type": "object",
                "properties": dict.fromkeys(("low", "best", "high"), whole),
                "additionalProperties": False,
            }
            return {"anyOf": [whole, parts]}
        case "date":
            return {"type": "string", "pattern": DAY}
        case "code" | "yes_no":
            codes = codebook.code_list(field)
            names = [code.code for code in (codes.codes if field.level == 1 else codes.walk())]
            if field.parent:
                names = list(codes.parents)
            return {"type": "string", "enum": names}
        case _:
            return {"type": "string", **({"pattern": field.pattern} if field.pattern else {})}


def _limits(field: CodedField) -> dict[str, Any]:
    limits = {"minimum": field.minimum, "maximum": field.maximum}
    return {name: value for name, value in limits.items() if value is not None}


def fits(codebook: Codebook, field: CodedField, value: Any) -> bool:
    """Whether an answer is valid by the schema of its field, where an event need not be whole."""
    if isinstance(value, dict) and set(value) == {"missing"}:
        return value["missing"] in tuple(field.missing)
    if field.type == "group":
        subs = {sub.name: sub for sub in field.fields}
        return isinstance(value, list) and all(
            isinstance(item, dict) and all(name in subs and fits(codebook, subs[name], one) for name, one in item.items())
            for item in value
        )
    if is_list(field):
        if not isinstance(value, list) or (field.unique and len({repr(one) for one in value}) < len(value)):
            return False
        return all(_fits_one(codebook, field, one) for one in value)
    return _fits_one(codebook, field, value)


def _fits_one(codebook: Codebook, field: CodedField, value: Any) -> bool:
    match field.type:
        case "integer":
            return _is_whole(value) and _within(field, value)
        case "decimal":
            return isinstance(value, int | float) and not isinstance(value, bool) and _within(field, value)
        case "number" if isinstance(value, dict):
            return set(value) <= {"low", "best", "high"} and all(
                _is_whole(one) and _within(field, one) for one in value.values()
            )
        case "number":
            return _is_whole(value) and _within(field, value)
        case "date":
            return isinstance(value, str) and re.search(DAY, value) is not None
        case "code" | "yes_no":
            return isinstance(value, str) and value in _one(codebook, field)["enum"]
        case _:
            return isinstance(value, str) and (not field.pattern or re.search(field.pattern, value) is not None)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _within(field: CodedField, value: float) -> bool:
    return (field.minimum is None or value >= field.minimum) and (field.maximum is None or value <= field.maximum)
