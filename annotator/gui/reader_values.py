"""Reading a selected piece of text as a value of a field, as far as the words alone say it.

Must not know widgets or projects: text in, value out, or `Unreadable` with the sentence to show.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..codebook.model import Codebook, CodedField, title_of
from ..codebook.values import Unreadable, is_list, is_missing, read_one


class Taken(NamedTuple):
    """The field's new value, and the list item the selection speaks for (empty where it is the whole value)."""

    value: Any
    item: str = ""


def take(
    codebook: Codebook, field: CodedField, text: str, values: Mapping[str, Any], item: str = "", *, published: str = "",
    language: str = "",
) -> Taken:  # fmt: skip
    """The value a field gets from a selection; `values` are the event's, `published` the article's ISO day, `language` what
    it is written in, "" where that is not known. Raises Unreadable."""
    if field.type == "group":
        return _into_group(codebook, field, text, values.get(field.name), item, language)
    one = read_selected(codebook, field, text, published, language)
    if not is_list(field):
        return Taken(one)
    before = values.get(field.name)
    items = list(before) if isinstance(before, list) and not is_missing(before) else []
    # Taken a second time, an item is not repeated: the selection is further evidence for it.
    return Taken(items if one in items else [*items, one], str(one))


def read_selected(codebook: Codebook, field: CodedField, text: str, published: str = "", language: str = "") -> Any:
    """One item of the field from words of a text; days are seen from the day of publication. Raises Unreadable."""
    if field.type == "long_text":
        return text
    words = " ".join(text.split())
    if field.type in ("code", "yes_no"):
        return _code(codebook, field, words)
    if field.type == "date":
        return _date(codebook, field, words, published)
    if field.type not in ("integer", "number", "decimal"):
        return read_one(codebook, field, words)
    try:
        return read_one(codebook, field, words)
    except Unreadable as trouble:
        return _number(codebook, field, words, language, trouble)


def _date(codebook: Codebook, field: CodedField, words: str, published: str) -> Any:
    """A written date, or what “on Monday” is in an article of that day."""
    try:
        return read_one(codebook, field, words)
    except Unreadable:
        from ..assist.dates import said_date  # opening a project does not wait for it

        said = said_date(codebook, field, words, published)
        if said is None:
            raise
        return said


def _number(codebook: Codebook, field: CodedField, words: str, language: str, trouble: Unreadable) -> Any:
    """The number in "at least two people", in whatever language that is told."""
    if field.type != "decimal":
        from ..assist.numbers import said_number  # opening a project does not wait for it

        said = said_number(field, words, language)
        if said is not None:
            return said
    return _only_number(codebook, field, words, trouble)


def _only_number(codebook: Codebook, field: CodedField, words: str, trouble: Unreadable) -> Any:
    """The number in "at least two people", where there is just one."""
    found: list[Any] = []
    for token in re.findall(r"\d[\d.,]*\d|\d|[^\W\d]+(?:-[^\W\d]+)*", words):
        try:
            found.append(read_one(codebook, field, token))
        except Unreadable:
            continue
    if len(found) != 1:
        raise trouble
    return found[0]


def _code(codebook: Codebook, field: CodedField, words: str) -> str:
    """The code whose name, spelling or pointing words these are."""
    codes = codebook.code_list(field)
    folded = words.casefold()
    if (code := codes.spellings.get(folded)) is not None:
        return code
    pointed = [code.code for code in codes.walk() if folded in (word.casefold() for word in code.words)]
    if len(pointed) == 1:
        return pointed[0]
    raise Unreadable(f"“{words}” does not name one answer of {title_of(field)}.")


def _into_group(codebook: Codebook, field: CodedField, text: str, before: Any, item: str, language: str) -> Taken:
    """Sets one sub-field of one entry; `item` is ``2.role``, and a position behind the last adds an entry."""
    position, _, name = item.partition(".")
    sub = next((one for one in field.fields if one.name == name), None)
    if sub is None or not position.isdigit() or int(position) < 1:
        raise Unreadable(f"Choose a part of {title_of(field)} first.")
    entries = [dict(entry) for entry in before] if isinstance(before, list) else []
    if int(position) > len(entries):
        entries.append({})
    place = min(int(position), len(entries)) - 1
    entries[place][name] = take(codebook, sub, text, entries[place], language=language).value
    return Taken(entries, f"{place + 1}.{name}")
