"""How a codebook combines the events of one incident, in words: one sentence a field.

Owns those sentences. Pure, and part of `guide_facts`; what the rules come to is `combining`'s matter.
"""

from __future__ import annotations

from collections.abc import Callable

from .model import Combined
from .wording import listed

_BY = {
    "lowest": "the lowest number", "highest": "the highest number", "median": "the number in the middle",
    "ranked": "the code that stands first in its list", "earliest": "the earliest date", "latest": "the latest date",
    "joined": "all answers, each once, in the order of the articles", "most_common": "what most events say",
    "longest": "the longest text", "closest": "what the event says that agrees most with the rest of the incident",
}  # fmt: skip
_THEN = {
    "most_common": "what most events say", "most_precise": "the most exact", "lowest": "the lowest", "highest": "the highest",
    "earliest": "the earliest", "latest": "the latest", "closest": "the one that agrees most with the rest of the incident",
}  # fmt: skip


def in_incident(rule: Combined, name: str, to: Callable[[str], str]) -> str:
    """What a field of an incident of several events holds; `to` gives a field's title as a link."""
    others = [to(one) for one in rule.fields if one not in (name, rule.precision)]
    if rule.by == "most_precise":
        said = f"what the event says that is most exact by {to(rule.precision)}" if rule.precision else "the most exact answer"
    else:
        said = _BY[rule.by]
    if rule.by != "joined" and others:
        first = rule.fields[0]
        if rule.by in ("most_precise", "closest", "most_common"):
            said += f", from the same event as {listed(others)}"
        elif name == first:
            said += f", and with it {listed(others)} of the same event"
        else:
            said = f"what the event says whose {to(first)} was taken: {said}"
    then = f"; of several that are equally good {_THEN[rule.then]}" if rule.then else ""
    return f"{said[:1].upper()}{said[1:]}{then}"
