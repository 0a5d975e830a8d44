"""How a field is combined where several events tell one incident, in a short line.

Pure, and part of `guide_facts`.
"""

from __future__ import annotations

from .combined_rules import NUMBERS, rules_of
from .model import Codebook, CodedField, Combined

_BY = {
    "most_precise": "That of the most precise event", "lowest": "The lowest", "highest": "The highest",
    "median": "The middle one", "ranked": "The one that stands first in the list", "earliest": "The earliest",
    "latest": "The latest", "joined": "Those of all, each once", "most_common": "What most events say",
    "longest": "The longest", "closest": "That of the event closest to the whole",
}  # fmt: skip
_THEN = {
    "most_common": "what most of them say", "most_precise": "the most precise", "lowest": "the lowest",
    "highest": "the highest", "earliest": "the earliest", "latest": "the latest", "longest": "the longest",
    "closest": "the one closest to the whole", "first": "the first article's",
}  # fmt: skip

_LED = ("ranked", "earliest", "latest", "longest")
"""The rules by which the first field decides."""


def combined_lines(codebook: Codebook) -> dict[str, tuple[str, tuple[str, ...]]]:
    """By field that has a rule: how it is combined, and the other fields that come from the same event. No line where a
    field only comes along with the first of these."""
    found = dict[str, tuple[str, tuple[str, ...]]]()
    for rule in rules_of(codebook):
        for name in rule.fields:
            if rule.by in _LED and name != rule.fields[0]:
                found[name] = ("", rule.fields[:1])
            else:
                others = tuple(one for one in rule.fields if one != name) if rule.by != "joined" else ()
                found[name] = (_line(codebook, rule, codebook.fields[name]), others)
    return found


def _line(codebook: Codebook, rule: Combined, field: CodedField) -> str:
    text = _BY[rule.by]
    if rule.by == "joined":
        one = "The code that has the parts of all" if field.type == "code" and not field.many else text
        return one + (", side by side with the rest" if len(rule.fields) > 1 else "")
    if rule.by in ("lowest", "highest", "median") and sum(codebook.fields[one].type in NUMBERS for one in rule.fields) > 1:
        text += " by the sum"
    if rule.order:
        codes = codebook.code_list(field)
        text = f"The first of {', '.join(map(codes.label, rule.order))}; then as the list has it"
    return text + (f"; of equals {_THEN[rule.then]}" if rule.then else "")
