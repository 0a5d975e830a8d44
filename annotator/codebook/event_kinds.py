"""By which codes events fall into kinds, as a codebook says it: what names them in lists, figures, pairs and labels. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from .model import Codebook, CodedField


def kinds_of(codebook: Codebook, fields: Iterable[CodedField]) -> list[CodedField]:
    """Of these fields, the codes of the summary, in its order; a codebook that names its events by no code at all has the first
    code that must be answered. What is a place, or says how sure or of which kind another answer is, is no kind of event."""
    fields = list(fields)
    parts = {one.precision for one in fields} | {one.kind for one in fields}
    codes = {one.name: one for one in fields if one.type == "code" and not one.finds and one.name not in parts}
    named = [codes[name] for name in codebook.summary if name in codes]
    return named or [one for one in codes.values() if one.required][:1]


def with_parents(kinds: Iterable[CodedField], fields: Iterable[CodedField]) -> list[CodedField]:
    """Kinds, each after the field it belongs under."""
    known = {one.name: one for one in fields}
    found: dict[str, CodedField] = {}
    for one in kinds:
        found |= {name: known[name] for name in (one.parent, one.name) if name in known}
    return list(found.values())


def event_kinds(codebook: Codebook) -> list[CodedField]:
    """The fields that say which kind of event one is, the widest first; none where the codebook has no such field."""
    fields = list(codebook.fields.values())
    return with_parents(kinds_of(codebook, fields), fields)
