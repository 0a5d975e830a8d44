"""How a codebook combines the events of one incident, in words: one sentence a field.

Owns those sentences. Pure, and part of `guide_facts`; what the rules come to is `combining`'s matter.
"""

from __future__ import annotations

from collections.abc import Callable

from .model import CodedField, Combined
from .wording import listed

BY = {
    "most_precise": "what is said most exactly", "lowest": "the lowest number", "highest": "the highest number",
    "median": "the number in the middle", "ranked": "the code that stands first in its list",
    "earliest": "the earliest date", "latest": "the latest date",
    "joined": "all answers, each once, in the order of the articles", "most_common": "what most events say",
    "longest": "the longest text", "closest": "what the event says that agrees most with the rest of the incident",
}  # fmt: skip
"""Every rule in words."""
THEN = {
    "most_common": "what most events say", "most_precise": "the most exact", "lowest": "the lowest", "highest": "the highest",
    "earliest": "the earliest", "latest": "the latest", "longest": "the longest", "first": "that of the first article",
    "closest": "the one that agrees most with the rest of the incident",
}  # fmt: skip
"""What decides between answers that a rule finds equally good."""


def in_incident(rule: Combined, field: CodedField, to: Callable[[str], str]) -> str:
    """What a field of an incident of several events holds; `to` gives a field's title as a link."""
    name = field.name
    others = [to(one) for one in rule.fields if one not in (name, rule.precision)]
    if len(others) > 4:
        others = [*others[:3], f"{len(others) - 3} more"]
    said = BY[rule.by]
    if name == rule.precision:
        said = "the most exact that is said"
    elif rule.by == "most_precise" and rule.precision:
        said = f"what the event says that is most exact by {to(rule.precision)}"
    elif rule.by == "joined" and field.type == "code" and not field.many:
        said = "the code that has the parts of all answers"
    elif rule.by == "ranked" and rule.order:
        said = "the code that wins in an order of its own"
    if rule.by == "joined" and others:
        said += f", side by side with {listed(others)}"
    elif others and rule.by in ("most_precise", "closest", "most_common", "lowest", "highest", "median"):
        said += f", from the same event as {listed(others)}"
    elif others and name == rule.fields[0]:
        said += f", and with it {listed(others)} of the same event"
    elif others:
        said = f"from the event whose {to(rule.fields[0])} was taken"
    parts = [f"{said[:1].upper()}{said[1:]}"]
    if rule.alike:
        parts.append(f"only events are asked that say the same of {listed(map(to, rule.alike))}")
    if rule.then:
        parts.append(f"of several that are equally good {THEN[rule.then]}")
    if rule.yields:
        parts.append(f"{listed(f'“{one}”' for one in rule.yields)} only where nothing else was said")
    return "; ".join(parts)
