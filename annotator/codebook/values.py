"""Values of fields: their shapes, how typed text becomes one, how one is shown.

A value is JSON: text; whole number or decimal; a number estimate (a whole number, or ``{"low", "best", "high"}``);
a code as text; a date as the text `dates` defines; a list of these where the field is `many` or `tags`; a list of
mappings for a group; or ``{"missing": CODE}``. A value that is not there has no key at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeGuard

from .. import dates
from .model import Codebook, CodedField

Value = Any
ESTIMATE = ("low", "best", "high")


class Unreadable(ValueError):
    """The text cannot be read as a value of the field; its text says why and what is allowed."""


def is_missing(value: Value) -> TypeGuard[dict[str, str]]:
    """Whether the value is a declared missing code."""
    return isinstance(value, dict) and set(value) == {"missing"}


def is_empty(value: Value) -> bool:
    """Whether there is nothing: None, blank text, an empty list or mapping."""
    return value is None or value == "" or value == [] or value == {} or (isinstance(value, str) and not value.strip())


def tidy(field: CodedField, value: Value) -> Value:
    """The canonical form of a value, None where nothing is left."""
    if is_empty(value) or is_missing(value):
        return value if is_missing(value) else None
    if field.type == "group":
        subs = {sub.name: sub for sub in field.fields}
        items = [
            {name: kept for name, sub_value in item.items() if name in subs
             for kept in [tidy(subs[name], sub_value)] if kept is not None}
            for item in value
        ]  # fmt: skip
        return items or None
    if is_list(field):
        kept = [tidy_one(field, item) for item in (value if isinstance(value, list) else [value])]
        return [item for item in kept if item is not None] or None
    return tidy_one(field, value)


def tidy_one(field: CodedField, value: Value) -> Value:
    """One item in canonical form."""
    if isinstance(value, str):
        value = value.strip() if field.type != "long_text" else value.strip("\n")
        return value or None
    if field.type == "number" and isinstance(value, dict):
        kept = {name: value[name] for name in ESTIMATE if value.get(name) is not None}
        if set(kept) == {"best"}:
            return kept["best"]
        return kept or None
    if field.type == "decimal" and isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)  # no more digits than a float is sure of, and than a file of the project holds
    return value


def is_list(field: CodedField) -> bool:
    """Whether the field's value is a list of plain items."""
    return field.many or field.type == "tags"


def is_prose(field: CodedField) -> bool:
    """Whether the field's value is a text to be written, or drafted: neither right nor wrong as a whole."""
    return field.type == "long_text" or field.draft is not None


def same_answer(one: Any, other: Any) -> bool:
    """Whether two values answer alike: lists and groups in any order, texts but for capitals and spaces."""
    return answer_key(one) == answer_key(other)


def answer_key(value: Any) -> str:
    """A value as a text that is equal for answers that are the same (see `same_answer`)."""
    if isinstance(value, str):
        return "text " + " ".join(value.split()).casefold()
    if isinstance(value, bool) or value is None:
        return repr(value)
    if isinstance(value, int | float):
        return f"number {float(value):.12g}"
    if is_missing(value):
        return f"missing {value['missing']}"
    if isinstance(value, Mapping):
        return repr(sorted((name, answer_key(part)) for name, part in value.items() if not is_empty(part)))
    return repr(sorted(map(answer_key, value)))


def read(codebook: Codebook, field: CodedField, text: str) -> Value:
    """The value a person typed or a table's cell holds; None for nothing. Raises Unreadable."""
    text = text.strip() if field.type != "long_text" else text
    if not text.strip():
        return None
    if text in field.missing:
        return {"missing": text}
    if is_list(field):
        parts = [part.strip() for part in re.split(re.escape(field.separator.strip()) + r"\s*", text)]
        return [read_one(codebook, field, part) for part in parts if part] or None
    return read_one(codebook, field, text)


def read_one(codebook: Codebook, field: CodedField, text: str) -> Value:
    """One item of the field from text. Raises Unreadable."""
    match field.type:
        case "integer":
            return read_whole(codebook, text)
        case "decimal":
            return read_decimal(text)
        case "number":
            return read_estimate(codebook, text)
        case "date":
            return read_date(field, text)
        case "code" | "yes_no":
            return codebook.code_list(field).spellings.get(text.casefold(), text)
        case _:
            return text


def read_whole(codebook: Codebook, text: str) -> int:
    """A whole number in digits or by the codebook's number words ("dozens")."""
    compact = text.replace(",", "").replace(" ", "").replace("\u00a0", "")
    if re.fullmatch(r"[-+]?\d{1,15}(\.0+)?", compact):
        return int(float(compact))
    word = codebook.number_words.get(text.casefold())
    if word is None:
        raise Unreadable(f"“{text}” is not a whole number.")
    return word


def word_read(codebook: Codebook, field: CodedField, text: str) -> str:
    """What is to be said of a text that is a number word of the codebook, and becomes its number; "" of any other."""
    number = codebook.number_words.get(text.strip().lstrip("~ ").casefold())
    if number is None or field.type not in ("integer", "number"):
        return ""
    return f"it is a number word of the codebook and became {number}"


def read_decimal(text: str) -> float | int:
    """A decimal number; a comma may be its point."""
    compact = text.replace(" ", "")
    if re.fullmatch(r"[-+]?\d+,\d+", compact):
        compact = compact.replace(",", ".")
    try:
        number = float(compact)
    except ValueError:
        raise Unreadable(f"“{text}” is not a number.") from None
    if number != number or number in (float("inf"), float("-inf")):
        raise Unreadable(f"“{text}” is not a number.")
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def read_estimate(codebook: Codebook, text: str) -> Value:
    """`12`, `10-15`, `10/12/15` (low/best/high), `10-`, `-15`, `~100`, or a number word."""
    if match := re.fullmatch(r"\s*(\d{1,15})\s*/\s*(\d{1,15})\s*/\s*(\d{1,15})\s*", text):
        low, best, high = (int(part) for part in match.groups())
        return {"low": low, "best": best, "high": high}
    if match := re.fullmatch(r"\s*(\d{0,15})\s*[-–]\s*(\d{0,15})\s*", text):
        low, high = match.groups()
        if low or high:
            return {name: int(part) for name, part in (("low", low), ("high", high)) if part}
    return read_whole(codebook, text.lstrip("~ "))


def read_date(field: CodedField, text: str) -> str:
    """A date in the canonical form of `dates`, from that form or a written one."""
    try:
        value = dates.parse_value(text)
    except ValueError:
        try:
            written = dates.read_written(text)
        except ValueError as error:
            raise Unreadable(str(error)) from None
        if written is None:
            raise Unreadable(f"“{text}” is not a date; write it as 2020-06-02.") from None
        return written
    return value.text


def show(codebook: Codebook, field: CodedField, value: Value, *, write: str = "code") -> str:
    """The value as one line of text; `write` chooses codes or labels."""
    if value is None:
        return ""
    if is_missing(value):
        return str(value["missing"])
    if field.type == "group":
        return "; ".join(
            ", ".join(show(codebook, sub, item[sub.name], write=write) for sub in field.fields if sub.name in item)
            for item in value
        )
    if isinstance(value, list):
        return field.separator.join(show_one(codebook, field, item, write) for item in value)
    return show_one(codebook, field, value, write)


def show_one(codebook: Codebook, field: CodedField, value: Value, write: str = "code") -> str:
    """One item as text."""
    if isinstance(value, dict):
        if all(name in value for name in ESTIMATE):
            return "/".join(str(value[name]) for name in ESTIMATE)
        if "best" in value:
            return "/".join(str(value.get(name, value["best"])) for name in ESTIMATE)
        return f"{value.get('low', '')}-{value.get('high', '')}"
    if write == "label" and field.type in ("code", "yes_no"):
        return codebook.code_list(field).label(str(value))
    if isinstance(value, float):
        return repr(value)
    return str(value)
