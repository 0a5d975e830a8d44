"""What coders said of articles, for tests that pair events: made from plain lists of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.agreement.submissions import Asked, Doubled, Material, Submission, Told

Values = Mapping[str, Any]
FIVE = """
annotator_codebook: 1
name: five
lists:
  types: {codes: [{code: Protest}, {code: VAC}, {code: Riots}]}
sections:
  - name: all
    fields:
      - {name: type, type: code, codes: types}
      - {name: day, type: date}
      - {name: town, type: text}
      - {name: actor, type: text}
      - {name: dead, type: integer}
pairing:
  compare:
    - {by: same, fields: [type]}
    - {by: same, fields: [day]}
    - {by: same, fields: [town]}
    - {by: same, fields: [actor]}
    - {by: same, fields: [dead]}
"""
"""Five fields that count alike, alike or not."""


def five(kind: str | None, day: str | None, town: str | None, actor: str | None, dead: int | None) -> dict[str, Any]:
    values = {"type": kind, "day": day and f"2024-{day}", "town": town, "actor": actor, "dead": dead}
    return {name: value for name, value in values.items() if value is not None}


ONE = [five("Protest", "05-03", "Lodz", "Students", 0), five("VAC", "05-03", "Lodz", "Police", 2),
       five("Riots", "05-04", "Warsaw", "Rioters", 0)]  # fmt: skip
OTHER = [five("Riots", "05-03", "Lodz", "Police", 2), five("Protest", "05-03", "Lodz", "Students", 0)]
"""Two codings of one article, three events and two."""


def material(*articles: Mapping[str, Sequence[Values | Told]], aliases: Mapping[str, str] | None = None) -> Material:
    """Each article as coder → events. Events get uids as `a0.1`: coder, article, place."""
    who = tuple(dict.fromkeys(coder for one in articles for coder in one))
    doubled: list[Doubled] = []
    for number, one in enumerate(articles):
        said = [
            Submission(f"{coder}{number}", coder, "events", {}, tuple(
                each if isinstance(each, Told) else Told(f"{coder}{number}.{place}", each) for place, each in enumerate(events)
            ))
            for coder, events in one.items()
        ]  # fmt: skip
        doubled.append(Doubled(f"article{number}", number + 1, "", tuple(said)))
    return Material(Asked(), who, {one: one for one in who}, doubled, aliases=aliases or {})
