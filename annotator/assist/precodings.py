"""What models said of an article, offered like everything else that is found: with the model's name and how sure it is.

Owns how a kept value becomes a candidate, and that one which both a model and the program found says so. Must not know how
such values came in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..project.evidence import Quote
from ..project.precoded_events import placed
from ..project.precodings import PROVIDER, Precoding
from .candidate import Candidate, Reading

UNSURE = 0.7
"""The score of a value where the model does not say how sure it is."""


class PrecodingProvider:
    """Offers what models said, value by value."""

    name = "models"

    def candidates(self, reading: Reading) -> Iterable[Candidate]:
        """See `candidate.Provider`."""
        for one in reading.precoded:
            if one.field in reading.codebook.fields:
                yield _candidate(one, placed(one, reading.text, reading.title))


def _candidate(one: Precoding, words: Sequence[Quote]) -> Candidate:
    sure = f" ({one.score:.2f})" if one.score is not None else ""
    score, provider = one.score if one.score is not None else UNSURE, PROVIDER + one.model
    if not words:
        reason = f"{one.model}{sure} says so and names no words."
        return Candidate(one.field, one.value, "nowhere", 0, 0, "", score, reason, {}, provider)
    first = words[0]
    reason = f"{one.model}{sure} reads it in “{_short(first.quote)}”."
    return Candidate(
        one.field, one.value, first.part, first.start, first.end, first.quote, score, reason, {}, provider, tuple(words[1:])
    )


def said_too(candidates: Iterable[Candidate], every: Iterable[Candidate]) -> Iterator[Candidate]:
    """The candidates, the program's own with the names of models that say the same value, among all that was offered."""
    models: dict[tuple[str, str], dict[str, None]] = {}
    for one in every:
        if one.provider.startswith(PROVIDER):
            models.setdefault((one.field, repr(one.value)), {})[one.provider.removeprefix(PROVIDER)] = None
    for one in candidates:
        names = models.get((one.field, repr(one.value)))
        if names and not one.provider.startswith(PROVIDER):
            verb = "says" if len(names) == 1 else "say"
            one = replace(one, reason=f"{one.reason} {', '.join(names)} {verb} so, too.")
        yield one


def _short(quote: str) -> str:
    line = " ".join(quote.split())
    return line if len(line) <= 40 else f"{line[:39]}…"
