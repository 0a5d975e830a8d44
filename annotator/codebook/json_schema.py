"""A codebook as JSON Schema (draft 2020-12): what one event's values may be."""

from __future__ import annotations

from typing import Any

from .model import Codebook, CodedField, in_language, title_of

DAY = r"^(\.\./|)\d{4}(-\d{2}(-\d{2})?)?(/(\.\.|\d{4}(-\d{2}(-\d{2})?)?))?~?$"


def event_schema(codebook: Codebook) -> dict[str, Any]:
    """The schema of one event: an object of the codebook's fields, nothing else allowed."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": in_language(codebook.title) or codebook.name,
        "type": "object",
        "properties": {name: _field(codebook, field) for name, field in codebook.fields.items()},
        "required": [name for name, field in codebook.fields.items() if field.required and field.derived is None],
        "additionalProperties": False,
    }


def _field(codebook: Codebook, field: CodedField) -> dict[str, Any]:
    if field.type == "group":
        inner = {
            "type": "object",
            "properties": {sub.name: _field(codebook, sub) for sub in field.fields},
            "required": [sub.name for sub in field.fields if sub.required],
            "additionalProperties": False,
        }
        schema: dict[str, Any] = {"type": "array", "items": inner}
    elif field.many or field.type == "tags":
        schema = {"type": "array", "items": _one(codebook, field), "uniqueItems": field.unique}
    else:
        schema = _one(codebook, field)
    if field.missing:
        codes = {"type": "object", "properties": {"missing": {"enum": list(field.missing)}}, "required": ["missing"]}
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
