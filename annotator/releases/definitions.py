"""How a field is defined, as far as what it says follows from it: what else it rests on, and in what two codebooks differ.

Pure. What changed in the history is `reasons`' to know.
"""

from __future__ import annotations

from typing import Any

from ..codebook.combining import rules_of
from ..codebook.language import article_facts_of, fields_of
from ..codebook.model import Codebook, CodedField

_BEARING = {
    "type", "codes", "parent", "level", "many", "separator", "unique", "most", "shown_when", "derived", "draft", "ranges",
    "decimals", "missing", "default",
}  # fmt: skip
"""What of a question bears on what stands in a file; titles, help and checks do not."""


class Basis:
    """What the fields of a codebook rest on."""

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook
        self._known: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def of(self, name: str) -> tuple[frozenset[str], frozenset[str]]:
        """The fields and the facts of an article that a field is worked out from, at any depth; none for one that is asked."""
        if name not in self._known:
            fields, facts, waiting = set[str](), set[str](), [name]
            while waiting:
                asked = self._codebook.fields.get(waiting.pop())
                if asked is None or (asked.derived is None and asked.draft is None):
                    continue
                parts = (asked.derived, asked.draft, asked.shown_when)
                facts |= article_facts_of(parts)
                new = fields_of(parts) - fields
                fields |= new
                waiting += new
            self._known[name] = frozenset(fields - {name}), frozenset(facts)
        return self._known[name]

    def is_derived(self, name: str) -> bool:
        """Whether the program works it out."""
        asked = self._codebook.fields.get(name)
        return asked is not None and (asked.derived is not None or asked.draft is not None)


class Redefined:
    """Which fields two codebooks define in other ways: `worked_out` where the way to the value is another one (derivation,
    draft, rule by which events are combined), `at_all` where anything is that bears on what stands in a file."""

    def __init__(self, then: Codebook, now: Codebook) -> None:
        self.worked_out, self.at_all = set[str](), set[str]()
        rules = _rules(then), _rules(now)
        for name, asked in now.fields.items():
            before = then.fields.get(name)
            if before is None:
                continue
            if (before.derived, before.draft) != (asked.derived, asked.draft) or rules[0].get(name) != rules[1].get(name):
                self.worked_out.add(name)
            if name in self.worked_out or _told(then, before) != _told(now, asked):
                self.at_all.add(name)


def _rules(codebook: Codebook) -> dict[str, Any]:
    return {name: rule for rule in rules_of(codebook) for name in rule.fields}


def _told(codebook: Codebook, asked: CodedField) -> Any:
    codes = [one.code for one in codebook.code_list(asked).walk()] if asked.codes else []
    return asked.model_dump(include=_BEARING), codes, [_told(codebook, sub) for sub in asked.fields]
