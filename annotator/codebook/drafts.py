"""Texts the program drafts from the other answers, and whether a coder has written in them.

Owns what "not edited yet" means: a text is the program's as long as it is what the draft gives for the very answers it
stands beside; nothing is stored about it. Must not know projects: `project.events` keeps drafts in step.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from .conditions import Scope, work_out
from .derivations import is_shown, with_derived
from .model import Codebook, CodedField, in_language
from .values import is_empty, tidy

MOST_PARTS = 31
"""Parts an event can be divided into: the days of the longest month."""


def draft(field: CodedField, full: Scope) -> str | None:
    """What the program would write for a field; None while too little is answered. `full` has derived values filled."""
    if field.draft is None or not is_shown(field, full):
        return None
    text = tidy(field, work_out(field.draft, full))
    return None if text is None else str(text)


def is_draft(field: CodedField, full: Scope) -> bool:
    """Whether the text that stands in a field is the program's, or there is none and none could be drafted."""
    return _behind(field, full) is not None


def redrafted(before: Scope, after: Scope, changed: Collection[str]) -> dict[str, str | None]:
    """The drafted fields that follow a change of the answers named: name → text, None for none.

    A text that was not the program's before the change, taken away by hand or written over, is left alone.
    """
    book = after.codebook
    names = [name for name, reads in book.drafted.items() if name not in changed and not reads.isdisjoint(changed)]
    if not names:
        return {}
    old, new = (replace(scope, values=with_derived(scope)) for scope in (before, after))
    found: dict[str, str | None] = {}
    for name in names:
        field = book.fields[name]
        behind = _behind(field, old)
        if behind is not None:
            text = _joined(draft(field, new), behind)
            if text != old.values.get(name):
                found[name] = text
    return found


def divided_note(codebook: Codebook, names: Collection[str], parts: int) -> str:
    """What is to be said of numbers that were shared out among so many parts."""
    return " ".join(
        _filled(codebook.fields[name], parts) for name in codebook.fields
        if name in names and codebook.fields[name].divided_note
    )  # fmt: skip


def with_note(text: Any, note: str) -> str | None:
    """A drafted field's text with a sentence behind it."""
    return _joined(text if isinstance(text, str) else None, note)


def _behind(field: CodedField, full: Scope) -> str | None:
    """What the program wrote behind its draft, most often nothing; None where the text is not the program's."""
    text, drafted = full.values.get(field.name), draft(field, full) or ""
    if is_empty(text):
        return None if drafted else ""
    if not isinstance(text, str) or not text.startswith(drafted):
        return None
    behind = text[len(drafted) :].strip(" ")
    return behind if _are_notes(full.codebook, behind) else None


def _are_notes(codebook: Codebook, text: str) -> bool:
    """Whether a text is nothing but sentences on division."""
    if not text:
        return True
    noted = [field for field in codebook.fields.values() if field.divided_note]
    sentences = [_filled(field, parts) for field in noted for parts in range(2, MOST_PARTS + 1)]
    while text:
        first = next((one for one in sentences if text == one or text.startswith(one + " ")), None)
        if first is None:
            return False
        text = text[len(first) :].strip(" ")
    return True


def _filled(field: CodedField, parts: int) -> str:
    return in_language(field.divided_note).replace("{parts}", str(parts)).strip()


def _joined(text: str | None, note: str) -> str | None:
    return " ".join(part for part in (text, note) if part) or None
