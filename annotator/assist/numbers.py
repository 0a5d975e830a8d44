"""Candidates for counts: the dead, injured, arrested and gathered of a text, for the fields that ask for them.

Owns how a count becomes a value: the lowest number for a whole number, low and high for an estimate, the codebook's
number for “dozens”. A count that no field asks for is offered without a field, so that it can be seen and cited.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..codebook.model import Codebook, CodedField
from ..codebook.soundness import COUNTS
from .candidate import Candidate, Part, Reading
from .counts import CountFound, find_counts
from .lexicon import analyse
from .number_phrases import number_phrases


class NumberProvider:
    """Offers the counts of title and text."""

    name = "numbers"

    def candidates(self, reading: Reading) -> Iterable[Candidate]:
        """See `candidate.Provider`."""
        asked: dict[str, list[CodedField | None]] = {
            kind: [field for field in reading.codebook.fields.values() if field.finds == kind] or [None] for kind in COUNTS
        }
        parts: tuple[tuple[Part, str], ...] = (("title", reading.title), ("text", reading.text))
        for part, text in parts:
            for found in find_counts(text, reading.language):
                for field in asked[found.kind]:
                    value = count_value(reading.codebook, field, found)
                    if value is not None:
                        reason = found.reason if field else f"{found.reason} No field of this codebook asks for it."
                        yield Candidate(
                            field.name if field else "", value, part, found.start, found.end, text[found.start : found.end],
                            found.score, reason, {}, self.name,
                        )  # fmt: skip


def said_number(field: CodedField, words: str, language: str = "") -> Any:
    """The number that words say, in the words of any language there are words of; None where they say none, several, or a
    range that a whole number cannot hold. “At least six” is six here: what is taken is what stands there."""
    analysis = analyse(words, language)
    said = [
        phrase for _, phrases in number_phrases(analysis, analysis.sentences) for phrase in phrases
        if not phrase.is_single and not phrase.vague
    ]  # fmt: skip
    if len(said) != 1:
        return None
    low, high = said[0].low, said[0].high
    if low is None or high is None or low == high:
        return low if low is not None else high
    return {"low": low, "high": high} if field.type == "number" else None


def count_value(codebook: Codebook, field: CodedField | None, found: CountFound) -> Any:
    """What a field takes of a count; None where the codebook gives its word no number or the number is too small.

    A whole number is the lowest that is said. An estimate is one number where one is said, else low and high.
    """
    low, high = found.low, found.high
    if found.vague:
        low = high = codebook.number_words.get(found.vague)
    lowest = low if low is not None else high
    if lowest is None or (field is not None and field.minimum is not None and lowest < field.minimum):
        return None
    if field is None or field.type != "number" or low == high:
        return lowest
    return {name: value for name, value in (("low", low), ("high", high)) if value is not None}
